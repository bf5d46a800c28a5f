package rdp

import (
	"image"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// surfaceBits is what a client takes of surface commands ([MS-RDPBCGR]
// 2.2.9.2): the composed desktop without the graphics pipeline.
type surfaceBits struct {
	set     bool // Set Surface Bits; without it Stream Surface Bits, which do the same
	markers bool // it wants to know where frames begin and end
	limit   int  // bytes of one update
	remote  uint8
	format  codec.TileFormat      // of RemoteFX
	frames  *egfx.FrameController // nil: the client acknowledges nothing
	last    uint32                // frame
}

// newSurfaceBits returns nil for a client that takes no surface commands.
func newSurfaceBits(peer *acceptor.Result) *surfaceBits {
	set := bcgr.Find[*bcgr.SurfaceCommands](peer.Capabilities)
	if set == nil || set.Flags&(bcgr.SurfaceSetBits|bcgr.SurfaceStreamBits) == 0 || !peer.FastPathOutput() {
		return nil
	}
	b := &surfaceBits{
		set: set.Flags&bcgr.SurfaceSetBits != 0, markers: set.Flags&bcgr.SurfaceFrameMarker != 0, limit: peer.MaxUpdate(),
	}
	// A client may name RemoteFX twice, by its two modes.
	codecs := bcgr.Find[*bcgr.BitmapCodecs](peer.Capabilities)
	for _, id := range []bcgr.GUID{bcgr.CodecRemoteFX, bcgr.CodecImageRemoteFX} {
		if c := codecs.Find(id); c != nil && c.ID != 0 {
			if f, ok := tileFormat(c.Properties); ok {
				b.remote, b.format = c.ID, f
				break
			}
		}
	}
	if acks := bcgr.Find[*bcgr.FrameAcks](peer.Capabilities); b.markers && acks != nil && acks.MaxUnacknowledged > 0 {
		b.frames = egfx.NewFrameController(60)
		b.frames.Limit(int(min(acks.MaxUnacknowledged, 1<<16)))
	}
	return b
}

// tileFormat chooses the entropy coder from what a client decodes: RLGR3
// packs a little better.
func tileFormat(properties []byte) (f codec.TileFormat, ok bool) {
	caps, err := bcgr.ReadRFXClientProperties(properties)
	if err != nil {
		return 0, false
	}
	for _, c := range caps {
		switch c.Entropy {
		case bcgr.EntropyRLGR3:
			return codec.TileRFX3, true
		case bcgr.EntropyRLGR1:
			f, ok = codec.TileRFX1, true
		}
	}
	return f, ok
}

// codecName is for the status.
func (b *surfaceBits) codecName() string {
	if b.remote != 0 {
		return "remotefx"
	}
	return "raw"
}

// cell is the size of the rectangles that the desktop is cut into. Raw pixels
// of a cell fit into one update; its sides are whole RemoteFX tiles if the
// client joins the fragments of updates, as almost all do.
func (b *surfaceBits) cell() image.Point {
	const width, height = 512, 64 // as many pixels as tilePixels
	if b.limit >= bcgr.SurfaceBitsHeader+4*width*height+2*frameMarkerSize {
		return image.Pt(width, height)
	}
	return image.Pt(gridWidth, gridHeight)
}

const frameMarkerSize = 8

// addCells cuts r into tiles like t of at most the given size.
func (f *frame) addCells(t tile, r image.Rectangle, size image.Point) {
	for y := r.Min.Y; y < r.Max.Y; y += size.Y {
		for x := r.Min.X; x < r.Max.X; x += size.X {
			t.rect = image.Rectangle{image.Pt(x, y), image.Pt(x, y).Add(size)}.Intersect(r)
			f.add(t)
		}
	}
}

// finest has the highest quality of RemoteFX: text stays sharp.
var finest = codec.Quant{LL3: 6, LH3: 6, HL3: 6, HH3: 6, LH2: 6, HL2: 6, HH2: 6, LH1: 6, HL1: 6, HH1: 6}

// surfaceBits encodes a tile: by RemoteFX if the client knows it and it is
// shorter, else raw. Each tile is a message that needs no other one.
func (w *worker) surfaceBits(t *tile) {
	p, dx, dy := &w.img, t.rect.Dx(), t.rect.Dy()
	t.raw = true
	if t.remote != 0 {
		w.rfx.ImageMode = true
		w.rfx.Tiles.Reset()
		w.rfx.Tiles.Format, w.rfx.Tiles.Luma = t.format, finest
		all := [1]image.Rectangle{image.Rect(0, 0, dx, dy)}
		t.data = w.rfx.Append(t.data[:0], p.Pix, p.Stride, dx, dy, all[:])
		t.raw = len(t.data) == 0 || len(t.data) >= 4*dx*dy
	}
	if t.raw {
		t.data = codec.AppendUncompressed(t.data[:0], p.Pix, p.Stride, dx, dy, true)
	}
}

// command returns a tile as the surface command that draws it. origin is the
// desktop's corner.
func (b *surfaceBits) command(t *tile, origin image.Point) bcgr.SurfaceBits {
	r := t.rect.Sub(origin)
	c := bcgr.SurfaceBits{
		Stream: !b.set, BitsPerPixel: 32, Data: t.data,
		Left: uint16(r.Min.X), Top: uint16(r.Min.Y), Right: uint16(r.Max.X), Bottom: uint16(r.Max.Y),
		Width: uint16(r.Dx()), Height: uint16(r.Dy()),
	}
	if !t.raw {
		c.CodecID = b.remote
	}
	return c
}

// send sends tiles as one frame, in as few updates as the client allows.
func (b *surfaceBits) send(l *link, tiles []tile, origin image.Point) error {
	b.last++
	l.payload = l.payload[:0]
	if b.markers {
		l.payload = (&bcgr.FrameMarker{FrameID: b.last}).AppendTo(l.payload)
	}
	for i := range tiles {
		c := b.command(&tiles[i], origin)
		if len(l.payload) > 0 && len(l.payload)+c.Size() > b.limit {
			if err := l.update(bcgr.UpdateSurfaceCommands, l.payload); err != nil {
				return err
			}
			l.payload = l.payload[:0]
		}
		l.payload = c.AppendTo(l.payload)
	}
	if b.markers {
		if len(l.payload)+frameMarkerSize > b.limit {
			if err := l.update(bcgr.UpdateSurfaceCommands, l.payload); err != nil {
				return err
			}
			l.payload = l.payload[:0]
		}
		l.payload = (&bcgr.FrameMarker{End: true, FrameID: b.last}).AppendTo(l.payload)
	}
	return l.update(bcgr.UpdateSurfaceCommands, l.payload)
}
