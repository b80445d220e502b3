#include "proto/gopher_plus.h"

bool gopher_plus_asks(Str tail) {
    return str_starts(tail, STR("$"));
}

void gopher_plus_list(Str in, char *last, Buf *out) {
    Str line;
    if (*last == 0) buf_add(out, STR("+-1\r\n"));
    *last = 1;
    while (str_line(&in, &line)) {
        if (!str_eq(line, STR("."))) buf_add(out, STR("+INFO: "));
        buf_add(out, line);
        buf_add(out, STR("\r\n"));
    }
}
