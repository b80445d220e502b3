/* Nothing is lost and nothing invented (CONVERSION.md section 7), for documents of CommonMark and GFM
 * constructs.
 *
 *   property [DOCUMENTS [SEED]]
 *
 * What md4c's own HTML shows of a document (reference.h) is compared with what is shown by its gemtext, its
 * Gopher menu and its Gopher text (shown.h), as tokens (tokens.h).
 *
 * Words: the tokens outside tables and images are the same, in the same order; what a blank separates stays
 * apart. A link line's words count where they are shown first: most repeat words of the block above. Words of
 * tables and images may move, but each is there; none but a table's header is there more often in the lines
 * of text.
 *
 * Types: each word stands on a line of gemtext of the type that its block asks for, with the right level,
 * number or box.
 *
 * Code: the lines of code blocks, all of them in order. Links: the targets, all of them and no others; bare
 * URLs are links too (LNK-08). Lines: TXT-01, -02, -05, MENU-01, -02, -04, each line within its width.
 *
 * The documents differ from run to run: the seed is printed, and gives them again. One that fails is cut down
 * to the lines that still fail. */
#include "base/utf8.h"
#include "doc/markdown.h"
#include "documents.h"
#include "reference.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "render/gopherview.h"
#include "shown.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(__clang__)
#define DOCUMENTS 2000
#else
#define DOCUMENTS 20000
#endif
#define FAILURES_SHOWN 5
#define WIDTH          67

/* --- drawing --- */

typedef struct Drawn {
    Buf gemtext, menu, text;
} Drawn;

static const GopherHome home = {STR("zz.example"), 70};

static Target target_of(Str url) {
    Target target = {.kind = TARGET_OURS, .type = '1', .url = url, .selector = url};
    size_t authority = str_search(url, STR("://"));
    if (authority == STR_NONE) return target;
    Str host = str_skip(url, authority + 3);
    target.host = str_head(host, str_find(host, '/'));
    target.kind = TARGET_ELSEWHERE;
    if (!str_starts(url, STR("gopher:"))) return target;
    target.kind = TARGET_GOPHER;
    target.type = '0';
    target.port = 70;
    target.selector = STR("/a");
    return target;
}

static void draw(Str source, Drawn *drawn) {
    const RenderOptions options = render_defaults();
    Buf clean = {0}, map = {0};
    Diag diag = {0};
    Document doc;
    document_init(&doc);
    utf8_clean(source, &clean);
    markdown_parse(buf_str(&clean), 1, &doc, &diag);
    Target *targets = mem_zero(doc.link_count + 1, sizeof *targets);
    for (uint32_t i = 0; i < doc.link_count; i++)
        targets[i] = target_of(doc.links[i].target);
    const RenderPage page = {.doc = &doc, .targets = targets, .options = &options, .diag = &diag};
    gemtext_render(&page, &drawn->gemtext);
    gophermap_render(&page, &map);
    Str rest = buf_str(&map);
    gopherview_menu(&rest, &home, SIZE_MAX, &drawn->menu);
    gopherview_menu_end(&drawn->menu);
    rest = buf_str(&map);
    gopherview_text(&rest, &home, SIZE_MAX, &drawn->text);
    free(targets);
    document_free(&doc);
    diag_free(&diag);
    buf_free(&clean);
    buf_free(&map);
}

static void drawn_free(Drawn *drawn) {
    buf_free(&drawn->gemtext);
    buf_free(&drawn->menu);
    buf_free(&drawn->text);
}

/* --- what is wrong: the first thing, in words --- */

typedef struct Fault {
    char text[1000];
} Fault;

__attribute__((format(printf, 2, 3))) static bool fault(Fault *f, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(f->text, sizeof f->text, format, arguments);
    va_end(arguments);
    return false;
}

/* --- words --- */

typedef struct Moved {
    bool table[WORDS_MAX], header[WORDS_MAX], alt[WORDS_MAX];
    uint8_t count[WORDS_MAX]; /* in lines of text */
    bool linked[WORDS_MAX];   /* in a link line */
} Moved;

