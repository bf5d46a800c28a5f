//go:build !amd64 || noasm

package codec

func toYCbCr(p *planes, pix []byte, stride int) { toYCbCrGo(p, pix, stride) }

func dwtQuantize(out, plane, tmp *[tileArea]int16, q *steps) { dwtQuantizeGo(out, plane, tmp, q) }

func liftHigh(dst, x0, x1, x2 []int16) { liftHighGo(dst, x0, x1, x2) }

func liftLow(dst, x, a, b []int16) { liftLowGo(dst, x, a, b) }

func quantizeBand(dst, src []int16, q *bandQuant) { quantizeBandGo(dst, src, q) }

func coarsenBand(dst, src []int16, n uint8) { coarsenBandGo(dst, src, n) }

func nonZero(mask *[tileArea / 64]uint64, c *[tileArea]int16) { nonZeroGo(mask, c) }

func inverseDWT(out, c, tmp *[tileArea]int16) { inverseDWTGo(out, c, tmp) }

func reduceEven(dst, l, a, b []int16) { reduceEvenGo(dst, l, a, b) }

func reduceOdd(dst, h, a, b []int16) { reduceOddGo(dst, h, a, b) }

func shiftBand(dst, src []int16, n uint8) { shiftBandGo(dst, src, n) }

func signs(sign *[tileArea]int8, c *[tileArea]int16) { signsGo(sign, c) }

func toBGRA(pix *[4 * tileArea]byte, p *planes) { toBGRAGo(pix, p) }
