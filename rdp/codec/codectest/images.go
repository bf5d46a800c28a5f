// Package codectest makes the pictures that the codec tests compress, and
// runs libfreerdp, a decoder we did not write, beside our own.
package codectest

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/font/inconsolata"
	"golang.org/x/image/math/fixed"
)

// Kinds are the names that Image understands.
var Kinds = []string{"flat", "black", "gradient", "text", "ui", "photo", "noise", "checker", "stripes", "alpha"}

// Image returns a w×h picture of the named kind as BGRA rows without padding,
// premultiplied. Everything but "alpha" and "noise" is opaque.
func Image(kind string, w, h int) []byte {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	r := rand.New(rand.NewPCG(7, uint64(w)<<32|uint64(h)))
	switch kind {
	case "flat":
		fill(m, m.Rect, color.RGBA{30, 60, 200, 255})
	case "black":
		fill(m, m.Rect, color.RGBA{A: 255})
	case "gradient":
		each(m, func(x, y int) color.RGBA {
			return color.RGBA{uint8(x * 255 / w), uint8(y * 255 / h), uint8((x + y) * 127 / (w + h)), 255}
		})
	case "text":
		text(m, r)
	case "ui":
		ui(m, r)
	case "photo":
		each(m, func(x, y int) color.RGBA { return photo(x, y, r) })
	case "noise":
		for i := range m.Pix {
			m.Pix[i] = uint8(r.Uint32())
		}
	case "checker":
		each(m, func(x, y int) color.RGBA {
			v := uint8((x/3 ^ y/2) & 1 * 255)
			return color.RGBA{v, 255 - v, v, 255}
		})
	case "stripes":
		each(m, func(x, _ int) color.RGBA { return color.RGBA{uint8(x & 1 * 255), uint8(x % 5 * 50), 9, 255} })
	case "alpha":
		alpha(m)
	}
	return bgra(m)
}

// bgra exchanges red and blue.
func bgra(m *image.RGBA) []byte {
	p := m.Pix
	for i := 0; i+3 < len(p); i += 4 {
		p[i], p[i+2] = p[i+2], p[i]
	}
	return p
}

func fill(m *image.RGBA, r image.Rectangle, c color.RGBA) {
	draw.Draw(m, r, image.NewUniform(c), image.Point{}, draw.Src)
}

func each(m *image.RGBA, f func(x, y int) color.RGBA) {
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			m.SetRGBA(x, y, f(x, y))
		}
	}
}

// photo has smooth structure, edges and sensor noise.
func photo(x, y int, r *rand.Rand) color.RGBA {
	fx, fy := float64(x), float64(y)
	v := 128 + 60*math.Sin(fx/37+math.Sin(fy/23)*2) + 40*math.Cos(fy/17+fx/51)
	if math.Sin(fx/90)*math.Cos(fy/70) > 0.3 {
		v = 255 - v
	}
	n := func(k float64) uint8 {
		return uint8(max(0, min(255, v*k+20*math.Sin(fx*k/9)+float64(r.IntN(9)-4))))
	}
	return color.RGBA{n(1), n(0.8), n(0.6), 255}
}

var words = []string{"static", "int", "return", "the", "window", "if", "(x", "==", "0)", "{", "}", "//", "of",
	"compositor", "surface->buffer", "=", "NULL;", "for", "while", "and", "drwxr-xr-x", "root", "4096", "Nov", "22",
	"error:", "undefined", "reference", "to", "`main'", "[INFO]", "frame", "0x7ffe1234", "src/main.c", "+"}

// text looks like terminals and an editor side by side.
func text(m *image.RGBA, r *rand.Rand) {
	b := m.Rect
	half := max(b.Dx()/2, 1)
	left := image.Rect(0, 0, half, b.Dy())
	right := image.Rect(half, 0, b.Dx(), b.Dy())
	page(m, left, r, color.RGBA{A: 255}, color.RGBA{220, 220, 220, 255}, basicfont.Face7x13, 13)
	page(m, right, r, color.RGBA{255, 255, 255, 255}, color.RGBA{20, 20, 20, 255}, inconsolata.Regular8x16, 17)
}

func page(m *image.RGBA, b image.Rectangle, r *rand.Rand, bg, fg color.RGBA, face font.Face, lead int) {
	fill(m, b, bg)
	sub, _ := m.SubImage(b).(*image.RGBA)
	ink := []color.RGBA{fg, fg, fg, {200, 60, 60, 255}, {60, 160, 60, 255}, {70, 100, 220, 255}}
	for y := b.Min.Y + lead; y < b.Max.Y+lead; y += lead {
		if r.IntN(7) == 0 {
			continue
		}
		d := font.Drawer{Dst: sub, Face: face, Dot: fixed.P(b.Min.X+4+8*r.IntN(9), y)}
		end := b.Min.X + b.Dx()*(20+r.IntN(75))/100
		for d.Dot.X.Floor() < end {
			d.Src = image.NewUniform(ink[r.IntN(len(ink))])
			d.DrawString(words[r.IntN(len(words))] + " ")
		}
	}
}

// ui looks like a settings dialog: frames, buttons with gradients, labels.
func ui(m *image.RGBA, r *rand.Rand) {
	fill(m, m.Rect, color.RGBA{246, 245, 244, 255})
	for y := 6; y < m.Rect.Dy(); y += 44 {
		for x := 6; x < m.Rect.Dx(); x += 150 {
			box := image.Rect(x, y, x+100+r.IntN(40), y+32).Intersect(m.Rect)
			fill(m, box, color.RGBA{205, 199, 194, 255})
			top := uint8(200 + r.IntN(55))
			for i := range max(box.Dy()-2, 0) {
				row := image.Rect(box.Min.X+1, box.Min.Y+1+i, box.Max.X-1, box.Min.Y+2+i)
				fill(m, row, color.RGBA{top - uint8(i), top - uint8(i), top - uint8(i/2), 255})
			}
			if r.IntN(3) > 0 {
				d := font.Drawer{Dst: m, Src: image.NewUniform(color.RGBA{46, 52, 54, 255}),
					Face: inconsolata.Regular8x16, Dot: fixed.P(x+10, y+20)}
				d.DrawString(words[r.IntN(len(words))])
			}
		}
	}
}

// alpha is a window with a soft shadow and round corners, premultiplied.
func alpha(m *image.RGBA) {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	each(m, func(x, y int) color.RGBA {
		d := min(x, y, w-1-x, h-1-y)
		if d >= 12 || d >= min(w, h)/3 {
			return color.RGBA{240, 240, uint8(200 + y%16), 255}
		}
		return color.RGBA{A: uint8(d * 10)}
	})
}
