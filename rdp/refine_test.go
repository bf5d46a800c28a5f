package rdp

import (
	"bytes"
	"image"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/egfx"
	"oriel/rdp/workload"
)

// A watched session shows a workload to a client on a link that we make up.
type watched struct {
	*session
	t      testing.TB
	w      *workload.Workload
	now    time.Time
	link   float64 // nanoseconds a byte
	window *scene.Window
	still  []byte // of which parts rest
	left   int    // columns that do
}

func watch(t testing.TB, name string, size image.Point, link float64) *watched {
	t.Helper()
	w, err := workload.New(name, size.X, size.Y)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := desktopSession(t, size)
	return watchSession(t, s, w, link)
}

func watchSession(t testing.TB, s *session, w *workload.Workload, link float64) *watched {
	x := &watched{session: s, t: t, w: w, now: time.Unix(1e9, 0), link: link}
	for _, win := range s.want.Windows {
		x.window = win
	}
	return x
}

// show has the app show the workload's next picture.
func (x *watched) show() {
	x.showPixels(x.w.Step())
}

// showPixels has it show the workload's picture as it is.
func (x *watched) showPixels(damage image.Rectangle) {
	px := scene.Pixels{Pix: x.w.Clone(), Stride: 4 * x.w.Width, Width: x.w.Width, Height: x.w.Height, Format: scene.XRGB8888}
	x.window.Content.Planes[0].Buffer = scene.NewBuffer(px, nil)
	x.window.Content.Damage.Add(damage)
}

// frame lets the session send what it wants to, and the link carry it.
func (x *watched) frame() (sent bool) {
	x.t.Helper()
	before, frames := x.session.w.queued(), x.paint.frames
	// It keeps the link's pace, and what did not change is nothing to a client
	// without the graphics pipeline.
	for again := true; again && x.paint.frames == frames; {
		damaged := !x.window.Content.Damage.Empty() || !x.paint.comp.damage.Empty()
		frameAt(x.t, x.session, x.now)
		again = x.paint.free.After(x.now) || damaged && x.paint.slot(x.now)
		if x.paint.frames == frames {
			x.now = later(x.now, x.paint.free)
		}
	}
	for !x.session.w.Room() {
		<-x.session.w.room
	}
	x.now = x.now.Add(time.Millisecond + time.Duration(x.link*float64(x.session.w.queued()-before)))
	id := uint32(x.paint.frames)
	if x.bits != nil {
		id = x.bits.last
	}
	if f := x.throttle(); f != nil {
		f.Acknowledge(egfx.FrameAcknowledge{FrameID: id}, x.now)
	}
	return x.paint.frames > frames
}

// alternate shows two pictures by turns until memory has grown to its size, and
// returns what shows the next.
func (x *watched) alternate() (step func()) {
	x.t.Helper()
	var buffers [2]*scene.Buffer
	for i := range buffers {
		x.show()
		buffers[i] = x.window.Content.Planes[0].Buffer
	}
	n := 0
	step = func() {
		n++
		x.window.Content.Planes[0].Buffer = buffers[n%2]
		x.window.Content.Damage.Add(image.Rect(0, 0, x.w.Width, x.w.Height))
		if !x.frame() {
			x.t.Fatal("no frame")
		}
	}
	for range 100 {
		step()
	}
	return step
}

func (x *watched) pixels(c choice) uint64 { return x.paint.tally[c].pixels }

