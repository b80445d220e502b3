/* A configuration file: it is read whole, or refused in one line; what is printed of it reads back to the
 * same. */
#include "app/config.h"
#include "app/areas.h"

#include "fuzz.h"

static void check_refused(const Buf *error) {
    Str line = buf_str(error);
    fuzz_check(str_starts(line, STR("leda.conf:")));
    fuzz_check(str_find(line, '\n') == STR_NONE);
}

static void check_read(const Config *config) {
    Config again;
    Buf once = {0}, twice = {0}, error = {0};
    if (!config_print(config, &once, &error)) { /* a path made absolute, a name in A-labels */
        fuzz_check(str_ends(buf_str(&error), STR("longer than 198 bytes")));
        buf_free(&once);
        buf_free(&error);
        return;
    }
    settings_defaults(&again);
    fuzz_check(config_read(&again, "leda.conf", buf_str(&once), &error));
    fuzz_check(config_print(&again, &twice, &error));
    fuzz_check(str_eq(buf_str(&once), buf_str(&twice)));
    settings_free(&again);
    buf_free(&once);
    buf_free(&twice);
    buf_free(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Config config;
    Buf error = {0};
    settings_defaults(&config);
    if (config_read(&config, "leda.conf", (Str){(const char *)bytes, size}, &error) &&
        areas_make(&config, &error))
        check_read(&config);
    else
        check_refused(&error);
    settings_free(&config);
    buf_free(&error);
    return 0;
}
