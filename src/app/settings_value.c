#include "app/settings_value.h"

#include "base/date.h"
#include "base/fingerprint.h"
#include "base/host.h"
#include "base/path.h"
#include "base/uri.h"
#include "base/utf8.h"
#include "site/resolve_url.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LANGUAGE_MAX 35 /* bytes of a language tag (RFC 5646, section 4.4.1) */

typedef struct Unit {
    Str name;
    uint32_t factor;
} Unit;

/* From the largest down: what is written takes the first that divides it. The last one goes without saying.
 */
static const Unit times[] = {{STR("h"), 3600}, {STR("min"), 60}, {STR("s"), 1}, {{NULL, 0}, 0}};
static const Unit sizes[] = {{STR("MiB"), 1u << 20}, {STR("KiB"), 1u << 10}, {STR("B"), 1}, {{NULL, 0}, 0}};

static const Unit *units_of(const SettingSpec *spec) {
    return spec->kind == SETTING_SECONDS ? times : sizes;
}

static void *place(const SettingSlot *slot) {
    return (char *)slot->values + slot->spec->offset;
}

static const void *place_const(const SettingSpec *spec, const void *values) {
    return (const char *)values + spec->offset;
}

/* Numbers are bools, for choices of two, or 32 bits wide, enums among them. */
static void store(const SettingSlot *slot, uint32_t value) {
    bool flag = value != 0;
    if (slot->spec->size == sizeof flag)
        memcpy(place(slot), &flag, sizeof flag);
    else
        memcpy(place(slot), &value, sizeof value);
}

static uint32_t stored(const SettingSpec *spec, const void *values) {
    bool flag = false;
    uint32_t value = 0;
    if (spec->size != sizeof flag) {
        memcpy(&value, place_const(spec, values), sizeof value);
        return value;
    }
    memcpy(&flag, place_const(spec, values), sizeof flag);
    return flag;
}

/* ---- what is read ---- */

static bool take_number(const SettingSlot *slot, Str value, Buf *why) {
    const SettingSpec *spec = slot->spec;
    uint32_t number;
    bool or_auto = spec->flags & SETTING_OR_AUTO;
    if (or_auto && str_eq(value, STR("auto"))) {
        store(slot, SETTINGS_AUTO);
        return true;
    }
    if (str_to_u32(value, &number) && number >= spec->low && number <= spec->high) {
        store(slot, number);
        return true;
    }
    buf_add_format(why, "a number from %u to %u%s is wanted", spec->low, spec->high,
                   or_auto ? " or auto" : "");
    return false;
}

static void add_amount(const Unit *unit, uint32_t amount, Buf *out) {
    while (unit[1].name.len && (amount == 0 || amount % unit->factor))
        unit++;
    buf_add_format(out, "%u %.*s", amount / unit->factor, STR_FMT(unit->name));
}

/* Digits, and behind them a unit, or none for the smallest. */
static bool read_amount(const Unit *unit, Str value, uint32_t *out) {
    size_t digits = 0;
    uint32_t number;
    while (digits < value.len && ascii_digit(value.p[digits]))
        digits++;
    Str name = str_trim(str_skip(value, digits));
    if (!str_to_u32(str_head(value, digits), &number)) return false;
    while (unit->name.len && !str_eq(unit->name, name) && !(name.len == 0 && unit->factor == 1))
        unit++;
    if (unit->name.len == 0 || number > UINT32_MAX / unit->factor) return false;
    *out = number * unit->factor;
    return true;
}

static bool take_amount(const SettingSlot *slot, Str value, Buf *why) {
    const SettingSpec *spec = slot->spec;
    const Unit *units = units_of(spec);
    uint32_t amount;
    if (read_amount(units, value, &amount) && amount >= spec->low && amount <= spec->high) {
        store(slot, amount);
        return true;
    }
    buf_add_format(why, "a %s from ", units == times ? "time" : "size");
    add_amount(units, spec->low, why);
    buf_add(why, STR(" to "));
    add_amount(units, spec->high, why);
    buf_add(why, STR(" is wanted"));
    return false;
}

