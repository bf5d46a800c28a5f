package link

import (
	"bytes"
	"image"
	"io"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// record is a desktop that notes what users do.
type record struct {
	mu     sync.Mutex
	done   []any
	board  *clip.Board
	viewer scene.Viewer
	play   map[*func([]byte)]bool
	wanted func(on bool)
	heard  bytes.Buffer
}

func newRecord() *record { return &record{board: clip.NewBoard(), play: map[*func([]byte)]bool{}} }

func (r *record) note(v any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = append(r.done, v)
}

func (r *record) Attach(v scene.Viewer) scene.Attachment { r.note("attach"); r.viewer = v; return r }
func (r *record) Detach()                                { r.note("detach") }
func (r *record) Drawn(d []scene.Drawn)                  { r.note(slices.Clone(d)) }
func (r *record) Input(e seat.Event)                     { r.note(e) }
func (r *record) SetOutputs(o []scene.Output)            { r.note(o) }
func (r *record) Clipboard() *clip.Board                 { return r.board }
func (r *record) Audio() (audio.Playback, audio.Capture) { return r, r }

func (r *record) Wish(id scene.WindowID, w scene.Wish) {
	r.note(id)
	r.note(w)
}

func (r *record) Notify(id scene.NotifyIconID, e scene.NotifyEvent) {
	r.note(id)
	r.note(e)
}

func (r *record) Listen(f func([]byte)) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.play[&f] = true
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.play, &f)
	}
}

func (r *record) Wanted(f func(on bool)) (stop func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wanted = f
	return func() {}
}

func (r *record) Write(frames []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.heard.Write(frames)
}

func (r *record) count() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.done)
}

func (r *record) take() []any {
	r.mu.Lock()
	defer r.mu.Unlock()
	d := r.done
	r.done = nil
	return d
}

var allEvents = []seat.Event{
	seat.Key{Code: 30, Down: true}, seat.Key{Code: 767}, seat.Text{Text: "日本 😀"}, seat.RelativeMotion{DX: -1.5, DY: 1e6},
	seat.Button{Code: seat.BtnLeft, Down: true}, seat.Axis{Horizontal: true, V120: -15},
	seat.Touch{ID: -3, Phase: seat.TouchCancel, X: 1, Y: 2, Last: true},
	seat.Pen{ID: 3, Near: true, Barrel: true, X: 7.5, Y: -2, Pressure: 0.5, TiltX: -90, TiltY: 12, Rotation: 359, Last: true},
	seat.Pen{Down: true, Eraser: true, Pressure: -1}, seat.Locks{Caps: true, Scroll: true},
	seat.Layout{ID: 0x40407, Type: 4, SubType: 1}, seat.Motion{X: 0.25, Y: -7}, seat.ReleaseAll{},
}

func TestInputRoundTrip(t *testing.T) {
	rec := newRecord()
	c, v := connect(t, NewServer(rec))
	var want []any
	for _, e := range allEvents {
		c.Input(e)
		want = append(want, e)
	}
	for _, e := range []seat.Event{ // none of these may cross
		seat.Key{}, seat.Key{Code: 768}, seat.Motion{X: math.NaN()}, seat.Touch{Phase: 9}, seat.Pen{Pressure: 2}, seat.Pen{TiltX: 91}, seat.Pen{Rotation: -1}, seat.Text{Text: "a\x00"}, seat.Axis{V120: math.MinInt32},
	} {
		c.Input(e)
	}
	c.Input(seat.Text{Text: "\xff"})
	want = append(want, seat.Text{Text: "\uFFFD"})
	w := scene.Wish{What: scene.WantBounds | scene.WantState | scene.WantRaise, Bounds: image.Rect(-5, 6, 700, 800), State: scene.Maximized, Mask: scene.Maximized | scene.Minimized}
	c.Wish(77, w)
	outputs := []scene.Output{
		{ID: 1, Name: "RDP-1", Bounds: image.Rect(0, 0, 100, 100), Work: image.Rect(0, 0, 100, 90), Scale: 1.25, Physical: image.Pt(300, 200), Refresh: 60000, Primary: true, Tray: true},
		{ID: 9, Bounds: image.Rect(-100, 0, 0, 100), Transform: 5},
	}
	c.Wish(77, scene.Wish{What: scene.WantBounds, Bounds: image.Rect(0, 0, 1<<20, 1)})
	c.SetOutputs(append(outputs, scene.Output{ID: 5, Bounds: outputs[0].Bounds, Scale: math.Inf(1)}, scene.Output{ID: 6}))
	c.SetOutputs(nil)
	want = append(want, scene.WindowID(77), w, outputs, []scene.Output(nil))
	for a := scene.NotifySelect; a <= scene.NotifyInfoTipEnd; a++ {
		e := scene.NotifyEvent{Action: a, At: image.Pt(-3, 1279)}
		c.Notify(5, e)
		want = append(want, scene.NotifyIconID(5), e)
	}
	until(t, "everything", func() bool { return rec.count() >= len(want) })
	if got := rec.take(); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	long := strings.Repeat("ä", maxText)
	c.Input(seat.Text{Text: long})
	until(t, "a long text", func() bool { return rec.count() == 2 })
	if got := rec.take(); got[0].(seat.Text).Text+got[1].(seat.Text).Text != long {
		t.Error("a long text was changed")
	}
	// The hands of a backend that is gone hold nothing.
	v.cancel()
	if v.wait(); !reflect.DeepEqual(rec.take(), []any{seat.ReleaseAll{}}) {
		t.Error("the hands are still there")
	}
}

