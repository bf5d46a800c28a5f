package main_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"oriel/compositor/control"
	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/rdp/avc/avctest"
	"oriel/rdp/workload"
)

// helped makes a bridge whose programs have oriel-avc beside them, which other
// tests' have not.
func helped(t *testing.T) *bridge {
	t.Helper()
	oriel(t)
	b := newBridge(t)
	b.bin = short(t)
	helper := avctest.Program(t)
	for name, path := range map[string]string{
		"oriel": built.dir + "/oriel", "oriel-compositor": built.dir + "/oriel-compositor", "oriel-rdp": built.dir + "/oriel-rdp", "oriel-avc": helper,
	} {
		// A copy could be busy: what another test forks meanwhile has it open.
		if err := os.Link(path, filepath.Join(b.bin, name)); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// A film is a Wayland app that plays a video, which ends with the test.
func (b *bridge) film(title string, width, height int) {
	b.t.Helper()
	c, err := wlclient.Connect(b.WaylandDisplay)
	if err != nil {
		b.t.Fatal(err)
	}
	c.Timeout = patience
	top, err := c.NewToplevel(title, width, height)
	if err != nil {
		b.t.Fatal(err)
	}
	w, err := workload.New("video", width, height)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- screenplay(ctx, c, top, w) }()
	b.t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.t.Error(err)
		}
		c.Close()
	})
}

func screenplay(ctx context.Context, c *wlclient.Client, top *wlclient.Toplevel, w *workload.Workload) error {
	var buffers []*wlclient.Buffer
	for range 3 {
		b, err := c.NewBufferOf(wlproto.WlShmFormatXrgb8888, w.Width, w.Height)
		if err != nil {
			return err
		}
		buffers = append(buffers, b)
	}
	for ctx.Err() == nil {
		if err := c.Roundtrip(); err != nil { // hears of releases
			return err
		}
		for _, b := range buffers {
			if !b.Busy {
				w.Step()
				copy(b.Pix, w.Pix)
				top.Show(b)
				break
			}
		}
		time.Sleep(40 * time.Millisecond)
	}
	return nil
}

// slowly is an address that leads to another one by a link of 50 Mbit/s and
// 40 ms there and back.
func slowly(t *testing.T, to string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				near.Close()
				return
			}
			_ = far.(*net.TCPConn).SetReadBuffer(16 << 10) // what waits, waits at the bridge
			go crawl(near, far, time.Second/(50e6/8), 0)
			go crawl(far, near, 0, 40*time.Millisecond)
		}
	}()
	return l.Addr().String()
}

// crawl copies, each byte taking so long, and all of it arriving late.
func crawl(to, from net.Conn, perByte, late time.Duration) {
	defer to.Close()
	type packet struct {
		b  []byte
		at time.Time
	}
	way := make(chan packet, 1024)
	go func() {
		for p := range way {
			time.Sleep(time.Until(p.at))
			if _, err := to.Write(p.b); err != nil {
				from.Close()
			}
		}
	}()
	defer close(way)
	for {
		b := make([]byte, 8<<10)
		n, err := from.Read(b)
		time.Sleep(time.Duration(n) * perByte)
		way <- packet{b[:n], time.Now().Add(late)}
		if err == io.EOF || err != nil {
			return
		}
	}
}

// chosen returns how many rectangles of the only client went one way, and why.
func (b *bridge) chosen(name string) (rects uint64, why string) {
	b.t.Helper()
	out, stderr, code := b.command("status", "--json", "--control", b.Control)
	var s struct {
		Clients []struct {
			Why     string
			Choices []struct {
				Name  string
				Rects uint64 `json:"rectangles"`
			}
		}
	}
	if err := json.Unmarshal([]byte(out), &s); code != 0 || err != nil {
		b.t.Fatalf("status %d, %v: %s%s", code, err, out, stderr)
	}
	for _, c := range s.Clients {
		why = c.Why
		for _, x := range c.Choices {
			if x.Name == name {
				rects += x.Rects
			}
		}
	}
	return rects, why
}

