/* A page's source -> front matter, Document, both renderings and both views. */
#include "base/utf8.h"
#include "doc/frontmatter.h"
#include "doc/markdown.h"
#include "drawn.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    Buf text = {0};
    Diag diag = {0};
    Meta meta = {0};
    Arena arena = {0};
    Document doc;
    utf8_clean((Str){(const char *)bytes, size}, &text);
    long front = frontmatter_read(buf_str(&text), &arena, &diag, &meta);
    fuzz_check(front <= (long)text.len);
    document_init(&doc);
    markdown_parse(str_skip(buf_str(&text), front > 0 ? (size_t)front : 0), 1, &doc, &diag);
    doc.title = meta.title;
    fuzz_draw(&doc);
    document_free(&doc);
    arena_free(&arena);
    diag_free(&diag);
    buf_free(&text);
    return 0;
}
