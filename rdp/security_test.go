package rdp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/rdp"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/nla"
	"oriel/rdp/rdptest"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// serve has the server listen where a test wants it, and returns the address.
func serve(t *testing.T, s *rdptest.Server, network, addr string) string {
	t.Helper()
	l, err := net.Listen(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Serve(ctx, l)
	}()
	t.Cleanup(func() { cancel(); <-done })
	return l.Addr().String()
}

// negotiate sends a Connection Request and returns the answer.
func negotiate(t *testing.T, network, addr string, want x224.Protocol) *x224.ConnectionConfirm {
	t.Helper()
	conn, err := net.Dial(network, addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	var out svc.Outbox
	out.AddPDU(&x224.ConnectionRequest{Negotiation: &x224.NegotiationRequest{Protocols: want}})
	if _, err := conn.Write(out.Message(0)); err != nil {
		t.Fatal(err)
	}
	b := make([]byte, 19)
	if _, err := io.ReadFull(conn, b); err != nil {
		t.Fatal(err)
	}
	var cc x224.ConnectionConfirm
	r := wire.NewReader(b)
	if cc.ReadFrom(r); r.Err() != nil {
		t.Fatal(r.Err())
	}
	return &cc
}

// TestNoProtectionOnlyWithinTheMachine: protocol 0 is taken over a Unix
// socket, from a client that offers nothing else, and refused over TCP by the
// code that makes clients try the next one.
func TestNoProtectionOnlyWithinTheMachine(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*rdp.Config)
		unix   x224.Protocol
		ask    x224.Protocol
		tcp    x224.FailureCode
		refuse x224.FailureCode // over the Unix socket
	}{
		{"TLS", nil, 0, x224.ProtocolRDP, x224.SSLRequiredByServer, 0},
		{"TLS or NLA", withNLA, 0, x224.ProtocolRDP, x224.SSLRequiredByServer, 0},
		{"NLA alone", onlyNLA, 0, x224.ProtocolRDP, x224.HybridRequiredByServer, x224.HybridRequiredByServer},
		{"NLA alone, TLS asked for", onlyNLA, 0, x224.ProtocolSSL, x224.HybridRequiredByServer, x224.HybridRequiredByServer},
		{"TLS, asked for", nil, x224.ProtocolSSL, x224.ProtocolSSL, 0, 0},
		{"TLS, NLA alone asked for", nil, 0, x224.ProtocolHybrid, x224.SSLRequiredByServer, x224.SSLRequiredByServer},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _, _ := stage(t, c.change)
			sock := filepath.Join(t.TempDir(), "s")
			serve(t, s, "unix", sock)
			tcp := serve(t, s, "tcp", "127.0.0.1:0")
			if cc := negotiate(t, "tcp", tcp, c.ask); cc.Failure != c.tcp {
				t.Errorf("TCP: %+v, want failure %v", cc, c.tcp)
			}
			cc := negotiate(t, "unix", sock, c.ask)
			if cc.Failure != c.refuse || c.refuse == 0 && (cc.Response == nil || cc.Response.Selected != c.unix) {
				t.Errorf("Unix socket: %+v", cc)
			}
		})
	}
}

func TestXfreerdpWithoutProtection(t *testing.T) {
	t.Parallel()
	scr := newScreen(t, "640x480")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	twoWindows(d)
	sock := filepath.Join(t.TempDir(), "rdp")
	serve(t, s, "unix", sock)
	scr.client("/v:"+sock, "/sec:rdp", "/size:640x480", "+fonts", "/f", "/u:"+rdptest.User, "/p:"+rdptest.Password)
	eventually(t, s, "first picture", func() string {
		return differs(scr.picture(scr.root), d.Picture(image.Rect(0, 0, 640, 480)))
	})
	if st := s.Status(); len(st) != 1 || st[0].Security != "none" || st[0].Address != "unix" {
		t.Errorf("%+v", st)
	}
	// The same over TCP, where it is refused.
	port := serve(t, s, "tcp", "127.0.0.1:0")
	cmd := scr.client("/v:"+port, "/sec:rdp", "/u:"+rdptest.User, "/p:"+rdptest.Password)
	if err := cmd.Wait(); err == nil {
		t.Error("xfreerdp is content")
	}
	if st := s.Status(); len(st) != 1 {
		t.Errorf("%+v", st)
	}
}

// TestNoAccountOnlyWithinTheMachine: with NoAccount whoever reaches the Unix
// socket comes in, by TLS or without, and nobody comes in by TCP.
func TestNoAccountOnlyWithinTheMachine(t *testing.T) {
	s, _, _ := stage(t, func(cfg *rdp.Config) { cfg.NoAccount, cfg.Authenticate = func(net.Conn) bool { return true }, nil })
	sock := filepath.Join(t.TempDir(), "s")
	serve(t, s, "unix", sock)
	addr := serve(t, s, "tcp", "127.0.0.1:0")
	opt := client.Options{User: "whoever", Password: "", Fingerprint: s.Fingerprint, Profile: client.Desktop, Size: image.Pt(640, 480)}
	connect := func(network, addr string, opt client.Options) (*client.Session, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		conn, err := net.Dial(network, addr)
		if err != nil {
			t.Fatal(err)
		}
		c, err := client.Connect(ctx, conn, opt)
		if err != nil {
			conn.Close()
			return nil, err
		}
		t.Cleanup(func() { c.Close() })
		return c, nil
	}
	c, err := connect("unix", sock, opt)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "picture", func() string { return shows(s, c, opt) })
	if _, err := connect("tcp", addr, opt); err == nil {
		t.Error("nobody in particular came in by TCP")
	}
	opt.NLA = true
	if _, err := connect("tcp", addr, opt); err == nil {
		t.Error("nobody in particular came in by TCP and NLA")
	}
}

