#include "site/kind.h"

#include "base/path.h"

typedef struct KindRow {
    Str extension;
    FileKind kind;
} KindRow;

#define ROW(extension, mime, type)                                                                           \
    {                                                                                                        \
        STR(extension), {                                                                                    \
            STR(mime), type                                                                                  \
        }                                                                                                    \
    }

/* Sorted by extension. Items that few clients can open get type 9 (K-9: PDF, video, books, local HTML). */
static const KindRow kind_rows[] = {
    ROW("7z", "application/x-7z-compressed", '9'),
    ROW("aac", "audio/aac", 's'),
    ROW("asc", "text/plain", '0'),
    ROW("atom", "application/atom+xml", '0'),
    ROW("avif", "image/avif", 'I'),
    ROW("bmp", "image/bmp", 'I'),
    ROW("bz2", "application/x-bzip2", '9'),
    ROW("c", "text/plain", '0'),
    ROW("conf", "text/plain", '0'),
    ROW("css", "text/css", '0'),
    ROW("csv", "text/csv", '0'),
    ROW("diff", "text/x-diff", '0'),
    ROW("epub", "application/epub+zip", '9'),
    ROW("flac", "audio/flac", 's'),
    ROW("gemini", "text/gemini", '0'),
    ROW("gif", "image/gif", 'g'),
    ROW("gmi", "text/gemini", '0'),
    ROW("gophermap", "text/plain", '0'),
    ROW("gpub", "application/gpub+zip", '9'),
    ROW("gz", "application/gzip", '9'),
    ROW("h", "text/plain", '0'),
    ROW("htm", "text/html", '9'),
    ROW("html", "text/html", '9'),
    ROW("ics", "text/calendar", '0'),
    ROW("ini", "text/plain", '0'),
    ROW("jpeg", "image/jpeg", 'I'),
    ROW("jpg", "image/jpeg", 'I'),
    ROW("js", "text/javascript", '0'),
    ROW("json", "application/json", '0'),
    ROW("log", "text/plain", '0'),
    ROW("m3u", "audio/x-mpegurl", '0'),
    ROW("m4a", "audio/mp4", 's'),
    ROW("markdown", "text/markdown", '0'),
    ROW("md", "text/markdown", '0'),
    ROW("mid", "audio/midi", 's'),
    ROW("mkv", "video/x-matroska", '9'),
    ROW("mp3", "audio/mpeg", 's'),
    ROW("mp4", "video/mp4", '9'),
    ROW("odt", "application/vnd.oasis.opendocument.text", '9'),
    ROW("oga", "audio/ogg", 's'),
    ROW("ogg", "audio/ogg", 's'),
    ROW("ogv", "video/ogg", '9'),
    ROW("opus", "audio/opus", 's'),
    ROW("org", "text/plain", '0'),
    ROW("patch", "text/x-diff", '0'),
    ROW("pdf", "application/pdf", '9'),
    ROW("png", "image/png", 'I'),
    ROW("py", "text/plain", '0'),
    ROW("rss", "application/rss+xml", '0'),
    ROW("rst", "text/plain", '0'),
    ROW("sh", "text/plain", '0'),
    ROW("svg", "image/svg+xml", 'I'),
    ROW("tar", "application/x-tar", '9'),
    ROW("tex", "text/plain", '0'),
    ROW("tgz", "application/gzip", '9'),
    ROW("tif", "image/tiff", 'I'),
    ROW("tiff", "image/tiff", 'I'),
    ROW("toml", "text/plain", '0'),
    ROW("tsv", "text/tab-separated-values", '0'),
    ROW("txt", "text/plain", '0'),
    ROW("wav", "audio/x-wav", 's'),
    ROW("webm", "video/webm", '9'),
    ROW("webp", "image/webp", 'I'),
    ROW("xhtml", "application/xhtml+xml", '9'),
    ROW("xml", "text/xml", '0'),
    ROW("xz", "application/x-xz", '9'),
    ROW("yaml", "text/plain", '0'),
    ROW("yml", "text/plain", '0'),
    ROW("zip", "application/zip", '9'),
    ROW("zst", "application/zstd", '9'),
};

FileKind file_kind(Str name) {
    const FileKind unknown = {STR("application/octet-stream"), '9'};
    name = path_last(name);
    size_t dot = str_rfind(name, '.');
    if (dot == STR_NONE || name.len - dot > 16) return unknown;
    char lower[16];
    Str extension = {lower, name.len - dot - 1};
    for (size_t i = 0; i < extension.len; i++)
        lower[i] = ascii_lower(name.p[dot + 1 + i]);
    size_t low = 0, high = sizeof kind_rows / sizeof *kind_rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = str_cmp(extension, kind_rows[middle].extension);
        if (order == 0) return kind_rows[middle].kind;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return unknown;
}

FileKind file_kind_of_mime(Str mime) {
    static const struct {
        Str beginning;
        char type;
    } kinds[] = {{STR("text/"), '0'}, {STR("image/"), 'I'}, {STR("audio/"), 's'}};
    for (size_t i = 0; i < sizeof kind_rows / sizeof *kind_rows; i++)
        if (str_eq_nocase(kind_rows[i].kind.mime, mime)) return (FileKind){mime, kind_rows[i].kind.type};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (str_starts(mime, kinds[i].beginning)) return (FileKind){mime, kinds[i].type};
    return (FileKind){mime, '9'};
}
