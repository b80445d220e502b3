#include "app/config.h"
#include "tree.h"
#include "unit.h"

#include <limits.h>
#include <string.h>

/* ---- one file ---- */

static void assert_read(const char *text, Config *config) {
    Buf error = {0};
    settings_defaults(config);
    assert_true(config_read(config, "d/leda.conf", str_of(text), &error));
    assert_int_equal(error.len, 0);
}

static void assert_refused_str(Str text, const char *message) {
    Config config;
    Buf error = {0};
    settings_defaults(&config);
    assert_false(config_read(&config, "leda.conf", text, &error));
    buf_add_char(&error, 0);
    assert_string_equal(error.p, message);
    settings_free(&config);
    buf_free(&error);
}

static void assert_refused(const char *text, const char *message) {
    assert_refused_str(str_of(text), message);
}

static void forms_of_a_line(void **state) {
    (void)state;
    Config c;
    assert_read("\xEF\xBB\xBF# comment\r\n"
                "; another, [with] = all: of ; it\r\n"
                "\r\n"
                "title=A = B: C;D\r\n"
                "   width   =   50   \r\n"
                "\t# indented\n"
                "\tweb = https://example.org/ \n"
                "ignore = a\n"
                "  ignore = b\n"
                "certs = c\n"
                "links = end",
                &c);
    assert_string_equal(c.capsules[0]->site.identity.title.p, "A = B: C;D");
    assert_int_equal(c.capsules[0]->site.render.width, 50);
    assert_string_equal(c.capsules[0]->site.web[0], "https://example.org");
    assert_string_equal(c.capsules[0]->site.ignore[0], "a");
    assert_string_equal(c.capsules[0]->site.ignore[1], "b");
    assert_null(c.capsules[0]->site.ignore[2]);
    assert_string_equal(c.capsules[0]->certs.p, "d/c"); /* relative to the file */
    assert_true(c.capsules[0]->site.render.links_at_end);
    assert_string_equal(c.file.p, "d/leda.conf");
    assert_int_equal(c.capsules[0]->origins[settings_find(STR("width"))], 5);
    settings_free(&c);
}

static void refused_lines(void **state) {
    (void)state;
    assert_refused("\n\nwidht = 60\n", "leda.conf:3: unknown key \"widht\"; did you mean \"width\"?");
    assert_refused("colour = red", "leda.conf:1: unknown key \"colour\"");
    assert_refused("width = 60\n# x\nwidth = 60\n", "leda.conf:3: width stands in line 1 already");
    assert_refused("width = 10", "leda.conf:1: width = 10: a number from 20 to 200 is wanted");
    assert_refused("width =", "leda.conf:1: width = : a number from 20 to 200 is wanted");
    assert_refused("title = a ; b",
                   "leda.conf:1: \" ;\" cannot stand in a value, and comments have lines of their own");
    assert_refused("title = ;",
                   "leda.conf:1: \" ;\" cannot stand in a value, and comments have lines of their own");
    assert_refused("title=;",
                   "leda.conf:1: \" ;\" cannot stand in a value, and comments have lines of their own");
    assert_refused("title = a\t;b",
                   "leda.conf:1: \" ;\" cannot stand in a value, and comments have lines of their own");
    assert_refused("width", "leda.conf:1: key = value is wanted");
    assert_refused("= 3", "leda.conf:1: key = value is wanted");
    assert_refused("width: 50", "leda.conf:1: key = value is wanted");
    assert_refused("ignore = a\n  b\n", "leda.conf:2: key = value is wanted");
    assert_refused("title = a\x1B[1m", "leda.conf:1: control characters cannot stand in a line");
    assert_refused("title = \xFF", "leda.conf:1: the line is not UTF-8");
    assert_refused_str(STR("title = a\0b"), "leda.conf:1: control characters cannot stand in a line");
    assert_refused("gemini-port = 0\ngopher-port = x\nwidht = 1\n",
                   "leda.conf:2: gopher-port = x: a number from 0 to 65535 or auto is wanted");
}

