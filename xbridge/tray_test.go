package xbridge_test

import (
	"bytes"
	"fmt"
	"image"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/xbridge"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
)

// A docker is an X client of our own with an icon.
type docker struct {
	t   *testing.T
	w   *world
	x   *xconn.Conn
	win xproto.Window
	gc  xproto.Gcontext

	depth  byte
	visual xproto.Visualid
}

// withTray starts a bridge whose client shows notification icons.
func withTray(t *testing.T, change func(*xbridge.Config)) *world {
	w := start(t, change)
	w.tray(1)
	return w
}

// tray makes the desktop one of a client that shows notification icons.
func (w *world) tray(scale float64) {
	b := image.Rect(0, 0, 1280, 800)
	w.Comp.SetOutputs([]scene.Output{{ID: 1, Bounds: b, Work: b, Scale: scale, Primary: true, Tray: true}})
}

// manager waits for the tray's window.
func manager(t *testing.T, x *xconn.Conn) (win xproto.Window) {
	t.Helper()
	xbridgetest.Eventually(t, "there is a tray", func() bool {
		r, err := xproto.GetSelectionOwner(x.Conn, x.Atoms["_NET_SYSTEM_TRAY_S0"]).Reply()
		if err != nil {
			t.Fatal(err)
		}
		win = r.Owner
		return win != 0
	})
	return win
}

// newDocker makes a window that is no icon yet, of the tray's visual or the
// screen's own.
func newDocker(t *testing.T, w *world, alpha bool) *docker {
	t.Helper()
	x := w.dial(t)
	d := &docker{t: t, w: w, x: x, depth: x.Screen.RootDepth, visual: x.Screen.RootVisual}
	tray := manager(t, x)
	mask, values := uint32(xproto.CwBackPixel|xproto.CwBorderPixel|xproto.CwEventMask), []uint32{0, 0, xproto.EventMaskButtonPress | xproto.EventMaskButtonRelease | xproto.EventMaskStructureNotify}
	if alpha {
		p, err := x.ReadProperty(tray, x.Atoms["_NET_SYSTEM_TRAY_VISUAL"], 4)
		v, ok := p.Word()
		if err != nil || !ok {
			t.Fatalf("the tray tells no visual: %v", err)
		}
		d.depth, d.visual = 32, xproto.Visualid(v)
		colors, _ := xproto.NewColormapId(x.Conn)
		xproto.CreateColormap(x.Conn, xproto.ColormapAllocNone, colors, x.Root, d.visual)
		mask, values = mask|xproto.CwColormap, append(values, uint32(colors))
	}
	d.win, _ = xproto.NewWindowId(x.Conn)
	if err := xproto.CreateWindowChecked(x.Conn, d.depth, d.win, x.Root, 0, 0, 16, 16, 0, xproto.WindowClassInputOutput, d.visual, mask, values).Check(); err != nil {
		t.Fatal(err)
	}
	d.gc, _ = xproto.NewGcontextId(x.Conn)
	if err := xproto.CreateGCChecked(x.Conn, d.gc, xproto.Drawable(d.win), 0, nil).Check(); err != nil {
		t.Fatal(err)
	}
	return d
}

func (d *docker) name(s string) {
	d.x.SetProperty(d.win, d.x.Atoms["_NET_WM_NAME"], d.x.Atoms["UTF8_STRING"], []byte(s))
}

// xembed says whether the icon wants to be seen.
func (d *docker) xembed(flags uint32) {
	d.x.SetWords(d.win, d.x.Atoms["_XEMBED_INFO"], d.x.Atoms["_XEMBED_INFO"], 0, flags)
}

func (d *docker) opcode(about xproto.Window, data ...uint32) {
	d.x.SendMessage(manager(d.t, d.x), about, xproto.EventMaskNoEvent, d.x.Atoms["_NET_SYSTEM_TRAY_OPCODE"], append([]uint32{0}, data...)...)
}

func (d *docker) dock() { d.opcode(manager(d.t, d.x), 0, uint32(d.win)) }

