package wlserver_test

import (
	"testing"

	"oriel/compositor/wltest"
)

// BenchmarkFrame is one frame of an app, from its requests to a viewer that is
// done with it; the client's own share is in it.
func BenchmarkFrame(b *testing.B) {
	d := wltest.New(b)
	c := d.Client()
	w := c.Window("x", 64, 64)
	one, two := c.Buffer(64, 64), c.Buffer(64, 64)
	b.ReportAllocs()
	for i := range b.N {
		x := one
		if i%2 == 1 {
			x = two
		}
		w.Surface.Attach(x.WlBufferProxy, 0, 0)
		w.Surface.Damage(0, 0, 64, 64)
		w.Surface.Frame()
		w.Surface.Commit()
		c.Roundtrip()
	}
}
