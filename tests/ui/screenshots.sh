#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pictures of the window and the tray over made-up facts: screenshots.sh BUILD-FOLDER OUTPUT-FOLDER
# Needs xvfb, trayer, xdotool, imagemagick and dbus. Files: SCENE[-dark]-VIEW.png, icons.png, tray.png (in a panel) and
# tray-bus-SCENE.png (what it says over the bus); at 200 % in large/.
set -eu
here=$(dirname "$(realpath "$0")")
build=$(realpath "$1")
demo=$build/tests/signalbox_demo
mkdir -p "$2"
out=$(realpath "$2")

shots() {
    mkdir -p "$out/$2"
    for scene in empty busy trouble; do
        QT_SCALE_FACTOR=$1 QT_QPA_PLATFORM=offscreen "$demo" --scene "$scene" --shots "$out/$2"
        QT_SCALE_FACTOR=$1 QT_QPA_PLATFORM=offscreen "$demo" --scene "$scene" --dark --shots "$out/$2"
    done
}
shots 1 .
shots 2 large

# Over the bus: a panel of our own draws icon, tool tip and menu.
export build out
for scene in busy trouble; do
    scene=$scene xvfb-run -a dbus-run-session --config-file="$here/bus.conf" -- sh -eu -c '
        QT_QPA_PLATFORM=offscreen "$build/tests/signalbox_trayshot" "$out/tray-bus-$scene.png" resources/updated &
        panel=$!
        QT_QPA_PLATFORM=xcb "$build/tests/signalbox_demo" --scene "$scene" &
        program=$!
        trap "kill $program" EXIT
        wait $panel
    '
done

# A real tray: the panel shows the icon, a right click opens the menu over the window.
xvfb-run -a -s "-screen 0 1280x780x24" dbus-run-session --config-file="$here/bus.conf" -- sh -eu -c '
    screen() { import -window root "$@" rgba:- | cksum; }
    # What is asked comes true within twenty seconds, or there is no picture.
    patiently() {
        tries=100
        until "$@"; do
            tries=$((tries - 1))
            [ $tries -gt 0 ] || { echo "waited in vain: $*" >&2; exit 1; }
            sleep 0.2
        done
    }
    is_still() { was=${now-}; now=$(screen); [ "$was" = "$now" ]; }
    is_other() { [ "$(screen)" != "$before" ]; }
    has_icon() {
        panel=$(xdotool search --class trayer 2>/dev/null | tail -n 1)
        [ -n "$panel" ] || return 1
        eval "$(xdotool getwindowgeometry --shell "$panel")"
        colours=$(import -window root png:- | convert - -crop 24x24+$((X + WIDTH - 24))+$Y +repage -format %k info:)
        [ "$colours" -gt 8 ]
    }

    trayer --edge bottom --align right --widthtype request --height 24 --expand false &
    panelprocess=$!
    QT_QPA_PLATFORM=xcb "$build/tests/signalbox_demo" --scene trouble --view 0 &
    program=$!
    trap "kill $program $panelprocess" EXIT
    patiently xdotool search --onlyvisible --name "^Signalbox$" > /dev/null
    patiently has_icon
    patiently is_still
    before=$now
    xdotool mousemove $((X + WIDTH - 12)) $((Y + 2)) click 3
    patiently is_other
    patiently is_still
    import -window root "$out/tray.png"
'
