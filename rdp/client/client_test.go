package client

import (
	"bytes"
	"image"
	"testing"

	"oriel/rdp/bcgr"
	"oriel/rdp/codec"
	"oriel/rdp/egfx"
	"oriel/rdp/rail"
)

// numbered returns a picture whose pixels all differ.
func numbered(w, h int) *bitmap {
	b := newBitmap(w, h)
	for i := 0; i < len(b.pix); i += 4 {
		b.pix[i], b.pix[i+1], b.pix[i+3] = byte(i/4), byte(i/4>>8), 0xFF
	}
	return b
}

func TestCopyWithinItself(t *testing.T) {
	for _, to := range []image.Point{{3, 5}, {0, 2}, {5, 0}, {-2, -3}, {0, -1}, {12, 12}} {
		src, b := numbered(16, 16), numbered(16, 16)
		r := image.Rect(2, 3, 12, 13)
		b.copyFrom(b, r, r.Min.Add(to))
		for y := range 16 {
			for x := range 16 {
				p := image.Pt(x, y)
				want := p
				if p.In(r.Add(to)) {
					want = p.Sub(to)
				}
				if got := [4]byte(b.at(x, y)); got != [4]byte(src.at(want.X, want.Y)) {
					t.Fatalf("moved by %v: pixel %v is not that of %v", to, p, want)
				}
			}
		}
	}
}

func TestWindowOrders(t *testing.T) {
	s := newSession(Options{Size: image.Pt(64, 64)})
	look := rail.Look{ID: 7, Title: "one", Bounds: image.Rect(5, 6, 25, 36), ShowState: rail.Show}
	orders := func(o ...rail.Order) {
		t.Helper()
		if err := s.update(bcgr.UpdateOrders, rail.AppendOrders(nil, o...)); err != nil {
			t.Fatal(err)
		}
	}
	orders(look.Update())
	if len(s.view().Windows) != 0 {
		t.Error("an update made a window")
	}
	orders(rail.ArcBegan(), look.New(), rail.ZOrder(7, []uint32{7}), rail.ArcCompleted())
	v := s.view()
	if w := v.Find(7); w == nil || w.Title != "one" || w.Rect != look.Bounds || !w.Visible || !v.Synced || v.Active != 7 {
		t.Errorf("%+v, %+v", v, v.Find(7))
	}
	orders(&rail.WindowDelete{ID: 7})
	if len(s.view().Windows) != 0 {
		t.Error("a deleted window stays")
	}
}

// Only what has changed is copied to the desktop; it must be all of it.
func TestTheDesktopHasWhatTheSurfaceHas(t *testing.T) {
	const w, h, x, y = 128, 96, 3, 5
	s := newSession(Options{Size: image.Pt(200, 150)})
	g := s.graphics
	do := func(what string, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(what, err)
		}
		if err := g.EndFrame(0); err != nil {
			t.Fatal(err)
		}
		for row := range h {
			if !bytes.Equal(s.desktop.at(x, y+row)[:4*w], g.surfaces[1].at(0, row)[:4*w]) {
				t.Fatalf("%s: row %d of the desktop is another", what, row)
			}
		}
	}
	for _, id := range []uint16{1, 2} {
		_ = g.CreateSurface(&egfx.CreateSurface{SurfaceID: id, Width: w, Height: h, PixelFormat: egfx.XRGB})
		copy(g.surfaces[id].pix, numbered(w, h).pix)
	}
	do("mapped", g.MapSurface(1, egfx.Mapping{Kind: egfx.MappedToOutput, X: x, Y: y}))
	do("filled", g.SolidFill(&egfx.SolidFill{SurfaceID: 1, Pixel: egfx.Color{G: 9}, Rects: []egfx.Rect{{Left: 7, Top: 8, Right: 9, Bottom: 10}, {Left: 100, Top: 90, Right: 101, Bottom: 91}}}))
	do("copied", g.SurfaceToSurface(&egfx.SurfaceToSurface{SrcID: 2, DestID: 1, Src: egfx.Rect{Right: 20, Bottom: 30}, Dest: []egfx.Point{{X: 120, Y: 80}, {X: -5, Y: 40}}}))
	do("moved", g.SurfaceToSurface(&egfx.SurfaceToSurface{SrcID: 1, DestID: 1, Src: egfx.Rect{Left: 10, Top: 10, Right: 60, Bottom: 60}, Dest: []egfx.Point{{X: 12, Y: 7}}}))
	once := g.surfaces[1].part(image.Rect(0, 0, 8, 8))
	do("moved twice", g.SurfaceToSurface(&egfx.SurfaceToSurface{SrcID: 1, DestID: 1, Src: egfx.Rect{Right: 8, Bottom: 8}, Dest: []egfx.Point{{X: 4, Y: 4}, {X: 40, Y: 4}}}))
	if got := g.surfaces[1].part(image.Rect(40, 4, 48, 12)); !bytes.Equal(got.pix, once.pix) {
		t.Error("the second copy is of the first")
	}
	do("kept", g.SurfaceToCache(&egfx.SurfaceToCache{SurfaceID: 2, CacheSlot: 1, Src: egfx.Rect{Left: 20, Right: 40, Bottom: 30}}))
	do("put back", g.CacheToSurface(&egfx.CacheToSurface{CacheSlot: 1, SurfaceID: 1, Dest: []egfx.Point{{X: 50, Y: 60}}}))
	pix := bytes.Repeat([]byte{1, 2, 3, 255}, w*h)
	do("drawn", g.WireToSurface1(&egfx.WireToSurface1{SurfaceID: 1, CodecID: egfx.CodecUncompressed, Dest: egfx.Rect{Left: 30, Top: 20, Right: 34, Bottom: 24}, Data: pix[:4*4*4]}))
	do("halved", g.WireToSurface1(&egfx.WireToSurface1{SurfaceID: 1, CodecID: egfx.CodecClear, Dest: egfx.Rect{Left: 64, Top: 20, Right: 96, Bottom: 24}, Data: codec.AppendNSC(nil, pix, 4*w, 32, 4)}))
	var enc codec.ProgressiveEncoder
	do("progressive", g.WireToSurface2(&egfx.WireToSurface2{SurfaceID: 1, Data: enc.Append(nil, pix, 4*w, w, h, []image.Rectangle{image.Rect(70, 50, 90, 70)})}))
}

