package codec

import (
	"encoding/binary"
	"math/bits"
	"math/rand/v2"
	"slices"
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

// checkInverse does the same for the kernels of the decoder.
func checkInverse(t *testing.T, p *planes) {
	t.Helper()
	var a, b, tmp [tileArea]int16
	for c := range p {
		inverseDWT(&a, &p[c], &tmp)
		inverseDWTGo(&b, &p[c], &tmp)
		same16(t, "inverse transform", &a, &b, 0)
		var got, want [tileArea]int8
		signs(&got, &p[c])
		signsGo(&want, &p[c])
		if got != want {
			t.Fatal("signs differ")
		}
	}
	var got, want [4 * tileArea]byte
	toBGRA(&got, p)
	toBGRAGo(&want, p)
	if got != want {
		t.Fatal("pixels differ")
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
		"move": {func(d []int16) { shiftBand(d, a, uint8(n%16)) }, func(d []int16) { shiftBandGo(d, a, uint8(n%16)) }},
		"even": {func(d []int16) { reduceEven(d, a, b, c) }, func(d []int16) { reduceEvenGo(d, a, b, c) }},
		"odd":  {func(d []int16) { reduceOdd(d, a, b, c) }, func(d []int16) { reduceOddGo(d, a, b, c) }},
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
		checkInverse(t, &planes{plane, plane, plane})
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
		other := plane
		slices.Reverse(other[:])
		checkInverse(t, &planes{plane, other, plane})
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
	var plane [tileArea]int16
	inverseDWT(&plane, &c, &tmp)
	same16(t, "plane", &plane, &natural, 32)
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
			ok := decodeRLGR(got, mode, data) == nil
			want, possible := slowRLGR(size, mode, data)
			if ok != possible || ok && !slices.Equal(got, want) {
				t.Fatalf("mode %d: %v %v, want %v %v", mode, got, ok, want, possible)
			}
		}
	})
}

// slowRLGR decodes bit by bit, as [MS-RDPRFX 3.1.8.1.7.3] has it; false if a
// value does not fit.
func slowRLGR(n int, mode RLGRMode, src []byte) (coef []int16, ok bool) {
	coef = make([]int16, n)
	at, kp, krp := 0, 8, 8
	bit := func() int {
		defer func() { at++ }()
		if at/8 >= len(src) {
			return 0
		}
		return int(src[at/8]) >> (7 - at%8) & 1
	}
	number := func(bits int) (v int) {
		for range bits {
			v = v<<1 | bit()
		}
		return v
	}
	unary := func(of int) (n int) {
		for n = 0; bit() == of; n++ {
			if at > 8*len(src) {
				return n
			}
		}
		return n
	}
	move := func(p *int, by int) { *p = max(0, min(80, *p+by)) }
	golomb := func() int {
		ones := unary(1)
		v := ones<<(krp/8) | number(krp/8)
		switch {
		case ones == 0:
			move(&krp, -2)
		case ones > 1:
			move(&krp, ones)
		}
		return v
	}
	signed := func(v int) int16 { return int16(v/2) ^ -int16(v&1) }
	for i := 0; i < n && at < 8*len(src); i++ {
		switch {
		case kp >= 8:
			for full := unary(0); full > 0 && i < n; full-- {
				i += 1 << (kp / 8)
				move(&kp, 4)
			}
			i += number(kp / 8)
			v := 1 - 2*bit()
			v *= golomb() + 1
			move(&kp, -6)
			if i >= n || at > 8*len(src) {
				return coef, true
			}
			if coef[i] = int16(v); v != int(coef[i]) {
				return coef, false
			}
		case mode == RLGR1:
			v := golomb()
			if v > 0xFFFF {
				return coef, false
			}
			if at <= 8*len(src) {
				coef[i] = signed(v)
			}
			move(&kp, map[bool]int{true: 3, false: -3}[v == 0])
		default:
			sum := golomb()
			first := number(bits.Len(uint(sum)))
			if first > sum || first > 0xFFFF || sum-first > 0xFFFF {
				return coef, false
			}
			if at > 8*len(src) {
				return coef, true
			}
			coef[i] = signed(first)
			if i++; i < n {
				coef[i] = signed(sum - first)
			}
			if sum == 0 {
				move(&kp, 6)
			} else if first != 0 && first != sum {
				move(&kp, -6)
			}
		}
	}
	return coef, true
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
