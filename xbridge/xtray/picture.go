package xtray

import (
	"github.com/jezek/xgb/composite"
	"github.com/jezek/xgb/xproto"
)

// pixels reads what a socket shows: B, G, R, A bytes as the app drew them; nil
// if it is gone. The pixmap that a redirected window is drawn into can be read
// wherever the window is, and changes with its size.
func (t *Tray) pixels(i *icon) []byte {
	x := t.conn.Conn
	pixmap, err := xproto.NewPixmapId(x)
	if err != nil {
		return nil
	}
	composite.NameWindowPixmap(x, i.socket, pixmap)
	side := uint16(t.side())
	image := xproto.GetImage(x, xproto.ImageFormatZPixmap, xproto.Drawable(pixmap), 0, 0, side, side, 0xFFFFFFFF)
	xproto.FreePixmap(x, pixmap)
	r, err := image.Reply()
	if n := 4 * int(side) * int(side); err == nil && len(r.Data) >= n {
		return r.Data[:n:n]
	}
	return nil
}

// straighten makes alpha straight that was premultiplied, or opaque what has
// none.
func straighten(pix []byte, alpha bool) {
	for i := 0; i+4 <= len(pix); i += 4 {
		p := pix[i : i+4 : i+4]
		if !alpha {
			p[3] = 0xFF
		}
		a := int(p[3])
		if a == 0xFF {
			continue
		}
		for c := range 3 {
			if a == 0 {
				p[c] = 0
			} else {
				p[c] = byte(min((int(p[c])*255+a/2)/a, 255))
			}
		}
	}
}

// visible reports whether anything is to be seen.
func visible(pix []byte) bool {
	for i := 3; i < len(pix); i += 4 {
		if pix[i] != 0 {
			return true
		}
	}
	return false
}
