#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The thread sanitizer looks at the gateway with its window open, under load: tests/threads/run.sh [seconds]
# Qt's own locks and queues have to be seen by it as well, so Qt Core is built from Debian's source first (once, some
# 15 minutes on two cores; kept in build-tsan/qt). Needs libglib2.0-dev and libzstd-dev besides what building needs,
# because Debian's other libraries of Qt want a Core with them. Ends with 0 if no race was found.
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
        -DFEATURE_glib=ON -DFEATURE_icu=OFF -DFEATURE_zstd=ON -DFEATURE_system_pcre2=OFF -DFEATURE_system_doubleconversion=OFF \
        -DFEATURE_gui=OFF -DFEATURE_network=OFF -DFEATURE_sql=OFF -DFEATURE_dbus=OFF -DFEATURE_testlib=OFF -DFEATURE_xml=OFF \
        -DFEATURE_concurrent=OFF > "$qt/configure.log" 2>&1 || { tail -n 30 "$qt/configure.log"; exit 1; }
    cmake --build "$qt/build" -j "$(nproc)" --target Core
}

[ -f "$qt/build/lib/libQt6Core.so.6" ] || build_qt_core
cmake --preset tsan -DSIGNALBOX_BENCH=ON
cmake --build "$build" -j "$(nproc)" --target app/all plugins/all ui/all bench_window bench_gateway benchserver

rm -f "$build"/race.*
export LD_LIBRARY_PATH=$qt/build/lib QT_QPA_PLATFORM=offscreen
QT_PLUGIN_PATH=$(qtpaths6 --query QT_INSTALL_PLUGINS)
export QT_PLUGIN_PATH
export TSAN_OPTIONS="suppressions=$PWD/tests/threads/suppressions.txt log_path=$build/race history_size=7 second_deadlock_stack=1"
# Its shadow memory has fixed places, which the kernel's random ones would meet.
calm=(setarch "$(uname -m)" -R)

echo "== the window, told of 1,000 sessions and 5,000 notifications a second"
"${calm[@]}" "$build/bench/bench_window" "$seconds"

echo "== the gateway under load with its inspector open: calls, and events to 1,000 streams"
folder=$(mktemp -d)
mkdir -m 700 "$folder/state"
printf '[window]\nview=6\n' > "$folder/state/window.ini"
printf '{"mcpServers": {"backend": {"command": "%s"}}}' "$build/bench/benchserver" > "$folder/signalbox.json"
"${calm[@]}" "$build/bin/signalbox" --config "$folder/signalbox.json" --state "$folder/state" --port 0 > "$folder/said" 2>&1 &
gateway=$!
trap 'kill -KILL "$gateway" 2> /dev/null || true; rm -rf "$folder"' EXIT
url=
for ((tries = 0; tries < 300; ++tries)); do
    url=$(grep -o -m 1 'http://127.0.0.1:[0-9]*' "$folder/said" || true)
    [ -z "$url" ] || break
    sleep 0.1
done
[ -n "$url" ] || { cat "$folder/said" >&2; exit 1; }
"$build/bench/bench_gateway" "$url/mcp/backend" "$seconds"

races=$(cat "$build"/race.* 2> /dev/null | grep -c '^WARNING: ThreadSanitizer' || true)
[ "$races" = 0 ] || cat "$build"/race.*
echo "$races warnings of the thread sanitizer"
[ "$races" = 0 ]
