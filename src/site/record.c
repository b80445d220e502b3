#include "site/record.h"

#include "base/buf.h"

#include <stdlib.h>

/* What is put behind the Record, or, while `at` is NULL, how much that is. */
typedef struct Packer {
    char *at;
    size_t size;
} Packer;

static Str pack(Packer *p, Str s) {
    p->size += s.len;
    if (!p->at || s.len == 0) return (Str){0};
    Str packed = {memcpy(p->at, s.p, s.len), s.len};
    p->at += s.len;
    return packed;
}

static void pack_list(Packer *p, StrList *list) {
    for (uint32_t i = 0; i < list->count; i++) {
        Str packed = pack(p, list->items[i]);
        if (p->at) list->items[i] = packed;
    }
}

static void pack_strings(Packer *p, Record *record) {
    Str *const strings[] = {&record->address, &record->name,       &record->lang,    &record->title,
                            &record->slugs,   &record->slug.value, &record->findings};
    for (size_t i = 0; i < sizeof strings / sizeof *strings; i++) {
        Str packed = pack(p, *strings[i]);
        if (p->at) *strings[i] = packed;
    }
    pack_list(p, &record->tags);
    pack_list(p, &record->addresses);
}

/* Copies the array itself to *at, which moves on. */
static void take_items(StrList *list, Str **at) {
    if (list->count) memcpy(*at, list->items, list->count * sizeof *list->items);
    list->items = *at;
    *at += list->count;
}

static Record *record_copy(const Record *from) {
    Packer sizes = {0};
    Record counted = *from;
    pack_strings(&sizes, &counted);
    size_t arrays = ((size_t)from->tags.count + from->addresses.count) * sizeof(Str);
    Record *record = mem_alloc(sizeof *record + arrays + sizes.size + 1);
    *record = *from;
    Str *items = (Str *)(record + 1);
    take_items(&record->tags, &items);
    take_items(&record->addresses, &items);
    Packer strings = {.at = (char *)items};
    pack_strings(&strings, record);
    atomic_init(&record->refs, 1);
    return record;
}

Record *record_new(const PageSource *source, bool good, uint64_t hash, Str findings) {
    Record record = {.hash = hash, .findings = findings, .zone = source->zone};
    record.translation = source->translation;
    record.lang = source->lang;
    if (!good) return record_copy(&record);
    record.good = true;
    record.plain = !source->gemtext && source->body == 0;
    record.gemtext = source->gemtext;
    record.titled = source->titled;
    record.draft = source->meta.draft;
    record.from = source->from;
    record.until = source->until;
    record.date = source->date;
    record.address = source->address;
    record.name = source->name;
    record.title = source->meta.title;
    record.tags = source->meta.tags;
    record.addresses = source->meta.addresses;
    record.slug.key = STR("slug");
    meta_scalar(&source->meta, STR("slug"), &record.slug.value);
    Buf names = {0};
    names_make(source->address, &source->meta, &names);
    record.slugs = buf_str(&names);
    Record *made = record_copy(&record);
    buf_free(&names);
    return made;
}

Record *record_ref(Record *record) {
    atomic_fetch_add_explicit(&record->refs, 1, memory_order_relaxed);
    return record;
}

void record_unref(Record *record) {
    if (!record) return;
    if (atomic_fetch_sub_explicit(&record->refs, 1, memory_order_acq_rel) == 1) free(record);
}

bool record_fits(const Record *record, const PageSource *source) {
    return record->zone == source->zone && record->translation == source->translation &&
           str_eq(record->lang, source->lang);
}

void record_lend(const Record *record, PageSource *source) {
    source->address = record->address;
    source->name = record->name;
    source->meta.title = record->title;
    source->meta.tags = record->tags;
    source->meta.addresses = record->addresses;
}

void record_open(const Record *record, PageSource *source) {
    record_lend(record, source);
    source->gemtext = record->gemtext;
    source->titled = record->titled;
    if (record->gemtext) source->gemini = STR("");
    source->from = record->from;
    source->until = record->until;
    source->date = record->date;
    source->meta.draft = record->draft;
    if (record->slug.value.len == 0) return;
    source->meta.pairs = (MetaPair *)(uintptr_t)&record->slug; /* only read */
    source->meta.pair_count = 1;
}
