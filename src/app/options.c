#include "app/options.h"

#include "base/host.h"
#include "base/log.h"
#include "base/parallel.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WORKERS_DEFAULT_MAX 8
#define WORKERS_MAX         64

static const char general_help[] =
    "leda " LEDA_VERSION ": the capsule server for the small web\n"
    "\n"
    "  leda serve [CONTENT]     serve a folder of markdown over Gemini and Gopher\n"
    "  leda render FILE --as gemtext|gophermap|menu|text\n"
    "                           show what becomes of one page\n"
    "  leda list [CONTENT]      every public address and its file\n"
    "  leda COMMAND --help      the options of a command\n"
    "  leda --version\n";

static const char serve_help[] =
    "leda serve [CONTENT]       default: ./content\n"
    "  --host NAME              the public host name; without it: localhost, on loopback only\n"
    "  --listen ADDR            an address to listen on, repeatable; default: all when there is a host name\n"
    "  --gemini-port N          default 1965; 0 = no Gemini\n"
    "  --gopher-port N          default 70, or 7070 where 70 is not permitted; 0 = no Gopher\n"
    "  --public-gemini-port N, --public-gopher-port N\n"
    "                           what links say, when a port is mapped in front\n"
    "  --certs DIR              certificate and key, NAME.crt and NAME.key; default: certs beside CONTENT\n"
    "  --width N, --charset C, --links L, --emphasis E\n"
    "                           how pages are drawn; see leda render --help\n"
    "  --drafts                 serve drafts and what is not due yet\n"
    "  --ignore PATTERN         leave out what the pattern names, repeatable: *.log, /notes/, old/**/x?.md\n"
    "  --workers N              default: the number of cores, at most 8\n"
    "  -v, -q                   say more, say only what is wrong\n"
    "SIGHUP loads everything again; SIGTERM and SIGINT end running answers and stop.\n";

static const char list_help[] = "leda list [CONTENT]        default: ./content\n"
                                "  --drafts                 with drafts and what is not due yet\n"
                                "  --ignore PATTERN         leave out what the pattern names, repeatable\n"
                                "  --certs DIR              never content; default: certs beside CONTENT\n"
                                "A line for each public address, sorted: PROTOCOL ADDRESS WHAT FILE, a TAB "
                                "between them. ADDRESS is the path of\n"
                                "its URL; WHAT is page, text (a page as plain text), list (a folder without "
                                "a page), file or further (an address\n"
                                "that leads to the page); FILE is relative to the content, - for a list.\n";

static const char render_help[] =
    "leda render FILE --as gemtext|gophermap|menu|text      FILE may be - for standard input\n"
    "  --root DIR               the tree in which links are resolved; default: FILE's folder\n"
    "  --host NAME              in the URLs of ours; default localhost\n"
    "  --width N                columns of a gophermap, 20 to 200; default 67, more than 69 is not wise\n"
    "  --charset utf-8|latin1|ascii\n"
    "                           of Gopher's text; what does not fit is spelled; default utf-8\n"
    "  --links block|end        link lines below their block, the default, or at the end of the page\n"
    "  --emphasis strip|keep    whether *emphasis* keeps its marks; default strip\n"
    "  --drafts                 links to drafts resolve\n"
    "gophermap: the file form that other servers read; menu, text: what goes over the wire, with CRLF.\n";

enum {
    OPT_HOST = 256,
    OPT_LISTEN,
    OPT_GEMINI_PORT,
    OPT_GOPHER_PORT,
    OPT_PUBLIC_GEMINI_PORT,
    OPT_PUBLIC_GOPHER_PORT,
    OPT_CERTS,
    OPT_DRAFTS,
    OPT_WORKERS,
    OPT_HELP,
    OPT_AS,
    OPT_ROOT,
    OPT_WIDTH,
    OPT_CHARSET,
    OPT_LINKS,
    OPT_EMPHASIS,
    OPT_IGNORE
};

/* How pages are drawn: options of both commands. */
#define DRAWING_OPTIONS                                                                                      \
    {"width", required_argument, NULL, OPT_WIDTH}, {"charset", required_argument, NULL, OPT_CHARSET},        \
        {"links", required_argument, NULL, OPT_LINKS}, {                                                     \
        "emphasis", required_argument, NULL, OPT_EMPHASIS                                                    \
    }

