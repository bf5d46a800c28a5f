package link

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/compositor/wltest"
	"oriel/socket/fdpass"
)

// backendEnv makes the test binary a backend.
const backendEnv = "ORIEL_LINK_TEST_BACKEND"

func TestMain(m *testing.M) {
	if os.Getenv(backendEnv) != "" {
		backend()
		return
	}
	os.Exit(m.Run())
}

// backend is a process that says on stdout what it sees, at each Diff: title
// and first byte of the windows from bottom to top. It types what it is told
// on stdin, and puts it on the clipboard.
func backend() {
	conn, err := fdpass.New(os.NewFile(3, "link"))
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	c := NewClient(conn)
	if os.Getenv(backendEnv) == "bench" {
		stopwatch(c)
		return
	}
	e := &eye{}
	var a scene.Attachment
	told := make(chan struct{}, 1)
	e.news = func(*scene.Diff) {
		select {
		case told <- struct{}{}:
		default:
		}
	}
	a = c.Attach(e)
	go func() {
		for range told {
			var line strings.Builder
			var drawn []scene.Drawn
			e.look(func(v *scene.View) {
				for _, id := range v.Stack {
					if w := v.Windows[id]; w != nil {
						fmt.Fprintf(&line, "%s=%d ", w.Title, colour(v, id))
						drawn = append(drawn, scene.Drawn{Window: id, Seq: w.Content.Seq})
					}
				}
			})
			a.Drawn(drawn)
			fmt.Println(strings.TrimSpace(line.String()))
		}
	}()
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			c.Input(seat.Text{Text: in.Text()})
			c.Clipboard().Set(text{in.Text(), []string{clip.Text}}, "backend")
		}
	}()
	if err := c.Run(context.Background()); err != io.EOF {
		fmt.Println(err)
		os.Exit(1)
	}
	os.Exit(0)
}

// child is a backend in a process of its own.
type child struct {
	t     testing.TB
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines chan string
	serve *served
}

func start(t testing.TB, s *Server) *child { return startAs(t, s, "show") }

func startAs(t testing.TB, s *Server, what string) *child {
	t.Helper()
	v, conn := serve(t, s)
	f, err := conn.File()
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	defer f.Close()
	c := &child{t: t, cmd: exec.Command("/proc/self/exe"), lines: make(chan string, 1000), serve: v}
	c.cmd.Env = append(os.Environ(), backendEnv+"="+what)
	c.cmd.ExtraFiles, c.cmd.Stderr = []*os.File{f}, os.Stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(c.lines)
		for in := bufio.NewScanner(out); in.Scan(); {
			c.lines <- in.Text()
		}
	}()
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = c.cmd.Wait()
	})
	return c
}

// sees waits until the backend says so.
func (c *child) sees(want string) {
	c.t.Helper()
	last := ""
	for end := time.After(patience); ; {
		select {
		case line, ok := <-c.lines:
			if line == want {
				return
			}
			if last = line; !ok {
				c.t.Fatalf("the backend has ended and did not see %q", want)
			}
		case <-end:
			c.t.Fatalf("the backend sees %q, not %q", last, want)
		}
	}
}

// TestProcesses runs a backend in another process, kills it and starts the
// next one.
func TestProcesses(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	p := newPool(t, 1<<16)
	sf, _ := show(comp, "one", p.buffer(0, 8, 8, 1, nil))
	show(comp, "two", heap(8, 8, 2))
	c := start(t, s)
	c.sees("one=1 two=2")
	commit(comp, sf, p.buffer(1024, 8, 8, 3, nil))
	c.sees("one=3 two=2")
	until(t, "the release of the old picture", func() bool { return s.Stats().Holds == 2 })

	fmt.Fprintln(c.in, "Grüße 😀")
	until(t, "the copy", func() bool { return has(comp.Clipboard(), clip.Text) })
	if got := paste(t, comp.Clipboard(), clip.Text); got != clip.Text+"\nGrüße 😀" {
		t.Errorf("pasted %q", got)
	}

	begun := time.Now()
	if err := c.cmd.Process.Signal(unix.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if err := c.serve.wait(); err != nil {
		t.Error(err)
	}
	if st := s.Stats(); st.Holds != 0 || st.Peers != 0 {
		t.Errorf("the dead one has %+v", st)
	}
	next := start(t, s)
	next.sees("one=3 two=2")
	t.Logf("killed to seen again: %v", time.Since(begun))
	if has(comp.Clipboard(), clip.Text) {
		t.Error("the clipboard of the dead")
	}
}

// TestStoppedProcess stops a backend: an app with two buffers goes on, and
// the newest picture shows when the backend goes on.
func TestStoppedProcess(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	p := newPool(t, 4096)
	free := make(chan int, 2)
	buffer := func(i int) *scene.Buffer { return p.buffer(i%2*64, 4, 4, byte(i), func() { free <- i % 2 }) }
	sf, _ := show(comp, "double", buffer(0))
	free <- 1
	c := start(t, s)
	c.sees("double=0")
	if err := c.cmd.Process.Signal(unix.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for i := 1; i <= 500; i++ {
		<-free
		commit(comp, sf, buffer(i))
	}
	if d := time.Since(begun); d > 3*time.Second {
		t.Errorf("500 frames took %v", d)
	}
	if err := c.cmd.Process.Signal(unix.SIGCONT); err != nil {
		t.Fatal(err)
	}
	c.sees(fmt.Sprintf("double=%d", byte(500%256)))
}

// TestWaylandApp shows a Wayland app's windows in another process.
func TestWaylandApp(t *testing.T) {
	d := wltest.New(t)
	s := NewServer(d.Comp)
	c := start(t, s)
	app := d.Client()
	w := app.Window("app", 64, 48)
	c.sees("app=153")
	for _, argb := range []uint32{0xff000010, 0xff000020, 0xff000030} {
		b := app.Buffer(64, 48)
		b.Fill(argb)
		w.Show(b)
		app.Roundtrip()
		c.sees(fmt.Sprintf("app=%d", argb&0xff))
	}
	if st := s.Stats(); st.Copies != 0 || st.Files < 4 {
		t.Errorf("stats %+v", st)
	}
	_ = app.Close()
	c.sees("")
	until(t, "the app's files to be forgotten", func() bool { st := s.Stats(); return st.Mapped == 0 && st.Holds == 0 })
}

// TestRealApp shows a program's window at the far end, whose pace it follows:
// its few buffers cross once and are never copied.
func TestRealApp(t *testing.T) {
	d := wltest.New(t)
	s := NewServer(d.Comp)
	c, _ := connect(t, s)
	e := &eye{}
	var a scene.Attachment
	drawn := make(chan scene.Drawn, 100)
	e.news = func(x *scene.Diff) {
		for _, w := range x.Windows {
			select {
			case drawn <- scene.Drawn{Window: w.Window.ID, Seq: w.Window.Content.Seq}:
			default:
			}
		}
	}
	a = c.Attach(e)
	defer e.release()
	defer a.Detach()
	d.Command(d.Listen(), "weston-simple-shm").Begin()
	for end := time.After(2 * patience); ; {
		select {
		case x := <-drawn:
			// Who has drawn has let go of what was before: the program gives
			// up when it is to draw and has no buffer.
			e.look(func(*scene.View) {})
			a.Drawn([]scene.Drawn{x})
			if x.Seq < 30 {
				continue
			}
		case <-end:
			t.Fatal("the program stands still")
		}
		break
	}
	if st := s.Stats(); st.Files == 0 || st.Files > 8 || st.Copies != 0 || st.Reclaimed != 0 {
		t.Errorf("stats %+v", st)
	}
}
