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

func TestEncodeFrame(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	f := newFrame()
	f.addRect(tile{target: toSurface, comp: comp}, image.Rect(0, 0, 256, 256))
	f.add(tile{target: toSurface, comp: comp, rect: image.Rect(20, 20, 60, 60)})
	f.add(tile{target: toBitmap, depth: 32, comp: comp, rect: image.Rect(0, 0, 64, 56)})
	f.add(tile{target: toBitmap, depth: 24, comp: comp, rect: image.Rect(0, 0, 64, 64)})
	e.start(f)
	<-f.done
	want := scene.NewImage(image.Rect(0, 0, 256, 256))
	comp.draw(want)
	var rle codec.InterleavedDecoder
	var planar codec.PlanarDecoder
	for i := range f.tiles {
		tl := &f.tiles[i]
		w, h := tl.rect.Dx(), tl.rect.Dy()
		got := scene.NewImage(tl.rect)
		var err error
		switch {
		case tl.target == toBitmap && tl.depth == 32:
			err = planar.Decode(got.Pix, got.Stride, w, h, tl.data, true)
		case tl.target == toBitmap && tl.raw:
			err = codec.DecodePixels(got.Pix, got.Stride, w, h, tl.data, codec.RGB888)
		case tl.target == toBitmap:
			err = rle.Decode(got.Pix, got.Stride, w, h, tl.data, codec.RGB888)
		case tl.codec == egfx.CodecPlanar:
			err = planar.Decode(got.Pix, got.Stride, w, h, tl.data, false)
		default:
			err = codec.DecodeUncompressed(got.Pix, got.Stride, w, h, tl.data, false)
		}
		if err != nil {
			t.Errorf("tile %v: %v", tl.rect, err)
		}
		for y := tl.rect.Min.Y; y < tl.rect.Max.Y; y++ {
			if !bytes.Equal(got.Row(y, tl.rect.Min.X, tl.rect.Max.X), want.Row(y, tl.rect.Min.X, tl.rect.Max.X)) {
				t.Errorf("tile %v, codec %d, depth %d: row %d differs", tl.rect, tl.codec, tl.depth, y)
				break
			}
		}
	}
}

func TestEncodeSteadyStateAllocatesNothing(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	f := newFrame()
	n := testing.AllocsPerRun(20, func() {
		f.reset()
		comp.damage.Add(image.Rect(10, 10, 200, 200))
		for _, r := range comp.damage.Rects() {
			f.addRect(tile{target: toSurface, comp: comp}, r)
		}
		comp.damage.Clear()
		e.start(f)
		<-f.done
	})
	if n > 0 {
		t.Errorf("%v allocations per frame", n)
	}
}

func TestEncoderCrashSpoilsTheFrameOnly(t *testing.T) {
	s := newStage(false)
	comp := noisy(s, image.Rect(16, 16, 100, 100))
	e := newEncoders()
	defer e.close()
	bad := newFrame()
	bad.add(tile{target: toSurface, rect: image.Rect(0, 0, 8, 8)}) // nothing to draw: a bug
	e.start(bad)
	<-bad.done
	if bad.crash.Load() == nil {
		t.Error("no crash")
	}
	good := newFrame()
	good.addRect(tile{target: toSurface, comp: comp}, image.Rect(0, 0, 64, 64))
	e.start(good)
	<-good.done
	if good.crash.Load() != nil || len(good.tiles[0].data) == 0 {
		t.Error("the worker is gone")
	}
}
