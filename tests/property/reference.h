/* Reference: what a reader of md4c's own HTML sees, and what that must become in gemtext.
 *
 * A reader of just the HTML that md4c writes, tags and entities of the test documents included; shares
 * nothing with src/doc/html. Each token knows its Place: the block it stands in. */
#ifndef LEDA_TESTS_PROPERTY_REFERENCE_H
#define LEDA_TESTS_PROPERTY_REFERENCE_H

#include "tokens.h"

#include <md4c-html.h>
#include <stdlib.h>

enum { REFERENCE_DEPTH = 64, LABEL_ROOM = 64 };

typedef enum {
    PLACE_TEXT,
    PLACE_HEADING, /* level */
    PLACE_ITEM,    /* level: dashes */
    PLACE_NUMBER,  /* label */
    PLACE_QUOTE,   /* level: quotes */
    PLACE_CODE,
    PLACE_TABLE,
} PlaceKind;

typedef struct Place {
    PlaceKind kind;
    unsigned level;
    char label[LABEL_ROOM];
    char task;   /* 0, ' ' or 'x' */
    bool link;   /* inside a link: a line of its own is right where nothing else is in the block */
    bool alt;    /* text of an image: moves to its link line */
    bool header; /* of a table */
} Place;

typedef struct Container {
    char kind; /* 'q'uote, 'u' and 'o' lists, 'i'tem */
    unsigned number, blocks;
    char task;
} Container;

typedef struct Reference {
    Buf html, text; /* text: decoded, what tokens point to */
    Tokens tokens;
    Place *places;
    uint32_t place_count, place_cap;
    Buf code;  /* the lines of all code blocks, a NUL behind each block */
    Buf links; /* the targets in order, a LF behind each */
    /* the reader's state */
    Container stack[REFERENCE_DEPTH];
    unsigned depth;
    unsigned heading, link;
    size_t code_from; /* where the open code block begins */
    bool open, first, said, broken, gap, pre, table, head;
} Reference;

static inline void reference_write(const MD_CHAR *p, MD_SIZE size, void *to) {
    buf_add(to, (Str){p, size});
}

static inline Container *reference_top(Reference *r) {
    return r->depth ? &r->stack[r->depth - 1] : NULL;
}

static inline unsigned reference_count(const Reference *r, char a, char b) {
    unsigned n = 0;
    for (unsigned i = 0; i < r->depth; i++)
        n += r->stack[i].kind == a || r->stack[i].kind == b;
    return n;
}

static inline void reference_label(const Reference *r, char label[LABEL_ROOM]) {
    size_t n = 0;
    label[0] = '\0';
    for (unsigned i = 0; i + 1 < r->depth && n < LABEL_ROOM - 12; i++)
        if (r->stack[i].kind == 'o')
            n += (size_t)snprintf(label + n, LABEL_ROOM - n, "%u.", r->stack[i + 1].number);
}

/* A block begins within the innermost item. */
static inline void reference_block(Reference *r) {
    Container *top = reference_top(r);
    r->first = top && top->kind == 'i' && top->blocks++ == 0;
    r->said = r->broken = false;
    r->gap = true;
    r->open = true;
}

static inline uint32_t reference_place(Reference *r, bool alt) {
    Place place = {.alt = alt, .link = r->link > 0, .header = r->head};
    const Container *top = reference_top(r);
    place.level = reference_count(r, 'q', 'q');
    if (r->table) {
        place.kind = PLACE_TABLE;
    } else if (r->pre) {
        place.kind = PLACE_CODE;
    } else if (place.level) {
        place.kind = PLACE_QUOTE;
    } else if (r->heading && r->depth == 0) {
        place.kind = PLACE_HEADING;
        place.level = r->heading < 3 ? r->heading : 3;
    } else if (r->first && !r->broken && top) {
        place.kind = r->stack[r->depth - 2].kind == 'u' ? PLACE_ITEM : PLACE_NUMBER;
        place.level = reference_count(r, 'u', 'o') - 1;
        place.task = top->task;
        reference_label(r, place.label);
    }
    if (r->place_count == r->place_cap) {
        r->place_cap = r->place_cap ? r->place_cap * 2 : 64;
        r->places = mem_grow(r->places, r->place_cap, sizeof *r->places);
    }
    r->places[r->place_count] = place;
    return r->place_count++;
}

