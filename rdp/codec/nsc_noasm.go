//go:build !amd64 || noasm

package codec

func nscRows(luma, orange, green, a, b []byte) { nscRowsGo(luma, orange, green, a, b) }

func nscPixels(dst, luma, orange, green []byte, lost uint8) {
	nscPixelsGo(dst, luma, orange, green, lost, 1)
}
