#include "render/table.h"

#include "base/utf8.h"
#include "base/width.h"
#include "render/charset.h"
#include "render/words.h"

#include <stdlib.h>

enum {
    COLUMN_LEAST = 12,                   /* a column that must wrap gets at least this many columns */
    SEPARATOR = 3,                       /* ` | ` */
    HEADER_BYTES = 4 * TABLE_HEADER_MAX, /* combining characters take no columns */
};

static TableRow *add_row(Table *table, bool header) {
    if (table->row_count == table->row_cap) {
        table->row_cap = table->row_cap ? table->row_cap * 2 : 16;
        table->rows = mem_grow(table->rows, table->row_cap, sizeof *table->rows);
    }
    TableRow *row = &table->rows[table->row_count++];
    *row = (TableRow){.cell = table->cell_count, .cell_end = table->cell_count, .header = header};
    return row;
}

static void add_cell(Table *table, Str text) {
    if (table->cell_count == table->cell_cap) {
        table->cell_cap = table->cell_cap ? table->cell_cap * 2 : 64;
        table->cells = mem_grow(table->cells, table->cell_cap, sizeof *table->cells);
    }
    size_t width = width_of(text);
    table->ascii = table->ascii && width == text.len;
    table->cells[table->cell_count++] = (TableCell){table->text.len, text.len, width};
    buf_add(&table->text, text);
}

static Str cell_words(Table *table, const Flow *flow, const Block *cell) {
    unsigned flags = WORDS_ONE_LINE | (flow->page.options->keep_emphasis ? WORDS_EMPHASIS : 0u);
    Str text = words_of(&flow->links, cell, flags, &table->scratch).text;
    if (text.len == 0) text = words_of(&flow->links, cell, flags | WORDS_IMAGES, &table->scratch).text;
    if (table->charset == CHARSET_UTF8) return text;
    buf_clear(&table->spelled);
    charset_add(table->charset, text, &table->spelled);
    return buf_str(&table->spelled);
}

static void drop_empty_header(Table *table) {
    TableRow *row = &table->rows[table->row_count - 1];
    if (!row->header) return;
    for (uint32_t i = row->cell; i < row->cell_end; i++)
        if (table->cells[i].len) return;
    table->cell_count = row->cell;
    table->row_count--;
}

static void read_row(Table *table, const Flow *flow, uint32_t block) {
    const Block *blocks = flow->doc->blocks;
    TableRow *row = add_row(table, blocks[block].level == 1);
    for (uint32_t i = block + 1; i < blocks[block].end; i = blocks[i].end) {
        uint32_t column = table->cell_count - row->cell;
        if (column < TABLE_COLUMNS_MAX && blocks[i].level) table->align[column] = blocks[i].level;
        add_cell(table, cell_words(table, flow, &blocks[i]));
    }
    row->cell_end = table->cell_count;
    if (row->cell_end - row->cell > table->columns) table->columns = row->cell_end - row->cell;
    drop_empty_header(table);
}

void table_read(Table *table, const Flow *flow, uint32_t block) {
    const Block *blocks = flow->doc->blocks;
    buf_clear(&table->text);
    table->cell_count = table->row_count = table->columns = 0;
    table->header_cut = false;
    table->ascii = true;
    memset(table->align, ALIGN_LEFT, sizeof table->align);
    for (uint32_t i = block + 1; i < blocks[block].end; i = blocks[i].end)
        read_row(table, flow, i);
}

static void natural_widths(Table *table) {
    memset(table->widths, 0, sizeof table->widths);
    for (uint32_t r = 0; r < table->row_count; r++) {
        const TableRow *row = &table->rows[r];
        for (uint32_t i = row->cell; i < row->cell_end; i++) {
            size_t *width = &table->widths[i - row->cell];
            if (table->cells[i].width > *width) *width = table->cells[i].width;
        }
    }
}

/* Narrows the widest columns to one width so that all fit into `room` columns: those below it keep theirs.
 * False when that would leave a column fewer than COLUMN_LEAST. */
static bool narrow_columns(Table *table, size_t room) {
    bool kept[TABLE_COLUMNS_MAX] = {false};
    size_t left = table->columns, share = 0;
    for (bool again = true; again && left;) {
        again = false;
        share = room / left;
        for (uint32_t i = 0; i < table->columns; i++) {
            if (kept[i] || table->widths[i] > share) continue;
            kept[i] = again = true;
            room -= table->widths[i];
            left--;
        }
    }
    if (left == 0) return true;
    if (share < COLUMN_LEAST) return false;
    size_t extra = room - share * left;
    for (uint32_t i = 0; i < table->columns; i++) {
        if (kept[i]) continue;
        table->widths[i] = share + (extra ? 1 : 0);
        extra -= extra ? 1 : 0;
    }
    return true;
}

TableForm table_layout(Table *table, size_t limit) {
    if (table->columns == 0 || table->columns > TABLE_COLUMNS_MAX) return TABLE_PLAIN;
    natural_widths(table);
    size_t separators = SEPARATOR * (table->columns - 1);
    if (separators >= limit) return TABLE_PAIRS;
    return narrow_columns(table, limit - separators) ? TABLE_GRID : TABLE_PAIRS;
}

static Str cell_text(const Table *table, const TableRow *row, uint32_t column) {
    if (row->cell + column >= row->cell_end) return STR("");
    const TableCell *cell = &table->cells[row->cell + column];
    return cell->len ? (Str){table->text.p + cell->start, cell->len} : STR("");
}

