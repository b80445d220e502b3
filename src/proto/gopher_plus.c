#include "proto/gopher_plus.h"

#include <stdlib.h>

typedef struct PlusList {
    Source source; /* first, so that a Source is a PlusList */
    Source *menu;
    Buf lines; /* of the menu, on their way; never more than one fill */
    bool begun;
} PlusList;

bool gopher_plus_asks(Str tail) {
    return str_starts(tail, STR("$"));
}

static bool plus_fill(Source *source, size_t want, Buf *out) {
    PlusList *list = (PlusList *)source;
    Str rest, line;
    if (!list->begun) buf_add(out, STR("+-1\r\n"));
    list->begun = true;
    buf_clear(&list->lines);
    bool more = list->menu->fill(list->menu, want, &list->lines);
    rest = buf_str(&list->lines);
    while (str_line(&rest, &line)) {
        if (!str_eq(line, STR("."))) buf_add(out, STR("+INFO: "));
        buf_add(out, line);
        buf_add(out, STR("\r\n"));
    }
    return more;
}

static void plus_close(Source *source) {
    PlusList *list = (PlusList *)source;
    list->menu->close(list->menu);
    buf_free(&list->lines);
    free(list);
}

Source *gopher_plus_list(Source *menu) {
    PlusList *list = mem_zero(1, sizeof *list);
    list->source = (Source){plus_fill, plus_close};
    list->menu = menu;
    return &list->source;
}