// say sends a balloon, in pieces of 20 bytes.
func (d *docker) say(id, timeout uint32, text string) {
	d.opcode(d.win, 1, timeout, uint32(len(text)), id)
	for b := []byte(text); len(b) > 0; b = b[min(20, len(b)):] {
		d.x.Send(manager(d.t, d.x), xproto.EventMaskNoEvent, xproto.ClientMessageEvent{
			Format: 8, Window: d.win, Type: d.x.Atoms["_NET_SYSTEM_TRAY_MESSAGE_DATA"],
			Data: xproto.ClientMessageDataUnionData8New(append(bytes.Clone(b[:min(20, len(b))]), make([]byte, 20)...)[:20]),
		})
	}
}

// side waits until the icon has been given a size, and returns it.
func (d *docker) side() (n int) {
	d.t.Helper()
	xbridgetest.Eventually(d.t, "the icon is in the tray", func() bool {
		r, err := xproto.QueryTree(d.x.Conn, d.win).Reply()
		g, err2 := xproto.GetGeometry(d.x.Conn, xproto.Drawable(d.win)).Reply()
		a, err3 := xproto.GetWindowAttributes(d.x.Conn, d.win).Reply()
		if err != nil || err2 != nil || err3 != nil {
			d.t.Fatal(err, err2, err3)
		}
		n = int(g.Width)
		return r.Parent != d.x.Root && g.Width == g.Height && a.MapState == xproto.MapStateViewable
	})
	return n
}

// draw draws a pattern and returns the pixels that it is, alpha straight.
func (d *docker) draw(seed int) []byte {
	d.t.Helper()
	side := d.side()
	straight, x := make([]byte, 0, 4*side*side), make([]byte, 0, 4*side*side)
	for y := range side {
		for c := range side {
			p := [4]byte{byte(c * seed), byte(y * 7), byte(c ^ y), 0xFF}
			if d.depth == 32 && (c+y)%3 == 0 {
				p = [4]byte{} // a hole
			}
			straight, x = append(straight, p[:]...), append(x, p[:]...)
		}
	}
	err := xproto.PutImageChecked(d.x.Conn, xproto.ImageFormatZPixmap, xproto.Drawable(d.win), d.gc, uint16(side), uint16(side), 0, 0, 0, d.depth, x).Check()
	if err != nil {
		d.t.Fatal(err)
	}
	return straight
}

// icon waits for a notification icon that is as wanted.
func (w *world) icon(t *testing.T, what string, want func(n *scene.NotifyIcon) bool) (found scene.NotifyIcon) {
	t.Helper()
	xbridgetest.Eventually(t, what, func() (ok bool) {
		w.View(func(v *scene.View) {
			for _, n := range v.NotifyIcons {
				if want(n) {
					found, ok = *n, true
				}
			}
		})
		return ok
	})
	return found
}

func (w *world) noIcons(t *testing.T, what string) {
	t.Helper()
	w.Wait(what, func(v *scene.View) bool { return len(v.NotifyIcons) == 0 })
}

func shows(pix []byte) func(n *scene.NotifyIcon) bool {
	return func(n *scene.NotifyIcon) bool { return n.Icon != nil && bytes.Equal(n.Icon.Images[0].Pix, pix) }
}

func TestAnAppsIconIsInTheTray(t *testing.T) {
	for _, alpha := range []bool{true, false} {
		t.Run(fmt.Sprint(alpha), func(t *testing.T) {
			w := withTray(t, nil)
			d := newDocker(t, w, alpha)
			d.name("mail: 3 ä")
			d.xembed(1)
			d.dock()
			if n := d.side(); n != 24 {
				t.Errorf("%d pixels", n)
			}
			n := w.icon(t, "its picture", shows(d.draw(5)))
			if n.ToolTip != "mail: 3 ä" || n.Hidden || n.PID != os.Getpid() || n.InfoTip != nil {
				t.Errorf("%+v", n)
			}
			w.icon(t, "another picture", shows(d.draw(9)))
			d.name("mail")
			w.icon(t, "another name", func(n *scene.NotifyIcon) bool { return n.ToolTip == "mail" })
			d.xembed(0)
			w.icon(t, "hidden", func(n *scene.NotifyIcon) bool { return n.Hidden && n.Icon != nil })
			d.xembed(1)
			w.icon(t, "seen again", func(n *scene.NotifyIcon) bool { return !n.Hidden })
			w.icon(t, "with another picture", shows(d.draw(11)))
			w.View(func(v *scene.View) {
				if len(v.Windows) != 0 {
					t.Errorf("the icon is a window, too: %v", v.Windows)
				}
			})
			xproto.DestroyWindow(d.x.Conn, d.win)
			w.noIcons(t, "it is gone")
		})
	}
}

