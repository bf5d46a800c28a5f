package paint_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"oriel/demo/paint"
	"oriel/demo/pattern"
)

func TestSize(t *testing.T) {
	for in, want := range map[string]paint.Size{
		"1x1": {1, 1}, "640x480": {640, 480},
		"": {}, "640": {}, "0x1": {}, "-1x5": {}, "1x2x3": {}, "1x2 ": {1, 2}, "99999x1": {}, "axb": {},
	} {
		var s paint.Size
		err := s.Set(in)
		if s != want || (err == nil) != (want != paint.Size{}) {
			t.Errorf("%q: %v, %v; want %v", in, s, err, want)
		}
	}
}

func painter(t *testing.T, args ...string) *paint.Painter {
	t.Helper()
	fs := flag.NewFlagSet("demo", flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	var o paint.Options
	o.Register(fs, "demo")
	if err := fs.Parse(args); err != nil {
		t.Fatal(err)
	}
	p, err := paint.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestAnimationEndsAtItsLastFrame(t *testing.T) {
	p := painter(t, "-rate", "10", "-frames", "3")
	steps := 0
	for p.Next() {
		steps++
	}
	if p.Frame != 2 || steps != 2 || p.Moving() {
		t.Errorf("frame %d after %d steps", p.Frame, steps)
	}
	if still := painter(t); still.Next() || still.Interval() != 0 {
		t.Error("a picture without -rate moves")
	}
	if forever := painter(t, "-rate", "4"); !forever.Next() || forever.Interval().Milliseconds() != 250 {
		t.Error("a picture with -rate does not move every 250 ms")
	}
}

func TestEventsAreLoggedLineByLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "events")
	p := painter(t, "-events", file, "-step")
	if !p.Key(true, 38, "sym=0x61") || p.Key(false, 38, "") {
		t.Error("with -step a key press draws, a release does not")
	}
	if !p.Button(true, 1, 10, 20) || p.Frame != 2 {
		t.Errorf("frame %d after a key and a click", p.Frame)
	}
	p.Wheel("up", 3, 4)
	p.Logf("close")
	const want = "key down code=38 sym=0x61\nkey up code=38\nbutton 1 down at 10,20\nwheel up at 3,4\nclose\n"
	if got, err := os.ReadFile(file); err != nil || string(got) != want {
		t.Errorf("the log holds %q, %v", got, err)
	}
}

func TestDraw(t *testing.T) {
	const w, h = 200, 40
	p := painter(t)
	p.Frame = 7
	want, got := make([]byte, 4*w*h), make([]byte, 4*w*h)
	pattern.Fill(want, 4*w, w, h, 7)
	p.Draw(got, 4*w, w, h)
	if !bytes.Equal(got, want) {
		t.Error("without -status the picture is not the plain pattern")
	}
	p = painter(t, "-status")
	if !p.Button(true, 1, 5, 6) {
		t.Error("with -status a click does not redraw")
	}
	pattern.Fill(want, 4*w, w, h, 0)
	pattern.Status(want, 4*w, w, h, "key -  click 1 down at 5,6")
	p.Draw(got, 4*w, w, h)
	if !bytes.Equal(got, want) {
		t.Error("with -status the strip is not exact")
	}
}
