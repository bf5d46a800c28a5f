package codec

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"

	"oriel/rdp/codec/codectest"
	"oriel/rdp/wire"
)

const gfxClear = 0x8

// nscSizes are such as AppendNSC takes.
var nscSizes = [][2]int{{16, 2}, {32, 4}, {48, 62}, {64, 64}, {512, 64}, {1008, 30}}

// Two decoders agree, and what they make is as good as video is: the luma is
// within rounding, colours are those of two by two pixels.
func TestNSCFreeRDPReadsOurs(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var dec ClearDecoder
	sequence := byte(0)
	least := map[string]float64{"flat": 45, "black": 45, "gradient": 18, "photo": 35, "ui": 20, "text": 20}
	for _, size := range nscSizes {
		w, h := size[0], size[1]
		for _, kind := range codectest.Kinds {
			pix := codectest.Image(kind, w, h)
			b := AppendNSC(nil, pix, 4*w, w, h)
			if len(b) != NSCSize(w, h) {
				t.Fatalf("%d bytes, not %d", len(b), NSCSize(w, h))
			}
			b[ClearSequence] = sequence
			sequence++
			theirs, ok := peer.Surface(gfxClear, make([]byte, len(pix)), b, w, h)
			if !ok {
				t.Fatalf("libfreerdp refuses %s of %d×%d", kind, w, h)
			}
			ours := make([]byte, len(pix))
			if err := dec.Decode(ours, 4*w, w, h, b); err != nil {
				t.Fatalf("%s of %d×%d: %v", kind, w, h, err)
			}
			same(t, kind, ours, theirs, w)
			if got := psnr(opaque(pix), ours); got < least[kind] {
				t.Errorf("%s of %d×%d: %.1f dB, want %.0f", kind, w, h, got, least[kind])
			}
		}
	}
}

// A picture of one colour comes out as it is, but for rounding.
func TestNSCOneColor(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		c := [4]byte{byte(r.Uint32()), byte(r.Uint32()), byte(r.Uint32()), 0xFF}
		pix := bytes.Repeat(c[:], NSCWidth*NSCHeight)
		got := make([]byte, len(pix))
		var dec ClearDecoder
		if err := dec.Decode(got, 4*NSCWidth, NSCWidth, NSCHeight, AppendNSC(nil, pix, 4*NSCWidth, NSCWidth, NSCHeight)); err != nil {
			t.Fatal(err)
		}
		for i := range got {
			if d := int(got[i]) - int(pix[i]); d < -2 || d > 2 {
				t.Fatalf("%v becomes %v", c, got[:4])
			}
		}
	}
}

func checkNSC(t *testing.T, a, b []byte) {
	t.Helper()
	w := len(a) / 4
	type rows struct{ luma, orange, green []byte }
	fresh := func() rows { return rows{make([]byte, 2*w), make([]byte, w/2), make([]byte, w/2)} }
	want, got := fresh(), fresh()
	nscRowsGo(want.luma, want.orange, want.green, a, b)
	nscRows(got.luma, got.orange, got.green, a, b)
	if !bytes.Equal(got.luma, want.luma) || !bytes.Equal(got.orange, want.orange) || !bytes.Equal(got.green, want.green) {
		t.Fatalf("%d pixels: %v, not %v", w, got, want)
	}
}

// checkPixels compares the kernels of the decoder on any bytes.
func checkPixels(t *testing.T, data []byte, n int, lost uint8) {
	t.Helper()
	got, want := make([]byte, 4*n+4), make([]byte, 4*n+4)
	luma, orange, green := data[:n], data[n:][:(n+1)/2], data[n+(n+1)/2:][:(n+1)/2]
	nscPixels(got[:4*n], luma, orange, green, lost)
	nscPixelsGo(want[:4*n], luma, orange, green, lost, 1)
	if !bytes.Equal(got, want) {
		t.Fatalf("%d pixels of % x, %d bits lost: % x, not % x", n, data, lost, got, want)
	}
}

func TestNSCPixels(t *testing.T) {
	data := codectest.Image("noise", 64, 2)
	for n := range 100 {
		checkPixels(t, data[n:], n, uint8(n%7))
	}
}

