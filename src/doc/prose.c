/* Prose: see the header. */
#include "doc/prose.h"

void prose_init(Prose *prose, Document *doc, Lines *lines, const AutolinkHints *hints) {
    *prose = (Prose){.doc = doc, .lines = lines, .hints = hints, .blank = true};
}

void prose_free(Prose *prose) {
    buf_free(&prose->word);
    buf_free(&prose->alt);
    entity_cache_free(&prose->entities);
}

void prose_begin(Prose *prose) {
    prose->pending = (Str){0};
    buf_clear(&prose->word);
    buf_clear(&prose->alt);
    prose->images = 0;
    prose->span_count = 0;
    prose->blank = true;
}

/* What parts words: blanks, and the line end of a soft break. */
static bool is_gap(char c) {
    return ascii_blank(c) || c == '\n';
}

static size_t blanks_before(Str s) {
    size_t n = 0;
    while (n < s.len && ascii_blank(s.p[n]))
        n++;
    return n;
}

static void add_bare_link(Document *doc, Str url, AutolinkKind kind, uint32_t line) {
    if (kind == AUTOLINK_URL) {
        document_link_start(doc, LINK_BARE, url, line);
    } else {
        Str scheme = kind == AUTOLINK_WWW ? STR("http://") : STR("mailto:");
        Buf target = {0};
        buf_add(&target, scheme);
        buf_add(&target, url);
        document_link_start(doc, LINK_BARE, buf_str(&target), line);
        buf_free(&target);
    }
    document_run(doc, RUN_TEXT, url);
    document_link_end(doc);
}

/* Words among which there may be bare URLs. */
__attribute__((noinline)) static void emit_linked(Prose *prose, Str s) {
    size_t done = 0;
    Autolink link;
    Lines lines = *prose->lines;
    while (prose->doc->link == LINK_NONE && autolink_find(s, done, &link)) {
        document_run(prose->doc, RUN_TEXT, str_slice(s, done, link.start));
        Str url = str_slice(s, link.start, link.end);
        add_bare_link(prose->doc, url, link.kind, lines_at(&lines, url.p));
        done = link.end;
    }
    if ((uintptr_t)lines.at > (uintptr_t)prose->lines->at) *prose->lines = lines;
    document_run(prose->doc, RUN_TEXT, str_skip(s, done));
}

/* Words, whole: into the document, bare URLs as links. */
static inline void emit(Prose *prose, Str s) {
    if (prose->blank) s = str_skip(s, blanks_before(s));
    if (!s.len) return;
    prose->blank = ascii_blank(s.p[s.len - 1]);
    if (autolink_hints_any(prose->hints, &prose->gap, s))
        emit_linked(prose, s);
    else
        document_run(prose->doc, RUN_TEXT, s);
}

/* The last run of the open leaf, or NULL. */
static const Run *last_run(const Document *doc) {
    if (doc->leaf == LEAF_NONE || doc->run_count == doc->blocks[doc->leaf].run) return NULL;
    return &doc->runs[doc->run_count - 1];
}

static void add_break(Prose *prose, RunKind kind) {
    prose->blank = true;
    if (last_run(prose->doc)) document_sign(prose->doc, kind);
}

__attribute__((noinline)) static void flush_word(Prose *prose) {
    Str word = arena_copy(&prose->doc->arena, buf_str(&prose->word));
    buf_clear(&prose->word);
    emit(prose, word);
}

static void flush(Prose *prose) {
    if (prose->word.len) flush_word(prose);
    if (!prose->pending.len) return;
    Str pending = prose->pending;
    prose->pending.len = 0;
    bool line_end = pending.p[pending.len - 1] == '\n';
    pending.len -= line_end;
    emit(prose, pending);
    if (line_end) add_break(prose, RUN_SOFT_BREAK);
}

static bool has_gap_at(Str s, size_t i) {
    return i < s.len && is_gap(s.p[i]);
}

/* The last word of the piece before and the first of this one are one word, unless a blank parts them. */
void prose_join(Prose *prose, Str text) {
    if (prose->images) {
        buf_add(&prose->alt, text);
        return;
    }
    Str before = prose->pending;
    if (before.len) {
        size_t cut = before.len;
        while (cut > 0 && !is_gap(before.p[cut - 1]))
            cut--;
        if (has_gap_at(text, 0)) cut = before.len;
        prose->pending = str_head(before, cut);
        flush(prose);
        buf_add(&prose->word, str_skip(before, cut));
    }
    if (!prose->word.len) {
        prose->pending = text;
        return;
    }
    size_t first = 0;
    while (first < text.len && !is_gap(text.p[first]))
        first++;
    buf_add(&prose->word, str_head(text, first));
    if (first == text.len) return;
    flush_word(prose);
    prose->pending = str_skip(text, first);
}

