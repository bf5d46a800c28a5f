#!/bin/bash
# Runs xterm, a GTK 3 app and wlpaint under one bridge and leaves a picture of
# the desktop and one of each window in demo/out. Safe to run twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
PATH=$PWD/bin:$PATH
out=demo/out
mkdir -p "$out"
rm -f "$out"/*.png

tmp=$(mktemp -d)
control=$tmp/control
pids=()
finish() {
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$tmp"
}
trap finish EXIT

oriel run --control "$control" --listen "unix:$tmp/rdp" --size 1280x800 --keep >"$tmp/facts" &
pids+=($!)
for _ in {1..100}; do
	if oriel status --control "$control" >/dev/null 2>&1; then break; fi
	sleep 0.1
done

app() { oriel exec --control "$control" -- "$@" & pids+=($!); }
app xterm -T 'Demo: xterm' -geometry 80x24 -e bash -c 'printf "An X11 app, shown by Oriel.\n\n"; ls -l --color /; exec sleep 600'
app gtk3-demo
app wlpaint -title 'Demo: wlpaint' -size 400x300 -status

shot() { oriel shot --connect "unix:$tmp/rdp" --settle 500ms --timeout 60s "$@"; }
shot --window 'Demo: xterm' -o "$out/xterm.png"
shot --window 'GTK+ Demo' -o "$out/gtk3-demo.png"
shot --window 'Demo: wlpaint' -o "$out/wlpaint.png"
shot -o "$out/desktop.png"

echo
echo "Pictures:"
ls -l "$out"/*.png
echo
echo "To see windows live, keep this running:"
echo "  bin/oriel run -- xterm"
echo "and connect with the line that it prints, from here or from another machine."
