/* template: every form of template code that SRC-08 names, what becomes of it, and where it is left alone. */
#include "unit.h"

#include "doc/template.h"

#include <stdio.h>
#include <time.h>

static bool find_page(void *context, Str name, Buf *out) {
    (void)context;
    if (str_search(name, STR("missing")) != STR_NONE) return false;
    buf_add(out, STR("/posts/hello"));
    size_t hash = str_find(name, '#');
    if (hash != STR_NONE) buf_add(out, str_skip(name, hash));
    return true;
}

static bool find_value(void *context, Str scope, Str key, Buf *out) {
    (void)context;
    if (str_eq(scope, STR("site")) && str_eq(key, STR("title"))) {
        buf_add(out, STR("My site"));
        return true;
    }
    if (!str_eq(scope, STR("page")) || !str_eq(key, STR("subtitle"))) return false;
    buf_add(out, STR("two\nlines"));
    return true;
}

static void resolve(Str text, Buf *out, Diag *diag) {
    const TemplateHost host = {.page = find_page, .value = find_value, .line = 1, .diag = diag};
    if (!template_resolve(text, &host, out)) buf_add(out, text);
    buf_add_char(out, 0);
}

static void check(const char *source, const char *expected) {
    Buf out = {0};
    Diag diag = {0};
    resolve(str_of(source), &out, &diag);
    if (strcmp(out.p, expected) != 0) print_error("source: %s\n", source);
    assert_string_equal(out.p, expected);
    buf_free(&out);
    diag_free(&diag);
}

static void unchanged(const char *source) {
    check(source, source);
}

static void text_without_template_code_is_not_copied(void **state) {
    (void)state;
    Buf out = {0};
    Diag diag = {0};
    const TemplateHost host = {.diag = &diag};
    assert_false(template_resolve(STR("a { b } {c} {#id} {: .x}\n"), &host, &out));
    assert_int_equal(out.len, 0);
}

static void src_08_other_braces_are_text(void **state) {
    (void)state;
    unchanged("{{ x }} {{.Title}} {{ .Params.x }} {{ content }} {{ a.b() }} {{ a + b }} {{}}\n");
    unchanged("{{ sitemap.x }} {{ pages }} {{ it's }} {# note #} {{ page.}} {%} {% 3 %} {{< >}}\n");
    unchanged("{{< never closed\n\n{% nor this\n\n{{ site.title\n\n{{ \"nor\n");
}

static void src_08_pages_are_named(void **state) {
    (void)state;
    check("[a]({% post_url 2019-01-02-x %})\n", "[a](/posts/hello)\n");
    check("[a]({{ site.baseurl }}{% link _posts/my post.md %})\n", "[a](/posts/hello)\n");
    check("[a]({{< ref \"x.md#frag\" >}} \"T\")\n", "[a](/posts/hello#frag \"T\")\n");
    check("[a]({{% relref path=\"x\" lang='fi' %}})\n", "[a](/posts/hello)\n");
    check("[a]({{< ref path=`x` >}}) [b]({{%relref x%}})\n", "[a](/posts/hello) [b](/posts/hello)\n");
    check("[a]({{ get_url(path=\"@/blog/x.md\") }})\n", "[a](/posts/hello)\n");
    check("See {%- post_url x -%}.\n", "See /posts/hello.\n");
    check("[a]({{< ref\n  \"x\"\n>}}) b\nc\n\nd\n", "[a](/posts/hello) b\nc\n\n\n\nd\n");
}

static void src_08_names_without_a_page_stay_as_written(void **state) {
    (void)state;
    check("[a]({% post_url missing-x %})\n", "[a](missing-x)\n");
    check("[a]({{< ref \"missing page.md#f\" >}})\n", "[a](missing%20page.md#f)\n");
    check("[a]({{< ref \"missing (1).md\" >}})\n", "[a](missing%20%281%29.md)\n");
}

static void src_08_values(void **state) {
    (void)state;
    check("{{ site.title }}, {{page.subtitle | escape}}, {{- site.title -}}!\n",
          "My site, two lines, My site!\n");
    check("[a]({{ site.url }}{{ site.baseurl }}/about/)\n", "[a](/about/)\n");
    check("[home]({{ site.url }}) b\n", "[home](/) b\n");
    check("a {{ site.nothing }} b\n", "a b\n");
    check("[a]({{ \"/img/a b.png\" | relative_url }}) {{ 'it' }}\n", "[a](/img/a%20b.png) it\n");
    check("{{ \"say \\\"{{\\\" }}\" | upcase }}\n", "say \"{{\" }}\n");
}