static void draw_piece(const Table *table, uint32_t column, Str piece, Buf *out) {
    size_t width = table->ascii ? piece.len : width_of(piece);
    size_t pad = width < table->widths[column] ? table->widths[column] - width : 0;
    size_t before = table->align[column] == ALIGN_RIGHT    ? pad
                    : table->align[column] == ALIGN_CENTER ? pad / 2
                                                           : 0;
    buf_add_repeat(out, ' ', before);
    buf_add(out, piece);
    buf_add_repeat(out, ' ', pad - before);
}

/* A line of a preformatted block that would close it gets a blank (section 4, code). */
static void keep_open(Str indent, Str line, Buf *out) {
    if (indent.len == 0 && str_starts(line, STR("```"))) buf_add_char(out, ' ');
}

/* One line of a row: the next piece of each cell. False when no cell has any left; nothing is drawn then. */
static bool draw_line(const Table *table, Wrap *wraps, Str indent, Buf *out) {
    bool any = false;
    for (uint32_t i = 0; i < table->columns; i++)
        any = any || wraps[i].rest.len;
    if (!any) return false;
    buf_add(out, indent);
    size_t start = out->len;
    for (uint32_t i = 0; i < table->columns; i++) {
        Str piece = STR("");
        if (i) buf_add(out, STR(" | "));
        if (!wrap_line(&wraps[i], table->widths[i] ? table->widths[i] : 1, &piece)) piece = STR("");
        if (i == 0) keep_open(indent, piece, out);
        draw_piece(table, i, piece, out);
    }
    while (out->len > start && out->p[out->len - 1] == ' ')
        out->len--;
    buf_add_char(out, '\n');
    return true;
}

static void draw_rule(const Table *table, Str indent, Buf *out) {
    buf_add(out, indent);
    for (uint32_t i = 0; i < table->columns; i++) {
        if (i) buf_add(out, STR("-+-"));
        buf_add_repeat(out, '-', table->widths[i]);
    }
    buf_add_char(out, '\n');
}

static void draw_plain(const Table *table, const TableRow *row, Str indent, Buf *out) {
    buf_add(out, indent);
    keep_open(indent, cell_text(table, row, 0), out);
    for (uint32_t i = 0; i < row->cell_end - row->cell; i++) {
        if (i) buf_add(out, STR(" | "));
        buf_add(out, cell_text(table, row, i));
    }
    buf_add_char(out, '\n');
}

void table_draw_row(Table *table, uint32_t index, TableForm form, Str indent, Buf *out) {
    const TableRow *row = &table->rows[index];
    if (form == TABLE_PLAIN) {
        draw_plain(table, row, indent, out);
        return;
    }
    Wrap wraps[TABLE_COLUMNS_MAX];
    for (uint32_t i = 0; i < table->columns; i++)
        wraps[i] = (Wrap){.rest = cell_text(table, row, i), .ascii = table->ascii};
    while (draw_line(table, wraps, indent, out)) {
    }
    bool last_header = row->header && (index + 1 == table->row_count || !table->rows[index + 1].header);
    if (last_header) draw_rule(table, indent, out);
}

/* The row that names the columns of the others is the first. */
static bool has_header(const Table *table) {
    return table->row_count > 1 && table->rows[0].header;
}

/* `Header: value`, or an empty text when there is nothing to say. The first row below the header says each
 * header in full, with or without a value, so that none is lost; later ones repeat it as far as it is short.
 */
static Str pair_text(Table *table, uint32_t index, uint32_t column) {
    bool first = index == 1;
    Str value = cell_text(table, &table->rows[index], column);
    if (!has_header(table)) return value;
    Str header = cell_text(table, &table->rows[0], column);
    if (index == 0 || (value.len == 0 && !(first && header.len))) return STR("");
    if (!first) {
        Str short_header = str_trim_right(width_cut(utf8_cut(header, HEADER_BYTES), TABLE_HEADER_MAX));
        table->header_cut = table->header_cut || short_header.len < header.len;
        header = short_header;
    }
    if (header.len == 0) return value;
    buf_clear(&table->scratch);
    buf_add(&table->scratch, header);
    buf_add(&table->scratch, value.len ? STR(": ") : STR(":"));
    buf_add(&table->scratch, value);
    return buf_str(&table->scratch);
}

static Str plain_text(Table *table, uint32_t index) {
    buf_clear(&table->scratch);
    draw_plain(table, &table->rows[index], STR(""), &table->scratch);
    return str_trim(buf_str(&table->scratch));
}

bool table_next_pair(Table *table, TablePairs *pairs, bool plain) {
    for (; pairs->row < table->row_count; pairs->row++, pairs->column = 0) {
        bool whole = plain && pairs->column == 0 && !(has_header(table) && pairs->row == 0);
        pairs->gap = pairs->any && pairs->column == 0 && !whole;
        pairs->text = whole ? plain_text(table, pairs->row) : STR("");
        if (whole) pairs->column = table->columns;
        while (pairs->text.len == 0 && pairs->column < table->columns)
            pairs->text = pair_text(table, pairs->row, pairs->column++);
        if (pairs->text.len == 0) continue;
        pairs->any = true;
        return true;
    }
    return false;
}

void table_free(Table *table) {
    buf_free(&table->text);
    buf_free(&table->scratch);
    buf_free(&table->spelled);
    free(table->cells);
    free(table->rows);
    *table = (Table){0};
}
