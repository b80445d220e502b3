/* Links: blocks take their links in order; what these are called is render/link_names. */
#include "render/links.h"

#include "render/link_names.h"

#include <stdlib.h>

bool links_has_target(const Links *links, uint32_t link) {
    return links->targets[link].kind != TARGET_NONE && links->targets[link].url.len > 0;
}

static void links_reserve(Links *links, uint32_t count) {
    if (count <= links->cap) return;
    free(links->labels);
    free(links->pending);
    links->cap = count + count / 2;
    links->labels = mem_grow(NULL, links->cap, sizeof *links->labels);
    links->pending = mem_grow(NULL, links->cap, sizeof *links->pending);
}

/* Only where a link has no run in the place where it began are all runs gone through. */
static void mark_in_text(Links *links) {
    const Document *doc = links->doc;
    bool all = true;
    for (uint32_t i = 0; i < doc->link_count; i++) {
        uint32_t run = doc->links[i].run;
        bool there = run < doc->run_count && doc->runs[run].link == i;
        links->labels[i].in_text = there;
        all &= there;
    }
    for (uint32_t i = 0; !all && i < doc->run_count; i++)
        if (doc->runs[i].link != LINK_NONE) links->labels[doc->runs[i].link].in_text = true;
}

void links_init(Links *links, const Document *doc, const Target *targets) {
    links->doc = doc;
    links->targets = targets;
    links->pending_count = links->cursor = 0;
    links->group = 1;
    links->all_words = false;
    arena_reset(&links->arena);
    if (doc->link_count == 0) return;
    links_reserve(links, doc->link_count);
    link_names_settle(links);
    mark_in_text(links);
}

void links_free(Links *links) {
    free(links->labels);
    free(links->pending);
    arena_free(&links->arena);
    *links = (Links){0};
}

/* A bare URL gives way to words for the same target, and adds nothing to them. Words of an image stand
 * nowhere else. */
static void take(Links *links, uint32_t link) {
    LinkLabel *label = &links->labels[link];
    if (label->taken) return;
    label->taken = true;
    if (!links_has_target(links, link)) return;
    LinkLabel *first = &links->labels[label->first];
    if (links->group && first->group == links->group) {
        uint32_t *before = &links->pending[first->place];
        Str words = links->labels[*before].words;
        if (words.len == 0) *before = link;
        Str last = links->labels[links->pending[first->last]].words;
        bool says_more =
            words.len && label->words.len && !str_eq(words, label->words) && !str_eq(last, label->words);
        bool alone = links->all_words || links->doc->links[link].kind == LINK_IMAGE;
        if (!alone || !says_more) return;
    } else if (links->group) {
        first->group = links->group;
        first->place = links->pending_count;
    }
    first->last = links->pending_count;
    links->pending[links->pending_count++] = link;
}

static void take_textless(Links *links, uint32_t before) {
    for (; links->cursor < before; links->cursor++)
        if (!links->labels[links->cursor].in_text) take(links, links->cursor);
}

void links_collect(Links *links, const Block *block) {
    const Run *runs = links->doc->runs, *end = runs + block->run_end;
    uint32_t last = LINK_NONE;
    for (const Run *run = runs + block->run; run < end; run++) {
        uint32_t link = run->link;
        if (link == LINK_NONE || link == last) continue;
        take_textless(links, link);
        take(links, link);
        last = link;
    }
}

void links_collect_title(Links *links, const Block *block) {
    uint32_t cursor = links->cursor, first = LINK_NONE;
    for (uint32_t i = block->run; i < block->run_end && first == LINK_NONE; i++)
        first = links->doc->runs[i].link;
    if (first == LINK_NONE) return;
    while (first > 0 && !links->labels[first - 1].in_text)
        first--;
    links->cursor = first;
    links_collect(links, block);
    links->cursor = cursor;
}

void links_collect_before(Links *links, uint32_t line) {
    const Document *doc = links->doc;
    for (; links->cursor < doc->link_count; links->cursor++) {
        if (links->labels[links->cursor].in_text) continue;
        uint32_t at = doc->links[links->cursor].line;
        if (line != UINT32_MAX && (at == 0 || at >= line)) return;
        take(links, links->cursor);
    }
}

void links_next_group(Links *links, bool all_words) {
    links->group++;
    links->all_words = all_words;
}

static bool is_blank_run(const Run *run) {
    return run->kind == RUN_TEXT && str_trim(run->text).len == 0;
}

/* Struck links are none of these: their marks must stay (section 4). */
static bool only_links(const Links *links, const Block *block) {
    bool any = false;
    for (uint32_t i = block->run; i < block->run_end; i++) {
        const Run *run = &links->doc->runs[i];
        if (run->kind == RUN_STRIKE) return false;
        if (run->kind > RUN_TICK && run->kind != RUN_IMAGE) continue;
        if (run->link == LINK_NONE && is_blank_run(run)) continue;
        if (run->link == LINK_NONE || !links_has_target(links, run->link)) return false;
        any = true;
    }
    return any;
}

bool links_only(const Links *links, uint32_t block) {
    const Block *blocks = links->doc->blocks;
    uint32_t end = blocks[block].end;
    if (links->doc->link_count == 0) return false;
    if (blocks[block].kind == BLOCK_PARAGRAPH) return only_links(links, &blocks[block]);
    for (uint32_t i = block; i < end; i++) {
        bool paragraph_first = i + 1 < blocks[i].end && blocks[i + 1].kind == BLOCK_PARAGRAPH;
        switch ((BlockKind)blocks[i].kind) {
        case BLOCK_BULLETS:
        case BLOCK_NUMBERS: continue;
        case BLOCK_ITEM:
            if (blocks[i].task || !paragraph_first) return false;
            continue;
        case BLOCK_PARAGRAPH:
            if (blocks[i - 1].kind != BLOCK_ITEM || !only_links(links, &blocks[i])) return false;
            continue;
        default: return false;
        }
    }
    return end > block + 1;
}
