package xwm

import (
	"unicode/utf8"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// names are what a window is called.
type names struct {
	wm, net         string // WM_NAME, _NET_WM_NAME
	instance, class string // WM_CLASS
}

func (n *names) title() string {
	if n.net != "" {
		return n.net
	}
	return n.wm
}

func (n *names) appID() string {
	if n.class != "" {
		return n.class
	}
	return n.instance
}

// maxTitle bounds a title, in bytes.
const maxTitle = 1024

func cut(s string) string {
	if len(s) <= maxTitle {
		return s
	}
	s = s[:maxTitle]
	for len(s) > 0 && !utf8.ValidString(s[max(0, len(s)-utf8.UTFMax):]) {
		s = s[:len(s)-1]
	}
	return s
}

func (wm *WM) readWMName(w *window, p xconn.Property)    { w.names.wm = cut(wm.conn.Text(p)) }
func (wm *WM) readNetWMName(w *window, p xconn.Property) { w.names.net = cut(wm.conn.Text(p)) }

func (wm *WM) readWMClass(w *window, p xconn.Property) {
	w.names.instance, w.names.class = "", ""
	s := wm.conn.Strings(p)
	if len(s) > 0 {
		w.names.instance = cut(s[0])
	}
	if len(s) > 1 {
		w.names.class = cut(s[1])
	}
}

// readNetWMPID takes the app's word; apps that say nothing are asked about by
// X-Resource when their window is managed.
func (wm *WM) readNetWMPID(w *window, p xconn.Property) {
	v, _ := p.Word()
	w.pid = int(v & 0x7fffffff)
}

// readGTKFrameExtents reads the shadow that the app draws around its window.
// Who says that there is none draws a frame all the same.
func (wm *WM) readGTKFrameExtents(w *window, p xconn.Property) {
	old := w.margins
	w.margins, w.ownFrame = DecodeExtents(p.Words()), len(p.Words()) >= 4
	if w.margins != old && w.managed {
		wm.fit(w)
	}
}

// DecodeExtents reads left, right, top and bottom; nonsense gives none.
func DecodeExtents(words []uint32) scene.Insets {
	if len(words) < 4 {
		return scene.Insets{}
	}
	for _, v := range words[:4] {
		if v > 1000 {
			return scene.Insets{}
		}
	}
	return scene.Insets{Left: int(words[0]), Right: int(words[1]), Top: int(words[2]), Bottom: int(words[3])}
}
