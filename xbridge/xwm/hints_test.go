package xwm

import (
	"image"
	"math/rand/v2"
	"testing"
	"time"

	"oriel/compositor/scene"
)

func TestConstrainKeepsLimitsStepsAndAspect(t *testing.T) {
	steps := DecodeSizeHints([]uint32{SizePMinSize | SizePMaxSize | SizePResizeInc | SizePBaseSize,
		0, 0, 0, 0, 14, 24, 104, 204, 10, 20, 0, 0, 0, 0, 4, 4, 1})
	for _, c := range []struct{ in, want image.Point }{
		{image.Pt(33, 65), image.Pt(24, 64)},
		{image.Pt(1, 1), image.Pt(14, 24)},
		{image.Pt(9999, 9999), image.Pt(104, 204)},
		{image.Pt(34, 44), image.Pt(34, 44)},
	} {
		if got := steps.Constrain(c.in); got != c.want {
			t.Errorf("%v: %v, want %v", c.in, got, c.want)
		}
	}
	wide := DecodeSizeHints([]uint32{SizePAspect, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 1, 2, 1, 0, 0, 1})
	if got := wide.Constrain(image.Pt(300, 100)); got != image.Pt(200, 100) {
		t.Errorf("too wide: %v", got)
	}
	if got := wide.Constrain(image.Pt(100, 100)); got != image.Pt(100, 50) {
		t.Errorf("too high: %v", got)
	}
}

func TestConstrainIsAFixedPoint(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		w := make([]uint32, 18)
		for i := range w {
			w[i] = r.Uint32N(300)
		}
		w[0] = r.Uint32() &^ SizePAspect
		h := DecodeSizeHints(w)
		p := h.Constrain(image.Pt(r.IntN(2000)-100, r.IntN(2000)-100))
		if p.X < 1 || p.Y < 1 || h.Constrain(p) != p {
			t.Fatalf("%+v: %v, then %v", h, p, h.Constrain(p))
		}
	}
}

