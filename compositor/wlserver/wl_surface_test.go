package wlserver_test

import (
	"errors"
	"image"
	"os"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/region"
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wltest"
	"oriel/compositor/wlwire"
)

// child makes a subsurface with a buffer of one colour.
func child(c *wltest.Client, parent wlproto.WlSurfaceProxy, w, h int, argb uint32) (wlproto.WlSurfaceProxy, wlproto.WlSubsurfaceProxy) {
	x := c.Surface("child")
	sub := wlproto.WlSubcompositorProxy{Resource: c.Bound(wlproto.WlSubcompositorInterface)}.GetSubsurface(x, parent)
	b := c.Buffer(w, h)
	b.Fill(argb)
	x.Attach(b.WlBufferProxy, 0, 0)
	x.Damage(0, 0, int32(w), int32(h))
	x.Commit()
	return x, sub
}

// pixel returns a pixel of a window as 0xAARRGGBB.
func pixel(d *wltest.Desktop, title string, x, y int) uint32 {
	d.Settle()
	m := d.Picture(title)
	p := m.Row(m.Rect.Min.Y+y, m.Rect.Min.X+x, m.Rect.Min.X+x+1)
	return uint32(p[3])<<24 | uint32(p[2])<<16 | uint32(p[1])<<8 | uint32(p[0])
}

const (
	red   = 0xFFFF0000
	green = 0xFF00FF00
)

func TestSynchronisedSubsurfaceWaitsForItsParent(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 100)
	x, sub := child(c, w.Surface, 20, 20, red)
	sub.SetPosition(30, 40)
	c.Roundtrip()
	if pixel(d, "w", 35, 45) == red {
		t.Fatal("shown before the parent's commit")
	}
	w.Surface.Commit()
	c.Roundtrip()
	if got := pixel(d, "w", 35, 45); got != red {
		t.Fatalf("pixel %#x after the parent's commit", got)
	}
	b := c.Buffer(20, 20)
	b.Fill(green)
	x.Attach(b.WlBufferProxy, 0, 0)
	x.Damage(0, 0, 20, 20)
	x.Commit()
	c.Roundtrip()
	if pixel(d, "w", 35, 45) != red {
		t.Fatal("a synchronised commit was shown at once")
	}
	sub.SetDesync()
	c.Roundtrip()
	if pixel(d, "w", 35, 45) != green {
		t.Fatal("what was kept is not shown after set_desync")
	}
	sub.Destroy()
	c.Roundtrip()
	if got := pixel(d, "w", 35, 45); got == green || got == red {
		t.Fatal("still shown without its subsurface")
	}
}

func TestSubsurfaceOrderAndReach(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 100)
	place(d, d.Window("w").ID, 200, 200)
	x, sub := child(c, w.Surface, 40, 40, red)
	_, sub2 := child(c, w.Surface, 40, 40, green)
	sub.SetPosition(-10, -20)
	sub2.SetPosition(10, 10)
	w.Surface.Commit()
	c.Roundtrip()
	d.Settle()
	win := d.Window("w")
	if win.Margins != (scene.Insets{}) && win.Bounds.Size() != image.Pt(110, 120) {
		t.Errorf("bounds %v, margins %+v", win.Bounds, win.Margins)
	}
	if got := pixel(d, "w", 25, 35); got != green {
		t.Errorf("the later sibling is not on top: %#x", got)
	}
	sub.PlaceAbove(wlproto.WlSurfaceProxy{Resource: x.Resource})
	c.Refused("wl_subsurface", uint32(wlproto.WlSubsurfaceErrorBadSurface))
}

func TestPlaceBelowTheParent(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 100)
	_, sub := child(c, w.Surface, 40, 40, red)
	sub.SetPosition(10, 10)
	sub.PlaceBelow(w.Surface)
	w.Surface.Commit()
	c.Roundtrip()
	if pixel(d, "w", 20, 20) == red {
		t.Error("a child below its opaque parent is seen")
	}
}

