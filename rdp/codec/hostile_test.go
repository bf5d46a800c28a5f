//go:build !race

package codec

import (
	"math/rand/v2"
	"testing"

	"oriel/rdp/codec/codectest"
)

// An application may draw while its buffer is being encoded. What comes out
// is some mixture, but always a complete bitmap.
func TestSourceChangesMeanwhile(t *testing.T) {
	const w, h = 128, 64
	pix := codectest.Image("text", w, h)
	done, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for r := rand.New(rand.NewPCG(1, 1)); ; {
			select {
			case <-done:
				return
			default:
			}
			at := r.IntN(len(pix) - 64)
			for i := range 64 {
				pix[at+i] = byte(at >> (i & 1))
			}
		}
	}()
	var enc PlanarEncoder
	var dec PlanarDecoder
	var rle InterleavedEncoder
	rfx := RFXEncoder{ImageMode: true}
	var unrfx RFXDecoder
	var unrle InterleavedDecoder
	got := make([]byte, len(pix))
	for range 300 {
		if err := dec.Decode(got, 4*w, w, h, enc.Append(nil, pix, 4*w, w, h, PlanarOptions{}), false); err != nil {
			t.Fatal("planar:", err)
		}
		if err := unrfx.Decode(got, 4*w, w, h, rfx.Append(nil, pix, 4*w, w, h, whole(w, h))); err != nil {
			t.Fatal("RemoteFX:", err)
		}
		if err := DecodeAlpha(got, 4*w, w, h, AppendAlpha(nil, pix, 4*w, w, h)); err != nil {
			t.Fatal("alpha:", err)
		}
		if err := new(ClearDecoder).Decode(got, 4*w, w, h, AppendNSC(nil, pix, 4*w, w, h)); err != nil {
			t.Fatal("NSCodec:", err)
		}
		if b, ok := rle.Append(nil, pix, 4*w, w, h, RGB565); ok {
			if err := unrle.Decode(got, 4*w, w, h, b, RGB565); err != nil {
				t.Fatal("interleaved:", err)
			}
		}
	}
	close(done)
	<-stopped
}
