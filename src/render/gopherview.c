/* gopherview: a menu is asked for on every request, so lines without any control character, nearly all of
 * them, are copied eight bytes at a time; everything else is taken apart field by field and put together
 * again. */
#include "render/gopherview.h"

#include "base/percent.h"

#include <endian.h>

enum {
    PORT_GOPHER = 70,
    PORT_TELNET = 23,
    PIECE = 256, /* bytes of a line that take the short way */
    WRAPPING = 32,
};

typedef struct ViewLine {
    char type; /* 'i' for text */
    Str name;  /* the text of an info line */
    Str selector;
    Str host;      /* empty: ours */
    uint32_t port; /* with a host of its own */
} ViewLine;

/* Copies bytes up to the first one below 0x20 or to the end of s; `to` has room for s and 8 bytes more.
 * Returns how many. */
static size_t copy_text(Str s, char *to) {
    const uint64_t ones = 0x0101010101010101;
    size_t i = 0;
    for (uint64_t x; i + sizeof x <= s.len; i += sizeof x) {
        memcpy(&x, s.p + i, sizeof x);
        memcpy(to + i, &x, sizeof x);
        uint64_t top = le64toh(x) & ones * 0xE0; /* zero in a byte that is a control character */
        uint64_t controls = ~(((top & ones * 0x7F) + ones * 0x7F) | top) & ones * 0x80;
        if (controls) return i + (size_t)__builtin_ctzll(controls) / 8;
    }
    for (; i < s.len && (unsigned char)s.p[i] >= 0x20; i++)
        to[i] = s.p[i];
    return i;
}

/* Takes one line without control characters off *map and appends it between `before` and `after`, of at most
 * WRAPPING bytes together. False when the line at its start is another one, or long: nothing is taken then.
 */
static inline bool take_plain(Str *map, Str before, Str after, Buf *out) {
    Str head = str_head(*map, PIECE);
    char *to = buf_reserve(out, PIECE + WRAPPING + sizeof(uint64_t));
    memcpy(to, before.p, before.len);
    size_t n = copy_text(head, to + before.len);
    if (n == head.len || head.p[n] != '\n') return false;
    memcpy(to + before.len + n, after.p, after.len);
    out->len += before.len + n + after.len;
    map->p += n + 1;
    map->len -= n + 1;
    return true;
}

static void add_field(Str s, Buf *out) {
    size_t at = out->len;
    buf_add(out, s);
    for (size_t i = at; i < out->len; i++)
        if ((unsigned char)out->p[i] < 0x20) out->p[i] = ' ';
}

static Str next_field(Str *rest) {
    Str field = STR("");
    str_cut(rest, '\t', &field);
    return field;
}

/* Takes a line apart (MAP-01, -02, -04). Every line gives something: what is no item is text. */
static ViewLine parse_line(Str line) {
    while (line.len && (line.p[line.len - 1] == ' ' || line.p[line.len - 1] == '\r'))
        line.len--;
    ViewLine v = {.type = 'i', .name = line};
    size_t tab = str_find(line, '\t');
    if (tab == STR_NONE || tab == 0) return v;
    char type = line.p[0];
    v.name = str_skip(next_field(&line), 1);
    if (type == 'i') return v;
    if (type <= ' ' || type > '~') {
        v.name = (Str){v.name.p - 1, v.name.len + 1};
        return v;
    }
    v.type = type;
    v.selector = next_field(&line);
    v.host = str_trim(next_field(&line));
    if (!str_to_u32(str_trim(next_field(&line)), &v.port) || v.port > 65535) v.port = PORT_GOPHER;
    return v;
}

static void menu_line(Str line, const GopherHome *home, Buf *out) {
    ViewLine v = parse_line(line);
    buf_add_char(out, v.type);
    add_field(v.name, out);
    if (v.type == 'i') {
        buf_add(out, STR("\t\tnull.host\t1\r\n"));
        return;
    }
    buf_add_char(out, '\t');
    add_field(v.selector, out);
    buf_add_char(out, '\t');
    add_field(v.host.len ? v.host : home->host, out);
    buf_add_format(out, "\t%u\r\n", v.host.len ? v.port : home->port);
}

