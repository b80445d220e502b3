/* A line's first characters decide what it is, one bit of state whether they are looked at (GMI-01). What
 * gemtext knows nothing of, lists and quotes of many lines, is kept as the block that is open. */
#include "doc/gemtext.h"

typedef struct Parser {
    Document *doc;
    uint32_t line; /* of the author's file, from 1 */
    uint8_t open;  /* BLOCK_PARAGRAPH, BLOCK_BULLETS or BLOCK_QUOTE while it may go on, else BLOCK_NONE */
    bool joined;   /* no blank line since the last block */
    bool gap;      /* in a quote: an empty line of it waits */
} Parser;

enum { BLOCK_NONE = UINT8_MAX };

static void end_open(Parser *p) {
    if (p->open != BLOCK_NONE) document_close(p->doc);
    p->open = BLOCK_NONE;
    p->gap = false;
}

/* A heading has its blank line whatever its author did (CONVERSION.md section 4). */
static Block *begin(Parser *p, BlockKind kind) {
    end_open(p);
    uint32_t index = document_open(p->doc, kind, p->line);
    Block *block = &p->doc->blocks[index];
    block->joined = p->joined && kind != BLOCK_HEADING;
    p->joined = true;
    return block;
}

/* Goes on with the open block of this kind, or begins one. True when it began. */
static bool begin_or_go_on(Parser *p, BlockKind kind) {
    if (p->open == kind) return false;
    begin(p, kind);
    p->open = (uint8_t)kind;
    return true;
}

static void add_text(Parser *p, Str line) {
    if (!begin_or_go_on(p, BLOCK_PARAGRAPH)) document_sign(p->doc, RUN_HARD_BREAK);
    document_run(p->doc, RUN_TEXT, line);
}

static void add_blank(Parser *p) {
    end_open(p);
    p->joined = false;
}

/* A fourth `#` belongs to the text (GMI-07). */
static void add_heading(Parser *p, Str line) {
    uint8_t level = 1;
    while (level < 3 && level < line.len && line.p[level] == '#')
        level++;
    begin(p, BLOCK_HEADING)->level = level;
    document_run(p->doc, RUN_TEXT, str_trim(str_skip(line, level)));
    document_close(p->doc);
}

static void add_item(Parser *p, Str line) {
    begin_or_go_on(p, BLOCK_BULLETS);
    document_open(p->doc, BLOCK_ITEM, p->line);
    document_open(p->doc, BLOCK_PARAGRAPH, p->line);
    document_run(p->doc, RUN_TEXT, str_skip(line, 2));
    document_close(p->doc);
    document_close(p->doc);
}

/* An empty line of a quote is a blank line within it. */
static void add_quote(Parser *p, Str line) {
    bool first = begin_or_go_on(p, BLOCK_QUOTE);
    Str words = str_trim(str_skip(line, 1));
    if (words.len == 0) {
        p->gap = true;
        return;
    }
    uint32_t paragraph = document_open(p->doc, BLOCK_PARAGRAPH, p->line);
    p->doc->blocks[paragraph].joined = !first && !p->gap;
    p->gap = false;
    document_run(p->doc, RUN_TEXT, words);
    document_close(p->doc);
}

/* `=>` and nothing behind it is text (GMI-06). */
static bool add_link(Parser *p, Str line) {
    Str rest = str_trim(str_skip(line, 2));
    size_t end = 0;
    while (end < rest.len && rest.p[end] != ' ' && rest.p[end] != '\t')
        end++;
    if (end == 0) return false;
    Str url = str_head(rest, end), words = str_trim(str_skip(rest, end));
    begin(p, BLOCK_PARAGRAPH);
    document_link(p->doc, words.len ? LINK_WORDS : LINK_BARE, words.len ? words : url, url, p->line);
    document_close(p->doc);
    return true;
}

/* Takes the lines up to the closing toggle, or the end, off *text (GMI-05). What stands behind the closing
 * one is no one's to see (GMI-04). */
static void add_preformatted(Parser *p, Str toggle, Str *text) {
    Str inside = {text->p, 0}, line;
    begin(p, BLOCK_CODE)->text = str_trim(str_skip(toggle, 3));
    while (str_line(text, &line)) {
        p->line++;
        if (str_starts(line, STR("```"))) break;
        inside.len = (size_t)(text->p - inside.p);
    }
    document_run(p->doc, RUN_CODE, inside);
    document_close(p->doc);
}

static void add_line(Parser *p, Str line, Str *text) {
    if (str_starts(line, STR("```"))) {
        add_preformatted(p, line, text);
    } else if (str_starts(line, STR("#"))) {
        add_heading(p, line);
    } else if (str_starts(line, STR("* "))) {
        add_item(p, line);
    } else if (str_starts(line, STR(">"))) {
        add_quote(p, line);
    } else if (str_starts(line, STR("=>")) && add_link(p, line)) {
        return;
    } else if (str_trim(line).len == 0) {
        add_blank(p);
    } else {
        add_text(p, line);
    }
}

void gemtext_parse(Str text, Document *doc) {
    Parser p = {.doc = doc, .open = BLOCK_NONE};
    Str line;
    while (str_line(&text, &line)) {
        p.line++;
        add_line(&p, line, &text);
    }
    end_open(&p);
}

bool gemtext_has_title(Str text) {
    bool inside = false;
    Str line;
    while (str_line(&text, &line)) {
        if (str_starts(line, STR("```")))
            inside = !inside;
        else if (!inside && str_starts(line, STR("#")) && !str_starts(line, STR("##")))
            return true;
    }
    return false;
}
