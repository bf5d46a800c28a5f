package main_test

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oriel/demo/pattern"
)

// A painting is a window of xpaint or wlpaint as it must look.
type painting struct {
	rect  image.Rectangle // in the picture's coordinates
	frame int
	depth depth
}

// A depth is what is left of a colour on its way.
type depth int

const (
	exact      depth = iota
	rgb565           // five, six and five bits; the rest may be anything
	rgb555           // five bits each
	freerdp565       // 565 as FreeRDP 2 makes 24 bits of them again
)

// fits reports whether a pixel is a colour as the depth leaves it.
func (d depth) fits(p []byte, r, g, b uint8) bool {
	switch d {
	case rgb565:
		return pattern.To565(p[0], p[1], p[2]) == pattern.To565(r, g, b)
	case rgb555:
		return p[0]>>3 == r>>3 && p[1]>>3 == g>>3 && p[2]>>3 == b>>3
	case freerdp565: // it adds one bit too many to green
		r, g, b = r>>3, g>>2, b>>3
		r, g, b = r<<3+r>>2, uint8(min(int(g)<<2+int(g)>>3, 255)), b<<3+b>>2
	}
	return p[0] == r && p[1] == g && p[2] == b
}

// wrong says how a picture differs from the painting, within clip; empty if it
// does not.
func (p painting) wrong(m *image.RGBA, clip image.Rectangle) string {
	r := p.rect.Intersect(clip)
	if !r.In(m.Rect) {
		return fmt.Sprintf("the picture %v does not hold %v", m.Rect, r)
	}
	bad, first := 0, ""
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			wr, wg, wb := pattern.At(x-p.rect.Min.X, y-p.rect.Min.Y, p.rect.Dx(), p.rect.Dy(), p.frame)
			px := m.Pix[m.PixOffset(x, y):][:4]
			if p.depth.fits(px, wr, wg, wb) {
				continue
			}
			if bad++; bad == 1 {
				first = fmt.Sprintf("at %d,%d of the window there is %v instead of %v",
					x-p.rect.Min.X, y-p.rect.Min.Y, color.RGBA{px[0], px[1], px[2], 255}, color.RGBA{wr, wg, wb, 255})
			}
		}
	}
	if bad == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d pixels of %v differ; first: %s", bad, r.Dx()*r.Dy(), p.rect, first)
}

// untilPainted waits until a picture shows a painting, but for what the
// excluded rectangles cover.
func untilPainted(t testing.TB, what string, take func() *image.RGBA, p painting, excluded ...image.Rectangle) {
	t.Helper()
	var m *image.RGBA
	t.Cleanup(func() {
		if t.Failed() && m != nil {
			keep(t, what, m)
		}
	})
	until(t, what, func() string {
		m = take()
		for _, r := range without(p.rect.Intersect(m.Rect), excluded) {
			if why := p.wrong(m, r); why != "" {
				return why
			}
		}
		return ""
	})
	m = nil
}

// without cuts rectangles out of one.
func without(r image.Rectangle, cut []image.Rectangle) []image.Rectangle {
	parts := []image.Rectangle{r}
	for _, c := range cut {
		var next []image.Rectangle
		for _, p := range parts {
			i := p.Intersect(c)
			if i.Empty() {
				next = append(next, p)
				continue
			}
			for _, q := range []image.Rectangle{
				image.Rect(p.Min.X, p.Min.Y, p.Max.X, i.Min.Y), image.Rect(p.Min.X, i.Max.Y, p.Max.X, p.Max.Y),
				image.Rect(p.Min.X, i.Min.Y, i.Min.X, i.Max.Y), image.Rect(i.Max.X, i.Min.Y, p.Max.X, i.Max.Y),
			} {
				if !q.Empty() {
					next = append(next, q)
				}
			}
		}
		parts = next
	}
	return parts
}

// keep saves a picture for who looks into a failure; see go test -artifacts.
func keep(t testing.TB, name string, m *image.RGBA) {
	path := filepath.Join(t.ArtifactDir(), strings.Map(func(r rune) rune {
		if r == '/' || r == ' ' || r == '"' {
			return '_'
		}
		return r
	}, name)+".png")
	f, err := os.Create(path)
	if err != nil {
		t.Log(err)
		return
	}
	defer f.Close()
	if err := png.Encode(f, m); err != nil {
		t.Log(err)
		return
	}
	t.Logf("the last picture is in %s", path)
}
