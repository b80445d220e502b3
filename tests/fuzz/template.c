/* Template code resolved in a page's source (SRC-08). Whatever comes in: what is valid UTF-8 stays so, no
 * line break is lost, little is added, and text without template code is left alone. */
#include "doc/template.h"

#include "base/utf8.h"
#include "fuzz.h"

static bool find_page(void *context, Str name, Buf *out) {
    (void)context;
    if (name.len % 2) return false;
    buf_add(out, STR("/posts/a (b)"));
    return true;
}

static bool find_value(void *context, Str scope, Str key, Buf *out) {
    (void)context;
    (void)scope;
    if (key.len % 2) return false;
    buf_add(out, STR("a\nb"));
    return true;
}

static size_t count_lines(Str s) {
    size_t lines = 0;
    for (size_t i = 0; i < s.len; i++)
        lines += s.p[i] == '\n';
    return lines;
}

static size_t count_of(Str s, Str what) {
    size_t count = 0;
    for (size_t at = 0; (at = str_search(s, what)) != STR_NONE; count++)
        s = str_skip(s, at + what.len);
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf text = {0}, out = {0};
    Diag diag = {0};
    utf8_clean((Str){(const char *)bytes, size}, &text);
    const TemplateHost host = {.page = find_page, .value = find_value, .line = 1, .diag = &diag};
    bool any = template_resolve(buf_str(&text), &host, &out);
    fuzz_check(any || out.len == 0);
    fuzz_check(utf8_valid(buf_str(&out)));
    fuzz_check(out.len <= 16 * text.len + 64);
    if (any) {
        size_t before = count_lines(buf_str(&text)), after = count_lines(buf_str(&out));
        fuzz_check(after >= before);
        fuzz_check(after <= before + 4 * count_of(buf_str(&text), STR("highlight")));
    }
    diag_free(&diag);
    buf_free(&out);
    buf_free(&text);
    return 0;
}
