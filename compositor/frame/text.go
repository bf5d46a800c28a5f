package frame

import (
	"image"
	"image/color"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// A Painter draws frames. It keeps the fonts. The zero Painter is ready.
type Painter struct{ faces map[float64]font.Face }

const (
	textSize = 13  // logical pixels
	maxText  = 256 // runes; no title bar is wider
	maxFaces = 16
)

// parsed is the font, which is part of the program.
var parsed = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(gomedium.TTF) })

// face returns the font at a scale.
func (p *Painter) face(scale float64) font.Face {
	if f := p.faces[scale]; f != nil {
		return f
	}
	t, err := parsed()
	if err != nil {
		return nil
	}
	f, err := opentype.NewFace(t, &opentype.FaceOptions{Size: textSize * scale, DPI: 72, Hinting: font.HintingVertical})
	if err != nil {
		return nil
	}
	if p.faces == nil || len(p.faces) >= maxFaces {
		p.faces = map[float64]font.Face{}
	}
	p.faces[scale] = f
	return f
}

// text writes a line into r, cut at its end if there is not enough room. The
// font has Latin, Greek and Cyrillic; what it lacks is a box.
func (p *Painter) text(m canvas, r image.Rectangle, s string, scale float64, c color.RGBA) {
	f := p.face(scale)
	if f == nil || r.Empty() {
		return
	}
	s = fit(f, line(s), fixed.I(r.Dx()))
	// Centred by the height of capitals, which is what the eye sees.
	h := f.Metrics().CapHeight
	y := fixed.I(r.Min.Y) + (fixed.I(r.Dy())+h)/2
	d := font.Drawer{Dst: m.RGBA, Src: image.NewUniform(c), Face: f, Dot: fixed.Point26_6{X: fixed.I(r.Min.X), Y: fixed.I(y.Round())}}
	d.DrawString(s)
}

// line makes one line of a title, without what has no picture.
func line(s string) string {
	n := 0
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		n++
		switch {
		case n > maxText:
			return -1
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s))
}

// fit cuts s so that it fits into a width.
func fit(f font.Face, s string, width fixed.Int26_6) string {
	const dots = "…"
	room := width - font.MeasureString(f, dots)
	var x fixed.Int26_6
	cut, last := 0, rune(-1)
	for i, r := range s {
		if x <= room {
			cut = i
		}
		if last >= 0 {
			x += f.Kern(last, r)
		}
		a, _ := f.GlyphAdvance(r)
		x, last = x+a, r
	}
	switch {
	case x <= width:
		return s
	case cut == 0:
		return ""
	}
	return strings.TrimSpace(s[:cut]) + dots
}