// TestAVideoThroughTheWholeBridge: app, compositor, the caged backend and the
// caged helper, a slow link and Debian's client; and the helper's death.
func TestAVideoThroughTheWholeBridge(t *testing.T) {
	t.Parallel()
	b := helped(t)
	b.start("--size", "800x600")
	path := b.manager()
	b.film("film", 500, 400)
	b.window("film")
	helper := func() control.UnitState { return units(t, path)[control.Video] }
	until(t, "the helper", func() string { return whether(helper().State == control.Running) })
	s := xvfb(t, 800, 600)
	launch(t, s.env, need(t, "xfreerdp", "freerdp2-x11"), "/v:"+slowly(t, b.address()), "/u:"+b.User, "/p:"+b.Password,
		"/cert:ignore", "/log-level:WARN", "/size:800x600", "-decorations", "/gfx:AVC420")
	var before uint64
	plays := func() {
		t.Helper()
		until(t, "a video by AVC420", func() string {
			n, why := b.chosen("video")
			if n > before+20 {
				before = n
				return ""
			}
			return fmt.Sprintf("%d rectangles, before %d; %s", n, before, why)
		})
	}
	plays()
	if list := b.status().Clients; len(list) != 1 || !strings.Contains(list[0].Codec, "AVC420") {
		t.Errorf("%+v", list)
	}
	first := helper()
	if limits, err := os.ReadFile("/proc/" + strconv.Itoa(int(first.PID)) + "/status"); err != nil || !strings.Contains(string(limits), "Seccomp:\t2\n") {
		t.Errorf("it is in no cage: %v\n%s", err, limits)
	}
	b.kill9("oriel-avc")
	until(t, "another helper", func() string {
		u := helper()
		return whether(u.State == control.Running && u.PID != first.PID)
	})
	plays()
	if pid, state := b.status().process("oriel-rdp"); pid == 0 || state != "running" {
		t.Errorf("the backend is %q", state)
	}
}

// TestAVideoWithoutTheLibrary goes as photos do: nothing breaks, and nobody is
// alarmed.
func TestAVideoWithoutTheLibrary(t *testing.T) {
	t.Parallel()
	b := helped(t)
	none := b.file("libopenh264.so")
	if err := os.WriteFile(none, []byte("no library"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start("--size", "800x600", "--avc", none)
	path := b.manager()
	b.film("film", 500, 400)
	b.window("film")
	until(t, "the helper's end", func() string { return whether(units(t, path)[control.Video].State == control.Stopped) })
	if u := units(t, path)[control.Video]; u.Crashes != 0 || u.Starts != 1 {
		t.Errorf("%+v", u)
	}
	s := xvfb(t, 800, 600)
	launch(t, s.env, need(t, "xfreerdp", "freerdp2-x11"), "/v:"+slowly(t, b.address()), "/u:"+b.User, "/p:"+b.Password,
		"/cert:ignore", "/log-level:WARN", "/size:800x600", "-decorations", "/gfx:AVC420")
	until(t, "the film", func() string {
		if n, why := b.chosen("planar"); n < 50 || !strings.Contains(why, "there is no oriel-avc") {
			return fmt.Sprintf("%d rectangles; %s", n, why)
		}
		return ""
	})
	if n, _ := b.chosen("video"); n > 0 {
		t.Errorf("%d rectangles by a library that is not there", n)
	}
	if s := b.run.err.String(); s != "" {
		t.Errorf("it warns of %s", s)
	}
	if _, stderr, code := b.command("run", "--listen", "tcp:127.0.0.1:0", "--avc", b.file("missing")); code == 0 || !strings.Contains(stderr, "--avc") {
		t.Errorf("a library that is not there: status %d: %s", code, stderr)
	}
}
