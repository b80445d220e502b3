/* Site: all that leda serves, immutable.
 *
 * Made by site/load, sealed, then only read: const everywhere, shared by all workers, atomically reference-
 * counted. A connection pins the Site it began with and keeps it to its end. */
#ifndef LEDA_SITE_SITE_H
#define LEDA_SITE_SITE_H

#include "base/arena.h"
#include "base/buf.h"
#include "render/gopherview.h"
#include "render/options.h"
#include "site/area.h"
#include "site/index.h"
#include "site/mime.h"
#include "site/names.h"
#include "site/page.h"
#include "site/project.h"
#include "site/rule.h"

#define NODE_NONE UINT32_MAX

/* Bytes of the longest address that is looked up; no request is longer. */
#define SITE_ADDRESS_MAX 1024

/* The lists of leda's own making (CONVERSION.md section 2). */
typedef enum {
    LIST_NONE,
    LIST_TAGS,    /* `/tags/` */
    LIST_TAG,     /* `/tags/NAME/` */
    LIST_ARCHIVE, /* LIST/archive/: the years of a list */
    LIST_YEAR,    /* LIST/archive/YYYY/ */
} ListKind;

/* A page or a folder: an address with something drawn behind it. */
typedef struct Node {
    Str address; /* `/posts/hello`, or `/posts/` for a folder; `/` is home, always node 0 */
    Str url;     /* its own path on Gemini, percent-encoded: `/posts/hello.gmi`, `/posts/` */
    Str path;    /* the source file relative to the content root, or empty */
    Str name;    /* a folder's, made readable: its title when it has no page; a tag as it is spelled */
    Date date;   /* of its page, known before that is drawn; unset: no post */
    Page *page;  /* what its source says; NULL for a folder without index */
    Page *list;  /* what leda adds to a folder; NULL for a page that is no folder. One of the two is there. */
    bool has_list; /* list is there, or will be */
    bool has_feed; /* the address of its feed is settled */
    Page *menu;    /* a folder's hand-written Gopher menu, in place of all that is drawn; or NULL (SRC-02) */
    bool menu_lists;         /* ... with what leda's list says behind it (MAP-06) */
    bool unlisted;           /* a map hides it from the list of the folder above (MAP-06) */
    uint32_t rank;           /* its place among home's sections, from 1; 0: none was asked for */
    uint32_t up;             /* the nearest folder above, NODE_NONE for home */
    uint32_t previous, next; /* older and newer post of its section, or NODE_NONE */
    uint32_t other; /* the same page in the next of its languages, in a ring; NODE_NONE: there is one alone */
    Str lang;       /* of a translation (`hello.fi.md`); empty for every other page (SRC-11) */
    const uint32_t *tags; /* the lists of its tags, each once, in the order of its source (SRC-13) */
    uint32_t tag_count;
    const uint32_t *linkers; /* pages that lead here by links in their text (site/backlinks) */
    uint32_t linker_count;
    uint8_t list_kind; /* ListKind: what is listed here besides what lies in it */
    uint8_t area;      /* that it lies in; of a folder that is there for what lies in one, that one */
    bool generated;    /* nothing of the author's stands here, it is that list alone */
} Node;

/* The newest posts of one list, for its Atom feed (site/feed). */
typedef struct Feed {
    uint32_t node;         /* whose list it is */
    uint32_t count;        /* posts */
    const uint32_t *posts; /* newest first, as ListMembers have them */
} Feed;

/* What a file is made of. */
typedef enum {
    FILE_STORED,  /* bytes of the author's, or a few of ours, the same on both protocols */
    FILE_FEED,    /* drawn when it is asked for, by site/feed */
    FILE_SITEMAP, /* the same, by site/sitemap */
} FileMade;

/* A file served as it is, or one that leda makes. */
typedef struct File {
    Str address; /* `/img/a.png` */
    Str path;    /* relative to `root`, no link in it */
    Str source;  /* as its author knows it: relative to the content root; empty for one that leda makes */
    int root;    /* the descriptor of the folder that it lies in: the Site's */
    bool waits;  /* while loading: published only if a page links to it (SRC-10) */
    bool unread; /* while loading: to be held, and nobody knows its bytes */
    Str mime;    /* without parameters */
    Str params;  /* of the meta: `; charset=latin1`, or empty */
    Str data;    /* its bytes when held in memory; p is NULL when it is streamed from path */
    uint64_t size;
    int64_t modified;    /* seconds since 1970: for its folder's list alone */
    char type;           /* Gopher item type */
    Date date;           /* of a text whose name begins with one: a post like any other (SRC-02) */
    Str title;           /* of such a post */
    bool listed;         /* stands in its folder's list: not robots.txt and its kin */
    uint8_t made;        /* FileMade */
    uint8_t area;        /* that it lies in */
    Feed *feed;          /* of a FILE_FEED; in the Site's arena */
    struct Known *known; /* of an author's file: site/past's; holds `data` */
} File;

/* The protocols that a thing of ours can be drawn for. */
typedef enum { WORLD_GEMINI, WORLD_GOPHER } World;

