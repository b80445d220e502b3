/* Gopher's `serve`: errors and pages are menus that end with their dot and have four fields in each line,
 * text has the line ends of the wire, and a URL page leads to nothing that a browser would run. */
#include "proto/gopher.h"
#include "proto/gopher_html.h"

#include "served.h"

static Str selector_of(Str request) {
    size_t n = 0;
    while (n < request.len && !memchr("\t\r\n", request.p[n], 3))
        n++;
    return str_head(request, n);
}

/* `dots`: as RFC 1436 has them, so no line is a dot but the last one. */
static void check_text(Str text, bool dots) {
    for (size_t i = 0; i < text.len; i++)
        fuzz_check(text.p[i] != '\n' || (i > 0 && text.p[i - 1] == '\r'));
    if (!dots) return;
    fuzz_check(str_eq(text, STR(".\r\n")) || str_ends(text, STR("\r\n.\r\n")));
    fuzz_check(text.len == 3 || !str_starts(text, STR(".\r\n")));
    size_t first = str_search(text, STR("\r\n.\r\n"));
    fuzz_check(first == STR_NONE || first + 5 == text.len);
}

static void check_html(Str page) {
    static const Str scripts[] = {STR("href=\"javascript:"), STR("href=\"data:"), STR("\"1; url=javascript:"),
                                  STR("<script")};
    Buf lower = {0};
    for (size_t i = 0; i < page.len; i++)
        buf_add_char(&lower, page.p[i] >= 'A' && page.p[i] <= 'Z' ? (char)(page.p[i] | 32) : page.p[i]);
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        fuzz_check(str_search(buf_str(&lower), scripts[i]) == STR_NONE);
    buf_free(&lower);
}

/* A list of attributes is a menu whose lines have a word in front (GPLUS-01). */
static void check_attributes(Str list) {
    Buf menu = {0};
    Str line, word;
    while (str_line(&list, &line)) {
        word = str_head(line, list.len ? sizeof "+INFO: " - 1 : 0);
        fuzz_check(str_eq(word, list.len ? STR("+INFO: ") : STR("")));
        buf_add(&menu, str_skip(line, word.len));
        buf_add(&menu, STR("\r\n"));
    }
    fuzz_check(menu_problem(buf_str(&menu)) == NULL);
    buf_free(&menu);
}

static void check_menu(Str answer) {
    static const Str begin = STR("+-1\r\n");
    if (str_starts(answer, begin))
        check_attributes(str_skip(answer, begin.len));
    else
        fuzz_check(menu_problem(answer) == NULL);
}

static bool is_web(Str request) {
    size_t n = 0;
    while (n < request.len && request.p[n] != '\r' && request.p[n] != '\n')
        n++;
    return gopher_html_is_http(str_head(request, n));
}

static void check_answer(const Served *served, const Site *site, Str request) {
    Str answer = buf_str(&served->bytes);
    Found found = site_find_gopher(site, selector_of(request));
    if (is_web(request))
        fuzz_check(str_starts(answer, STR("HTTP/1.0 200 OK\r\n")));
    else if (served->status != 20 || found.kind == FOUND_PAGE)
        check_menu(answer);
    else if (found.kind == FOUND_TEXT || (found.kind == FOUND_FILE && found.file->type == '0'))
        check_text(answer, site->rfc1436 && served->whole);
    if (str_search(answer, STR("<html")) != STR_NONE) check_html(answer);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Str request;
    Asking asking;
    Served served = fuzz_request(&protocol_gopher, (Str){(const char *)bytes, size}, &asking, &request);
    if (served.status) check_answer(&served, asking.site, request);
    buf_free(&served.bytes);
    return 0;
}
