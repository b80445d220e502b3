/* Files. Opening walks component by component with O_NOFOLLOW, so that no link in any of them is followed
 * even when the tree changes meanwhile; openat2 would do it in one call, but older kernels and the system
 * call filters of containers refuse it. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

enum { OPEN_FLAGS = O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY };

/* Copies one component as a C string: 0 or -errno. */
static int component_name(Str part, char name[NAME_MAX + 1]) {
    if (part.len == 0 || str_eq(part, STR(".")) || str_eq(part, STR(".."))) return -EINVAL;
    if (str_find(part, '\0') != STR_NONE) return -EINVAL;
    if (part.len > NAME_MAX) return -ENAMETOOLONG;
    memcpy(name, part.p, part.len);
    name[part.len] = '\0';
    return 0;
}

/* Opens one component below dir: the descriptor or -errno. With O_DIRECTORY the kernel calls a link ENOTDIR.
 */
static int open_component(int dir, Str part, int flags) {
    char name[NAME_MAX + 1];
    int rc = component_name(part, name);
    if (rc < 0) return rc;
    int fd = openat(dir, name, flags);
    if (fd >= 0) return fd;
    rc = -errno;
    struct stat st;
    if (rc == -ENOTDIR && fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(st.st_mode))
        rc = -ELOOP;
    return rc;
}

/* Opens path below root, the last component with `flags`: the descriptor or -errno. */
static int open_below(int root, Str path, int flags) {
    int dir = root, fd;
    for (;;) {
        size_t slash = str_find(path, '/');
        bool last = slash == STR_NONE;
        fd = open_component(dir, str_head(path, slash),
                            last ? flags : O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (dir != root) close(dir);
        if (fd < 0 || last) return fd;
        dir = fd;
        path = str_skip(path, slash + 1);
    }
}

enum { SECOND = 1000000000, MILLISECOND = 1000000 };

/* Ticks of file systems' clocks, with room: the kernel's are at most 10 ms; FAT's and old NFS's, which show
 * no part of a second, 2 s. */
enum { TICK = 20, COARSE_TICK = 2100 };

static int64_t nanoseconds(struct timespec t) {
    return (int64_t)t.tv_sec * SECOND + t.tv_nsec;
}

FileStamp file_stamp(const struct stat *st) {
    return (FileStamp){st->st_dev, st->st_ino, st->st_size, nanoseconds(st->st_mtim),
                       nanoseconds(st->st_ctim)};
}

bool file_stamp_same(const FileStamp *a, const FileStamp *b) {
    return a->device == b->device && a->inode == b->inode && a->size == b->size &&
           a->modified == b->modified && a->changed == b->changed;
}

/* What is not known to be one of these may be on a network, or made up by a program. */
bool file_is_local(int fd) {
    static const uint32_t local[] = {
        0xEF53,     /* ext2, ext3, ext4 */
        0x58465342, /* XFS */
        0x9123683E, /* Btrfs */
        0xF2F52010, /* F2FS */
        0xCA451A4E, /* bcachefs */
        0x2FC12FC1, /* ZFS */
        0x794C7630, /* overlayfs, of containers */
        0x01021994, /* tmpfs */
    };
    struct statfs st;
    bool found = false;
    if (fstatfs(fd, &st) != 0) return false;
    for (size_t i = 0; i < sizeof local / sizeof *local; i++)
        found |= (uint32_t)st.f_type == local[i];
    return found;
}

int64_t file_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return nanoseconds(now);
}

static int64_t age_at(const FileStamp *stamp, int64_t now) {
    return (now - stamp->changed) / MILLISECOND;
}

int64_t file_age(const FileStamp *stamp) {
    return age_at(stamp, file_clock());
}

bool file_stamp_young(const FileStamp *stamp, int64_t now) {
    return age_at(stamp, now) < (stamp->changed % SECOND ? TICK : COARSE_TICK);
}

/* What was opened, or why not: only a regular file will do. */
static int check_regular(int got, struct stat *st, int *fd) {
    if (got < 0) return got == -ENXIO ? -EINVAL : got; /* ENXIO: a socket */
    int rc = fstat(got, st) < 0 ? -errno : S_ISREG(st->st_mode) ? 0 : -EINVAL;
    if (rc < 0) {
        close(got);
        return rc;
    }
    *fd = got;
    return 0;
}

int file_open(int root, Str path, struct stat *st, int *fd) {
    return check_regular(open_below(root, path, OPEN_FLAGS), st, fd);
}

void file_folder_close(FileFolder *folder) {
    if (folder->open) close(folder->fd);
    buf_free(&folder->path);
    *folder = (FileFolder){0};
}

/* Makes it the folder of that path, which is not empty: 0 or -errno. */
static int enter_folder(FileFolder *folder, int root, Str path) {
    if (folder->open && folder->root == root && str_eq(buf_str(&folder->path), path)) return 0;
    if (folder->open) close(folder->fd);
    folder->open = false;
    int fd = open_below(root, path, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) return fd;
    buf_clear(&folder->path);
    buf_add(&folder->path, path);
    folder->open = true;
    folder->root = root;
    folder->fd = fd;
    return 0;
}

int file_open_beside(FileFolder *folder, int root, Str path, struct stat *st, int *fd) {
    size_t slash = str_rfind(path, '/');
    if (slash == STR_NONE) return file_open(root, path, st, fd);
    int rc = enter_folder(folder, root, str_head(path, slash));
    if (rc < 0) return rc;
    return check_regular(open_component(folder->fd, str_skip(path, slash + 1), OPEN_FLAGS), st, fd);
}

