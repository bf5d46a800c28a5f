package cliprdr

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

var t0 = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// side is a Handler that answers requests from a map and writes a log.
type side struct {
	respond func(id uint32, data []byte, ok bool, now time.Time, out *svc.Outbox)
	has     map[string]string
	hold    bool
	log     []string
	ids     []uint32
}

func (s *side) RemoteFormats(mimes []string, _ time.Time, _ *svc.Outbox) {
	s.log = append(s.log, "formats "+strings.Join(mimes, " "))
}

func (s *side) Request(id uint32, mime string, now time.Time, out *svc.Outbox) {
	s.log = append(s.log, "request "+mime)
	s.ids = append(s.ids, id)
	if !s.hold {
		data, ok := s.has[mime]
		s.respond(id, []byte(data), ok, now, out)
	}
}

func (s *side) Data(_ uint32, mime string, data []byte, err error, _ time.Time, _ *svc.Outbox) {
	if len(data) > 100 {
		data = fmt.Appendf(nil, "%d bytes", len(data))
	}
	s.log = append(s.log, fmt.Sprintf("data %s %q %v", mime, data, err))
}

func (s *side) take() []string { l := s.log; s.log = nil; return l }

type rig struct {
	t        *testing.T
	s        *Server
	c        *Client
	hs, hc   *side
	toS, toC svc.Outbox
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t, hs: &side{has: map[string]string{}}, hc: &side{has: map[string]string{}}}
	r.s, r.c = NewServer(Config{Handler: r.hs}), NewClient(Config{Handler: r.hc})
	r.hs.respond, r.hc.respond = r.s.Respond, r.c.Respond
	return r
}

// settled is when lists of t0 have settled.
var settled = t0.Add(listSettle)

// pump moves messages until nothing is left, and lets lists settle.
func (r *rig) pump() {
	r.t.Helper()
	for {
		for r.toS.Len()+r.toC.Len() > 0 {
			step(r.t, r.c, &r.toC, &r.toS)
			step(r.t, r.s, &r.toS, &r.toC)
		}
		r.s.Tick(settled, &r.toC)
		r.c.Tick(settled, &r.toS)
		if r.toS.Len()+r.toC.Len() == 0 {
			return
		}
	}
}

func step(t *testing.T, m svc.Machine, from, to *svc.Outbox) {
	t.Helper()
	for i := range from.Len() {
		if err := m.Step(from.Message(i), t0, to); err != nil {
			t.Fatal(err)
		}
	}
	from.Reset()
}

func expect(t *testing.T, s *side, want ...string) {
	t.Helper()
	if got := s.take(); !reflect.DeepEqual(got, want) {
		t.Fatalf("got %q, want %q", got, want)
	}
}

func TestBothWays(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.pump()
	if r.s.State() != "ready" || r.c.State() != "ready" || !r.s.long() || !r.c.long() {
		t.Fatal(r.s.State(), r.c.State())
	}
	expect(t, r.hs, "formats ")

	r.hs.has[MIMEText] = "from\nLinux 😀"
	r.s.SetLocal([]string{"UTF8_STRING"}, t0, &r.toC)
	r.pump()
	expect(t, r.hc, "formats "+MIMEText)
	if _, ok := r.c.Fetch("text/plain", t0, &r.toS); !ok {
		t.Fatal("not fetched")
	}
	r.pump()
	expect(t, r.hs, "request "+MIMEText)
	expect(t, r.hc, `data `+MIMEText+` "from\nLinux 😀" <nil>`)

	r.hc.has[MIMEHTML] = "<b>x</b>"
	r.c.SetLocal([]string{MIMEText, MIMEHTML}, t0, &r.toS)
	r.pump()
	expect(t, r.hs, "formats "+MIMEText+" "+MIMEHTML)
	r.s.Fetch(MIMEHTML, t0, &r.toC)
	r.s.Fetch(MIMEText, t0, &r.toC) // waits for its turn; the client has none
	r.pump()
	expect(t, r.hs, `data `+MIMEHTML+` "<b>x</b>" <nil>`, `data `+MIMEText+` "" peer has no data`)
	if len(r.s.local) != 0 {
		t.Error("the server still believes it owns the clipboard")
	}
	if _, ok := r.s.Fetch(MIMEPNG, t0, &r.toC); ok {
		t.Error("fetched what was not offered")
	}
}

func TestMegabytes(t *testing.T) {
	r := newRig(t)
	r.hs.has[MIMEText] = strings.Repeat("0123456789é\n", 200_000)
	r.s.Start(t0, &r.toC)
	r.s.SetLocal([]string{MIMEText}, t0, &r.toC) // before the client is there
	if r.toC.Len() != 2 {
		t.Fatal("announced too early")
	}
	r.pump()
	r.c.Fetch(MIMEText, t0, &r.toS)
	r.pump()
	expect(t, r.hc, "formats "+MIMEText, fmt.Sprintf(`data %s "%d bytes" <nil>`, MIMEText, len(r.hs.has[MIMEText])))
}

