/* Document: the builder of a page's tree. See the header for what it looks like.
 *
 * Three arrays that double, and an arena for words that stand nowhere in the source. Opening and closing are
 * a stack of indexes of bounded depth. */
#include "doc/document.h"

#include "base/buf.h"
#include "base/scan.h"

#include <stdlib.h>

/* What a container needs inside it: an item of a list, then table, row and cell. */
#define ROOM_CONTAINER 4
#define ROOM_LIST      5

void document_init(Document *doc) {
    *doc = (Document){.leaf = LEAF_NONE, .link = LINK_NONE, .outer = LINK_NONE};
}

void document_reset(Document *doc) {
    arena_reset(&doc->arena);
    doc->title = (Str){0};
    doc->block_count = doc->run_count = doc->link_count = 0;
    doc->depth = 0;
    doc->sunk[0] = 0;
    doc->leaf = LEAF_NONE;
    doc->link = doc->outer = LINK_NONE;
}

void document_free(Document *doc) {
    free(doc->blocks);
    free(doc->runs);
    free(doc->links);
    arena_free(&doc->arena);
    buf_free(&doc->shape);
    marks_free(&doc->marks);
    document_init(doc);
}

static uint32_t doubled(uint32_t cap, uint32_t first) {
    if (cap > UINT32_MAX / 2) mem_fail();
    return cap ? cap * 2 : first;
}

__attribute__((noinline)) static void grow_runs(Document *doc) {
    doc->run_cap = doubled(doc->run_cap, 256);
    doc->runs = mem_grow(doc->runs, doc->run_cap, sizeof(Run));
}

__attribute__((noinline)) static void grow_blocks(Document *doc) {
    doc->block_cap = doubled(doc->block_cap, 64);
    doc->blocks = mem_grow(doc->blocks, doc->block_cap, sizeof(Block));
    if (!doc->run_cap) grow_runs(doc);
}

static inline Block *block_new(Document *doc) {
    if (doc->block_count == doc->block_cap) grow_blocks(doc);
    return &doc->blocks[doc->block_count++];
}

/* Where a block is open there is room for a run: it is made behind each one, when nothing else remains to be
 * done. */
static inline void add_run(Document *doc, Run run) {
    doc->runs[doc->run_count++] = run;
    if (doc->run_count == doc->run_cap) grow_runs(doc);
}

static uint32_t link_new(Document *doc, LinkKind kind, Str target, uint32_t line) {
    if (doc->link_count == doc->link_cap) {
        doc->link_cap = doubled(doc->link_cap, 32);
        doc->links = mem_grow(doc->links, doc->link_cap, sizeof(Link));
    }
    doc->links[doc->link_count] = (Link){.target = arena_copy(&doc->arena, target),
                                         .line = line,
                                         .run = doc->run_count,
                                         .kind = (uint8_t)kind};
    return doc->link_count++;
}

/* Levels that must be free below a block of this kind for what it holds. */
static uint32_t room_below(BlockKind kind) {
    switch (kind) {
    case BLOCK_BULLETS:
    case BLOCK_NUMBERS:
    case BLOCK_NOTES: return ROOM_LIST;
    case BLOCK_QUOTE:
    case BLOCK_ITEM:
    case BLOCK_DEFINITION: return ROOM_CONTAINER;
    default: return 0;
    }
}

static uint32_t innermost(const Document *doc) {
    return doc->depth ? doc->open[doc->depth - 1] : 0;
}

static inline bool takes_runs(BlockKind kind) {
    const unsigned leaves = 1u << BLOCK_PARAGRAPH | 1u << BLOCK_HEADING | 1u << BLOCK_TITLE |
                            1u << BLOCK_CODE | 1u << BLOCK_CELL | 1u << BLOCK_TERM | 1u << BLOCK_MATH;
    return leaves >> kind & 1;
}

/* The innermost open block when it can take runs, else NULL. */
static inline Block *leaf_of(const Document *doc) {
    return doc->leaf == LEAF_NONE ? NULL : &doc->blocks[doc->leaf];
}

