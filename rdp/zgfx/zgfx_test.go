package zgfx

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"oriel/rdp/codec"
	"oriel/rdp/codec/codectest"
	"oriel/rdp/wire"
)

const testMax = 64 << 20

// messages are what one channel might carry: planar pictures, some raw, tiny
// and empty messages, repetition, noise, and more than one history of it.
func messages() [][]byte {
	var enc codec.PlanarEncoder
	var out [][]byte
	for round := range 3 {
		for _, kind := range codectest.Kinds {
			for _, s := range [][2]int{{1, 1}, {64, 64}, {333, 222 + round}, {700, 300}} {
				pix := codectest.Image(kind, s[0], s[1])
				out = append(out, enc.Append(nil, pix, 4*s[0], s[0], s[1], codec.PlanarOptions{NoAlpha: round != 1}))
				if s[0] == 333 {
					out = append(out, pix)
				}
			}
		}
		out = append(out, nil, []byte{0xFF}, []byte("abc"), []byte("abcabcabcabcabc"), make([]byte, 200000))
	}
	return out
}

// appendStored appends m as senders make messages of stored segments.
func appendStored(c *Compressor, b, m []byte) []byte {
	start := len(b)
	c.Forget()
	b = AppendHead(b, len(m))
	for rest := m; len(rest) > 0 || len(m) == 0; {
		n := min(len(rest), MaxSegment)
		b = append(AppendStoredHead(b, n, len(m) <= MaxSegment), rest[:n]...)
		if rest = rest[n:]; len(m) == 0 {
			break
		}
	}
	if len(b)-start != StoredSize(len(m)) {
		panic("StoredSize is wrong")
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	var c Compressor
	d := NewDecompressor(testMax)
	in, coded := 0, 0
	for i, m := range messages() {
		b := c.Append([]byte("head"), m)
		got, err := d.Append([]byte("x"), b[4:])
		if err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
		if string(b[:4]) != "head" || got[0] != 'x' || !bytes.Equal(got[1:], m) {
			t.Fatalf("message %d of %d bytes came back different", i, len(m))
		}
		in, coded = in+len(m), coded+len(b)
	}
	if in < 2*bufSize {
		t.Errorf("%d bytes do not move the history", in)
	}
	t.Logf("%d bytes coded in %d", in, coded)
}

func TestFreeRDPReadsOurs(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "../codec/testdata/decode.c")
	var c Compressor
	for i, m := range messages() {
		if len(m) == 0 {
			continue // libfreerdp takes no empty message
		}
		var b []byte
		switch i % 17 {
		case 3:
			b = appendStored(&c, nil, m)
		case 5:
			m = bytes.Repeat(m, HistorySize/len(m)) // begins the history anew
			b = appendStored(&c, nil, m)
		default:
			b = c.Append(nil, m)
		}
		got, ok := peer.ZgfxDecode(b)
		if !ok || !bytes.Equal(got, m) {
			t.Fatalf("message %d, %d bytes as %d: libfreerdp ok=%v, %d bytes", i, len(m), len(b), ok, len(got))
		}
	}
}

func TestReadsFreeRDP(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "../codec/testdata/decode.c")
	d := NewDecompressor(testMax)
	for i, m := range messages() {
		if len(m) == 0 {
			continue
		}
		b, ok := peer.ZgfxEncode(m)
		if !ok {
			t.Fatalf("message %d: libfreerdp cannot encode", i)
		}
		got, err := d.Append(nil, b)
		if err != nil || !bytes.Equal(got, m) {
			t.Fatalf("message %d: %v", i, err)
		}
	}
}

// Long runs, every distance class and every length class.
func TestMatches(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "../codec/testdata/decode.c")
	r := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 40)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	var c Compressor
	d := NewDecompressor(testMax)
	check := func(what string, m []byte, most int) {
		t.Helper()
		b := c.Append(nil, m)
		got, err := d.Append(nil, b)
		if err != nil || !bytes.Equal(got, m) {
			t.Fatalf("%s: %v", what, err)
		}
		if got, ok := peer.ZgfxDecode(b); !ok || !bytes.Equal(got, m) {
			t.Fatalf("%s: libfreerdp disagrees", what)
		}
		if len(b) > most {
			t.Errorf("%s: %d bytes, want at most %d", what, len(b), most)
		}
	}
	for n := 1; n < MaxSegment; n = n*2 + 1 {
		check(fmt.Sprintf("run of %d", n), bytes.Repeat([]byte{byte(n)}, n), 24)
	}
	for gap := 1; gap < maxDistance; gap = gap*2 + 11 {
		check("noise", noise, 60)
		filler := make([]byte, gap)
		for i := range filler {
			filler[i] = byte(r.Uint32() & 0x7F)
		}
		check("filler", filler, gap+gap/10+100)
		check(fmt.Sprintf("the same after %d", gap), append(bytes.Clone(noise), make([]byte, 30)...), 60)
	}
}

func TestStoresNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	m := make([]byte, 300000)
	for i := range m {
		m[i] = byte(r.Uint32())
	}
	var c Compressor
	first := c.Append(nil, m)
	if want := 7 + 5*5 + len(m); len(first) != want {
		t.Errorf("noise takes %d bytes, stored it is %d", len(first), want)
	}
	if again := c.Append(nil, m); len(again) > 1000 {
		t.Errorf("stored bytes did not enter the history: %d bytes", len(again))
	}
}

// The container of the example in the notes: a caps PDU, stored.
func TestVector(t *testing.T) {
	msg := []byte{0xE0, 0x04, 0x13, 0, 0, 0, 0x14, 0, 0, 0, 0, 6, 0x0A, 0, 4, 0, 0, 0, 0x20, 0, 0, 0}
	got, err := NewDecompressor(100).Append(nil, msg)
	if err != nil || !bytes.Equal(got, msg[2:]) {
		t.Fatal(err)
	}
	var c Compressor
	if b := appendStored(&c, nil, msg[2:]); !bytes.Equal(b, msg) {
		t.Errorf("stored as % x", b)
	}
}

func TestDecompressorRefuses(t *testing.T) {
	for _, c := range []struct {
		name, hex string
		kind      error
	}{
		{"empty", "", wire.ErrShort},
		{"no segment", "e0", wire.ErrShort},
		{"descriptor", "e204", wire.ErrType},
		{"segment type", "e003", wire.ErrType},
		{"too long stored", "e004" + "0102030405060708090a0b", ErrTooLong},
		{"no padding byte", "e024", wire.ErrShort},
		{"padding of 8", "e024c008", wire.ErrRange},
		{"padding without data", "e02401", wire.ErrRange},
		{"unused code", "e024a400", nil}, // 10100 1…: a match cut short
		{"invalid code", "e024bf8000", wire.ErrRange},
		{"match before history", "e0248c2000", ErrDistance},
		{"literal cut short", "e0240003", wire.ErrShort},
		{"long literals", "e024" + "c6318c6318c6318c" + "00", ErrTooLong},
		{"unencoded too short", "e024" + "88000180" + "ff00", wire.ErrShort},
		{"count without segments", "e10100" + "0a000000", wire.ErrShort},
		{"announces too much", "e10100" + "0b000000" + "02000000" + "0400", ErrTooLong},
		{"announces too little", "e10100" + "01000000" + "03000000" + "040000", ErrTooLong},
		{"yields too little", "e10100" + "03000000" + "03000000" + "040000", ErrTooShort},
		{"trailing", "e10100" + "02000000" + "03000000" + "04000000", wire.ErrRange},
		{"segment too long", "e10100" + "02000000" + "ffffffff" + "0400", wire.ErrShort},
	} {
		b, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(c.name, err)
		}
		_, err = NewDecompressor(10).Append(nil, b)
		if err == nil || c.kind != nil && !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", c.name, err, c.kind)
		}
	}
}

func TestUnencodedRun(t *testing.T) {
	// 10001 00000, count 3 in 15 bits, align, the bytes, then literal 00.
	b := []byte{0xE0, 0x24, 0b10001000, 0, 0b00000001, 0b10000000, 'a', 'b', 'c', 0xC0, 3}
	got, err := NewDecompressor(10).Append(nil, b)
	if err != nil || string(got) != "abc\x00" {
		t.Fatalf("%q, %v", got, err)
	}
	peer := codectest.NewFreeRDP(t, "../codec/testdata/decode.c")
	if got, ok := peer.ZgfxDecode(b); !ok || string(got) != "abc\x00" {
		t.Fatalf("libfreerdp: %q, %v", got, ok)
	}
}

