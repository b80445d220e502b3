/* Tokens: what readers of a text see of it, for comparing texts that are laid out differently.
 *
 * A token is a run of letters and digits (with their combining marks), or any other single character beyond
 * ASCII. ASCII punctuation, blanks, and what renderings use as marks (en dash, ellipsis, ballot boxes)
 * separate tokens: all marks go, and no wrapping changes the sequence. Documents are written with words
 * `w1q`, `w2q` ..., each once, so that order means something; such a token has a number. */
#ifndef LEDA_TESTS_PROPERTY_TOKENS_H
#define LEDA_TESTS_PROPERTY_TOKENS_H

#include "base/buf.h"

#include <stdio.h>

enum { WORDS_MAX = 4096 }; /* numbers of words in a document are below it */

typedef struct Token {
    Str text;
    uint32_t word; /* the number of `w1q`, or 0 */
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

typedef enum { CHARACTER_NONE, CHARACTER_LETTER, CHARACTER_SINGLE } CharacterClass;

static inline CharacterClass token_class(uint32_t cp) {
    if (cp < 0x80) return ascii_alnum((char)cp) ? CHARACTER_LETTER : CHARACTER_NONE;
    if (cp == 0xA0 || cp == 0x2013 || cp == 0x2026 || cp == 0x2610 || cp == 0x2611) return CHARACTER_NONE;
    return cp >= 0xC0 && cp < 0x530 ? CHARACTER_LETTER : CHARACTER_SINGLE;
}

/* The length of the `w1q` that s starts with, or 0; its number. */
static inline size_t token_word(Str s, uint32_t *word) {
    size_t n = 1;
    while (n < s.len && ascii_digit(s.p[n]))
        n++;
    if (n < 2 || n >= s.len || s.p[0] != 'w' || s.p[n] != 'q') return 0;
    return str_to_u32(str_slice(s, 1, n), word) && *word < WORDS_MAX ? n + 1 : 0;
}

/* Takes the next token off *rest. Words that touch are tokens of their own. */
static inline bool token_next(Str *rest, Token *token) {
    uint32_t cp;
    while (rest->len) {
        token->word = 0;
        size_t n = token_word(*rest, &token->word);
        bool word = n > 0;
        if (!word) n = token_character(*rest, &cp);
        CharacterClass class = word ? CHARACTER_SINGLE : token_class(cp);
        for (size_t more; class == CHARACTER_LETTER && n < rest->len; n += more) {
            uint32_t number;
            more = token_character(str_skip(*rest, n), &cp);
            if (token_class(cp) != CHARACTER_LETTER || token_word(str_skip(*rest, n), &number)) break;
        }
        token->text = str_head(*rest, n);
        *rest = str_skip(*rest, n);
        if (class != CHARACTER_NONE) return true;
    }
    return false;
}

#endif