static void capsules(void **state) {
    (void)state;
    Config c;
    assert_read(
        "title = First\nwidth = 50\nignore = *.log\nweb = https://a.b\n"
        "[capsule notes]\nhost = Notes.Example\ncontent = n\n"
        "  [ capsule  \xC3\xA4-1.b_ ]\r\nhost = c.d\ncontent = /d\nwidth = 60\nignore = b\ngopher-port = 7\n",
        &c);
    assert_int_equal(c.capsule_count, 3);
    const Capsule *first = c.capsules[0], *notes = c.capsules[1], *last = c.capsules[2];
    assert_int_equal(notes->line, 5);
    assert_string_equal(notes->label.p, "notes");
    assert_string_equal(notes->site.identity.host.p, "notes.example");
    assert_string_equal(notes->content.p, "d/n");
    assert_int_equal(notes->site.identity.title.len, 0);
    assert_int_equal(notes->site.render.width, 50);
    assert_string_equal(notes->site.ignore[0], "*.log");
    assert_null(notes->site.web);
    assert_string_equal(last->label.p, "\xC3\xA4-1.b_");
    assert_int_equal(last->site.render.width, 60);
    assert_string_equal(last->site.ignore[0], "b");
    assert_null(last->site.ignore[1]);
    assert_int_equal(config_gopher_port(first), 70);
    assert_int_equal(config_gopher_port(notes), 0); /* GOP-REQ-07 */
    assert_int_equal(config_gopher_port(last), 7);
    settings_free(&c);
}

#define B "[capsule b]\nhost = b.c\ncontent = b\n"

static void refused_sections(void **state) {
    (void)state;
    char many[8192] = "";
    assert_refused("[capsul x]", "leda.conf:1: unknown section \"capsul\"; did you mean \"capsule\"?");
    assert_refused("[]", "leda.conf:1: unknown section \"\"; capsule, area, mime or redirect is wanted");
    assert_refused("[capsule]", "leda.conf:1: [capsule LABEL] is wanted");
    assert_refused("[capsule x", "leda.conf:1: a section ends with ]");
    assert_refused("[capsule x] # it", "leda.conf:1: a section ends with ]");
    assert_refused("[capsule a b]", "leda.conf:1: a label is one word of letters, digits, - _ and .");
    assert_refused("[capsule a]]", "leda.conf:1: a label is one word of letters, digits, - _ and .");
    assert_refused("[capsule 123456789012345678901234567890123456789012]\n",
                   "leda.conf:1: the name of a section is longer than 49 bytes");
    assert_refused("[capsule 12345678901234567890123456789012345678901]\n",
                   "leda.conf:1: [capsule 12345678901234567890123456789012345678901] has no content");
    assert_refused(B "\n[capsule b]\n", "leda.conf:5: [capsule b] stands in line 1 already");
    assert_refused("[capsule b]\ncontent = b\n[capsule c]\n", "leda.conf:1: [capsule b] has no host");
    assert_refused("[capsule b]\nhost = b.c", "leda.conf:1: [capsule b] has no content");
    assert_refused(B "widht = 60", "leda.conf:4: unknown key \"widht\"; did you mean \"width\"?");
    assert_refused(B "colour = red", "leda.conf:4: unknown key \"colour\" in [capsule b]");
    assert_refused(B "workers = 3",
                   "leda.conf:4: workers is of all capsules; it stands before the first section");
    assert_refused(B "width = 60\nwidth = 60", "leda.conf:5: width stands in line 4 already");
    assert_refused(B "width = 6", "leda.conf:4: width = 6: a number from 20 to 200 is wanted");
    assert_refused("[area]", "leda.conf:1: [area LABEL] is wanted");
    assert_refused("[area x]\nallow = any", "leda.conf:1: [area x] has no path");
    assert_refused("[area x]\npath = x", "leda.conf:2: path = x: an address such as /private/ is wanted");
    assert_refused("[area x]\npath = /a/../b",
                   "leda.conf:2: path = /a/../b: an address such as /private/ is wanted");
    assert_refused("[area x]\npath = /a//b",
                   "leda.conf:2: path = /a//b: an address such as /private/ is wanted");
    assert_refused("[area x]\nfingerprint = 00",
                   "leda.conf:2: fingerprint = 00: the SHA-256 of a certificate or "
                   "of its key, in hex or base64, is wanted");
    assert_refused("[area x]\nallow = all", "leda.conf:2: allow = all: listed or any is wanted");
    for (int i = 0; i < SETTINGS_CAPSULES; i++)
        snprintf(many + strlen(many), 64, "[capsule %d]\nhost = x\ncontent = x\n", i);
    assert_refused(many, "leda.conf:190: no more than 63 are possible");
}

