package rdp_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp"
	"oriel/rdp/bcgr"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/rdp/rdptest"
)

// stage is a desktop with two windows, and its server.
func stage(t *testing.T, change func(*rdp.Config)) (*rdptest.Server, *rdptest.Desktop, scene.WindowID) {
	d := rdptest.NewDesktop()
	t.Cleanup(d.Close)
	s := rdptest.Start(t, d, change)
	a := d.Add(scene.Window{Title: "one", AppID: "org.example.One", PID: 42, Bounds: image.Rect(50, 40, 251, 181)}, 1)
	d.Add(scene.Window{Title: "two", Bounds: image.Rect(150, 100, 400, 333)}, 2)
	return s, d, a
}

func TestReconnect(t *testing.T) {
	for _, p := range []client.Profile{client.RAIL, client.Desktop} {
		before := scene.LiveBuffers()
		d := rdptest.NewDesktop()
		s := rdptest.Start(t, d, nil)
		d.Add(scene.Window{Title: "one", Bounds: image.Rect(50, 40, 251, 181)}, 1)
		opt := client.Options{Profile: p, Size: image.Pt(640, 480)}
		var goroutines int
		for i := range 10 {
			c := s.Connect(opt)
			eventually(t, s, fmt.Sprintf("connection %d", i), func() string { return shows(s, c, opt) })
			c.Close()
			eventually(t, s, "session ends", func() string {
				if d.Viewers() > 0 {
					return "still attached"
				}
				return ""
			})
			if i == 1 {
				goroutines = runtime.NumGoroutine()
			}
		}
		eventually(t, s, "goroutines", func() string {
			if n := runtime.NumGoroutine(); n > goroutines {
				return fmt.Sprintf("%d, were %d", n, goroutines)
			}
			return ""
		})
		s.Stop()
		d.Close()
		if n := scene.LiveBuffers() - before; n != 0 {
			t.Errorf("%d buffers leaked", n)
		}
	}
}

func TestTakeOver(t *testing.T) {
	s, d, _ := stage(t, nil)
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	first := s.Connect(opt)
	eventually(t, s, "first client", func() string { return shows(s, first, opt) })
	second := s.Connect(opt)
	eventually(t, s, "second client", func() string { return shows(s, second, opt) })
	select {
	case <-first.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("the first client stays")
	}
	if err := first.Err(); !errors.Is(err, bcgr.ErrOtherConnection) {
		t.Errorf("the first client was told %v", err)
	}
	if log := s.Log.String(); strings.Contains(log, "WARN") {
		t.Errorf("a take-over is nobody's fault: %s", log)
	}
	if n := d.Viewers(); n != 1 {
		t.Errorf("%d viewers", n)
	}
	eventually(t, s, "status", func() string {
		if st := s.Status(); len(st) != 1 || st[0].Profile != "desktop" || st[0].Size != image.Pt(640, 480) || st[0].Frames == 0 {
			return fmt.Sprintf("%+v", st)
		}
		return ""
	})
	// Somebody with a wrong password takes nothing over.
	if _, err := s.TryConnect(client.Options{User: rdptest.User, Password: "wrong"}); err == nil {
		t.Error("a wrong password was taken")
	}
	if err := second.Err(); err != nil {
		t.Errorf("the second client ended: %v", err)
	}
}

// paintFor paints so many times, but no longer than a second: frames that are
// not acknowledged are given up after two.
func paintFor(d *rdptest.Desktop, w scene.WindowID, times int) {
	begin := time.Now()
	for seed := 0; seed < times && time.Since(begin) < time.Second; seed++ {
		d.Paint(w, seed)
		time.Sleep(time.Millisecond)
	}
}

