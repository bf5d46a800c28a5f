package main_test

import (
	"fmt"
	"image"
	"testing"

	"oriel/rdp/client"
	"oriel/rdp/rdpei"
)

// A pen draws in apps of both kinds: in X11 ones as Xwayland's tablet, in
// Wayland ones that know no tablets as the pointer.
func TestAPenDrawsInAppsOfBothKinds(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	c := connectWith(b, client.Options{Profile: client.Desktop, Size: image.Pt(800, 600), Touch: 5})
	until(t, "the server to ask for touch", func() string { return whether(c.TouchReady()) })
	const near, touching = rdpei.FlagUpdate | rdpei.FlagInRange, rdpei.FlagInRange | rdpei.FlagInContact
	for _, name := range []string{"xpaint", "wlpaint"} {
		app := b.app(demo(t, name), "-title", name, "-size", "200x100", "-events", b.file(name))
		at := b.window(name).inner().Min.Add(image.Pt(20, 30))
		pen := func(dx int, flags uint32) {
			t.Helper()
			err := c.Pen(rdpei.PenContact{
				X: int32(at.X + dx), Y: int32(at.Y), Flags: flags, FieldsPresent: rdpei.PenPressurePresent, Pressure: 500,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		pen(0, near)
		pen(0, rdpei.FlagDown|touching)
		for dx := 1; dx <= 10; dx++ {
			pen(dx, rdpei.FlagUpdate|touching)
		}
		pen(10, rdpei.FlagUp|rdpei.FlagInRange)
		pen(10, rdpei.FlagUpdate)
		b.logs(name, "button 1 down at 20,30")
		for dx := 1; dx <= 10; dx++ {
			b.logs(name, fmt.Sprintf("motion %d,30", 20+dx))
		}
		b.logs(name, "button 1 up at 30,30")
		app.stop()
		b.noWindow(name, func(w window) bool { return w.Title == name })
	}
}
