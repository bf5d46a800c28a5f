package main_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"oriel/socket/x11/x11test"
)

// A screen is an X server that somebody else's RDP client shows windows on.
type screen struct {
	t       testing.TB
	display string
	env     []string
	conn    *xgb.Conn
	root    xproto.Window
	bounds  image.Rectangle
}

// xvfb starts an X server with a screen of that size.
func xvfb(t testing.TB, width, height int) *screen {
	t.Helper()
	display, home := x11test.Xvfb(t, fmt.Sprintf("%dx%d", width, height)), short(t)
	return openScreen(t, display, []string{"DISPLAY=" + display, "PATH=" + os.Getenv("PATH"), "HOME=" + home, "XDG_RUNTIME_DIR=" + home, "LANG=C.UTF-8"})
}

// openScreen connects to an X server that runs.
func openScreen(t testing.TB, display string, env []string) *screen {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConnDisplay(display)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	root := xproto.Setup(conn).DefaultScreen(conn)
	return &screen{t: t, display: display, env: env, conn: conn, root: root.Root,
		bounds: image.Rect(0, 0, int(root.WidthInPixels), int(root.HeightInPixels))}
}

// pretendWindowManager makes xfreerdp believe that there is a window manager,
// for tests of places: a real one would choose them. Without any, xfreerdp
// dies of an atom that is 0 when it shows a menu.
func (s *screen) pretendWindowManager() {
	s.t.Helper()
	win, err := xproto.NewWindowId(s.conn)
	if err != nil {
		s.t.Fatal(err)
	}
	xproto.CreateWindow(s.conn, 0, win, s.root, -10, -10, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	set := func(w xproto.Window, name string, kind xproto.Atom, value uint32) {
		err := xproto.ChangePropertyChecked(s.conn, xproto.PropModeReplace, w, s.atom(name), kind, 32, 1,
			binary.LittleEndian.AppendUint32(nil, value)).Check()
		if err != nil {
			s.t.Fatal(err)
		}
	}
	for _, w := range []xproto.Window{win, s.root} {
		set(w, "_NET_SUPPORTING_WM_CHECK", xproto.AtomWindow, uint32(win))
	}
	set(s.root, "_NET_SUPPORTED", xproto.AtomAtom, uint32(s.atom("_NET_WM_STATE")))
}

func (s *screen) atom(name string) xproto.Atom {
	s.t.Helper()
	r, err := xproto.InternAtom(s.conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	return r.Atom
}

// picture is what the screen shows.
func (s *screen) picture() *image.RGBA {
	s.t.Helper()
	return s.part(s.root, s.bounds)
}

func (s *screen) part(d xproto.Window, r image.Rectangle) *image.RGBA {
	s.t.Helper()
	reply, err := xproto.GetImage(s.conn, xproto.ImageFormatZPixmap, xproto.Drawable(d), int16(r.Min.X), int16(r.Min.Y),
		uint16(r.Dx()), uint16(r.Dy()), 0xffffffff).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	m := image.NewRGBA(r)
	for i := 0; i+4 <= len(m.Pix); i += 4 {
		p := reply.Data[i:][:4]
		m.Pix[i], m.Pix[i+1], m.Pix[i+2], m.Pix[i+3] = p[2], p[1], p[0], 255
	}
	return m
}

// A client window on a screen.
type xwindow struct {
	id    xproto.Window
	title string
	rect  image.Rectangle // absolute
}

var treeLine = regexp.MustCompile(`^\s+(0x[0-9a-f]+) .*?(\d+)x(\d+)\+-?\d+\+-?\d+  \+(-?\d+)\+(-?\d+)$`)

// windows lists the mapped windows with a title, by xwininfo and xprop.
func (s *screen) windows() (list []xwindow) {
	s.t.Helper()
	tree := must(s.t, s.env, need(s.t, "xwininfo", "x11-utils"), "-root", "-tree")
	for line := range strings.Lines(tree) {
		f := treeLine.FindStringSubmatch(strings.TrimRight(line, "\n"))
		if f == nil {
			continue
		}
		id, _ := strconv.ParseUint(f[1][2:], 16, 32)
		w := xwindow{id: xproto.Window(id)}
		n := [4]int{}
		for i := range n {
			n[i], _ = strconv.Atoi(f[2+i])
		}
		w.rect = image.Rect(n[2], n[3], n[2]+n[0], n[3]+n[1])
		if a, err := xproto.GetWindowAttributes(s.conn, w.id).Reply(); err != nil || a.MapState != xproto.MapStateViewable {
			continue
		}
		if w.title = s.title(w.id); w.title != "" {
			list = append(list, w)
		}
	}
	return list
}

var quoted = regexp.MustCompile(`(?s)= "(.*)"\s*$`)

// title reads _NET_WM_NAME as xprop prints it.
func (s *screen) title(id xproto.Window) string {
	out, _, _ := run(s.t, s.env, need(s.t, "xprop", "x11-utils"), "-id", fmt.Sprintf("0x%x", id), "_NET_WM_NAME")
	if f := quoted.FindStringSubmatch(out); f != nil {
		return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(f[1])
	}
	return ""
}

// window waits for a window with that title.
func (s *screen) window(title string) (found xwindow) {
	s.t.Helper()
	until(s.t, fmt.Sprintf("the window %q on the client's screen", title), func() string {
		list := s.windows()
		for _, w := range list {
			if w.title == title {
				found = w
				return ""
			}
		}
		return fmt.Sprintf("there are %+v", list)
	})
	return found
}

// do has xdotool use keyboard and mouse.
func (s *screen) do(args ...string) {
	s.t.Helper()
	must(s.t, s.env, append([]string{need(s.t, "xdotool", "xdotool")}, args...)...)
}

// moveTo moves the pointer there; a small step before makes sure that there
// is a motion.
func (s *screen) moveTo(p image.Point) {
	s.t.Helper()
	s.do("mousemove", fmt.Sprint(p.X+1), fmt.Sprint(p.Y+1), "mousemove", fmt.Sprint(p.X), fmt.Sprint(p.Y))
}

// click clicks at a point of the screen.
func (s *screen) click(p image.Point, button int) {
	s.t.Helper()
	s.moveTo(p)
	s.do("click", strconv.Itoa(button))
}

// outlines are the rectangles of the root's mapped children, with borders.
func (s *screen) outlines() (list []image.Rectangle) {
	s.t.Helper()
	tree, err := xproto.QueryTree(s.conn, s.root).Reply()
	if err != nil {
		s.t.Fatal(err)
	}
	for _, id := range tree.Children {
		a, err1 := xproto.GetWindowAttributes(s.conn, id).Reply()
		g, err2 := xproto.GetGeometry(s.conn, xproto.Drawable(id)).Reply()
		if err1 == nil && err2 == nil && a.MapState == xproto.MapStateViewable {
			border := 2 * int(g.BorderWidth)
			at := image.Pt(int(g.X), int(g.Y))
			list = append(list, image.Rectangle{at, at.Add(image.Pt(int(g.Width)+border, int(g.Height)+border))})
		}
	}
	return list
}

// move asks for another place for a window.
func (s *screen) move(id xproto.Window, to image.Point) {
	s.t.Helper()
	err := xproto.ConfigureWindowChecked(s.conn, id, xproto.ConfigWindowX|xproto.ConfigWindowY,
		[]uint32{uint32(int32(to.X)), uint32(int32(to.Y))}).Check()
	if err != nil {
		s.t.Fatal(err)
	}
}

// askToClose sends WM_DELETE_WINDOW as a window manager does.
func (s *screen) askToClose(id xproto.Window) {
	s.t.Helper()
	e := xproto.ClientMessageEvent{
		Format: 32, Window: id, Type: s.atom("WM_PROTOCOLS"),
		Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(s.atom("WM_DELETE_WINDOW")), 0, 0, 0, 0}),
	}
	if err := xproto.SendEventChecked(s.conn, false, id, 0, string(e.Bytes())).Check(); err != nil {
		s.t.Fatal(err)
	}
}

