/* The configuration file: inih reads it, behind a reader that counts lines and lets nothing through that inih
 * would take for something else. */
#include "app/config.h"

#include "base/utf8.h"

#include <ini.h>
#include <string.h>

typedef struct Reader {
    Str rest; /* of the file */
    uint32_t line;
    const char *path;
    Str folder; /* of the file, with its slash */
    Config *config;
    Buf *error; /* empty until a line is refused; no other is read then */
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
    if (line.p[0] == '[') return "there are no sections; key = value is wanted";
    if (line.len > SETTINGS_LINE_MAX) return "the line is longer than 198 bytes";
    if (has_inline_comment(line))
        return "\" ;\" cannot stand in a value, and comments have lines of their own";
    if (has_control(line)) return "control characters cannot stand in a line";
    if (!utf8_valid(line)) return "the line is not UTF-8";
    size_t equals = str_find(line, '='), colon = str_find(line, ':');
    if (equals == STR_NONE || equals == 0 || colon < equals) return "key = value is wanted";
    return NULL;
}

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
    if (line.len) memcpy(out, line.p, line.len);
    out[line.len] = 0;
    return out;
}

static void complain_unknown(const Reader *r, Str key) {
    const char *guess = settings_guess(key);
    buf_add_format(r->error, "%s:%u: unknown key \"%.*s\"", r->path, r->line, STR_FMT(key));
    if (guess) buf_add_format(r->error, "; did you mean \"%s\"?", guess);
}

static void complain_value(const Reader *r, size_t row, Str value, Str why) {
    buf_add_format(r->error, "%s:%u: %s = %.*s: %.*s", r->path, r->line, settings_table[row].key,
                   STR_FMT(value), STR_FMT(why));
}

/* inih's handler. */
static int take_pair(void *user, const char *section, const char *name, const char *value) {
    Reader *r = user;
    Buf why = {0};
    (void)section;
    if (r->error->len) return 0;
    size_t row = settings_find(str_of(name));
    if (row == settings_count) {
        complain_unknown(r, str_of(name));
        return 0;
    }
    uint32_t before = r->config->origins[row];
    if (before != SETTINGS_DEFAULT && !(settings_table[row].flags & SETTING_LIST)) {
        buf_add_format(r->error, "%s:%u: %s stands in line %u already", r->path, r->line, name, before);
        return 0;
    }
    const SettingInput input = {.value = str_of(value), .origin = r->line, .folder = r->folder};
    bool good = settings_set(r->config, row, &input, &why);
    if (!good) complain_value(r, row, input.value, buf_str(&why));
    buf_free(&why);
    return good;
}

bool config_read(Config *config, const char *path, Str text, Buf *error) {
    Str name = str_of(path);
    size_t slash = str_rfind(name, '/');
    Reader reader = {.rest = text, .path = path, .config = config, .error = error};
    reader.folder = slash == STR_NONE ? (Str){0} : str_head(name, slash + 1);
    if (str_starts(text, STR("\xEF\xBB\xBF"))) reader.rest = str_skip(text, 3);
    config->file = arena_format(&config->arena, "%s", path);
    int line = ini_parse_stream(next_line, &reader, take_pair, &reader);
    if (line != 0 && error->len == 0) buf_add_format(error, "%s:%d: cannot be read", path, line);
    return error->len == 0;
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
