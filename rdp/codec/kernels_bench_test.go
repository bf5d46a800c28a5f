package codec

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"golang.org/x/sys/unix"

	"oriel/rdp/codec/codectest"
	"oriel/rdp/zgfx"
)

// Size of the pictures that are compared, and how often.
const (
	kernelW, kernelH = 1920, 1088 // whole tiles
	kernelRounds     = 15
	workersPictures  = 8
)

// A contender is one way to do a thing.
type contender struct {
	name string
	run  func() time.Duration // processor time
	size *int                 // of what it made; nil: nothing
	took []time.Duration
}

// A contest is a thing that several can do, and what is asked of them.
type contest struct {
	what string
	list []*contender
	aims []aim
}

// An aim is that the first takes no more than so much of the second.
type aim struct {
	first, second string
	most          float64
	bytes         bool // of size, not of time
}

// BenchmarkKernels compares the assembly with its reference in Go, libfreerdp's
// encoders and plain copying, in one run: round by round each has its turn, so
// that whatever else the machine does strikes all alike. It prints a table of
// medians and asserts nothing: `make bench` calls it.
func BenchmarkKernels(b *testing.B) {
	if !setKernels(true) {
		b.Skip("no assembly in this build or for this processor")
	}
	defer setKernels(true)
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	lib := codectest.NewFreeRDP(b, "testdata/decode.c")
	list := stageContests()
	for _, kind := range benchKinds {
		list = append(list, codecContest(lib, kind))
	}
	list = append(list, glyphContest(), clientContest(b, lib, "text"), clientContest(b, lib, "ui"))
	list = append(list, workersContests()...)
	for range kernelRounds {
		for _, c := range list {
			for _, x := range c.list {
				x.took = append(x.took, x.run())
			}
		}
	}
	printContests(list)
	for b.Loop() { // the rounds are what counts
	}
}

// onThread returns the processor time that f takes.
func onThread(f func()) func() time.Duration {
	return func() time.Duration {
		before := threadTime()
		f()
		return threadTime() - before
	}
}

// threadTime is exact, where getrusage counts ticks.
func threadTime() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// kernel is a contender of ours, in assembly or without.
func kernel(name string, asm bool, size *int, f func()) *contender {
	timed := onThread(f)
	return &contender{name: name, size: size, run: func() time.Duration {
		setKernels(asm)
		defer setKernels(true)
		return timed()
	}}
}

// codecContest has the encoders on one picture.
func codecContest(lib *codectest.FreeRDP, kind string) *contest {
	pix := codectest.Image(kind, kernelW, kernelH)
	c := &contest{what: kind}
	add := func(x ...*contender) { c.list = append(c.list, x...) }
	into := make([]byte, len(pix))
	add(&contender{name: "copy", run: onThread(func() { copy(into, pix) })})

	var planar PlanarEncoder
	var out, packed []byte
	encodePlanar := func() {
		out = out[:0]
		pieces(pix, kernelW, kernelH, func(p []byte, w, h int) {
			out = planar.Append(out, p, 4*kernelW, w, h, PlanarOptions{NoAlpha: true})
		})
	}
	size := func() *int { return new(int) }
	asm, ref, both := size(), size(), size()
	var zip zgfx.Compressor
	add(kernel("planar, reference", false, ref, func() { encodePlanar(); *ref = len(out) }),
		kernel("planar, assembly", true, asm, func() { encodePlanar(); *asm = len(out) }))
	if kind != "photo" {
		add(kernel("planar and ZGFX", true, both, func() {
			zip.Forget() // a first picture: nothing before it helps
			encodePlanar()
			packed = zip.Append(packed[:0], out)
			*both = len(packed)
		}))
	}
	add(libContender("planar, libfreerdp", lib, func(n *int) {
		b, _ := lib.PlanarEncode(pix, kernelW, kernelH, PlanarRLEFlags)
		*n = len(b)
	}))

	if kind == "photo" {
		var halves []byte
		nsc := func(n *int) func() {
			return func() { halves = AppendNSC(halves[:0], pix, 4*kernelW, kernelW, kernelH); *n = len(halves) }
		}
		asm, ref := size(), size()
		add(kernel("NSCodec, reference", false, ref, nsc(ref)), kernel("NSCodec, assembly", true, asm, nsc(asm)),
			libContender("NSCodec, libfreerdp", lib, func(n *int) {
				b, _ := lib.NSCEncode(pix, kernelW, kernelH)
				*n = len(b)
			}))
	}

	rfx := RFXEncoder{ImageMode: true}
	prog := ProgressiveEncoder{}
	rects := whole(kernelW, kernelH)
	encode := func(n *int, f func(dst []byte) []byte) func() {
		var dst []byte
		return func() { dst = f(dst[:0]); *n = len(dst) }
	}
	for _, e := range []struct {
		name string
		f    func(dst []byte) []byte
		lib  func(n *int)
	}{
		{"RemoteFX", func(dst []byte) []byte { return rfx.Append(dst, pix, 4*kernelW, kernelW, kernelH, rects) },
			func(n *int) { b, _ := lib.RFXEncode(pix, kernelW, kernelH, 3); *n = len(b) }},
		{"progressive", func(dst []byte) []byte { return prog.Append(dst, pix, 4*kernelW, kernelW, kernelH, rects) },
			func(n *int) { b, _ := lib.ProgressiveEncode(pix, kernelW, kernelH); *n = len(b) }},
	} {
		asm, ref := size(), size()
		add(kernel(e.name+", reference", false, ref, encode(ref, e.f)), kernel(e.name+", assembly", true, asm, encode(asm, e.f)),
			libContender(e.name+", libfreerdp", lib, e.lib))
	}
	rfxAim := 1 / 3.0
	if kind == "photo" {
		rfxAim = 1 / 2.5
	} else {
		c.aims = append(c.aims, aim{"planar and ZGFX", "RemoteFX, libfreerdp", 1 / 8.0, false},
			aim{"planar and ZGFX", "RemoteFX, libfreerdp", 0.6, true},
			aim{"planar, assembly", "copy", 3, false})
	}
	c.aims = append(c.aims, aim{"planar, assembly", "planar, libfreerdp", 0.1, false},
		aim{"RemoteFX, assembly", "RemoteFX, libfreerdp", rfxAim, false},
		aim{"progressive, assembly", "progressive, libfreerdp", rfxAim, false})
	return c
}

