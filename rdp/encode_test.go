package rdp

import (
	"bytes"
	"image"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// noisy returns a composer over one window with pixels that do not repeat.
func noisy(s *stage, r image.Rectangle) *composer {
	s.do(func(tx *scene.Tx) {
		px := scene.Pixels{
			Pix: make([]byte, r.Dx()*r.Dy()*4), Stride: r.Dx() * 4,
			Width: r.Dx(), Height: r.Dy(), Format: scene.XRGB8888,
		}
		v := uint32(1)
		for i := range px.Pix {
			v = v*1664525 + 1013904223
			px.Pix[i] = byte(v >> 24)
		}
		id := tx.NewSurface()
		c := scene.Content{
			Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rectangle{Max: r.Size()}}},
			Size:   r.Size(),
		}
		tx.Commit(id, c)
		tx.Map(id, scene.Window{Bounds: r})
	})
	c := &composer{}
	c.reset(flat(image.Rect(0, 0, 256, 256)))
	c.update(&s.view)
	return c
}

// replay draws what the ops of a frame bring to a canvas on m.
func replay(t *testing.T, f *frame, m *scene.Image) {
	t.Helper()
	var planar codec.PlanarDecoder
	for i := range f.tiles {
		for _, o := range f.tiles[i].ops {
			data := f.tiles[i].data[o.from:o.to]
			at, w, h := m.Pix[o.rect.Min.Y*m.Stride+4*o.rect.Min.X:], o.rect.Dx(), o.rect.Dy()
			var err error
			switch {
			case o.how == chosenNothing:
			case o.how == chosenFill:
				one := scene.NewImage(o.rect)
				fill(one, o.color)
				err = codec.DecodeUncompressed(at, m.Stride, w, h, one.Pix, false)
			case o.codec == egfx.CodecPlanar:
				err = planar.Decode(at, m.Stride, w, h, data, false)
			default:
				err = codec.DecodeUncompressed(at, m.Stride, w, h, data, false)
			}
			if err != nil {
				t.Errorf("%v of %v: %v", o.how, o.rect, err)
			}
		}
	}
}

func TestEncodeSurface(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	f := newFrame()
	all := image.Rect(0, 0, 256, 256)
	got := scene.NewImage(all)
	c := newCanvas(all.Size())
	for range 2 {
		f.reset()
		f.addDamage(tile{target: toSurface, comp: comp, canvas: c, photo: chosenRaw}, []image.Rectangle{all})
		e.start(f)
		<-f.done
		replay(t, f, got)
	}
	want := scene.NewImage(all)
	comp.draw(want)
	if !bytes.Equal(got.Pix, want.Pix) || !bytes.Equal(c.pix, want.Pix) {
		t.Error("the picture differs")
	}
	for i := range f.tiles {
		if o := f.tiles[i].ops; len(o) != 1 || o[0].how != chosenNothing {
			t.Errorf("the same picture again has %v", o)
		}
	}
}

// TestSmallFramesAreCodedAtOnce has no workers at all.
func TestSmallFramesAreCodedAtOnce(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	all := image.Rect(0, 0, 256, 64)
	f, c, got := newFrame(), newCanvas(image.Pt(256, 256)), scene.NewImage(all)
	f.addDamage(tile{target: toSurface, comp: comp, canvas: c, photo: chosenRaw}, []image.Rectangle{all})
	if !f.alone() {
		t.Fatalf("%d tiles of %v are many", len(f.tiles), all)
	}
	var w worker
	if !w.frame(f) {
		t.Fatal("the frame is not done")
	}
	replay(t, f, got)
	want := scene.NewImage(all)
	comp.draw(want)
	if !bytes.Equal(got.Pix, want.Pix) {
		t.Error("the picture differs")
	}
	f.reset()
	f.addDamage(tile{target: toSurface, comp: comp, canvas: c, photo: chosenRaw}, []image.Rectangle{image.Rect(0, 0, 256, 128)})
	if f.alone() {
		t.Error("two tiles of many pixels are little")
	}
}

func TestEncodeSteadyStateAllocatesNothing(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	f := newFrame()
	c := newCanvas(image.Pt(256, 256))
	for _, how := range []choice{chosenRaw, chosenPlanar, chosenCoarse, chosenRefined} {
		frame := func() {
			f.reset()
			c.forget() // so that all is coded
			f.addDamage(tile{target: toSurface, comp: comp, canvas: c, photo: how}, []image.Rectangle{image.Rect(10, 10, 200, 200)})
			e.start(f)
			<-f.done
		}
		for range 50 { // so that each worker had each tile
			frame()
		}
		if n := testing.AllocsPerRun(200, frame); n > 0 {
			t.Errorf("%v: %v allocations per frame", how, n)
		}
	}
}

func TestEncoderCrashSpoilsTheFrameOnly(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	bad := newFrame()
	bad.add(tile{target: toSurface, rect: image.Rect(0, 0, 8, 8)}) // nothing to draw on: a bug
	e.start(bad)
	<-bad.done
	if bad.crash.Load() == nil {
		t.Error("no crash")
	}
	good := newFrame()
	good.addDamage(tile{target: toSurface, comp: comp, canvas: newCanvas(image.Pt(64, 64))}, []image.Rectangle{image.Rect(0, 0, 64, 64)})
	e.start(good)
	<-good.done
	if good.crash.Load() != nil || len(good.tiles[0].data) == 0 {
		t.Error("the worker is gone")
	}
}

func TestOnePixelThatLetsThroughIsFound(t *testing.T) {
	for n := range 40 {
		row := bytes.Repeat([]byte{0, 0, 0, 0xFF}, n)
		if !opaqueRow(row) {
			t.Fatalf("%d opaque pixels are not", n)
		}
		for i := range n {
			row[4*i+3] = 0xFE
			if opaqueRow(row) {
				t.Fatalf("pixel %d of %d is missed", i, n)
			}
			row[4*i+3] = 0xFF
		}
	}
}
