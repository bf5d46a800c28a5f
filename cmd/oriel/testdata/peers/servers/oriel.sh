#!/bin/bash
# Oriel as it ships: $ORIEL, else bin/oriel of `make build`.
# Environment: BENCH_DIR BENCH_PORT BENCH_USER BENCH_PASSWORD (set by bench.py)
set -eu
here=$(dirname "$(readlink -f "$0")")
export HOME=$BENCH_DIR/home XDG_RUNTIME_DIR=$BENCH_DIR/run
mkdir -p -m 700 "$HOME" "$XDG_RUNTIME_DIR"
(umask 077; printf '%s\n' "$BENCH_PASSWORD" > "$BENCH_DIR/password")
# shellcheck disable=SC2016
exec "${ORIEL:-$here/../../../../../bin/oriel}" run --keep --listen "tcp:127.0.0.1:$BENCH_PORT" \
	--user "$BENCH_USER" --password-file "$BENCH_DIR/password" -- sh -c '
		printf "DISPLAY=%s\nXAUTHORITY=%s\nWAYLAND_DISPLAY=%s\n" "$DISPLAY" "$XAUTHORITY" "$WAYLAND_DISPLAY" > "$BENCH_DIR/appenv.new"
		mv "$BENCH_DIR/appenv.new" "$BENCH_DIR/appenv"'
