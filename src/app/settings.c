#include "app/section.h"
#include "app/settings_value.h"

#include <string.h>

#define AT(field)    .offset = offsetof(Capsule, field), .size = sizeof(((Capsule *)0)->field)
#define WHOLE(field) .offset = offsetof(Config, field), .size = sizeof(((Config *)0)->field)
#define PORT         .kind = SETTING_NUMBER, .high = UINT16_MAX
#define SERVER       .flags = SETTING_SERVE | SETTING_RESTART | SETTING_PROCESS
#define EVERYWHERE   (SETTING_SERVE | SETTING_LISTS | SETTING_RENDER)

static const char *const yes_no[] = {"no", "yes", NULL};
static const char *const watches[] = {"no", "yes", "poll", NULL}; /* as WatchMode */
static const char *const charsets[] = {"utf-8", "latin1", "ascii", NULL};
static const char *const links[] = {"block", "end", NULL};
static const char *const emphasis[] = {"strip", "keep", NULL};
static const char *const feeds[] = {"summary", "content", NULL};
static const char *const foots[] = {"full", "short", "none", NULL};
static const char *const gopher_lists[] = {"auto", "menu", "text", "both", NULL};
static const char *const gopher_texts[] = {"plain", "rfc1436", NULL};
static const char *const gophermaps[] = {"gophernicus", "plain", NULL};
static const char *const access_logs[] = {"no", "stdout", "stderr", NULL};
static const char *const addresses[] = {"hashed", "full", "none", NULL};
static const char *const logs[] = {"quiet", "normal", "verbose", NULL};