func TestAnIconGoesWithItsApp(t *testing.T) {
	w := withTray(t, nil)
	d, other := newDocker(t, w, true), newDocker(t, w, true)
	for i, d := range []*docker{d, other} {
		d.dock()
		w.icon(t, "its picture", shows(d.draw(5+i)))
	}
	d.x.Close()
	w.Wait("one is left", func(v *scene.View) bool { return len(v.NotifyIcons) == 1 })
	xproto.ReparentWindow(other.x.Conn, other.win, other.x.Root, 0, 0)
	w.noIcons(t, "it went elsewhere")
}

func TestIconsAreClickedWhereTheUsersPointerIs(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.dock()
	n := w.icon(t, "its picture", shows(d.draw(5)))
	for _, c := range []struct {
		action scene.NotifyAction
		button byte
		at     image.Point
		want   image.Point
	}{
		{scene.NotifySelect, 1, image.Pt(1000, 790), image.Pt(1000, 790)},
		{scene.NotifyContextMenu, 3, image.Pt(40, 30), image.Pt(40, 30)},
		{scene.NotifySelect, 1, image.Pt(-50, 5000), image.Pt(0, 799)},
		{scene.NotifyContextMenu, 3, image.Pt(1279, 799), image.Pt(1279, 799)},
	} {
		_, _ = d.x.Queue.Take()
		w.Comp.Notify(n.ID, scene.NotifyEvent{Action: c.action, At: c.at})
		var press *xproto.ButtonPressEvent
		released := false
		xbridgetest.Eventually(t, fmt.Sprint(c), func() bool {
			items, _ := d.x.Queue.Take()
			for _, i := range items {
				switch e := i.Event.(type) {
				case xproto.ButtonPressEvent:
					press = &e
				case xproto.ButtonReleaseEvent:
					released = true
				}
			}
			return press != nil && released
		})
		if byte(press.Detail) != c.button || image.Pt(int(press.RootX), int(press.RootY)) != c.want {
			t.Errorf("button %d at %d,%d, want %d at %v", press.Detail, press.RootX, press.RootY, c.button, c.want)
		}
		r, err := xproto.TranslateCoordinates(d.x.Conn, d.win, d.x.Root, 0, 0).Reply()
		if err != nil || !c.want.In(image.Rect(0, 0, 24, 24).Add(image.Pt(int(r.DstX), int(r.DstY)))) {
			t.Errorf("the icon is at %d,%d, the pointer at %v: %v", r.DstX, r.DstY, c.want, err)
		}
	}
	w.icon(t, "the picture as it was", shows(d.draw(7)))
}

