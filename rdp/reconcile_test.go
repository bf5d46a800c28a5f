package rdp

import (
	"image"
	"maps"
	"math/rand/v2"
	"slices"
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
		s.r.comes(&d)
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

// Plans that look only at windows whose content has changed tell the same as
// plans that look at all.
func TestCalmPlansTellEverything(t *testing.T) {
	for _, surfaces := range []bool{true, false} {
		for seed := range uint64(40) {
			some, all := newStage(surfaces), newStage(surfaces)
			calm := 0
			for step := range 120 {
				var got [2][]string
				for i, s := range []*stage{some, all} {
					rnd := rand.New(rand.NewPCG(seed, uint64(step)))
					s.change(rnd)
					frames := min(rnd.IntN(4), 1)
					s.acked = s.frame - min(s.frame, rnd.Uint32N(3))
					if s == all {
						s.r.stir()
					} else if s.r.calm {
						calm++
					}
					got[i] = s.plan(frames)
				}
				if !slices.Equal(got[0], got[1]) {
					t.Fatalf("seed %d, step %d:\n%v\ninstead of\n%v", seed, step, got[0], got[1])
				}
			}
			if calm == 0 {
				t.Errorf("seed %d: no plan was calm", seed)
			}
			some.view.Release()
			all.view.Release()
		}
	}
}

// change changes something, most often a content.
func (s *stage) change(rnd *rand.Rand) {
	ids := slices.Sorted(maps.Keys(s.surfaces))
	at := image.Pt(rnd.IntN(100), rnd.IntN(100))
	r := image.Rectangle{Min: at, Max: at.Add(image.Pt(20, 10))}
	what := rnd.IntN(20)
	if len(ids) == 0 || what == 0 && len(ids) < 6 {
		s.add("window", r)
		return
	}
	id := ids[rnd.IntN(len(ids))]
	surface := s.surfaces[id]
	s.do(func(tx *scene.Tx) {
		switch what {
		case 1:
			s.commit(tx, surface, 20+rnd.IntN(3), 10)
		case 2:
			tx.Change(id, func(w *scene.Window) { w.Bounds = r })
		case 3:
			tx.Change(id, func(w *scene.Window) { w.Title += "!" })
		case 4:
			tx.Change(id, func(w *scene.Window) { w.State ^= scene.Minimized })
		case 5:
			tx.SetShape(surface, []image.Rectangle{image.Rect(0, 0, 1+rnd.IntN(20), 5)})
		case 6:
			tx.Raise(id)
		case 7:
			tx.Unmap(id)
			delete(s.surfaces, id)
		case 8:
			tx.Commit(surface, scene.Content{}) // which hides it
		default:
			s.commit(tx, surface, 20, 10, image.Rect(1, 1, 2+rnd.IntN(10), 3))
		}
	})
}
