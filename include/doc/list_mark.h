/* List marks (CommonMark 5.2). */
#ifndef LEDA_DOC_LIST_MARK_H
#define LEDA_DOC_LIST_MARK_H

#include "base/str.h"

#define LIST_MARK_MAX 11 /* bytes to look at: nine digits, `.` or `)`, what is behind it */

/* The length of the list mark at the start of s: a bullet, or a number of at most nine digits, with a blank
 * or the line's end behind it, which does not count. 0: there is none. s may go on behind its line. */
size_t list_mark(Str s);

/* Whether the item that a line begins with such a mark may interrupt a paragraph: it is not empty, and its
 * number is 1. */
bool list_mark_interrupts(Str line, size_t mark);

#endif
