/* Documents: markdown for the property test. `@` stands for a new word, `^` for a new link target.
 *
 * Written by hand: something for each construct of CommonMark and of GFM. At random: trees of blocks with
 * random text. What CONVERSION.md section 4 shows otherwise than CommonMark on purpose (notes, definition
 * lists, math, callouts, template code, `{: }`) is left to the golden files; so is markup that no reader of a
 * rendering can tell from the marks of it: text like `1. ` or `[x] ` at the start of a line. */
#ifndef LEDA_TESTS_PROPERTY_DOCUMENTS_H
#define LEDA_TESTS_PROPERTY_DOCUMENTS_H

#include "tokens.h"

static const char *const written[] = {
    /* headings */
    "# @\n\n## @ @\n\n### @\n\n#### @\n\n##### @\n\n###### @\n",
    "@\n===\n\n@ @\n---\n\n@\n@\n---\n",
    "# @ #\n\n## @ ##  \n#\n@\n",
    "####### @\n",
    "#@ @\n",
    "   # @\n\n    # @\n",
    "# *@* `@` [@](^)\n\n@\n",
    "@\n# @\n@\n",
    "\\# @\n",
    "> # @\n\n- # @\n",
    /* rules */
    "@\n\n---\n\n@\n\n***\n\n_ _ _\n\n@\n",
    "- - -\n@\n* * *\n",
    "> @\n>\n> ---\n>\n> @\n",
    "- @\n\n  ---\n\n  @\n",
    /* paragraphs and breaks */
    "@ @\n@\n\n@\n",
    "@  \n@\\\n@\n",
    "   @\n @\n",
    "@ @  @\t@\n",
    "@\n\n\n\n@\n",
    "@  \n  @\n",
    "*@  \n@* @\n",
    "@\\\n",
    /* quotes */
    "> @\n> @\n>\n> @\n",
    "> @\n@\n",
    "> > > @\n> > @\n> @\n",
    ">@\n>\n>@\n",
    "> @\n\n> @\n",
    "> - @\n>   @\n> - @\n",
    "> ```\n> @\n> ```\n",
    "> @\n---\n@\n",
    "- > @\n  > @\n- @\n",
    "> 1. @\n>\n>    @\n>\n> @\n",
    "> > @\n\n@\n",
    /* lists */
    "- @\n- @\n- @\n",
    "* @\n+ @\n- @\n",
    "- @\n\n- @\n\n- @\n",
    "1. @\n2. @\n3. @\n",
    "7) @\n8) @\n",
    "0. @\n1. @\n",
    "- @\n  - @\n    - @\n      - @\n- @\n",
    "1. @\n   1. @\n   2. @\n      1. @\n2. @\n",
    "- @\n  1. @\n  2. @\n     - @\n- @\n",
    "1. @\n   - @\n   - @\n2. @\n",
    "- @\n\n  @\n\n  @\n- @\n",
    "1.  @\n\n    @\n\n2.  @\n",
    "- @\n@\n- @\n",
    "-   @\n    @\n",
    "- @\n\n\n- @\n",
    "- - @\n",
    "1. 2. @\n",
    "- 1. - @\n",
    "- @\n\n      @\n      @\n",
    "- ```\n  @\n  ```\n- @\n",
    "- @\n  ```\n  @\n  @\n  ```\n  @\n",
    "-\n- @\n-\n",
    "- > @\n  >\n  > @\n\n  @\n",
    "10. @\n11. @\n",
    "- @\n***\n- @\n",
    "@\n- @\n",
    "@\n1. @\n",
    "- [ ] @\n- [x] @\n- [X] @ @\n",
    "1. [ ] @\n2. [x] @\n",
    "- [ ] @\n\n  @\n- @\n",
    "- @ [ ] @\n",
    "* @\n\n  > @\n",
    "- @\n\n<!-- -->\n\n- @\n",
    "123456789. @\n",
    "- @\n - @\n  - @\n",
    /* code */
    "```\n@\n  @\n\n@\n```\n",
    "~~~\n@ ~~ `@`\n~~~\n",
    "````c\n```\n@\n```\n````\n",
    "```ruby startline=3\n@\n```\n\n@\n",
    "    @\n      @\n\n    @\n@\n",
    "```\n```\n\n@\n",
    "```\n@\n",
    "@\n\n    @ *@* [@](zz)\n",
    "```\n* @\n# @\n> @\n=> @\n1. @\n```\n",
    "```\n<b>@</b> &amp; \\*\n```\n",
    "~~~~ zz ~\n@\n~~~\n~~~~\n",
    "```\n\n\n@\n\n```\n",
    "   ```\n   @\n  @\n   ```\n",
    /* tables */
    "| @ | @ |\n|---|---|\n| @ | @ |\n| @ | @ |\n",
    "@ | @ | @\n:--- | :---: | ---:\n@ | @ | @\n",
    "| @ | @ |\n|---|---|\n| @ |\n| @ | @ | zz |\n",
    "| @ |\n|---|\n| *@* `@` [@](^) |\n",
    "| @ | @ |\n|---|---|\n| @ \\| @ | `@ \\| @` |\n",
    "@\n\n| @ |\n|---|\n| @ |\n\n@\n",
    "> | @ | @ |\n> |---|---|\n> | @ | @ |\n",
    "- @\n\n  | @ | @ |\n  |---|---|\n  | @ | @ |\n",
    "> - @\n>\n>   | @ | @ |\n>   |---|---|\n>   | @ | @ |\n",
    "| @ | @ |\n|---|---|\n\n@\n",
    "| @ |\n|---|\n| ![@](^) |\n| @ |\n",
    "| @ @ @ @ @ @ @ @ | @ @ @ @ @ @ @ @ @ @ |\n|---|---|\n| @ | @ @ @ @ @ @ @ @ @ @ @ @ @ |\n| @ | @ |\n",
    "|@|@|@|@|@|@|@|@|@|@|\n|---|---|---|---|---|---|---|---|---|---|\n|@|@|@|@|@|@|@|@|@|@|\n|@|@|@|@|@|@|@|"
    "@|@|@|\n",
    /* emphasis */
    "*@* _@_ **@** __@__ ***@*** **@ *@* @** *@**@**@*\n",
    "\\*@\\* *@ \\* @*\n",
    "**@* @\n",
    "*@\n@*\n",
    "~~@~~ ~~@ *@*~~ ~@~\n",
    "*~~@~~* ~~**@**~~\n",
    "@*@*@ @_@_@\n",
    "** @ ** * @ *\n",
    "_@ __@__ @_\n",
    "~~@\n@~~\n",
    /* code spans */
    "`@` ``@ ` @`` ` @ ` `@\n@`\n",
    "`@ `` @`\n",
    "`` ` `` @\n",
    "`*@*` *`@`*\n",
    "`<b>@</b>` `&amp;` `\\` @\n",
    "`@ @\n",
    /* links */
    "@ [@](^) @\n",
    "@ [@ @](^ \"zz\") @ [*@* `@`](<^>) @\n",
    "@ [@][zz9] [@][] [zz8] @\n\n[zz9]: ^\n[zz8]: ^ 'zz'\n",
    "[@](^)\n",
    "[@](^) [@](^)\n",
    "[@](^)\n[@](^)\n",
    "- [@](^)\n- [@](^)\n",
    "- [@](^)\n- @ [@](^)\n",
    "1. [@](^)\n2. [@](^)\n",
    "> [@](^)\n",
    "# [@](^)\n\n@\n",
    "@ <http://192.0.2.1/@> @\n",
    "@ http://192.0.2.1/@ @\n",
    "@ <zz@zz.example> @\n",
    "[@]\n\n[@](zz zz)\n",
    "[@](^\n@)\n",
    "[@ [@](^) @](^)\n",
    "[](^) @\n",
    "@ [@]( ^ ) [@](^ 'zz') [@](^ (zz))\n",
    "[@](http://zz.example/a_b_c*d) @ *@*\n",
    "@ [@](^)[@](^)\n",
    "[@ \\] @](^) @\n",
    "@ [@](#zz) @\n",
    "- @\n\n  [@](^)\n",
    "[zz7]: ^\n\n@ [@\n@][zz7] @\n",
    "@ [**@**](^), [~~@~~](^).\n",
    "*[@](^)* @\n\n*[@](^)*\n",
    /* images */
    "![@](^)\n",
    "@ ![@](^) @\n",
    "![@ *@*](^ \"zz\") @\n",
    "![](^) @\n",
    "[![@](^)](^)\n",
    "@ [![@](^) @](^) @\n",
    "![@][zz6] @\n\n[zz6]: ^\n",
    "- ![@](^)\n- @\n",
    "# ![@](^)\n",
    "> ![@](^) @\n",
    "![@](^) ![@](^)\n",
    /* entities and escapes */
    "@ &amp; &lt;@&gt; &eacute; &#65; &#x42; &copy; &zzz; & @\n",
    "\\<@\\> \\[@\\](zz) \\`@\\` \\\\ @ \\a\n",
    "&#35; @\n",
    "&gt; @\n",
    "&ast; @\n",
    "\\> @\n",
    "\\- @\n",
    "\\+ @\n",
    "@ &nbsp; @&nbsp;@\n",
    "=> @\n",
    "@\n=> @\n",
    "\\`\\`\\` @\n",
    "@  \n\\# @  \n\\* @  \n\\> @\n",
    "@ | @\n",
    "@ :) @ -- @ ... @\n",
    /* raw HTML */
    "@ <b>@</b> <!-- zz --> @ <span title=\"zz\">@</span>\n",
    "<div>\n\n@\n\n</div>\n",
    "<div>\n@ &amp; @\n</div>\n\n@\n",
    "@<br>@\n",
    "<!-- zz\n\nzz -->\n\n@\n",
    "@ <kbd>@</kbd> <em>@</em> <code>zz</code>\n",
    "@ < @ > @ <1@>\n",
    /* words */
    "漢字@漢字\n漢字@\n",
    "@漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢"
    "字漢字漢字漢字漢字漢字@\n",
    "e\u0301@ @ 👩‍👩‍👧 @ 🇫🇮 @\n",
    "@ שלום @\n",
    "привет @ ελληνικά @\n",
    "@ “@” ‘@’ @—@\n",
    "@ "
    "👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽👍"
    "🏽"
    "👍"
    "🏽"
    "👍"
    "🏽"
    " "
    "@\n",
    "한국어 @\n한국어 @\n",
    "",
    "\n\n\n",
    "@",
    "@ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @ @\n",
};

