/* speed: what a page costs on its way from source to gemtext and gophermap, beside what md4c alone costs.
 *
 *   speed DIR [ROUNDS]        every stage over every file of DIR, in turn, ROUNDS (7) times
 *   speed --only STAGE DIR [TIMES]      one stage (0 to 7) alone, TIMES (1) over, for a profiler
 *
 * One thread, everything in memory, processor time. A stage is all that comes before it and one step more, so
 * that differences say what a step costs. Speeds differ by a quarter between runs; what counts are ratios,
 * each taken within a round and of all rounds the median. Nothing is asserted. */
#include "base/file.h"
#include "base/utf8.h"
#include "doc/frontmatter.h"
#include "doc/glance.h"
#include "doc/markdown.h"
#include "doc/template.h"
#include "render/drawing.h"

#include <dirent.h>
#include <md4c-html.h>
#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FILE_MAX = 4 << 20, ROUNDS = 7, ROUNDS_MAX = 99, GROUP = 200 };

typedef enum {
    STAGE_EMPTY, /* md4c with callbacks that do nothing */
    STAGE_HTML,  /* md4c's own HTML */
    STAGE_CLEAN,
    STAGE_FRONT, /* front matter and template code */
    STAGE_SHAPE, /* front matter and the shape alone; the next one makes its own */
    STAGE_PARSE,
    STAGE_GEMTEXT,
    STAGE_BOTH,
    STAGE_COUNT
} Stage;

static const char *const NAMES[STAGE_COUNT] = {
    "md4c, empty callbacks", "md4c, its own HTML", "clean",       "+ front matter", "+ shape",
    "+ markdown_parse",      "+ gemtext",          "+ gophermap",
};

typedef struct Bench {
    Buf *files;
    uint32_t count;
    size_t bytes;
    /* kept between pages, as the loader's threads do */
    Document doc;
    Drawing drawing;
    Arena arena;
    Diag diag;
    Glance glance;
    Buf resolved, gemtext, gophermap;
    size_t drawn; /* bytes that came out: so that nothing can be left out */
} Bench;

/* --- md4c --------------------------------------------------------------------------------------------------
 */

static int no_block(MD_BLOCKTYPE type, void *detail, void *context) {
    (void)type, (void)detail, (void)context;
    return 0;
}

static int no_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)type, (void)detail, (void)context;
    return 0;
}

static int no_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context) {
    (void)type, (void)text, (void)size, (void)context;
    return 0;
}

static void take_html(const MD_CHAR *text, MD_SIZE size, void *context) {
    buf_add(context, (Str){text, size});
}

static void run_md4c(Bench *b, Str source, bool html) {
    const MD_PARSER parser = {.flags = MD_DIALECT_GITHUB,
                              .enter_block = no_block,
                              .leave_block = no_block,
                              .enter_span = no_span,
                              .leave_span = no_span,
                              .text = no_text};
    buf_clear(&b->gemtext);
    if (html)
        md_html(source.p, (MD_SIZE)source.len, take_html, &b->gemtext, MD_DIALECT_GITHUB, 0);
    else
        md_parse(source.p, (MD_SIZE)source.len, &parser, b);
    b->drawn += b->gemtext.len;
}

/* --- leda --------------------------------------------------------------------------------------------------
 */

/* Links without a site: web addresses lead there, everything else to a page of ours. */
static Target resolve(Str written, Arena *arena) {
    size_t slashes = str_search(written, STR("://"));
    if (slashes != STR_NONE) {
        Str host = str_skip(written, slashes + 3);
        return (Target){
            .kind = TARGET_ELSEWHERE, .url = written, .host = str_head(host, str_find(host, '/'))};
    }
    Str path = str_head(written, str_find(written, '#'));
    if (str_ends(path, STR(".md"))) path.len -= 3;
    Str selector = arena_join(arena, STR("/"), path);
    return (Target){.kind = TARGET_OURS,
                    .type = '1',
                    .url = arena_join(arena, selector, STR(".gmi")),
                    .selector = selector};
}

static void choose_title(Document *doc, Str given) {
    doc->title = given;
    for (uint32_t i = 0; i < doc->block_count && doc->title.len == 0; i = doc->blocks[i].end) {
        if (doc->blocks[i].kind != BLOCK_HEADING || doc->blocks[i].level != 1) continue;
        doc->title = document_words(doc, i);
        doc->blocks[i].kind = BLOCK_TITLE;
    }
}

