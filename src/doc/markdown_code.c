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
    m->span = (MarkdownSpan){.open = true, .fresh = true, .ticks = STR("`")};
}

/* The backticks before the content: md4c left out a blank or a line end between them. With the blank where
 * the content begins with a backtick. */
static Str opening_ticks(Markdown *m, Str content) {
    const char *end = content.p;
    if (end > m->text.p && (end[-1] == ' ' || end[-1] == '\n')) end--;
    const char *start = end;
    while (start > m->text.p && start[-1] == '`')
        start--;
    if (start == end) return m->span.ticks;
    m->span.ticks = (Str){start, (size_t)(end - start)};
    bool pads = content.p[0] == '`' && end < content.p && *end == ' ';
    return (Str){start, m->span.ticks.len + pads};
}

void markdown_code_span_text(Markdown *m, Str source) {
    if (m->span.fresh) {
        Str ticks = source.p ? opening_ticks(m, source) : m->span.ticks;
        prose_code(&m->prose, RUN_TICK, ticks);
        m->span.fresh = false;
    }
    Str text = source.p ? source : STR(" ");
    prose_code(&m->prose, RUN_CODE, text);
    if (text.len) m->span.last = text.p[text.len - 1];
}

void markdown_code_span_end(Markdown *m) {
    const char *end = m->text.p + m->text.len;
    Str ticks = m->span.ticks;
    if (m->span.last == '`' && m->next && m->next < end && *m->next == ' ')
        prose_code(&m->prose, RUN_TICK, STR(" "));
    if (!m->span.fresh) prose_code(&m->prose, RUN_TICK, ticks);
    m->span.open = false;
}
