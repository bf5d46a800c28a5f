#!/bin/bash
# weston with its RDP backend, and Xwayland for the X11 applications.
# Environment: BENCH_DIR BENCH_PORT BENCH_W BENCH_H (set by bench.py)
set -eu
export XDG_RUNTIME_DIR=$BENCH_DIR/run
mkdir -p -m 700 "$XDG_RUNTIME_DIR"
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 \
	-keyout "$BENCH_DIR/tls.key" -out "$BENCH_DIR/tls.crt" 2>/dev/null
weston --backend=rdp-backend.so --address=127.0.0.1 --port="$BENCH_PORT" \
	--width="$BENCH_W" --height="$BENCH_H" --no-clients-resize \
	--rdp-tls-cert="$BENCH_DIR/tls.crt" --rdp-tls-key="$BENCH_DIR/tls.key" \
	--shell=kiosk-shell.so --xwayland --no-config --idle-time=0 --socket=bench ${WESTON_EXTRA:-} \
	--log="$BENCH_DIR/weston.log" &
for i in $(seq 500); do
	n=$(sed -n 's/.*xserver listening on display :\([0-9]*\).*/\1/p' "$BENCH_DIR/weston.log" 2>/dev/null || true)
	[ -n "$n" ] && break
	sleep 0.01
done
# kiosk-shell never shows a window that was mapped while there was no seat, and the
# seat comes with the RDP client: so applications have to wait for the client.
for i in $(seq 3000); do
	grep -q 'xf_peer_activate' "$BENCH_DIR/weston.log" && break
	sleep 0.01
done
# Xwayland starts when the first X client connects; the socket exists already.
printf 'DISPLAY=:%s\nWAYLAND_DISPLAY=bench\nXDG_RUNTIME_DIR=%s\n' "$n" "$XDG_RUNTIME_DIR" > "$BENCH_DIR/appenv.new"
mv "$BENCH_DIR/appenv.new" "$BENCH_DIR/appenv"
wait