/* Who we are on the wire. */
typedef struct Identity {
    Str host;                /* public host name, A-labels, lower case */
    const char *const *also; /* [also]: further names, which lead to it, the same way; NULL-ended; or NULL */
    const char *const *was;  /* [was]: those that it had before; the same */
    uint16_t gemini_port;    /* public; 0: not served on Gemini */
    uint16_t gopher_port;    /* public; 0: not served on Gopher */
    Str title;               /* of the whole, for home when its page has none; empty: the host */
    Str description;         /* of the whole, in a line; may be empty */
    Str author;              /* of what does not name its own; may be empty */
    Str lang;                /* of pages that do not say theirs; may be empty */
    Str id_host; /* stands in the ids of feeds, which stay when the host changes; empty: the host */
    Str web;     /* of the same site on the web (SRC-10): `https://example.org/blog`, without a slash at its
                    end; empty: not known */
    const struct Url *webs; /* a Site's: web, which may be empty, and further URLs of it, taken apart
                               (site/resolve_url): links to any of them are links of ours */
    uint32_t web_count;
} Identity;

typedef struct FeedOptions {
    uint32_t entries; /* of an Atom feed, at most; 0: 20 */
    bool content;     /* whole posts instead of summaries */
} FeedOptions;

/* What the files at well-known addresses say (C.3, C.4); empty: nothing. */
typedef struct WellknownOptions {
    const char *const *robots; /* agents that are asked to stay away, NULL-ended: `archiver`, `*`; or NULL */
    Str favicon;               /* one emoji */
    Str security;              /* whom to tell of a hole: a URI, or a mail address */
    bool certificate;          /* /certificate.txt, whose text is wellknown_certificate's to give */
} WellknownOptions;

/* What stands below a page (CONVERSION.md section 5). */
typedef enum {
    FOOT_FULL,
    FOOT_SHORT, /* date, up, the other protocol */
    FOOT_NONE,
} FootForm;

/* What lists on Gopher lead to where a page stands in them. */
typedef enum {
    GOPHER_LIST_AUTO, /* the menu of a page with links or images, the text of every other */
    GOPHER_LIST_MENU,
    GOPHER_LIST_TEXT,
    GOPHER_LIST_BOTH, /* an entry for each */
} GopherList;

typedef struct SiteOptions {
    Identity identity; /* copied; what is empty is filled in from the project (SRC-10) */
    RenderOptions render;
    FeedOptions feeds;
    WellknownOptions wellknown; /* copied */
    FootForm foot;              /* [foot] */
    GopherList gopher_list;     /* [gopher-list] */
    bool rfc1436;               /* [gopher-text]: dots in texts on Gopher as RFC 1436 has them (GOP-TXT-01) */
    Str reply;                  /* [reply]: `mailto:me@example.org` or another URL; copied; empty: none */
    unsigned threads;           /* that load side by side; 0: one for each processor; a load
                                   while a Site is served leaves one of them alone */
    const char *const *web; /* [web], URLs as in Identity, copied: the first is where it is, the others are
                               former ones; NULL-ended; or NULL */
    int32_t zone; /* of dates with a time and without a zone [timezone], in seconds east of UTC (SRC-04) */
    const char *const
        *gone;         /* addresses that answer 52 [gone] (CONVERSION.md section 2), NULL-ended; or NULL */
    unsigned page_max; /* bytes of a page's source [max-page] (SRC-09); 0: GATHER_PAGE_MAX */
    bool drafts;       /* serve drafts and what is not due (SRC-07) */
    bool sources;      /* [source]: Gemini serves the markdown of pages, too (section 2) */
    bool iri;          /* [iri]: Gemini takes URLs with letters beyond ASCII (K-11) */
    uint32_t list_entries; /* [list-entries]: of more posts a list shows these, and links years; 0: 100 */
    bool plain_maps;       /* [gophermap]: a `gophermap` by hand has no control characters (MAP-06, K-8) */
    const char *const *sections; /* names of folders of the root that home lists first, in this order,
                                     NULL-ended; or NULL */
    const char *const
        *ignore;              /* patterns (base/glob.h) of what is no content (SRC-03), NULL-ended; or NULL */
    Areas areas;              /* [area]; copied */
    const Rule *const *mimes; /* [mime] (site/mime.h); copied; NULL-ended; or NULL */
    const Rule *const *redirects;     /* [redirect] (site/redirect.h); copied; NULL-ended; or NULL */
    const char *const *private_paths; /* never content wherever they lie (SRC-03): absolute paths, NULL-ended;
                                         or NULL */
} SiteOptions;

/* By which step of LNK-01 a link of ours was found. */
typedef enum {
    SITE_LINK_ADDRESS,
    SITE_LINK_CASE,
    SITE_LINK_NAME,
    SITE_LINK_NOWHERE,
    SITE_LINK_STEPS /* their number */
} SiteLinkStep;

