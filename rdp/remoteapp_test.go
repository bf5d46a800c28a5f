package rdp_test

import (
	"errors"
	"fmt"
	"image"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/rdp"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/rdp/rdptest"
)

// remote is a RemoteApp client of a stage, and its first window.
type remote struct {
	*client.Session
	t  *testing.T
	s  *rdptest.Server
	d  *rdptest.Desktop
	a  scene.WindowID
	id uint32
}

func newRemote(t *testing.T, opt client.Options, change func(*rdp.Config)) *remote {
	t.Helper()
	s, d, a := stage(t, change)
	opt.Size = image.Pt(640, 480)
	if opt.Profile == client.Auto {
		opt.Profile = client.RAIL
	}
	c := s.Connect(opt)
	r := &remote{c, t, s, d, a, uint32(a)}
	r.until("windows", func() string {
		if v := c.View(); len(v.Windows) != 2 || v.Marker < 0 {
			return fmt.Sprintf("%+v", v)
		}
		return ""
	})
	return r
}

func (r *remote) until(what string, f func() string) {
	r.t.Helper()
	eventually(r.t, r.s, what, f)
}

func (r *remote) do(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// hears waits for messages of the server, one after the other.
func (r *remote) hears(what string, want ...rail.Message) {
	r.t.Helper()
	r.until(what, func() string {
		heard := r.Heard()
		for _, w := range want {
			i := slices.IndexFunc(heard, func(m rail.Message) bool { return reflect.DeepEqual(m, w) })
			if i < 0 {
				return fmt.Sprintf("no %T %+v in %v", w, w, describe(r.Heard()))
			}
			heard = heard[i+1:]
		}
		return ""
	})
}

func describe(list []rail.Message) (out []string) {
	for _, m := range list {
		out = append(out, fmt.Sprintf("%T%+v", m, m))
	}
	return out
}

// wishes waits until the desktop was told of a wish.
func (r *remote) wishes(what string, want scene.Wish) {
	r.t.Helper()
	r.until(what, func() string {
		if !slices.Contains(r.d.Wishes(), rdptest.Wished{Window: r.a, Wish: want}) {
			return fmt.Sprintf("%+v", r.d.Wishes())
		}
		return ""
	})
}

func (r *remote) rect() image.Rectangle { return r.View().Find(r.id).Rect }

func TestExecIsAnswered(t *testing.T) {
	for _, c := range []struct {
		program string
		err     error
		result  uint16
	}{
		{"||all", nil, rail.ExecOK},
		{"||format", fmt.Errorf("format: %w", rdp.ErrNotAllowed), rail.ExecNotInAllowlist},
		{"||xterm", fmt.Errorf("xterm: %w", fs.ErrNotExist), rail.ExecFileNotFound},
		{"||xterm", errors.New("no memory"), rail.ExecFail},
	} {
		got := make(chan rdp.Program, 1)
		s, _, _ := stage(t, func(cfg *rdp.Config) {
			cfg.Exec = func(p rdp.Program, done func(error)) {
				got <- p
				go func() {
					done(c.err)
					done(nil) // counts no more
				}()
			}
		})
		x := s.Connect(client.Options{
			Profile: client.RAIL, Size: image.Pt(640, 480), Program: c.program, Args: `-e "a b"`, WorkDir: "/tmp",
		})
		want := rdp.Program{Name: strings.TrimPrefix(c.program, "||"), Alias: true, Args: `-e "a b"`, Dir: "/tmp"}
		if p := <-got; p != want {
			t.Errorf("asked for %+v, want %+v", p, want)
		}
		eventually(t, s, "exec result", func() string {
			if e := x.Execs(); len(e) != 1 || e[0].Result != c.result || e[0].ExeOrFile != c.program {
				return fmt.Sprintf("%+v, want %d", e, c.result)
			}
			return ""
		})
	}
}

func TestExecOfNothingAndOfTooMuch(t *testing.T) {
	var asked atomic.Int32
	r := newRemote(t, client.Options{}, func(cfg *rdp.Config) {
		cfg.Exec = func(_ rdp.Program, done func(error)) { asked.Add(1); done(nil) }
	})
	r.do(r.Tell(&rail.Exec{}))
	for range 20 {
		r.do(r.Tell(&rail.Exec{ExeOrFile: `C:\x.txt`, Flags: rail.ExecFile}))
	}
	r.until("answers", func() string {
		e := r.Execs()
		if len(e) != 22 {
			return fmt.Sprintf("%d", len(e))
		}
		if !slices.ContainsFunc(e, func(x rail.ExecResult) bool { return x.Result == rail.ExecDecodeFailed && x.ExeOrFile == "" }) ||
			!slices.ContainsFunc(e, func(x rail.ExecResult) bool { return x.Result == rail.ExecFail }) {
			return fmt.Sprintf("%+v", e)
		}
		return ""
	})
	if n := asked.Load(); n > 16 {
		t.Errorf("%d programs", n)
	}
}

func TestASnappedWindowHasNoMarginsAndGetsItsSizeBack(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	was := r.rect()
	half := image.Rect(0, 0, 320, 480)
	snap := func() {
		r.do(r.Snap(r.id, half))
		r.wishes("half of the screen", scene.Wish{What: scene.WantBounds, Bounds: half})
		r.until("no margins", func() string {
			if w := r.View().Find(r.id); w.Margins != (rail.Margins{}) || w.Rect != half {
				return fmt.Sprintf("%+v", w)
			}
			return ""
		})
	}
	snap()
	// Dragged away as it is.
	r.do(r.MoveWindow(r.id, half.Add(image.Pt(100, 50))))
	to := image.Rectangle{image.Pt(100, 50), image.Pt(100, 50).Add(was.Size())}
	r.wishes("the old size", scene.Wish{What: scene.WantBounds, Bounds: to})
	r.until("margins again", func() string {
		if w := r.View().Find(r.id); w.Margins.Left == 0 || w.Rect != to {
			return fmt.Sprintf("%+v", w)
		}
		return ""
	})
	snap()
	r.do(r.Command(r.id, rail.CommandRestore))
	r.until("restored", func() string {
		if w := r.View().Find(r.id); w.Margins.Left == 0 || w.Rect != to {
			return fmt.Sprintf("%+v", w)
		}
		return ""
	})
}

// An app that keeps its size must not leave a window behind on the client
// that has another one.
func TestTheClientIsToldOfAnAppThatDoesNotFollow(t *testing.T) {
	for _, p := range []client.Profile{client.RAIL, client.Classic} {
		r := newRemote(t, client.Options{Profile: p}, nil)
		was := r.rect()
		r.d.Stiffen(r.a)
		m := r.View().Find(r.id).Margins
		r.do(r.MoveWindow(r.id, image.Rect(0, 0, 333, 222).Inset(-int(m.Left))))
		if now := r.rect(); now != image.Rect(0, 0, 333, 222) {
			t.Fatalf("the client itself has %v", now)
		}
		r.until("put back", func() string {
			if now := r.rect(); now != was {
				return fmt.Sprintf("%v, want %v", now, was)
			}
			return ""
		})
	}
}

func TestACloakedWindowCostsNoFrames(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	r.do(r.Tell(&rail.Cloak{WindowID: r.id, Cloaked: true}))
	r.do(r.Tell(&rail.Cloak{WindowID: 4711, Cloaked: true}))
	r.do(r.Tell(&rail.Exec{})) // answered once the others were heard
	r.until("all heard", func() string {
		if len(r.Execs()) < 2 {
			return "not yet"
		}
		return ""
	})
	before := r.Stats().Frames
	for seed := range 5 {
		r.d.Paint(r.a, 10+seed)
		r.until("drawn", func() string {
			if n := r.d.DrawnSeq(r.a); n != uint64(seed+2) {
				return fmt.Sprint(n)
			}
			return ""
		})
	}
	if n := r.Stats().Frames - before; n != 0 {
		t.Errorf("%d frames that nobody sees", n)
	}
	r.do(r.Tell(&rail.Cloak{WindowID: r.id}))
	r.until("picture", func() string { return differs(r.Image(r.id), r.d.Own(r.a)) })
}

func TestAnAppKeepsTheClientsScreenOn(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	on, off := &rail.PowerDisplayRequest{Active: 1}, &rail.PowerDisplayRequest{}
	r.d.State(r.a, scene.Awake, scene.Awake)
	r.hears("on", on)
	r.d.State(r.a, scene.Minimized, scene.Minimized)
	r.hears("off while nobody sees it", on, off)
	r.d.State(r.a, 0, scene.Minimized)
	r.hears("on again", on, off, on)
	r.d.Remove(r.a)
	r.hears("off", on, off, on, off)
}

// The client gives the focus only to windows before the marker.
func TestTheMarkerStandsForTheClientsOwnWindows(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	at := func(what string, marker int, active uint32) {
		t.Helper()
		r.until(what, func() string {
			if v := r.View(); v.Marker != marker || v.Active != active || len(v.Stack) != 2 {
				return fmt.Sprintf("marker %d, active %d, stack %v", v.Marker, v.Active, v.Stack)
			}
			return ""
		})
	}
	r.do(r.Activate(r.id))
	at("one of ours", 2, r.id)
	r.do(r.Tell(&rail.Activate{WindowID: rail.MarkerID}))
	at("one of the client's", 0, rail.MarkerID)
	r.do(r.Activate(r.id))
	at("ours again", 2, r.id)
	r.do(r.Tell(&rail.Activate{WindowID: r.id + 1}))
	r.do(r.Tell(&rail.Activate{WindowID: r.id, Enabled: false}))
	at("no longer", 0, rail.MarkerID)
}

func TestMoveAndSizeByTheClientsKeyboard(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	at := r.rect()
	limits := r.View().Find(r.id).Limits
	start := &rail.LocalMoveSize{WindowID: r.id, Start: 1, MoveSizeType: rail.MoveSizeKeyMove,
		PosX: int16(at.Dx() / 2), PosY: int16(at.Dy() / 2)}
	r.do(r.Command(r.id, rail.CommandMove|2))
	r.hears("limits, then the start", limits, start)
	r.do(r.MoveWindow(r.id, at.Add(image.Pt(7, 9)).Inset(-8)))
	r.hears("the end", start, &rail.LocalMoveSize{WindowID: r.id, MoveSizeType: rail.MoveSizeKeyMove,
		PosX: int16(at.Min.X + 7), PosY: int16(at.Min.Y + 9)})
	at = at.Add(image.Pt(7, 9))
	r.do(r.Command(r.id, rail.CommandSize))
	r.hears("resize", &rail.LocalMoveSize{WindowID: r.id, Start: 1, MoveSizeType: rail.MoveSizeKeySize,
		PosX: int16(at.Min.X + at.Dx()/2), PosY: int16(at.Min.Y + at.Dy()/2)})
}

func TestResizeByTheMouseIsTheClients(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	at := r.rect()
	limits := r.View().Find(r.id).Limits
	r.d.Do(func(tx *scene.Tx) {
		tx.SetGrab(scene.Grab{Window: r.a, Edges: scene.Bottom | scene.Right, Start: at.Max, Bounds: at})
	})
	r.hears("limits, then the start", limits, &rail.LocalMoveSize{WindowID: r.id, Start: 1,
		MoveSizeType: rail.MoveSizeBottomRight, PosX: int16(at.Max.X), PosY: int16(at.Max.Y)})
	r.d.Do(func(tx *scene.Tx) { tx.SetGrab(scene.Grab{}) })
	r.hears("the end", &rail.LocalMoveSize{WindowID: r.id, MoveSizeType: rail.MoveSizeBottomRight,
		PosX: int16(at.Min.X), PosY: int16(at.Min.Y)})
}

func TestTitlesEndAsTheUserWants(t *testing.T) {
	r := newRemote(t, client.Options{}, func(cfg *rdp.Config) { cfg.TitleSuffix = " – Debian" })
	m := r.d.Add(scene.Window{Title: "menu", Kind: scene.Menu, Owner: r.a, Bounds: image.Rect(60, 60, 100, 100)}, 3)
	r.until("titles", func() string {
		v := r.View()
		if w := v.Find(uint32(m)); w == nil || w.Title != "menu" || v.Find(r.id).Title != "one – Debian" {
			return fmt.Sprintf("%+v", v)
		}
		return ""
	})
}

func TestLanguageOfTheClient(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	hears := func(id uint32) {
		t.Helper()
		r.until("layout", func() string {
			if e := r.d.Events(); !slices.Contains(e, seat.Event(seat.Layout{ID: id, Type: 4})) {
				return fmt.Sprint(e)
			}
			return ""
		})
	}
	r.do(r.Tell(&rail.LanguageImeInfo{ProfileType: 2, LanguageID: 0x407, KeyboardLayout: 0x10407}))
	hears(0x10407)
	r.do(r.Tell(&rail.LanguageImeInfo{ProfileType: 1, LanguageID: 0x411}))
	hears(0x411)
	r.do(r.Tell(&rail.CompartmentInfo{ImeState: 1}))
	r.do(r.Tell(&rail.LangBarInfo{Status: 1}))
	r.hears("our language bar", &rail.LangBarInfo{Status: rail.LangBarHidden})
}

func TestDisplayChange(t *testing.T) {
	r := newRemote(t, client.Options{Profile: client.Classic}, nil)
	r.do(r.Tell(&rail.SysParam{Param: rail.SPIDisplayChange, Rect: rail.Rect{Right: 800, Bottom: 500}}))
	r.until("the new desktop", func() string {
		if o := r.d.Outputs(); o[0].Bounds.Size() != image.Pt(800, 500) || r.View().Size != image.Pt(800, 500) {
			return fmt.Sprintf("%+v", o)
		}
		return ""
	})
	for _, bad := range []rail.Rect{{Right: 5, Bottom: 5}, {Left: 10, Right: 700, Bottom: 600}, {Right: -5}} {
		r.do(r.Tell(&rail.SysParam{Param: rail.SPIDisplayChange, Rect: bad}))
	}
	time.Sleep(300 * time.Millisecond)
	if o := r.d.Outputs(); o[0].Bounds.Size() != image.Pt(800, 500) {
		t.Errorf("%+v", o)
	}
}

func TestTextScaleOfTheClient(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	for _, f := range []uint32{150, 99, 226, 0} { // the last three mean nothing
		r.do(r.Tell(&rail.TextScaleInfo{Factor: f}))
	}
	r.until("text scale", func() string {
		if o := r.d.Outputs(); o[0].TextScale != 1.5 {
			return fmt.Sprintf("%+v", o)
		}
		return ""
	})
	r.do(r.WorkArea(image.Rect(0, 0, 640, 400)))
	r.until("work area", func() string {
		if o := r.d.Outputs(); o[0].TextScale != 1.5 || o[0].Work.Max.Y != 400 {
			return fmt.Sprintf("%+v", o)
		}
		return ""
	})
}

// What is not known, or makes no sense, costs nothing.
func TestSenselessMessagesAreIgnored(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	was := r.d.Wishes()
	for _, m := range []rail.Message{
		&rail.WindowMove{WindowID: r.id, Rect: rail.Rect{Left: 50, Right: 20, Bottom: 10}},
		&rail.WindowMove{WindowID: 4711, Rect: rail.Rect{Right: 20, Bottom: 10}},
		&rail.SnapArrange{WindowID: r.id, Rect: rail.Rect{Left: 50, Right: 20, Bottom: 10}},
		&rail.SnapArrange{WindowID: 4711, Rect: rail.Rect{Right: 20, Bottom: 10}},
		&rail.SysCommand{WindowID: r.id, Command: 0x1234}, &rail.SysCommand{WindowID: 4711, Command: rail.CommandClose},
		&rail.SysMenu{WindowID: 4711}, &rail.NotifyEvent{WindowID: 1, NotifyIconID: 2, Message: 0x201},
		&rail.GetAppIDReq{WindowID: 4711}, &rail.TextScaleInfo{Factor: 1 << 31}, &rail.CaretBlinkInfo{},
		&rail.SysParam{Param: 0xFFFF, Data: []byte{1, 2, 3}}, &rail.SysParam{Param: rail.SPIHighContrast, Scheme: "x"},
		&rail.SysParam{Param: rail.SPIFilterKeys, FilterKeys: &rail.FilterKeys{Flags: 1}},
	} {
		r.do(r.Tell(m))
	}
	r.do(r.Tell(&rail.Exec{}))
	r.until("all heard", func() string {
		if len(r.Execs()) < 2 {
			return "not yet"
		}
		return ""
	})
	if now := r.d.Wishes(); len(now) != len(was) {
		t.Errorf("wishes %+v", now)
	}
	if log := r.s.Log.String(); strings.Contains(log, "WARN") {
		t.Errorf("log: %s", log)
	}
}

// xfreerdp gives the focus to a window that it has just minimised, and says so.
func TestFocusDoesNotBringAMinimisedWindowBackAtOnce(t *testing.T) {
	r := newRemote(t, client.Options{Profile: client.Classic}, nil)
	r.d.State(r.a, scene.Minimized, scene.Minimized)
	r.until("minimised", func() string {
		if w := r.View().Find(r.id); w.ShowState != rail.ShowMinimized {
			return fmt.Sprintf("%+v", w)
		}
		return ""
	})
	r.do(r.Activate(r.id))
	r.do(r.Tell(&rail.Exec{}))
	r.until("heard", func() string {
		if len(r.Execs()) < 2 {
			return "not yet"
		}
		return ""
	})
	if w := r.d.Wishes(); len(w) != 0 {
		t.Errorf("wishes %+v", w)
	}
	r.do(r.Command(r.id, rail.CommandRestore))
	r.wishes("restored", scene.Wish{What: scene.WantState | scene.WantActivate | scene.WantRaise, Mask: scene.Minimized})
}

// TestTheClientAsksForASystemMenu at a place of its own desktop; and in what
// is then moved by keys the client's keyboard has a part.
func TestTheClientAsksForASystemMenu(t *testing.T) {
	r := newRemote(t, client.Options{}, nil)
	r.do(r.Tell(&rail.SysMenu{WindowID: 4711, Left: 1, Top: 2}))
	r.do(r.Tell(&rail.SysMenu{WindowID: r.id, Left: 81, Top: -7}))
	at := image.Pt(81, -7)
	r.wishes("menu", scene.Wish{What: scene.WantMenu, Bounds: image.Rectangle{Min: at, Max: at}})
	for _, w := range r.d.Wishes() {
		if w.Window == 4711 {
			t.Error("a wish for a window that is not there")
		}
	}
	limits, box := r.View().Find(r.id).Limits, r.rect()
	grab := scene.Grab{Window: r.a, Keys: true, Start: image.Pt(70, 60), Bounds: box}
	r.d.Do(func(tx *scene.Tx) { tx.SetGrab(grab) })
	start := &rail.LocalMoveSize{WindowID: r.id, Start: 1, MoveSizeType: rail.MoveSizeKeyMove,
		PosX: int16(box.Dx() / 2), PosY: int16(box.Dy() / 2)}
	r.hears("limits, then the start", limits, start)
	r.do(r.MoveWindow(r.id, box.Add(image.Pt(7, 9)).Inset(-8)))
	r.hears("the end", start, &rail.LocalMoveSize{WindowID: r.id, MoveSizeType: rail.MoveSizeKeyMove,
		PosX: int16(box.Min.X + 7), PosY: int16(box.Min.Y + 9)})
	grab.Edges = scene.Right | scene.Bottom
	r.d.Do(func(tx *scene.Tx) { tx.SetGrab(scene.Grab{}) })
	r.d.Do(func(tx *scene.Tx) { tx.SetGrab(grab) })
	box = box.Add(image.Pt(7, 9))
	r.hears("resize", &rail.LocalMoveSize{WindowID: r.id, Start: 1, MoveSizeType: rail.MoveSizeKeySize,
		PosX: int16(box.Min.X + box.Dx()/2), PosY: int16(box.Min.Y + box.Dy()/2)})
}
