package rdp_test

import (
	"fmt"
	"image"
	"slices"
	"testing"

	"oriel/compositor/scene"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

// TestAlphaShapeAndMargins shows a window with translucent pixels, a client
// side shadow and a shape: the client gets the frame without the shadow, with
// its alpha, and is told the shape.
func TestAlphaShapeAndMargins(t *testing.T) {
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	const w, h, margin = 120, 90, 10
	px := scene.Pixels{Pix: make([]byte, w*h*4), Stride: w * 4, Width: w, Height: h, Format: scene.ARGB8888}
	for i := 0; i < len(px.Pix); i += 4 {
		a := i / 4 % 256
		px.Pix[i], px.Pix[i+1], px.Pix[i+2], px.Pix[i+3] = byte(a/2), byte(a/3), byte(a), byte(a)
	}
	shape := []image.Rectangle{image.Rect(20, 20, 60, 40), image.Rect(30, 40, 100, 70)}
	var id scene.WindowID
	d.Do(func(tx *scene.Tx) {
		sf := tx.NewSurface()
		tx.Commit(sf, scene.Content{
			Planes: []scene.Plane{{Buffer: scene.NewBuffer(px, nil), Dst: image.Rect(0, 0, w, h)}},
			Size:   image.Pt(w, h), Shape: shape,
		})
		id = tx.Map(sf, scene.Window{
			Title: "shaped", Bounds: image.Rect(200, 100, 200, 100), Margins: scene.Insets{Left: margin, Right: margin, Top: margin, Bottom: margin},
			Icon: &scene.Icon{Images: []scene.IconImage{{Width: 64, Height: 48, Pix: make([]byte, 64*48*4)}}},
		})
	})
	c := s.Connect(client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)})
	want := scene.NewImage(image.Rect(0, 0, w-2*margin, h-2*margin))
	for _, r := range shape {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			copy(want.Row(y-margin, r.Min.X-margin, r.Max.X-margin), px.Pix[(y*w+r.Min.X)*4:])
		}
	}
	eventually(t, s, "shaped window", func() string {
		win := c.View().Find(uint32(id))
		if win == nil || win.Rect != image.Rect(200, 100, 300, 170) || win.IconSize != image.Pt(64, 48) {
			return fmt.Sprintf("%+v", win)
		}
		if !slices.Equal(win.Shape, []image.Rectangle{image.Rect(10, 10, 50, 30), image.Rect(20, 30, 90, 60)}) {
			return fmt.Sprintf("shape %v", win.Shape)
		}
		return differs(c.Image(uint32(id)), want)
	})
}
