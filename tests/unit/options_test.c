#include "app/options.h"
#include "app/watch.h"
#include "tree.h"
#include "unit.h"

#include <string.h>

/* Splits at blanks, as a shell would. */
static char **split(char *line, char *argv[32]) {
    int argc = 0;
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    return argv;
}

static CommandKind kind_of(const char *line) {
    if (strncmp(line, "render", 6) == 0) return COMMAND_RENDER;
    if (strncmp(line, "cert", 4) == 0) return COMMAND_CERT;
    return strncmp(line, "list", 4) == 0 ? COMMAND_LIST : COMMAND_SERVE;
}

/* What main does with a command line, in a place without configuration files. */
static OptionsResult read_line(char *line, Command *command, Config *config, Buf *error) {
    char *argv[32];
    OptionsResult result = options_read(kind_of(line), split(line, argv), command, error);
    if (result != OPTIONS_GO) return result;
    const ConfigAsk ask = {.folder = "/nowhere/x",
                           .system = "/nowhere/leda.conf",
                           .given = command->given,
                           .given_count = command->given_count};
    return config_make(&ask, config, error) == CONFIG_GOOD ? OPTIONS_GO : OPTIONS_BAD;
}

static char line_of_test[512];

static Config good(const char *line) {
    Command command;
    Config config;
    Buf error = {0};
    strcpy(line_of_test, line);
    assert_int_equal(read_line(line_of_test, &command, &config, &error), OPTIONS_GO);
    assert_int_equal(error.len, 0);
    options_free(&command);
    return config;
}

static void bad(const char *line, const char *message) {
    Command command;
    Config config;
    Buf error = {0};
    strcpy(line_of_test, line);
    assert_int_equal(read_line(line_of_test, &command, &config, &error), OPTIONS_BAD);
    buf_add_char(&error, 0);
    assert_string_equal(error.p, message);
    options_free(&command);
    buf_free(&error);
}

static void defaults(void **state) {
    (void)state;
    Config c = good("serve");
    assert_string_equal(c.capsules[0]->content.p, "content");
    assert_string_equal(c.capsules[0]->site.identity.host.p, "localhost");
    assert_int_equal(c.gemini_port, 1965);
    assert_int_equal(c.capsules[0]->gopher_port, SETTINGS_AUTO);
    assert_int_equal(config_gopher_port(c.capsules[0]), 70);
    assert_int_equal(c.workers, SETTINGS_AUTO);
    assert_int_equal(c.limits.connections, 10000);
    assert_int_equal(c.limits.request_seconds, 15);
    assert_int_equal(c.limits.send_seconds, 30);
    assert_int_equal(c.limits.grace_seconds, 5);
    assert_int_equal(c.capsules[0]->site.page_max, 4 << 20);
    assert_int_equal(c.log, LOG_NORMAL);
    assert_null(c.capsules[0]->listen);
    assert_null(c.capsules[0]->site.ignore);
    assert_false(c.capsules[0]->site.drafts);
    assert_int_equal(c.capsules[0]->site.render.width, RENDER_WIDTH);
    settings_free(&c);
}

