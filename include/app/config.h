/* Config: where the configuration is, how it is read, and that the command line goes before it.
 *
 * `leda.conf` is INI, read with inih. Debian's inih cuts lines over 199 bytes, values at ` ;` and takes a
 * line that begins with a blank for more of the line before, all without a word; so lines are looked at
 * before it gets them. It has sections (app/section.h); the command line
 * is about the process and one capsule, the first unless it chooses another. */
#ifndef LEDA_APP_CONFIG_H
#define LEDA_APP_CONFIG_H

#include "app/settings.h"

#include <limits.h>

#define CONFIG_FILE_MAX (1u << 20) /* bytes of the file */
#define CONFIG_SYSTEM   "/etc/leda/leda.conf"

/* A value from the command line. */
typedef struct ConfigGiven {
    size_t row; /* of settings_table */
    const char *value;
} ConfigGiven;

/* What a configuration is made from; it can be made again from the same. */
typedef struct ConfigAsk {
    const char *file;   /* --config; NULL: it is looked for */
    const char *label;  /* of the capsule that is chosen; NULL: the first */
    const char *folder; /* `leda.conf` may lie beside it; NULL: the content folder */
    const char *system; /* read when there is none beside it; NULL: CONFIG_SYSTEM */
    const ConfigGiven *given;
    size_t given_count;
    bool serves; /* files that the configuration names are read, too */
} ConfigAsk;

typedef enum {
    CONFIG_GOOD,
    CONFIG_BAD_COMMAND, /* what was given on the command line is wrong */
    CONFIG_BAD_FILE     /* the file is */
} ConfigResult;

/* Makes *config: the defaults, then the file, then what was given. Unless it is CONFIG_GOOD, *error has one
 * line and there is nothing to free. */
ConfigResult config_make(const ConfigAsk *ask, Config *config, Buf *error);

/* Adds what the text of a file says; `path` is its name in messages, and relative paths are relative to its
 * folder. False with one line in *error: `leda.conf:12: unknown key "widht"; did you mean "width"?`. */
bool config_read(Config *config, const char *path, Str text, Buf *error);

/* Writes *config as a file to *out. False with one line in *error when a value cannot stand in a file: one
 * that the command line gave, a path that is too long when absolute, a host name that is too long in
 * A-labels. */
bool config_print(const Config *config, Buf *out, Buf *error);

/* Appends where the value of a capsule's key is from and what it is: `leda.conf:3: width = 70` or
 * `--width 70`. */
void config_origin(const Config *config, const Capsule *capsule, Str key, Buf *out);

/* What it says of the wire: host, title and the ports that links show, for protocols that listen on these
 * ports (0: off). */
Identity config_identity(const Capsule *capsule, uint16_t gemini_port, uint16_t gopher_port);

/* The names of a capsule from 0 on: its host, those that lead to it, those that it had; NULL behind the last.
 */
const char *config_name(const Capsule *capsule, size_t i);

/* Appends what begins a line on that capsule in the log: `example.org: `; nothing where it is the only one.
 */
void config_about(const Config *config, const Capsule *capsule, Buf *out);

/* The port to listen on for Gopher, when the one of the protocol is permitted. Where a further capsule does
 * not say it, the protocol's on addresses of its own, else none: the first one has it (GOP-REQ-07). */
uint16_t config_gopher_port(const Capsule *capsule);

/* The folder of certificates, which is never content: as configured, else `certs` beside the content folder.
 */
void config_certs(const Capsule *capsule, char out[PATH_MAX]);

/* The paths that are never content of any capsule (SRC-03), absolute or relative to the working directory,
 * NULL-ended: the folders of certificates and the access log of the configuration that runs, perhaps the
 * same; the configuration file and the files that it names. One capsule's content may hold another's
 * certificates. Lies in the arena of *config. */
const char *const *config_private(Config *config, const Config *running);

/* Says on standard error what is allowed but not wise, where the capsule says it itself. */
void config_warn(const Config *config, const Capsule *capsule);

#endif
