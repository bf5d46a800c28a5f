package scene

import (
	"image"
	"math/rand/v2"
	"reflect"
	"testing"

	"oriel/compositor/region"
	"oriel/compositor/seat"
)

func shm(w, h int) *Buffer {
	return NewBuffer(Pixels{Pix: make([]byte, w*h*4), Stride: w * 4, Width: w, Height: h, Format: XRGB8888}, nil)
}

func content(w, h int) Content {
	return Content{
		Planes: []Plane{{Buffer: shm(w, h), Dst: image.Rect(0, 0, w, h)}},
		Size:   image.Pt(w, h),
		Damage: region.Of(image.Rect(0, 0, 1, 1)),
	}
}

// world drives a scene at random.
type world struct {
	s        *Scene
	rng      *rand.Rand
	surfaces []SurfaceID
}

func (w *world) step(tx *Tx) {
	r := w.rng
	any := func() SurfaceID {
		if len(w.surfaces) == 0 {
			return 99
		}
		return w.surfaces[r.IntN(len(w.surfaces))]
	}
	win := func() WindowID {
		if x := tx.WindowOf(any()); x != nil {
			return x.ID
		}
		return 0
	}
	switch r.IntN(15) {
	case 0, 1:
		id := tx.NewSurface()
		w.surfaces = append(w.surfaces, id)
		tx.Map(id, Window{Kind: Kind(r.IntN(4)), Owner: win()})
	case 2, 3, 4:
		tx.Commit(any(), content(1+r.IntN(9), 1+r.IntN(9)))
	case 5:
		tx.Commit(any(), Content{})
	case 6:
		tx.Drop(any())
	case 7:
		tx.Change(win(), func(x *Window) {
			x.Title = string(rune('a' + r.IntN(26)))
			x.Bounds = x.Bounds.Add(image.Pt(r.IntN(3), 0))
		})
	case 8:
		tx.Raise(win())
	case 9:
		tx.Activate(win())
	case 10:
		tx.SetCursor(&Cursor{Hidden: r.IntN(2) == 0})
		tx.SetOutputs([]Output{{ID: uint32(r.IntN(4)), Bounds: image.Rect(0, 0, 100, 100)}})
	case 12:
		tx.Change(win(), func(x *Window) { x.Frame = FrameInsets(State(r.IntN(16))) })
	case 13:
		b := shm(9, 2)
		tx.SetFrame(win(), []Plane{{Buffer: b.Acquire()}, {Buffer: b}}, []image.Rectangle{{Max: image.Pt(r.IntN(5), 2)}})
	case 14:
		w.notify(tx)
	case 11:
		if id := win(); id != 0 && r.IntN(2) == 0 {
			tx.Unmap(id)
		} else {
			tx.SetGrab(Grab{Window: id})
			tx.SetLocked(id%2 == 0)
			tx.SetLocks(seat.Locks{Caps: id%3 == 0, Num: id%2 == 0})
		}
	}
}

// notify adds, changes or removes a notification icon.
func (w *world) notify(tx *Tx) {
	r := w.rng
	id := NotifyIconID(1 + r.IntN(4))
	if n := tx.NotifyIcons(); len(n) > 0 {
		id = n[r.IntN(len(n))].ID
	}
	switch r.IntN(4) {
	case 0:
		tx.AddNotifyIcon(NotifyIcon{ToolTip: "new"})
	case 1:
		tx.RemoveNotifyIcon(id)
	case 2:
		tx.ChangeNotifyIcon(id, func(*NotifyIcon) {})
	case 3:
		tx.ChangeNotifyIcon(id, func(n *NotifyIcon) {
			n.ToolTip, n.Hidden = string(rune('a'+r.IntN(26))), r.IntN(2) == 0
			n.InfoTip = &InfoTip{Serial: r.Uint32(), Text: "text"}
			n.Icon = &Icon{Images: []IconImage{{Width: 1, Height: 1, Pix: []byte{1, 2, 3, byte(r.IntN(256))}}}}
		})
	}
}

// state is a View without buffers and damage, to compare.
func state(v *View) map[WindowID]Window {
	m := map[WindowID]Window{}
	for id, w := range v.Windows {
		n := *w
		n.Content = Content{Size: w.Content.Size, Seq: w.Content.Seq, Shape: w.Content.Shape, Planes: w.Content.Planes}
		m[id] = n
	}
	return m
}

func same(t *testing.T, what string, a, b *View) {
	t.Helper()
	if !reflect.DeepEqual(state(a), state(b)) {
		t.Fatalf("%s: windows differ:\n%+v\n%+v", what, state(a), state(b))
	}
	if !reflect.DeepEqual(append([]WindowID{}, a.Stack...), append([]WindowID{}, b.Stack...)) || a.Active != b.Active || a.Cursor != b.Cursor || a.Grab != b.Grab || a.Locked != b.Locked || !reflect.DeepEqual(a.Outputs, b.Outputs) {
		t.Fatalf("%s: globals differ:\n%v %v\n%v %v", what, a.Stack, a.Active, b.Stack, b.Active)
	}
	if !reflect.DeepEqual(append([]*NotifyIcon{}, a.NotifyIcons...), append([]*NotifyIcon{}, b.NotifyIcons...)) {
		t.Fatalf("%s: notification icons differ:\n%v\n%v", what, a.NotifyIcons, b.NotifyIcons)
	}
	for id, w := range a.Windows {
		da, db := w.Content.Damage, b.Windows[id].Content.Damage
		if !da.Equal(&db) && what != "snapshot" {
			t.Fatalf("%s: damage of %d differs: %v and %v", what, id, da.Rects(), db.Rects())
		}
	}
}

