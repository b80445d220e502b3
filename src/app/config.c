#include "app/config.h"
#include "app/areas.h"

#include "app/section.h"
#include "app/settings_value.h"
#include "base/file.h"
#include "base/log.h"
#include "base/map.h"
#include "site/redirect.h"

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
    beside(ask->folder ? ask->folder : config->capsules[0]->content.p, "leda.conf", near);
    const char *const looked_for[] = {near, ask->system ? ask->system : CONFIG_SYSTEM, NULL};
    const char *const named[] = {ask->file, NULL};
    bool good = read_first(ask->file ? named : looked_for, &found, &text, error);
    if (good && ask->file && !found) {
        buf_add_format(error, "cannot read %s: %s", ask->file, strerror(ENOENT));
        good = false;
    }
    settings_free(config);
    settings_defaults(config);
    config->near = arena_format(&config->arena, "%s", near);
    if (good && found) good = config_read(config, found, buf_str(&text), error);
    buf_free(&text);
    return good;
}

/* ---- the whole ---- */

static bool choose(const ConfigAsk *ask, Config *config, Buf *error) {
    if (!ask->label) return true;
    for (size_t i = 1; i < config->capsule_count; i++) {
        config->chosen = config->capsules[i];
        if (str_eq(config->chosen->label, str_of(ask->label))) return true;
    }
    buf_add_format(error, "--capsule %s: there is no [" SECTION_CAPSULE " %s]", ask->label, ask->label);
    return false;
}

static bool take_given(const ConfigAsk *ask, Config *config, Buf *error) {
    Buf why = {0};
    for (size_t i = 0; i < ask->given_count && error->len == 0; i++) {
        const ConfigGiven *given = &ask->given[i];
        const SettingInput input = {
            .value = str_of(given->value), .origin = SETTINGS_COMMAND, .capsule = config->chosen};
        if (settings_set(config, given->row, &input, &why)) continue;
        buf_add_format(error, "--%s %s: %.*s", settings_table[given->row].key, given->value,
                       STR_FMT(buf_str(&why)));
    }
    buf_free(&why);
    return error->len == 0;
}

/* ---- what no value alone can be blamed for ---- */

typedef struct Origin {
    const Config *config;
    const Capsule *capsule;
    Buf *error;
} Origin;

/* Begins the message with a line of the file, or, for 0, with none. */
static ConfigResult blame(const Origin *o, uint32_t line) {
    if (line) buf_add_format(o->error, "%.*s:%u: ", STR_FMT(o->config->file), line);
    return line ? CONFIG_BAD_FILE : CONFIG_BAD_COMMAND;
}

static uint32_t line_of(const Capsule *capsule, Str key) {
    uint32_t line = capsule->origins[settings_find(key)];
    return line == SETTINGS_COMMAND ? 0 : line;
}

/* Of the ports' two lines the later one is told; 0 when neither is from the file. */
static uint32_t ports_line(const Origin *o) {
    uint32_t gemini = line_of(o->config->capsules[0], STR("gemini-port"));
    uint32_t gopher = line_of(o->capsule, STR("gopher-port"));
    if (o->capsule->line > gopher) gopher = o->capsule->line;
    return gemini > gopher ? gemini : gopher;
}

static ConfigResult check_ports(const Origin *o) {
    uint16_t gopher = config_gopher_port(o->capsule);
    if (gopher != o->config->gemini_port) return CONFIG_GOOD;
    ConfigResult result = blame(o, ports_line(o));
    if (o->capsule->line)
        buf_add_format(o->error, "[" SECTION_CAPSULE " %.*s]: ", STR_FMT(o->capsule->label));
    if (gopher == 0)
        buf_add(o->error, STR("both protocols are off; nothing to serve"));
    else
        buf_add_format(o->error, "Gemini and Gopher both want port %u", gopher);
    return result;
}

static ConfigResult complain_name(const Origin *o, size_t place, Str name) {
    Str key = place == 0 ? STR("host") : STR("also");
    const char *const *also = o->capsule->site.identity.also;
    size_t count = 0;
    while (also && also[count])
        count++;
    if (place > count) key = STR("was");
    ConfigResult result = blame(o, line_of(o->capsule, key));
    buf_add_format(o->error, "%.*s = %.*s: that name is taken; each capsule has its own", STR_FMT(key),
                   STR_FMT(name));
    return result;
}

/* Names tell capsules apart on Gemini. `taken` is those of the capsules before. */
static ConfigResult check_names(const Origin *o, Map *taken) {
    const char *name;
    for (size_t i = 0; o->config->gemini_port && (name = config_name(o->capsule, i)); i++) {
        if (map_get(taken, str_of(name)) != MAP_NONE) return complain_name(o, i, str_of(name));
        map_add(taken, str_of(name), 1);
    }
    return CONFIG_GOOD;
}

static ConfigResult check_redirects(const Origin *o) {
    const Rule *rule;
    const char *fault = redirects_fault(o->capsule->site.redirects, &rule);
    if (!fault) return CONFIG_GOOD;
    ConfigResult result = blame(o, rule->line);
    buf_add_format(o->error, "%.*s = %.*s: %s", STR_FMT(rule->name), STR_FMT(rule->value), fault);
    return result;
}