/* Sections whose lines are rules: of the capsule in whose part they stand. */
static void rules(void **state) {
    (void)state;
    Config c;
    assert_read("[redirect]\n/a = /b\n/c d/* = 30 gemini://e.f/*\n[mime]\n.x = a/b;lang=fi\n" B
                "[mime]\n/y/ = lang=sv\n",
                &c);
    const SiteOptions *first = &c.capsules[0]->site, *other = &c.capsules[1]->site;
    assert_string_equal(first->redirects[0]->name.p, "/a");
    assert_string_equal(first->redirects[1]->name.p, "/c d/*");
    assert_string_equal(first->redirects[1]->value.p, "30 gemini://e.f/*");
    assert_int_equal(first->redirects[1]->line, 3);
    assert_null(first->redirects[2]);
    assert_string_equal(first->mimes[0]->value.p, "a/b;lang=fi");
    assert_null(other->redirects);
    assert_string_equal(other->mimes[0]->name.p, "/y/");
    assert_null(other->mimes[1]);
    settings_free(&c);
    assert_refused("[redirect]\n/a = /b\n/a = /c\n", "leda.conf:3: /a stands in line 2 already");
    assert_refused("[redirect]\n[redirect]\n", "leda.conf:2: [redirect] stands in line 1 already");
    assert_refused("[redirect x]\n", "leda.conf:1: [redirect] is wanted");
    assert_refused("[redirect]\n/go/* = //*\n",
                   "leda.conf:2: /go/* = //*: two slashes would lead to another host");
    assert_refused("[mime]\n.x = html\n",
                   "leda.conf:2: .x = html: a type such as text/plain, lang=, charset= or gopher= is wanted");
    assert_refused("[mime]\n.x = text/plain ; lang=fi\n",
                   "leda.conf:2: \" ;\" cannot stand in a value, and comments have lines of their own");
}

/* The longest line is read whole; inih would cut the next longer ones without a word. */
static void long_lines(void **state) {
    (void)state;
    for (size_t len = SETTINGS_LINE_MAX - 3; len < SETTINGS_LINE_MAX + 60; len++) {
        char line[512] = "title = ";
        memset(line + 8, 'x', len - 8);
        line[len] = 0;
        if (len > SETTINGS_LINE_MAX) {
            assert_refused(line, "leda.conf:1: the line is longer than 198 bytes");
            continue;
        }
        Config c;
        assert_read(line, &c);
        assert_int_equal(c.capsules[0]->site.identity.title.len, len - 8);
        settings_free(&c);
    }
    char comment[1024];
    memset(comment, '#', sizeof comment);
    strcpy(comment + 1000, "\nwidth = 50");
    Config c;
    assert_read(comment, &c);
    assert_int_equal(c.capsules[0]->site.render.width, 50);
    settings_free(&c);
}

