#include "site/wellknown.h"

#include "site/sitemap.h"

enum {
    DAY = 24 * 3600,
    EXPIRES = 180 * DAY, /* RFC 9116 advises less than a year */
    RENEWED = 90 * DAY,
};

static const Str certificate_address = STR("/certificate.txt");

static void place_text(Place *place, Str address, const Buf *text) {
    File *made = place_made(place, &(File){.address = address, .mime = STR("text/plain"), .type = '0'});
    if (!made) return;
    made->data = arena_copy(&place->site->arena, buf_str(text));
    made->size = text->len;
    made->listed = str_starts(address, STR("/.well-known/"));
}

/* Records of the form of 1994, which is all that readers of the form may know (C.3). Without anybody to keep
 * away it says that nobody is. */
static void place_robots(Place *place, const char *const *agents) {
    Buf text = {0};
    bool all = false;
    for (size_t i = 0; agents && agents[i]; i++) {
        all = all || str_eq(str_of(agents[i]), STR("*"));
        buf_add_format(&text, "User-agent: %s\nDisallow: /\n\n", agents[i]);
    }
    if (all)
        buf_truncate(&text, text.len - 1);
    else
        buf_add(&text, STR("User-agent: *\nDisallow:\n"));
    place_text(place, STR("/robots.txt"), &text);
    buf_free(&text);
}

/* Nothing but the emoji (C.4): no newline either. */
static void place_favicon(Place *place, Str emoji) {
    Buf text = {0};
    buf_add(&text, str_trim(emoji));
    if (text.len) place_text(place, STR("/favicon.txt"), &text);
    buf_free(&text);
}

/* Expires at the beginning of a day, so that a day's loads make the same bytes (C.4). */
static void place_security(Place *place, Str contact, int64_t now) {
    Site *site = place->site;
    Buf text = {0};
    char expires[21];
    contact = str_trim(contact);
    if (contact.len == 0) return;
    date_rfc3339((now + EXPIRES) / DAY * DAY, expires);
    buf_add(&text, STR("Contact: "));
    if (str_find(contact, ':') == STR_NONE) buf_add(&text, STR("mailto:"));
    buf_add(&text, contact);
    buf_add_format(&text, "\nExpires: %s\n", expires);
    if (site->identity.lang.len)
        buf_add_format(&text, "Preferred-Languages: %.*s\n", STR_FMT(site->identity.lang));
    place_text(place, STR("/.well-known/security.txt"), &text);
    place_folder_of(place, STR(".well-known/security.txt"));
    if (now + RENEWED < site->next_change) site->next_change = now + RENEWED;
    buf_free(&text);
}

/* Until its text comes. */
static void place_certificate(Place *place) {
    const Buf none = {0};
    place_text(place, certificate_address, &none);
}

void wellknown_place(Place *place, const WellknownOptions *options, int64_t now) {
    const File sitemap = {
        .address = STR(SITEMAP_ADDRESS), .mime = STR("text/plain"), .type = '0', .made = FILE_SITEMAP};
    place_robots(place, options->robots);
    place_favicon(place, options->favicon);
    place_security(place, options->security, now);
    if (options->certificate) place_certificate(place);
    place_made(place, &sitemap);
}

void wellknown_certificate(Site *site, Str text) {
    uint32_t index = index_find(&site->index, ENTRY_FILE, certificate_address);
    File *file = index == INDEX_NONE ? NULL : &site->files[index];
    if (!file || file->source.len) return;
    file->data = arena_copy(&site->arena, text);
    file->size = text.len;
}
