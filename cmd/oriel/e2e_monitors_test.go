package main_test

import (
	"fmt"
	"image"
	"math"
	"strings"
	"testing"
	"time"

	"golang.org/x/image/draw"

	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/rdp/rdpei"
)

// mixedMonitors are one of 800x600 at 100 % and, to its right, one of 900x600
// at 150 %, whose 600x400 logical pixels begin at 800,0.
func mixedMonitors(scale float64) []client.Monitor {
	return []client.Monitor{
		{Rect: image.Rect(0, 0, 800, 600)},
		{Rect: image.Rect(800, 0, 800+int(600*scale), int(400*scale)), Scale: scale},
	}
}

// bring waits for a window and moves it to a place of the client's desktop.
func (c *benchClient) bring(title string, to image.Point) (found client.Window) {
	c.t.Helper()
	until(c.t, fmt.Sprintf("the window %q", title), func() string {
		for _, w := range c.Windows() {
			if w.Title == title && w.Visible && w.Limits != nil {
				found = w
				return ""
			}
		}
		return fmt.Sprintf("there are %+v", c.Windows())
	})
	c.moveTo(found, image.Rectangle{Min: to, Max: to.Add(found.Rect.Size())})
	return found
}

// moveTo tells where the user has put a window, with what clients count to it
// to pull at.
func (c *benchClient) moveTo(w client.Window, r image.Rectangle) {
	c.t.Helper()
	if w.Style&rail.WSThickFrame != 0 {
		r = r.Inset(-8)
	}
	if err := c.MoveWindow(w.ID, r); err != nil {
		c.t.Fatal(err)
	}
}

// shown waits until a window is at a place, rests, and has a picture.
func (c *benchClient) shown(id uint32, at image.Rectangle) *image.RGBA {
	c.t.Helper()
	c.wait(500*time.Millisecond, func(v *client.View) bool {
		w := v.Find(id)
		return w != nil && w.Rect == at
	})
	return c.Image(id)
}

// enlarged is where a window is after it came to the right monitor.
func enlarged(w client.Window, to image.Point, scale float64) image.Rectangle {
	k := func(n int) int { return int(math.Round(float64(n) * scale)) }
	return image.Rectangle{Min: to, Max: to.Add(image.Pt(k(w.Rect.Dx()), k(w.Rect.Dy())))}
}

func TestAnAppThatKnowsFractionsIsSharpOnEachMonitor(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5)})
	b.app(demo(t, "wlpaint"), "-title", "sharp", "-size", "200x150", "-events", b.file("sharp"))
	b.logs("sharp", "scale 120/120")
	to := image.Pt(1001, 60)
	w := c.bring("sharp", to)
	b.logs("sharp", "scale 180/120")
	m := c.shown(w.ID, enlarged(w, to, 1.5))
	// The frame around it, of whole device pixels, leaves the app's part.
	own := b.window("sharp")
	k := func(n int) int { return int(math.Round(float64(n) * 1.5)) }
	off := own.inner().Min.Sub(own.rect().Min)
	at := image.Rectangle{Min: image.Pt(k(off.X), k(off.Y))}
	at.Max = at.Min.Add(image.Pt(300, 225))
	untilPainted(t, "the picture at 150 %", func() *image.RGBA { m = c.Image(w.ID); return m }, painting{rect: at})
	// The pointer finds each pixel of it.
	for _, p := range []image.Point{{0, 0}, {299, 224}, {150, 60}} {
		if err := c.Click(client.Left, to.Add(at.Min).Add(p)); err != nil {
			t.Fatal(err)
		}
		b.logs("sharp", fmt.Sprintf("button 1 down at %d,%d", int(float64(p.X)/1.5), int(float64(p.Y)/1.5)))
	}
	// Back on the first monitor it is as it was.
	back := image.Pt(100, 200)
	c.moveTo(w, enlarged(w, back, 1.5))
	c.shown(w.ID, image.Rectangle{Min: back, Max: back.Add(w.Rect.Size())})
	untilPainted(t, "the picture at 100 %", func() *image.RGBA { return c.Image(w.ID) },
		painting{rect: image.Rectangle{Min: off, Max: off.Add(image.Pt(200, 150))}})
}

