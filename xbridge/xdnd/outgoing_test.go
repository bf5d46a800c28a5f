package xdnd

import (
	"fmt"
	"image"
	"io"
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
)

// A log is what the machines under test have done, in words.
type log []string

func (l *log) add(format string, a ...any) { *l = append(*l, fmt.Sprintf(format, a...)) }

func (l *log) expect(t *testing.T, want ...string) {
	t.Helper()
	if !slices.Equal(*l, want) {
		t.Errorf("got  %q\nwant %q", *l, want)
	}
	*l = nil
}

// A clock that tests move.
type clock struct{ now time.Time }

func (c *clock) config() *Config {
	return &Config{
		Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return c.now },
		Patience: 5 * time.Second, Finish: time.Minute,
	}
}

// A fakeSource is a Wayland app's.
type fakeSource struct {
	log  *log
	name string
}

func (fakeSource) Types() []string             { return []string{clip.Text} }
func (fakeSource) Send(string, io.WriteCloser) {}
func (s fakeSource) Status(a clip.Action)      { s.log.add("%s status %d", s.name, a) }
func (s fakeSource) Finished(a clip.Action)    { s.log.add("%s finished %d", s.name, a) }

const (
	self   = 1 // our window
	copyOf = 11
	moveOf = 12
	askOf  = 13
)

var testActions = actions{{copyOf, clip.Copy}, {moveOf, clip.Move}, {askOf, clip.Ask}}

// A fakeScreen is an X server: windows of 100 pixels beside each other.
type fakeScreen struct {
	log     *log
	windows []target
	owned   func(xproto.Timestamp)
	down    bool
	list    []xproto.Atom
	may     []xproto.Atom
	deleted func()
}

func (x *fakeScreen) own(_ clip.Source, may clip.Action, then func(xproto.Timestamp)) {
	x.log.add("own %d", may)
	x.owned = then
}
func (x *fakeScreen) disown()              { x.log.add("disown") }
func (x *fakeScreen) self() xproto.Window  { return self }
func (x *fakeScreen) types() []xproto.Atom { return x.list }
func (x *fakeScreen) actions() actions     { return testActions }
func (x *fakeScreen) find(at image.Point) target {
	if n := at.X / 100; at.X >= 0 && n < len(x.windows) {
		return x.windows[n]
	}
	return target{}
}

func (x *fakeScreen) send(to, about xproto.Window, m any) {
	kind, words := pack(m)
	x.log.add("%s %d/%d %v", kind[len("Xdnd"):], to, about, words[1:])
}

func newOutgoing() (*outgoing, *fakeScreen, *log, *clock) {
	l, c := &log{}, &clock{time.Unix(1000, 0)}
	x := &fakeScreen{log: l, list: []xproto.Atom{7}, windows: []target{{100, 100, 100, 5}, {200, 201, 200, 3}, {}}}
	return &outgoing{cfg: c.config(), x: x}, x, l, c
}

// dragged has dragged a over window 100, which takes it.
func draggedOver(t *testing.T) (*outgoing, *fakeScreen, *log, *clock, clip.DragSource) {
	t.Helper()
	o, x, l, c := newOutgoing()
	a := fakeSource{l, "a"}
	o.over(a, image.Pt(10, 20), clip.Copy|clip.Move, 0)
	l.expect(t, "own 3")
	x.owned(77)
	l.expect(t, "a status 0", "Enter 100/100 [83886080 7 0 0]", "Position 100/100 [0 655380 77 11]")
	o.handle(statusMsg{100, true, moveOf})
	l.expect(t, "a status 2")
	return o, x, l, c, a
}

func TestWaylandDragIsDroppedOnAnXWindow(t *testing.T) {
	o, _, l, c, a := draggedOver(t)
	o.drop(a)
	l.expect(t, "Drop 100/100 [0 77 0 0]")
	c.now = c.now.Add(59 * time.Second)
	o.turn()
	l.expect(t)
	o.handle(finishedMsg{100, true, moveOf})
	l.expect(t, "a finished 2", "disown")
	if next := o.turn(); !next.IsZero() {
		t.Error("it waits for something")
	}
}

func TestOneMotionAtATime(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	for x := range 5 {
		o.over(a, image.Pt(30+x, 40), clip.Copy, 0)
	}
	l.expect(t, "Position 100/100 [0 1966120 77 11]")
	o.handle(statusMsg{100, true, copyOf})
	l.expect(t, "a status 1", "Position 100/100 [0 2228264 77 11]")
}

// TestTheUsersActionIsProposed: the keys that are held go before what is
// simplest, and the target's word before both.
func TestTheUsersActionIsProposed(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	o.over(a, image.Pt(10, 20), clip.Copy|clip.Move, clip.Move)
	l.expect(t, "Position 100/100 [0 655380 77 12]")
	o.handle(statusMsg{100, true, copyOf})
	l.expect(t, "a status 1")
	o.over(a, image.Pt(10, 20), clip.Copy, clip.Move) // which the source does not allow
	l.expect(t, "Position 100/100 [0 655380 77 11]")
}