static const struct option serve_long[] = {
    {"host", required_argument, NULL, OPT_HOST},
    {"listen", required_argument, NULL, OPT_LISTEN},
    {"gemini-port", required_argument, NULL, OPT_GEMINI_PORT},
    {"gopher-port", required_argument, NULL, OPT_GOPHER_PORT},
    {"public-gemini-port", required_argument, NULL, OPT_PUBLIC_GEMINI_PORT},
    {"public-gopher-port", required_argument, NULL, OPT_PUBLIC_GOPHER_PORT},
    {"certs", required_argument, NULL, OPT_CERTS},
    {"drafts", no_argument, NULL, OPT_DRAFTS},
    {"ignore", required_argument, NULL, OPT_IGNORE},
    {"workers", required_argument, NULL, OPT_WORKERS},
    DRAWING_OPTIONS,
    {"help", no_argument, NULL, OPT_HELP},
    {0},
};

static const struct option render_long[] = {
    {"as", required_argument, NULL, OPT_AS},
    {"root", required_argument, NULL, OPT_ROOT},
    {"host", required_argument, NULL, OPT_HOST},
    DRAWING_OPTIONS,
    {"drafts", no_argument, NULL, OPT_DRAFTS},
    {"help", no_argument, NULL, OPT_HELP},
    {0},
};

static const struct option list_long[] = {
    {"drafts", no_argument, NULL, OPT_DRAFTS},
    {"ignore", required_argument, NULL, OPT_IGNORE},
    {"certs", required_argument, NULL, OPT_CERTS},
    {"help", no_argument, NULL, OPT_HELP},
    {0},
};

void options_help(void) {
    fputs(general_help, stdout);
}

static bool number(const char *what, unsigned low, unsigned high, unsigned *out, Buf *error) {
    uint32_t value;
    if (str_to_u32(str_of(optarg), &value) && value >= low && value <= high) {
        *out = value;
        return true;
    }
    buf_add_format(error, "%s %s: a number from %u to %u is wanted", what, optarg, low, high);
    return false;
}

static bool port(const char *what, unsigned low, uint16_t *out, Buf *error) {
    unsigned value;
    if (!number(what, low, 65535, &value, error)) return false;
    *out = (uint16_t)value;
    return true;
}

static bool host(Buf *name, Buf *error) {
    buf_clear(name);
    if (host_ascii(str_of(optarg), name)) return true;
    buf_add_format(error, "--host %s: not a host name", optarg);
    return false;
}

/* One of the words in `names`, which a NULL ends; *out is its place. */
static bool choice(const char *what, const char *const *names, unsigned *out, Buf *error) {
    unsigned count = 0;
    for (; names[count]; count++) {
        if (strcmp(optarg, names[count]) != 0) continue;
        *out = count;
        return true;
    }
    buf_add_format(error, "%s %s: ", what, optarg);
    for (unsigned i = 0; i < count; i++)
        buf_add_format(error, "%s%s", names[i], i + 2 < count ? ", " : i + 2 == count ? " or " : "");
    buf_add(error, STR(" is wanted"));
    return false;
}

/* An option that says how pages are drawn; false without an error for any other. */
static bool drawing_option(int option, RenderOptions *render, Buf *error) {
    static const char *const charsets[] = {"utf-8", "latin1", "ascii", NULL};
    static const char *const links[] = {"block", "end", NULL};
    static const char *const emphasis[] = {"strip", "keep", NULL};
    unsigned chosen = 0;
    bool good = false;
    switch (option) {
    case OPT_WIDTH: return number("--width", RENDER_WIDTH_MIN, RENDER_WIDTH_MAX, &render->width, error);
    case OPT_CHARSET:
        good = choice("--charset", charsets, &chosen, error);
        render->charset = (Charset)chosen;
        return good;
    case OPT_LINKS:
        good = choice("--links", links, &chosen, error);
        render->links_at_end = chosen;
        return good;
    case OPT_EMPHASIS:
        good = choice("--emphasis", emphasis, &chosen, error);
        render->keep_emphasis = chosen;
        return good;
    default: return false;
    }
}

