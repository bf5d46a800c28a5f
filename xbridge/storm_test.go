package xbridge_test

import (
	"fmt"
	"image"
	"net"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
)

// dial connects an X client of our own.
func (w *world) dial(t *testing.T) *xconn.Conn {
	t.Helper()
	nc, err := net.Dial("unix", w.socket)
	if err != nil {
		t.Fatal(err)
	}
	x, err := xconn.Open(nc, w.cookie, 30*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	drained := make(chan struct{})
	go func() { defer close(drained); x.Drain() }()
	t.Cleanup(func() { x.Close(); <-drained })
	return x
}

// create makes a window filled with one colour.
func create(t *testing.T, x *xconn.Conn, title string, at image.Rectangle, override uint32) xproto.Window {
	t.Helper()
	id, err := xproto.NewWindowId(x.Conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(x.Conn, x.Screen.RootDepth, id, x.Root, int16(at.Min.X), int16(at.Min.Y), uint16(at.Dx()), uint16(at.Dy()),
		0, xproto.WindowClassInputOutput, x.Screen.RootVisual, xproto.CwBackPixel|xproto.CwOverrideRedirect, []uint32{0x336699, override})
	x.SetProperty(id, x.Atoms["_NET_WM_NAME"], x.Atoms["UTF8_STRING"], []byte(title))
	return id
}

func TestWindowsThatComeAndGoFastLeaveNothing(t *testing.T) {
	w := start(t, nil)
	x := w.dial(t)
	same := create(t, x, "flicker", image.Rect(0, 0, 80, 60), 0)
	for n := range 60 {
		id := create(t, x, fmt.Sprint("short ", n), image.Rect(n, n, n+90, n+70), uint32(n%2))
		xproto.MapWindow(x.Conn, id)
		xproto.MapWindow(x.Conn, same)
		switch n % 3 {
		case 0:
			time.Sleep(time.Millisecond)
		case 1:
			xproto.UnmapWindow(x.Conn, id)
		}
		xproto.UnmapWindow(x.Conn, same)
		xproto.DestroyWindow(x.Conn, id)
	}
	xproto.MapWindow(x.Conn, same)
	last := create(t, x, "last", image.Rect(0, 0, 100, 50), 0)
	xproto.MapWindow(x.Conn, last)
	w.Window("last")
	w.Wait("only these two, as large as they should be", func(v *scene.View) bool {
		sizes := map[string]image.Point{}
		for _, o := range v.Windows {
			sizes[o.Title] = o.Inner().Size()
		}
		return len(v.Windows) == 2 && sizes["flicker"] == image.Pt(80, 60) && sizes["last"] == image.Pt(100, 50)
	})
}

func TestPixelsAreWhereTheWindowIs(t *testing.T) {
	w := start(t, nil)
	x := w.dial(t)
	parent := create(t, x, "parent", image.Rect(0, 0, 300, 200), 0)
	xproto.MapWindow(x.Conn, parent)
	win := w.Window("parent")
	at := win.Bounds.Min.Add(image.Pt(250, 150)) // the menu sticks out of its window
	menu := create(t, x, "menu", image.Rectangle{Min: at, Max: at.Add(image.Pt(120, 90))}, 1)
	xproto.MapWindow(x.Conn, menu)
	m := w.Window("menu")
	if m.Bounds.Min != at || m.Bounds.Size() != image.Pt(120, 90) || m.Owner != win.ID || m.Kind != scene.Menu {
		t.Errorf("menu at %v, owner %d, kind %v", m.Bounds, m.Owner, m.Kind)
	}
	w.Wait("it has its colour", func(v *scene.View) bool {
		o := v.Windows[m.ID]
		if o == nil || len(o.Content.Planes) == 0 {
			return false
		}
		right := false
		_ = o.Content.Planes[0].Buffer.Read(func(px scene.Pixels) error {
			p := px.Pix[60*px.Stride+4*60:]
			right = p[0] == 0x99 && p[1] == 0x66 && p[2] == 0x33
			return nil
		})
		return right
	})
	xproto.DestroyWindow(x.Conn, parent)
	w.Wait("only the menu is left", func(v *scene.View) bool {
		o := v.Windows[m.ID]
		return len(v.Windows) == 1 && o != nil
	})
	xproto.UnmapWindow(x.Conn, menu)
	w.Wait("nothing is left", func(v *scene.View) bool { return len(v.Windows) == 0 })
}
