/* Texts (item type 0) to the letter of RFC 1436: a line that begins with a dot gets another one in front, and
 * a line that is a dot ends the text (GOP-TXT-01). Off unless it is asked for, since today's clients show
 * both as they come (GOP-TXT-02, K-7). */
#ifndef LEDA_PROTO_GOPHER_TEXT_H
#define LEDA_PROTO_GOPHER_TEXT_H

#include "proto/response.h"

/* A FileFilter: line ends become CRLF as in gopher_view_crlf, and the above. A last line without an end gets
 * one. */
void gopher_text_dots(Str in, char *last, Buf *out);

#endif
