#!/bin/sh
# Builds release, asan and tsan and runs every test of each, a few programs side by side. Programs speak TAP: a line
# `ok` or `not ok` for each test; one that fails without saying why counts as one failed test. Ends with
# `N passed, N failed`. MODES="release" runs less.
cd "$(dirname "$0")/.." || exit 1
export CMOCKA_MESSAGE_OUTPUT=TAP
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
# libuv closes descriptors by a bare system call that ThreadSanitizer does not see (tests/e2e/tsan.supp).
export TSAN_OPTIONS="halt_on_error=1:ignore_noninstrumented_modules=1:suppressions=$PWD/tests/e2e/tsan.supp"

# one SECONDS NAME COMMAND...: runs a test program; its output and exit code go to build/log.
one() {
    seconds=$1 log="build/log/$2"
    shift 2
    mkdir -p "$(dirname "$log")"
    timeout -k 5 "$seconds" "$@" >"$log.tap" 2>&1 </dev/null
    echo $? >"$log.status"
}
if [ "${1:-}" = --one ]; then
    shift
    one "$@"
    exit 0
fi

# The test programs of a mode, long ones first.
list() {
    out=build
    [ "$1" = release ] || out="build/$1"
    for script in tests/e2e/*_test.py; do
        echo "300 $1/e2e/$(basename "$script" .py) python3 $script $out/leda"
    done
    echo "180 $1/property $out/tests/property/property"
    echo "60 $1/same $out/tests/property/same"
    echo "120 $1/wire $out/tests/wire/wire tests/wire"
    echo "120 $1/golden $out/tests/golden/golden tests/golden"
    echo "120 $1/trees $out/tests/golden/trees tests/golden"
    for corpus in tests/fuzz/corpus/*; do
        name=$(basename "$corpus")
        more="tests/golden content content/manual"
        case $name in uri | config | gemini | gopher | certificate | wire) more= ;; esac
        echo "120 $1/fuzz/$name $out/fuzz/$name $corpus${more:+ $more}"
    done
    for program in tests/unit/*_test.c; do
        name=$(basename "$program" .c)
        echo "120 $1/unit/$name $out/unit/$name"
    done
}

passed=0
failed=0
count() {
    log="build/log/$1"
    status=$(cat "$log.status" 2>/dev/null || echo missing)
    good=$(grep -cE '^ok( |$)' "$log.tap")
    bad=$(grep -cE '^not ok( |$)' "$log.tap")
    [ "$status" != 0 ] && [ "$bad" -eq 0 ] && bad=1
    [ "$good" -eq 0 ] && [ "$bad" -eq 0 ] && bad=1
    passed=$((passed + good))
    failed=$((failed + bad))
    [ "$bad" -eq 0 ] && return
    echo "FAILED $1 (exit $status):"
    grep -vE '^ok( |$)' "$log.tap" | tail -n 40
}

rm -rf build/log
jobs=$(nproc)
for mode in ${MODES:-release asan tsan}; do
    if ! make --no-print-directory -s -j"$jobs" MODE="$mode" tests; then
        echo "FAILED to build $mode"
        failed=$((failed + 1))
        continue
    fi
    before=$passed
    list "$mode" | xargs -P $((jobs < 4 ? 2 : 3)) -L 1 sh tests/run.sh --one
    for name in $(list "$mode" | cut -d' ' -f2); do
        count "$name"
    done
    echo "$mode: $((passed - before)) passed"
done
if sh tests/layers.sh; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
for check in golden_ids conformance; do
    one 60 $check sh tests/$check.sh
    count $check
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
