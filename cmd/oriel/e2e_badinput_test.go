package main_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
)

// stillServes checks that a bridge goes on after somebody has misbehaved: old
// windows are there, with their pixels, and new ones come.
func (b *bridge) stillServes(t *testing.T, w window) {
	t.Helper()
	m, list := b.shot("--profile", "rail", "--window", w.Title)
	if why := (painting{rect: m.Rect}).wrong(m, m.Rect); why != "" {
		t.Errorf("%q: %s", w.Title, why)
	}
	sameWindows(t, list, b.windows())
}

// says waits until the bridge has logged a line with all those words since
// from; "a|b" is either.
func (b *bridge) says(from int, words ...string) {
	b.t.Helper()
	until(b.t, fmt.Sprintf("a line of the log with %q", words), func() string {
		said := b.run.err.String()[from:]
		for line := range strings.Lines(said) {
			all := true
			for _, w := range words {
				all = all && slices.ContainsFunc(strings.Split(w, "|"), func(v string) bool { return strings.Contains(line, v) })
			}
			if all {
				return ""
			}
		}
		return fmt.Sprintf("the bridge said %q", said)
	})
}

func TestAWrongPasswordShowsNothingAndIsLogged(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "xpaint"), "-title", "secret")
	w := b.window("secret")
	if err := os.WriteFile(b.file("wrong"), []byte("not the password\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, stderr, code := b.command("shot", "-o", b.file("x.png"), "--connect", b.RDP[0], "--user", b.User,
		"--password-file", b.file("wrong"), "--timeout", "10s", "--window", "secret")
	if code == 0 || !strings.HasPrefix(stderr, "oriel: ") {
		t.Errorf("oriel shot: status %d: %s", code, stderr)
	}
	if _, err := os.Stat(b.file("x.png")); err == nil {
		t.Error("there is a picture")
	}
	b.says(0, "level=WARN", "client=", "access denied|logon failure")
	from := len(b.run.err.String())
	s := xvfb(t, 800, 600)
	p := launch(t, s.env, need(t, "xfreerdp", "freerdp2-x11"), "/v:"+b.address(), "/u:"+b.User, "/p:wrong", "/cert:ignore", "/app:||all")
	if code := p.wait(); code == 0 {
		t.Error("xfreerdp ended as if all were well")
	}
	b.says(from, "level=WARN", "client=", "access denied|logon failure")
	if strings.Contains(b.run.err.String(), "not the password") || strings.Contains(b.run.err.String(), b.Password) {
		t.Error("a password is in the log")
	}
	// The right password, a wrong certificate.
	if err := os.WriteFile(b.file("right"), []byte(b.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for print, want := range map[string]int{b.Fingerprint: 0, strings.Repeat("00:", 31) + "00": 1} {
		_, stderr, code := b.command("shot", "-o", b.file("x.png"), "--connect", b.RDP[0], "--user", b.User,
			"--password-file", b.file("right"), "--fingerprint", print, "--window", "secret")
		if code != want {
			t.Errorf("with the fingerprint %s: status %d: %s", print, code, stderr)
		}
	}
	b.stillServes(t, w)
}

func TestPeersThatTalkNonsenseEndAloneAndAreLogged(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "xpaint"), "-title", "stays")
	w := b.window("stays")
	request := func(protocols string) []byte { // X.224 Connection Request with RDP_NEG_REQ
		p, err := hex.DecodeString("03000013" + "0ee00000000000" + "01000800" + protocols)
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct {
		name string
		send func(c net.Conn) error
	}{
		{"garbage", func(c net.Conn) error { _, err := c.Write(bytes.Repeat([]byte("nonsense\x00\xff"), 1000)); return err }},
		{"HTTP", func(c net.Conn) error { _, err := io.WriteString(c, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"); return err }},
		{"a length without data", func(c net.Conn) error {
			_, err := c.Write([]byte{3, 0, 0xff, 0xff})
			if err == nil {
				err = c.(*net.TCPConn).CloseWrite()
			}
			return err
		}},
		{"plain RDP", func(c net.Conn) error { _, err := c.Write(request("00000000")); return err }},
		{"TLS at once", func(c net.Conn) error {
			_ = tls.Client(c, &tls.Config{InsecureSkipVerify: true}).HandshakeContext(t.Context())
			return nil
		}},
		{"garbage inside TLS", func(c net.Conn) error {
			if _, err := c.Write(request("01000000")); err != nil {
				return err
			}
			if _, err := io.ReadFull(c, make([]byte, 19)); err != nil {
				return err
			}
			s := tls.Client(c, &tls.Config{InsecureSkipVerify: true})
			if err := s.HandshakeContext(t.Context()); err != nil {
				return err
			}
			_, err := s.Write(bytes.Repeat([]byte{3, 0, 0, 12, 2, 0xf0, 0x80, 0x7f, 0x65, 0x82, 0xff, 0xff}, 100))
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := b.in(t)
			from := len(b.run.err.String())
			conn, err := net.Dial("tcp", b.address())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			if err := c.send(conn); err != nil {
				t.Fatal(err)
			}
			untilClosed(t, conn)
			b.says(from, "level=WARN", "client=127.0.0.1:", "err=")
		})
	}
	b.stillServes(t, w)
}

// untilClosed reads until the other side has closed the connection.
func untilClosed(t *testing.T, c net.Conn) {
	t.Helper()
	_, err := io.Copy(io.Discard, c)
	if ne, ok := err.(net.Error); ok && ne.Timeout() {
		t.Error("the bridge does not close the connection")
	}
}

func TestAPeerThatSaysNothingIsSentAway(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	// One says nothing at all, one stops in the middle of a word.
	for _, word := range []string{"", "\x03\x00\x00"} {
		c, err := net.Dial("tcp", b.address())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.WriteString(c, word); err != nil {
			t.Fatal(err)
		}
		if err := c.SetDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		untilClosed(t, c)
		b.says(0, "level=WARN", "client="+c.LocalAddr().String(), "err=")
	}
	b.app(demo(t, "xpaint"), "-title", "after")
	b.stillServes(t, b.window("after"))
}

// wayland connects to a bridge as an app that misbehaves.
func (b *bridge) wayland(t *testing.T) *wlclient.Client {
	t.Helper()
	c, err := wlclient.Connect(b.WaylandDisplay)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	c.Timeout = patience
	return c
}

func TestAClientThatShrinksItsPoolHarmsNobodyElse(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "wlpaint"), "-title", "good")
	good := b.window("good")
	s := xvfb(t, 800, 600)
	s.desktop(b)
	untilPainted(t, "the good window", s.picture, painting{rect: good.inner()})

	c := b.wayland(t)
	w, err := c.NewToplevel("shrinks", 300, 200)
	if err != nil {
		t.Fatal(err)
	}
	const size = 4 * 300 * 200
	fd, err := unix.MemfdCreate("pool", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := unix.Ftruncate(fd, size); err != nil {
		t.Fatal(err)
	}
	shm, err := c.Get(wlproto.WlShmInterface)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	pool := wlproto.WlShmProxy{Resource: shm}.CreatePool(theirs, size)
	buffer := pool.CreateBuffer(0, 300, 200, 4*300, wlproto.WlShmFormatXrgb8888)
	show := func() {
		w.Surface.Attach(buffer, 0, 0)
		w.Surface.Damage(0, 0, 300, 200)
		w.Surface.Commit()
	}
	show()
	if err := c.Roundtrip(); err != nil {
		t.Fatal(err)
	}
	bad := b.window("shrinks")
	until(t, "the black window on the client", func() string {
		m := s.picture()
		if p := m.Pix[m.PixOffset(bad.X+150, bad.Y+100):][:3]; p[0]|p[1]|p[2] != 0 {
			return fmt.Sprint("there is ", p)
		}
		return ""
	})
	from := len(b.run.err.String())
	if err := unix.Ftruncate(fd, 4096); err != nil {
		t.Fatal(err)
	}
	show()
	for range 100 { // the server finds out when it reads the pixels
		if err = c.Roundtrip(); err != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err == nil || !strings.Contains(err.Error(), "invalid_fd") && !strings.Contains(err.Error(), "2") {
		t.Errorf("the client was told: %v", err)
	}
	b.says(from, "level=WARN", "client=")
	b.noWindow("the bad window", func(w window) bool { return w.Title == "shrinks" })
	untilPainted(t, "the good window still", s.picture, painting{rect: good.inner()})
	b.stillServes(t, good)
}

func TestABadObjectIdEndsThatClientAlone(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "wlpaint"), "-title", "good")
	good := b.window("good")
	for _, c := range []struct {
		name  string
		words []uint32 // object, size<<16|opcode, arguments
	}{
		{"an object that is not there", []uint32{4711, 8 << 16}},
		{"no such request", []uint32{1, 8<<16 | 77}},
		{"an id of the server", []uint32{1, 12 << 16, 0xff000000}},
		{"an id that skips others", []uint32{1, 12 << 16, 99999}},
		{"a message shorter than its head", []uint32{1, 4 << 16}},
		{"a message that is too short", []uint32{1, 8<<16 | 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := b.in(t)
			from := len(b.run.err.String())
			conn, err := (&net.Dialer{}).DialContext(context.Background(), "unix", b.WaylandDisplay)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			var msg []byte
			for _, w := range c.words {
				msg = append(msg, byte(w), byte(w>>8), byte(w>>16), byte(w>>24))
			}
			if _, err := conn.Write(msg); err != nil {
				t.Fatal(err)
			}
			if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
				t.Fatal(err)
			}
			answer, err := io.ReadAll(bufio.NewReader(conn))
			if ne, ok := err.(net.Error); ok && ne.Timeout() {
				t.Fatal("the bridge does not hang up")
			}
			// wl_display.error: object 1, opcode 0.
			if len(answer) < 12 || binary.LittleEndian.Uint32(answer) != 1 || binary.LittleEndian.Uint16(answer[4:]) != 0 {
				t.Errorf("the answer is %x", answer)
			}
			b.says(from, "level=WARN", "client=")
		})
	}
	b.stillServes(t, good)
}
