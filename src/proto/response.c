/* Response: parts in order, and who frees what. The transport side walks the parts itself; nothing here does
 * I/O. */
#include "proto/response.h"

#include <string.h>

enum { COLLECT_STEP = 65536 };

void response_init(Response *r) {
    r->status = 0;
    r->count = 0;
    r->head_len = 0;
    r->noise = false;
}

void response_free(Response *r) {
    for (size_t i = 0; i < r->count; i++) {
        Part *part = &r->parts[i];
        if (part->kind == PART_BUF) buf_free(&part->buf);
        if (part->kind == PART_SOURCE) part->source->close(part->source);
    }
    response_init(r);
}

void response_head(Response *r, Str head) {
    if (head.len > RESPONSE_HEAD_MAX) {
        Buf copy = {0};
        buf_add(&copy, head);
        response_add_buf(r, copy);
        return;
    }
    if (head.len) memcpy(r->head, head.p, head.len);
    r->head_len = (uint8_t)head.len;
}

void response_add_str(Response *r, Str s) {
    if (s.len) r->parts[r->count++] = (Part){.kind = PART_STR, .str = s};
}

void response_add_buf(Response *r, Buf b) {
    if (b.len)
        r->parts[r->count++] = (Part){.kind = PART_BUF, .buf = b};
    else
        buf_free(&b);
}

void response_add_source(Response *r, Source *source) {
    r->parts[r->count++] = (Part){.kind = PART_SOURCE, .source = source};
}

void response_add_file(Response *r, FilePart file) {
    r->parts[r->count++] = (Part){.kind = PART_FILE, .file = file};
}

static void collect_source(Source *source, Buf *out) {
    while (source->fill(source, COLLECT_STEP, out))
        ;
}

bool response_collect(Response *r, Buf *out) {
    bool whole = true;
    buf_add(out, (Str){r->head, r->head_len});
    for (size_t i = 0; i < r->count; i++) {
        Part *part = &r->parts[i];
        switch (part->kind) {
        case PART_STR: buf_add(out, part->str); break;
        case PART_BUF: buf_add(out, buf_str(&part->buf)); break;
        case PART_SOURCE: collect_source(part->source, out); break;
        case PART_FILE: whole = false; break;
        }
    }
    return whole;
}
