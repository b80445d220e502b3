/* corpus: posts such as people write, for measuring.
 *
 *   corpus DIR COUNT              writes COUNT posts of 1 to 20 KB into DIR, which must not exist yet
 *   corpus DIR COUNT LARGEST      a whole site: posts of 1024 to LARGEST bytes in DIR/posts, and what they
 * link to
 *
 * The same bytes on every machine: one generator of random numbers, seeded with the post's number, and no
 * clock. Shares of the constructs are about those of personal sites: mostly paragraphs, a link or a mark
 * every few lines, now and then a list, code, a quote, an image, a table, a line of HTML. One post in six is
 * in another script than plain ASCII. */
#include "base/buf.h"

#include <stdio.h>
#include <sys/stat.h>

enum { SMALLEST = 1024, LARGEST = 20 << 10, WRAP = 78, IMAGES = 2000 };

typedef struct Post {
    uint64_t seed;
    uint32_t number, count, largest;
    const Str *words;
    size_t word_count;
    bool wraps; /* lines end at about WRAP columns, else a paragraph is one line */
    bool cjk;   /* no blanks between words */
    size_t column;
    Buf text;
} Post;

static const Str english[] = {
    STR("the"),      STR("of"),          STR("and"),
    STR("to"),       STR("a"),           STR("in"),
    STR("that"),     STR("is"),          STR("it"),
    STR("for"),      STR("with"),        STR("on"),
    STR("was"),      STR("this"),        STR("but"),
    STR("have"),     STR("not"),         STR("you"),
    STR("from"),     STR("they"),        STR("which"),
    STR("one"),      STR("would"),       STR("there"),
    STR("server"),   STR("protocol"),    STR("morning"),
    STR("window"),   STR("because"),     STR("people"),
    STR("without"),  STR("another"),     STR("something"),
    STR("text"),     STR("reading"),     STR("garden"),
    STR("between"),  STR("question"),    STR("machine"),
    STR("keyboard"), STR("very"),        STR("small"),
    STR("letter"),   STR("write"),       STR("always"),
    STR("thought"),  STR("winter"),      STR("mountain"),
    STR("could"),    STR("version"),     STR("program"),
    STR("compiled"), STR("terminal"),    STR("afternoon"),
    STR("it's"),     STR("don't"),       STR("network"),
    STR("coffee"),   STR("interesting"), STR("simple"),
    STR("works"),    STR("year"),        STR("well-known"),
    STR("capsule"),  STR("directory"),   STR("understanding"),
};

static const Str accented[] = {
    STR("und"),     STR("für"),    STR("größer"),    STR("der"),      STR("die"),      STR("über"),
    STR("être"),    STR("déjà"),   STR("kahvi"),     STR("päivä"),    STR("yötä"),     STR("niin"),
    STR("señor"),   STR("mañana"), STR("straße"),    STR("nicht"),    STR("können"),   STR("français"),
    STR("ett"),     STR("språk"),  STR("människor"), STR("garten"),   STR("zwischen"), STR("morgen"),
    STR("“quote”"), STR("–"),      STR("kysymys"),   STR("computer"), STR("l’été"),    STR("mit"),
};

static const Str cyrillic[] = {
    STR("и"),      STR("не"),     STR("что"),  STR("утро"),   STR("письмо"), STR("сервер"),
    STR("потому"), STR("всегда"), STR("зима"), STR("вопрос"), STR("между"),  STR("машина"),
};

static const Str japanese[] = {
    STR("今日"), STR("は"),     STR("天気"), STR("が"),   STR("とても"), STR("良い"), STR("です"),
    STR("、"),   STR("サーバ"), STR("を"),   STR("書く"), STR("言葉"),   STR("世界"), STR("から"),
};