static bool is_moved(const Moved *moved, const Token *token) {
    return token->word && (moved->table[token->word] || moved->alt[token->word]);
}

static void find_moved(const Reference *r, Moved *moved) {
    for (size_t i = 0; i < r->tokens.count; i++) {
        const Token *token = &r->tokens.items[i];
        const Place *place = &r->places[token->at];
        if (place->kind == PLACE_TABLE) moved->table[token->word] = true;
        if (place->header) moved->header[token->word] = true;
        if (place->alt) moved->alt[token->word] = true;
    }
}

static void count_moved(const Shown *shown, Moved *moved) {
    for (uint32_t i = 0; i < shown->count; i++) {
        Str rest = shown->lines[i].text;
        Token token;
        while (token_next(&rest, &token)) {
            if (!is_moved(moved, &token)) continue;
            if (shown->lines[i].kind == LINE_LINK)
                moved->linked[token.word] = true;
            else if (moved->count[token.word] < 255)
                moved->count[token.word]++;
        }
    }
}

static bool check_moved(const char *what, const Reference *r, const Moved *moved, Fault *f) {
    for (size_t i = 0; i < r->tokens.count; i++) {
        uint32_t word = r->tokens.items[i].word;
        if (!is_moved(moved, &r->tokens.items[i])) continue;
        if (!moved->count[word] && !moved->linked[word]) return fault(f, "%s: w%uq is missing", what, word);
        bool once = moved->table[word] && !moved->header[word] && !moved->alt[word];
        if (once && moved->count[word] != 1)
            return fault(f, "%s: w%uq is there %u times", what, word, moved->count[word]);
    }
    return true;
}

/* The next token that neither a table nor an image moves; within tables and code only words are compared
 * (check_code sees the rest). */
static const Token *next_token(const Tokens *tokens, size_t *at, const Moved *moved, const Reference *r) {
    while (*at < tokens->count) {
        const Token *token = &tokens->items[(*at)++];
        if (is_moved(moved, token)) continue;
        if (token->word) return token;
        const Place *place = r ? &r->places[token->at] : NULL;
        if (place && (place->kind == PLACE_TABLE || place->kind == PLACE_CODE || place->alt)) continue;
        return token;
    }
    return NULL;
}

static bool in_table(const Shown *shown, const bool *table_line, const Token *token) {
    return !token->word && (table_line[token->at] || shown->lines[token->at].kind == LINE_PRE);
}

static bool check_order(const char *what, const Reference *r, const Shown *shown, const Moved *moved,
                        Fault *f) {
    bool *table_line = mem_zero(shown->count + 1, sizeof *table_line);
    bool good = true;
    for (size_t i = 0; i < shown->tokens.count; i++) {
        const Token *token = &shown->tokens.items[i];
        if (token->word && moved->table[token->word]) table_line[token->at] = true;
    }
    for (size_t a = 0, b = 0; good;) {
        const Token *want = next_token(&r->tokens, &a, moved, r), *got;
        do
            got = next_token(&shown->tokens, &b, moved, NULL);
        while (got && in_table(shown, table_line, got));
        if (!want && !got) break;
        if (want && got && want->word && want->gap && !got->gap)
            good = fault(f, "%s: %.*s is joined to what is before it", what, STR_FMT(want->text));
        if (want && got && str_eq(want->text, got->text)) continue;
        good = fault(f, "%s: expected %.*s, got %.*s in |%.*s|", what,
                     STR_FMT(want ? want->text : STR("the end")), STR_FMT(got ? got->text : STR("the end")),
                     STR_FMT(got ? shown->lines[got->at].whole : STR("")));
    }
    free(table_line);
    return good;
}

static bool check_words(const char *what, const Reference *r, const Shown *shown, Fault *f) {
    static Moved moved;
    moved = (Moved){0};
    find_moved(r, &moved);
    count_moved(shown, &moved);
    return check_moved(what, r, &moved, f) && check_order(what, r, shown, &moved, f);
}

