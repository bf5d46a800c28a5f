package link

import (
	"fmt"
	"image"
	"os"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// Records of a Diff. Those from recPlane on belong to the last window.
const (
	recFile = 1 + iota
	recGone
	recChanged
	recStack
	recActive
	recOutputs
	recCursor
	recGrab
	recWindow
	recPlane
	recShape
	recDamage
	recIcon
	recLocked
	recNotifyIcon
	recLocks
)

const (
	diffHead   = header + 4
	planeSize  = 4 + 4 + 4 + 4 + 4 + 4 + 4 + 4 + 32 + 16 + 16
	windowSize = 4 + 4 + 4 + 1 + 1 + 2 + 4 + 4 + 16 + 16 + 16 + 16 + 8 + 8 + 1
)

// What a window record says of the icon.
const (
	iconNone = iota
	iconSame
	iconFollows
)

const (
	windowFields = scene.FieldNew | scene.FieldAll
	sceneFields  = scene.FieldStack | scene.FieldActive | scene.FieldOutputs | scene.FieldCursor | scene.FieldGrab | scene.FieldLocked |
		scene.FieldNotifyIcons | scene.FieldLocks
	allStates = scene.Activated | scene.Maximized | scene.Minimized | scene.Fullscreen | scene.Modal | scene.Above |
		scene.SkipTaskbar | scene.Resizing | scene.Attention | scene.Awake
)

// encoder writes Diffs as messages. It keeps its memory. A Diff is encoded as
// a whole before any of it is sent, so that nobody waits for the Client while
// buffers of the Diff are not yet holds that can be taken back.
type encoder struct {
	p     *peer
	gen   uint32
	b     []byte     // messages, one after the other
	at    int        // where the last one begins
	fds   []*os.File // descriptors, one after the other
	first int        // of the last message
	ends  []part     // of all messages but the last
	holds []uint32
	err   error
}

// part says where a message and its descriptors end.
type part struct{ b, fds int }

// diff encodes a Diff of a generation. The Diff still belongs to the caller.
func (e *encoder) diff(gen uint32, d *scene.Diff) error {
	e.gen, e.err = gen, nil
	e.b, e.fds, e.ends, e.at, e.first = e.b[:0], e.fds[:0], e.ends[:0], 0, 0
	e.start()
	e.ids(recGone, d.Gone[:min(len(d.Gone), maxKnown)])
	for i := range d.Windows[:min(len(d.Windows), maxWindows)] {
		e.window(&d.Windows[i])
	}
	e.globals(d)
	e.b[e.at+1] = flagLast
	e.ends = append(e.ends, part{len(e.b), len(e.fds)})
	return e.err
}

func (e *encoder) start() { e.b = le.AppendUint32(begin(e.b, kindDiff, 0), e.gen) }

// send sends what was encoded, unless there was an error.
func (e *encoder) send(err error) error {
	var last part
	for _, to := range e.ends {
		if err == nil {
			err = e.p.send(e.b[last.b:to.b], e.fds[last.fds:to.fds]...)
		}
		last = to
	}
	for i, f := range e.fds {
		f.Close()
		e.fds[i] = nil
	}
	if cap(e.b) > 1<<20 {
		e.b = nil
	}
	return err
}

// left is how many bytes the last message has room for.
func (e *encoder) left() int { return maxMessage - (len(e.b) - e.at) }

// room makes room for a record of n bytes and one descriptor.
func (e *encoder) room(n int) {
	if n > e.left() || len(e.fds)-e.first == maxFiles {
		e.at, e.first = len(e.b), len(e.fds)
		e.ends = append(e.ends, part{e.at, e.first})
		e.start()
	}
}

// ids appends a list of windows, in as many records as it takes.
func (e *encoder) ids(rec byte, list []scene.WindowID) {
	for len(list) > 0 {
		e.room(3 + 4*min(len(list), 256))
		n := min(len(list), (e.left()-3)/4)
		e.b = le.AppendUint16(append(e.b, rec), uint16(n))
		for _, id := range list[:n] {
			e.b = le.AppendUint32(e.b, uint32(id))
		}
		list = list[n:]
	}
}

// rects is ids for rectangles.
func (e *encoder) rects(rec byte, list []image.Rectangle) {
	for len(list) > 0 {
		e.room(3 + 16*min(len(list), 64))
		n := min(len(list), (e.left()-3)/16)
		e.b = le.AppendUint16(append(e.b, rec), uint16(n))
		for _, r := range list[:n] {
			e.b = appendRect(e.b, r)
		}
		list = list[n:]
	}
}

// lockBits are the lock keys that are on.
func lockBits(l seat.Locks) (b byte) {
	for i, on := range [...]bool{l.Caps, l.Num, l.Scroll} {
		if on {
			b |= 1 << i
		}
	}
	return b
}

// grabKeys marks a grab by keys, beside its edges.
const grabKeys = 16

func (e *encoder) globals(d *scene.Diff) {
	e.room(5 + 5 + 1 + 4 + 1 + 8 + 16 + 2 + 2)
	e.b = le.AppendUint32(append(e.b, recChanged), uint32(d.Changed&sceneFields))
	if d.Changed&scene.FieldActive != 0 {
		e.b = le.AppendUint32(append(e.b, recActive), uint32(d.Active))
	}
	if d.Changed&scene.FieldGrab != 0 {
		e.b = le.AppendUint32(append(e.b, recGrab), uint32(d.Grab.Window))
		how := byte(d.Grab.Edges) & 15
		if d.Grab.Keys {
			how |= grabKeys
		}
		e.b = appendRect(appendPoint(append(e.b, how), d.Grab.Start), d.Grab.Bounds)
	}
	if d.Changed&scene.FieldLocked != 0 {
		e.b = appendBool(append(e.b, recLocked), d.Locked)
	}
	if d.Changed&scene.FieldLocks != 0 {
		e.b = append(e.b, recLocks, lockBits(d.Locks))
	}
	if d.Changed&scene.FieldStack != 0 {
		e.ids(recStack, d.Stack[:min(len(d.Stack), maxWindows)])
	}
	if d.Changed&scene.FieldOutputs != 0 {
		e.room(1 + 2 + maxOutputs*(outputSize+maxName))
		e.b = appendOutputs(append(e.b, recOutputs), d.Outputs)
	}
	if d.Changed&scene.FieldCursor != 0 {
		e.cursor(d.Cursor)
	}
	if d.Changed&scene.FieldNotifyIcons != 0 {
		for _, n := range d.NotifyIcons[:min(len(d.NotifyIcons), maxNotifyIcons)] {
			e.notifyIcon(n)
		}
	}
}

// Flags of a cursor.
const (
	cursorNone = 1 << iota // no cursor at all
	cursorHidden
	cursorPixels
)

func (e *encoder) cursor(c *scene.Cursor) {
	e.room(1 + 1 + 4 + 8 + 8)
	if c == nil {
		c = &scene.Cursor{}
		e.b = append(e.b, recCursor, cursorNone)
	} else {
		flags, n := byte(0), 4*c.Width*c.Height
		if c.Hidden {
			flags |= cursorHidden
		}
		if small(c.Width, c.Height) && len(c.Pix) >= n && e.blob(n, c.Pix[:n]) {
			flags |= cursorPixels
		}
		e.b = append(e.b, recCursor, flags)
	}
	w, h := c.Width, c.Height
	if !small(w, h) {
		w, h = 0, 0
	}
	e.b = le.AppendUint16(le.AppendUint16(e.b, uint16(w)), uint16(h))
	scale := c.Scale
	if !(scale >= 0 && scale <= 64) {
		scale = 1
	}
	e.b = appendFloat(appendPoint(e.b, c.Hot), scale)
}

func small(w, h int) bool { return w > 0 && h > 0 && w <= maxSide && h <= maxSide }

// blob adds a file of pictures to the message.
func (e *encoder) blob(size int, parts ...[]byte) bool {
	f, err := sealed(size, func(fd int) {
		at := int64(0)
		for _, b := range parts {
			at = writeAll(fd, b, at)
		}
	})
	if err == nil {
		e.fds = append(e.fds, f)
	}
	return err == nil
}

// window appends a window with all that belongs to it.
func (e *encoder) window(d *scene.WindowDiff) {
	w := &d.Window
	e.holds = e.holds[:0]
	planes := w.Content.Planes[:min(len(w.Content.Planes), maxPlanes)]
	title, app := cut(w.Title, maxTitle), cut(w.AppID, maxAppID)
	e.room(1 + windowSize + 2 + len(title) + 2 + len(app) + 2 + 4*maxIcons)
	b := le.AppendUint32(append(e.b, recWindow), uint32(w.ID))
	b = le.AppendUint32(le.AppendUint32(b, uint32(d.Changed&windowFields)), uint32(w.Surface))
	b = append(b, byte(w.Kind&3), iconNone)
	icon := len(b) - 1
	b = le.AppendUint16(b, uint16(w.State&allStates))
	b = le.AppendUint32(le.AppendUint32(b, uint32(w.Owner)), uint32(min(max(w.PID, 0), maxCoord)))
	b = appendInsets(appendInsets(appendRect(b, w.Bounds), w.Margins), w.Frame)
	b = appendPoint(appendPoint(b, w.Limits.Min), w.Limits.Max)
	b = le.AppendUint64(appendPoint(b, w.Content.Size), w.Content.Seq)
	b = appendBool(b, w.Content.Shape != nil)
	e.b = appendString(appendString(b, title, maxTitle), app, maxAppID)
	e.icon(d, icon)
	for i := range planes {
		e.plane(w, &planes[i], d.Changed&scene.FieldContent != 0)
	}
	e.rects(recShape, w.Content.Shape[:min(len(w.Content.Shape), maxShape)])
	e.damage(w)
}

func appendInsets(b []byte, i scene.Insets) []byte {
	return appendInt(appendInt(appendInt(appendInt(b, i.Left), i.Top), i.Right), i.Bottom)
}

// damage appends what changed, and notes which buffers the window has now.
func (e *encoder) damage(w *scene.Window) {
	t := &e.p.table
	e.p.mu.Lock()
	t.supersede(w.ID, nil, time.Now().Add(grace))
	redraw := false
	if k := t.windows[w.ID]; k != nil {
		redraw, k.redraw = k.redraw, false
		k.holds = append(k.holds[:0], e.holds...)
	}
	e.p.mu.Unlock()
	if redraw {
		// Besides: what is beyond its size now may have been within it before.
		w.Content.Damage.Add(image.Rectangle{Max: w.Content.Size})
	}
	w.Content.Damage.Simplify(fineDamage)
	e.rects(recDamage, w.Content.Damage.Rects())
}

// icon appends the icon if it is a new one; at is where the window's record
// says so, in the same message.
func (e *encoder) icon(d *scene.WindowDiff, at int) {
	switch {
	case d.Window.Icon == nil:
		return
	case d.Changed&(scene.FieldNew|scene.FieldIcon) == 0:
		e.b[at] = iconSame
		return
	}
	if sizes := e.images(d.Window.Icon); len(sizes) > 0 {
		e.b[at] = iconFollows
		e.b = append(append(e.b, recIcon, byte(len(sizes)/4)), sizes...)
	}
}

// images adds the pictures of an icon to the message, as one file, and returns
// their widths and heights; none if there is no good picture.
func (e *encoder) images(icon *scene.Icon) (sizes []byte) {
	var parts [][]byte
	total := 0
	for _, m := range icon.Images {
		n := 4 * m.Width * m.Height
		if len(parts) < maxIcons && small(m.Width, m.Height) && len(m.Pix) >= n {
			parts, total = append(parts, m.Pix[:n]), total+n
			sizes = le.AppendUint16(le.AppendUint16(sizes, uint16(m.Width)), uint16(m.Height))
		}
	}
	if len(parts) == 0 || !e.blob(total, parts...) {
		return nil
	}
	return sizes
}

// plane appends a plane, and its file if the Client does not know it.
func (e *encoder) plane(w *scene.Window, pl *scene.Plane, fresh bool) {
	p, offset := e.p, 0
	var px scene.Pixels
	_ = pl.Buffer.Read(func(x scene.Pixels) error { px = x; return nil })
	if !validPixels(px, 0, maxFileSize) {
		return
	}
	s, size, f, err := p.share(pl.Buffer, fresh)
	if err != nil {
		p.server.count.lost.Add(1) // no descriptors or memory: shown without
		return
	}
	if f != nil {
		e.room(1 + 8)
		e.fds = append(e.fds, f)
		e.b = le.AppendUint32(le.AppendUint32(append(e.b, recFile), s.id), uint32(size-1))
		p.server.count.files.Add(1)
	}
	if s.stop != nil {
		offset = pl.Buffer.Shared().Offset
	}
	p.mu.Lock()
	id, ok := p.table.add(pl.Buffer, s, w.ID)
	p.mu.Unlock()
	if !ok {
		e.err = fmt.Errorf("%w: it holds %d buffers", ErrProtocol, maxHolds)
		return
	}
	e.holds = append(e.holds, id)
	e.room(1 + planeSize)
	b := le.AppendUint32(le.AppendUint32(append(e.b, recPlane), id), s.id)
	b = le.AppendUint32(le.AppendUint32(b, uint32(offset)), uint32(px.Stride))
	b = le.AppendUint32(le.AppendUint32(b, uint32(px.Width)), uint32(px.Height))
	b = append(le.AppendUint32(b, uint32(px.Format)), byte(pl.Transform&7), 0, 0, 0)
	b = appendFloat(appendFloat(b, clampFloat(pl.Src.X)), clampFloat(pl.Src.Y))
	b = appendFloat(appendFloat(b, clampFloat(pl.Src.W)), clampFloat(pl.Src.H))
	e.b = appendRect(appendRect(b, pl.Dst), pl.Opaque)
}

// validPixels reports whether a picture at an offset lies within size bytes.
func validPixels(p scene.Pixels, offset, size int) bool {
	n := p.Format.BytesPerPixel()
	return n > 0 && p.Width > 0 && p.Width <= maxBuffer && p.Height > 0 && p.Height <= maxBuffer &&
		p.Stride >= p.Width*n && p.Stride <= size && offset >= 0 && int64(offset)+int64(p.Stride)*int64(p.Height) <= int64(size)
}

// clampFloat brings a number into the bounds; NaN becomes 0.
func clampFloat(v float64) float64 {
	if v != v {
		return 0
	}
	return min(max(v, -maxCoord), maxCoord)
}
