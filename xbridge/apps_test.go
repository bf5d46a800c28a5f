package xbridge_test

import (
	"fmt"
	"image"
	"os"
	"runtime"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/xbridge"
	"oriel/xbridge/xbridgetest"
)

func TestXtermIsResizedInCharacters(t *testing.T) {
	w := start(t, nil)
	w.run(t, "xterm", "-title", "resize me", "-geometry", "60x20", "-e", "sleep", "60")
	win := w.Window("resize me")
	w.Wait("it is active", func(v *scene.View) bool { return v.Active == win.ID })
	b := win.Bounds
	b.Min = b.Min.Add(image.Pt(-5, -3)) // not a whole character
	b = b.Add(image.Pt(200, 100))
	b.Max = win.Bounds.Max.Add(image.Pt(200+101, 100+52))
	w.Comp.Wish(win.ID, scene.Wish{What: scene.WantBounds, Bounds: b})
	w.Wait("it is larger, by whole characters", func(v *scene.View) bool {
		o := v.Windows[win.ID]
		s := o.Bounds.Size()
		return o.Bounds.Min == b.Min && s.X > win.Bounds.Dx()+50 && s.X <= b.Dx() && (s.X-win.Bounds.Dx())%6 == 0 && s == o.Content.Size
	})
}

func TestGTKWindowHasAShadowAndFillsTheOutput(t *testing.T) {
	w := start(t, nil)
	w.env = append(w.env, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1", "GTK_THEME=Adwaita")
	w.run(t, "gtk3-demo")
	win := w.Window("Application Class")
	if win.AppID != "Gtk3-demo" {
		t.Errorf("app id %q", win.AppID)
	}
	if m := win.Margins; m.Left <= 0 || m.Top <= 0 {
		t.Errorf("margins %+v", m)
	}
	before := win.Bounds
	for _, s := range []scene.State{scene.Maximized, scene.Fullscreen} {
		w.Comp.Wish(win.ID, scene.Wish{What: scene.WantState, State: s, Mask: s})
		w.Wait(fmt.Sprintf("state %b fills the output", s), func(v *scene.View) bool {
			o := v.Windows[win.ID]
			return o.State&s != 0 && o.Bounds == image.Rect(0, 0, 1280, 800)
		})
		w.Comp.Wish(win.ID, scene.Wish{What: scene.WantState, Mask: s})
		w.Wait("it is as before", func(v *scene.View) bool { o := v.Windows[win.ID]; return o.State&s == 0 && o.Bounds == before })
	}
	w.Comp.Wish(win.ID, scene.Wish{What: scene.WantState, State: scene.Minimized, Mask: scene.Minimized})
	w.Wait("it is minimised and not active", func(v *scene.View) bool {
		return v.Windows[win.ID].State&scene.Minimized != 0 && v.Active == 0
	})
	w.Comp.Wish(win.ID, scene.Wish{What: scene.WantActivate | scene.WantState, Mask: scene.Minimized})
	w.Wait("it is back", func(v *scene.View) bool {
		return v.Windows[win.ID].State&scene.Minimized == 0 && v.Active == win.ID
	})
	w.Comp.Wish(win.ID, scene.Wish{What: scene.WantClose})
	w.Wait("it is gone", func(v *scene.View) bool { return len(v.Windows) == 0 })
}

func TestTwoAppsTakeTurnsWithTheFocus(t *testing.T) {
	w := start(t, nil)
	w.run(t, "xterm", "-title", "one", "-e", "sleep", "60")
	one := w.Window("one")
	cmd := w.run(t, "xterm", "-title", "two", "-e", "sleep", "60")
	two := w.Window("two")
	w.Wait("two is active", func(v *scene.View) bool { return v.Active == two.ID })
	if one.Bounds.Min == two.Bounds.Min {
		t.Errorf("both are at %v", one.Bounds.Min)
	}
	w.Comp.Wish(one.ID, scene.Wish{What: scene.WantActivate})
	w.Wait("one is active and on top", func(v *scene.View) bool {
		return v.Active == one.ID && v.Stack[len(v.Stack)-1] == one.ID
	})
	w.Comp.Wish(two.ID, scene.Wish{What: scene.WantActivate})
	w.Wait("two is active again", func(v *scene.View) bool { return v.Active == two.ID })
	_ = cmd.Process.Kill()
	w.Wait("the focus falls back", func(v *scene.View) bool { return v.Active == one.ID })
}

func TestRestartsLeakNothing(t *testing.T) {
	w := start(t, func(c *xbridge.Config) { c.Idle = 50 * time.Millisecond })
	goroutines, files := 0, 0
	for n := range 6 {
		cmd := w.run(t, "xclock", "-title", fmt.Sprint("clock ", n))
		w.Window(fmt.Sprint("clock ", n))
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		xbridgetest.Eventually(t, "it is stopped", func() bool {
			s := w.bridge.Status()
			return s.State == "waiting" && s.Starts == n+1
		})
		if n == 1 {
			time.Sleep(50 * time.Millisecond)
			goroutines, files = runtime.NumGoroutine(), openFiles(t)
		}
	}
	xbridgetest.Eventually(t, "no goroutine is left over", func() bool { return runtime.NumGoroutine() <= goroutines })
	xbridgetest.Eventually(t, "no file is left over", func() bool { return openFiles(t) <= files })
}

func openFiles(t *testing.T) int {
	t.Helper()
	l, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(l)
}