func TestNoAllocations(t *testing.T) {
	var c Compressor
	d := NewDecompressor(testMax)
	m := codectest.Image("text", 300, 100)
	var b, out []byte
	run := func() {
		b = c.Append(b[:0], m)
		var err error
		if out, err = d.Append(out[:0], b); err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(40, run); n > 2 {
		t.Errorf("%v allocations per message", n)
	}
	if n := testing.AllocsPerRun(40, func() { b = c.Append(b[:0], m) }); n != 0 {
		t.Errorf("%v allocations per compressed message", n)
	}
	if n := testing.AllocsPerRun(40, func() { b = appendStored(&c, b[:0], m) }); n != 0 {
		t.Errorf("%v allocations per stored message", n)
	}
}

func FuzzRoundTrip(f *testing.F) {
	for _, m := range messages()[:20] {
		f.Add(m[:min(len(m), 3000)], uint8(1))
		f.Add(m[:min(len(m), 9000)], uint8(129))
	}
	var c Compressor
	d := NewDecompressor(testMax)
	f.Fuzz(func(t *testing.T, m []byte, repeat uint8) {
		c.Forget()
		c.Dense = repeat >= 128
		d.n = 0 // as good as new, without clearing megabytes
		for i := range int(repeat)%4 + 1 {
			b := c.Append(nil, m)
			if len(b) > len(m)+2+5+(len(m)/MaxSegment+1)*5 {
				t.Fatalf("%d bytes became %d", len(m), len(b))
			}
			got, err := d.Append(nil, b)
			if err != nil || !bytes.Equal(got, m) {
				t.Fatalf("message %d: %v", i, err)
			}
			m = append(m[len(m)/3:], m...)
		}
	})
}

func FuzzDecompress(f *testing.F) {
	var c Compressor
	for _, m := range messages()[:20] {
		f.Add(c.Append(nil, m[:min(len(m), 2000)]))
	}
	const most = 200000
	d := NewDecompressor(most)
	f.Fuzz(func(t *testing.T, b []byte) {
		d.n = 0
		for range 2 {
			if out, err := d.Append(nil, b); err == nil && len(out) > most {
				t.Fatalf("%d bytes, more than %d", len(out), most)
			}
		}
	})
}

const benchW, benchH = 1280, 768

// planarTiles is what the graphics pipeline sends for a picture.
func planarTiles(kind string) []byte {
	var enc codec.PlanarEncoder
	pix := codectest.Image(kind, benchW, benchH)
	var out []byte
	for y := 0; y < benchH; y += 64 {
		for x := 0; x < benchW; x += 64 {
			out = enc.Append(append(out, make([]byte, 25)...), pix[4*(y*benchW+x):], 4*benchW, 64, 64, codec.PlanarOptions{NoAlpha: true})
		}
	}
	return out
}

func BenchmarkZgfx(b *testing.B) {
	for _, kind := range []string{"text", "ui", "photo"} {
		b.Run(kind, func(b *testing.B) {
			// A fresh history each time: otherwise the picture is in it.
			var c Compressor
			m := planarTiles(kind)
			b.SetBytes(int64(len(m)))
			var out []byte
			for b.Loop() {
				c.Forget()
				out = c.Append(out[:0], m)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchW*benchH), "ns/px")
			b.ReportMetric(float64(len(out))/(benchW*benchH), "B/px")
		})
	}
}

func BenchmarkDecompress(b *testing.B) {
	for _, kind := range []string{"text", "ui", "photo"} {
		b.Run(kind, func(b *testing.B) {
			var c Compressor
			m := planarTiles(kind)
			msg := c.Append(nil, m)
			d := NewDecompressor(testMax)
			b.SetBytes(int64(len(m)))
			var out []byte
			for b.Loop() {
				d.n = 0
				var err error
				if out, err = d.Append(out[:0], msg); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*benchW*benchH), "ns/px")
		})
	}
}

// TestDenseCodesLiterals has differences of a photo's rows: small numbers, of
// which hardly any came before in this order.
func TestDenseCodesLiterals(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "../codec/testdata/decode.c")
	var enc codec.PlanarEncoder
	var plain Compressor
	dense := Compressor{Dense: true}
	d := NewDecompressor(testMax)
	in, sparse, coded := 0, 0, 0
	pix := codectest.Image("photo", 640, 640)
	for y := 0; y < 640; y += 64 {
		m := enc.Append(nil, pix[4*640*y:], 4*640, 640, 64, codec.PlanarOptions{NoAlpha: true, ForceRLE: true})
		if n := CodedSize(m); n >= len(m) {
			t.Errorf("%d bytes take %d coded", len(m), n)
		}
		b := dense.Append(nil, m)
		in, sparse, coded = in+len(m), sparse+len(plain.Append(nil, m)), coded+len(b)
		if got, err := d.Append(nil, b); err != nil || !bytes.Equal(got, m) {
			t.Fatalf("it came back different: %v", err)
		}
		if got, ok := peer.ZgfxDecode(b); !ok || !bytes.Equal(got, m) {
			t.Fatal("libfreerdp reads something else")
		}
	}
	if 10*coded > 9*in || coded >= sparse {
		t.Errorf("%d bytes in %d; %d without literals", in, coded, sparse)
	}
}
