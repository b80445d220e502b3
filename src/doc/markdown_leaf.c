/* Leaves and places: see the header.
 *
 * md4c speaks of bytes of the shape; what is kept are the bytes of the text at the same place (MD-05). It
 * names no lines: a block's line is that of the first byte in it, of an empty one the line seen last (MD-06).
 */
#include "doc/markdown_leaf.h"

#include "doc/html_inline.h"
#include "doc/html_text.h"
#include "doc/markdown_table.h"

Str markdown_attribute(Markdown *m, const MD_ATTRIBUTE *a) {
    Str source = markdown_source(m, a->text, a->size);
    if (!a->size || !a->text) return (Str){0};
    if (source.p && a->substr_offsets[1] == a->size && a->substr_types[0] == MD_TEXT_NORMAL) return source;
    buf_clear(&m->value);
    for (unsigned i = 0; a->substr_offsets[i] < a->size; i++) {
        Str part = {a->text + a->substr_offsets[i], a->substr_offsets[i + 1] - a->substr_offsets[i]};
        char text[8];
        size_t len = 0;
        if (a->substr_types[i] == MD_TEXT_ENTITY && entity_decode(&m->prose.entities, part, text, &len)) {
            buf_add(&m->value, (Str){text, len});
            continue;
        }
        for (size_t k = 0; k < part.len; k++)
            buf_add_char(&m->value, m->tilde && part.p[k] == m->tilde ? '~' : shape_reveal(part.p[k]));
    }
    return buf_str(&m->value);
}

void markdown_line_blocks(Markdown *m, uint32_t line) {
    for (; m->unlined < m->doc->block_count; m->unlined++)
        if (!m->doc->blocks[m->unlined].line) m->doc->blocks[m->unlined].line = line;
    m->unlined = m->doc->block_count;
}

uint32_t markdown_line(Markdown *m) {
    return lines_of(&m->lines, m->next);
}

void markdown_leaf_imply(Markdown *m) {
    if (m->table.in_cell) {
        markdown_table_leaf(m);
        prose_begin(&m->prose);
        html_inline_resume(&m->html);
    } else {
        html_leaf_open(&m->html, 0);
        m->implied = true;
        m->fixed = false;
    }
    m->leaf = true;
    m->words = false;
    m->breaks = 0;
}

void markdown_leaf_opened(Markdown *m, bool fixed) {
    m->leaf = true;
    m->fixed = fixed;
    m->implied = m->words = false;
    m->breaks = 0;
}

/* Closes the open leaf; one in which nothing is to be seen goes. */
static void close_leaf(Markdown *m) {
    bool shows = prose_end(&m->prose);
    if (m->unlined < m->doc->block_count) markdown_line_blocks(m, markdown_line(m));
    m->leaf = m->implied = false;
    if (m->table.in_cell) return;
    if (shows)
        document_close(m->doc);
    else
        document_drop(m->doc);
    if (m->unlined > m->doc->block_count) m->unlined = m->doc->block_count;
}

/* Where doc/extras_html had md4c see a line end in place of a byte, and md4c reads no HTML there but words,
 * the byte is their last. */
static void give_back(Markdown *m) {
    const char *p = m->next, *end = m->text.p + m->text.len;
    if (!m->leaf || !p || p >= end) return;
    if (*p == '\n' || m->shape[p - m->text.p] != '\n' || html_hides(&m->html, p)) return;
    if (m->table.in_cell && *p == '|') return;
    html_words(&m->html, (Str){p, 1});
    m->next = p + 1;
}

void markdown_leaf_end(Markdown *m) {
    if (m->extras->late_count) give_back(m);
    html_leaf_end(&m->html);
    bool had = m->leaf;
    if (had) close_leaf(m);
    m->link = m->outer = LINK_NONE;
    if (m->table.in_cell) markdown_table_cell_end(m, had);
}

static bool part(void *owner) {
    Markdown *m = owner;
    bool stays = m->table.in_cell || (m->leaf && m->fixed) || m->prose.images;
    markdown_leaf_part(m);
    return !stays;
}

static void need(void *owner) {
    markdown_leaf_need(owner);
}

HtmlLeaf markdown_leaf_html(Markdown *m) {
    return (HtmlLeaf){.owner = m, .open = &m->leaf, .need = need, .part = part};
}

void markdown_leaf_part(Markdown *m) {
    if (m->table.in_cell || m->fixed || m->prose.images)
        prose_part(&m->prose);
    else if (m->leaf) {
        html_leaf_pause(&m->html);
        close_leaf(m);
    }
}
