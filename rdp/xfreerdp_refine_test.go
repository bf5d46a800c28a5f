package rdp_test

import (
	"image"
	"testing"
	"time"
)

// TestXfreerdpPhotoEndsExact: on a link of 10 Mbit/s Debian's client gets photos
// coarsely, then better and at last to the bit, whatever changes meanwhile.
func TestXfreerdpPhotoEndsExact(t *testing.T) {
	p := startPlayer(t, nil, tenMbit, "/gfx", "/gfx-progressive")
	small := image.Rect(200, 150, 207, 160)
	for range 3 {
		for range 4 {
			p.play()
		}
		for kind := range 6 { // while it is made better
			time.Sleep(70 * time.Millisecond)
			p.draw([]string{"text", "photo"}[kind%2], small.Add(image.Pt(20*kind, 9*kind)))
			p.paint(p.m.Rect)
		}
		eventually(t, p.s, "the photo, exactly", p.exact)
	}
	st := p.s.Status()[0]
	t.Log(choicesOf(st))
	for _, how := range []string{"coarse", "refined", "exact"} {
		if p.chosen(how) < 500*380/2 {
			t.Errorf("%d pixels went %s", p.chosen(how), how)
		}
	}
}
