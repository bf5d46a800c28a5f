package xdnd

import (
	"fmt"
	"image"
	"math"

	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/compositor/region"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xsel"
)

// A WM is what a DND needs of the window manager.
type WM interface {
	Unit() float64
	Uncovered(f func(r []image.Rectangle))
}

// screen is the X server to outgoing and incoming.
type screen struct {
	conn  *xconn.Conn
	atom  xconn.Atoms
	wm    WM
	drag  *xsel.Drag
	inbox inbox

	list  []xproto.Atom // the types of what we own
	proxy xproto.Window // what X apps see where Wayland windows are
}

// makeProxy makes the window that stands for Wayland windows. It has no
// pixels and is mapped only while an app drags something.
func (x *screen) makeProxy() error {
	id, err := xproto.NewWindowId(x.conn.Conn)
	if err != nil {
		return fmt.Errorf("cannot make a window: %w", err)
	}
	xproto.CreateWindow(x.conn.Conn, 0, id, x.conn.Root, -1, -1, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwOverrideRedirect, []uint32{1})
	x.conn.SetWords(id, x.atom["XdndAware"], x.atom["ATOM"], version)
	x.proxy = id
	return nil
}

func (x *screen) actions() actions { return actionsOf(x.atom) }

func (x *screen) send(to, about xproto.Window, m any) {
	kind, words := pack(m)
	x.conn.SendMessage(to, about, xproto.EventMaskNoEvent, x.atom[kind], words[:]...)
}

func (x *screen) self() xproto.Window   { return x.drag.Window() }
func (x *screen) target() xproto.Window { return x.proxy }

func (x *screen) own(src clip.Source, may clip.Action, then func(xproto.Timestamp)) {
	x.list = x.drag.Targets(src)
	x.setAtoms("XdndTypeList", x.list)
	x.setAtoms("XdndActionList", x.actions().list(may))
	x.drag.Own(src, then)
}

func (x *screen) setAtoms(property string, list []xproto.Atom) {
	words := make([]uint32, len(list))
	for i, a := range list {
		words[i] = uint32(a)
	}
	x.conn.SetWords(x.self(), x.atom[property], x.atom["ATOM"], words...)
}

func (x *screen) disown() { x.drag.Disown() }

func (x *screen) types() []xproto.Atom { return x.list }

// maxDepth bounds the search for a window that takes drops.
const maxDepth = 16

// find finds what takes drops at a place: the outermost window there that says
// so.
func (x *screen) find(at image.Point) (t target) {
	w := x.conn.Root
	for range maxDepth {
		r, err := xproto.TranslateCoordinates(x.conn.Conn, x.conn.Root, w, int16(at.X), int16(at.Y)).Reply()
		if err != nil || r.Child == 0 {
			return target{}
		}
		w = r.Child
		if t.top == 0 {
			t.top = w
		}
		if to, v := x.aware(w); v >= oldest {
			t.win, t.to, t.version = w, to, v
			return t
		}
	}
	return target{}
}

// aware returns who gets the messages about a window, and which version of
// XDND they know; 0 for none.
func (x *screen) aware(w xproto.Window) (to xproto.Window, v int) {
	to = w
	proxy, own := x.conn.AskProperty(w, x.atom["XdndProxy"], 4), x.conn.AskProperty(w, x.atom["XdndAware"], 4)
	p, err1 := proxy.Reply()
	a, err2 := own.Reply()
	if err1 != nil || err2 != nil {
		return 0, 0
	}
	// A proxy that does not name itself is left over from a dead one.
	if id, ok := p.Word(); ok && xproto.Window(id) != w {
		q, err := x.conn.ReadProperty(xproto.Window(id), x.atom["XdndProxy"], 4)
		if self, ok := q.Word(); err == nil && ok && self == id {
			to = xproto.Window(id)
			if a, err = x.conn.ReadProperty(to, x.atom["XdndAware"], 4); err != nil {
				return 0, 0
			}
		}
	}
	n, _ := a.Word()
	return to, int(min(n, version))
}

// held reports whether the user holds a button, or a finger that X makes one of.
func (x *screen) held() bool {
	const buttons = xproto.KeyButMaskButton1 | xproto.KeyButMaskButton2 | xproto.KeyButMaskButton3 |
		xproto.KeyButMaskButton4 | xproto.KeyButMaskButton5
	r, err := xproto.QueryPointer(x.conn.Conn, x.conn.Root).Reply()
	return err == nil && r.Mask&buttons != 0
}

func (x *screen) look() {
	x.wm.Uncovered(func(r []image.Rectangle) { x.inbox.put(uncoveredMessage{r}) })
}

// show lays our window over all others, in the shape of the rectangles.
func (x *screen) show(rects []image.Rectangle) {
	c := x.conn.Conn
	r := region.Of(rects...)
	all := r.Bounds().Intersect(image.Rect(0, 0, math.MaxInt16, math.MaxInt16))
	if all.Empty() {
		xproto.UnmapWindow(c, x.proxy)
		return
	}
	r.Intersect(all)
	list := make([]xproto.Rectangle, 0, len(r.Rects()))
	for _, q := range r.Rects() {
		q = q.Sub(all.Min)
		list = append(list, xproto.Rectangle{X: int16(q.Min.X), Y: int16(q.Min.Y), Width: uint16(q.Dx()), Height: uint16(q.Dy())})
	}
	xproto.ConfigureWindow(c, x.proxy,
		xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight|xproto.ConfigWindowStackMode,
		[]uint32{uint32(all.Min.X), uint32(all.Min.Y), uint32(all.Dx()), uint32(all.Dy()), xproto.StackModeAbove})
	shape.Rectangles(c, shape.SoSet, shape.SkBounding, xproto.ClipOrderingUnsorted, x.proxy, 0, 0, list)
	xproto.MapWindow(c, x.proxy)
}

// maxAtoms bounds an XdndTypeList and an XdndActionList.
const maxAtoms = 256

func (x *screen) typeList(w xproto.Window) []xproto.Atom   { return x.atoms(w, "XdndTypeList") }
func (x *screen) actionList(w xproto.Window) []xproto.Atom { return x.atoms(w, "XdndActionList") }

func (x *screen) atoms(w xproto.Window, property string) []xproto.Atom {
	p, err := x.conn.ReadProperty(w, x.atom[property], 4*maxAtoms)
	if err != nil {
		return nil
	}
	return p.Atoms()
}

func (x *screen) content(types []xproto.Atom) content {
	if c := x.drag.Content(types); c != nil {
		return c
	}
	return nil
}

// point converts a place of the desktop to X's.
func (x *screen) point(lx, ly float64) image.Point {
	u := x.wm.Unit()
	return image.Pt(int(math.Floor(lx*u)), int(math.Floor(ly*u)))
}

func (x *screen) logical(p image.Point) (lx, ly float64) {
	u := x.wm.Unit()
	return float64(p.X) / u, float64(p.Y) / u
}
