/* Index: the sorted table of addresses.
 *
 * Keys are addresses as a reader could type them, decoded, in NFC, with a leading slash: `/posts/hello` for a
 * page, `/posts/` for a folder, `/img/a.png` for a file. The same address may be there once for each kind. */
#ifndef LEDA_SITE_INDEX_H
#define LEDA_SITE_INDEX_H

#include "base/hash.h"

typedef enum {
    ENTRY_FILE,  /* value: index of a file */
    ENTRY_NODE,  /* value: index of a node: a page or a folder */
    ENTRY_ALIAS, /* value: index of the node that this further address leads to */
    ENTRY_GONE,  /* a page that has expired stood here; its stem */
} EntryKind;

typedef struct Entry {
    Str address;
    uint32_t value;
    uint8_t kind; /* EntryKind */
} Entry;

typedef struct IndexSlot IndexSlot;

typedef struct Index {
    Entry *entries;
    uint32_t count, cap;
    IndexSlot *slots; /* of index_hash, or NULL */
    uint32_t mask;    /* their number less one */
    HashKey key;
} Index;

#define INDEX_NONE UINT32_MAX

/* Addresses are borrowed. Between the first add and index_sort nothing may be looked up. Values of one kind
 * are added in ascending order: the first of equal claims is the one with the lower value. */
void index_add(Index *index, EntryKind kind, Str address, uint32_t value);

/* Sorts by address and kind. Of equal claims the first that was added stays. */
void index_sort(Index *index);

/* Makes index_find one look instead of a binary search, until entries change. For the many links of a load,
 * and for what is asked for. */
void index_hash(Index *index);

/* Takes out the entries of which `goes` says so, which may give the others another value. The order stays. */
typedef bool IndexGoes(const void *context, Entry *entry);
void index_drop(Index *index, IndexGoes *goes, const void *context);

/* The value of an address, or INDEX_NONE. */
uint32_t index_find(const Index *index, EntryKind kind, Str address);

/* The place of the first entry whose address is not before `address`; their count when there is none. */
uint32_t index_from(const Index *index, Str address);

void index_free(Index *index);

#endif
