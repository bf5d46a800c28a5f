package codec

import (
	"testing"

	"oriel/rdp/codec/codectest"
)

// progressiveStreams are the streams of a picture that are timed: tiles as they
// are in motion and at rest, and tiles in two passes.
func progressiveStreams(pix []byte, w, h int) map[string][]byte {
	simple := func(q Quant) []byte {
		var enc ProgressiveEncoder
		set := TileSet{Format: TileSimple, Luma: q}
		set.AddRects(pix, 4*w, w, h, whole(w, h))
		return enc.AppendMessage(nil, w, h, whole(w, h), &set)
	}
	var enc ProgressiveEncoder
	set := TileSet{Format: TileRefine, Stages: []Stage{CoarseStage(30, 4)}}
	cols, rows := gridOf(w, h)
	tiles := make([]RefinedTile, cols*rows)
	for i := range tiles {
		set.AddFirst(&tiles[i], pix, 4*w, w, h, i%cols, i/cols, 0)
	}
	passes := enc.AppendMessage(nil, w, h, whole(w, h), &set)
	set.Reset()
	for i := range tiles {
		set.AddUpgrade(&tiles[i], FullQuality)
	}
	return map[string][]byte{
		"coarse": simple(DefaultQuant.Coarser(3)), "fine": simple(DefaultQuant),
		"passes": enc.AppendMessage(passes, w, h, whole(w, h), &set),
	}
}

func BenchmarkProgressiveDecode(b *testing.B) {
	lib := codectest.NewFreeRDP(b, "testdata/decode.c")
	for _, kind := range benchKinds {
		pix := codectest.Image(kind, benchW, benchH)
		streams := progressiveStreams(pix, benchW, benchH)
		for _, name := range []string{"coarse", "fine", "passes"} {
			msg := streams[name]
			b.Run(kind+"/"+name, func(b *testing.B) {
				var dec ProgressiveDecoder
				b.ReportAllocs()
				for b.Loop() {
					if err := dec.Decode(pix, 4*benchW, benchW, benchH, msg); err != nil {
						b.Fatal(err)
					}
				}
				report(b, benchW*benchH, len(msg))
				if name == "passes" {
					return // libfreerdp takes a tile once a frame
				}
				lib.ProgressiveReset(benchW, benchH)
				lib.Repeat = 5
				if _, ok := lib.ProgressiveDecode(msg, benchW, benchH); !ok {
					b.Fatal("libfreerdp does not decode")
				}
				b.ReportMetric(float64(lib.Nanoseconds)/float64(benchW*benchH), "lib-ns/px")
				lib.Repeat = 1
			})
		}
	}
}
