package rdp_test

import (
	"errors"
	"fmt"
	"image"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/rdptest"
)

func sharing(how rdp.Share) func(*rdp.Config) {
	return func(cfg *rdp.Config) { cfg.Share = how }
}

func TestParseShare(t *testing.T) {
	for _, want := range []rdp.Share{rdp.TakeOver, rdp.ShareView, rdp.ShareControl} {
		if got, ok := rdp.ParseShare(want.String()); got != want || !ok {
			t.Errorf("%v: %v, %v", want, got, ok)
		}
	}
	if _, ok := rdp.ParseShare("all"); ok {
		t.Error("all was taken")
	}
}

// TestViewersFollowTheOldest: each profile can look on, shows what the leading
// client's monitors hold, and follows their change.
func TestViewersFollowTheOldest(t *testing.T) {
	t.Parallel()
	everyProfile(t, func(t *testing.T, opt client.Options) {
		s, d, a := stage(t, sharing(rdp.ShareView))
		first := client.Options{Profile: client.Desktop, Size: image.Pt(500, 400)}
		lead := s.Connect(first)
		eventually(t, s, "leader", func() string { return shows(s, lead, first) })
		viewer := s.Connect(opt)
		look := func(what string, size image.Point) {
			t.Helper()
			eventually(t, s, what, func() string {
				if got := viewer.View().Size; got != size && opt.Profile != client.RAIL && opt.Profile != client.Classic {
					return fmt.Sprintf("size %v, want %v", got, size)
				}
				return shows(s, viewer, opt)
			})
		}
		look("viewer", first.Size)
		if err := lead.Resize(image.Pt(700, 500), 1); err != nil {
			t.Fatal(err)
		}
		look("viewer after the leader's change", image.Pt(700, 500))
		d.Paint(a, 7)
		look("viewer after a change", image.Pt(700, 500))
		lead.Close()
		look("the viewer leads, with its own monitors", opt.Size)
		eventually(t, s, "its monitor", func() string {
			if o := d.Outputs(); len(o) != 1 || o[0].Bounds.Size() != opt.Size {
				return fmt.Sprintf("outputs %+v", o)
			}
			return ""
		})
	})
}

// typed counts the keys that reached the desktop.
func typed(d *rdptest.Desktop, code uint16) (n int) {
	for _, e := range d.Events() {
		if k, ok := e.(seat.Key); ok && k.Code == code && k.Down {
			n++
		}
	}
	return n
}

func TestWhoMayType(t *testing.T) {
	t.Parallel()
	const key, code = 30, 30 // A
	for _, c := range []struct {
		how  rdp.Share
		want int // keys of the second client that arrive
	}{{rdp.ShareView, 0}, {rdp.ShareControl, 1}} {
		t.Run(c.how.String(), func(t *testing.T) {
			s, d, _ := stage(t, sharing(c.how))
			opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
			first := s.Connect(opt)
			eventually(t, s, "the first sees", func() string { return shows(s, first, opt) })
			second := s.Connect(opt)
			eventually(t, s, "the second sees", func() string { return shows(s, second, opt) })
			press := func(c *client.Session) {
				t.Helper()
				if err := errors.Join(c.Key(key, false, true), c.Key(key, false, false)); err != nil {
					t.Fatal(err)
				}
			}
			// Frames of one connection are handled in their order: once the
			// second client's refresh has been drawn, its key has been, too.
			press(second)
			frames := second.Stats().Frames
			if err := second.Share(&bcgr.RefreshRect{Areas: []bcgr.Rect{{Right: 639, Bottom: 479}}}); err != nil {
				t.Fatal(err)
			}
			eventually(t, s, "refresh", func() string {
				if second.Stats().Frames == frames {
					return "no frame"
				}
				return ""
			})
			if n := typed(d, code); n != c.want {
				t.Errorf("%d keys of the second client, want %d", n, c.want)
			}
			press(first)
			eventually(t, s, "the first types", func() string {
				if n := typed(d, code); n != c.want+1 {
					return fmt.Sprintf("%d keys", n)
				}
				return ""
			})
			st := s.Status()
			if len(st) != 2 || !st[0].Leads || !st[0].Controls || st[1].Leads || st[1].Controls != (c.want > 0) || st[0].ID == st[1].ID {
				t.Fatalf("status %+v", st)
			}
			first.Close()
			eventually(t, s, "the second leads", func() string {
				if st := s.Status(); len(st) != 1 || !st[0].Leads || !st[0].Controls {
					return fmt.Sprintf("%+v", st)
				}
				return ""
			})
			press(second)
			eventually(t, s, "the second types", func() string {
				if n := typed(d, code); n != c.want+2 {
					return fmt.Sprintf("%d keys", n)
				}
				return ""
			})
		})
	}
}

