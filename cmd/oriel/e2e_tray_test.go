package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"oriel/compositor/console"
	"oriel/rdp/client"
	"oriel/rdp/rail"
)

// A tray app is yad, whose icon is GTK's own.
type trayApp struct {
	*process
	b        *bridge
	commands io.Writer
}

// trayApp starts one. A left click adds a line to the file "clicked"; its menu
// has one entry, by which it ends.
func (b *bridge) trayApp(picture string) *trayApp {
	b.t.Helper()
	cmd := exec.Command(need(b.t, "yad", "yad"), "--notification", "--listen", "--icon-size=24", "--image="+b.file(picture),
		"--command=sh -c 'echo clicked >> "+b.file("clicked")+"'", "--menu=Quit!quit")
	in, err := cmd.StdinPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	return &trayApp{start(b.t, cmd, b.appEnvironment("GDK_BACKEND=x11")), b, in}
}

func (a *trayApp) tell(command string) {
	a.b.t.Helper()
	if _, err := fmt.Fprintln(a.commands, command); err != nil {
		a.b.t.Fatal(err)
	}
}

// clicks waits until the app has been clicked n times.
func (a *trayApp) clicks(n int) {
	a.b.t.Helper()
	until(a.b.t, fmt.Sprintf("click %d", n), func() string {
		log, _ := os.ReadFile(a.b.file("clicked"))
		return whether(strings.Count(string(log), "clicked") == n)
	})
}

// draw writes a picture of the size that icons have, and returns its pixels as
// the client has them: B, G, R, A.
func (b *bridge) draw(name string, seed int) (pix []byte) {
	b.t.Helper()
	const side = 24
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	for y := range side {
		for x := range side {
			c := color.NRGBA{R: byte(x * seed), G: byte(y * 8), B: byte(x ^ y), A: 255}
			if (x+y)%5 == 0 {
				c = color.NRGBA{} // a hole
			}
			m.SetNRGBA(x, y, c)
			pix = append(pix, c.B, c.G, c.R, c.A)
		}
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, m); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(b.file(name), buf.Bytes(), 0o644); err != nil {
		b.t.Fatal(err)
	}
	return pix
}

// icon waits until the client has one icon, with these pixels.
func (c *benchClient) icon(what string, pix []byte) (n client.NotifyIcon) {
	c.t.Helper()
	until(c.t, what, func() string {
		list := c.View().NotifyIcons
		if len(list) != 1 {
			return fmt.Sprintf("there are %d", len(list))
		}
		if n = list[0]; !bytes.Equal(n.Pix, pix) {
			return fmt.Sprintf("%dx%d, other pixels", n.Width, n.Height)
		}
		return ""
	})
	return n
}

func (c *benchClient) noIcon(what string) {
	c.t.Helper()
	until(c.t, what, func() string {
		if list := c.View().NotifyIcons; len(list) > 0 {
			return fmt.Sprintf("%+v", list)
		}
		return ""
	})
}

func (c *benchClient) notify(n client.NotifyIcon, messages ...uint32) {
	c.t.Helper()
	if err := c.Notify(n, messages...); err != nil {
		c.t.Fatal(err)
	}
}

// What a Windows client tells of a click.
var (
	leftClick  = []uint32{rail.NotifyLeftDown, rail.NotifyLeftUp, rail.NotifySelect}
	rightClick = []uint32{rail.NotifyRightDown, rail.NotifyRightUp, rail.NotifyContextMenu}
)

func TestTheTray(t *testing.T) {
	t.Parallel()
	for _, p := range []client.Profile{client.RAIL, client.Classic} {
		t.Run(fmt.Sprint(p), func(t *testing.T) {
			t.Parallel()
			testTray(t, p)
		})
	}
}

