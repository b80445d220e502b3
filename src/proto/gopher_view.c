/* Menus and texts drawn while they are sent, so that a large page needs no memory of its own for each client
 * and the page stays free of host and port (render/gopherview). */
#include "proto/gopher_view.h"

#include "site/foot.h"

#include <stdlib.h>

enum { VIEW_PIECES = 5 };

typedef struct View {
    Source source; /* first, so that a Source is a View */
    GopherHome home;
    Buf under, foot;
    Str pieces[VIEW_PIECES]; /* gophermap, in order; each is used up as it is drawn */
    bool menu;
} View;

static bool view_fill(Source *source, size_t want, Buf *out) {
    View *view = (View *)source;
    size_t end = out->len + (want ? want : 1);
    for (size_t i = 0; i < VIEW_PIECES; i++) {
        Str *piece = &view->pieces[i];
        while (piece->len) {
            if (out->len >= end) return true;
            if (view->menu)
                gopherview_menu(piece, &view->home, end - out->len, out);
            else
                gopherview_text(piece, &view->home, end - out->len, out);
        }
    }
    if (view->menu) gopherview_menu_end(out);
    return false;
}

static void view_close(Source *source) {
    View *view = (View *)source;
    buf_free(&view->under);
    buf_free(&view->foot);
    free(view);
}

/* Nothing is added to what an author wrote by hand but the list that it asks for, without its title. */
static void show_menu(View *view, const Node *node) {
    view->pieces[0] = node->menu->gophermap;
    if (node->menu_lists && node->list)
        view->pieces[1] = str_skip(node->list->gophermap, node->list->title_len);
}

Source *gopher_view(const Site *site, const Node *node, bool menu) {
    View *view = mem_zero(1, sizeof *view);
    const Page *first = node->page ? node->page : node->list;
    view->source = (Source){view_fill, view_close};
    view->home = (GopherHome){site->identity.host, site->identity.gopher_port};
    view->menu = menu;
    if (node->menu) {
        show_menu(view, node);
        return &view->source;
    }
    foot_under_title(site, node, menu, &view->under);
    foot_gophermap(site, node, &view->foot);
    view->pieces[0] = str_head(first->gophermap, first->title_len);
    view->pieces[1] = buf_str(&view->under);
    view->pieces[2] = str_skip(first->gophermap, first->title_len);
    if (node->page && node->list) view->pieces[3] = node->list->gophermap;
    view->pieces[4] = buf_str(&view->foot);
    return &view->source;
}

void gopher_view_crlf(Str in, char *last, Buf *out) {
    while (in.len) {
        size_t at = str_find(in, '\n');
        Str line = str_head(in, at);
        char before = line.len ? line.p[line.len - 1] : *last;
        buf_add(out, line);
        *last = before;
        if (at == STR_NONE) return;
        buf_add(out, before == '\r' ? STR("\n") : STR("\r\n"));
        *last = '\n';
        in = str_skip(in, at + 1);
    }
}

typedef struct Text {
    Source source; /* first, so that a Source is a Text */
    Str rest;
    char last;
} Text;

static bool text_fill(Source *source, size_t want, Buf *out) {
    Text *text = (Text *)source;
    Str step = str_head(text->rest, want ? want : 1);
    gopher_view_crlf(step, &text->last, out);
    text->rest = str_skip(text->rest, step.len);
    return text->rest.len > 0;
}

static void text_close(Source *source) {
    free(source);
}

Source *gopher_view_text(Str data) {
    Text *text = mem_zero(1, sizeof *text);
    text->source = (Source){text_fill, text_close};
    text->rest = data;
    return &text->source;
}
