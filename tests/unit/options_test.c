#include "app/options.h"
#include "unit.h"

#include <getopt.h>
#include <string.h>

/* Splits at blanks, as a shell would. */
static int split(char *line, char *argv[32]) {
    int argc = 0;
    for (char *word = strtok(line, " "); word; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc] = NULL;
    optind = 0; /* glibc: begin anew */
    return argc;
}

static ServeOptions serve_good(const char *command) {
    static char line[256];
    char *argv[32];
    ServeOptions options;
    Buf error = {0};
    strcpy(line, command);
    int argc = split(line, argv);
    assert_int_equal(options_serve(argc, argv, &options, &error), OPTIONS_GO);
    assert_int_equal(error.len, 0);
    return options;
}

static void serve_bad(const char *command, const char *message) {
    char line[256];
    char *argv[32];
    ServeOptions options;
    Buf error = {0};
    strcpy(line, command);
    int argc = split(line, argv);
    assert_int_equal(options_serve(argc, argv, &options, &error), OPTIONS_BAD);
    buf_add_char(&error, 0);
    assert_string_equal(error.p, message);
    buf_free(&error);
    buf_free(&options.host_name);
}

static void defaults(void **state) {
    (void)state;
    ServeOptions o = serve_good("serve");
    assert_string_equal(o.content, "content");
    assert_true(str_eq(o.host, STR("localhost")));
    assert_false(o.public_host);
    assert_int_equal(o.gemini_port, 1965);
    assert_int_equal(o.gopher_port, 70);
    assert_false(o.gopher_port_given);
    assert_in_range(o.workers, 1, 8);
    buf_free(&o.host_name);
}

static void everything_given(void **state) {
    (void)state;
    ServeOptions o =
        serve_good("serve /srv/x --host Example.ORG --listen 127.0.0.1 --listen [::1] --gemini-port 1 "
                   "--gopher-port 2 --public-gemini-port 3 --public-gopher-port 4 --certs c --drafts");
    assert_string_equal(o.content, "/srv/x");
    assert_true(str_eq(o.host, STR("example.org")));
    assert_true(o.public_host && o.drafts && o.gopher_port_given);
    assert_int_equal(o.listen_count, 2);
    assert_int_equal(o.gemini_port, 1);
    assert_int_equal(o.gopher_port, 2);
    assert_int_equal(o.public_gemini_port, 3);
    assert_int_equal(o.public_gopher_port, 4);
    buf_free(&o.host_name);
    o = serve_good("serve --workers 3 -v");
    assert_int_equal(o.workers, 3);
    assert_true(o.verbose);
    buf_free(&o.host_name);
}

static void one_line_says_what_is_wrong(void **state) {
    (void)state;
    serve_bad("serve --prot 3", "unknown option --prot; see leda serve --help");
    serve_bad("serve -x", "unknown option -x; see leda serve --help");
    serve_bad("serve --host", "--host needs a value; see leda serve --help");
    serve_bad("serve --host a_b/c", "--host a_b/c: not a host name");
    serve_bad("serve --gemini-port 70000", "--gemini-port 70000: a number from 0 to 65535 is wanted");
    serve_bad("serve --public-gopher-port 0", "--public-gopher-port 0: a number from 1 to 65535 is wanted");
    serve_bad("serve --workers 0", "--workers 0: a number from 1 to 64 is wanted");
    serve_bad("serve --listen example.org", "--listen example.org: an IPv4 or IPv6 address is wanted");
    serve_bad("serve a b", "one content folder, not also b");
    serve_bad("serve --gemini-port 0 --gopher-port 0", "both protocols are off; nothing to serve");
    serve_bad("serve --gemini-port 7 --gopher-port 7", "Gemini and Gopher both want port 7");
}

static OptionsResult render(const char *command, RenderCommand *options, Buf *error) {
    static char line[256];
    char *argv[32];
    strcpy(line, command);
    int argc = split(line, argv);
    return options_render(argc, argv, options, error);
}

static void render_commands(void **state) {
    (void)state;
    RenderCommand o;
    Buf error = {0};
    assert_int_equal(render("render - --as text --width 40 --root r --host a.example", &o, &error),
                     OPTIONS_GO);
    assert_string_equal(o.file, "-");
    assert_string_equal(o.root, "r");
    assert_int_equal(o.as, RENDER_TEXT);
    assert_int_equal(o.render.width, 40);
    assert_int_equal(o.render.charset, CHARSET_UTF8);
    assert_false(o.render.links_at_end || o.render.keep_emphasis);
    assert_true(str_eq(o.host, STR("a.example")));
    buf_free(&o.host_name);
    const char *const bad[] = {"render",
                               "render a.md",
                               "render a.md --as html",
                               "render a.md --as menu --width 5",
                               "render a.md b.md --as menu",
                               "render a.md --as menu --charset utf-16",
                               "render a.md --as menu --links both",
                               "render a.md --as menu --emphasis"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        buf_clear(&error);
        assert_int_equal(render(bad[i], &o, &error), OPTIONS_BAD);
        assert_true(error.len > 0);
        assert_int_equal(str_find(buf_str(&error), '\n'), STR_NONE);
        buf_free(&o.host_name);
    }
    buf_free(&error);
}

static void both_commands_say_how_pages_are_drawn(void **state) {
    (void)state;
    RenderCommand o;
    Buf error = {0};
    assert_int_equal(render("render - --as text --charset latin1 --links end --emphasis keep", &o, &error),
                     OPTIONS_GO);
    assert_int_equal(o.render.charset, CHARSET_LATIN1);
    assert_true(o.render.links_at_end && o.render.keep_emphasis);
    buf_free(&o.host_name);
    ServeOptions s = serve_good("serve --width 50 --charset ascii --links end --emphasis keep");
    assert_int_equal(s.render.width, 50);
    assert_int_equal(s.render.charset, CHARSET_ASCII);
    assert_true(s.render.links_at_end && s.render.keep_emphasis);
    buf_free(&s.host_name);
    s = serve_good("serve --links end --links block");
    assert_false(s.render.links_at_end);
    assert_int_equal(s.render.width, RENDER_WIDTH);
    buf_free(&s.host_name);
    serve_bad("serve --charset utf-16", "--charset utf-16: utf-8, latin1 or ascii is wanted");
    serve_bad("serve --links no", "--links no: block or end is wanted");
    serve_bad("serve --width 201", "--width 201: a number from 20 to 200 is wanted");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults),
        cmocka_unit_test(everything_given),
        cmocka_unit_test(one_line_says_what_is_wrong),
        cmocka_unit_test(render_commands),
        cmocka_unit_test(both_commands_say_how_pages_are_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
