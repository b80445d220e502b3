#include "doc/template_state.h"

void template_copy(TemplateState *t) {
    buf_add(t->out, str_slice(t->text, t->copied, t->at));
    t->copied = t->at;
}

void template_skip(TemplateState *t, size_t end) {
    for (size_t i = t->copied; i < end; i++)
        t->owed += t->text.p[i] == '\n';
    t->at = t->copied = end;
}

bool template_line_empty(const TemplateState *t) {
    for (size_t i = t->out_text; i < t->out->len; i++)
        if (!ascii_space(t->out->p[i]) && t->out->p[i] != '>') return false;
    return true;
}
