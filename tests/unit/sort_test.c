#include "base/sort.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

typedef struct Item {
    int key, was;
} Item;

static int by_key(const void *a, const void *b) {
    const Item *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static void assert_sorts(const int *keys, size_t count) {
    Item *items = calloc(count + 1, sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = (Item){keys[i], (int)i};
    sort_runs(items, count, sizeof *items, by_key);
    unsigned char *seen = calloc(count + 1, 1);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(items[i].key, keys[items[i].was]);
        assert_int_equal(seen[items[i].was]++, 0);
        if (i == 0) continue;
        assert_true(items[i - 1].key <= items[i].key);
        if (items[i - 1].key == items[i].key) assert_true(items[i - 1].was < items[i].was);
    }
    free(seen);
    free(items);
}

static void sorts_stably(void **state) {
    (void)state;
    static const int none[1], one[] = {3}, down[] = {5, 4, 3, 2, 1}, up[] = {1, 2, 2, 3},
                              runs[] = {4, 5, 6, 1, 2, 9, 0, 0, 7, 4, 4, 5};
    assert_sorts(none, 0);
    assert_sorts(one, 1);
    assert_sorts(down, 5);
    assert_sorts(up, 4);
    assert_sorts(runs, sizeof runs / sizeof *runs);
    sort_runs(NULL, 0, 8, by_key);
}

static void sorts_anything(void **state) {
    (void)state;
    int keys[300];
    srand(1);
    for (size_t count = 0; count < 300; count++) {
        for (size_t i = 0; i < count; i++)
            keys[i] = rand() % (int)(1 + count / 2);
        assert_sorts(keys, count);
    }
}

/* Texts of a few letters, some of which all begin alike, or end where others go on, or have a zero. */
static void sorts_texts(void **state) {
    (void)state;
    static const char letters[] = {0, 'a', 'b', (char)0xFF};
    char bytes[200][16];
    SortText texts[200];
    for (unsigned round = 0; round < 300; round++) {
        size_t count = (size_t)rand() % 200, start = (size_t)rand() % 5;
        for (size_t i = 0; i < count; i++) {
            size_t len = start + (size_t)rand() % (16 - start);
            for (size_t k = 0; k < len; k++)
                bytes[i][k] = k < start ? 'a' : letters[rand() % 4];
            texts[i] = (SortText){.text = {bytes[i], len}, .item = (uint32_t)i};
        }
        sort_texts(texts, count);
        for (size_t i = 1; i < count; i++) {
            assert_true(str_cmp(texts[i - 1].text, texts[i].text) <= 0);
            if (str_eq(texts[i - 1].text, texts[i].text)) assert_true(texts[i - 1].item < texts[i].item);
        }
        for (size_t i = 0; i < count; i++)
            assert_ptr_equal(texts[i].text.p, bytes[texts[i].item]);
    }
    sort_texts(NULL, 0);
}

static void sorts_by_keys_and_then_by_texts(void **state) {
    (void)state;
    static const char *const words[] = {"", "a", "aa", "b"};
    SortText texts[300];
    for (unsigned round = 0; round < 64; round++) {
        size_t count = (size_t)rand() % 300;
        for (size_t i = 0; i < count; i++)
            texts[i] = (SortText){str_of(words[rand() % 4]), (uint64_t)(rand() % 3) << round, (uint32_t)i};
        sort_keys(texts, count);
        for (size_t i = 1; i < count; i++) {
            const SortText *a = &texts[i - 1], *b = &texts[i];
            int order = str_cmp(a->text, b->text);
            bool same = a->key == b->key;
            assert_true(a->key < b->key || (same && (order < 0 || (order == 0 && a->item < b->item))));
        }
    }
    sort_keys(NULL, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(sorts_stably), cmocka_unit_test(sorts_anything),
                                       cmocka_unit_test(sorts_texts),
                                       cmocka_unit_test(sorts_by_keys_and_then_by_texts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
