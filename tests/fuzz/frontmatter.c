/* Front matter: whatever comes in, what is taken lies within the source, and every value is clean UTF-8 in
 * one line (SRC-04, SRC-09). */
#include "doc/frontmatter.h"
#include "base/utf8.h"
#include "fuzz.h"

static void check_value(Str value) {
    fuzz_check(utf8_valid(value));
    fuzz_check(str_find(value, '\n') == STR_NONE && str_find(value, 0) == STR_NONE);
}

static void check_list(StrList list) {
    for (uint32_t i = 0; i < list.count; i++) {
        fuzz_check(list.items[i].len > 0);
        check_value(list.items[i]);
    }
}

static void check_date(Date date) {
    fuzz_check(date.year == 0 || (date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31));
}

static void check_meta(const Meta *meta) {
    check_value(meta->title);
    check_value(meta->summary);
    check_value(meta->lang);
    check_date(meta->date);
    check_date(meta->updated);
    check_date(meta->publish);
    check_date(meta->expiry);
    check_list(meta->authors);
    check_list(meta->tags);
    check_list(meta->addresses);
    Str value;
    for (uint32_t i = 0; i < meta->pair_count; i++) {
        check_value(meta->pairs[i].value);
        fuzz_check(meta_scalar(meta, meta->pairs[i].key, &value));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf source = {0};
    Arena arena = {0};
    Diag diag = {0};
    Meta meta = {0};
    utf8_clean((Str){(const char *)bytes, size}, &source);
    long used = frontmatter_read(buf_str(&source), &arena, &diag, &meta);
    fuzz_check(used >= -1 && used <= (long)source.len);
    fuzz_check(used != -1 || diag.count > 0);
    check_meta(&meta);
    buf_free(&source);
    arena_free(&arena);
    diag_free(&diag);
    return 0;
}