// Apps with round corners say which of their pixels hide what is below.
func TestOpaqueRegion(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 80)
	_, sub := child(c, w.Surface, 40, 40, red)
	sub.SetPosition(-10, -20)
	w.Surface.Commit()
	g := wlproto.WlCompositorProxy{Resource: c.Bound(wlproto.WlCompositorInterface)}.CreateRegion()
	g.Add(0, 5, 200, 70)
	g.Add(5, 0, 190, 80)
	w.Surface.SetOpaqueRegion(g)
	g.Destroy()
	opaque := func(want image.Rectangle) {
		t.Helper()
		c.Roundtrip()
		d.Settle()
		d.View(func(v *scene.View) {
			for _, x := range v.Windows {
				if p := x.Content.Planes; len(p) != 2 || p[0].Opaque != want || p[1].Opaque != (image.Rectangle{}) {
					t.Errorf("planes %+v, want %v to be opaque of the first", p, want)
				}
			}
		})
	}
	opaque(image.Rectangle{}) // not before the commit
	w.Surface.Commit()
	opaque(image.Rect(10, 25, 110, 95))
	w.Surface.SetOpaqueRegion(wlproto.WlRegionProxy{})
	w.Surface.Commit()
	opaque(image.Rectangle{})
}

func TestViewportCropsAndScales(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 80, 80)
	v := wlproto.WpViewporterProxy{Resource: c.Bound(wlproto.WpViewporterInterface)}.GetViewport(w.Surface)
	v.SetDestination(40, 20)
	w.Surface.Commit()
	c.Roundtrip()
	d.Settle()
	if got := d.Window("w").Bounds.Size(); got != image.Pt(40, 20) {
		t.Errorf("size %v", got)
	}
	v.SetSource(wlwire.FixedInt(60), wlwire.FixedInt(0), wlwire.FixedInt(30), wlwire.FixedInt(10))
	w.Surface.Commit()
	c.Refused("wp_viewport", uint32(wlproto.WpViewportErrorOutOfBuffer))
}

func TestBufferScale(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 80, 60)
	w.Surface.SetBufferScale(2)
	w.Surface.Commit()
	c.Roundtrip()
	d.Settle()
	if got := d.Window("w").Bounds.Size(); got != image.Pt(40, 30) {
		t.Errorf("size %v", got)
	}
	w.Surface.SetBufferScale(3)
	w.Show(c.Buffer(80, 60))
	c.Refused("wl_surface", uint32(wlproto.WlSurfaceErrorInvalidSize))
}

// TestDamageIsOnlyWhatWasSaid watches Diffs with a viewer of its own.
func TestDamageIsOnlyWhatWasSaid(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 100, 100)
	d.Settle()
	v := &damages{}
	a := d.Comp.Attach(v)
	defer a.Detach()
	d.Do(func(*scene.Tx) { v.last.Clear() })
	b := c.Buffer(100, 100)
	w.Surface.Attach(b.WlBufferProxy, 0, 0)
	w.Surface.DamageBuffer(10, 20, 5, 6)
	w.Surface.Damage(50, 50, 1000, 7)
	w.Surface.Commit()
	c.Roundtrip()
	d.Settle()
	want := region.Of(image.Rect(10, 20, 15, 26), image.Rect(50, 50, 100, 57))
	d.Do(func(*scene.Tx) {
		if !v.last.Equal(&want) {
			t.Errorf("damage %v", v.last.Rects())
		}
	})
}

// damages adds up what changes; it belongs to the loop.
type damages struct{ last region.Region }

func (v *damages) Publish(d scene.Diff) {
	for i := range d.Windows {
		v.last.Union(&d.Windows[i].Window.Content.Damage)
	}
	d.Release()
}

func TestBufferIsReleasedOnceAndTheLastOneKept(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 10, 10)
	a, b := c.Buffer(10, 10), c.Buffer(10, 10)
	w.Show(a)
	c.Roundtrip()
	if !a.Busy {
		t.Error("the shown buffer was released")
	}
	w.Show(b)
	c.Until("the replaced buffer's release", func() bool { return !a.Busy })
	if !b.Busy {
		t.Error("the shown buffer was released")
	}
}

