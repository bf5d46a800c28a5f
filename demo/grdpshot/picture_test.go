package main

import (
	"bytes"
	"image"
	"testing"
)

func TestPutKeepsAllSixteenBits(t *testing.T) {
	p := newPicture(256, 256)
	data := make([]byte, 2*256*256)
	for i := range 256 * 256 {
		data[2*i], data[2*i+1] = byte(i), byte(i>>8)
	}
	if err := p.put(tile{at: image.Rect(0, 0, 256, 256), width: 256, pixels: data}); err != nil {
		t.Fatal(err)
	}
	for i := range 256 * 256 {
		c := p.img.RGBAAt(i%256, i/256)
		if got := int(c.R>>3)<<11 | int(c.G>>2)<<5 | int(c.B>>3); got != i || c.A != 255 {
			t.Fatalf("%#04x became %v", i, c)
		}
	}
	if white := p.img.RGBAAt(255, 255); white.R != 255 || white.G != 255 || white.B != 255 {
		t.Errorf("white is %v", white)
	}
}

func TestPutCutsAtEdges(t *testing.T) {
	p := newPicture(4, 4)
	full := bytes.Repeat([]byte{0xff}, 2*4*3)
	// Four pixels wide, three of them shown, two of those inside the picture.
	if err := p.put(tile{at: image.Rect(2, 2, 5, 5), width: 4, pixels: full}); err != nil {
		t.Fatal(err)
	}
	if p.drawn != 4 || p.img.RGBAAt(1, 2).A != 0 || p.img.RGBAAt(3, 3).R != 255 {
		t.Errorf("%d pixels drawn", p.drawn)
	}
	if err := p.put(tile{at: image.Rect(0, 0, 5, 3), width: 4, pixels: full}); err == nil {
		t.Error("a bitmap narrower than its place is accepted")
	}
	if err := p.put(tile{at: image.Rect(0, 0, 4, 4), width: 4, pixels: full}); err == nil {
		t.Error("a bitmap lower than its place is accepted")
	}
}

func TestFlip(t *testing.T) {
	got, err := flip([]byte{1, 2, 0, 0, 3, 4, 0, 0}, 1, 2)
	if err != nil || !bytes.Equal(got, []byte{3, 4, 1, 2}) {
		t.Errorf("got %v, %v", got, err)
	}
	if _, err := flip(make([]byte, 7), 1, 2); err == nil {
		t.Error("a short bitmap is accepted")
	}
}
