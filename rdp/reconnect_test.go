package rdp_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

// cookie waits for the cookie of a client.
func cookie(t *testing.T, s *rdptest.Server, c *client.Session) (k *bcgr.ReconnectCookie) {
	t.Helper()
	eventually(t, s, "cookie", func() string {
		if k = c.Cookie(); k == nil {
			return "none"
		}
		return ""
	})
	return k
}

func TestTheCookieReplacesThePassword(t *testing.T) {
	s, _, _ := stage(t, nil)
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)}
	first := s.Connect(opt)
	eventually(t, s, "first client", func() string { return shows(s, first, opt) })
	k := cookie(t, s, first)
	first.Drop()
	back := opt
	back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", k
	second := s.Connect(back)
	eventually(t, s, "it is back", func() string { return shows(s, second, opt) })
	if n := cookie(t, s, second); *n == *k {
		t.Error("the same cookie again")
	}
	// Each cookie is good for one time.
	if c, err := s.TryConnect(back); err == nil {
		c.Close()
		t.Error("the cookie was taken twice")
	}
	if err := second.Err(); err != nil {
		t.Errorf("the second client ended: %v", err)
	}
}

// TestCookiesThatAreNotGood: somebody else's, a changed one, and those of
// sessions that ended because somebody wanted them to.
func TestCookiesThatAreNotGood(t *testing.T) {
	s, _, _ := stage(t, sharing(rdp.ShareControl))
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	try := func(what string, k bcgr.ReconnectCookie) {
		t.Helper()
		back := opt
		back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", &k
		if c, err := s.TryConnect(back); err == nil {
			c.Close()
			t.Errorf("%s: connected", what)
		}
	}
	c := s.Connect(opt)
	good := *cookie(t, s, c)
	bad := good
	bad.Verifier[5] ^= 1
	try("changed", bad)
	bad = good
	bad.LogonID++
	try("of another session", bad)

	c.Close()
	eventually(t, s, "gone", func() string { return alone(s, 0) })
	try("closed by the user", good)

	c = s.Connect(opt)
	good = *cookie(t, s, c)
	if err := s.Disconnect(s.Status()[0].ID); err != nil {
		t.Fatal(err)
	}
	<-c.Done()
	eventually(t, s, "gone", func() string { return alone(s, 0) })
	try("disconnected by us", good)
}

// alone says if not so many clients are there.
func alone(s *rdptest.Server, want int) string {
	if st := s.Status(); len(st) != want {
		return fmt.Sprintf("%+v", st)
	}
	return ""
}

// TestClientsComeBackToAnotherServer: one that is replaced sends nobody away,
// and its successor knows the cookies. What it calls its sessions was never a
// name of the former one's.
func TestClientsComeBackToAnotherServer(t *testing.T) {
	memory, err := os.Create(filepath.Join(t.TempDir(), "cookies"))
	if err != nil {
		t.Fatal(err)
	}
	defer memory.Close()
	d := rdptest.NewDesktop()
	defer d.Close()
	twoWindows(d)
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)}
	start := func() *rdptest.Server {
		return rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Cookies, cfg.Share = memory, rdp.ShareControl })
	}
	old := start()
	a, b := old.Connect(opt), old.Connect(opt)
	ka, kb := cookie(t, old, a), cookie(t, old, b)
	old.StopFor(rdp.ErrReplaced)
	for _, c := range []*client.Session{a, b} {
		<-c.Done()
		var told bcgr.ErrorInfo
		if err := c.Err(); err == nil || errors.As(err, &told) {
			t.Errorf("a client is told: %v", err)
		}
	}
	s := start()
	stranger := s.Connect(opt)
	eventually(t, s, "a stranger, first", func() string { return shows(s, stranger, opt) })
	for _, k := range []*bcgr.ReconnectCookie{ka, kb} {
		back := opt
		back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", k
		c := s.Connect(back)
		eventually(t, s, "it is back", func() string { return shows(s, c, opt) })
		if _, err := s.TryConnect(back); err == nil {
			t.Error("a cookie was taken twice")
		}
	}
	st := s.Status()
	if len(st) != 3 || stranger.Err() != nil || st[0].ID <= 2 || !strings.HasPrefix(st[1].Security, "cookie, TLS") {
		t.Errorf("%v, %+v", stranger.Err(), st)
	}
	// Whoever is told to go does not come back.
	kept := cookie(t, s, stranger)
	s.Stop()
	s = start()
	back := opt
	back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", kept
	if _, err := s.TryConnect(back); err == nil {
		t.Error("a cookie of a session that we have ended is good")
	}
}