func TestSlowClientSkipsFrames(t *testing.T) {
	t.Parallel()
	for _, p := range []client.Profile{client.RAIL, client.Desktop} {
		s, d, a := stage(t, nil)
		opt := client.Options{Profile: p, Size: image.Pt(640, 480)}
		c := s.Connect(opt)
		eventually(t, s, "first picture", func() string { return shows(s, c, opt) })
		if err := c.HoldAcks(true); err != nil {
			t.Fatal(err)
		}
		before := c.Stats().Frames
		paintFor(d, a, 200)
		// The more the longer a round trip takes, but never more than 64.
		if n := c.Stats().Frames - before; n > 64 {
			t.Errorf("%d frames without an acknowledgement", n)
		}
		if err := c.HoldAcks(false); err != nil {
			t.Fatal(err)
		}
		eventually(t, s, "newest state", func() string { return shows(s, c, opt) })
		if n := c.Stats().Frames - before; n > 100 {
			t.Errorf("%d frames for 200 changes", n)
		}
		s.Stop()
	}
}

func TestDrawnIsReported(t *testing.T) {
	t.Parallel()
	everyProfile(t, func(t *testing.T, opt client.Options) {
		s, d, a := stage(t, nil)
		s.Connect(opt)
		for seed := range 5 {
			d.Paint(a, seed)
			eventually(t, s, "drawn", func() string {
				if n := d.DrawnSeq(a); n != uint64(seed+2) {
					return fmt.Sprintf("%d of %d", n, seed+2)
				}
				return ""
			})
		}
	})
}

func TestInput(t *testing.T) {
	for _, slow := range []bool{false, true} {
		s, d, _ := stage(t, nil)
		c := s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(640, 480), SlowPath: slow, Layout: 0x407})
		eventually(t, s, "session", func() string {
			if len(s.Status()) == 0 || s.Status()[0].Frames == 0 {
				return "not yet"
			}
			return ""
		})
		before := len(d.Events())
		for _, err := range []error{
			c.Key(0x1E, false, true), c.Key(0x1E, false, false), c.Key(0x4D, true, true), c.Key(0x4D, true, false),
			c.Type("ä😀"), c.Locks(bcgr.LockNum), c.Move(image.Pt(10, 20)),
			c.Click(client.Left, image.Pt(11, 21)), c.Click(client.Extra, image.Pt(11, 21)),
			c.Wheel(false, 120), c.Wheel(true, -120),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		want := []seat.Event{
			seat.Key{Code: 30, Down: true}, seat.Key{Code: 30},
			seat.Key{Code: 106, Down: true}, seat.Key{Code: 106},
			seat.Text{Text: "ä"}, seat.Text{Text: "😀"}, seat.ReleaseAll{}, seat.Locks{Num: true},
			seat.Motion{X: 10, Y: 20}, seat.Motion{X: 11, Y: 21},
			seat.Button{Code: seat.BtnLeft, Down: true}, seat.Button{Code: seat.BtnLeft},
			seat.Button{Code: seat.BtnExtra, Down: true}, seat.Button{Code: seat.BtnExtra},
			seat.Axis{V120: -120}, seat.Axis{Horizontal: true, V120: -120},
		}
		eventually(t, s, "events", func() string {
			if got := d.Events()[before:]; !slices.Equal(got, want) {
				return fmt.Sprintf("%v, want %v", got, want)
			}
			return ""
		})
		if e := d.Events()[0]; e != (seat.Layout{ID: 0x407, Type: 4}) {
			t.Errorf("first event %#v", e)
		}
		c.Close()
		eventually(t, s, "keys released at the end", func() string {
			if got := d.Events(); got[len(got)-1] != (seat.ReleaseAll{}) {
				return fmt.Sprint(got[len(got)-1])
			}
			return ""
		})
	}
}

