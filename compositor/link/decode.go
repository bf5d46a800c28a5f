package link

import (
	"cmp"
	"image"
	"os"
	"slices"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// store is where a decoder finds the memory that Diffs speak of.
type store interface {
	// open adds a file; it takes over the descriptor.
	open(id uint32, size int, f *os.File) error
	// buffer returns a Buffer of a file, as a new hold. p says all but where
	// the pixels are.
	buffer(hold, file uint32, offset int, p scene.Pixels) (*scene.Buffer, error)
	// blob reads a file of pictures and closes it.
	blob(f *os.File, size int) ([]byte, error)
}

// sameIcon stands for the icon that the window has already.
var sameIcon = &scene.Icon{}

// decoder puts Diffs together from messages.
type decoder struct {
	store store
	gen   uint32
	begun bool // a Diff is not complete
	d     scene.Diff
	shape int // rectangles of the last window
	harm  int
	fds   []*os.File // of the message, those not yet taken
	texts map[string]string
}

// read takes a message over. done says that the Diff is complete: take it.
func (c *decoder) read(b []byte, fds []*os.File) (done bool, err error) {
	c.fds = fds
	r := reader{b: b}
	kind, flags := r.head()
	if kind != kindDiff || flags&^flagLast != 0 {
		r.fail("head of a Diff")
	}
	gen := r.u32("generation")
	if c.begun && gen != c.gen {
		r.fail("generation")
	}
	c.gen, c.begun = gen, true
	for r.len() > 0 {
		c.record(&r)
	}
	if len(c.fds) > 0 {
		r.fail("descriptors that no record speaks of")
	}
	for _, f := range c.fds {
		f.Close()
	}
	if r.err != nil {
		c.drop()
		return false, r.err
	}
	return flags == flagLast, nil
}

// take returns the complete Diff.
func (c *decoder) take() (gen uint32, d scene.Diff) {
	d, c.d, c.begun = c.d, scene.Diff{}, false
	return c.gen, d
}

// drop gives up an incomplete Diff.
func (c *decoder) drop() {
	c.d.Release()
	c.begun = false
}

// next takes the next descriptor of the message.
func (c *decoder) next(r *reader) *os.File {
	if r.err != nil || len(c.fds) == 0 {
		r.fail("no descriptor")
		return nil
	}
	f := c.fds[0]
	c.fds = c.fds[1:]
	return f
}

func (c *decoder) record(r *reader) {
	switch rec := r.u8("record"); rec {
	case recFile:
		c.file(r)
	case recGone:
		c.d.Gone = readIDs(r, c.d.Gone, maxKnown)
	case recChanged:
		if c.d.Changed = scene.Fields(r.u32("changed")); c.d.Changed&^sceneFields != 0 {
			r.fail("changed")
		}
	case recStack:
		c.d.Stack = readIDs(r, c.d.Stack, maxWindows)
	case recActive:
		c.d.Active = scene.WindowID(r.u32("active"))
	case recOutputs:
		c.d.Outputs = readOutputs(r, nil)
	case recCursor:
		c.cursor(r)
	case recGrab:
		id, how := scene.WindowID(r.u32("grab")), r.below(2*grabKeys, "edges")
		c.d.Grab = scene.Grab{Window: id, Edges: scene.Edges(how & 15), Keys: how&grabKeys != 0, Start: r.point("start"), Bounds: r.rect("bounds")}
	case recLocked:
		c.d.Locked = r.bool("locked")
	case recLocks:
		b := r.below(8, "lock keys")
		c.d.Locks = seat.Locks{Caps: b&1 != 0, Num: b&2 != 0, Scroll: b&4 != 0}
	case recNotifyIcon:
		c.notifyIcon(r)
	case recWindow:
		c.window(r)
	case recPlane, recShape, recDamage, recIcon:
		if len(c.d.Windows) == 0 {
			r.fail("a part of no window")
			return
		}
		c.part(r, rec, &c.d.Windows[len(c.d.Windows)-1].Window)
	default:
		r.fail("kind of record")
	}
}

func (c *decoder) part(r *reader, rec byte, w *scene.Window) {
	switch rec {
	case recPlane:
		c.plane(r, w)
	case recShape:
		for range c.rects(r, &c.shape, maxShape) {
			w.Content.Shape = append(w.Content.Shape, r.rect("rectangle"))
		}
	case recDamage:
		for range c.rects(r, &c.harm, maxDamage) {
			w.Content.Damage.Add(r.rect("rectangle"))
		}
	case recIcon:
		c.icon(r, w)
	}
}

func readIDs(r *reader, list []scene.WindowID, most int) []scene.WindowID {
	for range r.count(4, most-len(list), "windows") {
		list = append(list, scene.WindowID(r.u32("window")))
	}
	return list
}

// rects reads how many rectangles follow; so says how many there were.
func (c *decoder) rects(r *reader, so *int, most int) int {
	n := r.count(16, most-*so, "rectangles")
	*so += n
	return n
}

// maxTexts bounds the strings that a decoder keeps.
const maxTexts = 256

// text is a string that may have been read before: windows tell their titles
// with each frame.
func (c *decoder) text(b []byte) string {
	if s, ok := c.texts[string(b)]; ok {
		return s
	}
	if c.texts == nil {
		c.texts = map[string]string{}
	}
	if len(c.texts) == maxTexts {
		clear(c.texts)
	}
	s := string(b)
	c.texts[s] = s
	return s
}

func (c *decoder) file(r *reader) {
	id, size := r.u32("file"), r.natural(maxFileSize-1, "size")+1
	f := c.next(r)
	if r.err != nil {
		if f != nil {
			f.Close()
		}
		return
	}
	if err := c.store.open(id, size, f); err != nil {
		r.err = err
	}
}

func (c *decoder) window(r *reader) {
	var d scene.WindowDiff
	w := &d.Window
	w.ID, d.Changed = scene.WindowID(r.u32("window")), scene.Fields(r.u32("changed"))
	w.Surface, w.Kind = scene.SurfaceID(r.u32("surface")), scene.Kind(r.below(4, "kind"))
	icon := r.below(iconFollows+1, "icon")
	w.State, w.Owner = scene.State(r.u16("state")), scene.WindowID(r.u32("owner"))
	w.PID, w.Bounds = r.natural(maxCoord, "pid"), r.rect("bounds")
	w.Margins, w.Frame = r.insets(), r.insets()
	w.Limits.Min, w.Limits.Max = r.point("min"), r.point("max")
	w.Content.Size, w.Content.Seq = r.point("size"), r.u64("seq")
	if r.bool("shaped") {
		w.Content.Shape = []image.Rectangle{}
	}
	w.Title = c.text(r.run(maxTitle, "title"))
	w.AppID = c.text(r.run(maxAppID, "app id"))
	if icon == iconSame {
		w.Icon = sameIcon
	}
	n := len(c.d.Windows)
	switch {
	case w.ID == 0 || w.ID >= maxWindowID || n == maxWindows || n > 0 && c.d.Windows[n-1].Window.ID >= w.ID:
		r.fail("window")
	case d.Changed&^windowFields != 0 || w.State&^allStates != 0:
		r.fail("fields of a window")
	case r.err == nil:
		c.d.Add(d.Changed, w)
		c.shape, c.harm = 0, 0
	}
}

func (r *reader) insets() scene.Insets {
	return scene.Insets{Left: r.int("left"), Top: r.int("top"), Right: r.int("right"), Bottom: r.int("bottom")}
}

func (c *decoder) plane(r *reader, w *scene.Window) {
	hold, file, offset := r.u32("hold"), r.u32("file"), r.natural(maxFileSize-1, "offset")
	px := scene.Pixels{Stride: r.natural(maxFileSize-1, "stride"), Width: r.natural(maxBuffer, "width"), Height: r.natural(maxBuffer, "height")}
	px.Format = scene.Format(r.u32("format"))
	p := scene.Plane{Transform: scene.Transform(r.below(8, "transform"))}
	r.bytes(3, "reserved")
	p.Src = scene.RectF{X: r.float(maxCoord, "x"), Y: r.float(maxCoord, "y"), W: r.float(maxCoord, "w"), H: r.float(maxCoord, "h")}
	p.Dst, p.Opaque = r.rect("destination"), r.rect("opaque part")
	p.Opaque = p.Opaque.Intersect(p.Dst)
	if !validPixels(px, offset, maxFileSize) || len(w.Content.Planes) == maxPlanes {
		r.fail("plane")
	}
	if r.err != nil {
		return
	}
	if p.Buffer, r.err = c.store.buffer(hold, file, offset, px); r.err == nil {
		w.Content.Planes = append(w.Content.Planes, p)
	}
}

func (c *decoder) icon(r *reader, w *scene.Window) {
	n := int(r.u8("images"))
	if n == 0 || w.Icon != nil {
		r.fail("icon")
	}
	w.Icon = c.images(r, n)
}

// images reads the sizes of n pictures, and their file; nil if there are none
// or after an error.
func (c *decoder) images(r *reader, n int) *scene.Icon {
	total := 0
	if n > maxIcons {
		r.fail("icon")
	}
	if r.err != nil || n == 0 {
		return nil
	}
	icon := &scene.Icon{Images: make([]scene.IconImage, n)}
	for i := range icon.Images {
		m := &icon.Images[i]
		m.Width, m.Height = int(r.u16("width")), int(r.u16("height"))
		if !small(m.Width, m.Height) {
			r.fail("size of an icon")
		}
		total += 4 * m.Width * m.Height
	}
	pix := c.pictures(r, total)
	if pix == nil {
		return nil
	}
	for i := range icon.Images {
		m := &icon.Images[i]
		n := 4 * m.Width * m.Height
		m.Pix, pix = pix[:n:n], pix[n:]
	}
	return icon
}

// pictures reads the next descriptor; nil after an error.
func (c *decoder) pictures(r *reader, size int) []byte {
	f := c.next(r)
	if f == nil {
		return nil
	}
	b, err := c.store.blob(f, size)
	if err != nil {
		r.err = err
		return nil
	}
	return b
}

func (c *decoder) cursor(r *reader) {
	flags := r.below(cursorPixels<<1, "flags")
	k := &scene.Cursor{Hidden: flags&cursorHidden != 0, Width: int(r.u16("width")), Height: int(r.u16("height"))}
	k.Hot, k.Scale = r.point("hot spot"), r.float(64, "scale")
	if k.Width|k.Height != 0 && !small(k.Width, k.Height) || k.Scale < 0 || flags&cursorPixels != 0 && k.Width*k.Height == 0 {
		r.fail("cursor")
	}
	if r.err != nil {
		return
	}
	if flags&cursorPixels != 0 {
		k.Pix = c.pictures(r, 4*k.Width*k.Height)
	}
	if flags&cursorNone != 0 {
		k = nil
	}
	c.d.Cursor = k
}

// settle finishes a Diff for a View: icons that stay are the View's.
func settle(d *scene.Diff, v *scene.View) {
	for i := range d.Windows {
		w := &d.Windows[i].Window
		if w.Icon == sameIcon {
			w.Icon = nil
			if old := v.Windows[w.ID]; old != nil {
				w.Icon = old.Icon
			}
		}
	}
}

// snapshot is the Diff from nothing to a View.
func snapshot(v *scene.View) scene.Diff {
	d := scene.Diff{Changed: sceneFields, Stack: v.Stack, Active: v.Active, Outputs: v.Outputs, Cursor: v.Cursor, Grab: v.Grab, Locked: v.Locked, Locks: v.Locks, NotifyIcons: v.NotifyIcons}
	for _, w := range v.Windows {
		d.Add(windowFields, w)
		c := &d.Windows[len(d.Windows)-1].Window.Content
		c.Damage.Clear()
		c.Damage.Add(image.Rectangle{Max: c.Size})
	}
	slices.SortFunc(d.Windows, func(a, b scene.WindowDiff) int { return cmp.Compare(a.Window.ID, b.Window.ID) })
	return d
}
