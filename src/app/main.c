#include "app/cert.h"
#include "app/list.h"
#include "app/options.h"
#include "app/render.h"
#include "app/serve.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

static int complain(int code, const Buf *error) {
    log_error("%.*s", STR_FMT(buf_str(error)));
    return code;
}

static int print_config(const Config *config, Buf *error) {
    Buf out = {0};
    bool good = config_print(config, &out, error);
    if (good) fwrite(out.p, 1, out.len, stdout);
    buf_free(&out);
    if (!good) return complain(EXIT_FAILED, error);
    return fflush(stdout) == 0 ? 0 : EXIT_FAILED;
}

static int run(const Command *command, Buf *error) {
    Config config;
    const ConfigAsk ask = {.file = command->config,
                           .label = command->capsule,
                           .folder = command->root,
                           .given = command->given,
                           .given_count = command->given_count,
                           .serves = command->kind == COMMAND_SERVE && !command->print_config};
    ConfigResult result = config_make(&ask, &config, error);
    if (result != CONFIG_GOOD)
        return complain(result == CONFIG_BAD_COMMAND ? EXIT_USAGE : EXIT_FAILED, error);
    int code = 0;
    if (command->print_config)
        code = print_config(&config, error);
    else if (command->kind == COMMAND_SERVE)
        code = serve_run(&ask, &config);
    else if (command->kind == COMMAND_CERT)
        code = cert_run(command, &config);
    else
        code = command->kind == COMMAND_LIST ? list_run(&config) : render_run(command, &config);
    settings_free(&config);
    return code;
}

static int read_and_run(CommandKind kind, char **argv) {
    Command command;
    Buf error = {0};
    OptionsResult result = options_read(kind, argv, &command, &error);
    int code = result == OPTIONS_GO    ? run(&command, &error)
               : result == OPTIONS_BAD ? complain(EXIT_USAGE, &error)
                                       : 0;
    options_free(&command);
    buf_free(&error);
    return code;
}

int main(int argc, char **argv) {
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "serve") == 0) return read_and_run(COMMAND_SERVE, argv + 1);
    if (strcmp(command, "render") == 0) return read_and_run(COMMAND_RENDER, argv + 1);
    if (strcmp(command, "list") == 0) return read_and_run(COMMAND_LIST, argv + 1);
    if (strcmp(command, "cert") == 0) return read_and_run(COMMAND_CERT, argv + 1);
    if (strcmp(command, "--version") == 0) return puts("leda " LEDA_VERSION) < 0;
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0) {
        options_help();
        return 0;
    }
    if (*command)
        log_error("unknown command %s; see leda --help", command);
    else
        log_error("a command is wanted: serve, render, list or cert; see leda --help");
    return EXIT_USAGE;
}
