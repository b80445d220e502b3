#include "proto/gopher_text.h"

#include "proto/gopher_view.h"

#include <stdlib.h>

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

typedef struct Dotted {
    Source source; /* first, so that a Source is a Dotted */
    Source *text;
    Buf part; /* of the text, before its dots */
    char last;
} Dotted;

static bool dotted_fill(Source *source, size_t want, Buf *out) {
    Dotted *dotted = (Dotted *)source;
    buf_clear(&dotted->part);
    bool more = dotted->text->fill(dotted->text, want, &dotted->part);
    if (dotted->part.len) gopher_text_dots(buf_str(&dotted->part), &dotted->last, out);
    if (!more) gopher_text_dots((Str){0}, &dotted->last, out);
    return more;
}

static void dotted_close(Source *source) {
    Dotted *dotted = (Dotted *)source;
    dotted->text->close(dotted->text);
    buf_free(&dotted->part);
    free(dotted);
}

Source *gopher_text_source(Source *text) {
    Dotted *dotted = mem_zero(1, sizeof *dotted);
    dotted->source = (Source){dotted_fill, dotted_close};
    dotted->text = text;
    return &dotted->source;
}