/* clang-format off */
const SettingSpec settings_table[] = {
    {"content", "content", "the folder that is served", AT(content), .kind = SETTING_PATH,
     .flags = SETTING_SERVE | SETTING_RESTART | SETTING_OWN | SETTING_REQUIRED},
    {"host", "localhost", "the public host name; with localhost only this machine is served", AT(site.identity.host),
     .kind = SETTING_HOST,
     .flags = SETTING_SERVE | SETTING_RENDER | SETTING_RESTART | SETTING_OWN | SETTING_REQUIRED},
    {"also", "", "a further name, repeatable, that leads to the host: www.example.org", AT(site.identity.also),
     .kind = SETTING_HOST, .high = SETTINGS_NAMES, .flags = SETTING_SERVE | SETTING_RESTART | SETTING_LIST | SETTING_OWN},
    {"was", "", "a name that it had before, repeatable; leads to the host", AT(site.identity.was),
     .kind = SETTING_HOST, .high = SETTINGS_NAMES, .flags = SETTING_SERVE | SETTING_RESTART | SETTING_LIST | SETTING_OWN},
    {"listen", "", "an address to listen on, repeatable; default: all when there is a host name", AT(listen),
     .kind = SETTING_ADDRESS, .high = SETTINGS_LISTEN, .flags = SETTING_SERVE | SETTING_RESTART | SETTING_LIST | SETTING_OWN},
    {"gemini-port", "1965", "0 = no Gemini", WHOLE(gemini_port), PORT, SERVER},
    {"gopher-port", "auto", "0 = no Gopher; auto: 70, or 7070 where 70 is not permitted", AT(gopher_port), PORT,
     .flags = SETTING_SERVE | SETTING_RESTART | SETTING_OR_AUTO | SETTING_OWN},
    {"public-gemini-port", "auto", "what links say, when a port is mapped in front", AT(public_gemini_port), PORT,
     .low = 1, .flags = SETTING_SERVE | SETTING_OR_AUTO},
    {"public-gopher-port", "auto", "the same for Gopher", AT(public_gopher_port), PORT,
     .low = 1, .flags = SETTING_SERVE | SETTING_OR_AUTO | SETTING_OWN},
    {"certs", "", "folder of NAME.crt and NAME.key; default: certs beside the content", AT(certs),
     .kind = SETTING_PATH, .flags = SETTING_SERVE | SETTING_LISTS | SETTING_RESTART | SETTING_CERT},
    {"certificate", "", "PEM file with a certificate from elsewhere and its chain; default: leda's own",
     AT(certificate), .kind = SETTING_FILE, .flags = SETTING_SERVE | SETTING_LISTS | SETTING_OWN},
    {"key", "", "PEM file with the key to it; default: the same file", AT(key), .kind = SETTING_FILE,
     .flags = SETTING_SERVE | SETTING_LISTS | SETTING_OWN},
    {"workers", "auto", "threads that serve; auto: the number of cores, at most 8", WHOLE(workers),
     .kind = SETTING_NUMBER, .low = 1, .high = 64,
     .flags = SETTING_SERVE | SETTING_RESTART | SETTING_OR_AUTO | SETTING_PROCESS},
    {"max-connections", "10000", "open at once, or as many as the system allows", WHOLE(limits.connections),
     .kind = SETTING_NUMBER, .low = 1, .high = 1000000, SERVER},
    {"request-timeout", "15 s", "for handshake and request together", WHOLE(limits.request_seconds),
     .kind = SETTING_SECONDS, .low = 1, .high = 3600, SERVER},
    {"send-timeout", "30 s", "without progress while an answer is sent", WHOLE(limits.send_seconds),
     .kind = SETTING_SECONDS, .low = 1, .high = 3600, SERVER},
    {"stop-timeout", "5 s", "for running answers when leda ends", WHOLE(limits.grace_seconds),
     .kind = SETTING_SECONDS, .high = 3600, SERVER},
    {"title", "", "of the whole, where the home page has none; default: the host", AT(site.identity.title),
     .kind = SETTING_TEXT, .flags = SETTING_SERVE | SETTING_OWN},
    {"language", "", "of pages that do not say theirs: en, pt-BR", AT(site.identity.lang),
     .kind = SETTING_LANGUAGE, .flags = EVERYWHERE | SETTING_OWN},
    {"web", "", "URL of the same site on the web, repeatable: the first is where it is", AT(site.web),
     .kind = SETTING_WEB, .high = SETTINGS_WEB, .flags = SETTING_SERVE | SETTING_RENDER | SETTING_LIST | SETTING_OWN},
    {"timezone", "UTC", "of dates with a time and without a zone, such as +02:00", AT(site.zone), .kind = SETTING_ZONE,
     .flags = EVERYWHERE},
    {"gone", "", "an address that is gone for good, repeatable: /posts/old", AT(site.gone),
     .kind = SETTING_SITE_ADDRESS, .high = SETTINGS_GONE, .flags = SETTING_SERVE | SETTING_LIST | SETTING_OWN},
    {"description", "", "of the whole, in a line, for feeds", AT(site.identity.description), .kind = SETTING_TEXT,
     .flags = SETTING_SERVE | SETTING_OWN},
    {"author", "", "of posts that do not name theirs, for feeds", AT(site.identity.author), .kind = SETTING_TEXT,
     .flags = SETTING_SERVE | SETTING_OWN},
    {"feed", "summary", "what an Atom feed shows of a post", feeds, AT(site.feeds.content), .kind = SETTING_CHOICE,
     .flags = SETTING_SERVE},
    {"feed-entries", "20", "posts in an Atom feed, at most", AT(site.feeds.entries), .kind = SETTING_NUMBER, .low = 1,
     .high = 1000, .flags = SETTING_SERVE},
    {"id-host", "", "the host in the ids of feeds; default: the host", AT(site.identity.id_host),
     .kind = SETTING_HOST, .flags = SETTING_SERVE | SETTING_OWN},
    {"robots", "", "robots to ask away, repeatable: archiver, indexer, researcher, webproxy, *",
     AT(site.wellknown.robots), .kind = SETTING_WORD, .high = SETTINGS_ROBOTS,
     .flags = SETTING_SERVE | SETTING_LIST},
    {"favicon", "", "an emoji for /favicon.txt", AT(site.wellknown.favicon), .kind = SETTING_WORD,
     .flags = SETTING_SERVE | SETTING_LISTS | SETTING_OWN},
    {"security-contact", "", "mail address or URL for /.well-known/security.txt", AT(site.wellknown.security),
     .kind = SETTING_WORD, .flags = SETTING_SERVE | SETTING_LISTS | SETTING_OWN},
    {"sections", "", "a folder of the root that home lists before others, repeatable", AT(site.sections),
     .kind = SETTING_TEXT, .high = SETTINGS_SECTIONS, .flags = SETTING_SERVE | SETTING_LIST | SETTING_OWN},
    {"width", "67", "columns of a gophermap, 20 to 200; more than 69 is not wise", AT(site.render.width),
     .kind = SETTING_NUMBER, .low = RENDER_WIDTH_MIN, .high = RENDER_WIDTH_MAX,
     .flags = SETTING_SERVE | SETTING_RENDER},
    {"charset", "utf-8", "of Gopher's text; what does not fit is spelled", charsets, AT(site.render.charset),
     .kind = SETTING_CHOICE, .flags = SETTING_SERVE | SETTING_RENDER},
    {"links", "block", "link lines below their block or at the end of the page", links, AT(site.render.links_at_end),
     .kind = SETTING_CHOICE, .flags = SETTING_SERVE | SETTING_RENDER},
    {"emphasis", "strip", "whether *emphasis* keeps its marks", emphasis, AT(site.render.keep_emphasis),
     .kind = SETTING_CHOICE, .flags = SETTING_SERVE | SETTING_RENDER},
    {"foot", "full", "what stands below a page", foots, AT(site.foot), .kind = SETTING_CHOICE,
     .flags = SETTING_SERVE},
    {"gopher-list", "auto", "what lists on Gopher lead to; auto: menus where there are links, else texts", gopher_lists,
     AT(site.gopher_list), .kind = SETTING_CHOICE, .flags = SETTING_SERVE},
    {"gopher-text", "plain", "rfc1436: texts on Gopher end with a dot, and dots that begin lines are doubled", gopher_texts,
     AT(site.rfc1436), .kind = SETTING_CHOICE, .flags = SETTING_SERVE},
    {"list-entries", "100", "posts in a list; the rest are in lists of their years", AT(site.list_entries),
     .kind = SETTING_NUMBER, .low = 1, .high = 100000, .flags = SETTING_SERVE | SETTING_LISTS},
    {"source", "no", "Gemini serves the markdown of pages, too: /posts/hello.md", yes_no, AT(site.sources),
     .kind = SETTING_FLAG, .flags = SETTING_SERVE | SETTING_LISTS},
    {"iri", "no", "Gemini takes URLs whose letters beyond ASCII are not encoded", yes_no, AT(site.iri),
     .kind = SETTING_FLAG, .flags = SETTING_SERVE},
    {"gophermap", "gophernicus", "the dialect of menus by hand; plain: control characters are text", gophermaps,
     AT(site.plain_maps), .kind = SETTING_CHOICE, .flags = EVERYWHERE},
    {"reply", "", "URL for answers to posts, such as mailto:me@example.org", AT(site.reply), .kind = SETTING_URL,
     .flags = SETTING_SERVE | SETTING_OWN},
    {"drafts", "no", "with drafts and what is not due yet", yes_no, AT(site.drafts), .kind = SETTING_FLAG,
     .flags = EVERYWHERE},
    {"ignore", "", "leave out what the pattern names, repeatable: *.log, /notes/, old/**/x?.md", AT(site.ignore),
     .kind = SETTING_TEXT, .high = SETTINGS_PATTERNS, .flags = SETTING_SERVE | SETTING_LISTS | SETTING_LIST},
    {"max-page", "4 MiB", "the largest source of a page", AT(site.page_max), .kind = SETTING_BYTES, .low = 1024,
     .high = 64u << 20, .flags = EVERYWHERE},
    {"watch", "yes", "what is saved is served at once; poll: where there are no file events", watches, WHOLE(watch),
     .kind = SETTING_CHOICE, SERVER},
    {"poll-interval", "30 s", "how often files are looked at without events", WHOLE(poll_seconds),
     .kind = SETTING_SECONDS, .low = 1, .high = 86400, SERVER},
    {"log", "normal", "what is said: quiet (what is wrong) or verbose (more of it), too", logs, WHOLE(log),
     .kind = SETTING_CHOICE, SERVER},
    {"access-log", "no", "a line for each answer: no, stdout, stderr or a file, opened anew at SIGHUP",
     WHOLE(access_log), .kind = SETTING_PATH, .names = access_logs, SERVER},
    {"address", "hashed", "of clients in the access log; hashed: with a salt of the day", addresses, WHOLE(address),
     .kind = SETTING_CHOICE, SERVER},
};
/* clang-format on */
const size_t settings_count = sizeof settings_table / sizeof *settings_table;
_Static_assert(sizeof settings_table / sizeof *settings_table <= SETTINGS_COUNT_MAX,
               "room in Config.origins");

