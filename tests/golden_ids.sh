#!/bin/sh
# Each rule of the conversion, each kind of block and each known failure of other converters has a golden file that
# begins with its name. TAP.
cd "$(dirname "$0")/golden" || exit 1
number=0
bad=0

has() {
    number=$((number + 1))
    for file in "$1"*; do
        [ -e "$file" ] && echo "ok $number - $1" && return
    done
    echo "not ok $number - no golden file begins with $1"
    bad=1
}

for id in 02 03 04 05 06 07 08 09 10 11 12 13; do has "src-$id"; done
for id in 01 02 03 04 05 06 07 08 09 10; do has "lnk-$id"; done
for id in 01 02 03 04 05; do has "txt-$id"; done
for id in 01 02 03 04; do has "menu-$id"; done
for id in 01 02 03 04 05 06 07 08 09 10; do has "map-$id"; done
for row in heading paragraph bullets ordered task-list item-paragraphs quote code table rule footnotes definitions math \
    attributes; do
    has "block-$row"
done
for row in emphasis strike code-span entities escapes; do has "inline-$row"; done
for failure in lowdown-first-code-line lowdown-front-matter lowdown-colon-paragraph lowdown-quote-paragraphs \
    lowdown-autolink lowdown-deep-heading md2gemini-quote-link md2gemini-list-links md2gemini-heading-link \
    md2gemini-inline-image md2gemini-entities md2gemini-third-level gemgen-list-links gemgen-ordered-numbers \
    gemgen-tables all-markup-starts; do
    has "known-$failure"
done
for element in table list pre; do has "html-$element"; done
echo "1..$number"
exit $bad
