//go:build !race

package link

import (
	"testing"

	"oriel/compositor/scene"
)

// counter is a viewer that applies each Diff, and draws at once.
type counter struct {
	view scene.View
	kick chan uint64 // the newest content's number
}

// Publish implements scene.Viewer.
func (v *counter) Publish(d scene.Diff) {
	v.view.Apply(d)
	for _, w := range v.view.Windows {
		w.Content.Damage.Clear()
		v.kick <- w.Content.Seq
	}
}

// TestFrameTakesNoMemory shows frames across the link, with an app that takes
// no memory itself.
func TestFrameTakesNoMemory(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	c, _ := connect(t, NewServer(comp))
	p := newPool(t, 1<<15)
	var contents [2]scene.Content
	for i := range contents {
		contents[i] = contentOf(p.buffer(i<<14, 64, 64, byte(i), nil))
		defer contents[i].Release()
	}
	sf, id := show(comp, "x", contents[0].Planes[0].Buffer.Acquire())
	v := &counter{kick: make(chan uint64, 16)}
	a := c.Attach(v)
	turn := 0
	var seq uint64
	commit := func(tx *scene.Tx) {
		turn++
		x := contents[turn%2]
		x.Acquire()
		tx.Commit(sf, x)
	}
	drawn := make([]scene.Drawn, 1)
	frame := func() {
		comp.Post(commit)
		seq = <-v.kick
		drawn[0] = scene.Drawn{Window: id, Seq: seq}
		a.Drawn(drawn)
	}
	seq = <-v.kick
	for range 300 {
		frame()
	}
	if n := testing.AllocsPerRun(1000, frame); n != 0 {
		t.Errorf("%v allocations per frame", n)
	}
	a.Detach()
	v.view.Release()
	comp.Do(func(tx *scene.Tx) { tx.Drop(sf) })
}
