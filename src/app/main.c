#include "app/list.h"
#include "app/options.h"
#include "app/render.h"
#include "app/serve.h"
#include "base/log.h"

#include <stdio.h>
#include <string.h>

#define EXIT_USAGE 2

static int usage(Buf *error) {
    log_error("%.*s", STR_FMT(buf_str(error)));
    buf_free(error);
    return EXIT_USAGE;
}

static int serve(int argc, char **argv) {
    ServeOptions options;
    Buf error = {0};
    OptionsResult result = options_serve(argc, argv, &options, &error);
    int code = result == OPTIONS_GO ? serve_run(&options) : result == OPTIONS_BAD ? usage(&error) : 0;
    buf_free(&options.host_name);
    return code;
}

static int render(int argc, char **argv) {
    RenderCommand command;
    Buf error = {0};
    OptionsResult result = options_render(argc, argv, &command, &error);
    int code = result == OPTIONS_GO ? render_run(&command) : result == OPTIONS_BAD ? usage(&error) : 0;
    buf_free(&command.host_name);
    return code;
}

static int list(int argc, char **argv) {
    ListCommand command;
    Buf error = {0};
    OptionsResult result = options_list(argc, argv, &command, &error);
    return result == OPTIONS_GO ? list_run(&command) : result == OPTIONS_BAD ? usage(&error) : 0;
}

int main(int argc, char **argv) {
    const char *command = argc > 1 ? argv[1] : "";
    if (strcmp(command, "serve") == 0) return serve(argc - 1, argv + 1);
    if (strcmp(command, "render") == 0) return render(argc - 1, argv + 1);
    if (strcmp(command, "list") == 0) return list(argc - 1, argv + 1);
    if (strcmp(command, "--version") == 0) return puts("leda " LEDA_VERSION) < 0;
    if (strcmp(command, "--help") == 0 || strcmp(command, "help") == 0) {
        options_help();
        return 0;
    }
    if (*command)
        log_error("unknown command %s; see leda --help", command);
    else
        log_error("a command is wanted: serve, render or list; see leda --help");
    return EXIT_USAGE;
}
