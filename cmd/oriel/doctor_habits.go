package main

import (
	"strings"
)

// probeScaling looks for settings of old advice: windows have the scale of
// their monitor, and these come on top of it.
func probeScaling(m machine) (string, error) {
	var set []string
	for _, name := range []string{"GDK_SCALE", "GDK_DPI_SCALE", "QT_SCALE_FACTOR", "QT_SCREEN_SCALE_FACTORS", "QT_FONT_DPI", "ELM_SCALE"} {
		if v := m.getenv(name); v != "" && v != "1" {
			set = append(set, name)
		}
	}
	if set != nil {
		return "", ill("unset "+strings.Join(set, " ")+", and remove what sets them from ~/.profile and ~/.bashrc",
			"%s set the size of apps, which follow the monitor by themselves: they become blurred or too large", strings.Join(set, ", "))
	}
	return "apps follow the monitor", nil
}

// inputMethods are the programs behind the names of modules.
var inputMethods = map[string][]string{"fcitx": {"fcitx"}, "fcitx5": {"fcitx5"}, "ibus": {"ibus-daemon"}, "uim": {"uim-xim"}, "scim": {"scim"}}

func probeInputMethod(m machine) (string, error) {
	for _, name := range []string{"GTK_IM_MODULE", "QT_IM_MODULE", "XMODIFIERS"} {
		value := m.getenv(name)
		module := strings.TrimPrefix(value, "@im=")
		if programs := inputMethods[module]; programs != nil && !m.running(programs...) {
			return "", ill("start it: "+programs[0]+" -d; or unset "+name+", and type by the input method of Windows",
				"%s=%s, and no %s runs: apps wait for it with each key", name, value, programs[0])
		}
	}
	return "that of Windows, or one that runs", nil
}

// clipboardDaemons copy between X selections by themselves. People start them
// where CLIPBOARD and PRIMARY do not reach Windows.
var clipboardDaemons = []string{"autocutsel", "xcutsel", "xclipsync", "clipster"}

func probeClipboard(m machine) (string, error) {
	for _, name := range clipboardDaemons {
		if m.running(name) {
			return "", ill("pkill "+name+", and remove what starts it from ~/.profile, ~/.bashrc and ~/.xprofile",
				"%s runs: it claims each selection anew, so that what was copied in Windows is lost or comes late", name)
		}
	}
	return "text, both ways; no pictures, no files", nil
}

// probeToolkits looks for settings of old advice that keep apps away from
// Wayland, where the desktop places their menus and knows their scale.
func probeToolkits(m machine) (string, error) {
	var set []string
	for _, s := range []struct{ name, value string }{
		{"GDK_BACKEND", "x11"}, {"QT_QPA_PLATFORM", "xcb"}, {"SDL_VIDEODRIVER", "x11"}, {"CLUTTER_BACKEND", "x11"},
		{"MOZ_ENABLE_WAYLAND", "0"}, {"ELECTRON_OZONE_PLATFORM_HINT", "x11"},
	} {
		if m.getenv(s.name) == s.value {
			set = append(set, s.name)
		}
	}
	if set != nil {
		return "", ill("unset "+strings.Join(set, " ")+", and remove what sets them from ~/.profile and ~/.bashrc",
			"apps are kept on X11 by %s: there they place their menus themselves, and are blurred at most scales", strings.Join(set, ", "))
	}
	return "apps choose Wayland where they can", nil
}
