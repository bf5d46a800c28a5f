package codec

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"oriel/rdp/codec/codectest"
	"oriel/rdp/wire"
)

// sizes are the picture sizes of all codec tests.
var sizes = [][2]int{{1, 1}, {2, 1}, {3, 3}, {1, 37}, {41, 1}, {7, 5}, {16, 16}, {17, 9}, {48, 4}, {49, 3},
	{63, 65}, {64, 64}, {65, 63}, {97, 31}, {130, 3}, {200, 120}, {641, 7}, {333, 222}}

// pictures calls f for every kind of picture in every size.
func pictures(t *testing.T, f func(t *testing.T, pix []byte, w, h int)) {
	for _, kind := range codectest.Kinds {
		for _, s := range sizes {
			t.Run(fmt.Sprintf("%s/%dx%d", kind, s[0], s[1]), func(t *testing.T) {
				f(t, codectest.Image(kind, s[0], s[1]), s[0], s[1])
			})
		}
	}
}

// flipped returns pix upside down.
func flipped(pix []byte, w, h int) []byte {
	return AppendUncompressed(nil, pix, 4*w, w, h, true)
}

// opaque returns pix with all alpha bytes 0xFF.
func opaque(pix []byte) []byte {
	pix = bytes.Clone(pix)
	for i := 3; i < len(pix); i += 4 {
		pix[i] = 0xFF
	}
	return pix
}

// same fails at the first pixel that differs.
func same(t *testing.T, what string, got, want []byte, w int) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d bytes, want %d", what, len(got), len(want))
	}
	for i := 0; i+4 <= len(want); i += 4 {
		if g, v := binary.LittleEndian.Uint32(got[i:]), binary.LittleEndian.Uint32(want[i:]); g != v {
			t.Fatalf("%s: pixel %d,%d is %08x, want %08x", what, i/4%w, i/4/w, g, v)
		}
	}
}

var planarForms = []PlanarOptions{
	{NoAlpha: true, Stable: true}, {Stable: true}, {}, {NoAlpha: true}, {BottomUp: true}, {ForceRLE: true}, {NoAlpha: true, ForceRLE: true}}

func TestPlanarRoundTrip(t *testing.T) {
	var enc PlanarEncoder
	var dec PlanarDecoder
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		for _, opt := range planarForms {
			b := enc.Append([]byte("head"), pix, 4*w, w, h, opt)
			if string(b[:4]) != "head" {
				t.Fatal("overwrote what was there")
			}
			got := make([]byte, 4*w*h)
			if err := dec.Decode(got, 4*w, w, h, b[4:], opt.BottomUp); err != nil {
				t.Fatalf("%+v: %v", opt, err)
			}
			want := pix
			if opt.NoAlpha {
				want = opaque(pix)
			}
			same(t, fmt.Sprintf("%+v", opt), got, want, w)
		}
	})
}

func TestPlanarFreeRDPReadsOurs(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var enc PlanarEncoder
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		for _, opt := range planarForms {
			b := enc.Append(nil, pix, 4*w, w, h, opt)
			got, ok := peer.PlanarDecode(b, w, h, opt.BottomUp)
			if !ok {
				t.Fatalf("%+v: libfreerdp refuses %d bytes, header %#x", opt, len(b), b[0])
			}
			want := pix
			if opt.NoAlpha {
				want = opaque(pix)
			}
			same(t, fmt.Sprintf("%+v", opt), got, want, w)
		}
	})
}

func TestPlanarReadsFreeRDP(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var dec PlanarDecoder
	all, read := 0, 0
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		for _, flags := range []int{codectest.PlanarRLE | codectest.PlanarNA, codectest.PlanarRLE, codectest.PlanarNA, 0} {
			all++
			b, ok := peer.PlanarEncode(pix, w, h, flags)
			if ok {
				_, ok = peer.PlanarDecode(b, w, h, true)
			}
			if !ok {
				continue // its encoder fails on, or truncates, what RLE makes larger
			}
			read++
			got := make([]byte, 4*w*h)
			if err := dec.Decode(got, 4*w, w, h, b, true); err != nil {
				t.Fatalf("flags %#x: %v", flags, err)
			}
			want := pix
			if b[0]&planarNA != 0 {
				want = opaque(pix)
			}
			same(t, fmt.Sprintf("flags %#x", flags), got, want, w)
		}
	})
	if read < all*8/10 {
		t.Errorf("only %d of %d streams of libfreerdp could be compared", read, all)
	}
}

const gfxPlanar = 0xA

// The graphics pipeline shows planar bitmaps top-down.
func TestPlanarOnSurface(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var enc PlanarEncoder
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		got, ok := peer.Surface(gfxPlanar, make([]byte, len(pix)), enc.Append(nil, pix, 4*w, w, h, PlanarOptions{}), w, h)
		if !ok {
			t.Fatal("libfreerdp refuses it")
		}
		same(t, "surface", got, pix, w)
	})
}

// Random planes in the lossy colour space, full and subsampled chroma: two
// decoders must agree, except that libfreerdp 2 exchanges red and blue. In the
// specification orange chroma is red minus blue.
func TestPlanarColorLoss(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var dec PlanarDecoder
	for _, s := range sizes {
		w, h := s[0], s[1]
		for level := 1; level <= 7; level++ {
			for _, form := range []byte{planarNA, 0, planarNA | planarCS} {
				n := 3 * w * h
				if form&planarCS != 0 {
					n = w*h + 2*((w+1)/2)*((h+1)/2)
				}
				if form&planarNA == 0 {
					n += w * h
				}
				src := append([]byte{form | byte(level)}, codectest.Image("noise", n/4+1, 1)[:n]...)
				src = append(src, 0)
				got := make([]byte, 4*w*h)
				if err := dec.Decode(got, 4*w, w, h, src, false); err != nil {
					t.Fatal(err)
				}
				want, ok := peer.PlanarDecode(src, w, h, false)
				if !ok {
					t.Fatalf("%d×%d, header %#x: libfreerdp refuses it", w, h, src[0])
				}
				for i := 0; i < len(want); i += 4 {
					want[i], want[i+2] = want[i+2], want[i]
				}
				same(t, fmt.Sprintf("%d×%d, header %#x", w, h, src[0]), got, want, w)
			}
		}
	}
}

func TestPlanarRefuses(t *testing.T) {
	for _, c := range []struct {
		name, hex string
		kind      error
	}{
		{"empty", "", wire.ErrShort},
		{"no planes", "30", wire.ErrShort},
		{"subsampling without colour loss", "28" + "000000000000", wire.ErrRange},
		{"segment of nothing", "30" + "00" + "04040404", wire.ErrRange},
		{"run past the row", "30" + "05", wire.ErrRange},
		{"long run past the row", "30" + "01", wire.ErrRange},
		{"literals past the row", "30" + "501122334455", wire.ErrRange},
		{"literals cut short", "30" + "4011", wire.ErrShort},
		{"a row is missing", "30" + "0404" + "0404" + "04", wire.ErrShort},
		{"trailing byte", "30" + "0404" + "0404" + "0404" + "00", ErrTrailing},
		{"raw cut short", "20" + "0011223344556677" + "0011223344556677" + "00112233445566", wire.ErrShort},
		{"complete", "30" + "0404" + "0404" + "0404", nil},
	} {
		src, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(c.name, err)
		}
		var dec PlanarDecoder
		if err := dec.Decode(make([]byte, 4*8), 16, 4, 2, src, false); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", c.name, err, c.kind)
		}
	}
}
