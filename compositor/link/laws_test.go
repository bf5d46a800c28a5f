package link

import (
	"bytes"
	"fmt"
	"image"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"oriel/compositor"
	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// world drives a desktop at random.
type world struct {
	comp     *compositor.Compositor
	rng      *rand.Rand
	pool     *pool
	surfaces []scene.SurfaceID
}

func (w *world) any() scene.SurfaceID {
	if len(w.surfaces) == 0 {
		return 99
	}
	return w.surfaces[w.rng.IntN(len(w.surfaces))]
}

func (w *world) buffer() *scene.Buffer {
	r := w.rng
	x, y, c := 1+r.IntN(9), 1+r.IntN(9), byte(r.IntN(256))
	if r.IntN(3) == 0 {
		return heap(x, y, c)
	}
	// Each buffer of the pool has a place of its own, so that none changes.
	at := w.pool.mem.Size - len(w.pool.pix)
	b := scene.NewSharedBuffer(
		scene.Pixels{Pix: w.pool.pix[:4*x*y], Stride: 4 * x, Width: x, Height: y, Format: scene.ARGB8888},
		scene.Shared{Memory: w.pool.mem, Offset: at}, nil)
	for i := range 4 * x * y {
		w.pool.pix[i] = c
	}
	w.pool.pix = w.pool.pix[4*x*y:]
	return b
}

func (w *world) content() scene.Content {
	r := w.rng
	c := contentOf(w.buffer())
	c.Damage = region.Of(image.Rect(0, 0, 1+r.IntN(5), 1))
	for range r.IntN(3) {
		b := w.buffer()
		at := image.Pt(r.IntN(5), r.IntN(5))
		c.Planes = append(c.Planes, scene.Plane{
			Buffer: b, Transform: scene.Transform(r.IntN(8)), Src: scene.RectF{W: 1, H: r.Float64() + 0.5},
			Dst:    image.Rectangle{Min: at, Max: at.Add(image.Pt(4, 4))},
			Opaque: image.Rectangle{Min: at, Max: at.Add(image.Pt(r.IntN(5), r.IntN(5)))}.Intersect(image.Rect(0, 0, 9, 9)),
		})
	}
	switch r.IntN(6) {
	case 0:
		c.Shape = []image.Rectangle{}
	case 1:
		c.Shape = []image.Rectangle{image.Rect(0, 0, 2, 2), image.Rect(3, 3, 4, 5)}
	}
	return c
}

func (w *world) step(tx *scene.Tx) {
	r := w.rng
	win := func() scene.WindowID {
		if x := tx.WindowOf(w.any()); x != nil {
			return x.ID
		}
		return 0
	}
	switch r.IntN(15) {
	case 14:
		w.notify(tx)
	case 0, 1:
		id := tx.NewSurface()
		w.surfaces = append(w.surfaces, id)
		tx.Map(id, scene.Window{Kind: scene.Kind(r.IntN(4)), Owner: win(), PID: r.IntN(1000)})
	case 2, 3, 4, 5:
		tx.Commit(w.any(), w.content())
	case 6:
		tx.Commit(w.any(), scene.Content{})
	case 7:
		tx.Drop(w.any())
	case 8, 9:
		tx.Change(win(), w.change)
	case 10:
		tx.Raise(win())
	case 11:
		tx.Activate(win())
	case 12:
		tx.SetCursor(&scene.Cursor{Hidden: r.IntN(2) == 0, Width: 2, Height: 1, Pix: []byte{1, 2, 3, 4, 5, 6, 7, byte(r.IntN(256))}, Hot: image.Pt(1, -1), Scale: 1.25})
		tx.SetOutputs([]scene.Output{{ID: uint32(r.IntN(4)), Name: "Ä-1", Bounds: image.Rect(-5, 0, 100, 100), Scale: 1.5, Refresh: 59940, Primary: true, TextScale: 1.25, Tray: true}})
	case 13:
		if id := win(); id != 0 && r.IntN(2) == 0 {
			tx.Unmap(id)
		} else {
			tx.SetGrab(scene.Grab{Window: id, Edges: scene.Left | scene.Top, Keys: true, Start: image.Pt(-1, 2), Bounds: image.Rect(1, 2, 3, 4)})
			tx.SetLocked(r.IntN(2) == 0)
			tx.SetLocks(seat.Locks{Caps: r.IntN(2) == 0, Scroll: r.IntN(2) == 0})
		}
	}
}

// notify adds, changes or removes a notification icon.
func (w *world) notify(tx *scene.Tx) {
	r := w.rng
	var id scene.NotifyIconID
	if n := tx.NotifyIcons(); len(n) > 0 {
		id = n[r.IntN(len(n))].ID
	}
	switch r.IntN(4) {
	case 0:
		tx.AddNotifyIcon(scene.NotifyIcon{ToolTip: "ä", AppID: "app", PID: r.IntN(9)})
	case 1:
		tx.RemoveNotifyIcon(id)
	default:
		tx.ChangeNotifyIcon(id, func(n *scene.NotifyIcon) {
			n.Hidden = r.IntN(2) == 0
			n.Icon = &scene.Icon{Images: []scene.IconImage{{Width: 1, Height: 1, Pix: []byte{1, 2, 3, byte(r.IntN(256))}}}}
			if n.InfoTip = nil; r.IntN(2) == 0 {
				n.InfoTip = &scene.InfoTip{Serial: r.Uint32(), Title: "title", Text: "😀", Timeout: 10000}
			}
		})
	}
}

func (w *world) change(x *scene.Window) {
	r := w.rng
	x.Title = fmt.Sprintf("%c 😀", 'a'+r.IntN(26))
	x.AppID = "app"
	x.Bounds = x.Bounds.Add(image.Pt(r.IntN(3)-1, 0))
	x.Margins = scene.Insets{Left: r.IntN(3)}
	x.Frame = scene.FrameInsets(scene.State(r.IntN(16)))
	x.Limits.Max = image.Pt(r.IntN(100), 7)
	x.State = scene.State(r.IntN(512))
	switch r.IntN(3) {
	case 0:
		x.Icon = nil
	case 1:
		x.Icon = &scene.Icon{Images: []scene.IconImage{
			{Width: 1, Height: 1, Pix: []byte{1, 2, 3, byte(r.IntN(256))}},
			{Width: 2, Height: 1, Pix: []byte{8, 7, 6, 5, 4, 3, 2, 1}},
		}}
	}
}

// differs says how two views differ; "" if they do not. Damage of far may be
// more than that of near; that of a late viewer is not looked at.
func differs(near, far *scene.View, late bool) string {
	for id, w := range near.Windows {
		o := far.Windows[id]
		if o == nil {
			return fmt.Sprintf("window %d is missing", id)
		}
		if s := windowDiffers(w, o, late); s != "" {
			return fmt.Sprintf("window %d: %s", id, s)
		}
	}
	ids := func(s []scene.WindowID) []scene.WindowID { return append([]scene.WindowID{}, s...) }
	switch {
	case len(near.Windows) != len(far.Windows):
		return fmt.Sprintf("%d windows, %d far", len(near.Windows), len(far.Windows))
	case !reflect.DeepEqual(ids(near.Stack), ids(far.Stack)):
		return fmt.Sprintf("stack %v, far %v", near.Stack, far.Stack)
	case near.Active != far.Active || near.Grab != far.Grab || near.Locked != far.Locked || near.Locks != far.Locks:
		return fmt.Sprintf("active %d, %v, far %d, %v", near.Active, near.Grab, far.Active, far.Grab)
	case !reflect.DeepEqual(append([]*scene.NotifyIcon{}, near.NotifyIcons...), append([]*scene.NotifyIcon{}, far.NotifyIcons...)):
		return fmt.Sprintf("notification icons %v, far %v", near.NotifyIcons, far.NotifyIcons)
	case !reflect.DeepEqual(near.Outputs, far.Outputs):
		return fmt.Sprintf("outputs %v, far %v", near.Outputs, far.Outputs)
	case !reflect.DeepEqual(near.Cursor, far.Cursor):
		return fmt.Sprintf("cursor %v, far %v", near.Cursor, far.Cursor)
	}
	return ""
}

func windowDiffers(w, o *scene.Window, late bool) string {
	a, b := *w, *o
	a.Content, b.Content = scene.Content{}, scene.Content{}
	a.Handle = nil
	if !reflect.DeepEqual(a, b) {
		return fmt.Sprintf("%+v, far %+v", a, b)
	}
	x, y := &w.Content, &o.Content
	lost := x.Damage.Clone()
	lost.Subtract(&y.Damage)
	switch {
	case x.Size != y.Size || x.Seq != y.Seq || len(x.Planes) != len(y.Planes) || !reflect.DeepEqual(x.Shape, y.Shape):
		return fmt.Sprintf("content %+v, far %+v", x, y)
	case !late && !lost.Empty():
		return fmt.Sprintf("damage %v, far %v", x.Damage.Rects(), y.Damage.Rects())
	}
	for i := range x.Planes {
		p, q := x.Planes[i], y.Planes[i]
		same := p.Buffer.Size() == q.Buffer.Size() && p.Buffer.Format() == q.Buffer.Format()
		_ = p.Buffer.Read(func(p scene.Pixels) error {
			return q.Buffer.Read(func(q scene.Pixels) error {
				same = same && p.Stride == q.Stride && bytes.Equal(p.Pix, q.Pix)
				return nil
			})
		})
		p.Buffer, q.Buffer = nil, nil
		if !same || p != q {
			return fmt.Sprintf("plane %d: %+v, far %+v", i, p, q)
		}
	}
	return ""
}

// TestLaws runs random scenes: what a viewer sees at the far end of the link
// is what one sees at the near end, for one who was there from the beginning,
// one who comes late to the same Client and one on a Client of its own.
func TestLaws(t *testing.T) {
	noBuffers(t)
	seeds := uint64(150)
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			comp := newDesktop(t)
			w := world{comp: comp, rng: rand.New(rand.NewPCG(seed, 7)), pool: newPool(t, 1<<20)}
			whole := w.pool.pix
			t.Cleanup(func() { w.pool.pix = whole })
			s := NewServer(comp)
			c, _ := connect(t, s)
			near, far := watch(t, comp), watch(t, c)
			until(t, "the snapshot", func() bool { return far.sees(func(v *scene.View) bool { return v.Outputs != nil }) })
			eyes := []*eye{far}
			start := w.rng.IntN(60)
			for turn := range 120 {
				comp.Do(func(tx *scene.Tx) {
					for range 1 + w.rng.IntN(3) {
						w.step(tx)
					}
				})
				if turn == start {
					other, _ := connect(t, s)
					eyes = append(eyes, watch(t, c), watch(t, other))
				}
			}
			for i, e := range eyes {
				late := i > 0 // its Snapshot says less of damage
				why := compare(near, e, late)
				for end := time.Now().Add(patience); why != ""; why = compare(near, e, late) {
					if time.Now().After(end) {
						t.Fatalf("viewer %d: %s", i, why)
					}
					time.Sleep(time.Millisecond)
				}
			}
		})
	}
}

func compare(near, far *eye, late bool) (why string) {
	near.look(func(n *scene.View) { far.look(func(f *scene.View) { why = differs(n, f, late) }) })
	return why
}
