/* The same bytes (CONVERSION.md section 7): a tree of random pages is drawn alike with 1 thread and with 4,
 * under LC_ALL=C and under a Turkish locale, where `I` in lower case is no `i` and 1.5 has a comma.
 *
 *   same [SEED]
 *
 * The locale is compiled into the tree's own folder, since few machines have it. */
#include "../unit/tree.h"
#include "documents.h"
#include "site/load.h"

#include <locale.h>
#include <time.h>

enum { PAGES = 200 };

static void write_tree(const Tree *tree, uint32_t seed) {
    for (uint32_t i = 0; i < PAGES; i++) {
        Writer writer = {.random = (seed + (uint64_t)i * 0x9E3779B9u) * 0x9E3779B97F4A7C15u | 1};
        Buf page = {0};
        char name[64];
        buf_add_format(&page,
                       "---\ntitle: ILIK İŞ ıi %u\ndate: 2024-%02u-%02u\ntags: [ISTANBUL, İzmir, i%u]\n---\n",
                       i, 1 + i % 12, 1 + i % 28, i % 7);
        write_document(&writer, &page);
        buf_add_format(&page, "\n[ILIK](ilik-%u.md) [x](/KLASOR/i-%u) 1.5 TITLE\n", (i + 7) % PAGES,
                       i % PAGES);
        buf_add_char(&page, '\0');
        snprintf(name, sizeof name, i % 3 ? "ILIK-%u.md" : "klasor%u/I-%u.md", i % 3 ? i : i % 5, i);
        tree_write(tree, name, page.p);
        buf_free(&page);
    }
}

static void add_page(const Page *page, Buf *out) {
    if (!page) return;
    buf_add(out, page->title);
    buf_add(out, page->gemtext);
    buf_add(out, page->gophermap);
}

/* All that is drawn of the tree, and what is said about it. */
static void draw_tree(const char *folder, unsigned threads, Buf *out) {
    const SiteOptions options = {
        .identity = {.host = STR("zz.example"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .threads = threads,
    };
    Diag diag = {0};
    Buf error = {0};
    Site *site = site_load(folder, &options, &diag, &error);
    for (uint32_t i = 0; site && i < site->node_count; i++) {
        buf_add(out, site->nodes[i].address);
        add_page(site->nodes[i].page, out);
        add_page(site->nodes[i].list, out);
    }
    diag_print(&diag, out);
    site_unref(site);
    diag_free(&diag);
    buf_free(&error);
}

/* False where the locale cannot be had. */
static bool speak_turkish(const Tree *tree) {
    char command[256], comma[8];
    snprintf(command, sizeof command, "localedef -i tr_TR -f UTF-8 %s/tr_TR.UTF-8 >/dev/null 2>&1",
             tree->path);
    int status = system(command);
    setenv("LOCPATH", tree->path, 1);
    bool set = status == 0 && setlocale(LC_ALL, "tr_TR.UTF-8");
    snprintf(comma, sizeof comma, "%.1f", 1.5);
    return set && strcmp(comma, "1,5") == 0;
}

static bool same(const Tree *tree, unsigned threads, const Buf *expected) {
    Buf drawn = {0};
    draw_tree(tree->path, threads, &drawn);
    bool good = drawn.len > PAGES && str_eq(buf_str(&drawn), buf_str(expected));
    buf_free(&drawn);
    return good;
}

int main(int argc, char **argv) {
    uint32_t seed = (uint32_t)time(NULL);
    if (argc > 1) str_to_u32(str_of(argv[1]), &seed);
    Tree tree = tree_make(), locales = tree_make();
    Buf expected = {0};
    write_tree(&tree, seed);
    draw_tree(tree.path, 1, &expected);
    bool again = same(&tree, 1, &expected), threads = same(&tree, 4, &expected);
    bool turkish = speak_turkish(&locales);
    bool locale = !turkish || same(&tree, 4, &expected);
    printf("# seed %u\n%sok 1 - a second time\n%sok 2 - with four threads\n%sok 3 - in Turkish%s\n1..3\n",
           seed, again ? "" : "not ", threads ? "" : "not ", locale ? "" : "not ",
           turkish ? "" : " # SKIP no such locale");
    buf_free(&expected);
    tree_remove(&tree);
    tree_remove(&locales);
    return !(again && threads && locale);
}