static void find_leaf(Document *doc) {
    uint32_t index = innermost(doc);
    doc->leaf = doc->depth && takes_runs(doc->blocks[index].kind) ? index : LEAF_NONE;
}

uint32_t document_open(Document *doc, BlockKind kind, uint32_t line) {
    uint32_t room = room_below(kind);
    /* An item whose list was not made is not made either: it would stand where no item may. */
    bool sinks = doc->depth + 1 + room > DOCUMENT_DEPTH_MAX || (room && doc->sunk[doc->depth]);
    if (sinks) {
        doc->sunk[doc->depth]++;
        return innermost(doc);
    }
    uint32_t index = doc->block_count;
    *block_new(doc) = (Block){.kind = (uint8_t)kind,
                              .end = index + 1,
                              .run = doc->run_count,
                              .run_end = doc->run_count,
                              .line = line};
    doc->open[doc->depth++] = index;
    doc->sunk[doc->depth] = 0;
    doc->leaf = takes_runs(kind) ? index : LEAF_NONE;
    return index;
}

bool document_opened(const Document *doc) {
    return doc->sunk[doc->depth] == 0;
}

__attribute__((noinline)) static void end_links(Document *doc) {
    while (doc->link != LINK_NONE)
        document_link_end(doc);
}

void document_close(Document *doc) {
    if (doc->sunk[doc->depth]) {
        doc->sunk[doc->depth]--;
        return;
    }
    if (!doc->depth) return;
    if (doc->link != LINK_NONE) end_links(doc);
    Block *block = &doc->blocks[innermost(doc)];
    block->end = doc->block_count;
    if (doc->leaf != LEAF_NONE) block->run_end = doc->run_count;
    doc->depth--;
    find_leaf(doc);
}

bool document_reopen(Document *doc, uint32_t index, uint32_t depth) {
    if (index + 1 != doc->block_count || depth != doc->depth || doc->sunk[depth]) return false;
    const Block *block = &doc->blocks[index];
    if (!takes_runs(block->kind) || block->run_end != doc->run_count) return false;
    doc->open[doc->depth++] = doc->leaf = index;
    doc->sunk[doc->depth] = 0;
    return true;
}

void document_drop(Document *doc) {
    if (!doc->depth || doc->sunk[doc->depth]) {
        document_close(doc);
        return;
    }
    uint32_t index = innermost(doc);
    document_close(doc);
    if (index + 1 != doc->block_count) return;
    doc->run_count = doc->blocks[index].run;
    doc->block_count = index;
}

void document_insert_before(Document *doc, BlockKind kind, uint8_t level) {
    if (!doc->depth || innermost(doc) + 1 != doc->block_count) return;
    uint32_t index = innermost(doc);
    block_new(doc);
    doc->blocks[index + 1] = doc->blocks[index];
    doc->blocks[index + 1].end = index + 2;
    doc->blocks[index] = (Block){.kind = (uint8_t)kind,
                                 .level = level,
                                 .end = index + 1,
                                 .run = doc->blocks[index + 1].run,
                                 .run_end = doc->blocks[index + 1].run,
                                 .line = doc->blocks[index + 1].line};
    doc->open[doc->depth - 1] = index + 1;
    find_leaf(doc);
}

DocumentMark document_mark(const Document *doc) {
    return (DocumentMark){doc->block_count, doc->run_count, doc->link_count, doc->depth};
}

void document_rewind(Document *doc, DocumentMark mark) {
    doc->block_count = mark.block_count;
    doc->run_count = mark.run_count;
    doc->link_count = mark.link_count;
    if (doc->depth > mark.depth) doc->depth = mark.depth;
    doc->sunk[doc->depth] = 0;
    doc->link = doc->outer = LINK_NONE;
    find_leaf(doc);
}

