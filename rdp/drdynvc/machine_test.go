package drdynvc

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire/wiretest"
)

var t0 = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// recorder is a Handler that writes down what it hears.
type recorder struct {
	log  []string
	msgs [][]byte
	fail error
}

func (r *recorder) Opened(id uint32, _ time.Time, _ *svc.Outbox) error {
	r.log = append(r.log, fmt.Sprintf("opened %d", id))
	return nil
}

func (r *recorder) Message(_ uint32, msg []byte, _ time.Time, _ *svc.Outbox) error {
	r.msgs = append(r.msgs, bytes.Clone(msg))
	return r.fail
}

func (r *recorder) Closed(_ uint32, why error) { r.log = append(r.log, fmt.Sprintf("closed %v", why)) }

// pump moves messages both ways until nothing is left.
func pump(t *testing.T, s *Server, c *Client, fromS *svc.Outbox) {
	t.Helper()
	var fromC svc.Outbox
	for fromS.Len()+fromC.Len() > 0 {
		next := svc.Outbox{}
		for i := range fromS.Len() {
			if err := c.Step(fromS.Message(i), t0, &fromC); err != nil {
				t.Fatal(err)
			}
		}
		fromS.Reset()
		for i := range fromC.Len() {
			if err := s.Step(fromC.Message(i), t0, &next); err != nil {
				t.Fatal(err)
			}
		}
		fromC.Reset()
		for i := range next.Len() {
			fromS.AddBytes(next.Message(i))
		}
	}
}

func pair(t *testing.T, name string, h Handler) (*Server, *Client, *recorder, uint32) {
	t.Helper()
	s := NewServer(Config{})
	sh := &recorder{}
	c := NewClient(Config{MaxMessage: func(string) int { return 16 << 20 }}, func(n string) Handler {
		if n == name {
			return h
		}
		return nil
	})
	var out svc.Outbox
	id := s.Open(name, sh, &out)
	if out.Len() != 0 {
		t.Fatal("create sent before the capabilities")
	}
	s.Start(t0, &out)
	pump(t, s, c, &out)
	return s, c, sh, id
}

func TestTranscript(t *testing.T) {
	s := NewServer(Config{Version: 1})
	h := &recorder{}
	var out svc.Outbox
	step := func(in string, want ...string) {
		t.Helper()
		if in != "" {
			if err := s.Step(wiretest.Hex(t, in), t0, &out); err != nil {
				t.Fatal(err)
			}
		}
		if out.Len() != len(want) {
			t.Fatalf("%d messages, want %d", out.Len(), len(want))
		}
		for i, w := range want {
			if got := out.Message(i); !bytes.Equal(got, wiretest.Hex(t, w)) {
				t.Errorf("message %d: % x, want %s", i, got, w)
			}
		}
		out.Reset()
	}
	s.Start(t0, &out)
	step("", "50 00 0100")
	id := s.Open("ECHO", h, &out)
	step("")
	step("50 00 0300", "10 01 4543484F00")
	step("10 01 00000000")
	if !s.IsOpen(id) || s.Version() != 1 {
		t.Fatal("not open")
	}
	if err := s.Send(id, []byte("hi"), &out); err != nil {
		t.Fatal(err)
	}
	step("", "30 01 6869")
	step("24 01 0500 6865")
	step("30 01 6C6C6F")
	step("40 01", "40 01")
	step("40 01")
	if len(h.msgs) != 1 || string(h.msgs[0]) != "hello" || h.log[1] != "closed "+ErrClosed.Error() {
		t.Fatalf("%q %q", h.msgs, h.log)
	}
}

func TestBigMessage(t *testing.T) {
	for _, size := range []int{0, 1, 1597, 1598, 1599, 70000, 3 << 20} {
		rec := &recorder{}
		s, c, sh, id := pair(t, NameGraphics, rec)
		if len(sh.log) != 1 || sh.log[0] != "opened 1" {
			t.Fatal(sh.log)
		}
		msg := bytes.Repeat([]byte("0123456789abcdef!"), size/17+1)[:size]
		var out svc.Outbox
		if err := s.Send(id, msg, &out); err != nil {
			t.Fatal(err)
		}
		for i := range out.Len() {
			if n := len(out.Message(i)); n > DefaultPDUSize {
				t.Fatalf("PDU of %d bytes", n)
			}
		}
		pump(t, s, c, &out)
		if len(rec.msgs) != 1 || !bytes.Equal(rec.msgs[0], msg) {
			t.Fatalf("size %d: message damaged", size)
		}
	}
}

func TestRefusedAndMidway(t *testing.T) {
	s, c, _, _ := pair(t, "A", &recorder{})
	h := &recorder{}
	var out svc.Outbox
	s.Open("B", h, &out)
	pump(t, s, c, &out)
	if len(h.log) != 1 || h.log[0] != `closed channel "B" refused with status 0x80070490` {
		t.Fatal(h.log)
	}
	// Closed before the client answers: the answer is followed by a Close.
	id := s.Open("A", h, &out)
	s.Close(id, &out)
	pump(t, s, c, &out)
	if len(c.channels) != 1 || len(s.channels) != 1 {
		t.Fatalf("server %s, client %s", s.State(), c.State())
	}
}

