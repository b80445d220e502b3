#include "app/section.h"

#include "app/areas.h"
#include "app/settings_value.h"
#include "site/redirect.h"

#include <string.h>

#define AREA(field) .offset = offsetof(AreaSection, field), .size = sizeof(((AreaSection *)0)->field)

static const char *const allows[] = {"listed", "any", NULL};

/* clang-format off */
static const SettingSpec area_rows[] = {
    {"path", "", "the address of the area, with all below it: /private/", AREA(path), .kind = SETTING_AREA_PATH,
     .flags = SETTING_REQUIRED},
    {"fingerprint", "", "SHA-256 of a certificate that is let in, or of its key, repeatable", AREA(fingerprints),
     .kind = SETTING_FINGERPRINT, .high = AREAS_FINGERPRINTS, .flags = SETTING_LIST},
    {"fingerprints", "", "a file of them, one on a line", AREA(file), .kind = SETTING_PATH},
    {"ca", "", "a PEM file: whoever a certificate in it has signed is let in", AREA(authorities), .kind = SETTING_PATH},
    {"allow", "listed", "any: whoever has a certificate", allows, AREA(any), .kind = SETTING_CHOICE},
};

static bool good_redirect(const Rule *rule, Buf *why) {
    Redirect unused;
    const char *fault = redirect_parse(rule, &unused);
    if (fault) buf_add(why, str_of(fault));
    return !fault;
}

static bool good_mime(const Rule *rule, Buf *why) {
    MimeRule unused;
    const char *fault = mime_parse(rule, &unused);
    if (fault) buf_add(why, str_of(fault));
    return !fault;
}

const SectionSpec section_table[] = {
    {.name = SECTION_CAPSULE, .labelled = true, .most = SETTINGS_CAPSULES - 1},
    {.name = "area", .labelled = true, .offset = offsetof(Capsule, areas), .size = sizeof(AreaSection),
     .most = AREAS_MAX, .rows = area_rows, .row_count = sizeof area_rows / sizeof *area_rows},
    {.name = "mime", .offset = offsetof(Capsule, site.mimes), .most = MIME_RULES, .good = good_mime},
    {.name = "redirect", .offset = offsetof(Capsule, site.redirects), .most = REDIRECTS_MAX, .good = good_redirect},
};
/* clang-format on */
const size_t section_count = sizeof section_table / sizeof *section_table;
_Static_assert(sizeof section_table / sizeof *section_table <= SECTION_KINDS_MAX, "room in app/config_file");

/* Sections of others are listed; that of capsules stands first and holds them. */
static bool is_listed(const SectionSpec *spec) {
    return spec != section_table;
}

const SectionSpec *section_find(Str name) {
    for (size_t i = 0; i < section_count; i++)
        if (str_eq(str_of(section_table[i].name), name)) return &section_table[i];
    return NULL;
}

const char *section_guess(Str name) {
    const char *names[sizeof section_table / sizeof *section_table + 1] = {NULL};
    for (size_t i = 0; i < section_count; i++)
        names[i] = section_table[i].name;
    return settings_guess_among(names, name);
}

const Rule *const *section_items(const Capsule *capsule, const SectionSpec *spec) {
    const Rule *const *items;
    memcpy(&items, (const char *)capsule + spec->offset, sizeof items);
    return items;
}

const Rule *section_item(const Capsule *capsule, const SectionSpec *spec, Str name) {
    const Rule *const *items = section_items(capsule, spec);
    while (items && *items && !str_eq((*items)->name, name))
        items++;
    return items ? *items : NULL;
}

static void set_defaults(const SectionSpec *spec, void *item, Arena *arena) {
    Buf why = {0};
    uint32_t origin = SETTINGS_DEFAULT;
    for (size_t row = 0; row < spec->row_count; row++) {
        const SettingSlot slot = {&spec->rows[row], item, &origin, arena};
        const SettingInput input = {.value = str_of(spec->rows[row].standard)};
        if (!(slot.spec->flags & SETTING_REQUIRED) && !setting_set(&slot, &input, &why))
            log_error("%s: bad default", slot.spec->key);
    }
    buf_free(&why);
}

void *section_make(Config *config, const SectionSpec *spec, const Rule *rule) {
    Rule *item = arena_alloc(&config->arena, spec->rows ? spec->size : sizeof *item);
    if (spec->rows) memset(item, 0, spec->size);
    item->name = arena_format(&config->arena, "%.*s", STR_FMT(rule->name));
    item->value = arena_format(&config->arena, "%.*s", STR_FMT(rule->value));
    item->line = rule->line;
    set_defaults(spec, item, &config->arena);
    return item;
}

bool section_add(Config *config, Capsule *capsule, const SectionSpec *spec, const void *item) {
    return setting_list_add((char *)capsule + spec->offset, item, spec->most, &config->arena);
}

static void print_items(const SectionSpec *spec, const Rule *const *items, Buf *out) {
    if (items && *items && !spec->rows) buf_add_format(out, "\n[%s]\n", spec->name);
    for (; items && *items; items++) {
        if (!spec->rows) {
            setting_print_line((*items)->name, (*items)->value, out);
            continue;
        }
        buf_add_format(out, "\n[%s%s%.*s]\n", spec->name, spec->labelled ? " " : "", STR_FMT((*items)->name));
        for (size_t row = 0; row < spec->row_count; row++)
            setting_print(&spec->rows[row], *items, out);
    }
}

void section_print(const Capsule *capsule, Buf *out) {
    for (size_t i = 0; i < section_count; i++)
        if (is_listed(&section_table[i]))
            print_items(&section_table[i], section_items(capsule, &section_table[i]), out);
}