static void print_reads_back(void **state) {
    (void)state;
    Config first, second;
    Buf once = {0}, twice = {0}, error = {0};
    assert_read(
        "content = x\nhost = example.org\nalso = a.b\nalso = b.c\nwas = c.d\nlisten = ::1\nlisten = "
        "127.0.0.1\ngemini-port = 0\n"
        "gopher-port = 71\npublic-gopher-port = 70\ncerts = ../c\ncertificate = c.pem\nkey = ../k\n"
        "workers = 2\nmax-connections = 7\n"
        "request-timeout = 90 s\nsend-timeout = 1 h\nstop-timeout = 0\ntitle = T \xC3\xA4 = b\n"
        "language = fi\ndescription = D\nauthor = A\nfeed = content\nfeed-entries = 3\nid-host = "
        "old.example\nrobots = *\nsections = b\nsections = a c\nfavicon = x\nsecurity-contact = a@b\nweb = "
        "http://example.org/a\nwidth = 20\ncharset = latin1\nlinks = end\n"
        "emphasis = keep\ndrafts = yes\nignore = a\nignore = b;c\nmax-page = 1025\nlog = verbose\n"
        "foot = short\ngopher-list = text\nreply = gemini://a.b/c?d\n"
        "gophermap = plain\nlist-entries = 5\nsource = yes\niri = yes\ngopher-text = rfc1436\nwatch = "
        "poll\npoll-interval = 5 "
        "s\naccess-log = a.log\naddress = "
        "full\ntimezone = -03:30\ngone = /a\ngone = "
        "/b\n[capsule b]\nhost = b.c\ncontent = y\nrobots =\n[capsule c]\nhost = c.d\ncontent = z\n"
        "ignore = c\n[mime]\n.x = a/b\n[redirect]\n/c d/* = 30 gemini://e.f/*\n",
        &first);
    for (size_t i = 0; i < settings_count; i++)
        if (strcmp(settings_table[i].key, "public-gemini-port") != 0)
            assert_int_not_equal(first.capsules[0]->origins[i], SETTINGS_DEFAULT);
    assert_true(config_print(&first, &once, &error));
    settings_defaults(&second);
    assert_true(config_read(&second, "/elsewhere/leda.conf", buf_str(&once), &error));
    assert_true(config_print(&second, &twice, &error));
    buf_add_char(&once, 0);
    buf_add_char(&twice, 0);
    assert_string_equal(once.p, twice.p);
    assert_non_null(strstr(once.p, "\nignore = a\nignore = b;c\n"));
    assert_non_null(strstr(once.p, "\n\n[capsule b]\ncontent = "));
    assert_non_null(strstr(once.p, "\nrobots =\n"));
    assert_non_null(strstr(once.p, "\nignore = c\n"));
    assert_non_null(strstr(once.p, "\n\n[redirect]\n/c d/* = 30 gemini://e.f/*\n"));
    settings_free(&first);
    settings_free(&second);
    buf_free(&once);
    buf_free(&twice);
    buf_free(&error);
}

/* A line that is as long as can be has no room for the blanks. */
static void print_reads_back_without_blanks(void **state) {
    (void)state;
    Config config;
    Buf out = {0}, error = {0};
    char line[SETTINGS_LINE_MAX + 1] = "title=";
    memset(line + 6, 'x', SETTINGS_LINE_MAX - 6);
    assert_read(line, &config);
    assert_true(config_print(&config, &out, &error));
    assert_int_not_equal(str_search(buf_str(&out), str_of(line)), STR_NONE);
    settings_free(&config);
    buf_free(&out);
}

/* What only a command line can say is no reason for a file that says something else. */
static void print_refuses(void **state) {
    (void)state;
    Config config;
    Buf out = {0}, error = {0};
    const ConfigGiven given = {settings_find(STR("title")), "a ;b"};
    const ConfigAsk ask = {.folder = "/nowhere/x", .system = "/nowhere/y", .given = &given, .given_count = 1};
    assert_int_equal(config_make(&ask, &config, &error), CONFIG_GOOD);
    assert_string_equal(config.capsules[0]->site.identity.title.p, "a ;b");
    assert_false(config_print(&config, &out, &error));
    buf_add_char(&error, 0);
    assert_string_equal(error.p, "cannot be written as a file: title = a ;b: \" ;\" cannot stand in a value, "
                                 "and comments have lines of their own");
    settings_free(&config);
    buf_free(&out);
    buf_free(&error);
}

/* ---- which file, and what goes before it ---- */

static ConfigResult make(const ConfigAsk *ask, Config *config, char error[512]) {
    Buf line = {0};
    ConfigResult result = config_make(ask, config, &line);
    assert_true(line.len < 512);
    snprintf(error, 512, "%.*s", STR_FMT(buf_str(&line)));
    buf_free(&line);
    return result;
}

static void assert_title(const ConfigAsk *ask, const char *title) {
    Config config;
    char error[512];
    assert_int_equal(make(ask, &config, error), CONFIG_GOOD);
    assert_string_equal(config.capsules[0]->site.identity.title.p, title);
    settings_free(&config);
}

