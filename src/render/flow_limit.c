/* Flow: what is drawn in a plainer form because its page would else grow out of proportion (MD4C.md). */
#include "render/flow.h"

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

static bool was_told(const Diag *diag, Str message) {
    for (size_t i = diag->count; i-- && str_eq(diag->items[i].file, diag->file);)
        if (str_eq(diag->items[i].message, message)) return true;
    return false;
}

void flow_tell(const Flow *flow, FlowLimit limit, uint32_t block) {
    static const char *const messages[] = {
        [LIMIT_DEPTH] = "quotes and lists nest too deep; the deeper levels look like the deepest one drawn",
        [LIMIT_COLUMNS] = "a table has more than 64 columns; they are drawn without alignment",
        [LIMIT_HEADER] = "a table header is too long to repeat in each row; below the first row it is cut",
        [LIMIT_SIZE] = "drawn, this page is more than 16 times its source; the rest takes a plainer form",
    };
    Diag *diag = flow->page.diag;
    if (!diag || diag->file_count > DIAG_FILE_MAX || was_told(diag, str_of(messages[limit]))) return;
    diag_add(diag, flow->doc->blocks[block].line, "%s", messages[limit]);
}

bool flow_over_budget(const Flow *flow, size_t drawn) {
    return drawn > 16 * flow->weight + (64u << 10);
}

Str flow_last_number(Str label) {
    size_t dot = label.len ? str_rfind(str_head(label, label.len - 1), '.') : STR_NONE;
    return dot == STR_NONE ? label : str_skip(label, dot + 1);
}

void flow_limit(const Flow *flow, unsigned depth, size_t drawn, Step *step) {
    step->plain = flow_over_budget(flow, drawn);
    if (step->plain) {
        flow_tell(flow, LIMIT_SIZE, step->block);
        step->label = flow_last_number(step->label);
        depth = 1;
    }
    if ((unsigned)step->quotes + step->lists <= depth) return;
    if (!step->plain) flow_tell(flow, LIMIT_DEPTH, step->block);
    step->quotes = (uint8_t)least(step->quotes, depth);
    step->gap_quotes = (uint8_t)least(step->gap_quotes, depth);
    step->lists = (uint8_t)least(step->lists, depth - step->quotes);
}
