//go:build !noasm

package codec

func nscRows(luma, orange, green, a, b []byte) {
	groups := len(a) / (4 * NSCWidth)
	if !useAVX2 || groups == 0 {
		nscRowsGo(luma, orange, green, a, b)
		return
	}
	w := groups * NSCWidth
	luma, orange, green = luma[:2*w], orange[:w/2], green[:w/2]
	nscRowsAVX2(&luma[0], &luma[w], &orange[0], &green[0], &a[:4*w][0], &b[:4*w][0], groups)
}

//go:noescape
func nscRowsAVX2(luma, below, orange, green, a, b *byte, groups int)

// nscPixels makes a row of pixels, two of which have a colour in common.
func nscPixels(dst, luma, orange, green []byte, lost uint8) {
	w := len(luma) &^ (NSCWidth - 1)
	if !useAVX2 {
		w = 0
	}
	if w > 0 {
		nscPixelsAVX2(&dst[:4*w][0], &luma[:w][0], &orange[:w/2][0], &green[:w/2][0], w/NSCWidth, uint64(lost+8))
	}
	nscPixelsGo(dst[4*w:], luma[w:], orange[w/2:], green[w/2:], lost, 1)
}

//go:noescape
func nscPixelsAVX2(dst, luma, orange, green *byte, groups int, shift uint64)
