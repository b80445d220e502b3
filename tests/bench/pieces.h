/* Pages made of pieces that are repeated: a number of times, or (FILL) until the page has its size; several
 * FILLs share it evenly. In a piece, \1 is a number that counts up and \2 repeats the next byte that many
 * times. */
#ifndef LEDA_TESTS_BENCH_PIECES_H
#define LEDA_TESTS_BENCH_PIECES_H

#include "base/buf.h"

#include <string.h>

enum { FILL = 0, PIECES = 8 };

typedef struct Piece {
    const char *text; /* NULL behind the last one */
    unsigned times;   /* or FILL */
} Piece;

static inline void piece_add(const char *text, unsigned number, Buf *page) {
    for (; *text; text++) {
        if (*text == '\1')
            buf_add_format(page, "%u", number);
        else if (*text == '\2' && text[1])
            buf_add_repeat(page, *++text, number);
        else
            buf_add_char(page, *text);
    }
}

/* Appends a page of at most `size` bytes; what is repeated a number of times fits into it. */
static inline void pieces_make(const Piece pieces[PIECES], size_t size, Buf *page) {
    size_t fills = 0, fixed = 0;
    for (size_t i = 0; i < PIECES && pieces[i].text; i++) {
        fills += pieces[i].times == FILL;
        fixed += pieces[i].times * strlen(pieces[i].text);
    }
    size_t share = fills ? (size - fixed) / fills : 0;
    for (size_t i = 0; i < PIECES && pieces[i].text; i++) {
        size_t end = page->len + share;
        for (unsigned n = 1; n <= pieces[i].times; n++)
            piece_add(pieces[i].text, n, page);
        size_t whole = page->len;
        for (unsigned n = 1; !pieces[i].times && page->len <= end; n++) {
            whole = page->len;
            piece_add(pieces[i].text, n, page);
        }
        buf_truncate(page, whole);
    }
}

#endif
