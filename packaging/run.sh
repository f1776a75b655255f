#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Starts Signalbox from its sources on a Debian 12: installs what is missing, builds what has changed, runs.
#   packaging/run.sh [options of signalbox, see signalbox --help]
# Only the program itself writes to the standard output.
set -euo pipefail
here=$PWD
cd "$(dirname "$(readlink -f "$0")")/.."

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo > /dev/null; then
        sudo "$@"
    else
        echo "These packages are missing, and only root can install them: ${missing[*]}" >&2
        exit 1
    fi
}

install_packages() {
    local wanted package missing=()
    mapfile -t wanted < <(sed -e 's/#.*//' packaging/packages.txt | xargs -n1)
    for package in "${wanted[@]}"; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2> /dev/null) == *'ok installed' ]] || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    echo "Installing ${missing[*]}" >&2
    as_root apt-get update -q >&2
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >&2
}

build() {
    # Ninja configures again by itself when a CMakeLists.txt has changed.
    [ -e build/build.ninja ] || cmake -S . -B build -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_UNITY_BUILD=ON \
        -DSIGNALBOX_TESTS=OFF >&2
    cmake --build build --target app/all plugins/all ui/all >&2
}

install_packages
build
program=$PWD/build/bin/signalbox
cd "$here"
exec "$program" "$@"
