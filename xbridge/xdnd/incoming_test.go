package xdnd

import (
	"fmt"
	"image"
	"io"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xconn"
)

func (x *fakeScreen) target() xproto.Window        { return 2 }
func (x *fakeScreen) held() bool                   { return x.down }
func (x *fakeScreen) look()                        { x.log.add("look") }
func (x *fakeScreen) show(rects []image.Rectangle) { x.log.add("show %d", len(rects)) }

func (x *fakeScreen) typeList(w xproto.Window) []xproto.Atom {
	x.log.add("types of %d", w)
	return x.list
}

func (x *fakeScreen) actionList(w xproto.Window) []xproto.Atom {
	return x.may
}

func (x *fakeScreen) content(types []xproto.Atom) content {
	if len(types) == 0 {
		return nil
	}
	return fakeContent{x, fmt.Sprint(types)}
}

func (x *fakeScreen) logical(p image.Point) (lx, ly float64) {
	return float64(p.X) / 2, float64(p.Y) / 2
}

type fakeContent struct {
	x     *fakeScreen
	types string
}

func (c fakeContent) Types() []string           { return []string{c.types} }
func (fakeContent) Send(string, io.WriteCloser) {}
func (c fakeContent) At(t xproto.Timestamp)     { c.x.log.add("at %d", t) }
func (c fakeContent) Delete(done func())        { c.x.log.add("delete"); c.x.deleted = done }

// A fakeTarget is the Wayland apps.
type fakeTarget struct {
	log *log
	src clip.DragSource
}

func (f *fakeTarget) Over(src clip.DragSource, x, y float64, may, _ clip.Action) {
	f.src = src
	f.log.add("over %s %g,%g %d", src.Types()[0], x, y, may)
}
func (f *fakeTarget) Leave(clip.DragSource) { f.log.add("leave") }
func (f *fakeTarget) Drop(clip.DragSource)  { f.log.add("drop") }

// A guest is incoming with its surroundings.
type guest struct {
	DND
	x   *fakeScreen
	wl  *fakeTarget
	log *log
	c   *clock
}

func newGuest() *guest {
	g := &guest{log: &log{}, c: &clock{time.Unix(1000, 0)}}
	g.x = &fakeScreen{log: g.log, down: true, list: []xproto.Atom{21, 22, 23, 24}}
	g.wl = &fakeTarget{log: g.log}
	g.inbox = inbox{xconn.NewInbox(supersedes)}
	g.in = incoming{cfg: g.c.config(), x: g.x, wl: g.wl, inbox: g.inbox}
	return g
}

// settle handles what has come back.
func (g *guest) settle() {
	for _, m := range g.inbox.Take() {
		m.handle(&g.DND)
	}
}

// over has dragged something over a window that would copy it.
func over(t *testing.T) *guest {
	t.Helper()
	g := newGuest()
	g.in.handleOwner(50)
	g.in.uncovered(make([]image.Rectangle, 3))
	g.log.expect(t, "look", "show 3")
	g.in.handle(enterMsg{from: 51, version: 5, types: []xproto.Atom{21}})
	g.in.handle(positionMsg{51, image.Pt(20, 30), 8, copyOf})
	g.log.expect(t, "at 8", "over [21] 10,15 1")
	g.wl.src.Status(0)
	g.settle()
	g.wl.src.Status(clip.Copy)
	g.settle()
	g.log.expect(t, "Status 51/51 [2 0 0 0]", "Status 51/51 [3 0 0 11]")
	return g
}

func TestXDragIsDroppedOnAWaylandWindow(t *testing.T) {
	g := over(t)
	g.in.handle(dropMsg{51, 9})
	g.log.expect(t, "show 0", "at 9", "drop")
	g.wl.src.Finished(clip.Copy)
	g.wl.src.Finished(clip.Copy) // once is enough
	g.settle()
	g.log.expect(t, "Finished 51/51 [1 11 0 0]")
	if next := g.in.turn(); !next.IsZero() {
		t.Error("it waits for something")
	}
}

func TestWhatWasMovedIsDeleted(t *testing.T) {
	g := over(t)
	g.in.handle(dropMsg{51, 9})
	g.wl.src.Finished(clip.Move)
	g.settle()
	g.log.expect(t, "show 0", "at 9", "drop", "delete")
	g.x.deleted()
	g.settle()
	g.log.expect(t, "Finished 51/51 [1 12 0 0]")
}

func TestXDragLeaves(t *testing.T) {
	g := over(t)
	g.in.handle(leaveMsg{99}) // a stranger
	g.in.handle(positionMsg{99, image.Pt(0, 0), 8, copyOf})
	g.in.handle(dropMsg{99, 9})
	g.log.expect(t)
	g.in.handle(leaveMsg{51})
	g.log.expect(t, "leave")
	g.wl.src.Status(clip.Copy) // late
	g.settle()
	g.in.handle(dropMsg{51, 9})
	g.log.expect(t)
}

