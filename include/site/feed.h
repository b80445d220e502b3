/* Feeds: the Atom feed of a list, of home, a section or a tag (PROTOCOLS.md C.2).
 *
 * A list with posts has one at `LIST/atom.xml` on both protocols, unless a file of the author's lies there.
 * The Site keeps which posts stand in it; its text is drawn from them when it is asked for, so that thousands
 * of tags cost a few bytes each, whatever a feed shows of its posts. (The lists themselves are feeds too,
 * C.1.)
 *
 * An id is made of the id-host and the address without its ending: it stays when title, tags, date or host
 * change, and when a page becomes a folder's index. What `updated` says comes from front matter, else from
 * the date, never from a file's time. */
#ifndef LEDA_SITE_FEED_H
#define LEDA_SITE_FEED_H

#include "site/list.h"
#include "site/place.h"

#define FEED_ENTRIES 20 /* unless FeedOptions say otherwise */

/* Gives the list of `node` its feed's address, before addresses are sorted. Once for each: node->has_feed. */
void feed_place(Place *place, uint32_t node);

/* Keeps the newest of `posts`, the list's, for the feed of `node`, if it has one of ours. */
void feed_fill(Site *site, uint32_t node, const ListItems *posts);

/* What stands at the address of the node's feed, ours or the author's, for a link to it; NULL when nothing
 * does.
 */
const File *feed_of(const Site *site, const Node *node);

/* Appends the part number *step of the feed: its head, an entry, its end. False after the last; else *step is
 * one more. */
bool feed_draw(const Site *site, const Feed *feed, World world, uint32_t *step, Buf *out);

#endif
