#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds and tests the project on a bare Debian 12 and ends with 0 only if everything passed.
#   tests/run.sh [unit|whole|conformance|bench|all] [-R REGEX]
#     unit         every Qt Test program, under the address and undefined-behaviour sanitizers
#     whole        the real program with real clients and servers, sanitized
#     conformance  the official suite and the release build: towards clients, towards servers
#     bench        what the gateway adds to a call, an event, a session: a short look, no limits
#     all          (default) all of these, and whose message is whose on the release build
#     -R REGEX     only tests whose names match
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
exec < /dev/null

usage() {
    sed -n '/^#   tests\/run.sh/,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 2
}

part=all
regex=
while [ $# -gt 0 ]; do
    case $1 in
    unit | whole | conformance | bench | all) part=$1 ;;
    -R)
        [ $# -gt 1 ] || usage
        regex=$2
        shift
        ;;
    *) usage ;;
    esac
    shift
done

step() {
    printf '\n== %s (%d s so far)\n' "$*" $SECONDS
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        echo "these packages are missing, and only root can install them: ${missing[*]}" >&2
        return 1
    fi
}

install_packages() {
    local wanted missing=() package
    wanted=$(sed -e 's/#.*//' packaging/packages.txt tests/packages.txt | xargs -n1 | sort -u)
    for package in $wanted; do
        [ "$package" = npm ] && command -v npm > /dev/null && continue
        dpkg-query -W -f '${Status}' "$package" 2> /dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    step "installing ${missing[*]}"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# build PRESET TARGET…
build() {
    local preset=$1 benches=OFF
    shift
    [ "$preset" = release ] && benches=ON
    step "building: $preset"
    cmake --preset "$preset" -DCMAKE_UNITY_BUILD=ON -DSIGNALBOX_BENCH=$benches
    cmake --build "build-$preset" -j "$(nproc)" --target "$@"
}

tests=0
failures=0
started=$SECONDS

# run PRESET LABELS: ctest's own words go through; what it counted is added up.
run() {
    local log status=0 tested failed
    log=$(mktemp)
    step "testing: $2, $1 build"
    ctest --test-dir "build-$1" -L "$2" ${regex:+-R "$regex"} --output-on-failure -j "$(nproc)" --no-tests=ignore 2>&1 \
        | tee "$log" || status=$?
    read -r failed tested < <(sed -n 's/^[0-9]*% tests passed, \([0-9]*\) tests failed out of \([0-9]*\)$/\1 \2/p' "$log") || true
    rm -f "$log"
    # No count and no error: nothing matched, which is for the end to judge. An error without a failed test is one too.
    tests=$((tests + ${tested:-0}))
    [ "$status" = 0 ] || failures=$((failures + (${failed:-0} > 0 ? failed : 1)))
}

bench() {
    step "benchmarks"
    tests=$((tests + 1))
    build-release/bench/bench_gateway "$PWD/build-release/bin/signalbox" "$PWD/build-release/bench/benchserver" 1 \
        || failures=$((failures + 1))
}

# Suppressions tell of leaks in libraries, each with its reason.
export LSAN_OPTIONS="suppressions=$PWD/tests/leaks.txt:print_suppressions=0"
export ASAN_OPTIONS=abort_on_error=0:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1

install_packages
step "npm packages of the tests"
tests/node/install

case $part in
unit | all) build asan all ;;
whole) build asan app/all plugins/all ui/all ;;
esac
started=$SECONDS
case $part in
unit) run asan '^unit$' ;;
whole) run asan '^whole$' ;;
all) run asan '^(unit|whole)$' ;;
esac
case $part in
conformance | bench | all) build release app/all plugins/all bench_gateway benchserver bench_ownership ownershipserver ;;
esac
case $part in
conformance) run release '^conformance$' ;;
all) run release '^(conformance|release)$' ;;
esac
case $part in
bench | all) [ -n "$regex" ] || bench ;;
esac

if [ "$tests" = 0 ]; then
    echo "no test matched" >&2
    exit 1
fi
printf '\n%d%% tests passed, %d tests failed out of %d\n' $(((tests - failures) * 100 / tests)) "$failures" "$tests"
printf '\nTotal Test time (real) = %d sec\n' $((SECONDS - started))
[ "$failures" = 0 ]
