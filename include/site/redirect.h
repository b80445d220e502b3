/* Redirects: addresses that moved, as an operator wrote them (`[redirect]`, GEM-RED-01 to -06).
 *
 *     /old = /posts/new          31 in every form of the address (CONVERSION.md section 2)
 *     /blog/... = /posts/...     everything below, with a star for the dots; the rest goes along
 *     /blog/... = /posts/        everything below, to one place
 *     /today = 30 /posts/new     30: for a time
 *     /lake = gemini://lake.example/
 *
 * They count where nothing stands. Exact ones go before those for all below, of those the longest before the
 * others. One answer takes all redirects that follow one another. On Gopher, which has none, the old address
 * serves what the new one does. */
#ifndef LEDA_SITE_REDIRECT_H
#define LEDA_SITE_REDIRECT_H

#include "base/buf.h"
#include "site/rule.h"
#include "site/site.h"

#define REDIRECT_HOPS 5    /* that may follow one another: as many as clients take (GEM-RED-01) */
#define REDIRECTS_MAX 1000 /* in a capsule */

typedef struct Redirect {
    Str from;       /* a stem (site_address_stem); with a slash at its end when it is for all below */
    Str to;         /* an address of ours, or a gemini URL */
    bool below;     /* it is for all below `from` */
    bool keeps;     /* what was below goes behind `to`, which ends with a slash */
    bool temporary; /* 30 */
    bool away;      /* `to` is a URL */
} Redirect;

/* What is wrong with a rule on its own, in a few words, or NULL: then *out is what it says, in slices of it.
 * A rule by which a client could choose the host that it is led to is wrong. */
const char *redirect_parse(const Rule *rule, Redirect *out);

/* What is wrong with good rules together, in a few words, or NULL: a circle, or more than REDIRECT_HOPS that
 * follow one another. *which is then the first rule of those. What stands at an address is not known here, so
 * rules count as leading on wherever they could. */
const char *redirects_fault(const Rule *const *rules, const Rule **which);

/* Copies good rules (NULL-ended, or NULL) into the Site while it is loaded. */
void redirects_take(Site *site, const Rule *const *rules);

/* Where something moved. */
typedef struct Moved {
    Buf to; /* an address of ours, decoded, or a URL; the caller frees it */
    bool temporary, away;
} Moved;

/* Follows redirects from an address at which nothing stands (decoded, with its leading slash) to one at which
 * something does or from which none leads on. False, with nothing to free, when there is none for it. */
bool redirect_follow(const Site *site, Str path, Moved *out);

/* What a selector leads to on Gopher that nothing stands at, in any of its forms. */
Found redirect_find_gopher(const Site *site, Str selector);

#endif
