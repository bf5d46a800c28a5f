#!/bin/bash
# xrdp + xorgxrdp without systemd: xrdp and xrdp-sesman by hand, in the foreground,
# with configurations made here.  Needs root (sesman opens a PAM session).
# The user BENCH_USER is made, with BENCH_PASSWORD, and removed in the end.
set -eu
if ! id "$BENCH_USER" >/dev/null 2>&1; then
	useradd -m -s /bin/bash "$BENCH_USER"
	trap 'userdel -rf "$BENCH_USER" >/dev/null 2>&1' EXIT
	trap 'exit 0' TERM
fi
printf '%s:%s\n' "$BENCH_USER" "$BENCH_PASSWORD" | chpasswd
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 \
	-keyout "$BENCH_DIR/tls.key" -out "$BENCH_DIR/tls.crt" 2>/dev/null
: > "$BENCH_DIR/appenv.new"; chown "$BENCH_USER" "$BENCH_DIR/appenv.new"
mkdir -p "$BENCH_DIR/session"; chown "$BENCH_USER" "$BENCH_DIR/session"
# what runs in the session: tell the harness the display, then wait
cat > "$BENCH_DIR/startwm.sh" <<EOS
#!/bin/bash
printf 'DISPLAY=%s\nXAUTHORITY=%s\n' "\$DISPLAY" "\${XAUTHORITY:-\$HOME/.Xauthority}" > "$BENCH_DIR/session/appenv"
exec sleep 900
EOS
chmod 755 "$BENCH_DIR/startwm.sh"
# sesman's port (3350) is not ours to choose: xrdp 0.9 reads it from the file in
# its compiled-in configuration directory.  It listens on 127.0.0.1.
sed -e "s|^DefaultWindowManager=.*|DefaultWindowManager=$BENCH_DIR/startwm.sh|" \
    -e "s|^EnableUserWindowManager=.*|EnableUserWindowManager=false|" \
    -e "s|^KillDisconnected=.*|KillDisconnected=true|" \
    -e "s|^LogFile=.*|LogFile=$BENCH_DIR/sesman-file.log|" \
    -e "s|^EnableSyslog=.*|EnableSyslog=false|" \
    /etc/xrdp/sesman.ini > "$BENCH_DIR/sesman.ini"
sed -e "s|^port=3389|port=tcp://127.0.0.1:$BENCH_PORT|" \
    -e "s|^certificate=.*|certificate=$BENCH_DIR/tls.crt|" \
    -e "s|^key_file=.*|key_file=$BENCH_DIR/tls.key|" \
    -e "s|^autorun=.*|autorun=Xorg|" \
    -e "s|^LogFile=.*|LogFile=$BENCH_DIR/xrdp-file.log|" \
    -e "s|^EnableSyslog=.*|EnableSyslog=false|" \
    /etc/xrdp/xrdp.ini > "$BENCH_DIR/xrdp.ini"
mkdir -p /var/run/xrdp /run/xrdp/sockdir 2>/dev/null || true
chmod 1777 /run/xrdp/sockdir 2>/dev/null || true
xrdp-sesman -n -c "$BENCH_DIR/sesman.ini" > "$BENCH_DIR/sesman.log" 2>&1 &
sleep 0.2
xrdp -n -c "$BENCH_DIR/xrdp.ini" > "$BENCH_DIR/xrdp.log" 2>&1 &
for i in $(seq 3000); do
	[ -s "$BENCH_DIR/session/appenv" ] && break
	sleep 0.01
done
cp "$BENCH_DIR/session/appenv" "$BENCH_DIR/appenv.new"; mv "$BENCH_DIR/appenv.new" "$BENCH_DIR/appenv"
wait
