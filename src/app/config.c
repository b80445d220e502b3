#include "app/config.h"

#include "base/file.h"
#include "base/log.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The path of `name` beside a folder: the folder above it is asked of the system only where the path does not
 * say it. */
static void beside(const char *folder, const char *name, char out[PATH_MAX]) {
    char real[PATH_MAX];
    Str path = str_of(folder);
    while (path.len > 1 && str_ends(path, STR("/")))
        path = str_head(path, path.len - 1);
    bool dots = str_eq(path, STR(".")) || str_eq(path, STR("..")) || str_ends(path, STR("/.")) ||
                str_ends(path, STR("/.."));
    if (dots && realpath(folder, real)) path = str_of(real);
    size_t slash = str_rfind(path, '/');
    snprintf(out, PATH_MAX, "%.*s%s", STR_FMT(str_head(path, slash == STR_NONE ? 0 : slash + 1)), name);
}

/* ---- the file ---- */

static bool is_absent(int status) {
    return status == -ENOENT || status == -ENOTDIR;
}

/* Reads the first of the files that is there; the last one of `paths` is NULL. *found is it, or NULL. */
static bool read_first(const char *const *paths, const char **found, Buf *text, Buf *error) {
    for (*found = NULL; *paths; paths++) {
        int status = file_read_path(*paths, CONFIG_FILE_MAX, text);
        if (is_absent(status)) continue;
        if (status != 0) buf_add_format(error, "cannot read %s: %s", *paths, strerror(-status));
        *found = *paths;
        return status == 0;
    }
    return true;
}

/* Takes *config, which has what was given, as the place to look beside; it begins anew with its defaults and
 * what the file says. */
static bool read_file(const ConfigAsk *ask, Config *config, Buf *error) {
    char near[PATH_MAX];
    const char *found;
    Buf text = {0};
    beside(ask->folder ? ask->folder : config->content.p, "leda.conf", near);
    const char *const looked_for[] = {near, ask->system ? ask->system : CONFIG_SYSTEM, NULL};
    const char *const named[] = {ask->file, NULL};
    bool good = read_first(ask->file ? named : looked_for, &found, &text, error);
    if (good && ask->file && !found) {
        buf_add_format(error, "cannot read %s: %s", ask->file, strerror(ENOENT));
        good = false;
    }
    settings_free(config);
    settings_defaults(config);
    if (good && found) good = config_read(config, found, buf_str(&text), error);
    buf_free(&text);
    return good;
}

/* ---- the whole ---- */

static bool take_given(const ConfigAsk *ask, Config *config, Buf *error) {
    Buf why = {0};
    for (size_t i = 0; i < ask->given_count && error->len == 0; i++) {
        const ConfigGiven *given = &ask->given[i];
        const SettingInput input = {.value = str_of(given->value), .origin = SETTINGS_COMMAND};
        if (settings_set(config, given->row, &input, &why)) continue;
        buf_add_format(error, "--%s %s: %.*s", settings_table[given->row].key, given->value,
                       STR_FMT(buf_str(&why)));
    }
    buf_free(&why);
    return error->len == 0;
}

/* Of the ports' two lines the later one is told; 0 when neither is from the file. */
static uint32_t ports_line(const Config *config) {
    uint32_t gemini = config->origins[settings_find(STR("gemini-port"))];
    uint32_t gopher = config->origins[settings_find(STR("gopher-port"))];
    if (gemini == SETTINGS_COMMAND) gemini = 0;
    if (gopher == SETTINGS_COMMAND) gopher = 0;
    return gemini > gopher ? gemini : gopher;
}

/* What no value alone can be blamed for. */
static ConfigResult check_ports(const Config *config, Buf *error) {
    uint16_t gopher = config_gopher_port(config);
    uint32_t line = ports_line(config);
    if (gopher != config->gemini_port) return CONFIG_GOOD;
    if (line) buf_add_format(error, "%.*s:%u: ", STR_FMT(config->file), line);
    if (gopher == 0)
        buf_add(error, STR("both protocols are off; nothing to serve"));
    else
        buf_add_format(error, "Gemini and Gopher both want port %u", gopher);
    return line ? CONFIG_BAD_FILE : CONFIG_BAD_COMMAND;
}

static ConfigResult make(const ConfigAsk *ask, Config *config, Buf *error) {
    settings_defaults(config);
    if (!take_given(ask, config, error)) return CONFIG_BAD_COMMAND;
    if (!read_file(ask, config, error)) return CONFIG_BAD_FILE;
    if (!take_given(ask, config, error)) return CONFIG_BAD_COMMAND;
    return check_ports(config, error);
}

ConfigResult config_make(const ConfigAsk *ask, Config *config, Buf *error) {
    ConfigResult result = make(ask, config, error);
    if (result != CONFIG_GOOD) settings_free(config);
    return result;
}

/* ---- what it means ---- */

void config_origin(const Config *config, Str key, Buf *out) {
    size_t row = settings_find(key);
    uint32_t line = config->origins[row];
    if (line == SETTINGS_COMMAND)
        buf_add_format(out, "--%.*s ", STR_FMT(key));
    else
        buf_add_format(out, "%.*s:%u: %.*s = ", STR_FMT(config->file), line, STR_FMT(key));
    settings_show(config, row, out);
}

uint16_t config_gopher_port(const Config *config) {
    return config->gopher_port == SETTINGS_AUTO ? 70 : (uint16_t)config->gopher_port;
}

/* A protocol that is off has no public port. */
static uint16_t public_port(uint16_t port, uint32_t seen) {
    return port == 0 || seen == SETTINGS_AUTO ? port : (uint16_t)seen;
}

Identity config_identity(const Config *config, uint16_t gemini_port, uint16_t gopher_port) {
    Identity identity = config->site.identity;
    identity.gemini_port = public_port(gemini_port, config->public_gemini_port);
    identity.gopher_port = public_port(gopher_port, config->public_gopher_port);
    return identity;
}

void config_certs(const Config *config, char out[PATH_MAX]) {
    if (config->certs.len)
        snprintf(out, PATH_MAX, "%s", config->certs.p);
    else
        beside(config->content.p, "certs", out);
}

void config_warn(const Config *config) {
    Buf origin = {0};
    if (config->site.render.width <= RENDER_WIDTH_SAFE) return;
    config_origin(config, STR("width"), &origin);
    log_error("%.*s: clients that indent what they show break lines of more than %u columns",
              STR_FMT(buf_str(&origin)), (unsigned)RENDER_WIDTH_SAFE);
    buf_free(&origin);
}
