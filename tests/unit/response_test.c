#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "proto/response.h"

#include <stdlib.h>
#include <string.h>

static void assert_holds(const Buf *got, const char *want) {
    assert_int_equal(got->len, strlen(want));
    if (got->len) assert_memory_equal(got->p, want, got->len);
}

static Buf owned(const char *z) {
    Buf b = {0};
    buf_add(&b, str_of(z));
    return b;
}

/* Gives one letter at a time and counts its closing. */
typedef struct Letters {
    Source source;
    Str rest;
    int *closed;
} Letters;

static bool letters_fill(Source *source, size_t want, Buf *out) {
    Letters *letters = (Letters *)source;
    assert_true(want > 0);
    buf_add(out, str_head(letters->rest, 1));
    letters->rest = str_skip(letters->rest, 1);
    return letters->rest.len > 0;
}

static void letters_close(Source *source) {
    Letters *letters = (Letters *)source;
    ++*letters->closed;
    free(letters);
}

static Source *letters_new(const char *z, int *closed) {
    Letters *letters = mem_zero(1, sizeof *letters);
    *letters = (Letters){{letters_fill, letters_close}, str_of(z), closed};
    return &letters->source;
}

static void empty_response_is_no_bytes(void **state) {
    (void)state;
    Response r;
    Buf out = {0};
    response_init(&r);
    assert_true(response_collect(&r, &out));
    assert_int_equal(out.len, 0);
    response_free(&r);
    buf_free(&out);
}

static void head_and_parts_come_in_order(void **state) {
    (void)state;
    Response r;
    Buf out = {0};
    int closed = 0;
    response_init(&r);
    response_head(&r, STR("head "));
    response_add_str(&r, STR("str "));
    response_add_buf(&r, owned("buf "));
    response_add_source(&r, letters_new("source ", &closed));
    response_add_str(&r, STR("end"));
    assert_int_equal(r.count, RESPONSE_PARTS);
    assert_true(response_collect(&r, &out));
    assert_holds(&out, "head str buf source end");
    response_free(&r);
    assert_int_equal(closed, 1);
    buf_free(&out);
}

static void empty_parts_are_dropped(void **state) {
    (void)state;
    Response r;
    Buf room = {0};
    response_init(&r);
    buf_reserve(&room, 100);
    response_add_buf(&r, room);
    response_add_str(&r, (Str){0});
    assert_int_equal(r.count, 0);
    response_free(&r);
}

static void long_head_becomes_a_part(void **state) {
    (void)state;
    char head[RESPONSE_HEAD_MAX + 2];
    memset(head, 'x', sizeof head - 1);
    head[sizeof head - 1] = '\0';
    for (size_t cut = 0; cut < 2; cut++) {
        Response r;
        Buf out = {0};
        response_init(&r);
        response_head(&r, str_of(head + cut));
        assert_int_equal(r.head_len, cut ? RESPONSE_HEAD_MAX : 0);
        assert_int_equal(r.count, cut ? 0 : 1);
        assert_true(response_collect(&r, &out));
        assert_holds(&out, head + cut);
        response_free(&r);
        buf_free(&out);
    }
}

static void files_cannot_be_collected(void **state) {
    (void)state;
    Response r;
    Buf out = {0};
    response_init(&r);
    response_head(&r, STR("head"));
    response_add_file(&r, (FilePart){-1, STR("a.bin"), NULL});
    assert_false(response_collect(&r, &out));
    assert_holds(&out, "head");
    response_free(&r);
    buf_free(&out);
}

/* Brackets around the whole, and what came before each piece. */
static void bracket(Str in, char *last, Buf *out) {
    if (*last == 0) buf_add_char(out, '[');
    if (*last) buf_add_char(out, *last);
    buf_add(out, in);
    if (in.len == 0) buf_add_char(out, ']');
    *last = in.len ? in.p[0] : '!';
}

static void a_filter_sees_every_piece_of_a_source_and_its_end(void **state) {
    (void)state;
    Response r;
    Buf out = {0};
    int closed = 0;
    response_init(&r);
    response_add_source(&r, source_filtered(letters_new("abc", &closed), bracket));
    assert_true(response_collect(&r, &out));
    assert_holds(&out, "[aabbcc]");
    response_free(&r);
    assert_int_equal(closed, 1);
    buf_free(&out);
}

static void free_leaves_it_empty(void **state) {
    (void)state;
    Response r;
    int closed = 0;
    response_init(&r);
    response_head(&r, STR("head"));
    response_add_source(&r, letters_new("never read", &closed));
    response_free(&r);
    response_free(&r);
    assert_int_equal(closed, 1);
    assert_int_equal(r.count + r.head_len, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty_response_is_no_bytes),
        cmocka_unit_test(head_and_parts_come_in_order),
        cmocka_unit_test(empty_parts_are_dropped),
        cmocka_unit_test(long_head_becomes_a_part),
        cmocka_unit_test(files_cannot_be_collected),
        cmocka_unit_test(free_leaves_it_empty),
        cmocka_unit_test(a_filter_sees_every_piece_of_a_source_and_its_end),
    };
    return cmocka_run_group_tests_name("response", tests, NULL, NULL);
}
