//go:build linux

package codec

import (
	"slices"
	"syscall"
	"testing"

	"oriel/rdp/codec/codectest"
)

// cpuTime is the processor time of this process in nanoseconds.
func cpuTime() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkRFXCompare encodes by turns with our encoder and libfreerdp's and
// reports medians of processor time: ours, theirs, their quotient.
func BenchmarkRFXCompare(b *testing.B) {
	lib := codectest.NewFreeRDP(b, "testdata/decode.c")
	lib.Repeat = 3
	const px = float64(benchW * benchH)
	for _, kind := range benchKinds {
		pix := codectest.Image(kind, benchW, benchH)
		for _, format := range []TileFormat{TileRFX3, TileRFX1, TileSimple} {
			b.Run(rfxName(format)+"/"+kind, func(b *testing.B) {
				rfx, progressive := RFXEncoder{Tiles: TileSet{Format: format}}, ProgressiveEncoder{}
				rects := whole(benchW, benchH)
				var out, theirs []byte
				var own, peer, ratio []float64
				for range 5 {
					start := cpuTime()
					for range 10 {
						if format == TileSimple {
							out = progressive.Append(out[:0], pix, 4*benchW, benchW, benchH, rects)
						} else {
							out = rfx.Append(out[:0], pix, 4*benchW, benchW, benchH, rects)
						}
					}
					own = append(own, (cpuTime()-start)/10/px)
					if format == TileSimple {
						theirs, _ = lib.ProgressiveEncode(pix, benchW, benchH)
					} else {
						theirs, _ = lib.RFXEncode(pix, benchW, benchH, rfxFormats[format])
					}
					peer = append(peer, float64(lib.Nanoseconds)/px)
					ratio = append(ratio, peer[len(peer)-1]/own[len(own)-1])
				}
				for b.Loop() {
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(median(own), "ns/px")
				b.ReportMetric(median(peer), "lib-ns/px")
				b.ReportMetric(median(ratio), "x")
				b.ReportMetric(float64(len(out))/px, "B/px")
				b.ReportMetric(float64(len(theirs))/px, "lib-B/px")
			})
		}
	}
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