size_t settings_find(Str key) {
    size_t row = 0;
    while (row < settings_count && !str_eq(str_of(settings_table[row].key), key))
        row++;
    return row;
}

static SettingSlot slot_of(Config *config, Capsule *capsule, size_t row) {
    const SettingSpec *spec = &settings_table[row];
    void *values = spec->flags & SETTING_PROCESS ? (void *)config : (void *)capsule;
    return (SettingSlot){spec, values, &capsule->origins[row], &config->arena};
}

static void set_default(Config *config, Capsule *capsule, size_t row) {
    Buf why = {0};
    const SettingSlot slot = slot_of(config, capsule, row);
    const SettingInput input = {.value = str_of(settings_table[row].standard)};
    if (!setting_set(&slot, &input, &why)) log_error("%s: bad default", settings_table[row].key);
    buf_free(&why);
}

static Capsule *add_capsule(Config *config) {
    Capsule *capsule = arena_alloc(&config->arena, sizeof *capsule);
    *capsule = (Capsule){0};
    config->capsules[config->capsule_count++] = capsule;
    return capsule;
}

void settings_defaults(Config *config) {
    *config = (Config){0};
    Capsule *first = config->chosen = add_capsule(config);
    for (size_t row = 0; row < settings_count; row++)
        set_default(config, first, row);
}

