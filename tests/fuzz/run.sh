#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes what strangers' bytes meet first: tests/fuzz/run.sh [seconds [target]]. Needs clang. What it finds is kept in
# build-fuzz/corpus.
#   message   (default) the reader of messages, against simdjson
#   post      head and body of a POST: the generation, and the checks of requests without session
#   value     values of headers that repeat a message
#   seal      states that clients carry from round to round
#   schema    schemas of tools whose arguments headers repeat
set -eu
seconds=${1:-60}
target=${2:-message}
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build-fuzz
seeds=$root/tests/corpus
dictionary=$root/tests/fuzz/door.dict
found=$build/corpus/$target
case $target in
message)
    set -- "$seeds/messages" "$seeds/odd" "$seeds/envelope" "$seeds/syntax" "$seeds/batches"
    dictionary=$root/tests/fuzz/message.dict
    ;;
post) set -- "$seeds/door-posts" ;;
value) set -- "$seeds/door-values" ;;
seal) set -- "$seeds/door-params" ;;
schema) set -- "$seeds/door-schemas" ;;
*)
    sed -n '/^# Fuzzes/,/^set/{/^#/s/^# \{0,1\}//p}' "$0" >&2
    exit 2
    ;;
esac
mkdir -p "$found"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER="${CXX:-clang++}" \
    -DSIGNALBOX_FUZZ=ON -DSIGNALBOX_UI=OFF >"$build/configure.log" 2>&1 || { cat "$build/configure.log"; exit 1; }
cmake --build "$build" --target "fuzz_$target"
exec "$build/fuzz/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 -print_final_stats=1 \
    -dict="$dictionary" -artifact_prefix="$build/$target-" "$found" "$@"