/* Decodes what md4c escapes, and the names that the test documents use in raw HTML. */
static inline void reference_decode(Str s, Buf *out) {
    static const struct {
        Str name, text;
    } names[] = {{STR("&amp;"), STR("&")},      {STR("&lt;"), STR("<")},          {STR("&gt;"), STR(">")},
                 {STR("&quot;"), STR("\"")},    {STR("&eacute;"), STR("\u00E9")}, {STR("&#65;"), STR("A")},
                 {STR("&copy;"), STR("\u00A9")}};
    while (s.len) {
        size_t i = 0, count = sizeof names / sizeof *names;
        while (i < count && !str_starts(s, names[i].name))
            i++;
        buf_add(out, i < count ? names[i].text : str_head(s, 1));
        s = str_skip(s, i < count ? names[i].name.len : 1);
    }
}

/* Tokens are put in as positions first: the text they stand in still grows. */
static inline void reference_words(Reference *r, Str s, bool alt) {
    size_t from = r->text.len;
    Token token;
    reference_decode(s, &r->text);
    Str rest = str_skip(buf_str(&r->text), from);
    uint32_t place = UINT32_MAX;
    if (r->pre) buf_add(&r->code, rest);
    if (!r->open && !r->pre && !r->table && str_trim(rest).len) reference_block(r);
    r->said = r->said || (!alt && str_trim(rest).len);
    while (token_next(&rest, &token)) {
        if (place == UINT32_MAX) place = reference_place(r, alt);
        token.at = place;
        token.gap = token.gap || r->gap;
        r->gap = false;
        token.text.p = (const char *)(uintptr_t)(token.text.p - r->text.p);
        tokens_add(&r->tokens, token);
    }
    r->gap = r->gap || token.gap;
    buf_add_char(&r->text, ' ');
}

/* The value of ` name="..."` within a tag. */
static inline Str reference_attribute(Str tag, Str name) {
    size_t at = str_search(tag, name);
    if (at == STR_NONE) return STR("");
    Str rest = str_skip(tag, at + name.len);
    return str_head(rest, str_find(rest, '"'));
}

/* md4c writes a tilde as %7E, which is the same URL: the tilde is unreserved (RFC 3986, section 2.3). */
static inline void reference_link(Reference *r, Str target) {
    for (size_t at; (at = str_search(target, STR("%7E"))) != STR_NONE; target = str_skip(target, at + 3)) {
        reference_decode(str_head(target, at), &r->links);
        buf_add_char(&r->links, '~');
    }
    reference_decode(target, &r->links);
    buf_add_char(&r->links, '\n');
}

static inline void reference_push(Reference *r, char kind, unsigned number, char task) {
    r->open = false;
    if (r->depth < REFERENCE_DEPTH) r->stack[r->depth++] = (Container){kind, number, 0, task};
}

static inline void reference_item(Reference *r, Str tag) {
    Container *list = reference_top(r);
    reference_push(r, 'i', list ? list->number++ : 0,
                   str_search(tag, STR("task-list-item")) == STR_NONE ? 0 : ' ');
}

