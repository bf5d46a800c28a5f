package main

import (
	"bytes"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oriel/demo/paint"
	"oriel/demo/pattern"
)

const patience = 30 * time.Second

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) {
	if os.Getenv("WLPAINT_TEST_RUN") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A bench is a headless Weston in a runtime directory of its own.
type bench struct {
	t   *testing.T
	dir string
	env []string

	server *os.Process
}

func weston(t *testing.T, args ...string) *bench {
	t.Helper()
	path, err := exec.LookPath("weston")
	if err != nil {
		t.Fatal("weston is not installed; make deps installs it")
	}
	dir, err := os.MkdirTemp("/tmp", "wl") // short: a socket path holds 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	b := &bench{t: t, dir: dir, env: append(os.Environ(),
		"XDG_RUNTIME_DIR="+dir, "WAYLAND_DISPLAY=test", "WLPAINT_TEST_RUN=1")}
	_, b.server = b.start(path, append([]string{"--backend=headless-backend.so", "--use-pixman", "--no-config",
		"--idle-time=0", "--socket=test", "--width=800", "--height=600", "--log=" + dir + "/log"}, args...)...)
	b.until("the Wayland socket", func() bool {
		_, err := os.Stat(dir + "/test")
		return err == nil
	})
	return b
}

// start runs a program until the test ends and returns how it ended.
func (b *bench) start(path string, args ...string) (<-chan error, *os.Process) {
	b.t.Helper()
	cmd := exec.Command(path, args...)
	cmd.Env, cmd.Dir = b.env, b.dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	done, ended := make(chan error, 1), make(chan struct{})
	go func() {
		err := cmd.Wait()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, stderr.Bytes())
		}
		done <- err
		close(ended)
	}()
	b.t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	return done, cmd.Process
}

func (b *bench) wlpaint(args ...string) <-chan error {
	b.t.Helper()
	exe, err := os.Executable()
	if err != nil {
		b.t.Fatal(err)
	}
	done, _ := b.start(exe, append(args, "-events", b.dir+"/events")...)
	return done
}

func (b *bench) log() string {
	log, _ := os.ReadFile(b.dir + "/events")
	return string(log)
}

func (b *bench) until(what string, f func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("waited in vain for %s; log:\n%s", what, b.log())
		}
	}
}

// shot takes a screenshot of the whole output, as bytes in the pattern's
// layout.
func (b *bench) shot() (pix []byte, w, h int) {
	b.t.Helper()
	path, err := exec.LookPath("weston-screenshooter")
	if err != nil {
		b.t.Fatal("weston-screenshooter is not installed; make deps installs it")
	}
	cmd := exec.Command(path)
	cmd.Env, cmd.Dir = b.env, b.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		b.t.Fatalf("cannot take a screenshot: %v: %s", err, out)
	}
	files, err := filepath.Glob(b.dir + "/*.png")
	if err != nil || len(files) != 1 {
		b.t.Fatalf("screenshots: %v, %v", files, err)
	}
	defer os.Remove(files[0])
	f, err := os.Open(files[0])
	if err != nil {
		b.t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		b.t.Fatal(err)
	}
	w, h = m.Bounds().Dx(), m.Bounds().Dy()
	for y := range h {
		for x := range w {
			r, g, bl, _ := m.At(x, y).RGBA()
			pix = append(pix, uint8(bl>>8), uint8(g>>8), uint8(r>>8), 255)
		}
	}
	return pix, w, h
}

// find looks for the picture in a screenshot of the output.
func find(pix []byte, w, h int, want []byte, ww, wh int) bool {
	for y := 0; y+wh <= h; y++ {
		for x := 0; x+ww <= w; x++ {
			row := 0
			for ; row < wh; row++ {
				at := 4 * ((y+row)*w + x)
				if !bytes.Equal(pix[at:at+4*ww], want[4*ww*row:4*ww*(row+1)]) {
					break
				}
			}
			if row == wh {
				return true
			}
		}
	}
	return false
}

func TestPictureIsExact(t *testing.T) {
	b := weston(t, "--debug")
	b.wlpaint("-size", "223x145", "-rate", "30", "-frames", "10")
	b.until("the last frame", func() bool { return strings.Contains(b.log(), "frame 9 is the last\n") })
	if !strings.Contains(b.log(), "configure 223x145\n") {
		t.Fatalf("log:\n%s", b.log())
	}
	want := make([]byte, 4*223*145)
	pattern.Fill(want, 4*223, 223, 145, 9)
	b.until("frame 9 on the output", func() bool {
		got, w, h := b.shot()
		return find(got, w, h, want, 223, 145)
	})
}

func TestServerGoingAwayIsAnError(t *testing.T) {
	b := weston(t)
	done := b.wlpaint("-size", "200x100")
	b.until("a configure", func() bool { return strings.Contains(b.log(), "configure 200x100\n") })
	b.server.Signal(os.Interrupt)
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "the Wayland server is gone") {
			t.Errorf("wlpaint ended with %v", err)
		}
	case <-time.After(patience):
		t.Fatal("wlpaint outlives its server")
	}
}

func TestNoServer(t *testing.T) {
	t.Setenv("XDG_RUNTIME_DIR", t.TempDir())
	t.Setenv("WAYLAND_DISPLAY", "nobody")
	if err := run(options{}); err == nil {
		t.Error("runs without a server")
	}
	t.Setenv("XDG_RUNTIME_DIR", "")
	if _, err := socketPath(); err == nil {
		t.Error("finds a socket without XDG_RUNTIME_DIR")
	}
	t.Setenv("WAYLAND_DISPLAY", "/run/x")
	if path, err := socketPath(); path != "/run/x" || err != nil {
		t.Errorf("an absolute WAYLAND_DISPLAY is %q, %v", path, err)
	}
}

func TestWheelKeepsPartsOfNotches(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events")
	p, err := paint.New(paint.Options{Events: file})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	w := &window{p: p}
	for _, v := range []int32{60, 60, -30, -90, -240} {
		w.turn(0, v)
	}
	w.turn(1, 120)
	w.turn(7, 120)
	const want = "wheel down at 0,0\nwheel up at 0,0\nwheel up at 0,0\nwheel up at 0,0\nwheel right at 0,0\n"
	if got, _ := os.ReadFile(file); string(got) != want {
		t.Errorf("the log holds\n%s", got)
	}
}

func TestPixelsRoundHalfUp(t *testing.T) {
	for _, c := range []struct{ size, scale, want int }{{100, 120, 100}, {101, 180, 152}, {3, 150, 4}, {10, 240, 20}} {
		w := &window{size: paint.Size{W: c.size, H: c.size}, scale: c.scale}
		if got, _ := w.pixels(); got != c.want {
			t.Errorf("%d at %d/120 is %d, want %d", c.size, c.scale, got, c.want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{{"-size", "0x0"}, {"more"}, {"-nonsense"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
	if o, err := parse([]string{"-app-id", "a.b"}, io.Discard); err != nil || o.appID != "a.b" {
		t.Errorf("got %+v, %v", o, err)
	}
}
