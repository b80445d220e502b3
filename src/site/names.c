#include "site/names.h"

#include "base/path.h"
#include "base/sort.h"
#include "base/utf8.h"

#include <stdlib.h>

/* The days within which a link's date and a page's are the same: time zones part them by one. */
#define DAY_SLACK 1

/* ---- slugs ---- */

static Str without_extension(Str s) {
    static const Str endings[] = {STR(".html"),     STR(".htm"), STR(".md"),
                                  STR(".markdown"), STR(".gmi"), STR(".gemini")};
    return path_without(s, endings, sizeof endings / sizeof *endings);
}

static const bool in_slug[256] = {
    ['0' ... '9'] = true, ['A' ... 'Z'] = true, ['a' ... 'z'] = true, [0x80 ... 0xFF] = true};

/* Of what is in NFC, and in lower case but for ASCII. */
static void add_lower_slug(Str s, Buf *out) {
    char *start = buf_reserve(out, s.len), *at = start;
    for (size_t i = 0; i < s.len; i++) {
        if (in_slug[(unsigned char)s.p[i]])
            *at++ = ascii_lower(s.p[i]);
        else if (at > start && at[-1] != '-')
            *at++ = '-';
    }
    if (at > start && at[-1] == '-') at--;
    out->len += (size_t)(at - start);
}

static void add_slug(Str s, Buf *out) {
    Buf nfc = {0}, lower = {0};
    if (utf8_ascii(s)) {
        add_lower_slug(s, out);
        return;
    }
    utf8_nfc(s, &nfc);
    utf8_lower(buf_str(&nfc), &lower);
    add_lower_slug(buf_str(&lower), out);
    buf_free(&lower);
    buf_free(&nfc);
}

void names_slug(Str s, Buf *out) {
    Date date;
    Str rest = without_extension(s), bare = rest;
    if (date_parse_prefix(bare, &date, &rest) && rest.len) bare = rest;
    add_slug(bare, out);
}

/* ---- adding ---- */

static int32_t day_of(Date date) {
    return date_is_set(date) ? (int32_t)date_days(date.year, date.month, date.day) : INT32_MIN;
}

static void add_part(Str part, Buf *parts) {
    size_t start = parts->len;
    add_slug(part, parts);
    if (parts->len > start) buf_add_char(parts, '/');
}

static void add_last(Str path, Buf *slugs) {
    size_t start = slugs->len;
    names_slug(path_last(path), slugs);
    if (slugs->len > start) buf_add_char(slugs, '/');
}

void names_make(Str address, const Meta *meta, Buf *out) {
    add_last(address, out);
    for (uint32_t i = 0; i < meta->addresses.count; i++)
        add_last(meta->addresses.items[i], out);
}

void names_add(Names *names, const NamesPage *page) {
    Name name = {.address = page->address,
                 .tags = page->tags,
                 .node = page->node,
                 .day = day_of(page->date),
                 .area = page->area};
    Str rest = page->slugs;
    while (str_cut(&rest, '/', &name.name) && rest.p) {
        if (names->count == names->cap) {
            names->cap = names->cap ? names->cap * 2 : 64;
            names->items = mem_grow(names->items, names->cap, sizeof *names->items);
        }
        names->items[names->count++] = name;
    }
}

/* ---- sorting ---- */

static int name_order(const Name *a, const Name *b) {
    int order = str_cmp(a->name, b->name);
    if (order) return order;
    if (a->day != b->day) return a->day < b->day ? -1 : 1;
    return a->node < b->node ? -1 : a->node > b->node;
}

static int name_compare(const void *a, const void *b) {
    return name_order(a, b);
}

static bool is_same(const Name *a, const Name *b) {
    return a->node == b->node && a->day == b->day && str_eq(a->name, b->name);
}

void names_sort(Names *names) {
    if (names->count == 0) return;
    sort_runs(names->items, names->count, sizeof *names->items, name_compare);
    uint32_t kept = 0;
    for (uint32_t i = 1; i < names->count; i++)
        if (!is_same(&names->items[kept], &names->items[i])) names->items[++kept] = names->items[i];
    names->count = kept + 1;
}

void names_free(Names *names) {
    free(names->items);
    *names = (Names){0};
}

/* ---- looking up ---- */

/* What a link's path says besides the last name. */
typedef struct Wanted {
    Buf name;
    Buf parts;           /* slugs of the other parts, a slash behind each */
    int32_t first, last; /* days that the page's date may have */
    bool dated;
    uint8_t at; /* the area that asks */
} Wanted;

