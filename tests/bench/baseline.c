/* baseline: what it costs to read the markdown of a folder and to make md4c's own HTML of it, on one core.
 *
 *   baseline DIR       prints how many files and bytes there were
 *
 * What a load is measured against: it is to take no longer, with front matter, both renderings, links and all
 * tables, on two cores. The HTML goes nowhere. */
#include "base/file.h"

#include <dirent.h>
#include <fcntl.h>
#include <md4c-html.h>
#include <stdio.h>
#include <unistd.h>

typedef struct Baseline {
    Buf text, html;
    size_t files, bytes;
} Baseline;

static void take_html(const MD_CHAR *text, MD_SIZE size, void *context) {
    buf_add(context, (Str){text, size});
}

static void convert(Baseline *b, int folder, Str name) {
    struct stat st;
    int fd;
    if (!str_ends(name, STR(".md")) || file_open(folder, name, &st, &fd) != 0) return;
    buf_clear(&b->text);
    buf_clear(&b->html);
    if (file_read(fd, SIZE_MAX / 8, &b->text) == 0) {
        md_html(b->text.p, (MD_SIZE)b->text.len, take_html, &b->html, MD_DIALECT_GITHUB, 0);
        b->files++;
        b->bytes += b->text.len;
    }
    close(fd);
}

int main(int argc, char **argv) {
    Baseline b = {0};
    DIR *directory = argc == 2 ? opendir(argv[1]) : NULL;
    const struct dirent *entry;
    if (!directory) {
        fputs("usage: baseline DIR\n", stderr);
        return 2;
    }
    while ((entry = readdir(directory)))
        convert(&b, dirfd(directory), str_of(entry->d_name));
    closedir(directory);
    printf("%zu files, %zu bytes\n", b.files, b.bytes);
    buf_free(&b.text);
    buf_free(&b.html);
    return 0;
}
