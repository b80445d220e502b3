/* A table that has ended is told anew: see doc/html_table.
 *
 * Its blocks and runs are the last ones of the document: unless its cells are but paragraphs, they are
 * copied, taken back, and added again in the form that the table gets. A block is told once for each table
 * around it, of which there are few. */
#include "doc/html_table.h"

#include <stdlib.h>
#include <string.h>

typedef struct Teller {
    Document *doc;
    Block *blocks; /* the table and its descendants; indexes in them count from it */
    Run *runs;
    uint32_t count;
} Teller;

static Teller take(Document *doc, uint32_t table) {
    Teller t = {.doc = doc, .count = doc->block_count - table};
    uint32_t run = doc->blocks[table].run, runs = doc->run_count - run;
    t.blocks = mem_alloc(t.count * sizeof *t.blocks);
    t.runs = mem_alloc((runs + 1) * sizeof *t.runs);
    memcpy(t.blocks, doc->blocks + table, t.count * sizeof *t.blocks);
    if (runs) memcpy(t.runs, doc->runs + run, runs * sizeof *t.runs);
    for (uint32_t i = 0; i < t.count; i++) {
        t.blocks[i].end -= table;
        t.blocks[i].run -= run;
        t.blocks[i].run_end -= run;
    }
    doc->block_count = table;
    doc->run_count = run;
    return t;
}

static bool has_lines(const Teller *t, const Block *code) {
    for (uint32_t i = code->run; i < code->run_end; i++)
        if (str_find(t->runs[i].text, '\n') != STR_NONE) return true;
    return false;
}

static bool needs_lines(const Teller *t, const Block *block) {
    switch ((BlockKind)block->kind) {
    case BLOCK_HEADING:
    case BLOCK_QUOTE:
    case BLOCK_RULE:
    case BLOCK_TABLE:
    case BLOCK_MATH: return true;
    case BLOCK_CODE: return has_lines(t, block);
    default: return false;
    }
}

static bool is_for_layout(const Teller *t) {
    uint32_t columns = 0;
    for (uint32_t i = 1; i < t->count; i++)
        if (needs_lines(t, &t->blocks[i])) return true;
    for (uint32_t row = 1; row < t->count; row = t->blocks[row].end) {
        uint32_t cells = 0;
        if (t->blocks[row].kind != BLOCK_ROW) continue;
        for (uint32_t cell = row + 1; cell < t->blocks[row].end; cell = t->blocks[cell].end)
            cells++;
        if (cells > columns) columns = cells;
    }
    return columns < 2;
}

static void open_again(Teller *t, const Block *block) {
    uint32_t index = document_open(t->doc, (BlockKind)block->kind, block->line);
    if (!document_opened(t->doc)) return;
    Block *copy = &t->doc->blocks[index];
    copy->level = block->level;
    copy->task = block->task;
    copy->loose = block->loose;
    copy->number = block->number;
    copy->text = block->text;
}

static void add_runs(Teller *t, const Block *block) {
    for (uint32_t i = block->run; i < block->run_end; i++)
        document_run_again(t->doc, &t->runs[i]);
}

/* A cell that an inner table has been told with has runs of its own; everything else with runs has no
 * children. */
static bool is_leaf(const Teller *t, uint32_t i) {
    return t->blocks[i].end == i + 1 && t->blocks[i].run_end > t->blocks[i].run;
}

/* Blocks from one index up to another, as they are. */
static void tell(Teller *t, uint32_t from, uint32_t to) {
    uint32_t ends[DOCUMENT_DEPTH_MAX], depth = 0;
    for (uint32_t i = from; i < to; i++) {
        for (; depth && ends[depth - 1] <= i; depth--)
            document_close(t->doc);
        open_again(t, &t->blocks[i]);
        if (is_leaf(t, i)) add_runs(t, &t->blocks[i]);
        ends[depth++] = t->blocks[i].end;
    }
    for (; depth; depth--)
        document_close(t->doc);
}

static void tell_code_line(Teller *t, const Block *block) {
    document_run(t->doc, RUN_TICK, STR("`"));
    add_runs(t, block);
    document_run(t->doc, RUN_TICK, STR("`"));
}

typedef struct Lists {
    uint32_t ends[DOCUMENT_DEPTH_MAX], numbers[DOCUMENT_DEPTH_MAX];
    uint32_t depth; /* lists around the block */
    Str mark;       /* of the item whose words are to come */
} Lists;