Capsule *settings_capsule(Config *config, Str label, uint32_t line) {
    const Capsule *first = config->capsules[0];
    Capsule *capsule = add_capsule(config);
    capsule->label = arena_format(&config->arena, "%.*s", STR_FMT(label));
    capsule->line = line;
    for (size_t row = 0; row < settings_count; row++) {
        const SettingSpec *spec = &settings_table[row];
        if (spec->flags & SETTING_PROCESS) continue;
        if (spec->flags & SETTING_OWN)
            set_default(config, capsule, row);
        else
            memcpy((char *)capsule + spec->offset, (const char *)first + spec->offset, spec->size);
    }
    return capsule;
}

const Capsule *settings_find_capsule(const Config *config, Str label) {
    for (size_t i = 0; i < config->capsule_count; i++)
        if (str_eq(config->capsules[i]->label, label)) return config->capsules[i];
    return NULL;
}

void settings_free(Config *config) {
    arena_free(&config->arena);
    *config = (Config){0};
}

bool settings_set(Config *config, size_t row, const SettingInput *input, Buf *why) {
    const SettingSlot slot = slot_of(config, input->capsule ? input->capsule : config->capsules[0], row);
    return setting_set(&slot, input, why);
}

static const void *values_of(const Config *config, const Capsule *capsule, const SettingSpec *spec) {
    return spec->flags & SETTING_PROCESS ? (const void *)config : (const void *)capsule;
}

void settings_show(const Config *config, const Capsule *capsule, size_t row, Buf *out) {
    const SettingSpec *spec = &settings_table[row];
    setting_show(spec, values_of(config, capsule, spec), out);
}

void settings_print(const Config *config, Buf *out) {
    for (size_t i = 0; i < config->capsule_count; i++) {
        const Capsule *capsule = config->capsules[i];
        if (i) buf_add_format(out, "\n[" SECTION_CAPSULE " %.*s]\n", STR_FMT(capsule->label));
        for (size_t row = 0; row < settings_count; row++) {
            const SettingSpec *spec = &settings_table[row];
            if (i && (spec->flags & SETTING_PROCESS)) continue;
            setting_print(spec, values_of(config, capsule, spec), out);
        }
        section_print(capsule, out);
    }
}

/* ---- what a reload does not change ---- */

typedef struct Side {
    const Config *config;
    const Capsule *capsule;
} Side;

