/* golden: x.md beside x.gmi and x.map (and x.menu, x.txt, x.diag where they are) says how each construct is
 * drawn; x.options holds options of `leda render`, `charset=ascii width=40 links=end emphasis=keep`.
 *
 *   golden DIR            compares, one TAP line for each file
 *   golden --write DIR    writes the files anew, for review as a difference
 *
 * Independent of a tree of files and so of site/: links are resolved by the few plain rules below. */
#include "base/file.h"
#include "base/percent.h"
#include "base/utf8.h"
#include "doc/frontmatter.h"
#include "doc/markdown.h"
#include "render/gemtext.h"
#include "render/gophermap.h"
#include "render/gopherview.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

static const GopherHome HOME = {{"capsule.example", 15}, 70};

/* What is drawn of one source: a golden file each. */
enum { DRAWN_GMI, DRAWN_MAP, DRAWN_MENU, DRAWN_TXT, DRAWN_DIAG, DRAWN_COUNT };
static const char *const EXTENSIONS[DRAWN_COUNT] = {".gmi", ".map", ".menu", ".txt", ".diag"};

typedef struct Golden {
    const char *dir;
    bool write;
    unsigned count, failed;
} Golden;

/* --- links -------------------------------------------------------------------------------------------------
 */

static Str scheme_of(Str s) {
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == ':' && i > 0) return str_head(s, i);
        if (!ascii_alnum(s.p[i])) break;
    }
    return STR("");
}

static Str before_any(Str s, const char *set) {
    for (size_t i = 0; i < s.len; i++)
        for (const char *c = set; *c; c++)
            if (s.p[i] == *c) return str_head(s, i);
    return s;
}

static Str decoded(Str s, Arena *arena) {
    Buf b = {0};
    percent_decode(s, &b);
    Str copy = arena_copy(arena, buf_str(&b));
    buf_free(&b);
    return copy;
}

static Target absolute_target(Str url, Str scheme, Arena *arena) {
    Target t = {.kind = TARGET_ELSEWHERE};
    Buf clean = {0};
    percent_reference(url, &clean);
    t.url = arena_copy(arena, buf_str(&clean));
    buf_free(&clean);
    Str rest = str_skip(t.url, scheme.len + 1);
    if (!str_starts(rest, STR("//"))) return t;
    rest = str_skip(rest, 2);
    t.host = before_any(rest, "/?#:");
    if (!str_eq(scheme, STR("gopher"))) return t;
    Str path = str_skip(rest, before_any(rest, "/?#").len + 1);
    uint32_t port = 70;
    str_to_u32(str_slice(rest, t.host.len + 1, before_any(rest, "/?#").len), &port);
    t.kind = TARGET_GOPHER;
    t.type = path.len ? path.p[0] : '1';
    t.port = (uint16_t)port;
    t.selector = decoded(str_skip(path, 1), arena);
    return t;
}

static char type_of(Str extension) {
    if (str_eq(extension, STR(".png")) || str_eq(extension, STR(".jpg"))) return 'I';
    if (str_eq(extension, STR(".gif"))) return 'g';
    return str_eq(extension, STR(".txt")) ? '0' : '9';
}

/* A path of ours: `.md` and names without extension are pages. */
static Target our_target(Str written, Arena *arena) {
    Str path = decoded(before_any(written, "?#"), arena);
    if (!str_starts(path, STR("/"))) path = arena_join(arena, STR("/"), path);
    size_t dot = str_rfind(path, '.'), slash = str_rfind(path, '/');
    Str extension = dot == STR_NONE || dot < slash ? STR("") : str_skip(path, dot);
    Target t = {.kind = TARGET_OURS, .type = '1', .selector = path};
    if (str_eq(extension, STR(".md"))) t.selector = str_head(path, dot);
    bool page = t.selector.len < path.len || (extension.len == 0 && !str_ends(path, STR("/")));
    if (!page && extension.len) t.type = type_of(extension);
    Buf url = {0};
    percent_path(t.selector, &url);
    if (page) buf_add(&url, STR(".gmi"));
    t.url = arena_copy(arena, buf_str(&url));
    buf_free(&url);
    return t;
}

static Target resolve(Str written, Arena *arena) {
    written = str_trim(written);
    Str scheme = scheme_of(written);
    if (written.len == 0 || written.p[0] == '#') return (Target){0};
    if (str_eq(scheme, STR("javascript")) || str_eq(scheme, STR("data"))) return (Target){0};
    return scheme.len ? absolute_target(written, scheme, arena) : our_target(written, arena);
}

