package link

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor"
	"oriel/compositor/scene"
)

// ticker is a viewer that tells of each Diff.
type ticker struct{ c chan scene.Diff }

// Publish implements scene.Viewer.
func (t ticker) Publish(d scene.Diff) { t.c <- d }

// BenchmarkFrame measures a frame from the app's commit until a viewer has
// it: in the same process, and across the link. The latter less the former is
// what the cut costs; Drawn and the release go back meanwhile.
func BenchmarkFrame(b *testing.B) {
	b.Run("near", func(b *testing.B) {
		comp := newDesktop(b)
		frames(b, comp, comp, nil, nil)
	})
	b.Run("link", func(b *testing.B) {
		comp := newDesktop(b)
		s := NewServer(comp)
		c, v := connect(b, s)
		frames(b, comp, c, s, v.ended)
	})
}

// frameEvery keeps the frames of BenchmarkFrame within what a backend may say.
const frameEvery = 4 * time.Second / maxRate

// frames measures frames that a viewer gets by d, and fails once ended is closed.
func frames(b *testing.B, comp *compositor.Compositor, d Desktop, s *Server, ended <-chan struct{}) {
	p := newPool(b, 2*1920*1080*4)
	var bufs [2]*scene.Buffer
	// Painted once: this is no test of memory.
	for i := range bufs {
		bufs[i] = p.buffer(i*1920*1080*4, 1920, 1080, byte(i), nil)
	}
	sf, _ := show(comp, "bench", bufs[0].Acquire())
	v := ticker{make(chan scene.Diff, 4)}
	a := d.Attach(v)
	last := <-v.c
	took := make([]time.Duration, 0, b.N)
	var before Stats
	if s != nil {
		before = s.Stats()
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		begun := time.Now()
		content := contentOf(bufs[(i+1)%2].Acquire())
		comp.Post(func(tx *scene.Tx) { tx.Commit(sf, content) })
		var diff scene.Diff
		select {
		case diff = <-v.c:
		case <-ended:
			b.Fatal("the link broke")
		}
		took = append(took, time.Since(begun))
		w := diff.Windows[0].Window
		a.Drawn([]scene.Drawn{{Window: w.ID, Seq: w.Content.Seq}})
		last.Release()
		last = diff
		for s != nil && time.Since(begun) < frameEvery {
			runtime.Gosched() // asleep, the processes would take longer to wake than frames do
		}
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "µs-median")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "µs-95%")
	if s != nil {
		st := s.Stats()
		b.ReportMetric(float64(st.Bytes-before.Bytes)/float64(b.N), "bytes/Diff")
	}
	a.Detach()
	last.Release()
	for _, x := range bufs {
		x.Release()
	}
}

// BenchmarkProcess measures the same to a viewer in another process, at the
// pace of an app, so that both processes sleep between frames. The app's time
// stamp is the window's title.
func BenchmarkProcess(b *testing.B) {
	comp := newDesktop(b)
	s := NewServer(comp)
	p := newPool(b, 1<<16)
	sf, id := show(comp, "0", p.buffer(0, 64, 64, 1, nil))
	c := startAs(b, s, "bench")
	c.sees("ready")
	for i := range b.N {
		content := contentOf(p.buffer(i%2<<14, 64, 64, 1, nil))
		comp.Post(func(tx *scene.Tx) {
			tx.Commit(sf, content)
			tx.Change(id, func(w *scene.Window) { w.Title = strconv.FormatInt(monotonic(), 10) })
		})
		time.Sleep(time.Millisecond)
	}
	comp.Do(func(tx *scene.Tx) { tx.Drop(sf) })
	took := strings.Fields(<-c.lines)
	for i, unit := range []string{"µs-median", "µs-95%"} {
		n, err := strconv.ParseFloat(took[i], 64)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(n/1e3, unit)
	}
}

// monotonic is a clock that processes share.
func monotonic() int64 {
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts)
	return ts.Nano()
}

// stopwatch is the backend of BenchmarkProcess: it says how long Diffs took.
func stopwatch(c *Client) {
	v := ticker{make(chan scene.Diff, 64)}
	a := c.Attach(v)
	go func() { _ = c.Run(context.Background()) }()
	var took []int64
	for d := range v.c {
		now := monotonic()
		for _, w := range d.Windows {
			if at, _ := strconv.ParseInt(w.Window.Title, 10, 64); at != 0 {
				took = append(took, now-at)
			} else {
				fmt.Println("ready")
			}
			a.Drawn([]scene.Drawn{{Window: w.Window.ID, Seq: w.Window.Content.Seq}})
		}
		if len(d.Gone) > 0 && len(took) > 0 {
			slices.Sort(took)
			fmt.Println(took[len(took)/2], took[len(took)*95/100])
		}
		d.Release()
	}
}

// BenchmarkEncode measures the encoding of one window's frame.
func BenchmarkEncode(b *testing.B) {
	for _, windows := range []int{1, 20} {
		b.Run(fmt.Sprint(windows), func(b *testing.B) {
			a, _ := pair(b)
			p := newPeer(NewServer(newRecord()), a)
			defer p.close()
			pool := newPool(b, 1<<16)
			d := scene.Diff{}
			for i := range windows {
				id := scene.WindowID(i + 1)
				p.table.windows[id] = &known{}
				d.Windows = append(d.Windows, scene.WindowDiff{Changed: scene.FieldContent, Window: scene.Window{ID: id, Title: "title", Content: contentOf(pool.buffer(0, 8, 8, 1, nil))}})
			}
			defer d.Release()
			b.ReportAllocs()
			for b.Loop() {
				if err := p.enc.diff(1, &d); err != nil {
					b.Fatal(err)
				}
				for _, f := range p.enc.fds {
					f.Close()
				}
				for id := range p.table.holds {
					p.table.release(uint32(id))
				}
				p.table.old = p.table.old[:0]
			}
			b.ReportMetric(float64(len(p.enc.b)), "bytes/Diff")
		})
	}
}
