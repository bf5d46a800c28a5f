package main_test

import (
	"fmt"
	"image"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"oriel/rdp/client"
	"oriel/rdp/rdpei"
)

// Monitors that come and go at the client's other sides move no window that it
// shows, though they move what X11 calls 0,0, and ask no app for a size.
func TestMonitorsThatComeAndGoMoveNoWindow(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	primary, right := client.Monitor{Rect: image.Rect(0, 0, 800, 600)}, client.Monitor{Rect: image.Rect(800, 0, 1700, 600), Scale: 1.5}
	c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: []client.Monitor{primary, right}})
	b.app(demo(t, "xpaint"), "-title", "X", "-size", "200x100", "-at", "100,120", "-events", b.file("X"))
	b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x100", "-events", b.file("W"))
	to := image.Pt(1001, 60)
	c.bring("W", to)
	b.logs("W", "scale 180/120")
	c.bring("X", image.Pt(96, 88))
	rects := func() map[string]image.Rectangle {
		m := map[string]image.Rectangle{}
		for _, w := range c.Windows() {
			m[w.Title] = w.Rect
		}
		return m
	}
	c.wait(time.Second, func(v *client.View) bool { return len(v.Windows) == 2 })
	before := rects()
	// X11 has it that windows are told their places.
	configures := func() int {
		log, err := os.ReadFile(b.file("W"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Count("\n"+string(log), "\nconfigure")
	}
	asked := configures()
	left := client.Monitor{Rect: image.Rect(-1000, -200, 0, 800), Scale: 1.25}
	above := client.Monitor{Rect: image.Rect(0, -700, 900, 0), Scale: 3}
	for i, l := range [][]client.Monitor{
		{primary, right, left}, {primary, left, above, right}, {primary, right, above}, {primary, right},
	} {
		if err := c.SetMonitors(l); err != nil {
			t.Fatal(err)
		}
		until(t, fmt.Sprintf("layout %d in X11", i), func() string {
			out, _, _ := run(t, b.appEnvironment(), need(t, "xrandr", "x11-xserver-utils"), "--listactivemonitors")
			return whether(strings.HasPrefix(out, fmt.Sprintf("Monitors: %d\n", len(l))))
		})
		c.wait(time.Second, func(v *client.View) bool { return len(v.Windows) == 2 })
		if now := rects(); fmt.Sprint(now) != fmt.Sprint(before) {
			t.Errorf("layout %d moved windows: %v, before %v", i, now, before)
		}
		for _, title := range []string{"X", "W"} {
			i := slices.IndexFunc(c.Windows(), func(w client.Window) bool { return w.Title == title })
			m := c.Image(c.Windows()[i].ID)
			inner := image.Rect(4, 32, 204, 132)
			if title == "W" {
				inner = image.Rect(0, 0, 300, 150) // it has no frame
			}
			untilPainted(t, title, func() *image.RGBA { return m }, painting{rect: inner})
		}
	}
	if n := configures(); n != asked {
		t.Errorf("the Wayland app was configured %d times", n-asked)
	}
	// The pointer still finds them.
	if err := c.Click(client.Left, before["X"].Min.Add(image.Pt(4+50, 32+60))); err != nil {
		t.Fatal(err)
	}
	b.logs("X", "button 1 down at 50,60")
}

// X11 apps that know nothing of fingers get clicks where the finger is, on a
// monitor of another scale, by each policy. Xwayland's touch screen may be off
// by a pixel.
func TestAFingerClicksInX11Apps(t *testing.T) {
	t.Parallel()
	for _, policy := range []string{"scaled", "native"} {
		t.Run(policy, func(t *testing.T) {
			t.Parallel()
			b := startBridge(t, "--x11-scale", policy)
			c := connectWith(b, client.Options{Profile: client.RAIL, Monitors: mixedMonitors(1.5), Touch: 5})
			until(t, "the server to ask for touch", func() string { return whether(c.TouchReady()) })
			b.app(demo(t, "xpaint"), "-title", "X", "-size", "200x100", "-at", "100,120", "-events", b.file("X"))
			c.bring("X", image.Pt(1001, 60))
			b.windowWhere("the window on the second monitor", func(w window) bool { return w.Title == "X" && w.X == 934 && w.Y == 40 })
			k := 1.5 // device pixels of a pixel of X
			if policy == "native" {
				k = 1
			}
			at := image.Pt(1001+6, 60+48)
			for i, p := range []image.Point{{20, 10}, {150, 80}} {
				x, y := int32(float64(at.X)+float64(p.X)*k), int32(float64(at.Y)+float64(p.Y)*k)
				for _, flags := range []uint32{rdpei.FlagDown | rdpei.FlagInRange | rdpei.FlagInContact, rdpei.FlagUp} {
					if err := c.Touch(rdpei.TouchContact{ID: 3, X: x, Y: y, Flags: flags}); err != nil {
						t.Fatal(err)
					}
				}
				until(t, fmt.Sprintf("a click at %v", p), func() string {
					log, err := os.ReadFile(b.file("X"))
					var got image.Point
					for _, verb := range []string{"up", "down"} {
						lines := strings.Split(string(log), "button 1 "+verb+" at ")
						if len(lines) != i+2 {
							return fmt.Sprintf("the log is (%v):\n%s", err, log)
						}
						fmt.Sscanf(lines[i+1], "%d,%d", &got.X, &got.Y)
					}
					if d := p.Sub(got); d.X < 0 || d.Y < 0 || d.X > 1 || d.Y > 1 {
						return fmt.Sprintf("it is at %v", got)
					}
					return ""
				})
			}
			b.logs("X", "configure 200x100")
			if log, _ := os.ReadFile(b.file("X")); strings.Contains(string(log), "x101") {
				t.Errorf("the move has resized it:\n%s", log)
			}
		})
	}
}
