package rdp

import (
	"encoding/binary"
	"image"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
	"oriel/rdp/zgfx"
)

// coarseSteps is how much coarser than the default the first pass is.
const coarseSteps = 3

// photo codes r, whose cells are photos or videos.
func (w *worker) photo(t *tile, r image.Rectangle) {
	c := t.canvas
	for i, end := c.along(r); i < end; i++ {
		if p := &c.cells[i]; p.photo > 0 {
			p.photo--
		}
	}
	how := t.photo
	switch {
	case how == chosenRemoteFX:
		w.remoteFX(t, r)
		return
	case t.halved:
		w.halves(t, r)
		return
	}
	if how != chosenCoarse && how != chosenRefined || t.target == toARGB && !w.opaque(t, r) {
		w.lossless(t, r, how)
		return
	}
	for i, end := c.along(r); i < end; i++ {
		x := c.rect(i).Intersect(r)
		switch {
		case w.areas[i-c.index(t.rect.Sub(t.origin).Min)] < minPhoto || !w.addLossy(t, x, how):
			w.lossless(t, x, chosenPlanar)
		case how == chosenCoarse:
			c.lose(x, coarse, t.now)
		default:
			c.lose(x, refined, t.now)
		}
	}
}

// sampleRows is how far the rows are apart by which a photo is looked at again.
const sampleRows = 8

// noPhotos has cells of r asked whether they are photos that seemed to be such
// and do not look like it any more: where half of the pixels are as those before
// them, as of text in the place of a video.
func (w *worker) noPhotos(t *tile, r image.Rectangle) {
	c := t.canvas
	for i, end := c.along(r); i < end; i++ {
		p, x := &c.cells[i], c.rect(i).Intersect(r)
		if p.photo == 0 {
			continue
		}
		same, all := 0, 0
		for y := x.Min.Y; y < x.Max.Y; y += sampleRows {
			row := w.pixels(t, image.Rect(x.Min.X, y, x.Max.X, y+1))[:4*x.Dx()]
			for ; len(row) >= 8; row = row[4:] {
				if all++; [4]byte(row) == [4]byte(row[4:]) {
					same++
				}
			}
		}
		if 2*same > all {
			p.photo = 0
		}
	}
}

// halves codes what of r goes on changing all over with colours of two by two
// pixels, and what does not exactly.
func (w *worker) halves(t *tile, r image.Rectangle) {
	c := t.canvas
	hot := func(i int) bool {
		p := &c.cells[i]
		return p.heat >= hotFrames && !p.again && c.rect(i).In(r)
	}
	c.split(r, hot, func(part image.Rectangle, changes bool) {
		if changes && (t.target != toARGB || w.opaque(t, part)) {
			w.nsc(t, part)
		} else {
			w.lossless(t, part, t.photo)
		}
	})
}

// nsc codes r with NSCodec, as far as it has whole groups of pixels.
func (w *worker) nsc(t *tile, r image.Rectangle) {
	in := r
	in.Max.X -= r.Dx() % codec.NSCWidth
	in.Max.Y -= r.Dy() % codec.NSCHeight
	if pixels(in) < minPhoto {
		w.lossless(t, r, t.photo)
		return
	}
	from := len(t.data)
	t.data = codec.AppendNSC(t.data, w.pixels(t, in), w.img.Stride, in.Dx(), in.Dy())
	t.ops = append(t.ops, op{how: chosenNSCodec, codec: egfx.CodecClear, rect: in, bytes: len(t.data) - from, from: from, to: len(t.data)})
	t.canvas.lose(in, halved, t.now)
	for _, rest := range [...]image.Rectangle{
		image.Rect(in.Max.X, r.Min.Y, r.Max.X, r.Max.Y), image.Rect(in.Min.X, in.Max.Y, in.Max.X, r.Max.Y),
	} {
		if !rest.Empty() {
			w.lossless(t, rest, t.photo)
		}
	}
}

// opaque reports whether no pixel of r lets anything through.
func (w *worker) opaque(t *tile, r image.Rectangle) bool {
	for y := range r.Dy() {
		if !opaqueRow(w.pixels(t, r)[y*w.img.Stride:][:4*r.Dx()]) {
			return false
		}
	}
	return true
}