// FuzzNSCRows compares the kernels.
func FuzzNSCRows(f *testing.F) {
	for _, kind := range codectest.Kinds {
		f.Add(codectest.Image(kind, 2*NSCWidth, 2))
		f.Add(codectest.Image(kind, 7*NSCWidth, 2))
	}
	f.Add(bytes.Repeat([]byte{0, 0, 255, 0}, 2*NSCWidth))
	f.Add(bytes.Repeat([]byte{255, 0, 0, 0}, 2*NSCWidth))
	f.Add(bytes.Repeat([]byte{0, 255, 0, 255}, 2*NSCWidth))
	f.Add(bytes.Repeat([]byte{255, 0, 255, 255}, 2*NSCWidth))
	f.Fuzz(func(t *testing.T, data []byte) {
		if n := len(data) / 2 / (4 * NSCWidth) * (4 * NSCWidth); n > 0 {
			checkNSC(t, data[:n], data[n:2*n])
			checkPixels(t, data, n, data[0]%7)
		}
	})
}

func TestClearRefuses(t *testing.T) {
	const w, h = 32, 4
	good := AppendNSC(nil, codectest.Image("photo", w, h), 4*w, w, h)
	pix := make([]byte, 4*w*h)
	if err := new(ClearDecoder).Decode(pix, 4*w, w, h, good); err != nil {
		t.Fatal(err)
	}
	var twice ClearDecoder
	twice.Decode(pix, 4*w, w, h, good)
	if err := twice.Decode(pix, 4*w, w, h, good); !errors.Is(err, ErrSequence) {
		t.Errorf("the same sequence number twice: %v", err)
	}
	for name, c := range map[string]struct {
		at    int
		value byte
		kind  error
	}{
		"a glyph":               {0, 1, errLayer},
		"a residual":            {2, 1, errLayer},
		"bands":                 {6, 1, errLayer},
		"too many subcodecs":    {10, 0xFF, wire.ErrRange},
		"beside the picture":    {14, 1, wire.ErrRange},
		"below the picture":     {16, 1, wire.ErrRange},
		"no width":              {18, 0, wire.ErrRange},
		"larger than there is":  {25, 0x7F, wire.ErrShort},
		"another subcodec":      {26, 2, wire.ErrRange},
		"coded planes":          {27, 1, wire.ErrRange},
		"alpha":                 {39, 1, wire.ErrRange},
		"no colour loss level":  {43, 0, wire.ErrRange},
		"a colour loss level 8": {43, 8, wire.ErrRange},
		"whole chroma planes":   {44, 0, wire.ErrRange},
	} {
		b := bytes.Clone(good)
		b[c.at] = c.value
		if err := new(ClearDecoder).Decode(pix, 4*w, w, h, b); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for n := range good {
		if new(ClearDecoder).Decode(pix, 4*w, w, h, good[:n]) == nil {
			t.Fatalf("%d of %d bytes are taken", n, len(good))
		}
	}
}

// What does not fit is nothing.
func TestNSCWantsWholeGroups(t *testing.T) {
	pix := make([]byte, 4*64*64)
	for _, s := range [][2]int{{15, 2}, {17, 2}, {16, 1}, {16, 3}, {0, 2}, {16, 0}} {
		if b := AppendNSC([]byte("x"), pix, 4*64, s[0], s[1]); string(b) != "x" {
			t.Errorf("%d×%d: %d bytes", s[0], s[1], len(b))
		}
	}
}

func BenchmarkNSC(b *testing.B) {
	const w, h = 512, 64
	pix := codectest.Image("photo", w, h)
	var out []byte
	b.SetBytes(4 * w * h)
	for b.Loop() {
		out = AppendNSC(out[:0], pix, 4*w, w, h)
	}
}

func BenchmarkNSCDecode(b *testing.B) {
	const w, h = 512, 64
	pix := codectest.Image("photo", w, h)
	data := AppendNSC(nil, pix, 4*w, w, h)
	b.SetBytes(4 * w * h)
	for b.Loop() {
		if err := new(ClearDecoder).Decode(pix, 4*w, w, h, data); err != nil {
			b.Fatal(err)
		}
		data[ClearSequence] = 0
	}
	report(b, w*h, len(data))
}
