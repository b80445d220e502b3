#include "site/listing.h"

#include "base/percent.h"

#include <stdlib.h>

typedef struct Listing {
    const Site *site;
    Buf text;     /* lines in the order in which they were found */
    size_t *ends; /* of the lines */
    size_t count, cap;
} Listing;

typedef struct ListingLine {
    const char *protocol;
    char type; /* on Gopher; 0 on Gemini */
    const char *what;
    Str address; /* as it is; encoded here */
    Str file;
} ListingLine;

/* Gopher has nothing of areas. */
static void add_line(Listing *l, const ListingLine *line) {
    Buf *out = &l->text;
    const Area *area = site_area(l->site, line->address);
    if (area && line->type) return;
    buf_add_format(out, "%s\t", line->protocol);
    if (line->type) buf_add_format(out, "/%c", line->type);
    percent_path(line->address, out);
    buf_add_format(out, "\t%s\t%.*s", line->what, STR_FMT(line->file.len ? line->file : STR("-")));
    if (area) buf_add_format(out, "\t%.*s", STR_FMT(area->label));
    buf_add_char(out, '\n');
    if (l->count == l->cap) {
        l->cap = l->cap ? l->cap * 2 : 256;
        l->ends = mem_grow(l->ends, l->cap, sizeof *l->ends);
    }
    l->ends[l->count++] = out->len;
}

/* A file of the author's at the same address is what answers there (section 2). */
static bool taken(const Site *site, Str address) {
    return index_find(&site->index, ENTRY_FILE, address) != INDEX_NONE;
}

static void add_source(Listing *l, const Node *node, Buf *address) {
    if (!node->page || !node->page->source.p) return;
    buf_clear(address);
    buf_add(address, node->address);
    buf_add(address, site_is_folder(node) ? STR("index.md") : STR(".md"));
    if (!taken(l->site, buf_str(address)))
        add_line(l, &(ListingLine){"gemini", 0, "source", buf_str(address), node->path});
}

static void add_node(Listing *l, const Node *node, Buf *address) {
    const char *what = node->page ? "page" : "list";
    buf_clear(address);
    buf_add(address, node->address);
    if (!site_is_folder(node)) buf_add(address, STR(".gmi"));
    if (!taken(l->site, buf_str(address)))
        add_line(l, &(ListingLine){"gemini", 0, what, buf_str(address), node->path});
    add_source(l, node, address);
    if (!taken(l->site, node->address))
        add_line(l, &(ListingLine){"gopher", '1', what, node->address, node->path});
    buf_clear(address);
    site_text_selector(node, address);
    if (!taken(l->site, buf_str(address)))
        add_line(l, &(ListingLine){"gopher", '0', "text", buf_str(address), node->path});
}

static void add_entry(Listing *l, const Entry *entry, Buf *address) {
    const Site *site = l->site;
    if (entry->kind == ENTRY_GONE) return;
    const Node *node = entry->kind == ENTRY_FILE ? NULL : &site->nodes[entry->value];
    if (entry->kind == ENTRY_NODE) {
        if (!site_is_hollow(site, node)) add_node(l, node, address);
    } else if (entry->kind == ENTRY_ALIAS) {
        add_line(l, &(ListingLine){"gemini", 0, "further", entry->address, node->path});
        add_line(l, &(ListingLine){"gopher", '1', "further", entry->address, node->path});
    } else {
        const File *file = &site->files[entry->value];
        const char *what = file->source.len ? "file" : "made";
        add_line(l, &(ListingLine){"gemini", 0, what, file->address, file->source});
        add_line(l, &(ListingLine){"gopher", file->type, what, file->address, file->source});
    }
}

static int by_bytes(const void *a, const void *b) {
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

void site_listing(const Site *site, Buf *out) {
    Listing l = {.site = site};
    Buf address = {0};
    for (uint32_t i = 0; i < site->index.count; i++)
        add_entry(&l, &site->index.entries[i], &address);
    static const Str caps = STR("/caps.txt"); /* proto/gopher makes it */
    if (!taken(site, caps)) add_line(&l, &(ListingLine){"gopher", '0', "made", caps, STR("")});
    Str *lines = mem_alloc((l.count + 1) * sizeof *lines);
    for (size_t i = 0; i < l.count; i++)
        lines[i] = str_slice(buf_str(&l.text), i ? l.ends[i - 1] : 0, l.ends[i]);
    if (l.count) qsort(lines, l.count, sizeof *lines, by_bytes);
    for (size_t i = 0; i < l.count; i++)
        buf_add(out, lines[i]);
    free(lines);
    free(l.ends);
    buf_free(&address);
    buf_free(&l.text);
}