static void draw_gemtext(Drawing *drawing, const RenderPage *page, Buf *out) {
    Step step;
    flow_init(&drawing->flow, page);
    gemtext_start(&drawing->gemtext, &drawing->flow, out);
    while (flow_next(&drawing->flow, &step))
        gemtext_step(&drawing->gemtext, &step);
}

static void draw(Bench *b, Stage stage) {
    const RenderOptions options = render_defaults();
    Target *targets = arena_alloc(&b->arena, (b->doc.link_count + 1) * sizeof *targets);
    for (uint32_t i = 0; i < b->doc.link_count; i++)
        targets[i] = resolve(b->doc.links[i].target, &b->arena);
    const RenderPage page = {&b->doc, targets, &options, NULL};
    buf_clear(&b->gemtext);
    buf_clear(&b->gophermap);
    if (stage < STAGE_BOTH)
        draw_gemtext(&b->drawing, &page, &b->gemtext);
    else
        drawing_both(&b->drawing, &page, &b->gemtext, &b->gophermap);
    b->drawn += b->gemtext.len + b->gophermap.len;
}

static void read_body(Bench *b, Str body, const Meta *meta, Stage stage) {
    if (stage == STAGE_SHAPE) {
        Glance *g = &b->glance;
        g->shape = &b->doc.shape;
        g->marks = &b->doc.marks;
        glance(g, body);
        shape_guard(&(ShapeText){body, lines_start(body, 1), g->marks, true}, g->shape->p, &b->diag);
        b->drawn += g->shape->len;
        return;
    }
    document_reset(&b->doc);
    markdown_parse(body, 1, &b->doc, &b->diag);
    b->drawn += b->doc.run_count;
    if (stage < STAGE_GEMTEXT) return;
    arena_reset(&b->arena);
    choose_title(&b->doc, meta->title);
    draw(b, stage);
}

static bool no_page(void *context, Str name, Buf *out) {
    (void)context, (void)name, (void)out;
    return false;
}

static bool no_value(void *context, Str scope, Str key, Buf *out) {
    (void)context, (void)scope, (void)key, (void)out;
    return false;
}

/* A source that was read: a clean one stays where it lies, as in the loader. */
typedef struct Source {
    Buf cleaned;
    Arena arena; /* what the front matter says */
    Meta meta;
    Str body;
} Source;

static void read_source(Bench *b, Str bytes, Stage stage, Source *source) {
    *source = (Source){.body = bytes};
    if (!utf8_is_clean(bytes)) {
        utf8_clean(bytes, &source->cleaned);
        source->body = buf_str(&source->cleaned);
    }
    b->drawn += source->body.len;
    if (stage < STAGE_FRONT) return;
    long front = frontmatter_read(source->body, &source->arena, &b->diag, &source->meta);
    source->body = str_skip(source->body, front > 0 ? (size_t)front : 0);
}

static void run_page(Bench *b, const Source *source, Stage stage) {
    const TemplateHost host = {.page = no_page, .value = no_value, .line = 1, .diag = &b->diag};
    Str body = source->body;
    buf_clear(&b->resolved);
    if (template_resolve(body, &host, &b->resolved)) body = buf_str(&b->resolved);
    if (stage >= STAGE_SHAPE) read_body(b, body, &source->meta, stage);
}

/* All sources of a group are read before the first page is drawn, as those of a site are. */
static void run_pages(Bench *b, Stage stage, uint32_t from, uint32_t to) {
    Source sources[GROUP];
    for (uint32_t i = from; i < to; i++)
        read_source(b, buf_str(&b->files[i]), stage, &sources[i - from]);
    for (uint32_t i = from; i < to && stage >= STAGE_FRONT; i++)
        run_page(b, &sources[i - from], stage);
    for (uint32_t i = from; i < to; i++) {
        arena_free(&sources[i - from].arena);
        buf_free(&sources[i - from].cleaned);
    }
}

static void run_files(Bench *b, Stage stage, uint32_t from, uint32_t to) {
    for (uint32_t i = from; i < to && stage <= STAGE_HTML; i++)
        run_md4c(b, buf_str(&b->files[i]), stage == STAGE_HTML);
    for (uint32_t i = from; i < to && stage > STAGE_HTML; i += GROUP)
        run_pages(b, stage, i, i + GROUP < to ? i + GROUP : to);
}