// An icon is clicked where windows may be; they take the pointer before and
// after.
func TestAnIconIsInNoWindowsWay(t *testing.T) {
	w := withTray(t, nil)
	w.run(t, "xev", "-name", "a window", "-geometry", "300x300+100+100")
	win := w.Window("a window")
	d := newDocker(t, w, true)
	d.dock()
	n := w.icon(t, "its picture", shows(d.draw(5)))
	at := win.Bounds.Min.Add(image.Pt(150, 150))
	w.Comp.Notify(n.ID, scene.NotifyEvent{Action: scene.NotifySelect, At: at})
	pressed := func() (n int) {
		items, _ := d.x.Queue.Take()
		for _, i := range items {
			if _, ok := i.Event.(xproto.ButtonPressEvent); ok {
				n++
			}
		}
		return n
	}
	xbridgetest.Eventually(t, "the icon is clicked", func() bool { return pressed() == 1 })
	w.Input(seat.Motion{X: float64(at.X - 40), Y: float64(at.Y)}, seat.Motion{X: float64(at.X), Y: float64(at.Y)},
		seat.Button{Code: seat.BtnLeft, Down: true}, seat.Button{Code: seat.BtnLeft})
	// Whatever is under the pointer is asked of the server, after the click.
	xbridgetest.Eventually(t, "the window has the pointer", func() bool {
		r, err := xproto.QueryPointer(d.x.Conn, d.x.Root).Reply()
		if err != nil {
			t.Fatal(err)
		}
		tree, err := xproto.QueryTree(d.x.Conn, d.win).Reply()
		return err == nil && r.Child != 0 && r.Child != tree.Parent
	})
	if n := pressed(); n != 0 {
		t.Errorf("the icon took %d presses from the window", n)
	}
}

func TestBalloons(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.name("mail")
	d.dock()
	n := w.icon(t, "its picture", shows(d.draw(5)))
	tip := func(text string) func(n *scene.NotifyIcon) bool {
		return func(n *scene.NotifyIcon) bool { return n.InfoTip != nil && n.InfoTip.Text == text }
	}
	none := func(n *scene.NotifyIcon) bool { return n.InfoTip == nil }
	long := strings.Repeat("more than twenty bytes: 日本 ", 9)
	d.say(1, 15000, long)
	if got := w.icon(t, "a balloon", tip(long)).InfoTip; got.Title != "mail" || got.Timeout != 15000 || got.Serial == 0 {
		t.Errorf("%+v", got)
	}
	first := w.icon(t, "it", tip(long)).InfoTip.Serial
	d.say(2, 0, "short")
	if got := w.icon(t, "another", tip("short")).InfoTip; got.Timeout != 30000 || got.Serial == first {
		t.Errorf("%+v", got)
	}
	d.opcode(d.win, 2, 1) // of one that is not there any more
	d.say(3, 1, "short")
	w.icon(t, "the same again", func(n *scene.NotifyIcon) bool { return tip("short")(n) && n.InfoTip.Timeout == 10000 })
	d.opcode(d.win, 2, 3)
	w.icon(t, "taken back by the app", none)
	for _, a := range []scene.NotifyAction{scene.NotifyInfoTipClick, scene.NotifyInfoTipEnd} {
		d.say(4, 5000, "to be put away")
		w.icon(t, "a balloon", tip("to be put away"))
		w.Comp.Notify(n.ID, scene.NotifyEvent{Action: a})
		w.icon(t, "put away", none)
	}
}

