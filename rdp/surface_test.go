package rdp

import (
	"bytes"
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp/codec/codectest"
)

// FuzzSurface draws two pictures of any size and says of any part of it that
// it changed: by lossless choices the client then has what the app drew there,
// and in any case what the canvas says.
func FuzzSurface(f *testing.F) {
	for i, kind := range codectest.Kinds {
		f.Add(codectest.Image(kind, 70, 9), uint16(31*i), uint16(i), uint16(i), uint16(2*i), uint16(600), uint16(600), uint8(i))
	}
	f.Add([]byte{1, 2, 3}, uint16(0), uint16(0), uint16(0), uint16(0), uint16(1), uint16(1), uint8(0))
	f.Add(bytes.Repeat([]byte{9}, 300), uint16(1030), uint16(200), uint16(511), uint16(63), uint16(513), uint16(65), uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, fw, fh, x0, y0, x1, y1 uint16, how uint8) {
		size := image.Pt(int(fw)%1100+1, int(fh)%300+1)
		pix := make([]byte, 4*size.X*size.Y)
		s := newStage(false)
		s.do(func(tx *scene.Tx) {
			px := scene.Pixels{Pix: pix, Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.XRGB8888}
			id := tx.NewSurface()
			tx.Commit(id, scene.Content{
				Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rectangle{Max: size}}}, Size: size,
			})
			tx.Map(id, scene.Window{Bounds: image.Rectangle{Max: size}})
		})
		comp := &composer{}
		comp.reset(&layout{monitors: []monitor{{rect: image.Rectangle{Max: size}, primary: true, scale: 1}}})
		comp.update(&s.view)

		var w worker
		c, shown := newCanvas(size), scene.NewImage(image.Rectangle{Max: size})
		photo := []choice{chosenRaw, chosenPlanar}[how%2]
		all := image.Rectangle{Max: size}
		part := image.Rect(int(x0)%size.X, int(y0)%size.Y, int(x1)%size.X+1, int(y1)%size.Y+1)
		for i, damage := range []image.Rectangle{all, part, all} {
			for at := i * 7; at < len(pix) && len(data) > 0; {
				at += copy(pix[at:], data)
			}
			frame := newFrame()
			frame.addDamage(tile{target: toSurface, comp: comp, canvas: c, photo: photo}, []image.Rectangle{damage})
			w.take(frame)
			if crash := frame.crash.Load(); crash != nil {
				t.Fatal(crash)
			}
			for _, m := range frame.scrolls {
				(&canvas{size: size, pix: shown.Pix}).move(m.src, m.dy)
			}
			replay(t, frame, shown)
			if !bytes.Equal(shown.Pix, c.pix) {
				t.Fatalf("frame %d: the client does not have what its canvas says", i)
			}
			want := scene.NewImage(damage)
			comp.draw(want)
			for y := damage.Min.Y; y < damage.Max.Y; y++ {
				if !bytes.Equal(want.Row(y, damage.Min.X, damage.Max.X), shown.Row(y, damage.Min.X, damage.Max.X)) {
					t.Fatalf("frame %d: row %d of %v is not what the app drew", i, y, damage)
				}
			}
		}
	})
}

// What changes of a text may be letters alone, of which planar makes less than of
// a page.
func TestTightTextIsNoPhoto(t *testing.T) {
	size := image.Pt(640, 480)
	for kind, photo := range map[string]bool{"text": false, "ui": false, "photo": true, "noise": true} {
		m := &scene.Image{Pix: codectest.Image(kind, size.X, size.Y), Stride: 4 * size.X, Rect: image.Rectangle{Max: size}}
		x := tile{target: toSurface, canvas: newCanvas(size), photo: chosenRaw}
		w := worker{img: *m}
		for _, part := range []image.Point{{48, 22}, {64, 18}, {64, 31}} {
			for i := range x.canvas.cells {
				at := x.canvas.rect(i).Min
				for dy := 0; dy+part.Y <= cellSide; dy += 3 {
					r := image.Rectangle{Max: part}.Add(at).Add(image.Pt(0, dy))
					if got := r.In(m.Rect) && w.classify(&x, r); got != (photo && r.In(m.Rect)) {
						t.Fatalf("%s, %v: a photo: %v", kind, r, got)
					}
				}
			}
		}
	}
}
