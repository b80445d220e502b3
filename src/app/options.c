/* getopt_long was considered: its table would have to be made from that of the settings, its state is the
 * process's, and what it says of a mistake has to be said anew. */
#include "app/options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char general_help[] =
    "leda " LEDA_VERSION ": the capsule server for the small web\n"
    "\n"
    "  leda serve [CONTENT]     serve a folder of markdown over Gemini and Gopher\n"
    "  leda render FILE --as gemtext|gophermap|menu|text\n"
    "                           show what becomes of one page\n"
    "  leda list [CONTENT]      every public address and its file\n"
    "  leda cert show|new       certificates and their fingerprints\n"
    "  leda COMMAND --help      the options of a command\n"
    "  leda --version\n";

static const char serve_usage[] =
    "leda serve [CONTENT]       default: ./content\n"
    "  --config FILE            default: leda.conf beside CONTENT, else " CONFIG_SYSTEM "\n"
    "  --print-config           print all settings as such a file, and end\n";
static const char serve_end[] =
    "  -v, -q                   --log verbose, --log quiet\n"
    "  --no-watch               --watch no\n"
    "Each option but the first two is a key of the file, too; the command line goes before it.\n"
    "SIGHUP loads everything again; SIGTERM and SIGINT end running answers and stop.\n";

static const char list_usage[] =
    "leda list [CONTENT]        default: ./content\n"
    "  --config FILE            default: as for leda serve\n"
    "  --capsule LABEL          the one of [capsule LABEL]; default: the first\n";
static const char list_end[] = "A line for each public address, sorted: PROTOCOL ADDRESS WHAT FILE, a TAB "
                               "between them. ADDRESS is the path of\n"
                               "its URL; WHAT is page, text (a page as plain text), list (a folder without a "
                               "page), file or further (an address\n"
                               "that leads to the page); FILE is relative to the content, - for a list.\n";

static const char render_usage[] =
    "leda render FILE --as gemtext|gophermap|menu|text      FILE may be - for standard input\n"
    "  --root DIR               the tree in which links are resolved; default: FILE's folder\n"
    "  --config FILE            default: leda.conf beside that tree, else " CONFIG_SYSTEM "\n"
    "  --capsule LABEL          as the one of [capsule LABEL]; default: as the first\n";
static const char render_end[] =
    "gophermap: the file form that other servers read; menu, text: what goes over the wire, with CRLF.\n";

static const char cert_usage[] =
    "leda cert show [CONTENT]   each host name's certificate, and those that it took the place of\n"
    "leda cert new [CONTENT]    make one; what is there is not written over\n"
    "  --config FILE            default: as for leda serve\n"
    "  --host NAME              that host alone; new wants it where there are several\n"
    "  --key FILE               new: for the key in that PEM file, in the place of the certificate that is "
    "there,\n"
    "                           which is kept as NAME.crt.YYYY-MM-DD\n";
static const char cert_end[] =
    "Fingerprints are SHA-256 of the whole certificate and of its public key, in each "
    "form that clients show.\n";

static const struct {
    const char *name, *usage, *end;
    unsigned settings; /* which of the table are its options */
} commands[] = {
    [COMMAND_SERVE] = {"serve", serve_usage, serve_end, SETTING_SERVE},
    [COMMAND_LIST] = {"list", list_usage, list_end, SETTING_LISTS},
    [COMMAND_RENDER] = {"render", render_usage, render_end, SETTING_RENDER},
    [COMMAND_CERT] = {"cert", cert_usage, cert_end, SETTING_CERT},
};

void options_help(void) {
    fputs(general_help, stdout);
}

static void command_help(CommandKind kind) {
    Buf out = {0};
    buf_add(&out, str_of(commands[kind].usage));
    settings_help(commands[kind].settings, &out);
    buf_add(&out, str_of(commands[kind].end));
    fwrite(out.p, 1, out.len, stdout);
    buf_free(&out);
}

