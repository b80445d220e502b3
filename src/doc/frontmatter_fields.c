/* Fields: see the header. */
#include "doc/frontmatter_fields.h"

#include "base/utf8.h"

#include <string.h>

#define LANG_MAX 35 /* the longest language tag that RFC 5646 asks software to take */

typedef enum {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_SUMMARY,
    FIELD_LANG,
    FIELD_AUTHOR,
    FIELD_DATE,
    FIELD_UPDATED,
    FIELD_PUBLISH,
    FIELD_EXPIRY,
    FIELD_TAGS,
    FIELD_TAXONOMIES,
    FIELD_ADDRESS,
    FIELD_WEIGHT,
    FIELD_DRAFT,
    FIELD_NO_DRAFT, /* `published`, `render`: false makes a draft */
} FieldKind;

/* In any case, as Hugo has it (SRC-04). */
static const struct {
    Str name;
    FieldKind kind;
} known[] = {
    {STR("title"), FIELD_TITLE},
    {STR("summary"), FIELD_SUMMARY},
    {STR("description"), FIELD_SUMMARY},
    {STR("excerpt"), FIELD_SUMMARY},
    {STR("lang"), FIELD_LANG},
    {STR("language"), FIELD_LANG},
    {STR("author"), FIELD_AUTHOR},
    {STR("authors"), FIELD_AUTHOR},
    {STR("date"), FIELD_DATE},
    {STR("updated"), FIELD_UPDATED},
    {STR("lastmod"), FIELD_UPDATED},
    {STR("last_modified_at"), FIELD_UPDATED},
    {STR("modified"), FIELD_UPDATED},
    {STR("publishdate"), FIELD_PUBLISH},
    {STR("expirydate"), FIELD_EXPIRY},
    {STR("tags"), FIELD_TAGS},
    {STR("tag"), FIELD_TAGS},
    {STR("categories"), FIELD_TAGS},
    {STR("category"), FIELD_TAGS},
    {STR("taxonomies"), FIELD_TAXONOMIES},
    {STR("url"), FIELD_ADDRESS},
    {STR("permalink"), FIELD_ADDRESS},
    {STR("path"), FIELD_ADDRESS},
    {STR("slug"), FIELD_ADDRESS},
    {STR("aliases"), FIELD_ADDRESS},
    {STR("redirect_from"), FIELD_ADDRESS},
    {STR("weight"), FIELD_WEIGHT},
    {STR("draft"), FIELD_DRAFT},
    {STR("published"), FIELD_NO_DRAFT},
    {STR("render"), FIELD_NO_DRAFT},
};

static FieldKind kind_of(Str key) {
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq_nocase(key, known[i].name)) return known[i].kind;
    return FIELD_NONE;
}

void fields_start(Fields *fields, Arena *arena, Diag *diag, Meta *meta) {
    *fields = (Fields){.arena = arena, .diag = diag, .meta = meta};
}

bool fields_wants_map(Str key) {
    FieldKind kind = kind_of(key);
    return kind == FIELD_TAXONOMIES || kind == FIELD_AUTHOR;
}

/* Whether clean_line has nothing to do; of what is not ASCII it may have. */
static bool is_clean_line(Str value) {
    char last = ' ';
    for (size_t i = 0; i < value.len; i++) {
        char c = value.p[i];
        if (c < ' ' || c > '~' || (c == ' ' && last == ' ')) return false;
        last = c;
    }
    return true;
}

/* One line of clean text: controls gone, blanks folded. Where that takes a copy, it is in fields->clean. */
static Str clean_line(Fields *fields, Str value) {
    Buf *clean = &fields->clean;
    if (is_clean_line(value)) return str_trim_right(value);
    buf_clear(clean);
    utf8_clean(value, clean);
    size_t n = 0;
    for (size_t i = 0; i < clean->len; i++) {
        bool blank = ascii_space(clean->p[i]);
        if (blank && (n == 0 || clean->p[n - 1] == ' ')) continue;
        clean->p[n++] = blank ? ' ' : clean->p[i];
    }
    buf_truncate(clean, n);
    return str_trim_right(buf_str(clean));
}

/* Room for one more of `count` items of the given size: doubled when count is a power of two from 4 on. */
static void *room(const Fields *fields, void *items, uint32_t count, size_t size) {
    bool full = count == 0 || (count >= 4 && (count & (count - 1)) == 0);
    if (!full) return items;
    void *more = arena_alloc(fields->arena, (count ? 2 * (size_t)count : 4) * size);
    if (count) memcpy(more, items, count * size);
    return more;
}

static void add(Fields *fields, StrList *list, Str item, uint32_t line) {
    if (!item.len) return;
    for (uint32_t i = 0; i < list->count; i++)
        if (str_eq(list->items[i], item)) return;
    if (list->count == FIELDS_LIST_MAX) {
        diag_add(fields->diag, line, "more than %d items in one list of the front matter", FIELDS_LIST_MAX);
        return;
    }
    list->items = room(fields, list->items, list->count, sizeof *list->items);
    list->items[list->count++] = arena_copy(fields->arena, item);
}

/* A list item is a tag; a string splits at commas, or, without any, at blanks. */
static void add_tags(Fields *fields, const Field *field, Str value) {
    if (field->in_list) {
        add(fields, &fields->meta->tags, value, field->line);
        return;
    }
    char separator = str_find(value, ',') == STR_NONE ? ' ' : ',';
    for (Str tag; str_cut(&value, separator, &tag);)
        add(fields, &fields->meta->tags, str_trim(tag), field->line);
}