/* --- types of gemtext lines --- */

static const char *const place_names[] = {"text",    "a heading", "an item", "a numbered item",
                                          "a quote", "code",      "a table"};

static bool has_box(Str line, char task) {
    return task == 'x'   ? str_search(line, STR("\u2611 ")) != STR_NONE
           : task == ' ' ? str_search(line, STR("\u2610 ")) != STR_NONE
                         : true;
}

static unsigned count_dashes(Str line) {
    unsigned n = 0;
    for (line = str_skip(line, 2); str_starts(line, STR("\u2013 ")); line = str_skip(line, 4))
        n++;
    return n;
}

/* An address that stands in the text of a document. */
static bool is_bare(Str url) {
    return str_starts(url, STR("http://192.0.2.1/w"));
}

static bool fits_place(const Place *place, const Line *line) {
    if (line->kind == LINE_LINK) return place->link || is_bare(line->url);
    switch (place->kind) {
    case PLACE_TEXT: return line->kind == LINE_TEXT;
    case PLACE_HEADING: return line->kind == LINE_HEADING && line->level == place->level;
    case PLACE_ITEM:
        return line->kind == LINE_ITEM && count_dashes(line->whole) == place->level &&
               has_box(line->whole, place->task);
    case PLACE_NUMBER:
        return line->kind == LINE_TEXT && str_eq(line->label, str_of(place->label)) &&
               has_box(line->whole, place->task);
    case PLACE_QUOTE: return line->kind == LINE_QUOTE && line->level >= 1;
    case PLACE_CODE: return line->kind == LINE_PRE;
    case PLACE_TABLE: return line->kind == LINE_PRE || line->kind == LINE_TEXT || line->kind == LINE_QUOTE;
    }
    return false;
}

static bool check_types(const Reference *r, const Shown *shown, Fault *f) {
    static uint32_t line_of[WORDS_MAX];
    memset(line_of, 0xFF, sizeof line_of);
    for (size_t i = shown->tokens.count; i-- > 0;)
        line_of[shown->tokens.items[i].word] = shown->tokens.items[i].at;
    for (size_t i = 0; i < r->tokens.count; i++) {
        const Token *token = &r->tokens.items[i];
        const Place *place = &r->places[token->at];
        if (!token->word || place->alt || line_of[token->word] == UINT32_MAX) continue;
        const Line *line = &shown->lines[line_of[token->word]];
        if (!fits_place(place, line))
            return fault(f, "gemtext: w%uq should stand in %s (level %u, label %s) but stands in |%.*s|",
                         token->word, place_names[place->kind], place->level, place->label,
                         STR_FMT(line->whole));
    }
    return true;
}

/* --- code and links --- */

static Str next_block(Str *code) {
    size_t end = str_find(*code, '\0');
    Str block = str_head(*code, end);
    *code = str_skip(*code, end == STR_NONE ? code->len : end + 1);
    return block;
}

/* The lines between the next fences that are no table's. A block of blank lines says nothing. */
static bool next_fenced(const Shown *shown, uint32_t *at, uint32_t *first, uint32_t *end) {
    while (*at < shown->count) {
        const Line *fence = &shown->lines[(*at)++];
        if (fence->kind != LINE_FENCE) continue;
        *first = *at;
        while (*at < shown->count && shown->lines[*at].kind != LINE_FENCE)
            ++*at;
        *end = (*at)++;
        bool blank = true;
        for (uint32_t i = *first; i < *end; i++)
            blank = blank && shown->lines[i].whole.len == 0;
        if (!blank && !str_eq(fence->text, STR("table"))) return true;
    }
    return false;
}