/* The arguments as they are gone through. */
typedef struct Arguments {
    Command *command;
    char **next; /* NULL-ended */
    bool as;     /* --as was there */
    bool action; /* show or new was */
    bool plain;  /* the content folder was there, by its place */
    Buf *error;
} Arguments;

static void give(Arguments *a, const char *key, const char *value) {
    a->command->given[a->command->given_count++] = (ConfigGiven){settings_find(str_of(key)), value};
}

static void take_as(Arguments *a, const char *value) {
    static const char *const names[] = {"gemtext", "gophermap", "menu", "text"};
    for (unsigned i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i]) != 0) continue;
        a->command->as = (RenderAs)i;
        a->as = true;
        return;
    }
    buf_add_format(a->error, "--as %s: gemtext, gophermap, menu or text is wanted", value);
}

/* What stands behind `=` in the argument, else the next argument. NULL, with an error, when there is none. */
static const char *value_of(Arguments *a, const char *argument, const char *equals) {
    if (equals) return equals + 1;
    if (*a->next) return *a->next++;
    buf_add_format(a->error, "%s needs a value; see leda %s --help", argument,
                   commands[a->command->kind].name);
    return NULL;
}

/* Where the value of an option that is no setting goes; NULL for every other. */
static const char **own_place(Command *c, Str name) {
    bool render = c->kind == COMMAND_RENDER, cert = c->kind == COMMAND_CERT;
    if (str_eq(name, STR("config"))) return &c->config;
    if ((render || c->kind == COMMAND_LIST) && str_eq(name, STR("capsule"))) return &c->capsule;
    if (render && str_eq(name, STR("root"))) return &c->root;
    if (cert && str_eq(name, STR("host"))) return &c->host;
    if (cert && str_eq(name, STR("key"))) return &c->key;
    return NULL;
}

/* Options of serve that take no value; false for every other. */
static bool take_bare(Arguments *a, Str name) {
    if (a->command->kind != COMMAND_SERVE) return false;
    if (str_eq(name, STR("no-watch"))) {
        give(a, "watch", "no");
        return true;
    }
    if (!str_eq(name, STR("print-config"))) return false;
    a->command->print_config = true;
    return true;
}

/* Options that are no settings; false for every other. */
static bool take_own(Arguments *a, Str name, const char *argument, const char *equals) {
    Command *c = a->command;
    if (!equals && take_bare(a, name)) return true;
    bool as = c->kind == COMMAND_RENDER && str_eq(name, STR("as"));
    const char **place = own_place(c, name);
    if (!place && !as) return false;
    const char *value = value_of(a, argument, equals);
    if (value && as)
        take_as(a, value);
    else if (value)
        *place = value;
    return true;
}

static void unknown(Arguments *a, Str argument, Str name) {
    const char *command = commands[a->command->kind].name, *guess = settings_guess(name);
    size_t row = guess ? settings_find(str_of(guess)) : settings_count;
    bool takes = row < settings_count && (settings_table[row].flags & commands[a->command->kind].settings);
    buf_add_format(a->error, "unknown option %.*s", STR_FMT(argument));
    if (takes && !str_eq(str_of(guess), name))
        buf_add_format(a->error, "; did you mean --%s?", guess);
    else
        buf_add_format(a->error, "; see leda %s --help", command);
}

static void take_long(Arguments *a, const char *argument) {
    const char *equals = strchr(argument, '=');
    Str name = equals ? (Str){argument + 2, (size_t)(equals - argument) - 2} : str_of(argument + 2);
    if (take_own(a, name, argument, equals)) return;
    size_t row = settings_find(name);
    if (row == settings_count || !(settings_table[row].flags & commands[a->command->kind].settings)) {
        unknown(a, equals ? str_head(str_of(argument), name.len + 2) : str_of(argument), name);
        return;
    }
    bool alone = settings_table[row].kind == SETTING_FLAG && !equals;
    const char *value = alone ? "yes" : value_of(a, argument, equals);
    if (value) give(a, settings_table[row].key, value);
}