// Apps that know no fractions draw at a whole scale, and it is for us to make
// their pictures smaller or larger. What comes out is compared with what the
// same window looks like on a monitor of that whole scale, made as large by
// somebody else's code.
func TestAppsWithoutFractionsLookLikeThemselves(t *testing.T) {
	t.Parallel()
	for _, a := range []struct {
		name, pkg, title string
		env, argv        []string
		scale            float64 // at which it draws
		least            float64 // dB
	}{
		{"GTK 4", "gtk-4-examples", "Links", []string{"GDK_BACKEND=wayland"}, []string{"gtk4-demo", "--run=links"}, 2, 24},
		{"xterm", "xterm", "still", nil, []string{"xterm", "-title", "still", "-geometry", "40x10", "-e", "sh", "-c", "tput civis; seq 100 160; sleep 1000"}, 1, 24},
	} {
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t)
			need(t, a.argv[0], a.pkg)
			b.appWith(a.env, a.argv...)
			b.window(a.title)
			to := image.Pt(820, 20)
			c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5)})
			w := c.bring(a.title, to)
			got := c.shown(w.ID, enlarged(w, to, 1.5))
			c.Close()
			c = connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(a.scale)})
			// It has stayed where it was on the second monitor.
			native := c.shown(w.ID, enlarged(w, to, a.scale))
			want := image.NewRGBA(image.Rectangle{Max: got.Rect.Size()})
			draw.CatmullRom.Scale(want, want.Rect, native, native.Rect, draw.Src, nil)
			if d := psnr(got, want); d < a.least {
				t.Errorf("%.1f dB, want at least %.0f", d, a.least)
				keep(t, a.name+" got", got)
				keep(t, a.name+" want", want)
			} else {
				t.Logf("%.1f dB", d)
			}
		})
	}
}

// psnr compares the colours of two pictures of one size.
func psnr(a, b *image.RGBA) float64 {
	sum, n := 0.0, 0
	for i := range a.Pix {
		if i%4 != 3 {
			d := float64(a.Pix[i]) - float64(b.Pix[i])
			sum, n = sum+d*d, n+1
		}
	}
	if sum == 0 {
		return math.Inf(1)
	}
	return 10 * math.Log10(255*255*float64(n)/sum)
}

func TestTheCursorHasTheScaleOfTheMonitorThatItIsOn(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.Desktop, Monitors: mixedMonitors(2)})
	b.app(need(t, "xterm", "xterm"), "-title", "left", "-geometry", "40x10")
	w := b.window("left")
	size := func(p image.Point) (s image.Point) {
		t.Helper()
		if err := c.Move(p); err != nil {
			t.Fatal(err)
		}
		until(t, fmt.Sprintf("xterm's cursor at %v", p), func() string {
			shape := c.View().Pointer.Shape
			if shape == nil {
				return "there is the client's own arrow"
			}
			s = image.Pt(shape.Width, shape.Height)
			return ""
		})
		return s
	}
	inside := w.inner().Min.Add(image.Pt(30, 30))
	small := size(inside)
	if err := c.SetMonitors([]client.Monitor{{Rect: image.Rect(0, 0, 1600, 1200), Scale: 2}}); err != nil {
		t.Fatal(err)
	}
	until(t, "a cursor twice as large", func() string {
		if got := size(inside.Mul(2)); got != small.Mul(2) {
			return fmt.Sprintf("%v, after %v", got, small)
		}
		return ""
	})
}