/* --- title (SRC-05, as far as a page alone knows it) -------------------------------------------------------
 */

static bool same_letters(Str a, Str b) {
    size_t i = 0, k = 0;
    for (;; i++, k++) {
        while (i < a.len && !ascii_alnum(a.p[i]))
            i++;
        while (k < b.len && !ascii_alnum(b.p[k]))
            k++;
        if (i >= a.len || k >= b.len) return i >= a.len && k >= b.len;
        if (ascii_lower(a.p[i]) != ascii_lower(b.p[k])) return false;
    }
}

static void choose_title(Document *doc, Str given) {
    doc->title = given;
    for (uint32_t i = 0; i < doc->block_count && doc->title.len == 0; i = doc->blocks[i].end) {
        if (doc->blocks[i].kind != BLOCK_HEADING || doc->blocks[i].level != 1) continue;
        doc->title = document_words(doc, i);
        doc->blocks[i].kind = BLOCK_TITLE;
    }
    if (doc->block_count == 0 || doc->blocks[0].kind != BLOCK_HEADING) return;
    if (same_letters(document_words(doc, 0), doc->title)) doc->blocks[0].kind = BLOCK_TITLE;
}

/* --- one source --------------------------------------------------------------------------------------------
 */

static uint32_t count_lines(Str s) {
    uint32_t lines = 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.p[i] == '\n';
    return lines;
}

static void draw_views(Str map, Buf drawn[DRAWN_COUNT]) {
    Str rest = map;
    gopherview_menu(&rest, &HOME, SIZE_MAX, &drawn[DRAWN_MENU]);
    gopherview_menu_end(&drawn[DRAWN_MENU]);
    rest = map;
    gopherview_text(&rest, &HOME, SIZE_MAX, &drawn[DRAWN_TXT]);
}

/* False when a word is no option. */
static bool read_options(Str text, RenderOptions *options) {
    Str word;
    *options = render_defaults();
    text = str_trim(text);
    while (text.len && str_cut(&text, ' ', &word)) {
        bool width = str_starts(word, STR("width=")) && str_to_u32(str_skip(word, 6), &options->width);
        if (str_eq(word, STR("charset=latin1")))
            options->charset = CHARSET_LATIN1;
        else if (str_eq(word, STR("charset=ascii")))
            options->charset = CHARSET_ASCII;
        else if (str_eq(word, STR("links=end")))
            options->links_at_end = true;
        else if (str_eq(word, STR("emphasis=keep")))
            options->keep_emphasis = true;
        else if (!width)
            return false;
    }
    return true;
}

static void draw(Str source, const RenderOptions *options, Buf drawn[DRAWN_COUNT]) {
    Buf clean = {0};
    Arena arena = {0};
    Diag diag = {0};
    diag_file(&diag, STR("page.md"));
    Meta meta = {0};
    Document doc;
    document_init(&doc);
    utf8_clean(source, &clean);
    long front = frontmatter_read(buf_str(&clean), &arena, &diag, &meta);
    Str head = str_head(buf_str(&clean), front > 0 ? (size_t)front : 0);
    markdown_parse(str_skip(buf_str(&clean), head.len), count_lines(head) + 1, &doc, &diag);
    choose_title(&doc, meta.title);
    Target *targets = arena_alloc(&arena, (doc.link_count + 1) * sizeof *targets);
    for (uint32_t i = 0; i < doc.link_count; i++)
        targets[i] = resolve(doc.links[i].target, &arena);
    const RenderPage page = {&doc, targets, options, &diag};
    gemtext_render(&page, &drawn[DRAWN_GMI]);
    gophermap_render(&page, &drawn[DRAWN_MAP]);
    draw_views(buf_str(&drawn[DRAWN_MAP]), drawn);
    diag_sort(&diag);
    diag_print(&diag, &drawn[DRAWN_DIAG]);
    document_free(&doc);
    diag_free(&diag);
    arena_free(&arena);
    buf_free(&clean);
}

/* --- comparing and writing ---------------------------------------------------------------------------------
 */

static void path_of(const Golden *g, Str name, const char *extension, Buf *path) {
    buf_clear(path);
    buf_add_format(path, "%s/%.*s%s", g->dir, STR_FMT(name), extension);
    buf_add_char(path, '\0');
}

