package rdp_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

var profiles = map[client.Profile]string{
	client.RAIL: "rail", client.Classic: "classic", client.Desktop: "desktop", client.Bitmap: "bitmap",
}

// eventually waits until f returns "", and fails with what it said last.
func eventually(t *testing.T, s *rdptest.Server, what string, f func() string) {
	t.Helper()
	last := ""
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if last = f(); last == "" {
			return
		}
	}
	t.Fatalf("%s: %s\n%s", what, last, s.Log)
}

// differs says where two pictures differ; "" for equal ones.
func differs(got *image.RGBA, want *scene.Image) string {
	if got == nil {
		return "no picture"
	}
	if got.Rect.Size() != want.Rect.Size() {
		return fmt.Sprintf("size %v, want %v", got.Rect.Size(), want.Rect.Size())
	}
	for y := range want.Rect.Dy() {
		for x := range want.Rect.Dx() {
			w := want.Row(want.Rect.Min.Y+y, want.Rect.Min.X+x, want.Rect.Min.X+x+1)
			g := got.Pix[got.PixOffset(x, y):][:4]
			if !bytes.Equal(g, []byte{w[2], w[1], w[0], w[3]}) {
				return fmt.Sprintf("pixel %d,%d: %v, want %v (BGRA %v)", x, y, g, []byte{w[2], w[1], w[0], w[3]}, w)
			}
		}
	}
	return ""
}

// desktopDiffers compares the client's desktop with the windows.
func desktopDiffers(s *rdptest.Server, c *client.Session) string {
	return differs(c.Desktop(), s.Desktop.Picture(image.Rectangle{Max: c.View().Size}))
}

func TestDesktopByGraphics(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	d.Add(scene.Window{Title: "one", Bounds: image.Rect(50, 40, 250, 180)}, 1)
	c := s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)})
	eventually(t, s, "first picture", func() string { return desktopDiffers(s, c) })
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := c.WaitRest(ctx, 50*time.Millisecond, nil); err != nil {
		t.Fatal(err)
	}
}
