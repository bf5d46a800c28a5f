package main_test

import (
	"context"
	"fmt"
	"image"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"oriel/compositor/wlclient"
	"oriel/rdp/client"
)

// stoppedFor is how long a backend stands still.
const stoppedFor = 30 * time.Second

// A flicker is a Wayland app with two buffers that draws every 10 ms if it has
// one, and waits for no frame callback.
type flicker struct {
	mu     sync.Mutex
	frames int
	colour uint32 // of the newest frame
	rest   bool   // keeps its last colour
	err    error
	done   chan struct{}
}

// flicker starts one, which ends with the test.
func (b *bridge) flicker(title string) *flicker {
	b.t.Helper()
	c, err := wlclient.Connect(b.WaylandDisplay)
	if err != nil {
		b.t.Fatal(err)
	}
	c.Timeout = patience
	f := &flicker{done: make(chan struct{})}
	w, err := c.NewToplevel(title, 200, 150)
	if err != nil {
		b.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		defer close(f.done)
		defer c.Close()
		if err := f.run(ctx, c, w); ctx.Err() == nil {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.err = err
		}
	}()
	b.t.Cleanup(func() {
		cancel()
		<-f.done
	})
	return f
}

func (f *flicker) run(ctx context.Context, c *wlclient.Client, w *wlclient.Toplevel) error {
	var buffers []*wlclient.Buffer
	for range 2 {
		b, err := c.NewBuffer(200, 150)
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
			if !b.Busy && f.draw(b) {
				w.Show(b)
				break
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

func (f *flicker) draw(b *wlclient.Buffer) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.rest {
		return false
	}
	f.frames++
	f.colour = 0xff000000 | uint32(f.frames*7%256)<<16 | uint32(f.frames*13%256)
	b.Fill(f.colour)
	return true
}

func (f *flicker) state() (frames int, colour uint32, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.frames, f.colour, f.err
}

// stop lets the newest frame be the last.
func (f *flicker) stop() uint32 {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.rest = true
	return f.colour
}

// shows waits until a client shows a window in one colour.
func (c *benchClient) shows(title string, argb uint32) {
	c.t.Helper()
	until(c.t, fmt.Sprintf("%q in the colour %#x", title, argb), func() string {
		for _, w := range c.Windows() {
			m := c.Image(w.ID)
			if w.Title != title || m == nil {
				continue
			}
			p := m.Pix[m.PixOffset(m.Rect.Dx()/2, m.Rect.Dy()*2/3):]
			if got := 0xff000000 | uint32(p[0])<<16 | uint32(p[1])<<8 | uint32(p[2]); got != argb {
				return fmt.Sprintf("it is %#x", got)
			}
			return ""
		}
		return "it is not there"
	})
}

func resident(t testing.TB, pid int) int {
	t.Helper()
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(strings.Fields(string(b))[1])
	if err != nil {
		t.Fatal(err)
	}
	return n * os.Getpagesize()
}

// TestABackendThatStandsStillCostsNoAppAFrame: an app with two buffers goes
// on, nothing grows, and the newest picture is there afterwards.
func TestABackendThatStandsStillCostsNoAppAFrame(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	f := b.flicker("flickers")
	v := connect(b, client.RAIL, image.Pt(800, 600))
	b.window("flickers")
	until(t, "the first frames", func() string { n, _, _ := f.state(); return whether(n > 50) })
	compositor, _ := b.status().process("oriel-compositor")
	backend, _ := b.status().process("oriel-rdp")
	if err := syscall.Kill(backend, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Kill(backend, syscall.SIGCONT) }()
	time.Sleep(time.Second) // what is on its way has come
	began, _, _ := f.state()
	memory := resident(t, compositor)
	time.Sleep(stoppedFor)
	frames, _, err := f.state()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d frames in %v", frames-began, stoppedFor)
	// It tries a hundred times a second. On the busiest machine a tenth of it
	// tells an app that draws from one that waits to be let go on.
	if frames-began < int(stoppedFor/time.Second)*10 {
		t.Errorf("only %d frames in %v", frames-began, stoppedFor)
	}
	if now := resident(t, compositor); now > memory+8<<20 {
		t.Errorf("the compositor grew from %d to %d bytes", memory, now)
	}
	last := f.stop()
	if err := syscall.Kill(backend, syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	v.shows("flickers", last)
}

// stuck is a connection whose reader can be stopped.
type stuck struct {
	net.Conn
	mu   sync.Mutex
	stop chan struct{} // nil: it reads
}

// Read implements net.Conn.
func (s *stuck) Read(b []byte) (int, error) {
	s.mu.Lock()
	stop := s.stop
	s.mu.Unlock()
	if stop != nil {
		<-stop
		return 0, net.ErrClosed
	}
	return s.Conn.Read(b)
}

// TestAViewerThatReadsNothingHoldsUpNoOther: the app follows the one that
// reads.
func TestAViewerThatReadsNothingHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600", "--share", "view")
	first := connect(b, client.RAIL, image.Pt(800, 600))
	conn, err := net.Dial("tcp", b.address())
	if err != nil {
		t.Fatal(err)
	}
	s := &stuck{Conn: conn}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	second, err := client.Connect(ctx, s, client.Options{
		User: b.User, Password: b.Password, Fingerprint: b.Fingerprint, Profile: client.Desktop, Size: image.Pt(800, 600),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	until(t, "both clients", func() string { return whether(len(b.status().Clients) == 2) })
	stop := make(chan struct{})
	defer close(stop)
	s.mu.Lock()
	s.stop = stop
	s.mu.Unlock()
	compositor, _ := b.status().process("oriel-compositor")
	backend, _ := b.status().process("oriel-rdp")
	memory := resident(t, compositor)
	// At 1 Hz, as for nobody, it would take three minutes.
	const frames = 180
	b.app(demo(t, "wlpaint"), "-title", "paced", "-rate", "60", "-frames", strconv.Itoa(frames), "-events", b.file("paced"))
	b.logs("paced", fmt.Sprintf("frame %d is the last", frames-1))
	grown := resident(t, backend)
	b.app(demo(t, "wlpaint"), "-title", "more", "-rate", "60", "-frames", strconv.Itoa(frames), "-events", b.file("more"))
	b.logs("more", fmt.Sprintf("frame %d is the last", frames-1))
	if now := resident(t, compositor); now > memory+16<<20 {
		t.Errorf("the compositor grew from %d to %d bytes", memory, now)
	}
	if now := resident(t, backend); now > grown+16<<20 {
		t.Errorf("the backend grew from %d to %d bytes", grown, now)
	}
	w := b.window("more")
	until(t, "the last frame at the client that reads", func() string {
		for _, c := range first.Windows() {
			if c.ID == w.ID && first.Image(c.ID) != nil {
				return ""
			}
		}
		return "it is not there"
	})
}

// TestTheBackendServesFromItsCage looks at it when it has done all its work:
// TLS, another size, a client that comes again, a paste, a line of the log.
func TestTheBackendServesFromItsCage(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "-v")
	b.app(demo(t, "wlpaint"), "-title", "W")
	b.window("W")
	for range 2 {
		v := connect(b, client.Desktop, image.Pt(800, 600))
		until(t, "the window", func() string { return whether(v.Desktop() != nil) })
		if err := v.Resize(image.Pt(1024, 768), 1); err != nil {
			t.Fatal(err)
		}
		until(t, "another size", func() string { m := v.Desktop(); return whether(m != nil && m.Rect.Dx() == 1024) })
		v.Close()
	}
	b.says(0, "unit=rdp", "Session active")
	pid, _ := b.status().process("oriel-rdp")
	want := []string{"NoNewPrivs:\t1", "Seccomp:\t2", "CapPrm:\t0000000000000000", "CapEff:\t0000000000000000"}
	if os.Getuid() == 0 {
		want = append(want, "Uid:\t65534\t65534\t65534\t65534", "Gid:\t65534\t65534\t65534\t65534", "Groups:\t ")
	}
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	if err != nil || len(threads) == 0 {
		t.Fatalf("no threads: %v", err)
	}
	for _, file := range threads {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range want {
			if !strings.Contains(string(text), line+"\n") {
				t.Errorf("%s lacks %q", file, line)
			}
		}
	}
	// Nothing of it is open but sockets, memory, and what it says; Go's runtime
	// looks for the limit of processors in a cgroup's files.
	fds, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, fd := range fds {
		to, err := os.Readlink(fd)
		if err != nil {
			continue // closed meanwhile
		}
		if !strings.HasPrefix(to, "socket:") && !strings.HasPrefix(to, "anon_inode:") && !strings.HasPrefix(to, "pipe:") &&
			!strings.HasPrefix(to, "/memfd:") && !strings.HasPrefix(to, "/sys/fs/cgroup/") && to != os.DevNull {
			t.Errorf("it has %s", to)
		}
	}
}