// A finger on the client's screen is a finger to an app, on each monitor.
func TestTouchReachesAWaylandApp(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5), Touch: 5})
	until(t, "the server to ask for touch", func() string { return whether(c.TouchReady()) })
	app, err := wlclient.Connect(b.WaylandDisplay)
	if err != nil {
		t.Fatal(err)
	}
	defer app.Close()
	top, err := app.NewToplevel("fingers", 200, 150)
	if err != nil {
		t.Fatal(err)
	}
	buf, err := app.NewBuffer(200, 150)
	if err != nil {
		t.Fatal(err)
	}
	top.Show(buf)
	if err := app.Roundtrip(); err != nil {
		t.Fatal(err)
	}
	r, err := app.Get(wlproto.WlSeatInterface)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	touch := wlproto.WlSeatProxy{Resource: r}.GetTouch()
	note := func(format string, args ...any) { got = append(got, fmt.Sprintf(format, args...)) }
	touch.SetEvents(&wlproto.WlTouchEvents{
		Down: func(_, _ uint32, _ wlproto.WlSurfaceProxy, id int32, x, y wlwire.Fixed) {
			note("%d down at %.0f,%.0f", id, x.Float(), y.Float())
		},
		Motion: func(_ uint32, id int32, x, y wlwire.Fixed) { note("%d moves to %.0f,%.0f", id, x.Float(), y.Float()) },
		Up:     func(_, _ uint32, id int32) { note("%d up", id) },
		Frame:  func() { note("frame") },
	})
	if err := app.Roundtrip(); err != nil {
		t.Fatal(err)
	}
	to := image.Pt(1001, 60)
	w := c.bring("fingers", to)
	c.shown(w.ID, enlarged(w, to, 1.5))
	own := b.window("fingers")
	off := own.inner().Min.Sub(own.rect().Min)
	x, y := int32(to.X)+int32(float64(off.X)*1.5), int32(to.Y)+int32(float64(off.Y)*1.5)
	const begin, move = rdpei.FlagDown | rdpei.FlagInRange | rdpei.FlagInContact, rdpei.FlagUpdate | rdpei.FlagInRange | rdpei.FlagInContact
	for _, frame := range [][]rdpei.TouchContact{
		{{ID: 0, X: x + 30, Y: y + 15, Flags: begin}, {ID: 1, X: x + 60, Y: y + 90, Flags: begin}},
		{{ID: 0, X: x + 45, Y: y + 15, Flags: move}, {ID: 1, X: x + 60, Y: y + 90, Flags: rdpei.FlagUp}},
		{{ID: 0, X: x + 45, Y: y + 15, Flags: rdpei.FlagUp}},
	} {
		if err := c.Touch(frame...); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{
		"0 down at 20,10", "1 down at 40,60", "frame", "0 moves to 30,10", "1 up", "frame", "0 up", "frame",
	}
	if err := app.Until(func() bool { return len(got) >= len(want) }); err != nil {
		t.Fatalf("%v, after %q", err, got)
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Debian's client on a screen that is split into two monitors shows a window
// that lies on both, in both modes, and each app knows of both monitors.
func TestXfreerdpBringsTwoMonitors(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"desktop", "windows"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t)
			s := xvfb(t, 1400, 600)
			s.pretendWindowManager()
			for i, m := range []string{"800/212x600/159+0+0", "600/159x500/132+800+100"} {
				must(t, s.env, need(t, "xrandr", "x11-xserver-utils"), "--setmonitor", fmt.Sprintf("M%d", i), m, "none")
			}
			args := []string{"/multimon"}
			if mode == "windows" {
				args = append(args, "/app:||all")
			}
			b.app(demo(t, "xpaint"), "-title", "both", "-size", "300x200", "-at", "650,150", "-events", b.file("both"))
			b.window("both")
			s.xfreerdp(b, args...)
			until(t, "both monitors in the bridge's X server", func() string {
				out, _, _ := run(t, b.appEnvironment(), "xrandr", "--listactivemonitors")
				for _, want := range []string{"800/", "x600/", "+0+0", "600/", "x500/", "+800+100"} {
					if !strings.Contains(out, want) {
						return out
					}
				}
				return ""
			})
			w := b.window("both")
			untilPainted(t, "a window on both monitors", s.picture, painting{rect: w.inner()})
			for _, p := range []image.Point{{20, 30}, {280, 30}} {
				s.click(w.inner().Min.Add(p), 1)
				b.logs("both", fmt.Sprintf("button 1 down at %d,%d", p.X, p.Y))
			}
		})
	}
}

