#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The thread sanitizer looks at the gateway with its window open, under load: tests/threads/run.sh [seconds]
# Qt's own locks and queues have to be seen by it as well, so Qt Core is built from Debian's source first (once, some
# 15 minutes on two cores; kept in build-tsan/qt). Ends with 0 if no race was found.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/../.."
seconds=${1:-2}
build=$PWD/build-tsan
qt=$build/qt

version=6.4.2
source=http://deb.debian.org/debian/pool/main/q/qt6-base/qt6-base_$version+dfsg.orig.tar.xz
checksum=4f14b89a9463a540fd84a6718b8519a2297119b454ef547721015a9e9019ae9e

installed=$(dpkg-query -W -f '${Version}' libqt6core6)
case $installed in
$version+*) ;;
*)
    echo "this builds Qt Core $version, and the Qt that is installed is $installed" >&2
    exit 1
    ;;
esac

build_qt_core() {
    mkdir -p "$qt"
    [ -f "$qt/source.tar.xz" ] || curl -fsSL -o "$qt/source.tar.xz" "$source"
    echo "$checksum  $qt/source.tar.xz" | sha256sum --check --quiet
    [ -d "$qt/qtbase-everywhere-src-$version" ] || tar -xf "$qt/source.tar.xz" -C "$qt"
    cmake -G Ninja -S "$qt/qtbase-everywhere-src-$version" -B "$qt/build" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
        '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1' '-DCMAKE_C_FLAGS_RELWITHDEBINFO=-O1 -g1' \
        -DFEATURE_sanitizer=ON -DFEATURE_sanitize_thread=ON -DQT_BUILD_TESTS=OFF -DQT_BUILD_EXAMPLES=OFF \
        -DFEATURE_glib=OFF -DFEATURE_icu=OFF -DFEATURE_zstd=OFF -DFEATURE_system_pcre2=OFF -DFEATURE_system_doubleconversion=OFF \
        -DFEATURE_gui=OFF -DFEATURE_network=OFF -DFEATURE_sql=OFF -DFEATURE_dbus=OFF -DFEATURE_testlib=OFF -DFEATURE_xml=OFF \
        -DFEATURE_concurrent=OFF > "$qt/configure.log" 2>&1 || { tail -n 30 "$qt/configure.log"; exit 1; }
    cmake --build "$qt/build" -j "$(nproc)" --target Core
}

[ -f "$qt/build/lib/libQt6Core.so.6" ] || build_qt_core
cmake --preset tsan -DSIGNALBOX_BENCH=ON
cmake --build "$build" -j "$(nproc)" --target app/all plugins/all ui/all bench_window bench_gateway benchserver

rm -f "$build"/race.*
export LD_LIBRARY_PATH=$qt/build/lib QT_QPA_PLATFORM=offscreen
export TSAN_OPTIONS="suppressions=$PWD/tests/threads/suppressions.txt log_path=$build/race history_size=7 second_deadlock_stack=1"
# Its shadow memory has fixed places, which the kernel's random ones would meet.
calm=(setarch "$(uname -m)" -R)

echo "== the window, told of 1,000 sessions and 5,000 notifications a second"
"${calm[@]}" "$build/bench/bench_window" "$seconds"
echo "== the gateway under load, its window closed and open"
"${calm[@]}" "$build/bench/bench_gateway" "$build/bin/signalbox" "$build/bench/benchserver" "$seconds" --window

races=$(cat "$build"/race.* 2> /dev/null | grep -c '^WARNING: ThreadSanitizer' || true)
[ "$races" = 0 ] || cat "$build"/race.*
echo "$races warnings of the thread sanitizer"
[ "$races" = 0 ]
