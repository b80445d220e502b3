#include "doc/frontmatter_settings.h"

#include "doc/frontmatter_toml.h"

#include <string.h>

typedef struct Hearer {
    Settings *settings;
    Arena *arena;
    Diag *diag;
    bool full;
} Hearer;

static Setting *add(Hearer *h) {
    Settings *s = h->settings;
    if (s->count == s->cap) {
        uint32_t cap = s->cap ? s->cap * 2 : 32;
        Setting *items = arena_alloc(h->arena, cap * sizeof *items);
        if (s->count) memcpy(items, s->items, s->count * sizeof *items);
        s->items = items;
        s->cap = cap;
    }
    return &s->items[s->count++];
}

static void hear(void *context, const Field *field) {
    Hearer *h = context;
    if (field->sub.len) return;
    if (h->settings->count == SETTINGS_MAX) {
        if (!h->full)
            diag_add(h->diag, field->line, "more than %d values; the others are not read", SETTINGS_MAX);
        h->full = true;
        return;
    }
    Str key = arena_copy(h->arena, field->key), value = arena_copy(h->arena, str_trim(field->value));
    *add(h) = (Setting){key, value, field->in_list};
}

void settings_read(Str source, bool toml, Arena *arena, Diag *diag, Settings *settings) {
    Hearer hearer = {settings, arena, diag, false};
    Fields fields = {.hear = hear, .context = &hearer};
    FrontmatterFault fault = {0};
    FrontmatterResult result = (toml ? frontmatter_toml : frontmatter_yaml)(source, 1, &fields, &fault);
    if (result == FRONTMATTER_BROKEN)
        diag_add(diag, fault.line, "configuration cannot be read further: %s", fault.why);
    if (result == FRONTMATTER_TEXT) diag_add(diag, 1, "configuration cannot be read: no keys with values");
}

bool settings_value(const Settings *settings, Str key, Str *value) {
    for (uint32_t i = 0; i < settings->count; i++) {
        const Setting *setting = &settings->items[i];
        if (setting->in_list || !str_eq_nocase(setting->key, key)) continue;
        *value = setting->value;
        return true;
    }
    return false;
}
