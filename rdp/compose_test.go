package rdp

import (
	"image"
	"testing"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

func TestComposerDamage(t *testing.T) {
	s := newStage(false)
	var c composer
	screen := image.Rect(0, 0, 100, 100)
	c.reset(flat(screen))
	expect := func(what string, want ...image.Rectangle) {
		t.Helper()
		c.update(&s.view)
		if w := region.Of(want...); !c.damage.Equal(&w) {
			t.Errorf("%s: damage %v, want %v", what, c.damage.Rects(), w.Rects())
		}
		c.damage.Clear()
	}
	expect("first", screen)
	a := s.add("a", image.Rect(-10, 10, 30, 30))
	expect("new, partly off the desktop", image.Rect(0, 10, 30, 30))
	b := s.add("b", image.Rect(20, 20, 50, 50))
	expect("second", image.Rect(20, 20, 50, 50))
	s.do(func(tx *scene.Tx) { tx.Raise(a) })
	expect("restacked", image.Rect(20, 20, 30, 30))
	s.do(func(tx *scene.Tx) { s.commit(tx, s.surfaces[b], 30, 30, image.Rect(0, 0, 12, 12)) })
	expect("hidden damage is not drawn", image.Rect(30, 20, 32, 30), image.Rect(20, 30, 32, 32))
	s.do(func(tx *scene.Tx) { tx.Change(b, func(w *scene.Window) { w.Bounds = w.Bounds.Add(image.Pt(40, 40)) }) })
	expect("moved", image.Rect(20, 20, 50, 50), image.Rect(60, 60, 90, 90))
	s.do(func(tx *scene.Tx) { tx.Change(b, func(w *scene.Window) { w.State |= scene.Minimized }) })
	expect("minimised", image.Rect(60, 60, 90, 90))
	s.do(func(tx *scene.Tx) { tx.Drop(s.surfaces[a]) })
	expect("gone", image.Rect(0, 10, 30, 30))
	expect("at rest")
}

func TestComposerDraw(t *testing.T) {
	s := newStage(false)
	var c composer
	c.reset(flat(image.Rect(0, 0, 8, 8)))
	s.add("a", image.Rect(2, 2, 4, 4))
	c.update(&s.view)
	m := scene.NewImage(image.Rect(1, 1, 5, 5))
	c.draw(m)
	for y := 1; y < 5; y++ {
		for x := 1; x < 5; x++ {
			want := background
			if image.Pt(x, y).In(image.Rect(2, 2, 4, 4)) {
				want = [4]byte{0, 0, 0, 0xFF}
			}
			if got := [4]byte(m.Row(y, x, x+1)); got != want {
				t.Errorf("%d,%d: %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestMailbox(t *testing.T) {
	before := scene.LiveBuffers()
	s := newStage(false)
	m := newMailbox(nil)
	publish := func(f func(tx *scene.Tx)) {
		f(s.scene.Begin())
		if d, ok := s.scene.End(); ok {
			m.Publish(d)
		}
	}
	var sf scene.SurfaceID
	publish(func(tx *scene.Tx) {
		sf = tx.NewSurface()
		s.commit(tx, sf, 4, 4)
		tx.Map(sf, scene.Window{})
	})
	for i := range 4 {
		publish(func(tx *scene.Tx) { s.commit(tx, sf, 4, 4, image.Rect(i, 0, i+1, 1)) })
	}
	<-m.notify
	d, ok := m.take()
	if !ok || len(d.Windows) != 1 || d.Windows[0].Window.Content.Seq != 5 {
		t.Fatalf("merged %+v, %v", d, ok)
	}
	if _, again := m.take(); again {
		t.Error("something left after take")
	}
	d.Release()
	publish(func(tx *scene.Tx) { s.commit(tx, sf, 4, 4) })
	m.close()
	publish(func(tx *scene.Tx) { s.commit(tx, sf, 4, 4) })
	s.scene.Release()
	if n := scene.LiveBuffers() - before; n != 0 {
		t.Errorf("%d buffers leaked", n)
	}
}

// TestAFrameHidesWithItsContent: windows with frames of ours have several planes,
// and one with alpha hides nothing.
func TestAFrameHidesWithItsContent(t *testing.T) {
	s := newStage(false)
	var c composer
	c.reset(flat(image.Rect(0, 0, 100, 100)))
	below := s.add("below", image.Rect(0, 0, 100, 100))
	framed := s.add("framed", image.Rect(20, 20, 60, 60))
	plane := func(f scene.Format, r image.Rectangle) scene.Plane {
		px := scene.Pixels{Pix: make([]byte, 4*r.Dx()*r.Dy()), Stride: 4 * r.Dx(), Width: r.Dx(), Height: r.Dy(), Format: f}
		return scene.Plane{Buffer: scene.NewBuffer(px, nil), Dst: r}
	}
	rounded := plane(scene.ARGB8888, image.Rect(0, 30, 40, 40))
	rounded.Opaque = image.Rect(10, 30, 30, 40)
	s.do(func(tx *scene.Tx) {
		tx.Commit(s.surfaces[framed], scene.Content{Size: image.Pt(40, 40), Planes: []scene.Plane{
			plane(scene.XRGB8888, image.Rect(0, 0, 40, 10)),  // the title
			plane(scene.XRGB8888, image.Rect(0, 10, 40, 30)), // the app
			rounded,
		}})
	})
	c.update(&s.view)
	c.damage.Clear()
	s.do(func(tx *scene.Tx) { s.commit(tx, s.surfaces[below], 100, 100, image.Rect(20, 15, 60, 65)) })
	c.update(&s.view)
	want := region.Of(image.Rect(20, 15, 60, 20), image.Rect(20, 50, 60, 65))
	want.SubtractRect(image.Rect(30, 50, 50, 60))
	if !c.damage.Equal(&want) {
		t.Errorf("damage %v, want %v", c.damage.Rects(), want.Rects())
	}
	for _, x := range []struct {
		r    image.Rectangle
		want int
	}{
		{image.Rect(20, 30, 60, 50), 1}, {image.Rect(21, 21, 30, 25), 1}, {image.Rect(20, 25, 60, 40), 0}, // on two planes
		{image.Rect(20, 50, 60, 60), 0}, {image.Rect(30, 50, 50, 60), 1}, {image.Rect(0, 0, 20, 20), 0}, {image.Rect(90, 90, 110, 110), -1},
	} {
		if i := c.lowest(x.r); i != x.want {
			t.Errorf("%v is hidden by window %d, not %d", x.r, i, x.want)
		}
	}
}
