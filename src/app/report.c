#include "app/report.h"

#include "base/log.h"

static void report_findings(const Diag *diag, bool verbose) {
    size_t files = 0;
    Buf text = {0};
    if (diag->count == 0) return;
    for (size_t i = 0; i < diag->count; i++)
        files += i == 0 || !str_eq(diag->items[i].file, diag->items[i - 1].file);
    diag_print(diag, &text);
    Str rest = buf_str(&text), line;
    while (verbose && str_line(&rest, &line))
        log_debug("%.*s", STR_FMT(line));
    log_info("%zu %s in %zu %s%s", diag->count, diag->count == 1 ? "warning" : "warnings", files,
             files == 1 ? "file" : "files", verbose ? "" : "; -v shows them");
    buf_free(&text);
}

static void report_links(const Site *site) {
    const uint32_t *n = site->links;
    log_debug("links within the site: %u found by address, %u ignoring case, %u by name, %u nowhere",
              n[SITE_LINK_ADDRESS], n[SITE_LINK_CASE], n[SITE_LINK_NAME], n[SITE_LINK_NOWHERE]);
}

void report_load(const Site *site, const Diag *diag, bool verbose) {
    report_findings(diag, verbose);
    if (site && verbose) report_links(site);
}