func TestDropWaitsForWhatTheTargetSays(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	o.over(a, image.Pt(30, 40), clip.Copy, 0)
	o.over(a, image.Pt(31, 40), clip.Copy, 0)
	o.drop(a)
	o.drop(a)
	o.over(a, image.Pt(150, 40), clip.Copy, 0) // too late
	l.expect(t, "Position 100/100 [0 1966120 77 11]")
	o.handle(statusMsg{100, true, copyOf})
	l.expect(t, "a status 1", "Position 100/100 [0 2031656 77 11]")
	o.handle(statusMsg{100, false, 0})
	l.expect(t, "a status 0", "Leave 100/100 [0 0 0 0]", "a finished 0", "disown")
}

func TestDropBeforeWeOwnTheSelection(t *testing.T) {
	o, x, l, _ := newOutgoing()
	a := fakeSource{l, "a"}
	o.over(a, image.Pt(210, 0), clip.Copy, 0)
	o.drop(a)
	x.owned(5) // nobody is there
	l.expect(t, "own 1", "a status 0", "a finished 0", "disown")

	o.over(a, image.Pt(10, 0), clip.Copy, 0)
	o.drop(a)
	x.owned(5)
	l.expect(t, "own 1", "a status 0", "Enter 100/100 [83886080 7 0 0]", "Position 100/100 [0 655360 5 11]")
	o.handle(statusMsg{100, true, copyOf})
	l.expect(t, "a status 1", "Drop 100/100 [0 5 0 0]")
}

func TestTargetsChange(t *testing.T) {
	o, x, l, _, a := draggedOver(t)
	x.list = []xproto.Atom{7, 8, 9, 10}
	o.over(a, image.Pt(110, 0), clip.Move, 0) // one with a proxy, of version 3
	l.expect(t, "Leave 100/100 [0 0 0 0]", "a status 0", "Enter 201/200 [50331649 7 8 9]", "Position 201/200 [0 7208960 77 12]")
	o.handle(statusMsg{100, true, copyOf}) // late
	o.handle(finishedMsg{200, true, copyOf})
	l.expect(t)
	o.handle(statusMsg{200, true, copyOf}) // which was not offered
	l.expect(t, "a status 2")
	o.drop(a)
	o.handle(finishedMsg{200, false, 0}) // version 3 has no such word
	l.expect(t, "Drop 201/200 [0 77 0 0]", "a finished 2", "disown")
}

func TestPointerLeavesXWindows(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	o.over(a, image.Pt(250, 0), clip.Copy, 0)
	l.expect(t, "Leave 100/100 [0 0 0 0]", "a status 0", "a status 0")
	o.leave(fakeSource{l, "b"})
	l.expect(t)
	o.leave(a)
	l.expect(t, "a status 0", "disown")
}

func TestAnotherDragEndsTheOneBefore(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	o.drop(a)
	b := fakeSource{l, "b"}
	o.over(b, image.Pt(10, 0), clip.Copy, 0)
	l.expect(t, "Drop 100/100 [0 77 0 0]", "a finished 0", "disown", "own 1")
	o.drop(a)
	l.expect(t, "a finished 0")
}

func TestTargetThatDoesNotAnswerIsGivenUp(t *testing.T) {
	o, _, l, c, a := draggedOver(t)
	o.over(a, image.Pt(30, 40), clip.Copy, 0)
	o.over(a, image.Pt(31, 40), clip.Copy, 0)
	*l = nil
	c.now = c.now.Add(5 * time.Second)
	o.turn()
	l.expect(t, "a status 0", "Position 100/100 [0 2031656 77 11]") // it may be better now
	o.drop(a)
	c.now = o.turn()
	l.expect(t)
	o.turn()
	l.expect(t, "Leave 100/100 [0 0 0 0]", "a finished 0", "disown")

	o, _, l, c, a = draggedOver(t)
	o.drop(a)
	c.now = o.turn()
	o.turn()
	l.expect(t, "Drop 100/100 [0 77 0 0]", "a finished 0", "disown")
}

func TestTargetThatIsGone(t *testing.T) {
	o, _, l, _, a := draggedOver(t)
	o.handleGone(200)
	l.expect(t)
	o.handleUnmap(100)
	l.expect(t, "a status 0")
	o.drop(a)
	l.expect(t, "a finished 0", "disown")

	o, _, l, _, a = draggedOver(t)
	o.drop(a)
	o.handleUnmap(100) // it may hide, and take it all the same
	l.expect(t, "Drop 100/100 [0 77 0 0]")
	o.handleGone(100)
	l.expect(t, "a finished 0", "disown")
}
