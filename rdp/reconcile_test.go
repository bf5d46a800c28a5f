package rdp

import (
	"image"
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
