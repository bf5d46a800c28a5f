package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"oriel/demo/paint"
)

// maxImage is the longest picture data in one PutImage: xgb writes the request
// length in 16 bits of four-byte units and knows no longer form.
const maxImage = 0xffff*4 - 24

const eventMask = xproto.EventMaskExposure | xproto.EventMaskStructureNotify |
	xproto.EventMaskKeyPress | xproto.EventMaskKeyRelease |
	xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease |
	xproto.EventMaskPointerMotion | xproto.EventMaskFocusChange

// A window is the X window and what it shows.
type window struct {
	conn *xgb.Conn
	p    *paint.Painter
	id   xproto.Window
	gc   xproto.Gcontext
	w, h int
	buf  []byte
	syms keysyms

	dirty   bool // the window shows something else than the current frame
	exposed bool // the server has asked for content once

	atoms map[string]xproto.Atom
}

func newWindow(conn *xgb.Conn, p *paint.Painter, o options) (*window, error) {
	setup := xproto.Setup(conn)
	screen := setup.DefaultScreen(conn)
	if screen.RootDepth != 24 || setup.ImageByteOrder != xproto.ImageOrderLSBFirst {
		return nil, errors.New("the X server has no 24 bit screen in little-endian order")
	}
	w := &window{conn: conn, p: p, w: o.Size.W, h: o.Size.H}
	var err error
	if w.atoms, err = intern(conn, "UTF8_STRING", "WM_PROTOCOLS", "WM_DELETE_WINDOW",
		"_NET_WM_NAME", "_NET_WM_PID", "_NET_WM_PING"); err != nil {
		return nil, err
	}
	if w.syms, err = readKeysyms(conn); err != nil {
		return nil, err
	}
	if w.id, err = xproto.NewWindowId(conn); err != nil {
		return nil, err
	}
	if w.gc, err = xproto.NewGcontextId(conn); err != nil {
		return nil, err
	}
	x, y := 0, 0
	if o.at != nil {
		x, y = o.at.X, o.at.Y
	}
	var override uint32
	if o.override {
		override = 1
	}
	// No background: the server must not paint over the pattern on its own.
	err = xproto.CreateWindowChecked(conn, screen.RootDepth, w.id, screen.Root, int16(x), int16(y),
		uint16(w.w), uint16(w.h), 0, xproto.WindowClassInputOutput, screen.RootVisual,
		xproto.CwBackPixmap|xproto.CwOverrideRedirect|xproto.CwEventMask,
		[]uint32{xproto.BackPixmapNone, override, eventMask}).Check()
	if err != nil {
		return nil, fmt.Errorf("cannot create a window: %w", err)
	}
	if err := xproto.CreateGCChecked(conn, w.gc, xproto.Drawable(w.id), 0, nil).Check(); err != nil {
		return nil, fmt.Errorf("cannot create a graphics context: %w", err)
	}
	w.describe(o)
	return w, xproto.MapWindowChecked(conn, w.id).Check()
}

// describe sets the properties that ICCCM and EWMH ask of a client.
func (w *window) describe(o options) {
	host, _ := os.Hostname()
	w.set8(xproto.AtomWmName, xproto.AtomString, o.Title)
	w.set8(w.atoms["_NET_WM_NAME"], w.atoms["UTF8_STRING"], o.Title)
	w.set8(xproto.AtomWmClass, xproto.AtomString, "xpaint\x00"+o.class+"\x00")
	w.set8(xproto.AtomWmClientMachine, xproto.AtomString, host)
	w.set32(w.atoms["_NET_WM_PID"], xproto.AtomCardinal, uint32(os.Getpid()))
	w.set32(w.atoms["WM_PROTOCOLS"], xproto.AtomAtom,
		uint32(w.atoms["WM_DELETE_WINDOW"]), uint32(w.atoms["_NET_WM_PING"]))

	const inputHint, stateHint, normal = 1 << 0, 1 << 1, 1
	w.set32(xproto.AtomWmHints, xproto.AtomWmHints, inputHint|stateHint, 1, normal, 0, 0, 0, 0, 0, 0)

	const usPosition, pSize = 1 << 0, 1 << 3
	hints := make([]uint32, 18)
	hints[0] = pSize
	if o.at != nil {
		hints[0] |= usPosition
		hints[1], hints[2] = uint32(int32(o.at.X)), uint32(int32(o.at.Y))
	}
	hints[3], hints[4] = uint32(w.w), uint32(w.h)
	w.set32(xproto.AtomWmNormalHints, xproto.AtomWmSizeHints, hints...)
}

func (w *window) set8(property, kind xproto.Atom, value string) {
	xproto.ChangeProperty(w.conn, xproto.PropModeReplace, w.id, property, kind, 8,
		uint32(len(value)), []byte(value))
}

func (w *window) set32(property, kind xproto.Atom, values ...uint32) {
	b := make([]byte, 0, 4*len(values))
	for _, v := range values {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	xproto.ChangeProperty(w.conn, xproto.PropModeReplace, w.id, property, kind, 32,
		uint32(len(values)), b)
}

// draw puts the current frame on the window and returns when the server has
// it, so that an animation cannot run ahead of the server.
func (w *window) draw() error {
	stride := 4 * w.w
	if need := stride * w.h; cap(w.buf) < need {
		w.buf = make([]byte, need)
	}
	w.buf = w.buf[:stride*w.h]
	w.p.Draw(w.buf, stride, w.w, w.h)
	step := max(maxImage/stride, 1)
	for y := 0; y < w.h; y += step {
		n := min(step, w.h-y)
		xproto.PutImage(w.conn, xproto.ImageFormatZPixmap, xproto.Drawable(w.id), w.gc,
			uint16(w.w), uint16(n), 0, int16(y), 0, 24, w.buf[y*stride:(y+n)*stride])
	}
	_, err := xproto.GetInputFocus(w.conn).Reply()
	return err
}

func intern(conn *xgb.Conn, names ...string) (map[string]xproto.Atom, error) {
	atoms := make(map[string]xproto.Atom, len(names))
	for _, name := range names {
		r, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
		if err != nil {
			return nil, fmt.Errorf("cannot intern %s: %w", name, err)
		}
		atoms[name] = r.Atom
	}
	return atoms, nil
}
