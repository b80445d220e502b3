/* What a load found, for the operator's eyes. */
#ifndef LEDA_APP_REPORT_H
#define LEDA_APP_REPORT_H

#include "base/diag.h"
#include "site/site.h"

/* How a capsule's lines are written. */
typedef struct ReportAbout {
    const char *name; /* their beginning where there are several capsules: `example.org: `, else empty */
    bool verbose;     /* each finding is told, and how links were found */
} ReportAbout;

/* Logs what a first load found: how many warnings in how many files; when verbose each of them, and how the
 * links of ours were found (LNK-01). `site` is NULL when the load failed. */
void report_load(const ReportAbout *about, const Site *site, const Diag *diag);

typedef struct ReportLoad {
    const Site *before, *after;
    const Diag *told;
    uint32_t changed; /* pages, as LoadResult has it */
    uint64_t milliseconds;
    bool asked; /* a line is written in any case */
} ReportLoad;

/* Logs one line on a load that others went before: `reloaded 3 of 10,012 pages in 21 ms, 1 warning`; nothing
 * when nothing is otherwise than before. Findings are told that were not before: `load->told` is what the
 * last load found, both are sorted. */
void report_reload(const ReportAbout *about, const ReportLoad *load, const Diag *diag);

#endif
