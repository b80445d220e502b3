/* The configuration file: inih reads it, behind a reader that counts lines and lets nothing through that inih
 * would take for something else. */
#include "app/config.h"

#include "app/section.h"
#include "app/settings_value.h"
#include "base/utf8.h"

#include <ini.h>
#include <string.h>

typedef struct Reader {
    Str rest; /* of the file */
    uint32_t line;
    const char *path;
    Str folder; /* of the file, with its slash */
    Config *config;
    Buf *error;                           /* empty until a line is refused; no other is read then */
    Capsule *capsule;                     /* in whose part the line stands */
    uint32_t sections[SECTION_KINDS_MAX]; /* of the capsule's part: the line of the last one of each kind */
    const SectionSpec *section;           /* NULL: keys of the capsule */
    uint32_t section_line;
    void *item; /* of a section with keys */
    uint32_t origins[SETTINGS_COUNT_MAX];
} Reader;

static void complain(const Reader *r, const char *what) {
    buf_add_format(r->error, "%s:%u: %s", r->path, r->line, what);
}

static bool is_comment(Str line) {
    return line.len > 0 && (line.p[0] == '#' || line.p[0] == ';');
}

/* Where inih would begin a comment within the line, or would if the value had its blank before it. */
static bool has_inline_comment(Str line) {
    size_t equals = str_find(line, '=');
    for (size_t i = 1; i < line.len; i++)
        if (line.p[i] == ';' && (ascii_space(line.p[i - 1]) || i - 1 == equals)) return true;
    return false;
}

static bool has_control(Str line) {
    for (size_t i = 0; i < line.len; i++)
        if (line.p[i] != '\t' && str_control(str_skip(line, i))) return true;
    return false;
}

/* What is wrong with a line that is no comment and has no blanks around it, or NULL. */
static const char *line_fault(Str line) {
    if (line.len == 0) return NULL;
    if (line.len > SETTINGS_LINE_MAX) return "the line is longer than 198 bytes";
    if (has_inline_comment(line))
        return "\" ;\" cannot stand in a value, and comments have lines of their own";
    if (has_control(line)) return "control characters cannot stand in a line";
    if (!utf8_valid(line)) return "the line is not UTF-8";
    if (line.p[0] == '[') return str_ends(line, STR("]")) ? NULL : "a section ends with ]";
    size_t equals = str_find(line, '='), colon = str_find(line, ':');
    if (equals == STR_NONE || equals == 0 || colon < equals) return "key = value is wanted";
    return NULL;
}

/* ---- sections ---- */

static const SettingSpec *rows_of(const Reader *r, size_t *count) {
    *count = r->section ? r->section->row_count : settings_count;
    return r->section ? r->section->rows : settings_table;
}

static void name_section(const Reader *r, Buf *out) {
    Str label = r->item ? ((const Rule *)r->item)->name : r->capsule->label;
    const char *name = r->section ? r->section->name : SECTION_CAPSULE;
    buf_add_format(out, "[%s%s%.*s]", name, label.len ? " " : "", STR_FMT(label));
}

/* At the end of a section: it has what it must have. */
static bool section_whole(const Reader *r) {
    size_t count;
    const SettingSpec *rows = rows_of(r, &count);
    const uint32_t *origins = r->section ? r->origins : r->capsule->origins;
    if (r->section_line == 0 || (r->section && !r->section->rows)) return true;
    for (size_t row = 0; row < count; row++) {
        if (!(rows[row].flags & SETTING_REQUIRED) || origins[row] != SETTINGS_DEFAULT) continue;
        buf_add_format(r->error, "%s:%u: ", r->path, r->section_line);
        name_section(r, r->error);
        buf_add_format(r->error, " has no %s", rows[row].key);
        return false;
    }
    return true;
}

static bool is_label(Str label) {
    for (size_t i = 0; i < label.len; i++) {
        bool plain = ascii_alnum(label.p[i]) || (unsigned char)label.p[i] >= 0x80;
        if (!plain && !strchr("-_.", label.p[i])) return false;
    }
    return label.len > 0;
}

static void complain_section(const Reader *r, Str name) {
    const char *guess = section_guess(name);
    buf_add_format(r->error, "%s:%u: unknown section \"%.*s\"; ", r->path, r->line, STR_FMT(name));
    if (guess) {
        buf_add_format(r->error, "did you mean \"%s\"?", guess);
        return;
    }
    for (size_t i = 0; i < section_count; i++)
        buf_add_format(r->error, "%s%s",
                       i == 0                  ? ""
                       : i + 1 < section_count ? ", "
                                               : " or ",
                       section_table[i].name);
    buf_add(r->error, STR(" is wanted"));
}

