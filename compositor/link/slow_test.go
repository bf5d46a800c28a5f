package link

import (
	"fmt"
	"image"
	"runtime"
	"testing"
	"time"

	"oriel/compositor/region"
	"oriel/compositor/scene"
)

// TestStandstill lets a backend look at one Diff and then at nothing: an app
// with two buffers goes on, nothing grows, and the newest state is there when
// the backend goes on.
func TestStandstill(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	p := newPool(t, 4096)
	free := make(chan int, 2)
	buffer := func(i int) *scene.Buffer {
		n := i % 2
		return p.buffer(n*64, 4, 4, byte(i), func() { free <- n })
	}
	sf, id := show(comp, "double", buffer(0))
	free <- 1
	v, conn := serve(t, s)
	r := newRaw(t, conn, 1)
	r.attach(7)
	until(t, "the first hold", func() bool { return s.Stats().Holds == 1 })
	draw := func(from, n int) {
		for i := from; i < from+n; i++ {
			if got := <-free; got != i%2 {
				t.Fatalf("frame %d: buffer %d is free", i, got)
			}
			c := contentOf(buffer(i))
			c.Damage = region.Of(image.Rect(0, 0, 1, 1))
			comp.Do(func(tx *scene.Tx) { tx.Commit(sf, c) })
		}
	}
	draw(1, 100)
	if st := s.Stats(); st.Reclaimed != 1 || st.Diffs != 1 || st.Holds != 1 {
		t.Errorf("stats %+v", st)
	}
	flat(t, func() { draw(101, 2000) })
	checkPending(t, s)

	// The backend wakes up: one Diff. The window is damaged as a whole, since
	// a buffer of it was taken back.
	_, _ = r.receive(kindDiff)
	rep := report{credit: 1, released: []uint32{0}}
	b, _ := rep.append(nil)
	r.send(b)
	msg, fds := r.receive(kindDiff)
	m := memory{}
	m.init(NewClient(conn))
	m.files[1] = &mapped{data: p.pix}
	dec := decoder{store: &m}
	done, err := dec.read(msg, fds)
	if !done || err != nil {
		t.Fatal(done, err)
	}
	gen, d := dec.take()
	if w := d.Windows[0].Window; gen != 7 || len(d.Windows) != 1 || w.ID != id || w.Content.Damage.Bounds() != image.Rect(0, 0, 4, 4) {
		t.Errorf("generation %d, %+v", gen, d)
	}
	d.Release()
	conn.Close()
	if err := v.wait(); err != nil {
		t.Error(err)
	}
}

// flat checks that f leaves no more memory in use than there was.
func flat(t *testing.T, f func()) {
	t.Helper()
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	f()
	if after := heap(); after > before+1<<20 {
		t.Errorf("the heap grew from %d to %d", before, after)
	}
}

// checkPending looks at what waits for a backend without credit.
func checkPending(t *testing.T, s *Server) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.peers {
		p.mu.Lock()
		if n := len(p.pending.Windows); n != 1 {
			t.Errorf("%d windows wait", n)
		}
		if n := len(p.pending.Gone); n > 128 {
			t.Errorf("%d windows that are gone wait", n)
		}
		if n := len(p.table.old); n > 2 {
			t.Errorf("%d holds are retired", n)
		}
		p.mu.Unlock()
	}
}

// TestStandstillOfManyWindows opens and closes windows that the backend never
// sees.
func TestStandstillOfManyWindows(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	show(comp, "stays", heap(2, 2, 1))
	_, conn := serve(t, s)
	r := newRaw(t, conn, 0)
	r.attach(1)
	waiting := func() bool { // for the Client: the window that stays
		s.mu.Lock()
		defer s.mu.Unlock()
		for p := range s.peers {
			p.mu.Lock()
			defer p.mu.Unlock()
			return len(p.pending.Windows) == 1
		}
		return false
	}
	until(t, "the Snapshot", waiting)
	for range 1000 {
		sf, _ := show(comp, "goes", heap(2, 2, 1))
		comp.Do(func(tx *scene.Tx) { tx.Drop(sf) })
	}
	until(t, "the end of the last window", waiting) // it is published after Do
	checkPending(t, s)
}

// TestRedraw: what a Client drew of a buffer that was taken back may be torn,
// so the window's next content is damaged as a whole.
func TestRedraw(t *testing.T) {
	noBuffers(t)
	var tb table
	tb.init()
	tb.windows[3] = &known{}
	b := heap(1, 1, 1)
	id, ok := tb.add(b, &sent{}, 3)
	if !ok {
		t.Fatal("no hold")
	}
	tb.windows[3].holds = []uint32{id}
	now := time.Now()
	tb.supersede(3, &scene.Content{}, now.Add(grace))
	if n, next := tb.reclaim(now); n != 0 || next != now.Add(grace) {
		t.Errorf("too early: %d, %v", n, next)
	}
	if n, next := tb.reclaim(now.Add(grace)); n != 1 || !next.IsZero() || !tb.windows[3].redraw {
		t.Errorf("%d, %v", n, next)
	}
	b.Release()
	if !tb.release(id) || tb.release(id) || tb.release(99) {
		t.Error("a hold ends once")
	}
	if tb.live != 0 || len(tb.free) != 1 {
		t.Error("holds are left")
	}
}

// TestLargeDiffs: what does not fit into one message comes in several.
func TestLargeDiffs(t *testing.T) {
	noBuffers(t)
	comp := newDesktop(t)
	s := NewServer(comp)
	p := newPool(t, 1<<16)
	comp.Do(func(tx *scene.Tx) {
		for i := range 300 {
			sf := tx.NewSurface()
			c := contentOf(p.buffer(0, 1, 1, 1, nil))
			for range i % 50 {
				c.Planes = append(c.Planes, scene.Plane{Buffer: heap(1, 1, 1), Dst: image.Rect(0, 0, 1, 1)})
			}
			for y := range 20 * (i % 40) {
				c.Shape = append(c.Shape, image.Rect(0, y, 1, y+1))
			}
			tx.Commit(sf, c)
			tx.Map(sf, scene.Window{Title: fmt.Sprintf("%4000d", i), Icon: &scene.Icon{Images: []scene.IconImage{{Width: 1, Height: 1, Pix: []byte{1, 2, 3, byte(i)}}}}})
		}
	})
	c, _ := connect(t, s)
	near, far := watch(t, comp), watch(t, c)
	until(t, "all windows", func() bool {
		return near.sees(func(v *scene.View) bool { return len(v.Windows) == 300 }) && compare(near, far, true) == ""
	})
	if st := s.Stats(); st.Messages < 20 {
		t.Errorf("stats %+v", st)
	}
}
