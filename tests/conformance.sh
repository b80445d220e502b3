#!/bin/sh
# Each id of wire/ids has one row in wire/CONFORMANCE.md, and what the row names is there: a conversation, a test, a
# golden file, a corpus. TAP.
cd "$(dirname "$0")" || exit 1
table=wire/CONFORMANCE.md
number=0
failed=0

tell() { # tell ID PROBLEM, which is empty when there is none
    number=$((number + 1))
    if [ -z "$2" ]; then
        echo "ok $number - $1"
        return
    fi
    echo "not ok $number - $1: $2"
    failed=1
}

# there ID PROOF: a conversation of a file that cites the id, or has the words in its name; a test by its name.
there() {
    file=${2%%: *}
    words=${2#"$file"}
    words=${words#: }
    case $file in
    *.conv)
        if [ -n "$words" ]; then
            grep '^== ' "wire/$file" 2>/dev/null | grep -qF -e "$words"
        else
            grep '^== ' "wire/$file" 2>/dev/null | grep -qwF -e "$1"
        fi
        ;;
    unit/*) [ -n "$words" ] && grep -qsE "[(]$words[,)]" "$file.c" ;;
    e2e/*) [ -n "$words" ] && grep -qsF -e "$words" "$file.py" ;;
    golden/*) ls "$file"* >/dev/null 2>&1 ;;
    fuzz/*) [ -d "fuzz/corpus/${file#fuzz/}" ] ;;
    *) false ;;
    esac
}

# The proofs of a row, one on each line; `not` for one that says why there is none.
proofs() {
    awk -v id="$1" 'BEGIN { FS = " [|] " }
        $1 == "| " id && $3 ~ /^Not: .*[a-z].*[.] [|]$/ { print "not"; next }
        $1 == "| " id { n = split($3, part, "`"); for (i = 2; i <= n; i += 2) print part[i] }' "$table"
}

check() { # check ID
    rows=$(grep -c "^| $1 |" "$table")
    [ "$rows" -eq 1 ] || { echo "$rows rows" && return; }
    all=$(proofs "$1")
    [ -n "$all" ] || echo "neither a proof nor a reason"
    [ "$all" = not ] && return
    echo "$all" | while read -r proof; do
        there "$1" "$proof" || printf '%s is not there; ' "$proof"
    done
}

for id in $(grep -v '^#' wire/ids); do
    tell "$id" "$(check "$id")"
done
for id in $(sed -n 's/^| \([A-Z][A-Z0-9.-]*\) | .*/\1/p' "$table"); do
    grep -qxF -e "$id" wire/ids || tell "$id" "not among the ids"
done
echo "1..$number"
[ "$number" -gt 0 ] || exit 1
exit $failed
