#include "site/renew.h"

#include "site/resolve_url.h"

static void add_identity(Hash *hash, const Identity *identity) {
    const Str strings[] = {identity->host,   identity->title, identity->description,
                           identity->author, identity->lang,  identity->id_host};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++)
        hash_add(hash, strings[i]);
    hash_number(hash, (uint64_t)identity->gemini_port << 16 | identity->gopher_port);
    for (uint32_t i = 0; i < identity->web_count; i++)
        hash_add(hash, identity->webs[i].written);
}

static void add_project(Hash *hash, const Project *project) {
    hash_number(hash, project->kind);
    hash_number(hash, project->overlay != NULL);
    hash_add(hash, str_of(project->content));
    hash_add(hash, project->folder);
    for (uint32_t i = 0; i < project->settings.count; i++) {
        hash_add(hash, project->settings.items[i].key);
        hash_add(hash, project->settings.items[i].value);
    }
}

static void add_areas(Hash *hash, Areas areas) {
    hash_number(hash, areas.count);
    for (uint32_t i = 0; i < areas.count; i++)
        hash_add(hash, areas.items[i].path);
}

static void add_mimes(Hash *hash, const Rule *const *rules) {
    for (; rules && *rules; rules++) {
        hash_add(hash, (*rules)->name);
        hash_add(hash, (*rules)->value);
    }
}

uint64_t renew_settings(const Site *site, const SiteOptions *options) {
    Hash hash = hash_start();
    const RenderOptions *render = &options->render;
    add_identity(&hash, &site->identity);
    add_project(&hash, &site->project);
    add_areas(&hash, site->areas);
    hash_number(&hash, render->width);
    hash_number(&hash, (unsigned)render->links_at_end | (unsigned)render->keep_emphasis << 1 |
                           (unsigned)render->charset << 2);
    hash_number(&hash, (uint64_t)(int64_t)options->zone);
    hash_number(&hash, options->page_max);
    hash_number(&hash, options->gopher_list);
    add_mimes(&hash, options->mimes);
    return hash.state;
}

static uint64_t node_form(const Node *node) {
    return (uint64_t)(node->path.len > 0) | (uint64_t)(node->menu != NULL) << 1 |
           (uint64_t)node->list_kind << 8 | (uint64_t)node->area << 16;
}

/* A page and a folder of one name are told apart by who has a file, what is in an area by what it is. */
static void add_nodes(Hash *hash, const Site *site) {
    hash_number(hash, site->node_count);
    for (uint32_t i = 0; i < site->node_count; i++)
        hash_number(hash, node_form(&site->nodes[i]));
}

uint64_t renew_addresses(const Site *site) {
    Hash hash = hash_start();
    add_nodes(&hash, site);
    hash_number(&hash, site->file_count);
    for (uint32_t i = 0; i < site->file_count; i++)
        hash_number(&hash, (unsigned char)site->files[i].type);
    for (uint32_t i = 0; i < site->index.count; i++) {
        const Entry *entry = &site->index.entries[i];
        hash_add(&hash, entry->address);
        hash_number(&hash, (uint64_t)entry->kind << 32 | entry->value);
    }
    for (uint32_t i = 0; i < site->names.count; i++) {
        const Name *name = &site->names.items[i];
        hash_add(&hash, name->name);
        hash_number(&hash, name->tags->count);
        for (uint32_t k = 0; k < name->tags->count; k++)
            hash_add(&hash, name->tags->items[k]);
        hash_number(&hash, name->area);
        hash_number(&hash, (uint64_t)name->node << 32 | (uint32_t)name->day);
    }
    return hash.state;
}

uint64_t renew_page_key(const Gather *g, const GatherPage *source) {
    const PageSource *page = &source->page;
    Hash hash = hash_start();
    hash_number(&hash, g->site->past->settings); /* a page that is kept may be of other ones */
    hash_number(&hash, source->hash);
    hash_add(&hash, page->path);
    hash_add(&hash, page->address);
    hash_add(&hash, page->lang);
    hash_number(&hash, page->open);
    if (source->twin != MAP_NONE) {
        const GatherPage *twin = &g->pages[source->twin];
        hash_number(&hash, twin->hash);
        hash_add(&hash, twin->page.path);
    }
    return hash.state;
}

Page *renew_page_before(const Gather *g, const GatherPage *source) {
    const Known *was = g->walks[CONTENT].known[source->file].was;
    bool served = was && was->node != NODE_NONE && (g->trusted || source->kept);
    return served ? g->before->nodes[was->node].page : NULL;
}

Page *renew_list_before(const Gather *g, Str address) {
    uint32_t node = g->trusted ? index_find(&g->before->index, ENTRY_NODE, address) : INDEX_NONE;
    return node == INDEX_NONE ? NULL : g->before->nodes[node].list;
}
