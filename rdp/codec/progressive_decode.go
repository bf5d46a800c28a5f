package codec

import (
	"image"

	"oriel/rdp/wire"
)

// A ProgressiveDecoder decodes progressive bitmap streams for one surface. The
// zero value is ready. It keeps the coefficients of every tile that came, for
// upgrades and differences: about 36 KB each.
type ProgressiveDecoder struct {
	w, h    int
	grid    []*progressiveTile
	quants  []bandBits
	stages  [][3]bandBits
	painted image.Rectangle
	painter
}

// progressiveTile is what is known of a tile.
type progressiveTile struct {
	coef    planes            // dequantised
	sign    [3][tileArea]int8 // that a coefficient has by the passes: -1, 0 or 1
	bits    [3]bandBits       // in the last pass, quantiser and stage together
	reduced bool
}

// Reset forgets all tiles: the surface or its context is gone.
func (d *ProgressiveDecoder) Reset() { d.w, d.h, d.grid = 0, 0, nil }

// Painted returns what the last stream may have changed of the surface.
func (d *ProgressiveDecoder) Painted() image.Rectangle { return d.painted }

// Decode paints a stream on pix, the w×h BGRA pixels of the surface. On an
// error some tiles may have been painted.
func (d *ProgressiveDecoder) Decode(pix []byte, stride, w, h int, src []byte) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	if w != d.w || h != d.h {
		cols, rows := gridOf(w, h)
		d.w, d.h, d.grid = w, h, make([]*progressiveTile, cols*rows)
	}
	d.tiles, d.clips, d.painted = 0, 0, image.Rectangle{}
	r := wire.NewReader(src)
	begun := false
	for r.Len() > 0 {
		typ, b := readBlock(r)
		if r.Err() != nil {
			return r.Err()
		}
		switch typ {
		case wbtSync, wbtProgressiveEnd:
		case wbtProgressiveBegin:
			b.Skip(6, "frameIndex, regionCount")
			begun = true
		case wbtContext:
			b.U8("ctxId")
			if b.U16("tileSize") != tileSide {
				b.Fail(wire.ErrUnsupported, "tileSize")
			}
		case wbtProgressiveRegion:
			if begun {
				d.readRegion(&b, pix, stride)
			}
		default:
			b.Fail(wire.ErrType, "blockType")
		}
		if b.Err() != nil {
			return b.Err()
		}
	}
	return r.Err()
}

// readRegion reads RFX_PROGRESSIVE_REGION [MS-RDPEGFX 2.2.4.2.1.5].
func (d *ProgressiveDecoder) readRegion(r *wire.Reader, pix []byte, stride int) {
	if r.U8("tileSize") != tileSide {
		r.Fail(wire.ErrUnsupported, "tileSize")
	}
	rects := int(r.U16("numRects"))
	quants, stages := int(r.U8("numQuant")), int(r.U8("numProgQuant"))
	reduced := r.U8("flags")&reduceExtrapolate != 0
	tiles := int(r.U16("numTiles"))
	r.U32("tileDataSize")
	d.readRects(r, rects, d.w, d.h)
	for _, c := range d.rects {
		d.painted = d.painted.Union(c)
	}
	d.quants, d.stages = d.quants[:0], d.stages[:0]
	for range r.Count(uint64(quants), 5, maxQuants, "numQuant") {
		d.quants = append(d.quants, readProgressiveQuant(r, minQuant, maxQuant))
	}
	for range r.Count(uint64(stages), 16, 0xFF, "numProgQuant") {
		r.U8("quality")
		var s [3]bandBits
		for c := range s {
			s[c] = readProgressiveQuant(r, 0, maxStageBits)
		}
		d.stages = append(d.stages, s)
	}
	for range d.checkTiles(r, tiles, d.w, d.h) {
		typ, b := readBlock(r)
		if r.Err() != nil {
			return
		}
		if x, y := d.readTile(&b, typ, reduced); b.Err() == nil {
			d.paint(pix, stride, d.w, d.h, x, y)
		} else {
			r.Fail(wire.ErrRange, "tile")
		}
	}
}

