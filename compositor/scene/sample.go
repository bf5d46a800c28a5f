package scene

import (
	"image"
	"math"
)

// A sampler reads a scaled, cropped or turned buffer, one destination pixel
// at a time. Where source and destination pixels coincide, it is exact;
// between them it mixes the four neighbours.
type sampler struct {
	px        Pixels
	transform Transform
	size      image.Point // of the buffer after the transform
	src       RectF
	to        image.Rectangle
	dx, dy    float64 // source pixels per destination pixel
}

func newSampler(px Pixels, t Transform, src RectF, to image.Rectangle) sampler {
	size := px.Size()
	if t&1 != 0 {
		size.X, size.Y = size.Y, size.X
	}
	return sampler{px, t, size, src, to, src.W / float64(to.Dx()), src.H / float64(to.Dy())}
}

func (s sampler) draw(dst *Image, r image.Rectangle, opaque bool) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		fy := s.src.Y + (float64(y-s.to.Min.Y)+0.5)*s.dy - 0.5
		row := dst.Row(y, r.Min.X, r.Max.X)
		for x := r.Min.X; x < r.Max.X; x++ {
			fx := s.src.X + (float64(x-s.to.Min.X)+0.5)*s.dx - 0.5
			c := s.at(fx, fy)
			o := (x - r.Min.X) * 4
			if opaque {
				c[3] = 0xFF
				copy(row[o:o+4], c[:])
			} else {
				blend(row[o:o+4:o+4], c)
			}
		}
	}
}

// at mixes the pixels around a position, whose whole coordinates are pixel
// centres.
func (s sampler) at(fx, fy float64) [4]byte {
	x0, y0 := math.Floor(fx), math.Floor(fy)
	wx, wy := uint32((fx-x0)*256+0.5), uint32((fy-y0)*256+0.5)
	x, y := int(x0), int(y0)
	if wx == 0 && wy == 0 {
		return s.pixel(x, y)
	}
	a, b, c, d := s.pixel(x, y), s.pixel(x+1, y), s.pixel(x, y+1), s.pixel(x+1, y+1)
	var out [4]byte
	for k := range 4 {
		top := uint32(a[k])*(256-wx) + uint32(b[k])*wx
		bot := uint32(c[k])*(256-wx) + uint32(d[k])*wx
		out[k] = uint8((top*(256-wy) + bot*wy + 1<<15) >> 16)
	}
	return out
}

// pixel reads the pixel of the transformed buffer nearest to x, y.
func (s sampler) pixel(x, y int) [4]byte {
	// Neighbours outside the cropped part do not bleed in.
	x = max(int(s.src.X), min(x, int(math.Ceil(s.src.X+s.src.W))-1))
	y = max(int(s.src.Y), min(y, int(math.Ceil(s.src.Y+s.src.H))-1))
	p := s.transform.toBuffer(image.Pt(x, y), s.size)
	row := s.px.row(p.Y, p.X, p.X+1)
	if row == nil {
		return [4]byte{}
	}
	return load(row, s.px.Format)
}

// toBuffer maps a pixel of the upright content (of the given size) to the
// pixel of the buffer that holds it. The transforms are wl_output.transform:
// 0-3 turn counter-clockwise by 90°, 4-7 flip around the vertical axis first.
func (t Transform) toBuffer(p, size image.Point) image.Point {
	w, h := size.X-1, size.Y-1
	switch t {
	case 1:
		return image.Pt(h-p.Y, p.X)
	case 2:
		return image.Pt(w-p.X, h-p.Y)
	case 3:
		return image.Pt(p.Y, w-p.X)
	case 4:
		return image.Pt(w-p.X, p.Y)
	case 5:
		return image.Pt(h-p.Y, w-p.X)
	case 6:
		return image.Pt(p.X, h-p.Y)
	case 7:
		return image.Pt(p.Y, p.X)
	}
	return p
}