static void everything_given(void **state) {
    (void)state;
    Config c = good("serve /srv/x --host Example.ORG --listen 127.0.0.1 --listen [::1] --gemini-port 1 "
                    "--gopher-port 2 --public-gemini-port 3 --public-gopher-port=4 --certs c --drafts "
                    "--ignore *.log --ignore /old/ --workers 3 --no-watch -v");
    assert_string_equal(c.capsules[0]->content.p, "/srv/x");
    assert_string_equal(c.capsules[0]->site.identity.host.p, "example.org");
    assert_true(c.capsules[0]->site.drafts);
    assert_string_equal(c.capsules[0]->listen[0], "127.0.0.1");
    assert_string_equal(c.capsules[0]->listen[1], "[::1]");
    assert_null(c.capsules[0]->listen[2]);
    assert_string_equal(c.capsules[0]->site.ignore[0], "*.log");
    assert_string_equal(c.capsules[0]->site.ignore[1], "/old/");
    assert_null(c.capsules[0]->site.ignore[2]);
    assert_int_equal(c.gemini_port, 1);
    assert_int_equal(c.capsules[0]->gopher_port, 2);
    Identity identity = config_identity(c.capsules[0], 1, 2);
    assert_int_equal(identity.gemini_port, 3);
    assert_int_equal(identity.gopher_port, 4);
    assert_int_equal(config_identity(c.capsules[0], 1, 0).gopher_port, 0);
    assert_string_equal(c.capsules[0]->certs.p, "c");
    assert_int_equal(c.workers, 3);
    assert_int_equal(c.log, LOG_VERBOSE);
    assert_int_equal(c.watch, WATCH_OFF);
    settings_free(&c);
}

/* The later one counts; a flag can be taken back. */
static void the_later_one_counts(void **state) {
    (void)state;
    Config c = good("serve --links end --links block --drafts --drafts=no -v -q");
    assert_false(c.capsules[0]->site.render.links_at_end);
    assert_false(c.capsules[0]->site.drafts);
    assert_int_equal(c.log, LOG_QUIET);
    settings_free(&c);
}

static void one_line_says_what_is_wrong(void **state) {
    (void)state;
    bad("serve --prot 3", "unknown option --prot; see leda serve --help");
    bad("serve --widht 3", "unknown option --widht; did you mean --width?");
    bad("list --widht 3", "unknown option --widht; see leda list --help");
    bad("list --width 3", "unknown option --width; see leda list --help");
    bad("serve --bogus=3", "unknown option --bogus; see leda serve --help");
    bad("serve -x", "unknown option -x; see leda serve --help");
    bad("serve -vx", "unknown option -x; see leda serve --help");
    bad("list -v", "unknown option -v; see leda list --help");
    bad("list --print-config", "unknown option --print-config; see leda list --help");
    bad("serve --as text", "unknown option --as; did you mean --was?");
    bad("serve --host", "--host needs a value; see leda serve --help");
    bad("serve --config", "--config needs a value; see leda serve --help");
    bad("serve --host a_b/c", "--host a_b/c: not a host name");
    bad("serve --host=", "--host : not a host name");
    bad("serve --gemini-port 70000", "--gemini-port 70000: a number from 0 to 65535 is wanted");
    bad("serve --gopher-port -1", "--gopher-port -1: a number from 0 to 65535 or auto is wanted");
    bad("serve --public-gopher-port 0", "--public-gopher-port 0: a number from 1 to 65535 or auto is wanted");
    bad("serve --workers 0", "--workers 0: a number from 1 to 64 or auto is wanted");
    bad("serve --listen example.org", "--listen example.org: an IPv4 or IPv6 address is wanted");
    bad("serve --charset utf-16", "--charset utf-16: utf-8, latin1 or ascii is wanted");
    bad("serve --links no", "--links no: block or end is wanted");
    bad("serve --width 201", "--width 201: a number from 20 to 200 is wanted");
    bad("serve --drafts=maybe", "--drafts maybe: no or yes is wanted");
    bad("serve a b", "one content folder, not also b");
    bad("serve --gemini-port 0 --gopher-port 0", "both protocols are off; nothing to serve");
    bad("serve --gemini-port 7 --gopher-port 7", "Gemini and Gopher both want port 7");
    bad("serve --gemini-port 70", "Gemini and Gopher both want port 70");
    bad("render", "a file is wanted; see leda render --help");
    bad("render a.md", "--as gemtext, gophermap, menu or text is wanted");
    bad("render a.md --as html", "--as html: gemtext, gophermap, menu or text is wanted");
    bad("render a.md --as menu --width 5", "--width 5: a number from 20 to 200 is wanted");
    bad("render a.md b.md --as menu", "one file, not also b.md");
    bad("render a.md --as menu --emphasis", "--emphasis needs a value; see leda render --help");
}