func TestAnchorAndGrowKeepTheReferencePoint(t *testing.T) {
	if got := Anchor(gravitySouthEast, image.Pt(10, 10), 3, scene.Insets{}); got != image.Pt(16, 16) {
		t.Errorf("south east: %v", got)
	}
	if got := Anchor(gravityStatic, image.Pt(10, 10), 3, scene.Insets{}); got != image.Pt(13, 13) {
		t.Errorf("static: %v", got)
	}
	r := image.Rect(100, 100, 200, 200)
	if got := Grow(gravityCenter, r, image.Pt(50, 20)); got != image.Rect(125, 140, 175, 160) {
		t.Errorf("centre: %v", got)
	}
	if got := Grow(gravitySouthEast, r, image.Pt(50, 20)); got.Max != r.Max {
		t.Errorf("south east: %v", got)
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		override bool
		typ      string
		owned    bool
		want     scene.Kind
	}{
		{false, "", false, scene.Toplevel}, {false, "", true, scene.Dialog}, {false, "DIALOG", false, scene.Dialog},
		{false, "NORMAL", false, scene.Toplevel}, {true, "", false, scene.Menu}, {true, "NORMAL", false, scene.Menu},
		{true, "COMBO", false, scene.Menu}, {true, "TOOLTIP", true, scene.Tooltip}, {false, "NOTIFICATION", false, scene.Tooltip},
	} {
		if got := KindOf(c.override, c.typ, c.owned); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

func TestMotifFunctions(t *testing.T) {
	none := MotifHints{}
	if none.fixed() {
		t.Error("without hints all is allowed")
	}
	only := DecodeMotifHints([]uint32{1, motifFuncMove, 0, 0, 0})
	if !only.fixed() {
		t.Error("only moving was allowed")
	}
	less := DecodeMotifHints([]uint32{1, motifFuncAll | motifFuncClose, 0, 0, 0})
	if less.fixed() || less.allows(motifFuncClose) {
		t.Error("all but closing was allowed")
	}
}

func TestStateChanges(t *testing.T) {
	for _, c := range []struct {
		old, bits netState
		action    uint32
		want      netState
	}{
		{0, netAbove, 1, netAbove}, {netAbove, netAbove, 0, 0}, {netMaxVert, netMaximized, 2, netMaximized},
		{netMaximized, netMaximized, 2, 0}, {netAbove, netModal, 9, netAbove},
	} {
		if got := change(c.old, c.bits, c.action); got != c.want {
			t.Errorf("%+v: %b", c, got)
		}
	}
	if s := netMaxVert.scene(); s != 0 {
		t.Errorf("half maximised is %b", s)
	}
	if got := wished(netMaximized, scene.Fullscreen, scene.Fullscreen|scene.Maximized); got != netFullscreen {
		t.Errorf("wished %b", got)
	}
}

func TestFocusModelOf(t *testing.T) {
	if FocusModelOf(true, false) != Passive || FocusModelOf(true, true) != LocallyActive ||
		FocusModelOf(false, true) != GloballyActive || FocusModelOf(false, false) != NoInput {
		t.Error("wrong model")
	}
}

func TestAssociationsWhicheverSideComesFirst(t *testing.T) {
	var a associations[string]
	a.init()
	k := surfaceKey{n: 7}
	if _, _, ok := a.claim(k, "A"); ok {
		t.Fatal("there is no surface yet")
	}
	if l, ok := a.surface(k, 1); !ok || l != "A" {
		t.Fatalf("A did not get its surface: %q", l)
	}
	if l, ok := a.gone(1); !ok || l != "A" {
		t.Fatalf("A was not told: %q", l)
	}
	// The id is used again, and this time the surface comes first.
	if _, ok := a.surface(k, 2); ok {
		t.Fatal("nobody waits")
	}
	if id, _, ok := a.claim(k, "B"); !ok || id != 2 {
		t.Fatalf("B got %d", id)
	}
	// A late claim by C, whose surface of that id is gone: D's wins later.
	a.gone(2)
	a.surface(k, 3)
	a.claim(k, "C")
	if id, loser, ok := a.claim(k, "D"); !ok || id != 3 || loser != "C" {
		t.Fatalf("D got %d from %q", id, loser)
	}
	a.release("D")
	if _, ok := a.gone(3); ok {
		t.Fatal("D has released it")
	}
	a.claim(surfaceKey{serial: true, n: 9}, "E")
	a.release("E")
	if _, ok := a.surface(surfaceKey{serial: true, n: 9}, 4); ok {
		t.Fatal("E waits no more")
	}
	a.gone(4)
	if len(a.surfaces)+len(a.keys)+len(a.waiting)+len(a.joined) != 0 {
		t.Fatalf("left over: %+v", a)
	}
}

func FuzzDecoders(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("\x01\x00\x00\x00\x01\x00\x00\x00\xff\xff\xff\xff"))
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"))
	f.Add(make([]byte, 72))
	f.Fuzz(func(t *testing.T, data []byte) {
		words := make([]uint32, len(data)/4)
		for i := range words {
			words[i] = le.Uint32(data[4*i:])
		}
		h := DecodeSizeHints(words)
		if p := h.Constrain(image.Pt(100, 100)); p.X < 1 || p.Y < 1 || p.X > maxSize || p.Y > maxSize {
			t.Errorf("size %v", p)
		}
		DecodeHints(words)
		m := DecodeMotifHints(words)
		m.fixed()
		DecodeExtents(words)
		if icon := DecodeIcon(data); icon != nil {
			for _, i := range icon.Images {
				if len(i.Pix) != 4*i.Width*i.Height || i.Width > maxIconSide || i.Height > maxIconSide {
					t.Errorf("image of %dx%d with %d bytes", i.Width, i.Height, len(i.Pix))
				}
			}
		}
	})
}

func TestNotifiesFromBeforeARequestAreOutdated(t *testing.T) {
	now := time.Now()
	a := asked{3, now.Add(time.Second)}
	if !a.outdates(0xfffe, now) || !a.outdates(2, now) {
		t.Error("older notifies count")
	}
	if a.outdates(3, now) || a.outdates(2, now) {
		t.Error("the answer does not count, or ends nothing")
	}
	a = asked{3, now.Add(time.Second)}
	if a.outdates(2, now.Add(2*time.Second)) {
		t.Error("it waits for ever")
	}
}
