#include "app/list.h"

#include "site/listing.h"
#include "site/load.h"

#include <limits.h>
#include <stdio.h>

int list_run(const ListCommand *c) {
    char certs[PATH_MAX];
    Buf out = {0}, error = {0}, findings = {0};
    Diag diag = {0};
    options_certs(c->content, c->certs, certs);
    const SiteOptions options = {
        .identity = {.host = STR("localhost"), .gemini_port = 1965, .gopher_port = 70},
        .render = render_defaults(),
        .drafts = c->drafts,
        .ignore = c->ignore,
        .private_paths = {certs}};
    Site *site = site_load(c->content, &options, &diag, &error);
    diag_print(&diag, &findings);
    fwrite(findings.p, 1, findings.len, stderr);
    if (site) {
        site_listing(site, &out);
        fwrite(out.p, 1, out.len, stdout);
    } else {
        fprintf(stderr, "leda: %.*s\n", STR_FMT(buf_str(&error)));
    }
    int code = site && fflush(stdout) == 0 ? 0 : 1;
    site_unref(site);
    diag_free(&diag);
    buf_free(&out);
    buf_free(&error);
    buf_free(&findings);
    return code;
}