// TestChannelsThatAreNotThere is CVE-2022-23493 and of the kind of
// CVE-2026-22858: data, closes and answers for channels that never were, are
// not yet open, or are closed with data still under way.
func TestChannelsThatAreNotThere(t *testing.T) {
	for name, in := range map[string][]string{
		"data of a channel that never was":  {"30 07 AA"},
		"first of a channel that never was": {"20 07 02 AA"},
		"close of a channel that never was": {"40 07"},
		"answer about one that never was":   {"10 07 00000000"},
		"an id of four bytes":               {"32 FFFFFFFF AA", "42 FFFFFFFF"},
		"data before the answer":            {"30 01 AA"},
		"close before the answer":           {"40 01", "10 01 00000000", "30 01 AA"},
		"data after a close":                {"10 01 00000000", "40 01", "30 01 AA"},
		"the rest of a message":             {"10 01 00000000", "20 01 03 AA", "40 01", "30 01 BBCC"},
		"two answers and two closes":        {"10 01 00000000", "10 01 00000000", "40 01", "40 01"},
	} {
		h := &recorder{}
		s := NewServer(Config{})
		var out svc.Outbox
		s.Open("X", h, &out)
		for _, m := range append([]string{"50 00 0100"}, in...) {
			if err := s.Step(wiretest.Hex(t, m), t0, &out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if len(h.msgs) != 0 || len(h.log) > 2 {
			t.Errorf("%s: messages %x, log %v", name, h.msgs, h.log)
		}
		out.Reset()
		h = &recorder{} // and the next channel works
		id := s.Open("Y", h, &out)
		for _, m := range [][]byte{{0x10, byte(id), 0, 0, 0, 0}, {0x30, byte(id), 0xAA}} {
			if err := s.Step(m, t0, &out); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		if len(h.msgs) != 1 || !s.IsOpen(id) {
			t.Errorf("%s: then %v", name, h.log)
		}
	}
}

func TestPeerBreaksRules(t *testing.T) {
	for name, in := range map[string][]string{
		"too large":        {"28 01 00000200 00"},
		"more than length": {"20 01 01 0000"},
		"overrun":          {"20 01 03 00", "30 01 000000"},
		"first in first":   {"20 01 03 00", "20 01 03 00"},
	} {
		h := &recorder{}
		s := NewServer(Config{MaxMessage: func(string) int { return 0x1FFFF }})
		var out svc.Outbox
		s.Open("X", h, &out)
		for _, m := range append([]string{"50 00 0100", "10 01 00000000"}, in...) {
			if err := s.Step(wiretest.Hex(t, m), t0, &out); err != nil {
				t.Fatal(err)
			}
		}
		if last := out.Message(out.Len() - 1); !bytes.Equal(last, []byte{0x40, 1}) || len(h.log) != 2 || s.IsOpen(1) {
			t.Errorf("%s: last message % x, log %v", name, last, h.log)
		}
	}
}

func TestHandlerErrorClosesOneChannel(t *testing.T) {
	s, c, _, id := pair(t, "A", &recorder{fail: errors.New("bad")})
	var out svc.Outbox
	if err := s.Send(id, []byte{1}, &out); err != nil {
		t.Fatal(err)
	}
	pump(t, s, c, &out)
	if s.IsOpen(id) || c.IsOpen(id) {
		t.Fatal("still open")
	}
	if err := s.Send(id, nil, &out); !errors.Is(err, ErrUnknownChannel) {
		t.Fatal(err)
	}
}

// echo is a Machine that answers each message and speaks first.
type echo struct{ heard string }

func (e *echo) Start(_ time.Time, out *svc.Outbox) { out.AddBytes([]byte("start")) }
func (e *echo) State() string                      { return e.heard }
func (e *echo) Step(in []byte, _ time.Time, out *svc.Outbox) error {
	e.heard += string(in)
	if len(in) == 4 {
		out.AddBytes(append(in, '!'))
	}
	return nil
}

func TestMount(t *testing.T) {
	s := NewServer(Config{})
	e, peer := &echo{}, &echo{}
	var c *Client
	c = NewClient(Config{}, func(string) Handler { return Mount(c, peer) })
	var out svc.Outbox
	m := Mount(s, e)
	s.Start(t0, &out)
	s.Open(NameEcho, m, &out)
	pump(t, s, c, &out)
	if e.heard != "start" || peer.heard != "start" {
		t.Fatalf("%q %q", e.heard, peer.heard)
	}
	if err := m.Do(&out, func(box *svc.Outbox) error { box.AddBytes([]byte("ping")); return nil }); err != nil {
		t.Fatal(err)
	}
	pump(t, s, c, &out)
	if e.heard != "startping!" {
		t.Fatalf("%q", e.heard)
	}
}

func TestSendAllocatesNothing(t *testing.T) {
	s, _, _, id := pair(t, "A", &recorder{})
	msg := make([]byte, 1<<20)
	var out svc.Outbox
	n := testing.AllocsPerRun(5, func() {
		out.Reset()
		if err := s.Send(id, msg, &out); err != nil {
			t.Fatal(err)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations per message", n)
	}
}

func FuzzServerStep(f *testing.F) {
	f.Add(wiretest.Hex(f, "2001030030010000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := NewServer(Config{MaxMessage: func(string) int { return 100 }})
		var out svc.Outbox
		h := &recorder{}
		s.Open("X", h, &out)
		_ = s.Step([]byte{0x50, 0, 2, 0}, t0, &out)
		_ = s.Step([]byte{0x10, 1, 0, 0, 0, 0}, t0, &out)
		for len(b) > 0 { // each message starts with its length
			n := min(int(b[0]&15), len(b)-1)
			_ = s.Step(b[1:1+n], t0, &out)
			b = b[1+n:]
		}
		for _, m := range h.msgs {
			if len(m) > 100 {
				t.Fatalf("message of %d bytes", len(m))
			}
		}
	})
}
