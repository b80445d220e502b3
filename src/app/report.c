#include "app/report.h"

#include "app/areas.h"
#include "base/log.h"

static void report_findings(const ReportAbout *about, const Diag *diag) {
    size_t files = 0;
    Buf text = {0};
    if (diag->count == 0) return;
    for (size_t i = 0; i < diag->count; i++)
        files += i == 0 || !str_eq(diag->items[i].file, diag->items[i - 1].file);
    diag_print(diag, &text);
    Str rest = buf_str(&text), line;
    while (about->verbose && str_line(&rest, &line))
        log_debug("%s%.*s", about->name, STR_FMT(line));
    log_info("%s%zu %s in %zu %s%s", about->name, diag->count, diag->count == 1 ? "warning" : "warnings",
             files, files == 1 ? "file" : "files", about->verbose ? "" : "; -v shows them");
    buf_free(&text);
}

static void report_links(const ReportAbout *about, const Site *site) {
    const uint32_t *n = site->links;
    log_debug("%slinks within the site: %u found by address, %u ignoring case, %u by name, %u nowhere",
              about->name, n[SITE_LINK_ADDRESS], n[SITE_LINK_CASE], n[SITE_LINK_NAME], n[SITE_LINK_NOWHERE]);
}

void report_load(const ReportAbout *about, const Site *site, const Diag *diag) {
    report_findings(about, diag);
    if (site) areas_report(about->name, site);
    if (site && about->verbose) report_links(about, site);
}

/* ---- reloads ---- */

/* `10,012` */
static void add_number(Buf *out, uint64_t number) {
    if (number >= 1000) {
        add_number(out, number / 1000);
        buf_add_format(out, ",%03u", (unsigned)(number % 1000));
    } else {
        buf_add_format(out, "%u", (unsigned)number);
    }
}

static bool same_bytes(const File *a, const File *b) {
    if (a->size != b->size || a->modified != b->modified || !a->data.p != !b->data.p) return false;
    return a->data.p == b->data.p || str_eq(a->data, b->data);
}

static bool is_authors(const Site *site, uint32_t i) {
    const Entry *entry = &site->index.entries[i];
    return entry->kind == ENTRY_FILE && site->files[entry->value].source.len;
}

/* How many files of authors there are in `a` that are not the same in `b`; those that `b` lacks alone when
 * `gone`. */
static uint32_t count_files(const Site *a, const Site *b, bool gone) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < a->index.count; i++) {
        if (!is_authors(a, i)) continue;
        uint32_t other = index_find(&b->index, ENTRY_FILE, a->index.entries[i].address);
        if (other == INDEX_NONE)
            count++;
        else
            count += !gone && !same_bytes(&a->files[a->index.entries[i].value], &b->files[other]);
    }
    return count;
}

static void add_counts(const ReportLoad *load, uint32_t files, size_t warnings, Buf *out) {
    buf_add(out, STR("reloaded "));
    add_number(out, load->changed);
    buf_add(out, STR(" of "));
    add_number(out, load->after->page_count);
    buf_add(out, load->after->page_count == 1 ? STR(" page") : STR(" pages"));
    if (files) {
        buf_add(out, STR(" and "));
        add_number(out, files);
        buf_add(out, files == 1 ? STR(" file") : STR(" files"));
    }
    buf_add_format(out, " in %llu ms", (unsigned long long)load->milliseconds);
    if (warnings) {
        buf_add(out, STR(", "));
        add_number(out, warnings);
        buf_add(out, warnings == 1 ? STR(" warning") : STR(" warnings"));
    }
}

void report_reload(const ReportAbout *about, const ReportLoad *load, const Diag *diag) {
    Buf fresh = {0}, counts = {0};
    diag_print_fresh(diag, load->told, &fresh);
    uint32_t files =
        count_files(load->after, load->before, false) + count_files(load->before, load->after, true);
    bool same = load->changed == 0 && files == 0 && fresh.len == 0 && diag->count == load->told->count;
    Str rest = buf_str(&fresh), line;
    if (load->asked) areas_report(about->name, load->after);
    while (about->verbose && str_line(&rest, &line))
        log_debug("%s%.*s", about->name, STR_FMT(line));
    if (about->verbose && !same) report_links(about, load->after);
    add_counts(load, files, diag->count, &counts);
    if (load->asked || !same) log_info("%s%.*s", about->name, STR_FMT(buf_str(&counts)));
    buf_free(&fresh);
    buf_free(&counts);
}
