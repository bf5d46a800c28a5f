package codec

import (
	"slices"

	"oriel/rdp/wire"
)

// Fields of CLEARCODEC_BITMAP_STREAM [MS-RDPEGFX 2.2.4.1] with one subcodec
// [MS-RDPEGFX 2.2.4.1.1.3.1], and of NSCODEC_BITMAP_STREAM [MS-RDPNSC 2.2.2].
const (
	clearHeader = 14 // flags, sequence number, and the sizes of three layers
	subHeader   = 13
	nscHeader   = 20

	subRaw = 0
	subNSC = 1
)

// ClearSequence is where a ClearCodec stream has its sequence number, a byte.
const ClearSequence = 1

// NSCWidth and NSCHeight are what widths and heights must be multiples of to go
// as AppendNSC makes them. What the format has for others is padding.
const (
	NSCWidth  = 16
	NSCHeight = 2
)

// NSCSize returns how many bytes AppendNSC appends.
func NSCSize(w, h int) int { return clearHeader + subHeader + nscHeader + w*h + w*h/2 }

// AppendNSC appends the pixels as a ClearCodec stream whose one subcodec is
// NSCodec with colours of two by two pixels: one and a half bytes a pixel, and
// hardly more work than to copy them. Alpha is lost, and the client makes it
// opaque. The sequence number is 0: whoever sends it counts.
func AppendNSC(dst, pix []byte, stride, w, h int) []byte {
	if pix = source(pix, stride, w, h); pix == nil || w%NSCWidth != 0 || h%NSCHeight != 0 {
		return dst
	}
	planes, quarter := w*h+w*h/2, w*h/4
	dst = slices.Grow(dst, NSCSize(w, h))
	le := wire.LE
	dst = append(dst, 0, 0)                                        // flags, sequence number
	dst = le.AppendUint32(le.AppendUint32(dst, 0), 0)              // no residual, no bands
	dst = le.AppendUint32(dst, uint32(subHeader+nscHeader+planes)) // subcodecs
	dst = le.AppendUint32(dst, 0)                                  // at 0, 0
	dst = le.AppendUint16(le.AppendUint16(dst, uint16(w)), uint16(h))
	dst = append(le.AppendUint32(dst, uint32(nscHeader+planes)), subNSC)
	dst = le.AppendUint32(dst, uint32(w*h)) // luma, orange, green, alpha
	dst = le.AppendUint32(le.AppendUint32(dst, uint32(quarter)), uint32(quarter))
	dst = append(le.AppendUint32(dst, 0), 1 /* colour loss */, 1 /* subsampled */, 0, 0)

	n := len(dst)
	dst = dst[:n+planes]
	luma, orange, green := dst[n:n+w*h], dst[n+w*h:][:quarter], dst[n+w*h+quarter:][:quarter]
	for y := 0; y < h; y += 2 {
		nscRows(luma[y*w:][:2*w], orange[y*w/4:][:w/2], green[y*w/4:][:w/2], pix[y*stride:][:4*w], pix[(y+1)*stride:][:4*w])
	}
	return dst
}

// nscRowsGo makes two rows of luma, and one of each chroma, of two rows of
// pixels, a multiple of NSCWidth. The pixels may change meanwhile.
func nscRowsGo(luma, orange, green, a, b []byte) {
	w := len(a) / 4
	for x := range w {
		luma[x], luma[w+x] = nscLuma(a[4*x:]), nscLuma(b[4*x:])
	}
	for x := range w / 2 {
		p, q := a[8*x:][:8], b[8*x:][:8]
		blue := int(p[0]) + int(p[4]) + int(q[0]) + int(q[4])
		other := int(p[1]) + int(p[5]) + int(q[1]) + int(q[5])
		red := int(p[2]) + int(p[6]) + int(q[2]) + int(q[6])
		orange[x] = nscChroma(2 * (red - blue))
		green[x] = nscChroma(2*other - red - blue)
	}
}

func nscLuma(p []byte) byte {
	_ = p[2]
	return byte((int(p[0]) + 2*int(p[1]) + int(p[2]) + 2) >> 2)
}

// nscChroma rounds a sixteenth of v.
func nscChroma(v int) byte { return byte(int8(min((v+8)>>4, 127))) }
