#include "app/settings.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>

#include <string.h>

/* For each key: a value that is not its default, as it is written back, and one that is refused. */
static const struct {
    const char *key, *value, *shown, *wrong, *wanted;
} rows[] = {
    {"content", "/srv/x", "/srv/x", "", "a path without control characters is wanted"},
    {"host",
     "B\xC3\xBC"
     "cher.Example.",
     "xn--bcher-kva.example", "a b", "not a host name"},
    {"also", "WWW.Example.", "www.example", "a b", "not a host name"},
    {"was", "old.example", "old.example", "-", "not a host name"},
    {"listen", "[::1]", "[::1]", "[::1", "an IPv4 or IPv6 address is wanted"},
    {"gemini-port", "0", "0", "auto", "a number from 0 to 65535 is wanted"},
    {"gopher-port", "7070", "7070", "70000", "a number from 0 to 65535 or auto is wanted"},
    {"public-gemini-port", "1", "1", "0", "a number from 1 to 65535 or auto is wanted"},
    {"public-gopher-port", "65535", "65535", "+7", "a number from 1 to 65535 or auto is wanted"},
    {"certs", "/c", "/c", "a\tb", "a path without control characters is wanted"},
    {"certificate", "/c.pem", "/c.pem", "a\tb", "a path without control characters is wanted"},
    {"key", "/k.pem", "/k.pem", "a\x1B[1m", "a path without control characters is wanted"},
    {"workers", "64", "64", "65", "a number from 1 to 64 or auto is wanted"},
    {"max-connections", "1", "1", "0", "a number from 1 to 1000000 is wanted"},
    {"request-timeout", "120", "2 min", "0", "a time from 1 s to 1 h is wanted"},
    {"send-timeout", "3600s", "1 h", "1.5 min", "a time from 1 s to 1 h is wanted"},
    {"stop-timeout", "0 s", "0 s", "61min", "a time from 0 s to 1 h is wanted"},
    {"title", "Hyv\xC3\xA4; a = b: c", "Hyv\xC3\xA4; a = b: c", "a\x1B[1m",
     "text in UTF-8 without control characters is wanted"},
    {"language", "pt-BR", "pt-BR", "en; q=1", "a language tag such as en or pt-BR is wanted"},
    {"web", "https://example.org/blog//", "https://example.org/blog", "gemini://x",
     "a URL with http:// or https:// is wanted"},
    {"timezone", "-0530", "-05:30", "Europe/Helsinki", "UTC or an offset such as +02:00 is wanted"},
    {"gone", "/posts/\xC3\xA4", "/posts/\xC3\xA4", "posts/a", "an address such as /posts/hello is wanted"},
    {"description", "Of this; and that", "Of this; and that", "\xFF",
     "text in UTF-8 without control characters is wanted"},
    {"author", "Ann B", "Ann B", "a\x07", "text in UTF-8 without control characters is wanted"},
    {"feed", "content", "content", "full", "summary or content is wanted"},
    {"feed-entries", "1000", "1000", "0", "a number from 1 to 1000 is wanted"},
    {"id-host", "Old.Example.", "old.example", "a b", "not a host name"},
    {"robots", "webproxy", "webproxy", "webproxy indexer", "a word without blanks is wanted"},
    {"favicon", "\U0001F9A2", "\U0001F9A2", "a b", "a word without blanks is wanted"},
    {"security-contact", "me@example.org", "me@example.org", "me at example.org",
     "a word without blanks is wanted"},
    {"sections", "My notes", "My notes", "a\x07", "text in UTF-8 without control characters is wanted"},
    {"width", "200", "200", "201", "a number from 20 to 200 is wanted"},
    {"charset", "ascii", "ascii", "ASCII", "utf-8, latin1 or ascii is wanted"},
    {"links", "end", "end", "both", "block or end is wanted"},
    {"emphasis", "keep", "keep", "", "strip or keep is wanted"},
    {"foot", "none", "none", "off", "full, short or none is wanted"},
    {"gopher-list", "both", "both", "", "auto, menu, text or both is wanted"},
    {"gopher-text", "rfc1436", "rfc1436", "yes", "plain or rfc1436 is wanted"},
    {"list-entries", "1", "1", "0", "a number from 1 to 100000 is wanted"},
    {"source", "yes", "yes", "on", "no or yes is wanted"},
    {"iri", "yes", "yes", "utf-8", "no or yes is wanted"},
    {"gophermap", "plain", "plain", "bucktooth", "gophernicus or plain is wanted"},
    {"reply", "mailto:me@example.org", "mailto:me@example.org", "me@example.org",
     "a URL such as mailto:me@example.org is wanted"},
    {"drafts", "yes", "yes", "true", "no or yes is wanted"},
    {"ignore", "*.log", "*.log", "\xFF", "text in UTF-8 without control characters is wanted"},
    {"max-page", "2048", "2 KiB", "1023 B", "a size from 1 KiB to 64 MiB is wanted"},
    {"watch", "poll", "poll", "maybe", "no, yes or poll is wanted"},
    {"poll-interval", "5 s", "5 s", "0", "a time from 1 s to 24 h is wanted"},
    {"log", "quiet", "quiet", "loud", "quiet, normal or verbose is wanted"},
    {"access-log", "/var/log/x", "/var/log/x", "yes",
     "no, stdout, stderr or a file such as ./access-log is wanted"},
    {"address", "none", "none", "yes", "hashed, full or none is wanted"},
};