/* Blanks on a blank line, and blank lines at the end, are nothing that a reader sees. */
static bool check_code(const Reference *r, const Shown *shown, Fault *f) {
    uint32_t at = 0, first, end;
    for (Str all = buf_str(&r->code), line; all.len;) {
        Str block = next_block(&all);
        if (str_trim(block).len == 0) continue;
        if (!next_fenced(shown, &at, &first, &end)) return fault(f, "gemtext: a code block is missing");
        while (str_line(&block, &line)) {
            if (str_trim(line).len == 0 && (first == end || str_trim(shown->lines[first].whole).len == 0)) {
                first += first < end;
                continue;
            }
            if (first == end) return fault(f, "gemtext: code ends before |%.*s|", STR_FMT(line));
            Str got = shown->lines[first++].whole;
            if (str_starts(line, STR("```")) && str_starts(got, STR(" "))) got = str_skip(got, 1);
            if (!str_eq(line, got))
                return fault(f, "gemtext: expected code |%.*s|, got |%.*s|", STR_FMT(line), STR_FMT(got));
        }
        if (first != end) return fault(f, "gemtext: more code |%.*s|", STR_FMT(shown->lines[first].whole));
    }
    return next_fenced(shown, &at, &first, &end) ? fault(f, "gemtext: a code block that is none") : true;
}

static bool has_line(Str lines, Str wanted) {
    Str line;
    while (str_line(&lines, &line))
        if (str_eq(line, wanted)) return true;
    return false;
}

/* Each target has a link line and each link line a target; targets that are there once come in their order.
 */
static bool check_links(const Reference *r, const Shown *shown, Fault *f) {
    Buf got = {0};
    Str all = buf_str(&r->links), line;
    bool good = true;
    for (uint32_t i = 0; i < shown->count; i++)
        if (shown->lines[i].kind == LINE_LINK) buf_add_format(&got, "%.*s\n", STR_FMT(shown->lines[i].url));
    while (good && str_line(&all, &line))
        if (line.len && !has_line(buf_str(&got), line))
            good = fault(f, "gemtext: no link line for %.*s", STR_FMT(line));
    all = buf_str(&got);
    while (good && str_line(&all, &line))
        if (!has_line(buf_str(&r->links), line) && !is_bare(line))
            good = fault(f, "gemtext: a link to %.*s", STR_FMT(line));
    buf_free(&got);
    return good;
}

/* --- lines --- */

static unsigned columns_of(Str s) {
    unsigned columns = 0;
    for (uint32_t cp; s.len;) {
        s = str_skip(s, token_character(s, &cp));
        bool none =
            (cp >= 0x300 && cp < 0x370) || (cp >= 0x200B && cp < 0x2010) || (cp >= 0xFE00 && cp < 0xFE10);
        bool wide = (cp >= 0x1100 && cp < 0x1160) || (cp >= 0x2E80 && cp < 0xA4D0) ||
                    (cp >= 0xAC00 && cp < 0xD7A4) || (cp >= 0xFF00 && cp < 0xFF61) ||
                    (cp >= 0x1F300 && cp < 0x1FB00);
        columns += none ? 0 : wide ? 2 : 1;
    }
    return columns;
}

static bool is_clean(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.p[i] < ' ' || s.p[i] == 0x7F) return false;
    return true;
}

/* Runs of blanks, or of one character, that leda would have made: documents hold none outside code (spans
 * are wrapped: documents with them are not looked at) but of what may be emphasis. */
static bool is_drawing(Str s) {
    if (str_search(s, STR("   ")) != STR_NONE) return true;
    for (size_t i = 0, n = 1; i + 1 < s.len; i++) {
        n = s.p[i] == s.p[i + 1] ? n + 1 : 1;
        if (n >= 8 && !memchr("-*_~", s.p[i], 4)) return true;
    }
    return false;
}