/* `/:categories/:title/` is a pattern, no address. */
static void add_address(Fields *fields, const Field *field, Str value) {
    if (str_starts(value, STR(":")) || str_search(value, STR("/:")) != STR_NONE) return;
    add(fields, &fields->meta->addresses, value, field->line);
}

static void unreadable(Fields *fields, const Field *field, Str value, const char *what) {
    diag_add(fields->diag, field->line, "%.*s: \"%.*s\" is no %s", STR_FMT(field->key),
             STR_FMT(utf8_cut(value, 40)), what);
}

static void set_date(Fields *fields, const Field *field, Str value, Date *date) {
    if (!date_parse(value, date)) {
        *date = (Date){0};
        unreadable(fields, field, value, "date that can be read");
    }
}

static bool to_bool(Str value, bool *out) {
    static const Str yes[] = {STR("true"), STR("yes"), STR("on"), STR("1")};
    static const Str no[] = {STR("false"), STR("no"), STR("off"), STR("0")};
    for (size_t i = 0; i < 4; i++) {
        if (str_eq_nocase(value, yes[i]) || str_eq_nocase(value, no[i])) {
            *out = str_eq_nocase(value, yes[i]);
            return true;
        }
    }
    return false;
}

static void set_draft(Fields *fields, const Field *field, Str value, bool draft_when) {
    bool on;
    if (!to_bool(value, &on))
        unreadable(fields, field, value, "yes or no");
    else if (on == draft_when)
        fields->meta->draft = true;
}

static void set_weight(Fields *fields, const Field *field, Str value) {
    bool minus = str_starts(value, STR("-"));
    uint32_t n;
    if (!str_to_u32(str_skip(value, minus || str_starts(value, STR("+"))), &n) || n > INT32_MAX)
        unreadable(fields, field, value, "whole number");
    else
        fields->meta->weight = minus ? -(int32_t)n : (int32_t)n;
}

/* A language tag goes into a header of the protocol: letters, digits and hyphens only. `en_US` is meant as
 * one. */
static void set_lang(Fields *fields, const Field *field, Str value) {
    bool good = value.len <= LANG_MAX && ascii_alpha(value.p[0]);
    for (size_t i = 0; i < value.len && good; i++)
        good = ascii_alnum(value.p[i]) || value.p[i] == '-' || value.p[i] == '_';
    if (!good) {
        unreadable(fields, field, value, "language tag");
        return;
    }
    char *lang = arena_alloc(fields->arena, value.len);
    for (size_t i = 0; i < value.len; i++)
        lang[i] = value.p[i] == '_' ? '-' : value.p[i];
    fields->meta->lang = (Str){lang, value.len};
}

/* Of a map, only taxonomies are read, and the name of an author. */
static bool fits(FieldKind kind, const Field *field) {
    if (kind == FIELD_TAXONOMIES) return field->sub.len > 0;
    if (kind == FIELD_AUTHOR) return !field->sub.len || str_eq_nocase(field->sub, STR("name"));
    bool list = kind == FIELD_TAGS || kind == FIELD_ADDRESS;
    return !field->sub.len && (list || !field->in_list);
}

static void add_pair(Fields *fields, const Field *field, Str value) {
    Meta *meta = fields->meta;
    if (field->sub.len || field->in_list) return;
    if (meta->pair_count == FIELDS_LIST_MAX) {
        diag_add(fields->diag, field->line, "more than %d keys in the front matter", FIELDS_LIST_MAX);
        return;
    }
    meta->pairs = room(fields, meta->pairs, meta->pair_count, sizeof *meta->pairs);
    meta->pairs[meta->pair_count++] =
        (MetaPair){arena_copy(fields->arena, field->key), arena_copy(fields->arena, value)};
}

void fields_set(Fields *fields, const Field *field) {
    if (fields->hear) {
        fields->hear(fields->context, field);
        return;
    }
    FieldKind kind = kind_of(field->key);
    Str value = clean_line(fields, field->value);
    if (!value.len) return;
    add_pair(fields, field, value);
    if (kind == FIELD_NONE || !fits(kind, field)) return;
    Meta *meta = fields->meta;
    switch (kind) {
    case FIELD_TITLE: meta->title = frontmatter_words(value, fields->arena); break;
    case FIELD_SUMMARY:
        if (!meta->summary.len) meta->summary = frontmatter_words(value, fields->arena);
        break;
    case FIELD_LANG: set_lang(fields, field, value); break;
    case FIELD_AUTHOR: add(fields, &meta->authors, value, field->line); break;
    case FIELD_DATE: set_date(fields, field, value, &meta->date); break;
    case FIELD_UPDATED: set_date(fields, field, value, &meta->updated); break;
    case FIELD_PUBLISH: set_date(fields, field, value, &meta->publish); break;
    case FIELD_EXPIRY: set_date(fields, field, value, &meta->expiry); break;
    case FIELD_TAGS:
    case FIELD_TAXONOMIES: add_tags(fields, field, value); break;
    case FIELD_ADDRESS: add_address(fields, field, value); break;
    case FIELD_WEIGHT: set_weight(fields, field, value); break;
    case FIELD_DRAFT: set_draft(fields, field, value, true); break;
    case FIELD_NO_DRAFT: set_draft(fields, field, value, false); break;
    case FIELD_NONE: break;
    }
}

void fields_finish(Fields *fields) {
    buf_free(&fields->clean);
}