// TestSlowLinkGetsPhotosCoarseFirst follows a photo from its first picture to
// the last bit, in frames that leave room for others.
func TestSlowLinkGetsPhotosCoarseFirst(t *testing.T) {
	t.Parallel()
	x := watch(t, "photo", image.Pt(1280, 720), 800) // 10 Mbit/s
	for range 5 {
		x.show()
		x.frame() // until the link is known
	}
	x.now = x.now.Add(time.Second)
	before := x.pixels(chosenCoarse)
	x.show()
	x.frame()
	if n := x.pixels(chosenCoarse) - before; n < 1280*720*9/10 {
		t.Fatalf("%d pixels of the photo are coarse; %s", n, x.paint.strategy.why())
	}
	c := x.paint.canvases[0]
	if c.lossy == 0 {
		t.Fatal("no cell is known to have losses")
	}
	before = x.pixels(chosenRefined)
	exact := x.pixels(chosenExact)
	if x.frame() {
		t.Error("made better before it rests")
	}
	x.now = x.now.Add(restTime)
	most := time.Duration(0)
	for n := 0; c.lossy > 0; n++ {
		start := x.now
		if !x.frame() {
			x.now = later(x.paint.better, x.paint.free) // it keeps the link's pace
		}
		if n > 50*len(c.cells) {
			t.Fatalf("%d cells keep their losses", c.lossy)
		}
		most = max(most, x.now.Sub(start))
	}
	if most > 50*time.Millisecond { // the link looks slower than it is
		t.Errorf("a frame that makes better keeps the link busy for %v", most)
	}
	if n := x.pixels(chosenRefined) - before; n < 1280*720*9/10 || n > 1280*720 {
		t.Errorf("%d pixels made better", n)
	}
	if n := x.pixels(chosenExact) - exact; n < 1280*720*9/10 || n > 1280*720 {
		t.Errorf("%d pixels made exact", n)
	}
	x.now = x.now.Add(time.Second)
	if x.frame() {
		t.Error("it never ends")
	}
}

func TestFastLinkGetsPhotosExactly(t *testing.T) {
	t.Parallel()
	x := watch(t, "video", image.Pt(1280, 720), 1)
	for range 5 {
		x.show()
		x.frame()
		x.now = x.now.Add(restTime)
		for x.frame() {
		}
	}
	before := x.paint.tally
	x.show()
	x.frame()
	if n := x.pixels(chosenRaw) - before[chosenRaw].pixels; n < 1280*720*9/10 {
		t.Errorf("%d pixels raw; %s", n, x.paint.strategy.why())
	}
	if n := x.paint.canvases[0].lossy; n > 0 {
		t.Errorf("%d cells have losses", n)
	}
}

// TestVideoIsNotMadeBetter has a video on a slow link: what changes again at
// once is sent once.
func TestVideoIsNotMadeBetter(t *testing.T) {
	x := watch(t, "video", image.Pt(640, 480), 100)
	for range 10 {
		x.show()
		x.frame()
	}
	before := x.pixels(chosenRefined) + x.pixels(chosenCoarse)
	for range 10 {
		x.show()
		x.frame()
		x.frame() // there is time for more
	}
	if n := x.pixels(chosenRefined) + x.pixels(chosenCoarse) - before; n > 10*640*480*11/10 {
		t.Errorf("%d pixels with losses for 10 pictures", n)
	}
}

// TestThinClientGetsNoProgressive has a client whose capabilities forbid it.
func TestThinClientGetsNoProgressive(t *testing.T) {
	x := watch(t, "photo", image.Pt(640, 480), 800)
	thin := egfx.Append(nil, &egfx.CapsAdvertise{Sets: []egfx.CapsSet{egfx.NewCapsSet(egfx.Version81, egfx.CapsThinClient)}})
	if err := x.gfx.Message(1, thin, x.now, &x.out); err != nil {
		t.Fatal(err)
	}
	for range 5 {
		x.show()
		x.frame()
	}
	for n := 0; x.frame(); n++ { // a frame has no more than a slow link's share
		if n > 10*len(x.paint.canvases[0].cells) {
			t.Fatal("it never ends")
		}
	}
	if n := x.pixels(chosenCoarse) + x.pixels(chosenRefined); n > 0 {
		t.Errorf("%d pixels by a codec that the client did not agree on", n)
	}
	want := scene.NewImage(image.Rect(0, 0, 640, 480))
	x.paint.comp.draw(want)
	if !bytes.Equal(want.Pix, x.paint.canvases[0].pix) {
		t.Error("the canvas is not what is to be seen")
	}
}
