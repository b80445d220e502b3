#include "app/list.h"

#include "app/areas.h"
#include "site/listing.h"
#include "site/load.h"

#include <stdio.h>

int list_run(Config *config) {
    Buf out = {0}, error = {0}, findings = {0};
    Diag diag = {0};
    const Capsule *capsule = config->chosen;
    SiteOptions options = capsule->site;
    options.identity = config_identity(capsule, (uint16_t)config->gemini_port, config_gopher_port(capsule));
    options.wellknown.certificate = true;
    options.private_paths = config_private(config, config);
    Site *site = site_load(capsule->content.p, &options, &diag, &error);
    diag_print(&diag, &findings);
    fwrite(findings.p, 1, findings.len, stderr);
    if (site) {
        areas_report("", site);
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