// refused reports whether a login was not even looked at.
func refused(err error) bool {
	return errors.Is(err, nla.StatusAccountLockedOut) || errors.Is(err, bcgr.ErrDenied)
}

// TestGuessesAreSlowedDown: after some wrong passwords a login is refused, the
// right password or not, by a reason of its own; over NLA and over TLS.
func TestGuessesAreSlowedDown(t *testing.T) {
	t.Parallel()
	for name, byNLA := range map[string]bool{"NLA": true, "TLS": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _, _ := stage(t, withNLA)
			wrong := client.Options{User: rdptest.User, Password: "wrong", NLA: byNLA}
			begin := time.Now()
			tries := 0
			for ; tries < 20; tries++ {
				_, err := s.TryConnect(wrong)
				if err == nil {
					t.Fatal("a wrong password was taken")
				}
				if refused(err) {
					break
				}
			}
			if tries == 20 {
				t.Errorf("20 guesses in %v", time.Since(begin))
			}
			right := client.Options{User: rdptest.User, Password: rdptest.Password, NLA: byNLA}
			if _, err := s.TryConnect(right); !refused(err) {
				t.Errorf("%v", err)
			}
			eventually(t, s, "why it was refused, in the log", func() string {
				if log := s.Log.String(); !strings.Contains(log, "locked out") && !strings.Contains(log, "too many failed logins") {
					return log
				}
				return ""
			})
		})
	}
}

// TestSecretsStayOutOfTheLog: what a client sends as its password, right,
// wrong or in the wrong place, is in no line of the log.
func TestSecretsStayOutOfTheLog(t *testing.T) {
	s, _, _ := stage(t, withNLA)
	const secret = "Pa55-Wd"
	for _, opt := range []client.Options{
		{User: rdptest.User, Password: secret, NLA: true}, {User: rdptest.User, Password: secret},
		{User: rdptest.User, Password: rdptest.Password, NLA: true}, {User: rdptest.User, Password: rdptest.Password},
	} {
		if c, err := s.TryConnect(opt); err == nil {
			cookie(t, s, c)
			c.Close()
		}
	}
	for _, word := range []string{secret, rdptest.Password, fmt.Sprintf("%x", nla.NTHash(rdptest.Password))} {
		if strings.Contains(s.Log.String(), word) {
			t.Errorf("%q is in the log:\n%s", word, s.Log)
		}
	}
}

// TestUnauthenticatedConnectionsAreFew: as many as the limit may be silent;
// one more is closed at once; and each ends at its deadline.
func TestUnauthenticatedConnectionsAreFew(t *testing.T) {
	s, _, _ := stage(t, func(cfg *rdp.Config) {
		cfg.Limits.Pending, cfg.Limits.Silence = 3, time.Second
	})
	addr := serve(t, s, "tcp", "127.0.0.1:0")
	ends := func() <-chan time.Time {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		c.SetDeadline(time.Now().Add(20 * time.Second))
		ended := make(chan time.Time, 1)
		go func() {
			if _, err := c.Read(make([]byte, 1)); err != nil {
				var t net.Error
				if !errors.As(err, &t) || !t.Timeout() {
					ended <- time.Now()
				}
			}
			close(ended)
		}()
		return ended
	}
	var all []<-chan time.Time
	for range 4 {
		all = append(all, ends())
	}
	eventually(t, s, "one is too many", func() string {
		if !strings.Contains(s.Log.String(), "Too many connections") {
			return "all four are taken"
		}
		return ""
	})
	for i, e := range all {
		if _, ok := <-e; !ok {
			t.Errorf("connection %d is not ended", i)
		}
	}
	s.Connect(client.Options{Profile: client.Desktop}) // and then there is room again
}

// TestLongFramesBeforeTheLogin: a frame that claims more than anybody needs
// before it is known is not read.
func TestLongFramesBeforeTheLogin(t *testing.T) {
	s, _, _ := stage(t, nil)
	c := s.Dial()
	defer c.Close()
	c.SetDeadline(time.Now().Add(20 * time.Second))
	if _, err := c.Write([]byte{3, 0, 0xFF, 0xFF}); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Read(make([]byte, 1)); n != 0 || err == nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	eventually(t, s, "log", func() string {
		if !strings.Contains(s.Log.String(), "too long") {
			return s.Log.String()
		}
		return ""
	})
}

// client starts xfreerdp with arguments that say where to and as whom.
func (s *screen) client(args ...string) *exec.Cmd {
	cmd := exec.Command("xfreerdp", append(args, "/cert:ignore")...)
	cmd.Env = append(cmd.Environ(), "DISPLAY="+s.display, "HOME="+s.t.TempDir())
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	s.t.Cleanup(func() { // after start's, which waits for the end
		if s.t.Failed() {
			s.t.Logf("xfreerdp says:\n%s", &log)
		}
	})
	start(s.t, cmd)
	return cmd
}
