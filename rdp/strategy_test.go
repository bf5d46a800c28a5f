package rdp_test

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/codec/codectest"
	"oriel/rdp/rdptest"
)

// A canvasApp is an app that draws on a picture of its own.
type canvasApp struct {
	t    *testing.T
	s    *rdptest.Server
	d    *rdptest.Desktop
	c    *client.Session
	opt  client.Options
	id   scene.WindowID
	at   image.Point
	face scene.SurfaceID
	m    *scene.Image
}

func startCanvasApp(t *testing.T, p client.Profile, size image.Point) *canvasApp {
	t.Helper()
	a := &canvasApp{t: t, d: rdptest.NewDesktop(), at: image.Pt(13, 7), m: scene.NewImage(image.Rectangle{Max: size})}
	for i := range a.m.Pix {
		a.m.Pix[i] = 0xFF
	}
	a.s = rdptest.Start(t, a.d, nil)
	t.Cleanup(a.d.Close)
	a.opt = client.Options{Profile: p, Size: size.Add(image.Pt(40, 30))}
	a.d.Do(func(tx *scene.Tx) {
		a.face = tx.NewSurface()
		a.commit(tx, a.m.Rect)
		a.id = tx.Map(a.face, scene.Window{Title: "app", Bounds: a.m.Rect.Add(a.at)})
	})
	a.c = a.s.Connect(a.opt)
	a.shown("the first picture")
	return a
}

func (a *canvasApp) commit(tx *scene.Tx, damage ...image.Rectangle) {
	px := scene.Pixels{
		Pix: append([]byte(nil), a.m.Pix...), Stride: a.m.Stride,
		Width: a.m.Rect.Dx(), Height: a.m.Rect.Dy(), Format: scene.XRGB8888,
	}
	c := scene.Content{
		Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: a.m.Rect}}, Size: a.m.Rect.Size(),
	}
	for _, r := range damage {
		c.Damage.Add(r)
	}
	tx.Commit(a.face, c)
}

// paint shows what is drawn, and damages as much.
func (a *canvasApp) paint(damage ...image.Rectangle) {
	a.d.Do(func(tx *scene.Tx) { a.commit(tx, damage...) })
}

// draw copies a picture of the kinds of codectest to r.
func (a *canvasApp) draw(kind string, r image.Rectangle) {
	pix := codectest.Image(kind, r.Dx(), r.Dy())
	for y := range r.Dy() {
		row := a.m.Row(r.Min.Y+y, r.Min.X, r.Max.X)
		copy(row, pix[y*4*r.Dx():])
		for i := 3; i < len(row); i += 4 {
			row[i] = 0xFF
		}
	}
}

// scroll moves r by dy and puts noise where nothing comes from.
func (a *canvasApp) scroll(r image.Rectangle, dy int) {
	old := append([]byte(nil), a.m.Pix...)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := a.m.Row(y, r.Min.X, r.Max.X)
		if from := y - dy; from >= r.Min.Y && from < r.Max.Y {
			copy(row, old[from*a.m.Stride+4*r.Min.X:])
			continue
		}
		for i := range row {
			row[i] = byte(i*i>>3 | y)
		}
		for i := 3; i < len(row); i += 4 {
			row[i] = 0xFF
		}
	}
}

// shown waits until the client shows exactly what is drawn.
func (a *canvasApp) shown(what string) {
	a.t.Helper()
	eventually(a.t, a.s, what, func() string {
		m := a.c.Desktop()
		if !image.Rectangle(a.m.Rect).Add(a.at).In(m.Rect) {
			return fmt.Sprintf("a desktop of %v", m.Rect)
		}
		for y := range a.m.Rect.Dy() {
			row := a.m.Row(y, 0, a.m.Rect.Dx())
			got := m.Pix[m.PixOffset(a.at.X, a.at.Y+y):]
			for x := 0; x < len(row); x += 4 {
				if row[x] != got[x+2] || row[x+1] != got[x+1] || row[x+2] != got[x] {
					return fmt.Sprintf("at %d,%d B,G,R,A % x instead of % x; %+v", x/4, y,
						[]byte{got[x+2], got[x+1], got[x], got[x+3]}, row[x:x+4], a.s.Status())
				}
			}
		}
		return ""
	})
}

// rest waits until nothing has come for so long.
func (a *canvasApp) rest(d time.Duration) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := a.c.WaitRest(ctx, d, nil); err != nil {
		a.t.Fatal(err)
	}
}

// chosen returns how many pixels went one way, of all frames that the client
// has: the session counts a frame only once it is sent.
func (a *canvasApp) chosen(name string) uint64 {
	a.t.Helper()
	if a.c != nil {
		eventually(a.t, a.s, "the frames to be counted", func() string {
			sent, seen := a.s.Status()[0].Frames, a.c.Stats().Frames
			if sent < seen {
				return fmt.Sprintf("%d, and the client has %d", sent, seen)
			}
			return ""
		})
	}
	for _, c := range a.s.Status()[0].Choices {
		if c.Name == name {
			return c.Pixels
		}
	}
	return 0
}