/* splitmix64 */
static uint32_t below(Post *p, uint32_t n) {
    uint64_t z = (p->seed += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return (uint32_t)(((z ^ (z >> 31)) >> 32) * n >> 32);
}

static bool chance(Post *p, uint32_t in_thousand) {
    return below(p, 1000) < in_thousand;
}

static uint32_t between(Post *p, uint32_t least, uint32_t most) {
    return least + below(p, most - least + 1);
}

static void put(Post *p, Str s) {
    buf_add(&p->text, s);
    p->column += s.len;
}

/* Common words first: the lower of two draws. */
static Str word(Post *p) {
    uint32_t n = (uint32_t)p->word_count, a = below(p, n), b = below(p, n);
    return p->words[a < b ? a : b];
}

static void blank(Post *p) {
    if (p->wraps && p->column >= WRAP) {
        put(p, STR("\n"));
        p->column = 0;
    } else if (!p->cjk) {
        put(p, STR(" "));
    }
}

/* Words that stay in one line. */
static void phrase(Post *p, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i && !p->cjk) put(p, STR(" "));
        put(p, word(p));
    }
}

static void address(Post *p) {
    switch (below(p, 8)) {
    case 0: put(p, STR("gemini://capsule.example/~user/log.gmi")); return;
    case 1: put(p, STR("https://en.wikipedia.example/wiki/Gopher_(protocol)")); return;
    case 2: put(p, STR("gopher://gopher.example/1/phlog")); return;
    case 3:
    case 4: buf_add_format(&p->text, "post-%05u.md", below(p, p->count)); return;
    case 5: put(p, STR("/about.md#contact")); return;
    default:
        buf_add_format(&p->text, "https://site%u.example/2021/%02u/some-page.html", below(p, 400),
                       between(p, 1, 12));
    }
}

static void link(Post *p) {
    put(p, STR("["));
    phrase(p, between(p, 1, 4));
    put(p, STR("]("));
    address(p);
    put(p, STR(")"));
}

static void marked(Post *p, Str mark) {
    put(p, mark);
    phrase(p, between(p, 1, 3));
    put(p, mark);
}

static void code_span(Post *p) {
    static const Str spans[] = {STR("`make install`"), STR("`x = a * b[i]`"),      STR("`--help`"),
                                STR("`/etc/hosts`"),   STR("`struct node *next`"), STR("`n`")};
    put(p, spans[below(p, 6)]);
}

/* A word, or what stands in the place of one. */
static void piece(Post *p) {
    uint32_t n = below(p, 1000);
    if (n < 12)
        link(p);
    else if (n < 26)
        marked(p, STR("*"));
    else if (n < 34)
        marked(p, STR("**"));
    else if (n < 48)
        code_span(p);
    else if (n < 50)
        put(p, STR("https://news.example/item?id=3456&page=2"));
    else if (n < 52)
        put(p, STR("&mdash;"));
    else if (n < 53)
        put(p, STR("<em>really</em>"));
    else if (n < 54)
        put(p, STR("snake_case_name"));
    else if (n < 55)
        marked(p, STR("~~"));
    else if (n < 56)
        put(p, STR("(see the [note][1])"));
    else
        put(p, word(p));
}

static void sentence(Post *p) {
    uint32_t count = between(p, 5, 22);
    for (uint32_t i = 0; i < count; i++) {
        if (i) blank(p);
        piece(p);
        if (i + 1 < count && chance(p, 60)) put(p, STR(","));
    }
    put(p, p->cjk ? STR("。") : chance(p, 80) ? STR("?") : STR("."));
}

static void sentences(Post *p, uint32_t count) {
    p->column = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (i) blank(p);
        sentence(p);
    }
    put(p, STR("\n"));
}

static void heading(Post *p) {
    put(p, str_head(STR("####"), between(p, 2, 4)));
    put(p, STR(" "));
    phrase(p, between(p, 2, 6));
    put(p, STR("\n"));
}

static void list_items(Post *p, Str indent, bool ordered) {
    uint32_t count = between(p, 3, 7);
    for (uint32_t i = 0; i < count; i++) {
        put(p, indent);
        if (ordered)
            buf_add_format(&p->text, "%u. ", i + 1);
        else
            put(p, STR("- "));
        bool wraps = p->wraps;
        p->wraps = false;
        if (chance(p, 150))
            link(p);
        else
            sentence(p);
        p->wraps = wraps;
        put(p, STR("\n"));
        if (indent.len == 0 && chance(p, 120))
            list_items(p, ordered ? STR("   ") : STR("  "), chance(p, 300));
    }
}

enum { CODE_LINES = 8 };

