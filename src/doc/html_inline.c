/* Inline elements: see the header. */
#include "doc/html_inline.h"

#include "doc/html_embed.h"
#include "doc/html_tag.h"
#include "doc/html_text.h"

#define SCRIPT_MAX 12 /* characters that are raised or lowered */

/* A link that went on in a paragraph of markdown, whose line was not known then. */
static void line_link(Html *html) {
    if (html->link == LINK_NONE) return;
    Link *link = &html->prose->doc->links[html->link];
    if (!link->line) link->line = html->prose->lines->line;
}

bool html_link_holds(const Html *html) {
    const Prose *prose = html->prose;
    if (!html->in_link || html->linked) return html->linked;
    if (html->link == LINK_NONE) return false;
    return prose->doc->link_run != prose->doc->run_count || prose->pending.len || prose->word.len;
}

/* A link of which nothing is left for this leaf is not repeated in it; one that never held anything stays for
 * its target, unless that is only a place on the page. */
void html_link_end(Html *html) {
    if (!html->in_link) return;
    html_embed_end(html);
    bool empty = !html->linked && (html->link == LINK_NONE || html->prose->doc->link == html->link);
    bool place = html->href.len > 0 && html->href.p[0] == '#';
    if (empty && !place) html_need_leaf(html);
    line_link(html);
    bool drops = html->linked || place;
    if (!drops || !prose_link_drop(html->prose, html->link)) prose_link_end(html->prose, html->link);
    html->in_link = html->linked = false;
    html->link_until = NULL;
    html->link = LINK_NONE;
}

static void start_link(Html *html, uint32_t line) {
    html->link = prose_link_start(html->prose, buf_str(&html->href), line);
}

void html_link(Html *html, Str tag, bool closes) {
    html_link_end(html);
    if (closes || !html_tag_attribute(&html->prose->entities, tag, STR("href"), &html->href)) return;
    html->in_link = true;
    html->link_fences = html->stack.fence_count;
    if (html->newlines && html->block) html_begin(html);
    if (html_has_leaf(html)) start_link(html, html->prose->lines->line);
}

/* A picture that is loaded later has its source elsewhere. */
static bool read_image(Html *html, Str tag) {
    static const Str names[] = {STR("data-src"), STR("data-original"), STR("data-lazy-src"), STR("srcset"),
                                STR("data-srcset")};
    bool found = html_tag_attribute(&html->prose->entities, tag, STR("src"), &html->value) && html->value.len;
    if (found && !str_eq_nocase(str_head(buf_str(&html->value), 5), STR("data:"))) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!html_tag_attribute(&html->prose->entities, tag, names[i], &html->value) || !html->value.len)
            continue;
        size_t end = 0;
        bool set = str_ends(names[i], STR("srcset"));
        while (set && end < html->value.len && html->value.p[end] != ' ')
            end++;
        if (set) buf_truncate(&html->value, end);
        return true;
    }
    return html_tag_attribute(&html->prose->entities, tag, STR("src"), &html->value) && html->value.len;
}

void html_image(Html *html, Str tag) {
    Prose *prose = html->prose;
    html_begin(html);
    prose_image_start(prose);
    if (!html_tag_attribute(&html->prose->entities, tag, STR("alt"), &html->value) || !html->value.len)
        html_tag_attribute(&html->prose->entities, tag, STR("title"), &html->value);
    prose_character(prose, buf_str(&html->value));
    if (read_image(html, tag))
        prose_image_end(prose, (Str){0}, buf_str(&html->value), prose->lines->line);
    else
        prose_image_drop(prose);
}

void html_mark(Html *html, RunKind kind, bool closes) {
    uint8_t *open = kind == RUN_STRIKE ? &html->strike : kind == RUN_STRONG ? &html->strong : &html->emphasis;
    if (html->pre || (closes && !*open) || (!closes && *open == UINT8_MAX)) return;
    if (!closes || html_has_leaf(html)) html_begin(html);
    if (closes) {
        --*open;
        prose_close(html->prose, kind);
    } else {
        ++*open;
        prose_open(html->prose, kind);
    }
}