static const SectionSpec *find_section(const Reader *r, Str name, Str label) {
    const SectionSpec *spec = section_find(name);
    if (spec && spec->labelled == (label.len > 0)) return spec;
    if (spec)
        buf_add_format(r->error, "%s:%u: [%s%s] is wanted", r->path, r->line, spec->name,
                       spec->labelled ? " LABEL" : "");
    else
        complain_section(r, name);
    return NULL;
}

/* The line at which the section stands already, or 0. */
static uint32_t section_line(const Reader *r, const SectionSpec *spec, Str label) {
    if (str_eq(str_of(spec->name), STR(SECTION_CAPSULE))) {
        const Capsule *capsule = settings_find_capsule(r->config, label);
        return capsule ? capsule->line : 0;
    }
    if (!spec->labelled) return r->sections[spec - section_table];
    const Rule *item = section_item(r->capsule, spec, label);
    return item ? item->line : 0;
}

static bool begin_capsule(Reader *r, Str label) {
    if (r->config->capsule_count == SETTINGS_CAPSULES) return false;
    r->capsule = settings_capsule(r->config, label, r->line);
    r->section = NULL;
    r->item = NULL;
    memset(r->sections, 0, sizeof r->sections);
    return true;
}

static bool begin_section(Reader *r, const SectionSpec *spec, Str label) {
    const Rule rule = {.name = label, .line = r->line};
    r->section = spec;
    r->sections[spec - section_table] = r->line;
    r->item = spec->rows ? section_make(r->config, spec, &rule) : NULL;
    memset(r->origins, 0, sizeof r->origins);
    return !spec->rows || section_add(r->config, r->capsule, spec, r->item);
}

/* `inside`: between the brackets. */
static void take_section(Reader *r, Str inside) {
    size_t end = 0;
    if (!section_whole(r)) return;
    if (inside.len > SECTION_NAME_MAX) {
        complain(r, "the name of a section is longer than 49 bytes");
        return;
    }
    while (end < inside.len && !ascii_space(inside.p[end]))
        end++;
    Str name = str_head(inside, end), label = str_trim(str_skip(inside, end));
    const SectionSpec *spec = find_section(r, name, label);
    if (!spec) return;
    uint32_t before = section_line(r, spec, label);
    if (label.len && !is_label(label)) {
        complain(r, "a label is one word of letters, digits, - _ and .");
    } else if (before) {
        buf_add_format(r->error, "%s:%u: [%.*s] stands in line %u already", r->path, r->line, STR_FMT(inside),
                       before);
    } else {
        bool capsule = str_eq(name, STR(SECTION_CAPSULE));
        bool room = capsule ? begin_capsule(r, label) : begin_section(r, spec, label);
        r->section_line = r->line;
        if (!room)
            buf_add_format(r->error, "%s:%u: no more than %u are possible", r->path, r->line, spec->most);
    }
}

/* ---- lines ---- */

/* inih's reader, after fgets: it gets lines without blanks in front, which would make them more of the line
 * before, and no comments, which may be of any length. */
static char *next_line(char *out, int room, void *stream) {
    Reader *r = stream;
    Str line;
    if (r->error->len || !str_line(&r->rest, &line)) return NULL;
    r->line++;
    line = str_trim(line);
    if (is_comment(line)) line.len = 0;
    const char *fault = line_fault(line);
    if (!fault && line.len >= (size_t)room) fault = "the line is too long for inih";
    if (fault) {
        complain(r, fault);
        return NULL;
    }
    if (str_starts(line, STR("["))) take_section(r, str_trim(str_slice(line, 1, line.len - 1)));
    if (r->error->len) return NULL;
    if (line.len) memcpy(out, line.p, line.len);
    out[line.len] = 0;
    return out;
}

static const char *guess_key(const Reader *r, Str key) {
    const char *keys[SETTINGS_COUNT_MAX + 1] = {NULL};
    size_t count;
    const SettingSpec *rows = rows_of(r, &count);
    for (size_t row = 0; row < count; row++)
        keys[row] = rows[row].key;
    return settings_guess_among(keys, key);
}