/* Says at which line two texts part, as TAP comments. */
static void show_difference(Str expected, Str drawn) {
    Str want, got;
    for (unsigned line = 1;; line++) {
        bool more_want = str_cut(&expected, '\n', &want), more_got = str_cut(&drawn, '\n', &got);
        if (more_want && more_got && str_eq(want, got)) continue;
        if (!more_want && !more_got) return;
        printf("# line %u\n# expected |%.*s|\n", line, STR_FMT(more_want ? want : STR("(end)")));
        printf("# drawn    |%.*s|\n", STR_FMT(more_got ? got : STR("(end)")));
        return;
    }
}

static void report(Golden *g, bool good, Str name, const char *extension) {
    g->count++;
    g->failed += !good;
    printf("%sok %u - %.*s%s\n", good ? "" : "not ", g->count, STR_FMT(name), extension);
}

static void compare(Golden *g, Str name, int which, Str drawn) {
    Buf path = {0}, expected = {0};
    path_of(g, name, EXTENSIONS[which], &path);
    bool optional = which >= DRAWN_MENU;
    int status = file_read_path(path.p, FILE_MAX, &expected);
    bool good = status == 0 && str_eq(buf_str(&expected), drawn);
    if (status == 0 || !optional) report(g, good, name, EXTENSIONS[which]);
    if (status == 0 && !good) show_difference(buf_str(&expected), drawn);
    buf_free(&path);
    buf_free(&expected);
}

static void write_file(Golden *g, Str name, int which, Str drawn) {
    Buf path = {0};
    path_of(g, name, EXTENSIONS[which], &path);
    bool optional = which >= DRAWN_MENU;
    if (!optional || access(path.p, F_OK) == 0) {
        FILE *file = fopen(path.p, "wb");
        bool good = file && fwrite(drawn.p ? drawn.p : "", 1, drawn.len, file) == drawn.len;
        if (file) good = fclose(file) == 0 && good;
        if (!good) perror(path.p);
        g->failed += !good;
    }
    buf_free(&path);
}

static void handle_source(Golden *g, Str name) {
    Buf path = {0}, source = {0}, words = {0}, drawn[DRAWN_COUNT] = {{0}};
    RenderOptions options;
    path_of(g, name, ".options", &path);
    if (access(path.p, F_OK) == 0) file_read_path(path.p, FILE_MAX, &words);
    if (!read_options(buf_str(&words), &options)) report(g, false, name, ".options");
    path_of(g, name, ".md", &path);
    if (file_read_path(path.p, FILE_MAX, &source) != 0) {
        report(g, false, name, ".md");
    } else {
        draw(buf_str(&source), &options, drawn);
        for (int i = 0; i < DRAWN_COUNT; i++)
            (g->write ? write_file : compare)(g, name, i, buf_str(&drawn[i]));
    }
    for (int i = 0; i < DRAWN_COUNT; i++)
        buf_free(&drawn[i]);
    buf_free(&path);
    buf_free(&words);
    buf_free(&source);
}

/* A golden file whose source is gone checks nothing. */
static void handle_orphan(Golden *g, Str name) {
    size_t dot = str_rfind(name, '.');
    Str extension = dot == STR_NONE ? STR("") : str_skip(name, dot);
    bool of_trees = str_eq(extension, STR(".site")) || str_eq(extension, STR(".drawn"));
    if (extension.len == 0 || of_trees || str_eq(extension, STR(".c"))) return;
    Buf path = {0};
    path_of(g, str_head(name, dot), ".md", &path);
    if (access(path.p, F_OK) != 0) report(g, false, name, " has no source");
    buf_free(&path);
}

static int by_name(const struct dirent **a, const struct dirent **b) {
    return str_cmp(str_of((*a)->d_name), str_of((*b)->d_name));
}

int main(int argc, char **argv) {
    Golden g = {.write = argc == 3 && str_eq(str_of(argv[1]), STR("--write"))};
    if (argc != (g.write ? 3 : 2)) {
        fputs("usage: golden [--write] DIR\n", stderr);
        return 2;
    }
    g.dir = argv[argc - 1];
    struct dirent **entries;
    int count = scandir(g.dir, &entries, NULL, by_name);
    if (count < 0) {
        perror(g.dir);
        return 1;
    }
    for (int i = 0; i < count; i++) {
        Str name = str_of(entries[i]->d_name);
        if (str_ends(name, STR(".md")))
            handle_source(&g, str_head(name, name.len - 3));
        else if (!str_starts(name, STR(".")))
            handle_orphan(&g, name);
        free(entries[i]);
    }
    free(entries);
    if (!g.write) printf("1..%u\n", g.count);
    return g.failed || (!g.write && g.count == 0);
}
