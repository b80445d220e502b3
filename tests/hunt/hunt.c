/* A random search for pages that cost too much (CONVERSION.md section 7): short pieces over small alphabets
 * of what markdown is made of, repeated.
 *
 *   hunt FOLDER [SECONDS [JOBS [SEED]]]     keeps what it finds in FOLDER
 *
 * Each input is drawn at two sizes. One that costs too much, or grows too fast from the one to the other, is
 * looked at again at 1 MiB together with its half: what offends every time is a find, reported
 * as pieces for tests/bench/hostile_patterns.h. Jobs draw in children of their own, so a crash or a hang is a
 * find as well. */
#include "../bench/pieces.h"
#include "../bench/way.h"

#include <sched.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define SMALL           ((size_t)32 << 10)
#define LARGE           ((size_t)128 << 10)
#define LAST            ((size_t)1 << 20)
#define DOUBLING_MAX    2.3
#define SECONDS_PER_MIB 0.2
#define SECONDS_FLOOR   0.002
#define SECONDS_STOP    30u
#define RETRIES         5
#define BATCH           500 /* inputs of one child */
#define JOBS_MAX        64
#define RECIPE_MAX      5
#define TEXT_MAX        64

typedef struct Recipe {
    char text[RECIPE_MAX][TEXT_MAX];
    bool fill[RECIPE_MAX];
} Recipe;

/* What a job and its child share. */
typedef struct Job {
    uint64_t random, inputs, checked;
    double worst_growth, worst_slow; /* of what was looked at again: per doubling, and seconds per MiB */
    Recipe recipe;                   /* what is being drawn */
    unsigned finds;
} Job;

typedef struct Hunt {
    const char *out, *folder;
    time_t end;
    unsigned number; /* of the job */
    Job *job;
} Hunt;

/* --- inputs --- */

static const char *const tokens[] = {
    "*",      "_",        "`",         "[",    "]",        "(",         ")",       "<",      ">",
    "!",      "&",        ";",         ":",    "|",        "-",         "+",       "#",      "=",
    "~",      "$",        "\t",        "\n",   "\\",       "\"",        "'",       "{",      "}",
    "%",      "^",        ".",         "@",    "/",        "1",         "a",       " ",      "\n\n",
    "\n    ", "[a]: ",    "<!--",      "-->",  "<div>",    "</div>",    "http://", "&amp;",  "漢",
    "> ",     "- ",       "1. ",       "```",  "~~",       "**",        "](",      "][",     "www.",
    "<a ",    "<pre>",    "<table>",   "<td>", "<?",       "|-|\n",     "[^1]",    "[^1]: ", ": ",
    "{{< ",   " >}}",     "{% ",       " %}",  "$$",       "<b>",       "</b>",    "\1",     "[a\1]",
    "(/u\1)", "<script>", "e\xCC\x81", "  \n", "\xC2\xA0", "<![CDATA[", "---\n",   "- [ ] ", "<li>",
    "<ul>",   "</",       "href=",     "&#1;", "{: ",      "*[a]: ",    "a b ",    "</a>",   "<img src=a>",
};

enum { TOKENS = sizeof tokens / sizeof *tokens, ALPHABET_MAX = 6, UNIT_MAX = 6 };

static uint32_t below(Job *job, uint32_t n) {
    job->random ^= job->random << 13;
    job->random ^= job->random >> 7;
    job->random ^= job->random << 17;
    return (uint32_t)((job->random >> 16) % n);
}

static void make_text(Job *job, const char *const *alphabet, uint32_t letters, char text[TEXT_MAX]) {
    text[0] = '\0';
    for (uint32_t n = 1 + below(job, UNIT_MAX); n; n--)
        strncat(text, alphabet[below(job, letters)], TEXT_MAX - 1 - strlen(text));
}

/* Prefix, repeated unit, middle, repeated unit, suffix, all but the first unit at random. */
static void make_recipe(Job *job) {
    const char *alphabet[ALPHABET_MAX];
    uint32_t letters = 1 + below(job, ALPHABET_MAX);
    for (uint32_t i = 0; i < letters; i++)
        alphabet[i] = tokens[below(job, TOKENS)];
    job->recipe = (Recipe){.fill = {false, true, false, true, false}};
    for (uint32_t i = 0; i < RECIPE_MAX; i++)
        if (i == 1 || below(job, 2)) make_text(job, alphabet, letters, job->recipe.text[i]);
}

static void make_page(const Recipe *recipe, size_t size, Buf *page) {
    Piece pieces[PIECES] = {{0}};
    size_t count = 0;
    for (size_t i = 0; i < RECIPE_MAX; i++)
        if (recipe->text[i][0]) pieces[count++] = (Piece){recipe->text[i], recipe->fill[i] ? FILL : 1};
    buf_clear(page);
    pieces_make(pieces, size, page);
}

/* --- measuring --- */

static double measure(const Hunt *hunt, size_t size) {
    static Buf page;
    make_page(&hunt->job->recipe, size, &page);
    alarm(SECONDS_STOP);
    double start = way_clock();
    way_run(hunt->folder, STR("page.md"), buf_str(&page));
    return way_clock() - start;
}

static double growth(double from, double to) {
    return to / (from > SECONDS_FLOOR ? from : SECONDS_FLOOR);
}

static double slowness(double seconds, size_t size) {
    return seconds / (double)size * (1 << 20);
}

/* Worth another look: noise is, too. */
static bool is_suspect(const Hunt *hunt) {
    double small = measure(hunt, SMALL), large = measure(hunt, LARGE);
    return slowness(large, LARGE) > SECONDS_PER_MIB || growth(small, large) > DOUBLING_MAX * DOUBLING_MAX;
}