/* Room for what most maps become, so that the buffer grows once. */
static void reserve_view(Str map, size_t limit, Buf *out) {
    size_t guess = map.len + map.len / 2;
    buf_reserve(out, (guess < limit ? guess : limit) + 256);
}

void gopherview_menu(Str *map, const GopherHome *home, size_t limit, Buf *out) {
    size_t start = out->len;
    Str line;
    reserve_view(*map, limit, out);
    while (map->len && out->len - start < limit) {
        if (take_plain(map, STR("i"), STR("\t\tnull.host\t1\r\n"), out)) continue;
        str_line(map, &line);
        menu_line(line, home, out);
    }
}

void gopherview_menu_end(Buf *out) {
    buf_add(out, STR(".\r\n"));
}

static void add_host(Str host, uint32_t port, uint32_t standard, Buf *out) {
    bool bracket = str_find(host, ':') != STR_NONE && !str_starts(host, STR("["));
    if (bracket) buf_add_char(out, '[');
    add_field(host, out);
    if (bracket) buf_add_char(out, ']');
    if (port != standard) buf_add_format(out, ":%u", port);
}

static void add_gopher_url(char type, Str selector, Str host, uint32_t port, Buf *out) {
    buf_add(out, STR("gopher://"));
    add_host(host, port, PORT_GOPHER, out);
    buf_add_char(out, '/');
    buf_add_char(out, type);
    percent_path(selector, out);
}

void gopherview_url(char type, Str selector, const GopherHome *home, Buf *out) {
    add_gopher_url(type, selector, home->host, home->port, out);
}

/* A reader of text wants text behind a link too. */
static void add_twin_url(Str selector, const GopherHome *home, Buf *out) {
    gopherview_url('0', selector, home, out);
    if (selector.len == 0) buf_add_char(out, '/');
    bool folder = selector.len == 0 || str_ends(selector, STR("/"));
    buf_add(out, folder ? STR("index.txt") : STR(".txt"));
}

static void add_telnet_url(const ViewLine *v, const GopherHome *home, Buf *out) {
    buf_add(out, STR("telnet://"));
    if (v->selector.len) {
        percent_path(v->selector, out);
        buf_add_char(out, '@');
    }
    add_host(v->host.len ? v->host : home->host, v->host.len ? v->port : PORT_TELNET, PORT_TELNET, out);
}

static void add_item_url(const ViewLine *v, const GopherHome *home, Buf *out) {
    Str url = str_starts(v->selector, STR("/")) ? str_skip(v->selector, 1) : v->selector;
    if (v->type == 'h' && str_starts(url, STR("URL:")))
        add_field(str_skip(url, 4), out);
    else if (v->type == '8')
        add_telnet_url(v, home, out);
    else if (v->host.len)
        add_gopher_url(v->type, v->selector, v->host, v->port, out);
    else if (v->type == '1')
        add_twin_url(v->selector, home, out);
    else
        gopherview_url(v->type, v->selector, home, out);
}

static void text_info(Str text, Buf *out) {
    if (text.len == 1 && text.p[0] == '.') buf_add_char(out, ' ');
    add_field(text, out);
    buf_add(out, STR("\r\n"));
}

static void text_line(Str line, const GopherHome *home, Buf *out) {
    ViewLine v = parse_line(line);
    if (v.type == 'i' || v.type == '3') {
        text_info(v.name, out);
        return;
    }
    buf_add(out, STR("-> "));
    add_field(v.name, out);
    buf_add(out, STR("\r\n   "));
    add_item_url(&v, home, out);
    buf_add(out, STR("\r\n"));
}

void gopherview_text(Str *map, const GopherHome *home, size_t limit, Buf *out) {
    size_t start = out->len;
    Str line;
    reserve_view(*map, limit, out);
    while (map->len && out->len - start < limit) {
        bool dot = map->p[0] == '.'; /* TXT-05 needs a look at the whole line */
        if (!dot && take_plain(map, STR(""), STR("\r\n"), out)) continue;
        str_line(map, &line);
        text_line(line, home, out);
    }
}
