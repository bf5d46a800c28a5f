package codec

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"testing"

	"oriel/rdp/codec/codectest"
)

// encoders are all encoders as one shape.
var encoders = func() map[string]func(dst, pix []byte, stride, w, h int) []byte {
	var planar PlanarEncoder
	var rle InterleavedEncoder
	rfx, progressive := RFXEncoder{ImageMode: true}, ProgressiveEncoder{}
	rects := []image.Rectangle{{}}
	refine := TileSet{Format: TileRefine, Stages: []Stage{CoarseStage(25, 3)}}
	tiles := make([]RefinedTile, 8)
	return map[string]func(dst, pix []byte, stride, w, h int) []byte{
		"planar": func(dst, pix []byte, stride, w, h int) []byte {
			return planar.Append(dst, pix, stride, w, h, PlanarOptions{NoAlpha: true})
		},
		"planar with alpha": func(dst, pix []byte, stride, w, h int) []byte {
			return planar.Append(dst, pix, stride, w, h, PlanarOptions{})
		},
		"rfx": func(dst, pix []byte, stride, w, h int) []byte {
			rects[0] = image.Rect(0, 0, w, h)
			rfx.frame = 0
			return rfx.Append(dst, pix, stride, w, h, rects)
		},
		"progressive": func(dst, pix []byte, stride, w, h int) []byte {
			rects[0] = image.Rect(0, 0, w, h)
			progressive.frame = 0
			return progressive.Append(dst, pix, stride, w, h, rects)
		},
		"refine": func(dst, pix []byte, stride, w, h int) []byte {
			refine.Reset()
			for _, stage := range []int{0, FullQuality} {
				for i := range tiles {
					if stage == 0 {
						refine.AddFirst(&tiles[i], pix, stride, w, h, i%4, i/4, stage)
					} else {
						refine.AddUpgrade(&tiles[i], stage)
					}
				}
			}
			rects[0] = image.Rect(0, 0, w, h)
			progressive.frame = 0
			return progressive.AppendMessage(dst, w, h, rects, &refine)
		},
		"alpha": AppendAlpha,
		"NSCodec": func(dst, pix []byte, stride, w, h int) []byte {
			return AppendNSC(dst, pix, stride, w&^(NSCWidth-1), h&^(NSCHeight-1))
		},
		"uncompressed": func(dst, pix []byte, stride, w, h int) []byte {
			return AppendUncompressed(dst, pix, stride, w, h, false)
		},
		"interleaved": func(dst, pix []byte, stride, w, h int) []byte {
			dst, _ = rle.Append(dst, pix, stride, w, h, RGB565)
			return dst
		},
	}
}()

func TestEncodersDoNotAllocate(t *testing.T) {
	for name, encode := range encoders {
		for _, kind := range codectest.Kinds {
			pix := codectest.Image(kind, 200, 100)
			var b []byte
			run := func() {
				b = encode(b[:0], pix, 800, 200, 100)
				b = encode(b[:0], pix, 800, 64, 64)
			}
			run()
			if n := testing.AllocsPerRun(10, run); n != 0 {
				t.Errorf("%s of %s: %v allocations", name, kind, n)
			}
		}
	}
}

// A picture cut out of a larger one codes as if it stood alone.
func TestStride(t *testing.T) {
	const w, h, stride = 37, 21, 4 * 200
	big := codectest.Image("text", 200, 100)
	at := 4 * (200*11 + 13)
	alone := make([]byte, 0, 4*w*h)
	for y := range h {
		alone = append(alone, big[at+y*stride:][:4*w]...)
	}
	for name, encode := range encoders {
		got := encode(nil, big[at:at+(h-1)*stride+4*w], stride, w, h)
		if want := encode(nil, alone, 4*w, w, h); !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes with a stride, %d without", name, len(got), len(want))
		}
	}
}

func TestNoPixels(t *testing.T) {
	for name, encode := range encoders {
		for _, s := range [][2]int{{0, 5}, {5, 0}, {-1, 5}, {MaxSide + 1, 1}} {
			if b := encode([]byte("x"), nil, 0, s[0], s[1]); string(b) != "x" {
				t.Errorf("%s of %d×%d: %q", name, s[0], s[1], b)
			}
		}
	}
}

