package rdp

import (
	"encoding/binary"
	"fmt"
	"image"
	"slices"
	"syscall"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/drdynvc"
	"oriel/rdp/egfx"
	"oriel/rdp/workload"
)

// desktopSession is an active session of a client with graphics but without
// RemoteApp, which shows one window of a size.
func desktopSession(t testing.TB, size image.Point) (s *session, paint func(r image.Rectangle)) {
	st := newStage(false)
	id := st.add("one", image.Rectangle{Max: size})
	s = activeSessionOf(t, scene.View{}, func(p *acceptor.Result) {
		p.Info.Flags, p.Width, p.Height = 0, size.X, size.Y
	})
	openGraphics(t, s)
	s.want = st.view
	w := s.want.Windows[id]
	return s, func(r image.Rectangle) { w.Content.Damage.Add(r) }
}

// openGraphics has the client open the graphics pipeline.
func openGraphics(t testing.TB, s *session) {
	t.Helper()
	caps := egfx.Append(nil, &egfx.CapsAdvertise{Sets: egfx.DefaultCaps()})
	for _, m := range [][]byte{
		chunk(1004, appendOne(&drdynvc.CapsResponse{Version: 2})),
		chunk(1004, appendOne(&drdynvc.CreateResponse{ChannelID: 1})),
		chunk(1004, appendOne(&drdynvc.Data{ChannelID: 1, Data: caps})),
	} {
		if err := s.receive(m); err != nil {
			t.Fatal(err)
		}
	}
}

// frame does what the session's loop does for one frame and its
// acknowledgement.
func frameOnce(t testing.TB, s *session) {
	now := time.Now()
	frameAt(t, s, now)
	s.gfx.srv.Frames.Acknowledge(egfx.FrameAcknowledge{FrameID: uint32(s.paint.frames)}, now)
}