void document_run(Document *doc, RunKind kind, Str text) {
    bool has_text = kind == RUN_TEXT || kind == RUN_CODE;
    if (has_text && !text.len) return;
    const Block *block = leaf_of(doc);
    if (!block) return;
    Run *next = &doc->runs[doc->run_count], *last = next - 1;
    bool alike = has_text && doc->run_count > block->run && last->kind == kind && last->link == doc->link;
    if (alike && last->text.p + last->text.len == text.p) {
        last->text.len += text.len;
        return;
    }
    *next = (Run){.text = text, .link = doc->link, .kind = (uint8_t)kind};
    if (++doc->run_count == doc->run_cap) grow_runs(doc);
}

void document_sign(Document *doc, RunKind kind) {
    if (leaf_of(doc)) add_run(doc, (Run){.link = doc->link, .kind = (uint8_t)kind});
}

void document_run_again(Document *doc, const Run *run) {
    if (leaf_of(doc)) add_run(doc, *run);
}

/* Length of the blank at the start of s: an ASCII one, NBSP, or 0. */
static size_t blank_at(const char *p, size_t len) {
    if (!len) return 0;
    if (ascii_space(*p)) return 1;
    return len > 1 && (unsigned char)p[0] == 0xC2 && (unsigned char)p[1] == 0xA0 ? 2 : 0;
}

static bool all_blank(Str s) {
    size_t i = 0;
    for (size_t n = 1; i < s.len && n; i += n)
        n = blank_at(s.p + i, s.len - i);
    return i >= s.len;
}

static bool run_shows(const Run *run) {
    if (run->link != LINK_NONE) return true;
    switch (run->kind) {
    case RUN_CODE:
    case RUN_SPAN:
    case RUN_IMAGE: return true;
    case RUN_TEXT: return !all_blank(run->text);
    default: return false;
    }
}

/* A break or blank at the end of a leaf, unless it is all that a link has. */
static bool is_idle(const Document *doc, const Block *block, Run *last) {
    if (last->kind == RUN_TEXT) last->text = str_trim_right(last->text);
    bool is_break = last->kind == RUN_SOFT_BREAK || last->kind == RUN_HARD_BREAK;
    if (!is_break && !(last->kind == RUN_TEXT && !last->text.len)) return false;
    return last->link == LINK_NONE || (doc->run_count > block->run + 1 && last[-1].link == last->link);
}

/* Words at both ends, as nearly every leaf has them: nothing to trim. */
static bool is_trim(const Document *doc, const Block *block) {
    if (doc->run_count == block->run) return false;
    const Run *first = &doc->runs[block->run], *last = &doc->runs[doc->run_count - 1];
    if (first->kind != RUN_TEXT || last->kind != RUN_TEXT || !first->text.len || !last->text.len)
        return false;
    char begin = first->text.p[0], end = last->text.p[last->text.len - 1];
    return begin > ' ' && begin < 0x7F && !ascii_space(end);
}

/* From the end: of a leaf that is opened again and again only what it got since is looked at. */
bool document_trim(Document *doc) {
    Block *block = leaf_of(doc);
    if (!block) return false;
    if (is_trim(doc, block)) return true;
    while (doc->run_count > block->run && is_idle(doc, block, &doc->runs[doc->run_count - 1]))
        doc->run_count--;
    for (uint32_t i = doc->run_count; i > block->run; i--)
        if (run_shows(&doc->runs[i - 1])) return true;
    return false;
}

/* A code span without its backticks, of which as many stand at both ends. */
static Str span_words(Str span) {
    size_t n = str_run(str_head(span, span.len / 2), '`');
    return str_slice(span, n, span.len - n);
}

static Str run_words(const Document *doc, const Run *run, bool images) {
    switch (run->kind) {
    case RUN_TEXT:
    case RUN_CODE: return images ? (Str){0} : run->text;
    case RUN_SPAN: return images ? (Str){0} : span_words(run->text);
    case RUN_SOFT_BREAK:
    case RUN_HARD_BREAK: return STR(" ");
    case RUN_IMAGE: return images ? doc->links[run->link].words : (Str){0};
    default: return (Str){0};
    }
}

/* Appends s to the words at out[*len], folding blanks into one and leaving none at the start. */
static void fold_into(char *out, size_t *len, Str s) {
    for (size_t i = 0; i < s.len;) {
        size_t blank = blank_at(s.p + i, s.len - i);
        if (!blank) {
            out[(*len)++] = s.p[i++];
            continue;
        }
        if (*len && out[*len - 1] != ' ') out[(*len)++] = ' ';
        i += blank;
    }
}

