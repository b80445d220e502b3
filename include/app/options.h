/* The command line: what the operator asked for (`leda --help` is the contract). */
#ifndef LEDA_APP_OPTIONS_H
#define LEDA_APP_OPTIONS_H

#include "base/buf.h"
#include "render/options.h"

#include <limits.h>

#define OPTIONS_LISTEN_MAX 16
#define OPTIONS_IGNORE_MAX 64

typedef struct ServeOptions {
    const char *content;
    Str host;                               /* A-labels; localhost when none was given */
    const char *listen[OPTIONS_LISTEN_MAX]; /* address literals as given; none: the default */
    unsigned listen_count;
    uint16_t gemini_port, gopher_port;               /* 0: off */
    uint16_t public_gemini_port, public_gopher_port; /* 0: as listened on */
    const char *certs;                               /* NULL: beside the content */
    const char *ignore[OPTIONS_IGNORE_MAX + 1];      /* patterns, NULL-ended */
    unsigned ignore_count;
    unsigned workers;
    RenderOptions render;
    bool public_host; /* --host was given and is not localhost */
    bool gopher_port_given;
    bool drafts, verbose, quiet;
    Buf host_name; /* what host points to */
} ServeOptions;

typedef enum { RENDER_GEMTEXT, RENDER_GOPHERMAP, RENDER_MENU, RENDER_TEXT } RenderAs;

typedef struct RenderCommand {
    const char *file; /* `-`: standard input */
    const char *root; /* NULL: the file's folder */
    Str host;
    uint16_t gopher_port;
    RenderOptions render;
    RenderAs as;
    bool drafts;
    Buf host_name;
} RenderCommand;

typedef struct ListCommand {
    const char *content, *certs; /* certs: NULL: beside the content */
    const char *ignore[OPTIONS_IGNORE_MAX + 1];
    unsigned ignore_count;
    bool drafts;
} ListCommand;

typedef enum {
    OPTIONS_GO,   /* run the command */
    OPTIONS_DONE, /* help was printed */
    OPTIONS_BAD   /* *error has one line */
} OptionsResult;

/* argv[0] is the command's name. */
OptionsResult options_serve(int argc, char **argv, ServeOptions *options, Buf *error);
OptionsResult options_render(int argc, char **argv, RenderCommand *options, Buf *error);
OptionsResult options_list(int argc, char **argv, ListCommand *options, Buf *error);

/* The folder of certificates, which is never content: as given, else `certs` beside the content folder. */
void options_certs(const char *content, const char *given, char out[PATH_MAX]);

/* Says on standard error what is allowed but not wise. */
void options_warn(const RenderOptions *render);

/* `leda --help`. */
void options_help(void);

#endif