static void src_08_images_and_links(void **state) {
    (void)state;
    check("{{< figure src=\"x.png\" alt=\"Alt\" >}}\n", "![Alt](x.png)\n");
    check("{{< figure src=\"x.png\" alt=\"A\" caption=\"C\" title=\"A\" >}}\n", "![A](x.png) C\n");
    check("{{< figure src=\"x.png\" alt=\"A\" caption=\"C\" title=\"T\" >}}\n", "![A](x.png) T<br>C\n");
    check("{{<img src=\"x.png\" caption=\"C\">}}\n", "![C](x.png)\n");
    check("{{% img src='x.webp' title='T' %}}\n", "![T](x.webp)\n");
    check("{{< figure src=\"a b.png\" link=\"/large (1).png\" alt=\"A\" />}}\n",
          "[![A](<a b.png>)](</large (1).png>)\n");
    check("{% include image.html url=\"{{ site.baseurl }}/x\" alt=\"it's\" %}\n", "![it's](/x)\n");
    check("{% include figure image_path=\"/x.jpg\" url=\"/y.jpg\" %}\n", "[![](/x.jpg)](/y.jpg)\n");
    check("{% include video.html src=\"/x.mp4\" title=\"V\" %}\n", "[V](/x.mp4)\n");
    check("{% include image.html src=page.subtitle alt=site.title caption=include.x %}\n",
          "![My site](<two lines>)\n");
    check("{% asset_img x.png some words %} {% img /a.jpg 600 400 \"T\" %}\n",
          "![some words](x.png) ![T](/a.jpg)\n");
    check("{{ image(path=\"a.png\", alt=\"A [b] `c\", width=300) }}\n", "![A \\[b\\] \\`c](a.png)\n");
    check("{{ audio(url=\"https://x.y/a.mp3\",\n   caption=\"say \\\"a\\\"\") }}\nb\n",
          "[say \"a\"](https://x.y/a.mp3)\nb\n\n");
    check("{{< card link=\"/x\" title=\"T [1]\" >}}\n", "[T \\[1\\]](/x)\n");
    check("{{< button href=\"/x\" >}}Go{{< /button >}}\n", "[](/x)Go\n");
    check("{% include button.html link=\"/x\" text=\"Go on\" %}\n", "[Go on](/x)\n");
    check("{{< tab text=\"this\" >}}\n", "\n");
    check("{{< tab \"this / that\" >}}\n", "\n");
    check("{% assign a = \"/x.png\" %}{% include_relative a.md %}{% include b.html %}.\n", ".\n");
}

static void src_08_images_and_links_in_html(void **state) {
    (void)state;
    check("<div>\n{{< figure src=\"x.png\" alt=\"A \\\"b\\\"\" >}}\n</div>\n",
          "<div>\n<img src=\"x.png\" alt=\"A &quot;b&quot;\">\n</div>\n");
    check("<p>{% include image.html src=\"/x.png\" link=\"/y\" caption=\"C\" title=\"T\" %}</p>\n",
          "<p><a href=\"/y\"><img src=\"/x.png\" alt=\"C\"></a> T</p>\n");
    check("<center>{{< card link=\"/x\" title=\"T [1]\" >}}\n\n{{< card link=\"/x\" title=\"T\" >}}\n",
          "<center><a href=\"/x\">T [1]</a>\n\n[T](/x)\n");
    check("<p>\n{{< youtube abc >}}</p>\n",
          "<p>\n<a href=\"https://www.youtube.com/watch?v=abc\"></a></p>\n");
}

static void src_08_delimiters_in_strings_do_not_end_a_tag(void **state) {
    (void)state;
    check("{{< img src=\"x.png\" alt=\"a >}} b\" >}}c\n", "![a >}} b](x.png)c\n");
    check("{% include img.html src='x.png' alt='%}' %}c\n", "![%}](x.png)c\n");
    check("{{ image(path=\"x.png\", alt=\"}}\") }}c\n", "![}}](x.png)c\n");
    check("{{< notice \"unpaired >}} a\n", "a\n");
    check("{{< notice it's >}} a {{< x y's >}}\n", "a \n");
}

