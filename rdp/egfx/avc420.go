package egfx

import "oriel/rdp/wire"

// AVC420BitmapStream is RFX_AVC420_BITMAP_STREAM ([MS-RDPEGFX] 2.2.4.4), the
// data of a WireToSurface1 with CodecAVC420: a frame of H.264 whose picture is
// the whole surface, and which parts of it are to be drawn. Sides of the picture
// are multiples of 16.
type AVC420BitmapStream struct {
	Regions []AVC420Region
	Data    []byte // Annex B; aliases the message
}

// An AVC420Region is a rectangle of RFX_AVC420_METABLOCK with its
// RDPGFX_AVC420_QUANT_QUALITY. All but the rectangle only informs.
type AVC420Region struct {
	Rect        Rect
	QP          uint8 // qp, up to 63
	Progressive bool  // p
	Quality     uint8 // qualityVal, up to 100
}

const (
	avcQuantQuality = 2 /* qpVal, qualityVal */
	avcProgressive  = 0x80
)

// Size implements wire.PDU.
func (p *AVC420BitmapStream) Size() int {
	return 4 /* numRegionRects */ + len(p.Regions)*(rectSize+avcQuantQuality) + len(p.Data)
}

// AppendTo implements wire.PDU.
func (p *AVC420BitmapStream) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint32(b, uint32(len(p.Regions)))
	for _, r := range p.Regions {
		b = r.Rect.appendTo(b)
	}
	for _, r := range p.Regions {
		qp := r.QP & 0x3F
		if r.Progressive {
			qp |= avcProgressive
		}
		b = append(b, qp, r.Quality)
	}
	return append(b, p.Data...)
}

// ReadFrom implements wire.PDU.
func (p *AVC420BitmapStream) ReadFrom(r *wire.Reader) {
	n := r.Count(uint64(r.U32("numRegionRects")), rectSize+avcQuantQuality, maxRects, "numRegionRects")
	p.Regions = make([]AVC420Region, n)
	for i := range p.Regions {
		p.Regions[i].Rect = readRect(r, "regionRects")
	}
	for i := range p.Regions {
		qp := r.U8("qpVal")
		p.Regions[i].QP, p.Regions[i].Progressive = qp&0x3F, qp&avcProgressive != 0
		p.Regions[i].Quality = r.U8("qualityVal")
	}
	p.Data = r.Rest()
}

// AVC420 reports whether the client takes CodecAVC420.
func (s *Server) AVC420() bool {
	if s.generation == 0 || s.caps.Version < Version81 {
		return false
	}
	if s.caps.Version == Version81 {
		return s.caps.Flags()&CapsAVC420Enabled != 0
	}
	return s.caps.Flags()&CapsAVCDisabled == 0
}