static void end_code(Html *html) {
    if (html->code == HTML_CODE_OPEN && html_has_leaf(html)) prose_code(html->prose, RUN_TICK, STR("`"));
    html->code = HTML_CODE_NONE;
}

void html_language(Html *html, Str tag) {
    static const Str names[] = {STR("data-lang"), STR("lang"), STR("class")};
    for (size_t i = 0; i < sizeof names / sizeof *names && !html->language.len; i++) {
        if (!html_tag_attribute(&html->prose->entities, tag, names[i], &html->value)) continue;
        Str rest = buf_str(&html->value), word;
        while (str_cut(&rest, ' ', &word)) {
            bool named = i < 2 || str_starts(word, STR("lang-")) || str_starts(word, STR("language-"));
            if (!named || html->language.len) continue;
            buf_add(&html->language, i < 2 ? word : str_skip(word, str_find(word, '-') + 1));
        }
    }
}

void html_code(Html *html, Str tag, bool closes) {
    if (html->pre) {
        if (!closes) html_language(html, tag);
    } else if (closes) {
        end_code(html);
    } else if (!html->code) {
        if (html->newlines) html_begin(html);
        html->code = HTML_CODE_FRESH;
    }
}

void html_quotation(Html *html, bool closes) {
    if (closes && !html->quotations) return;
    bool inner = (html->quotations - closes) & 1;
    html->quotations = closes ? html->quotations - 1 : html->quotations + 1;
    html_begin(html);
    html_words(html, closes  ? (inner ? STR("\u2019") : STR("\u201D"))
                     : inner ? STR("\u2018")
                             : STR("\u201C"));
}

static void end_ruby_text(Html *html) {
    if (html->ruby_own && html_has_leaf(html)) html_words(html, STR(")"));
    html->ruby_text = html->ruby_own = false;
}

/* Where the author has no rp, parentheses part the reading from the word. */
void html_ruby(Html *html, Element kind, bool closes) {
    if (kind == ELEMENT_RUBY_PAREN) {
        if (html->ruby_text) end_ruby_text(html);
        if (!closes) html->ruby_paren = !html->ruby_paren;
        return;
    }
    if (html->ruby_text) end_ruby_text(html);
    if (kind == ELEMENT_RUBY) html->ruby_paren = false;
    if (kind != ELEMENT_RUBY_TEXT || closes) return;
    html->ruby_text = true;
    html->ruby_own = !html->ruby_paren;
    if (html->ruby_own) html_words(html, STR("("));
}

/* What stands for a character when it is raised or lowered; empty: nothing does. */
static Str scripted(Str c, bool raised) {
    static const struct {
        Str plain, up, down;
    } forms[] = {
        {STR("0"), STR("\u2070"), STR("\u2080")},      {STR("1"), STR("\u00B9"), STR("\u2081")},
        {STR("2"), STR("\u00B2"), STR("\u2082")},      {STR("3"), STR("\u00B3"), STR("\u2083")},
        {STR("4"), STR("\u2074"), STR("\u2084")},      {STR("5"), STR("\u2075"), STR("\u2085")},
        {STR("6"), STR("\u2076"), STR("\u2086")},      {STR("7"), STR("\u2077"), STR("\u2087")},
        {STR("8"), STR("\u2078"), STR("\u2088")},      {STR("9"), STR("\u2079"), STR("\u2089")},
        {STR("+"), STR("\u207A"), STR("\u208A")},      {STR("-"), STR("\u207B"), STR("\u208B")},
        {STR("\u2212"), STR("\u207B"), STR("\u208B")}, {STR("("), STR("\u207D"), STR("\u208D")},
        {STR(")"), STR("\u207E"), STR("\u208E")},      {STR("n"), STR("\u207F"), STR("\u2099")},
        {STR("i"), STR("\u2071"), STR("\u1D62")},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq(forms[i].plain, c)) return raised ? forms[i].up : forms[i].down;
    return (Str){0};
}