static bool check_menu_line(Str line, bool spans, Fault *f) {
    Str fields[4], rest = line;
    for (int i = 0; i < 4; i++)
        if (!str_cut(&rest, '\t', &fields[i]))
            return fault(f, "menu: fewer than four fields |%.*s|", STR_FMT(line));
    if (rest.p) return fault(f, "menu: more than four fields |%.*s|", STR_FMT(line));
    if (fields[0].len == 0 || !memchr("013789Ighis", fields[0].p[0], 11))
        return fault(f, "menu: item type |%.*s|", STR_FMT(line));
    for (int i = 0; i < 4; i++)
        if (!is_clean(fields[i])) return fault(f, "menu: control character |%.*s|", STR_FMT(line));
    Str name = str_skip(fields[0], 1);
    bool text = fields[0].p[0] == 'i', code = text && str_starts(name, STR("    "));
    if (!code && columns_of(name) > WIDTH) return fault(f, "menu: too wide |%.*s|", STR_FMT(name));
    if (!text)
        return fields[1].len && fields[2].len ? true : fault(f, "menu: leads nowhere |%.*s|", STR_FMT(line));
    if (str_starts(name, STR("=>")) || str_starts(name, STR("```")))
        return fault(f, "MENU-02 |%.*s|", STR_FMT(name));
    return !code && !spans && is_drawing(name) ? fault(f, "MENU-04 |%.*s|", STR_FMT(name)) : true;
}

static bool check_menu(const Reference *r, Str menu, Fault *f) {
    bool spans = str_search(buf_str(&r->html), STR("<code>")) != STR_NONE;
    while (menu.len) {
        size_t end = str_search(menu, STR("\r\n"));
        if (end == STR_NONE) return fault(f, "menu: a line without CR LF");
        Str line = str_head(menu, end);
        menu = str_skip(menu, end + 2);
        if (menu.len == 0) return str_eq(line, STR(".")) ? true : fault(f, "menu: no final dot");
        if (!check_menu_line(line, spans, f)) return false;
    }
    return fault(f, "menu: empty");
}

/* TXT-02; within a fence blank lines are code. */
static bool check_blank_lines(const char *what, Str text, Fault *f) {
    bool blank = true, fenced = false;
    Str line;
    if (text.len && text.p[text.len - 1] != '\n') return fault(f, "%s: no newline at the end", what);
    while (str_line(&text, &line)) {
        if (str_starts(line, STR("```"))) fenced = !fenced;
        if (!fenced && line.len == 0 && blank) return fault(f, "%s: TXT-02", what);
        if (str_eq(line, STR(".")) && what[0] == 't') return fault(f, "TXT-05");
        if (!utf8_valid(line)) return fault(f, "%s: no UTF-8", what);
        blank = line.len == 0;
        if (text.len == 0 && blank && !fenced) return fault(f, "%s: TXT-02 at the end", what);
    }
    return true;
}

/* TXT-01 on Gopher: a word of plain text stands on no line that looks like markup. */
static bool check_text_starts(const Reference *r, const Shown *shown, Fault *f) {
    static bool plain[WORDS_MAX];
    memset(plain, 0, sizeof plain);
    for (size_t i = 0; i < r->tokens.count; i++)
        plain[r->tokens.items[i].word] = r->places[r->tokens.items[i].at].kind == PLACE_TEXT;
    for (size_t i = 0; i < shown->tokens.count; i++) {
        const Token *token = &shown->tokens.items[i];
        const Line *line = &shown->lines[token->at];
        if (!token->word || !plain[token->word] || line->kind == LINE_LINK) continue;
        if (line->whole.len && memchr("#>", line->whole.p[0], 2))
            return fault(f, "TXT-01 |%.*s|", STR_FMT(line->whole));
    }
    return true;
}

/* --- one document --- */

static bool check_drawn(const Reference *r, const Drawn *drawn, Fault *f) {
    Shown gemtext = {0}, menu = {0}, text = {0};
    shown_gemtext(&gemtext, buf_str(&drawn->gemtext));
    shown_menu(&menu, buf_str(&drawn->menu));
    shown_text(&text, buf_str(&drawn->text));
    bool good = check_words("gemtext", r, &gemtext, f) && check_words("menu", r, &menu, f) &&
                check_words("text", r, &text, f) && check_types(r, &gemtext, f) &&
                check_code(r, &gemtext, f) && check_links(r, &gemtext, f) && check_text_starts(r, &menu, f) &&
                check_menu(r, buf_str(&drawn->menu), f) &&
                check_blank_lines("gemtext", buf_str(&drawn->gemtext), f) &&
                check_blank_lines("text", buf_str(&drawn->text), f);
    shown_free(&gemtext);
    shown_free(&menu);
    shown_free(&text);
    return good;
}