func TestWhatNobodyWantsIsNotDropped(t *testing.T) {
	g := over(t)
	g.wl.src.Status(0)
	g.settle()
	g.in.handle(dropMsg{51, 9})
	g.log.expect(t, "Status 51/51 [2 0 0 0]", "show 0", "leave", "Finished 51/51 [0 0 0 0]")

	g = newGuest()
	g.in.handle(enterMsg{from: 51, version: 5}) // of no type at all
	g.in.handle(positionMsg{51, image.Pt(0, 0), 8, copyOf})
	g.log.expect(t, "Status 51/51 [2 0 0 0]")
	g.in.handle(enterMsg{from: 51, version: 2, types: []xproto.Atom{21}}) // too old
	g.in.handle(positionMsg{51, image.Pt(0, 0), 8, copyOf})
	g.log.expect(t)
	g.in.handle(enterMsg{from: 51, version: 4, more: true})
	g.in.handle(positionMsg{51, image.Pt(0, 0), 8, 999}) // a private action
	g.log.expect(t, "types of 51", "at 8", "over [21 22 23 24] 0,0 1")
}

func TestListedActionsAreAllowed(t *testing.T) {
	g := over(t)
	for _, c := range []struct {
		proposed xproto.Atom
		list     []xproto.Atom
		may      int
	}{
		{copyOf, nil, 1}, {moveOf, []xproto.Atom{999, copyOf}, 3}, {askOf, []xproto.Atom{moveOf, askOf}, 6}, {askOf, nil, 7},
	} {
		g.x.may = c.list
		g.in.handle(positionMsg{51, image.Pt(0, 0), 8, c.proposed})
		g.log.expect(t, "at 8", fmt.Sprint("over [21] 0,0 ", c.may))
	}
}

func TestAskingLeavesTheChoice(t *testing.T) {
	o, x, l, _ := newOutgoing()
	a := fakeSource{l, "a"}
	o.over(a, image.Pt(10, 0), clip.Ask, 0)
	x.owned(5)
	o.handle(statusMsg{100, true, askOf})
	o.drop(a)
	*l = nil
	o.handle(finishedMsg{100, true, moveOf})
	l.expect(t, "a finished 2", "disown")
}

func TestDesktopEndsAnXDrag(t *testing.T) {
	g := over(t)
	g.wl.src.Finished(0)
	g.settle()
	g.log.expect(t, "Status 51/51 [2 0 0 0]")
	g.in.handle(dropMsg{51, 9})
	g.log.expect(t, "show 0", "leave", "Finished 51/51 [0 0 0 0]")
}

func TestXSourceThatDies(t *testing.T) {
	g := over(t)
	g.in.handleOwner(0)
	g.log.expect(t, "show 0", "leave")
	g.in.uncovered(make([]image.Rectangle, 1)) // late
	g.log.expect(t)

	g = over(t)
	g.in.handle(dropMsg{51, 9})
	g.in.handleOwner(60) // another drag begins
	g.log.expect(t, "show 0", "at 9", "drop", "Finished 51/51 [0 0 0 0]", "look")
	g.wl.src.Finished(clip.Copy)
	g.settle()
	g.log.expect(t)
}

func TestXSourceThatForgetsToEnd(t *testing.T) {
	g := over(t)
	g.c.now = g.in.turn()
	g.in.turn()
	g.log.expect(t, "look") // the button is still down
	g.x.down = false
	g.c.now = g.in.turn()
	end := g.in.turn()
	g.log.expect(t, "show 0")
	if wait := end.Sub(g.c.now); wait != 5*time.Second {
		t.Errorf("it waits for %v", wait)
	}
	g.c.now = end
	g.in.turn()
	g.log.expect(t, "leave")

	g = newGuest()
	g.x.down = false
	g.in.handleOwner(50) // nobody drags
	g.log.expect(t, "show 0")
}

func TestWaylandTargetThatForgetsToEnd(t *testing.T) {
	g := over(t)
	g.in.handle(dropMsg{51, 9})
	g.c.now = g.in.turn()
	g.in.turn()
	g.log.expect(t, "show 0", "at 9", "drop", "Finished 51/51 [0 0 0 0]")
}

func TestCloseEndsWhatIsDragged(t *testing.T) {
	g := over(t)
	g.in.cancel()
	g.log.expect(t, "show 0", "leave")

	l := &log{}
	told := make(chan clip.Action, 2)
	g.inbox.Drop(witness{fakeSource{l, "a"}, told})
	g.inbox.close()
	g.inbox.Drop(witness{fakeSource{l, "a"}, told})
	for range 2 {
		if a := <-told; a != 0 {
			t.Errorf("finished with %d", a)
		}
	}
}

type witness struct {
	fakeSource
	c chan clip.Action
}

func (s witness) Finished(a clip.Action) { s.c <- a }

func TestFloodsAreMerged(t *testing.T) {
	g := newGuest()
	a := &dragged{inbox: g.inbox}
	for n := range 1000 {
		g.inbox.Over(fakeSource{g.log, "a"}, float64(n), 0, clip.Copy, 0)
	}
	for range 1000 {
		a.Status(clip.Copy)
		a.Status(0)
	}
	if got := g.inbox.Take(); len(got) != 2 || got[0].(overMessage).x != 999 {
		t.Errorf("%d messages", len(got))
	}
}
