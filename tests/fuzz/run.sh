#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes the reader of messages: tests/fuzz/run.sh [seconds]. Needs clang. What it finds is kept in build-fuzz/corpus.
set -eu
seconds=${1:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$root/build-fuzz
mkdir -p "$build/corpus"
cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=RelWithDebInfo -DCMAKE_CXX_COMPILER="${CXX:-clang++}" \
    -DSIGNALBOX_FUZZ=ON -DSIGNALBOX_UI=OFF >"$build/configure.log" 2>&1 || { cat "$build/configure.log"; exit 1; }
cmake --build "$build" --target fuzz_message
exec "$build/fuzz/fuzz_message" -max_total_time="$seconds" -max_len=8192 -timeout=10 -print_final_stats=1 \
    -dict="$root/tests/fuzz/message.dict" -artifact_prefix="$build/" "$build/corpus" \
    "$root/tests/corpus/messages" "$root/tests/corpus/odd" "$root/tests/corpus/envelope" "$root/tests/corpus/syntax" \
    "$root/tests/corpus/batches"
