/* The values of an area have been looked at one by one when the file was read; here they become what a Site
 * takes. Everything lies in the configuration's arena. */
#include "app/areas.h"

#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "net/tls_authority.h"

#include <string.h>

/* Where a message is about. */
static void blame(const Config *config, const AreaSection *section, Buf *error) {
    buf_add_format(error, "%.*s:%u: [area %.*s]: ", STR_FMT(config->file), section->rule.line,
                   STR_FMT(section->rule.name));
}

static uint32_t count_of(const AreaSection *const *sections) {
    uint32_t count = 0;
    while (sections && sections[count])
        count++;
    return count;
}

/* ---- what the configuration says ---- */

static const Fingerprint *read_fingerprints(const AreaSection *section, Arena *arena, uint32_t *count) {
    const char *const *written = section->fingerprints;
    for (*count = 0; written && written[*count];)
        ++*count;
    Fingerprint *all = arena_alloc(arena, (*count + 1) * sizeof *all);
    for (uint32_t i = 0; i < *count; i++)
        fingerprint_read(str_of(written[i]), &all[i]);
    return all;
}

/* The address, whatever form it was written in. */
static Str stem_of(const AreaSection *section, Arena *arena) {
    Buf nfc = {0};
    utf8_nfc(section->path, &nfc);
    Str stem = arena_copy(arena, site_address_stem(buf_str(&nfc)));
    buf_free(&nfc);
    return stem;
}

static bool check_section(const Config *config, const AreaSection *section, Buf *error) {
    if (!section->any || !(section->fingerprints || section->file.len || section->authorities.len))
        return true;
    blame(config, section, error);
    buf_add(error, STR("allow = any lets in everybody who has a certificate; take it away, or fingerprint, "
                       "fingerprints and ca"));
    return false;
}

/* Adds the area of a section to those of its capsule. */
static bool make_one(Config *config, const AreaSection *section, Areas *made, Buf *error) {
    Area area = {.label = section->rule.name, .any = section->any};
    area.path = stem_of(section, &config->arena);
    area.allowed = read_fingerprints(section, &config->arena, &area.allowed_count);
    for (uint32_t i = 0; i < made->count; i++) {
        if (!str_eq(made->items[i].path, area.path)) continue;
        blame(config, section, error);
        buf_add_format(error, "[area %.*s] has that path already", STR_FMT(made->items[i].label));
        return false;
    }
    memcpy((Area *)(uintptr_t)made->items + made->count++, &area, sizeof area); /* ours: just allocated */
    return check_section(config, section, error);
}

bool areas_make(Config *config, Buf *error) {
    bool good = true;
    for (size_t i = 0; good && i < config->capsule_count; i++) {
        Capsule *capsule = config->capsules[i];
        uint32_t count = count_of(capsule->areas);
        Areas made = {.items = arena_alloc(&config->arena, (count + 1) * sizeof *made.items)};
        for (uint32_t k = 0; good && k < count; k++)
            good = make_one(config, capsule->areas[k], &made, error);
        capsule->site.areas = made;
    }
    return good;
}

/* ---- what files say ---- */

/* The text of a file that a section names. */
static bool read_file(const Config *config, const AreaSection *section, Str path, Buf *text, Buf *error) {
    int status = file_read_path(path.p, AREAS_FILE_MAX, text);
    if (status == 0) return true;
    blame(config, section, error);
    buf_add_format(error, "cannot read %s: %s", path.p, strerror(-status));
    return false;
}

/* One line: a fingerprint, perhaps with words behind it (whose it is), or a comment, or nothing. */
static bool read_line(Str line, Fingerprint *out, bool *any) {
    size_t end = 0;
    line = str_trim(line);
    *any = line.len > 0 && line.p[0] != '#' && line.p[0] != ';';
    while (end < line.len && !ascii_space(line.p[end]))
        end++;
    return !*any || fingerprint_read(str_head(line, end), out);
}

