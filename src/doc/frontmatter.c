/* Front matter: the fences, and what to do with what is between them (SRC-04).
 *
 * A page may begin with a thematic break instead, and no text of it may be lost: only a YAML map (or nothing)
 * between two fences is front matter. What plainly was meant as such but cannot be read is the author's fault
 * to mend. */
#include "doc/frontmatter.h"

#include "doc/frontmatter_toml.h"
#include "doc/frontmatter_yaml.h"
#include "doc/markdown.h"

#define SOURCE_MAX ((size_t)256 << 10) /* bytes between the fences */

typedef struct Fenced {
    Str inside;
    uint32_t line; /* of its first line */
    size_t end;    /* behind the closing fence and its newline */
    bool toml, closed;
} Fenced;

/* Three of the mark. */
static bool is_fence(Str line, char mark) {
    return str_run(line, mark) == 3 && str_trim_right(line).len == 3;
}

/* Finds the fences. False when the source does not begin with one. */
static bool find_fences(Str source, Fenced *out) {
    Str rest = source, line;
    out->line = 1;
    do {
        if (!str_line(&rest, &line)) return false;
        out->line++;
    } while (!str_trim(line).len);
    out->toml = is_fence(line, '+');
    if (!out->toml && !is_fence(line, '-')) return false;

    const char *start = rest.p;
    out->closed = false;
    while (!out->closed && str_line(&rest, &line))
        out->closed = is_fence(line, out->toml ? '+' : '-') || (!out->toml && is_fence(line, '.'));
    const char *end = out->closed ? line.p : source.p + source.len;
    out->inside = (Str){start, start ? (size_t)(end - start) : 0};
    out->end = source.len - rest.len;
    return true;
}

/* `key: value` or `key = value`. */
static bool looks_like_pair(Str line, char sign) {
    size_t n = 0;
    while (n < line.len && (ascii_alnum(line.p[n]) || line.p[n] == '_' || line.p[n] == '-'))
        n++;
    if (n == 0 || !ascii_alpha(line.p[0])) return false;
    if (sign == '=') n += str_run(str_skip(line, n), ' ');
    if (n == line.len || line.p[n] != sign) return false;
    return n + 1 == line.len || ascii_space(line.p[n + 1]) || sign == '=';
}

/* The first line inside says what the author meant. */
static bool looks_meant(const Fenced *f) {
    Str rest = f->inside, line;
    if (!str_line(&rest, &line)) return false;
    return looks_like_pair(line, f->toml ? '=' : ':') || (f->toml && str_starts(line, STR("[")));
}

/* Comments alone are front matter when they hold a pair that was put out of use; `# Hello` is a heading. */
static bool only_heading(Str inside) {
    bool comment = false;
    for (Str line; str_line(&inside, &line);) {
        line = str_trim(line);
        if (!line.len) continue;
        if (line.p[0] != '#') return false;
        if (looks_like_pair(str_trim(str_skip(line, 1)), ':')) return false;
        comment = true;
    }
    return comment;
}

static FrontmatterResult read_inside(const Fenced *f, Fields *fields, FrontmatterFault *fault) {
    if (!f->closed) {
        *fault = (FrontmatterFault){f->line - 1, "the fence is never closed"};
        return FRONTMATTER_BROKEN;
    }
    if (f->inside.len > SOURCE_MAX) {
        *fault = (FrontmatterFault){f->line, "more than 256 KiB of it"};
        return FRONTMATTER_BROKEN;
    }
    if (f->toml) return frontmatter_toml(f->inside, f->line, fields, fault);
    if (only_heading(f->inside)) return FRONTMATTER_TEXT;
    return frontmatter_yaml(f->inside, f->line, fields, fault);
}

long frontmatter_read(Str source, Arena *arena, Diag *diag, Meta *meta) {
    Fenced fenced;
    if (!find_fences(source, &fenced)) return 0;
    Fields fields;
    fields_start(&fields, arena, diag, meta);
    FrontmatterFault fault = {0};
    FrontmatterResult result = read_inside(&fenced, &fields, &fault);
    fields_finish(&fields);
    if (result == FRONTMATTER_READ) return (long)fenced.end;

    *meta = (Meta){0};
    if (result == FRONTMATTER_TEXT || !looks_meant(&fenced)) return 0;
    diag_add(diag, fault.line, "front matter cannot be read, the page is left out: %s", fault.why);
    return -1;
}

bool meta_scalar(const Meta *meta, Str key, Str *value) {
    for (uint32_t i = meta->pair_count; i-- > 0;) {
        if (!str_eq_nocase(meta->pairs[i].key, key)) continue;
        *value = meta->pairs[i].value;
        return true;
    }
    return false;
}

static bool may_be_markup(char c) {
    switch (c) {
    case '*':
    case '_':
    case '`':
    case '[':
    case ']':
    case '<':
    case '>':
    case '&':
    case '\\':
    case '~':
    case '!': return true;
    default: return false;
    }
}

/* The value is read as the words of a paragraph: a blank that markdown does not skip goes before it, so that
 * `1. May` stays no list and `# 1` no heading. */
Str frontmatter_words(Str value, Arena *arena) {
    bool plain = true;
    for (size_t i = 0; i < value.len && plain; i++)
        plain = !may_be_markup(value.p[i]);
    if (plain) return arena_copy(arena, value);

    Buf text = {0};
    buf_add(&text, STR("\u00A0"));
    buf_add(&text, value);
    Document doc;
    Diag unheard = {0};
    document_init(&doc);
    markdown_parse(buf_str(&text), 1, &doc, &unheard);
    diag_free(&unheard);
    Str words = doc.block_count ? document_words(&doc, 0) : (Str){0};
    Str copy = arena_copy(arena, words);
    document_free(&doc);
    buf_free(&text);
    return copy;
}