// readTile decodes a tile of any kind and returns where it is.
func (d *ProgressiveDecoder) readTile(r *wire.Reader, typ uint16, reduced bool) (x, y int) {
	idx := r.Bytes(3, "quantIdx")
	x, y = int(r.U16("xIdx")), int(r.U16("yIdx"))
	cols, rows := gridOf(d.w, d.h)
	if x >= cols || y >= rows || r.Err() != nil {
		r.Fail(wire.ErrRange, "xIdx, yIdx")
		return x, y
	}
	t := d.grid[y*cols+x]
	switch typ {
	case wbtTileSimple, wbtTileFirst:
		if t == nil {
			t = &progressiveTile{reduced: reduced}
			d.grid[y*cols+x] = t
		}
		d.readFirst(r, t, typ, [3]byte(idx), reduced)
	case wbtTileUpgrade:
		if t == nil || t.reduced != reduced {
			r.Fail(wire.ErrRange, "upgrade of no tile")
			return x, y
		}
		d.readUpgrade(r, t, [3]byte(idx))
	default:
		r.Fail(wire.ErrType, "blockType")
	}
	if r.Err() == nil {
		d.render(t)
	}
	return x, y
}

// layoutOf returns where the bands are.
func layoutOf(reduced bool) *layout {
	if reduced {
		return &layoutReduce
	}
	return &layoutPlain
}

// bits returns the sum of quantiser and stage for the three components.
func (d *ProgressiveDecoder) bits(r *wire.Reader, idx [3]byte, quality uint8) (b [3]bandBits) {
	for c := range b {
		if int(idx[c]) >= len(d.quants) || quality != FullQuality && int(quality) >= len(d.stages) {
			r.Fail(wire.ErrRange, "quantIdx, progressiveQuality")
			return b
		}
		b[c] = d.quants[idx[c]]
		if quality != FullQuality {
			for i, v := range d.stages[quality][c] {
				b[c][i] += v
			}
		}
	}
	return b
}

// readFirst reads the rest of RFX_PROGRESSIVE_TILE_SIMPLE or _FIRST [MS-RDPEGFX
// 2.2.4.2.1.5.3 and 4].
func (d *ProgressiveDecoder) readFirst(r *wire.Reader, t *progressiveTile, typ uint16, idx [3]byte, reduced bool) {
	difference := r.U8("flags")&tileDifference != 0
	quality := uint8(FullQuality)
	if typ == wbtTileFirst {
		quality = r.U8("progressiveQuality")
	}
	lens := [3]int{int(r.U16("yLen")), int(r.U16("cbLen")), int(r.U16("crLen"))}
	r.U16("tailLen")
	bits := d.bits(r, idx, quality)
	if difference && t.reduced != reduced {
		r.Fail(wire.ErrRange, "flags")
	}
	t.reduced, t.bits = reduced, bits
	l := layoutOf(reduced)
	for c, n := range lens {
		data := r.Bytes(n, "component")
		if r.Err() != nil {
			return
		}
		if err := decodeRLGR(d.raw[:], RLGR1, data); err != nil {
			r.Fail(wire.ErrRange, "component")
			return
		}
		signs(&t.sign[c], &d.raw)
		undelta(d.raw[l[bandLL3]:])
		if !difference {
			dequantize(&t.coef[c], &d.raw, l, &bits[c])
			continue
		}
		dequantize(&d.coef, &d.raw, l, &bits[c])
		for i, v := range d.coef {
			t.coef[c][i] += v
		}
	}
}

// render makes the pixels of a tile.
func (d *ProgressiveDecoder) render(t *progressiveTile) {
	for c := range t.coef {
		if t.reduced {
			inverseReduce(&d.planes[c], &t.coef[c], &d.tmp)
		} else {
			inverseDWT(&d.planes[c], &t.coef[c], &d.tmp)
		}
	}
	toBGRA(&d.tile, &d.planes)
}
