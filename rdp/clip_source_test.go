package rdp

import (
	"io"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
)

// TestAClientThatCopiesWithoutEnd: the desktop hears of its newest copy, but not
// of each; what an app copies meanwhile is newer.
func TestAClientThatCopiesWithoutEnd(t *testing.T) {
	s := activeSession(t, scene.View{})
	board, heard := s.desk.Clipboard(), 0
	defer board.Watch(t, func(clip.Source) { heard++ })()
	now := time.Unix(1e9, 0)
	flood := func() {
		for range 1000 {
			s.clips.RemoteFormats([]string{clip.TextUTF8}, now, nil)
			now = now.Add(time.Microsecond)
		}
	}
	flood()
	s.clips.RemoteFormats([]string{"image/png"}, now, nil)
	if most := int(offerDebt/offerCost) + 1; heard != most {
		t.Errorf("the desktop heard of %d copies, want %d", heard, most)
	}
	due, ok := s.clips.deadline()
	if !ok || due.Sub(now) > offerCost {
		t.Fatalf("the next is due at %v, %v", due.Sub(now), ok)
	}
	s.clips.tick(due)
	if src, _ := board.Current(); src == nil || src.Types()[0] != "image/png" {
		t.Errorf("the newest is not there: %v", src)
	}
	flood()
	board.Set(nothing{}, "app")
	s.clips.run(now)
	s.clips.tick(now.Add(time.Minute))
	if _, by := board.Current(); by != "app" {
		t.Errorf("%v has the clipboard", by)
	}
}

// nothing is what an app has copied.
type nothing struct{}

func (nothing) Types() []string { return []string{clip.TextUTF8} }

func (nothing) Send(string, io.WriteCloser) {}
