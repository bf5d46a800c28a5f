//go:build !amd64 || noasm

package codec

func toYCbCr(p *planes, pix []byte, stride int) { toYCbCrGo(p, pix, stride) }

func dwtQuantize(out, plane, tmp *[tileArea]int16, q *steps) { dwtQuantizeGo(out, plane, tmp, q) }

func nonZero(mask *[tileArea / 64]uint64, c *[tileArea]int16) { nonZeroGo(mask, c) }
