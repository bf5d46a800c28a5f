package xconn

import (
	"encoding/binary"

	"github.com/jezek/xgb/xproto"
)

var le = binary.LittleEndian

// A Property is the value of a window's property. The zero value is one that
// is not there.
type Property struct {
	Type   xproto.Atom
	Format byte
	Data   []byte
}

// Words returns a property of format 32 as numbers, nil for other formats.
func (p *Property) Words() []uint32 {
	if p.Format != 32 {
		return nil
	}
	out := make([]uint32, len(p.Data)/4)
	for i := range out {
		out[i] = le.Uint32(p.Data[4*i:])
	}
	return out
}

// Word returns the first number of a property of format 32.
func (p *Property) Word() (uint32, bool) {
	if p.Format != 32 || len(p.Data) < 4 {
		return 0, false
	}
	return le.Uint32(p.Data), true
}

// Atoms returns a property of format 32 as atoms.
func (p *Property) Atoms() []xproto.Atom {
	w := p.Words()
	out := make([]xproto.Atom, len(w))
	for i := range w {
		out[i] = xproto.Atom(w[i])
	}
	return out
}

// Windows returns a property of format 32 as windows.
func (p *Property) Windows() []xproto.Window {
	w := p.Words()
	out := make([]xproto.Window, len(w))
	for i := range w {
		out[i] = xproto.Window(w[i])
	}
	return out
}

// A PropertyCookie is a property that was asked for.
type PropertyCookie struct {
	conn *Conn
	w    xproto.Window
	name xproto.Atom
	max  int
	c    xproto.GetPropertyCookie
}

// chunk is how much of a property is read at a time, in bytes.
const chunk = 64 << 10

// AskProperty asks for at most max bytes of a property; Reply waits. Ask for
// many, then wait: that is one round trip.
func (c *Conn) AskProperty(w xproto.Window, name xproto.Atom, max int) PropertyCookie {
	n := (min(max, chunk) + 3) / 4
	return PropertyCookie{c, w, name, max, xproto.GetProperty(c.Conn, false, w, name, xproto.GetPropertyTypeAny, 0, uint32(n))}
}

// Reply waits for the property. One that is not there is no error; ErrGone
// means that the window is gone.
func (k PropertyCookie) Reply() (Property, error) {
	r, err := k.c.Reply()
	if err != nil {
		return Property{}, Gone(err)
	}
	p := Property{Type: r.Type, Format: r.Format, Data: r.Value}
	for r.BytesAfter > 0 && len(p.Data) < k.max && len(r.Value) > 0 {
		n := (min(k.max-len(p.Data), chunk) + 3) / 4
		r, err = xproto.GetProperty(k.conn.Conn, false, k.w, k.name, p.Type, uint32(len(p.Data)/4), uint32(n)).Reply()
		if err != nil {
			return Property{}, Gone(err)
		}
		if r.Type != p.Type || r.Format != p.Format {
			return Property{}, nil // it was replaced meanwhile: another PropertyNotify is on its way
		}
		p.Data = append(p.Data, r.Value...)
	}
	return p, nil
}

// ReadProperty is AskProperty and Reply.
func (c *Conn) ReadProperty(w xproto.Window, name xproto.Atom, max int) (Property, error) {
	return c.AskProperty(w, name, max).Reply()
}

// SetProperty replaces a property's bytes of format 8, in as many requests as
// it takes.
func (c *Conn) SetProperty(w xproto.Window, name, kind xproto.Atom, data []byte) {
	c.change(w, name, kind, 8, data)
}

// SetWords replaces a property of format 32.
func (c *Conn) SetWords(w xproto.Window, name, kind xproto.Atom, words ...uint32) {
	data := make([]byte, 0, 4*len(words))
	for _, v := range words {
		data = le.AppendUint32(data, v)
	}
	c.change(w, name, kind, 32, data)
}

func (c *Conn) change(w xproto.Window, name, kind xproto.Atom, format byte, data []byte) {
	mode := byte(xproto.PropModeReplace)
	for {
		n := min(len(data), c.MaxRequest&^3)
		xproto.ChangeProperty(c.Conn, mode, w, name, kind, format, uint32(n)/uint32(format/8), data[:n])
		data = data[n:]
		if len(data) == 0 {
			return
		}
		mode = xproto.PropModeAppend
	}
}

// DeleteProperty removes a property.
func (c *Conn) DeleteProperty(w xproto.Window, name xproto.Atom) {
	xproto.DeleteProperty(c.Conn, w, name)
}
