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
export XDG_RUNTIME_DIR=$tmp # a bridge that no other finds
pids=()
finish() {
	for p in "${pids[@]}"; do kill "$p" 2>/dev/null || true; done
	wait 2>/dev/null || true
	rm -rf "$tmp"
}
trap finish EXIT

oriel run --listen "unix:$tmp/rdp" --size 1300x740 --keep >"$tmp/facts" &
pids+=($!)
for _ in {1..100}; do
	if oriel status >/dev/null 2>&1; then break; fi
	sleep 0.1
done
oriel status >/dev/null # or say why not

# app TITLE CMD…: starts an app and waits for its window.
app() {
	local title=$1
	shift
	oriel exec -- "$@" & pids+=($!)
	for _ in {1..200}; do
		if oriel windows | grep -qF "$title"; then return; fi
		sleep 0.1
	done
	echo "demo: no window of $*" >&2
	exit 1
}
app gtk3-demo gtk3-demo
app 'Demo: wlpaint' wlpaint -title 'Demo: wlpaint' -size 400x300 -status -decorated
app 'Demo: xterm' xterm -T 'Demo: xterm' -geometry 72x24 -e bash -c 'printf "An X11 app, shown by Oriel.\n\n"; oriel --help; exec sleep 600'

shot() { oriel shot --connect "unix:$tmp/rdp" --settle 500ms --timeout 60s "$@"; }
shot --window 'Demo: xterm' -o "$out/xterm.png"
shot --window gtk3-demo -o "$out/gtk3-demo.png"
shot --window 'Demo: wlpaint' -o "$out/wlpaint.png"
shot --size 1300x740 -o "$out/desktop.png"

echo
echo "Pictures:"
ls -l "$out"/*.png
echo
echo "To see windows live, keep this running:"
echo "  bin/oriel run -- xterm"
echo "and connect with a line that it prints. To see them on another machine, add"
echo "  --listen tcp:0.0.0.0:3390"