/* Takes a size and its half together until they are good once. The least of what was seen stays. */
static bool offends(const Hunt *hunt, size_t size, double *least_growth, double *least_slow) {
    *least_growth = *least_slow = 1e9;
    for (int i = 0; i < RETRIES; i++) {
        double half = measure(hunt, size / 2), whole = measure(hunt, size);
        double by = growth(half, whole), slow = slowness(whole, size);
        if (by < *least_growth) *least_growth = by;
        if (slow < *least_slow) *least_slow = slow;
        if (*least_growth <= DOUBLING_MAX && *least_slow <= SECONDS_PER_MIB) return false;
    }
    return true;
}

/* --- finds --- */

static void add_literal(const char *text, Buf *out) {
    buf_add_char(out, '"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            buf_add_format(out, "\\%c", *text);
        else if (*text == '\n')
            buf_add(out, STR("\\n"));
        else if ((unsigned char)*text < ' ')
            buf_add_format(out, "\\%03o", *text);
        else
            buf_add_char(out, *text);
    }
    buf_add_char(out, '"');
}

static void keep(const Hunt *hunt, const char *why) {
    Job *job = hunt->job;
    Buf line = {0};
    char path[512];
    buf_add_format(&line, "{\"found\", {");
    for (size_t i = 0; i < RECIPE_MAX; i++) {
        if (!job->recipe.text[i][0]) continue;
        buf_add_char(&line, '{');
        add_literal(job->recipe.text[i], &line);
        buf_add_format(&line, ", %s}, ", job->recipe.fill[i] ? "FILL" : "1");
    }
    buf_add_format(&line, "}}, /* %s */\n", why);
    snprintf(path, sizeof path, "%s/find-%u-%u.txt", hunt->out, hunt->number, ++job->finds);
    FILE *file = fopen(path, "w");
    if (file && (fwrite(line.p, 1, line.len, file) != line.len || fclose(file) != 0)) perror(path);
    printf("%.*s", STR_FMT(buf_str(&line)));
    fflush(stdout);
    buf_free(&line);
}

/* At 1 MiB: what grows on the way there until a limit bites is no find unless it is slow. */
static void look_again(const Hunt *hunt) {
    Job *job = hunt->job;
    double by, slow;
    job->checked++;
    bool bad = offends(hunt, LAST, &by, &slow);
    if (by > job->worst_growth) job->worst_growth = by;
    if (slow > job->worst_slow) job->worst_slow = slow;
    if (!bad) return;
    char why[128];
    snprintf(why, sizeof why, "1 MiB costs %.2f times as much as half of it, %.3f s", by, slow);
    keep(hunt, why);
}

/* --- jobs --- */

static void hunt_batch(const Hunt *hunt) {
    for (int i = 0; i < BATCH && time(NULL) < hunt->end; i++) {
        make_recipe(hunt->job);
        hunt->job->inputs++;
        if (is_suspect(hunt)) look_again(hunt);
    }
    _exit(0);
}

static void hunt_job(const Hunt *hunt) {
    while (time(NULL) < hunt->end) {
        int status = 0;
        pid_t child = fork();
        if (child == 0) hunt_batch(hunt);
        if (child < 0 || waitpid(child, &status, 0) < 0) _exit(1);
        if (!WIFSIGNALED(status)) continue;
        if (WTERMSIG(status) == SIGTERM || WTERMSIG(status) == SIGINT) _exit(1);
        keep(hunt, WTERMSIG(status) == SIGALRM ? "does not end" : "crashes");
    }
    _exit(0);
}

static unsigned processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

static int summary(const Job *jobs, unsigned count, unsigned seconds) {
    Job all = {0};
    for (unsigned i = 0; i < count; i++) {
        all.inputs += jobs[i].inputs;
        all.checked += jobs[i].checked;
        all.finds += jobs[i].finds;
        if (jobs[i].worst_growth > all.worst_growth) all.worst_growth = jobs[i].worst_growth;
        if (jobs[i].worst_slow > all.worst_slow) all.worst_slow = jobs[i].worst_slow;
    }
    printf("%lu inputs in %u s, %lu looked at again, worst doubling %.2f, worst %.3f s per MiB, %u found\n",
           (unsigned long)all.inputs, seconds, (unsigned long)all.checked, all.worst_growth, all.worst_slow,
           all.finds);
    return all.finds > 0;
}

static uint32_t argument(int argc, char **argv, int at, uint32_t otherwise) {
    uint32_t n;
    return argc > at && str_to_u32(str_of(argv[at]), &n) && n ? n : otherwise;
}

int main(int argc, char **argv) {
    char folder[] = "/tmp/leda-hunt-XXXXXX";
    if (argc < 2) {
        fputs("usage: hunt FOLDER [SECONDS [JOBS [SEED]]]\n", stderr);
        return 2;
    }
    uint32_t seconds = argument(argc, argv, 2, 3600), count = argument(argc, argv, 3, processors());
    uint32_t seed = argument(argc, argv, 4, (uint32_t)time(NULL));
    if (count > JOBS_MAX) count = JOBS_MAX;
    Job *jobs =
        mmap(NULL, JOBS_MAX * sizeof *jobs, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (jobs == MAP_FAILED) return 2;
    way_folder(folder);
    mkdir(argv[1], 0755);
    printf("seed %u, %u jobs, %u s\n", seed, count, seconds);
    fflush(stdout);
    for (unsigned i = 0; i < count; i++) {
        jobs[i].random = (seed + (uint64_t)i * 0x9E3779B9) * 0x9E3779B97F4A7C15 | 1;
        Hunt hunt = {argv[1], folder, time(NULL) + seconds, i, &jobs[i]};
        if (fork() == 0) hunt_job(&hunt);
    }
    while (wait(NULL) > 0) {
    }
    rmdir(folder);
    return summary(jobs, count, seconds);
}