typedef struct Writer {
    uint64_t random;
    uint32_t words, targets;
} Writer;

static inline uint32_t writer_below(Writer *w, uint32_t n) {
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (uint32_t)((w->random >> 16) % n);
}

/* Appends a form with `@` and `^` filled in. */
static inline void write_form(Writer *w, const char *form, Buf *out) {
    for (; *form; form++) {
        if (*form == '@')
            buf_add_format(out, "w%uq", w->words < WORDS_MAX - 1 ? ++w->words : w->words);
        else if (*form == '^')
            buf_add_format(out, "/zz%u", ++w->targets);
        else
            buf_add_char(out, *form);
    }
}

#define PICK(w, forms) ((forms)[writer_below((w), sizeof(forms) / sizeof *(forms))])

/* Marks right behind a bare URL are the URL's, to all but md4c (MD-09). */
static inline bool ends_in_url(Str s) {
    size_t at = s.len;
    while (at > 0 && !ascii_space(s.p[at - 1]))
        at--;
    return str_search(str_skip(s, at), STR("://")) != STR_NONE;
}

static inline void write_inline(Writer *w, unsigned depth, bool breaks, Buf *out) {
    static const char *const parts[] = {"@",
                                        "@",
                                        "@",
                                        "@ @ @",
                                        "@ @ @ @ @ @ @ @ @ @ @ @ @ @",
                                        "`@`",
                                        "``@ ` @``",
                                        "[@](^)",
                                        "[@ @](^ \"zz\")",
                                        "[@](<^>)",
                                        "[@](http://zz.example/a)",
                                        "[@](gopher://zz.example/0/a)",
                                        "![@](^)",
                                        "![](^)",
                                        "[![@](^)](^)",
                                        "<http://192.0.2.1/@>",
                                        "http://192.0.2.1/@",
                                        "&amp;",
                                        "&eacute;",
                                        "&#65;",
                                        "&copy;@",
                                        "\\*@\\*",
                                        "\\#@",
                                        "#@",
                                        "@#",
                                        "漢字",
                                        "漢@字",
                                        "👩‍👩‍👧",
                                        "é@",
                                        "e\u0301",
                                        "@—@",
                                        "“@”",
                                        "@-@",
                                        "@/@",
                                        "<b>@</b>",
                                        "@<!-- zz -->",
                                        "* @",
                                        "_@",
                                        "@_@",
                                        "=>",
                                        "@*",
                                        "(@ @)",
                                        "[@]",
                                        "<=@",
                                        "@ | @",
                                        "[@][zz9]",
                                        "@.",
                                        "@,",
                                        "@:",
                                        "привет",
                                        "\\`@",
                                        "~@",
                                        "!@",
                                        "&@;",
                                        "\\\\",
                                        "@;@"};
    static const char *const around[] = {"*", "_", "**", "__", "~~", "***"};
    static const char *const gaps[] = {" ", " ", " ", " ", "", "\n", "\n", "  \n", "\\\n"};
    for (uint32_t n = 1 + writer_below(w, 5); n; n--) {
        if (depth < 3 && writer_below(w, 6) == 0) {
            const char *mark = PICK(w, around);
            buf_add(out, str_of(mark));
            write_inline(w, depth + 1, breaks, out);
            if (ends_in_url(buf_str(out))) buf_add_char(out, ' ');
            buf_add(out, str_of(mark));
        } else {
            write_form(w, PICK(w, parts), out);
        }
        if (n > 1) buf_add(out, str_of(gaps[writer_below(w, breaks ? sizeof gaps / sizeof *gaps : 4)]));
    }
}

