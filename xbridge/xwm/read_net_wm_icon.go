package xwm

import (
	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// Bounds of _NET_WM_ICON: what is read, and the images that are kept.
const (
	maxIconBytes  = 4 << 20
	maxIconSide   = 512
	maxIconImages = 16
)

// DecodeIcon reads _NET_WM_ICON: images of width, height and that many words
// A, R, G, B, alpha straight. It returns nil if there is no good image.
func DecodeIcon(data []byte) *scene.Icon {
	var icon scene.Icon
	for len(data) >= 8 && len(icon.Images) < maxIconImages {
		w, h := le.Uint32(data), le.Uint32(data[4:])
		data = data[8:]
		n := uint64(w) * uint64(h) * 4
		if w == 0 || h == 0 || n > uint64(len(data)) {
			break
		}
		if w <= maxIconSide && h <= maxIconSide {
			// A little-endian ARGB word is B, G, R, A in memory.
			pix := append([]byte(nil), data[:n]...)
			icon.Images = append(icon.Images, scene.IconImage{Width: int(w), Height: int(h), Pix: pix})
		}
		data = data[n:]
	}
	if len(icon.Images) == 0 {
		return nil
	}
	return &icon
}

func (wm *WM) readNetWMIcon(w *window, p xconn.Property) {
	w.icon = nil
	if p.Format == 32 {
		w.icon = DecodeIcon(p.Data)
	}
}
