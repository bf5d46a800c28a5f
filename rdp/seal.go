package rdp

import (
	"image"

	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// A sealer is what a worker needs to make whole messages of tiles, so that the
// session has nothing to do but to pass them on.
type sealer struct {
	msg   message
	lent  []byte // a tile's data, while it is coded
	heads []byte // of the tile's commands
	ends  []int  // of each head
}

// seal makes a message of stored segments of a tile's ops, if it has an address
// and there is enough for one. Raw pixels go from the worker's memory into the
// message; what is coded was coded into memory that all tiles of the worker
// share. own is the tile's memory, for the data of a tile that is not sealed.
func (w *worker) seal(t *tile, own []byte) {
	if t.way == nil {
		return
	}
	w.heads, w.ends = w.heads[:0], w.ends[:0]
	n := 0
	for i := range t.ops {
		w.heads = t.command(w.heads, &t.ops[i], t.srv, t.id)
		w.ends = append(w.ends, len(w.heads))
		n += t.ops[i].bytes
	}
	if n += len(w.heads); n >= storedSize {
		w.msg.beginStored(*t.way, n)
		from := 0
		for i, end := range w.ends {
			w.msg.store(w.heads[from:end])
			w.storeData(t, &t.ops[i])
			from = end
		}
		t.sealed = w.msg.take(t.sealed)
		w.lent, t.data = t.data, own[:0]
		return
	}
	for i := range t.ops {
		if o := &t.ops[i]; o.late {
			from := len(t.data)
			t.data = codec.AppendUncompressed(t.data, w.pixels(t, o.rect), w.img.Stride, o.rect.Dx(), o.rect.Dy(), false)
			o.late, o.from, o.to = false, from, len(t.data)
		}
	}
	w.lent, t.data = t.data, append(own[:0], t.data...)
}

// storeData appends an op's data to the message.
func (w *worker) storeData(t *tile, o *op) {
	if !o.late {
		data := t.data[o.from:o.to]
		if o.codec == egfx.CodecClear {
			w.msg.store(data[:codec.ClearSequence+1])
			t.counts = append(t.counts, w.msg.last())
			data = data[codec.ClearSequence+1:]
		}
		w.msg.store(data)
		return
	}
	pix, row := w.pixels(t, o.rect), 4*o.rect.Dx()
	if row == w.img.Stride {
		w.msg.store(pix[:o.bytes])
		return
	}
	for y := range o.rect.Dy() {
		w.msg.store(pix[y*w.img.Stride:][:row])
	}
}

// raw adds an op of pixels as they are: those of a tile with an address stay
// where they are until it is sealed.
func (w *worker) raw(t *tile, r image.Rectangle) {
	o := op{how: chosenRaw, codec: egfx.CodecUncompressed, rect: r, bytes: 4 * pixels(r), late: t.way != nil}
	if !o.late {
		o.from = len(t.data)
		t.data = codec.AppendUncompressed(t.data, w.pixels(t, r), w.img.Stride, r.Dx(), r.Dy(), t.target == toBits)
		o.to = len(t.data)
	}
	t.ops = append(t.ops, o)
}