func TestDecodersCheckTarget(t *testing.T) {
	src := make([]byte, 1000)
	var planar PlanarDecoder
	var rle InterleavedDecoder
	var rfx RFXDecoder
	var progressive ProgressiveDecoder
	var clear ClearDecoder
	for _, g := range []struct{ n, stride, w, h int }{
		{0, 0, 0, 0}, {64, 16, 4, 5}, {64, 12, 4, 4}, {64, 16, -4, 4}, {64, math.MaxInt, 4, 3}, {1 << 10, 4 * MaxSide, MaxSide + 1, 1},
	} {
		pix := make([]byte, g.n)
		for i, err := range []error{
			planar.Decode(pix, g.stride, g.w, g.h, src, false),
			rle.Decode(pix, g.stride, g.w, g.h, src, RGB565),
			DecodeAlpha(pix, g.stride, g.w, g.h, src),
			DecodeUncompressed(pix, g.stride, g.w, g.h, src, false),
			DecodePixels(pix, g.stride, g.w, g.h, src, RGB565),
			rfx.Decode(pix, g.stride, g.w, g.h, src),
			progressive.Decode(pix, g.stride, g.w, g.h, src),
			clear.Decode(pix, g.stride, g.w, g.h, src),
		} {
			if err == nil {
				t.Errorf("decoder %d takes %+v", i, g)
			}
		}
	}
}

// fuzzPicture makes a picture of the fuzzer's bytes, repeated as needed.
func fuzzPicture(data []byte, w, h uint16) (pix []byte, pw, ph int) {
	pw, ph = int(w)%300+1, int(h)%40+1
	pix = make([]byte, 4*pw*ph)
	for i := 0; i < len(pix) && len(data) > 0; {
		i += copy(pix[i:], data)
	}
	return pix, pw, ph
}

func FuzzRoundTrip(f *testing.F) {
	for _, kind := range codectest.Kinds {
		f.Add(codectest.Image(kind, 33, 5), uint16(32), uint16(4))
		f.Add(codectest.Image(kind, 33, 5)[:100], uint16(60), uint16(30))
	}
	f.Add([]byte{1, 2, 3, 4, 5}, uint16(0), uint16(0))
	f.Fuzz(func(t *testing.T, data []byte, fw, fh uint16) {
		pix, w, h := fuzzPicture(data, fw, fh)
		got := make([]byte, len(pix))
		check := func(what string, want []byte, err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			same(t, what, got, want, w)
		}
		var enc PlanarEncoder
		var dec PlanarDecoder
		for _, opt := range planarForms {
			want := pix
			if opt.NoAlpha {
				want = opaque(pix)
			}
			err := dec.Decode(got, 4*w, w, h, enc.Append(nil, pix, 4*w, w, h, opt), opt.BottomUp)
			check("planar", want, err)
		}
		copy(got, pix)
		for i := 3; i < len(got); i += 4 {
			got[i] ^= 0x55
		}
		check("alpha", pix, DecodeAlpha(got, 4*w, w, h, AppendAlpha(nil, pix, 4*w, w, h)))
		var rle InterleavedEncoder
		var unrle InterleavedDecoder
		for _, depth := range depths {
			b, compressed := rle.Append(nil, pix, 4*w, w, h, depth)
			err := error(nil)
			if compressed {
				err = unrle.Decode(got, 4*w, w, h, b, depth)
			} else {
				err = DecodePixels(got, 4*w, w, h, b, depth)
			}
			check(fmt.Sprintf("%d bits", depth), reduced(pix, depth), err)
		}
	})
}

func FuzzDecoders(f *testing.F) {
	for name, encode := range encoders {
		for _, kind := range codectest.Kinds {
			f.Add(encode(nil, codectest.Image(kind, 33, 5), 4*33, 33, 5), uint16(32), uint16(4), name == "planar")
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, fw, fh uint16, up bool) {
		pix, w, h := fuzzPicture(nil, fw, fh)
		var planar PlanarDecoder
		var rle InterleavedDecoder
		planar.Decode(pix, 4*w, w, h, src, up)
		DecodeAlpha(pix, 4*w, w, h, src)
		new(ClearDecoder).Decode(pix, 4*w, w, h, src)
		for _, depth := range depths {
			rle.Decode(pix, 4*w, w, h, src, depth)
		}
	})
}
