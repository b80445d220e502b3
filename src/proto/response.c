/* Response: parts in order, and who frees what. The transport side walks the parts itself; nothing here does
 * I/O. */
#include "proto/response.h"

#include <stdlib.h>
#include <string.h>

enum { COLLECT_STEP = 65536 };

typedef struct Filtered {
    Source source; /* first, so that a Source is a Filtered */
    Source *inner;
    FileFilter filter;
    char last; /* the filter's */
    Buf part;  /* of the inner source; never more than one fill */
} Filtered;

static bool filtered_fill(Source *source, size_t want, Buf *out) {
    Filtered *f = (Filtered *)source;
    buf_clear(&f->part);
    bool more = f->inner->fill(f->inner, want, &f->part);
    if (f->part.len) f->filter(buf_str(&f->part), &f->last, out);
    if (!more) f->filter((Str){0}, &f->last, out);
    return more;
}

static void filtered_close(Source *source) {
    Filtered *f = (Filtered *)source;
    f->inner->close(f->inner);
    buf_free(&f->part);
    free(f);
}

Source *source_filtered(Source *inner, FileFilter filter) {
    Filtered *f = mem_zero(1, sizeof *f);
    f->source = (Source){filtered_fill, filtered_close};
    f->inner = inner;
    f->filter = filter;
    return &f->source;
}

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