func TestRemoteApp(t *testing.T) {
	t.Parallel()
	s, d, a := stage(t, nil)
	opt := client.Options{Profile: client.RAIL, Size: image.Pt(640, 480), Program: "||whatever"}
	c := s.Connect(opt)
	eventually(t, s, "windows", func() string { return shows(s, c, opt) })
	eventually(t, s, "exec result", func() string {
		if e := c.Execs(); len(e) != 1 || e[0].Result != rail.ExecOK || e[0].ExeOrFile != "||whatever" {
			return fmt.Sprintf("%+v", e)
		}
		return ""
	})
	wished := func(what string, do func() error, want rdptest.Wished) {
		t.Helper()
		n := len(d.Wishes())
		if err := do(); err != nil {
			t.Fatal(err)
		}
		eventually(t, s, what, func() string {
			if w := d.Wishes(); len(w) <= n || w[n] != want {
				return fmt.Sprintf("wishes %+v, want %+v", w[n:], want)
			}
			return shows(s, c, opt)
		})
	}
	id := uint32(a)
	margin := 8
	wished("activate", func() error { return c.Activate(id) },
		rdptest.Wished{Window: a, Wish: scene.Wish{What: scene.WantActivate | scene.WantRaise}})
	if v := c.View(); v.Active != id || v.Stack[0] != id {
		t.Errorf("active %d, stack %v", v.Active, v.Stack)
	}
	wished("move", func() error { return c.MoveWindow(id, image.Rect(-20, 10, 220, 190).Inset(-margin)) },
		rdptest.Wished{Window: a, Wish: scene.Wish{What: scene.WantBounds, Bounds: image.Rect(-20, 10, 220, 190)}})
	wished("maximise", func() error { return c.Command(id, rail.CommandMaximize) },
		rdptest.Wished{Window: a, Wish: scene.Wish{
			What: scene.WantState, State: scene.Maximized, Mask: scene.Maximized | scene.Minimized,
		}})
	wished("restore", func() error { return c.Command(id, rail.CommandRestore) },
		rdptest.Wished{Window: a, Wish: scene.Wish{What: scene.WantState, Mask: scene.Maximized}})
	if err := c.AskAppID(id); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "app id", func() string {
		if w := c.View().Find(id); w.AppID != "org.example.One" || w.Limits == nil {
			return fmt.Sprintf("%+v", w)
		}
		return ""
	})
	if err := c.WorkArea(image.Rect(0, 0, 640, 440)); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "work area", func() string {
		if o := d.Outputs(); o[0].Work != image.Rect(0, 0, 640, 440) {
			return fmt.Sprintf("%+v", o)
		}
		return ""
	})
	d.Do(func(tx *scene.Tx) { tx.SetGrab(scene.Grab{Window: a, Start: image.Pt(0, 20)}) })
	eventually(t, s, "local move", func() string {
		if c.Moving() != id {
			return "not asked for"
		}
		return ""
	})
	d.Do(func(tx *scene.Tx) { tx.SetGrab(scene.Grab{}) })
	eventually(t, s, "end of the local move", func() string {
		if c.Moving() != 0 {
			return "not told"
		}
		return ""
	})
	wished("close", func() error { return c.Command(id, rail.CommandClose) },
		rdptest.Wished{Window: a, Wish: scene.Wish{What: scene.WantClose}})
}

// text is what an app of the desktop has copied.
type text string

func (x text) Types() []string { return []string{clip.TextUTF8, clip.Text} }

func (x text) Send(_ string, w io.WriteCloser) {
	go func() {
		io.WriteString(w, string(x))
		w.Close()
	}()
}

// sink collects what is pasted into an app.
type sink struct {
	strings.Builder
	done chan struct{}
}

func (s *sink) Close() error { close(s.done); return nil }

func TestAClipboardMayBeKeptApart(t *testing.T) {
	s, d, _ := stage(t, func(c *rdp.Config) { c.NoClipboard = true })
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	c := s.Connect(opt)
	d.Clipboard().Set(text("ours"), "app")
	if err := c.Copy("theirs"); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "the session goes on", func() string { return shows(s, c, opt) })
	if types := c.CanPaste(); len(types) > 0 {
		t.Errorf("the client may paste %q", types)
	}
	if _, by := d.Clipboard().Current(); by != "app" {
		t.Errorf("%v has the clipboard", by)
	}
}

