package rdp

import (
	"image"

	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// film codes one changed rectangle: what of it moves goes with the video.
func (w *worker) film(t *tile, r image.Rectangle) {
	if t.video == nil || t.target == toARGB && !w.opaque(t, r) {
		w.still(t, r)
		return
	}
	t.canvas.split(r, t.video.takes, func(part image.Rectangle, moves bool) {
		if moves {
			w.shoot(t, part)
		} else {
			w.still(t, part)
		}
	})
}

// shoot puts r into the video's picture.
func (w *worker) shoot(t *tile, r image.Rectangle) {
	t.video.put(r)
	o := op{how: chosenVideo, codec: egfx.CodecAVC420, rect: r, from: len(t.data)}
	if t.target == toARGB {
		// What the picture's pixels have for alpha is the client's affair.
		t.data = codec.AppendAlpha(t.data, w.pixels(t, r), w.img.Stride, r.Dx(), r.Dy())
	}
	o.to = len(t.data)
	o.bytes = o.to - o.from
	t.ops = append(t.ops, o)
	t.canvas.lose(r, t.video.quality, t.now)
}

// put copies r from the canvas into the stream's picture. Chroma is of two by
// two pixels, so it is made even; and what the picture has beyond the area gets
// the pixels of its edge, since a black one would cost bytes.
func (v *video) put(r image.Rectangle) {
	size, pix := v.stream.Size(), v.stream.Picture()
	in := v.even(r)
	for y := in.Min.Y; y < in.Max.Y; y++ {
		x1 := min(in.Max.X, v.area.Dx())
		src := v.canvas.row(min(v.area.Min.Y+y, v.area.Max.Y-1), v.area.Min.X+in.Min.X, v.area.Min.X+x1)
		dst := pix[4*(y*size.X+in.Min.X):][:4*in.Dx()]
		n := copy(dst, src)
		for ; n < len(dst); n += 4 {
			copy(dst[n:], src[len(src)-4:])
		}
	}
}

// even returns where in the picture r lies, with even sides and all that lies
// beyond the area's edges.
func (v *video) even(r image.Rectangle) image.Rectangle {
	size := v.stream.Size()
	out := r.Sub(v.area.Min)
	out.Min.X, out.Min.Y = out.Min.X&^1, out.Min.Y&^1
	out.Max.X, out.Max.Y = (out.Max.X+1)&^1, (out.Max.Y+1)&^1
	if r.Max.X == v.area.Max.X {
		out.Max.X = size.X
	}
	if r.Max.Y == v.area.Max.Y {
		out.Max.Y = size.Y
	}
	return out
}

// finished reports whether a frame whose tiles are coded can be sent. If not, it
// comes out of its done channel once its videos are coded too.
func (f *frame) finished() bool {
	for _, v := range f.videos {
		if !f.changed(v).Empty() {
			go f.develop() // it waits for another process, and no worker shall
			return false
		}
	}
	return true
}

// copies returns what the tiles have put into a video's picture, in few
// rectangles: tiles that make a larger one are taken together.
func (f *frame) copies(v *video) []image.Rectangle {
	out := v.copies[:0]
	for i := range f.tiles {
		if f.tiles[i].video != v {
			continue
		}
		for k := range f.tiles[i].ops {
			if o := &f.tiles[i].ops[k]; o.how == chosenVideo {
				out = joined(out, o.rect)
			}
		}
	}
	v.copies = out
	return out
}

// joined adds r to a list, joined with those that make a rectangle with it.
func joined(list []image.Rectangle, r image.Rectangle) []image.Rectangle {
	for i := 0; i < len(list); i++ {
		x := list[i]
		beside := x.Min.Y == r.Min.Y && x.Max.Y == r.Max.Y && (x.Max.X == r.Min.X || r.Max.X == x.Min.X)
		below := x.Min.X == r.Min.X && x.Max.X == r.Max.X && (x.Max.Y == r.Min.Y || r.Max.Y == x.Min.Y)
		if beside || below {
			last := len(list) - 1
			list[i] = list[last]
			list, r, i = list[:last], r.Union(x), -1
		}
	}
	return append(list, r)
}

// changed returns what the tiles have put into a video's picture.
func (f *frame) changed(v *video) (r image.Rectangle) {
	for i := range f.tiles {
		if f.tiles[i].video != v {
			continue
		}
		for k := range f.tiles[i].ops {
			if o := &f.tiles[i].ops[k]; o.how == chosenVideo {
				r = r.Union(v.even(o.rect))
			}
		}
	}
	return r
}

// develop codes the videos' pictures. It takes no longer than an avc.Stream
// waits.
func (f *frame) develop() {
	defer func() {
		if r := recover(); r != nil {
			f.crash.Store(&crash{r, stack()})
		}
		f.done <- f
	}()
	for _, v := range f.videos {
		if r := f.changed(v); !r.Empty() {
			v.data, v.err = v.stream.Encode(v.data[:0], r, v.bytes)
		}
	}
}
