/* template_link: see the header.
 *
 * The label is the first of alt, caption and title, as written: markdown in it is markdown for generators
 * too. Caption and title are words that a reader sees; what of them did not become the label follows as text.
 */
#include "doc/template_link.h"

#include "base/path.h"
#include "doc/template_value.h"

typedef struct Shown {
    Str name;                       /* of the tag, or of the file that it includes */
    Str source;                     /* what it shows */
    Str link;                       /* where it leads */
    Str alt, caption, title, words; /* words: positional, text or label */
    bool words_open;                /* further positional words belong to them */
    bool html;                      /* it stands in a block of HTML */
} Shown;

/* A variable of at least 5 bytes gets 4 more. */
#define VARIABLE_GROWTH 2
#define COUNT(list)     (sizeof(list) / sizeof *(list))

static bool is_one_of(Str s, const Str *list, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (str_eq_nocase(s, list[i])) return true;
    return false;
}

static Str extension_of(Str path) {
    size_t end = 0;
    while (end < path.len && path.p[end] != '?' && path.p[end] != '#')
        end++;
    path = str_head(path, end);
    size_t dot = str_rfind(path, '.');
    return dot == STR_NONE || str_find(str_skip(path, dot), '/') != STR_NONE ? (Str){0}
                                                                             : str_skip(path, dot + 1);
}

static bool is_image_file(Str path) {
    static const Str images[] = {STR("png"),  STR("jpg"), STR("jpeg"), STR("gif"), STR("webp"), STR("svg"),
                                 STR("avif"), STR("bmp"), STR("ico"),  STR("tif"), STR("tiff"), STR("jxl")};
    return is_one_of(extension_of(path), images, COUNT(images));
}

static bool is_file(Str path) {
    static const Str files[] = {STR("mp4"), STR("webm"), STR("ogv"), STR("mov"),  STR("mp3"), STR("ogg"),
                                STR("oga"), STR("opus"), STR("wav"), STR("flac"), STR("m4a"), STR("pdf"),
                                STR("md"),  STR("txt"),  STR("zip"), STR("cast")};
    return is_image_file(path) || is_one_of(extension_of(path), files, COUNT(files));
}

/* A value that is a path beyond doubt: words with a slash in them are not. */
static bool is_path(Str s) {
    static const Str starts[] = {STR("/"),         STR("./"),        STR("../"),
                                 STR("@/"),        STR("http://"),   STR("https://"),
                                 STR("gemini://"), STR("gopher://"), STR("{{")};
    if (s.len < 2) return false;
    for (size_t i = 0; i < COUNT(starts); i++)
        if (str_starts(s, starts[i])) return str_find(s, '\n') == STR_NONE;
    return is_file(s) && str_find(s, ' ') == STR_NONE;
}

static bool is_number(Str s) {
    for (size_t i = 0; i < s.len; i++)
        if (!ascii_digit(s.p[i]) && s.p[i] != '%' && !(i > 0 && i + 2 >= s.len && ascii_alpha(s.p[i])))
            return false;
    return true;
}

/* Positional words behind what is shown: one quoted value, or all that are not. Sizes are left out. */
static void take_words(Shown *shown, const TemplateArg *arg) {
    if (is_number(arg->value)) return;
    if (!shown->words.len) {
        shown->words = arg->value;
        shown->words_open = !arg->quoted;
    } else if (shown->words_open && !arg->quoted) {
        shown->words.len = (size_t)(arg->value.p + arg->value.len - shown->words.p);
    }
}

static void set_first(Str *field, Str value) {
    if (!field->len) *field = value;
}

