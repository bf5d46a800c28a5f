package wlclient

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

func connect(t *testing.T) (*Client, *server) {
	t.Helper()
	conn, s := serve(t)
	c, err := New(conn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, s
}

func TestWindow(t *testing.T) {
	c, s := connect(t)
	w, err := c.NewToplevel("hello", 64, 64)
	if err != nil {
		t.Fatal(err)
	}
	if w.Width != 64 || w.Height != 48 || !w.Has(wlproto.XdgToplevelStateActivated) || w.Has(wlproto.XdgToplevelStateMaximized) {
		t.Errorf("configured %dx%d %v", w.Width, w.Height, w.States)
	}
	b, err := c.NewBuffer(w.Width, w.Height)
	if err != nil {
		t.Fatal(err)
	}
	b.Fill(0xff112233)
	w.Show(b)
	if err := c.Until(func() bool { return w.Closed && !b.Busy }); err != nil {
		t.Fatal(err)
	}
	pix := <-s.shown
	if len(pix) != 64*48*4 || string(pix[:4]) != "\x33\x22\x11\xff" || string(pix[len(pix)-4:]) != "\x33\x22\x11\xff" {
		t.Errorf("server saw %d bytes, %x…", len(pix), pix[:4])
	}
	if p := <-s.pongs; p != 77 {
		t.Errorf("pong %d", p)
	}
	w.Close()
	if err := errors.Join(b.Close(), c.Roundtrip()); err != nil {
		t.Error(err)
	}
	// display, registry, compositor, wl_shm, xdg_wm_base
	if n := c.Table().Len(); n != 5 {
		t.Errorf("%d objects left", n)
	}
}

func TestProtocolError(t *testing.T) {
	c, _ := connect(t)
	w, err := c.NewToplevel("hello", 64, 64)
	if err != nil {
		t.Fatal(err)
	}
	w.XdgSurface.AckConfigure(99)
	var pe *wlwire.ProtocolError
	if err := c.Roundtrip(); !errors.As(err, &pe) || pe.Object != w.XdgSurface.ID() ||
		pe.Interface != "xdg_surface" || pe.Code != uint32(wlproto.XdgSurfaceErrorInvalidSerial) || pe.Msg != "serial 99" {
		t.Errorf("got %v", err)
	}
}

func TestNoGlobal(t *testing.T) {
	c, _ := connect(t)
	if _, err := c.Bind(wlproto.WlSeatInterface, 0); !errors.Is(err, ErrNoGlobal) {
		t.Errorf("got %v", err)
	}
}

func TestTimeout(t *testing.T) {
	c, _ := connect(t)
	c.Timeout = 20 * time.Millisecond
	if err := c.Until(func() bool { return false }); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// The wire format is what libwayland's server says it is.
func TestWeston(t *testing.T) {
	if testing.Short() {
		t.Skip("starts weston")
	}
	weston, err := exec.LookPath("weston")
	if err != nil {
		t.Fatal("weston is not installed; make deps installs it")
	}
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "wl")
	var log strings.Builder
	cmd := exec.Command(weston, "--backend=headless-backend.so", "--socket=wl", "--no-config", "--idle-time=0")
	cmd.Env = append(os.Environ(), "XDG_RUNTIME_DIR="+dir)
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	var conn *net.UnixConn
	for range 200 {
		if conn, err = net.DialUnix("unix", nil, &net.UnixAddr{Name: path, Net: "unix"}); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("weston does not start: %v", err)
	}
	c, err := New(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w, err := c.NewToplevel("hello", 64, 48)
	if err != nil {
		t.Fatal(err)
	}
	var buffers [2]*Buffer
	for i := range buffers {
		if buffers[i], err = c.NewBuffer(64, 48); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 20 {
		b := buffers[i%2]
		if err := c.Until(func() bool { return !b.Busy }); err != nil {
			t.Fatal(err)
		}
		b.Fill(0xff000000 + uint32(i))
		done := false
		w.Surface.Frame().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done = true }})
		w.Show(b)
		if err := c.Until(func() bool { return done }); err != nil {
			t.Fatal(err)
		}
	}
	w.Surface.SetBufferScale(-1)
	var pe *wlwire.ProtocolError
	if err := c.Roundtrip(); !errors.As(err, &pe) || pe.Interface != "wl_surface" {
		t.Errorf("a negative scale gave %v", err)
	}
}
