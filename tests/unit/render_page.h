/* Documents for tests of the renderers, built by hand: independent of markdown. */
#ifndef LEDA_TESTS_RENDER_PAGE_H
#define LEDA_TESTS_RENDER_PAGE_H

#include "render/gemtext.h"
#include "render/gophermap.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct PageTest {
    Document doc;
    RenderOptions options;
    Diag diag;
    Buf out;
    size_t title_len;
} PageTest;

static inline int page_setup(void **state) {
    PageTest *t = mem_zero(1, sizeof *t);
    document_init(&t->doc);
    t->options = render_defaults();
    *state = t;
    return 0;
}

static inline int page_teardown(void **state) {
    PageTest *t = *state;
    document_free(&t->doc);
    diag_free(&t->diag);
    buf_free(&t->out);
    free(t);
    return 0;
}

/* What stands between *z and `end`; *z moves behind it. */
static inline Str page_until(const char **z, char end) {
    Str all = str_of(*z), part = str_head(all, str_find(all, end));
    *z += part.len + 1;
    return part;
}

/* Adds runs for a line of notation: [words](target), ![alt](target), <bare URL>, `code`, ~ opens or closes
 * struck text, | hard break, LF soft break. */
static inline void runs(PageTest *t, const char *z) {
    while (*z) {
        bool image = z[0] == '!' && z[1] == '[';
        if (image || *z == '[') {
            z += image ? 2 : 1;
            Str words = page_until(&z, ']');
            z++;
            Str target = page_until(&z, ')');
            if (image)
                document_image(&t->doc, words, target, 0);
            else
                document_link(&t->doc, LINK_WORDS, words, target, 0);
        } else if (*z == '<') {
            z++;
            Str url = page_until(&z, '>');
            document_link(&t->doc, LINK_BARE, url, url, 0);
        } else if (*z == '`') {
            z++;
            Str code = page_until(&z, '`');
            document_run(&t->doc, RUN_TICK, STR("`"));
            document_run(&t->doc, RUN_CODE, code);
            document_run(&t->doc, RUN_TICK, STR("`"));
        } else if (*z == '~' || *z == '|' || *z == '\n') {
            document_run(&t->doc,
                         *z == '~'   ? RUN_STRIKE
                         : *z == '|' ? RUN_HARD_BREAK
                                     : RUN_SOFT_BREAK,
                         STR(""));
            z++;
        } else {
            Str text = {z, strcspn(z, "[!<`~|\n")};
            if (text.len == 0) text.len = 1;
            document_run(&t->doc, RUN_TEXT, text);
            z += text.len;
        }
    }
}

static inline Block *open_block(PageTest *t, BlockKind kind) {
    uint32_t index = document_open(&t->doc, kind, 0);
    return &t->doc.blocks[index];
}

static inline void close_block(PageTest *t) {
    document_close(&t->doc);
}

static inline void leaf(PageTest *t, BlockKind kind, uint8_t level, const char *notation) {
    open_block(t, kind)->level = level;
    runs(t, notation);
    close_block(t);
}

static inline void para(PageTest *t, const char *notation) {
    leaf(t, BLOCK_PARAGRAPH, 0, notation);
}

static inline void item(PageTest *t, const char *notation) {
    open_block(t, BLOCK_ITEM);
    para(t, notation);
    close_block(t);
}

static inline void code(PageTest *t, const char *language, const char *text) {
    open_block(t, BLOCK_CODE)->text = str_of(language);
    document_run(&t->doc, RUN_CODE, str_of(text));
    close_block(t);
}

/* A row; cells are separated by `;`, which the notation above does not use. */
static inline void row(PageTest *t, bool header, const char *cells) {
    open_block(t, BLOCK_ROW)->level = header;
    Str rest = str_of(cells), cell;
    while (str_cut(&rest, ';', &cell))
        leaf(t, BLOCK_CELL, 0, arena_format(&t->doc.arena, "%.*s%c", STR_FMT(cell), 0).p);
    close_block(t);
}

/* Targets: `none:` leads nowhere, `gopher:HOST` is an item there, what holds `://` is elsewhere, the rest is
 * ours. */
static inline Target page_target(PageTest *t, Str written) {
    size_t authority = str_search(written, STR("://"));
    if (str_starts(written, STR("none:"))) return (Target){0};
    if (str_starts(written, STR("gopher:")))
        return (Target){.kind = TARGET_GOPHER,
                        .type = '0',
                        .port = 7070,
                        .url = written,
                        .selector = STR("/a"),
                        .host = str_skip(written, 7)};
    if (authority != STR_NONE) {
        Str host = str_skip(written, authority + 3);
        return (Target){
            .kind = TARGET_ELSEWHERE, .url = written, .host = str_head(host, str_find(host, '/'))};
    }
    bool file = str_find(written, '.') != STR_NONE;
    Str url = file ? written : arena_join(&t->doc.arena, written, STR(".gmi"));
    return (Target){.kind = TARGET_OURS, .type = file ? 'I' : '1', .url = url, .selector = written};
}

static inline Target *page_targets(PageTest *t) {
    Target *targets = mem_zero(t->doc.link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < t->doc.link_count; i++)
        targets[i] = page_target(t, t->doc.links[i].target);
    return targets;
}

/* Both end in a NUL for assert_string_equal. */
static inline const char *as_gemtext(PageTest *t) {
    Target *targets = page_targets(t);
    buf_clear(&t->out);
    const RenderPage page = {&t->doc, targets, &t->options, &t->diag};
    gemtext_render(&page, &t->out);
    free(targets);
    *buf_reserve(&t->out, 1) = '\0';
    return t->out.p;
}

