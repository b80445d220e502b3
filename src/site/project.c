#include "site/project.h"

#include "base/file.h"
#include "base/path.h"
#include "base/utf8.h"
#include "doc/frontmatter.h"
#include "site/resolve_url.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_MAX (1u << 20)
#define LANG_MAX   35

/* What belongs to the generator; its other files are published only where a page links to them. */
static const Str jekyll_own[] = {
    STR("/_site/"),    STR("/_layouts/"), STR("/_includes/"),    STR("/_sass/"),        STR("/_data/"),
    STR("/_plugins/"), STR("/Gemfile*"),  STR("/package*.json"), STR("/node_modules/"), STR("/*.gemspec")};
static const Str eleventy_own[] = {STR("/_site/"),           STR("/_includes/"),  STR("/_data/"),
                                   STR("eleventy.config.*"), STR("*.11tydata.*"), STR("/package*.json")};

static const char *const jekyll_configs[] = {"_config.yml", "_config.yaml", "_config.toml", NULL};
/* What comes first goes before what comes later. */
static const char *const content_configs[] = {"hugo.toml",
                                              "hugo.yaml",
                                              "hugo.yml",
                                              "hugo.json",
                                              "config.toml",
                                              "config.yaml",
                                              "config.yml",
                                              "config.json",
                                              "zola.toml",
                                              "config/_default/hugo.toml",
                                              "config/_default/hugo.yaml",
                                              "config/_default/hugo.yml",
                                              "config/_default/hugo.json",
                                              "config/_default/config.toml",
                                              "config/_default/config.yaml",
                                              "config/_default/config.yml",
                                              "config/_default/config.json",
                                              NULL};

/* What arena_format gives ends with a NUL. */
static Str of_folder(Arena *arena, const char *folder, const char *name) {
    return arena_format(arena, "%s/%s", folder, name);
}

/* The path of a folder below `root`, without links; NULL when there is none. */
static const char *folder_below(const char *root, Str name, Arena *arena) {
    char named[PATH_MAX], real[PATH_MAX];
    struct stat st;
    snprintf(named, sizeof named, "%s/%.*s", root, STR_FMT(name));
    if (!realpath(named, real) || stat(real, &st) != 0 || !S_ISDIR(st.st_mode)) return NULL;
    return arena_format(arena, "%s", real).p;
}

/* ---- what it is ---- */

typedef struct Marks {
    bool jekyll, eleventy, content, config;
} Marks;

static bool is_config(Str name) {
    static const Str endings[] = {STR(".toml"), STR(".yaml"), STR(".yml"), STR(".json")};
    if (str_eq(name, STR("config")) || str_eq(name, STR("zola.toml"))) return true;
    if (!str_starts(name, STR("hugo.")) && !str_starts(name, STR("config."))) return false;
    Str ending = str_skip(name, str_find(name, '.'));
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (str_eq(ending, endings[i])) return true;
    return false;
}

static void mark(Marks *marks, const char *z) {
    Str name = str_of(z);
    for (size_t i = 0; jekyll_configs[i]; i++)
        marks->jekyll |= strcmp(z, jekyll_configs[i]) == 0;
    marks->eleventy |= str_starts(name, STR(".eleventy.")) || str_starts(name, STR("eleventy.config."));
    marks->content |= str_eq(name, STR("content"));
    marks->config |= is_config(name);
}

static ProjectKind kind_of(const char *root) {
    Marks marks = {0};
    DIR *directory = opendir(root);
    if (!directory) return PROJECT_NONE;
    const struct dirent *entry;
    while ((entry = readdir(directory)))
        mark(&marks, entry->d_name);
    closedir(directory);
    if (marks.jekyll) return PROJECT_JEKYLL;
    if (marks.eleventy) return PROJECT_ELEVENTY;
    return marks.content && marks.config ? PROJECT_CONTENT : PROJECT_NONE;
}

/* ---- what its configuration says ---- */