func TestOldClientTranscript(t *testing.T) {
	h := &side{has: map[string]string{MIMEText: "hé"}}
	s := NewServer(Config{Handler: h})
	h.respond = s.Respond
	var out svc.Outbox
	in := func(hex string, want ...string) {
		t.Helper()
		if hex != "" {
			if err := s.Step(wiretest.Hex(t, hex), t0, &out); err != nil {
				t.Fatal(err)
			}
		}
		if out.Len() != len(want) {
			t.Fatalf("%d messages, want %d", out.Len(), len(want))
		}
		for i, w := range want {
			if !bytes.Equal(out.Message(i), wiretest.Hex(t, w)) {
				t.Errorf("message %d: % x, want %s", i, out.Message(i), w)
			}
		}
		out.Reset()
	}
	zeros := strings.Repeat("00", 32)
	s.Start(t0, &out)
	in("", "0700 0000 10000000 0100 0000 0100 0C00 02000000 02000000", "0100 0000 00000000")
	in("0200 0400 24000000 01000000"+zeros, "0300 0100 00000000") // no capabilities: short names
	expect(t, h, "formats "+MIMEText)
	s.SetLocal([]string{MIMEText}, t0, &out)
	in("", "0200 0000 48000000 0D000000"+zeros+"01000000"+zeros)
	s.SetLocal([]string{MIMEText, MIMEHTML}, t0, &out)
	s.SetLocal([]string{}, t0, &out)
	s.SetLocal([]string{MIMEText}, t0, &out)
	in("")                                                                         // one list at a time
	in("0300 0100 00000000", "0200 0000 48000000 0D000000"+zeros+"01000000"+zeros) // the newest
	in("0400 0000 04000000 01000000", "0500 0100 03000000 68E900")                 // CF_TEXT
	in("0400 0000 04000000 0D000000", "0500 0100 06000000 6800E9000000")           // CF_UNICODETEXT
	in("0400 0000 04000000 08000000", "0500 0200 00000000")                        // not offered
	in("0A00 0000 04000000 07000000")                                              // lock
	in("0B00 0000 04000000 07000000")                                              // unlock
	in("0600 0000 08020000" + strings.Repeat("00", 520))                           // temp directory
	in("0500 0100 02000000 4100")                                                  // answer to nothing
	in("0800 0000 18000000 05000000 00000000 01000000 00000000 00000000 08000000", "0900 0200 04000000 05000000")
	in("6300 0000 00000000") // unknown
	expect(t, h, "request "+MIMEText, "request "+MIMEText)
}

func TestTimeouts(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.pump()
	r.c.SetLocal([]string{MIMEText}, t0, &r.toS)
	r.pump()
	r.hs.take()
	r.hc.hold = true
	r.s.Fetch(MIMEText, t0, &r.toC)
	r.s.Fetch(MIMEText, t0, &r.toC)
	r.pump()
	when, ok := r.s.Deadline()
	if !ok || !when.Equal(settled.Add(defaultTimeout)) {
		t.Fatal(when, ok)
	}
	r.s.Tick(when.Add(-1), &r.toC)
	expect(t, r.hs)
	r.s.Tick(when, &r.toC)
	expect(t, r.hs, "data "+MIMEText+` "" peer did not answer in time`, "data "+MIMEText+` "" peer did not answer in time`)
	if _, ok := r.s.Fetch(MIMEText, when, &r.toC); ok {
		t.Fatal("the late answer would be taken for this one's")
	}
	// The client's side of it: the Handler never answered, so FAIL is sent.
	r.c.Tick(when, &r.toS)
	if r.toS.Len() != 1 {
		t.Fatal("no FAIL")
	}
	r.c.Respond(r.hc.ids[0], []byte("too late"), true, when, &r.toS)
	if r.toS.Len() != 1 {
		t.Fatal("second answer sent")
	}
	r.pump() // FAIL arrives, late
	r.hc.hold, r.hc.has[MIMEText] = false, "ok"
	if _, ok := r.s.Fetch(MIMEText, when, &r.toC); !ok {
		t.Fatal("refused after the late answer")
	}
	r.pump()
	expect(t, r.hs, "data "+MIMEText+` "ok" <nil>`)
}

