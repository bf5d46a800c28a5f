package xwm_test

import (
	"image"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xwm"
)

// A world is an X server with our window manager, on a desktop, and one X
// client. There is no Wayland here: the client says itself which surface a
// window has, as Xwayland would.
type world struct {
	t      *testing.T
	server *xbridgetest.Server
	desk   *xbridgetest.Desktop
	wm     *xwm.WM
	x      *xconn.Conn // the client
	object uint32
	mu     sync.Mutex
	drawn  map[xproto.Window]scene.SurfaceID // surfaces that follow their windows' sizes
	clock  func(time.Duration)               // moves the window manager's time
}

func newWorld(t *testing.T) *world { return newWorldOf(t, xwm.Config{}) }

func newWorldOf(t *testing.T, cfg xwm.Config) *world {
	s := xbridgetest.Xvfb(t)
	w := &world{t: t, server: s, desk: xbridgetest.NewDesktop(t)}
	var mu sync.Mutex
	now := time.Now()
	w.clock = func(d time.Duration) { mu.Lock(); defer mu.Unlock(); now = now.Add(d) }
	cfg.Desktop, cfg.Log = w.desk, slog.New(slog.DiscardHandler)
	cfg.Now = func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	w.wm = xwm.New(cfg)
	conn := s.Open()
	if err := w.wm.Start(conn); err != nil {
		t.Fatal(err)
	}
	a := w.desk.Attach(w.wm.Viewer())
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-conn.Queue.Ready():
				items, _ := conn.Queue.Take()
				for _, i := range items {
					_ = w.wm.Handle(i)
				}
			case <-w.wm.Ready():
			}
			w.wm.Turn()
		}
	}()
	t.Cleanup(func() { close(end); <-ended; a.Detach(); w.wm.Close() })
	w.x = s.Open()
	w.redraw(s.Open())
	return w
}

// redraw plays Xwayland: windows of another size get contents of that size.
func (w *world) redraw(x *xconn.Conn) {
	mask := []uint32{xproto.EventMaskSubstructureNotify}
	if err := xproto.ChangeWindowAttributesChecked(x.Conn, x.Root, xproto.CwEventMask, mask).Check(); err != nil {
		w.t.Fatal(err)
	}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-end:
				return
			case <-x.Queue.Ready():
			}
			items, _ := x.Queue.Take()
			for _, i := range items {
				if e, ok := i.Event.(xproto.ConfigureNotifyEvent); ok {
					w.resized(e)
				}
			}
		}
	}()
	w.t.Cleanup(func() { close(end); <-ended })
}

func (w *world) resized(e xproto.ConfigureNotifyEvent) {
	w.mu.Lock()
	s := w.drawn[e.Window]
	w.mu.Unlock()
	if s != 0 {
		size := image.Pt(int(e.Width)+2*int(e.BorderWidth), int(e.Height)+2*int(e.BorderWidth))
		w.desk.Do(func(tx *scene.Tx) { tx.Commit(s, xbridgetest.Content(size)) })
	}
}

// create makes a window of a size, without mapping it.
func (w *world) create(at image.Rectangle, override bool) xproto.Window {
	w.t.Helper()
	id, err := xproto.NewWindowId(w.x.Conn)
	if err != nil {
		w.t.Fatal(err)
	}
	redirect := uint32(0)
	if override {
		redirect = 1
	}
	err = xproto.CreateWindowChecked(w.x.Conn, w.x.Screen.RootDepth, id, w.x.Root, int16(at.Min.X), int16(at.Min.Y),
		uint16(at.Dx()), uint16(at.Dy()), 0, xproto.WindowClassInputOutput, w.x.Screen.RootVisual,
		xproto.CwOverrideRedirect|xproto.CwEventMask, []uint32{redirect, xproto.EventMaskStructureNotify | xproto.EventMaskFocusChange}).Check()
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// mapped maps a window and gives it a surface with content.
func (w *world) mapped(id xproto.Window) {
	w.t.Helper()
	xproto.MapWindow(w.x.Conn, id)
	w.surface(id)
}

// surface plays Xwayland: a surface for a mapped window.
func (w *world) surface(id xproto.Window) scene.SurfaceID {
	w.t.Helper()
	w.viewable(id)
	g, err := xproto.GetGeometry(w.x.Conn, xproto.Drawable(id)).Reply()
	if err != nil {
		w.t.Fatal(err)
	}
	w.object++
	w.name(id, w.object)
	var s scene.SurfaceID
	w.desk.Do(func(tx *scene.Tx) {
		s = tx.NewSurface()
		w.wm.Watcher().SurfaceNew(tx, w.object, s)
		tx.Commit(s, xbridgetest.Content(image.Pt(int(g.Width)+2*int(g.BorderWidth), int(g.Height)+2*int(g.BorderWidth))))
	})
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.drawn == nil {
		w.drawn = map[xproto.Window]scene.SurfaceID{}
	}
	w.drawn[id] = s
	return s
}

func (w *world) viewable(id xproto.Window) {
	w.t.Helper()
	w.desk.Eventually("window is viewable", func() bool {
		a, err := xproto.GetWindowAttributes(w.x.Conn, id).Reply()
		return err == nil && a.MapState == xproto.MapStateViewable
	})
}

// name sends WL_SURFACE_ID.
func (w *world) name(id xproto.Window, object uint32) {
	w.x.SendMessage(w.x.Root, id, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify,
		w.x.Atoms["WL_SURFACE_ID"], object)
}

func (w *world) title(id xproto.Window, s string) {
	w.x.SetProperty(id, w.x.Atoms["_NET_WM_NAME"], w.x.Atoms["UTF8_STRING"], []byte(s))
}

// window makes, names and maps a window, and waits until it is seen.
func (w *world) window(title string, at image.Rectangle) (xproto.Window, scene.Window) {
	w.t.Helper()
	id := w.create(at, false)
	w.title(id, title)
	w.mapped(id)
	return id, w.desk.Titled(title)
}

// ask sends a client message about a window to the root.
func (w *world) ask(id xproto.Window, kind string, data ...uint32) {
	w.x.SendMessage(w.x.Root, id, xproto.EventMaskSubstructureRedirect|xproto.EventMaskSubstructureNotify, w.x.Atoms[kind], data...)
}

// words reads a property of numbers.
func (w *world) words(id xproto.Window, name string) []uint32 {
	p, err := w.x.ReadProperty(id, w.x.Atoms[name], 4096)
	if err != nil {
		return nil
	}
	return p.Words()
}

func (w *world) has(id xproto.Window, name string, word uint32) bool {
	for _, v := range w.words(id, name) {
		if v == word {
			return true
		}
	}
	return false
}

func (w *world) focus() xproto.Window {
	r, err := xproto.GetInputFocus(w.x.Conn).Reply()
	if err != nil {
		return 0
	}
	return r.Focus
}

func (w *world) wish(id scene.WindowID, wish scene.Wish) {
	w.desk.Do(func(tx *scene.Tx) {
		if x := tx.Window(id); x != nil {
			x.Handle.Configure(tx, wish)
		}
	})
}
