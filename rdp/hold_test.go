package rdp

import (
	"image"
	"slices"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/workload"
)

// A holder shows a video and, beside it, a character that changes, on a link of 10
// Mbit/s which it knows.
type holder struct {
	*watched
	video, char func()
	way         hop
}

// holders tests a desktop, and windows.
func holders(t *testing.T, test func(t *testing.T, h *holder)) {
	for name, begin := range map[string]func(t *testing.T) *holder{"desktop": desktopHolder, "windows": windowsHolder} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := begin(t)
			h.play(3 * hotFrames)
			h.way = hop{perByte: 800, rtt: 50 * time.Millisecond}
			h.session.hop = func() (hop, bool) { return h.way, true }
			h.rest()
			if !h.paint.strategy.slow() {
				t.Fatalf("the link is not known to be slow: %s", h.paint.strategy.why())
			}
			test(t, h)
		})
	}
}

func desktopHolder(t *testing.T) *holder {
	h, at := &holder{watched: onSlowLink(t)}, image.Rect(8, 8, 16, 25)
	h.video = func() { h.showBelow(64, nil) }
	h.char = func() { h.showBelow(64, &at) }
	return h
}

func windowsHolder(t *testing.T) *holder {
	st := newStage(true)
	video := st.add("video", image.Rect(0, 0, 640, 480))
	text := st.add("text", image.Rect(700, 0, 1180, 320))
	s := activeSessionOf(t, scene.View{}, func(p *acceptor.Result) { p.Width, p.Height = 1280, 800 })
	openGraphics(t, s)
	s.want = st.view
	w, err := workload.New("video", 640, 480)
	if err != nil {
		t.Fatal(err)
	}
	h := &holder{watched: watchSession(t, s, w, 800)}
	h.window = s.want.Windows[video]
	h.advance() // it decides what it is
	s.apps.announced = true
	h.video = func() {
		h.show()
		s.paint.rec.stir() // as the Diff would
	}
	h.char = func() {
		s.want.Windows[text].Content.Damage.Add(image.Rect(8, 8, 16, 25))
		s.paint.rec.stir()
	}
	h.play(40)
	if s.profile != ProfileHiDef || s.paint.rec.have[video] == nil || s.paint.rec.have[text].surface == 0 {
		t.Fatalf("profile %v shows %v", s.profile, s.paint.rec.have)
	}
	return h
}

// sends counts what there is in the next frame.
func (h *holder) sends() (large, small int) {
	if !h.advance() {
		return 0, 0
	}
	for i := range h.paint.frame.tiles {
		if pixels(h.paint.frame.tiles[i].rect) > cellSide*cellSide/4 {
			large++
		} else {
			small++
		}
	}
	return large, small
}

// play shows so many pictures of the video.
func (h *holder) play(pictures int) {
	for range pictures {
		h.video()
		h.took()
		h.now = h.now.Add(tick)
	}
}

// rest lets all be sent that is to be sent, until nothing is on the link.
func (h *holder) rest() {
	for range 1000 {
		h.now = h.now.Add(hotPause)
		if h.took() == 0 {
			return
		}
	}
	h.t.Fatal("it never rests")
}

// wants fails if something else is sent.
func (h *holder) wants(what string, large, small bool) {
	h.t.Helper()
	if l, s := h.sends(); (l > 0) != large || (s > 0) != small {
		h.t.Fatalf("%s: %d large tiles go and %d small ones", what, l, s)
	}
}

// waits fails if it is not looked again at what waits, within so long.
func (h *holder) waits(most time.Duration) {
	h.t.Helper()
	if at, ok := h.deadline(); !ok || at.Sub(h.now) > most {
		h.t.Fatalf("what waits does so until %v, %v", at.Sub(h.now), ok)
	}
}

func TestWhatIsLargeWaitsForTheAnswerToAKey(t *testing.T) {
	t.Parallel()
	holders(t, func(t *testing.T, h *holder) {
		h.paint.typed(h.now)
		h.video()
		h.wants("behind a key", false, false)
		h.waits(answerTime)
		h.now = h.now.Add(time.Millisecond)
		h.char()
		h.wants("the answer", false, true)
		h.now = h.now.Add(time.Millisecond)
		h.wants("behind the answer", true, false)

		h.rest()
		h.paint.typed(h.now)
		h.video()
		h.wants("behind a key", false, false)
		h.now = h.now.Add(answerTime)
		h.wants("without an answer", true, false)

		h.rest()
		for i := range 40 {
			h.now = h.now.Add(time.Millisecond)
			h.paint.typed(h.now)
			h.video()
			if large, _ := h.sends(); large > 0 {
				return
			}
			if i > 10 {
				t.Fatal("nothing large goes while somebody types fast")
			}
		}
	})
}

// TestAWindowIsGoneThoughItsFrameWasHeld closes a video's window by a key, and
// nothing else is drawn any more.
func TestAWindowIsGoneThoughItsFrameWasHeld(t *testing.T) {
	t.Parallel()
	h := windowsHolder(t)
	h.play(40)
	h.rest()
	h.paint.typed(h.now)
	h.video()
	h.wants("behind a key", false, false)
	id := h.window.ID
	delete(h.want.Windows, id)
	h.want.Stack = slices.DeleteFunc(h.want.Stack, func(w scene.WindowID) bool { return w == id })
	h.paint.rec.stir()
	h.now = h.now.Add(answerTime)
	h.advance()
	if h.paint.rec.have[id] != nil {
		t.Error("the client still has the window")
	}
}

func TestWhatIsLargeWaitsWhileTheKernelProbes(t *testing.T) {
	t.Parallel()
	holders(t, func(t *testing.T, h *holder) {
		h.way.probes, h.way.queued = true, 1000
		h.video()
		h.wants("while there is something on the way", false, false)
		h.waits(probeLook)
		h.char()
		h.wants("a character", false, true)
		h.now = h.now.Add(50 * time.Millisecond)
		h.acknowledge(h.paint.frames, 0)
		h.wants("still", false, false)
		h.way.queued = 0
		h.wants("when nothing is", true, false)
	})
}

func TestWhatRestsWaitsForTheAnswerToAKey(t *testing.T) {
	t.Parallel()
	x := onSlowLink(t)
	x.show()
	for n := 0; !x.newest(); n++ {
		if x.took() == 0 || n > 200 {
			t.Fatal("the picture is never complete")
		}
	}
	for _, due := range []uint64{0, turnOfRest} { // when it has its turn, too
		x.now = x.now.Add(restTime)
		x.paint.mended = x.paint.frames - due
		x.paint.typed(x.now)
		if x.advance() || x.paint.canvases[0].lossy == 0 {
			t.Fatal("what rests is made better before an answer has come")
		}
		x.now = x.now.Add(answerTime)
		if !x.advance() {
			t.Fatal("what rests is not made better after that")
		}
		x.acknowledge(x.paint.frames, 0)
	}
}