// TestViewersChangeNothing: what a viewer copies, and what it does to windows,
// stays with it.
func TestViewersChangeNothing(t *testing.T) {
	started := make(chan string, 9)
	s, d, a := stage(t, func(cfg *rdp.Config) {
		cfg.Share = rdp.ShareView
		cfg.Exec = func(p rdp.Program, done func(error)) { started <- p.Name; done(nil) }
	})
	lead := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	first := s.Connect(lead)
	eventually(t, s, "leader", func() string { return shows(s, first, lead) })
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)}
	viewer := s.Connect(opt)
	eventually(t, s, "viewer", func() string { return shows(s, viewer, opt) })
	changes := make(chan clip.Source, 9)
	defer d.Clipboard().Watch(t, func(src clip.Source) { changes <- src })()
	if err := viewer.Copy("secret"); err != nil {
		t.Fatal(err)
	}
	if err := viewer.MoveWindow(uint32(a), image.Rect(0, 0, 99, 99)); err != nil {
		t.Fatal(err)
	}
	if err := first.Copy("text"); err != nil {
		t.Fatal(err)
	}
	select {
	case src := <-changes:
		if src == nil {
			t.Error("the clipboard was cleared")
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the first client cannot copy")
	}
	eventually(t, s, "exec", func() string {
		if len(viewer.Execs()) == 0 {
			return "no answer"
		}
		return ""
	})
	if len(started) != 0 {
		t.Errorf("a viewer has started %q", <-started)
	}
	if w := d.Wishes(); len(w) != 0 {
		t.Errorf("wishes %+v", w)
	}
}

func TestDisconnect(t *testing.T) {
	s, _, _ := stage(t, sharing(rdp.ShareControl))
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	first, second := s.Connect(opt), s.Connect(opt)
	eventually(t, s, "both see", func() string { return shows(s, first, opt) + shows(s, second, opt) })
	id := s.Status()[1].ID
	if err := s.Disconnect(id); err != nil {
		t.Fatal(err)
	}
	<-second.Done()
	if err := second.Err(); !errors.Is(err, bcgr.ErrDisconnectByTool) {
		t.Errorf("the client was told %v", err)
	}
	eventually(t, s, "gone", func() string {
		if err := s.Disconnect(id); !errors.Is(err, rdp.ErrNoClient) {
			return fmt.Sprint(err)
		}
		return ""
	})
	if err := first.Err(); err != nil {
		t.Errorf("the other client ended: %v", err)
	}
}

func TestTooManyViewers(t *testing.T) {
	s, _, _ := stage(t, func(cfg *rdp.Config) { cfg.Share, cfg.Limits.Sessions = rdp.ShareView, 2 })
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	s.Connect(opt)
	s.Connect(opt)
	third := s.Connect(opt)
	<-third.Done()
	if err := third.Err(); !errors.Is(err, bcgr.ErrDenied) {
		t.Errorf("the third client was told %v", err)
	}
}

// TestMovesAreTheirUsers: the client whose user drags a window moves it, and
// no other one is told to.
func TestMovesAreTheirUsers(t *testing.T) {
	t.Parallel()
	s, d, a := stage(t, sharing(rdp.ShareControl))
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(640, 480)}
	first, second := s.Connect(opt), s.Connect(opt)
	eventually(t, s, "both see", func() string { return shows(s, first, opt) + shows(s, second, opt) })
	for i, c := range []*client.Session{second, first} {
		other := []*client.Session{first, second}[i]
		if err := errors.Join(c.Key(30, false, true), c.Key(30, false, false)); err != nil {
			t.Fatal(err)
		}
		eventually(t, s, "the press", func() string {
			if got := typed(d, 30); got != i+1 {
				return fmt.Sprintf("%d presses, want %d", got, i+1)
			}
			return ""
		})
		d.Do(func(tx *scene.Tx) {
			tx.SetGrab(scene.Grab{Window: a, Start: image.Pt(0, 20)})
			tx.Change(a, func(w *scene.Window) { w.Title = fmt.Sprint("moves ", i) })
		})
		eventually(t, s, "the move, and no other one", func() string {
			if c.Moving() != uint32(a) {
				return "not begun"
			}
			if w := other.View().Find(uint32(a)); w == nil || w.Title != fmt.Sprint("moves ", i) {
				return "the other has not seen this change"
			}
			return ""
		})
		if id := other.Moving(); id != 0 {
			t.Errorf("another client was told to move window %d", id)
		}
		d.Do(func(tx *scene.Tx) { tx.SetGrab(scene.Grab{}) })
		eventually(t, s, "the end", func() string {
			if c.Moving() != 0 {
				return "not told"
			}
			return ""
		})
	}
}
