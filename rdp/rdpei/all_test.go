package rdpei

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

const (
	begin = FlagDown | FlagInRange | FlagInContact
	move  = FlagUpdate | FlagInRange | FlagInContact
	hover = FlagUpdate | FlagInRange
)

func TestVarints(t *testing.T) {
	for _, c := range []struct {
		got, want string
	}{
		// The examples of [MS-RDPEI] 2.2.2.1 to 2.2.2.5.
		{fmt.Sprintf("%x", append2U(nil, 0x1A1B)), "9a1b"},
		{fmt.Sprintf("%x", append2S(nil, -0x1A1B)), "da1b"},
		{fmt.Sprintf("%x", append2S(nil, -2)), "42"},
		{fmt.Sprintf("%x", append4U(nil, 0x1A1B1C)), "9a1b1c"},
		{fmt.Sprintf("%x", append4S(nil, -0x1A1B1C)), "ba1b1c"},
		{fmt.Sprintf("%x", append4S(nil, -2)), "22"},
		{fmt.Sprintf("%x", append8U(nil, 0x1A1B1C1D1E1F2A)), "da1b1c1d1e1f2a"},
		{fmt.Sprintf("%x", append2U(nil, 0x7F)), "7f"},
		{fmt.Sprintf("%x", append8U(nil, max8U)), "ffffffffffffffff"},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
	for _, v := range []int64{0, 1, -1, 31, 32, -32, 63, 64, 0x1FFF, 0x2000, -0x3FFF, 0x3FFF, 0x1FFFFF, 0x200000, -max4S, max4S} {
		b := append4S(nil, int32(v))
		if got := read4S(wire.NewReader(b), ""); int64(got) != v || len(b) != size4S(int32(v)) {
			t.Errorf("4S: %d became %d by % x", v, got, b)
		}
		if v >= 0 {
			b = append8U(nil, uint64(v)<<30)
			if got := read8U(wire.NewReader(b), ""); got != uint64(v)<<30 {
				t.Errorf("8U: %d became %d by % x", v<<30, got, b)
			}
		}
		if v == int64(int16(v)) {
			b = append2S(nil, int16(v))
			if got := read2S(wire.NewReader(b), ""); int64(got) != v {
				t.Errorf("2S: %d became %d by % x", v, got, b)
			}
		}
	}
}

func TestPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "SC ready", Hex: "0100 0a000000 01000100", Value: &SCReady{ProtocolVersion: V101}, New: func() wire.PDU { return new(SCReady) }},
		{Name: "SC ready with features", Hex: "0100 0e000000 00000300 01000000", Value: &SCReady{V300, MultipenInjection}, New: func() wire.PDU { return new(SCReady) }},
		{Name: "CS ready", Hex: "0200 10000000 02000000 01000100 0a00", Value: &CSReady{DisableTimestampInjection, V101, 10}, New: func() wire.PDU { return new(CSReady) }},
		{Name: "suspend", Hex: "0400 06000000", Value: &SuspendInput{}, New: func() wire.PDU { return new(SuspendInput) }},
		{Name: "resume", Hex: "0500 06000000", Value: &ResumeInput{}, New: func() wire.PDU { return new(ResumeInput) }},
		{Name: "dismiss", Hex: "0600 07000000 05", Value: &DismissHovering{5}, New: func() wire.PDU { return new(DismissHovering) }},
		{Name: "touch", Hex: touchHex, Value: touchValue, New: func() wire.PDU { return new(TouchEvent) }},
		{Name: "pen", Hex: penHex, Value: penValue, New: func() wire.PDU { return new(PenEvent) }},
	})
}

const (
	touchHex = `
	0300 29000000      # eventId, pduLength
	4123 02            # encodeTime, frameCount
	02 00              # contactCount, frameOffset
	00 00 4400 0a 19   # contact 0 at 1024,10: down
	ff 07 22 30 1a     # contact 255 at -2,-16: moves
	   42 0a 8123 3f   # contactRect
	   410e 4400       # orientation, pressure
	01 402710          # contactCount, frameOffset
	00 00 4400 0a 04   # contact 0: up
	`
	penHex = `
	0800 18000000
	00 01 01 00         # encodeTime, frameCount, contactCount, frameOffset
	00 1f 4064 4032 1a  # a pen at 100,50 that moves
	03 4200 8167 5e 1e  # penFlags, pressure, rotation, tilts
	`
)