static bool take_choice(const SettingSlot *slot, Str value, Buf *why) {
    const char *const *names = slot->spec->names;
    uint32_t count = 0;
    for (; names[count]; count++) {
        if (!str_eq(value, str_of(names[count]))) continue;
        store(slot, count);
        return true;
    }
    for (uint32_t i = 0; i < count; i++)
        buf_add_format(why, "%s%s", names[i], i + 2 < count ? ", " : i + 2 == count ? " or " : "");
    buf_add(why, STR(" is wanted"));
    return false;
}

static bool take_zone(const SettingSlot *slot, Str value, Buf *why) {
    int32_t east;
    if (date_parse_zone(value, &east)) {
        store(slot, (uint32_t)east);
        return true;
    }
    buf_add(why, STR("UTC or an offset such as +02:00 is wanted"));
    return false;
}

static bool is_address(Str value) {
    unsigned char address[16];
    char literal[64];
    if (str_starts(value, STR("[")) && str_ends(value, STR("]"))) value = str_slice(value, 1, value.len - 1);
    snprintf(literal, sizeof literal, "%.*s", STR_FMT(value));
    return inet_pton(AF_INET, literal, address) == 1 || inet_pton(AF_INET6, literal, address) == 1;
}

static bool is_web(Str value) {
    for (size_t i = 0; i < value.len; i++)
        if (ascii_space(value.p[i])) return false;
    return url_is_web(value);
}

/* A scheme, a colon, and something behind them. */
static bool is_url(Str value) {
    Uri uri;
    return uri_parse(value, &uri) == NULL && uri.scheme.len + 1 < value.len;
}

static bool is_language(Str value) {
    if (value.len == 0 || value.len > LANGUAGE_MAX || !ascii_alpha(value.p[0])) return false;
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_alnum(value.p[i]) && value.p[i] != '-') return false;
    return value.p[value.len - 1] != '-';
}

static bool is_plain(Str value) {
    for (size_t i = 0; i < value.len; i++)
        if (str_control(str_skip(value, i))) return false;
    return true;
}

static bool is_word(Str value) {
    for (size_t i = 0; i < value.len; i++)
        if (ascii_space(value.p[i])) return false;
    return is_plain(value) && utf8_valid(value);
}

static bool is_site_address(Str value) {
    return value.len > 1 && value.p[0] == '/' && value.len <= SITE_ADDRESS_MAX && is_plain(value) &&
           utf8_valid(value);
}

static bool is_name(const SettingSpec *spec, Str value) {
    const char *const *names = spec->names;
    while (names && *names && !str_eq(value, str_of(*names)))
        names++;
    return names && *names;
}

/* Where words are possible, too, a file says that it is none by a slash or a dot. */
static bool is_path(const SettingSpec *spec, Str value) {
    if (value.len == 0 || !is_plain(value)) return false;
    return !spec->names || str_find(value, '/') != STR_NONE || str_find(value, '.') != STR_NONE;
}

static void want_name_or_path(const SettingSpec *spec, Buf *why) {
    for (const char *const *name = spec->names; *name; name++)
        buf_add_format(why, "%s%s", *name, name[1] ? ", " : "");
    buf_add_format(why, " or a file such as ./%s is wanted", spec->key);
}

/* One that a normalised address can begin with: no part of it is empty or a dot segment. */
static bool is_area_path(Str value) {
    Buf joined = {0};
    if (str_eq(value, STR("/"))) return true;
    buf_add_char(&joined, '/');
    bool same = is_site_address(value) && path_join(value, &joined) && str_eq(buf_str(&joined), value);
    buf_free(&joined);
    return same;
}

static bool is_fingerprint(Str value) {
    Fingerprint read;
    return fingerprint_read(value, &read);
}

/* What is kept of a value that is text of some kind, into *out, which is empty. False: *why says what is
 * wanted. */