// TestLaws runs random scenes: one viewer applies each Diff, one merges runs
// of them first, one comes late and starts from a Snapshot. All must agree,
// and no buffer may be left in the end.
func TestLaws(t *testing.T) {
	before := LiveBuffers()
	for seed := range uint64(400) {
		w := world{s: New(), rng: rand.New(rand.NewPCG(seed, 7))}
		var each, merged, late View
		var pending Diff
		start := w.rng.IntN(30)
		for turn := range 60 {
			tx := w.s.Begin()
			for range 1 + w.rng.IntN(3) {
				w.step(tx)
			}
			d, ok := w.s.End()
			if ok {
				pending.Merge(d.Clone())
				if turn > start {
					late.Apply(d.Clone())
				}
				each.Apply(d)
			}
			if turn == start {
				late.Apply(w.s.Snapshot())
			}
			if w.rng.IntN(4) == 0 {
				merged.Apply(pending)
				pending = Diff{}
				same(t, "merged", &each, &merged)
			}
		}
		merged.Apply(pending)
		same(t, "merged", &each, &merged)
		same(t, "snapshot", &each, &late)
		each.Release()
		merged.Release()
		late.Release()
		w.s.Release()
	}
	if n := LiveBuffers() - before; n != 0 {
		t.Fatalf("%d buffers leaked", n)
	}
}

// TestNotifyIconsOfADiffStayAsTheyAre: viewers read a Diff on goroutines of
// their own, while the scene goes on.
func TestNotifyIconsOfADiffStayAsTheyAre(t *testing.T) {
	s := New()
	turn := func(f func(tx *Tx)) Diff {
		f(s.Begin())
		d, _ := s.End()
		return d
	}
	var a, b NotifyIconID
	first := turn(func(tx *Tx) { a = tx.AddNotifyIcon(NotifyIcon{ToolTip: "a"}) })
	second := turn(func(tx *Tx) { b = tx.AddNotifyIcon(NotifyIcon{ToolTip: "b"}) })
	third := turn(func(tx *Tx) {
		tx.ChangeNotifyIcon(a, func(n *NotifyIcon) { n.ID, n.ToolTip = 99, "A" })
		tx.RemoveNotifyIcon(b)
	})
	if same := turn(func(tx *Tx) { tx.ChangeNotifyIcon(a, func(n *NotifyIcon) { n.ToolTip = "A" }) }); !same.Empty() {
		t.Errorf("no change made %+v", same)
	}
	if len(first.NotifyIcons) != 1 || len(second.NotifyIcons) != 2 || len(third.NotifyIcons) != 1 {
		t.Fatalf("%v, %v, %v", first.NotifyIcons, second.NotifyIcons, third.NotifyIcons)
	}
	if n := first.NotifyIcons[0]; n.ToolTip != "a" || second.NotifyIcons[0] != n || second.NotifyIcons[1].ToolTip != "b" {
		t.Errorf("%v, %v", first.NotifyIcons, second.NotifyIcons)
	}
	if n := third.NotifyIcons[0]; n.ID != a || n.ToolTip != "A" || b != a+1 {
		t.Errorf("%+v", n)
	}
}

func TestTxAfterItsTurnPanics(t *testing.T) {
	s := New()
	tx := s.Begin()
	s.End()
	defer func() {
		if recover() == nil {
			t.Fatal("no panic")
		}
	}()
	tx.NewSurface()
}

func TestMinimizedWindowIsNotUnderThePointer(t *testing.T) {
	s := New()
	tx := s.Begin()
	sf := tx.NewSurface()
	tx.Commit(sf, content(10, 10))
	id := tx.Map(sf, Window{Bounds: image.Rect(5, 5, 5, 5)})
	if w := tx.WindowAt(image.Pt(14, 14), nil); w == nil || w.ID != id || w.Bounds != image.Rect(5, 5, 15, 15) {
		t.Fatalf("got %+v", w)
	}
	tx.Change(id, func(w *Window) { w.State |= Minimized })
	if w := tx.WindowAt(image.Pt(14, 14), nil); w != nil {
		t.Fatal("a minimised window was hit")
	}
	s.End()
	s.Release()
}

