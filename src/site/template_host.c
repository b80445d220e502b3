#include "site/template_host.h"

#include "doc/template.h"

static bool find_page(void *context, Str name, Buf *out) {
    const TemplatePage *page = context;
    return resolve_reference(page->resolver, name, out);
}

/* `site.key`: the project's configuration (SRC-10). `page.key`: front matter, and the address, which no front
 * matter needs to say. */
static bool find_value(void *context, Str scope, Str key, Buf *out) {
    const TemplatePage *page = context;
    Str value;
    if (str_eq(scope, STR("site")) && project_value(&page->resolver->site->project, key, &value)) {
        buf_add(out, value);
        return true;
    }
    if (!str_eq(scope, STR("page"))) return false;
    if (str_eq(key, STR("url"))) {
        buf_add(out, page->source->address);
        return true;
    }
    if (!meta_scalar(&page->source->meta, key, &value)) return false;
    buf_add(out, value);
    return true;
}

Str template_host_text(const TemplatePage *page, Str text, uint32_t line, Buf *out) {
    const TemplateHost host = {
        .context = (void *)(uintptr_t)page, /* only read */
        .page = find_page,
        .value = find_value,
        .line = line,
        .diag = page->resolver->diag,
    };
    buf_clear(out);
    return template_resolve(text, &host, out) ? buf_str(out) : text;
}