/* --- measuring ---------------------------------------------------------------------------------------------
 */

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *values, uint32_t count) {
    qsort(values, count, sizeof *values, by_size);
    return count % 2 ? values[count / 2] : (values[count / 2 - 1] + values[count / 2]) / 2;
}

static void print_stage(const Bench *b, Stage stage, uint32_t rounds, double took[][STAGE_COUNT]) {
    double times[ROUNDS_MAX], costs[ROUNDS_MAX];
    for (uint32_t i = 0; i < rounds; i++) {
        times[i] = took[i][stage];
        costs[i] = took[i][stage] / took[i][STAGE_EMPTY];
    }
    double cost = median(costs, rounds);
    printf("%-22s %8.1f %8.2f %8.3f\n", NAMES[stage], (double)b->bytes / 1e6 / median(times, rounds), cost,
           1 / cost);
}

/* Every stage over the same few files, then over the next ones, each stage first in its turn: so that all
 * have the same share of a machine that does other things too. */
static void run_round(Bench *b, double took[STAGE_COUNT]) {
    for (uint32_t from = 0; from < b->count; from += GROUP) {
        uint32_t to = from + GROUP < b->count ? from + GROUP : b->count;
        for (uint32_t i = 0; i < STAGE_COUNT; i++) {
            Stage stage = (Stage)((from / GROUP + i) % STAGE_COUNT);
            double start = seconds();
            run_files(b, stage, from, to);
            took[stage] += seconds() - start;
        }
    }
}

static void measure(Bench *b, uint32_t rounds) {
    double took[ROUNDS_MAX][STAGE_COUNT] = {{0}};
    for (uint32_t i = 0; i < rounds; i++)
        run_round(b, took[i]);
    printf("%u files, %.1f MB, %u rounds, %zu bytes out\n\n", b->count, (double)b->bytes / 1e6, rounds,
           b->drawn);
    printf("%-22s %8s %8s %8s\n", "", "MB/s", "cost", "speed");
    for (Stage stage = 0; stage < STAGE_COUNT; stage++)
        print_stage(b, stage, rounds, took);
    printf("\ncost: processor time as a multiple of the first row's in the same round, median; speed: 1 / "
           "cost.\n");
    printf("Goals: speed at least 0.5 to gemtext, 0.4 to gemtext and gophermap.\n");
}

/* --- files -------------------------------------------------------------------------------------------------
 */

static bool read_files(Bench *b, const char *dir) {
    struct dirent **entries;
    int count = scandir(dir, &entries, NULL, alphasort);
    if (count < 0) {
        perror(dir);
        return false;
    }
    b->files = mem_zero((size_t)count + 1, sizeof *b->files);
    for (int i = 0; i < count; i++) {
        Buf path = {0};
        buf_add_format(&path, "%s/%s", dir, entries[i]->d_name);
        buf_add_char(&path, '\0');
        Buf *file = &b->files[b->count];
        if (str_ends(str_of(entries[i]->d_name), STR(".md")) && file_read_path(path.p, FILE_MAX, file) == 0) {
            b->bytes += file->len;
            b->count++;
        }
        buf_free(&path);
        free(entries[i]);
    }
    free(entries);
    if (!b->count) fprintf(stderr, "%s: no markdown\n", dir);
    return b->count > 0;
}

static int usage(void) {
    fputs("usage: speed DIR [ROUNDS] | speed --only STAGE DIR [TIMES]\n", stderr);
    return 2;
}

int main(int argc, char **argv) {
    Bench b = {0};
    bool only = argc > 3 && str_eq(str_of(argv[1]), STR("--only"));
    char **rest = only ? argv + 3 : argv + 1; /* DIR, and how often */
    uint32_t stage = 0, times = only ? 1 : ROUNDS;
    if (!rest[0] || (rest[1] && (!str_to_u32(str_of(rest[1]), &times) || rest[2]))) return usage();
    if (only && (!str_to_u32(str_of(argv[2]), &stage) || stage >= STAGE_COUNT)) return usage();
    if (times == 0 || times > ROUNDS_MAX) return usage();
    document_init(&b.doc);
    if (!read_files(&b, rest[0])) return 1;
    if (!only) measure(&b, times);
    for (uint32_t i = 0; only && i < times; i++)
        run_files(&b, (Stage)stage, 0, b.count);
    return 0;
}