static void the_first_file_counts(void **state) {
    (void)state;
    Tree tree = tree_make();
    char content[PATH_MAX], slashes[PATH_MAX], dot[PATH_MAX], system[PATH_MAX], named[PATH_MAX], error[512];
    strcpy(content, tree_path(&tree, "site/content"));
    strcpy(slashes, tree_path(&tree, "site/content//"));
    strcpy(dot, tree_path(&tree, "site/content/."));
    strcpy(system, tree_path(&tree, "etc/leda.conf"));
    strcpy(named, tree_path(&tree, "named.conf"));
    tree_write(&tree, "site/content/index.md", "# x\n");
    ConfigGiven given = {settings_find(STR("content")), content};
    ConfigAsk ask = {.system = system, .given = &given, .given_count = 1};
    assert_title(&ask, "");
    tree_write(&tree, "etc/leda.conf", "title = system\n");
    assert_title(&ask, "system");
    tree_write(&tree, "site/leda.conf", "title = beside\n");
    assert_title(&ask, "beside");
    given.value = slashes;
    assert_title(&ask, "beside");
    given.value = dot;
    assert_title(&ask, "beside");
    ask.given_count = 0;
    ask.folder = content;
    assert_title(&ask, "beside");
    ask.file = named;
    Config config;
    assert_int_equal(make(&ask, &config, error), CONFIG_BAD_FILE);
    assert_non_null(strstr(error, "named.conf: No such file or directory"));
    tree_write(&tree, "named.conf", "title = named\n");
    assert_title(&ask, "named");
    ask.file = tree.path;
    assert_int_equal(make(&ask, &config, error), CONFIG_BAD_FILE);
    assert_non_null(strstr(error, tree.path));
    tree_remove(&tree);
}

static void the_command_line_goes_before(void **state) {
    (void)state;
    Tree tree = tree_make();
    char file[PATH_MAX], error[512];
    Config c;
    tree_write(&tree, "leda.conf",
               "content = site\nwidth = 50\nignore = a\nignore = b\nlisten = ::1\ndrafts = yes\n");
    strcpy(file, tree_path(&tree, "leda.conf"));
    const ConfigGiven given[] = {{settings_find(STR("width")), "60"},
                                 {settings_find(STR("ignore")), "c"},
                                 {settings_find(STR("drafts")), "no"}};
    const ConfigAsk ask = {.file = file, .given = given, .given_count = 3};
    assert_int_equal(make(&ask, &c, error), CONFIG_GOOD);
    assert_int_equal(c.capsules[0]->site.render.width, 60);
    assert_string_equal(c.capsules[0]->site.ignore[0], "c");
    assert_null(c.capsules[0]->site.ignore[1]);
    assert_string_equal(c.capsules[0]->listen[0], "::1");
    assert_false(c.capsules[0]->site.drafts);
    assert_string_equal(c.capsules[0]->content.p, tree_path(&tree, "site"));
    settings_free(&c);
    /* A mistake in the file is one even where the command line goes before. */
    tree_write(&tree, "leda.conf", "width = 5\n");
    assert_int_equal(make(&ask, &c, error), CONFIG_BAD_FILE);
    assert_non_null(strstr(error, "leda.conf:1: width = 5: "));
    tree_remove(&tree);
}

static void ports_are_checked_together(void **state) {
    (void)state;
    Tree tree = tree_make();
    char file[PATH_MAX], error[512];
    Config c;
    strcpy(file, tree_path(&tree, "leda.conf"));
    ConfigGiven given = {settings_find(STR("gemini-port")), "0"};
    const ConfigAsk ask = {.file = file, .given = &given, .given_count = 1};
    tree_write(&tree, "leda.conf", "\ngopher-port = 0\n");
    assert_int_equal(make(&ask, &c, error), CONFIG_BAD_FILE);
    assert_non_null(strstr(error, "leda.conf:2: both protocols are off; nothing to serve"));
    tree_write(&tree, "leda.conf", "gemini-port = 70\ngopher-port = 0\n");
    given.value = "70";
    given.row = settings_find(STR("gopher-port"));
    assert_int_equal(make(&ask, &c, error), CONFIG_BAD_FILE);
    assert_non_null(strstr(error, "leda.conf:1: Gemini and Gopher both want port 70"));
    tree_remove(&tree);
}