static void take_arg(Shown *shown, const TemplateArg *arg) {
    static const Str sources[] = {STR("src"), STR("path")};
    static const Str links[] = {STR("link"), STR("href")};
    static const Str labels[] = {STR("text"), STR("label")};
    static const Str looks[] = {STR("class"), STR("style"), STR("id"), STR("poster"), STR("thumbnail")};
    if (!arg->key.len && shown->source.len)
        take_words(shown, arg);
    else if (str_eq_nocase(arg->key, STR("alt")))
        set_first(&shown->alt, arg->value);
    else if (str_eq_nocase(arg->key, STR("caption")))
        set_first(&shown->caption, arg->value);
    else if (str_eq_nocase(arg->key, STR("title")))
        set_first(&shown->title, arg->value);
    else if (is_one_of(arg->key, labels, COUNT(labels)))
        set_first(&shown->words, arg->value);
    else if (str_eq_nocase(arg->key, STR("url")))
        shown->link = arg->value;
    else if (is_one_of(arg->key, sources, COUNT(sources)))
        shown->source = arg->value;
    else if (!is_path(arg->value) || is_one_of(arg->key, looks, COUNT(looks)))
        return;
    else if (is_one_of(arg->key, links, COUNT(links)))
        set_first(&shown->link, arg->value);
    else
        set_first(&shown->source, arg->value);
}

/* Tags whose arguments are no paths of what a reader could see. */
static bool is_logic(const TemplateTag *tag) {
    static const Str logic[] = {STR("assign"), STR("set"),       STR("import"),
                                STR("from"),   STR("extends"),   STR("macro"),
                                STR("block"),  STR("cycle"),     STR("elsif"),
                                STR("elseif"), STR("elif"),      STR("when"),
                                STR("else"),   STR("increment"), STR("decrement"),
                                STR("layout"), STR("with"),      STR("liquid"),
                                STR("echo"),   STR("tablerow"),  STR("include_relative"),
                                STR("#")};
    return tag->form == TEMPLATE_WORD && is_one_of(tag->name, logic, COUNT(logic));
}

static bool is_include(const TemplateTag *tag) {
    static const Str includes[] = {STR("include"), STR("include_cached"), STR("render")};
    return tag->form == TEMPLATE_WORD && is_one_of(tag->name, includes, COUNT(includes));
}

/* `image` for `media/image.html`. */
static Str stem_of(Str path) {
    path = path_last(path);
    return str_head(path, str_find(path, '.'));
}

/* The arguments that are about what is shown: for an include those behind the file's name, which then names
 * the tag. */
static Str name_tag(const TemplateTag *tag, Shown *shown) {
    Str args = tag->args;
    TemplateArg file;
    shown->name = stem_of(tag->name);
    if (!is_include(tag) || !template_arg_next(&args, &file)) return args;
    Str provider = template_arg_named(args, STR("provider"));
    shown->name = provider.len ? provider : stem_of(file.value);
    return args;
}

static bool is_image(const Shown *shown) {
    static const Str names[] = {STR("img"),       STR("image"),        STR("figure"),
                                STR("fig"),       STR("picture"),      STR("photo"),
                                STR("asset_img"), STR("resize_image"), STR("responsive_image")};
    return is_one_of(shown->name, names, COUNT(names)) ||
           is_image_file(shown->source.len ? shown->source : shown->link);
}

/* ---- as markdown ---- */

/* Appends ](target), in angle brackets where CommonMark would not read it whole. */
static void add_target(const TemplateHost *host, Str written, Buf *out) {
    Buf target = {0};
    bool plain = true;
    template_value_arg(host, written, &target);
    Str s = str_trim(buf_str(&target));
    for (size_t i = 0; i < s.len; i++)
        plain = plain && !ascii_space(s.p[i]) && !memchr("()<>\\", s.p[i], 5);
    buf_add(out, plain ? STR("](") : STR("](<"));
    for (size_t i = 0; i < s.len; i++) {
        if (memchr("<>\\", s.p[i], 3)) buf_add_char(out, '\\');
        buf_add_char(out, s.p[i]);
    }
    buf_add(out, plain ? STR(")") : STR(">)"));
    buf_free(&target);
}

