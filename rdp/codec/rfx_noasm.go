//go:build !amd64 || noasm

package codec

func toYCbCr(p *planes, pix []byte, stride int) { toYCbCrGo(p, pix, stride) }

func dwtQuantize(out, plane, tmp *[tileArea]int16, q *steps) { dwtQuantizeGo(out, plane, tmp, q) }

func liftHigh(dst, x0, x1, x2 []int16) { liftHighGo(dst, x0, x1, x2) }

func liftLow(dst, x, a, b []int16) { liftLowGo(dst, x, a, b) }

func quantizeBand(dst, src []int16, q *bandQuant) { quantizeBandGo(dst, src, q) }

func coarsenBand(dst, src []int16, n uint8) { coarsenBandGo(dst, src, n) }

func nonZero(mask *[tileArea / 64]uint64, c *[tileArea]int16) { nonZeroGo(mask, c) }
