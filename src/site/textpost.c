#include "site/textpost.h"

#include "base/utf8.h"
#include "site/title.h"

#define HEAD_MAX 2048 /* bytes that are searched for a title */

static Str last_part(Str path) {
    return str_skip(path, str_rfind(path, '/') + 1);
}

Date textpost_date(Str path) {
    Date date = {0};
    Str name = last_part(path), rest;
    size_t dot = str_rfind(name, '.');
    if (!str_eq_nocase(str_skip(name, dot), STR(".txt"))) return (Date){0};
    return date_parse_prefix(str_head(name, dot), &date, &rest) ? date : (Date){0};
}

static bool says_something(Str line) {
    for (size_t i = 0; i < line.len; i++)
        if (ascii_alnum(line.p[i]) || (unsigned char)line.p[i] >= 0x80) return true;
    return false;
}

Str textpost_title(const File *file, Arena *arena) {
    Buf text = {0};
    Str title = {0}, line;
    utf8_clean(utf8_cut(file->data, HEAD_MAX), &text);
    for (Str rest = buf_str(&text); title.len == 0 && str_line(&rest, &line);)
        if (says_something(line)) title = str_trim(line);
    title = title_is_short(title) ? arena_copy(arena, title) : STR("");
    buf_free(&text);
    Str name = last_part(file->address);
    return title.len ? title : source_readable(str_head(name, str_rfind(name, '.')), arena);
}