/* True when brackets pair up and backticks could, so that they cannot end a label too early. */
static bool is_balanced(Str s) {
    long open = 0;
    bool ticks = false;
    for (size_t i = 0; i < s.len && open >= 0; i++) {
        if (s.p[i] == '\\')
            i++;
        else if (s.p[i] == '[')
            open++;
        else if (s.p[i] == ']')
            open--;
        else if (s.p[i] == '`')
            ticks = !ticks;
    }
    return open == 0 && !ticks && !str_ends(s, STR("\\"));
}

/* Appends an argument's words as they stand in a label; a link's may hold no brackets at all. */
static void add_label(const TemplateHost *host, Str written, bool brackets, Buf *out) {
    Buf label = {0};
    template_value_arg(host, written, &label);
    Str s = str_trim(buf_str(&label));
    bool balanced = is_balanced(s);
    for (size_t i = 0; i < s.len; i++) {
        bool bracket = s.p[i] == '[' || s.p[i] == ']';
        bool tick = s.p[i] == '`' || s.p[i] == '\\';
        if ((bracket && !(brackets && balanced)) || (tick && !balanced)) buf_add_char(out, '\\');
        buf_add_char(out, s.p[i]);
    }
    buf_free(&label);
}

static Str label_of(const Shown *shown) {
    if (shown->alt.len) return shown->alt;
    if (shown->caption.len) return shown->caption;
    return shown->title.len ? shown->title : shown->words;
}

/* Title and caption are words that a reader sees: what of them is not the label, a line each. */
static void add_more(const TemplateHost *host, const Shown *shown, Str label, Buf *out) {
    const Str words[] = {shown->title, shown->caption};
    bool any = false;
    for (size_t i = 0; i < COUNT(words); i++) {
        if (!words[i].len || str_eq(words[i], label)) continue;
        buf_add(out, any ? STR("<br>") : STR(" "));
        template_value_arg(host, words[i], out);
        any = true;
    }
}

/* What the tag stands for, taken together. */
typedef struct Drawn {
    bool image;
    Str label;
    Str target;
    Str around; /* where an image leads, or empty */
} Drawn;

static Drawn drawn_of(const Shown *shown) {
    Drawn drawn = {.image = is_image(shown), .label = label_of(shown)};
    bool source = shown->source.len && (drawn.image || !shown->link.len);
    bool both = source && shown->link.len && !str_eq(shown->source, shown->link);
    drawn.target = source ? shown->source : shown->link;
    drawn.around = both ? shown->link : (Str){0};
    return drawn;
}

static void add_markdown(const TemplateHost *host, const Drawn *drawn, Buf *out) {
    buf_add(out, drawn->around.len ? STR("[![") : drawn->image ? STR("![") : STR("["));
    add_label(host, drawn->label, drawn->image, out);
    add_target(host, drawn->target, out);
    if (drawn->around.len) add_target(host, drawn->around, out);
}

/* Appends a value between quotes. */
static void add_attribute(const TemplateHost *host, Str written, Buf *out) {
    Buf value = {0};
    template_value_arg(host, written, &value);
    Str s = str_trim(buf_str(&value));
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] == '"')
            buf_add(out, STR("&quot;"));
        else
            buf_add_char(out, s.p[i]);
    }
    buf_add_char(out, '"');
    buf_free(&value);
}

/* Within a block of HTML markdown would be text. */
static void add_html(const TemplateHost *host, const Drawn *drawn, Buf *out) {
    Str leads = drawn->image ? drawn->around : drawn->target;
    if (leads.len) {
        buf_add(out, STR("<a href="));
        add_attribute(host, leads, out);
        buf_add_char(out, '>');
    }
    if (drawn->image) {
        buf_add(out, STR("<img src="));
        add_attribute(host, drawn->target, out);
        buf_add(out, STR(" alt="));
        add_attribute(host, drawn->label, out);
        buf_add_char(out, '>');
    } else {
        template_value_arg(host, drawn->label, out);
    }
    if (leads.len) buf_add(out, STR("</a>"));
}