func TestUnchangedPixelsAreNotSent(t *testing.T) {
	a := startCanvasApp(t, client.Desktop, image.Pt(700, 500))
	a.draw("text", a.m.Rect)
	a.paint(a.m.Rect)
	a.shown("text")
	before := a.c.Stats().Pixels
	a.draw("photo", image.Rect(300, 200, 307, 211))
	a.paint(a.m.Rect) // all of it, as many toolkits do
	a.shown("a character")
	if n := a.c.Stats().Pixels - before; n > 7*11 {
		t.Errorf("%d pixels for a change of 7×11", n)
	}
	a.paint(a.m.Rect)
	a.shown("the same again")
	if a.chosen("unchanged") == 0 {
		t.Error("what did not change was sent")
	}
}

func TestScrollIsACopy(t *testing.T) {
	for _, p := range []client.Profile{client.Desktop, client.RAIL} {
		a := startCanvasApp(t, p, image.Pt(900, 700))
		a.draw("text", a.m.Rect)
		a.paint(a.m.Rect)
		a.shown("text")
		a.rest(150 * time.Millisecond)        // it was looked for scrolls in vain
		view := image.Rect(150, 90, 880, 690) // beside a bar and below a menu
		for _, dy := range []int{-48, -3, 17, -120} {
			before, copied := a.c.Stats().Bytes, a.chosen("copy")
			a.scroll(view, dy)
			a.paint(a.m.Rect)
			a.shown(fmt.Sprintf("scrolled by %d", dy))
			least := uint64(view.Dx() * (view.Dy() - max(dy, -dy)) * 9 / 10)
			if n := a.chosen("copy") - copied; n < least {
				t.Errorf("scroll by %d copies %d pixels instead of %d or more", dy, n, least)
			}
			t.Logf("scroll by %d: %d bytes", dy, a.c.Stats().Bytes-before)
		}
	}
}

// A button at the edge of what scrolls stays: it is sent again, and not all that
// is above and below it.
func TestScrollBelowAButtonIsACopy(t *testing.T) {
	a := startCanvasApp(t, client.Desktop, image.Pt(900, 700))
	for _, button := range []image.Rectangle{image.Rect(0, 0, 48, 64), image.Rect(850, 600, 900, 660)} {
		a.draw("text", a.m.Rect)
		a.draw("ui", button)
		a.paint(a.m.Rect)
		a.shown("text and a button")
		a.rest(150 * time.Millisecond) // it may have been looked for scrolls in vain
		copied := a.chosen("copy")
		a.scroll(a.m.Rect, -6)
		a.draw("ui", button)
		a.paint(a.m.Rect)
		a.shown("scrolled below a button")
		if n, most := a.chosen("copy")-copied, uint64(900*694*99/100); n < most {
			t.Errorf("a scroll below %v copies %d pixels instead of %d at least", button, n, most)
		}
	}
}

// Two panes scroll together, as those of a comparison do, and what lies between
// them and above them rests: the copy leaves it alone.
func TestScrollCopiesNothingThatRests(t *testing.T) {
	for _, p := range []client.Profile{client.Desktop, client.RAIL} {
		a := startCanvasApp(t, p, image.Pt(1400, 600))
		a.draw("text", a.m.Rect)
		a.paint(a.m.Rect)
		a.shown("text")
		panes := []image.Rectangle{image.Rect(0, 40, 300, 600), image.Rect(1060, 0, 1400, 560)}
		for _, dy := range []int{-48, 17, -120} {
			a.rest(150 * time.Millisecond) // else it may be a video
			copied := a.chosen("copy")
			for _, r := range panes {
				a.scroll(r, dy)
			}
			a.paint(panes...)
			a.shown(fmt.Sprintf("two panes scrolled by %d", dy))
			least := uint64(300 * (560 - max(dy, -dy)) * 9 / 10)
			if n := a.chosen("copy") - copied; n < least {
				t.Errorf("scroll by %d copies %d pixels instead of %d or more", dy, n, least)
			}
		}
	}
}

func TestWhatReappearsComesFromTheCache(t *testing.T) {
	a := startCanvasApp(t, client.Desktop, image.Pt(640, 512))
	for i := range 6 {
		a.draw([]string{"photo", "text"}[i%2], a.m.Rect)
		a.paint(a.m.Rect)
		a.shown(fmt.Sprintf("picture %d", i))
		a.rest(150 * time.Millisecond) // else it is a video
	}
	if a.chosen("cache") == 0 {
		t.Error("nothing came from the cache")
	}
}