// FuzzUpdate takes graphics updates and commands that a server made up.
func FuzzUpdate(f *testing.F) {
	var rle codec.InterleavedEncoder
	data, _ := rle.Append(nil, make([]byte, 8*4*4), 32, 8, 4, codec.RGB565)
	u := bcgr.BitmapUpdate{Rects: []bcgr.BitmapData{{
		Rect: bcgr.Rect{Right: 7, Bottom: 3}, Width: 8, Height: 4, BitsPerPixel: 16,
		Flags: bcgr.BitmapCompression | bcgr.BitmapNoCompressionHdr, Data: data,
	}}}
	f.Add(uint8(bcgr.UpdateBitmap), u.AppendTo(nil))
	p := bcgr.PointerShape{Code: bcgr.UpdatePointerNew, BitsPerPixel: 32, Width: 1, Height: 1, Xor: make([]byte, 4), And: make([]byte, 2)}
	f.Add(uint8(p.Code), p.AppendTo(nil))
	look := rail.Look{ID: 1, Bounds: image.Rect(0, 0, 9, 9)}
	f.Add(uint8(bcgr.UpdateOrders), rail.AppendOrders(nil, look.New()))
	f.Fuzz(func(t *testing.T, code uint8, payload []byte) {
		s := newSession(Options{Size: image.Pt(64, 64)})
		s.hold = true // there is nobody to acknowledge to
		_ = s.update(bcgr.UpdateCode(code), payload)
		g := egfx.NewClient(egfx.ClientConfig{SurfaceMem: 1 << 20}, s.graphics)
		_ = g.Step(egfx.Append(nil, &egfx.CapsConfirm{Set: egfx.DefaultCaps()[0]}), s.last, &s.out)
		_ = g.Step(egfx.Append(nil, &egfx.CreateSurface{SurfaceID: 1, Width: 32, Height: 32, PixelFormat: egfx.ARGB}), s.last, &s.out)
		_ = g.Step(payload, s.last, &s.out)
		_ = g.Step(egfx.Append(nil, &egfx.WireToSurface1{
			SurfaceID: 1, CodecID: uint16(code), PixelFormat: egfx.ARGB, Dest: egfx.Rect{Right: 32, Bottom: 32}, Data: payload,
		}), s.last, &s.out)
		v := s.view()
		for _, w := range v.Windows {
			// A window may say that it is larger than any screen.
			if w.Rect.Dx() < 4096 && w.Rect.Dy() < 4096 {
				s.Image(w.ID)
			}
		}
	})
}