/* True when folding would leave s as it is: no blanks side by side, and none but spaces. */
static bool is_folded(Str s) {
    if (!s.len || s.p[0] == ' ' || s.p[s.len - 1] == ' ') return false;
    size_t i = 0;
    for (; s.len - i > SCAN_STEP; i += SCAN_STEP) {
        ScanBytes v = scan_load(s.p + i), pair = scan_equal(v, ' ') & scan_equal(scan_load(s.p + i + 1), ' ');
        if (scan_mask(pair | (ScanBytes)(v < ' ') | scan_equal(v, 0xC2))) return false;
    }
    for (; i < s.len; i++) {
        bool pair = s.p[i] == ' ' && s.p[i + 1] == ' ';
        if (pair || (unsigned char)s.p[i] < ' ' || (unsigned char)s.p[i] == 0xC2) return false;
    }
    return true;
}

/* Words of images stand between blanks of their own. */
static Str gather(Document *doc, uint32_t from, uint32_t to, bool images) {
    Str only = to - from == 1 ? run_words(doc, &doc->runs[from], images) : (Str){0};
    if (!images && is_folded(only)) return only;
    size_t size = 0;
    for (uint32_t i = from; i < to; i++)
        size += run_words(doc, &doc->runs[i], images).len + images;
    if (!size) return (Str){0};

    char *out = arena_alloc(&doc->arena, size);
    size_t len = 0;
    for (uint32_t i = from; i < to; i++) {
        fold_into(out, &len, run_words(doc, &doc->runs[i], images));
        if (images) fold_into(out, &len, STR(" "));
    }
    if (len && out[len - 1] == ' ') len--;
    return (Str){out, len};
}

static Str words_of_runs(Document *doc, uint32_t from, uint32_t to) {
    Str words = gather(doc, from, to, false);
    return words.len ? words : gather(doc, from, to, true);
}

uint32_t document_link_start(Document *doc, LinkKind kind, Str target, uint32_t line) {
    if (doc->outer != LINK_NONE) document_link_end(doc);
    doc->outer = doc->link;
    doc->outer_run = doc->link_run;
    doc->link = link_new(doc, kind, target, line);
    doc->link_run = doc->run_count;
    return doc->link;
}

static void link_close(Document *doc) {
    doc->link = doc->outer;
    doc->link_run = doc->outer_run;
    doc->outer = LINK_NONE;
}

void document_link_end(Document *doc) {
    if (doc->link == LINK_NONE) return;
    Link *link = &doc->links[doc->link];
    if (doc->link_run == doc->run_count && leaf_of(doc))
        add_run(doc, (Run){.link = doc->link, .kind = RUN_TEXT});
    else if (!link->words.len)
        link->words = words_of_runs(doc, doc->link_run, doc->run_count);
    link_close(doc);
}

bool document_link_drop(Document *doc) {
    if (doc->link == LINK_NONE || doc->link_run != doc->run_count || doc->link + 1 != doc->link_count)
        return false;
    doc->link_count--;
    link_close(doc);
    return true;
}

void document_image(Document *doc, Str words, Str target, uint32_t line) {
    uint32_t index = link_new(doc, LINK_IMAGE, target, line);
    doc->links[index].words = arena_copy(&doc->arena, words);
    if (leaf_of(doc)) add_run(doc, (Run){.link = index, .kind = RUN_IMAGE});
}

void document_link(Document *doc, LinkKind kind, Str words, Str target, uint32_t line) {
    uint32_t index = document_link_start(doc, kind, target, line);
    doc->links[index].words = words;
    document_run(doc, RUN_TEXT, words);
    document_link_end(doc);
}

Str document_words(Document *doc, uint32_t block) {
    if (block >= doc->block_count) return (Str){0};
    return words_of_runs(doc, doc->blocks[block].run, doc->blocks[block].run_end);
}