// opaqueRow is asked of all pixels of photos and videos: it takes eight at once.
func opaqueRow(row []byte) bool {
	all := ^uint64(0)
	for ; len(row) >= 32; row = row[32:] {
		all &= binary.LittleEndian.Uint64(row) & binary.LittleEndian.Uint64(row[8:]) &
			binary.LittleEndian.Uint64(row[16:]) & binary.LittleEndian.Uint64(row[24:])
	}
	alpha := uint32(all) & uint32(all>>32)
	for ; len(row) >= 4; row = row[4:] {
		alpha &= binary.LittleEndian.Uint32(row)
	}
	return alpha>>24 == 0xFF
}

// addLossy adds the cell that r lies in to the tile's progressive message. What
// the cell has besides r is on the canvas.
//
// A coarse cell is made better by a simple tile that replaces it, not by passes
// ([MS-RDPEGFX] 3.2.8.1.5), which do not pay: the bits that photos lack are those
// of their noise, in which nearly all of a tile's bytes are, and a first pass
// drops bits where a simple tile rounds, so that as good a picture takes a third
// more bytes of it. Of photos, coarse tiles of 0.027 to 0.042 bytes a pixel and
// simple ones of 0.095 to 0.22 compare with passes of 0.038 to 0.057 and 0.074 to
// 0.19, and exact pixels of 1.3 to 2.8. For a video, which is coarse only, the
// difference would be a third, and each cell would take 24 KB here.
func (w *worker) addLossy(t *tile, r image.Rectangle, how choice) bool {
	c := t.canvas
	if len(w.lossy) == 0 {
		w.prog.Tiles.Reset()
		w.prog.Tiles.Format = codec.TileSimple
		w.prog.Tiles.Luma = codec.DefaultQuant
		if how == chosenCoarse {
			w.prog.Tiles.Luma = codec.DefaultQuant.Coarser(coarseSteps)
		}
	}
	if n := len(w.lossy); n > 0 && c.index(w.lossy[n-1].Min) == c.index(r.Min) {
		w.lossy = append(w.lossy, r) // a message has a tile once
		return true
	}
	if !w.prog.Tiles.Add(c.pix, 4*c.size.X, c.size.X, c.size.Y, r.Min.X/cellSide, r.Min.Y/cellSide) {
		return false
	}
	w.lossy = append(w.lossy, r)
	return true
}

// finishLossy makes the tile's progressive message, if there is one.
func (w *worker) finishLossy(t *tile) {
	if len(w.lossy) == 0 {
		return
	}
	from, size := len(t.data), t.canvas.size
	t.data = w.prog.AppendMessage(t.data, size.X, size.Y, w.lossy, &w.prog.Tiles)
	how := chosenRefined
	if w.prog.Tiles.Luma != codec.DefaultQuant {
		how = chosenCoarse
	}
	for i, r := range w.lossy {
		o := op{how: how, codec: egfx.CodecProgressive, rect: r, bytes: len(t.data) - from, from: from, to: len(t.data)}
		if i > 0 {
			o.bytes, o.from = 0, o.to // one message, counted by each
		}
		t.ops = append(t.ops, o)
	}
	w.lossy = w.lossy[:0]
}

// lossless codes r exactly, raw or planar.
func (w *worker) lossless(t *tile, r image.Rectangle, how choice) {
	if how != chosenRaw && (t.planar || t.target.graphics()) {
		from, wide := len(t.data), t.widen(r)
		t.data = w.appendDense(t.data, t, wide)
		w.planarOp(t, wide, from)
		return
	}
	w.raw(t, r)
}

// appendDense appends r in that planar form of which bulk compression makes
// least.
func (w *worker) appendDense(b []byte, t *tile, r image.Rectangle) []byte {
	if !t.dense || !t.target.graphics() {
		return w.appendPlanar(b, t, r)
	}
	from, opt := len(b), t.planarOptions()
	opt.ForceRLE = true
	b = w.planar.Append(b, w.pixels(t, r), w.img.Stride, r.Dx(), r.Dy(), opt)
	if plain := 3 * pixels(r); len(b)-from <= plain || zgfx.CodedSize(b[from:]) < plain {
		return b
	}
	return w.appendPlanar(b[:from], t, r)
}

// planarOp adds what the planar encoder has made of r, or the pixels as they
// are if it made nothing of it.
func (w *worker) planarOp(t *tile, r image.Rectangle, from int) {
	n := len(t.data) - from
	if n >= pixels(r)*4*7/8 || n > bcgr.MaxBitmapData && !t.target.graphics() {
		t.data = t.data[:from]
		w.raw(t, r)
		return
	}
	t.ops = append(t.ops, op{how: chosenPlanar, codec: egfx.CodecPlanar, rect: r, bytes: n, from: from, to: len(t.data)})
}
