/* Rows of tables: see the header. */
#include "doc/table_row.h"

/* The end of the code span that the backticks at `at` open, or of the backticks when nothing closes it. */
static size_t skip_code(Str row, size_t at) {
    size_t n = 0;
    while (at + n < row.len && row.p[at + n] == '`')
        n++;
    for (size_t i = at + n, run; i < row.len; i += run ? run : 1) {
        for (run = 0; i + run < row.len && row.p[i + run] == '`';)
            run++;
        if (run == n) return i + run;
    }
    return at + n;
}

uint32_t table_row_cells(Str row) {
    row = str_trim(row);
    if (str_starts(row, STR("|"))) row = str_skip(row, 1);
    uint32_t cells = 1;
    for (size_t i = 0; i < row.len;) {
        if (row.p[i] == '\\') {
            i += 2;
        } else if (row.p[i] == '`') {
            i = skip_code(row, i);
        } else {
            cells += row.p[i] == '|' && i + 1 < row.len;
            i++;
        }
    }
    return cells;
}

uint32_t table_row_dashes(Str row, bool *narrow) {
    uint32_t cells = 0;
    size_t i = 0;
    bool bar = false;
    *narrow = false;
    if (row.len > TABLE_ROW_MAX) return 0;
    row = str_trim(row);
    if (str_starts(row, STR("|"))) bar = ++i;
    while (i < row.len) {
        while (i < row.len && (row.p[i] == ' ' || row.p[i] == '\t'))
            i++;
        size_t start = i;
        if (i < row.len && row.p[i] == ':') i++;
        size_t dashes = i;
        while (i < row.len && row.p[i] == '-')
            i++;
        if (i == dashes) return 0;
        if (i < row.len && row.p[i] == ':') i++;
        *narrow |= i - start < TABLE_ROW_DASHES;
        cells++;
        while (i < row.len && (row.p[i] == ' ' || row.p[i] == '\t'))
            i++;
        if (i < row.len && row.p[i++] != '|') return 0;
        bar |= row.p[i - 1] == '|';
    }
    return bar ? cells : 0;
}
