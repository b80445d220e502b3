/* Runs a fuzz target over every file of the given folders, each whole and cut at a few places. TAP. */
#include "base/file.h"
#include "fuzz.h"

#include <dirent.h>
#include <string.h>

static void replay_bytes(Str bytes) {
    /* A copy of exact size, so that AddressSanitizer sees a read behind its end. */
    uint8_t *copy = mem_alloc(bytes.len + 1);
    if (bytes.len) memcpy(copy + 1, bytes.p, bytes.len);
    LLVMFuzzerTestOneInput(copy + 1, bytes.len);
    free(copy);
}

static bool replay_file(const char *path) {
    Buf bytes = {0};
    bool good = file_read_path(path, 4 << 20, &bytes) == 0;
    for (unsigned eighth = 1; good && eighth <= 8; eighth++)
        replay_bytes(str_head(buf_str(&bytes), bytes.len * eighth / 8));
    buf_free(&bytes);
    return good;
}

static unsigned replay_folder(const char *folder, unsigned number) {
    DIR *directory = opendir(folder);
    const struct dirent *entry;
    while (directory && (entry = readdir(directory))) {
        char path[1024];
        if (entry->d_type != DT_REG) continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        printf("%s %u - %s\n", replay_file(path) ? "ok" : "not ok", ++number, path);
        fflush(stdout);
    }
    if (directory)
        closedir(directory);
    else
        printf("not ok %u - %s cannot be read\n", ++number, folder);
    return number;
}

int main(int argc, char **argv) {
    unsigned number = 0;
    for (int i = 1; i < argc; i++)
        number = replay_folder(argv[i], number);
    printf("1..%u\n", number);
    return 0;
}
