package rdptest

import (
	"image"
	"slices"
	"sync"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// A Desktop is an rdp.Desktop of patterned windows, whose every pixel is
// known. Its mutex stands for the compositor's goroutine.
type Desktop struct {
	mu       sync.Mutex
	scene    *scene.Scene
	viewers  map[*attachment]bool
	faces    map[scene.WindowID]*face
	board    *clip.Board
	events   []seat.Event
	wishes   []Wished
	notified []Notified
	drawn    map[scene.WindowID]uint64
	outputs  []scene.Output
	changed  chan struct{} // closed and replaced when events or wishes come
}

// Notified is something done to a notification icon.
type Notified struct {
	Icon  scene.NotifyIconID
	Event scene.NotifyEvent
}

// Wished is a wish that arrived.
type Wished struct {
	Window scene.WindowID
	Wish   scene.Wish
}

type face struct {
	surface scene.SurfaceID
	seed    int
	stiff   bool // keeps its size

	pattern     scene.Pixels // that a client should show, no memory of an app's
	patternSeed int
}

// NewDesktop returns a Desktop without windows.
func NewDesktop() *Desktop {
	return &Desktop{
		scene:   scene.New(),
		viewers: map[*attachment]bool{},
		faces:   map[scene.WindowID]*face{},
		board:   clip.NewBoard(),
		drawn:   map[scene.WindowID]uint64{},
		changed: make(chan struct{}),
	}
}

// Do changes the scene in one turn.
func (d *Desktop) Do(f func(tx *scene.Tx)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.turn(f)
}

func (d *Desktop) turn(f func(tx *scene.Tx)) {
	f(d.scene.Begin())
	diff, ok := d.scene.End()
	if !ok {
		return
	}
	for a := range d.viewers {
		a.viewer.Publish(diff.Clone())
	}
	diff.Release()
}

// Close releases all buffers.
func (d *Desktop) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.scene.Release()
}

type attachment struct {
	d      *Desktop
	viewer scene.Viewer
}

// Attach implements rdp.Desktop.
func (d *Desktop) Attach(v scene.Viewer) scene.Attachment {
	d.mu.Lock()
	defer d.mu.Unlock()
	a := &attachment{d, v}
	d.viewers[a] = true
	v.Publish(d.scene.Snapshot())
	return a
}

// Drawn implements scene.Attachment.
func (a *attachment) Drawn(done []scene.Drawn) {
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	for _, x := range done {
		a.d.drawn[x.Window] = x.Seq
	}
	a.d.wake()
}

// Detach implements scene.Attachment.
func (a *attachment) Detach() {
	a.d.mu.Lock()
	defer a.d.mu.Unlock()
	delete(a.d.viewers, a)
}

func (d *Desktop) wake() {
	close(d.changed)
	d.changed = make(chan struct{})
}

// Input implements rdp.Desktop: it keeps the event.
func (d *Desktop) Input(e seat.Event) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.events = append(d.events, e)
	d.wake()
}

// Wish implements rdp.Desktop: it keeps the wish and fulfils it.
func (d *Desktop) Wish(id scene.WindowID, w scene.Wish) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wishes = append(d.wishes, Wished{id, w})
	d.turn(func(tx *scene.Tx) { d.fulfil(tx, id, w) })
	d.wake()
}

func (d *Desktop) fulfil(tx *scene.Tx, id scene.WindowID, w scene.Wish) {
	f := d.faces[id]
	if w.What&scene.WantDeactivate != 0 {
		tx.Activate(0)
	}
	if f == nil {
		return
	}
	if f.stiff {
		w.What &^= scene.WantBounds
	}
	if w.What&scene.WantBounds != 0 {
		tx.Change(id, func(n *scene.Window) { n.Bounds = w.Bounds })
		d.commit(tx, f, w.Bounds, nil)
	}
	if w.What&scene.WantState != 0 {
		tx.Change(id, func(n *scene.Window) { n.State = n.State&^w.Mask | w.State&w.Mask })
	}
	if w.What&scene.WantActivate != 0 {
		tx.Activate(id)
	}
	if w.What&scene.WantRaise != 0 {
		tx.Raise(id)
	}
	if w.What&scene.WantClose != 0 {
		tx.Drop(f.surface)
		delete(d.faces, id)
	}
}

