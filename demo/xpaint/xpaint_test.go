package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"

	"oriel/demo/pattern"
	"oriel/socket/x11/x11test"
)

const patience = 20 * time.Second

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) {
	if os.Getenv("XPAINT_TEST_RUN") != "" {
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A bench is an X server, a running xpaint in it, and a client that looks at
// both.
type bench struct {
	t      *testing.T
	conn   *xgb.Conn
	root   xproto.Window
	win    xproto.Window
	events string
	done   chan error
}

func start(t *testing.T, args ...string) *bench {
	t.Helper()
	display := x11test.Xvfb(t, "1400x1000")
	b := &bench{t: t, events: filepath.Join(t.TempDir(), "events"), done: make(chan error, 1)}
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, append(args, "-events", b.events)...)
	cmd.Env = append(os.Environ(), "XPAINT_TEST_RUN=1", "DISPLAY="+display)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		err := cmd.Wait()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, stderr.Bytes())
		}
		b.done <- err
		close(ended)
	}()
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-ended
	})
	xgb.Logger.SetOutput(io.Discard)
	if b.conn, err = xgb.NewConnDisplay(display); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.conn.Close)
	b.root = xproto.Setup(b.conn).DefaultScreen(b.conn).Root
	b.waitLog("map")
	tree, err := xproto.QueryTree(b.conn, b.root).Reply()
	if err != nil || len(tree.Children) != 1 {
		t.Fatalf("windows: %v, %v", tree, err)
	}
	b.win = tree.Children[0]
	return b
}

func (b *bench) until(what string, f func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); !f(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			log, _ := os.ReadFile(b.events)
			b.t.Fatalf("waited in vain for %s; log:\n%s", what, log)
		}
	}
}

func (b *bench) waitLog(line string) {
	b.t.Helper()
	b.until(fmt.Sprintf("the line %q", line), func() bool {
		log, _ := os.ReadFile(b.events)
		return strings.Contains("\n"+string(log), "\n"+line)
	})
}

// waitPicture waits until the window shows exactly the picture.
func (b *bench) waitPicture(w, h, frame int, status string) {
	b.t.Helper()
	want := make([]byte, 4*w*h)
	pattern.Fill(want, 4*w, w, h, frame)
	if status != "" {
		pattern.Status(want, 4*w, w, h, status)
	}
	b.until(fmt.Sprintf("frame %d at %dx%d", frame, w, h), func() bool {
		r, err := xproto.GetImage(b.conn, xproto.ImageFormatZPixmap, xproto.Drawable(b.win),
			0, 0, uint16(w), uint16(h), 0xffffffff).Reply()
		if err != nil || len(r.Data) != len(want) {
			return false
		}
		for i := 3; i < len(r.Data); i += 4 {
			r.Data[i] = 255 // the unused byte may come back as anything
		}
		return bytes.Equal(r.Data, want)
	})
}

func (b *bench) property(name string) string {
	b.t.Helper()
	atom, err := xproto.InternAtom(b.conn, true, uint16(len(name)), name).Reply()
	if err != nil {
		b.t.Fatal(err)
	}
	r, err := xproto.GetProperty(b.conn, false, b.win, atom.Atom, xproto.GetPropertyTypeAny, 0, 1000).Reply()
	if err != nil {
		b.t.Fatal(err)
	}
	return string(r.Value)
}

func (b *bench) atom(name string) uint32 {
	r, err := xproto.InternAtom(b.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		b.t.Fatal(err)
	}
	return uint32(r.Atom)
}

func (b *bench) message(protocol string) {
	e := xproto.ClientMessageEvent{Format: 32, Window: b.win, Type: xproto.Atom(b.atom("WM_PROTOCOLS")),
		Data: xproto.ClientMessageDataUnionData32New([]uint32{b.atom(protocol), 0, uint32(b.win), 0, 0})}
	if err := xproto.SendEventChecked(b.conn, false, b.win, 0, string(e.Bytes())).Check(); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) waitEnd() {
	b.t.Helper()
	select {
	case err := <-b.done:
		if err != nil {
			b.t.Fatal(err)
		}
	case <-time.After(patience):
		b.t.Fatal("xpaint does not end")
	}
}

