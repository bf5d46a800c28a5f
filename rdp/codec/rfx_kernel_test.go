package codec

import (
	"encoding/binary"
	"math/rand/v2"
	"testing"

	"oriel/rdp/codec/codectest"
)

// checkKernels compares the kernels in use with the reference on a tile of
// pixels and on a plane that no pixels can make.
func checkKernels(t *testing.T, pix []byte, stride int, plane [tileArea]int16, q Quant) {
	t.Helper()
	var got, want planes
	toYCbCr(&got, pix, stride)
	toYCbCrGo(&want, pix, stride)
	for c := range want {
		same16(t, "colour", &got[c], &want[c], 0)
	}
	s := q.steps()
	for _, p := range []*[tileArea]int16{&want[0], &want[1], &want[2], &plane} {
		var tmp, a, b [tileArea]int16
		p1, p2 := *p, *p
		dwtQuantize(&a, &p1, &tmp, &s)
		dwtQuantizeGo(&b, &p2, &tmp, &s)
		same16(t, "transform", &a, &b, 0)
		var ma, mb [tileArea / 64]uint64
		nonZero(&ma, &a)
		nonZeroGo(&mb, &a)
		if ma != mb {
			t.Fatalf("mask %x, want %x", ma, mb)
		}
	}
}

// checkRows compares the kernels for rows and bands with their reference on the
// first n words of p, shifted against each other.
func checkRows(t *testing.T, p *[tileArea]int16, n int, q Quant) {
	t.Helper()
	n = n % (tileArea - 3)
	a, b, c := p[:n], p[1:], p[3:]
	s := q.steps()
	for name, f := range map[string][2]func(dst []int16){
		"high": {func(d []int16) { liftHigh(d, a, b, c) }, func(d []int16) { liftHighGo(d, a, b, c) }},
		"low":  {func(d []int16) { liftLow(d, a, b, c) }, func(d []int16) { liftLowGo(d, a, b, c) }},
		"band": {func(d []int16) { quantizeBand(d, a, &s[n%numBands]) }, func(d []int16) { quantizeBandGo(d, a, &s[n%numBands]) }},
		"bits": {func(d []int16) { coarsenBand(d, a, uint8(n%9)) }, func(d []int16) { coarsenBandGo(d, a, uint8(n%9)) }},
	} {
		var got, want [tileArea]int16
		f[0](got[:n])
		f[1](want[:n])
		same16(t, name, &got, &want, 0)
	}
}

func TestKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	var plane [tileArea]int16
	for _, kind := range codectest.Kinds {
		for i := range plane {
			plane[i] = int16(r.Uint32()) >> (r.Uint32() & 15)
		}
		q := DefaultQuant.Coarser(r.IntN(8))
		checkKernels(t, codectest.Image(kind, 80, 64), 320, plane, q)
		for n := range 70 {
			checkRows(t, &plane, n, q)
		}
	}
}

func FuzzKernels(f *testing.F) {
	f.Add([]byte("seed"), uint8(0))
	f.Add(codectest.Image("noise", 8, 8), uint8(5))
	f.Fuzz(func(t *testing.T, data []byte, q uint8) {
		if len(data) == 0 {
			return
		}
		pix := make([]byte, 4*tileArea)
		for i := 0; i < len(pix); {
			i += copy(pix[i:], data)
		}
		var plane [tileArea]int16
		for i := range plane {
			plane[i] = int16(binary.LittleEndian.Uint16([]byte{data[i%len(data)], data[(i+7)%len(data)]}))
		}
		checkKernels(t, pix, 4*tileSide, plane, DefaultQuant.Coarser(int(q%10)))
		checkRows(t, &plane, 17*len(data), DefaultQuant.Coarser(int(q%10)))
	})
}

// The forward transform loses nothing but what quantisation takes.
func TestTransformInverse(t *testing.T) {
	var p planes
	pix := codectest.Image("noise", 64, 64)
	toYCbCr(&p, pix, 256)
	natural := p[0]
	for i := range natural {
		natural[i] = p[0][i&^63|i&63>>1|i&1<<5]
	}
	// Without quantisation: the factor 1 is below what the wire allows.
	var s steps
	for i := range s {
		s[i] = bandQuant{0, 0}
	}
	var c, tmp [tileArea]int16
	dwtQuantize(&c, &p[0], &tmp, &s)
	inverseDWT(&c, &tmp)
	same16(t, "plane", &c, &natural, 32)
}

func FuzzRLGR(f *testing.F) {
	f.Add([]byte{0, 0, 1, 0, 0xFF, 0xFF}, uint16(7))
	f.Add([]byte{0, 0x80, 0xFF, 0x7F}, uint16(300))
	f.Add([]byte{}, uint16(4096))
	f.Fuzz(func(t *testing.T, data []byte, n uint16) {
		size := int(n)%tileArea + 1
		var coef [tileArea]int16
		var mask [tileArea / 64]uint64
		for i := range min(size, len(data)/2) {
			coef[i] = int16(binary.LittleEndian.Uint16(data[2*i:]))
		}
		nonZero(&mask, &coef)
		got := make([]int16, size)
		for _, mode := range []RLGRMode{RLGR1, RLGR3} {
			b := appendRLGR(nil, mode, &coef, &mask, size)
			if err := decodeRLGR(got, mode, b); err != nil {
				t.Fatal(err)
			}
			for i := range got {
				if got[i] != coef[i] {
					t.Fatalf("mode %d: coefficient %d of %d is %d, want %d", mode, i, size, got[i], coef[i])
				}
			}
			_ = decodeRLGR(got, mode, data)
		}
	})
}

func FuzzRFXDecode(f *testing.F) {
	f.Add(sampleFile(f, "message"))
	pix := codectest.Image("ui", 70, 40)
	var enc RFXEncoder
	f.Add(enc.Append(nil, pix, 280, 70, 40, whole(70, 40)))
	f.Fuzz(func(t *testing.T, src []byte) {
		var d RFXDecoder
		pix := make([]byte, 4*100*70+8)
		_ = d.Decode(pix, 400, 100, 70, src)
		for _, v := range pix[4*100*70:] {
			if v != 0 {
				t.Fatal("painted behind the target")
			}
		}
	})
}
