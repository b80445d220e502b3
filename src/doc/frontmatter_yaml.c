/* YAML: see the header.
 *
 * Only scalars and lists of scalars are looked at, and one level of maps where fields_wants_map says so;
 * whatever is nested deeper, anchors and aliases with it, is passed over. The events are a flat stream, so
 * nothing here recurses; depth and number are capped before libyaml's own cost could grow. */
#include "doc/frontmatter_yaml.h"

#include <string.h>
#include <yaml.h>

#define EVENTS_MAX 50000
#define DEPTH_MAX  32

typedef struct Yaml {
    yaml_parser_t parser;
    yaml_event_t event; /* the current one; owned */
    bool has_event;
    uint32_t line; /* of the first line of the source */
    uint32_t events;
    Fields *fields;
    FrontmatterFault *fault;
} Yaml;

static uint32_t line_of(const Yaml *y, yaml_mark_t mark) {
    return y->line + (uint32_t)mark.line;
}

static bool fail(Yaml *y, uint32_t line, const char *why) {
    *y->fault = (FrontmatterFault){line, why};
    return false;
}

/* What libyaml says, and where. A quote that nothing closes is found at the end, but is wrong where it opens.
 */
static bool fail_parser(Yaml *y) {
    const yaml_parser_t *p = &y->parser;
    bool quote = p->context && strcmp(p->context, "while scanning a quoted scalar") == 0;
    if (quote && strcmp(p->problem, "found unexpected end of stream") == 0)
        return fail(y, line_of(y, p->context_mark), "nothing closes the quote");
    return fail(y, line_of(y, p->problem_mark), p->problem ? p->problem : "cannot be read");
}

/* Moves on to the next event. False when there is none to be had. */
static bool next(Yaml *y) {
    if (y->has_event) yaml_event_delete(&y->event);
    y->has_event = false;
    if (++y->events > EVENTS_MAX) return fail(y, line_of(y, y->parser.mark), "too much of it");
    if (!yaml_parser_parse(&y->parser, &y->event)) return fail_parser(y);
    y->has_event = true;
    return true;
}

static Str scalar(const Yaml *y) {
    return (Str){(const char *)y->event.data.scalar.value, y->event.data.scalar.length};
}

static bool is_null(const Yaml *y) {
    if (y->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
    Str s = scalar(y);
    return str_eq(s, STR("~")) || str_eq(s, STR("null")) || str_eq(s, STR("Null")) || str_eq(s, STR("NULL"));
}

/* Passes over the node that begins with the current event, and stays on its last event. */
static bool skip_node(Yaml *y) {
    for (unsigned depth = 0;;) {
        yaml_event_type_t type = y->event.type;
        if (type == YAML_MAPPING_START_EVENT || type == YAML_SEQUENCE_START_EVENT) depth++;
        if (type == YAML_MAPPING_END_EVENT || type == YAML_SEQUENCE_END_EVENT) depth--;
        if (depth == 0) return true;
        if (depth > DEPTH_MAX) return fail(y, line_of(y, y->event.start_mark), "nested too deep");
        if (!next(y)) return false;
    }
}

static void set(Yaml *y, Str key, Str sub, bool in_list) {
    if (is_null(y)) return;
    Field field = {key, sub, scalar(y), line_of(y, y->event.start_mark), in_list};
    fields_set(y->fields, &field);
}

static bool read_map(Yaml *y, Str outer);

/* An item of a list: a scalar, or a map where one is looked into (`authors: [{name: Me}]`). */
static bool read_item(Yaml *y, Str key, Str sub) {
    if (y->event.type == YAML_MAPPING_START_EVENT && !sub.len && fields_wants_map(key))
        return read_map(y, key);
    if (y->event.type != YAML_SCALAR_EVENT) return skip_node(y);
    set(y, key, sub, true);
    return true;
}

/* A list; what is no item for us is passed over. Ends on the list's last event. */
static bool read_list(Yaml *y, Str key, Str sub) {
    while (next(y)) {
        if (y->event.type == YAML_SEQUENCE_END_EVENT) return true;
        if (!read_item(y, key, sub)) return false;
    }
    return false;
}

static bool read_value(Yaml *y, Str key, Str sub) {
    switch (y->event.type) {
    case YAML_SCALAR_EVENT: set(y, key, sub, false); return true;
    case YAML_SEQUENCE_START_EVENT: return read_list(y, key, sub);
    default: return skip_node(y);
    }
}

/* A key and its value; the current event is the key. */
static bool read_pair(Yaml *y, Str outer) {
    if (y->event.type != YAML_SCALAR_EVENT) return skip_node(y) && next(y) && skip_node(y);
    Str key = scalar(y);
    yaml_event_t owner = y->event; /* of the key */
    y->has_event = false;
    bool good = next(y);
    if (good && !outer.len && y->event.type == YAML_MAPPING_START_EVENT && fields_wants_map(key))
        good = read_map(y, key);
    else if (good)
        good = outer.len ? read_value(y, outer, key) : read_value(y, key, (Str){0});
    yaml_event_delete(&owner);
    return good;
}

/* A map of the first level, or of the second below `outer`. Ends on its last event. */
static bool read_map(Yaml *y, Str outer) {
    while (next(y)) {
        if (y->event.type == YAML_MAPPING_END_EVENT) return true;
        if (!read_pair(y, outer)) return false;
    }
    return false;
}

static FrontmatterResult read_stream(Yaml *y) {
    if (!next(y) || !next(y)) return FRONTMATTER_BROKEN;
    if (y->event.type == YAML_STREAM_END_EVENT) return FRONTMATTER_READ;
    if (!next(y)) return FRONTMATTER_BROKEN;
    if (y->event.type != YAML_MAPPING_START_EVENT) return FRONTMATTER_TEXT;
    if (!read_map(y, (Str){0}) || !next(y) || !next(y)) return FRONTMATTER_BROKEN;
    return FRONTMATTER_READ;
}

FrontmatterResult frontmatter_yaml(Str source, uint32_t line, Fields *fields, FrontmatterFault *fault) {
    Yaml y = {.line = line, .fields = fields, .fault = fault};
    if (!yaml_parser_initialize(&y.parser)) mem_fail();
    yaml_parser_set_encoding(&y.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&y.parser, (const unsigned char *)source.p, source.len);
    FrontmatterResult result = read_stream(&y);
    if (y.has_event) yaml_event_delete(&y.event);
    yaml_parser_delete(&y.parser);
    return result;
}