static void lists_are_bounded(void **state) {
    (void)state;
    char line[1024] = "serve";
    for (int i = 0; i <= SETTINGS_LISTEN / 2; i++)
        strcat(line, " --listen=127.0.0.1 --listen=::1");
    char *argv[32];
    Command command;
    Buf error = {0};
    Config config;
    assert_int_equal(options_read(COMMAND_SERVE, split(line, argv), &command, &error), OPTIONS_GO);
    const ConfigAsk ask = {.folder = "/nowhere/x",
                           .system = "/nowhere/leda.conf",
                           .given = command.given,
                           .given_count = command.given_count};
    assert_int_equal(config_make(&ask, &config, &error), CONFIG_BAD_COMMAND);
    assert_true(str_eq(buf_str(&error), STR("--listen 127.0.0.1: no more than 16 are possible")));
    options_free(&command);
    buf_free(&error);
}

static Command render(const char *line) {
    char *argv[32];
    Command command;
    Buf error = {0};
    strcpy(line_of_test, line);
    assert_int_equal(options_read(COMMAND_RENDER, split(line_of_test, argv), &command, &error), OPTIONS_GO);
    return command;
}

static void render_commands(void **state) {
    (void)state;
    Command c = render("render - --as text --root r");
    assert_string_equal(c.file, "-");
    assert_string_equal(c.root, "r");
    assert_int_equal(c.as, RENDER_TEXT);
    options_free(&c);
    c = render("render posts/a.md --as=menu --config x");
    assert_string_equal(c.root, "posts");
    assert_string_equal(c.config, "x");
    options_free(&c);
    c = render("render --as gemtext -- --odd.md");
    assert_string_equal(c.file, "--odd.md");
    assert_string_equal(c.root, ".");
    options_free(&c);
    c = render("render /a.md --as gophermap");
    assert_string_equal(c.root, "/");
    options_free(&c);
}

static void cert_commands(void **state) {
    (void)state;
    char line[] = "cert new --key k.pem /srv/x --host a.b --certs c --config f", *argv[32];
    Command c;
    Buf error = {0};
    assert_int_equal(options_read(COMMAND_CERT, split(line, argv), &c, &error), OPTIONS_GO);
    assert_true(c.make);
    assert_string_equal(c.key, "k.pem");
    assert_string_equal(c.host, "a.b");
    assert_string_equal(c.config, "f");
    assert_int_equal(c.given_count, 2);
    assert_string_equal(c.given[0].value, "/srv/x");
    assert_string_equal(c.given[1].value, "c");
    options_free(&c);
    bad("cert", "cert: show or new is wanted; see leda cert --help");
    bad("cert shew", "cert shew: show or new is wanted; see leda cert --help");
    bad("cert show x y", "one content folder, not also y");
    bad("cert show --key x", "--key is for leda cert new");
    bad("cert show --width 3", "unknown option --width; see leda cert --help");
    bad("serve --key", "--key needs a value; see leda serve --help");
}

static void both_commands_say_how_pages_are_drawn(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        Config c = good(i ? "serve --width 50 --charset latin1 --links end --emphasis keep"
                          : "render - --as text --width 50 --charset latin1 --links end --emphasis keep");
        assert_int_equal(c.capsules[0]->site.render.width, 50);
        assert_int_equal(c.capsules[0]->site.render.charset, CHARSET_LATIN1);
        assert_true(c.capsules[0]->site.render.links_at_end && c.capsules[0]->site.render.keep_emphasis);
        settings_free(&c);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(everything_given),
        cmocka_unit_test(the_later_one_counts),
        cmocka_unit_test(one_line_says_what_is_wrong),
        cmocka_unit_test(lists_are_bounded),
        cmocka_unit_test(render_commands),
        cmocka_unit_test(cert_commands),
        cmocka_unit_test(both_commands_say_how_pages_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
