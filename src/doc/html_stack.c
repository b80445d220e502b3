/* Open elements: see the header. */
#include "doc/html_stack.h"

#include <stddef.h>

/* Entries below it cannot be ended; in containers that are too deep for a fence, none can. */
static uint32_t bottom(const HtmlStack *stack) {
    return stack->fence_count > HTML_FENCES_MAX ? stack->count : stack->fence;
}

/* What a list or table must hold always finds room. */
static uint32_t room_for(Element kind) {
    bool part = kind == ELEMENT_ITEM || kind == ELEMENT_ROW || kind == ELEMENT_CELL;
    return part ? HTML_DEPTH_MAX + HTML_DEPTH_PARTS : HTML_DEPTH_MAX;
}

HtmlEntry *html_stack_push(HtmlStack *stack, Element kind, uint8_t id) {
    if (stack->count >= room_for(kind) || stack->fence_count > HTML_FENCES_MAX) return NULL;
    HtmlEntry *entry = &stack->entries[stack->count++];
    *entry = (HtmlEntry){.id = id, .kind = (uint8_t)kind, .block = UINT32_MAX};
    return entry;
}

void html_stack_enter(HtmlStack *stack) {
    if (stack->fence_count++ >= HTML_FENCES_MAX) return;
    stack->fences[stack->fence_count - 1] = stack->fence;
    stack->fence = stack->count;
}

void html_stack_leave(HtmlStack *stack) {
    if (!stack->fence_count || --stack->fence_count >= HTML_FENCES_MAX) return;
    stack->fence = stack->fences[stack->fence_count];
}

static bool in_table(Element kind) {
    return kind == ELEMENT_SECTION || kind == ELEMENT_ROW || kind == ELEMENT_CELL || kind == ELEMENT_CAPTION;
}

static bool in_definitions(Element kind) {
    return kind == ELEMENT_TERM || kind == ELEMENT_DEFINITION;
}

/* True when no tag of `kind` within `entry` can end anything outside of it. */
static bool shields(const HtmlEntry *entry, Element kind) {
    switch (entry->kind) {
    case ELEMENT_TABLE: return true;
    case ELEMENT_CELL:
    case ELEMENT_CAPTION: return !in_table(kind) && kind != ELEMENT_TABLE;
    case ELEMENT_LIST:
    case ELEMENT_NUMBERS: return kind == ELEMENT_ITEM || in_definitions(kind);
    case ELEMENT_ITEM:
    case ELEMENT_QUOTE: return in_definitions(kind);
    default: return false;
    }
}

uint32_t html_stack_ended(const HtmlStack *stack, Element kind, uint8_t id) {
    bool any_name = kind == ELEMENT_HEADING || kind == ELEMENT_CELL;
    for (uint32_t i = stack->count; i-- > bottom(stack);) {
        const HtmlEntry *entry = &stack->entries[i];
        if (entry->id == id || (any_name && entry->kind == kind)) return i;
        if (shields(entry, kind)) break;
    }
    return UINT32_MAX;
}

static bool ends_before(const HtmlEntry *entry, Element kind) {
    switch (kind) {
    case ELEMENT_SECTION: return in_table(entry->kind);
    case ELEMENT_ROW:
    case ELEMENT_CAPTION: return entry->kind == ELEMENT_ROW || entry->kind == ELEMENT_CAPTION;
    case ELEMENT_CELL: return entry->kind == ELEMENT_CELL || entry->kind == ELEMENT_CAPTION;
    case ELEMENT_TERM:
    case ELEMENT_DEFINITION: return in_definitions(entry->kind);
    default: return entry->kind == kind;
    }
}

uint32_t html_stack_implied(const HtmlStack *stack, Element kind) {
    uint32_t found = UINT32_MAX;
    for (uint32_t i = stack->count; i-- > bottom(stack);) {
        const HtmlEntry *entry = &stack->entries[i];
        if (ends_before(entry, kind)) found = i;
        if (shields(entry, kind) || (found != UINT32_MAX && !in_table(kind))) break;
    }
    return found;
}

uint32_t html_stack_container(const HtmlStack *stack) {
    for (uint32_t i = stack->count; i-- > bottom(stack);) {
        switch (stack->entries[i].kind) {
        case ELEMENT_QUOTE:
        case ELEMENT_LIST:
        case ELEMENT_NUMBERS:
        case ELEMENT_ITEM:
        case ELEMENT_DEFINITION:
        case ELEMENT_TABLE:
        case ELEMENT_CAPTION:
        case ELEMENT_ROW:
        case ELEMENT_CELL: return i;
        default: break;
        }
    }
    return UINT32_MAX;
}

const HtmlEntry *html_stack_text(const HtmlStack *stack) {
    for (uint32_t i = stack->count; i-- > bottom(stack);) {
        const HtmlEntry *entry = &stack->entries[i];
        if (entry->kind == ELEMENT_HEADING || entry->kind == ELEMENT_TERM || entry->kind == ELEMENT_PRE)
            return entry;
        if (entry->made) return NULL;
    }
    return NULL;
}