static void src_08_sites(void **state) {
    (void)state;
    check("{{< youtube abc >}}\n", "[](https://www.youtube.com/watch?v=abc)\n");
    check("{{ youtube(id=\"abc\", autoplay=true) }}\n", "[](https://www.youtube.com/watch?v=abc)\n");
    check("{% include youtube.html id=\"abc\" title=\"T\" %}\n",
          "[T](https://www.youtube.com/watch?v=abc)\n");
    check("{{< youtube id=\"abc\" title=\"T\" >}}\n", "[T](https://www.youtube.com/watch?v=abc)\n");
    check("{{< vimeo 146 >}} {% vimeo 147 %}\n", "[](https://vimeo.com/146) [](https://vimeo.com/147)\n");
    check("{{< gist me 12 \"a.go\" >}}\n", "[](https://gist.github.com/me/12)\n");
    check("{% gist me/12 %} {% gist 12 a.rb %}\n",
          "[](https://gist.github.com/me/12) [](https://gist.github.com/12)\n");
}

static void src_08_highlight_becomes_code(void **state) {
    (void)state;
    check("{% highlight ruby linenos %}\na ``` b\n\n  {{ x }}\n{% endhighlight %}\n",
          "````ruby\na ``` b\n\n  {{ x }}\n````\n");
    check("{{< highlight go \"linenos=table\" >}}\na\n{{< /highlight >}}\n", "```go\na\n```\n");
    check("Run {% highlight sh %}ls `x`{% endhighlight %}.\n", "Run `` ls `x` ``.\n");
    check("1. One\n\n   {% highlight sh %}\nls\n   {% endhighlight %}\n\n2. Two\n",
          "1. One\n\n   ```sh\n   ls\n   ```\n\n2. Two\n");
    check("{% highlight html %}{% raw %}\n{{ x }}\n{% endraw %}{% endhighlight %}\n\n\nb\n",
          "```html\n{{ x }}\n```\n\n\nb\n");
    check("{% highlight c %}a\nb{% endhighlight %} c\n\n\n\nd\n", "```c\na\nb\n```\nc\n\nd\n");
    check("1. {% highlight sh %}\n   \tls\n\n   x\n   {% endhighlight %}\n",
          "1. ```sh\n   \tls\n\n   x\n   ```\n");
    check("1. {% highlight sh %}\n\tls\nx\n{% endhighlight %}\n", "1. ```sh\n   \tls\n   x\n   ```\n");
    check("> {% highlight sh %}\n> ls\n> {% endhighlight %}\n", "> ```sh\n> ls\n> ```\n");
    check("Text {% highlight sh %}\nls\n{% endhighlight %}\n\n\n\nb\n", "Text \n```sh\nls\n```\n\n\nb\n");
    check("a\n    {% highlight sh %}\n    ls\n      x\n    {% endhighlight %}\nb\n",
          "a\n```sh\nls\n  x\n```\nb\n");
    check("1. {% highlight sh %}\n   ls\n{% endhighlight %}\n", "1. ```sh\n   ls\n   ```\n");
    check("{% highlight c %}\nnever closed\n", "\nnever closed\n");
}

static void src_08_highlight_in_html(void **state) {
    (void)state;
    check("<div>\n{% highlight sh %}\n*x* <b>\n\ny\n{% endhighlight %}\n</div>\n\nz\n",
          "<div>\n\n```sh\n*x* <b>\n\ny\n```\n</div>\n\nz\n");
    check("<div>{% highlight sh %}\nx\n{% endhighlight %}</div>\n", "<div>\n\n```sh\nx\n```\n</div>\n");
}

static void src_08_blocks_go_with_their_content(void **state) {
    (void)state;
    check("a {% comment %} b {% endcomment %} c\n", "a c\n");
    check("{% if a %}{% if b %}x{% endif %}y{% else %}z{% endif %}w\n", "w\n");
    check("{%- for a in b -%}\n* {{ a }}\n{%- endfor -%}\nc\n", "\n\n\nc\n");
    check("{% unless a %}x{% endunless %}{% case a %}{% when 1 %}y{% endcase %}{% capture z %}v{% endcapture "
          "%}.\n",
          ".\n");
    check("{{% comment %}}x{{% /comment %}}{{< comment >}}y{{< /comment >}}z\n", "z\n");
    check("a {% comment %}\n\n{% endcomment %} b\nc\n\nd\n", "a b\nc\n\n\n\nd\n");
    check("{% if a %} b {% for %} c {% endfor %}\n", "b \n");
    check("{% if a %} b {% for c in d %}\n", "b \n");
}