// TestVideoAndWhatFollowsIsShown has every pixel change for a while, and small
// changes and scrolls among such pictures and after them.
func TestVideoAndWhatFollowsIsShown(t *testing.T) {
	t.Parallel()
	for _, p := range []client.Profile{client.Desktop, client.RAIL} {
		a := startCanvasApp(t, p, image.Pt(600, 260)) // some tiles wide and high
		picture := func(n int) {
			for y := range a.m.Rect.Dy() { // flat, so that it is exact at once on whatever link
				row := a.m.Row(y, 0, a.m.Rect.Dx())
				for i := 0; i < len(row); i += 4 {
					v := byte(7*y + i>>7 + 37*n)
					row[i], row[i+1], row[i+2], row[i+3] = v, v+1, v+2, 0xFF
				}
			}
			a.paint(a.m.Rect)
			a.shown(fmt.Sprintf("picture %d", n))
		}
		for n := range 45 {
			picture(n)
			if n%11 == 9 {
				at := image.Rect(100, 20, 107, 31).Add(image.Pt(11*n, 5*n))
				a.draw("text", at)
				a.paint(at)
				a.shown("a character between two pictures")
			}
		}
		at := image.Rect(300, 200, 307, 211)
		for _, kind := range []string{"photo", "text"} {
			before := a.c.Stats().Pixels
			a.draw(kind, at)
			a.paint(at)
			a.shown("a character on the last picture: " + kind)
			if n := a.c.Stats().Pixels - before; kind == "text" && n > 7*11 {
				t.Errorf("%d pixels for a change of 7×11", n)
			}
		}
		a.scroll(a.m.Rect, -20)
		a.paint(a.m.Rect)
		a.shown("scrolled")
		picture(100)
	}
}

// TestPhotoEndsLossless shows a photo, of which a link that is not known gets
// a lossy picture first.
func TestPhotoEndsLossless(t *testing.T) {
	for _, p := range []client.Profile{client.Desktop, client.RAIL} {
		a := startCanvasApp(t, p, image.Pt(400, 300))
		a.draw("photo", image.Rect(20, 30, 390, 290))
		a.paint(a.m.Rect)
		a.shown("a photo")
	}
}

// TestChangingPhotoEndsExactly has a photo change as fast as it can, so that it
// travels with fewer colours, or where the machine is busy and so the link seems
// slow with other losses; then it rests, wholly or in part.
func TestChangingPhotoEndsExactly(t *testing.T) {
	for _, p := range []client.Profile{client.Desktop, client.RAIL} {
		a := startCanvasApp(t, p, image.Pt(597, 263)) // some tiles wide and high, no multiple of anything
		photo := codectest.Image("photo", 800, 500)
		at := 0
		show := func(r image.Rectangle) {
			at++
			for y := r.Min.Y; y < r.Max.Y; y++ {
				copy(a.m.Row(y, r.Min.X, r.Max.X), photo[4*((y+at*7%200)*800+r.Min.X+at*5%200):])
			}
			a.paint(r)
		}
		for _, r := range []image.Rectangle{a.m.Rect, image.Rect(30, 70, 501, 200), a.m.Rect} {
			before := a.chosen("nscodec")
			for end := time.Now().Add(5 * time.Second); a.chosen("nscodec") == before && time.Now().Before(end); {
				show(r)
				time.Sleep(5 * time.Millisecond)
			}
			small := image.Rect(100, 100, 131, 117)
			a.draw("text", small)
			a.paint(small)
			a.shown("a small change beside losses, exactly")
		}
	}
}

// TestAnythingDrawnIsShown draws at random, several changes at a time.
func TestAnythingDrawnIsShown(t *testing.T) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 1))
		a := startCanvasApp(t, []client.Profile{client.Desktop, client.RAIL}[seed%2], image.Pt(200+r.IntN(900), 150+r.IntN(600)))
		random := func(least int) image.Rectangle {
			w, h := least+r.IntN(a.m.Rect.Dx()-least), least+r.IntN(a.m.Rect.Dy()-least)
			x, y := r.IntN(a.m.Rect.Dx()-w+1), r.IntN(a.m.Rect.Dy()-h+1)
			return image.Rect(x, y, x+w, y+h)
		}
		for step := range 12 {
			for range 1 + r.IntN(3) {
				x := random(1 + r.IntN(120))
				switch r.IntN(5) {
				case 0:
					a.draw("photo", x)
				case 1, 2:
					a.draw("text", x)
				case 3:
					a.scroll(x, r.IntN(x.Dy()*2)-x.Dy())
				case 4:
					a.draw("ui", x)
				}
				if r.IntN(2) == 0 {
					x = a.m.Rect
				}
				a.paint(x)
				if r.IntN(3) == 0 {
					time.Sleep(time.Duration(r.IntN(10)) * time.Millisecond)
				}
			}
			a.shown(fmt.Sprintf("seed %d, step %d", seed, step))
		}
		t.Logf("seed %d: %+v", seed, choicesOf(a.s.Status()[0]))
	}
}

func choicesOf(c rdp.Client) (s string) {
	for _, x := range c.Choices {
		s += fmt.Sprintf("%s %d px in %d, %d bytes; ", x.Name, x.Pixels, x.Rects, x.Bytes)
	}
	return s + c.Why
}
