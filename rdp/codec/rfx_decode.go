package codec

import (
	"image"

	"oriel/rdp/wire"
)

// What bounds the work for one message: how often a tile is clipped to a
// rectangle, of which there can be 65535 each, and how often each tile of the
// grid may come.
const (
	maxClips   = 1 << 22
	maxRepeats = 4
)

// A RFXDecoder decodes messages of RemoteFX. The zero value is ready; it keeps
// what the headers said between messages.
type RFXDecoder struct {
	header  rfxHeader
	headers uint8 // a bit per header message seen
	quants  []Quant
	painter
}

// allHeaders is what must come before the first frame.
const allHeaders = 1<<(wbtSync&7) | 1<<(wbtCodecVersions&7) | 1<<(wbtChannels&7) | 1<<(wbtContext&7)

// painter holds a decoded tile and where it may be painted.
type painter struct {
	planes planes
	raw    [tileArea]int16 // as coded
	coef   [tileArea]int16 // dequantised
	tmp    [tileArea]int16
	tile   [4 * tileArea]byte
	rects  []image.Rectangle
	tiles  int // done for this message
	clips  int
}

// paint copies the tile at grid position x, y to where the rectangles let it.
func (p *painter) paint(pix []byte, stride, w, h, x, y int) {
	all := image.Rect(x*tileSide, y*tileSide, (x+1)*tileSide, (y+1)*tileSide).Intersect(image.Rect(0, 0, w, h))
	for _, r := range p.rects {
		r = r.Intersect(all)
		for v := r.Min.Y; v < r.Max.Y; v++ {
			from := 4 * ((v-y*tileSide)*tileSide + r.Min.X - x*tileSide)
			copy(pix[v*stride+4*r.Min.X:][:4*r.Dx()], p.tile[from:])
		}
	}
}

// readRects reads n rectangles, clipped to the target.
func (p *painter) readRects(r *wire.Reader, n, w, h int) {
	n = r.Count(uint64(n), 8, MaxRects, "rects")
	p.rects = p.rects[:0]
	for range n {
		x, y := int(r.U16("x")), int(r.U16("y"))
		c := image.Rect(x, y, x+int(r.U16("width")), y+int(r.U16("height"))).Intersect(image.Rect(0, 0, w, h))
		if !c.Empty() {
			p.rects = append(p.rects, c)
		}
	}
}

// checkTiles bounds the work for n more tiles of a w×h target.
func (p *painter) checkTiles(r *wire.Reader, n, w, h int) int {
	cols, rows := gridOf(w, h)
	p.tiles += n
	p.clips += n * len(p.rects)
	if n > cols*rows || p.tiles > maxRepeats*cols*rows || p.clips > maxClips {
		r.Fail(wire.ErrRange, "numTiles")
		return 0
	}
	return n
}

// gridOf returns how many tiles cover w×h pixels.
func gridOf(w, h int) (cols, rows int) {
	return (w + tileSide - 1) / tileSide, (h + tileSide - 1) / tileSide
}

// Decode paints a message on pix, w×h BGRA pixels whose top left corner is the
// origin of the message. On an error some tiles may have been painted.
func (d *RFXDecoder) Decode(pix []byte, stride, w, h int, src []byte) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	d.tiles, d.clips = 0, 0
	r := wire.NewReader(src)
	for r.Len() > 0 {
		typ, b := readBlock(r)
		if r.Err() != nil {
			return r.Err()
		}
		if typ >= wbtContext && typ <= wbtExtension {
			d.readChannel(&b, typ)
		}
		if typ > wbtContext && d.headers != allHeaders {
			b.Fail(wire.ErrType, "blockType")
		}
		switch typ {
		case wbtSync, wbtCodecVersions, wbtChannels, wbtContext:
			d.readHeader(&b, typ)
		case wbtFrameBegin:
			b.Skip(6, "frameIdx, numRegions")
		case wbtRegion:
			d.readRegion(&b, w, h)
		case wbtExtension:
			d.readTileset(&b, pix, stride, w, h)
		case wbtFrameEnd:
		default:
			b.Fail(wire.ErrType, "blockType")
		}
		if b.Err() != nil {
			return b.Err()
		}
	}
	return r.Err()
}

// readBlock reads a block and returns its type and what is in it: by value, so
// that it takes no memory.
func readBlock(r *wire.Reader) (typ uint16, b wire.Reader) {
	typ, size := r.U16("blockType"), r.U32("blockLen")
	if size < blockHead || uint64(size) > uint64(r.Len()+blockHead) {
		r.Fail(wire.ErrRange, "blockLen")
		size = blockHead
	}
	return typ, *r.Sub(int(size)-blockHead, "block")
}

