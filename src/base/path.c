#include "base/path.h"

Str path_trim(Str path) {
    while (path.len && path.p[path.len - 1] == '/')
        path.len--;
    return path;
}

Str path_last(Str path) {
    path = path_trim(path);
    return str_skip(path, str_rfind(path, '/') + 1);
}

Str path_folder(Str path) {
    return str_head(path, path_trim(path).len - path_last(path).len);
}

Str path_without(Str path, const Str *endings, size_t count) {
    size_t dot = str_rfind(path, '.');
    if (dot == STR_NONE || dot == 0) return path;
    Str ending = str_skip(path, dot);
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(ending, endings[i])) return str_head(path, dot);
    return path;
}

bool path_join(Str path, Buf *out) {
    Str part;
    while (str_cut(&path, '/', &part)) {
        bool last = path.p == NULL;
        if (str_eq(part, STR(".."))) {
            if (out->len <= 1) return false;
            buf_truncate(out, path_folder(buf_str(out)).len);
        } else if (part.len && !str_eq(part, STR("."))) {
            buf_add(out, part);
            if (!last) buf_add_char(out, '/');
        }
    }
    return true;
}
