package frame

import (
	"bytes"
	"image"
	"testing"

	"oriel/compositor/scene"
)

func look(w, h int, scale float64) Look {
	return Look{
		Size: image.Pt(w, h), Insets: scene.FrameInsets(0), Scale: scale, Title: "A title", Active: true, Resizable: true,
		Buttons: CloseButton | MaximizeButton | MinimizeButton,
	}
}

// picture composes planes at a scale, over what no frame draws.
func picture(l Look, planes []scene.Plane) *scene.Image {
	m := scene.NewImage(image.Rectangle{Max: scene.ScalePoint(l.Size, l.Scale)})
	for i := range m.Pix {
		m.Pix[i] = 0x55
	}
	c := scene.Content{Planes: planes, Size: l.Size}
	_ = c.Draw(m, image.Point{}, l.Scale, m.Rect)
	return m
}

func release(planes []scene.Plane) {
	c := scene.Content{Planes: planes}
	c.Release()
}

// TestFrameCoversAllAroundTheContent: at no scale is there a gap, or a pixel
// of the frame inside, or a strip that would have to be scaled.
func TestFrameCoversAllAroundTheContent(t *testing.T) {
	for _, scale := range []float64{1, 1.25, 1.5, 1.75, 2, 2.25, 3} {
		for w := 200; w < 204; w++ {
			l := look(w, 150+w%3, scale)
			var p Painter
			var f Frame
			planes, damage, ok := p.Draw(&f, l)
			if !ok || len(planes) != 4 || len(damage) != 4 {
				t.Fatalf("planes %d, damage %v", len(planes), damage)
			}
			for _, q := range planes {
				if got, want := q.Buffer.Size(), scene.ScaleRect(q.Dst, scale).Size(); got != want {
					t.Errorf("scale %v: a strip of %v for %v", scale, got, want)
				}
			}
			m := picture(l, planes)
			inner := scene.ScaleRect(l.Insets.Inside(image.Rectangle{Max: l.Size}), scale)
			for y := range m.Rect.Max.Y {
				for x := range m.Rect.Max.X {
					in := image.Pt(x, y).In(inner)
					if bare := bytes.Equal(m.Row(y, x, x+1), []byte{0x55, 0x55, 0x55, 0x55}); bare != in {
						t.Fatalf("scale %v, size %v: at %d,%d bare is %t, inside is %t", scale, l.Size, x, y, bare, in)
					}
				}
			}
			release(planes)
			f.Release()
		}
	}
}

// TestDamageIsWhatDiffers draws a row of looks: each time the damage must hold
// every pixel that changed, and no more than about that.
func TestDamageIsWhatDiffers(t *testing.T) {
	before := scene.LiveBuffers()
	for _, scale := range []float64{1, 1.5, 2} {
		var p Painter
		var f Frame
		l := look(300, 200, scale)
		last, _, _ := p.Draw(&f, l)
		old := picture(l, last)
		for _, c := range []struct {
			what   string
			change func()
			within image.Rectangle
		}{
			{"hover", func() { l.Hover = Close }, image.Rect(264, 4, 296, 32)},
			{"press", func() { l.Pressed = true }, image.Rect(264, 4, 296, 32)},
			{"leave", func() { l.Hover, l.Pressed = None, false }, image.Rect(264, 4, 296, 32)},
			{"title", func() { l.Title = "Another one" }, image.Rect(4, 4, 200, 32)},
			{"a title beyond the edge", func() { l.Title = "Another one, and longer than there is room for in this window" }, image.Rect(4, 4, 200, 32)},
			{"inactive", func() { l.Active = false }, image.Rect(0, 0, 300, 200)},
		} {
			c.change()
			planes, damage, ok := p.Draw(&f, l)
			if !ok {
				t.Fatalf("scale %v, %s: nothing was drawn", scale, c.what)
			}
			now := picture(l, planes)
			for y := range now.Rect.Max.Y {
				for x := range now.Rect.Max.X {
					if bytes.Equal(now.Row(y, x, x+1), old.Row(y, x, x+1)) {
						continue
					}
					at := image.Pt(int(float64(x)/scale), int(float64(y)/scale))
					if !contains(damage, at) {
						t.Fatalf("scale %v, %s: %v changed and is not in %v", scale, c.what, at, damage)
					}
				}
			}
			for _, d := range damage {
				if !d.In(c.within) {
					t.Errorf("scale %v, %s: damage %v", scale, c.what, d)
				}
			}
			release(last)
			last, old = planes, now
		}
		if _, _, ok := p.Draw(&f, l); ok {
			t.Error("the same look was drawn again")
		}
		l.Title += " " // which no one can see
		if _, damage, ok := p.Draw(&f, l); ok {
			t.Errorf("the same picture damages %v", damage)
		}
		release(last)
		f.Release()
	}
	if n := scene.LiveBuffers(); n != before {
		t.Errorf("%d buffers are left", n-before)
	}
}

func contains(list []image.Rectangle, p image.Point) bool {
	for _, r := range list {
		if p.In(r) {
			return true
		}
	}
	return false
}

