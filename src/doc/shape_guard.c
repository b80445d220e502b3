/* shape_guard: the limits. See the header.
 *
 * Bounds are of two kinds. Soft ones are those that MD4C.md names; they are counted per paragraph, and lines
 * that look like the start of an item, a heading or a table row begin a paragraph here, so that a long list
 * without blank lines is not taken for one. As md4c may see it otherwise (a lazy line that begins with `- `),
 * hard ones are counted between blank lines, which end every paragraph.
 *
 * What brackets cost md4c is added up in steps of about a nanosecond: it looks for a bracket's line from the
 * start of the paragraph, and it hashes what a pair encloses, hidden bytes slowly. The sum may grow by a
 * constant for each byte of the page. Brackets x lines <= 1,000,000 for each paragraph, as MD4C.md has it,
 * would allow many such paragraphs and forbid one long list of links. */
#include "doc/shape.h"

#include "doc/list_mark.h"
#include "doc/shape_fence.h"
#include "doc/shape_join.h"
#include "doc/shape_table.h"

#include <string.h>

#define BRACKETS_HARD       256
#define STRIKES_HARD        256
#define CODE_INDENT         4
#define WORK_FREE           4000000u
#define WORK_PER_BYTE       64u
#define WORK_PER_LABEL_BYTE 32u

typedef enum { LIMIT_MARKS, LIMIT_INDENT, LIMIT_BRACKETS, LIMIT_WORK, LIMIT_STRIKES, LIMIT_COLUMNS } Limit;

typedef struct Shaper {
    char *p;
    Str text; /* what p is the shape of */
    Diag *diag;
    Lines lines;
    uint32_t line; /* of these, from 0 */
    uint32_t told; /* limits that were reported, a bit each */
    char fence;    /* inside a fenced code block: its character. Nothing is reported there. */
    size_t fence_len;
    const uint32_t *mark; /* of the text, not before what has been looked at */
    /* since the last blank line */
    uint32_t count, open_hard, strikes_hard; /* of lines, of open brackets, of strikes */
    uint32_t *open_at;                       /* where the open ones stand */
    size_t lone_tilde;                       /* a single `~` that is the only tilde so far, or STR_NONE */
    bool tildes;                             /* there are others */
    char stand_in; /* for tildes beside emphasis; 0: not needed yet, or there is none */
    bool stand_in_sought;
    ShapeJoin join;
    ShapeTable table;
    ShapeFence words;
    bool unsure; /* a fence has come that may be none: whether code is open is not known any more */
    /* since the last line that may begin a paragraph */
    uint32_t open, strikes;
    uint64_t work;
} Shaper;

static void hide(Shaper *s, size_t at) {
    shape_hide(s->p, at, at + 1);
}

static void tell(Shaper *s, Limit limit) {
    static const char *const messages[] = {
        [LIMIT_MARKS] = "more than 32 list and quote marks in a line; the rest is taken as text",
        [LIMIT_INDENT] =
            "a line is indented by more than 128 columns; the rest of the indent is taken as text",
        [LIMIT_BRACKETS] = "more than 32 open brackets; further ones are taken as text",
        [LIMIT_WORK] = "too many brackets in one paragraph; further ones are taken as text",
        [LIMIT_STRIKES] = "more than 64 `~~` in one paragraph; further ones are taken as text",
        [LIMIT_COLUMNS] = "more than 128 `|` in one line; it is not read as a row of a table",
    };
    if (s->fence || (s->told & (1u << limit))) return;
    s->told |= 1u << limit;
    uint32_t line = s->lines.number ? s->lines.number[s->line] : s->lines.line + s->line;
    diag_add(s->diag, line, "%s", messages[limit]);
}

/* Lines are read up to their `\n`: the last one has SHAPE_TAIL of them behind it. */

/* The length of the list or quote mark at p, or 0. */
static size_t mark_length(const char *p) {
    return *p == '>' ? 1 : list_mark((Str){p, LIST_MARK_MAX});
}

/* True when nothing but the first byte and blanks stand in the line: a thematic break, not a pile of lists.
 */
static bool is_rule(const char *p) {
    if (*p != '-' && *p != '*') return false;
    const char *q = p + 1;
    while (*q == *p || ascii_blank(*q))
        q++;
    return *q == '\n';
}

/* What a line begins with. */
typedef struct Lead {
    size_t content; /* where its text begins; its end for a blank one */
    bool item;      /* list marks */
    bool quote;     /* quote marks */
} Lead;

