package scene

import (
	"bytes"
	"errors"
	"image"
	"math/rand/v2"
	"testing"
)

func pattern(w, h int, f Format) *Buffer {
	p := make([]byte, w*h*4)
	for i := range w * h {
		copy(p[i*4:], []byte{byte(i), byte(i >> 3), byte(i * 7), 0xFF})
	}
	return NewBuffer(Pixels{Pix: p, Stride: w * 4, Width: w, Height: h, Format: f}, nil)
}

func TestDrawIsExactAtAnyScaleThatMatches(t *testing.T) {
	b := pattern(60, 45, ARGB8888)
	defer b.Release()
	// A buffer of 60x45 on 40x30 logical pixels, shown at 1.5.
	c := Content{Planes: []Plane{{Buffer: b, Dst: image.Rect(0, 0, 40, 30)}}, Size: image.Pt(40, 30)}
	m := NewImage(image.Rect(100, 100, 160, 145))
	if err := c.Draw(m, image.Pt(100, 100), 1.5, m.Rect); err != nil {
		t.Fatal(err)
	}
	b.Read(func(p Pixels) error {
		if !bytes.Equal(p.Pix, m.Pix) {
			t.Error("pixels differ")
		}
		return nil
	})
}

func TestDrawTransforms(t *testing.T) {
	// 2x3 pixels named 0..5; the upright picture is known for each transform.
	want := map[Transform]struct {
		w   int
		pix []byte
	}{
		0: {2, []byte{0, 1, 2, 3, 4, 5}},
		1: {3, []byte{1, 3, 5, 0, 2, 4}},
		2: {2, []byte{5, 4, 3, 2, 1, 0}},
		3: {3, []byte{4, 2, 0, 5, 3, 1}},
		4: {2, []byte{1, 0, 3, 2, 5, 4}},
		5: {3, []byte{5, 3, 1, 4, 2, 0}},
		6: {2, []byte{4, 5, 2, 3, 0, 1}},
		7: {3, []byte{0, 2, 4, 1, 3, 5}},
	}
	src := make([]byte, 24)
	for i := range 6 {
		copy(src[i*4:], []byte{byte(i), 0, 0, 0xFF})
	}
	for tr, x := range want {
		b := NewBuffer(Pixels{Pix: src, Stride: 8, Width: 2, Height: 3, Format: ARGB8888}, nil)
		r := image.Rect(0, 0, x.w, 6/x.w)
		c := Content{Planes: []Plane{{Buffer: b, Transform: tr, Dst: r}}, Size: r.Max}
		m := NewImage(r)
		c.Draw(m, image.Point{}, 1, r)
		for i, v := range x.pix {
			if m.Pix[i*4] != v {
				t.Errorf("transform %d: pixel %d is %d, want %d", tr, i, m.Pix[i*4], v)
			}
		}
		b.Release()
	}
}

func TestDrawBlendsAndClips(t *testing.T) {
	half := NewBuffer(Pixels{Pix: []byte{0, 0, 0x80, 0x80}, Stride: 4, Width: 1, Height: 1, Format: ARGB8888}, nil)
	defer half.Release()
	c := Content{Planes: []Plane{{Buffer: half, Dst: image.Rect(0, 0, 4, 4)}}, Size: image.Pt(4, 4)}
	m := NewImage(image.Rect(0, 0, 4, 4))
	for i := range m.Pix {
		m.Pix[i] = 0xFF
	}
	c.Draw(m, image.Point{}, 1, image.Rect(1, 1, 2, 2))
	if got := [4]byte(m.Row(1, 1, 2)); got != [4]byte{0x7F, 0x7F, 0xFF, 0xFF} {
		t.Errorf("blended pixel % x", got)
	}
	if got := [4]byte(m.Row(0, 0, 1)); got != [4]byte{0xFF, 0xFF, 0xFF, 0xFF} {
		t.Errorf("pixel outside the clip % x", got)
	}
}