static bool set(Config *config, const char *key, const char *value, Buf *why) {
    const SettingInput input = {.value = str_of(value), .origin = 1};
    return settings_set(config, settings_find(str_of(key)), &input, why);
}

static void assert_shown(const Config *config, size_t row, const char *wanted) {
    Buf shown = {0};
    settings_show(config, config->capsules[0], row, &shown);
    buf_add_char(&shown, 0);
    assert_string_equal(shown.p, wanted);
    buf_free(&shown);
}

static void each_key_is_read_and_shown(void **state) {
    (void)state;
    assert_int_equal(sizeof rows / sizeof *rows, settings_count); /* a new key has a row here */
    for (size_t i = 0; i < settings_count; i++) {
        Config config;
        Buf why = {0};
        assert_string_equal(rows[i].key, settings_table[i].key);
        settings_defaults(&config);
        assert_true(set(&config, rows[i].key, rows[i].value, &why));
        assert_shown(&config, i, rows[i].shown);
        assert_int_equal(config.capsules[0]->origins[i], 1);
        assert_string_not_equal(settings_table[i].standard, rows[i].shown);
        for (size_t other = 0; other < settings_count; other++)
            if (other != i) assert_int_equal(config.capsules[0]->origins[other], SETTINGS_DEFAULT);
        settings_free(&config);
        buf_free(&why);
    }
}

/* What is refused says what is wanted and changes nothing. */
static void each_key_refuses(void **state) {
    (void)state;
    for (size_t i = 0; i < settings_count; i++) {
        Config config;
        Buf why = {0}, before = {0}, after = {0};
        settings_defaults(&config);
        settings_print(&config, &before);
        assert_false(set(&config, rows[i].key, rows[i].wrong, &why));
        buf_add_char(&why, 0);
        assert_string_equal(why.p, rows[i].wanted);
        settings_print(&config, &after);
        assert_true(str_eq(buf_str(&before), buf_str(&after)));
        assert_int_equal(config.capsules[0]->origins[i], SETTINGS_DEFAULT);
        settings_free(&config);
        buf_free(&why);
        buf_free(&before);
        buf_free(&after);
    }
}

/* One value changes one place: no two rows share theirs, and sizes are those of their kinds. */
static void places_are_apart(void **state) {
    (void)state;
    for (size_t i = 0; i < settings_count; i++) {
        const SettingSpec *a = &settings_table[i];
        size_t size = a->flags & SETTING_LIST           ? sizeof(char *const *)
                      : a->kind <= SETTING_SITE_ADDRESS ? sizeof(Str)
                      : a->size == sizeof(bool)         ? sizeof(bool)
                                                        : sizeof(uint32_t);
        assert_int_equal(a->size, size);
        bool words = a->kind == SETTING_CHOICE && a->names[1] && a->names[2];
        if (words) assert_int_equal(a->size, sizeof(uint32_t)); /* a bool holds two */
        assert_true(strlen(a->key) <= 32);                      /* settings_guess */
        for (size_t j = 0; j < i; j++) {
            const SettingSpec *b = &settings_table[j];
            bool same = (a->flags & SETTING_PROCESS) == (b->flags & SETTING_PROCESS);
            assert_true(!same || a->offset + a->size <= b->offset || b->offset + b->size <= a->offset);
            assert_string_not_equal(a->key, b->key);
        }
    }
}