/* Appends the lines of `block`, each behind its prefix. */
static inline void write_within(Str block, const char *first, const char *rest, Buf *out) {
    Str line;
    for (const char *prefix = first; str_line(&block, &line); prefix = rest) {
        buf_add(out, str_of(prefix));
        if (line.len == 0) out->len = out->len - (out->len && out->p[out->len - 1] == ' ');
        buf_add(out, line);
        buf_add_char(out, '\n');
    }
}

static inline void write_table(Writer *w, Buf *out) {
    static const char *const rules[] = {"---", ":---", "---:", ":---:"};
    static const char *const cells[] = {"@",
                                        "@ @",
                                        "*@*",
                                        "`@`",
                                        "[@](^)",
                                        "@ @ @ @ @ @ @",
                                        "![@](^)",
                                        "&amp;@",
                                        "@ \\| @",
                                        "@",
                                        "http://192.0.2.1/@",
                                        "~~@~~"};
    uint32_t columns = 1 + writer_below(w, 5), rows = 1 + writer_below(w, 4);
    buf_add_char(out, '\n'); /* md4c knows no table right below words */
    for (uint32_t row = 0; row < rows + 2; row++) {
        for (uint32_t c = 0; c < columns; c++) {
            buf_add(out, STR("| "));
            write_form(w, row == 1 ? PICK(w, rules) : PICK(w, cells), out);
            buf_add_char(out, ' ');
        }
        buf_add(out, STR("|\n"));
    }
    buf_add(out, STR("\n"));
}

