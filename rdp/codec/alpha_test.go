package codec

import (
	"bytes"
	"encoding/hex"
	"testing"

	"oriel/rdp/codec/codectest"
)

const gfxAlpha = 0xC

func TestAlphaRoundTrip(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		b := AppendAlpha([]byte("head"), pix, 4*w, w, h)
		if string(b[:4]) != "head" || len(b) > 4+alphaHeader+w*h {
			t.Fatalf("%d bytes for %d pixels", len(b), w*h)
		}
		before := codectest.Image("gradient", w, h)
		want := bytes.Clone(before)
		for i := 3; i < len(want); i += 4 {
			want[i] = pix[i]
		}
		got := bytes.Clone(before)
		if err := DecodeAlpha(got, 4*w, w, h, b[4:]); err != nil {
			t.Fatal(err)
		}
		same(t, "ours", got, want, w)
		theirs, ok := peer.Surface(gfxAlpha, before, b[4:], w, h)
		if !ok {
			t.Fatal("libfreerdp refuses it")
		}
		same(t, "libfreerdp", theirs, want, w)
	})
}

func TestAlphaOpaque(t *testing.T) {
	pix := bytes.Repeat([]byte{1, 2, 3, 0xFF}, 640*400)
	want, _ := hex.DecodeString("4c410100ffffffff00e80300")
	if b := AppendAlpha(nil, pix, 4*640, 640, 400); !bytes.Equal(b, want) {
		t.Errorf("opaque 640×400 is % x, want % x", b, want)
	}
}

func TestUncompressed(t *testing.T) {
	peer := codectest.NewFreeRDP(t, "testdata/decode.c")
	pictures(t, func(t *testing.T, pix []byte, w, h int) {
		b := AppendUncompressed(nil, pix, 4*w, w, h, false)
		same(t, "top-down", b, pix, w)
		theirs, ok := peer.Surface(0, make([]byte, len(pix)), b, w, h)
		if !ok {
			t.Fatal("libfreerdp refuses it")
		}
		same(t, "libfreerdp", theirs, pix, w)
		got := make([]byte, len(pix))
		if err := DecodeUncompressed(got, 4*w, w, h, flipped(pix, w, h), true); err != nil {
			t.Fatal(err)
		}
		same(t, "bottom-up", got, pix, w)
	})
}
