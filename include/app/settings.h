/* Settings: all that an operator may set, in one table.
 *
 * The command line (`--key value`), the configuration file (`key = value`), `--print-config` and the help
 * come from it, so none of them can know a key that another does not. What has a section of its own in the
 * file is in app/section.h. */
#ifndef LEDA_APP_SETTINGS_H
#define LEDA_APP_SETTINGS_H

#include "base/arena.h"
#include "base/log.h"
#include "net/server.h"
#include "site/site.h"

#define SETTINGS_LINE_MAX  198        /* bytes of a line of the file that is no comment (app/config) */
#define SETTINGS_COUNT_MAX 64         /* rows of a table */
#define SETTINGS_CAPSULES  64         /* in one process */
#define SETTINGS_LISTEN    16         /* addresses to listen on */
#define SETTINGS_PATTERNS  64         /* patterns of what is ignored */
#define SETTINGS_ROBOTS    16         /* kinds of robots */
#define SETTINGS_SECTIONS  64         /* folders that home lists first */
#define SETTINGS_WEB       16         /* URLs of the site on the web */
#define SETTINGS_NAMES     64         /* further host names, and former ones */
#define SETTINGS_GONE      1000       /* addresses of what is gone */
#define SETTINGS_AUTO      UINT32_MAX /* a number that leda chooses */

/* Where a value came from: the line of the configuration file, or one of these. */
#define SETTINGS_DEFAULT 0
#define SETTINGS_COMMAND UINT32_MAX

typedef struct AreaSection AreaSection; /* app/areas */

/* One capsule: the first, which the beginning of the file is about, or that of a [capsule LABEL]. */
typedef struct Capsule {
    Str label;     /* empty: the first */
    uint32_t line; /* of its section; 0: the first */
    Str content;
    const char *const *listen; /* address literals as given, NULL-ended; none: the default */
    uint32_t gopher_port;      /* 0: off; SETTINGS_AUTO: config_gopher_port tells */
    uint32_t public_gemini_port, public_gopher_port; /* SETTINGS_AUTO: as listened on */
    Str certs;                                       /* empty: beside the content */
    const AreaSection *const *areas;                 /* its [area LABEL], NULL-ended; or NULL */
    Str certificate, key; /* files of an authority's making, say; empty: our own in that folder */
    SiteOptions site;     /* its ports and private paths are whoever serves' to fill in */
    uint32_t origins[SETTINGS_COUNT_MAX]; /* of each row's value; the first has those of the process, too */
} Capsule;

/* The values. Strings lie in the arena and end with a NUL, as do the capsules. */
typedef struct Config {
    uint32_t gemini_port; /* 0: off */
    uint32_t workers;     /* SETTINGS_AUTO: the number of cores, at most 8 */
    Limits limits;
    LogLevel log;
    uint32_t watch; /* WatchMode */
    uint32_t poll_seconds;
    Str access_log; /* `no`, `stdout`, `stderr` or a path */
    AccessForm address;
    Capsule *capsules[SETTINGS_CAPSULES]; /* at least one */
    size_t capsule_count;
    Capsule *chosen; /* of them: what the command line is about */
    Str file;        /* the configuration file that was read; empty: none */
    Str near;        /* where one was looked for that lies beside the content */
    Arena arena;
} Config;