static void defaults_are_shown_as_they_stand(void **state) {
    (void)state;
    Config config;
    settings_defaults(&config);
    for (size_t i = 1; i < settings_count; i++) /* content is made absolute */
        assert_shown(&config, i, settings_table[i].standard);
    settings_free(&config);
}

static void numbers_have_units(void **state) {
    (void)state;
    static const struct {
        const char *value;
        uint32_t bytes;
    } good[] = {
        {"1024", 1024}, {"1024B", 1024}, {"1 KiB", 1024}, {"3MiB", 3u << 20}, {" 64   MiB ", 64u << 20}};
    static const char *const bad[] = {"",       "MiB",    "1 MB",     "1 mib",      "-1 MiB",
                                      "1 MiBs", "0x1000", "4096 MiB", "4294967296", "1 MiB 2"};
    Config config;
    Buf why = {0};
    settings_defaults(&config);
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(set(&config, "max-page", good[i].value, &why));
        assert_int_equal(config.capsules[0]->site.page_max, good[i].bytes);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(set(&config, "max-page", bad[i], &why));
    settings_free(&config);
    buf_free(&why);
}

/* Values of a later kind of origin take the place of those before; an empty one empties. */
static void lists(void **state) {
    (void)state;
    Config config;
    Buf why = {0};
    size_t row = settings_find(STR("ignore"));
    SettingInput input = {.value = STR("a"), .origin = 3};
    settings_defaults(&config);
    assert_null(config.capsules[0]->site.ignore);
    assert_true(settings_set(&config, row, &input, &why));
    input = (SettingInput){.value = STR("b"), .origin = 7};
    assert_true(settings_set(&config, row, &input, &why));
    assert_shown(&config, row, "a\nb");
    input = (SettingInput){.value = STR("c"), .origin = SETTINGS_COMMAND};
    assert_true(settings_set(&config, row, &input, &why));
    assert_true(settings_set(&config, row, &input, &why));
    assert_shown(&config, row, "c\nc");
    input.value = STR(" ");
    assert_true(settings_set(&config, row, &input, &why));
    assert_null(config.capsules[0]->site.ignore);
    settings_free(&config);
    buf_free(&why);
}

static void long_lists(void **state) {
    (void)state;
    Config config;
    Buf why = {0};
    char value[16];
    settings_defaults(&config);
    for (int i = 0; i < SETTINGS_GONE; i++) {
        snprintf(value, sizeof value, "/%d", i);
        assert_true(set(&config, "gone", value, &why));
    }
    assert_false(set(&config, "gone", "/x", &why));
    assert_true(str_eq(buf_str(&why), STR("no more than 1000 are possible")));
    for (int i = 0; i < SETTINGS_GONE; i++)
        assert_int_equal(atoi(config.capsules[0]->site.gone[i] + 1), i);
    assert_null(config.capsules[0]->site.gone[SETTINGS_GONE]);
    assert_true(config.arena.total < 256 << 10);
    settings_free(&config);
    buf_free(&why);
}

static void restart_names_what_cannot_change(void **state) {
    (void)state;
    Config running, wanted;
    Buf names = {0}, why = {0};
    settings_defaults(&running);
    settings_defaults(&wanted);
    assert_true(set(&wanted, "title", "T", &why) && set(&wanted, "width", "50", &why));
    settings_restart(&running, &wanted, &names);
    assert_int_equal(names.len, 0);
    assert_true(set(&wanted, "log", "quiet", &why) && set(&wanted, "host", "a.b", &why));
    settings_restart(&running, &wanted, &names);
    assert_true(str_eq(buf_str(&names), STR("host, log")));
    buf_clear(&names);
    Capsule *a = settings_capsule(&running, STR("a"), 1), *b = settings_capsule(&wanted, STR("a"), 1);
    SettingInput input = {.value = STR("x.y"), .origin = 2, .capsule = b};
    assert_string_equal(a->site.identity.host.p, "localhost");
    assert_true(settings_set(&wanted, settings_find(STR("host")), &input, &why));
    settings_capsule(&running, STR("went"), 3);
    settings_capsule(&wanted, STR("came"), 3);
    settings_restart(&running, &wanted, &names);
    assert_true(str_eq(buf_str(&names), STR("host, log, [a] host, [capsule went], [capsule came]")));
    settings_free(&running);
    settings_free(&wanted);
    buf_free(&names);
    buf_free(&why);
}

