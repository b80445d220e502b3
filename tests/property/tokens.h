/* Tokens: what readers of a text see of it, for comparing texts that are laid out differently.
 *
 * Documents are written with words `w1q`, `w2q` ..., each once, so that order means something. A token is
 * such a word, or any other letter or character beyond ASCII: neither wrapping nor markup between letters
 * changes the sequence. What renderings use as marks is left out: ASCII punctuation, blanks, digits, en dash,
 * ellipsis, ballot boxes, `[x]`; and `http:`, since a bare URL that is a paragraph of its own becomes a link
 * line and is no text then. */
#ifndef LEDA_TESTS_PROPERTY_TOKENS_H
#define LEDA_TESTS_PROPERTY_TOKENS_H

#include "base/buf.h"

#include <stdio.h>

enum { WORDS_MAX = 4096 }; /* numbers of words in a document are below it */

typedef struct Token {
    Str text;
    uint32_t word; /* the number of `w1q`, or 0 */
    bool gap;      /* a blank stands before it */
    uint32_t at;   /* index of what it stands in: a Place, or a line */
} Token;

typedef struct Tokens {
    Token *items;
    size_t count, cap;
} Tokens;

static inline void tokens_add(Tokens *tokens, Token token) {
    if (tokens->count == tokens->cap) {
        tokens->cap = tokens->cap ? tokens->cap * 2 : 64;
        tokens->items = mem_grow(tokens->items, tokens->cap, sizeof *tokens->items);
    }
    tokens->items[tokens->count++] = token;
}

/* Decodes a character of valid UTF-8. */
static inline size_t token_character(Str s, uint32_t *cp) {
    unsigned char c = (unsigned char)s.p[0];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
    *cp = n == 1 ? c : c & (0xFFu >> (n + 1));
    if (n > s.len) n = s.len;
    for (size_t i = 1; i < n; i++)
        *cp = *cp << 6 | ((unsigned char)s.p[i] & 0x3F);
    return n;
}

static inline bool token_is_mark(uint32_t cp) {
    if (cp < 0x80) return !ascii_alpha((char)cp);
    return cp == 0xA0 || cp == 0x2013 || cp == 0x2026 || cp == 0x2610 || cp == 0x2611;
}

/* The length of the `w1q` that s starts with, or 0; its number. */
static inline size_t token_word(Str s, uint32_t *word) {
    size_t n = 1;
    while (n < s.len && ascii_digit(s.p[n]))
        n++;
    if (n < 2 || n >= s.len || s.p[0] != 'w' || s.p[n] != 'q') return 0;
    return str_to_u32(str_slice(s, 1, n), word) && *word < WORDS_MAX ? n + 1 : 0;
}

static inline bool token_is_blank(uint32_t cp) {
    return cp == ' ' || cp == '\t' || cp == '\n' || cp == 0xA0;
}

/* Takes the next token off *rest. False at the end: token->gap tells of blanks there. */
static inline bool token_next(Str *rest, Token *token) {
    static const Str left_out[] = {{"http:", 5}, {"zz", 2}, {"[x]", 3}, {"[X]", 3}};
    token->gap = false;
    while (rest->len) {
        uint32_t cp = 0;
        size_t skip = 0;
        for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
            if (str_starts(*rest, left_out[i])) skip = left_out[i].len;
        token->word = 0;
        size_t n = token_word(*rest, &token->word);
        if (n == 0) n = skip ? skip : token_character(*rest, &cp);
        token->text = str_head(*rest, n);
        *rest = str_skip(*rest, n);
        token->gap = token->gap || token_is_blank(cp);
        if (token->word || (!skip && !token_is_mark(cp))) return true;
    }
    return false;
}

#endif
