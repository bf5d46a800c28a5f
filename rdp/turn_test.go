package rdp

import (
	"errors"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/rdp/bcgr"
)

// TestWhoBringsADiffTakesTheTurn lets the desktop come by while nobody works for
// the session, and while somebody does.
func TestWhoBringsADiffTakesTheTurn(t *testing.T) {
	s := activeSession(t, scene.View{})
	s.started = s.started.Add(-graphicsWait) // it does without graphics
	locked := scene.Diff{Changed: scene.FieldLocked}
	locked.Locked = true

	s.turn.Lock()
	s.box.Leave(locked)
	s.box.Look()
	s.turn.Unlock()
	if len(s.box.notify) == 0 || s.want.Locked {
		t.Errorf("notified: %v, taken: %v, by who has not the turn", len(s.box.notify) > 0, s.want.Locked)
	}
	<-s.box.notify
	if err := s.take(nil); err != nil || !s.want.Locked {
		t.Fatalf("not taken at the next turn: %v", err)
	}

	s.paint.wait() // while a frame is with the encoders nothing is taken
	s.box.Leave(scene.Diff{Changed: scene.FieldLocked})
	s.box.Look()
	if len(s.box.notify) > 0 || s.want.Locked {
		t.Errorf("notified: %v, taken: %v, by who has the turn", len(s.box.notify) > 0, !s.want.Locked)
	}
}

// TestACrashInATurnEndsTheSession has the goroutines of others crash in a
// session's turn: that of the link, and the reader's.
func TestACrashInATurnEndsTheSession(t *testing.T) {
	for name, turn := range map[string]func(s *session){
		"a Diff":  func(s *session) { s.box.Look() },
		"a frame": func(s *session) { s.hear(request(1004, nil)) },
	} {
		s := activeSession(t, scene.View{})
		paint, clips := s.paint, s.clips
		s.paint, s.clips = nil, nil
		turn(s)
		s.paint, s.clips = paint, clips
		select {
		case err := <-s.stop:
			var c *crash
			if !errors.As(err, &c) {
				t.Errorf("%s: it ends because of %v", name, err)
			}
		default:
			t.Errorf("%s: it does not end", name)
		}
		if err := s.take(func() error { t.Errorf("%s: there is another turn", name); return nil }); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestABadFrameEndsTheSession has the client say something that it must not.
func TestABadFrameEndsTheSession(t *testing.T) {
	s := activeSession(t, scene.View{})
	s.hear(request(1050, nil)) // no such channel
	select {
	case err := <-s.stop:
		if err == nil {
			t.Error("it ends for no reason")
		}
	default:
		t.Error("it does not end")
	}
	s.hear(request(1050, nil)) // what comes until it has ended is not heard
	if len(s.stop) > 0 {
		t.Error("it ends twice")
	}
}

// TestKeysLeaveASessionAsItIs has the client type: what comes of it is a Diff,
// and nothing is done before that comes.
func TestKeysLeaveASessionAsItIs(t *testing.T) {
	s := activeSession(t, scene.View{})
	s.started = s.started.Add(-graphicsWait) // it does without graphics
	if err := s.take(nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what  string
		event bcgr.InputEvent
		taken bool
	}{
		{"a key", bcgr.InputEvent{Kind: bcgr.InputScancode, Code: 30}, false},
		{"a character", bcgr.InputEvent{Kind: bcgr.InputUnicode, Code: 'a'}, false},
		{"Caps Lock", bcgr.InputEvent{Kind: bcgr.InputScancode, Code: keyCapsLock}, true},
		{"the mouse", bcgr.InputEvent{Kind: bcgr.InputMouse, Flags: bcgr.PointerMove, X: 5, Y: 5}, true},
	} {
		s.paint.wait()
		s.paint.asked = time.Time{}
		d := scene.Diff{Changed: scene.FieldLocked, Locked: !s.want.Locked}
		s.box.Leave(d)
		frame := bcgr.AppendFastPathInput(nil, []bcgr.InputEvent{c.event})
		if s.hear(frame); len(s.stop) > 0 {
			t.Fatal(c.what, <-s.stop)
		}
		if got := s.want.Locked == d.Locked; got != c.taken {
			t.Errorf("%s: the Diff is taken: %v", c.what, got)
		}
		if s.paint.asked.IsZero() != c.taken {
			t.Errorf("%s: what is large waits since %v", c.what, s.paint.asked)
		}
		if err := s.take(nil); err != nil || s.want.Locked != d.Locked {
			t.Fatalf("%s: it is not taken later: %v", c.what, err)
		}
	}
}