func TestPictureIsExactAfterResizeAndExpose(t *testing.T) {
	b := start(t, "-size", "317x203", "-title", "Häuser 🏠", "-at", "50,60", "-class", "Haus")
	b.waitPicture(317, 203, 0, "")
	if got := b.property("_NET_WM_NAME"); got != "Häuser 🏠" {
		t.Errorf("title %q", got)
	}
	if got := b.property("WM_CLASS"); got != "xpaint\x00Haus\x00" {
		t.Errorf("class %q", got)
	}
	hints := b.property("WM_NORMAL_HINTS")
	if got := binary.LittleEndian.Uint32([]byte(hints)); got != 1|8 {
		t.Errorf("size hints %#x", got)
	}
	// 1300x900 needs many PutImage requests.
	for _, size := range [][2]uint32{{1300, 900}, {64, 33}, {400, 300}} {
		xproto.ConfigureWindow(b.conn, b.win, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, size[:])
		b.waitPicture(int(size[0]), int(size[1]), 0, "")
		b.waitLog(fmt.Sprintf("configure %dx%d", size[0], size[1]))
	}
	// Without a background a cleared area is only repainted by the client.
	xproto.ChangeWindowAttributes(b.conn, b.win, xproto.CwBackPixel, []uint32{0x123456})
	xproto.ClearArea(b.conn, true, b.win, 10, 10, 50, 50)
	b.waitPicture(400, 300, 0, "")
	b.message("WM_DELETE_WINDOW")
	b.waitLog("close")
	b.waitEnd()
}

func TestInputIsLoggedAndShown(t *testing.T) {
	b := start(t, "-status", "-size", "300x100", "-step")
	if err := xtest.Init(b.conn); err != nil {
		t.Fatal(err)
	}
	xproto.WarpPointer(b.conn, 0, b.win, 0, 0, 0, 0, 12, 34)
	xproto.SetInputFocus(b.conn, xproto.InputFocusPointerRoot, b.win, 0)
	b.waitLog("motion 12,34")
	b.waitLog("focus in")
	fake := func(kind byte, detail byte) { xtest.FakeInput(b.conn, kind, detail, 0, b.root, 0, 0, 0) }
	fake(xproto.KeyPress, 38)
	fake(xproto.KeyRelease, 38)
	fake(xproto.ButtonPress, 3)
	fake(xproto.ButtonRelease, 3)
	fake(xproto.ButtonPress, 5)
	fake(xproto.ButtonRelease, 5)
	for _, line := range []string{"key down code=38 sym=0x61 state=0x0", "key up code=38",
		"button 3 down at 12,34", "button 3 up at 12,34", "wheel down at 12,34"} {
		b.waitLog(line)
	}
	b.waitPicture(300, 100, 2, "key 38 up  click 3 up at 12,34")
}

func TestAnimationReachesItsLastFrame(t *testing.T) {
	b := start(t, "-rate", "50", "-frames", "20", "-override", "-at", "7,8")
	b.waitLog("frame 19 is the last")
	b.waitPicture(320, 200, 19, "")
	a, err := xproto.GetWindowAttributes(b.conn, b.win).Reply()
	if err != nil || !a.OverrideRedirect {
		t.Errorf("override-redirect: %+v, %v", a, err)
	}
	g, err := xproto.GetGeometry(b.conn, xproto.Drawable(b.win)).Reply()
	if err != nil || g.X != 7 || g.Y != 8 {
		t.Errorf("geometry: %+v, %v", g, err)
	}
}

func TestPingIsAnswered(t *testing.T) {
	b := start(t)
	xproto.ChangeWindowAttributes(b.conn, b.root, xproto.CwEventMask,
		[]uint32{xproto.EventMaskSubstructureNotify})
	b.message("_NET_WM_PING")
	got := make(chan xproto.ClientMessageEvent, 1)
	go func() {
		for {
			e, err := b.conn.WaitForEvent()
			if e == nil && err == nil {
				return
			}
			if m, ok := e.(xproto.ClientMessageEvent); ok {
				got <- m
				return
			}
		}
	}()
	select {
	case m := <-got:
		if m.Window != b.root || m.Data.Data32[0] != b.atom("_NET_WM_PING") || m.Data.Data32[2] != uint32(b.win) {
			t.Errorf("the answer is %+v", m)
		}
	case <-time.After(patience):
		t.Fatal("no answer")
	}
}

func TestParse(t *testing.T) {
	for _, args := range [][]string{{"-at", "1"}, {"-at", "1,2,3"}, {"-size", "0x0"}, {"more"}, {"-nonsense"}} {
		if _, err := parse(args, io.Discard); err == nil {
			t.Errorf("%q is accepted", args)
		}
	}
	o, err := parse([]string{"-at", "-5,7", "-rate", "2.5"}, io.Discard)
	if err != nil || o.at.X != -5 || o.at.Y != 7 || o.Rate != 2.5 {
		t.Errorf("got %+v, %v", o, err)
	}
}