void options_warn(const RenderOptions *render) {
    if (render->width <= RENDER_WIDTH_SAFE) return;
    log_error("--width %u: clients that indent what they show break lines of more than %u columns",
              render->width, (unsigned)RENDER_WIDTH_SAFE);
}

static bool listen_address(ServeOptions *o, Buf *error) {
    unsigned char address[16];
    char literal[64];
    Str s = str_of(optarg);
    if (str_starts(s, STR("[")) && str_ends(s, STR("]"))) s = str_slice(s, 1, s.len - 1);
    snprintf(literal, sizeof literal, "%.*s", STR_FMT(s));
    if (inet_pton(AF_INET, literal, address) != 1 && inet_pton(AF_INET6, literal, address) != 1) {
        buf_add_format(error, "--listen %s: an IPv4 or IPv6 address is wanted", optarg);
        return false;
    }
    if (o->listen_count == OPTIONS_LISTEN_MAX) {
        buf_add_format(error, "--listen %s: more than %d addresses", optarg, OPTIONS_LISTEN_MAX);
        return false;
    }
    o->listen[o->listen_count++] = optarg;
    return true;
}

static bool ignore(const char **patterns, unsigned *count, Buf *error) {
    if (*count == OPTIONS_IGNORE_MAX) {
        buf_add_format(error, "--ignore %s: more than %d patterns", optarg, OPTIONS_IGNORE_MAX);
        return false;
    }
    patterns[(*count)++] = optarg;
    return true;
}

static bool serve_option(int option, ServeOptions *o, Buf *error) {
    switch (option) {
    case OPT_HOST: return host(&o->host_name, error);
    case OPT_LISTEN: return listen_address(o, error);
    case OPT_GEMINI_PORT: return port("--gemini-port", 0, &o->gemini_port, error);
    case OPT_GOPHER_PORT:
        o->gopher_port_given = true;
        return port("--gopher-port", 0, &o->gopher_port, error);
    case OPT_PUBLIC_GEMINI_PORT: return port("--public-gemini-port", 1, &o->public_gemini_port, error);
    case OPT_PUBLIC_GOPHER_PORT: return port("--public-gopher-port", 1, &o->public_gopher_port, error);
    case OPT_CERTS: o->certs = optarg; return true;
    case OPT_DRAFTS: o->drafts = true; return true;
    case OPT_IGNORE: return ignore(o->ignore, &o->ignore_count, error);
    case OPT_WORKERS: return number("--workers", 1, WORKERS_MAX, &o->workers, error);
    case 'v': o->verbose = true; return true;
    case 'q': o->quiet = true; return true;
    default: return drawing_option(option, &o->render, error);
    }
}

/* getopt's own complaint in our words: `?` is an unknown option, `:` one without its value. */
static OptionsResult bad_option(int option, char **argv, Buf *error) {
    const char *command = argv[0];
    if (error->len) return OPTIONS_BAD;
    if (option == ':')
        buf_add_format(error, "%s needs a value; see leda %s --help", argv[optind - 1], command);
    else if (optopt && optopt < 256)
        buf_add_format(error, "unknown option -%c; see leda %s --help", optopt, command);
    else
        buf_add_format(error, "unknown option %s; see leda %s --help", argv[optind - 1], command);
    return OPTIONS_BAD;
}

OptionsResult options_serve(int argc, char **argv, ServeOptions *o, Buf *error) {
    unsigned cores = parallel_cores();
    *o = (ServeOptions){.content = "content",
                        .gemini_port = 1965,
                        .gopher_port = 70,
                        .render = render_defaults(),
                        .workers = cores < WORKERS_DEFAULT_MAX ? cores : WORKERS_DEFAULT_MAX};
    int option;
    while ((option = getopt_long(argc, argv, ":vq", serve_long, NULL)) != -1) {
        if (option == OPT_HELP) {
            fputs(serve_help, stdout);
            return OPTIONS_DONE;
        }
        if (!serve_option(option, o, error)) return bad_option(option, argv, error);
    }
    if (optind < argc) o->content = argv[optind++];
    if (optind < argc) buf_add_format(error, "one content folder, not also %s", argv[optind]);
    if (o->gemini_port == 0 && o->gopher_port == 0)
        buf_add(error, STR("both protocols are off; nothing to serve"));
    if (o->gemini_port && o->gemini_port == o->gopher_port)
        buf_add_format(error, "Gemini and Gopher both want port %u", o->gemini_port);
    if (o->host_name.len == 0) buf_add(&o->host_name, STR("localhost"));
    o->host = buf_str(&o->host_name);
    o->public_host = !str_eq(o->host, STR("localhost"));
    return error->len ? OPTIONS_BAD : OPTIONS_GO;
}

