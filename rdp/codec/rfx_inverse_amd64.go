//go:build !noasm

package codec

func inverseDWT(out, c, tmp *[tileArea]int16) {
	if !useAVX2 {
		inverseDWTGo(out, c, tmp)
		return
	}
	inverseDWTAVX2(out, c, tmp)
}

func toBGRA(pix *[4 * tileArea]byte, p *planes) {
	if !useAVX2 {
		toBGRAGo(pix, p)
		return
	}
	toBGRAAVX2(pix, p)
}

func signs(sign *[tileArea]int8, c *[tileArea]int16) {
	if !useAVX2 {
		signsGo(sign, c)
		return
	}
	signsAVX2(sign, c)
}

//go:noescape
func inverseDWTAVX2(out, c, tmp *[tileArea]int16)

//go:noescape
func toBGRAAVX2(pix *[4 * tileArea]byte, p *planes)

//go:noescape
func signsAVX2(sign *[tileArea]int8, c *[tileArea]int16)

func shiftBand(dst, src []int16, n uint8) {
	if !useAVX2 || len(dst) < vectorWords {
		shiftBandGo(dst, src, n)
		return
	}
	shiftBandAVX2(&dst[0], &src[:len(dst)][0], len(dst), uint64(n&15))
}

func reduceEven(dst, l, a, b []int16) {
	n := len(dst)
	if !useAVX2 || n < vectorWords {
		reduceEvenGo(dst, l, a, b)
		return
	}
	reduceEvenAVX2(&dst[0], &l[:n][0], &a[:n][0], &b[:n][0], n)
}

func reduceOdd(dst, h, a, b []int16) {
	n := len(dst)
	if !useAVX2 || n < vectorWords {
		reduceOddGo(dst, h, a, b)
		return
	}
	reduceOddAVX2(&dst[0], &h[:n][0], &a[:n][0], &b[:n][0], n)
}

//go:noescape
func shiftBandAVX2(dst, src *int16, n int, bits uint64)

//go:noescape
func reduceEvenAVX2(dst, l, a, b *int16, n int)

//go:noescape
func reduceOddAVX2(dst, h, a, b *int16, n int)