static void complain_unknown(const Reader *r, Str key) {
    const char *guess = guess_key(r, key);
    buf_add_format(r->error, "%s:%u: unknown key \"%.*s\"", r->path, r->line, STR_FMT(key));
    if (r->section_line && !guess) {
        buf_add(r->error, STR(" in "));
        name_section(r, r->error);
    }
    if (guess) buf_add_format(r->error, "; did you mean \"%s\"?", guess);
}

static void complain_value(const Reader *r, const char *key, Str value, const Buf *why) {
    buf_add_format(r->error, "%s:%u: %s = %.*s: %.*s", r->path, r->line, key, STR_FMT(value),
                   STR_FMT(buf_str(why)));
}

static void complain_twice(const Reader *r, const char *key, uint32_t before) {
    buf_add_format(r->error, "%s:%u: %s stands in line %u already", r->path, r->line, key, before);
}

static void take_rule(Reader *r, const char *name, Str value) {
    Buf why = {0};
    const Rule rule = {.name = str_of(name), .value = value, .line = r->line};
    const Rule *before = section_item(r->capsule, r->section, rule.name);
    if (before)
        complain_twice(r, name, before->line);
    else if (!r->section->good(&rule, &why))
        complain_value(r, name, value, &why);
    else if (!section_add(r->config, r->capsule, r->section, section_make(r->config, r->section, &rule)))
        buf_add_format(r->error, "%s:%u: no more than %u are possible", r->path, r->line, r->section->most);
    buf_free(&why);
}

static SettingSlot slot_of(Reader *r, const SettingSpec *spec, size_t row) {
    void *capsule = spec->flags & SETTING_PROCESS ? (void *)r->config : (void *)r->capsule;
    if (r->section) return (SettingSlot){spec, r->item, &r->origins[row], &r->config->arena};
    return (SettingSlot){spec, capsule, &r->capsule->origins[row], &r->config->arena};
}

static void take_key(Reader *r, const char *key, Str value) {
    Buf why = {0};
    size_t count, row = 0;
    const SettingSpec *rows = rows_of(r, &count);
    while (row < count && strcmp(rows[row].key, key) != 0)
        row++;
    if (row == count) {
        complain_unknown(r, str_of(key));
        return;
    }
    const SettingSlot slot = slot_of(r, &rows[row], row);
    const SettingInput input = {.value = value, .origin = r->line, .folder = r->folder};
    if (r->capsule->label.len && (rows[row].flags & SETTING_PROCESS))
        buf_add_format(r->error, "%s:%u: %s is of all capsules; it stands before the first section", r->path,
                       r->line, key);
    else if (*slot.origin != SETTINGS_DEFAULT && !(rows[row].flags & SETTING_LIST))
        complain_twice(r, key, *slot.origin);
    else if (!setting_set(&slot, &input, &why))
        complain_value(r, key, value, &why);
    buf_free(&why);
}

/* inih's handler. The section is known already: inih does not tell of one without keys. */
static int take_pair(void *user, const char *section, const char *name, const char *value) {
    Reader *r = user;
    (void)section;
    if (r->error->len) return 0;
    if (r->section && !r->section->rows)
        take_rule(r, name, str_of(value));
    else
        take_key(r, name, str_of(value));
    return r->error->len == 0;
}

bool config_read(Config *config, const char *path, Str text, Buf *error) {
    Str name = str_of(path);
    size_t slash = str_rfind(name, '/');
    Reader reader = {.rest = text, .path = path, .config = config, .error = error};
    reader.folder = slash == STR_NONE ? (Str){0} : str_head(name, slash + 1);
    if (str_starts(text, STR("\xEF\xBB\xBF"))) reader.rest = str_skip(text, 3);
    reader.capsule = config->capsules[0];
    config->file = arena_format(&config->arena, "%s", path);
    int line = ini_parse_stream(next_line, &reader, take_pair, &reader);
    if (line != 0 && error->len == 0) buf_add_format(error, "%s:%d: cannot be read", path, line);
    return error->len == 0 && section_whole(&reader);
}

bool config_print(const Config *config, Buf *out, Buf *error) {
    size_t start = out->len;
    Str line;
    settings_print(config, out);
    Str rest = str_skip(buf_str(out), start);
    while (error->len == 0 && str_line(&rest, &line)) {
        const char *fault = line_fault(line);
        if (fault) buf_add_format(error, "cannot be written as a file: %.*s: %s", STR_FMT(line), fault);
    }
    return error->len == 0;
}