static void read_config(Project *project, Str path, Arena *arena, Diag *diag) {
    Buf raw = {0}, clean = {0};
    Diag findings = {0};
    int status = file_read_path(path.p, CONFIG_MAX, &raw);
    diag_file(&findings, path_last(path));
    if (status == 0) {
        utf8_clean(buf_str(&raw), &clean);
        settings_read(buf_str(&clean), str_ends(path, STR(".toml")), arena, &findings, &project->settings);
    } else if (status != -ENOENT && status != -ENOTDIR) {
        diag_add(&findings, 0, "configuration cannot be read: %s", strerror(-status));
    }
    diag_append(diag, &findings);
    diag_free(&findings);
    buf_free(&raw);
    buf_free(&clean);
}

static Str first_value(const Project *project, const char *const *keys) {
    Str value = {0};
    for (; *keys; keys++)
        if (settings_value(&project->settings, str_of(*keys), &value) && value.len) return value;
    return (Str){0};
}

static Str web_url(const Project *project, Arena *arena) {
    static const char *const whole[] = {"baseURL", "base_url", NULL};
    Str url = first_value(project, whole), below = {0};
    if (project->kind == PROJECT_JEKYLL) {
        settings_value(&project->settings, STR("url"), &url);
        settings_value(&project->settings, STR("baseurl"), &below);
        url = path_trim(url);
        below = path_trim(below);
        bool slash = below.len && !str_starts(below, STR("/"));
        url = arena_join3(arena, url, slash ? STR("/") : STR(""), below);
    }
    return url_is_web(url) ? path_trim(url) : (Str){0};
}

/* `en_US.UTF-8` and `en_US` are meant as `en-US`. */
static Str language(const Project *project, Arena *arena) {
    static const char *const keys[] = {
        "languageCode", "default_language", "defaultContentLanguage", "locale", "lang", "language", NULL};
    Str written = first_value(project, keys);
    written = str_head(written, str_find(written, '.'));
    if (written.len > LANG_MAX) return (Str){0};
    Buf tag = {0};
    for (size_t i = 0; i < written.len; i++) {
        char c = written.p[i] == '_' ? '-' : written.p[i];
        if (ascii_alnum(c) || (c == '-' && i)) buf_add_char(&tag, c);
    }
    Str copy = tag.len == written.len ? arena_copy(arena, buf_str(&tag)) : (Str){0};
    buf_free(&tag);
    return copy;
}

/* ---- what is not content ---- */

static void ignore(Project *project, Str pattern) {
    project->ignore[project->ignore_count++] = pattern;
}

/* Jekyll's `exclude` names files and folders from the root of the site. */
static void ignore_excluded(Project *project, Arena *arena) {
    const Settings *settings = &project->settings;
    for (uint32_t i = 0; i < settings->count; i++) {
        const Setting *setting = &settings->items[i];
        bool names = str_eq(setting->key, STR("exclude")) || str_eq(setting->key, STR("destination"));
        Str name = setting->value;
        if (!names || name.len == 0) continue;
        if (str_starts(name, STR("./"))) name = str_skip(name, 2);
        ignore(project, str_starts(name, STR("/")) ? name : arena_join(arena, STR("/"), name));
    }
}

static void ignore_all(Project *project, const Str *own, size_t count, Arena *arena) {
    project->ignore = arena_alloc(arena, (count + project->settings.count) * sizeof *project->ignore);
    for (size_t i = 0; i < count; i++)
        ignore(project, own[i]);
    if (project->kind == PROJECT_JEKYLL) ignore_excluded(project, arena);
}

/* ---- the whole ---- */

