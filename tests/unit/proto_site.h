/* A small Site made by hand, for the tests of the protocols. It lives until proto_site_free. */
#ifndef LEDA_TESTS_PROTO_SITE_H
#define LEDA_TESTS_PROTO_SITE_H

#include "proto/protocol.h"

#include <stdlib.h>
#include <string.h>

#define PROTO_TEXT_LINES 500

static inline Page *proto_page(const char *title, const char *lang, const char *body) {
    Buf gemtext = {0}, gophermap = {0};
    if (title) {
        buf_add_format(&gemtext, "# %s\n", title);
        buf_add_format(&gophermap, "# %s\n", title);
    }
    Page from = {.title = str_of(title ? title : "List"), .lang = str_of(lang), .title_len = gophermap.len};
    buf_add(&gemtext, str_of(body));
    buf_add(&gophermap, str_of(body));
    from.gemtext = buf_str(&gemtext);
    from.gophermap = buf_str(&gophermap);
    Page *page = page_new(&from, NULL);
    buf_free(&gemtext);
    buf_free(&gophermap);
    return page;
}

static inline void proto_node(Site *site, const char *address, Page *page, Page *list) {
    uint32_t i = site->node_count++;
    uint32_t up = i ? 0 : NODE_NONE;
    site->nodes[i] = (Node){
        .page = page, .list = list, .up = up, .previous = NODE_NONE, .next = NODE_NONE, .other = NODE_NONE};
    site_set_address(&site->nodes[i], str_of(address), &site->arena);
    index_add(&site->index, ENTRY_NODE, site->nodes[i].address, i);
}

/* `data` NULL: a file that is streamed. */
static inline void proto_file(Site *site, const char *address, const char *mime, char type,
                              const char *data) {
    uint32_t i = site->file_count++;
    Str path = str_of(address + 1);
    site->files[i] = (File){.address = str_of(address), .path = path, .mime = str_of(mime), .type = type};
    site->files[i].data = str_of(data);
    site->files[i].size = data ? strlen(data) : 1 << 20;
    index_add(&site->index, ENTRY_FILE, site->files[i].address, i);
}

static inline Page *proto_long_page(void) {
    Buf body = {0};
    for (size_t i = 0; i < PROTO_TEXT_LINES; i++)
        buf_add_format(&body, "line %zu of the long page\n", i);
    buf_add_char(&body, '\0');
    Page *page = proto_page("Long", "", body.p);
    buf_free(&body);
    return page;
}

static inline Site *proto_site(const char *host, uint16_t gemini_port, uint16_t gopher_port) {
    Site *site = mem_zero(1, sizeof *site);
    atomic_init(&site->refs, 1);
    site->identity = (Identity){.host = str_of(host), .gemini_port = gemini_port, .gopher_port = gopher_port};
    site->render = render_defaults();
    site->root = site->overlay = -1;
    site->nodes = mem_zero(8, sizeof *site->nodes);
    site->files = mem_zero(12, sizeof *site->files);
    proto_node(site, "/", proto_page("Home", "", "welcome\n"), proto_page(NULL, "", "\nthe list of home\n"));
    proto_node(site, "/hello", proto_page("Hello", "en", "words\n1Item\t/posts/\n"), NULL);
    proto_node(site, "/posts/", NULL, proto_page("posts", "", "the list of posts\n"));
    proto_node(site, "/two/", proto_page("Two", "en,fi", "two languages\n"), NULL);
    proto_node(site, "/odd", proto_page("Odd", "en; x=\r\n", "a language that is none\n"), NULL);
    proto_node(site, "/50% off now", proto_page("Off", "", "blanks and a sign\n"), NULL);
    proto_node(site, "/long", proto_long_page(), NULL);
    proto_file(site, "/note.txt", "text/plain", '0', "one\ntwo\r\n\nfour");
    proto_file(site, "/bom.gmi", "text/gemini", '0', "\xEF\xBB\xBF# Bom\n");
    proto_file(site, "/plain.gmi", "text/gemini", '0', "# Plain\n");
    proto_file(site, "/pic.png", "image/png", 'I', "\x89PNG\r\n\n");
    proto_file(site, "/big.bin", "application/octet-stream", '9', NULL);
    proto_file(site, "/big.txt", "text/plain", '0', NULL);
    proto_file(site, "/big.gmi", "text/gemini", '0', NULL);
    proto_file(site, "/empty.txt", "text/plain", '0', "");
    index_sort(&site->index);
    return site;
}

/* A loaded Site shares its index with others; this one's is its own. */
static inline void proto_site_free(Site *site) {
    Index index = site->index;
    site_unref(site);
    index_free(&index);
}

/* Asks `protocol` and collects the answer; *status and *parts (may be NULL) are the Response's. */
typedef struct Asked {
    long consumed;
    unsigned status;
    bool whole; /* no part was a file */
    FilePart file;
    Buf bytes;
} Asked;

static inline Asked proto_ask(const Protocol *protocol, const Site *site, const Peer *peer, Str in) {
    Asked asked = {0};
    Response response;
    asked.consumed = protocol->serve(site, peer, in, &response);
    if (asked.consumed == 0) return asked;
    asked.status = response.status;
    for (size_t i = 0; i < response.count; i++)
        if (response.parts[i].kind == PART_FILE) asked.file = response.parts[i].file;
    asked.whole = response_collect(&response, &asked.bytes);
    response_free(&response);
    return asked;
}

#endif
