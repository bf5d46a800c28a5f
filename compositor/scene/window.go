package scene

import (
	"image"

	"oriel/compositor/region"
)

// A WindowID names a window for as long as the compositor lives; it is never
// reused and never 0. The same number is the RAIL windowId and the "window"
// log attribute. It stays below 0xFFFFFF00, since RAIL uses values near the
// top as marks.
type WindowID uint32

// A SurfaceID names a surface in the same way.
type SurfaceID uint32

// Kind says what a window is for.
type Kind uint8

// The kinds. Menu covers popups, drop-downs and everything that grabs;
// Tooltip covers what takes no input.
const (
	Toplevel Kind = iota
	Dialog
	Menu
	Tooltip
)

func (k Kind) String() string { return [...]string{"toplevel", "dialog", "menu", "tooltip"}[k&3] }

// State is a set of bits.
type State uint16

// The states of a window.
const (
	Activated State = 1 << iota
	Maximized
	Minimized
	Fullscreen
	Modal
	Above
	SkipTaskbar
	Resizing
	Attention // the app asks for the user
	Awake     // the app asks that the screen stays on while it is seen
)

// Insets are widths of the four sides, in logical pixels.
type Insets struct{ Left, Top, Right, Bottom int }

// Limits are the sizes of Bounds that the app accepts; 0 means none.
type Limits struct{ Min, Max image.Point }

// A Window is what viewers see. All coordinates are global logical pixels.
type Window struct {
	ID      WindowID
	Surface SurfaceID
	Kind    Kind
	Owner   WindowID // xdg parent, WM_TRANSIENT_FOR, popup parent; 0 for none
	Title   string
	AppID   string          // xdg app_id or WM_CLASS
	PID     int             // of the app, 0 if unknown
	Bounds  image.Rectangle // what a user sees of it; its size follows Content.Size less Margins
	Margins Insets          // client-side shadow: part of Content, outside Bounds
	Frame   Insets          // that we draw around what the app draws: part of Content, inside Bounds
	Limits  Limits
	State   State
	Icon    *Icon // replaced as a whole, never written to; nil for none
	Content Content
	Handle  Handle // verbs back to the shell that made it; for the loop goroutine only
}

// Origin returns where the content's top left pixel is.
func (w *Window) Origin() image.Point {
	return w.Bounds.Min.Sub(image.Pt(w.Margins.Left, w.Margins.Top))
}

// An Icon is a picture of the app in one or more sizes. It is not changed
// once it is made.
type Icon struct{ Images []IconImage }

// An IconImage has Width*Height pixels: B, G, R, A bytes, alpha straight.
type IconImage struct {
	Width, Height int
	Pix           []byte
}

// Best returns the image whose width is nearest to size, preferring larger;
// nil for an empty icon.
func (i *Icon) Best(size int) *IconImage {
	var best *IconImage
	for n := range i.Images {
		m := &i.Images[n]
		switch {
		case best == nil,
			best.Width < size && m.Width > best.Width,
			m.Width >= size && m.Width < best.Width:
			best = m
		}
	}
	return best
}

// Transform is a wl_output.transform: how a buffer's content is turned.
type Transform uint8

// A RectF is a rectangle in buffer pixels, not necessarily whole ones.
type RectF struct{ X, Y, W, H float64 }

// A Plane is one buffer's place in a Content.
type Plane struct {
	Buffer    *Buffer
	Transform Transform       // applied to the buffer before Src
	Src       RectF           // part of the (transformed) buffer; zero means all of it
	Dst       image.Rectangle // where it goes, logical pixels from the content's top left
	Opaque    image.Rectangle // the part of Dst where the app says that nothing shines through; zero: nowhere
}

// Move moves the plane by d logical pixels.
func (p *Plane) Move(d image.Point) {
	p.Dst = p.Dst.Add(d)
	if !p.Opaque.Empty() {
		p.Opaque = p.Opaque.Add(d)
	}
}

// Hides returns where the plane hides what is below it, in device pixels from the
// content's top left: everywhere, or where the app says so.
func (p *Plane) Hides(scale float64) image.Rectangle {
	r := p.Dst
	if !p.Buffer.Format().Opaque() {
		if r = p.Opaque; scale != 1 {
			r = r.Inset(1) // scaled pixels at its edge have something of what lies beside it
		}
	}
	return ScaleRect(r, scale)
}

// A Content is what a window looks like: planes from bottom to top. A
// Content value that was handed over owns one reference of each Buffer.
type Content struct {
	Planes []Plane
	Size   image.Point       // logical pixels, Margins included
	Damage region.Region     // changed since the viewer's last Diff, logical pixels, may overshoot Size
	Shape  []image.Rectangle // visible part of a shaped window; nil means all
	Seq    uint64            // counts commits that changed pixels
}

// Acquire adds a reference to each Buffer.
func (c *Content) Acquire() {
	for i := range c.Planes {
		c.Planes[i].Buffer.Acquire()
	}
}

// Release gives back a reference to each Buffer; the value is not usable
// after it.
func (c *Content) Release() {
	for i := range c.Planes {
		c.Planes[i].Buffer.Release()
	}
	c.Planes = nil
}

// A Cursor is the pointer's picture. It is not changed once it is made.
type Cursor struct {
	Hidden        bool
	Width, Height int
	Hot           image.Point
	Pix           []byte // B, G, R, A, premultiplied; nil: the client's own arrow
	Scale         float64
}

// An Output is a monitor.
type Output struct {
	ID        uint32
	Name      string
	Bounds    image.Rectangle // global logical pixels
	Work      image.Rectangle // Bounds less bars that the client keeps free
	Scale     float64         // device pixels per logical pixel, a multiple of 1/120
	Physical  image.Point     // mm; 0 if unknown
	Transform Transform
	Refresh   int // mHz
	Primary   bool
	TextScale float64 // how much larger than usual the user wants text, 1 to 2.25; 0: not said. No Wayland protocol tells apps.
	Tray      bool    // the client shows notification icons, as those of its own apps
}

// WorkArea returns Work, or Bounds where none is known.
func (o Output) WorkArea() image.Rectangle {
	if o.Work.Empty() {
		return o.Bounds
	}
	return o.Work
}

// A Grab is a move or resize that the user makes with the pointer.
type Grab struct {
	Window WindowID        // 0: none
	Edges  Edges           // 0: move
	Keys   bool            // by keys, or by the pointer without a button
	Start  image.Point     // pointer position at the start
	Bounds image.Rectangle // the window's at the start
}

// Edges are the sides that a resize pulls at (bits of xdg_toplevel.resize_edge).
type Edges uint8

// The sides.
const (
	Top    Edges = 1
	Bottom Edges = 2
	Left   Edges = 4
	Right  Edges = 8
)

// Wants says which parts of a Wish count.
type Wants uint8

// The parts of a Wish.
const (
	WantBounds     Wants = 1 << iota // Bounds: move and resize
	WantState                        // State, for the bits of Mask
	WantActivate                     // focus, and on top; a minimised window only if State takes that back
	WantDeactivate                   // nothing of ours has the focus any more
	WantClose
	WantRaise
	WantMenu // the system menu, at Bounds.Min
)

// A Wish is what a user asks a window to become. The app decides, and the
// scene shows the answer.
type Wish struct {
	What   Wants
	Bounds image.Rectangle // visible frame, global logical pixels
	State  State
	Mask   State
}

// A Handle carries wishes back to the app's shell. Its methods are called on
// the loop goroutine and must not block.
type Handle interface {
	Configure(tx *Tx, w Wish) // WantBounds and WantState only
	Close(tx *Tx)
}
