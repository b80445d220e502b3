/* HTML with markdown in it: see the header.
 *
 * A block of HTML ends at a blank line. Where there is none, the shape is changed: a line that begins a block
 * is shown as a declaration, `<!X  markdown="1">`, which ends with its line; and where a block ends in its
 * midst, or words stand behind a tag, the last byte before becomes a line end. The bytes of the text are read
 * all the same. */
#include "doc/extras_html.h"

#include "doc/extras_inline.h"
#include "doc/html_element.h"
#include "doc/html_tag.h"

enum { CODE_INDENT = 4 };

/* The length of the tag at the start of s, which is whole and on one line, or 0. Linear for all tags of a
 * text together: without a value that is open it ends at the next `<`, and a quote that begins no value ends
 * it too, so that of all tags that are looked at from inside each other's values at most three go on: one in
 * no value and one in a value of each quote. */
static size_t tag_length(Str s) {
    size_t name = s.len > 1 && s.p[1] == '/' ? 2 : 1;
    if (s.len <= name || s.p[0] != '<' || !ascii_alpha(s.p[name])) return 0;
    char quote = 0, before = 0; /* the last byte that is no blank */
    for (size_t i = name; i < s.len && s.p[i] != '\n'; i++) {
        char c = s.p[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            if (before != '=') return 0;
            quote = c;
        } else if (c == '<' || c == '>') {
            return c == '>' ? i + 1 : 0;
        }
        if (!ascii_blank(c)) before = c;
    }
    return 0;
}

static bool is_block(Element element) {
    return element >= ELEMENT_PARAGRAPH && element <= ELEMENT_CELL && element != ELEMENT_BREAK;
}

/* How many more elements are open behind the tag than before it. */
static int weight(Str tag) {
    uint8_t id;
    switch (html_element(html_tag_name(tag), &id)) {
    case ELEMENT_NONE:
    case ELEMENT_BREAK:
    case ELEMENT_RULE:
    case ELEMENT_IMAGE:
    case ELEMENT_EMBED_VOID:
    case ELEMENT_SOURCE:
    case ELEMENT_INPUT: return 0;
    default: return tag.p[1] == '/' ? -1 : tag.p[tag.len - 2] == '/' ? 0 : 1;
    }
}

/* The same for all tags of s. */
static int weights(Str s) {
    int sum = 0;
    for (size_t at; (at = str_find(s, '<')) != STR_NONE;) {
        s = str_skip(s, at);
        size_t n = tag_length(s);
        if (n) sum += weight(str_head(s, n));
        s = str_skip(s, n ? n : 1);
    }
    return sum;
}

static bool asks_for_markdown(Str tag) {
    if (tag.p[1] == '/' || str_search(tag, STR("markdown")) == STR_NONE) return false;
    Buf value = {0};
    bool asks = html_tag_attribute(NULL, tag, STR("markdown"), &value);
    Str s = buf_str(&value);
    asks = asks && !str_eq(s, STR("0")) && !str_eq_nocase(s, STR("false"));
    buf_free(&value);
    return asks;
}

bool extras_html_begins(Str s) {
    size_t n = tag_length(s);
    return n && asks_for_markdown(str_head(s, n));
}

/* The tags of block elements that the line begins with, blanks between them. Returns where they end; *asks:
 * there is one for markdown. */
static size_t leading_tags(Str s, bool *asks) {
    size_t at = 0;
    *asks = false;
    for (size_t n; (n = tag_length(str_skip(s, at))) != 0;) {
        Str tag = str_slice(s, at, at + n);
        uint8_t id;
        if (!is_block(html_element(html_tag_name(tag), &id))) break;
        *asks |= asks_for_markdown(tag);
        at += n;
        while (at < s.len && ascii_blank(s.p[at]))
            at++;
    }
    return at;
}

static bool in_quote(const ExtrasFinder *f, const OutlineLine *line) {
    for (uint32_t i = 0; i < line->depth; i++)
        if (f->outline.stack[i].kind == CONTAINER_QUOTE) return true;
    return false;
}

