package codec

import "oriel/rdp/wire"

// A PlanarDecoder reads RDP 6.0 planar bitmaps. The zero value is ready; it
// keeps its scratch memory and must not be used by two goroutines at once.
type PlanarDecoder struct {
	planes [channels][]byte
}

// Decode writes the w×h pixels of the planar bitmap src to pix as BGRA. Alpha
// becomes 0xFF if the bitmap has none.
func (d *PlanarDecoder) Decode(pix []byte, stride, w, h int, src []byte, bottomUp bool) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	if len(src) == 0 {
		return short("formatHeader", 0)
	}
	header, pos := src[0], 1
	cw, ch := w, h // size of the chroma planes
	if header&planarCS != 0 {
		if header&planarCLL == 0 {
			return fail("formatHeader", 0, wire.ErrRange)
		}
		cw, ch = (w+1)/2, (h+1)/2
	}
	for i, c := range planeOrder {
		if c == chA && header&planarNA != 0 {
			continue
		}
		pw, ph := w, h
		if i >= 2 {
			pw, ph = cw, ch
		}
		var err error
		if pos, err = d.plane(c, pw, ph, src, pos, header&planarRLE != 0); err != nil {
			return err
		}
	}
	// After raw planes comes a pad byte, which some encoders leave out.
	if len(src) > pos+1 || len(src) > pos && header&planarRLE != 0 {
		return fail("pad", pos, ErrTrailing)
	}
	if header&planarCS != 0 {
		expand(&d.planes[chG], cw, w, h)
		expand(&d.planes[chB], cw, w, h)
	}
	d.merge(pix, stride, w, h, header, bottomUp)
	return nil
}

// plane reads one plane that starts at pos and returns where it ends.
func (d *PlanarDecoder) plane(c, w, h int, src []byte, pos int, rle bool) (int, error) {
	if !rle {
		if len(src)-pos < w*h {
			return 0, short("plane", len(src))
		}
		d.planes[c] = grow(d.planes[c], w*h)
		copy(d.planes[c], src[pos:])
		return pos + w*h, nil
	}
	// The longest run of a byte is 47: a shorter stream cannot be complete,
	// and no memory is taken for it.
	if len(src)-pos < w*h/maxRun {
		return 0, short("plane", len(src))
	}
	d.planes[c] = grow(d.planes[c], w*h)
	p := d.planes[c]
	for y := range h {
		line := p[y*w : (y+1)*w]
		n, err := unpackRow(line, src, pos)
		if err != nil {
			return 0, err
		}
		pos = n
		if y > 0 {
			addAbove(line, p[(y-1)*w:y*w])
		}
	}
	return pos, nil
}

// unpackRow undoes the run lengths of one scanline, which must end exactly
// with it, and returns the position after it.
func unpackRow(line, src []byte, pos int) (int, error) {
	last := byte(0)
	for x := 0; x < len(line); {
		if pos >= len(src) {
			return 0, short("controlByte", pos)
		}
		raw, run := int(src[pos]>>4), int(src[pos]&15)
		if run == 1 || run == 2 {
			raw, run = 0, raw+16*run
		}
		if raw+run == 0 || raw+run > len(line)-x {
			return 0, fail("controlByte", pos, wire.ErrRange)
		}
		pos++
		if len(src)-pos < raw {
			return 0, short("rawValues", len(src))
		}
		if raw > 0 {
			copy(line[x:], src[pos:pos+raw])
			pos, x = pos+raw, x+raw
			last = line[x-1]
		}
		for i := range line[x : x+run] {
			line[x+i] = last
		}
		x += run
	}
	return pos, nil
}

// addAbove turns zig-zag differences into values.
func addAbove(line, above []byte) {
	above = above[:len(line)]
	i := 0
	for ; i+8 <= len(line); i += 8 {
		e, a := wire.LE.Uint64(line[i:]), wire.LE.Uint64(above[i:])
		sign := e & lowBits
		d := e>>1&lowSeven ^ (sign<<8 - sign)
		wire.LE.PutUint64(line[i:], (a&lowSeven+d&lowSeven)^((a^d)&highBits))
	}
	for ; i < len(line); i++ {
		e := line[i]
		line[i] = above[i] + (e>>1 ^ -(e & 1))
	}
}

// expand doubles a chroma plane of cw columns to w×h, in place, from its end.
func expand(plane *[]byte, cw, w, h int) {
	n := len(*plane)
	p := grow(*plane, w*h)
	copy(p, (*plane)[:n])
	for y := h - 1; y >= 0; y-- {
		for x := w - 1; x >= 0; x-- {
			p[y*w+x] = p[y/2*cw+x/2]
		}
	}
	*plane = p
}

// merge writes the planes to pix.
func (d *PlanarDecoder) merge(pix []byte, stride, w, h int, header byte, bottomUp bool) {
	shift := int(header & planarCLL)
	for y := range h {
		to := y
		if bottomUp {
			to = h - 1 - y
		}
		out := pix[to*stride:][:4*w]
		r, g, b := d.planes[chR][y*w:][:w], d.planes[chG][y*w:][:w], d.planes[chB][y*w:][:w]
		if shift > 0 {
			for x := range w {
				b[x], g[x], r[x] = fromYCoCg(r[x], g[x], b[x], shift)
			}
		}
		for x := range w {
			v := uint32(b[x]) | uint32(g[x])<<8 | uint32(r[x])<<16 | 0xFF000000
			wire.LE.PutUint32(out[4*x:], v)
		}
		if header&planarNA == 0 {
			for x, a := range d.planes[chA][y*w:][:w] {
				out[4*x+3] = a
			}
		}
	}
}

// fromYCoCg undoes the AYCoCg transform [MS-RDPEGDI 3.1.9.1.2]. The chroma
// values are shifted one bit less than the loss level: they stay doubled.
func fromYCoCg(y, co, cg byte, level int) (b, g, r byte) {
	vo, vg := int(int8(co<<(level-1))), int(int8(cg<<(level-1)))
	t := int(y) - vg
	return clamp(t - vo), clamp(int(y) + vg), clamp(t + vo)
}

func clamp(v int) byte { return byte(max(0, min(255, v))) }