// What no app does that follows the protocol.
func TestIllMannersOfIcons(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.opcode(manager(t, d.x), 0, 0x7FFFFFFF)                  // no window
	d.opcode(manager(t, d.x), 0, uint32(d.x.Root))            // the root
	d.opcode(manager(t, d.x), 0, uint32(manager(t, d.x)))     // the tray itself
	d.opcode(manager(t, d.x), 99, uint32(d.win))              // no such opcode
	d.opcode(d.win, 1, 1000, 5, 1)                            // a balloon of no icon
	d.opcode(manager(t, d.x), 1, 1000, 0xFFFFFFFF, 1)         // and a long one
	d.x.SendMessage(d.x.Root, d.win, 0, d.x.Atoms["_XEMBED"]) // noise
	only, _ := xproto.NewWindowId(d.x.Conn)
	xproto.CreateWindow(d.x.Conn, 0, only, d.x.Root, 0, 0, 9, 9, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	d.opcode(manager(t, d.x), 0, uint32(only))
	d.dock()
	d.dock() // twice
	w.icon(t, "its picture", shows(d.draw(5)))
	d.opcode(d.win, 1, 1000, 0xFFFFFFFF, 1)
	d.say(2, 1000, "text")
	d.say(3, 1000, "")
	w.icon(t, "its balloon", func(n *scene.NotifyIcon) bool { return n.InfoTip != nil && n.InfoTip.Text == "text" })
	// It wants another size, and does not get it.
	xproto.ConfigureWindow(d.x.Conn, d.win, xproto.ConfigWindowWidth|xproto.ConfigWindowX, []uint32{5, 500})
	xproto.UnmapWindow(d.x.Conn, d.win)
	w.icon(t, "hidden", func(n *scene.NotifyIcon) bool { return n.Hidden })
	xproto.MapWindow(d.x.Conn, d.win)
	w.icon(t, "seen", func(n *scene.NotifyIcon) bool { return !n.Hidden })
	if n := d.side(); n != 24 {
		t.Errorf("%d pixels", n)
	}
	w.icon(t, "its picture", shows(d.draw(6)))
	w.View(func(v *scene.View) {
		if len(v.NotifyIcons) != 1 {
			t.Errorf("%d icons", len(v.NotifyIcons))
		}
	})
}

// An app may ask for another size between its wish to dock and its being in the
// tray: then the window manager is asked, and says yes.
func TestAnIconThatAsksForASizeTooEarlyHasOurs(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.dock()
	xproto.ConfigureWindow(d.x.Conn, d.win, xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, []uint32{17, 17})
	w.icon(t, "its picture", func(n *scene.NotifyIcon) bool { return d.side() == 24 && shows(d.draw(5))(n) })
}

// Apps that find a tray may hide in it: there is none before a client shows it.
func TestThereIsNoTrayThatNobodySees(t *testing.T) {
	w := start(t, nil)
	x := w.dial(t)
	owner := func() xproto.Window {
		r, err := xproto.GetSelectionOwner(x.Conn, x.Atoms["_NET_SYSTEM_TRAY_S0"]).Reply()
		if err != nil {
			t.Fatal(err)
		}
		return r.Owner
	}
	w.run(t, "xev", "-name", "a window")
	w.Window("a window") // by now the tray has heard of the outputs
	if owner() != 0 {
		t.Error("there is a tray")
	}
	w.tray(1)
	win := manager(t, x)
	w.Comp.SetOutputs(nil) // the client has gone
	w.Wait("its outputs too", func(v *scene.View) bool { return !v.Outputs[0].Tray })
	if owner() != win {
		t.Error("the tray is gone")
	}
}

// A tray of the user's own takes ours over, and its icons.
func TestAnotherTrayTakesOver(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.dock()
	w.icon(t, "its picture", shows(d.draw(5)))
	ours := manager(t, d.x)
	x := w.dial(t)
	other, _ := xproto.NewWindowId(x.Conn)
	xproto.CreateWindow(x.Conn, 0, other, x.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0, 0, nil)
	xproto.SetSelectionOwner(x.Conn, other, x.Atoms["_NET_SYSTEM_TRAY_S0"], xproto.TimeCurrentTime)
	w.noIcons(t, "they are not ours any more")
	xbridgetest.Eventually(t, "our tray has ended, and the icon lives", func() bool {
		_, err := xproto.GetWindowAttributes(x.Conn, ours).Reply()
		r, err2 := xproto.QueryTree(d.x.Conn, d.win).Reply()
		return err != nil && err2 == nil && r.Parent == d.x.Root
	})
}

func TestIconsAreFinerWhereAppsDrawForThePixels(t *testing.T) {
	w := withTray(t, func(c *xbridge.Config) { c.Native = true })
	d := newDocker(t, w, true)
	d.dock()
	w.icon(t, "its picture", shows(d.draw(5)))
	w.tray(2)
	xbridgetest.Eventually(t, "twice as large", func() bool { return d.side() == 48 })
	n := w.icon(t, "its picture", shows(d.draw(5)))
	if n.Icon.Images[0].Width != 48 {
		t.Errorf("%d pixels", n.Icon.Images[0].Width)
	}
}

// yad is GTK's own icon.
func TestYadIsInTheTray(t *testing.T) {
	w := withTray(t, nil)
	w.env = append(w.env, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1")
	out := filepath.Join(t.TempDir(), "clicked")
	cmd := xbridgetest.Command(t, w.env, "yad", "--notification", "--listen", "--image=dialog-information",
		"--text=a tip", "--command=touch "+out, "--menu=Quit of yad!quit")
	commands := run(t, cmd)
	n := w.icon(t, "its icon", func(n *scene.NotifyIcon) bool { return n.Icon != nil && !n.Hidden })
	if n.AppID != "Yad" || n.PID != cmd.Process.Pid {
		t.Errorf("%+v", n)
	}
	seen := map[[4]byte]bool{}
	for p := n.Icon.Images[0].Pix; len(p) > 0; p = p[4:] {
		seen[[4]byte(p)] = true
	}
	if len(seen) < 10 || !seen[[4]byte{}] {
		t.Errorf("%d colours; is it transparent around: %v", len(seen), seen[[4]byte{}])
	}
	fmt.Fprintln(commands, "icon:dialog-error")
	w.icon(t, "another icon", func(m *scene.NotifyIcon) bool { return m.ID == n.ID && !shows(n.Icon.Images[0].Pix)(m) })
	w.Comp.Notify(n.ID, scene.NotifyEvent{Action: scene.NotifySelect, At: image.Pt(1200, 790)})
	xbridgetest.Eventually(t, "it reacts", func() bool { _, err := os.Stat(out); return err == nil })
	w.Comp.Notify(n.ID, scene.NotifyEvent{Action: scene.NotifyContextMenu, At: image.Pt(1200, 790)})
	var menu scene.Window
	w.Wait("its menu", func(v *scene.View) bool {
		for _, o := range v.Windows {
			if o.Kind == scene.Menu && len(o.Content.Planes) > 0 {
				menu = *o
				return true
			}
		}
		return false
	})
	if near := image.Rect(1200, 790, 1201, 791).Inset(-40); !menu.Bounds.Overlaps(near) {
		t.Errorf("the menu is at %v", menu.Bounds)
	}
	at := menu.Bounds.Min.Add(menu.Bounds.Size().Div(2))
	w.Input(seat.Motion{X: float64(at.X - 2), Y: float64(at.Y)}, seat.Motion{X: float64(at.X), Y: float64(at.Y)})
	w.Input(seat.Button{Code: seat.BtnLeft, Down: true}, seat.Button{Code: seat.BtnLeft})
	w.noIcons(t, "its menu has ended it")
}

// Qt and the older GTK have icons of their own make, too.
func TestToolkitsHaveIconsWithMenus(t *testing.T) {
	for _, app := range []string{"qlipper", "parcellite"} {
		t.Run(app, func(t *testing.T) {
			w := withTray(t, nil)
			w.env = append(w.env, "QT_QPA_PLATFORM=xcb", "HOME="+t.TempDir(), "DBUS_SESSION_BUS_ADDRESS=unix:path=/nonexistent")
			w.run(t, app)
			n := w.icon(t, "its icon", func(n *scene.NotifyIcon) bool { return n.Icon != nil && !n.Hidden && n.ToolTip == app })
			at := image.Pt(1000, 700)
			w.Comp.Notify(n.ID, scene.NotifyEvent{Action: scene.NotifyContextMenu, At: at})
			w.Wait("its menu, where the pointer is", func(v *scene.View) bool {
				for _, o := range v.Windows {
					if o.Kind == scene.Menu && o.Bounds.Overlaps(image.Rectangle{Min: at, Max: at}.Inset(-40)) {
						return true
					}
				}
				return false
			})
		})
	}
}

func TestIconsGoWithTheXServer(t *testing.T) {
	w := withTray(t, nil)
	d := newDocker(t, w, true)
	d.dock()
	w.icon(t, "its picture", shows(d.draw(5)))
	if err := syscall.Kill(w.servers.PID(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	w.noIcons(t, "it went with the server")
	// The next server has a tray at once: the client is still there.
	d = newDocker(t, w, true)
	d.dock()
	w.icon(t, "its picture", shows(d.draw(7)))
}

// run starts a command with a pipe to its input.
func run(t *testing.T, cmd *exec.Cmd) io.Writer {
	t.Helper()

	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return in
}
