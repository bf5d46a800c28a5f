package codec

import "oriel/rdp/wire"

// tileSide is the width and height of a RemoteFX tile, tileArea its pixels.
const (
	tileSide = 64
	tileArea = tileSide * tileSide
)

// A Quant holds the quantisation factors of the ten sub-bands of a RemoteFX
// component [MS-RDPRFX 2.2.2.1.5]: 6 is finest, 15 coarsest, and each step
// halves the precision.
type Quant struct {
	LL3, LH3, HL3, HH3, LH2, HL2, HH2, LH1, HL1, HH1 uint8
}

// DefaultQuant is what all servers use for high quality.
var DefaultQuant = Quant{6, 6, 6, 6, 7, 7, 8, 8, 8, 9}

// The range of a factor, and of the factors that a progressive stage adds.
const (
	minQuant     = 6
	maxQuant     = 15
	maxStageBits = 8
)

// Coarser returns q with n added to every factor, clamped to the legal range.
func (q Quant) Coarser(n int) Quant {
	b := q.bands()
	for i := range b {
		b[i] = uint8(max(minQuant, min(maxQuant, int(b[i])+n)))
	}
	return quantOf(b)
}

// The sub-bands in the order of their coefficients.
const (
	bandHL1 = iota
	bandLH1
	bandHH1
	bandHL2
	bandLH2
	bandHH2
	bandHL3
	bandLH3
	bandHH3
	bandLL3
	numBands
)

// bandBits is one number per band, in the order of the coefficients.
type bandBits [numBands]uint8

func (q Quant) bands() bandBits {
	return bandBits{q.HL1, q.LH1, q.HH1, q.HL2, q.LH2, q.HH2, q.HL3, q.LH3, q.HH3, q.LL3}
}

func quantOf(b bandBits) Quant {
	return Quant{b[bandLL3], b[bandLH3], b[bandHL3], b[bandHH3], b[bandLH2], b[bandHL2], b[bandHH2], b[bandLH1], b[bandHL1], b[bandHH1]}
}

// valid says whether every factor is in the legal range.
func (q Quant) valid() bool {
	for _, v := range q.bands() {
		if v < minQuant || v > maxQuant {
			return false
		}
	}
	return true
}

// append appends TS_RFX_CODEC_QUANT.
func (q Quant) append(b []byte) []byte {
	return append(b, q.LL3|q.LH3<<4, q.HL3|q.HH3<<4, q.LH2|q.HL2<<4, q.HH2|q.LH1<<4, q.HL1|q.HH1<<4)
}

// readQuant reads TS_RFX_CODEC_QUANT.
func readQuant(r *wire.Reader) Quant {
	b := r.Bytes(5, "quantVals")
	if b == nil {
		return Quant{}
	}
	q := Quant{b[0] & 15, b[0] >> 4, b[1] & 15, b[1] >> 4, b[2] & 15, b[2] >> 4, b[3] & 15, b[3] >> 4, b[4] & 15, b[4] >> 4}
	if !q.valid() {
		r.Fail(wire.ErrRange, "quantVals")
	}
	return q
}

// swapped exchanges HL and LH: RFX_COMPONENT_CODEC_QUANT [MS-RDPEGFX
// 2.2.4.2.1.5.2] has the same fields as TS_RFX_CODEC_QUANT, but HL first.
func (q Quant) swapped() Quant {
	q.LH3, q.HL3 = q.HL3, q.LH3
	q.LH2, q.HL2 = q.HL2, q.LH2
	q.LH1, q.HL1 = q.HL1, q.LH1
	return q
}

// bandQuant is a quantisation factor as the kernels want it.
type bandQuant struct {
	shift uint64
	half  uint64 // what rounds, in the low 16 bits
}

// steps are the factors of a component as the kernels want them. Samples have
// five fractional bits, and a factor of 6 drops exactly those.
type steps [numBands]bandQuant

func (q Quant) steps() (s steps) {
	for i, f := range q.bands() {
		shift := uint64(f) - 1
		s[i] = bandQuant{shift, 1 << (shift - 1)}
	}
	return s
}

// layout says where the bands of a tile lie: band i is at [at[i]:at[i+1]].
type layout [numBands + 1]int

var (
	layoutPlain  = layout{0, 1024, 2048, 3072, 3328, 3584, 3840, 3904, 3968, 4032, 4096}
	layoutReduce = layout{0, 1023, 2046, 3007, 3279, 3551, 3807, 3879, 3951, 4015, 4096}
)

// dequantize multiplies the coefficients of each band by 1<<bits-1.
func dequantize(dst, src *[tileArea]int16, l *layout, bits *bandBits) {
	for i, f := range bits {
		shiftBand(dst[l[i]:l[i+1]], src[l[i]:l[i+1]], f-1)
	}
}

func shiftBandGo(dst, src []int16, n uint8) {
	by := int16(1) << (n & 15)
	for i, v := range src[:len(dst)] {
		dst[i] = v * by
	}
}

// signsGo makes -1, 0 or 1 of each coefficient.
func signsGo(sign *[tileArea]int8, c *[tileArea]int16) {
	for i, v := range c {
		sign[i] = int8(v>>15) | int8(uint16(-v)>>15)
	}
}

// undelta undoes the differences between neighbours in LL3.
func undelta(c []int16) {
	for i := 1; i < len(c); i++ {
		c[i] += c[i-1]
	}
}

// delta replaces the values of LL3 by differences from the one before.
func delta(c []int16) {
	for i := len(c) - 1; i > 0; i-- {
		c[i] -= c[i-1]
	}
}
