/* markdown -> Document: the attempts.
 *
 * First as it is; a second time from mended text where tables need it (doc/markdown_repair); without tables
 * and link definitions when the page costs more than 16 callbacks or bytes of attributes for each of its
 * bytes (MD4C.md); as lines of source when that fails too. */
#include "doc/markdown.h"

#include "doc/markdown_events.h"
#include "doc/markdown_repair.h"

#include <stdlib.h>

#define BUDGET_PER_BYTE 16
#define BUDGET_FREE     4096
#define TEXT_MAX        ((size_t)1 << 30) /* md4c counts in 32 bits */

static bool attempt(Markdown *m, Str text, uint32_t line, bool tables) {
    m->text = text;
    m->lines = lines_start(text, line);
    m->budget = (uint64_t)text.len * BUDGET_PER_BYTE + BUDGET_FREE;
    return markdown_events_run(m, tables);
}

static bool parse(Markdown *m, Str text, uint32_t line, Diag *diag) {
    Buf shape = {0};
    DocumentMark mark = document_mark(m->doc);
    autolink_hints_set(&m->hints, text);
    shape_copy(text, &shape);
    shape_urls(&m->hints, shape.p);
    shape_guard(text, line, shape.p, diag);
    m->shape = shape.p;
    bool good = attempt(m, text, line, true);
    if (!good) {
        diag_add(diag, line,
                 "tables and link definitions make this page too costly; it is read without them");
        document_rewind(m->doc, mark);
        shape_drop_definitions(&shape);
        m->repairs = NULL;
        good = attempt(m, text, line, false);
    }
    if (!good) document_rewind(m->doc, mark);
    buf_free(&shape);
    return good;
}

static void add_source(Document *doc, Str text, uint32_t line) {
    document_open(doc, BLOCK_CODE, line);
    document_run(doc, RUN_CODE, str_trim_right(text));
    document_close(doc);
}

void markdown_parse(Str text, uint32_t line, Document *doc, Diag *diag) {
    if (!text.len) return;
    MarkdownRepairs repairs = {0};
    Markdown m = {.doc = doc, .diag = diag, .repairs = &repairs};
    DocumentMark mark = document_mark(doc);
    bool good = text.len <= TEXT_MAX && parse(&m, text, line, diag);
    if (good && repairs.count) {
        document_rewind(doc, mark);
        m.repairs = NULL;
        good = parse(&m, markdown_repair_apply(text, &repairs, &doc->arena), line, diag);
    }
    if (!good) {
        diag_add(diag, line, "the page cannot be read as markdown; it is shown as it is written");
        add_source(doc, text, line);
    }
    free(repairs.items);
    autolink_hints_free(&m.hints);
    buf_free(&m.value);
}