/* The next character of s, an entity decoded into `text`; *used bytes of s. */
static Str next_character(Html *html, Str s, char text[8], size_t *used) {
    size_t len = 0;
    *used = entity_decode(&html->prose->entities, s, text, &len);
    if (*used) return (Str){text, len};
    *used = str_starts(s, STR("\u2212")) ? 3 : 1;
    return str_head(s, *used);
}

void html_script(Html *html, Str name, const char *from) {
    const char *end = html->prose->lines->end;
    if ((uintptr_t)from >= (uintptr_t)end || (uintptr_t)from < (uintptr_t)html->prose->lines->at) return;
    Str rest = {from, (size_t)(end - from)};
    char out[SCRIPT_MAX * 4], text[8];
    size_t len = 0;
    for (unsigned n = 0; rest.len && rest.p[0] != '<'; n++) {
        size_t used;
        Str form = scripted(next_character(html, rest, text, &used), ascii_lower(name.p[2]) == 'p');
        if (!form.len || n == SCRIPT_MAX) return;
        memcpy(out + len, form.p, form.len);
        len += form.len;
        rest = str_skip(rest, used);
    }
    bool ends = len && str_starts(rest, STR("</")) && str_eq_nocase(str_slice(rest, 2, 5), name);
    if (!ends) return;
    html_begin(html);
    html_character(html, (Str){out, len});
    memcpy(html->hidden_name, name.p, name.len);
    html->hidden = (Str){html->hidden_name, name.len};
    html->hidden_until = rest.p;
}

void html_inline_pause(Html *html) {
    if (html->code == HTML_CODE_OPEN) {
        end_code(html);
        html->code = HTML_CODE_FRESH;
    }
    if (html->embed_link != LINK_NONE) prose_link_end(html->prose, html->embed_link);
    html->embed_link = LINK_NONE;
    line_link(html);
    if (html->in_link && html->link != LINK_NONE && !prose_link_drop(html->prose, html->link))
        html->linked = true;
    html->link = LINK_NONE;
}

void html_inline_resume(Html *html) {
    if (!html->fed) return;
    if (html->link_until && (uintptr_t)html->prose->lines->at > (uintptr_t)html->link_until)
        html->in_link = html->linked = false;
    if (html->in_link) start_link(html, html->block ? html->prose->lines->line : 0);
    if (html->pre) return;
    if (html->emphasis) prose_open(html->prose, RUN_EMPHASIS);
    if (html->strong) prose_open(html->prose, RUN_STRONG);
    if (html->strike) prose_open(html->prose, RUN_STRIKE);
}

/* `</a>` is the next tag of a link, wherever on the page. */
static bool goes_on(Html *html) {
    if (!html->block || html->link_until) return html->link_until != NULL;
    const char *at = html->prose->lines->at, *end = html->prose->lines->end;
    const char *closer = html_ahead(&html->ahead, AHEAD_LINK_END, at, end);
    const char *next = closer ? html_ahead(&html->ahead, AHEAD_LINK, at, end) : NULL;
    if (!closer || (next && next < closer)) return false;
    html->link_until = closer;
    return true;
}

void html_inline_end(Html *html) {
    bool leaf = html_has_leaf(html);
    end_ruby_text(html);
    while (leaf && html->quotations)
        html_quotation(html, true);
    end_code(html);
    if (html->in_link && goes_on(html))
        html_inline_pause(html);
    else
        html_link_end(html);
    if (html->embed_link != LINK_NONE) html_embed_end(html);
    html->embed = HTML_EMBED_NONE;
    html->quotations = html->emphasis = html->strong = html->strike = 0;
    html->ruby_paren = false;
}