static bool check(Str source, Fault *f) {
    Reference reference = {0};
    Drawn drawn = {0};
    Buf padded = {0};
    buf_add(&padded, source);
    buf_add_repeat(&padded, '\n', 64);
    reference_read(&reference, str_head(buf_str(&padded), source.len));
    draw(source, &drawn);
    bool good = check_drawn(&reference, &drawn, f);
    drawn_free(&drawn);
    reference_free(&reference);
    buf_free(&padded);
    return good;
}

/* Leaves out lines as long as the document fails without them. */
static void shrink(Buf *source) {
    Fault ignored;
    for (bool again = true; again;) {
        again = false;
        for (size_t from = 0; from < source->len;) {
            Str rest = str_skip(buf_str(source), from), line;
            str_cut(&rest, '\n', &line);
            size_t next = from + line.len + 1;
            Buf less = {0};
            buf_add(&less, str_head(buf_str(source), from));
            buf_add(&less, str_skip(buf_str(source), next));
            bool fails = less.len < source->len && !check(buf_str(&less), &ignored);
            if (fails) {
                Buf whole = *source;
                *source = less;
                less = whole;
                again = true;
            } else {
                from = next;
            }
            buf_free(&less);
        }
    }
}

static void show(Buf *source) {
    Fault why = {{0}};
    Drawn drawn = {0};
    shrink(source);
    check(buf_str(source), &why);
    draw(buf_str(source), &drawn);
    Str parts[] = {str_of(why.text), buf_str(source), buf_str(&drawn.gemtext), buf_str(&drawn.text)};
    const char *const names[] = {"why", "source", "gemtext", "text"};
    for (int i = 0; i < 4; i++)
        for (Str line; str_line(&parts[i], &line);)
            printf("# %s: %.*s\n", names[i], STR_FMT(line));
    drawn_free(&drawn);
}

static unsigned failures, tests;

static void report(bool good, const char *what, Buf *source) {
    printf("%sok %u - %s\n", good ? "" : "not ", ++tests, what);
    if (!good && failures++ < FAILURES_SHOWN) show(source);
}

static void check_written(void) {
    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        Writer writer = {.random = 1};
        Buf source = {0};
        Fault why;
        char name[64];
        write_form(&writer, written[i], &source);
        snprintf(name, sizeof name, "written document %zu", i);
        report(check(buf_str(&source), &why), name, &source);
        buf_free(&source);
    }
}

static void check_random(uint32_t documents, uint32_t seed) {
    Buf source = {0};
    Fault why;
    char name[64];
    unsigned bad = 0;
    printf("# seed %u, %u documents\n", seed, documents);
    for (uint32_t i = 0; i < documents && bad < FAILURES_SHOWN; i++) {
        Writer writer = {.random = (seed + (uint64_t)i * 0x9E3779B9u) * 0x9E3779B97F4A7C15u | 1};
        buf_clear(&source);
        write_document(&writer, &source);
        if (check(buf_str(&source), &why)) continue;
        snprintf(name, sizeof name, "document %u of seed %u", i, seed);
        report(false, name, &source);
        bad++;
    }
    if (!bad) report(true, "random documents", &source);
    buf_free(&source);
}

int main(int argc, char **argv) {
    uint32_t documents = DOCUMENTS, seed = (uint32_t)time(NULL);
    if (argc > 1) str_to_u32(str_of(argv[1]), &documents);
    if (argc > 2) str_to_u32(str_of(argv[2]), &seed);
    check_written();
    check_random(documents, seed);
    printf("1..%u\n", tests);
    return failures > 0;
}
