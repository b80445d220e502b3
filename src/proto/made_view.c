#include "proto/made_view.h"

#include "proto/gopher_view.h"
#include "site/feed.h"
#include "site/sitemap.h"

#include <stdlib.h>

typedef struct MadeView {
    Source source; /* first, so that a Source is a MadeView */
    const Site *site;
    const File *file;
    World world;
    uint32_t step;
} MadeView;

static bool draw_part(MadeView *view, Buf *out) {
    if (view->file->made == FILE_SITEMAP) return sitemap_draw(view->site, view->world, &view->step, out);
    return feed_draw(view->site, view->file->feed, view->world, &view->step, out);
}

static bool view_fill(Source *source, size_t want, Buf *out) {
    MadeView *view = (MadeView *)source;
    size_t end = out->len + (want ? want : 1);
    bool more = true;
    while (more && out->len < end)
        more = draw_part(view, out);
    return more;
}

static void view_close(Source *source) {
    free(source);
}

Source *made_view(const Site *site, const File *file, World world) {
    MadeView *view = mem_zero(1, sizeof *view);
    view->source = (Source){view_fill, view_close};
    view->site = site;
    view->file = file;
    view->world = world;
    return world == WORLD_GEMINI ? &view->source : source_filtered(&view->source, gopher_view_crlf);
}
