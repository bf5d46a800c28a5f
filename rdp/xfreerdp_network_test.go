package rdp_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"net"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

// A diary is what a program says, as far as it has.
type diary struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (d *diary) Write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.Write(p)
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.b.String()
}

// listening starts xfreerdp and returns what it says.
func (s *screen) listening(port int, args ...string) (*exec.Cmd, *diary) {
	cmd := exec.Command("xfreerdp", append([]string{
		fmt.Sprintf("/v:127.0.0.1:%d", port), "/u:" + rdptest.User, "/cert:ignore", "/size:640x480",
	}, args...)...)
	cmd.Env = append(cmd.Environ(), "DISPLAY="+s.display, "HOME="+s.t.TempDir())
	log := &diary{}
	cmd.Stdout, cmd.Stderr = log, log
	cmd.WaitDelay = time.Second
	start(s.t, cmd)
	return cmd, log
}

// TestXfreerdpIsMeasured: without acknowledgements of frames round trip and
// bandwidth are known by network detection alone.
func TestXfreerdpIsMeasured(t *testing.T) {
	t.Parallel()
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Profile = rdp.ProfileBitmap })
	a, _ := twoWindows(d)
	scr.xfreerdp(s, "/size:640x480", "/network:auto", "+fonts", "/f")
	seed := 0
	eventually(t, s, "measured", func() string {
		seed++
		d.Paint(a, seed)
		if st := s.Status(); len(st) != 1 || st[0].Profile != "bitmap" || st[0].RTT == 0 || st[0].Rate == 0 {
			return fmt.Sprintf("%+v", st)
		}
		return ""
	})
}

// TestXfreerdpIsToldWhy: each reason to end a session reaches the client as
// what makes it show the right sentence.
func TestXfreerdpIsToldWhy(t *testing.T) {
	t.Parallel()
	guess := func(t *testing.T, s *rdptest.Server) {
		t.Helper()
		denied := func() bool {
			_, err := s.TryConnect(client.Options{User: rdptest.User, Password: "wrong"})
			return refused(err)
		}
		for n := 0; !denied(); n++ {
			if n > 20 {
				t.Fatal("guesses are never refused")
			}
		}
		// It goes on: some seconds later xfreerdp would only have to wait.
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			for ctx.Err() == nil {
				denied()
				time.Sleep(50 * time.Millisecond) // processors are for others, too
			}
		}()
		t.Cleanup(func() { cancel(); <-done })
	}
	connected := func(t *testing.T, s *rdptest.Server) {
		t.Helper()
		eventually(t, s, "connected", func() string { return alone(s, 1) })
	}
	for _, c := range []struct {
		name, sec, password string
		before, then        func(*testing.T, *rdptest.Server)
		says                string
	}{
		{"taken over", "tls", rdptest.Password, nil, func(t *testing.T, s *rdptest.Server) {
			connected(t, s)
			s.Connect(client.Options{})
		}, "ERRINFO_DISCONNECTED_BY_OTHER_CONNECTION"},
		{"disconnected by us", "nla", rdptest.Password, nil, func(t *testing.T, s *rdptest.Server) {
			connected(t, s)
			if err := s.Disconnect(s.Status()[0].ID); err != nil {
				t.Fatal(err)
			}
		}, "ERRINFO_RPC_INITIATED_DISCONNECT"},
		{"wrong password", "tls", "wrong", nil, nil, "ERRINFO_SERVER_INSUFFICIENT_PRIVILEGES"},
		{"wrong password by NLA", "nla", "wrong", nil, nil, "LOGON_FAILURE"},
		{"too many guesses", "tls", rdptest.Password, guess, nil, "ERRINFO_SERVER_DENIED_CONNECTION"},
		{"too many guesses by NLA", "nla", rdptest.Password, guess, nil, "ACCOUNT_LOCKED_OUT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			scr := newScreen(t, "640x480")
			d := rdptest.NewDesktop()
			defer d.Close()
			s := rdptest.Start(t, d, withNLA)
			twoWindows(d)
			if c.before != nil {
				c.before(t, s)
			}
			addr := serve(t, s, "tcp", "127.0.0.1:0")
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				t.Fatal(err)
			}
			var n int
			fmt.Sscan(port, &n)
			_, log := scr.listening(n, "/p:"+c.password, "/sec:"+c.sec)
			if c.then != nil {
				c.then(t, s)
			}
			eventually(t, s, "what the client says", func() string {
				if !strings.Contains(log.String(), c.says) {
					return fmt.Sprintf("no %s:\n%s", c.says, log)
				}
				return ""
			})
		})
	}
}

// TestXfreerdpSleeps: a client whose machine sleeps is given up, no window is
// lost, and when it wakes it comes back by itself.
func TestXfreerdpSleeps(t *testing.T) {
	t.Parallel()
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, func(cfg *rdp.Config) { cfg.Limits.Dead = 500 * time.Millisecond })
	a, _ := twoWindows(d)
	w := newCable(t, s)
	cmd, log := scr.listening(w.Addr().(*net.TCPAddr).Port, "/p:"+rdptest.Password, "/sec:tls", "/network:auto", "+fonts", "/f", "+auto-reconnect", "/auto-reconnect-max-retries:20")
	shown := func() string { return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480))) }
	eventually(t, s, "first picture", shown)
	eventually(t, s, "measured", func() string {
		if st := s.Status(); len(st) != 1 || st[0].RTT == 0 {
			return fmt.Sprintf("%+v", st)
		}
		return ""
	})
	if err := cmd.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	seed := 10
	eventually(t, s, "given up", func() string {
		seed++
		d.Paint(a, seed)
		return alone(s, 0)
	})
	if n := len(d.Windows()); n != 3 {
		t.Errorf("%d windows", n)
	}
	w.drop() // its network has forgotten the connection by then
	if err := cmd.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "picture after waking", func() string {
		if e := alone(s, 1); e != "" {
			return e + log.String()
		}
		return shown()
	})
}
