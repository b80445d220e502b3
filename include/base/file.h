/* Files, read safely.
 *
 * Every open here is relative to a directory's descriptor, follows no symbolic link in any component, never
 * blocks on a FIFO or device, and refuses what is not a regular file. Returns 0 or -errno. */
#ifndef LEDA_BASE_FILE_H
#define LEDA_BASE_FILE_H

#include "base/buf.h"

#include <sys/stat.h>
#include <sys/types.h>

/* What tells one state of a file from another without reading it. */
typedef struct FileStamp {
    dev_t device;
    ino_t inode;
    int64_t size;
    int64_t modified, changed; /* nanoseconds since 1970 */
} FileStamp;

FileStamp file_stamp(const struct stat *st);
bool file_stamp_same(const FileStamp *a, const FileStamp *b);

/* True when the open file or folder lies on a file system that nobody but this machine's own programs
 * changes, so that the kernel's file events tell of what they do. */
bool file_is_local(int fd);

/* How many milliseconds ago the file changed; negative when the clock has gone back since. */
int64_t file_age(const FileStamp *stamp);

/* The time now, in a stamp's nanoseconds. */
int64_t file_clock(void);

/* True while a second change might leave the stamp as it is, since clocks of file systems tick; an
 * earlier `now` than when it was taken errs to true. */
bool file_stamp_young(const FileStamp *stamp, int64_t now);

/* Opens the regular file `path` (components with `/`, none of them empty, `.` or `..`) below `root` for
 * reading and fills *st. The descriptor is close-on-exec. -EINVAL for another kind of file and for
 * such a path, -ELOOP for a link. */
int file_open(int root, Str path, struct stat *st, int *fd);

/* The folder in which a file was opened last. A zeroed one knows none. */
typedef struct FileFolder {
    int root, fd;
    Buf path;
    bool open;
} FileFolder;

/* As file_open, faster for the next file in the same folder, as long as nothing was moved meanwhile: the
 * folder is not looked for again. */
int file_open_beside(FileFolder *folder, int root, Str path, struct stat *st, int *fd);
void file_folder_close(FileFolder *folder);

/* Opens the directory `path` below `root` in the same way; an empty path gives root itself again. */
int file_open_directory(int root, Str path, int *fd);

/* Appends the whole of an open regular file to *out; -EFBIG when there are more than `cap` bytes. After a
 * failure *out holds what it held before. */
int file_read(int fd, size_t cap, Buf *out);

/* The same for one whose size is known, which spares asking for more: what is appended to the file meanwhile
 * is left out. */
int file_read_sized(int fd, int64_t size, size_t cap, Buf *out);

/* Reads no more than `size` bytes to `to`: how many there were, or -errno. */
ssize_t file_read_to(int fd, char *to, size_t size);

/* Both in one, by a path that the operator gave (links are followed): configuration, `render`, keys. */
int file_read_path(const char *path, size_t cap, Buf *out);

/* Writes a new file, never over an existing one (-EEXIST): a temporary name beside it, which only its owner
 * can read, then `mode` (whatever the umask), fsync, link, so that the name appears with its whole content or
 * not at all (TLSP-08). */
int file_create(const char *path, mode_t mode, Str content);

/* The same in the place of what is there, if anything: whoever opens the name gets one or the other. */
int file_replace(const char *path, mode_t mode, Str content);

#endif
