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

static inline char *put(char *p, Str s) {
    if (s.len) memcpy(p, s.p, s.len);
    return p + s.len;
}

void mapline_info(Str prefix, Str text, Buf *out) {
    char first = prefix.len ? prefix.p[0] : text.len ? text.p[0] : ' ';
    bool swallowed = mapline_is_control(first);
    char *p = buf_reserve(out, prefix.len + text.len + 4);
    if (swallowed) *p++ = 'i';
    p = put(put(p, prefix), text);
    if (swallowed) p = put(p, STR("\t/"));
    *p++ = '\n';
    out->len = (size_t)(p - out->p);
}

static void add_field(Str s, Buf *out) {
    size_t at = out->len;
    buf_add(out, s);
    if (words_are_graphic(s)) return;
    for (size_t i = at; i < out->len; i++)
        if ((unsigned char)out->p[i] < ' ' || out->p[i] == 0x7F) out->p[i] = ' ';
}

void mapline_item(Str name, const Target *target, Buf *out) {
    bool elsewhere = target->kind == TARGET_ELSEWHERE;
    buf_add_char(out, elsewhere ? 'h' : target->type > ' ' ? target->type : '1');
    buf_add(out, name);
    buf_add_char(out, '\t');
    if (elsewhere) buf_add(out, STR("URL:"));
    add_field(elsewhere ? target->url : target->selector, out);
    if (target->kind == TARGET_GOPHER) {
        buf_add_char(out, '\t');
        add_field(target->host, out);
        buf_add_char(out, '\t');
        buf_add_number(out, target->port ? target->port : 70u);
    }
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
