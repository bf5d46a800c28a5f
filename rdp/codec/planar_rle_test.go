package codec

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"
)

// findRunsSlow says what an edge is, bit by bit.
func findRunsSlow(same []byte, w int) (edges []uint16) {
	for x := 0; x < w; x++ {
		from := x
		for x < w && same[x/8]>>(x%8)&1 == 1 {
			x++
		}
		if x-from >= minRun {
			edges = append(edges, uint16(from), uint16(x))
		}
	}
	return edges
}

// checkSegments codes one row with the kernels and in plain Go, and decodes it.
func checkSegments(t *testing.T, codes []byte) {
	t.Helper()
	w := len(codes)
	code, same := make([]byte, w+slop), make([]byte, w/8+slop)
	last := byte(0)
	for x, v := range codes {
		if code[x] = v; v == last {
			same[x/8] |= 1 << (x % 8)
		}
		last = v
	}
	edges, plain := make([]uint16, w/2+slop, w+2*slop), make([]uint16, w+slop)
	guard := edges[w/2+slop : w+2*slop]
	edges, plain = edges[:findRuns(edges, same, w)], plain[:findRunsGo(plain, same, w)]
	if want := findRunsSlow(same, w); !slices.Equal(plain, want) || !slices.Equal(edges, want) {
		t.Fatalf("% x: edges %v, plain Go %v, want %v", codes, edges, plain, want)
	}
	if n := len(edges); n == 0 || int(edges[n-1]) != w {
		edges = append(edges, uint16(w), uint16(w))
	}
	out, want := make([]byte, 2*w+slop, 2*w+4*slop), make([]byte, 2*w+slop)
	beyond := out[2*w+slop : 2*w+4*slop]
	out, want = out[:emit(out, code, edges)], want[:emitGo(want, code, edges)]
	if !bytes.Equal(out, want) {
		t.Fatalf("% x: % x, plain Go % x", codes, out, want)
	}
	if slices.Max(guard) > 0 || slices.Max(beyond) > 0 {
		t.Fatalf("% x: a kernel wrote beyond its bounds", codes)
	}
	checkEmit3(t, code, edges, w)
	got := make([]byte, w)
	if n, err := unpackRow(got, out, 0); err != nil || n != len(out) || !bytes.Equal(got, codes) {
		t.Fatalf("% x: %v, % x after %d of %d bytes", codes, err, got, n, len(out))
	}
}

// checkEmit3 codes three rows that have the same edges at once.
func checkEmit3(t *testing.T, code []byte, edges []uint16, w int) {
	t.Helper()
	var out [channels]stream
	var rows [channels]row
	for c := range chA {
		rows[c].code = bytes.Clone(code)
		for i := range w {
			rows[c].code[i] += byte(c)
		}
		out[c] = stream{make([]byte, 1+2*w+3*slop), 1}
	}
	emit3(&out, &rows, edges)
	for c := range chA {
		want := make([]byte, 2*w+slop)
		want = want[:emitGo(want, rows[c].code, edges)]
		if got := out[c].buf[1:out[c].n]; !bytes.Equal(got, want) {
			t.Fatalf("channel %d: % x, plain Go % x", c, got, want)
		}
		if out[c].buf[0] > 0 || slices.Max(out[c].buf[1+2*w+slop:]) > 0 {
			t.Fatalf("channel %d: the kernel wrote beyond its bounds", c)
		}
	}
}

// Every run length after every number of literals.
func TestSegments(t *testing.T) {
	for lit := range 3*maxShort + 2 {
		for run := range 5*maxRun + 2 {
			codes := make([]byte, lit+run, lit+run+2)
			for i := range lit {
				codes[i] = byte(1 + i)
			}
			for i := range run {
				codes[lit+i] = byte(lit)
			}
			if len(codes) > 0 {
				checkSegments(t, codes)
				checkSegments(t, append(codes, 99, 100))
			}
		}
	}
	r := rand.New(rand.NewPCG(9, 10))
	for range 2000 {
		codes := make([]byte, 1+r.IntN(700))
		bit := r.IntN(6)
		for i := range codes {
			codes[i] = byte(r.Uint32()) >> 7 >> r.IntN(1+bit)
		}
		checkSegments(t, codes)
	}
}

func FuzzSegments(f *testing.F) {
	f.Add([]byte("aaaabcccccccccccccccccccccccccccccccccccccccccccccccccccccccc"), uint16(9))
	f.Add(bytes.Repeat([]byte{0, 0, 0, 1}, 40), uint16(300))
	f.Fuzz(func(t *testing.T, codes []byte, run uint16) {
		if len(codes) == 0 || len(codes) > 1<<14 {
			return
		}
		at := int(run) % len(codes)
		long := slices.Concat(codes[:at], bytes.Repeat(codes[at:at+1], int(run)%(1<<12)), codes[at:])
		checkSegments(t, long)
	})
}
