package rdp

import (
	"bytes"
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
)

// onSlowLink is a session that shows a video on a link of 10 Mbit/s, which it
// has come to know.
func onSlowLink(t *testing.T) *watched {
	t.Helper()
	x := watch(t, "video", image.Pt(640, 480), 800)
	for range 40 {
		x.show()
		x.frame()
		x.now = x.now.Add(tick)
	}
	if _, slow := x.paint.strategy.ration(); !slow {
		t.Fatalf("the link is not known to be slow: %s", x.paint.strategy.why())
	}
	return x
}

// took returns how long the next frame keeps the link busy, 0 if there is none.
func (x *watched) took() time.Duration {
	before := x.session.w.queued()
	if !x.advance() {
		return 0
	}
	d := time.Duration(x.link * float64(x.session.w.queued()-before))
	x.now = x.now.Add(d)
	x.acknowledge(x.paint.frames, 0)
	return d
}

func TestFramesAreShortOnASlowLink(t *testing.T) {
	x := onSlowLink(t)
	for range 30 {
		x.show()
		for range 3 {
			if d := x.took(); d > 5*rationTime {
				t.Fatalf("a frame keeps the link busy for %v", d)
			}
		}
		x.now = x.now.Add(tick)
	}
	for n := 0; !x.newest(); n++ {
		if x.took() == 0 || n > 200 {
			t.Fatal("the picture is never complete")
		}
	}
	x.now = x.now.Add(restTime)
	for n := 0; x.paint.canvases[0].lossy > 0; n++ {
		if x.took() == 0 || n > 1000 {
			t.Fatal("the picture is never exact")
		}
	}
}

// TestATypedCharacterDoesNotWaitForAVideo changes a few pixels while all of
// the video waits to be sent.
func TestATypedCharacterDoesNotWaitForAVideo(t *testing.T) {
	x := onSlowLink(t)
	at := image.Rect(8, 8, 16, 25)
	shown := func() bool {
		want := scene.NewImage(at)
		x.paint.comp.draw(want)
		for y := at.Min.Y; y < at.Max.Y; y++ {
			if !bytes.Equal(want.Row(y, at.Min.X, at.Max.X), x.paint.canvases[0].row(y, at.Min.X, at.Max.X)) {
				return false
			}
		}
		return true
	}
	// From here on the upper left corner rests, but for the character.
	for range 3 * hotFrames {
		x.showBelow(64, nil)
		x.took()
		x.now = x.now.Add(tick)
	}
	x.now = x.now.Add(hotPause)
	for i := range 20 {
		x.showBelow(64, &at)
		waited := x.took()
		if !shown() {
			t.Fatalf("character %d is not in the first frame, of %v", i, waited)
		}
		if waited > 2*rationTime {
			t.Errorf("character %d took %v on the link", i, waited)
		}
		for range 3 {
			x.took()
		}
		x.now = x.now.Add(hotPause)
	}
}

// showBelow has the video play below row top, and a character change.
func (x *watched) showBelow(top int, char *image.Rectangle) {
	old := x.w.Clone()
	x.w.Step()
	px := scene.Pixels{Pix: x.w.Clone(), Stride: 4 * x.w.Width, Width: x.w.Width, Height: x.w.Height, Format: scene.XRGB8888}
	if x.above == nil {
		x.above = old[:top*px.Stride]
	}
	if char != nil {
		for y := char.Min.Y; y < char.Max.Y; y++ {
			for i := y*px.Stride + 4*char.Min.X; i < y*px.Stride+4*char.Max.X; i++ {
				x.above[i] ^= 0x55
			}
		}
		x.window.Content.Damage.Add(*char)
	}
	copy(px.Pix, x.above)
	x.window.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	x.window.Content.Damage.Add(image.Rect(0, top, x.w.Width, x.w.Height))
}
