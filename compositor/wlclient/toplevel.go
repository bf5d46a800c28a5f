package wlclient

import (
	"encoding/binary"
	"slices"

	"oriel/compositor/wlproto"
)

// Toplevel is an application window.
type Toplevel struct {
	Surface    wlproto.WlSurfaceProxy
	XdgSurface wlproto.XdgSurfaceProxy
	Toplevel   wlproto.XdgToplevelProxy

	// What the last configure said, acknowledged already. Where the server
	// left the size to us it is that given to NewToplevel.
	Width, Height int
	States        []wlproto.XdgToplevelState
	Configures    int  // how many there were
	Closed        bool // the server asked to close the window
}

// NewToplevel makes a window and waits for its first configure. It is shown
// with its first buffer.
func (c *Client) NewToplevel(title string, width, height int) (*Toplevel, error) {
	base, err := c.wmBase()
	if err != nil {
		return nil, err
	}
	s, err := c.NewSurface()
	if err != nil {
		return nil, err
	}
	w := &Toplevel{Surface: s, XdgSurface: base.GetXdgSurface(s)}
	w.Toplevel = w.XdgSurface.GetToplevel()
	pending := *w
	w.Toplevel.SetEvents(&wlproto.XdgToplevelEvents{
		Configure: func(cw, ch int32, states []byte) {
			pending.Width, pending.Height = int(cw), int(ch)
			pending.States = pending.States[:0]
			for ; len(states) >= 4; states = states[4:] {
				pending.States = append(pending.States, wlproto.XdgToplevelState(binary.LittleEndian.Uint32(states)))
			}
		},
		Close: func() { w.Closed = true },
	})
	w.XdgSurface.SetEvents(&wlproto.XdgSurfaceEvents{
		Configure: func(serial uint32) {
			w.Width, w.Height = pending.Width, pending.Height
			if w.Width == 0 {
				w.Width = width
			}
			if w.Height == 0 {
				w.Height = height
			}
			w.States = slices.Clone(pending.States)
			w.Configures++
			w.XdgSurface.AckConfigure(serial)
		},
	})
	w.Toplevel.SetTitle(title)
	s.Commit()
	return w, c.Until(func() bool { return w.Configures > 0 })
}

// wmBase returns the xdg_wm_base, which answers pings by itself.
func (c *Client) wmBase() (wlproto.XdgWmBaseProxy, error) {
	r, err := c.Get(wlproto.XdgWmBaseInterface)
	base := wlproto.XdgWmBaseProxy{Resource: r}
	if err == nil && r.Handler() == nil {
		base.SetEvents(&wlproto.XdgWmBaseEvents{Ping: base.Pong})
	}
	return base, err
}

// Has reports whether the last configure had that state.
func (w *Toplevel) Has(s wlproto.XdgToplevelState) bool { return slices.Contains(w.States, s) }

// Show makes b the contents of the window, damaged all over.
func (w *Toplevel) Show(b *Buffer) {
	b.Busy = true
	w.Surface.Attach(b.WlBufferProxy, 0, 0)
	if w.Surface.Version() >= 4 {
		w.Surface.DamageBuffer(0, 0, int32(b.Width), int32(b.Height))
	} else {
		w.Surface.Damage(0, 0, 1<<30, 1<<30)
	}
	w.Surface.Commit()
}

// Close destroys the window.
func (w *Toplevel) Close() {
	w.Toplevel.Destroy()
	w.XdgSurface.Destroy()
	w.Surface.Destroy()
}
