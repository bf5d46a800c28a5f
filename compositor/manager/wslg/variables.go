package wslg

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
)

// Variables are what the variables of WSLg come to here.
type Variables struct {
	// Options are orield's own, by name, with their values.
	Options []Setting
	// Env goes to the compositor and the X server, and to programs that
	// clients start.
	Env []string
	// Reports say which were not understood, or mean nothing any more.
	Reports []string
}

// An option is a variable that stands for one of orield's options.
type option struct {
	name  string
	value func(string) (string, error)
}

// options are those that still mean something.
var options = map[string]option{
	"WSLG_USE_MSTSC":            {"client", flagTo("mstsc", "auto")},
	"WSLG_USE_WSLDVC_PRIVATE":   {"client-plugin", flagTo("WSLDVC_PRIVATE", "WSLDVC_PACKAGE")},
	"WSLG_ERR_LOG_PATH":         {"stderr-log", same},
	"WSLG_WESTON_LOG_PATH":      {"log", same},
	"WESTON_RDP_DEBUG_LEVEL":    {"log-level", level},
	"WSL2_WESTON_SHELL_DESKTOP": {"client-desktop", flagTo("true", "false")},
	"WESTON_RDP_CLIPBOARD":      {"clipboard", flagTo("true", "false")},

	"WESTON_RDP_APPEND_DISTRONAME_TITLE": {"title-suffix", distroSuffix},
}

// passed are variables of the world outside that the children need.
var passed = []string{
	"XCURSOR_PATH", "XCURSOR_THEME", "XCURSOR_SIZE", "LANG", "TZ",
	"GALLIUM_DRIVER", "LIBGL_ALWAYS_SOFTWARE", "MESA_D3D12_DEFAULT_ADAPTER_NAME", "LIBVA_DRIVER_NAME",
}

// past are variables of WSLg that mean nothing here, and why.
var past = map[string]string{
	"WESTON_RDP_HI_DPI_SCALING":                                 "each client's scale is followed",
	"WESTON_RDP_FRACTIONAL_HI_DPI_SCALING":                      "fractions of a scale are always followed",
	"WESTON_RDP_FRACTIONAL_HI_DPI_SCALING_ROUNDUP":              "scales are not rounded",
	"WESTON_RDP_MONITOR_REFRESH_RATE":                           "frames follow the client, not a timer",
	"WESTON_RDP_SHARED_MEMORY":                                  "pixels go by RDP",
	"WESTON_RDP_COPY_WARNING_TITLE":                             "no title warns of anything",
	"WESTON_RDP_WINDOW_ZORDER_SYNC":                             "the order of windows is always kept",
	"WESTON_RDP_WINDOW_SNAP_ARRANGE":                            "windows can always be snapped",
	"WESTON_RDP_WINDOW_SHADOW_REMOTING":                         "shadows are never sent",
	"WESTON_RDP_DISABLE_AUDIO_PLAYBACK_DYNAMIC_VIRTUAL_CHANNEL": "the client decides",
	"WESTON_RDP_AUDIO_PLAYBACK":                                 "there is no sound yet",
	"WESTON_RDP_AUDIO_CAPTURE":                                  "there is no sound yet",
	"WESTON_RDP_APPLIST":                                        "there is no list of apps for a start menu yet",
	"WESTON_RDP_DISPLAY_POWER_BY_SCREENUPDATE":                  "apps say themselves that a display is to stay awake",
	"WESTON_RDP_DEBUG_DESKTOP_SCALING_FACTOR":                   "each monitor has its client's scale",
	"WESTON_RDP_DEBUG_CLIPBOARD_LEVEL":                          "the clipboard is never logged",
	"WSLG_USE_USER_DISTRO_XFONTS":                               "fonts are the user distro's own programs' matter",
	"WSLG_LOG_KMSG":                                             "logs go to the share and to the init system",
	"WSLG_WESTON_GDBSERVER_PORT":                                "there is no weston to debug",
	"WSLG_PULSEAUDIO_LOG_PATH":                                  "there is no pulseaudio of ours",
	"WESTON_IDLE_TIME":                                          "what is idle costs nothing",
}

// Interpret takes variables of WSLg, those of our own environment and then the
// settings of .wslgconfig, of which the later ones win.
func Interpret(environ []string, settings []Setting) Variables {
	var all []Setting
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		// The rest of an environment is nobody's mistake.
		if isOurs(name) || slices.Contains(passed, name) {
			all = set(all, Setting{name, value})
		}
	}
	for _, s := range settings {
		all = set(all, s)
	}
	var v Variables
	for _, s := range all {
		v.take(s)
	}
	return v
}

func isOurs(name string) bool {
	return strings.HasPrefix(name, "WSLG_") || strings.HasPrefix(name, "WESTON_") || name == "WSL2_WESTON_SHELL_DESKTOP"
}

func (v *Variables) take(s Setting) {
	if o, ok := options[s.Name]; ok {
		value, err := o.value(s.Value)
		if err != nil {
			v.report("%s: %v", s.Name, err)
			return
		}
		v.Options = append(v.Options, Setting{o.name, value})
		return
	}
	switch why, known := past[s.Name]; {
	case slices.Contains(passed, s.Name):
		v.Env = append(v.Env, s.Name+"="+s.Value)
	case known:
		v.report("%s means nothing here: %s", s.Name, why)
	default:
		v.report("%.64q is no variable that means something here", s.Name)
	}
}

func (v *Variables) report(format string, args ...any) {
	v.Reports = append(v.Reports, fmt.Sprintf(format, args...))
}

func same(s string) (string, error) { return s, nil }

// flagTo makes a switch, as WSLg reads them, into one of two values.
func flagTo(on, off string) func(string) (string, error) {
	return func(s string) (string, error) {
		switch strings.ToLower(s) {
		case "1", "true":
			return on, nil
		case "0", "false", "":
			return off, nil
		}
		return "", fmt.Errorf("%.16q is neither true nor false", s)
	}
}

// distroSuffix names the user distro at the end of titles, or does not.
func distroSuffix(s string) (string, error) {
	name := os.Getenv("WSL2_DISTRO_NAME")
	if name != "" {
		name = " (" + name + ")"
	}
	return flagTo(name, "")(s)
}

// level makes weston's levels, from 0 for nothing to 5, into ours.
func level(s string) (string, error) {
	n, err := strconv.ParseUint(s, 10, 8)
	switch {
	case err != nil || n > 5:
		return "", fmt.Errorf("%.16q is not from 0 to 5", s)
	case n <= 1:
		return "error", nil
	case n == 2:
		return "warn", nil
	case n == 3:
		return "info", nil
	}
	return "debug", nil
}

// Environ is what the system distro's children have at least: the cursors of
// the user distro come first, then ours.
func (s *Share) Environ(extra []string) []string {
	icons := s.path(distroDir) + "/usr/share/icons:/usr/share/icons"
	env := []string{
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "XDG_RUNTIME_DIR=" + s.path(runtimeDir),
		"XCURSOR_PATH=" + icons, "XCURSOR_SIZE=24",
	}
	for _, e := range extra {
		name, _, _ := strings.Cut(e, "=")
		env = slices.DeleteFunc(env, func(old string) bool { return strings.HasPrefix(old, name+"=") })
		env = append(env, e)
	}
	return env
}

// HostDistro is the process number of the user distro's init, as WSL tells the
// system distro; 0 if it does not.
func HostDistro() int {
	n, err := strconv.Atoi(os.Getenv("WSL2_DISTRO_INIT_PID"))
	if err != nil || n < 1 {
		return 0
	}
	return n
}
