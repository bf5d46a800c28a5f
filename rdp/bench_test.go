package rdp

import (
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/drdynvc"
	"oriel/rdp/egfx"
)

// desktopSession is an active session of a client with graphics but without
// RemoteApp, which shows one window of a size.
func desktopSession(t testing.TB, size image.Point) (s *session, paint func(r image.Rectangle)) {
	st := newStage(false)
	id := st.add("one", image.Rectangle{Max: size})
	s = activeSessionOf(t, scene.View{}, func(p *acceptor.Result) {
		p.Info.Flags, p.Width, p.Height = 0, size.X, size.Y
	})
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
	s.want = st.view
	w := s.want.Windows[id]
	return s, func(r image.Rectangle) { w.Content.Damage.Add(r) }
}

// frame does what the session's loop does for one frame and its
// acknowledgement.
func frameOnce(t testing.TB, s *session) {
	now := time.Now()
	if err := s.advance(now); err != nil {
		t.Fatal(err)
	}
	if s.paint.busy {
		<-s.paint.frame.done
		if err := s.paint.encoded(now); err != nil {
			t.Fatal(err)
		}
	}
	s.gfx.srv.Frames.Acknowledge(egfx.FrameAcknowledge{FrameID: uint32(s.paint.frames)}, now)
}

func TestFrameAllocatesNothing(t *testing.T) {
	s, paint := desktopSession(t, image.Pt(640, 480))
	step := func() {
		paint(image.Rect(100, 100, 400, 300))
		frameOnce(t, s)
	}
	for range 200 { // buffers grow to their size
		step()
	}
	if n := testing.AllocsPerRun(200, step); n > 4 {
		t.Errorf("%v allocations per frame", n)
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

func BenchmarkFrame(b *testing.B) {
	for _, size := range []image.Point{{1280, 720}, {1920, 1080}} {
		b.Run(size.String(), func(b *testing.B) {
			s, paint := desktopSession(b, size)
			b.ReportAllocs()
			for b.Loop() {
				paint(image.Rectangle{Max: size})
				frameOnce(b, s)
			}
			b.ReportMetric(float64(s.w.written())/float64(b.N), "wirebytes/op")
		})
	}
}