/* A line's last byte is to spare; but in a quote a blank line would end that. */
static bool may_end_behind(const ExtrasFinder *f, const OutlineLine *line) {
    return line->end >= line->content + 2 && !in_quote(f, line);
}

/* Lets md4c see a blank line behind `line`, which goes on with a block. */
static bool end_behind(ExtrasFinder *f, const OutlineLine *line) {
    if (!may_end_behind(f, line)) return false;
    extras_finder_show(f, line->end - 1, '\n');
    return true;
}

/* Lets the block that the line begins end with it. */
static bool end_with(ExtrasFinder *f, const OutlineLine *line) {
    Str text = str_slice(f->text, line->content, line->end);
    size_t last = str_rfind(text, '>');
    if (last == STR_NONE || last <= 2) return end_behind(f, line);
    f->shape[line->content + 1] = '!';
    f->shape[line->content + 2] = 'X'; /* before CommonMark 0.30 only a capital is one */
    if (last > 3) f->shape[line->content + 3] = ' ';
    return true;
}

/* Parts the tags that the line begins with, up to `at`, from the words behind them; these must stand in no
 * container, whose marks the new line lacks. */
static bool part_words(ExtrasFinder *f, const OutlineLine *line, size_t at) {
    while (f->text.p[at - 1] != '>')
        at--;
    OutlineLine tags = *line, words = *line;
    tags.end = words.content = at;
    if (line->depth) return false;
    f->shape[at - 2] = '>';
    extras_finder_show(f, at - 1, '\n');
    end_with(f, &tags);
    words.paragraph = 0;
    extras_inline_take(f, &words);
    f->outline.paragraph = 1;
    f->outline.paragraph_start = at;
    return true;
}

/* What would become code, since an author indented it as HTML, stays HTML. */
static bool code_follows(const ExtrasFinder *f, const OutlineLine *line) {
    Str rest = str_skip(f->text, line->end + 1), next;
    if (!str_line(&rest, &next)) return false;
    uint32_t column = 0;
    size_t i = 0;
    for (; i < next.len && ascii_blank(next.p[i]); i++)
        column = lines_column(next.p[i], column);
    return i < next.len && column >= line->base + CODE_INDENT;
}

/* A line that begins with a tag that asks for markdown. */
static bool take_opener(ExtrasFinder *f, const OutlineLine *line) {
    Str text = str_trim_right(str_slice(f->text, line->content, line->end));
    bool asks, goes_on = f->html_went_on;
    size_t tags = leading_tags(text, &asks);
    if (!asks || line->indent >= CODE_INDENT || code_follows(f, line)) return false;
    if (goes_on && !may_end_behind(f, &f->last)) return false;
    bool taken = tags < text.len ? part_words(f, line, line->content + tags) : end_with(f, line);
    if (!taken) return false;
    if (goes_on) end_behind(f, &f->last);
    f->outline.html_end = NULL;
    int open = weights(text);
    f->html_open += open > 0 ? (uint32_t)open : 0;
    return true;
}

static void take_html(ExtrasFinder *f, const OutlineLine *line) {
    bool starts = !f->html_went_on;
    if (take_opener(f, line) || !f->html_open) return;
    if (starts) f->html_nest = 0;
    f->html_nest += weights(str_slice(f->text, line->content, line->end));
    if (f->html_nest > 0) return;
    uint32_t closed = (uint32_t)-f->html_nest;
    f->html_open -= closed < f->html_open ? closed : f->html_open;
    if (starts ? end_with(f, line) : end_behind(f, line)) f->outline.html_end = NULL;
    f->html_nest = 0;
}

static bool goes_on(const ExtrasFinder *f) {
    return f->outline.html_end && !*f->outline.html_end && !f->outline.verbatim_end;
}

void extras_html_take(ExtrasFinder *f, const OutlineLine *line) {
    if (goes_on(f) && !line->blank) take_html(f, line);
    f->html_went_on = goes_on(f);
}
