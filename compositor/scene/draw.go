package scene

import (
	"encoding/binary"
	"image"
	"math"
)

// An Image is pixels of our own: B, G, R, A bytes, premultiplied. Its top
// left pixel is at Rect.Min.
type Image struct {
	Pix    []byte
	Stride int // bytes
	Rect   image.Rectangle
}

// NewImage returns a transparent image.
func NewImage(r image.Rectangle) *Image {
	return &Image{Pix: make([]byte, r.Dx()*r.Dy()*4), Stride: r.Dx() * 4, Rect: r}
}

// Reset makes m a transparent image of r and keeps the memory if it is enough.
func (m *Image) Reset(r image.Rectangle) {
	n := r.Dx() * r.Dy() * 4
	if cap(m.Pix) < n {
		m.Pix = make([]byte, n)
	}
	m.Pix, m.Stride, m.Rect = m.Pix[:n], r.Dx()*4, r
	clear(m.Pix)
}

// Row returns the pixels of row y from x0 to x1, which must lie in Rect.
func (m *Image) Row(y, x0, x1 int) []byte {
	o := (y-m.Rect.Min.Y)*m.Stride + (x0-m.Rect.Min.X)*4
	return m.Pix[o : o+(x1-x0)*4]
}

// ScaleRect converts a rectangle of logical pixels to device pixels, so that
// neighbours stay neighbours.
func ScaleRect(r image.Rectangle, scale float64) image.Rectangle {
	if scale == 1 {
		return r
	}
	return image.Rectangle{Min: ScalePoint(r.Min, scale), Max: ScalePoint(r.Max, scale)}
}

// ScalePoint converts a logical position to device pixels.
func ScalePoint(p image.Point, scale float64) image.Point {
	if scale == 1 {
		return p
	}
	return image.Pt(int(math.Round(float64(p.X)*scale)), int(math.Round(float64(p.Y)*scale)))
}

// ScaleDamage converts damage to device pixels, rounded outwards and a pixel
// wider, since scaled pixels bleed into their neighbours.
func ScaleDamage(r image.Rectangle, scale float64) image.Rectangle {
	if scale == 1 {
		return r
	}
	return image.Rect(
		int(math.Floor(float64(r.Min.X)*scale))-1, int(math.Floor(float64(r.Min.Y)*scale))-1,
		int(math.Ceil(float64(r.Max.X)*scale))+1, int(math.Ceil(float64(r.Max.Y)*scale))+1)
}

// Draw composes the window's content over dst, scale device pixels per
// logical pixel. dst is in device pixels whose origin is the content's top
// left pixel moved to at; only pixels inside clip change. Pixels of a client
// that took its memory away stay as they are, and ErrFault is returned.
func (c *Content) Draw(dst *Image, at image.Point, scale float64, clip image.Rectangle) (err error) {
	clip = clip.Intersect(dst.Rect)
	if c.Shape == nil {
		return c.drawPlanes(dst, at, scale, clip)
	}
	for _, r := range c.Shape {
		if r := ScaleRect(r, scale).Add(at).Intersect(clip); !r.Empty() {
			if e := c.drawPlanes(dst, at, scale, r); e != nil {
				err = e
			}
		}
	}
	return err
}

func (c *Content) drawPlanes(dst *Image, at image.Point, scale float64, clip image.Rectangle) (err error) {
	for i := range c.Planes {
		p := &c.Planes[i]
		to := ScaleRect(p.Dst, scale).Add(at)
		r := to.Intersect(clip)
		if r.Empty() {
			continue
		}
		opaque := r.In(p.Hides(scale).Add(at))
		if e := p.Buffer.Read(func(px Pixels) error { return p.draw(dst, px, to, r, opaque) }); e != nil {
			err = e
		}
	}
	return err
}

// draw draws the part r of the plane, which fills the rectangle to. What is opaque
// is so whatever its alpha: below it, dst has anything.
func (p *Plane) draw(dst *Image, px Pixels, to, r image.Rectangle, opaque bool) error {
	src := p.Src
	size := px.Size()
	if p.Transform&1 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	if src == (RectF{}) {
		src = RectF{W: float64(size.X), H: float64(size.Y)}
	}
	whole := src.X == math.Trunc(src.X) && src.Y == math.Trunc(src.Y)
	if p.Transform == 0 && whole && src.W == float64(to.Dx()) && src.H == float64(to.Dy()) {
		off := image.Pt(int(src.X), int(src.Y)).Sub(to.Min)
		for y := r.Min.Y; y < r.Max.Y; y++ {
			copyRow(dst.Row(y, r.Min.X, r.Max.X), px, r.Min.Add(off).X, min(y+off.Y, px.Height-1), opaque)
		}
		return nil
	}
	newSampler(px, p.Transform, src, to).draw(dst, r, opaque)
	return nil
}

// copyRow draws row y from x on over dst. What reaches out of the buffer, by
// the pixel that rounding may add, is as its edge.
func copyRow(dst []byte, px Pixels, x, y int, opaque bool) {
	n := px.Format.BytesPerPixel()
	row := px.row(y, x, x+len(dst)/4)
	blendRow(dst[:min(len(dst), len(row)/max(1, n)*4)], row, px.Format, opaque, px.Stride)
	edge := px.row(y, px.Width-1, px.Width)
	for i := len(row) / max(1, n) * 4; i+4 <= len(dst) && len(edge) >= n; i += 4 {
		blendRow(dst[i:i+4], edge, px.Format, opaque, 0)
	}
}

