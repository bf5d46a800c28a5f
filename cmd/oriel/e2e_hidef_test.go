package main_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// A hidef is testdata/hidef.c: a client of enhanced RemoteApp that is not ours.
type hidef struct {
	t   testing.TB
	p   *process
	in  io.WriteCloser
	out chan string
	dir string
}

// hidefWindow is a window as hidef has it.
type hidefWindow struct {
	window
	Show         uint32
	MappedWidth  int `json:"mapped_width"`
	MappedHeight int `json:"mapped_height"`
	TargetWidth  int `json:"target_width"`
	TargetHeight int `json:"target_height"`
}

// hidefState is the answer to dump.
type hidefState struct {
	Active, Frames, Exec uint32
	Windows              []hidefWindow
}

// connectHidef connects to a bridge.
func connectHidef(t testing.TB, b *bridge, width, height int) *hidef {
	t.Helper()
	program := compileC(t, "hidef", "freerdp-client2", "freerdp2", "winpr2")
	cmd := exec.Command(program, "/v:"+b.address(), "/u:"+b.User, "/p:"+b.Password, "/cert:ignore", "/log-level:WARN",
		fmt.Sprintf("/size:%dx%d", width, height))
	h := &hidef{t: t, out: make(chan string, 16), dir: short(t)}
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, h.in = w, in
	h.p = start(t, cmd, append(os.Environ(), "HOME="+short(t)))
	w.Close()
	go func() {
		defer close(h.out)
		defer r.Close()
		for s := bufio.NewScanner(r); s.Scan(); {
			if strings.HasPrefix(s.Text(), "{") { // the library has its say there too
				h.out <- s.Text()
			}
		}
	}()
	h.answer("the connection")
	return h
}

// answer waits for a line.
func (h *hidef) answer(what string) string {
	h.t.Helper()
	select {
	case s, ok := <-h.out:
		if !ok {
			<-h.p.done
			h.t.Fatalf("hidef ended at %s: %s", what, &h.p.err)
		}
		return s
	case <-time.After(patience):
		h.t.Fatalf("hidef does not answer to %s: %s", what, &h.p.err)
	}
	return ""
}

// do sends a command that must succeed.
func (h *hidef) do(format string, args ...any) {
	h.t.Helper()
	line := fmt.Sprintf(format, args...)
	fmt.Fprintln(h.in, line)
	if s := h.answer(line); s != `{"ok":true}` {
		h.t.Fatalf("%s: %s; %s", line, s, &h.p.err)
	}
}

// state has the client's windows; their pixels are files then.
func (h *hidef) state() (s hidefState) {
	h.t.Helper()
	fmt.Fprintln(h.in, "dump "+h.dir)
	line := h.answer("dump")
	if err := json.Unmarshal([]byte(line), &s); err != nil {
		h.t.Fatalf("%v: %s", err, line)
	}
	return s
}

// find waits for a window that is shown, with a surface.
func (h *hidef) find(title string) (found hidefWindow, picture *image.RGBA) {
	h.t.Helper()
	until(h.t, fmt.Sprintf("the window %q in hidef", title), func() string {
		s := h.state()
		i := slices.IndexFunc(s.Windows, func(w hidefWindow) bool {
			return w.Title == title && w.MappedWidth > 0 && w.Show != 0
		})
		if i < 0 {
			return fmt.Sprintf("there are %+v; %s", s, &h.p.err)
		}
		found = s.Windows[i]
		var err error
		if picture, err = found.picture(h.dir); err != nil {
			return err.Error()
		}
		return ""
	})
	return found, picture
}

// picture reads the pixels of a window, with its place as bounds.
func (w hidefWindow) picture(dir string) (*image.RGBA, error) {
	b, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d.bgra", w.ID)))
	if err != nil {
		return nil, err
	}
	if len(b) != 4*w.MappedWidth*w.MappedHeight {
		return nil, fmt.Errorf("%d bytes for %dx%d pixels", len(b), w.MappedWidth, w.MappedHeight)
	}
	m := image.NewRGBA(image.Rect(0, 0, w.MappedWidth, w.MappedHeight).Add(image.Pt(w.X, w.Y)))
	for i := 0; i+4 <= len(b); i += 4 {
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = b[i+2], b[i+1], b[i], 255
	}
	return m, nil
}

func TestLibfreerdpKeepsASurfaceOfEachWindowToTheLastBit(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "1024x768")
	x, wl := painters(t, b)
	h := connectHidef(t, b, 800, 600)
	for _, w := range []window{x, wl} {
		untilPainted(t, fmt.Sprintf("%q in hidef", w.Title), func() *image.RGBA { _, m := h.find(w.Title); return m }, painting{rect: w.inner()})
		theirs, _ := h.find(w.Title)
		if theirs.rect() != w.rect() || theirs.ID != w.ID {
			t.Errorf("hidef has %+v, the bridge %+v", theirs, w)
		}
		if theirs.TargetWidth != w.Width || theirs.TargetHeight != w.Height {
			t.Errorf("the surface of %q is mapped to %dx%d", w.Title, theirs.TargetWidth, theirs.TargetHeight)
		}
	}
	s := h.state()
	if len(s.Windows) != 2 || s.Exec != 0 {
		t.Errorf("hidef has %+v", s)
	}
	if list := b.status().Clients; len(list) != 1 || list[0].Profile != "rail" {
		t.Errorf("the bridge's clients are %+v", list)
	}
	// What moves, changes and goes while the client is there.
	late := b.app(demo(t, "xpaint"), "-title", "a late one", "-size", "120x90", "-at", "20,480", "-rate", "50", "-frames", "40")
	untilPainted(t, "the last frame", func() *image.RGBA { _, m := h.find("a late one"); return m },
		painting{rect: image.Rect(24, 512, 144, 602), frame: 39})
	theirs, _ := h.find("a late one")
	h.do("close %d", theirs.ID)
	if code := late.wait(); code != 0 {
		t.Errorf("xpaint ended with status %d: %s", code, &late.err)
	}
	until(t, "hidef's window to go", func() string {
		if s := h.state(); len(s.Windows) != 2 {
			return fmt.Sprintf("there are %+v", s)
		}
		return ""
	})
}