func frameAt(t testing.TB, s *session, now time.Time) {
	t.Helper()
	if err := s.advance(now); err != nil {
		t.Fatal(err)
	}
	if s.paint.busy {
		s.paint.pass()
		<-s.paint.frame.done
		if err := s.paint.encoded(now); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFrameAllocatesNothing(t *testing.T) {
	s, paint := desktopSession(t, image.Pt(640, 480))
	ack := chunk(1004, appendOne(&drdynvc.Data{ChannelID: 1, Data: egfx.Append(nil, &egfx.FrameAcknowledge{})}))
	id := ack[len(ack)-8:] // before totalFramesDecoded
	step := func() {
		paint(image.Rect(100, 100, 400, 300))
		frameAt(t, s, time.Now())
		binary.LittleEndian.PutUint32(id, uint32(s.paint.frames))
		if err := s.receive(ack); err != nil {
			t.Fatal(err)
		}
	}
	for range 200 { // buffers grow to their size
		step()
	}
	if n := testing.AllocsPerRun(200, step); n != 0 {
		t.Errorf("%v allocations per frame", n)
	}
}

// TestVideoAllocatesNothing has all pixels change, on a fast link.
func TestVideoAllocatesNothing(t *testing.T) {
	if raced {
		t.Skip("with the race detector, sync.Pool loses memory on purpose")
	}
	x := watch(t, "video", image.Pt(1280, 720), 12)
	step := x.alternate()
	before := x.pixels(chosenNSCodec)
	if n := testing.AllocsPerRun(100, step); n != 0 {
		t.Errorf("%v allocations per frame", n)
	}
	if n := x.pixels(chosenNSCodec) - before; n < 100*1280*720*9/10 {
		t.Errorf("%d pixels of NSCodec; %s", n, x.paint.strategy.why())
	}
}

// TestSmallChangeIsSmall types a character: one damaged rectangle, few bytes.
func TestSmallChangeIsSmall(t *testing.T) {
	s, paint := desktopSession(t, image.Pt(640, 480))
	frameOnce(t, s)
	time.Sleep(20 * time.Millisecond)
	before := s.w.written()
	paint(image.Rect(80, 100, 88, 117))
	frameOnce(t, s)
	if n := len(s.paint.frame.tiles); n != 1 {
		t.Errorf("%d tiles", n)
	}
	time.Sleep(20 * time.Millisecond)
	if n := s.w.written() - before; n == 0 || n > 200 {
		t.Errorf("%d bytes for a character", n)
	}
}

// BenchmarkFrame measures what a frame costs in all of this package, from
// damage to bytes for TLS, by workload and for a link that costs so much.
func BenchmarkFrame(b *testing.B) {
	for _, name := range workload.Names {
		for _, link := range []float64{1, 800} {
			b.Run(fmt.Sprintf("%s/%gns", name, link), func(b *testing.B) { benchFrame(b, name, link) })
		}
	}
}

func benchFrame(b *testing.B, name string, link float64) {
	const frames = 16
	size := image.Pt(1920, 1080)
	w, err := workload.New(name, size.X, size.Y)
	if err != nil {
		b.Fatal(err)
	}
	s, paint := desktopSession(b, size)
	var buffers [frames]*scene.Buffer
	var damage [frames]image.Rectangle
	for i := range buffers {
		damage[i] = w.Step()
		buffers[i] = scene.NewBuffer(scene.Pixels{
			Pix: w.Clone(), Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.XRGB8888,
		}, nil)
	}
	var planes []scene.Plane
	for _, w := range s.want.Windows {
		planes = w.Content.Planes
	}
	// Acknowledged after so long, a frame tells what the link costs.
	now := time.Now()
	step := func(i int) {
		planes[0].Buffer = buffers[i%frames]
		if i%frames == 0 {
			paint(image.Rectangle{Max: size}) // the last picture was another one
		} else {
			paint(damage[i%frames])
		}
		before := s.w.queued()
		frameAt(b, s, now)
		now = now.Add(time.Duration(link * float64(s.w.queued()-before)))
		s.gfx.srv.Frames.Acknowledge(egfx.FrameAcknowledge{FrameID: uint32(s.paint.frames)}, now)
		now = now.Add(time.Millisecond)
		for !s.w.Room() {
			<-s.w.room
		}
	}
	for i := range 2 * frames {
		step(i)
	}
	b.ReportAllocs()
	b.SetBytes(int64(4 * size.X * size.Y))
	before, i, cpu := s.w.queued(), 0, processorTime(b)
	for b.Loop() {
		step(i)
		i++
	}
	// The machine may be shared: processor time is what a frame costs.
	b.ReportMetric(float64((processorTime(b)-cpu).Nanoseconds())/float64(i), "cpu-ns/op")
	b.ReportMetric(float64(s.w.queued()-before)/float64(i), "wirebytes/op")
}

// processorTime is what all threads of the process have used so far.
func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkWorkers measures by turns how long one worker and two take for a
// frame of 1920×1080 in which all changes; "×one" is the ratio of the medians,
// and cpu-ratio the processor time that two take of what one takes. What the
// machine gives is "×machine": two workers that have nothing in common, each
// with a frame of its own, against one after the other. Two processors that are
// threads of one core give far less than 2.
func BenchmarkWorkers(b *testing.B) {
	for _, name := range []string{"motion", "photo"} {
		b.Run(name, func(b *testing.B) { benchWorkers(b, name) })
	}
}

func benchWorkers(b *testing.B, name string) {
	size := image.Pt(1920, 1080)
	w, err := workload.New(name, size.X, size.Y)
	if err != nil {
		b.Fatal(err)
	}
	s, _ := desktopSession(b, size)
	for _, win := range s.want.Windows {
		px := scene.Pixels{Pix: w.Pix, Stride: 4 * size.X, Width: size.X, Height: size.Y, Format: scene.XRGB8888}
		win.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	}
	frameOnce(b, s) // which lays the desktop out
	all := []image.Rectangle{{Max: size}}
	var took [3][]time.Duration
	var used [3]time.Duration
	one, two, other := startEncoders(1), startEncoders(2), startEncoders(1)
	var frames [2]*frame
	var canvases [2]*canvas
	for i := range frames {
		frames[i], canvases[i] = newFrame(), newCanvas(size)
	}
	for b.Loop() {
		for i, workers := range [][]*encoders{{one}, {two}, {one, other}} {
			for k := range workers {
				frames[k].reset()
				canvases[k].forget()
				frames[k].addDamage(tile{target: toSurface, comp: &s.paint.comp, canvas: canvases[k], photo: chosenRefined}, all)
			}
			start, cpu := time.Now(), processorTime(b)
			for k, e := range workers {
				e.start(frames[k])
			}
			for k := range workers {
				<-frames[k].done
				if crash := frames[k].crash.Load(); crash != nil {
					b.Fatal(crash)
				}
			}
			took[i] = append(took[i], time.Since(start))
			used[i] += processorTime(b) - cpu
		}
	}
	for _, e := range []*encoders{one, two, other} {
		e.close()
	}
	for i := range took {
		slices.Sort(took[i])
	}
	middle := len(took[0]) / 2
	b.ReportMetric(float64(took[0][middle])/1e6, "ms-one")
	b.ReportMetric(float64(took[1][middle])/1e6, "ms-two")
	b.ReportMetric(float64(took[0][middle])/float64(took[1][middle]), "×one")
	b.ReportMetric(2*float64(took[0][middle])/float64(took[2][middle]), "×machine")
	b.ReportMetric(float64(used[1])/float64(used[0]), "cpu-ratio")
}