var (
	touchValue = &TouchEvent{EncodeTime: 0x123, Frames: []TouchFrame{
		{Contacts: []TouchContact{
			{X: 1024, Y: 10, Flags: begin},
			{
				ID: 255, FieldsPresent: ContactRectPresent | OrientationPresent | TouchPressurePresent, X: -2, Y: -16, Flags: move,
				Left: -2, Top: 10, Right: 0x123, Bottom: 63, Orientation: 270, Pressure: 1024,
			},
		}},
		{Offset: 10000, Contacts: []TouchContact{{X: 1024, Y: 10, Flags: FlagUp}}},
	}}
	penValue = &PenEvent{Frames: []PenFrame{{Contacts: []PenContact{{
		FieldsPresent: PenFlagsPresent | PenPressurePresent | RotationPresent | TiltXPresent | TiltYPresent,
		X:             100, Y: 50, Flags: move, PenFlags: BarrelPressed | EraserPressed, Pressure: 512, Rotation: 359, TiltX: -30, TiltY: 30,
	}}}}}
)

// A pair is a server and a client, and what the server heard.
type pair struct {
	t   *testing.T
	s   *Server
	c   *Client
	got []string
}

func newPair(t *testing.T, pens bool) *pair {
	p := &pair{t: t, c: NewClient(10)}
	cfg := ServerConfig{Touch: func(e Touch) {
		p.got = append(p.got, fmt.Sprintf("%d %s %d,%d %v", e.ID, e.Change, e.X, e.Y, e.Last))
	}}
	if pens {
		cfg.Pen = func(e Pen) {
			p.got = append(p.got, fmt.Sprintf("pen %d %s %d,%d near %v pressure %d %v", e.Device, e.Change, e.X, e.Y, e.InRange, e.Pressure, e.Last))
		}
	}
	p.s = NewServer(cfg)
	var out, back svc.Outbox
	if err := p.c.Touch(nil, &out); !errors.Is(err, ErrNotReady) {
		t.Errorf("touch before the server is ready: %v", err)
	}
	p.s.Start(time.Time{}, &out)
	if err := p.c.Step(out.Message(0), time.Time{}, &back); err != nil {
		t.Fatal(err)
	}
	if err := p.s.Step(back.Message(0), time.Time{}, nil); err != nil || p.s.State() != "ready" || p.c.State() != "ready" {
		t.Fatal(err, p.s.State(), p.c.State())
	}
	return p
}

// touch sends a frame of contacts that are at 10,20 and does what flags say.
func (p *pair) touch(flags ...uint32) []string {
	p.t.Helper()
	f := TouchFrame{}
	for i, v := range flags {
		if v != 0 {
			f.Contacts = append(f.Contacts, TouchContact{ID: uint8(i), X: 10, Y: 20, Flags: v})
		}
	}
	return p.send(func(out *svc.Outbox) error { return p.c.Touch([]TouchFrame{f}, out) })
}

func (p *pair) send(f func(out *svc.Outbox) error) []string {
	p.t.Helper()
	var out svc.Outbox
	if err := f(&out); err != nil {
		p.t.Fatal(err)
	}
	p.got = nil
	for i := range out.Len() {
		if err := p.s.Step(out.Message(i), time.Time{}, nil); err != nil {
			p.t.Fatal(err)
		}
	}
	return p.got
}

