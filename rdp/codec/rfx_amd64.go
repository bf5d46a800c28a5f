//go:build !noasm

package codec

import "golang.org/x/sys/cpu"

// useAVX2 chooses the kernels once. They are called directly, not through
// variables, so that what they work on may stay on the stack.
var useAVX2 = hasAVX2

// hasAVX2 is about AVX2 and what all processors but few have had along with it.
var hasAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT

func toYCbCr(p *planes, pix []byte, stride int) {
	if !useAVX2 {
		toYCbCrGo(p, pix, stride)
		return
	}
	// Slicing checks that the kernel stays inside.
	toYCbCrAVX2(p, &pix[:(tileSide-1)*stride+4*tileSide][0], stride)
}

func dwtQuantize(out, plane, tmp *[tileArea]int16, q *steps) {
	if !useAVX2 {
		dwtQuantizeGo(out, plane, tmp, q)
		return
	}
	dwtQuantizeAVX2(out, plane, tmp, q)
}

func nonZero(mask *[tileArea / 64]uint64, c *[tileArea]int16) {
	if !useAVX2 {
		nonZeroGo(mask, c)
		return
	}
	nonZeroAVX2(mask, c)
}

//go:noescape
func toYCbCrAVX2(p *planes, pix *byte, stride int)

//go:noescape
func dwtQuantizeAVX2(out, plane, tmp *[tileArea]int16, q *steps)

//go:noescape
func nonZeroAVX2(mask *[tileArea / 64]uint64, c *[tileArea]int16)

// vectorWords is how many words the kernels for rows and bands take at once.
// They do the end of a slice again, overlapping, and so need as many.
const vectorWords = 16

func liftHigh(dst, x0, x1, x2 []int16) {
	n := len(dst)
	if !useAVX2 || n < vectorWords {
		liftHighGo(dst, x0, x1, x2)
		return
	}
	liftHighAVX2(&dst[0], &x0[:n][0], &x1[:n][0], &x2[:n][0], n)
}

func liftLow(dst, x, a, b []int16) {
	n := len(dst)
	if !useAVX2 || n < vectorWords {
		liftLowGo(dst, x, a, b)
		return
	}
	liftLowAVX2(&dst[0], &x[:n][0], &a[:n][0], &b[:n][0], n)
}

func quantizeBand(dst, src []int16, q *bandQuant) {
	if !useAVX2 || len(dst) < vectorWords {
		quantizeBandGo(dst, src, q)
		return
	}
	quantizeBandAVX2(&dst[0], &src[:len(dst)][0], len(dst), q)
}

func coarsenBand(dst, src []int16, n uint8) {
	if !useAVX2 || len(dst) < vectorWords {
		coarsenBandGo(dst, src, n)
		return
	}
	coarsenBandAVX2(&dst[0], &src[:len(dst)][0], len(dst), uint64(n&15))
}

//go:noescape
func liftHighAVX2(dst, x0, x1, x2 *int16, n int)

//go:noescape
func liftLowAVX2(dst, x, a, b *int16, n int)

//go:noescape
func quantizeBandAVX2(dst, src *int16, n int, q *bandQuant)

//go:noescape
func coarsenBandAVX2(dst, src *int16, n int, bits uint64)