/* A further capsule has what the first one has, but for what is each one's own. */
static void further_capsules(void **state) {
    (void)state;
    Config config;
    Buf why = {0}, mine = {0}, given = {0}, standard = {0};
    settings_defaults(&config);
    for (size_t i = 0; i < settings_count; i++)
        assert_true(set(&config, rows[i].key, rows[i].value, &why));
    Capsule *further = settings_capsule(&config, STR("b"), 9);
    assert_ptr_equal(settings_find_capsule(&config, STR("b")), further);
    assert_ptr_equal(settings_find_capsule(&config, STR("")), config.capsules[0]);
    assert_null(settings_find_capsule(&config, STR("c")));
    for (size_t i = 1; i < settings_count; i++) {
        buf_clear(&mine);
        settings_show(&config, further, i, &mine);
        bool own = settings_table[i].flags & SETTING_OWN;
        assert_true(str_eq(buf_str(&mine), str_of(own ? settings_table[i].standard : rows[i].shown)));
        assert_int_equal(further->origins[i], SETTINGS_DEFAULT);
        assert_false(own && (settings_table[i].flags & SETTING_PROCESS));
    }
    /* What it says itself takes the place of what it was given, and the first one keeps its own. */
    SettingInput input = {.value = STR("b"), .origin = 10, .capsule = further};
    assert_true(settings_set(&config, settings_find(STR("ignore")), &input, &why));
    settings_show(&config, further, settings_find(STR("ignore")), &given);
    settings_show(&config, config.capsules[0], settings_find(STR("ignore")), &standard);
    assert_true(str_eq(buf_str(&given), STR("b")) && str_eq(buf_str(&standard), STR("*.log")));
    settings_free(&config);
    buf_free(&mine);
    buf_free(&given);
    buf_free(&standard);
}

static void assert_guess(const char *written, const char *meant) {
    const char *guess = settings_guess(str_of(written));
    if (meant)
        assert_string_equal(guess ? guess : "nothing", meant);
    else
        assert_null(guess);
}

static void guesses(void **state) {
    (void)state;
    assert_guess("widht", "width");
    assert_guess("Width", "width");
    assert_guess("width", "width");
    assert_guess("wdth", "width");
    assert_guess("gemini_port", "gemini-port");
    assert_guess("geminiport", "gemini-port");
    assert_guess("maxpage", "max-page");
    assert_guess("hots", "host");
    assert_guess("titel", "title");
    assert_guess("languag", "language");
    assert_guess("", NULL);
    assert_guess("x", NULL);
    assert_guess("prot", NULL);
    assert_guess("colour", NULL);
    assert_guess("a-key-that-is-longer-than-any-word-of-the-table", NULL);
}

static void help_has_each_key(void **state) {
    (void)state;
    Buf out = {0};
    settings_help(SETTING_SERVE, &out);
    Str rest = buf_str(&out), line;
    for (size_t i = 0; i < settings_count; i++) {
        char option[64];
        snprintf(option, sizeof option, "  --%s", settings_table[i].key);
        assert_int_not_equal(str_search(rest, str_of(option)), STR_NONE);
    }
    while (str_line(&rest, &line))
        assert_true(line.len <= 120);
    buf_free(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_key_is_read_and_shown),
        cmocka_unit_test(each_key_refuses),
        cmocka_unit_test(places_are_apart),
        cmocka_unit_test(defaults_are_shown_as_they_stand),
        cmocka_unit_test(numbers_have_units),
        cmocka_unit_test(lists),
        cmocka_unit_test(long_lists),
        cmocka_unit_test(restart_names_what_cannot_change),
        cmocka_unit_test(further_capsules),
        cmocka_unit_test(guesses),
        cmocka_unit_test(help_has_each_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
