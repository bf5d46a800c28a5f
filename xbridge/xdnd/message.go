package xdnd

import (
	"image"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
)

// version is the one of XDND that we speak, and oldest the oldest that we
// understand: before it apps knew no XdndFinished worth waiting for.
const (
	version = 5
	oldest  = 3
)

// The messages of XDND, in their own words. From is who sent it: the source's
// window, or the target's.
type (
	enterMsg struct {
		from    xproto.Window
		version int
		more    bool // the types are in the source's XdndTypeList
		types   []xproto.Atom
	}
	positionMsg struct {
		from   xproto.Window
		at     image.Point // of the root window
		time   xproto.Timestamp
		action xproto.Atom
	}
	statusMsg struct {
		from   xproto.Window
		accept bool
		action xproto.Atom
	}
	leaveMsg struct{ from xproto.Window }
	dropMsg  struct {
		from xproto.Window
		time xproto.Timestamp
	}
	finishedMsg struct {
		from   xproto.Window
		accept bool // since version 5
		action xproto.Atom
	}
)

// parse reads a client message; ok is whether it is one of XDND.
func parse(a xconn.Atoms, e xproto.ClientMessageEvent) (m any, ok bool) {
	d := e.Data.Data32
	if e.Format != 32 || len(d) < 5 {
		return nil, false
	}
	from := xproto.Window(d[0])
	switch e.Type {
	case a["XdndEnter"]:
		m := enterMsg{from: from, version: int(d[1] >> 24), more: d[1]&1 != 0}
		for _, t := range d[2:5] {
			if t != 0 {
				m.types = append(m.types, xproto.Atom(t))
			}
		}
		return m, true
	case a["XdndPosition"]:
		at := image.Pt(int(int16(d[2]>>16)), int(int16(d[2])))
		return positionMsg{from, at, xproto.Timestamp(d[3]), xproto.Atom(d[4])}, true
	case a["XdndStatus"]:
		return statusMsg{from, d[1]&1 != 0, xproto.Atom(d[4])}, true
	case a["XdndLeave"]:
		return leaveMsg{from}, true
	case a["XdndDrop"]:
		return dropMsg{from, xproto.Timestamp(d[2])}, true
	case a["XdndFinished"]:
		return finishedMsg{from, d[1]&1 != 0, xproto.Atom(d[2])}, true
	}
	return nil, false
}

// pack writes a message: the name of its type, and its words.
func pack(m any) (kind string, d [5]uint32) {
	bit := func(b bool) uint32 {
		if b {
			return 1
		}
		return 0
	}
	switch m := m.(type) {
	case enterMsg:
		d = [5]uint32{uint32(m.from), uint32(m.version)<<24 | bit(m.more)}
		for i, t := range m.types[:min(len(m.types), 3)] {
			d[2+i] = uint32(t)
		}
		return "XdndEnter", d
	case positionMsg:
		at := uint32(uint16(m.at.X))<<16 | uint32(uint16(m.at.Y))
		return "XdndPosition", [5]uint32{uint32(m.from), 0, at, uint32(m.time), uint32(m.action)}
	case statusMsg:
		// Bit 1 and no rectangle: every motion is wanted.
		return "XdndStatus", [5]uint32{uint32(m.from), 2 | bit(m.accept), 0, 0, uint32(m.action)}
	case leaveMsg:
		return "XdndLeave", [5]uint32{uint32(m.from)}
	case dropMsg:
		return "XdndDrop", [5]uint32{uint32(m.from), 0, uint32(m.time)}
	case finishedMsg:
		return "XdndFinished", [5]uint32{uint32(m.from), bit(m.accept), uint32(m.action)}
	}
	return "", d
}

// actions are the atoms of the actions, which have a counterpart each.
type actions [3]struct {
	atom   xproto.Atom
	action clip.Action
}

func actionsOf(a xconn.Atoms) actions {
	return actions{{a["XdndActionCopy"], clip.Copy}, {a["XdndActionMove"], clip.Move}, {a["XdndActionAsk"], clip.Ask}}
}

// action returns what an atom says. Links, and what apps agree on in private,
// are to us a copy.
func (x actions) action(a xproto.Atom) clip.Action {
	for _, k := range x {
		if k.atom == a {
			return k.action
		}
	}
	return clip.Copy
}

// set returns those of the actions that we know.
func (x actions) set(list []xproto.Atom) (all clip.Action) {
	for _, a := range list {
		for _, k := range x {
			if k.atom == a {
				all |= k.action
			}
		}
	}
	return all
}

// atom returns the atom of one action, 0 for none.
func (x actions) atom(a clip.Action) xproto.Atom {
	for _, k := range x {
		if k.action == a {
			return k.atom
		}
	}
	return 0
}

// list returns the atoms of a set.
func (x actions) list(a clip.Action) (list []xproto.Atom) {
	for _, k := range x {
		if a&k.action != 0 {
			list = append(list, k.atom)
		}
	}
	return list
}
