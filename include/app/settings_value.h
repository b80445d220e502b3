/* One value: how it is read, and how it is written so that it reads back the same. */
#ifndef LEDA_APP_SETTINGS_VALUE_H
#define LEDA_APP_SETTINGS_VALUE_H

#include "app/settings.h"

/* Where a value goes. */
typedef struct SettingSlot {
    const SettingSpec *spec;
    void *values; /* the struct that spec->offset is in */
    uint32_t *origin;
    Arena *arena; /* for what has to be kept */
} SettingSlot;

/* settings_set for any slot. */
bool setting_set(const SettingSlot *slot, const SettingInput *input, Buf *why);

/* Appends the value; of a list the values in order, with an LF between them. */
void setting_show(const SettingSpec *spec, const void *values, Buf *out);

/* Appends a line `key = value` for each line of the value; one for none, too. */
void setting_print(const SettingSpec *spec, const void *values, Buf *out);
void setting_print_line(Str key, Str value, Buf *out);

/* Appends a pointer to the NULL-ended array of pointers that *list is, which doubles in the arena. False
 * when it has `most` already. */
bool setting_list_add(void *list, const void *item, uint32_t most, Arena *arena);

#endif