// TestMotionsMerge fills the queue of a Client that does not run yet.
func TestMotionsMerge(t *testing.T) {
	c := NewClient(nil)
	n := len(c.queue)
	for i := range 1000 {
		c.Input(seat.Motion{X: float64(i)})
	}
	if got := len(c.queue) - n; got != 4+header+1+17 {
		t.Errorf("%d bytes", got)
	}
	c.Input(seat.Key{Code: 1, Down: true})
	c.Input(seat.Motion{})
	if got := len(c.queue) - n; got != 2*(4+header+1+17)+4+header+1+3 {
		t.Errorf("%d bytes: a motion passed a key", got)
	}
	for !c.stuck {
		c.Input(seat.Key{Code: 1, Down: true})
	}
	if c.Input(seat.Key{Code: 1}); len(c.queue) > maxQueue+100 {
		t.Error("the queue grows")
	}
}

func TestDrawnRoundTrip(t *testing.T) {
	rec := newRecord()
	c, _ := connect(t, NewServer(rec))
	a := c.Attach(&eye{})
	until(t, "the viewer", func() bool { return rec.count() == 1 })
	a.Drawn([]scene.Drawn{{Window: 1, Seq: 1 << 40}, {Window: 2, Seq: 3}})
	until(t, "the report", func() bool { return rec.count() == 2 })
	a.Detach()
	until(t, "the end", func() bool { return rec.count() == 3 })
	want := []any{"attach", []scene.Drawn{{Window: 1, Seq: 1 << 40}, {Window: 2, Seq: 3}}, "detach"}
	if got := rec.take(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

// text is a clip.Source.
type text struct {
	s     string
	types []string
}

func (s text) Types() []string { return s.types }

func (s text) Send(mime string, w io.WriteCloser) {
	go func() {
		defer w.Close()
		_, _ = io.WriteString(w, mime+"\n"+s.s)
	}()
}

// paste returns what a board has.
func paste(t *testing.T, b *clip.Board, mime string) string {
	t.Helper()
	src, _ := b.Current()
	if src == nil {
		t.Fatal("nothing to paste")
	}
	r, w := io.Pipe()
	src.Send(mime, w)
	type result struct {
		b   []byte
		err error
	}
	got := make(chan result, 1)
	go func() {
		b, err := io.ReadAll(r)
		got <- result{b, err}
	}()
	select {
	case x := <-got:
		if x.err != nil {
			t.Error(x.err)
		}
		return string(x.b)
	case <-time.After(patience):
		t.Fatal("nothing comes")
		return ""
	}
}

func has(b *clip.Board, mime string) bool {
	src, _ := b.Current()
	return src != nil && slices.Contains(src.Types(), mime)
}

func TestClipboardBothWays(t *testing.T) {
	rec := newRecord()
	near := rec.board
	near.Set(text{"before", []string{clip.Text}}, "app")
	c, v := connect(t, NewServer(rec))
	far := c.Clipboard()
	until(t, "what was there before", func() bool { return has(far, clip.Text) })
	big := strings.Repeat("Grüße 😀\n", 1<<20/14)
	for i, b := range []struct{ from, to *clip.Board }{{near, far}, {far, near}, {near, far}, {far, near}} {
		mime := "text/x-" + string(rune('a'+i))
		b.from.Set(text{big, []string{"bad\ntype", mime, "second"}}, "somebody")
		until(t, "the offer", func() bool { return has(b.to, mime) })
		if src, _ := b.to.Current(); !slices.Equal(src.Types(), []string{mime, "second"}) {
			t.Errorf("types %q", src.Types())
		}
		if got := paste(t, b.to, "second"); got != "second\n"+big {
			t.Errorf("pasted %d bytes", len(got))
		}
		if got := paste(t, b.to, "no such type"); got != "" {
			t.Errorf("pasted %q", got)
		}
	}
	// Empty boards are mirrored too.
	far.Clear("somebody")
	until(t, "the near board to be empty", func() bool { src, _ := near.Current(); return src == nil })
	near.Set(text{"x", []string{"a"}}, "app")
	until(t, "the offer", func() bool { return has(far, "a") })
	old, _ := far.Current()
	near.Set(nil, "app")
	until(t, "the far board to be empty", func() bool { src, _ := far.Current(); return src == nil })
	r, w := io.Pipe()
	old.Send("a", w)
	if b, err := io.ReadAll(r); len(b) != 0 || err != nil {
		t.Errorf("of what is no longer there: %q, %v", b, err)
	}
	far.Set(text{"x", []string{"b"}}, "session")
	until(t, "the offer", func() bool { return has(near, "b") })
	gone, _ := near.Current()
	v.cancel()
	v.wait()
	if src, _ := near.Current(); src != nil {
		t.Error("the backend's copy outlived it")
	}
	r, w = io.Pipe()
	gone.Send("b", w)
	if b, err := io.ReadAll(r); len(b) != 0 || err != nil {
		t.Errorf("of who is gone: %q, %v", b, err)
	}
}

// TestClipboardCrossing: of two copies that cross on the link, the desktop's
// wins on both sides.
func TestClipboardCrossing(t *testing.T) {
	rec := newRecord()
	_, conn := serve(t, NewServer(rec))
	r := newRaw(t, conn, 0)
	r.receive(kindHello)
	o := offer{serial: 1, types: []string{"theirs"}}
	r.send(o.append(nil))
	until(t, "the Client's offer", func() bool { return has(rec.board, "theirs") })
	rec.board.Set(text{"", []string{"ours"}}, "app")
	o = offer{serial: 2, seen: 0, types: []string{"late"}}
	r.send(o.append(nil))
	b, _ := r.receive(kindOffer)
	var m down
	if err := m.read(b); err != nil || m.offer.types[0] != "ours" || m.offer.seen != 1 {
		t.Errorf("%+v, %v", m.offer, err)
	}
	o = offer{serial: 3, seen: m.offer.serial, types: []string{"in time"}}
	r.send(o.append(nil))
	until(t, "the next offer", func() bool { return has(rec.board, "in time") })
}

// TestPastesAreBounded: nobody can make the other side hold many pipes.
func TestPastesAreBounded(t *testing.T) {
	rec := newRecord()
	c, _ := connect(t, NewServer(rec))
	stuck := make(chan struct{})
	defer close(stuck)
	rec.board.Set(held{stuck}, "app")
	until(t, "the offer", func() bool { return has(c.Clipboard(), "x") })
	src, _ := c.Clipboard().Current()
	closed := make(chan struct{}, 1000)
	for range 100 {
		src.Send("x", closer{closed})
	}
	until(t, "those that are too many to end", func() bool { return len(closed) >= 100-2*maxTransfers })
}

type held struct{ until chan struct{} }

func (held) Types() []string { return []string{"x"} }
func (h held) Send(_ string, w io.WriteCloser) {
	go func() {
		<-h.until
		w.Close()
	}()
}

type closer struct{ c chan struct{} }

func (closer) Write(b []byte) (int, error) { return len(b), nil }
func (c closer) Close() error              { c.c <- struct{}{}; return nil }

func TestSound(t *testing.T) {
	rec := newRecord()
	c, v := connect(t, NewServer(rec))
	play, capture := c.Audio()
	var mu sync.Mutex
	var heard bytes.Buffer
	stop := play.Listen(func(f []byte) {
		mu.Lock()
		defer mu.Unlock()
		heard.Write(f)
	})
	on := make(chan bool, 8)
	stopWanted := capture.Wanted(func(x bool) { on <- x })
	defer stopWanted()
	listeners := func() int {
		rec.mu.Lock()
		defer rec.mu.Unlock()
		return len(rec.play)
	}
	until(t, "a listener", func() bool { return listeners() == 1 })
	pcm := make([]byte, 2*packet+400)
	for i := range pcm {
		pcm[i] = byte(i * 7)
	}
	rec.mu.Lock()
	for f := range rec.play {
		(*f)(pcm)
	}
	rec.wanted(true)
	rec.mu.Unlock()
	until(t, "the sound", func() bool { mu.Lock(); defer mu.Unlock(); return bytes.Equal(heard.Bytes(), pcm) })
	if !<-on {
		t.Error("recording is off")
	}
	capture.Write(pcm[:4003])
	until(t, "the recording", func() bool { rec.mu.Lock(); defer rec.mu.Unlock(); return bytes.Equal(rec.heard.Bytes(), pcm[:4000]) })
	stop()
	stop()
	until(t, "no listener", func() bool { return listeners() == 0 })
	defer play.Listen(func([]byte) {})()
	until(t, "a listener", func() bool { return listeners() == 1 })
	v.cancel()
	if v.wait(); listeners() != 0 {
		t.Error("who is gone still listens")
	}
}
