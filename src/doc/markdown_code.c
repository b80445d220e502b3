/* Code: verbatim, as the author wrote it.
 *
 * md4c gives a line without its indent, line ends that stand nowhere, and spaces for tabs (MD-05, MD-07).
 * Here all of it is taken from the source again, so that a code block is mostly one run. */
#include "doc/markdown_code.h"

void markdown_code_start(Markdown *m, Str language) {
    uint32_t index = document_open(m->doc, BLOCK_CODE, 0);
    m->doc->blocks[index].text = arena_copy(&m->doc->arena, language);
    m->code = (MarkdownCode){.open = true};
}

/* A line end that is followed by others or by text: from the source where it stands right there, or what
 * stands there when the shape has one of its own. */
static void add_newline(Markdown *m) {
    const char *end = m->text.p + m->text.len;
    if (m->code.next && m->code.next < end && m->shape[m->code.next - m->text.p] == '\n') {
        document_run(m->doc, RUN_CODE, (Str){m->code.next++, 1});
        return;
    }
    m->code.next = NULL;
    document_run(m->doc, RUN_CODE, STR("\n"));
}

/* Puts the last `m->code.indent` columns of blanks before p in the tree. A tab of which only a part belongs
 * to the code becomes spaces. */
static void add_indent(Markdown *m, const char *p) {
    const char *line = p;
    while (line > m->text.p && line[-1] != '\n')
        line--;
    size_t width = 0;
    for (const char *q = line; q < p; q++)
        width = lines_column(*q, width);
    size_t skip = width > m->code.indent ? width - m->code.indent : 0;

    const char *start = line;
    size_t column = 0;
    for (; start < p && column < skip; start++)
        column = lines_column(*start, column);
    for (; column > skip; column--)
        document_run(m->doc, RUN_CODE, STR(" "));
    document_run(m->doc, RUN_CODE, (Str){start, (size_t)(p - start)});
}

void markdown_code_text(Markdown *m, Str said, Str source) {
    MarkdownCode *code = &m->code;
    if (!source.p) {
        bool newline = said.len == 1 && said.p[0] == '\n';
        code->newlines += newline;
        code->indent = newline ? 0 : code->indent + said.len;
        return;
    }
    for (; code->newlines; code->newlines--)
        add_newline(m);
    if (code->indent) add_indent(m, source.p);
    document_run(m->doc, RUN_CODE, source);
    code->indent = 0;
    code->any = true;
    code->next = source.p + source.len;
}

/* A last line end alone closes the last line; with more the code ends in blank lines. */
void markdown_code_end(Markdown *m) {
    for (bool blank = m->code.newlines > 1; blank && m->code.newlines; m->code.newlines--)
        add_newline(m);
    m->code.open = false;
    if (m->code.any)
        document_close(m->doc);
    else
        document_drop(m->doc);
}

void markdown_code_span_start(Markdown *m) {
    m->span = (MarkdownSpan){.open = true, .fresh = true, .from = m->next, .ticks = STR("`")};
}

/* The backticks before the content: md4c left out a blank or a line end between them. With the blank where
 * the content begins with a backtick. One that is escaped stands before them and was spoken of. */
static Str opening_ticks(Markdown *m, Str content) {
    const char *end = content.p, *from = m->span.from ? m->span.from : m->text.p;
    if (end > from && (end[-1] == ' ' || end[-1] == '\n')) end--;
    const char *start = end;
    while (start > from && start[-1] == '`')
        start--;
    if (start == end) return m->span.ticks;
    m->span.ticks = (Str){start, (size_t)(end - start)};
    bool pads = content.p[0] == '`' && end < content.p && *end == ' ';
    return (Str){start, m->span.ticks.len + pads};
}

/* What was thought to be all of the span is a part of it. */
static void settle_span(Markdown *m) {
    Str whole = m->span.whole;
    if (!whole.len) return;
    m->span.whole = (Str){0};
    prose_code(&m->prose, RUN_TICK, m->span.ticks);
    prose_code(&m->prose, RUN_CODE, str_skip(whole, m->span.ticks.len));
}

/* The first text of a span. True when it stands right behind the backticks and may be all there is. */
static bool start_span(Markdown *m, Str source) {
    Str ticks = source.p ? opening_ticks(m, source) : m->span.ticks;
    m->span.fresh = false;
    if (source.p && ticks.p + ticks.len == source.p && ticks.len == m->span.ticks.len && !m->prose.images) {
        m->span.whole = (Str){ticks.p, ticks.len + source.len};
        return true;
    }
    prose_code(&m->prose, RUN_TICK, ticks);
    return false;
}

void markdown_code_span_text(Markdown *m, Str source) {
    Str text = source.p ? source : STR(" ");
    if (text.len) m->span.last = text.p[text.len - 1];
    if (m->span.fresh && start_span(m, source)) return;
    settle_span(m);
    prose_code(&m->prose, RUN_CODE, text);
}

/* The span is one run where it stands in one piece, as nearly all do. */
static bool end_whole(Markdown *m, Str behind) {
    Str whole = m->span.whole, ticks = m->span.ticks;
    if (!whole.len || !str_starts(behind, ticks)) return false;
    prose_code(&m->prose, RUN_SPAN, (Str){whole.p, whole.len + ticks.len});
    return true;
}

void markdown_code_span_end(Markdown *m) {
    const char *end = m->text.p + m->text.len;
    Str behind = m->next ? (Str){m->next, (size_t)(end - m->next)} : (Str){0};
    m->span.open = false;
    if (end_whole(m, behind)) return;
    settle_span(m);
    if (m->span.last == '`' && str_starts(behind, STR(" "))) prose_code(&m->prose, RUN_TICK, STR(" "));
    if (!m->span.fresh) prose_code(&m->prose, RUN_TICK, m->span.ticks);
}
