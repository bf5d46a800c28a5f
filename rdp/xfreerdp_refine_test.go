package rdp_test

import (
	"fmt"
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

// TestXfreerdpPhotoBelowASpinnerIsExact: Debian's client has a photo to the bit
// while something upon it goes on changing, and that, too, when it rests.
func TestXfreerdpPhotoBelowASpinnerIsExact(t *testing.T) {
	for _, c := range []struct {
		lossy string
		args  []string
	}{
		{"coarse", []string{"/gfx", "/gfx-progressive"}},
		{"remotefx", []string{"/rfx"}},
	} {
		t.Run(c.lossy, func(t *testing.T) {
			t.Parallel()
			p := startPlayer(t, nil, tenMbit, c.args...)
			for n := 0; n < 5 || p.chosen(c.lossy) == 0; n++ { // until the link is known
				if p.play(); n > 100 {
					t.Fatalf("nothing goes %s: %+v", c.lossy, p.s.Status())
				}
			}
			spinner := image.Rect(203, 139, 248, 183)
			lossy := func() uint64 { return p.chosen(c.lossy) + p.chosen("refined") }
			before := lossy()
			for range 2 { // it stays so
				for range 40 {
					p.spin(spinner)
				}
				eventually(t, p.s, "the photo but for the spinner, exactly", func() string {
					p.spin(spinner)
					return p.exactBut(spinner)
				})
			}
			if lossy() < before+40*uint64(spinner.Dx()*spinner.Dy())/4 {
				t.Errorf("the spinner does not go with losses: %s", choicesOf(p.s.Status()[0]))
			}
			eventually(t, p.s, "all, exactly", p.exact)
			t.Log(choicesOf(p.s.Status()[0]))
		})
	}
}

// spin shows the next picture of what goes on changing, and waits as an app does.
func (p *player) spin(r image.Rectangle) {
	p.w.Step()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		copy(p.m.Row(y, r.Min.X, r.Max.X), p.w.Pix[4*(y*p.w.Width+r.Min.X):])
	}
	p.paint(r)
	time.Sleep(50 * time.Millisecond)
}

// exactBut says what of the window the client does not show exactly beside r.
func (p *player) exactBut(r image.Rectangle) string {
	m := p.scr.picture(p.scr.root)
	if m == nil {
		return "no picture"
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := p.m.Row(y, r.Min.X, r.Max.X)
		got := m.Pix[m.PixOffset(p.at.X+r.Min.X, p.at.Y+y):]
		for x := 0; x < len(row); x += 4 {
			got[x], got[x+1], got[x+2] = row[x+2], row[x+1], row[x]
		}
	}
	if e := differs(shifted(m.SubImage(p.m.Rect.Add(p.at)).(*image.RGBA)), p.m); e != "" {
		return fmt.Sprintf("%s; %+v", e, p.s.Status())
	}
	return ""
}