// Notify implements rdp.Desktop: it keeps the event.
func (d *Desktop) Notify(id scene.NotifyIconID, e scene.NotifyEvent) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notified = append(d.notified, Notified{id, e})
	d.wake()
}

// SetOutputs implements rdp.Desktop.
func (d *Desktop) SetOutputs(o []scene.Output) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outputs = slices.Clone(o)
	d.turn(func(tx *scene.Tx) { tx.SetOutputs(o) })
	d.wake()
}

// Clipboard implements rdp.Desktop.
func (d *Desktop) Clipboard() *clip.Board { return d.board }

// Audio implements rdp.Desktop.
func (d *Desktop) Audio() (audio.Playback, audio.Capture) {
	return audio.Silence{}, audio.Silence{}
}

// Pattern is the colour of a window's pixel: B, G, R, A.
func Pattern(seed, x, y int) [4]byte {
	v := uint32(x*0x9E37+y*0x79B9+seed*0x7F4A7) * 2654435761
	if (x/16+y/16)%2 == 0 {
		v = uint32(seed)*2654435761 + uint32(y/16)*0x10101 // flat parts, as apps have
	}
	return [4]byte{byte(v >> 24), byte(v >> 16), byte(v >> 8), 0xFF}
}

// Add maps a patterned window.
func (d *Desktop) Add(w scene.Window, seed int) (id scene.WindowID) {
	d.Do(func(tx *scene.Tx) {
		f := &face{surface: tx.NewSurface(), seed: seed}
		d.commit(tx, f, w.Bounds, nil)
		id = tx.Map(f.surface, w)
		d.faces[id] = f
	})
	return id
}

// Paint gives a window the pattern of another seed, damaged as a whole.
func (d *Desktop) Paint(id scene.WindowID, seed int) {
	d.Do(func(tx *scene.Tx) {
		if f, w := d.faces[id], tx.Window(id); f != nil && w != nil {
			f.seed = seed
			d.commit(tx, f, w.Bounds, nil)
		}
	})
}

// Bounds moves or resizes a window.
func (d *Desktop) Bounds(id scene.WindowID, r image.Rectangle) {
	d.Do(func(tx *scene.Tx) { d.fulfil(tx, id, scene.Wish{What: scene.WantBounds, Bounds: r}) })
}

// Stiffen makes a window refuse to be moved and resized.
func (d *Desktop) Stiffen(id scene.WindowID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faces[id].stiff = true
}

// State sets and clears bits of a window's state.
func (d *Desktop) State(id scene.WindowID, on, mask scene.State) {
	d.Do(func(tx *scene.Tx) {
		tx.Change(id, func(w *scene.Window) { w.State = w.State&^mask | on })
	})
}

// Raise puts a window on top.
func (d *Desktop) Raise(id scene.WindowID) { d.Do(func(tx *scene.Tx) { tx.Raise(id) }) }

// Remove ends a window.
func (d *Desktop) Remove(id scene.WindowID) {
	d.Do(func(tx *scene.Tx) { d.fulfil(tx, id, scene.Wish{What: scene.WantClose}) })
}

// commit draws the pattern at the size that the window should have, in device
// pixels of its output.
func (d *Desktop) commit(tx *scene.Tx, f *face, at image.Rectangle, damage *region.Region) {
	size := at.Size()
	px := scene.ScalePoint(size, d.scale(tx, at))
	buf := scene.NewBuffer(PatternPixels(f.seed, px), nil)
	c := scene.Content{
		Planes: []scene.Plane{{Buffer: buf, Dst: image.Rectangle{Max: size}}},
		Size:   size,
	}
	if damage == nil {
		c.Damage.Add(image.Rectangle{Max: size})
	} else {
		c.Damage = damage.Clone()
	}
	tx.Commit(f.surface, c)
}