// TestComingBackReplacesTheLostSession: with several viewers, the one that
// comes back takes its own place, and leads if it did.
func TestComingBackReplacesTheLostSession(t *testing.T) {
	s, _, _ := stage(t, sharing(rdp.ShareView))
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	first := s.Connect(opt)
	eventually(t, s, "leader", func() string { return shows(s, first, opt) })
	viewer := s.Connect(opt)
	k := cookie(t, s, first)
	back := opt
	back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", k
	again := s.Connect(back)
	<-first.Done()
	eventually(t, s, "picture", func() string { return shows(s, again, opt) + shows(s, viewer, opt) })
	if st := s.Status(); len(st) != 2 || !st[0].Leads || st[1].Leads || st[0].ID < st[1].ID {
		t.Errorf("%+v", st)
	}
}

// A cable is a proxy that can stop to carry anything, as a network does that is
// gone, without either side being told.
type cable struct {
	net.Listener
	mu    sync.Mutex
	dead  bool
	conns []net.Conn
}

func newCable(t *testing.T, s *rdptest.Server) *cable {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &cable{Listener: l}
	t.Cleanup(func() {
		l.Close()
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range w.conns {
			c.Close()
		}
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			w.mu.Lock()
			w.dead = false // a new network
			b := s.Dial()
			w.conns = append(w.conns, c, b)
			n := len(w.conns)
			w.mu.Unlock()
			go w.carry(c, b, n)
			go w.carry(b, c, n)
		}
	}()
	return w
}

// carry copies while the connection, the n-th, is the newest and alive.
func (w *cable) carry(from, to net.Conn, n int) {
	buf := make([]byte, 64<<10)
	for {
		k, err := from.Read(buf)
		w.mu.Lock()
		lost := len(w.conns) == n && w.dead || len(w.conns) != n
		w.mu.Unlock()
		if err != nil {
			if !lost {
				to.Close()
			}
			return
		}
		if !lost {
			if _, err := to.Write(buf[:k]); err != nil {
				from.Close()
				return
			}
		}
	}
}

// cut stops to carry; drop ends the connections of before, as the client's
// system does once it has noticed.
func (w *cable) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dead = true
}

func (w *cable) drop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := 0; i < len(w.conns); i += 2 {
		w.conns[i].Close()
	}
}

// connectBy is rdptest.Server.Connect through a cable.
func connectBy(t *testing.T, s *rdptest.Server, w *cable, opt client.Options) *client.Session {
	t.Helper()
	if opt.User == "" {
		opt.User, opt.Password = rdptest.User, rdptest.Password
	}
	opt.Fingerprint = s.Fingerprint
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := net.Dial("tcp", w.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	c, err := client.Connect(ctx, conn, opt)
	if err != nil {
		conn.Close()
		t.Fatalf("%v\n%s", err, s.Log)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// TestALostClientIsNoticed: its round trips get no answer. No window is lost.
func TestALostClientIsNoticed(t *testing.T) {
	s, d, _ := stage(t, func(cfg *rdp.Config) { cfg.Limits.Dead = 300 * time.Millisecond })
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	w := newCable(t, s)
	c := connectBy(t, s, w, opt)
	eventually(t, s, "picture", func() string { return shows(s, c, opt) })
	eventually(t, s, "round trip", func() string {
		if st := s.Status(); len(st) != 1 || st[0].RTT == 0 || st[0].Rate == 0 {
			return fmt.Sprintf("%+v", st)
		}
		return ""
	})
	k := cookie(t, s, c)
	eventually(t, s, "heartbeat", func() string {
		if rtt, bits, beats := c.Network(); beats == 0 || bits == 0 {
			return fmt.Sprintf("%v, %v bits a second, %d heartbeats", rtt, bits, beats)
		}
		return ""
	})
	w.cut()
	d.Paint(d.Windows()[0].ID, 9) // traffic, so that soon the next round trip is due
	eventually(t, s, "the server has given up", func() string { return alone(s, 0) })
	if !strings.Contains(s.Log.String(), "does not answer") {
		t.Error(s.Log)
	}
	if n := len(d.Windows()); n != 2 {
		t.Errorf("%d windows are left", n)
	}
	w.drop()
	back := opt
	back.User, back.Password, back.Reconnect = rdptest.User, "forgotten", k
	again := connectBy(t, s, w, back)
	eventually(t, s, "it is back", func() string { return shows(s, again, opt) })
}

func TestXfreerdpComesBack(t *testing.T) {
	t.Parallel()
	for _, sec := range []string{"tls", "nla"} {
		t.Run(sec, func(t *testing.T) {
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, withNLA)
			twoWindows(d)
			w := newCable(t, s)
			scr.dial(w.Addr().(*net.TCPAddr).Port, "/sec:"+sec, "/size:640x480", "+fonts", "/f", "+auto-reconnect", "/auto-reconnect-max-retries:20")
			shown := func() string {
				return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
			}
			eventually(t, s, "first picture", shown)
			first := s.Status()[0].ID
			w.drop()
			eventually(t, s, "another session", func() string {
				if st := s.Status(); len(st) != 1 || st[0].ID == first {
					return fmt.Sprintf("%+v", st)
				}
				return ""
			})
			d.Paint(d.Windows()[0].ID, 5)
			eventually(t, s, "picture", shown)
		})
	}
}