// xfreerdp connects Debian's client to a bridge, on this screen.
func (s *screen) xfreerdp(b *bridge, args ...string) *process {
	s.t.Helper()
	argv := append([]string{need(s.t, "xfreerdp", "freerdp2-x11"), "/v:" + b.address(), "/u:" + b.User, "/p:" + b.Password,
		"/cert:ignore", "/log-level:WARN"}, args...)
	p := launch(s.t, s.env, argv...)
	s.t.Cleanup(func() {
		if s.t.Failed() {
			s.t.Logf("xfreerdp, which has ended: %v, has the windows %+v and said:\n%s%s", p.ended(), s.windows(), &p.out, &p.err)
		}
	})
	return p
}

// desktop connects in desktop mode, without decorations, at the whole screen's
// size, and waits until the client shows something.
func (s *screen) desktop(b *bridge, args ...string) *process {
	s.t.Helper()
	p := s.xfreerdp(b, append([]string{fmt.Sprintf("/size:%dx%d", s.bounds.Dx(), s.bounds.Dy()), "-decorations", "/t:desktop"}, args...)...)
	until(s.t, "xfreerdp's window", func() string {
		if p.ended() {
			s.t.Fatalf("xfreerdp ended: %s%s\nthe bridge said:\n%s", &p.out, &p.err, &b.run.err)
		}
		for _, w := range s.windows() {
			if w.title == "desktop" && w.rect == s.bounds {
				return ""
			}
		}
		return fmt.Sprintf("there are %+v", s.windows())
	})
	return p
}

// remoteApp connects in RemoteApp mode.
func (s *screen) remoteApp(b *bridge, args ...string) *process {
	s.t.Helper()
	return s.xfreerdp(b, append([]string{fmt.Sprintf("/size:%dx%d", s.bounds.Dx(), s.bounds.Dy()), "/app:||all"}, args...)...)
}

// colours counts different colours of a picture, up to a limit.
func colours(m *image.RGBA, limit int) int {
	seen := map[[3]byte]bool{}
	for i := 0; i+4 <= len(m.Pix) && len(seen) < limit; i += 4 {
		seen[[3]byte(m.Pix[i:])] = true
	}
	return len(seen)
}

// crop copies a part, so that its rows are together.
func crop(m *image.RGBA, r image.Rectangle) *image.RGBA {
	r = r.Intersect(m.Rect)
	out := image.NewRGBA(r)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(out.Pix[out.PixOffset(r.Min.X, y):][:4*r.Dx()], m.Pix[m.PixOffset(r.Min.X, y):])
	}
	return out
}

func same(a, b *image.RGBA) bool { return a.Rect.Size() == b.Rect.Size() && bytes.Equal(a.Pix, b.Pix) }
