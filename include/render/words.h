/* Words: what a leaf block says, as lines of clean text for both renderers. */
#ifndef LEDA_RENDER_WORDS_H
#define LEDA_RENDER_WORDS_H

#include "base/buf.h"
#include "render/links.h"

enum {
    WORDS_ONE_LINE = 1, /* hard breaks become blanks: headings, cells */
    WORDS_IMAGES = 2,   /* an image shows its label: where nothing else would stand */
    WORDS_EMPHASIS = 4, /* emphasis keeps its marks [emphasis = keep] */
};

typedef struct Words {
    Str text;
    bool ascii;  /* printable ASCII and LF, and nobody needs to look again; false says nothing */
    bool lines;  /* it has a LF */
    bool linked; /* a link or image stands in it, seen or not */
} Words;

/* The visible words of a leaf: blanks folded outside code spans, soft breaks a blank (none between two CJK
 * characters), hard breaks LF, no control characters, no blanks at the ends of a line, never two empty lines
 * in a row. A text of nothing but blanks is empty. The result lies in *buf, which is emptied first. */
Words words_of(const Links *links, const Block *block, unsigned flags, Buf *buf);

/* Appends s as one line: control characters become blanks. For titles, labels, fields. */
void words_add_field(Str s, Buf *out);

/* Appends a blank line through which `quotes` quotes go on. */
void words_add_gap(unsigned quotes, Buf *out);

/* True when s has no blank and no control character of ASCII: fit for a URL or a field as it is. */
bool words_are_graphic(Str s);

/* True for a line of text that readers of gemtext would take for markup: TXT-01 puts a blank before it. */
static inline bool words_look_like_markup(Str line) {
    if (line.len == 0) return false;
    switch (line.p[0]) {
    case '#':
    case '>': return true;
    case '=': return str_starts(line, STR("=>"));
    case '*': return str_starts(line, STR("* "));
    case '`': return str_starts(line, STR("```"));
    default: return false;
    }
}

#endif
