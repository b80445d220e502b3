/* The two views of a gophermap on the wire: the menu (item type 1) and the plain text (item type 0).
 *
 * Each is a linear pass with no state beyond a line, so a large page can be drawn piece by piece while it is
 * sent, and one stored rendering serves listeners with different public names. */
#ifndef LEDA_RENDER_GOPHERVIEW_H
#define LEDA_RENDER_GOPHERVIEW_H

#include "base/buf.h"

/* Where items of ours lead. */
typedef struct GopherHome {
    Str host; /* public host name */
    uint16_t port;
} GopherHome;

/* Takes whole lines off *map and appends them to *out until out has grown by `limit` bytes or the map is used
 * up. menu: `i` lines get an empty selector, `null.host` and port 1 (GOP-MENU-06), items of ours host and
 * port, CRLF each; the final `.` line is gopherview_end's. A line is never longer than its four fields and
 * CRLF allow. */
void gopherview_menu(Str *map, const GopherHome *home, size_t limit, Buf *out);
void gopherview_menu_end(Buf *out);

/* text: info lines as they are; an item becomes `-> name` and, on a line of its own indented 3, its URL,
 * never broken; a menu of ours gives the URL of its text twin (`gopher://host/0/posts/hello.txt`, a folder's
 * `/0/posts/index.txt`) (LNK-09). A line that is exactly `.` gets one leading space (TXT-05). No final dot
 * (K-7). */
void gopherview_text(Str *map, const GopherHome *home, size_t limit, Buf *out);

/* The gopher URL of an item of ours, percent-encoded; the port is left out when it is 70 (D.5). */
void gopherview_url(char type, Str selector, const GopherHome *home, Buf *out);

#endif