// row returns the memory of row y from x0 to x1, cut to what is there.
func (p Pixels) row(y, x0, x1 int) []byte {
	if y < 0 || y >= p.Height || x0 < 0 || x0 >= p.Width {
		return nil
	}
	n := p.Format.BytesPerPixel()
	x1 = min(x1, p.Width)
	return p.Pix[y*p.Stride+x0*n : y*p.Stride+x1*n]
}

// blendRow draws a row of src pixels over dst. The next row begins next bytes
// after it.
func blendRow(dst, src []byte, f Format, opaque bool, next int) {
	switch {
	case f == XRGB8888, f == ARGB8888 && opaque:
		copyOpaque(dst, src, next)
	case f == ARGB8888:
		blendARGB(dst, src, next)
	default:
		n := f.BytesPerPixel()
		for i := 0; i*4+4 <= len(dst) && (i+1)*n <= len(src); i++ {
			c := load(src[i*n:(i+1)*n], f)
			if opaque {
				c[3] = 0xFF
				copy(dst[i*4:], c[:])
			} else {
				blend(dst[i*4:i*4+4:i*4+4], c)
			}
		}
	}
}

// The alpha bytes of two pixels in a word.
const alphas = 0xFF000000_FF000000

// copyOpaque copies pixels and makes them opaque.
func copyOpaque(dst, src []byte, next int) {
	n := min(len(dst), len(src)) &^ 3
	dst, src = dst[:n], src[:n]
	n = copyOpaqueFast(dst, src, next)
	dst, src = dst[n:], src[n:]
	for len(src) >= 32 {
		d, s := dst[:32:32], src[:32:32]
		binary.LittleEndian.PutUint64(d, binary.LittleEndian.Uint64(s)|alphas)
		binary.LittleEndian.PutUint64(d[8:], binary.LittleEndian.Uint64(s[8:])|alphas)
		binary.LittleEndian.PutUint64(d[16:], binary.LittleEndian.Uint64(s[16:])|alphas)
		binary.LittleEndian.PutUint64(d[24:], binary.LittleEndian.Uint64(s[24:])|alphas)
		dst, src = dst[32:], src[32:]
	}
	for i := 0; i < len(src); i += 4 {
		copy(dst[i:i+3], src[i:])
		dst[i+3] = 0xFF
	}
}

// blendARGB draws premultiplied pixels over dst. Most of what apps draw is
// opaque, so pixels are taken many at once until some are not, and two by two
// for a while from there.
func blendARGB(dst, src []byte, next int) {
	n := min(len(dst), len(src)) &^ 3
	dst, src = dst[:n], src[:n]
	for len(src) > 0 {
		n = copyWhileOpaque(dst, src, next)
		dst, src = dst[n:], src[n:]
		n = min(len(src), blendedAtOnce)
		blendFew(dst[:n], src[:n])
		dst, src = dst[n:], src[n:]
	}
}

// blendedAtOnce is how many bytes of pixels are blended before it is looked
// whether opaque ones follow.
const blendedAtOnce = 256

// blendFew draws premultiplied pixels over dst, two by two.
func blendFew(dst, src []byte) {
	for len(src) >= 8 {
		v := binary.LittleEndian.Uint64(src)
		switch {
		case v&alphas == alphas:
			binary.LittleEndian.PutUint64(dst, v)
		case v != 0:
			// The owner may write meanwhile: what was read is what counts.
			blend(dst[0:4:4], [4]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)})
			blend(dst[4:8:8], [4]byte{byte(v >> 32), byte(v >> 40), byte(v >> 48), byte(v >> 56)})
		}
		dst, src = dst[8:], src[8:]
	}
	if len(src) >= 4 {
		blend(dst[0:4:4], [4]byte(src))
	}
}

// blend draws the premultiplied pixel c over d.
func blend(d []byte, c [4]byte) {
	switch c[3] {
	case 0xFF:
		copy(d, c[:])
	case 0:
		if c == [4]byte{} {
			return
		}
		fallthrough
	default:
		a := 255 - uint32(c[3])
		for k := range 4 {
			v := uint32(d[k])*a + 127
			d[k] = uint8(min(255, uint32(c[k])+(v+v>>8+1)>>8))
		}
	}
}

// load reads one pixel as B, G, R, A.
func load(b []byte, f Format) [4]byte {
	switch f {
	case ARGB8888:
		return [4]byte(b)
	case XRGB8888:
		return [4]byte{b[0], b[1], b[2], 0xFF}
	case ABGR8888:
		return [4]byte{b[2], b[1], b[0], b[3]}
	case XBGR8888:
		return [4]byte{b[2], b[1], b[0], 0xFF}
	case RGB888:
		return [4]byte{b[0], b[1], b[2], 0xFF}
	case BGR888:
		return [4]byte{b[2], b[1], b[0], 0xFF}
	case RGB565:
		v := uint32(b[0]) | uint32(b[1])<<8
		r, g, bl := v>>11, v>>5&63, v&31
		return [4]byte{uint8(bl<<3 | bl>>2), uint8(g<<2 | g>>4), uint8(r<<3 | r>>2), 0xFF}
	case ARGB2101010, XRGB2101010:
		v := uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
		a := uint8(v>>30) * 0x55
		if f == XRGB2101010 {
			a = 0xFF
		}
		return [4]byte{uint8(v >> 2), uint8(v >> 12), uint8(v >> 22), a}
	}
	return [4]byte{}
}
