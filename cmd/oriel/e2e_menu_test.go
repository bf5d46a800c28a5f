package main_test

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/rdp/client"
	"oriel/rdp/rail"
)

// The keys of a menu, as scancodes.
const (
	scanEsc   = 0x01
	scanEnter = 0x1C
	scanUp    = 0x48 // extended
)

// TestTheSystemMenuOfAWindow of X11 and of Wayland: the client asks for it,
// sees it where it wanted it, and chooses by mouse and keyboard.
func TestTheSystemMenuOfAWindow(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	apps := map[string]*process{
		"X11":     b.app(demo(t, "xpaint"), "-title", "X11", "-size", "300x200", "-at", "30,40"),
		"Wayland": b.app(demo(t, "wlpaint"), "-title", "Wayland", "-size", "300x200"),
	}
	for title := range apps {
		b.window(title)
	}
	c := connect(b, client.RAIL, image.Pt(800, 600))
	c.wait(0, func(v *client.View) bool { return len(v.Windows) == 2 })
	for title, app := range apps {
		t.Run(title, func(t *testing.T) {
			m := menuOf{c, b.in(t), title, uint32(b.window(title).ID)}
			at := image.Pt(310, 250)
			menu := m.open(at)
			if menu.Rect.Min != at || menu.Owner != m.id || !menu.Mapped {
				t.Fatalf("the menu is %+v", menu)
			}
			if p := c.Image(menu.ID); p == nil || dark(p) < 50 {
				t.Error("there is nothing to read in it")
			}
			must := func(err error) {
				if err != nil {
					t.Fatal(err)
				}
			}
			must(c.Click(client.Left, at.Add(image.Pt(60, 4+4*26+13)))) // Maximize
			m.closed(func(w window) bool { return maximized(w) })
			m.open(at)
			must(c.Key(scanEsc, false, true))
			must(c.Key(scanEsc, false, false))
			m.closed(func(w window) bool { return maximized(w) })
			m.open(at)
			must(c.Click(client.Left, image.Pt(20, 590))) // elsewhere
			m.closed(func(w window) bool { return maximized(w) })
			m.open(at)
			must(c.Click(client.Left, at.Add(image.Pt(60, 4+13)))) // Restore
			m.closed(func(w window) bool { return !maximized(w) })
			m.open(at)
			for _, k := range []struct {
				code     uint8
				extended bool
			}{{scanUp, true}, {scanEnter, false}} { // Close is the last
				must(c.Key(k.code, k.extended, true))
				must(c.Key(k.code, k.extended, false))
			}
			until(t, "the app to end", func() string { return whether(app.ended()) })
		})
	}
}

// TestAMinimisedWindowComesBackOnTheDesktop, where no task bar has it: by the
// list that a click on the background opens.
func TestAMinimisedWindowComesBackOnTheDesktop(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.app(demo(t, "xpaint"), "-title", "X11", "-size", "300x200", "-at", "30,40")
	b.window("X11")
	b.app(demo(t, "wlpaint"), "-title", "Wayland", "-size", "300x200", "-decorated")
	b.window("Wayland")
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(800, 600)})
	at := image.Pt(440, 520)
	list := image.Rectangle{Min: at, Max: at.Add(image.Pt(320, 2*4+2*26))}
	click := func(p image.Point) {
		t.Helper()
		if err := c.Click(client.Left, p); err != nil {
			t.Fatal(err)
		}
	}
	shown := func(open bool) {
		t.Helper()
		c.wait(0, func(*client.View) bool {
			m, ok := c.Desktop().SubImage(list).(*image.RGBA)
			return ok && m.Rect == list && (readable(m) > 50) == open
		})
	}
	keys := func(codes ...uint8) {
		t.Helper()
		for _, k := range codes {
			for _, down := range []bool{true, false} {
				if err := c.Key(k, k == scanUp, down); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	for _, title := range []string{"X11", "Wayland"} {
		for how, pick := range map[string]func(){
			"by a click": func() { click(at.Add(image.Pt(60, 4+13))) },
			"by keys":    func() { keys(scanUp, scanUp, scanEnter) },
		} {
			w := b.window(title)
			click(image.Pt(w.rect().Max.X-4-80, w.rect().Min.Y+16)) // raises it, and minimises
			b.windowWhere("minimised", func(w window) bool { return w.Title == title && slices.Contains(w.State, "minimized") })
			shown(false)
			for _, away := range []func(){func() { keys(scanEsc) }, func() { click(image.Pt(5, 590)) }} {
				click(at)
				shown(true)
				away()
				shown(false)
			}
			click(at)
			shown(true)
			pick()
			shown(false)
			b.windowWhere(title+" back "+how, func(w window) bool {
				return w.Title == title && !slices.Contains(w.State, "minimized") && slices.Contains(w.State, "active")
			})
		}
	}
}

// readable counts pixels of a menu's text on a menu's ground.
func readable(m *image.RGBA) (n int) {
	light := 0
	for y := m.Rect.Min.Y; y < m.Rect.Max.Y; y++ {
		for x := m.Rect.Min.X; x < m.Rect.Max.X; x++ {
			switch c := m.RGBAAt(x, y); {
			case c.R < 0x60 && c.G < 0x60 && c.B < 0x60:
				n++
			case c.R > 0xC0 && c.G > 0xC0 && c.B > 0xC0:
				light++
			}
		}
	}
	if light < m.Rect.Dx()*m.Rect.Dy()/2 {
		return 0
	}
	return n
}

func maximized(w window) bool { return slices.Contains(w.State, "maximized") }

// menuOf is the system menu of a window in a client.
type menuOf struct {
	c     *benchClient
	b     *bridge
	title string
	id    uint32
}

// open asks for the menu and waits for it.
func (m menuOf) open(at image.Point) (menu client.Window) {
	m.b.t.Helper()
	if err := m.c.Tell(&rail.SysMenu{WindowID: m.id, Left: int16(at.X), Top: int16(at.Y)}); err != nil {
		m.b.t.Fatal(err)
	}
	m.c.wait(0, func(v *client.View) bool {
		for _, w := range v.Windows {
			if w.Owner == m.id && w.Visible && w.Mapped {
				menu = w
				return true
			}
		}
		return false
	})
	return menu
}

// closed waits until the menu is gone and its window is as it should be.
func (m menuOf) closed(as func(w window) bool) {
	m.b.t.Helper()
	until(m.b.t, "what was chosen", func() string {
		if w := m.b.window(m.title); !as(w) {
			return fmt.Sprintf("it is %+v", w)
		}
		for _, w := range m.c.View().Windows {
			if w.Owner == m.id {
				return fmt.Sprintf("there is still %+v", w)
			}
		}
		return ""
	})
}

// dark counts pixels of a text's colour.
func dark(p *image.RGBA) (n int) {
	for i := 0; i+4 <= len(p.Pix); i += 4 {
		if p.Pix[i] < 0x60 && p.Pix[i+1] < 0x60 && p.Pix[i+2] < 0x60 {
			n++
		}
	}
	return n
}
