package codec

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"oriel/rdp/codec/codectest"
	"oriel/rdp/wire"
)

var depths = []Depth{RGB555, RGB565, RGB888}

// reduced returns pix after a trip through depth.
func reduced(pix []byte, depth Depth) []byte {
	out := make([]byte, 0, len(pix))
	for i := 0; i < len(pix); i += 4 {
		out = wire.LE.AppendUint32(out, depth.toBGRA(depth.fromBGRA(wire.LE.Uint32(pix[i:]))))
	}
	return out
}

// asFreeRDP turns decoded pixels into what libfreerdp 2 makes of the same
// RGB565 values: green g becomes 4g + g/8 instead of 4g + g/16.
func asFreeRDP(pix []byte, depth Depth) []byte {
	pix = opaque(pix)
	if depth == RGB565 {
		for i := 1; i < len(pix); i += 4 {
			g := int(pix[i]) >> 2
			pix[i] = byte(min(4*g+g/8, 255))
		}
	}
	return pix
}

func TestInterleavedRoundTrip(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var enc InterleavedEncoder
	var dec InterleavedDecoder
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		for _, depth := range depths {
			what := fmt.Sprintf("%d bits", depth)
			b, compressed := enc.Append([]byte("head"), pix, 4*w, w, h, depth)
			if len(b) > 4+w*h*depth.Bytes() || string(b[:4]) != "head" {
				t.Fatalf("%s: %d bytes for %d pixels", what, len(b), w*h)
			}
			want, got := reduced(pix, depth), make([]byte, len(pix))
			if !compressed {
				if err := DecodePixels(got, 4*w, w, h, b[4:], depth); err != nil {
					t.Fatal(what, err)
				}
				same(t, what, got, want, w)
				continue
			}
			if err := dec.Decode(got, 4*w, w, h, b[4:], depth); err != nil {
				t.Fatal(what, err)
			}
			same(t, what, got, want, w)
			theirs, ok := peer.InterleavedDecode(b[4:], w, h, int(depth))
			if !ok {
				t.Fatalf("%s: libfreerdp refuses %d bytes", what, len(b))
			}
			same(t, what+", libfreerdp", opaque(theirs), asFreeRDP(want, depth), w)
		}
	})
}

func TestInterleavedReadsFreeRDP(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var dec InterleavedDecoder
	read := 0
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		if w > 64 || h > 64 || w%4 != 0 {
			return // more than its encoder takes
		}
		for _, depth := range depths {
			b, ok := peer.InterleavedEncode(pix, w, h, int(depth))
			if !ok {
				t.Fatalf("%d bits: libfreerdp cannot encode", depth)
			}
			theirs, ok := peer.InterleavedDecode(b, w, h, int(depth))
			if !ok {
				t.Fatalf("%d bits: libfreerdp cannot decode its own", depth)
			}
			got := make([]byte, len(pix))
			if err := dec.Decode(got, 4*w, w, h, b, depth); err != nil {
				t.Fatalf("%d bits: %v", depth, err)
			}
			same(t, fmt.Sprintf("%d bits", depth), asFreeRDP(got, depth), opaque(theirs), w)
			read++
		}
	})
	if read == 0 {
		t.Error("nothing was compared")
	}
}

// Every order, by hand: pixels of 16 bits, rows of four, bottom row first.
func TestInterleavedOrders(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	var dec InterleavedDecoder
	for _, c := range []struct {
		name, hex string
		kind      error
	}{
		{"background", "10", nil},
		{"two background runs across the first row", "04" + "0c", nil},
		{"two background runs", "02" + "0e", nil},
		{"long background", "fe" + "f00f00", nil},
		{"foreground", "30", nil},
		{"set foreground", "c81234" + "08" + "25" + "21" + "21" + "fd", wire.ErrRange},
		{"set foreground, runs", "c81234" + "25" + "03", nil},
		{"mega set foreground", "f610001234", nil},
		{"bit mask", "42a55a", nil},
		{"long bit mask", "400f" + "a55a", nil},
		{"mega bit mask", "f21000" + "ff01", nil},
		{"set foreground bit mask", "d11234" + "81" + "f70800" + "4321" + "7e", nil},
		{"color run", "701234", nil},
		{"color image", "90" + "00010203040506070809101112131415161718192021222324252627282930aa", nil},
		{"color image cut short", "90" + "0001", wire.ErrShort},
		{"dithered", "e8" + "1234" + "4321", nil},
		{"mega dithered", "f80800" + "1234" + "4321", nil},
		{"special masks, white, black", "f9" + "fa", nil},
		{"white and black", "fd" + "fe" + "fd" + "6d1122", nil},
		{"too long", "11", wire.ErrRange},
		{"too short", "0f", wire.ErrShort},
		{"dithered too long", "e9" + "12344321", wire.ErrRange},
		{"no such code", "f5" + "0100" + "0f", wire.ErrType},
		{"reserved code", "ff" + "0100" + "0f", wire.ErrType},
		{"color cut short", "7012", wire.ErrShort},
		{"length cut short", "00", wire.ErrShort},
	} {
		src, err := hex.DecodeString(c.hex)
		if err != nil {
			t.Fatal(c.name, err)
		}
		got := make([]byte, 4*16)
		err = dec.Decode(got, 16, 4, 4, src, RGB565)
		if !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", c.name, err, c.kind)
		}
		if err != nil {
			continue
		}
		theirs, ok := peer.InterleavedDecode(src, 4, 4, 16)
		if !ok {
			t.Errorf("%s: libfreerdp refuses it", c.name)
			continue
		}
		same(t, c.name, asFreeRDP(got, RGB565), opaque(theirs), 4)
	}
}

func BenchmarkInterleaved(b *testing.B) {
	for _, kind := range benchKinds {
		b.Run(kind, func(b *testing.B) {
			var enc InterleavedEncoder
			pix := codectest.Image(kind, benchW, benchH)
			var out []byte
			b.SetBytes(int64(len(pix)))
			for b.Loop() {
				out = out[:0]
				tiles(pix, benchW, benchH, func(p []byte, w, h int) {
					out, _ = enc.Append(out, p, 4*benchW, w, h, RGB565)
				})
			}
			report(b, benchW*benchH, len(out))
		})
	}
}