static inline void write_code(Writer *w, Buf *out) {
    static const char *const lines[] = {"@",   "  @", "@ @",  "",        "* @",    "# @",  "=> @",
                                        "> @", "`@`", "<b>@", "&amp; @", "漢字 @", "@\t@", "    @"};
    bool fenced = writer_below(w, 3) != 0;
    if (fenced) buf_add(out, writer_below(w, 2) ? STR("```\n") : STR("~~~zz zz\n"));
    bool tilde = fenced && out->p[out->len - 2] == 'z';
    for (uint32_t n = 1 + writer_below(w, 5); n; n--) {
        buf_add(out, fenced ? STR("") : STR("    "));
        write_form(w, fenced ? PICK(w, lines) : "@ @", out);
        buf_add_char(out, '\n');
    }
    if (fenced) buf_add(out, tilde ? STR("~~~\n") : STR("```\n"));
}

static inline void write_heading(Writer *w, Buf *out) {
    bool setext = writer_below(w, 4) == 0;
    if (!setext) {
        buf_add_repeat(out, '#', 1 + writer_below(w, 6));
        buf_add_char(out, ' ');
    }
    write_form(w, "@ ", out);
    write_inline(w, 1, setext, out);
    buf_add(out, setext ? STR("\n===\n") : STR("\n"));
}

