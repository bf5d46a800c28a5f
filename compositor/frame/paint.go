package frame

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	xdraw "golang.org/x/image/draw"
	"golang.org/x/image/vector"

	"oriel/compositor/scene"
)

// bgr returns a colour for a canvas from 0xRRGGBB. Canvases have blue first.
func bgr(v uint32) color.RGBA {
	return color.RGBA{R: uint8(v), G: uint8(v >> 8), B: uint8(v >> 16), A: 0xFF}
}

// colours of a frame.
type colours struct{ fill, line, text, hover, pressed color.RGBA }

var (
	active   = colours{bgr(0xE7EBF1), bgr(0x6F8FB5), bgr(0x2B3440), bgr(0xD0D8E3), bgr(0xB9C4D3)}
	inactive = colours{bgr(0xF1F3F6), bgr(0xB4BDC9), bgr(0x8B95A3), bgr(0xDFE4EB), bgr(0xCAD2DC)}
	danger   = colours{text: bgr(0xFFFFFF), hover: bgr(0xD64545), pressed: bgr(0xB03030)} // of the button that closes
)

// A canvas is a picture of device pixels, B, G, R, X in memory. The drawing
// packages are fast only if they see what it is made of.
type canvas struct{ *image.RGBA }

func newCanvas(size image.Point) canvas {
	return canvas{image.NewRGBA(image.Rectangle{Max: size})}
}

func (m canvas) fill(r image.Rectangle, c color.RGBA) {
	draw.Draw(m.RGBA, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// outline draws the edges of r, n pixels wide, inside of it.
func (m canvas) outline(r image.Rectangle, n int, c color.RGBA) {
	m.fill(image.Rect(r.Min.X, r.Min.Y, r.Max.X, r.Min.Y+n), c)
	m.fill(image.Rect(r.Min.X, r.Max.Y-n, r.Max.X, r.Max.Y), c)
	m.fill(image.Rect(r.Min.X, r.Min.Y, r.Min.X+n, r.Max.Y), c)
	m.fill(image.Rect(r.Max.X-n, r.Min.Y, r.Max.X, r.Max.Y), c)
}

// cross draws the two diagonals of r, n pixels wide.
func (m canvas) cross(r image.Rectangle, n float64, c color.RGBA) {
	box := r.Inset(-int(n) - 1)
	z := vector.NewRasterizer(box.Dx(), box.Dy())
	k := float32(n / 2 / math.Sqrt2)
	a, b := float32(r.Min.X-box.Min.X), float32(r.Max.X-box.Min.X) // it is square
	for _, d := range [2]float32{1, -1} {
		z.Reset(box.Dx(), box.Dy())
		x0, x1 := a, b
		if d < 0 {
			x0, x1 = b, a
		}
		z.MoveTo(x0-k*d, a+k)
		z.LineTo(x0+k*d, a-k)
		z.LineTo(x1+k*d, b-k)
		z.LineTo(x1-k*d, b+k)
		z.ClosePath()
		z.Draw(m.RGBA, box, image.NewUniform(c), image.Point{})
	}
}

// paint draws a strip. Device pixels of a strip begin at its own corner.
func (p *Painter) paint(m canvas, f *Frame, s side) {
	l := &f.look
	c := inactive
	if l.Active {
		c = active
	}
	m.fill(m.Rect, c.fill)
	off := scene.ScaleRect(l.strip(s), l.Scale).Min
	if l.Insets.Bottom > 0 {
		n := max(1, int(math.Round(l.Scale)))
		all := image.Rectangle{Max: scene.ScalePoint(l.Size, l.Scale)}
		m.outline(all.Sub(off), n, c.line)
	}
	if s != top || l.title().Empty() {
		return
	}
	for _, b := range [...]struct {
		b    Buttons
		area Area
	}{{CloseButton, Close}, {MaximizeButton, Maximize}, {MinimizeButton, Minimize}} {
		if r := l.button(b.b); !r.Empty() {
			p.button(m, l, b.area, scene.ScaleRect(r, l.Scale), c)
		}
	}
	p.caption(m, f, c)
}

// button draws a button.
func (p *Painter) button(m canvas, l *Look, a Area, r image.Rectangle, c colours) {
	text := c.text
	if l.Hover == a {
		back := c
		if a == Close {
			back, text = danger, danger.text
		}
		if l.Pressed {
			m.fill(r, back.pressed)
		} else {
			m.fill(r, back.hover)
		}
	}
	n := max(1, int(math.Round(l.Scale)))
	side := max(4, int(math.Round(10*l.Scale)))
	at := image.Pt(r.Min.X+(r.Dx()-side)/2, r.Min.Y+(r.Dy()-side)/2)
	g := image.Rectangle{Min: at, Max: at.Add(image.Pt(side, side))}
	switch a {
	case Close:
		m.cross(g, 1.2*l.Scale, text)
	case Minimize:
		y := g.Max.Y - side/3
		m.fill(image.Rect(g.Min.X, y-n, g.Max.X, y), text)
	case Maximize:
		if !l.Maximized {
			m.outline(g, n, text)
			return
		}
		d := max(2, side/5) // one window behind the other
		m.outline(image.Rect(g.Min.X, g.Min.Y+d, g.Max.X-d, g.Max.Y), n, text)
		m.fill(image.Rect(g.Min.X+d, g.Min.Y, g.Max.X, g.Min.Y+n), text)
		m.fill(image.Rect(g.Max.X-n, g.Min.Y, g.Max.X, g.Max.Y-d), text)
	}
}

const (
	pad      = 8  // around icon and title, logical pixels
	iconSide = 16 // logical pixels
)

// caption draws icon and title.
func (p *Painter) caption(m canvas, f *Frame, c colours) {
	l := &f.look
	r := l.caption()
	r.Min.X, r.Max.X = r.Min.X+pad, r.Max.X-pad
	if l.Icon != nil && r.Dx() > iconSide {
		y := r.Min.Y + (r.Dy()-iconSide)/2
		at := scene.ScaleRect(image.Rect(r.Min.X, y, r.Min.X+iconSide, y+iconSide), l.Scale)
		if pic := f.icon.scaled(l.Icon, at.Dy()); pic != nil {
			draw.Draw(m.RGBA, image.Rectangle{Min: at.Min, Max: at.Min.Add(pic.Rect.Size())}, pic, image.Point{}, draw.Over)
			r.Min.X += iconSide + pad
		}
	}
	p.text(m, scene.ScaleRect(r, l.Scale), l.Title, l.Scale, c.text)
}

// An icon is a window's icon as it was scaled last.
type icon struct {
	of   *scene.Icon
	side int
	pic  *image.RGBA
}

// scaled returns the icon at a size in device pixels; nil if it has no picture.
func (i *icon) scaled(of *scene.Icon, side int) *image.RGBA {
	if i.of == of && i.side == side {
		return i.pic
	}
	*i = icon{of: of, side: side}
	b := of.Best(side)
	if b == nil || b.Width < 1 || b.Height < 1 || len(b.Pix) < b.Width*b.Height*4 {
		return nil
	}
	src := &image.NRGBA{Pix: b.Pix, Stride: b.Width * 4, Rect: image.Rect(0, 0, b.Width, b.Height)}
	i.pic = image.NewRGBA(image.Rect(0, 0, side, side))
	xdraw.CatmullRom.Scale(i.pic, i.pic.Rect, src, src.Rect, xdraw.Src, nil)
	return i.pic
}
