#include "site/hollow.h"

#include <stdlib.h>
#include <string.h>

enum { NOTHING_BELOW = UINT8_MAX };

/* What lies below each folder: AREA_NONE where something lies in none, else an area, else NOTHING_BELOW. */
static void note_above(const Site *site, uint32_t folder, uint8_t area, uint8_t *below) {
    for (uint32_t up = folder; up != NODE_NONE && below[up] != AREA_NONE; up = site->nodes[up].up)
        if (below[up] == NOTHING_BELOW || area == AREA_NONE) below[up] = area;
}

static void note_everything(const Site *site, uint8_t *below) {
    for (uint32_t i = 0; i < site->node_count; i++) {
        const Node *node = &site->nodes[i];
        bool own = node->path.len || node->menu || node->list_kind != LIST_NONE;
        if (own) note_above(site, i, area_at(site->areas, node->address), below);
    }
    for (uint32_t i = 0; i < site->file_count; i++) {
        const File *file = &site->files[i];
        Str folder = str_head(file->address, str_rfind(file->address, '/') + 1);
        if (file->source.len)
            note_above(site, index_find(&site->index, ENTRY_NODE, folder), file->area, below);
    }
}

void hollow_mark(Site *site) {
    if (site->areas.count == 0) return;
    uint8_t *below = mem_alloc(site->node_count);
    memset(below, NOTHING_BELOW, site->node_count);
    note_everything(site, below);
    for (uint32_t i = 1; i < site->node_count; i++) {
        Node *node = &site->nodes[i];
        node->area = area_at(site->areas, node->address);
        if (node->area == AREA_NONE && below[i] != NOTHING_BELOW) node->area = below[i];
    }
    free(below);
}