static inline void write_paragraph(Writer *w, Buf *out) {
    if (writer_below(w, 8)) write_form(w, "@ ", out);
    write_inline(w, 0, true, out);
    buf_add_char(out, '\n');
}

static inline void write_links(Writer *w, Buf *out) {
    static const char *const forms[] = {
        "[@](^)\n",  "[@](^)\n[@](^)\n",        "- [@](^)\n- [@](^)\n- [@](^)\n",
        "![@](^)\n", "1. [@](^)\n2. ![@](^)\n", "<http://192.0.2.1/@>\n"};
    write_form(w, PICK(w, forms), out);
}

static inline void write_blocks(Writer *w, unsigned depth, Buf *out);

static inline void write_list(Writer *w, unsigned depth, Buf *out) {
    static const char *const tasks[] = {"[ ] @ ", "[x] @ ", "@ "};
    bool ordered = writer_below(w, 2), loose = writer_below(w, 2), task = writer_below(w, 4) == 0;
    uint32_t number = writer_below(w, 30);
    const char *bullet = writer_below(w, 2) ? "- " : "* ";
    for (uint32_t n = 1 + writer_below(w, 4); n; n--, number++) {
        Buf item = {0};
        char mark[16] = "", indent[16];
        if (ordered) snprintf(mark, sizeof mark, "%u. ", number);
        bullet = ordered ? mark : bullet;
        snprintf(indent, sizeof indent, "%*s", (int)strlen(bullet), "");
        if (task || writer_below(w, 5)) write_form(w, task ? PICK(w, tasks) : "@ ", &item);
        if (writer_below(w, 3)) {
            write_inline(w, 1, true, &item);
            buf_add_char(&item, '\n');
            if (loose) buf_add_char(&item, '\n');
        }
        if (item.len && item.p[item.len - 1] != '\n') buf_add_char(&item, '\n');
        if (item.len == 0 || writer_below(w, 3) == 0) write_blocks(w, depth + 1, &item);
        write_within(buf_str(&item), bullet, indent, out);
        if (loose) buf_add_char(out, '\n');
        buf_free(&item);
    }
}

static inline void write_quote(Writer *w, unsigned depth, Buf *out) {
    Buf inner = {0};
    write_blocks(w, depth + 1, &inner);
    write_within(buf_str(&inner), "> ", "> ", out);
    buf_free(&inner);
}

/* A blank line ends what md4c takes for HTML. */
static inline void write_html(Writer *w, Buf *out) {
    static const char *const forms[] = {"<div>\n\n@ *@*\n\n</div>\n\n", "<div>\n@ &amp; @\n</div>\n\n",
                                        "<!-- zz -->\n\n"};
    write_form(w, PICK(w, forms), out);
}

static inline void write_block(Writer *w, unsigned depth, Buf *out) {
    uint32_t choice = writer_below(w, depth < 4 ? 18 : 10);
    if (choice < 4)
        write_paragraph(w, out);
    else if (choice < 5)
        write_heading(w, out);
    else if (choice < 6)
        write_code(w, out);
    else if (choice < 7)
        write_table(w, out);
    else if (choice < 8)
        buf_add(out, writer_below(w, 2) ? STR("---\n") : STR("***\n"));
    else if (choice < 9)
        write_links(w, out);
    else if (choice < 10 && depth == 0)
        write_html(w, out);
    else if (choice < 10)
        write_paragraph(w, out);
    else if (choice < 15)
        write_list(w, depth, out);
    else
        write_quote(w, depth, out);
}

/* Mostly with a blank line between blocks. */
static inline void write_blocks(Writer *w, unsigned depth, Buf *out) {
    for (uint32_t n = 1 + writer_below(w, depth ? 3 : 6); n; n--) {
        write_block(w, depth, out);
        if (n > 1 && writer_below(w, 8)) buf_add_char(out, '\n');
    }
}

static inline void write_document(Writer *w, Buf *out) {
    write_blocks(w, 0, out);
    if (writer_below(w, 2)) write_form(w, "\n[zz9]: ^ 'zz'\n", out);
}

#endif