static bool read_text(const SettingSpec *spec, const SettingInput *input, Buf *out, Buf *why) {
    static const Str wanted[] = {
        [SETTING_TEXT] = STR("text in UTF-8 without control characters is wanted"),
        [SETTING_PATH] = STR("a path without control characters is wanted"),
        [SETTING_FILE] = STR("a path without control characters is wanted"),
        [SETTING_HOST] = STR("not a host name"),
        [SETTING_ADDRESS] = STR("an IPv4 or IPv6 address is wanted"),
        [SETTING_WEB] = STR("a URL with http:// or https:// is wanted"),
        [SETTING_WORD] = STR("a word without blanks is wanted"),
        [SETTING_URL] = STR("a URL such as mailto:me@example.org is wanted"),
        [SETTING_LANGUAGE] = STR("a language tag such as en or pt-BR is wanted"),
        [SETTING_SITE_ADDRESS] = STR("an address such as /posts/hello is wanted"),
        [SETTING_AREA_PATH] = STR("an address such as /private/ is wanted"),
        [SETTING_FINGERPRINT] =
            STR("the SHA-256 of a certificate or of its key, in hex or base64, is wanted"),
    };
    Str value = input->value;
    bool good = true;
    switch (spec->kind) {
    case SETTING_HOST: good = host_ascii(value, out); break;
    case SETTING_ADDRESS: good = is_address(value); break;
    case SETTING_WEB: good = is_web(value); break;
    case SETTING_WORD: good = is_word(value); break;
    case SETTING_URL: good = is_url(value); break;
    case SETTING_LANGUAGE: good = is_language(value); break;
    case SETTING_SITE_ADDRESS: good = is_site_address(value); break;
    case SETTING_AREA_PATH: good = is_area_path(value); break;
    case SETTING_FINGERPRINT: good = is_fingerprint(value); break;
    case SETTING_PATH:
    case SETTING_FILE:
        if (is_name(spec, value)) break;
        good = is_path(spec, value);
        if (!str_starts(value, STR("/"))) buf_add(out, input->folder);
        break;
    default: good = is_plain(value) && utf8_valid(value); break;
    }
    while (spec->kind == SETTING_WEB && str_ends(value, STR("/")))
        value = str_head(value, value.len - 1);
    if (good && spec->kind != SETTING_HOST) buf_add(out, value);
    if (!good && spec->names)
        want_name_or_path(spec, why);
    else if (!good)
        buf_add(why, wanted[spec->kind]);
    return good;
}

/* An array has room for twice as many values as it had when it was made, and for the NULL: it is full when
 * their number is a power of two. */
bool setting_list_add(void *list, const void *item, uint32_t most, Arena *arena) {
    const void **items;
    size_t count = 0;
    memcpy(&items, list, sizeof items);
    while (items && items[count])
        count++;
    if (count == most) return false;
    if (count == 0 || (count & (count - 1)) == 0) {
        const void **more = arena_alloc(arena, (2 * count + 2) * sizeof *more);
        if (count) memcpy(more, items, count * sizeof *more);
        items = more;
    }
    items[count] = item;
    memcpy(list, &items, sizeof items);
    return true;
}

static void list_clear(const SettingSlot *slot) {
    const char *const *none = NULL;
    memcpy(place(slot), &none, sizeof none);
}

static bool take_item(const SettingSlot *slot, const char *item, Buf *why) {
    bool room = setting_list_add(place(slot), item, slot->spec->high, slot->arena);
    if (!room) buf_add_format(why, "no more than %u are possible", slot->spec->high);
    return room;
}

static bool take_text(const SettingSlot *slot, const SettingInput *input, Buf *why) {
    Buf text = {0};
    bool list = slot->spec->flags & SETTING_LIST, good = true;
    bool optional = *slot->spec->standard == 0;
    if (!optional || input->value.len) good = read_text(slot->spec, input, &text, why);
    Str kept = arena_format(slot->arena, "%.*s", STR_FMT(buf_str(&text)));
    if (good && !list) memcpy(place(slot), &kept, sizeof kept);
    if (good && list && text.len) good = take_item(slot, kept.p, why);
    if (good && list && !text.len) list_clear(slot);
    buf_free(&text);
    return good;
}

