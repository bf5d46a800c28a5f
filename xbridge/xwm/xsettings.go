package xwm

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"github.com/jezek/xgb/xproto"
)

// Apps learn how large to draw from two places: toolkits from XSETTINGS, which
// we manage unless somebody else does, the rest from the resource Xft.dpi.

// baseDPI is 100 %, and baseCursor the size of cursors at it.
const (
	baseDPI    = 96
	baseCursor = 24
)

// A setting of XSETTINGS is a whole number.
type setting struct {
	name  string
	value int32
}

// settings are what is to be known of the scale.
func (wm *WM) settings() []setting {
	// Toolkits double whole, and take the rest as larger type.
	whole := math.Floor(wm.unit)
	dpi := func(k float64) int32 { return int32(math.Round(baseDPI * 1024 * k * wm.text())) }
	return []setting{
		{"Gdk/UnscaledDPI", dpi(wm.unit / whole)},
		{"Gdk/WindowScalingFactor", int32(whole)},
		{"Gtk/CursorThemeSize", int32(math.Round(baseCursor * wm.unit))},
		{"Xft/DPI", dpi(wm.unit)},
	}
}

// text is how much larger than usual the user wants text.
func (wm *WM) text() float64 {
	for _, o := range wm.monitors {
		if o.Primary && o.TextScale > 0 {
			return o.TextScale
		}
	}
	return 1
}

// appendSettings encodes _XSETTINGS_SETTINGS, in little-endian order.
func appendSettings(b []byte, serial uint32, list []setting) []byte {
	le := binary.LittleEndian
	b = append(b, 0, 0, 0, 0) // byte order: LSBFirst; unused
	b = le.AppendUint32(le.AppendUint32(b, serial), uint32(len(list)))
	for _, s := range list {
		b = append(b, 0, 0) // XSettingsTypeInteger; unused
		b = append(le.AppendUint16(b, uint16(len(s.name))), s.name...)
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		b = le.AppendUint32(le.AppendUint32(b, serial), uint32(s.value))
	}
	return b
}

// ownSettings becomes the manager of XSETTINGS, if there is none.
func (wm *WM) ownSettings() {
	x, a := wm.conn, wm.atom
	r, err := xproto.GetSelectionOwner(x.Conn, a["_XSETTINGS_S0"]).Reply()
	if err == nil && r.Owner == 0 {
		wm.writeSettings() // first: who hears of the manager reads it
		xproto.SetSelectionOwner(x.Conn, wm.check, a["_XSETTINGS_S0"], xproto.TimeCurrentTime)
		x.SendMessage(x.Root, x.Root, xproto.EventMaskStructureNotify, a["MANAGER"],
			xproto.TimeCurrentTime, uint32(a["_XSETTINGS_S0"]), uint32(wm.check))
		return
	}
	wm.writeSettings()
}

// writeSettings tells both places.
func (wm *WM) writeSettings() {
	if wm.conn == nil {
		return
	}
	wm.serial++
	wm.conn.SetProperty(wm.check, wm.atom["_XSETTINGS_SETTINGS"], wm.atom["_XSETTINGS_SETTINGS"],
		appendSettings(nil, wm.serial, wm.settings()))
	const most = 1 << 20
	p, err := wm.conn.ReadProperty(wm.conn.Root, wm.atom["RESOURCE_MANAGER"], most)
	if err != nil {
		return
	}
	text := resources(string(p.Data), []setting{
		{"Xft.dpi", int32(math.Round(baseDPI * wm.unit * wm.text()))}, {"Xcursor.size", int32(math.Round(baseCursor * wm.unit))},
	})
	wm.conn.SetProperty(wm.conn.Root, wm.atom["RESOURCE_MANAGER"], wm.atom["STRING"], []byte(text))
}

// resources sets lines of a resource file and keeps all others.
func resources(old string, set []setting) string {
	var b strings.Builder
	for line := range strings.Lines(old) {
		name, _, _ := strings.Cut(line, ":")
		ours := false
		for _, s := range set {
			ours = ours || strings.TrimSpace(name) == s.name
		}
		if !ours {
			b.WriteString(strings.TrimRight(line, "\n") + "\n")
		}
	}
	for _, s := range set {
		fmt.Fprintf(&b, "%s:\t%d\n", s.name, s.value)
	}
	return b.String()
}