static void src_08_of_other_tags_only_the_tag_goes(void **state) {
    (void)state;
    check("{{% notice tip %}}\ntext *a*\n{{% /notice %}}\nb\n", "\ntext *a*\n\nb\n");
    check("> a {{< kbd >}}Ctrl{{< /kbd >}} b\n", "> a Ctrl b\n");
    check("{% quote(author=\"x\") %}\na\n{% end %}\n", "\na\n\n");
    check("{% liquid\n  assign a = 1\n%}\na {% # note %} b\n", "\n\n\na b\n");
    check("<table>\n{% x %}\n    <tr></tr>\n</table>\n", "<table>\n<!---->\n    <tr></tr>\n</table>\n");
}

static void src_08_raw_vanishes(void **state) {
    (void)state;
    check("{% raw %}{{ site.title }} {% if %}{% endraw %}\n", "{{ site.title }} {% if %}\n");
    check("`{% raw %}{{ x }}{% endraw %}`\n", "`{{ x }}`\n");
    check("```\n{% raw %}\n{% x %}\n{% endraw %}\ny\n```\n\nz\n", "```\n{% x %}\ny\n```\n\n\n\nz\n");
    check("{%- raw -%}a{%- endraw -%}\n", "a\n");
    check("{% raw %}{% endraw %}{% raw %}{% endraw %}", "");
    check("a {% raw %} b\n", "a b\n");
    unchanged("`{% raw %}` without an end\n");
}

static void src_08_shown_short_codes(void **state) {
    (void)state;
    check("{{</* x a=\"b\" */>}} {{%/* /y */%}}\n", "{{< x a=\"b\" >}} {{% /y %}}\n");
    check("`{{</*x*/>}}` {{</*x*/>}}\n", "`{{<x>}}` {{\\<x>}}\n");
    check("```\n{{</* x */>}}\n```\n", "```\n{{< x >}}\n```\n");
}

static void src_08_never_inside_code(void **state) {
    (void)state;
    unchanged("`{{< ref x >}}` and ``a ` {% b %}``\n");
    unchanged("```\n{{< ref x >}}\n```\n");
    unchanged("~~~ {{< x >}}\n{% post_url x %}\n```\n{% x %}\n~~~\n");
    unchanged("    {{< ref x >}}\n\n\t{% x %}\n");
    unchanged("* a\n\n  ```\n  {% x %}\n  ```\n\n      {% x %}\n");
    unchanged("> ```\n> {% x %}\n> ```\n");
    unchanged("<pre>\n\n{% x %}\n</pre>\n<code>{% x %}</code> <!-- {% x %} -->\n");
    check("a ` {% x %}b\n\n` c\n", "a ` b\n\n` c\n");
    check("a\n    {% x %}b\n", "a\n    b\n");
    check("* a\n\n    {% x %}b\n", "* a\n\n    b\n");
    check("> ```\n> a\n\n{% x %}b\n", "> ```\n> a\n\nb\n");
    check("<pre> {% x %}b\n", "<pre> b\n");
    unchanged("> \n    {% x %}b\n");
    unchanged("- >\n\n      {% x %}\n");
    unchanged("a\n***\n\n    {% x %}\n");
    check("1. a\n\n   ```\n   {% x %}\n```\n{% x %}b\n", "1. a\n\n   ```\n   {% x %}\n```\nb\n");
    check("a ` b\n***\n{% x %}c ` d\n", "a ` b\n***\nc ` d\n");
    check("\\`{% x %}` b\n", "\\`` b\n");
}