static ConfigResult check(const Config *config, Buf *error) {
    Map taken = {0};
    ConfigResult result = CONFIG_GOOD;
    for (size_t i = 0; i < config->capsule_count && result == CONFIG_GOOD; i++) {
        const Origin origin = {config, config->capsules[i], error};
        result = check_ports(&origin);
        if (result == CONFIG_GOOD) result = check_names(&origin, &taken);
        if (result == CONFIG_GOOD) result = check_redirects(&origin);
    }
    map_free(&taken);
    return result;
}

static ConfigResult make(const ConfigAsk *ask, Config *config, Buf *error) {
    settings_defaults(config);
    if (!take_given(ask, config, error)) return CONFIG_BAD_COMMAND;
    if (!read_file(ask, config, error)) return CONFIG_BAD_FILE;
    if (!choose(ask, config, error)) return CONFIG_BAD_COMMAND;
    if (!take_given(ask, config, error)) return CONFIG_BAD_COMMAND;
    if (!areas_make(config, error) || (ask->serves && !areas_open(config, error))) return CONFIG_BAD_FILE;
    return check(config, error);
}

ConfigResult config_make(const ConfigAsk *ask, Config *config, Buf *error) {
    ConfigResult result = make(ask, config, error);
    if (result != CONFIG_GOOD) settings_free(config);
    return result;
}

/* ---- what it means ---- */

void config_origin(const Config *config, const Capsule *capsule, Str key, Buf *out) {
    size_t row = settings_find(key);
    uint32_t line = capsule->origins[row];
    if (line == SETTINGS_COMMAND)
        buf_add_format(out, "--%.*s ", STR_FMT(key));
    else
        buf_add_format(out, "%.*s:%u: %.*s = ", STR_FMT(config->file), line, STR_FMT(key));
    settings_show(config, capsule, row, out);
}

const char *config_name(const Capsule *capsule, size_t i) {
    const Identity *identity = &capsule->site.identity;
    const char *const *const lists[] = {identity->also, identity->was};
    if (i == 0) return identity->host.p;
    i--;
    for (size_t list = 0; list < 2; list++)
        for (const char *const *name = lists[list]; name && *name; name++)
            if (i-- == 0) return *name;
    return NULL;
}

void config_about(const Config *config, const Capsule *capsule, Buf *out) {
    if (config->capsule_count > 1) buf_add_format(out, "%.*s: ", STR_FMT(capsule->site.identity.host));
}

uint16_t config_gopher_port(const Capsule *capsule) {
    bool own = capsule->line == 0 || capsule->listen;
    if (capsule->gopher_port != SETTINGS_AUTO) return (uint16_t)capsule->gopher_port;
    return own ? 70 : 0;
}

/* A protocol that is off has no public port. */
static uint16_t public_port(uint16_t port, uint32_t seen) {
    return port == 0 || seen == SETTINGS_AUTO ? port : (uint16_t)seen;
}

Identity config_identity(const Capsule *capsule, uint16_t gemini_port, uint16_t gopher_port) {
    Identity identity = capsule->site.identity;
    identity.gemini_port = public_port(gemini_port, capsule->public_gemini_port);
    identity.gopher_port = public_port(gopher_port, capsule->public_gopher_port);
    return identity;
}

void config_certs(const Capsule *capsule, char out[PATH_MAX]) {
    if (capsule->certs.len)
        snprintf(out, PATH_MAX, "%s", capsule->certs.p);
    else
        beside(capsule->content.p, "certs", out);
}

/* Whether answers are logged to a file of that name: no is a setting's word, the other two are
 * access_log_open's. */
static bool is_file(Str to) {
    return !str_eq(to, STR("no")) && !str_eq(to, STR("stdout")) && !str_eq(to, STR("stderr"));
}

static void hide(Config *config, const char ***list, const char *path) {
    if (path && path[0]) setting_list_add(list, path, UINT32_MAX, &config->arena);
}

static void hide_files(Config *config, const Capsule *capsule, const char ***list) {
    hide(config, list, capsule->certificate.p);
    hide(config, list, capsule->key.p);
}

const char *const *config_private(Config *config, const Config *running) {
    const char **list = NULL;
    for (size_t i = 0; i < running->capsule_count; i++) {
        char certs[PATH_MAX];
        config_certs(running->capsules[i], certs);
        hide(config, &list, arena_format(&config->arena, "%s", certs).p);
    }
    for (size_t i = 0; i < config->capsule_count; i++)
        hide_files(config, config->capsules[i], &list);
    if (is_file(running->access_log)) hide(config, &list, arena_copy(&config->arena, running->access_log).p);
    hide(config, &list, config->file.p);
    return list;
}

static void warn(const Config *config, const Capsule *capsule, Str key, const char *what) {
    Buf origin = {0};
    if (capsule->origins[settings_find(key)] == SETTINGS_DEFAULT) return;
    config_origin(config, capsule, key, &origin);
    log_error("%.*s: %s", STR_FMT(buf_str(&origin)), what);
    buf_free(&origin);
}

void config_warn(const Config *config, const Capsule *capsule) {
    _Static_assert(RENDER_WIDTH_SAFE == 69, "the text below");
    areas_warn(config, capsule);
    if (capsule->site.render.width > RENDER_WIDTH_SAFE)
        warn(config, capsule, STR("width"),
             "clients that indent what they show break lines of more than 69 columns");
    if (capsule->key.len && !capsule->certificate.len)
        warn(config, capsule, STR("key"), "of no use without certificate, the file that it belongs to");
}
