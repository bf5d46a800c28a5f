//go:build !noasm

package codec

import "golang.org/x/sys/cpu"

// The kernels are chosen once: assembly where the processor has AVX2.
var (
	toYCbCr     = toYCbCrGo
	dwtQuantize = dwtQuantizeGo
	nonZero     = nonZeroGo
)

func init() {
	if cpu.X86.HasAVX2 {
		toYCbCr, dwtQuantize, nonZero = toYCbCrAsm, dwtQuantizeAVX2, nonZeroAVX2
	}
}

func toYCbCrAsm(p *planes, pix []byte, stride int) {
	// Slicing checks that the kernel stays inside.
	toYCbCrAVX2(p, &pix[:(tileSide-1)*stride+4*tileSide][0], stride)
}

//go:noescape
func toYCbCrAVX2(p *planes, pix *byte, stride int)

//go:noescape
func dwtQuantizeAVX2(out, plane, tmp *[tileArea]int16, q *steps)

//go:noescape
func nonZeroAVX2(mask *[tileArea / 64]uint64, c *[tileArea]int16)
