package rail

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"reflect"
	"strings"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

var t0 = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func deliver(t *testing.T, m svc.Machine, from, to *svc.Outbox) {
	t.Helper()
	for i := range from.Len() {
		if err := m.Step(from.Message(i), t0, to); err != nil {
			t.Fatal(err)
		}
	}
	from.Reset()
}

func TestServerWithClient(t *testing.T) {
	var atServer, atClient []Message
	var s *Server
	s = NewServer(ServerConfig{Ex: true, Flags: HandshakeHiDef, Build: 1, Handle: func(m Message, _ time.Time, out *svc.Outbox) {
		atServer = append(atServer, m)
		switch m := m.(type) {
		case *Exec:
			s.ExecResult(m, ExecOK, 0, out)
		case *GetAppIDReq:
			s.AppID(m.WindowID, "xterm", 5, `\xterm`, out)
		}
	}})
	exec := &Exec{Flags: ExecExpandArguments, ExeOrFile: "||xterm"}
	c := NewClient(ClientConfig{Build: 2, Status: DefaultStatus, Params: DefaultParams(800, 600), Exec: []*Exec{exec}, Handle: func(m Message, _ time.Time, _ *svc.Outbox) {
		atClient = append(atClient, m)
	}})
	var toS, toC svc.Outbox
	if s.Send(&ZOrderSync{MarkerID}, &toC) || toC.Len() != 0 {
		t.Fatal("Z-order sync before the client announced it")
	}
	c.Send(&Activate{1, true}, &toS)
	if toS.Len() != 0 {
		t.Fatal("sent before the handshake")
	}
	s.Start(t0, &toC)
	deliver(t, c, &toC, &toS)
	if c.Flags() != HandshakeHiDef || c.State() != "ready" {
		t.Fatal(c.State())
	}
	deliver(t, s, &toS, &toC)
	want := []Message{&Handshake{2}, &ClientStatus{DefaultStatus}}
	for _, p := range DefaultParams(800, 600) {
		want = append(want, p)
	}
	want = append(want, exec, &Activate{1, true})
	if !reflect.DeepEqual(atServer, want) {
		t.Errorf("server heard %+v", atServer)
	}
	if s.State() != "ready" || !s.Ready() {
		t.Fatal(s.State())
	}
	c.Send(&GetAppIDReq{9}, &toS)
	deliver(t, s, &toS, &toC)
	if !s.Send(&ZOrderSync{MarkerID}, &toC) || s.Send(&Activate{}, &toC) {
		t.Error("Send")
	}
	s.ScreenSaver(false, false, &toC)
	deliver(t, c, &toC, &toS)
	got := fmt.Sprintf("%T %T %T %T %T %T", atClient[0], atClient[1], atClient[2], atClient[3], atClient[4], atClient[5])
	if got != "*rail.HandshakeEx *rail.ExecResult *rail.GetAppIDRespEx *rail.ZOrderSync *rail.SysParam *rail.SysParam" {
		t.Error(got)
	}
	if r := atClient[1].(*ExecResult); r.ExeOrFile != "||xterm" || r.Flags != ExecExpandArguments {
		t.Errorf("%+v", r)
	}
}

func TestOptionalMessages(t *testing.T) {
	for typ, need := range needs {
		s := NewServer(ServerConfig{Handle: func(Message, time.Time, *svc.Outbox) {}})
		var out svc.Outbox
		if err := s.Step(Append(nil, &ClientStatus{^need}), t0, &out); err != nil || s.Can(typ) {
			t.Errorf("%#x allowed, %v", typ, err)
		}
		if err := s.Step(Append(nil, &ClientStatus{need}), t0, &out); err != nil || !s.Can(typ) {
			t.Errorf("%#x refused, %v", typ, err)
		}
	}
}

func TestServerIgnoresAndRefuses(t *testing.T) {
	s := NewServer(ServerConfig{Handle: func(m Message, _ time.Time, _ *svc.Outbox) { t.Errorf("heard %T", m) }})
	for _, m := range []Message{&Raw{0x99, []byte{1}}, &HandshakeEx{}, &ExecResult{}} {
		if err := s.Step(Append(nil, m), t0, nil); err != nil {
			t.Error(err)
		}
	}
	for _, hex := range []string{"", "0100", "0100 0300", "0200 0900 01000000", "0100 0C00 0000 0A02 0000 0000"} {
		if err := s.Step(wiretest.Hex(t, hex), t0, nil); err == nil {
			t.Errorf("%q accepted", hex)
		}
	}
}

func TestNewWindowVector(t *testing.T) {
	l := Look{ID: 1, Title: "xterm", Bounds: image.Rect(100, 80, 740, 480), ShowState: Show}
	want := wiretest.Hex(t, `01 00
		2E 69 00 1E DF 81 11 01 00 00 00 00 00 00 00 00 00 CF 14 00 00 00 00 05
		0A 00 78 00 74 00 65 00 72 00 6D 00 64 00 00 00 50 00 00 00 80 02 00 00 88 01 00 00
		64 00 00 00 50 00 00 00 00 00 00 00 00 00 00 00 80 02 00 00 90 01 00 00
		01 00 00 00 00 00 80 02 90 01 64 00 00 00 50 00 00 00 01 00 00 00 00 00 80 02 90 01 00`)
	if got := AppendOrders(nil, l.New()); !bytes.Equal(got, want) {
		t.Errorf("got\n% x, want\n% x", got, want)
	}
}

