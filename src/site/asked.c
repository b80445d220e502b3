#include "site/asked.h"

#include <stdlib.h>

/* A question's head: the bytes that are written, and in the last bits the form. */
enum { FORM_BITS = 2, FORM_MASK = (1 << FORM_BITS) - 1 };

void asked_start(Asked *asked, const Site *site) {
    asked->site = site;
    buf_clear(&asked->links);
    asked->hash = hash_start();
    asked->lead_count = 0;
    for (unsigned i = 0; i < SITE_LINK_STEPS; i++)
        asked->steps[i] = 0;
}

void asked_free(Asked *asked) {
    buf_free(&asked->links);
    free(asked->leads);
    *asked = (Asked){0};
}

void asked_leads(Asked *asked, const uint32_t *leads, uint32_t count) {
    uint32_t needed = asked->lead_count + count;
    if (needed > asked->lead_cap) {
        asked->lead_cap = needed < 32 ? 64 : needed * 2;
        asked->leads = mem_grow(asked->leads, asked->lead_cap, sizeof *asked->leads);
    }
    if (count) memcpy(asked->leads + asked->lead_count, leads, count * sizeof *leads);
    asked->lead_count = needed;
}

/* A URL of ours at which nothing stands is one of the web's, and counted nowhere. */
static void count(Asked *asked, AskedForm form, SiteLinkStep step) {
    if (form == ASKED_REFERENCE || (form == ASKED_URL && step == SITE_LINK_NOWHERE)) return;
    asked->steps[step]++;
}

void asked_question(Asked *asked, AskedForm form, Str written) {
    const uint32_t head = (uint32_t)written.len << FORM_BITS | form;
    buf_add(&asked->links, (Str){(const char *)&head, sizeof head});
    buf_add(&asked->links, written);
}

void asked_answer(Asked *asked, AskedForm form, const Found *found, SiteLinkStep step) {
    const Site *site = asked->site;
    count(asked, form, step);
    hash_number(&asked->hash, step);
    if (found->kind == FOUND_NOTHING) return;
    bool file = found->kind == FOUND_FILE;
    uint32_t lead =
        file ? LEAD_FILE + (uint32_t)(found->file - site->files) : (uint32_t)(found->node - site->nodes);
    hash_add(&asked->hash, file ? found->file->address : found->node->address);
    hash_number(&asked->hash, file ? (unsigned char)found->file->type : 0);
    if (form != ASKED_REFERENCE) asked_leads(asked, &lead, 1);
}

bool asked_next(Str *links, AskedForm *form, Str *written) {
    uint32_t head;
    if (links->len < sizeof head) return false;
    memcpy(&head, links->p, sizeof head);
    *form = (AskedForm)(head & FORM_MASK);
    *written = str_slice(*links, sizeof head, sizeof head + (head >> FORM_BITS));
    *links = str_skip(*links, sizeof head + written->len);
    return true;
}