int file_open_directory(int root, Str path, int *fd) {
    int got;
    if (path.len == 0) {
        got = openat(root, ".", OPEN_FLAGS | O_DIRECTORY);
        if (got < 0) got = -errno;
    } else {
        got = open_below(root, path, OPEN_FLAGS | O_DIRECTORY);
    }
    if (got < 0) return got;
    *fd = got;
    return 0;
}

/* One read that is not interrupted: bytes or -errno. */
static ssize_t read_some(int fd, char *to, size_t room) {
    for (;;) {
        ssize_t n = read(fd, to, room);
        if (n >= 0) return n;
        if (errno != EINTR) return -errno;
    }
}

int file_read(int fd, size_t cap, Buf *out) {
    struct stat st;
    if (fstat(fd, &st) < 0) return -errno;
    if (S_ISDIR(st.st_mode)) return -EISDIR;
    if (st.st_size > 0 && (uintmax_t)st.st_size > cap) return -EFBIG;

    size_t start = out->len, expected = st.st_size > 0 ? (size_t)st.st_size : 0;
    for (;;) {
        size_t got = out->len - start, spare = out->cap - out->len;
        size_t room = got < expected ? expected - got + 1 : spare > 1 ? spare - 1 : 4096;
        if (room > cap - got) room = cap - got + 1;
        ssize_t n = read_some(fd, buf_reserve(out, room), room);
        if (n == 0) return 0;
        if (n > 0) out->len += (size_t)n;
        if (n > 0 && out->len - start <= cap) continue;
        buf_truncate(out, start);
        return n < 0 ? (int)n : -EFBIG;
    }
}

ssize_t file_read_to(int fd, char *to, size_t size) {
    size_t got = 0;
    while (got < size) {
        ssize_t n = read_some(fd, to + got, size - got);
        if (n < 0) return n;
        if (n == 0) break;
        got += (size_t)n;
    }
    return (ssize_t)got;
}

int file_read_sized(int fd, int64_t size, size_t cap, Buf *out) {
    if (size <= 0) return file_read(fd, cap, out);
    if ((uintmax_t)size > cap) return -EFBIG;
    ssize_t got = file_read_to(fd, buf_reserve(out, (size_t)size), (size_t)size);
    if (got < 0) return (int)got;
    out->len += (size_t)got;
    return 0;
}

int file_read_path(const char *path, size_t cap, Buf *out) {
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0) return -errno;
    struct stat st;
    int rc = fstat(fd, &st) < 0 ? -errno : 0;
    if (rc == 0 && S_ISDIR(st.st_mode)) rc = -EISDIR;
    if (rc == 0 && !S_ISREG(st.st_mode)) rc = -EINVAL;
    if (rc == 0) rc = file_read(fd, cap, out);
    close(fd);
    return rc;
}

static int write_all(int fd, Str content) {
    while (content.len) {
        ssize_t n = write(fd, content.p, content.len);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -errno;
        content = str_skip(content, (size_t)n);
    }
    return 0;
}

/* Fills the temporary file, which only its owner can open until the mode is set. Closes fd. */
static int fill(int fd, mode_t mode, Str content) {
    int rc = write_all(fd, content);
    if (rc == 0 && fchmod(fd, mode) < 0) rc = -errno;
    if (rc == 0 && fsync(fd) < 0) rc = -errno;
    if (close(fd) < 0 && rc == 0) rc = -errno;
    return rc;
}

/* Gives the file its name unless there is one. File systems without hard links can usually rename so. */
static int publish(const char *temporary, const char *path) {
    if (link(temporary, path) == 0) {
        unlink(temporary);
        return 0;
    }
    if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS) return -errno;
    return renameat2(AT_FDCWD, temporary, AT_FDCWD, path, RENAME_NOREPLACE) == 0 ? 0 : -errno;
}

/* Makes the new name itself durable; a file system that cannot is no error. */
static void sync_folder(const char *path) {
    size_t slash = str_rfind(str_of(path), '/');
    char *folder = slash == STR_NONE ? mem_string(STR(".")) : mem_string((Str){path, slash + 1});
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(folder);
    if (fd < 0) return;
    fsync(fd);
    close(fd);
}

static int displace(const char *temporary, const char *path) {
    return rename(temporary, path) == 0 ? 0 : -errno;
}

/* Writes a temporary file beside the path and gives it its name by `name_it`. */
static int write_named(const char *path, mode_t mode, Str content,
                       int (*name_it)(const char *, const char *)) {
    Buf name = {0};
    buf_add_format(&name, "%s.XXXXXX.tmp", path);
    buf_add_char(&name, '\0');
    int rc = 0, fd = mkostemps(name.p, 4, O_CLOEXEC);
    if (fd < 0) {
        rc = -errno;
    } else {
        rc = fill(fd, mode, content);
        if (rc == 0) rc = name_it(name.p, path);
        if (rc < 0) unlink(name.p);
    }
    if (rc == 0) sync_folder(path);
    buf_free(&name);
    return rc;
}

int file_create(const char *path, mode_t mode, Str content) {
    return write_named(path, mode, content, publish);
}

int file_replace(const char *path, mode_t mode, Str content) {
    return write_named(path, mode, content, displace);
}
