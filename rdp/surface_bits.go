package rdp

import (
	"image"
	"time"

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

// most is how many pixels one command has at most. Raw pixels of so many fit
// into one update; it is a whole tile if the client joins the fragments of
// updates, as almost all do.
func (b *surfaceBits) most() int {
	const tile = tileWidth * cellSide
	if b.limit >= bcgr.SurfaceBitsHeader+4*tile+2*frameMarkerSize {
		return tile
	}
	return bitmapPixels
}

const frameMarkerSize = 8

// finest has the highest quality of RemoteFX: text stays sharp.
var finest = codec.Quant{LL3: 6, LH3: 6, HL3: 6, HH3: 6, LH2: 6, HL2: 6, HH2: 6, LH1: 6, HL1: 6, HH1: 6}

// surfaceBits codes one changed rectangle. What is flat goes as bitmap updates
// in planar form, which such a client knows, too: they are shorter than RemoteFX
// and exact. Other depths than 32 bits have none that are.
func (w *worker) surfaceBits(t *tile, r image.Rectangle) {
	if t.planar {
		w.still(t, r)
	} else {
		w.photo(t, r)
	}
}

// remoteFX codes r by RemoteFX, or exactly if that is no shorter. Each is a
// message that needs no other one.
func (w *worker) remoteFX(t *tile, r image.Rectangle) {
	from, area := len(t.data), pixels(r)
	if area >= minPhoto {
		w.rfx.ImageMode = true
		w.rfx.Tiles.Reset()
		w.rfx.Tiles.Format, w.rfx.Tiles.Luma = t.format, finest
		all := [1]image.Rectangle{{Max: r.Size()}}
		t.data = w.rfx.Append(t.data, w.pixels(t, r), w.img.Stride, r.Dx(), r.Dy(), all[:])
	}
	n := len(t.data) - from
	if n == 0 || n >= 4*area {
		t.data = t.data[:from]
		w.lossless(t, r, chosenPlanar)
		return
	}
	t.ops = append(t.ops, op{how: chosenRemoteFX, codec: egfx.CodecCAVideo, rect: r, bytes: n, from: from, to: len(t.data)})
	t.canvas.lose(r, refined, t.now)
}

// command returns an op as the surface command that draws it.
func (b *surfaceBits) command(o *op, data []byte) bcgr.SurfaceBits {
	r := o.rect
	c := bcgr.SurfaceBits{
		Stream: !b.set, BitsPerPixel: 32, Data: data,
		Left: uint16(r.Min.X), Top: uint16(r.Min.Y), Right: uint16(r.Max.X), Bottom: uint16(r.Max.Y),
		Width: uint16(r.Dx()), Height: uint16(r.Dy()),
	}
	if o.codec == egfx.CodecCAVideo {
		c.CodecID = b.remote
	}
	return c
}

// send sends what of tiles goes by commands as one frame, in as few updates as
// the client allows.
func (b *surfaceBits) send(l *link, tiles []tile) error {
	b.last++
	l.payload = l.payload[:0]
	if b.markers {
		l.payload = (&bcgr.FrameMarker{FrameID: b.last}).AppendTo(l.payload)
	}
	for i := range tiles {
		t := &tiles[i]
		for k := range t.ops {
			o := &t.ops[k]
			if o.how == chosenNothing || o.codec == egfx.CodecPlanar {
				continue
			}
			c := b.command(o, t.data[o.from:o.to])
			if err := b.reserve(l, c.Size()); err != nil {
				return err
			}
			l.payload = c.AppendTo(l.payload)
		}
	}
	if b.markers {
		if err := b.reserve(l, frameMarkerSize); err != nil {
			return err
		}
		l.payload = (&bcgr.FrameMarker{End: true, FrameID: b.last}).AppendTo(l.payload)
	}
	if len(l.payload) == 0 {
		return nil
	}
	return l.update(bcgr.UpdateSurfaceCommands, l.payload)
}

// reserve makes sure that a command of n bytes fits into the update under way.
func (b *surfaceBits) reserve(l *link, n int) error {
	if len(l.payload) == 0 || len(l.payload)+n <= b.limit {
		return nil
	}
	err := l.update(bcgr.UpdateSurfaceCommands, l.payload)
	l.payload = l.payload[:0]
	return err
}

// finishSurfaceBits sends the composed desktop's tiles as one frame: bitmap
// updates, then surface commands, whose last is acknowledged.
func (p *painter) finishSurfaceBits(now time.Time) error {
	b := p.s.bits
	for i := range p.frame.tiles {
		t := &p.frame.tiles[i]
		p.count(t)
		for k := range t.ops {
			if o := &t.ops[k]; o.how != chosenNothing && o.codec == egfx.CodecPlanar {
				if err := p.sendBitmap(o, t.data[o.from:o.to]); err != nil {
					return err
				}
			}
		}
	}
	if err := b.send(p.s.link, p.frame.tiles); err != nil {
		return err
	}
	p.frame.tiles[0].canvas.count()
	if b.frames != nil {
		b.frames.Sent(b.last, p.frame.bytes(), p.work, now)
	}
	p.pace(p.frame.bytes(), now)
	p.work = 0
	return nil
}
