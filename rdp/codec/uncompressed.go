package codec

import "slices"

// AppendUncompressed appends the pixels as rows of 4*w bytes without padding
// [MS-RDPEGFX 2.2.2.1, codec 0x0000]; bottomUp is for bitmap updates.
func AppendUncompressed(dst, pix []byte, stride, w, h int, bottomUp bool) []byte {
	if pix = source(pix, stride, w, h); pix == nil {
		return dst
	}
	n := len(dst)
	dst = slices.Grow(dst, 4*w*h)[:n+4*w*h]
	load(dst[n:], 4*w, pix, stride, w, h, bottomUp)
	return dst
}

// DecodeUncompressed writes the pixels of src to pix.
func DecodeUncompressed(pix []byte, stride, w, h int, src []byte, bottomUp bool) error {
	if err := checkTarget(pix, stride, w, h); err != nil {
		return err
	}
	if err := checkLength(src, 4*w*h); err != nil {
		return err
	}
	for y := range h {
		to := y
		if bottomUp {
			to = h - 1 - y
		}
		copy(pix[to*stride:to*stride+4*w], src[4*w*y:])
	}
	return nil
}
