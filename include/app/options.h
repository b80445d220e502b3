/* The command line: what the operator asked for (`leda --help` is the contract). */
#ifndef LEDA_APP_OPTIONS_H
#define LEDA_APP_OPTIONS_H

#include "app/config.h"

typedef enum { COMMAND_SERVE, COMMAND_LIST, COMMAND_RENDER, COMMAND_CERT } CommandKind;

typedef enum { RENDER_GEMTEXT, RENDER_GOPHERMAP, RENDER_MENU, RENDER_TEXT } RenderAs;

typedef struct Command {
    CommandKind kind;
    const char *config;  /* --config, or NULL */
    const char *capsule; /* list, render: --capsule, or NULL */
    const char *file;    /* render: `-` is standard input */
    const char *root;    /* render: the tree of links: --root, else the file's folder */
    char *folder;        /* that folder; owned */
    RenderAs as;         /* render */
    bool make;           /* cert: new, not show */
    const char *host;    /* cert: the one that is asked about, or NULL */
    const char *key;     /* cert: the key that a new one is for, or NULL */
    bool print_config;   /* serve */
    ConfigGiven *given;  /* the settings; owned */
    size_t given_count;
} Command;

typedef enum {
    OPTIONS_GO,   /* run the command */
    OPTIONS_DONE, /* help was printed */
    OPTIONS_BAD   /* *error has one line */
} OptionsResult;

/* argv[0] is the command's name. Values of settings are not looked at: config_make does. options_free gives
 * *command back, whatever the result was. */
OptionsResult options_read(CommandKind kind, char **argv, Command *command, Buf *error);
void options_free(Command *command);

/* `leda --help`. */
void options_help(void);

#endif
