package rdp_test

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"image"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// soak is how long TestSoak lasts; make soak gives it ten minutes.
var soak = flag.Duration("soak", 0, "how long connections come and go in TestSoak; 0: each a few times")

// A usage is what connections could leak.
type usage struct {
	goroutines, descriptors, buffers int
	heap                             uint64
}

func use(t *testing.T) usage {
	t.Helper()
	runtime.GC()
	runtime.GC() // finalizers of the first have run
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return usage{runtime.NumGoroutine(), len(fds), scene.LiveBuffers(), m.HeapAlloc}
}

// exceeds says what is used more than before.
func (u usage) exceeds(before usage) string {
	const slack = 8 << 20 // of pools, and of what the race detector keeps
	if u.goroutines > before.goroutines || u.descriptors > before.descriptors || u.buffers > before.buffers || u.heap > before.heap+slack {
		return fmt.Sprintf("%+v, were %+v", u, before)
	}
	return ""
}

// A visitor connects, in one of the ways in which connections go wrong or
// right, and leaves.
type visitor func(s *rdptest.Server, conn net.Conn, rest time.Duration)

// talk sends a Connection Request and reads the answer.
func talk(conn net.Conn, p x224.Protocol) {
	var out svc.Outbox
	out.AddPDU(&x224.ConnectionRequest{Negotiation: &x224.NegotiationRequest{Protocols: p}})
	_, _ = conn.Write(out.Message(0))
	_, _ = io.ReadFull(conn, make([]byte, 19))
}

var visitors = map[string]visitor{
	"says nothing": func(_ *rdptest.Server, _ net.Conn, rest time.Duration) { time.Sleep(rest) },
	"talks nonsense": func(_ *rdptest.Server, conn net.Conn, _ time.Duration) {
		_, _ = conn.Write([]byte("GET / HTTP/1.0\r\n\r\n"))
		_, _ = io.Copy(io.Discard, conn)
	},
	"stops in the middle": func(_ *rdptest.Server, conn net.Conn, rest time.Duration) {
		_, _ = conn.Write([]byte{3, 0, 0, 40, 1})
		time.Sleep(rest)
	},
	"leaves after negotiation": func(_ *rdptest.Server, conn net.Conn, _ time.Duration) { talk(conn, x224.ProtocolSSL) },
	"leaves after TLS": func(_ *rdptest.Server, conn net.Conn, rest time.Duration) {
		talk(conn, x224.ProtocolSSL|x224.ProtocolHybrid)
		tc := tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
		_ = tc.Handshake()
		time.Sleep(rest)
	},
	"has a wrong password": func(s *rdptest.Server, conn net.Conn, rest time.Duration) {
		enter(s, conn, client.Options{User: rdptest.User, Password: "wrong", NLA: rest%2 == 0})
	},
	"looks on": func(s *rdptest.Server, conn net.Conn, rest time.Duration) {
		if c := enter(s, conn, client.Options{User: rdptest.User, Password: rdptest.Password, NLA: rest%2 == 0, Profile: profileOf(rest)}); c != nil {
			time.Sleep(rest)
			c.Close()
		}
	},
	"is lost": func(s *rdptest.Server, conn net.Conn, rest time.Duration) {
		if c := enter(s, conn, client.Options{User: rdptest.User, Password: rdptest.Password, Profile: profileOf(rest)}); c != nil {
			time.Sleep(rest)
			c.Drop()
		}
	},
}

func profileOf(rest time.Duration) client.Profile {
	return []client.Profile{client.RAIL, client.Classic, client.Desktop, client.Bitmap}[rest/2%4]
}

func enter(s *rdptest.Server, conn net.Conn, opt client.Options) *client.Session {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	opt.Fingerprint, opt.Size = s.Fingerprint, image.Pt(640, 480)
	c, err := client.Connect(ctx, conn, opt)
	if err != nil {
		return nil
	}
	return c
}

// animate draws until stop, and counts the frames that the session shows.
func animate(d *rdptest.Desktop, id scene.WindowID, c *client.Session, stop <-chan struct{}) (frames uint64) {
	before := c.Stats().Frames
	tick := time.NewTicker(time.Second / 60)
	defer tick.Stop()
	for seed := 0; ; seed++ {
		select {
		case <-tick.C:
			d.Paint(id, seed)
		case <-stop:
			return c.Stats().Frames - before
		}
	}
}

// rate is how many frames a second the session shows while f runs.
func rate(d *rdptest.Desktop, id scene.WindowID, c *client.Session, f func()) float64 {
	stop, begin := make(chan struct{}), time.Now()
	go func() {
		f()
		close(stop)
	}()
	return float64(animate(d, id, c, stop)) / time.Since(begin).Seconds()
}

// TestSoak has clients of all sorts come and go beside a session that works.
// It keeps its frame rate; and in the end nothing is left of them.
func TestSoak(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) {
		withNLA(cfg)
		cfg.Share, cfg.Log = rdp.ShareView, nil // a log in memory would look like a leak
		cfg.Limits = rdp.Limits{Pending: 256, Silence: 2 * time.Second, Handshake: 10 * time.Second, Sessions: 4}
	})
	id := d.Add(scene.Window{Title: "one", Bounds: image.Rect(50, 40, 251, 181)}, 1)
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	work := s.Connect(opt)
	eventually(t, s, "picture", func() string { return shows(s, work, opt) })
	many, quiet := 200, 5*time.Second
	if *soak == 0 {
		many, quiet = 24, 300*time.Millisecond
	}
	before := use(t)
	calm := rate(d, id, work, func() { time.Sleep(quiet) })
	var came atomic.Int64
	crowded := rate(d, id, work, func() { come(s, many, &came) })
	t.Logf("%d connections; %.1f frames a second alone, %.1f in the crowd", came.Load(), calm, crowded)
	if err := work.Err(); err != nil {
		t.Fatalf("the session ended: %v\n%s", err, s.Log)
	}
	if crowded == 0 || *soak > 0 && crowded < calm/2 {
		t.Errorf("%.1f frames a second alone, %.1f in the crowd", calm, crowded)
	}
	eventually(t, s, "the picture stays right", func() string { return shows(s, work, opt) })
	eventually(t, s, "nothing is left", func() string { return alone(s, 1) + use(t).exceeds(before) })
}

// come has so many visitors at a time come and go: for the time that the flag
// says, or each once per way.
func come(s *rdptest.Server, many int, came *atomic.Int64) {
	end := time.Now().Add(*soak)
	var names []string
	for n := range visitors {
		names = append(names, n)
	}
	var wg sync.WaitGroup
	for i := range many {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(1, uint64(i)))
			for k := 0; k == 0 || time.Now().Before(end); k++ {
				rest := time.Duration(rng.Int64N(int64(200 * time.Millisecond)))
				if *soak > 0 {
					rest = time.Duration(rng.Int64N(int64(30 * time.Second)))
				}
				// Each from elsewhere: wrong passwords are no reason to refuse others.
				conn := s.DialFrom(fmt.Sprintf("127.1.%d.%d", i, 1+k%250))
				conn.SetDeadline(time.Now().Add(time.Minute))
				visitors[names[(i+k)%len(names)]](s, conn, rest)
				conn.Close()
				came.Add(1)
			}
		})
	}
	wg.Wait()
}