func testTray(t *testing.T, p client.Profile) {
	b := startBridge(t)
	pix, other := b.draw("icon.png", 5), b.draw("other.png", 3)
	size := image.Pt(1280, 800)
	c := connect(b, p, size)
	app := b.trayApp("icon.png")
	n := c.icon("the icon", pix)
	if n.ToolTip == "" || n.Hidden {
		t.Errorf("%+v", n)
	}
	c.notify(n, leftClick...)
	app.clicks(1)
	app.tell("icon:" + b.file("other.png"))
	n = c.icon("another icon", other)

	// Who comes back has it, and so does who comes to another backend.
	c.Close()
	c = connect(b, p, size)
	n = c.icon("the icon of one who comes back", other)
	c.notify(n, leftClick...)
	app.clicks(2)
	b.kill9("oriel-rdp")
	c.Close()
	c = connect(b, p, size)
	n = c.icon("the icon at another backend", other)
	c.notify(n, leftClick...)
	app.clicks(3)

	b.listsIcon(app.pid(), n)
	app.tell("visible:false")
	until(t, "it to hide", func() string { return whether(len(c.View().NotifyIcons) == 0 || c.View().NotifyIcons[0].Hidden) })
	app.tell("visible:true")
	n = c.icon("it again", other)

	// The menu is where the pointer is, which no window has.
	at := image.Pt(1200, 780)
	if err := c.Move(at); err != nil {
		t.Fatal(err)
	}
	c.notify(n, rightClick...)
	var menu client.Window
	until(t, "its menu", func() string {
		for _, w := range c.View().Windows {
			if w.Visible && w.Rect.Dx() > 10 {
				menu = w
				return ""
			}
		}
		return fmt.Sprintf("%+v", c.View().Windows)
	})
	if near := (image.Rectangle{Min: at, Max: at}).Inset(-40); !menu.Rect.Overlaps(near) {
		t.Errorf("the menu is at %v", menu.Rect)
	}
	middle := menu.Rect.Min.Add(menu.Rect.Size().Div(2))
	until(t, "it to end by its menu", func() string {
		_, _ = c.Move(middle.Add(image.Pt(3, 0))), c.Move(middle)
		_ = c.Click(client.Left, middle)
		return whether(app.ended())
	})
	c.noIcon("it to be gone")
}

// listsIcon checks what `oriel windows` says of an icon.
func (b *bridge) listsIcon(pid int, n client.NotifyIcon) {
	b.t.Helper()
	out, stderr, code := b.command("windows", "--json", "--control", b.Control)
	var v struct{ Tray []console.NotifyIcon }
	if err := json.Unmarshal([]byte(out), &v); err != nil || code != 0 {
		b.t.Fatalf("oriel windows: status %d: %v: %s", code, err, stderr)
	}
	if len(v.Tray) != 1 || v.Tray[0] != (console.NotifyIcon{ID: n.ID, ToolTip: n.ToolTip, AppID: "Yad", PID: pid}) {
		b.t.Errorf("the tray is %+v, the client's icon %+v", v.Tray, n)
	}
	out, _, _ = b.command("windows", "--control", b.Control)
	if lines := strings.Split(strings.TrimSpace(out), "\n"); len(lines) < 2 || !strings.HasPrefix(lines[len(lines)-2], "ICON") || !strings.HasSuffix(lines[len(lines)-1], n.ToolTip) {
		b.t.Errorf("oriel windows says:\n%s", out)
	}
}

// Debian's client has no tray: apps are offered none, where their user would
// lose them, until another client has been there. What the client then hears
// of icons it must not mind.
func TestXfreerdpDoesNotMindTheTray(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--size", "800x600")
	b.draw("icon.png", 5)
	b.draw("other.png", 3)
	s := xvfb(t, 800, 600)
	p := s.remoteApp(b)
	until(t, "the client", func() string { return whether(len(b.status().Clients) == 1) })
	icons := func(want int) {
		t.Helper()
		until(t, fmt.Sprintf("%d icons", want), func() string {
			r, err := console.Ask(b.Control, console.Request{Verb: "windows"})
			if err != nil || len(r.Tray) != want {
				return fmt.Sprintf("%v: %+v", err, r.Tray)
			}
			return ""
		})
	}
	paints := func(title, at string) {
		t.Helper()
		b.app(demo(t, "xpaint"), "-title", title, "-size", "120x90", "-at", at)
		untilPainted(t, title, func() *image.RGBA { s.window(title); return s.picture() },
			painting{rect: b.window(title).inner(), depth: exact})
	}
	app := b.trayApp("icon.png")
	paints("without a tray", "20,40")
	icons(0)
	p.stop()
	connect(b, client.RAIL, image.Pt(800, 600)).Close()
	icons(1)
	p = s.remoteApp(b)
	paints("beside the icon", "300,40")
	app.tell("icon:" + b.file("other.png"))
	app.stop()
	icons(0)
	paints("after it", "300,340")
	if list := b.status().Clients; len(list) != 1 || p.ended() {
		t.Errorf("the client is gone: %s", &p.err)
	}
}