static inline void reference_open(Reference *r, Str name, Str tag) {
    Str start;
    uint32_t number = 1;
    if (str_eq(name, STR("blockquote"))) {
        reference_block(r);
        reference_push(r, 'q', 0, 0);
    } else if (str_eq(name, STR("ul")) || str_eq(name, STR("ol"))) {
        reference_block(r);
        start = reference_attribute(tag, STR(" start=\""));
        if (start.len) str_to_u32(start, &number);
        reference_push(r, name.p[0], number, 0);
    } else if (str_eq(name, STR("li"))) {
        reference_item(r, tag);
    } else if (str_eq(name, STR("input"))) {
        if (str_search(tag, STR("checked")) != STR_NONE && r->depth) reference_top(r)->task = 'x';
    } else if (name.len == 2 && name.p[0] == 'h' && ascii_digit(name.p[1])) {
        reference_block(r);
        r->heading = (unsigned)(name.p[1] - '0');
    } else if (str_eq(name, STR("p")) || str_eq(name, STR("hr")) || str_eq(name, STR("div"))) {
        reference_block(r);
        r->open = !str_eq(name, STR("hr"));
    } else if (str_eq(name, STR("pre"))) {
        reference_block(r);
        r->pre = true;
        r->code_from = r->code.len;
    } else if (str_eq(name, STR("table"))) {
        reference_block(r);
        r->table = true;
    } else if (str_eq(name, STR("thead"))) {
        r->head = true;
    } else if (str_eq(name, STR("br"))) {
        r->gap = true;
        r->broken = r->said && !(r->heading && r->depth == 0);
    } else if (str_eq(name, STR("del"))) {
        if (!r->open && !r->table) reference_block(r);
        r->said = true; /* its mark is drawn */
    } else if (str_eq(name, STR("a"))) {
        reference_link(r, reference_attribute(tag, STR("href=\"")));
        r->link++;
    } else if (str_eq(name, STR("img"))) {
        if (!r->open && !r->pre && !r->table) reference_block(r); /* without words its file is named */
        reference_link(r, reference_attribute(tag, STR("src=\"")));
        reference_words(r, reference_attribute(tag, STR("alt=\"")), true);
    }
}

static inline void reference_close(Reference *r, Str name) {
    static const Str containers[] = {{"blockquote", 10}, {"ul", 2}, {"ol", 2}, {"li", 2}};
    for (size_t i = 0; i < sizeof containers / sizeof *containers; i++)
        if (str_eq(name, containers[i])) {
            r->depth -= r->depth > 0;
            r->open = false;
        }
    if (str_eq(name, STR("a"))) r->link -= r->link > 0;
    if (str_eq(name, STR("thead"))) r->head = false;
    if (str_eq(name, STR("table"))) r->table = r->open = false;
    if (str_eq(name, STR("p")) || str_eq(name, STR("div"))) r->open = false;
    if (name.len == 2 && name.p[0] == 'h') r->open = false, r->heading = 0;
    if (str_eq(name, STR("pre"))) {
        /* An empty code block is nothing that an item could begin with. */
        bool empty = str_trim(str_skip(buf_str(&r->code), r->code_from)).len == 0;
        if (empty && r->depth) reference_top(r)->blocks--;
        buf_add_char(&r->code, '\0');
        r->pre = r->open = false;
    }
}

/* Takes the tag or comment at the start of *html. */
static inline void reference_tag(Reference *r, Str *html) {
    bool comment = str_starts(*html, STR("<!--"));
    size_t end = comment ? str_search(*html, STR("-->")) : str_find(*html, '>');
    size_t n = end == STR_NONE ? html->len : end + (comment ? 3 : 1);
    Str tag = str_head(*html, n);
    *html = str_skip(*html, n);
    if (comment) return;
    bool closes = tag.len > 1 && tag.p[1] == '/';
    size_t from = closes ? 2 : 1, to = from;
    while (to < tag.len && ascii_alnum(tag.p[to]))
        to++;
    if (closes)
        reference_close(r, str_slice(tag, from, to));
    else
        reference_open(r, str_slice(tag, from, to), tag);
}

/* Reads a document; it has 64 newlines behind it (MD-01). */
static inline void reference_read(Reference *r, Str markdown) {
    md_html(markdown.p, (MD_SIZE)markdown.len, reference_write, &r->html,
            MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS, 0);
    Str html = buf_str(&r->html);
    while (html.len) {
        if (html.p[0] == '<') {
            reference_tag(r, &html);
            continue;
        }
        Str text = str_head(html, str_find(html, '<'));
        reference_words(r, text, false);
        html = str_skip(html, text.len);
    }
    for (size_t i = 0; i < r->tokens.count; i++)
        r->tokens.items[i].text.p = r->text.p + (uintptr_t)r->tokens.items[i].text.p;
}

static inline void reference_free(Reference *r) {
    buf_free(&r->html);
    buf_free(&r->text);
    buf_free(&r->code);
    buf_free(&r->links);
    free(r->tokens.items);
    free(r->places);
}

#endif
