/* Entities by way of md4c: see the header. */
#include "doc/markdown_entity.h"

#include "doc/entity.h"
#include "doc/shape.h"

#include <md4c-html.h>
#include <string.h>

typedef struct Html {
    char p[64];
    size_t len;
} Html;

static void take_html(const MD_CHAR *p, MD_SIZE size, void *context) {
    Html *html = context;
    if (size > sizeof html->p - html->len) size = (MD_SIZE)(sizeof html->p - html->len);
    memcpy(html->p + html->len, p, size);
    html->len += size;
}

/* `&AMP;` comes back as `&amp;`, a name that md4c does not know as `&amp;name;`. */
bool markdown_entity(Str name, char out[8], size_t *out_len) {
    char source[ENTITY_NAME_MAX + 2 + SHAPE_TAIL];
    if (name.len > ENTITY_NAME_MAX) return false;
    memset(source, '\n', sizeof source);
    source[0] = '&';
    memcpy(source + 1, name.p, name.len);
    source[name.len + 1] = ';';
    Html html = {.len = 0};
    if (md_html(source, (MD_SIZE)name.len + 2, take_html, &html, 0, 0) != 0) return false;
    Str text = {html.p, html.len};
    if (!str_starts(text, STR("<p>")) || !str_ends(text, STR("</p>\n"))) return false;
    text = str_slice(text, 3, text.len - 5);
    if (str_starts(text, STR("&"))) return entity_decode(NULL, text, out, out_len) == text.len;
    if (str_eq(text, STR("\n")) || str_eq(text, STR("\t"))) text = STR(" ");
    if (!text.len || text.len > 8) return false;
    memcpy(out, text.p, text.len);
    *out_len = text.len;
    return true;
}