func TestLifeOfFingers(t *testing.T) {
	p := newPair(t, false)
	for _, c := range []struct {
		name  string
		flags []uint32
		want  []string
	}{
		{"two go down", []uint32{begin, begin}, []string{"0 down 10,20 false", "1 down 10,20 true"}},
		{"one moves, one lifts off", []uint32{move, FlagUp}, []string{"0 move 10,20 false", "1 up 10,20 true"}},
		{"the id is used again", []uint32{0, begin}, []string{"1 down 10,20 true"}},
		{"lifted, and near", []uint32{FlagUp | FlagInRange, move}, []string{"0 up 10,20 false", "1 move 10,20 true"}},
		{"it hovers", []uint32{hover}, []string{"0 hover 10,20 true"}},
		{"and leaves", []uint32{FlagUpdate}, []string{"0 leave 10,20 true"}},
		{"it cannot leave again: all is canceled", []uint32{FlagUpdate, move}, []string{"0 cancel 10,20 true"}},
		{"what goes on of a canceled transaction is passed over", []uint32{begin, move}, nil},
		{"a new one begins", []uint32{begin}, []string{"0 down 10,20 true"}},
		{"canceled by the client", []uint32{FlagUp | FlagCanceled}, []string{"0 cancel 10,20 true"}},
		{"flags that there are not", []uint32{0xFFFF}, nil},
		{"down", []uint32{begin}, []string{"0 down 10,20 true"}},
		{"down twice", []uint32{begin}, []string{"0 cancel 10,20 true"}},
	} {
		if got := p.touch(c.flags...); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestPens(t *testing.T) {
	p := newPair(t, true)
	pen := func(device uint8, flags uint32) []string {
		return p.send(func(out *svc.Outbox) error {
			return p.c.Pen([]PenFrame{{Contacts: []PenContact{{DeviceID: device, FieldsPresent: PenPressurePresent, Pressure: 9999, X: 5, Y: 6, Flags: flags}}}}, out)
		})
	}
	for _, c := range []struct {
		device uint8
		flags  uint32
		want   string
	}{
		{0, hover, "pen 0 hover 5,6 near true pressure 1024 true"},
		{0, begin, "pen 0 down 5,6 near true pressure 1024 true"},
		{0, FlagUp | FlagInRange, "pen 0 up 5,6 near true pressure 1024 true"},
		{0, FlagUpdate, "pen 0 leave 5,6 near false pressure 1024 true"},
		{0, begin, "pen 0 down 5,6 near true pressure 1024 true"},
		{0, FlagUp, "pen 0 up 5,6 near false pressure 1024 true"},
		{7, begin, "pen 7 cancel 5,6 near false pressure 1024 true"},
	} {
		if got := pen(c.device, c.flags); len(got) != 1 || got[0] != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	old := newPair(t, false)
	if err := old.c.Pen(nil, new(svc.Outbox)); !errors.Is(err, ErrNoPen) {
		t.Errorf("a pen for a server without: %v", err)
	}
}

func TestSuspendedAndDismissed(t *testing.T) {
	p := newPair(t, false)
	say := func(v wire.PDU) {
		t.Helper()
		if err := p.c.Step(v.AppendTo(nil), time.Time{}, new(svc.Outbox)); err != nil {
			t.Fatal(err)
		}
	}
	say(&SuspendInput{})
	if err := p.c.Touch(nil, new(svc.Outbox)); !errors.Is(err, ErrSuspended) {
		t.Errorf("touch while suspended: %v", err)
	}
	say(&ResumeInput{})
	p.touch(hover)
	p.send(func(out *svc.Outbox) error { return p.c.Dismiss(0, out) })
	if n := len(p.s.touch.state); n != 0 {
		t.Errorf("%d contacts are left", n)
	}
	p.touch(begin)
	p.send(func(out *svc.Outbox) error { return p.c.Dismiss(0, out) })
	if got := p.touch(FlagUp); len(got) != 1 || got[0] != "0 up 10,20 true" {
		t.Errorf("an engaged contact was dismissed: %q", got)
	}
}

func TestTooManyContactsAreRefused(t *testing.T) {
	for name, hex := range map[string]string{
		"frames":   "0300 0a000000 00 ffff 00",
		"contacts": "0300 0c000000 00 01 ffff 00 00",
		"pens":     "0800 0c000000 00 01 ffff 00 00",
		"length":   "0300 ffffffff 00 00",
	} {
		s := NewServer(ServerConfig{Touch: func(Touch) {}, Pen: func(Pen) {}})
		if err := s.Step(wiretest.Hex(t, hex), time.Time{}, nil); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func FuzzRDPEI(f *testing.F) {
	for _, hex := range []string{
		touchHex, penHex, "0100 0e000000 00000300 01000000", "0200 10000000 02000000 01000100 0a00",
		"0400 06000000", "0500 06000000", "0600 07000000 05",
	} {
		f.Add(wiretest.Hex(f, hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, v := range [][2]wire.PDU{
			{new(SCReady), new(SCReady)}, {new(CSReady), new(CSReady)}, {new(TouchEvent), new(TouchEvent)},
			{new(PenEvent), new(PenEvent)}, {new(DismissHovering), new(DismissHovering)},
			{new(SuspendInput), new(SuspendInput)}, {new(ResumeInput), new(ResumeInput)},
		} {
			r := wire.NewReader(b)
			v[0].ReadFrom(r)
			if r.Err() != nil {
				continue
			}
			enc := v[0].AppendTo(nil)
			r = wire.NewReader(enc)
			v[1].ReadFrom(r)
			if r.Err() != nil || len(enc) != v[0].Size() || !reflect.DeepEqual(v[0], v[1]) {
				t.Fatalf("%+v became %+v, %v", v[0], v[1], r.Err())
			}
			if again := v[1].AppendTo(nil); !bytes.Equal(enc, again) {
				t.Fatalf("% x became % x", enc, again)
			}
		}
		down := map[uint8]bool{}
		s := NewServer(ServerConfig{Touch: func(e Touch) {
			switch {
			case e.Change == Down && down[e.ID], (e.Change == Move || e.Change == Up) && !down[e.ID]:
				t.Fatalf("%+v, with %v down", e, down)
			case e.Change == Cancel:
				clear(down)
			case e.Change == Down, e.Change == Up:
				down[e.ID] = e.Change == Down
			}
		}, Pen: func(Pen) {}})
		for range 2 {
			_ = s.Step(b, time.Time{}, new(svc.Outbox))
		}
		_ = NewClient(1).Step(b, time.Time{}, new(svc.Outbox))
	})
}
