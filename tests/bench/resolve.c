/* What a link costs: the resolver at 10,000 pages with 50,000 links within the site, in each step of LNK-01.
 *
 *   resolve FOLDER      the tree is made in FOLDER, which must not exist, and stays
 *
 * Prints nanoseconds per link for a tree and for one ten times smaller: a look-up grows with the logarithm.
 */
#include "site/resolve.h"
#include "site/load.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { LINKS_PER_PAGE = 5, ROUNDS = 5 };

/* A link to a page, written so that this step finds it. */
static void write_link(char out[128], SiteLinkStep step, unsigned page) {
    unsigned section = page % 10;
    switch (step) {
    case SITE_LINK_ADDRESS: snprintf(out, 128, "/section-%u/2019-01-02-page-%u.html", section, page); break;
    case SITE_LINK_CASE: snprintf(out, 128, "/Section-%u/2019-01-02-Page-%u.html", section, page); break;
    case SITE_LINK_NAME: snprintf(out, 128, "/section-%u/page-%u/", section, page); break;
    default: snprintf(out, 128, "/nowhere-%u/none-%u/", section, page);
    }
}

static void make_page(const char *folder, unsigned page) {
    char path[512];
    snprintf(path, sizeof path, "%s/section-%u", folder, page % 10);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/section-%u/2019-01-02-page-%u.md", folder, page % 10, page);
    FILE *file = fopen(path, "w");
    if (!file) exit(1);
    fprintf(file, "---\ntitle: Page %u\ntags: [one, two]\n---\nText.\n", page);
    fclose(file);
}

static Site *make_site(const char *folder, unsigned pages) {
    const SiteOptions options = {.identity = {.host = STR("capsule.example"), .gemini_port = 1965},
                                 .render = render_defaults()};
    Diag diag = {0};
    Buf error = {0};
    mkdir(folder, 0755);
    for (unsigned i = 0; i < pages; i++)
        make_page(folder, i);
    Site *site = site_load(folder, &options, &diag, &error);
    diag_free(&diag);
    buf_free(&error);
    return site;
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void add_links(Document *doc, unsigned pages, SiteLinkStep step, Arena *arena) {
    char target[128];
    document_open(doc, BLOCK_PARAGRAPH, 1);
    for (unsigned i = 0; i < pages * LINKS_PER_PAGE; i++) {
        unsigned page = (unsigned)(i * 2654435761u % pages);
        write_link(target, step, page);
        document_link(doc, LINK_WORDS, STR("words"), arena_copy(arena, str_of(target)), 1);
    }
    document_close(doc);
}

/* The least time of a few rounds, in nanoseconds per link. */
static double measure(const Site *site, unsigned pages, SiteLinkStep step) {
    Document doc;
    Arena arena = {0};
    double best = 1e9;
    document_init(&doc);
    add_links(&doc, pages, step, &arena);
    for (int round = 0; round < ROUNDS; round++) {
        Arena scratch = {0};
        Diag diag = {0};
        Asked asked = {0};
        asked_start(&asked, site);
        const Resolver resolver = {site, STR("a.md"), STR("/a"), &scratch, &diag, &asked};
        double start = now();
        resolve_links(&resolver, &doc);
        double spent = now() - start;
        if (spent < best) best = spent;
        if (asked.steps[step] != doc.link_count) puts("links were found otherwise than they should be");
        arena_free(&scratch);
        asked_free(&asked);
        diag_free(&diag);
    }
    best = best * 1e9 / doc.link_count;
    arena_free(&arena);
    document_free(&doc);
    return best;
}

int main(int argc, char **argv) {
    static const char *const names[] = {"address", "ignoring case", "last name", "nowhere"};
    char folder[256];
    if (argc != 2 || mkdir(argv[1], 0755) != 0) {
        fputs("usage: resolve FOLDER (which must not exist)\n", stderr);
        return 2;
    }
    printf("%-8s %-15s %12s\n", "pages", "found by", "ns per link");
    for (unsigned pages = 1000; pages <= 10000; pages *= 10) {
        snprintf(folder, sizeof folder, "%s/%u", argv[1], pages);
        Site *site = make_site(folder, pages);
        for (int step = 0; step < SITE_LINK_STEPS; step++)
            printf("%-8u %-15s %12.0f\n", pages, names[step], measure(site, pages, (SiteLinkStep)step));
        site_unref(site);
    }
    return 0;
}