func TestFramesOfOddWindows(t *testing.T) {
	var p Painter
	pix := bytes.Repeat([]byte{1, 2, 3, 255}, 64*64)
	for _, l := range []Look{
		{}, {Scale: 1}, {Scale: 1, Size: image.Pt(1, 1), Insets: scene.FrameInsets(0)},
		{Scale: 1, Size: image.Pt(8, 36), Insets: scene.FrameInsets(0), Buttons: 7, Title: "x"},
		{Scale: 1, Size: image.Pt(40, 50), Insets: scene.FrameInsets(0), Buttons: 7, Resizable: true},
		{Scale: 1, Size: image.Pt(300, 80), Insets: scene.Insets{Left: 4, Top: 4, Right: 4, Bottom: 4}, Buttons: 7},
		{Scale: 1.1, Size: image.Pt(300, 80), Insets: scene.FrameInsets(scene.Maximized), Maximized: true, Buttons: 7},
		{Scale: 1, Size: image.Pt(300, 80), Insets: scene.FrameInsets(0), Icon: &scene.Icon{}},
		{Scale: 1, Size: image.Pt(300, 80), Insets: scene.FrameInsets(0), Icon: &scene.Icon{Images: []scene.IconImage{{Width: 9, Height: 9}}}},
		{Scale: 2, Size: image.Pt(300, 80), Insets: scene.FrameInsets(0), Icon: &scene.Icon{Images: []scene.IconImage{{Width: 64, Height: 64, Pix: pix}}}},
		{Scale: 1, Size: image.Pt(30, 40), Insets: scene.FrameInsets(0), Title: "\xff\x00\n\t日本語 🙂 " + string(bytes.Repeat([]byte("w"), 9000))},
	} {
		var f Frame
		planes, _, _ := p.Draw(&f, l)
		release(planes)
		for _, q := range []image.Point{{}, {3, 3}, {-5, 4}, {l.Size.X - 1, l.Size.Y - 1}, {l.Size.X / 2, 10}} {
			l.Hit(q)
		}
		f.Release()
	}
}

func TestHit(t *testing.T) {
	l := look(300, 200, 1)
	for _, c := range []struct {
		at    image.Point
		area  Area
		edges scene.Edges
	}{
		{image.Pt(150, 100), None, 0}, {image.Pt(4, 32), None, 0}, {image.Pt(295, 195), None, 0},
		{image.Pt(150, 16), Title, 0}, {image.Pt(5, 31), Title, 0},
		{image.Pt(295, 10), Close, 0}, {image.Pt(264, 10), Close, 0}, {image.Pt(263, 10), Maximize, 0}, {image.Pt(210, 31), Minimize, 0},
		{image.Pt(0, 100), Edge, scene.Left}, {image.Pt(3, 100), Edge, scene.Left}, {image.Pt(-8, 100), Edge, scene.Left},
		{image.Pt(-9, 100), None, 0}, {image.Pt(299, 100), Edge, scene.Right}, {image.Pt(307, 100), Edge, scene.Right}, {image.Pt(308, 100), None, 0},
		{image.Pt(150, 0), Edge, scene.Top}, {image.Pt(150, -8), Edge, scene.Top}, {image.Pt(150, 199), Edge, scene.Bottom},
		{image.Pt(0, 0), Edge, scene.Top | scene.Left}, {image.Pt(15, 2), Edge, scene.Top | scene.Left}, {image.Pt(2, 15), Edge, scene.Top | scene.Left},
		{image.Pt(-3, -3), Edge, scene.Top | scene.Left}, {image.Pt(299, 0), Edge, scene.Top | scene.Right},
		{image.Pt(0, 199), Edge, scene.Bottom | scene.Left}, {image.Pt(290, 199), Edge, scene.Bottom | scene.Right},
	} {
		if area, edges := l.Hit(c.at); area != c.area || edges != c.edges {
			t.Errorf("at %v: %v %v, want %v %v", c.at, area, edges, c.area, c.edges)
		}
	}
	l.Resizable = false
	for _, p := range []image.Point{{0, 100}, {0, 0}, {150, 1}} {
		if area, edges := l.Hit(p); area != Title || edges != 0 {
			t.Errorf("a window of one size, at %v: %v %v", p, area, edges)
		}
	}
	if area, _ := l.Hit(image.Pt(-3, 100)); area != None {
		t.Errorf("outside of a window of one size: %v", area)
	}
}

func TestButtons(t *testing.T) {
	for _, c := range []struct {
		w    scene.Window
		want Buttons
	}{
		{scene.Window{}, CloseButton | MaximizeButton | MinimizeButton},
		{scene.Window{Kind: scene.Dialog}, CloseButton},
		{scene.Window{Limits: scene.Limits{Min: image.Pt(9, 9), Max: image.Pt(9, 9)}}, CloseButton | MinimizeButton},
		{scene.Window{State: scene.Maximized}, CloseButton | MaximizeButton | MinimizeButton},
	} {
		if l := Of(&c.w, 1); l.Buttons != c.want {
			t.Errorf("%+v: buttons %b, want %b", c.w, l.Buttons, c.want)
		}
	}
	l := look(80, 100, 1) // room for two
	if area, _ := l.Hit(image.Pt(8, 16)); area != Title {
		t.Errorf("a button that has no room is hit: %v", area)
	}
	if area, _ := l.Hit(image.Pt(60, 16)); area != Close {
		t.Errorf("%v", area)
	}
}

func BenchmarkDraw(b *testing.B) {
	var p Painter
	var f Frame
	for i := range b.N {
		planes, _, _ := p.Draw(&f, look(800+i%2, 600, 1))
		release(planes)
	}
}
