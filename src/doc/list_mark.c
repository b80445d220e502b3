/* List marks: see the header. */
#include "doc/list_mark.h"

#define DIGITS_MAX 9

static char byte_at(Str s, size_t i) {
    return i < s.len ? s.p[i] : '\n';
}

size_t list_mark(Str s) {
    size_t n = 0;
    while (n < DIGITS_MAX && ascii_digit(byte_at(s, n)))
        n++;
    char sign = byte_at(s, n), next = byte_at(s, n + 1);
    bool mark = n ? sign == '.' || sign == ')' : sign == '-' || sign == '+' || sign == '*';
    return mark && (ascii_blank(next) || next == '\n') ? n + 1 : 0;
}

bool list_mark_interrupts(Str line, size_t mark) {
    if (!str_trim(str_skip(line, mark)).len) return false;
    return mark == 1 || (mark == 2 && line.p[0] == '1');
}
