/* What a load found, for the operator's eyes. */
#ifndef LEDA_APP_REPORT_H
#define LEDA_APP_REPORT_H

#include "base/diag.h"
#include "site/site.h"

/* Logs what a first load found: how many warnings in how many files; when verbose each of them, and how the
 * links of ours were found (LNK-01). `site` is NULL when the load failed. */
void report_load(const Site *site, const Diag *diag, bool verbose);

typedef struct ReportLoad {
    const Site *before, *after;
    uint32_t changed; /* pages, as LoadResult has it */
    uint64_t milliseconds;
    bool asked;   /* a line is written in any case */
    bool verbose; /* what was not told before is: each finding, and how links were found */
} ReportLoad;

/* Logs one line on a load that others went before: `reloaded 3 of 10,012 pages in 21 ms, 1 warning`; nothing
 * when nothing is otherwise than before. `told` is what the last load found, both are sorted. */
void report_reload(const ReportLoad *load, const Diag *diag, const Diag *told);

#endif