// By the policy "native" an X11 app's pixels are the monitor's own, and it is
// told how large to draw.
func TestX11AppsAreSharpByThePolicyNative(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--x11-scale", "native")
	c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5)})
	b.app(demo(t, "xpaint"), "-title", "fine", "-size", "300x200", "-events", b.file("fine"))
	until(t, "the resource Xft.dpi", func() string {
		out, _, _ := run(t, b.appEnvironment(), need(t, "xrdb", "x11-xserver-utils"), "-query")
		return whether(strings.Contains(out, "Xft.dpi:\t144\n"))
	})
	to := image.Pt(1001, 60)
	w := c.bring("fine", to)
	// On the first monitor, where three of its pixels are two, it is smaller.
	frame := image.Pt(4+200+4, 32+133+4)
	if w.Rect.Size() != frame {
		t.Errorf("at 100 %% it is %v, want %v", w.Rect.Size(), frame)
	}
	at := image.Rectangle{Min: image.Pt(6, 48), Max: image.Pt(306, 248)}
	untilPainted(t, "the picture of X11 at 150 %", func() *image.RGBA { return c.Image(w.ID) }, painting{rect: at})
	for _, p := range []image.Point{{1, 1}, {298, 198}, {150, 60}} {
		if err := c.Click(client.Left, to.Add(at.Min).Add(p)); err != nil {
			t.Fatal(err)
		}
		b.logs("fine", fmt.Sprintf("button 1 down at %d,%d", p.X, p.Y))
	}
}

// Debian's client tells the scale that its user asks for, and shows apps that
// know fractions with all of its pixels.
func TestXfreerdpBringsAScale(t *testing.T) {
	t.Parallel()
	for _, percent := range []int{125, 150, 175, 300} {
		t.Run(fmt.Sprint(percent), func(t *testing.T) {
			t.Parallel()
			b := startBridge(t)
			s := xvfb(t, 1200, 900)
			s.pretendWindowManager()
			b.app(demo(t, "wlpaint"), "-title", "scaled", "-size", "160x120", "-events", b.file("scaled"))
			s.desktop(b, fmt.Sprintf("/scale-desktop:%d", percent), "/scale-device:140")
			b.logs("scaled", fmt.Sprintf("scale %d/120", percent*120/100))
			k := float64(percent) / 100
			w := b.window("scaled").inner()
			px := func(n int) int { return int(math.Round(float64(n) * k)) }
			at := image.Rect(px(w.Min.X), px(w.Min.Y), px(w.Min.X)+px(160), px(w.Min.Y)+px(120))
			untilPainted(t, fmt.Sprintf("the picture at %d %%", percent), s.picture, painting{rect: at})
		})
	}
}

// TestWindowsAreInReachOfASmallerClient: of one that comes back with a smaller
// desktop, and of one that makes its desktop smaller. The X11 window has our
// title bar, the other one its own.
func TestWindowsAreInReachOfASmallerClient(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connect(b, client.RAIL, image.Pt(1280, 800))
	b.app(demo(t, "xpaint"), "-title", "x", "-size", "200x150")
	b.app(demo(t, "wlpaint"), "-title", "wl", "-size", "200x150")
	titles := []string{"x", "wl"}
	for i, title := range titles {
		to := image.Pt(1000, 100+400*i)
		c.bring(title, to)
		b.windowWhere(title+" where it was put", func(w window) bool { return w.Title == title && w.X == to.X && w.Y == to.Y })
	}
	c.Close()
	inReach := func(size image.Point) {
		t.Helper()
		for _, title := range titles {
			b.windowWhere(fmt.Sprintf("half of the top edge of %s within %v", title, size), func(w window) bool {
				return w.Title == title && image.Rect(w.X, w.Y, w.X+w.Width/2, w.Y+32).In(image.Rectangle{Max: size})
			})
		}
	}
	c = connect(b, client.Desktop, image.Pt(900, 450))
	inReach(image.Pt(900, 450))
	if err := c.Resize(image.Pt(400, 300), 0); err != nil {
		t.Fatal(err)
	}
	inReach(image.Pt(400, 300))
}