func TestOwnedWindowsRiseTogether(t *testing.T) {
	s := New()
	tx := s.Begin()
	add := func(w Window) WindowID {
		sf := tx.NewSurface()
		tx.Commit(sf, content(4, 4))
		return tx.Map(sf, w)
	}
	a := add(Window{})
	b := add(Window{})
	dialog := add(Window{Kind: Dialog, Owner: a})
	menu := add(Window{Kind: Menu, Owner: b})
	tx.Raise(a)
	if got, want := tx.Stack(), []WindowID{b, a, dialog, menu}; !reflect.DeepEqual(got, want) {
		t.Fatalf("stack %v, want %v", got, want)
	}
	s.End()
	s.Release()
}

func TestPlace(t *testing.T) {
	s := New()
	tx := s.Begin()
	tx.SetOutputs([]Output{{Bounds: image.Rect(0, 0, 1000, 800), Work: image.Rect(0, 0, 1000, 700), Primary: true}})
	open := func(w, h int, owner WindowID) (WindowID, image.Rectangle) {
		sf := tx.NewSurface()
		tx.Commit(sf, content(w, h))
		id := tx.Map(sf, Window{Owner: owner, Bounds: image.Rectangle{Min: tx.Place(image.Pt(w, h), owner)}})
		return id, tx.Window(id).Bounds
	}
	a, ra := open(400, 300, 0)
	_, rb := open(400, 300, 0)
	_, rc := open(400, 300, 0)
	if ra.Min != image.Pt(16, 16) || rb.Min != image.Pt(432, 16) || rc.Min != image.Pt(16, 332) {
		t.Errorf("side by side: %v %v %v", ra, rb, rc)
	}
	if _, r := open(100, 100, a); r.Min != image.Pt(166, 116) {
		t.Errorf("over its owner: %v", r)
	}
	_, r1 := open(900, 600, 0)
	_, r2 := open(900, 600, 0)
	if r1.Min != image.Pt(0, 0) || r2.Min != image.Pt(32, 32) {
		t.Errorf("in a cascade: %v %v", r1, r2)
	}
	if _, r := open(1200, 100, 0); r.Min.X != 0 {
		t.Errorf("wider than the screen: %v", r)
	}
	s.End()
	s.Release()
}

func TestAChangeWaitsForTheContentThatItBelongsTo(t *testing.T) {
	s := New()
	var id WindowID
	var surf SurfaceID
	do := func(f func(tx *Tx)) Window {
		f(s.Begin())
		if d, ok := s.End(); ok {
			d.Release()
		}
		w := s.Begin().Window(id)
		defer s.End()
		return Window{Bounds: w.Bounds, State: w.State}
	}
	commit := func(w, h int) Window {
		return do(func(tx *Tx) {
			b := NewBuffer(Pixels{Pix: make([]byte, 4*w*h), Stride: 4 * w, Width: w, Height: h}, nil)
			tx.Commit(surf, Content{Planes: []Plane{{Buffer: b, Dst: image.Rect(0, 0, w, h)}}, Size: image.Pt(w, h)})
		})
	}
	to := func(x, w, h int, state State) Window {
		return do(func(tx *Tx) {
			tx.Await(id, image.Pt(w, h), func(win *Window) {
				win.Bounds = win.Bounds.Add(image.Pt(x, 0).Sub(win.Bounds.Min))
				win.State = state
			})
		})
	}
	check := func(what string, got Window, bounds image.Rectangle, state State) {
		t.Helper()
		if got.Bounds != bounds || got.State != state {
			t.Errorf("%s: %v in state %b, want %v in state %b", what, got.Bounds, got.State, bounds, state)
		}
	}
	do(func(tx *Tx) {
		surf = tx.NewSurface()
		id = tx.Map(surf, Window{Bounds: image.Rect(5, 0, 6, 1)})
	})
	commit(10, 10)
	check("of the same size at once", to(7, 10, 10, 0), image.Rect(7, 0, 17, 10), 0)
	check("maximised: not yet", to(0, 100, 80, Maximized), image.Rect(7, 0, 17, 10), 0)
	check("the old size once more", commit(10, 10), image.Rect(7, 0, 17, 10), 0)
	check("now", commit(100, 80), image.Rect(0, 0, 100, 80), Maximized)
	to(1, 90, 80, 0)
	to(2, 80, 80, 0)
	to(3, 70, 80, 0)
	check("the first was left out", commit(80, 80), image.Rect(2, 0, 82, 80), 0)
	check("what came before is forgotten", commit(90, 80), image.Rect(2, 0, 92, 80), 0)
	check("the last", commit(70, 80), image.Rect(3, 0, 73, 80), 0)
	to(9, 33, 33, 0)
	for range patience {
		check("an app with a mind of its own", commit(50, 50), image.Rect(3, 0, 53, 50), 0)
	}
	check("after all", commit(50, 50), image.Rect(9, 0, 59, 50), 0)
	for i := range 3 * maxAwaits {
		to(i, 200+i, 10, 0)
	}
	check("many", commit(200+3*maxAwaits-2, 10), image.Rect(3*maxAwaits-2, 0, 200+2*(3*maxAwaits-2), 10), 0)
	do(func(tx *Tx) { tx.Drop(surf); id = tx.Map(tx.NewSurface(), Window{}) })
	s.Release()
}