func TestLooks(t *testing.T) {
	b := image.Rect(-50, 10, 50, 60)
	for name, c := range map[string]struct {
		l         Look
		style, ex uint32
		taskbar   uint8
	}{
		"toplevel":   {Look{}, 0x14CF0000, 0, 0},
		"layered":    {Look{Layered: true}, 0x14CF0000, 0x00080000, 0},
		"dialog":     {Look{Kind: Dialog, Owner: 1}, 0x14CC0000, 1, 0},
		"menu":       {Look{Kind: Menu, Owner: 1}, 0x90000000, 0x88, 1},
		"tooltip":    {Look{Kind: Tooltip, Owner: 1}, 0x90000000, 0x08000088, 1},
		"maximized":  {Look{ShowState: ShowMaximized}, 0x15CF0000, 0, 0},
		"fullscreen": {Look{Fullscreen: true}, 0x140B0000, 0, 0},
		"no taskbar": {Look{NoTaskbar: true}, 0x14CF0000, 0, 1},
	} {
		c.l.Bounds = b
		w := c.l.Update()
		if w.Style != c.style || w.ExtendedStyle != c.ex || w.TaskbarButton != c.taskbar || w.Fields&FieldTaskbarButton == 0 || w.Fields&OrderNew != 0 {
			t.Errorf("%s: style %#x, extended %#x, taskbar %d, fields %#x", name, w.Style, w.ExtendedStyle, w.TaskbarButton, w.Fields)
		}
		if w.OffsetX != -50 || w.ClientOffsetX != -50 || w.VisibleOffsetX != -50 || w.ClientDeltaX != 0 {
			t.Errorf("%s: offsets %+v", name, w)
		}
		if c.l.Fullscreen != (w.ClientAreaHeight == w.Height) {
			t.Errorf("%s: client area of %d, height %d", name, w.ClientAreaHeight, w.Height)
		}
	}
	w := (&Look{Bounds: b, Margins: &Margins{1, 2, 3, 4}, Shape: []image.Rectangle{image.Rect(-5, -5, 10, 10), image.Rect(200, 0, 300, 10), image.Rect(90, 40, 200, 200)}}).Update()
	if !reflect.DeepEqual(w.VisibilityRects, []Rect{{0, 0, 10, 10}, {90, 40, 100, 50}}) || w.MarginTop != 2 || w.MarginRight != 3 || w.Fields&FieldResizeMarginY == 0 {
		t.Errorf("%+v", w)
	}
	many := make([]image.Rectangle, 5000)
	if w := (&Look{Bounds: b, Shape: many}).Update(); len(w.WindowRects) != 1 || w.Size() > 65535 {
		t.Error(len(w.WindowRects))
	}
}

func TestStringsNeverCarryNULNorOverflow(t *testing.T) {
	w := &Window{Fields: FieldTitle, Title: "a\x00b"}
	if got := w.AppendTo(nil); !bytes.Equal(got[11:], []byte{2, 0, 'a', 0}) || w.Size() != len(got) {
		t.Errorf("% x", got)
	}
	w.Title = strings.Repeat("😀", 200)
	var back Window
	r := wire.NewReader(w.AppendTo(nil))
	if back.ReadFrom(r); r.Err() != nil || back.Title != strings.Repeat("😀", 130) {
		t.Error(r.Err(), len(back.Title))
	}
}

func TestRectImage(t *testing.T) {
	if got := (Rect{-8, 5, 100, 105}).Image(); got != image.Rect(-8, 5, 100, 105) {
		t.Error(got)
	}
}

func TestZOrderIsCut(t *testing.T) {
	d := ZOrder(1, make([]uint32, 300))
	var back Desktop
	r := wire.NewReader(d.AppendTo(nil))
	if back.ReadFrom(r); r.Err() != nil || len(back.ZOrder) != 255 {
		t.Error(r.Err(), len(back.ZOrder))
	}
}

func TestReadOrders(t *testing.T) {
	b := AppendOrders(nil, ArcBegan(), &WindowDelete{5}, ArcCompleted())
	b = append(b, 0x36, 1, 0, 0, 0) // frame marker
	b[0]++
	var got []Order
	if err := ReadOrders(b, func(o Order) error { got = append(got, o); return nil }); err != nil || !reflect.DeepEqual(got, []Order{ArcBegan(), &WindowDelete{5}, ArcCompleted()}) {
		t.Fatal(err, got)
	}
	stop := errors.New("stop")
	if err := ReadOrders(b, func(Order) error { return stop }); !errors.Is(err, stop) {
		t.Error(err)
	}
	if err := ReadOrders([]byte{1, 0, 0x09}, nil); !errors.Is(err, wire.ErrUnsupported) {
		t.Error("primary drawing order:", err)
	}
	if err := ReadOrders([]byte{1, 0}, nil); !errors.Is(err, wire.ErrShort) {
		t.Error(err)
	}
}

func TestNewWindowIcon(t *testing.T) {
	px := []byte{1, 2, 3, 255, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 255}
	w, ok := NewWindowIcon(3, OrderNew, 2, 2, px)
	if !ok || !bytes.Equal(w.Icon.BitsMask, []byte{0x40, 0, 0, 0, 0x80, 0, 0, 0}) || !bytes.Equal(w.Icon.BitsColor[:8], px[8:]) {
		t.Fatalf("%+v", w)
	}
	if w, ok := NewWindowIcon(3, 0, 96, 96, make([]byte, 96*96*4)); !ok || w.Size() > 65535 {
		t.Error("96 × 96 must fit")
	}
	for _, c := range [][2]int{{0, 1}, {97, 1}, {2, 3}} {
		if _, ok := NewWindowIcon(3, 0, c[0], c[1], px); ok {
			t.Errorf("%v accepted", c)
		}
	}
}