// readChannel reads the rest of TS_RFX_CODEC_CHANNELT.
func (d *RFXDecoder) readChannel(r *wire.Reader, typ uint16) {
	want := uint8(rfxChannel)
	if typ == wbtContext {
		want = rfxNoChannel
	}
	if id, ch := r.U8("codecId"), r.U8("channelId"); id != rfxCodecID || ch != want {
		r.Fail(wire.ErrRange, "codecId, channelId")
	}
}

func (d *RFXDecoder) readHeader(r *wire.Reader, typ uint16) {
	switch typ {
	case wbtSync:
		if r.U32("magic") != rfxMagic || r.U16("version") != rfxVersion {
			r.Fail(wire.ErrVersion, "version")
		}
	case wbtCodecVersions:
		if r.U8("numCodecs") != 1 || r.U8("codecId") != rfxCodecID || r.U16("version") != rfxVersion {
			r.Fail(wire.ErrVersion, "version")
		}
	case wbtChannels:
		if r.U8("numChannels") == 0 || r.U8("channelId") != rfxChannel {
			r.Fail(wire.ErrUnsupported, "channelId")
		}
		d.header.w, d.header.h = int(r.U16("width")), int(r.U16("height"))
	case wbtContext:
		r.U8("ctxId")
		if r.U16("tileSize") != tileSide {
			r.Fail(wire.ErrUnsupported, "tileSize")
		}
		d.header.mode = readMode(r, r.U16("properties")>>9)
	}
	if r.Err() == nil {
		d.headers |= 1 << (typ & 7)
	}
}

func readMode(r *wire.Reader, v uint16) RLGRMode {
	m := RLGRMode(v & 15)
	if m != RLGR1 && m != RLGR3 {
		r.Fail(wire.ErrUnsupported, "et")
	}
	return m
}

func (d *RFXDecoder) readRegion(r *wire.Reader, w, h int) {
	r.U8("regionFlags")
	n := int(r.U16("numRects"))
	if n == 0 {
		// The whole channel.
		d.rects = append(d.rects[:0], image.Rect(0, 0, min(w, d.header.w), min(h, d.header.h)))
	} else {
		d.readRects(r, n, w, h)
	}
	if r.U16("regionType") != cbtRegion || r.U16("numTilesets") != 1 {
		r.Fail(wire.ErrRange, "regionType, numTilesets")
	}
}

func (d *RFXDecoder) readTileset(r *wire.Reader, pix []byte, stride, w, h int) {
	if r.U16("subtype") != cbtTileset {
		r.Fail(wire.ErrType, "subtype")
	}
	r.U16("idx")
	mode := readMode(r, r.U16("properties")>>10)
	quants := int(r.U8("numQuant"))
	r.U8("tileSize")
	tiles := int(r.U16("numTiles"))
	if tiles == 0 {
		return // Windows Server 2012 sends such sets, and nothing behind
	}
	r.U32("tilesDataSize") // the sample of the specification has it wrong
	d.quants = d.quants[:0]
	for range r.Count(uint64(quants), 5, 0xFF, "quantVals") {
		d.quants = append(d.quants, readQuant(r))
	}
	for range d.checkTiles(r, tiles, w, h) {
		if r.Err() != nil {
			return
		}
		d.readTile(r, mode, pix, stride, w, h)
	}
}

// readTile decodes TS_RFX_TILE and paints it.
func (d *RFXDecoder) readTile(r *wire.Reader, mode RLGRMode, pix []byte, stride, w, h int) {
	typ, b := readBlock(r)
	if typ != cbtTile {
		r.Fail(wire.ErrType, "blockType")
		return
	}
	idx := b.Bytes(3, "quantIdx")
	x, y := int(b.U16("xIdx")), int(b.U16("yIdx"))
	lens := [3]int{int(b.U16("YLen")), int(b.U16("CbLen")), int(b.U16("CrLen"))}
	for c, n := range lens {
		data := b.Bytes(n, "component")
		if b.Err() != nil || int(idx[c]) >= len(d.quants) {
			r.Fail(wire.ErrRange, "tile")
			return
		}
		if err := decodeRLGR(d.raw[:], mode, data); err != nil {
			r.Fail(wire.ErrRange, "component")
			return
		}
		bits := d.quants[idx[c]].bands()
		undelta(d.raw[layoutPlain[bandLL3]:])
		dequantize(&d.coef, &d.raw, &layoutPlain, &bits)
		inverseDWT(&d.planes[c], &d.coef, &d.tmp)
	}
	toBGRA(&d.tile, &d.planes)
	d.paint(pix, stride, w, h, x, y)
}