func TestNoFrameCallbackBeforeThereIsABufferToDrawInto(t *testing.T) {
	d := wltest.New(t)
	c := d.Client()
	w := c.Window("w", 10, 10)
	a, b := c.Buffer(10, 10), c.Buffer(10, 10)
	w.Show(a)
	c.Roundtrip()
	id := d.Window("w").ID
	var read *scene.Buffer // by a slow viewer
	d.Do(func(tx *scene.Tx) { read = tx.Window(id).Content.Planes[0].Buffer.Acquire() })
	done, busy := false, false
	w.Surface.Frame().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { done, busy = true, a.Busy }})
	w.Show(b)
	d.Wait("the new content", func(v *scene.View) bool { return v.Windows[id].Content.Seq > 1 })
	for range 20 {
		d.Settle()
		c.Roundtrip()
	}
	if done {
		t.Error("told to draw while both buffers were held")
	}
	read.Release()
	c.Until("the callback", func() bool { return done })
	if busy {
		t.Error("told to draw before a buffer was free")
	}
}

func TestPoolThatShrinksHurtsNobodyElse(t *testing.T) {
	d := wltest.New(t)
	c, good := d.Client(), d.Client()
	w := c.Window("bad", 100, 100)
	fd, err := unix.MemfdCreate("pool", unix.MFD_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "pool")
	defer f.Close()
	if err := f.Truncate(40000); err != nil {
		t.Fatal(err)
	}
	dup, err := unix.Dup(fd)
	if err != nil {
		t.Fatal(err)
	}
	pool := wlproto.WlShmProxy{Resource: c.Bound(wlproto.WlShmInterface)}.CreatePool(dup, 40000)
	b := pool.CreateBuffer(0, 100, 100, 400, wlproto.WlShmFormatXrgb8888)
	w.Surface.Attach(b, 0, 0)
	w.Surface.Damage(0, 0, 100, 100)
	w.Surface.Commit()
	c.Roundtrip()
	if err := f.Truncate(0); err != nil {
		t.Fatal(err)
	}
	d.View(func(v *scene.View) {
		for _, x := range v.Windows {
			m := scene.NewImage(image.Rectangle{Max: x.Content.Size})
			if err := x.Content.Draw(m, image.Point{}, 1, m.Rect); !errors.Is(err, scene.ErrFault) {
				t.Errorf("drawing what is not there: %v", err)
			}
		}
	})
	c.Refused("wl_buffer", uint32(wlproto.WlShmErrorInvalidFd))
	good.Window("good", 10, 10)
	d.Window("good")
}

func TestShmErrors(t *testing.T) {
	d := wltest.New(t)
	for _, e := range []struct {
		name string
		code wlproto.WlShmError
		sin  func(s wlproto.WlShmProxy, p wlproto.WlShmPoolProxy)
	}{
		{"a buffer beyond its pool", wlproto.WlShmErrorInvalidStride, func(_ wlproto.WlShmProxy, p wlproto.WlShmPoolProxy) {
			p.CreateBuffer(4, 16, 16, 64, wlproto.WlShmFormatXrgb8888)
		}},
		{"a stride shorter than a row", wlproto.WlShmErrorInvalidStride, func(_ wlproto.WlShmProxy, p wlproto.WlShmPoolProxy) {
			p.CreateBuffer(0, 16, 1, 63, wlproto.WlShmFormatXrgb8888)
		}},
		{"a size that overflows", wlproto.WlShmErrorInvalidStride, func(_ wlproto.WlShmProxy, p wlproto.WlShmPoolProxy) {
			p.CreateBuffer(0, 0x7fffffff, 0x7fffffff, 0x7fffffff, wlproto.WlShmFormatXrgb8888)
		}},
		{"a format that was not offered", wlproto.WlShmErrorInvalidFormat, func(_ wlproto.WlShmProxy, p wlproto.WlShmPoolProxy) {
			p.CreateBuffer(0, 4, 4, 16, wlproto.WlShmFormatYuv420)
		}},
	} {
		t.Run(e.name, func(t *testing.T) {
			c := d.Client()
			s := wlproto.WlShmProxy{Resource: c.Bound(wlproto.WlShmInterface)}
			fd, err := unix.MemfdCreate("pool", unix.MFD_CLOEXEC)
			if err != nil {
				t.Fatal(err)
			}
			if err := unix.Ftruncate(fd, 1024); err != nil {
				t.Fatal(err)
			}
			p := s.CreatePool(fd, 1024)
			e.sin(s, p)
			c.Refused("wl_shm_pool", uint32(e.code))
		})
	}
}