static inline const char *as_gophermap(PageTest *t) {
    Target *targets = page_targets(t);
    buf_clear(&t->out);
    const RenderPage page = {&t->doc, targets, &t->options, &t->diag};
    t->title_len = gophermap_render(&page, &t->out);
    free(targets);
    *buf_reserve(&t->out, 1) = '\0';
    return t->out.p;
}

/* --- pages of every kind of block, at random
 * ----------------------------------------------------------------- */

typedef struct Random {
    PageTest *t;
    uint32_t state;
    uint32_t words; /* so far: `w1.`, `w2.` ... each once */
} Random;

static inline uint32_t random_below(Random *r, uint32_t n) {
    r->state ^= r->state << 13;
    r->state ^= r->state >> 17;
    r->state ^= r->state << 5;
    return r->state % n;
}

/* Appends a form with its `@` replaced by the number of a new word and its `^` by a digit. */
static inline void random_piece(Random *r, const char *form, Buf *notation) {
    r->words++;
    for (; *form; form++) {
        if (*form == '@')
            buf_add_format(notation, "w%u.", r->words);
        else if (*form == '^')
            buf_add_char(notation, (char)('0' + random_below(r, 9)));
        else
            buf_add_char(notation, *form);
    }
}

static inline void random_leaf(Random *r, BlockKind kind) {
    static const char *const forms[] = {"@ ",
                                        "[@](/t^)",
                                        "@\n",
                                        "@|",
                                        " ~@~ ",
                                        "`@`",
                                        "[@](https://e.org/^)",
                                        "# @ ",
                                        "> @ ",
                                        "日本@ ",
                                        "![](/i^.png) @ ",
                                        "[@](none:^) "};
    Buf notation = {0};
    uint32_t count = kind == BLOCK_CELL ? 1 : random_below(r, 12);
    for (uint32_t i = 0; i < count; i++)
        random_piece(r, forms[random_below(r, sizeof forms / sizeof *forms)], &notation);
    const char *z = arena_format(&r->t->doc.arena, "%.*s%c", STR_FMT(buf_str(&notation)), 0).p;
    leaf(r->t, kind, (uint8_t)(1 + random_below(r, 6)), z);
    buf_free(&notation);
}

static inline void random_table(Random *r) {
    uint32_t rows = 1 + random_below(r, 4), columns = 1 + random_below(r, 5);
    open_block(r->t, BLOCK_TABLE);
    for (uint32_t i = 0; i < rows; i++) {
        open_block(r->t, BLOCK_ROW)->level = i == 0;
        for (uint32_t c = 0; c < columns; c++)
            random_leaf(r, BLOCK_CELL);
        close_block(r->t);
    }
    close_block(r->t);
}

static inline void random_code(Random *r) {
    static const char *const lines[] = {"```", "\t", "", "# x", "日本\tx"};
    Arena *arena = &r->t->doc.arena;
    Str text = arena_format(arena, "%s\nw%u.\n%s\n%c", lines[random_below(r, 5)], r->words + 1,
                            lines[random_below(r, 5)], 0);
    r->words++;
    code(r->t, "c", text.p);
}

/* Opens and closes blocks at random, containers up to a depth of 20. */
static inline uint32_t random_page(PageTest *t, uint32_t seed) {
    static const uint8_t leaves[] = {BLOCK_PARAGRAPH, BLOCK_PARAGRAPH, BLOCK_HEADING, BLOCK_TERM};
    static const uint8_t containers[] = {BLOCK_QUOTE, BLOCK_BULLETS, BLOCK_NUMBERS, BLOCK_DEFINITION};
    Random r = {t, seed * 2654435761u | 1, 0};
    uint8_t open[32];
    uint32_t depth = 0;
    if (random_below(&r, 2)) t->doc.title = STR("w0.");
    for (uint32_t steps = 5 + random_below(&r, 60); steps; steps--) {
        uint8_t around = depth ? open[depth - 1] : BLOCK_QUOTE;
        uint32_t choice = random_below(&r, 10);
        if (depth && choice < 2) {
            close_block(t);
            depth--;
        } else if (around == BLOCK_BULLETS || around == BLOCK_NUMBERS) {
            open_block(t, BLOCK_ITEM)->task = (uint8_t)random_below(&r, 3);
            open[depth++] = BLOCK_ITEM;
        } else if (choice < 4 && depth < 20) {
            open[depth] = containers[random_below(&r, 4)];
            Block *block = open_block(t, (BlockKind)open[depth++]);
            block->number = random_below(&r, 100);
            block->loose = random_below(&r, 2);
        } else if (choice == 4) {
            random_table(&r);
        } else if (choice == 5) {
            random_code(&r);
        } else if (choice == 6) {
            leaf(t, BLOCK_RULE, 0, "");
        } else {
            random_leaf(&r, (BlockKind)leaves[random_below(&r, 4)]);
        }
    }
    for (; depth; depth--)
        close_block(t);
    return r.words;
}

/* True when `w1.` to `wN.` stand in `drawn` in this order. */
static inline bool words_in_order(const char *drawn, uint32_t words) {
    for (uint32_t i = 1; i <= words; i++) {
        char word[16];
        snprintf(word, sizeof word, "w%u.", i);
        const char *found = strstr(drawn, word);
        if (!found) {
            fprintf(stderr, "%s is missing or out of order\n", word);
            return false;
        }
        drawn = found;
    }
    return true;
}

#endif
