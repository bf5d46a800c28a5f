package rdp

import (
	"image"
	"slices"
	"strings"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp/rail"
)

// A stage is a scene and the orders that its changes lead to.
type stage struct {
	scene    *scene.Scene
	view     scene.View
	r        *reconciler
	surfaces map[scene.WindowID]scene.SurfaceID
	acked    uint32
	frame    uint32
}

func newStage(surfaces bool) *stage {
	return &stage{
		scene: scene.New(), r: newReconciler(&layout{}, surfaces),
		surfaces: map[scene.WindowID]scene.SurfaceID{}, acked: 1 << 31,
	}
}

func (s *stage) do(f func(tx *scene.Tx)) {
	f(s.scene.Begin())
	if d, ok := s.scene.End(); ok {
		s.view.Apply(d)
	}
}

func (s *stage) commit(tx *scene.Tx, id scene.SurfaceID, w, h int, damage ...image.Rectangle) {
	b := scene.NewBuffer(scene.Pixels{
		Pix: make([]byte, w*h*4), Stride: w * 4, Width: w, Height: h, Format: scene.XRGB8888,
	}, nil)
	c := scene.Content{
		Planes: []scene.Plane{{Buffer: b, Dst: image.Rect(0, 0, w, h)}}, Size: image.Pt(w, h),
	}
	for _, d := range damage {
		c.Damage.Add(d)
	}
	tx.Commit(id, c)
}

func (s *stage) add(title string, r image.Rectangle) (id scene.WindowID) {
	s.do(func(tx *scene.Tx) {
		sf := tx.NewSurface()
		s.commit(tx, sf, r.Dx(), r.Dy())
		id = tx.Map(sf, scene.Window{Title: title, Bounds: r})
		s.surfaces[id] = sf
	})
	return id
}

// plan returns the orders as text, and pretends to have sent the frame.
func (s *stage) plan(frames int) []string {
	var out []string
	for _, o := range s.r.plan(&s.view, frames, func(f uint32) bool { return f <= s.acked }) {
		out = append(out, o.String())
		if o.kind == orderEndFrame {
			s.frame++
			s.r.sent(s.frame)
		}
	}
	return out
}

func (s *stage) expect(t *testing.T, what string, frames int, want ...string) {
	t.Helper()
	if got := s.plan(frames); !slices.Equal(got, want) {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(got, "\n     "), strings.Join(want, "\n     "))
	}
}

func TestReconcileWindowWithSurface(t *testing.T) {
	s := newStage(true)
	s.expect(t, "nothing", 1, "zorder [] active 0")
	id := s.add("one", image.Rect(10, 20, 110, 70))
	s.expect(t, "new", 1,
		`new 1 "one" (10,20)-(110,70)`,
		"zorder [1] active 0",
		"limits 1",
		"window 1 show 5",
		"create s1 (100,50)",
		"start",
		"map s1 to 1",
		"draw s1 (0,0)-(100,50)",
		"end")
	s.expect(t, "at rest", 1)

	s.do(func(tx *scene.Tx) { s.commit(tx, s.surfaces[id], 100, 50, image.Rect(5, 5, 9, 8)) })
	s.expect(t, "slow client: no frame", 0)
	s.do(func(tx *scene.Tx) { s.commit(tx, s.surfaces[id], 100, 50, image.Rect(40, 5, 50, 8)) })
	s.expect(t, "coalesced", 1, "start", "draw s1 (5,5)-(9,8)", "draw s1 (40,5)-(50,8)", "end")

	s.do(func(tx *scene.Tx) { tx.Change(id, func(w *scene.Window) { w.Bounds = w.Bounds.Add(image.Pt(5, 0)) }) })
	s.expect(t, "moved, without a frame", 0, "window 1 rect (15,20)-(115,70)")
	s.do(func(tx *scene.Tx) { s.commit(tx, s.surfaces[id], 120, 60) })
	s.expect(t, "resized: waits for a frame", 0)
	s.expect(t, "resized: new surface mapped before the old goes", 1,
		"window 1 rect (15,20)-(135,80) shape []",
		"create s2 (120,60)",
		"start",
		"map s2 to 1",
		"draw s2 (0,0)-(120,60)",
		"delete s1",
		"end")

	s.acked = s.frame - 1
	s.do(func(tx *scene.Tx) { tx.Drop(s.surfaces[id]) })
	s.expect(t, "gone: not under a frame that the client may still draw", 1, "zorder [] active 0")
	s.acked = s.frame
	s.expect(t, "gone", 0, "gone 1", "delete s2")
}

func TestReconcileStackAndState(t *testing.T) {
	s := newStage(false)
	a := s.add("a", image.Rect(0, 0, 10, 10))
	b := s.add("b", image.Rect(5, 5, 20, 20))
	s.do(func(tx *scene.Tx) { tx.Activate(b) })
	s.expect(t, "two", 0,
		`new 1 "a" (0,0)-(10,10)`,
		"limits 1",
		`new 2 "b" (5,5)-(20,20)`,
		"limits 2",
		"zorder [2 1] active 2")
	if k := s.r.have[a]; k.facade.show != rail.Show {
		t.Errorf("a new window without a surface is told with show state %d", k.facade.show)
	}
	s.do(func(tx *scene.Tx) { tx.Raise(a); tx.Activate(a) })
	s.expect(t, "raised", 0, "zorder [1 2] active 1")
	s.do(func(tx *scene.Tx) { tx.Change(a, func(w *scene.Window) { w.Title = "Ä"; w.State |= scene.Minimized }) })
	s.expect(t, "minimised windows have no place in the z-order", 0,
		"zorder [2] active 1", `window 1 style 0x34cf0000 show 2 title "Ä"`)
	s.do(func(tx *scene.Tx) { tx.Change(b, func(w *scene.Window) { w.State |= scene.Maximized; w.Owner = a }) })
	s.expect(t, "maximised", 0, "window 2 owner 1 style 0x15cf0000 show 3")
	s.do(func(tx *scene.Tx) { tx.Drop(s.surfaces[a]); tx.Drop(s.surfaces[b]) })
	s.expect(t, "gone", 0, "zorder [] active 0", "gone 1", "gone 2")
	s.view.Release()
}

func TestReconcileReset(t *testing.T) {
	s := newStage(true)
	s.add("a", image.Rect(0, 0, 10, 10))
	s.plan(1)
	s.r.reset()
	s.expect(t, "after the client threw its graphics away", 1,
		"create s2 (10,10)", "start", "map s2 to 1", "draw s2 (0,0)-(10,10)", "end")
}

func TestFacade(t *testing.T) {
	menu := facadeOf(&scene.Window{Kind: scene.Menu, Owner: 7}, mapping{}, true)
	if menu.style&rail.WSPopup == 0 || menu.exStyle&rail.WSExToolWindow == 0 || !menu.noTaskbar || menu.margin != 0 {
		t.Errorf("menu: %+v", menu)
	}
	top := facadeOf(&scene.Window{Bounds: image.Rect(-5, 3, 10, 20)}, mapping{scale: 1.5}, true)
	if top.style&rail.WSPopup != 0 || top.margin != resizeMargin || top.rect != image.Rect(-8, 5, 15, 31) {
		t.Errorf("toplevel: %+v", top)
	}
	fixed := facadeOf(&scene.Window{Limits: scene.Limits{Min: image.Pt(5, 5), Max: image.Pt(5, 5)}}, mapping{}, true)
	if fixed.style&(rail.WSThickFrame|rail.WSMaximizeBox) != 0 {
		t.Errorf("fixed size: %+v", fixed)
	}
}