func TestClipboard(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("Zeile mit Umläuten äöü und 😀\n", 1<<20/34)
	s, d, _ := stage(t, nil)
	c := s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)})
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	for _, want := range []string{"short 😀", big} {
		d.Clipboard().Set(text(want), "app")
		eventually(t, s, "paste in the client", func() string {
			if got, err := c.Paste(ctx); err != nil || got != want {
				return fmt.Sprintf("%d bytes, %v; want %d", len(got), err, len(want))
			}
			return ""
		})
	}
	for _, want := range []string{"kurz 😀", big} {
		if err := c.Copy(want); err != nil {
			t.Fatal(err)
		}
		eventually(t, s, "paste in an app", func() string {
			src, by := d.Clipboard().Current()
			if src == nil || by == "app" {
				return "the client's text is not offered"
			}
			w := &sink{done: make(chan struct{})}
			src.Send(clip.TextUTF8, w)
			select {
			case <-w.done:
			case <-ctx.Done():
				return "the writer stays open"
			}
			if w.String() != want {
				return fmt.Sprintf("%d bytes, want %d", w.Len(), len(want))
			}
			return ""
		})
	}
	src, _ := d.Clipboard().Current()
	c.Close()
	eventually(t, s, "the board after the session", func() string {
		if src, _ := d.Clipboard().Current(); src != nil {
			return "still has the client's text"
		}
		return ""
	})
	w := &sink{done: make(chan struct{})}
	src.Send(clip.TextUTF8, w)
	select {
	case <-w.done:
	case <-ctx.Done():
		t.Error("pasting from a client that is gone never ends")
	}
}

func TestResize(t *testing.T) {
	t.Parallel()
	everyProfile(t, func(t *testing.T, opt client.Options) {
		s, d, _ := stage(t, nil)
		c := s.Connect(opt)
		eventually(t, s, "first picture", func() string { return shows(s, c, opt) })
		for _, size := range []image.Point{{800, 600}, {500, 300}} {
			if err := c.Resize(size, 0); err != nil {
				t.Fatal(err)
			}
			eventually(t, s, "resized", func() string {
				if o := d.Outputs(); o[0].Bounds.Size() != size {
					return fmt.Sprintf("output %v", o[0].Bounds)
				}
				if v := c.View(); v.Size != size {
					return fmt.Sprintf("client's desktop is %v", v.Size)
				}
				return shows(s, c, opt)
			})
		}
		d.Add(scene.Window{Title: "three", Bounds: image.Rect(300, 100, 420, 280)}, 5)
		eventually(t, s, "after the resize", func() string { return shows(s, c, opt) })
	})
}

func TestScale(t *testing.T) {
	for _, p := range []client.Profile{client.RAIL, client.Desktop} {
		d := rdptest.NewDesktop()
		s := rdptest.Start(t, d, nil)
		c := s.Connect(client.Options{Profile: p, Size: image.Pt(900, 600), Scale: 1.5})
		eventually(t, s, "scale", func() string {
			if o := d.Outputs(); len(o) != 1 || o[0].Scale != 1.5 || o[0].Bounds != image.Rect(0, 0, 600, 400) {
				return fmt.Sprintf("%+v", o)
			}
			return ""
		})
		id := d.Add(scene.Window{Title: "hidpi", Bounds: image.Rect(33, 21, 233, 121)}, 3)
		eventually(t, s, "pixels of the device", func() string {
			if p == client.Desktop {
				return differs(c.Desktop(), d.Picture(image.Rect(0, 0, 900, 600)))
			}
			if w := c.View().Find(uint32(id)); w == nil || w.Rect.Size() != image.Pt(300, 150) {
				return fmt.Sprintf("%+v", w)
			}
			return differs(c.Image(uint32(id)), d.Own(id))
		})
		s.Stop()
		d.Close()
	}
}

func TestSuppressOutput(t *testing.T) {
	s, d, a := stage(t, nil)
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	c := s.Connect(opt)
	eventually(t, s, "first picture", func() string { return shows(s, c, opt) })
	if err := errors.Join(c.Key(0x1E, false, true), c.Share(&bcgr.SuppressOutput{})); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "the key that was held", func() string {
		for _, e := range d.Events() {
			if e == (seat.ReleaseAll{}) {
				return ""
			}
		}
		return fmt.Sprint(d.Events())
	})
	before := c.Stats().Frames
	d.Paint(a, 8)
	time.Sleep(50 * time.Millisecond)
	if n := c.Stats().Frames; n != before {
		t.Errorf("%d frames while output is suppressed", n-before)
	}
	if err := c.Share(&bcgr.SuppressOutput{Allow: true, Rect: bcgr.Rect{Right: 639, Bottom: 479}}); err != nil {
		t.Fatal(err)
	}
	eventually(t, s, "output again", func() string { return shows(s, c, opt) })
}

