#include "site/textpost.h"

#include "base/path.h"
#include "base/utf8.h"
#include "site/title.h"

#define HEAD_MAX 2048 /* bytes that are searched for a title */

Date textpost_date(Str path) {
    static const Str text = STR(".txt");
    Date date = {0};
    Str rest;
    if (!str_ends_nocase(path, text)) return date;
    Str name = path_last(path);
    date_parse_prefix(str_head(name, name.len - text.len), &date, &rest);
    return date;
}

Str textpost_title(const File *file, Arena *arena) {
    Buf text = {0};
    Str title = {0}, line;
    utf8_clean(utf8_cut(file->data, HEAD_MAX), &text);
    for (Str rest = buf_str(&text); title.len == 0 && str_line(&rest, &line);)
        if (str_has_word(line)) title = str_trim(line);
    title = title_is_short(title) ? arena_copy(arena, title) : STR("");
    buf_free(&text);
    Str name = path_last(file->address);
    return title.len ? title : source_readable(str_head(name, str_rfind(name, '.')), arena);
}