static void enter(Teller *t, Lists *lists, uint32_t i) {
    const Block *block = &t->blocks[i];
    while (lists->depth && lists->ends[lists->depth - 1] <= i)
        lists->depth--;
    if (block->kind == BLOCK_BULLETS || block->kind == BLOCK_NUMBERS) {
        lists->ends[lists->depth] = block->end;
        lists->numbers[lists->depth++] = block->kind == BLOCK_NUMBERS ? block->number : UINT32_MAX;
    }
    if (block->kind != BLOCK_ITEM || !lists->depth) return;
    uint32_t *number = &lists->numbers[lists->depth - 1];
    bool bullet = *number == UINT32_MAX;
    lists->mark = bullet ? STR("- ") : arena_format(&t->doc->arena, "%u. ", (*number)++);
    if (block->task) lists->mark = block->task == TASK_DONE ? STR("\u2611 ") : STR("\u2610 ");
}

static void tell_cell(Teller *t, uint32_t cell) {
    Lists lists = {.depth = 0};
    bool any = is_leaf(t, cell);
    Block block_cell = t->blocks[cell];
    block_cell.kind = BLOCK_CELL;
    open_again(t, &block_cell);
    if (any) add_runs(t, &block_cell);
    for (uint32_t i = cell + 1; i < t->blocks[cell].end; i++) {
        const Block *block = &t->blocks[i];
        enter(t, &lists, i);
        if (!is_leaf(t, i)) continue;
        if (any) document_sign(t->doc, RUN_HARD_BREAK);
        document_run(t->doc, RUN_TEXT, lists.mark);
        lists.mark = (Str){0};
        any = true;
        if (block->kind == BLOCK_CODE)
            tell_code_line(t, block);
        else
            add_runs(t, block);
    }
    document_close(t->doc);
}

static void tell_apart(Teller *t) {
    for (uint32_t row = 1; row < t->count; row = t->blocks[row].end) {
        if (t->blocks[row].kind != BLOCK_ROW) {
            tell(t, row, t->blocks[row].end);
            continue;
        }
        for (uint32_t cell = row + 1; cell < t->blocks[row].end; cell = t->blocks[cell].end)
            tell(t, cell + (t->blocks[cell].kind == BLOCK_CELL), t->blocks[cell].end);
    }
}

static void tell_table(Teller *t) {
    for (uint32_t i = 1; i < t->count; i = t->blocks[i].end)
        if (t->blocks[i].kind != BLOCK_ROW) tell(t, i, t->blocks[i].end);
    open_again(t, &t->blocks[0]);
    for (uint32_t row = 1; row < t->count; row = t->blocks[row].end) {
        if (t->blocks[row].kind != BLOCK_ROW) continue;
        open_again(t, &t->blocks[row]);
        for (uint32_t cell = row + 1; cell < t->blocks[row].end; cell = t->blocks[cell].end)
            tell_cell(t, cell);
        document_close(t->doc);
    }
    document_close(t->doc);
}

/* The cell holds one paragraph at most. */
static bool is_plain_cell(const Document *doc, uint32_t cell) {
    const Block *block = &doc->blocks[cell];
    bool one = block->end == cell + 2 && block[1].kind == BLOCK_PARAGRAPH;
    return block->kind == BLOCK_CELL && (block->end == cell + 1 || one);
}

/* Two columns or more of such cells, and nothing else: nearly every table. */
static bool is_plain(const Document *doc, uint32_t table) {
    const Block *blocks = doc->blocks;
    uint32_t columns = 0;
    for (uint32_t row = table + 1; row < doc->block_count; row = blocks[row].end) {
        if (blocks[row].kind != BLOCK_ROW) return false;
        uint32_t cells = 0;
        for (uint32_t cell = row + 1; cell < blocks[row].end; cell = blocks[cell].end, cells++)
            if (!is_plain_cell(doc, cell)) return false;
        if (cells > columns) columns = cells;
    }
    return columns > 1;
}

/* Cells take the runs of their paragraphs, in place. */
static void fold_cells(Document *doc, uint32_t table) {
    Block *blocks = doc->blocks;
    uint32_t count = doc->block_count, row = table, to = table + 1;
    for (uint32_t from = table + 1; from < count; from++, to++) {
        Block block = blocks[from];
        if (block.kind == BLOCK_ROW) {
            row = to;
        } else if (block.end > from + 1) {
            from++;
            block.run = blocks[from].run;
            block.run_end = blocks[from].run_end;
        } else {
            block.run_end = block.run;
        }
        blocks[to] = block;
        blocks[to].end = blocks[row].end = to + 1;
    }
    blocks[table].end = doc->block_count = to;
}

void html_table_settle(Document *doc, uint32_t table) {
    if (is_plain(doc, table)) {
        fold_cells(doc, table);
        return;
    }
    Teller t = take(doc, table);
    if (is_for_layout(&t))
        tell_apart(&t);
    else
        tell_table(&t);
    free(t.blocks);
    free(t.runs);
}