static bool take(const SettingSlot *slot, const SettingInput *input, Buf *why) {
    switch (slot->spec->kind) {
    case SETTING_NUMBER: return take_number(slot, input->value, why);
    case SETTING_SECONDS:
    case SETTING_BYTES: return take_amount(slot, input->value, why);
    case SETTING_CHOICE:
    case SETTING_FLAG: return take_choice(slot, input->value, why);
    case SETTING_ZONE: return take_zone(slot, input->value, why);
    default: return take_text(slot, input, why);
    }
}

static bool same_kind(uint32_t a, uint32_t b) {
    return (a == SETTINGS_COMMAND) == (b == SETTINGS_COMMAND) &&
           (a == SETTINGS_DEFAULT) == (b == SETTINGS_DEFAULT);
}

bool setting_set(const SettingSlot *slot, const SettingInput *input, Buf *why) {
    SettingInput trimmed = *input;
    trimmed.value = str_trim(input->value);
    if ((slot->spec->flags & SETTING_LIST) && !same_kind(*slot->origin, input->origin)) list_clear(slot);
    if (!take(slot, &trimmed, why)) return false;
    *slot->origin = input->origin;
    return true;
}

/* ---- what is written ---- */

static void show_list(const SettingSpec *spec, const void *values, Buf *out) {
    const char *const *items;
    memcpy(&items, place_const(spec, values), sizeof items);
    for (size_t i = 0; items && items[i]; i++)
        buf_add_format(out, "%s%s", i ? "\n" : "", items[i]);
}

static void show_text(const SettingSpec *spec, const void *values, Buf *out) {
    char here[PATH_MAX];
    Str text;
    memcpy(&text, place_const(spec, values), sizeof text);
    bool path = spec->kind == SETTING_PATH || spec->kind == SETTING_FILE;
    bool relative = path && text.len && text.p[0] != '/' && !is_name(spec, text);
    if (relative && getcwd(here, sizeof here))
        buf_add_format(out, "%s%s", here, strcmp(here, "/") == 0 ? "" : "/");
    buf_add(out, text);
}

static void show_zone(int32_t east, Buf *out) {
    uint32_t minutes = (uint32_t)(east < 0 ? -east : east) / 60;
    if (east == 0)
        buf_add(out, STR("UTC"));
    else
        buf_add_format(out, "%c%02u:%02u", east < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

void setting_show(const SettingSpec *spec, const void *values, Buf *out) {
    if (spec->flags & SETTING_LIST) {
        show_list(spec, values, out);
        return;
    }
    switch (spec->kind) {
    case SETTING_NUMBER:
        if (stored(spec, values) == SETTINGS_AUTO)
            buf_add(out, STR("auto"));
        else
            buf_add_format(out, "%u", stored(spec, values));
        return;
    case SETTING_SECONDS:
    case SETTING_BYTES: add_amount(units_of(spec), stored(spec, values), out); return;
    case SETTING_ZONE: show_zone((int32_t)stored(spec, values), out); return;
    case SETTING_CHOICE:
    case SETTING_FLAG: buf_add(out, str_of(spec->names[stored(spec, values)])); return;
    default: show_text(spec, values, out); return;
    }
}

void setting_print_line(Str key, Str value, Buf *out) {
    bool fits = key.len + strlen(" = ") + value.len <= SETTINGS_LINE_MAX;
    Str equals = value.len == 0 ? STR(" =") : fits ? STR(" = ") : STR("=");
    buf_add(out, key);
    buf_add(out, equals);
    buf_add(out, value);
    buf_add_char(out, '\n');
}

void setting_print(const SettingSpec *spec, const void *values, Buf *out) {
    Buf value = {0};
    setting_show(spec, values, &value);
    Str rest = buf_str(&value), line = {0};
    do {
        str_line(&rest, &line);
        setting_print_line(str_of(spec->key), line, out);
    } while (rest.len);
    buf_free(&value);
}
