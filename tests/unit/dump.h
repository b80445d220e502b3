/* A Document as text, for tests: one line for each block, indented by its depth.
 *
 * Words stand as they are, marks as `*` `**` `~~`, a soft break as `/`, a hard one as `//`, an image as
 * `{n}`, the words of link n as `[n:words]`. LF and TAB of code are written `\n`, `\t`. */
#ifndef LEDA_TESTS_DUMP_H
#define LEDA_TESTS_DUMP_H

#include "base/utf8.h"
#include "doc/markdown.h"

static const char *const dump_kinds[] = {
    [BLOCK_PARAGRAPH] = "P", [BLOCK_HEADING] = "H",     [BLOCK_TITLE] = "TITLE", [BLOCK_QUOTE] = "QUOTE",
    [BLOCK_BULLETS] = "UL",  [BLOCK_NUMBERS] = "OL",    [BLOCK_ITEM] = "LI",     [BLOCK_CODE] = "CODE",
    [BLOCK_TABLE] = "TABLE", [BLOCK_ROW] = "TR",        [BLOCK_CELL] = "TD",     [BLOCK_RULE] = "HR",
    [BLOCK_TERM] = "DT",     [BLOCK_DEFINITION] = "DD", [BLOCK_MATH] = "MATH",   [BLOCK_NOTES] = "NOTES",
};

/* `line_end` stands for LF. */
static inline void dump_text(Str s, const char *line_end, Buf *out) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '\n')
            buf_add(out, str_of(line_end));
        else if (s.p[i] == '\t')
            buf_add(out, STR("\\t"));
        else
            buf_add_char(out, s.p[i]);
    }
}

static inline void dump_run(const Run *run, Buf *out) {
    static const char *const marks[] = {
        [RUN_EMPHASIS] = "*",   [RUN_STRONG] = "**",     [RUN_STRIKE] = "~~",
        [RUN_SOFT_BREAK] = "/", [RUN_HARD_BREAK] = "//",
    };
    switch (run->kind) {
    case RUN_TEXT: dump_text(run->text, marks[RUN_SOFT_BREAK], out); break;
    case RUN_CODE:
    case RUN_SPAN:
    case RUN_TICK: dump_text(run->text, "\\n", out); break;
    case RUN_IMAGE: buf_add_format(out, "{%u}", run->link); break;
    default: buf_add(out, str_of(marks[run->kind]));
    }
}

static inline void dump_runs(const Document *doc, const Block *block, Buf *out) {
    uint32_t link = LINK_NONE;
    for (uint32_t i = block->run; i < block->run_end; i++) {
        const Run *run = &doc->runs[i];
        uint32_t next = run->kind == RUN_IMAGE ? link : run->link;
        if (next != link && link != LINK_NONE) buf_add_char(out, ']');
        if (next != link && next != LINK_NONE) buf_add_format(out, "[%u:", next);
        link = next;
        dump_run(run, out);
    }
    if (link != LINK_NONE) buf_add_char(out, ']');
}

static inline void dump_block(const Document *doc, uint32_t index, unsigned depth, bool lines, Buf *out) {
    const Block *block = &doc->blocks[index];
    buf_add_repeat(out, ' ', (size_t)depth * 2);
    buf_add(out, str_of(dump_kinds[block->kind]));
    if (block->level) buf_add_format(out, "%u", block->level);
    if (block->kind == BLOCK_NUMBERS) buf_add_format(out, "%u", block->number);
    if (block->task) buf_add_format(out, "(%s)", block->task == TASK_DONE ? "x" : " ");
    if (block->loose) buf_add(out, STR(" loose"));
    if (block->text.len) buf_add_format(out, " <%.*s>", STR_FMT(block->text));
    if (lines) buf_add_format(out, " @%u", block->line);
    if (block->run_end > block->run) buf_add_char(out, ' ');
    dump_runs(doc, block, out);
    buf_add_char(out, '\n');
}

/* The tree; with `lines`, `@` and its line behind each block. */
static inline void dump_tree(const Document *doc, bool lines, Buf *out) {
    uint32_t ends[DOCUMENT_DEPTH_MAX];
    unsigned depth = 0;
    for (uint32_t i = 0; i < doc->block_count; i++) {
        while (depth && i >= ends[depth - 1])
            depth--;
        dump_block(doc, i, depth, lines, out);
        ends[depth++] = doc->blocks[i].end;
    }
}

/* `words -> target` LF for each link; a bare one with `=>`, an image with `!>`; `@` and its line. */
static inline void dump_links(const Document *doc, Buf *out) {
    static const char *const arrows[] = {[LINK_WORDS] = "->", [LINK_IMAGE] = "!>", [LINK_BARE] = "=>"};
    for (uint32_t i = 0; i < doc->link_count; i++) {
        const Link *link = &doc->links[i];
        buf_add_format(out, "%.*s %s %.*s @%u\n", STR_FMT(link->words), arrows[link->kind],
                       STR_FMT(link->target), link->line);
    }
}

#endif
