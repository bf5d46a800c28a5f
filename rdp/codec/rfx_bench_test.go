package codec

import (
	"fmt"
	"sync"
	"testing"

	"oriel/rdp/codec/codectest"
)

func BenchmarkRFXEncode(b *testing.B) {
	lib := codectest.NewFreeRDP(b, "testdata/decode.c")
	for _, format := range []TileFormat{TileRFX3, TileRFX1} {
		for _, kind := range benchKinds {
			b.Run(rfxName(format)+"/"+kind, func(b *testing.B) {
				pix := codectest.Image(kind, benchW, benchH)
				enc := RFXEncoder{Tiles: TileSet{Format: format}}
				rects := whole(benchW, benchH)
				var out []byte
				b.SetBytes(int64(len(pix)))
				for b.Loop() {
					out = enc.Append(out[:0], pix, 4*benchW, benchW, benchH, rects)
				}
				report(b, benchW*benchH, len(out))
				lib.Repeat = 5
				theirs, ok := lib.RFXEncode(pix, benchW, benchH, rfxFormats[format])
				if !ok {
					b.Fatal("libfreerdp does not encode")
				}
				b.ReportMetric(float64(lib.Nanoseconds)/float64(benchW*benchH), "lib-ns/px")
				b.ReportMetric(float64(len(theirs))/float64(benchW*benchH), "lib-B/px")
			})
		}
	}
}

func rfxName(f TileFormat) string { return [...]string{"RLGR3", "RLGR1", "simple", "refine"}[f] }

func BenchmarkRFXDecode(b *testing.B) {
	lib := codectest.NewFreeRDP(b, "testdata/decode.c")
	for _, kind := range benchKinds {
		b.Run(kind, func(b *testing.B) {
			pix := codectest.Image(kind, benchW, benchH)
			enc := RFXEncoder{ImageMode: true}
			msg := enc.Append(nil, pix, 4*benchW, benchW, benchH, whole(benchW, benchH))
			var dec RFXDecoder
			b.SetBytes(int64(len(pix)))
			for b.Loop() {
				if err := dec.Decode(pix, 4*benchW, benchW, benchH, msg); err != nil {
					b.Fatal(err)
				}
			}
			report(b, benchW*benchH, len(msg))
			lib.RFXReset(benchW, benchH)
			lib.Repeat = 5
			if _, ok := lib.RFXDecode(msg, benchW, benchH); !ok {
				b.Fatal("libfreerdp does not decode")
			}
			b.ReportMetric(float64(lib.Nanoseconds)/float64(benchW*benchH), "lib-ns/px")
			lib.Repeat = 1
		})
	}
}

// BenchmarkRFXStages times the kernels and their reference on one tile.
func BenchmarkRFXStages(b *testing.B) {
	pix := codectest.Image("photo", tileSide, tileSide)
	t := new(tileScratch)
	s := DefaultQuant.steps()
	toYCbCr(&t.planes, pix, 4*tileSide)
	p, bits := new(painter), DefaultQuant.bands()
	p.planes = t.planes
	sign := new([tileArea]int8)
	stages := []struct {
		name string
		f    func()
	}{
		{"colour", func() { toYCbCr(&t.planes, pix, 4*tileSide) }},
		{"colour-go", func() { toYCbCrGo(&t.planes, pix, 4*tileSide) }},
		{"transform", func() {
			for c := range 3 {
				dwtQuantize(&t.coef[c], &t.planes[c], &t.tmp, &s)
			}
		}},
		{"transform-go", func() {
			for c := range 3 {
				dwtQuantizeGo(&t.coef[c], &t.planes[c], &t.tmp, &s)
			}
		}},
		{"mask", func() {
			for c := range 3 {
				nonZero(&t.mask, &t.coef[c])
			}
		}},
		{"mask-go", func() {
			for c := range 3 {
				nonZeroGo(&t.mask, &t.coef[c])
			}
		}},
		{"dequantise", func() {
			for c := range 3 {
				dequantize(&p.coef, &t.coef[c], &layoutPlain, &bits)
			}
		}},
		{"dequantise-go", func() {
			for range 3 {
				shiftBandGo(p.coef[:], p.raw[:], 5)
			}
		}},
		{"signs", func() {
			for c := range 3 {
				signs(sign, &t.coef[c])
			}
		}},
		{"signs-go", func() {
			for c := range 3 {
				signsGo(sign, &t.coef[c])
			}
		}},
		{"inverse", func() {
			for c := range 3 {
				inverseDWT(&p.planes[c], &p.coef, &p.tmp)
			}
		}},
		{"inverse-go", func() {
			for c := range 3 {
				inverseDWTGo(&p.planes[c], &p.coef, &p.tmp)
			}
		}},
		{"extrapolated", func() {
			for c := range 3 {
				inverseReduce(&p.planes[c], &p.coef, &p.tmp)
			}
		}},
		{"pixels", func() { toBGRA(&p.tile, &p.planes) }},
		{"pixels-go", func() { toBGRAGo(&p.tile, &p.planes) }},
	}
	for _, st := range stages {
		b.Run(st.name, func(b *testing.B) {
			for b.Loop() {
				st.f()
			}
			report(b, tileArea, 0)
		})
	}
}

// Two workers, each with its own tiles, joined in one message.
func BenchmarkRFXWorkers(b *testing.B) {
	pix := codectest.Image("text", benchW, benchH)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprint(workers), func(b *testing.B) {
			var enc RFXEncoder
			sets := make([]*TileSet, workers)
			for i := range sets {
				sets[i] = new(TileSet)
			}
			var out []byte
			for b.Loop() {
				var wg sync.WaitGroup
				for i, s := range sets {
					wg.Go(func() {
						s.Reset()
						for y := i * (benchH / 64) / workers; y < (i+1)*(benchH/64)/workers; y++ {
							for x := range benchW / 64 {
								s.Add(pix, 4*benchW, benchW, benchH, x, y)
							}
						}
					})
				}
				wg.Wait()
				out = enc.AppendMessage(out[:0], benchW, benchH, whole(benchW, benchH), sets...)
			}
			report(b, benchW*benchH, len(out))
		})
	}
}

func BenchmarkRefine(b *testing.B) {
	for _, kind := range benchKinds {
		pix := codectest.Image(kind, benchW, benchH)
		cols, rows := gridOf(benchW, benchH)
		tiles := make([]RefinedTile, cols*rows)
		for _, up := range []bool{false, true} {
			b.Run(fmt.Sprintf("%s/upgrade=%v", kind, up), func(b *testing.B) {
				set := TileSet{Format: TileRefine, Stages: []Stage{CoarseStage(30, 4)}}
				for b.Loop() {
					set.Reset()
					for i := range tiles {
						if !up {
							set.AddFirst(&tiles[i], pix, 4*benchW, benchW, benchH, i%cols, i/cols, 0)
							continue
						}
						tiles[i].sent[0], tiles[i].sent[1] = set.Stages[0].bits(0), set.Stages[0].bits(1)
						set.AddUpgrade(&tiles[i], FullQuality)
					}
				}
				report(b, benchW*benchH, set.Size())
			})
		}
	}
}
