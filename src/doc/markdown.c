/* markdown -> Document: the attempts.
 *
 * First as it is; a second time from mended text where tables need it (doc/markdown_repair); without tables
 * and link definitions when the page costs more than 16 callbacks or bytes of attributes for each of its
 * bytes (MD4C.md); as lines of source when that fails too. */
#include "doc/markdown.h"

#include "doc/markdown_events.h"
#include "doc/markdown_notes.h"
#include "doc/markdown_repair.h"

#include <stdlib.h>
#include <string.h>

#define BUDGET_PER_BYTE 16
#define BUDGET_FREE     ((uint64_t)1 << 20)
#define BUDGET_NOTES    4096u             /* the same for each generation of notes but the first */
#define NOTES_PER_BYTE  4                 /* bytes of notes that are read for each of the page ... */
#define NOTES_FREE      ((size_t)1 << 18) /* ... and for any page, */
#define NOTES_AGAIN     4096u             /* where a generation counts as so many more */
#define TEXT_MAX        ((size_t)1 << 30) /* md4c counts in 32 bits */

static bool attempt(Markdown *m, Str text, Lines lines, bool tables) {
    m->text = text;
    m->lines = lines;
    m->budget = (uint64_t)text.len * BUDGET_PER_BYTE + (m->first_note > 1 ? BUDGET_NOTES : BUDGET_FREE);
    return markdown_events_run(m, tables);
}

static bool parse(Markdown *m, Str text, Lines lines, Diag *diag) {
    Extras extras = {.notes = m->notes, .main = !m->first_note, .notes_end = m->notes_end};
    DocumentMark mark = document_mark(m->doc);
    uint32_t used = m->notes->used;
    glance(&m->glance, text);
    char *shape = m->glance.shape->p;
    if (m->glance.extras) extras_find(&extras, text, lines, shape, diag);
    lines.marks = m->glance.marks;
    bool join = !extras.count && !extras.term_count && !extras.late_count;
    m->tilde = shape_guard(&(ShapeText){text, lines, lines.marks, join}, shape, diag);
    extras_set_lines(&extras, shape);
    m->shape = shape;
    m->extras = &extras;
    bool good = attempt(m, text, lines, true);
    if (!good) {
        diag_add(diag, lines.line,
                 "tables and link definitions make this page too costly; it is read without them");
        document_rewind(m->doc, mark);
        notes_unuse(m->notes, used);
        shape_drop_definitions(m->glance.shape);
        m->repairs = NULL;
        good = attempt(m, text, lines, false);
    }
    if (!good) document_rewind(m->doc, mark);
    m->lines.marks = NULL;
    extras_free(&extras);
    return good;
}

/* Parses; a second time when tables have to be mended. */
static bool parse_mended(Markdown *m, Str text, Lines lines, Diag *diag) {
    MarkdownRepairs repairs = {0};
    DocumentMark mark = document_mark(m->doc);
    uint32_t used = m->notes->used, count = m->notes->count;
    m->repairs = &repairs;
    bool good = parse(m, text, lines, diag);
    m->repairs = NULL;
    if (good && repairs.count) {
        document_rewind(m->doc, mark);
        notes_unuse(m->notes, used);
        notes_drop(m->notes, count);
        Str mended = markdown_repair_apply(text, &repairs, &m->doc->arena);
        lines.start = lines.at = mended.p;
        lines.end = mended.p + mended.len;
        good = parse(m, mended, lines, diag);
    }
    free(repairs.items);
    return good;
}

static void add_source(Document *doc, Str text, uint32_t line) {
    document_open(doc, BLOCK_CODE, line);
    document_run(doc, RUN_CODE, str_trim_right(text));
    document_close(doc);
}

/* The notes from number `first` on, as many as are used. Returns the bytes that were read. */
static size_t add_used_notes(Markdown *m, uint32_t first, Str definitions, Diag *diag) {
    uint32_t *numbers;
    Arena *arena = &m->doc->arena;
    Str text = markdown_notes_text(m->notes, first, m->notes->used, definitions, arena, &numbers);
    m->first_note = first;
    if (parse_mended(m, text, lines_numbered(text, numbers), diag)) return text.len;
    diag_add(diag, numbers[0], "the notes cannot be read as markdown; they are shown as they are written");
    document_open(m->doc, BLOCK_ITEM, numbers[0]);
    add_source(m->doc, text, numbers[0]);
    document_close(m->doc);
    return text.len;
}

/* Notes that nothing refers to keep their words: they get numbers behind the others. One that stood in a
 * sentence and is not used was code. */
static void use_all(Notes *notes, bool tell, Diag *diag) {
    for (uint32_t i = 0; i < notes->count; i++) {
        const Note *note = &notes->items[i];
        if (note->number || !note->label.len) continue;
        if (tell)
            diag_add(diag, note->line, "nothing refers to the note [^%.*s]; it stands behind the others",
                     STR_FMT(note->label));
        notes_use(notes, i);
    }
}

/* The next generation is the last one: it has all that are left. */
static void end_notes(Notes *notes, uint32_t done, Diag *diag) {
    uint32_t line = notes->items[notes->order[done]].line;
    diag_add(diag, line, "notes lead to notes too often; the rest stand in the order of the page");
    use_all(notes, false, diag);
}

/* Notes may refer to further ones, so they come in generations. Each reads the link definitions again,
 * up to a limit. */
static void add_notes(Markdown *m, Str page, Diag *diag) {
    Notes *notes = m->notes;
    Buf definitions = {0};
    markdown_notes_definitions(page, &definitions);
    uint32_t block = m->doc->block_count, done = 0;
    size_t left = page.len * NOTES_PER_BYTE + NOTES_FREE;
    document_open(m->doc, BLOCK_NOTES, m->lines.line + 1);
    for (;;) {
        if (done == notes->used) use_all(notes, true, diag);
        if (done == notes->used) break;
        m->notes_end = left < definitions.len + NOTES_AGAIN;
        if (m->notes_end) end_notes(notes, done, diag);
        uint32_t first = done + 1;
        done = notes->used;
        size_t read = add_used_notes(m, first, buf_str(&definitions), diag) + NOTES_AGAIN;
        left -= read < left ? read : left;
    }
    document_close(m->doc);
    if (m->doc->block_count == block + 1) m->doc->block_count = block;
    buf_free(&definitions);
}

void markdown_parse(Str text, uint32_t line, Document *doc, Diag *diag) {
    if (!text.len) return;
    Notes notes = {0};
    Markdown m;
    memset(&m, 0, offsetof(Markdown, html));
    m.doc = doc;
    m.diag = diag;
    m.notes = &notes;
    m.glance.shape = &doc->shape;
    m.glance.marks = &doc->marks;
    if (text.len > TEXT_MAX || !parse_mended(&m, text, lines_start(text, line), diag)) {
        diag_add(diag, line, "the page cannot be read as markdown; it is shown as it is written");
        add_source(doc, text, line);
    } else if (notes.count) {
        add_notes(&m, text, diag);
    }
    notes_free(&notes);
    glance_free(&m.glance);
    buf_free(&m.value);
}
