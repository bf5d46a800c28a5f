package pattern_test

import (
	"bytes"
	"testing"

	"oriel/demo/pattern"
)

func fill(w, h, frame int) []byte {
	b := make([]byte, 4*w*h)
	pattern.Fill(b, 4*w, w, h, frame)
	return b
}

// shared is the part of pixels that a and b have in common.
func shared(a, b []byte) float64 {
	same := 0
	for i := 0; i < len(a); i += 4 {
		if bytes.Equal(a[i:i+3], b[i:i+3]) {
			same++
		}
	}
	return float64(same) / float64(len(a)/4)
}

func TestFillEqualsAt(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {1, 9}, {9, 1}, {2, 2}, {33, 65}, {160, 120}} {
		w, h := size[0], size[1]
		stride := 4*w + 12
		b := bytes.Repeat([]byte{0xa5}, stride*h)
		pattern.Fill(b, stride, w, h, 5)
		for y := range h {
			for x := range w {
				r, g, bl := pattern.At(x, y, w, h, 5)
				if p := b[y*stride+4*x:]; p[0] != bl || p[1] != g || p[2] != r || p[3] != 255 {
					t.Fatalf("%dx%d at %d,%d: %v, want %v", w, h, x, y, p[:4], []uint8{bl, g, r, 255})
				}
			}
			if !bytes.Equal(b[y*stride+4*w:(y+1)*stride], bytes.Repeat([]byte{0xa5}, 12)) {
				t.Fatalf("%dx%d: bytes beyond row %d changed", w, h, y)
			}
		}
	}
}

func TestFillRowsIsAPartOfFill(t *testing.T) {
	const w, h = 70, 50
	whole, part := fill(w, h, 3), make([]byte, 4*w*7)
	pattern.FillRows(part, 4*w, w, h, 30, 37, 3)
	if !bytes.Equal(part, whole[4*w*30:4*w*37]) {
		t.Error("rows 30 to 37 differ from those of the whole picture")
	}
}

// TestKnownPixels pins the function down: screenshots of one version must be
// checkable by another.
func TestKnownPixels(t *testing.T) {
	for _, c := range []struct {
		x, y, frame int
		want        [3]uint8
	}{
		{5, 0, 0, [3]uint8{255, 0, 0}}, {319, 5, 0, [3]uint8{0, 255, 0}},
		{5, 199, 0, [3]uint8{0, 0, 255}}, {0, 5, 0, [3]uint8{255, 255, 255}},
		{40, 10, 0, [3]uint8{31, 12, 150}}, {40, 10, 2, [3]uint8{105, 158, 196}},
	} {
		r, g, b := pattern.At(c.x, c.y, 320, 200, c.frame)
		if got := [3]uint8{r, g, b}; got != c.want {
			t.Errorf("%d,%d frame %d is %v, want %v", c.x, c.y, c.frame, got, c.want)
		}
	}
}

func TestEveryPixelChangesWithTheFrame(t *testing.T) {
	const w, h = 128, 128
	for f := range 256 {
		for y := 0; y < h; y += 5 {
			for x := 0; x < w; x += 3 {
				r, g, b := pattern.At(x, y, w, h, f)
				r2, g2, b2 := pattern.At(x, y, w, h, f+1)
				if pattern.To565(r, g, b) == pattern.To565(r2, g2, b2) {
					t.Fatalf("%d,%d is the same in frames %d and %d at 16 bit", x, y, f, f+1)
				}
			}
		}
	}
}

func TestFaultsShow(t *testing.T) {
	const w, h = 256, 192
	want := fill(w, h, 0)
	swapped := bytes.Clone(want)
	for i := 0; i < len(swapped); i += 4 {
		swapped[i], swapped[i+2] = swapped[i+2], swapped[i]
	}
	for name, c := range map[string]struct {
		got  []byte
		most float64
	}{
		"shifted right": {append(make([]byte, 4), want[:len(want)-4]...), 0.45},
		"shifted down":  {append(make([]byte, 4*w), want[:len(want)-4*w]...), 0.45},
		"channels":      {swapped, 0.05},
		"another size":  {fill(w, h+1, 0)[:len(want)], 0.2},
		"another frame": {fill(w, h, 1), 0},
	} {
		if s := shared(want, c.got); s > c.most {
			t.Errorf("%s: %.0f %% of the pixels are the same", name, 100*s)
		}
	}
}

func TestTo565(t *testing.T) {
	for _, c := range []struct {
		r, g, b uint8
		want    uint16
	}{{255, 255, 255, 0xffff}, {8, 0, 0, 0x0800}, {0, 4, 0, 0x0020}, {0, 0, 8, 1}, {7, 3, 7, 0}} {
		if got := pattern.To565(c.r, c.g, c.b); got != c.want {
			t.Errorf("%d,%d,%d is %#04x, want %#04x", c.r, c.g, c.b, got, c.want)
		}
	}
}

func TestStatus(t *testing.T) {
	const w, h = 40, 30
	b := fill(w, h, 0)
	above := bytes.Clone(b[:4*w*(h-pattern.StripHeight)])
	pattern.Status(b, 4*w, w, h, "L~ cut off at the edge")
	if !bytes.Equal(b[:len(above)], above) {
		t.Error("the picture above the strip changed")
	}
	// The letter L stands two pixels inside the strip.
	for dy := range 7 {
		for dx := range 5 {
			want := byte(0)
			if dx == 0 || dy == 6 {
				want = 255
			}
			if got := b[(h-pattern.StripHeight+2+dy)*4*w+4*(2+dx)]; got != want {
				t.Errorf("pixel %d,%d of the letter is %d, want %d", dx, dy, got, want)
			}
		}
	}
	low := fill(w, 5, 0)
	pattern.Status(low, 4*w, w, 5, "x")
	if !bytes.Equal(low, fill(w, 5, 0)) {
		t.Error("a picture lower than the strip changed")
	}
}

func BenchmarkFill1080(b *testing.B) {
	const w, h = 1920, 1080
	buf := make([]byte, 4*w*h)
	b.SetBytes(int64(len(buf)))
	for i := 0; b.Loop(); i++ {
		pattern.Fill(buf, 4*w, w, h, i)
	}
}