// PlanarRLEFlags are what libfreerdp's server encodes with.
const PlanarRLEFlags = codectest.PlanarRLE | codectest.PlanarNA

// libContender runs in libfreerdp's process, which takes its own time.
func libContender(name string, lib *codectest.FreeRDP, f func(n *int)) *contender {
	n := new(int)
	return &contender{name: name, size: n, run: func() time.Duration {
		f(n)
		return time.Duration(lib.Nanoseconds)
	}}
}

// stageContests have each kernel by itself.
func stageContests() (list []*contest) {
	const repeat = 400
	pix := codectest.Image("photo", tileSide, tileSide)
	t, s := new(tileScratch), DefaultQuant.steps()
	toYCbCr(&t.planes, pix, 4*tileSide)
	var rows [channels]row
	for c := range rows {
		rows[c] = row{make([]byte, tileSide+slop), make([]byte, tileSide/8+slop)}
	}
	for _, k := range []struct {
		what string
		f    func()
	}{
		{"kernel: planar rows", func() {
			for y := 1; y < tileSide; y++ {
				splitDelta(&rows, pix[4*y*tileSide:][:4*tileSide], pix[4*(y-1)*tileSide:][:4*tileSide], false)
			}
		}},
		{"kernel: colour", func() { toYCbCr(&t.planes, pix, 4*tileSide) }},
		{"kernel: DWT and quantisation", func() {
			for c := range 3 {
				dwtQuantize(&t.coef[c], &t.planes[c], &t.tmp, &s)
			}
		}},
		{"kernel: zero mask", func() {
			for c := range 3 {
				nonZero(&t.mask, &t.coef[c])
			}
		}},
	} {
		many := func() {
			for range repeat {
				k.f()
			}
		}
		into := make([]byte, len(pix))
		list = append(list, &contest{what: k.what, list: []*contender{
			{name: "copy", run: onThread(func() {
				for range repeat {
					copy(into, pix)
				}
			})},
			kernel("reference", false, nil, many), kernel("assembly", true, nil, many),
		}, aims: []aim{{"assembly", "reference", 0.5, false}}})
	}
	return list
}

// glyphContest has one typed character, from its pixels to the message.
func glyphContest() *contest {
	const repeat = 100
	page := codectest.Image("text", 512, 64)
	var planar PlanarEncoder
	var zip zgfx.Compressor
	var out, packed []byte
	n := new(int)
	at := 0
	return &contest{what: "a typed character, 100 times", list: []*contender{kernel("planar and ZGFX", true, n, func() {
		*n = 0
		for range repeat {
			at = (at + 7) % 500
			out = planar.Append(out[:0], page[4*at:], 4*512, 8, 17, PlanarOptions{NoAlpha: true})
			packed = zip.Append(packed[:0], out)
			*n += len(packed)
		}
	})}}
}