func TestPointer(t *testing.T) {
	s, d, _ := stage(t, nil)
	c := s.Connect(client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)})
	show := func(what string, cur *scene.Cursor, ok func(client.Pointer) bool) {
		t.Helper()
		d.Do(func(tx *scene.Tx) { tx.SetCursor(cur) })
		eventually(t, s, what, func() string {
			if p := c.View().Pointer; !ok(p) {
				return fmt.Sprintf("%+v", p)
			}
			return ""
		})
	}
	picture := func(side int) *scene.Cursor {
		cur := &scene.Cursor{Width: side, Height: side, Hot: image.Pt(1, 2), Pix: make([]byte, side*side*4), Scale: 1}
		copy(cur.Pix, []byte{10, 20, 30, 0xFF, 40, 40, 40, 0x80})
		return cur
	}
	is := func(side int) func(client.Pointer) bool {
		return func(p client.Pointer) bool {
			s := p.Shape
			return s != nil && s.Width == side && s.Hot == image.Pt(1, 2) &&
				slices.Equal(s.Pix[:8], []byte{10, 20, 30, 0xFF, 80, 80, 80, 0x80})
		}
	}
	small, large := picture(24), picture(120)
	show("hidden", &scene.Cursor{Hidden: true}, func(p client.Pointer) bool { return p.Hidden })
	show("new", small, is(24))
	show("large", large, is(120))
	show("cached", small, is(24))
	show("the client's own", &scene.Cursor{}, func(p client.Pointer) bool { return !p.Hidden && p.Shape == nil })
}

func TestBadPeers(t *testing.T) {
	s, _, _ := stage(t, func(c *rdp.Config) {
		c.Limits = rdp.Limits{Silence: 100 * time.Millisecond, Handshake: time.Second}
	})
	opt := client.Options{Profile: client.Desktop, Size: image.Pt(640, 480)}
	good := s.Connect(opt)
	eventually(t, s, "picture", func() string { return shows(s, good, opt) })
	for name, hello := range map[string]string{
		"silent": "", "http": "GET / HTTP/1.1\r\n\r\n", "tls at once": "\x16\x03\x01\x02\x00\x01",
		"half a request": "\x03\x00\x00\x13\x0e\xe0", "huge": "\x03\x00\xff\xff" + strings.Repeat("A", 70000),
		"zero length": "\x03\x00\x00\x00\x00", "no rdp": "\x03\x00\x00\x0b\x06\xe0\x00\x00\x00\x00\x00",
	} {
		conn := s.Dial()
		go io.WriteString(conn, hello)
		conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		if _, err := io.Copy(io.Discard, conn); err != nil && !errors.Is(err, syscall.ECONNRESET) {
			t.Errorf("%s: the connection stays open: %v", name, err)
		}
		conn.Close()
	}
	for _, c := range []struct {
		opt  client.Options
		want error
	}{
		{client.Options{User: "eve", Password: rdptest.Password}, bcgr.ErrInsufficientPrivileges},
		{client.Options{Fingerprint: "00"}, client.ErrFingerprint},
	} {
		// A busy machine may be too slow for these limits.
		eventually(t, s, c.want.Error(), func() string {
			_, err := s.TryConnect(c.opt)
			if err == nil {
				t.Fatalf("%+v was let in", c.opt)
			}
			if !errors.Is(err, c.want) {
				return err.Error()
			}
			return ""
		})
	}
	if good.Err() != nil {
		t.Errorf("others broke the session: %v", good.Err())
	}
	eventually(t, s, "picture", func() string { return shows(s, good, opt) })
	if log := s.Log.String(); strings.Contains(log, rdptest.Password) || !strings.Contains(log, "took too long") {
		t.Errorf("log:\n%s", log)
	}
}