/* Reads the indent and the container marks of a line and hides those beyond the limits. */
static Lead read_lead(Shaper *s, size_t at) {
    Lead lead = {.content = at};
    size_t column = 0;
    for (unsigned marks = 0;; marks++) {
        size_t over = STR_NONE;
        for (; ascii_blank(s->p[at]); at++) {
            if (column >= SHAPE_INDENT_MAX && over == STR_NONE) over = at;
            column = lines_column(s->p[at], column);
        }
        lead.content = at;
        if (s->p[at] == '\n') return lead;
        if (over != STR_NONE) {
            for (size_t i = over; i < at; i++)
                hide(s, i);
            tell(s, LIMIT_INDENT);
            return lead;
        }
        size_t mark = mark_length(s->p + at);
        if (!mark) return lead;
        if (marks == SHAPE_MARKS_MAX) {
            if (is_rule(s->p + at)) return lead;
            hide(s, at + mark - 1);
            tell(s, LIMIT_MARKS);
            return lead;
        }
        if (s->p[at] == '>')
            lead.quote = true;
        else
            lead.item = true;
        at += mark;
        column += mark;
    }
}

static void reset_soft(Shaper *s) {
    s->open = s->strikes = 0;
}

static void reset_hard(Shaper *s) {
    reset_soft(s);
    s->count = s->open_hard = s->strikes_hard = 0;
    s->lone_tilde = STR_NONE;
    s->tildes = false;
    s->words = (ShapeFence){0};
    s->table = (ShapeTable){0};
}

/* Follows fenced code blocks, only to know where limits are not worth a word. `at` is a backtick or a tilde.
 */
static void follow_fence(Shaper *s, size_t at) {
    char c = s->p[at];
    size_t n = shape_run(s->p + at);
    if (n < 3) return;
    Str rest = shape_line(s->p + at + n);
    if (!s->fence && (c == '~' || str_find(rest, '`') == STR_NONE)) {
        s->fence = c;
        s->fence_len = n;
    } else if (s->fence == c && n >= s->fence_len && str_trim(rest).len == 0) {
        s->fence = 0;
    }
}

/* An odd number of backslashes before it: md4c takes the byte for text. */
static bool is_escaped(const Shaper *s, size_t at) {
    size_t n = 0;
    while (n < at && s->p[at - n - 1] == '\\')
        n++;
    return n & 1;
}

static bool is_costly(const Shaper *s, size_t at) {
    return s->work > WORK_FREE + (uint64_t)WORK_PER_BYTE * at;
}

static void guard_open(Shaper *s, size_t at) {
    if (is_escaped(s, at)) return;
    s->work += s->count;
    bool deep = s->open_hard >= BRACKETS_HARD || (s->open >= SHAPE_BRACKETS_MAX && !s->fence);
    if (!deep && !is_costly(s, at)) {
        s->open++;
        s->open_at[s->open_hard++] = (uint32_t)at;
        return;
    }
    hide(s, at);
    tell(s, deep ? LIMIT_BRACKETS : LIMIT_WORK);
}

static void guard_close(Shaper *s, size_t at) {
    if (!s->open_hard || is_escaped(s, at)) return;
    s->work += WORK_PER_LABEL_BYTE * (at - s->open_at[s->open_hard - 1]);
    if (is_costly(s, at)) {
        hide(s, at);
        tell(s, LIMIT_WORK);
        return;
    }
    s->open_hard--;
    if (s->open) s->open--;
}

static bool is_emphasis(char c) {
    return c == '*' || c == '_';
}

/* Punctuation that means nothing to md4c and that the text does not hold, or 0. */
static char find_stand_in(const Shaper *s) {
    static const char candidates[] = "^}{%,";
    for (const char *c = candidates; *c; c++)
        if (!memchr(s->p, *c, s->text.len)) return *c;
    return 0;
}

/* Beside `*` or `_` something must stay punctuation: whether those open or close emphasis depends on it. */
static void hide_tilde(Shaper *s, size_t at) {
    bool beside = is_emphasis(s->p[at + 1]) || (at > 0 && is_emphasis(s->p[at - 1]));
    if (beside && !s->stand_in_sought) s->stand_in = find_stand_in(s);
    s->stand_in_sought |= beside;
    if (beside && s->stand_in)
        s->p[at] = s->stand_in;
    else
        hide(s, at);
}

/* A run of n tildes. md4c lets a single one open and close a strike, with any other as its partner: a single
 * one stays only while it is alone. Three or more mean nothing to it. */
static void guard_tildes(Shaper *s, size_t at, size_t n) {
    if (n > 2) return;
    if (n == 1 && !s->tildes && s->lone_tilde == STR_NONE) {
        s->lone_tilde = at;
        return;
    }
    if (s->lone_tilde != STR_NONE) hide_tilde(s, s->lone_tilde);
    s->lone_tilde = STR_NONE;
    s->tildes = true;
    if (n == 2 && s->strikes_hard < STRIKES_HARD && (s->strikes < SHAPE_STRIKES_MAX || s->fence)) {
        s->strikes++;
        s->strikes_hard++;
        return;
    }
    for (size_t i = 0; i < n; i++)
        hide_tilde(s, at + i);
    if (n == 2) tell(s, LIMIT_STRIKES);
}

