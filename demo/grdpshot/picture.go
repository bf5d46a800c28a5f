package main

import (
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
)

// A tile is one rectangle of a bitmap update, decompressed, its rows from top
// to bottom, two bytes per pixel.
type tile struct {
	at     image.Rectangle // where it shows; its right and lower edge may cut the pixels off
	width  int             // of the pixels
	pixels []byte
}

// A picture is the desktop as far as it has been received.
type picture struct {
	img   *image.RGBA
	drawn int // pixels received so far
}

func newPicture(w, h int) *picture {
	return &picture{img: image.NewRGBA(image.Rect(0, 0, w, h))}
}

func (p *picture) put(t tile) error {
	if t.width < t.at.Dx() || len(t.pixels) < 2*t.width*t.at.Dy() {
		return fmt.Errorf("a bitmap of %d bytes and width %d is too small for %v", len(t.pixels), t.width, t.at)
	}
	r := t.at.Intersect(p.img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := t.pixels[2*t.width*(y-t.at.Min.Y):]
		for x := r.Min.X; x < r.Max.X; x++ {
			v := binary.LittleEndian.Uint16(row[2*(x-t.at.Min.X):])
			p.img.SetRGBA(x, y, spread(v))
		}
	}
	p.drawn += r.Dx() * r.Dy()
	return nil
}

// spread makes eight bits of five and six by repeating the upper ones.
func spread(v uint16) color.RGBA {
	r, g, b := uint8(v>>11&0x1f), uint8(v>>5&0x3f), uint8(v&0x1f)
	return color.RGBA{r<<3 | r>>2, g<<2 | g>>4, b<<3 | b>>2, 255}
}

// flip turns rows from bottom to top, as RDP sends plain bitmaps, into rows
// from top to bottom. The rows of a plain bitmap are padded to four bytes.
func flip(data []byte, width, height int) ([]byte, error) {
	stride := (2*width + 3) &^ 3
	if len(data) < stride*height {
		return nil, fmt.Errorf("a plain bitmap of %dx%d has %d bytes", width, height, len(data))
	}
	out := make([]byte, 0, 2*width*height)
	for y := height - 1; y >= 0; y-- {
		out = append(out, data[y*stride:][:2*width]...)
	}
	return out, nil
}