static bool render_as(RenderCommand *o, Buf *error) {
    static const char *const names[] = {"gemtext", "gophermap", "menu", "text", NULL};
    unsigned chosen = 0;
    bool good = choice("--as", names, &chosen, error);
    o->as = (RenderAs)chosen;
    return good;
}

static bool render_option(int option, RenderCommand *o, Buf *error) {
    switch (option) {
    case OPT_AS: return render_as(o, error);
    case OPT_ROOT: o->root = optarg; return true;
    case OPT_HOST: return host(&o->host_name, error);
    case OPT_DRAFTS: o->drafts = true; return true;
    default: return drawing_option(option, &o->render, error);
    }
}

OptionsResult options_render(int argc, char **argv, RenderCommand *o, Buf *error) {
    bool as = false;
    *o = (RenderCommand){.gopher_port = 70, .render = render_defaults()};
    int option;
    while ((option = getopt_long(argc, argv, ":", render_long, NULL)) != -1) {
        if (option == OPT_HELP) {
            fputs(render_help, stdout);
            return OPTIONS_DONE;
        }
        if (!render_option(option, o, error)) return bad_option(option, argv, error);
        as = as || option == OPT_AS;
    }
    if (optind == argc)
        buf_add(error, STR("a file is wanted; see leda render --help"));
    else if (!as)
        buf_add(error, STR("--as gemtext, gophermap, menu or text is wanted"));
    else if (optind + 1 < argc)
        buf_add_format(error, "one file, not also %s", argv[optind + 1]);
    else
        o->file = argv[optind];
    if (o->host_name.len == 0) buf_add(&o->host_name, STR("localhost"));
    o->host = buf_str(&o->host_name);
    return error->len ? OPTIONS_BAD : OPTIONS_GO;
}

static bool list_option(int option, ListCommand *o, Buf *error) {
    switch (option) {
    case OPT_DRAFTS: o->drafts = true; return true;
    case OPT_IGNORE: return ignore(o->ignore, &o->ignore_count, error);
    case OPT_CERTS: o->certs = optarg; return true;
    default: return false;
    }
}

OptionsResult options_list(int argc, char **argv, ListCommand *o, Buf *error) {
    *o = (ListCommand){.content = "content"};
    int option;
    while ((option = getopt_long(argc, argv, ":", list_long, NULL)) != -1) {
        if (option == OPT_HELP) {
            fputs(list_help, stdout);
            return OPTIONS_DONE;
        }
        if (!list_option(option, o, error)) return bad_option(option, argv, error);
    }
    if (optind < argc) o->content = argv[optind++];
    if (optind < argc) buf_add_format(error, "one content folder, not also %s", argv[optind]);
    return error->len ? OPTIONS_BAD : OPTIONS_GO;
}

/* `certs` beside the content folder: its parent is asked of the system only where the path does not say it.
 */
void options_certs(const char *content, const char *given, char out[PATH_MAX]) {
    char real[PATH_MAX];
    if (given) {
        snprintf(out, PATH_MAX, "%s", given);
        return;
    }
    Str path = str_of(content);
    while (path.len > 1 && str_ends(path, STR("/")))
        path = str_head(path, path.len - 1);
    bool dots = str_eq(path, STR(".")) || str_eq(path, STR("..")) || str_ends(path, STR("/.")) ||
                str_ends(path, STR("/.."));
    if (dots && realpath(content, real)) path = str_of(real);
    size_t slash = str_rfind(path, '/');
    snprintf(out, PATH_MAX, "%.*scerts", STR_FMT(str_head(path, slash == STR_NONE ? 0 : slash + 1)));
}