static bool number_of(Str s, size_t digits_max, unsigned max, unsigned *out) {
    uint32_t n;
    if (s.len == 0 || s.len > digits_max || !str_to_u32(s, &n) || n == 0 || n > max) return false;
    *out = n;
    return true;
}

/* Folders `2019/01` or `2019/01/02` at the start of `rest`: the days they name. */
static bool take_date(Str rest, Wanted *wanted) {
    Str part[3] = {{0}, {0}, {0}};
    unsigned year, month, day;
    for (size_t i = 0; i < 3 && str_cut(&rest, '/', &part[i]); i++)
        if (!rest.p) part[i] = (Str){0}; /* the last part is the name */
    if (part[0].len != 4 || !number_of(part[0], 4, 9999, &year) || !number_of(part[1], 2, 12, &month))
        return false;
    bool exact = number_of(part[2], 2, 31, &day);
    int64_t first = date_days((int)year, month, exact ? day : 1);
    int64_t next = exact ? first + 1 : date_days((int)year + (month == 12), month == 12 ? 1 : month + 1, 1);
    wanted->first = (int32_t)first - DAY_SLACK;
    wanted->last = (int32_t)next - 1 + DAY_SLACK;
    wanted->dated = true;
    return true;
}

/* `a/b/index.md` is the page `a/b`. */
static Str without_index(Str path) {
    Str last = without_extension(path_last(path));
    bool index = str_eq_nocase(last, STR("index")) || str_eq_nocase(last, STR("_index"));
    return path_trim(index ? path_folder(path) : path);
}

static void read_wanted(Str path, Wanted *wanted) {
    Str part, rest;
    path = without_index(path);
    names_slug(path_last(path), &wanted->name);
    rest = path;
    while (!wanted->dated && rest.p && !take_date(rest, wanted) && str_cut(&rest, '/', &part)) {
    }
    rest = path;
    while (str_cut(&rest, '/', &part) && rest.p)
        add_part(part, &wanted->parts);
}

/* Slugs of the page's folders, categories and tags, each between slashes: `/a/b/`. Few pages are ever asked
 * for them. */
static void add_parts(const Name *name, Buf *out) {
    Str rest = name->address, part;
    buf_add_char(out, '/');
    while (str_cut(&rest, '/', &part) && rest.p && rest.len)
        add_part(part, out);
    for (uint32_t i = 0; i < name->tags->count; i++)
        add_part(name->tags->items[i], out);
}

/* Every part of the link is one of the page's. */
static bool has_parts(const Name *name, Str wanted) {
    Str part;
    Buf parts = {0}, framed = {0};
    bool all = true;
    if (wanted.len == 0) return true;
    add_parts(name, &parts);
    while (all && str_cut(&wanted, '/', &part) && wanted.p) {
        buf_clear(&framed);
        buf_add_char(&framed, '/');
        buf_add(&framed, part);
        buf_add_char(&framed, '/');
        all = str_search(buf_str(&parts), buf_str(&framed)) != STR_NONE;
    }
    buf_free(&framed);
    buf_free(&parts);
    return all;
}

static uint32_t lower_bound(const Names *names, const Name *key) {
    uint32_t low = 0, high = names->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (name_order(&names->items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static uint32_t find_wanted(const Names *names, const Wanted *wanted) {
    Name key = {.name = buf_str(&wanted->name), .day = wanted->dated ? wanted->first : INT32_MIN};
    uint32_t found = NAMES_NONE, start = lower_bound(names, &key);
    for (uint32_t i = start; i < names->count && str_eq(names->items[i].name, key.name); i++) {
        const Name *name = &names->items[i];
        if (i - start == NAMES_SHARED_MAX) return NAMES_NONE;
        if (wanted->dated && name->day > wanted->last) break;
        if (!area_shows(wanted->at, name->area)) continue;
        if (!wanted->dated && !has_parts(name, buf_str(&wanted->parts))) continue;
        if (found != NAMES_NONE && found != name->node) return NAMES_NONE;
        found = name->node;
    }
    return found;
}

uint32_t names_find(const Names *names, Str path, uint8_t at) {
    Wanted wanted = {.at = at};
    read_wanted(path, &wanted);
    uint32_t found = wanted.name.len ? find_wanted(names, &wanted) : NAMES_NONE;
    buf_free(&wanted.name);
    buf_free(&wanted.parts);
    return found;
}
