/* shape_table: see the header. */
#include "doc/shape_table.h"

#include "doc/html_element.h"
#include "doc/shape.h"
#include "doc/table_row.h"

/* A header is indented by less: outside of items, where more might be an item's, and within them, where more
 * may be code. */
enum { INDENT = 2, ITEM_INDENT = 6 };

/* Whether the line below the header is its row of dashes; `marks` bytes of containers come before both. */
static bool has_dashes(const char *p, Str header, size_t marks) {
    const char *next = header.p + header.len + 1;
    if (header.len > TABLE_ROW_MAX || memcmp(next, p, marks) != 0) return false;
    Str row = str_trim(shape_line(next + marks));
    bool narrow;
    return str_starts(row, STR("|")) && table_row_cells(header) == table_row_dashes(row, &narrow);
}

/* In an item the header keeps more indent than the item's text has, in a quote its mark. */
static size_t part(const ShapeTable *table, char *p, size_t at, size_t content) {
    size_t n = content - at;
    if (p[at] == '>') {
        p[at + 1] = '\n';
        p[content] = '>';
        return content + 1;
    }
    if (n >= (table->item ? ITEM_INDENT : INDENT)) return 0;
    p[at] = '\n';
    if (n >= INDENT) p[at + 1] = '\t';
    return n ? content : content + 1;
}

size_t shape_table_part(ShapeTable *table, char *p, size_t at, size_t content) {
    if (table->begun || table->closed) return 0;
    Str header = shape_line(p + content);
    bool narrow, quote = p[at] == '>';
    table->begun = table_row_dashes(header, &narrow) > 0;
    if (table->begun || (quote && (content != at + 2 || p[at + 1] != ' '))) return 0;
    for (size_t i = at + quote; i < content; i++)
        if (p[i] != ' ') return 0;
    if (!has_dashes(p + at, header, quote ? 2 : 0)) return 0;
    size_t from = part(table, p, at, content);
    table->begun = from > 0;
    return from;
}

bool shape_table_is_declaration(const char *p) {
    return p[1] == '!' && str_find(shape_line(p), '>') != STR_NONE;
}

bool shape_table_begins(const char *p, size_t content) {
    bool narrow;
    return table_row_dashes(shape_line(p + content), &narrow) > 0;
}

static bool begins_html(const char *s) {
    size_t from = s[1] == '/' ? 2 : 1, to = from;
    if (s[1] == '!' || s[1] == '?') return true;
    while (ascii_alnum(s[to]))
        to++;
    uint8_t id;
    Element element = html_element((Str){s + from, to - from}, &id);
    return element >= ELEMENT_PARAGRAPH && element <= ELEMENT_CELL && element != ELEMENT_BREAK;
}

bool shape_table_ends(const char *p, size_t content) {
    const char *s = p + content;
    size_t n = 0;
    switch (*s) {
    case '#':
        while (s[n] == '#')
            n++;
        return n <= 6 && (ascii_blank(s[n]) || s[n] == '\n');
    case '`':
    case '~': return s[1] == *s && s[2] == *s;
    case '<': return begins_html(s);
    default: return false;
    }
}

bool shape_table_end(char *p, size_t at) {
    if (at < 3) return false;
    char *last = p + at - 2;
    bool spare = ascii_blank(*last) || (*last == '|' && last[-1] != '\\' && last[-1] != '\n');
    if (spare) *last = '\n';
    return spare;
}