// clientContest has what a client needs to show flat content: libfreerdp's
// decoders on our streams.
func clientContest(b *testing.B, lib *codectest.FreeRDP, kind string) *contest {
	pix := codectest.Image(kind, kernelW, kernelH)
	var planar PlanarEncoder
	var zip zgfx.Compressor
	raw := planar.Append(nil, pix, 4*kernelW, kernelW, kernelH, PlanarOptions{NoAlpha: true})
	packed := zip.Append(nil, raw)
	n, m := len(packed), len(raw)
	return &contest{what: "client, " + kind, list: []*contender{
		{name: "ZGFX decoding, libfreerdp", size: &n, run: func() time.Duration {
			lib.ZgfxReset()
			if _, ok := lib.ZgfxDecode(packed); !ok {
				b.Error("libfreerdp does not read our ZGFX")
			}
			return time.Duration(lib.Nanoseconds)
		}},
		{name: "planar decoding, libfreerdp", size: &m, run: func() time.Duration {
			if _, ok := lib.PlanarDecode(raw, kernelW, kernelH, false); !ok {
				b.Error("libfreerdp does not read our planar")
			}
			return time.Duration(lib.Nanoseconds)
		}},
	}}
}

// workersContests have one and two workers, by the clock and, for machines that
// do other things meanwhile, by the processor time of the busier worker.
func workersContests() []*contest {
	pix := codectest.Image("text", kernelW, kernelH)
	return []*contest{
		workersContest("RemoteFX", func() func(y int) {
			var s TileSet
			return func(y int) {
				s.Reset()
				for x := range kernelW / tileSide {
					s.Add(pix, 4*kernelW, kernelW, kernelH, x, y)
				}
			}
		}),
		workersContest("planar", func() func(y int) {
			var enc PlanarEncoder
			var out []byte
			return func(y int) {
				out = out[:0]
				pieces(pix[4*kernelW*tileSide*y:], kernelW, tileSide, func(p []byte, w, h int) {
					out = enc.Append(out, p, 4*kernelW, w, h, PlanarOptions{NoAlpha: true})
				})
			}
		}),
	}
}

// workersContest has workers that newWorker makes. Each takes the next row of
// tiles, in several pictures on end: until a processor that slept takes part,
// the other has half of one done.
func workersContest(what string, newWorker func() func(y int)) *contest {
	set := func(n int) (clock, busier *contender) {
		var workers []func(y int)
		for range n {
			workers = append(workers, newWorker())
		}
		took := make([]time.Duration, n)
		const rows = kernelH / tileSide
		clock = &contender{name: fmt.Sprintf("%d, by the clock", n), run: func() time.Duration {
			start := time.Now()
			var next atomic.Int32
			var wg sync.WaitGroup
			for i, work := range workers {
				wg.Go(func() {
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
					took[i] = onThread(func() {
						for y := next.Add(1); y <= workersPictures*rows; y = next.Add(1) {
							work(int(y) % rows)
						}
					})()
				})
			}
			wg.Wait()
			return time.Since(start)
		}}
		busier = &contender{name: fmt.Sprintf("%d, the busier", n), run: func() time.Duration { return slices.Max(took) }}
		return clock, busier
	}
	clock1, busier1 := set(1)
	clock2, busier2 := set(2)
	what = fmt.Sprintf("two workers, %s, %d pictures", what, workersPictures)
	return &contest{what: what, list: []*contender{clock1, busier1, clock2, busier2},
		aims: []aim{{clock2.name, clock1.name, 1 / 1.8, false}, {busier2.name, busier1.name, 1 / 1.8, false}}}
}

func (c *contest) find(name string) *contender {
	for _, x := range c.list {
		if x.name == name {
			return x
		}
	}
	return nil
}

// median returns the middle and both ends.
func (x *contender) median() (mid, low, high time.Duration) {
	s := slices.Sorted(slices.Values(x.took))
	return s[len(s)/2], s[0], s[len(s)-1]
}

func printContests(list []*contest) {
	t := tabwriter.NewWriter(os.Stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintf(t, "\n%d×%d, medians of %d interleaved rounds [lowest to highest]\n", kernelW, kernelH, kernelRounds)
	for _, c := range list {
		fmt.Fprintf(t, "\n%s\tµs\t\tbytes\n", c.what)
		for _, x := range c.list {
			mid, low, high := x.median()
			size := ""
			if x.size != nil {
				size = fmt.Sprint(*x.size)
			}
			fmt.Fprintf(t, "  %s\t%.1f\t[%.1f to %.1f]\t%s\n", x.name, micro(mid), micro(low), micro(high), size)
		}
		for _, a := range c.aims {
			v, unit := a.reached(c)
			fmt.Fprintf(t, "  %s, of %s: %.3f of its %s (aim: %.3f)\n", a.first, a.second, v, unit, a.most)
		}
	}
	t.Flush()
}

func micro(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// reached is the median of the ratios round by round.
func (a aim) reached(c *contest) (v float64, unit string) {
	x, y := c.find(a.first), c.find(a.second)
	if a.bytes {
		return float64(*x.size) / float64(*y.size), "bytes"
	}
	var r []float64
	for i := range x.took {
		r = append(r, float64(x.took[i])/float64(max(y.took[i], 1)))
	}
	slices.Sort(r)
	return r[len(r)/2], "time"
}