static void restart_capsule(const Side *running, const Side *wanted, Buf *out) {
    Buf before = {0}, after = {0};
    Str label = running->capsule->label;
    for (size_t row = 0; row < settings_count; row++) {
        unsigned flags = settings_table[row].flags;
        if (!(flags & SETTING_RESTART) || (label.len && (flags & SETTING_PROCESS))) continue;
        buf_clear(&before);
        buf_clear(&after);
        settings_show(running->config, running->capsule, row, &before);
        settings_show(wanted->config, wanted->capsule, row, &after);
        if (str_eq(buf_str(&before), buf_str(&after))) continue;
        if (out->len) buf_add(out, STR(", "));
        if (label.len) buf_add_format(out, "[%.*s] ", STR_FMT(label));
        buf_add(out, str_of(settings_table[row].key));
    }
    buf_free(&before);
    buf_free(&after);
}

/* Those of `a` that `b` lacks. */
static void restart_missing(const Config *a, const Config *b, Buf *out) {
    for (size_t i = 1; i < a->capsule_count; i++) {
        Str label = a->capsules[i]->label;
        if (settings_find_capsule(b, label)) continue;
        buf_add_format(out, "%s[" SECTION_CAPSULE " %.*s]", out->len ? ", " : "", STR_FMT(label));
    }
}

void settings_restart(const Config *running, const Config *wanted, Buf *out) {
    for (size_t i = 0; i < running->capsule_count; i++) {
        const Side before = {running, running->capsules[i]};
        const Side after = {wanted, settings_find_capsule(wanted, before.capsule->label)};
        if (after.capsule) restart_capsule(&before, &after, out);
    }
    restart_missing(running, wanted, out);
    restart_missing(wanted, running, out);
}

/* ---- the help ---- */

static void help_names(const char *const *names, Buf *out) {
    for (; *names; names++)
        buf_add_format(out, "%s%s", *names, names[1] ? "|" : "");
}

static void help_argument(const SettingSpec *spec, Buf *out) {
    switch (spec->kind) {
    case SETTING_TEXT: buf_add(out, spec->flags & SETTING_LIST ? STR(" PATTERN") : STR(" TEXT")); return;
    case SETTING_PATH:
        buf_add_char(out, ' ');
        if (spec->names) help_names(spec->names, out);
        buf_add(out, spec->names ? STR("|FILE") : STR("DIR"));
        return;
    case SETTING_FILE: buf_add(out, STR(" FILE")); return;
    case SETTING_HOST: buf_add(out, STR(" NAME")); return;
    case SETTING_ADDRESS: buf_add(out, STR(" ADDR")); return;
    case SETTING_WEB:
    case SETTING_URL: buf_add(out, STR(" URL")); return;
    case SETTING_LANGUAGE: buf_add(out, STR(" TAG")); return;
    case SETTING_WORD: buf_add(out, STR(" WORD")); return;
    case SETTING_SITE_ADDRESS:
    case SETTING_AREA_PATH: buf_add(out, STR(" PATH")); return;
    case SETTING_FINGERPRINT: buf_add(out, STR(" SHA256")); return;
    case SETTING_ZONE: buf_add(out, STR(" ZONE")); return;
    case SETTING_NUMBER: buf_add(out, STR(" N")); return;
    case SETTING_SECONDS: buf_add(out, STR(" TIME")); return;
    case SETTING_BYTES: buf_add(out, STR(" SIZE")); return;
    case SETTING_CHOICE:
        buf_add_char(out, ' ');
        help_names(spec->names, out);
        return;
    case SETTING_FLAG: return;
    }
}

void settings_help(unsigned command, Buf *out) {
    enum { COLUMN = 27 };
    for (size_t row = 0; row < settings_count; row++) {
        const SettingSpec *spec = &settings_table[row];
        if (!(spec->flags & command)) continue;
        size_t start = out->len;
        buf_add_format(out, "  --%s", spec->key);
        help_argument(spec, out);
        size_t width = out->len - start;
        if (width + 1 > COLUMN) buf_add_char(out, '\n');
        buf_add_repeat(out, ' ', width + 1 > COLUMN ? COLUMN : COLUMN - width);
        bool shown = *spec->standard && spec->kind != SETTING_FLAG;
        buf_add_format(out, "%s%s%s\n", spec->help, shown ? "; default " : "", shown ? spec->standard : "");
    }
}