static void src_08_each_kind_is_told_once(void **state) {
    (void)state;
    Diag diag = {0};
    Buf out = {0}, told = {0};
    diag_file(&diag, STR("b.md"));
    resolve(STR("{{< x >}}{{< x >}}\n{% if a %}{% endif %}\n{{ site.nothing }}\n"), &out, &diag);
    diag_file(&diag, STR("a.md"));
    resolve(STR("\n{{< x >}} {{< /x >}} {% comment %}{% endcomment %}\n{% capture z %}\n"), &out, &diag);
    diag_sort(&diag);
    diag_print(&diag, &told);
    buf_add_char(&told, 0);
    assert_string_equal(told.p,
                        "a.md:2: template code x: only the tag is left out\n"
                        "a.md:3: template code capture: nothing closes it; only the tag is left out\n"
                        "b.md:2: template code if: it is left out with what it encloses\n"
                        "b.md:3: template code site.nothing: nothing is known of it; it is left out\n");
    buf_free(&told);
    buf_free(&out);
    diag_free(&diag);
}

static void src_08_limits_are_told(void **state) {
    (void)state;
    Diag diag = {0};
    Buf out = {0}, text = {0};
    diag_file(&diag, STR("a.md"));
    buf_add(&text, STR("{{< x \""));
    buf_add_repeat(&text, 'x', 9000);
    buf_add(&text, STR("\" >}}\n"));
    resolve(buf_str(&text), &out, &diag);
    assert_true(str_eq(str_head(buf_str(&out), text.len), buf_str(&text)));
    assert_int_equal(diag.count, 1);
    buf_clear(&text);
    for (unsigned i = 0; i < 40; i++)
        buf_add_format(&text, "{{< x%u >}}", i);
    resolve(buf_str(&text), &out, &diag);
    assert_int_equal(diag.count, 1 + 32 + 1);
    buf_free(&text);
    buf_free(&out);
    diag_free(&diag);
}

/* A page of `pattern` again and again: seconds of processor time, of the better of two. */
static double seconds_of(const char *pattern, size_t size) {
    double best = 1e9;
    for (int run = 0; run < 2; run++) {
        Buf text = {0}, out = {0};
        Diag diag = {0};
        while (text.len < size)
            buf_add(&text, str_of(pattern));
        clock_t start = clock();
        resolve(buf_str(&text), &out, &diag);
        double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
        if (seconds < best) best = seconds;
        buf_free(&text);
        buf_free(&out);
        diag_free(&diag);
    }
    return best;
}

/* Each would take minutes if what is read in vain were read again: only such a factor fails. */
static void hostile_template_code_is_linear(void **state) {
    (void)state;
    static const char *const patterns[] = {
        "{{<",         "{%",
        "{{",          "{% raw %}",
        "{{< \"",      "{{<\">}}\"",
        "{{<a\">}}\"", "{{ \"",
        "{{ a(\"",     "{{</*",
        "{% if %}",    "`{{",
        "`{{ ``",      "<pre>{{",
        "<!--{{",      "{% highlight %}",
        "{{ \"}}",     "{% for %}{% endif %}",
        "{{< x a=",    "{% raw %}{% endraw %}",
    };
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        double seconds = seconds_of(patterns[i], 1 << 20);
        if (seconds > 3) print_error("pattern: %s\n", patterns[i]);
        assert_true(seconds <= 3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_without_template_code_is_not_copied),
        cmocka_unit_test(src_08_other_braces_are_text),
        cmocka_unit_test(src_08_pages_are_named),
        cmocka_unit_test(src_08_names_without_a_page_stay_as_written),
        cmocka_unit_test(src_08_values),
        cmocka_unit_test(src_08_images_and_links),
        cmocka_unit_test(src_08_images_and_links_in_html),
        cmocka_unit_test(src_08_delimiters_in_strings_do_not_end_a_tag),
        cmocka_unit_test(src_08_sites),
        cmocka_unit_test(src_08_highlight_becomes_code),
        cmocka_unit_test(src_08_highlight_in_html),
        cmocka_unit_test(src_08_blocks_go_with_their_content),
        cmocka_unit_test(src_08_of_other_tags_only_the_tag_goes),
        cmocka_unit_test(src_08_raw_vanishes),
        cmocka_unit_test(src_08_shown_short_codes),
        cmocka_unit_test(src_08_never_inside_code),
        cmocka_unit_test(src_08_each_kind_is_told_once),
        cmocka_unit_test(src_08_limits_are_told),
        cmocka_unit_test(hostile_template_code_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
