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