// scale is that of the output that a window at r belongs to.
func (d *Desktop) scale(tx *scene.Tx, r image.Rectangle) float64 {
	return scene.Home(tx.Outputs(), r).Scale
}

// PatternPixels returns the pattern as a window's pixels.
func PatternPixels(seed int, size image.Point) scene.Pixels {
	pix := make([]byte, size.X*size.Y*4)
	for y := range size.Y {
		for x := range size.X {
			c := Pattern(seed, x, y)
			copy(pix[(y*size.X+x)*4:], c[:])
		}
	}
	return scene.Pixels{Pix: pix, Stride: size.X * 4, Width: size.X, Height: size.Y, Format: scene.XRGB8888}
}

// Background is the colour between windows, as the server paints it.
var Background = [4]byte{0x40, 0x34, 0x2E, 0xFF}

// At returns the colour that the desktop has at a device pixel, by the
// windows alone.
func (d *Desktop) At(p image.Point) [4]byte {
	return [4]byte(d.Picture(image.Rectangle{Min: p, Max: p.Add(image.Pt(1, 1))}).Pix)
}

// Picture returns the desktop's pixels inside r.
func (d *Desktop) Picture(r image.Rectangle) *scene.Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	m := scene.NewImage(r)
	for i := 0; i < len(m.Pix); i += copy(m.Pix[i:], Background[:]) {
	}
	tx := d.scene.Begin()
	defer d.scene.End()
	for _, id := range tx.Stack() {
		if !tx.Shown(id) {
			continue
		}
		w := tx.Window(id)
		at := scene.ScalePoint(w.Bounds.Min, d.scale(tx, w.Bounds))
		px := d.own(tx, id)
		in := image.Rectangle{Min: at, Max: at.Add(image.Pt(px.Width, px.Height))}.Intersect(r)
		for y := in.Min.Y; y < in.Max.Y; y++ {
			copy(m.Row(y, in.Min.X, in.Max.X), px.Pix[(y-at.Y)*px.Stride+(in.Min.X-at.X)*4:])
		}
	}
	return m
}

// Own returns the pixels of a window alone.
func (d *Desktop) Own(id scene.WindowID) *scene.Image {
	d.mu.Lock()
	defer d.mu.Unlock()
	px := d.own(d.scene.Begin(), id)
	defer d.scene.End()
	return &scene.Image{Pix: px.Pix, Stride: px.Stride, Rect: image.Rect(0, 0, px.Width, px.Height)}
}

// own returns the pixels of a window in its size, which tests ask for again and
// again.
func (d *Desktop) own(tx *scene.Tx, id scene.WindowID) scene.Pixels {
	f, w := d.faces[id], tx.Window(id)
	size := scene.ScalePoint(w.Bounds.Size(), d.scale(tx, w.Bounds))
	if (image.Point{X: f.pattern.Width, Y: f.pattern.Height}) != size || f.patternSeed != f.seed {
		f.pattern, f.patternSeed = PatternPixels(f.seed, size), f.seed
	}
	return f.pattern
}

// Windows returns all windows, bottom first, without their contents.
func (d *Desktop) Windows() (out []scene.Window) {
	d.mu.Lock()
	defer d.mu.Unlock()
	tx := d.scene.Begin()
	defer d.scene.End()
	for _, id := range tx.Stack() {
		w := *tx.Window(id)
		w.Content = scene.Content{}
		out = append(out, w)
	}
	return out
}

// Events returns what input came so far.
func (d *Desktop) Events() []seat.Event {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.events)
}

// Wishes returns what was wished so far.
func (d *Desktop) Wishes() []Wished {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.wishes)
}

// Outputs returns the monitors that were set last.
func (d *Desktop) Outputs() []scene.Output {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.outputs)
}

// Viewers returns how many look on.
func (d *Desktop) Viewers() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.viewers)
}

// DrawnSeq returns the newest content of a window that a viewer was done with.
func (d *Desktop) DrawnSeq(id scene.WindowID) uint64 {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.drawn[id]
}

// Notified returns what was done to notification icons.
func (d *Desktop) Notified() []Notified {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.notified)
}