static void add_shown(const TemplateHost *host, const Shown *shown, Buf *out) {
    Drawn drawn = drawn_of(shown);
    if (shown->html)
        add_html(host, &drawn, out);
    else
        add_markdown(host, &drawn, out);
    add_more(host, shown, drawn.label, out);
}

/* ---- sites ---- */

static Str id_of(const TemplateTag *tag, Str args) {
    static const Str keys[] = {STR("id"), STR("v"), STR("video")};
    for (size_t i = 0; i < COUNT(keys); i++) {
        Str id = template_arg_named(args, keys[i]);
        if (id.len) return id;
    }
    return is_include(tag) ? (Str){0} : template_arg_at(args, 0);
}

/* Appends what stands behind the site's address. A short-code names a gist by user and id. */
static bool add_id(const TemplateTag *tag, Str args, bool gist, Buf *out) {
    Str id = id_of(tag, args), user = template_arg_named(args, STR("user"));
    if (gist && !user.len && tag->form != TEMPLATE_WORD && template_arg_at(args, 1).len) {
        user = id;
        id = template_arg_at(args, 1);
    }
    if (!id.len) return false;
    if (user.len) {
        template_arg_text(user, out);
        buf_add_char(out, '/');
    }
    template_arg_text(id, out);
    return true;
}

static bool add_site(const TemplateHost *host, const TemplateTag *tag, Shown *shown, Buf *out) {
    static const Str names[] = {STR("gist"), STR("youtube"), STR("vimeo")};
    static const Str places[] = {STR("https://gist.github.com/"), STR("https://www.youtube.com/watch?v="),
                                 STR("https://vimeo.com/")};
    Buf url = {0};
    unsigned site = 0;
    Str args = name_tag(tag, shown);
    while (site < COUNT(names) && !str_eq_nocase(shown->name, names[site]))
        site++;
    if (site == COUNT(names)) return false;
    Str id = id_of(tag, args);
    bool whole = str_starts(id, STR("https://")) || str_starts(id, STR("http://"));
    if (!whole) buf_add(&url, places[site]);
    bool good = add_id(tag, args, site == 0 && !whole, &url);
    if (good) {
        shown->link = buf_str(&url);
        shown->source = (Str){0};
        shown->words = (Str){0};
        add_shown(host, shown, out);
    }
    buf_free(&url);
    return good;
}

/* A value without quotes is a variable to an include. Those of page and site come back as template code in
 * *variables, which has room for all that the arguments can hold; others stand for nothing that is known. */
static void take_variable(Shown *shown, TemplateArg *arg, Buf *variables) {
    if (!str_starts(arg->value, STR("page.")) && !str_starts(arg->value, STR("site."))) return;
    char *p = variables->p + variables->len;
    buf_add(variables, STR("{{"));
    buf_add(variables, arg->value);
    buf_add(variables, STR("}}"));
    arg->value = (Str){p, (size_t)(variables->p + variables->len - p)};
    take_arg(shown, arg);
}

bool template_link_add(const TemplateHost *host, const TemplateTag *tag, bool html, Buf *out) {
    Shown shown = {.html = html};
    TemplateArg arg;
    Buf variables = {0};
    if (tag->closes || is_logic(tag)) return false;
    Str args = name_tag(tag, &shown);
    buf_reserve(&variables, args.len * VARIABLE_GROWTH);
    while (template_arg_next(&args, &arg)) {
        if (is_include(tag) && !arg.quoted)
            take_variable(&shown, &arg, &variables);
        else
            take_arg(&shown, &arg);
    }
    bool good = shown.source.len || shown.link.len;
    if (good)
        add_shown(host, &shown, out);
    else
        good = add_site(host, tag, &shown, out);
    buf_free(&variables);
    return good;
}
