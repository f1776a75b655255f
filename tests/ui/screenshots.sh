#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Pictures of the window and the tray over made-up facts: screenshots.sh BUILD-FOLDER OUTPUT-FOLDER
# Needs xvfb, trayer, xdotool, imagemagick and dbus. Files: SCENE[-dark]-VIEW.png, icons.png and tray.png; at 200 % in large/.
set -eu
demo=$(realpath "$1")/tests/signalbox_demo
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

# A real tray: the panel shows the icon, a right click opens the menu over the window.
export demo out
xvfb-run -a -s "-screen 0 1280x780x24" dbus-run-session -- sh -eu -c '
    trayer --edge bottom --align right --widthtype request --height 24 --expand false &
    panel=$!
    QT_QPA_PLATFORM=xcb "$demo" --scene trouble --view 0 &
    program=$!
    trap "kill $program $panel" EXIT
    sleep 4
    icon=$(xdotool search --class trayer | tail -n 1)
    eval "$(xdotool getwindowgeometry --shell "$icon")"
    xdotool mousemove $((X + WIDTH - 12)) $((Y + 2)) click 3
    sleep 2
    import -window root "$out/tray.png"
'