typedef enum {
    SETTING_TEXT, /* of one line */
    SETTING_PATH, /* in a file: relative to the file's folder; one of `names`, if there are any, is no path */
    SETTING_FILE, /* the same, of a file */
    SETTING_HOST, /* a host name, kept as A-labels */
    SETTING_ADDRESS, /* an IPv4 or IPv6 literal */
    SETTING_WEB,     /* an http or https URL, kept without a slash at its end */
    SETTING_WORD,    /* text without blanks */
    SETTING_URL,     /* any URL */
    SETTING_LANGUAGE,
    SETTING_SITE_ADDRESS, /* `/posts/hello`, as in a URL or a selector, not percent-encoded */
    SETTING_AREA_PATH,    /* the same, or `/` */
    SETTING_FINGERPRINT,  /* a SHA-256 in any form (base/fingerprint), kept as written */
    SETTING_ZONE,         /* an offset, kept in seconds east of UTC */
    SETTING_NUMBER,
    SETTING_SECONDS, /* a duration: `15 s`, `2 min` */
    SETTING_BYTES,   /* a size: `4 MiB` */
    SETTING_CHOICE,  /* a word; its place among `names` is stored */
    SETTING_FLAG,    /* no or yes; on the command line alone it means yes */
} SettingKind;

enum {
    SETTING_LIST = 1,    /* repeatable; at most `high` values */
    SETTING_OR_AUTO = 2, /* a number, or the word auto */
    SETTING_RESTART = 4, /* a reload does not change it */
    SETTING_SERVE = 8,   /* the commands that take it as an option */
    SETTING_LISTS = 16,
    SETTING_RENDER = 32,
    SETTING_PROCESS = 64,   /* of the whole process, a field of Config; all others are fields of Capsule */
    SETTING_OWN = 128,      /* a further capsule does not take it from the first */
    SETTING_REQUIRED = 256, /* a section must say it */
    SETTING_CERT = 512,     /* a command, as above */
};

typedef struct SettingSpec {
    const char *key;
    const char *standard; /* the default as a file would have it; of a list empty, and of text: not given */
    const char *help;
    const char *const *names; /* of a choice, NULL-ended */
    uint32_t low, high;       /* of a number, a duration, a size */
    uint16_t offset, size;    /* of its place in Capsule, in Config, or in the struct of its section */
    SettingKind kind;
    unsigned flags;
} SettingSpec;

extern const SettingSpec settings_table[];
extern const size_t settings_count;

/* The row of a key, or settings_count. */
size_t settings_find(Str key);

/* The key that was probably meant, for a message; NULL when none is near. */
const char *settings_guess(Str key);

/* The same among other words, NULL-ended and at most 32 bytes long each. */
const char *settings_guess_among(const char *const *words, Str word);

/* A value as it was written, and where. */
typedef struct SettingInput {
    Str value;
    uint32_t origin;
    Str folder;       /* what a relative path is relative to; empty: the working directory */
    Capsule *capsule; /* that it is said of; NULL: the first */
} SettingInput;

/* Fills *config with every default and one capsule. settings_free gives it back. */
void settings_defaults(Config *config);
void settings_free(Config *config);

/* Adds a capsule that has what the first one has, but for what is each one's own: there it has the defaults.
 * The caller sees to it that there is room. */
Capsule *settings_capsule(Config *config, Str label, uint32_t line);

/* Sets one row. A list's value is added to those of the same kind of origin and takes the place of all
 * others; an empty one empties the list. False when the value is bad: *why gets what is wanted. */
bool settings_set(Config *config, size_t row, const SettingInput *input, Buf *why);

/* Appends the value of one row as a file has it: of a list the values in order, a line each, with an LF
 * between them. */
void settings_show(const Config *config, const Capsule *capsule, size_t row, Buf *out);

/* Appends a file that reads back to the same configuration (paths are made absolute): a line `key = value`
 * for every row, then the sections. Where a line would be too long the blanks go. */
void settings_print(const Config *config, Buf *out);

/* Appends what differs and is not changed by a reload, with commas between: keys, `[LABEL] key` of further
 * capsules, `[capsule LABEL]` of those that came or went. */
void settings_restart(const Config *running, const Config *wanted, Buf *out);

/* The capsule of a label (empty: the first), or NULL. */
const Capsule *settings_find_capsule(const Config *config, Str label);

/* Appends the help on the options of a command: SETTING_SERVE and its kin. */
void settings_help(unsigned command, Buf *out);

#endif
