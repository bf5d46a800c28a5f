package xsel_test

import (
	"io"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xsel"
)

// A world is an X server whose selections are joined to two boards.
type world struct {
	t         *testing.T
	server    *xbridgetest.Server
	clipboard *clip.Board
	primary   *clip.Board
	close     func()
}

func newWorld(t *testing.T, maxRequest int, timeout time.Duration) *world {
	w := &world{t: t, server: xbridgetest.Xvfb(t), clipboard: clip.NewBoard(), primary: clip.NewBoard()}
	conn := w.server.Open()
	if maxRequest > 0 {
		conn.MaxRequest = maxRequest
	}
	s, err := xsel.Start(conn, xsel.Config{Clipboard: w.clipboard, Primary: w.primary, Timeout: timeout})
	if err != nil {
		t.Fatal(err)
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		timer := time.NewTimer(time.Hour)
		for {
			select {
			case <-end:
				s.Close()
				return
			case <-conn.Queue.Ready():
				items, _ := conn.Queue.Take()
				for _, i := range items {
					s.Handle(i.Event)
				}
			case <-s.Ready():
			case <-timer.C:
			}
			if next := s.Turn(); !next.IsZero() {
				timer.Reset(time.Until(next))
			}
		}
	}()
	var once sync.Once
	w.close = func() { once.Do(func() { close(end); <-ended }) }
	t.Cleanup(w.close)
	return w
}

// A text is a Source of text.
type text string

func (x text) Types() []string { return []string{clip.TextUTF8, "text/html"} }

func (x text) Send(mime string, w io.WriteCloser) {
	go func() {
		defer w.Close()
		if mime == "text/html" {
			_, _ = io.WriteString(w, "<b>"+string(x)+"</b>")
			return
		}
		_, _ = io.WriteString(w, string(x))
	}()
}

// xcopy copies by xclip.
func (w *world) xcopy(s string, arg ...string) *exec.Cmd {
	w.t.Helper()
	cmd := w.server.Command("xclip", append([]string{"-quiet", "-i"}, arg...)...)
	cmd.Stdin = strings.NewReader(s)
	if err := cmd.Start(); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// xpaste pastes by xclip.
func (w *world) xpaste(arg ...string) string {
	w.t.Helper()
	out, err := w.server.Command("xclip", append([]string{"-o"}, arg...)...).Output()
	if err != nil {
		w.t.Fatalf("xclip %v: %v", arg, err)
	}
	return string(out)
}

// offered waits for what an X app has copied.
func (w *world) offered(b *clip.Board, mime string) clip.Source {
	w.t.Helper()
	var src clip.Source
	xbridgetest.Eventually(w.t, "the board has it", func() bool {
		src, _ = b.Current()
		return src != nil && clip.Pick(src, mime) != ""
	})
	return src
}

// paste reads a source.
func (w *world) paste(src clip.Source, mime string) string {
	w.t.Helper()
	r, out := io.Pipe()
	src.Send(mime, out)
	b, err := io.ReadAll(r)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

// set sets a board and waits until we own the X selection.
func (w *world) set(x *xconn.Conn, b *clip.Board, name string, src clip.Source) {
	w.t.Helper()
	before := owner(x, name)
	b.Set(src, "somebody else")
	xbridgetest.Eventually(w.t, "the selection has another owner", func() bool {
		o := owner(x, name)
		return o != 0 && o != before
	})
}

func owner(x *xconn.Conn, name string) xproto.Window {
	r, err := xproto.GetSelectionOwner(x.Conn, x.Atoms[name]).Reply()
	if err != nil {
		return 0
	}
	return r.Owner
}
