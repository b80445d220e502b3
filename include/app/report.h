/* What a load found, for the operator's eyes. */
#ifndef LEDA_APP_REPORT_H
#define LEDA_APP_REPORT_H

#include "base/diag.h"
#include "site/site.h"

/* Logs what a load found: how many warnings in how many files; when verbose each of them, and how the links
 * of ours were found (LNK-01). `site` is NULL when the load failed. */
void report_load(const Site *site, const Diag *diag, bool verbose);

#endif