/* Looks at the text of a line from `at` on. Returns where the next line begins. */
static size_t guard_line(Shaper *s, size_t at) {
    unsigned pipes = 0;
    while (*s->mark < at)
        s->mark++;
    for (; s->p[at = *s->mark] != '\n'; s->mark++) {
        switch (s->p[at]) {
        case '[': guard_open(s, at); break;
        case ']': guard_close(s, at); break;
        case '<': shape_join_bracket(&s->join, at); break;
        case '~': {
            size_t n = shape_run(s->p + at);
            guard_tildes(s, at, n);
            s->mark += n - 1;
            break;
        }
        case '|':
            if (++pipes <= SHAPE_COLUMNS_MAX) break;
            hide(s, at);
            tell(s, LIMIT_COLUMNS);
            break;
        default: break;
        }
    }
    s->mark++;
    return at + 1;
}

/* A line that begins with a bar. Returns where its text goes on. */
static size_t guard_row(Shaper *s, size_t at, const Lead *lead) {
    if (lead->item || s->count == 1 || s->fence || s->unsure) return lead->content;
    size_t from = shape_table_part(&s->table, s->p, at, lead->content);
    if (!from) return lead->content;
    reset_hard(s);
    s->count = 1;
    s->table.begun = true;
    return from;
}

/* A line that begins with a backtick, a tilde or `<`. */
static void guard_block(Shaper *s, size_t at, const Lead *lead) {
    bool below = s->count > 1 && !s->fence, tag = s->p[lead->content] == '<';
    if (below && shape_fence_is_words(&s->words, s->text, at, lead->content)) {
        hide(s, lead->content - 1);
        return;
    }
    if (tag) {
        s->table.closed |= !shape_table_is_declaration(s->p + lead->content);
        return;
    }
    s->unsure |= below && (lead->item || lead->content >= at + CODE_INDENT);
    follow_fence(s, lead->content);
}

/* A line below a row of a table, which may end it; or the row of dashes that begins one. */
static void guard_table(Shaper *s, size_t at, const Lead *lead) {
    if (s->fence || lead->item || lead->quote) return;
    char first = s->p[lead->content];
    bool dashes = first == '-' || first == ':';
    if (dashes && !s->table.begun) s->table.begun = shape_table_begins(s->p, lead->content);
    if (dashes || !s->table.begun || !shape_table_ends(s->p, lead->content)) return;
    if (!shape_table_end(s->p, at)) return;
    reset_hard(s);
    shape_join_blank(&s->join, at);
    s->count = 1;
}

/* Behind a closing fence md4c takes only spaces for blanks. In words, which a line may be that is indented
 * far, two spaces at the end would break it. */
static void blank_tabs(char *p, bool far) {
    size_t n = shape_run(p);
    Str rest = shape_line(p + n);
    if (n < 3 || str_trim(rest).len || (far && rest.len > 1)) return;
    memset(p + n, ' ', rest.len);
}

/* What begins with something else than a letter; *from: where its text goes on. */
static void take_marked(Shaper *s, size_t at, const Lead *lead, size_t *from) {
    char first = s->p[lead->content];
    if (first == '`' || first == '~') blank_tabs(s->p + lead->content, lead->content >= at + CODE_INDENT);
    if (s->count > 1) guard_table(s, at, lead);
    shape_join_line(&s->join, at, lead->content, lead->item || lead->quote);
    if (lead->item || first == '\n' || first == '|' || first == '#') reset_soft(s);
    if (lead->item) s->table = (ShapeTable){.item = first != '\n' && shape_table_item(s->p + at)};
    if (first == '`' || first == '~' || first == '<') guard_block(s, at, lead);
    if (first == '|') *from = guard_row(s, at, lead);
}

/* Takes the line at `at`. Returns where the next one begins. */
static size_t take_line(Shaper *s, size_t at) {
    Lead lead = {.content = at};
    bool words = ascii_alpha(s->p[at]);
    if (!words) lead = read_lead(s, at);
    if (s->p[lead.content] == '\n' && !lead.item && !lead.quote) {
        reset_hard(s);
        shape_join_blank(&s->join, at);
        return lead.content + 1;
    }
    s->count++;
    size_t from = lead.content;
    if (words)
        shape_join_words(&s->join, at);
    else
        take_marked(s, at, &lead, &from);
    return guard_line(s, from);
}

char shape_guard(const ShapeText *text, char *shape, Diag *diag) {
    uint32_t open_at[BRACKETS_HARD];
    Shaper s = {.p = shape,
                .text = text->text,
                .diag = diag,
                .lines = text->lines,
                .mark = text->marks->at,
                .open_at = open_at,
                .lone_tilde = STR_NONE,
                .join = shape_join_start(shape, text->join)};
    for (size_t at = 0; at < s.text.len; s.line++)
        at = take_line(&s, at);
    return s.stand_in;
}
