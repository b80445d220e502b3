#include "render/mapline.h"

#include "base/width.h"
#include "render/words.h"

bool mapline_is_control(char c) {
    switch (c) {
    case '#':
    case '!':
    case '-':
    case ':':
    case '~':
    case '%':
    case '=':
    case '*':
    case '.': return true;
    default: return false;
    }
}

void mapline_info(Str prefix, Str text, Buf *out) {
    char first = prefix.len ? prefix.p[0] : text.len ? text.p[0] : ' ';
    bool swallowed = mapline_is_control(first);
    char *p = buf_reserve(out, prefix.len + text.len + 4);
    if (swallowed) *p++ = 'i';
    p = buf_put(buf_put(p, prefix), text);
    if (swallowed) p = buf_put(p, STR("\t/"));
    *p++ = '\n';
    out->len = (size_t)(p - out->p);
}

/* As buf_put, control characters as blanks. */
static char *put_field(char *p, Str s) {
    char *end = buf_put(p, s);
    if (words_are_graphic(s)) return end;
    for (; p < end; p++)
        if ((unsigned char)*p < ' ' || *p == 0x7F) *p = ' ';
    return end;
}

static void add_place(const Target *target, Buf *out) {
    char *p = buf_reserve(out, target->host.len + 2);
    *p++ = '\t';
    p = put_field(p, target->host);
    *p++ = '\t';
    out->len = (size_t)(p - out->p);
    buf_add_number(out, target->port ? target->port : 70u);
}

void mapline_item(Str name, const Target *target, Buf *out) {
    bool elsewhere = target->kind == TARGET_ELSEWHERE;
    Str selector = elsewhere ? target->url : target->selector;
    char *p = buf_reserve(out, name.len + selector.len + 8);
    *p++ = elsewhere ? 'h' : target->type > ' ' ? target->type : '1';
    p = buf_put(p, name);
    *p++ = '\t';
    if (elsewhere) p = buf_put(p, STR("URL:"));
    p = put_field(p, selector);
    out->len = (size_t)(p - out->p);
    if (target->kind == TARGET_GOPHER) add_place(target, out);
    buf_add_char(out, '\n');
}

bool mapline_fits(Str s, size_t columns) {
    return s.len <= columns || width_of(s) <= columns;
}

void mapline_cut(Str name, Str tail, size_t columns, Buf *out) {
    size_t taken = width_of(tail);
    buf_add(out, str_trim_right(width_cut(name, columns > taken ? columns - taken : 0)));
    buf_add(out, tail);
}
