package codec

import (
	"testing"

	"oriel/rdp/codec/codectest"
)

// benchKinds are the pictures of all benchmarks.
var benchKinds = []string{"text", "ui", "photo"}

// tiles calls f for the top left corner of every 64×64 tile.
func tiles(pix []byte, w, h int, f func(pix []byte, w, h int)) {
	for y := 0; y < h; y += 64 {
		for x := 0; x < w; x += 64 {
			f(pix[4*(y*w+x):], min(64, w-x), min(64, h-y))
		}
	}
}

// pieces calls f for the top left corner of every 512×64 pixels, the largest
// rectangle that package rdp encodes at once.
func pieces(pix []byte, w, h int, f func(pix []byte, w, h int)) {
	for y := 0; y < h; y += 64 {
		for x := 0; x < w; x += 512 {
			f(pix[4*(y*w+x):], min(512, w-x), min(64, h-y))
		}
	}
}

func report(b *testing.B, px, size int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*px), "ns/px")
	b.ReportMetric(float64(size)/float64(px), "B/px")
}

const benchW, benchH = 1280, 768

func BenchmarkPlanarTiles(b *testing.B)  { benchPlanar(b, tiles) }
func BenchmarkPlanarPieces(b *testing.B) { benchPlanar(b, pieces) }

func benchPlanar(b *testing.B, cut func([]byte, int, int, func([]byte, int, int))) {
	for _, kind := range benchKinds {
		b.Run(kind, func(b *testing.B) {
			var enc PlanarEncoder
			pix := codectest.Image(kind, benchW, benchH)
			var out []byte
			b.SetBytes(int64(len(pix)))
			for b.Loop() {
				out = out[:0]
				cut(pix, benchW, benchH, func(p []byte, w, h int) {
					out = enc.Append(out, p, 4*benchW, w, h, PlanarOptions{NoAlpha: true})
				})
			}
			report(b, benchW*benchH, len(out))
		})
	}
}

func BenchmarkPlanarDecode(b *testing.B) {
	for _, kind := range benchKinds {
		b.Run(kind, func(b *testing.B) {
			var enc PlanarEncoder
			var dec PlanarDecoder
			pix := codectest.Image(kind, benchW, benchH)
			src := enc.Append(nil, pix, 4*benchW, benchW, benchH, PlanarOptions{NoAlpha: true})
			b.SetBytes(int64(len(pix)))
			for b.Loop() {
				if err := dec.Decode(pix, 4*benchW, benchW, benchH, src, false); err != nil {
					b.Fatal(err)
				}
			}
			report(b, benchW*benchH, len(src))
		})
	}
}
