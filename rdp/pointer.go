package rdp

import (
	"image"

	"golang.org/x/image/draw"

	"oriel/compositor/scene"
)

// A pointerImage is a cursor as RDP wants it: B, G, R, A with straight alpha.
type pointerImage struct {
	width, height int
	hot           image.Point
	pix           []byte
}

// pointerOf converts a cursor of pixels to the client's scale, no larger than
// limit on a side. It returns nil for one that is hidden or has no pixels.
func pointerOf(c *scene.Cursor, scale float64, limit int) *pointerImage {
	if c == nil || c.Hidden || c.Width <= 0 || c.Height <= 0 || len(c.Pix) < c.Width*c.Height*4 {
		return nil
	}
	own := c.Scale
	if own <= 0 {
		own = 1
	}
	ratio := scale / own
	w, h := scaled(c.Width, ratio), scaled(c.Height, ratio)
	if m := max(w, h); m > limit {
		ratio *= float64(limit) / float64(m)
		w, h = min(limit, scaled(c.Width, ratio)), min(limit, scaled(c.Height, ratio))
	}
	p := &pointerImage{width: w, height: h, pix: resample(c, w, h)}
	p.hot = image.Pt(clampTo(scaled0(c.Hot.X, ratio), w), clampTo(scaled0(c.Hot.Y, ratio), h))
	for i := 0; i < len(p.pix); i += 4 {
		copy(p.pix[i:], straight([4]byte(p.pix[i:i+4])))
	}
	return p
}

// resample returns the cursor's pixels at another size. The order of the
// colours does not matter to it, premultiplication does.
func resample(c *scene.Cursor, w, h int) []byte {
	src := &image.RGBA{Pix: c.Pix, Stride: c.Width * 4, Rect: image.Rect(0, 0, c.Width, c.Height)}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	if src.Rect == dst.Rect {
		copy(dst.Pix, src.Pix)
	} else {
		draw.CatmullRom.Scale(dst, dst.Rect, src, src.Rect, draw.Src, nil)
	}
	return dst.Pix
}

func scaled(n int, ratio float64) int  { return max(1, scaled0(n, ratio)) }
func scaled0(n int, ratio float64) int { return int(float64(n)*ratio + 0.5) }

// clampTo keeps a hot spot inside: FreeRDP refuses others.
func clampTo(v, side int) int { return max(0, min(v, side-1)) }

// straight undoes the premultiplication of a pixel.
func straight(c [4]byte) []byte {
	if a := uint32(c[3]); a != 0 && a != 0xFF {
		for k := range 3 {
			c[k] = uint8(min(255, (uint32(c[k])*255+a/2)/a))
		}
	}
	return c[:]
}

// masks returns the XOR mask of 32 bits a pixel and the AND mask of one bit,
// both bottom-up and padded to 2 bytes a row. Clients without alpha draw by
// the AND mask, in which 1 is transparent.
func (p *pointerImage) masks() (xor, and []byte) {
	stride := (p.width + 15) / 16 * 2
	xor, and = make([]byte, len(p.pix)), make([]byte, stride*p.height)
	for y := range p.height {
		row := p.pix[(p.height-1-y)*p.width*4:][:p.width*4]
		copy(xor[y*p.width*4:], row)
		for x := range p.width {
			if row[x*4+3] == 0 {
				and[y*stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return xor, and
}

// colour returns the masks at 24 bits a pixel, for clients that know colour
// pointers only. Half transparent pixels become opaque or clear.
func (p *pointerImage) colour() (xor, and []byte) {
	xs, as := (p.width*3+1)/2*2, (p.width+15)/16*2
	xor, and = make([]byte, xs*p.height), make([]byte, as*p.height)
	for y := range p.height {
		row := p.pix[(p.height-1-y)*p.width*4:][:p.width*4]
		for x := range p.width {
			if row[x*4+3] < 0x80 {
				and[y*as+x/8] |= 0x80 >> (x % 8)
				continue
			}
			copy(xor[y*xs+x*3:], row[x*4:x*4+3])
		}
	}
	return xor, and
}

// A pointerCache remembers which pictures the client keeps, by the identity
// of the scene's cursor and its scale: cursors are not changed once they are made.
type pointerCache struct {
	slots []cached
	next  int
}

type cached struct {
	cursor *scene.Cursor
	scale  float64
}

// find returns the slot of a cursor, and whether the client has it there. If
// not, the slot is the one to put it into.
func (c *pointerCache) find(cur *scene.Cursor, scale float64) (slot int, have bool) {
	for i, s := range c.slots {
		if s == (cached{cur, scale}) {
			return i, true
		}
	}
	if len(c.slots) == 0 {
		return 0, false
	}
	slot = c.next
	c.slots[slot] = cached{cur, scale}
	c.next = (c.next + 1) % len(c.slots)
	return slot, false
}

// reset empties the cache for a client with room for n pictures.
func (c *pointerCache) reset(n int) {
	c.slots, c.next = make([]cached, min(max(n, 0), 64)), 0
}

// transparent reports whether no pixel is seen.
func (p *pointerImage) transparent() bool {
	for i := 3; i < len(p.pix); i += 4 {
		if p.pix[i] != 0 {
			return false
		}
	}
	return true
}