static void capsules_are_checked_together(void **state) {
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"host = b.c\n" B, "leda.conf:3: host = b.c: that name is taken; each capsule has its own"},
        {B "[capsule c]\nhost = B.C\ncontent = c\n",
         "leda.conf:5: host = b.c: that name is taken; each capsule has its own"},
        {"also = x.y\n" B "was = X.y.\n",
         "leda.conf:5: was = x.y: that name is taken; each capsule has its own"},
        {"was = a.b\nalso = c.d\nalso = a.b\n",
         "leda.conf:1: was = a.b: that name is taken; each capsule has its own"},
        {"also = localhost\n", "leda.conf:1: also = localhost: that name is taken; each capsule has its own"},
        {"[redirect]\n/x = /y\n/y = /x\n",
         "leda.conf:2: /x = /y: leads in a circle, or through more than 5 redirects"},
        {B "[redirect]\n/a/* = /a/b/*\n",
         "leda.conf:5: /a/* = /a/b/*: leads in a circle, or through more than 5 redirects"},
        {"[redirect]\n/x = /y\n" B "[redirect]\n/y = /x\n", ""},
        {"gemini-port = 0\n" B, "leda.conf:2: [capsule b]: both protocols are off; nothing to serve"},
        {B "gopher-port = 1965\n", "leda.conf:4: [capsule b]: Gemini and Gopher both want port 1965"},
        {"gemini-port = 0\nhost = b.c\n" B "gopher-port = 71\n", ""},
    };
    Tree tree = tree_make();
    char file[PATH_MAX], error[512];
    strcpy(file, tree_path(&tree, "leda.conf"));
    const ConfigAsk ask = {.file = file};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        Config c;
        tree_write(&tree, "leda.conf", cases[i].text);
        ConfigResult result = make(&ask, &c, error);
        assert_int_equal(result, *cases[i].message ? CONFIG_BAD_FILE : CONFIG_GOOD);
        assert_non_null(strstr(error, cases[i].message));
        if (result == CONFIG_GOOD) settings_free(&c);
    }
    /* The command line is about the first one. */
    Config c;
    const ConfigGiven given = {settings_find(STR("width")), "70"};
    const ConfigAsk more = {.file = file, .given = &given, .given_count = 1};
    tree_write(&tree, "leda.conf", "width = 50\n" B);
    assert_int_equal(make(&more, &c, error), CONFIG_GOOD);
    assert_int_equal(c.capsules[0]->site.render.width, 70);
    assert_int_equal(c.capsules[1]->site.render.width, 50);
    settings_free(&c);
    tree_remove(&tree);
}

static void certs_beside_the_content(void **state) {
    (void)state;
    static const struct {
        const char *content, *certs;
    } cases[] = {{"content", "certs"}, {"a/b", "a/certs"}, {"/srv/x//", "/srv/certs"}, {"/x", "/certs"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[PATH_MAX], error[512];
        Config c;
        const ConfigGiven given = {settings_find(STR("content")), cases[i].content};
        const ConfigAsk ask = {
            .folder = "/nowhere/x", .system = "/nowhere/y", .given = &given, .given_count = 1};
        assert_int_equal(make(&ask, &c, error), CONFIG_GOOD);
        config_certs(c.capsules[0], path);
        assert_string_equal(path, cases[i].certs);
        settings_free(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_of_a_line),
        cmocka_unit_test(refused_lines),
        cmocka_unit_test(capsules),
        cmocka_unit_test(refused_sections),
        cmocka_unit_test(rules),
        cmocka_unit_test(long_lines),
        cmocka_unit_test(print_reads_back),
        cmocka_unit_test(print_reads_back_without_blanks),
        cmocka_unit_test(print_refuses),
        cmocka_unit_test(the_first_file_counts),
        cmocka_unit_test(the_command_line_goes_before),
        cmocka_unit_test(ports_are_checked_together),
        cmocka_unit_test(capsules_are_checked_together),
        cmocka_unit_test(certs_beside_the_content),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
