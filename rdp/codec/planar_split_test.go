package codec

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"oriel/rdp/codec/codectest"
)

func newRows(px int) *[channels]row {
	var rows [channels]row
	for c := range rows {
		rows[c] = row{make([]byte, px+slop), make([]byte, px/8+slop)}
	}
	return &rows
}

// splitSlow says what a split is, byte by byte.
func splitSlow(rows *[channels]row, cur, above []byte) {
	for c := range rows {
		last := byte(0)
		for i := range len(cur) / 4 {
			d := int8(cur[4*i+c] - above[4*i+c])
			e := byte(2 * d)
			if d < 0 {
				e = byte(-2*int(d) - 1)
			}
			rows[c].code[i] = e
			if e == last {
				rows[c].same[i/8] |= 1 << (i & 7)
			}
			last = e
		}
	}
}

// splitFirstSlow says what a first row is.
func splitFirstSlow(rows *[channels]row, cur []byte) {
	for c := range rows {
		last := byte(0)
		for i := range len(cur) / 4 {
			v := cur[4*i+c]
			if rows[c].code[i] = v; v == last {
				rows[c].same[i/8] |= 1 << (i & 7)
			}
			last = v
		}
	}
}

func checkSplit(t *testing.T, cur, above []byte) {
	t.Helper()
	px := len(cur) / 4
	for _, alpha := range []bool{true, false} {
		want, plain, fast := newRows(px), newRows(px), newRows(px)
		splitSlow(want, cur, above)
		splitDeltaGo(plain, cur, above, alpha)
		splitDelta(fast, cur, above, alpha)
		n := channels
		if !alpha {
			n--
		}
		checkRowsEqual(t, n, want, plain, fast)
	}
	want, plain, fast := newRows(px), newRows(px), newRows(px)
	splitFirstSlow(want, cur)
	splitFirstGo(plain, cur)
	splitFirst(fast, cur)
	checkRowsEqual(t, channels, want, plain, fast)
}

// checkRowsEqual compares the first n channels.
func checkRowsEqual(t *testing.T, n int, want, plain, fast *[channels]row) {
	t.Helper()
	for c := range n {
		if !bytes.Equal(plain[c].code, want[c].code) || !bytes.Equal(plain[c].same, want[c].same) {
			t.Fatalf("plain Go, channel %d:\n% x\n% x, want\n% x\n% x", c, plain[c].code, plain[c].same, want[c].code, want[c].same)
		}
		if !bytes.Equal(fast[c].code, want[c].code) || !bytes.Equal(fast[c].same, want[c].same) {
			t.Fatalf("kernel, channel %d:\n% x\n% x, want\n% x\n% x", c, fast[c].code, fast[c].same, want[c].code, want[c].same)
		}
	}
}

// checkTake takes a row that is above except for its last byte, and that row
// itself.
func checkTake(t *testing.T, row []byte) {
	t.Helper()
	above, room := bytes.Clone(row), make([]byte, len(row)+slop)
	for _, equal := range []bool{true, false} {
		if !equal {
			above[len(row)-1]++
		}
		clear(room)
		if got := takeRow(room[:len(row)], row, above, 4*len(row)); got != equal {
			t.Fatalf("%d bytes are equal: %v, want %v", len(row), got, equal)
		}
		if !bytes.Equal(room[:len(row)], row) || !bytes.Equal(room[len(row):], make([]byte, slop)) {
			t.Fatalf("%d bytes came out as\n% x", len(row), room)
		}
	}
}

func TestTakeRow(t *testing.T) {
	pix := codectest.Image("photo", 200, 1)
	for n := 1; n <= len(pix); n++ {
		checkTake(t, pix[:n])
	}
	// Every byte of a block counts.
	for i := range 2 * 128 {
		above := bytes.Clone(pix)
		above[i] ^= 0x80
		if takeRow(make([]byte, len(pix)), pix, above, 0) {
			t.Errorf("byte %d does not count", i)
		}
	}
}

func TestSplitKernels(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for px := groupPixels; px <= 10*groupPixels; px += groupPixels {
		cur, above := make([]byte, 4*px), make([]byte, 4*px)
		for i := range cur {
			cur[i] = byte(r.Uint32())
			above[i] = cur[i] ^ byte(r.Uint32()>>r.IntN(32)&0xFF)
		}
		checkSplit(t, cur, above)
		checkSplit(t, cur, cur)
		checkSplit(t, cur, make([]byte, 4*px))
	}
}

func FuzzSplitKernels(f *testing.F) {
	f.Add(codectest.Image("text", 64, 8)[4*64*4:], codectest.Image("ui", 64, 8))
	f.Fuzz(func(t *testing.T, a, b []byte) {
		n := min(len(a), len(b)) / (4 * groupPixels) * (4 * groupPixels)
		checkSplit(t, a[:n], b[:n])
	})
}

func BenchmarkPlanarSplit(b *testing.B) {
	const px = 1024
	cur, above := codectest.Image("text", px, 1), codectest.Image("noise", px, 1)
	rows := newRows(px)
	for name, f := range map[string]func(*[channels]row, []byte, []byte, bool){"go": splitDeltaGo, "kernel": splitDelta} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f(rows, cur, above, false)
			}
			report(b, px, px)
		})
	}
}
