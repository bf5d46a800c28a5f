package client

import (
	"errors"
	"image"

	"oriel/rdp/codec"
	"oriel/rdp/egfx"
	"oriel/rdp/wire"
)

var (
	errCodec = errors.New("codec that was not agreed on")
	errRect  = errors.New("rectangle outside the picture")
)

// A bitmap is a picture: B, G, R, A bytes, rows without gaps.
type bitmap struct {
	w, h int
	pix  []byte
}

func newBitmap(w, h int) *bitmap { return &bitmap{w, h, make([]byte, w*h*4)} }

func (b *bitmap) stride() int { return b.w * 4 }

func (b *bitmap) bounds() image.Rectangle { return image.Rect(0, 0, b.w, b.h) }

// at returns the memory from pixel x, y on.
func (b *bitmap) at(x, y int) []byte { return b.pix[y*b.stride()+x*4:] }

// copyFrom copies r of src to p, cut to what is there. Both may be the same
// picture: the copy is as if by way of another.
func (b *bitmap) copyFrom(src *bitmap, r image.Rectangle, p image.Point) {
	r = r.Intersect(src.bounds())
	d := r.Sub(r.Min).Add(p).Intersect(b.bounds())
	if d.Empty() {
		return
	}
	off := r.Min.Sub(p)
	y0, y1, step := d.Min.Y, d.Max.Y, 1
	if b == src && off.Y < 0 {
		y0, y1, step = d.Max.Y-1, d.Min.Y-1, -1
	}
	for y := y0; y != y1; y += step {
		copy(b.at(d.Min.X, y)[:d.Dx()*4], src.at(d.Min.X+off.X, y+off.Y)[:d.Dx()*4])
	}
}

// part returns a copy of r.
func (b *bitmap) part(r image.Rectangle) *bitmap {
	p := newBitmap(r.Dx(), r.Dy())
	p.copyFrom(b, r, image.Point{})
	return p
}

// opaque sets all alpha bytes of r.
func (b *bitmap) opaque(r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := b.at(r.Min.X, y)[:r.Dx()*4]
		for ; len(row) >= 4; row = row[4:] {
			wire.LE.PutUint32(row, wire.LE.Uint32(row)|0xFF<<24)
		}
	}
}

func (b *bitmap) fill(r image.Rectangle, c [4]byte) {
	r = r.Intersect(b.bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := b.at(r.Min.X, y)[:r.Dx()*4]
		for i := 0; i < len(row); i += 4 {
			copy(row[i:], c[:])
		}
	}
}

// rgba returns r of the picture; what lies outside is transparent.
func (b *bitmap) rgba(r image.Rectangle) *image.RGBA {
	m := image.NewRGBA(image.Rectangle{Max: r.Size()})
	in := r.Intersect(b.bounds())
	for y := in.Min.Y; y < in.Max.Y; y++ {
		src := b.at(in.Min.X, y)[:in.Dx()*4]
		dst := m.Pix[m.PixOffset(in.Min.X-r.Min.X, y-r.Min.Y):][:len(src)]
		for ; len(src) >= 4 && len(dst) >= 4; src, dst = src[4:], dst[4:] {
			v := wire.LE.Uint32(src)
			wire.LE.PutUint32(dst, v&0xFF00FF00|v>>16&0xFF|v&0xFF<<16)
		}
	}
	return m
}

// A surface is a bitmap of the graphics pipeline.
type surface struct {
	*bitmap
	alpha   bool
	mapping egfx.Mapping
	changed image.Rectangle // since the last frame, if it is mapped to the output
	touched uint64          // how often

	progressive codec.ProgressiveDecoder
}

// touch notes that r of the surface, or of what lies outside of it, has changed.
func (s *surface) touch(r image.Rectangle) {
	s.changed = s.changed.Union(r.Intersect(s.bounds()))
	s.touched++
}

// place copies r of a picture to a place on the surface.
func (s *surface) place(b *bitmap, r image.Rectangle, to egfx.Point) {
	p := image.Pt(int(to.X), int(to.Y))
	s.copyFrom(b, r, p)
	s.touch(r.Sub(r.Min).Add(p))
}

// draw decodes one WireToSurface1 for a surface.
func (g *graphics) draw(s *surface, p *egfx.WireToSurface1) error {
	r := image.Rect(int(p.Dest.Left), int(p.Dest.Top), int(p.Dest.Right), int(p.Dest.Bottom))
	if r.Empty() || !r.In(s.bounds()) {
		return errRect
	}
	s.touch(r)
	dst := s.at(r.Min.X, r.Min.Y)
	var err error
	switch p.CodecID {
	case egfx.CodecUncompressed:
		err = codec.DecodeUncompressed(dst, s.stride(), r.Dx(), r.Dy(), p.Data, false)
	case egfx.CodecPlanar:
		err = g.planar.Decode(dst, s.stride(), r.Dx(), r.Dy(), p.Data, false)
	case egfx.CodecClear:
		return g.clear.Decode(dst, s.stride(), r.Dx(), r.Dy(), p.Data) // opaque already
	case egfx.CodecAlpha:
		return codec.DecodeAlpha(dst, s.stride(), r.Dx(), r.Dy(), p.Data)
	default:
		return errCodec
	}
	if err == nil && !s.alpha {
		s.opaque(r)
	}
	return err
}