static const struct {
    Str language;
    Str lines[CODE_LINES];
} code[] = {
    {STR("c"),
     {STR("int main(int argc, char **argv) {"), STR("    for (int i = 0; i < argc; i++)"),
      STR("        printf(\"%s\\n\", argv[i]);"), STR("}"), STR("#include <stdio.h>"), STR(""),
      STR("\tstruct node *next = list->head; /* first */"), STR("    return x > 0 ? x * y[2] : -1;")}},
    {STR("sh"),
     {STR("# systemctl restart server"), STR("$ make install PREFIX=/usr/local"),
      STR("curl -s https://api.example/v1/items | jq '.[0] | {id, name}'"),
      STR("export PATH=\"$HOME/bin:$PATH\""), STR("sudo apt-get install nginx"), STR(""),
      STR("git commit -m 'Fix the build'"), STR("ssh user@host.example 'uptime'")}},
    {STR("python"),
     {STR("def read(path, mode=\"r\"):"), STR("    with open(path) as file:"),
      STR("        return [line.strip() for line in file]"), STR("import os, sys"),
      STR("print(f\"{name}: {len(items)} items\")"), STR(""), STR("class Node(object):"),
      STR("    # a comment about it")}},
    {STR(""),
     {STR("server {"), STR("    listen 443 ssl;"), STR("    location /index { return 301 /; }"), STR("}"),
      STR("[Service]"), STR("ExecStart=/usr/bin/server --port 70"), STR("key = value ; comment"),
      STR("2021-03-04 10:11:12 INFO started in 12 ms")}},
};

static void code_block(Post *p) {
    uint32_t which = below(p, sizeof code / sizeof *code);
    put(p, STR("```"));
    put(p, code[which].language);
    put(p, STR("\n"));
    for (uint32_t n = between(p, 3, 18); n; n--) {
        put(p, code[which].lines[below(p, CODE_LINES)]);
        put(p, STR("\n"));
    }
    put(p, STR("```\n"));
}

static void quote(Post *p) {
    bool wraps = p->wraps;
    p->wraps = false;
    for (uint32_t n = between(p, 1, 4); n; n--) {
        put(p, STR("> "));
        sentence(p);
        put(p, STR("\n"));
    }
    p->wraps = wraps;
}

static void table(Post *p) {
    uint32_t columns = between(p, 2, 5), rows = between(p, 3, 10);
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t i = 0; i < columns; i++) {
            put(p, STR("| "));
            if (row == 1)
                put(p, STR("---"));
            else if (chance(p, 100))
                code_span(p);
            else if (chance(p, 50))
                link(p);
            else
                phrase(p, between(p, 1, 4));
            put(p, STR(" "));
        }
        put(p, STR("|\n"));
    }
}

static void image(Post *p) {
    put(p, STR("!["));
    phrase(p, between(p, 1, 6));
    buf_add_format(&p->text, "](/images/%04u.jpg", below(p, IMAGES));
    if (chance(p, 200)) put(p, STR(" \"a title\""));
    put(p, STR(")\n"));
}

static void html(Post *p) {
    put(p, STR("<p class=\"aside\">"));
    phrase(p, between(p, 5, 15));
    put(p, STR(" <a href=\"https://example.org/a?b=1&amp;c=2\">"));
    phrase(p, 2);
    put(p, STR("</a><br>\n"));
    phrase(p, 6);
    put(p, STR("</p>\n"));
}

static void block(Post *p) {
    uint32_t n = below(p, 1000);
    if (n < 640)
        sentences(p, between(p, 2, 7));
    else if (n < 740)
        heading(p);
    else if (n < 810)
        list_items(p, STR(""), false);
    else if (n < 840)
        list_items(p, STR(""), true);
    else if (n < 895)
        code_block(p);
    else if (n < 930)
        quote(p);
    else if (n < 965)
        image(p);
    else if (n < 980)
        table(p);
    else if (n < 990)
        html(p);
    else
        put(p, STR("---\n"));
    put(p, STR("\n"));
}

