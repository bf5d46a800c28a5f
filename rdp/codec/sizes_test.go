package codec

import (
	"fmt"
	"testing"

	"oriel/rdp/codec/codectest"
)

// TestEverySize has libfreerdp decode pictures of all small sizes, and of odd
// large ones: exactly what is exact, and as well as can be what is not.
func TestEverySize(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	const edge = 66 // a cell, and a little more
	for w := 1; w <= edge; w++ {
		for h := 1; h <= edge; h++ {
			kind := codectest.Kinds[(w+7*h)%len(codectest.Kinds)]
			everyExact(t, peer, kind, w, h)
			if (w+h)%8 == 1 || w >= 63 && h >= 63 {
				everyLossy(t, peer, kind, w, h)
			}
		}
	}
	for _, s := range [][2]int{{1, 2047}, {2047, 1}, {1023, 33}, {65, 777}, {1365, 767}} {
		for _, kind := range []string{"text", "photo"} {
			everyExact(t, peer, kind, s[0], s[1])
			everyLossy(t, peer, kind, s[0], s[1])
		}
	}
}

func everyExact(t *testing.T, peer *codectest.FreeRDP, kind string, w, h int) {
	t.Helper()
	pix := codectest.Image(kind, w, h)
	name := fmt.Sprintf("%s of %d×%d", kind, w, h)
	check := func(codec string, got []byte, ok bool, want []byte) {
		t.Helper()
		if !ok {
			t.Fatalf("%s: libfreerdp refuses it %s", name, codec)
		}
		same(t, name+" "+codec, got, want, w)
	}
	var planar PlanarEncoder
	for _, opt := range planarForms {
		want := pix
		if opt.NoAlpha {
			want = opaque(pix)
		}
		got, ok := peer.PlanarDecode(planar.Append(nil, pix, 4*w, w, h, opt), w, h, opt.BottomUp)
		check(fmt.Sprintf("planar %+v", opt), got, ok, want)
	}
	got, ok := peer.Surface(0, make([]byte, len(pix)), AppendUncompressed(nil, pix, 4*w, w, h, false), w, h)
	check("uncompressed", got, ok, pix)
	var rle InterleavedEncoder
	for _, depth := range depths {
		if b, compressed := rle.Append(nil, pix, 4*w, w, h, depth); compressed {
			got, ok := peer.InterleavedDecode(b, w, h, int(depth))
			check(fmt.Sprintf("interleaved %d", depth), opaque(got), ok, asFreeRDP(reduced(pix, depth), depth))
		}
	}
}

// everyLossy checks that libfreerdp gets what our decoders make of it, which
// other tests compare with the picture.
func everyLossy(t *testing.T, peer *codectest.FreeRDP, kind string, w, h int) {
	t.Helper()
	pix := opaque(codectest.Image(kind, w, h))
	name := fmt.Sprintf("%s of %d×%d", kind, w, h)
	own := make([]byte, len(pix))
	check := func(codec string, theirs []byte, ok bool) {
		t.Helper()
		if !ok {
			t.Fatalf("%s: libfreerdp refuses it %s", name, codec)
		}
		if p := psnr(opaque(theirs), opaque(own)); p < 40 {
			t.Errorf("%s %s: libfreerdp's picture is %.1f dB from ours", name, codec, p)
		}
	}
	var dec RFXDecoder
	for format := range rfxFormats {
		enc := RFXEncoder{Tiles: TileSet{Format: format}}
		b := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
		if err := dec.Decode(own, 4*w, w, h, b); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		peer.RFXReset(w, h)
		theirs, ok := peer.RFXDecode(b, w, h)
		check("RemoteFX", theirs, ok)
	}
	var enc ProgressiveEncoder
	b := enc.Append(nil, pix, 4*w, w, h, whole(w, h))
	copy(own, decodeProgressive(t, b, w, h))
	peer.ProgressiveReset(w, h)
	theirs, ok := peer.ProgressiveDecode(b, w, h)
	check("progressive", theirs, ok)
}
