#include "proto/gopher_text.h"

#include "proto/gopher_view.h"

enum { NO_END = 'x' /* any byte that ends no line */ };

static void add_end(char last, Buf *out) {
    if (last == '\r')
        buf_add_char(out, '\n');
    else if (last != 0 && last != '\n')
        buf_add(out, STR("\r\n"));
    buf_add(out, STR(".\r\n"));
}

void gopher_text_dots(Str in, char *last, Buf *out) {
    if (in.len == 0) add_end(*last, out);
    while (in.len) {
        bool begins = *last == 0 || *last == '\n';
        size_t end = str_find(in, '\n');
        Str line = str_head(in, end == STR_NONE ? in.len : end + 1);
        if (begins && line.p[0] == '.') buf_add_char(out, '.');
        gopher_view_crlf(line, last, out);
        if (*last == 0) *last = NO_END; /* a NUL of the text is not its beginning */
        in = str_skip(in, line.len);
    }
}