static void front_matter(Post *p) {
    if (chance(p, 40)) return;
    bool toml = chance(p, 100);
    put(p, toml ? STR("+++\ntitle = \"") : STR("---\ntitle: \""));
    phrase(p, between(p, 2, 7));
    put(p, STR("\"\n"));
    buf_add_format(&p->text, toml ? "date = %u-%02u-%02u\n" : "date: %u-%02u-%02u\n", between(p, 2008, 2025),
                   between(p, 1, 12), between(p, 1, 28));
    static const Str tags[] = {STR("gemini"), STR("linux"),  STR("life"),
                               STR("books"),  STR("Garden"), STR("c")};
    buf_add_format(&p->text, toml ? "tags = [\"%s\", \"%s\"]\n" : "tags: [%s, %s]\n", tags[below(p, 6)].p,
                   tags[below(p, 6)].p);
    if (!toml && chance(p, 300)) put(p, STR("layout: post\ndescription: A few words about it\n"));
    put(p, toml ? STR("+++\n\n") : STR("---\n\n"));
}

static void choose_script(Post *p) {
    uint32_t n = below(p, 1000);
    p->words = english;
    p->word_count = sizeof english / sizeof *english;
    if (n < 90) {
        p->words = accented;
        p->word_count = sizeof accented / sizeof *accented;
    } else if (n < 120) {
        p->words = cyrillic;
        p->word_count = sizeof cyrillic / sizeof *cyrillic;
    } else if (n < 160) {
        p->words = japanese;
        p->word_count = sizeof japanese / sizeof *japanese;
    }
    p->cjk = p->words == japanese;
}

/* Small posts are the most: the square of a uniform draw. */
static void compose(Post *p) {
    uint32_t share = below(p, 1000);
    size_t size = SMALLEST + (size_t)(p->largest - SMALLEST) * share * share / 1000000;
    choose_script(p);
    p->wraps = chance(p, 500);
    front_matter(p);
    while (p->text.len < size)
        block(p);
    put(p, STR("[1]: https://example.org/notes \"Notes\"\n"));
}

static bool write_file(const char *path, Str text) {
    FILE *file = fopen(path, "wb");
    bool good = file && fwrite(text.p, 1, text.len, file) == text.len;
    if (file) good = fclose(file) == 0 && good;
    if (!good) perror(path);
    return good;
}

static bool write_post(const char *dir, const Post *p) {
    char path[4096];
    snprintf(path, sizeof path, "%s/post-%05u.md", dir, p->number);
    return write_file(path, buf_str(&p->text));
}

static bool make_folder(const char *dir, const char *name, char path[4000]) {
    snprintf(path, 4000, "%s%s", dir, name);
    if (mkdir(path, 0777) == 0) return true;
    perror(path);
    return false;
}

/* What posts link to besides each other. */
static bool write_around(const char *dir) {
    char folder[4000], path[4096];
    snprintf(path, sizeof path, "%s/about.md", dir);
    if (!write_file(path, STR("# About\n\nWords.\n\n## Contact\n\nBy mail.\n"))) return false;
    if (!make_folder(dir, "/images", folder)) return false;
    for (uint32_t i = 0; i < IMAGES; i++) {
        snprintf(path, sizeof path, "%s/%04u.jpg", folder, i);
        if (!write_file(path, STR("A picture of a few bytes.\n"))) return false;
    }
    return true;
}

int main(int argc, char **argv) {
    uint32_t count, largest = LARGEST;
    bool site = argc == 4;
    char posts[4000];
    if (argc < 3 || argc > 4 || !str_to_u32(str_of(argv[2]), &count) ||
        (site && (!str_to_u32(str_of(argv[3]), &largest) || largest <= SMALLEST))) {
        fputs("usage: corpus DIR COUNT [LARGEST]\n", stderr);
        return 2;
    }
    if (!make_folder(argv[1], "", posts)) return 1;
    if (site && (!make_folder(argv[1], "/posts", posts) || !write_around(argv[1]))) return 1;
    size_t bytes = 0;
    for (uint32_t i = 0; i < count; i++) {
        Post post = {.seed = i, .number = i, .count = count, .largest = largest};
        compose(&post);
        bytes += post.text.len;
        if (!write_post(posts, &post)) return 1;
        buf_free(&post.text);
    }
    printf("%u posts, %zu bytes in %s\n", count, bytes, posts);
    return 0;
}