static void find_content(Project *project, const char *root, Arena *arena) {
    static const char *const source[] = {"source", NULL};
    const char *found = NULL;
    Str named = STR(".");
    if (project->kind == PROJECT_CONTENT) named = STR("content");
    if (project->kind == PROJECT_JEKYLL && first_value(project, source).len)
        named = first_value(project, source);
    if (project->kind == PROJECT_CONTENT) project->folder = named;
    static const Str sources[] = {STR("content"), STR("src")};
    for (size_t i = 0; project->kind == PROJECT_ELEVENTY && !found && i < 2; i++) {
        found = folder_below(root, sources[i], arena);
        if (found) project->folder = sources[i];
    }
    if (!found) found = folder_below(root, named, arena);
    project->content = found ? found : root;
    if (project->kind == PROJECT_CONTENT) project->overlay = folder_below(root, STR("static"), arena);
}

/* Where a configuration is looked for. */
static void note_places(Project *project, const char *root, Arena *arena) {
    static const Str below[] = {STR("config"), STR("config/_default")};
    size_t count = 0;
    project->places[count++] = root;
    for (size_t i = 0; project->kind == PROJECT_CONTENT && i < sizeof below / sizeof *below; i++) {
        const char *place = folder_below(root, below[i], arena);
        if (place) project->places[count++] = place;
    }
}

/* Describes the folder as a project; false when it is none. `root` stays with the project. */
static bool describe(const char *root, Project *project, Arena *arena, Diag *diag) {
    *project = (Project){.kind = kind_of(root)};
    const char *const *configs = NULL;
    static const char *const none[] = {NULL};
    switch (project->kind) {
    case PROJECT_NONE: return false;
    case PROJECT_CONTENT: configs = content_configs; break;
    case PROJECT_JEKYLL: configs = jekyll_configs; break;
    case PROJECT_ELEVENTY: configs = none; break;
    }
    for (; *configs; configs++)
        read_config(project, of_folder(arena, root, *configs), arena, diag);
    static const char *const title[] = {"title", NULL};
    project->title = frontmatter_words(first_value(project, title), arena);
    project->lang = language(project, arena);
    project->web = web_url(project, arena);
    if (project->kind == PROJECT_JEKYLL)
        ignore_all(project, jekyll_own, sizeof jekyll_own / sizeof *jekyll_own, arena);
    if (project->kind == PROJECT_ELEVENTY)
        ignore_all(project, eleventy_own, sizeof eleventy_own / sizeof *eleventy_own, arena);
    find_content(project, root, arena);
    note_places(project, root, arena);
    return true;
}

/* The folder above, when it is a project whose content `path` is. */
static bool describe_above(const char *path, Project *project, Arena *arena, Diag *diag) {
    Diag findings = {0};
    size_t slash = str_rfind(str_of(path), '/');
    const char *above = arena_format(arena, "%.*s", (int)(slash ? slash : 1), path).p;
    bool found = strcmp(path, "/") != 0 && describe(above, project, arena, &findings) &&
                 strcmp(project->content, path) == 0;
    if (found) diag_append(diag, &findings);
    diag_free(&findings);
    return found;
}

bool project_find(const char *given, Project *project, Arena *arena, Diag *diag, Buf *error) {
    char real[PATH_MAX];
    if (!realpath(given, real)) {
        buf_add_format(error, "cannot read the content folder %s: %s", given, strerror(errno));
        return false;
    }
    const char *path = arena_format(arena, "%s", real).p;
    if (describe(path, project, arena, diag) || describe_above(path, project, arena, diag)) return true;
    *project = (Project){.content = path};
    return true;
}

bool project_value(const Project *project, Str key, Str *value) {
    return settings_value(&project->settings, key, value);
}

bool project_path(const Project *project, Str path, Str *below) {
    const Str folders[] = {project->folder, project->overlay ? STR("static") : STR("")};
    path = str_skip(path, str_starts(path, STR("./")) ? 2 : str_starts(path, STR("/")));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        Str rest = str_skip(path, folders[i].len);
        if (folders[i].len == 0 || !str_starts(path, folders[i]) || !str_starts(rest, STR("/"))) continue;
        *below = rest;
        return true;
    }
    return false;
}
