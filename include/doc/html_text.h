/* Words of raw HTML on their way into leaf blocks. Only for doc/html's own files and doc/markdown, which
 * shares the leaf. */
#ifndef LEDA_DOC_HTML_TEXT_H
#define LEDA_DOC_HTML_TEXT_H

#include "doc/html.h"

/* Opens in the document, at `line`, the leaf block that words become where they stand (paragraph, heading,
 * term, code), with the item or cell around it that is missing, and what is open around it: link, struck
 * text. */
void html_leaf_open(Html *html, uint32_t line);

/* A leaf ends, but what is open around its words goes on in the next one. */
void html_leaf_pause(Html *html);

/* The paragraph ends, and every inline element that is open in it. Its leaf is still open, if it has one. */
void html_leaf_end(Html *html);

/* A leaf is open. */
bool html_has_leaf(const Html *html);

/* Makes sure that one is. */
void html_need_leaf(Html *html);

/* Ends the leaf that is open. False when it has to stay: a line of its own begins in it then. */
bool html_part(Html *html);

/* The same for elements that only part paragraphs: inside `<a>`, video or object they part its lines, so that
 * one link holds all its words. */
void html_part_soft(Html *html);

/* Words without entities: prose, or verbatim in code. html_character: copied. */
void html_words(Html *html, Str text);
void html_character(Html *html, Str text);

/* The source's text: entities decoded; in an HTML block, line ends and blank lines. */
void html_text(Html *html, Str source);

/* Held-back line ends, and a leaf: what comes next shows something. */
void html_begin(Html *html);

/* A blank where a box begins: its words do not join those before it. */
void html_apart(Html *html);

/* A line end that shows: br, or any in a pre. */
void html_break(Html *html);

/* True while words at p are inside an element that goes with its content. */
static inline bool html_hides(Html *html, const char *p) {
    if (html->hidden.len && p && (uintptr_t)p > (uintptr_t)html->hidden_until) html->hidden = (Str){0};
    return html->hidden.len > 0;
}

/* The entries of the stack have changed: whether line ends count. */
void html_settle(Html *html);

#endif
