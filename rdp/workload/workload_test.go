package workload

import (
	"bytes"
	"image"
	"testing"
)

// TestStepDamagesWhatChanges compares pictures pixel by pixel.
func TestStepDamagesWhatChanges(t *testing.T) {
	for _, name := range Names {
		w, err := New(name, 200, 150)
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			old := w.Clone()
			damage := w.Step()
			changed := 0
			for y := range w.Height {
				for x := range w.Width {
					at := 4 * (y*w.Width + x)
					if bytes.Equal(old[at:at+4], w.Pix[at:at+4]) {
						continue
					}
					changed++
					if !image.Pt(x, y).In(damage) {
						t.Fatalf("%s changes %d,%d, outside of %v", name, x, y, damage)
					}
				}
			}
			if name != "typing" && changed < w.Width*w.Height/20 {
				t.Errorf("%s changes only %d pixels", name, changed)
			}
		}
	}
	w, err := New("typing", 480, 320)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3000 { // more than a page
		old := w.Clone()
		if w.Step(); bytes.Equal(old, w.Pix) {
			t.Fatalf("nobody sees character %d", i)
		}
	}
	if _, err := New("sleeping", 200, 150); err == nil {
		t.Error("an unknown workload is no error")
	}
}
