# Written by orield: where programs find the display. See @SHARE@/doc.
# What a login has set already, such as ssh -X, stays.
if [ -S /tmp/.X11-unix/X0 ]; then
	export DISPLAY="${DISPLAY:-:0}"
fi
_wslg=@SHARE@/runtime-dir
[ -O "$_wslg" ] || _wslg=@SHARE@/run/user/$(id -u)
if [ -O "$_wslg" ]; then
	export XDG_RUNTIME_DIR="${XDG_RUNTIME_DIR:-$_wslg}"
	if [ -z "${WAYLAND_DISPLAY:-}" ] && [ -S "$XDG_RUNTIME_DIR/wayland-0" ]; then
		export WAYLAND_DISPLAY=wayland-0
	elif [ -z "${WAYLAND_DISPLAY:-}" ] && [ -S "$_wslg/wayland-0" ]; then
		export WAYLAND_DISPLAY="$_wslg/wayland-0"
	fi
fi
unset _wslg
if [ -S @SHARE@/PulseServer ]; then
	export PULSE_SERVER="${PULSE_SERVER:-unix:@SHARE@/PulseServer}"
fi