void prose_character(Prose *prose, Str text) {
    if (prose->images)
        buf_add(&prose->alt, text);
    else if (text.len)
        prose_text(prose, arena_copy(&prose->doc->arena, text));
}

void prose_break(Prose *prose, RunKind kind) {
    if (prose->images) {
        buf_add_char(&prose->alt, ' ');
        return;
    }
    flush(prose);
    add_break(prose, kind);
}

void prose_part(Prose *prose) {
    if (!prose->images) flush(prose);
    const Run *last = last_run(prose->doc);
    bool parted = !last || last->kind == RUN_SOFT_BREAK || last->kind == RUN_HARD_BREAK;
    if (prose->images || !parted) prose_break(prose, RUN_HARD_BREAK);
}

void prose_code(Prose *prose, RunKind kind, Str text) {
    if (prose->images) {
        if (kind == RUN_CODE) buf_add(&prose->alt, text);
        return;
    }
    flush(prose);
    document_run(prose->doc, kind, text);
    prose->blank = false;
}

void prose_open(Prose *prose, RunKind kind) {
    if (prose->images || prose->span_count == PROSE_SPANS_MAX) return;
    flush(prose);
    prose->spans[prose->span_count++] = (uint8_t)kind;
    document_sign(prose->doc, kind);
}

void prose_close(Prose *prose, RunKind kind) {
    if (prose->images) return;
    uint32_t at = prose->span_count;
    while (at > 0 && prose->spans[at - 1] != kind)
        at--;
    if (!at) return;
    flush(prose);
    while (prose->span_count >= at)
        document_sign(prose->doc, (RunKind)prose->spans[--prose->span_count]);
}

uint32_t prose_link_start(Prose *prose, Str target, uint32_t line) {
    if (prose->images) return LINK_NONE;
    flush(prose);
    return document_link_start(prose->doc, LINK_WORDS, target, line);
}

void prose_link_end(Prose *prose, uint32_t link) {
    if (prose->images || link == LINK_NONE || link != prose->doc->link) return;
    flush(prose);
    document_link_end(prose->doc);
}

bool prose_link_drop(Prose *prose, uint32_t link) {
    if (prose->images || link == LINK_NONE || link != prose->doc->link) return false;
    flush(prose);
    return document_link_drop(prose->doc);
}

void prose_image_start(Prose *prose) {
    if (prose->images++) return;
    flush(prose);
    buf_clear(&prose->alt);
}

/* Blanks folded into one, none at the ends. NBSP is one. */
static void fold(Buf *b) {
    size_t n = 0;
    for (size_t i = 0; i < b->len; i++) {
        bool nbsp = str_starts(str_skip(buf_str(b), i), STR("\u00A0"));
        bool blank = nbsp || ascii_space(b->p[i]);
        i += nbsp;
        if (blank && (n == 0 || b->p[n - 1] == ' ')) continue;
        b->p[n++] = blank ? ' ' : b->p[i];
    }
    if (n && b->p[n - 1] == ' ') n--;
    buf_truncate(b, n);
}

void prose_image_end(Prose *prose, Str title, Str target, uint32_t line) {
    if (!prose->images || --prose->images) return;
    fold(&prose->alt);
    if (!prose->alt.len) {
        buf_add(&prose->alt, title);
        fold(&prose->alt);
    }
    document_image(prose->doc, buf_str(&prose->alt), target, line);
    prose->blank = false;
}

void prose_image_drop(Prose *prose) {
    if (!prose->images || --prose->images) return;
    prose_text(prose, arena_copy(&prose->doc->arena, buf_str(&prose->alt)));
}

bool prose_end(Prose *prose) {
    if (prose->images > 1) prose->images = 1;
    prose_image_drop(prose);
    flush(prose);
    while (prose->span_count)
        document_sign(prose->doc, (RunKind)prose->spans[--prose->span_count]);
    document_link_end(prose->doc);
    return document_trim(prose->doc);
}