/* Appends the fingerprints of a text to those of the area, which are copied. */
static bool add_fingerprints(Area *area, Str text, Arena *arena, uint32_t *line) {
    size_t most = area->allowed_count + 1;
    Str rest = text, one;
    while (str_line(&rest, &one))
        most++;
    Fingerprint *all = arena_alloc(arena, most * sizeof *all);
    if (area->allowed_count) memcpy(all, area->allowed, area->allowed_count * sizeof *all);
    area->allowed = all;
    for (*line = 1, rest = text; str_line(&rest, &one); ++*line) {
        bool any;
        if (!read_line(one, &all[area->allowed_count], &any)) return false;
        area->allowed_count += any;
    }
    return true;
}

static bool open_fingerprints(Config *config, const AreaSection *section, Area *area, Buf *error) {
    Buf text = {0};
    uint32_t line;
    if (section->file.len == 0) return true;
    bool good = read_file(config, section, section->file, &text, error);
    if (good && !add_fingerprints(area, buf_str(&text), &config->arena, &line)) {
        buf_add_format(error, "%s:%u: not a fingerprint; a SHA-256 in hex or base64 is wanted",
                       section->file.p, line);
        good = false;
    }
    buf_free(&text);
    return good;
}

static bool open_authorities(Config *config, const AreaSection *section, Area *area, Buf *error) {
    Buf text = {0};
    if (section->authorities.len == 0) return true;
    bool good = read_file(config, section, section->authorities, &text, error);
    const char *fault = good ? tls_authority_fault(buf_str(&text)) : NULL;
    if (fault) {
        blame(config, section, error);
        buf_add_format(error, "cannot use %s: %s", section->authorities.p, fault);
    } else if (good) {
        area->authorities = arena_copy(&config->arena, buf_str(&text));
    }
    buf_free(&text);
    return good && !fault;
}

static bool open_capsule(Config *config, Capsule *capsule, Buf *error) {
    uint32_t count = capsule->site.areas.count;
    Area *opened = arena_alloc(&config->arena, (count + 1) * sizeof *opened);
    for (uint32_t i = 0; i < count; i++) {
        opened[i] = capsule->site.areas.items[i];
        if (!open_fingerprints(config, capsule->areas[i], &opened[i], error) ||
            !open_authorities(config, capsule->areas[i], &opened[i], error))
            return false;
    }
    capsule->site.areas.items = opened;
    return true;
}

bool areas_open(Config *config, Buf *error) {
    bool good = true;
    for (size_t i = 0; good && i < config->capsule_count; i++)
        good = open_capsule(config, config->capsules[i], error);
    return good;
}

bool areas_any(const Config *config) {
    for (size_t i = 0; i < config->capsule_count; i++)
        if (config->capsules[i]->site.areas.count) return true;
    return false;
}

void areas_report(const char *about, const Site *site) {
    bool used[AREAS_MAX + 1] = {false};
    for (uint32_t i = 0; i < site->node_count; i++)
        used[site->nodes[i].area] = true;
    for (uint32_t i = 0; i < site->file_count; i++)
        used[site->files[i].area] = true;
    for (uint32_t i = 0; i < site->areas.count; i++) {
        const Area *area = &site->areas.items[i];
        if (!used[i + 1])
            log_error("%sthere is nothing in the area %.*s: no page or file has the address %.*s", about,
                      STR_FMT(area->label), STR_FMT(area->path));
    }
}

void areas_warn(const Config *config, const Capsule *capsule) {
    for (uint32_t i = 0; i < capsule->site.areas.count; i++) {
        const Area *area = &capsule->site.areas.items[i];
        Buf line = {0};
        if (area->any || area->allowed_count || area->authorities.len) continue;
        blame(config, capsule->areas[i], &line);
        log_error("%.*slets nobody in; fingerprint, fingerprints, ca or allow = any says who may",
                  STR_FMT(buf_str(&line)));
        buf_free(&line);
    }
}