func TestListWithoutResponse(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.pump()
	r.s.SetLocal([]string{MIMEText}, t0, &r.toC)
	r.toC.Reset() // lost
	r.s.SetLocal([]string{MIMEHTML}, t0, &r.toC)
	if r.toC.Len() != 0 {
		t.Fatal("two lists at a time")
	}
	when, _ := r.s.Deadline()
	r.s.Tick(when, &r.toC)
	r.pump()
	expect(t, r.hc, "formats "+MIMEHTML)
}

func TestTooManyAndTooLarge(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.pump()
	r.hs.hold = true
	r.s.SetLocal([]string{MIMEText, MIMEPNG}, t0, &r.toC)
	r.pump()
	ask := Append(nil, &FormatDataRequest{FormatID: CFText})
	for range maxQueue {
		if err := r.s.Step(ask, t0, &r.toC); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.s.Step(ask, t0, &r.toC); !errors.Is(err, ErrSequence) {
		t.Fatal(err)
	}
	r.s.Respond(r.hs.ids[0], make([]byte, MaxData+1), true, t0, &r.toC)
	if !bytes.Equal(r.toC.Message(0), Append(nil, &FormatDataResponse{})) {
		t.Fatal("too much data sent")
	}
	if len(r.hs.ids) != 2 {
		t.Fatal("the next request did not get its turn")
	}
}

func TestClose(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.c.SetLocal([]string{MIMEText}, t0, &r.toS)
	r.pump()
	r.hs.take()
	r.s.Fetch(MIMEText, t0, &r.toC)
	r.s.Close(t0)
	expect(t, r.hs, "data "+MIMEText+` "" channel closed`)
	if _, ok := r.s.Fetch(MIMEText, t0, &r.toC); ok {
		t.Fatal("fetched from a closed channel")
	}
}

func TestClientWinsAtConnect(t *testing.T) {
	r := newRig(t)
	r.c.SetLocal([]string{MIMEText}, t0, &r.toS)
	r.s.Start(t0, &r.toC)
	r.s.SetLocal([]string{MIMEHTML}, t0, &r.toC)
	r.pump()
	expect(t, r.hs, "formats "+MIMEText)
	expect(t, r.hc)
}

func FuzzStep(f *testing.F) {
	for _, b := range wiretest.Whole(wiretest.Messages(f, "cliprdr")) {
		f.Add(b)
	}
	for _, v := range vectors {
		f.Add(wiretest.Hex(f, v.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h := &side{has: map[string]string{MIMEText: "x"}}
		s := NewServer(Config{Handler: h})
		h.respond = s.Respond
		var out svc.Outbox
		s.Start(t0, &out)
		_ = s.Step(wiretest.Hex(t, "0200 0000 00000000"), t0, &out)
		s.SetLocal([]string{MIMEText}, t0, &out)
		_ = s.Step(b, t0, &out)
		s.Fetch(MIMEText, t0, &out)
		_ = s.Step(b, t0, &out)
		s.Tick(t0.Add(time.Minute), &out)
		_ = NewClient(Config{Handler: h}).Step(b, t0, &out)
	})
}

// TestRequestsWaitForTheSecondList: xfreerdp sends two lists in a row.
func TestRequestsWaitForTheSecondList(t *testing.T) {
	r := newRig(t)
	r.s.Start(t0, &r.toC)
	r.pump()
	list := func(id uint32, now time.Time) {
		t.Helper()
		m := Append(nil, &FormatList{Long: true, Formats: []Format{{id, ""}}})
		if err := r.s.Step(m, now, &r.toC); err != nil {
			t.Fatal(err)
		}
	}
	requests := func() (ids []uint32) {
		for i := range r.toC.Len() {
			if q, ok := Read(wire.NewReader(r.toC.Message(i)), true).(*FormatDataRequest); ok {
				ids = append(ids, q.FormatID)
			}
		}
		r.toC.Reset()
		return ids
	}
	list(CFText, t0)
	r.s.Fetch(MIMEText, t0, &r.toC)
	second := t0.Add(listSettle / 2)
	list(CFUnicodeText, second)
	r.s.Tick(settled, &r.toC)
	if got := requests(); got != nil {
		t.Fatalf("asked for %v before the lists had settled", got)
	}
	if when, ok := r.s.Deadline(); !ok || !when.Equal(second.Add(listSettle)) {
		t.Fatal(when, ok)
	}
	r.s.Tick(second.Add(listSettle), &r.toC)
	if got := requests(); !reflect.DeepEqual(got, []uint32{CFUnicodeText}) {
		t.Fatalf("asked for %v", got)
	}
	// A list while the answer is on its way: asked again, of the new one.
	third := second.Add(time.Second)
	list(CFText, third)
	r.s.Tick(third.Add(listSettle), &r.toC)
	if got := requests(); !reflect.DeepEqual(got, []uint32{CFText}) {
		t.Fatalf("asked again for %v", got)
	}
}
