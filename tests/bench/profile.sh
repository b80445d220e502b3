#!/bin/sh
# profile.sh SPEED POSTS: instructions that each stage of SPEED (tests/bench/speed.c) takes over the files of
# POSTS, as valgrind counts them, and the five functions in which drawing both spends most. Reading the files is
# counted too, a little in every stage.
set -e
speed=$1
posts=$2
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

bytes=$(cat "$posts"/*.md | wc -c)
echo "instructions for $bytes bytes"
stage=0
for name in md4c-empty md4c-html clean front-matter shape markdown_parse gemtext gophermap; do
    valgrind --tool=callgrind --callgrind-out-file="$out/$stage" "$speed" --only $stage "$posts" 2>"$out/log" ||
        { cat "$out/log"; exit 1; }
    count=$(sed -n 's/.*Collected : \([0-9]*\).*/\1/p' "$out/log")
    [ "$stage" = 0 ] && empty=$count
    awk -v n="$name" -v c="$count" -v b="$bytes" -v e="$empty" \
        'BEGIN { printf "%-15s %13.0f %7.2f a byte %7.2f of the first\n", n, c, c / b, c / e }'
    stage=$((stage + 1))
done
echo
echo "where the last one spends them"
callgrind_annotate "$out/7" | grep -E '^ *[0-9,]+ \(' | grep -v 'PROGRAM TOTALS' | head -n "${TOP:-5}" |
    sed -e 's/ \[[^]]*\]$//' -e 's, [^ ]*/, ,'