/* `-v`, `-q`, or both behind one dash. */
static void take_short(Arguments *a, const char *argument) {
    for (const char *p = argument + 1; *p && a->error->len == 0; p++) {
        if (a->command->kind == COMMAND_SERVE && (*p == 'v' || *p == 'q'))
            give(a, "log", *p == 'v' ? "verbose" : "quiet");
        else
            buf_add_format(a->error, "unknown option -%c; see leda %s --help", *p,
                           commands[a->command->kind].name);
    }
}

static void take_action(Arguments *a, const char *argument) {
    a->action = true;
    a->command->make = strcmp(argument, "new") == 0;
    if (!a->command->make && strcmp(argument, "show") != 0)
        buf_add_format(a->error, "cert %s: show or new is wanted; see leda cert --help", argument);
}

static void take_plain(Arguments *a, const char *argument) {
    if (a->command->kind == COMMAND_CERT && !a->action) {
        take_action(a, argument);
        return;
    }
    bool render = a->command->kind == COMMAND_RENDER;
    if (render ? a->command->file != NULL : a->plain)
        buf_add_format(a->error, "one %s, not also %s", render ? "file" : "content folder", argument);
    else if (render)
        a->command->file = argument;
    else
        give(a, "content", argument);
    a->plain = true;
}

/* False: help was printed. */
static bool take_all(Arguments *a) {
    bool options = true;
    while (*a->next && a->error->len == 0) {
        const char *argument = *a->next++;
        bool dash = options && argument[0] == '-' && argument[1];
        if (!dash)
            take_plain(a, argument);
        else if (strcmp(argument, "--") == 0)
            options = false;
        else if (strcmp(argument, "--help") == 0)
            return false;
        else if (argument[1] == '-')
            take_long(a, argument);
        else
            take_short(a, argument);
    }
    return true;
}

/* Each argument gives one setting at most, but for one of short options, which gives one for each letter. */
static size_t most_given(char **argv) {
    size_t most = 1;
    for (; *argv; argv++)
        most += argv[0][0] == '-' && argv[0][1] != '-' ? strlen(*argv) : 1;
    return most;
}

static char *folder_of(const char *file) {
    size_t slash = str_rfind(str_of(file), '/');
    if (slash == STR_NONE || strcmp(file, "-") == 0) return mem_string(STR("."));
    return mem_string(str_head(str_of(file), slash ? slash : 1));
}

/* What a render cannot do without. */
static void check_render(const Arguments *a) {
    Command *c = a->command;
    if (!c->file)
        buf_add(a->error, STR("a file is wanted; see leda render --help"));
    else if (!a->as)
        buf_add(a->error, STR("--as gemtext, gophermap, menu or text is wanted"));
    else if (!c->root)
        c->root = c->folder = folder_of(c->file);
}

static void check_cert(const Arguments *a) {
    if (!a->action)
        buf_add(a->error, STR("cert: show or new is wanted; see leda cert --help"));
    else if (a->command->key && !a->command->make)
        buf_add(a->error, STR("--key is for leda cert new"));
}

OptionsResult options_read(CommandKind kind, char **argv, Command *command, Buf *error) {
    *command = (Command){.kind = kind, .given = mem_zero(most_given(argv), sizeof *command->given)};
    Arguments arguments = {.command = command, .next = argv + 1, .error = error};
    if (!take_all(&arguments)) {
        command_help(kind);
        return OPTIONS_DONE;
    }
    if (kind == COMMAND_RENDER && error->len == 0) check_render(&arguments);
    if (kind == COMMAND_CERT && error->len == 0) check_cert(&arguments);
    return error->len ? OPTIONS_BAD : OPTIONS_GO;
}

void options_free(Command *command) {
    free(command->given);
    free(command->folder);
    *command = (Command){0};
}
