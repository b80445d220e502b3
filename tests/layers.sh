#!/bin/sh
# Data flows one way: base <- doc <- render <- site <- proto <- net <- app. A room includes itself and those to
# its left; libuv, OpenSSL, md4c, libyaml, inih and libunistring are known to their homes alone. Prints what breaks this; exit 1 then.
cd "$(dirname "$0")/.." || exit 1
rooms="base doc render site proto net app"
bad=0

complain() {
    [ -z "$1" ] && return
    echo "$1"
    bad=1
}

left=""
for room in $rooms; do
    left="$left $room"
    allowed=$(echo $left | tr ' ' '|')
    complain "$(grep -nE '^ *# *include *"' -r "src/$room" "include/$room" | grep -vE "include *\"($allowed)/[a-z0-9_]+\.h\"" |
        sed 's/$/   <- wrong way/')"
done

# at_home LIBRARY-INCLUDE PATTERN-OF-FILES
at_home() {
    complain "$(grep -nE "^ *# *include *<$1" -r src include | grep -vE "^(src|include)/($2)" | sed 's/$/   <- not its home/')"
}
at_home 'uv\.h' '(net|app)/'
at_home 'openssl/' 'net/(tls|cert)'
at_home 'md4c' 'doc/markdown'
at_home 'idn2' 'base/host'
at_home 'yaml\.h' 'doc/frontmatter'
at_home 'ini\.h' 'app/config'
at_home 'uni(case|conv|ctype|gbrk|lbrk|name|norm|str|stdio|types|wbrk|width)\.h' 'base/|render/charset'
at_home 'unistring/' 'base/'

# include/ mirrors src/: a public header has its source beside it in the other tree.
for header in $(find include -name '*.h' | sort); do
    source="src/${header#include/}"
    [ -f "${source%.h}.c" ] && continue
    grep -E '^[A-Za-z].*\(.*\);|^extern ' "$header" | grep -qvE '\(\*|^typedef' && complain "$header   <- declares functions, but ${source%.h}.c is not there"
done
exit $bad