// What an app calls opaque is drawn whole: nothing was composed below it.
func TestOpaquePartsHide(t *testing.T) {
	px := make([]byte, 4*8*8)
	for i := range px {
		px[i] = 0x40
	}
	b := NewBuffer(Pixels{Pix: px, Stride: 32, Width: 8, Height: 8, Format: ARGB8888}, nil)
	defer b.Release()
	c := Content{Planes: []Plane{{Buffer: b, Dst: image.Rect(0, 0, 8, 8), Opaque: image.Rect(2, 2, 6, 6)}}, Size: image.Pt(8, 8)}
	for _, x := range []struct {
		scale float64
		hides image.Rectangle
	}{{1, image.Rect(2, 2, 6, 6)}, {2, image.Rect(6, 6, 10, 10)}, {1.5, image.Rect(5, 5, 8, 8)}} {
		if r := c.Planes[0].Hides(x.scale); r != x.hides {
			t.Errorf("at scale %v it hides %v", x.scale, r)
		}
		draw := func(r image.Rectangle) [4]byte {
			m := NewImage(r)
			for i := range m.Pix {
				m.Pix[i] = 0xFF
			}
			c.Draw(m, image.Point{}, x.scale, m.Rect)
			return [4]byte(m.Pix)
		}
		if got := draw(x.hides); got != [4]byte{0x40, 0x40, 0x40, 0xFF} {
			t.Errorf("at scale %v, % x of what hides", x.scale, got)
		}
		if got := draw(x.hides.Inset(-1)); got[0] <= 0x40 {
			t.Errorf("at scale %v, % x of what lets something through", x.scale, got)
		}
	}
}

func TestShape(t *testing.T) {
	b := pattern(4, 4, XRGB8888)
	defer b.Release()
	c := Content{Planes: []Plane{{Buffer: b, Dst: image.Rect(0, 0, 4, 4)}}, Size: image.Pt(4, 4), Shape: []image.Rectangle{image.Rect(1, 1, 3, 3)}}
	m := NewImage(image.Rect(0, 0, 4, 4))
	c.Draw(m, image.Point{}, 1, m.Rect)
	if m.Row(0, 0, 1)[3] != 0 || m.Row(1, 1, 2)[3] != 0xFF {
		t.Fatal("the shape was not kept")
	}
}

func TestFormats(t *testing.T) {
	for f, px := range map[Format][]byte{
		ARGB8888: {3, 2, 1, 0xFF}, XRGB8888: {3, 2, 1, 9}, ABGR8888: {1, 2, 3, 0xFF}, XBGR8888: {1, 2, 3, 9},
		RGB888: {3, 2, 1}, BGR888: {1, 2, 3},
	} {
		if got := load(px, f); got != [4]byte{3, 2, 1, 0xFF} {
			t.Errorf("%x: % x", uint32(f), got)
		}
	}
	if got := load([]byte{0x1F, 0xF8}, RGB565); got != [4]byte{0xFF, 0, 0xFF, 0xFF} {
		t.Errorf("RGB565: % x", got)
	}
	if got := load([]byte{0xFF, 0x03, 0, 0xC0}, ARGB2101010); got != [4]byte{0xFF, 0, 0, 0xFF} {
		t.Errorf("ARGB2101010: % x", got)
	}
}

func TestReadGivesOtherPanicsOn(t *testing.T) {
	b := pattern(2, 2, XRGB8888)
	defer b.Release()
	if err := b.Read(func(Pixels) error { return ErrFault }); !errors.Is(err, ErrFault) {
		t.Fatal(err)
	}
	defer func() {
		if recover() == nil {
			t.Fatal("the panic was swallowed")
		}
	}()
	b.Read(func(Pixels) error { panic("a bug") })
}

// TestRowsAreDrawnAsPixelsAre has rows of any length, in which opaque, other
// and transparent pixels follow each other, drawn as one and one by one.
func TestRowsAreDrawnAsPixelsAre(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for n := range 400 {
		src, dst := make([]byte, 4*n+4)[4:], make([]byte, 4*n+8)[8:]
		kind := 0
		for i := 0; i < len(src); i += 4 {
			if r.IntN(30) == 0 {
				kind = r.IntN(3)
			}
			v := [4]byte{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), 0xFF}
			copy(dst[i:], v[:])
			switch kind {
			case 1:
				v = [4]byte{}
			case 2:
				a := byte(r.IntN(256))
				v = [4]byte{min(v[0], a), min(v[1], a), min(v[2], a), a}
			}
			copy(src[i:], v[:])
		}
		blended, copied := bytes.Clone(dst), bytes.Clone(dst)
		for i := 0; i < len(src); i += 4 {
			blend(blended[i:i+4], [4]byte(src[i:]))
			copy(copied[i:], []byte{src[i], src[i+1], src[i+2], 0xFF})
		}
		opaque := bytes.Clone(dst)
		blendARGB(dst, src, 0)
		copyOpaque(opaque, src, 0)
		if !bytes.Equal(dst, blended) || !bytes.Equal(opaque, copied) {
			t.Fatalf("a row of %d pixels is drawn in another way", n)
		}
	}
}