typedef struct Site {
    atomic_uint refs;
    Identity identity;
    RenderOptions render;
    FeedOptions feeds;
    FootForm foot;
    GopherList gopher_list;
    Str reply;
    bool plain_maps, sources, iri, rfc1436; /* SiteOptions' */
    uint32_t list_entries;                  /* of a dated list, at least 1 */
    Areas areas;
    Mimes mimes;
    const struct Redirect *redirects; /* in the order in which they are tried */
    uint32_t redirect_count;
    Node *nodes;
    File *files;
    uint32_t node_count, file_count;
    uint32_t page_count; /* what authors wrote: nodes with a page */
    Index index;
    Index folded;                    /* those that are not in lower case, in lower case (LNK-01, step 2) */
    Names names;                     /* pages by their last names (LNK-01, step 3) */
    uint32_t links[SITE_LINK_STEPS]; /* of ours in all pages */
    int root, overlay; /* descriptors of the content root and of what is laid over it, for streamed files */
    Project project;
    /* That were read for content: absolute paths without links. A folder may stand here twice. A change to
     * what is content lies in one of them, in project.places or on the way to the root. */
    const char **folders;
    uint32_t folder_count;
    /* It is right from the second of last_change, at which a post came or went, up to that of next_change,
     * when it changes by itself. INT64_MIN, INT64_MAX: none. */
    int64_t last_change, next_change;
    struct Past *past;   /* what the next load takes over from: site/past's */
    struct Frame *frame; /* who owns the tables above: site/frame's */
    Arena arena;         /* addresses, the identity */
} Site;

/* site_unref frees the Site with its last reference: a large one on a thread that goes behind those that
 * answer somebody, and waits for that. Safe on any thread. NULL is ignored. */
Site *site_ref(const Site *site);
void site_unref(const Site *site);

/* What stands at an address of one protocol (CONVERSION.md section 2). */
typedef enum {
    FOUND_NOTHING,
    FOUND_PAGE,   /* node: Gemini's own address, or a Gopher menu */
    FOUND_TEXT,   /* node: Gopher's text twin */
    FOUND_FILE,   /* file */
    FOUND_MOVED,  /* node: Gemini only: 31 to its url */
    FOUND_SOURCE, /* node: Gemini only: its page's source */
    FOUND_GONE,   /* a page that has expired (SRC-07) */
} FoundKind;

typedef struct Found {
    FoundKind kind;
    const Node *node;
    const File *file;
} Found;

/* The area that an address lies in, whether anything stands there or not; NULL: in none. `path`: decoded, NFC
 * or not, with its leading slash. */
const Area *site_area(const Site *site, Str path);

/* `path`: decoded, NFC or not, with its leading slash, no dot segments. No more than a few binary searches.
 * Whether the client may see the area of the path is the caller's to ask first. */
Found site_find_gemini(const Site *site, Str path);

/* `selector`: raw, with or without a leading slash or leading item type (GOP-REQ-06). There is nothing in
 * areas. */
Found site_find_gopher(const Site *site, Str selector);

/* What a link of ours means, whatever form of the address its author wrote: FOUND_FILE, FOUND_PAGE or nothing
 * (LNK-01, step 1). `path`: decoded, with its leading slash, no dot segments. The second one ignores case
 * (step 2): of several addresses that differ in case only, the first in the order of addresses is meant.
 * Both see what lies in areas: who asks decides what may be told. */
Found site_find_link(const Site *site, Str path);
Found site_find_link_nocase(const Site *site, Str path);

/* Fills `folded` from the sorted `index`. */
void site_fold(Site *site);

/* Sets the node's address and the URL that it has with it, copied into the arena. */
void site_set_address(Node *node, Str address, Arena *arena);

/* The name of ours that `host` (of a URI or SNI, in any spelling) is: the host, or one that leads to it.
 * Empty when it is none. */
Str site_called(const Identity *identity, Str host);

/* Appends the beginning of a URL of ours on Gemini: `gemini://example.org`, with its port unless it is 1965.
 */
void site_gemini_root(const Site *site, Buf *out);

/* Appends the selector of the node's text twin: `/posts/hello.txt`, `/posts/index.txt`, `/index.txt`. */
void site_text_selector(const Node *node, Buf *out);

bool site_is_folder(const Node *node);

/* True for a folder outside of all areas that is there for nothing but what lies in one: no client is told of
 * it. */
bool site_is_hollow(const Site *site, const Node *node);

/* True for folders and for translations of their pages: what has a list of what is below it. */
bool site_is_section(const Node *node);

/* The beginning that all forms of an address share: `/posts/hello` of `/posts/hello.gmi`, `/posts/hello/`,
 * `/posts/hello.html`, `/posts/hello/index.md`; empty for home (CONVERSION.md section 2, LNK-01). */
Str site_address_stem(Str path);

/* Appends the folders of a path (each with its slash behind it) as addresses have them: `_x/` is `x/`,
 * `_posts/` and `_drafts/` are nothing (SRC-11). */
void site_public_folder(Str folder, Buf *out);

/* Title for links to the node: its page's, else its folder's name. */
Str site_title(const Node *node);

#endif
