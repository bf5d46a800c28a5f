package disp

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

const layoutHex = `
	02000000 # Type
	38000000 # Length
	28000000 # MonitorLayoutSize
	01000000 # NumMonitors
	01000000 # Flags: primary
	00000000 00000000 # Left, Top
	80070000 38040000 # Width, Height
	08020000 25010000 # Physical
	00000000 # Orientation
	64000000 64000000 # scales
`

var fullHD = Monitor{Flags: 1, Width: 1920, Height: 1080, PhysicalWidth: 520, PhysicalHeight: 293, DesktopScaleFactor: 100, DeviceScaleFactor: 100}

func TestPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "caps", Hex: "05000000 14000000 10000000 00200000 00200000", Value: &Caps{16, 8192, 8192}, New: func() wire.PDU { return new(Caps) }},
		{Name: "monitor layout", Hex: layoutHex, Value: &MonitorLayout{Monitors: []Monitor{fullHD}}, New: func() wire.PDU { return new(MonitorLayout) }},
	})
}

func TestClean(t *testing.T) {
	second := Monitor{Left: -1280, Top: 5, Width: 1281, Height: 100, PhysicalWidth: 5, PhysicalHeight: 300, Orientation: 45, DesktopScaleFactor: 501, DeviceScaleFactor: 100}
	got, err := Clean([]Monitor{second, fullHD}, DefaultCaps)
	want := []Monitor{{Left: -1280, Top: 5, Width: 1280, Height: 200}, fullHD}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	moved := fullHD
	moved.Left, moved.Top = 100, -50
	got, err = Clean([]Monitor{moved, second}, DefaultCaps)
	if err != nil || got[0].Left != 0 || got[0].Top != 0 || got[1].Left != -1380 || got[1].Top != 55 {
		t.Errorf("%+v, %v", got, err)
	}
	far := second
	far.Left = -1 << 31
	for name, c := range map[string]struct {
		in   []Monitor
		caps Caps
		want error
	}{
		"none":        {nil, DefaultCaps, ErrNoMonitor},
		"too many":    {[]Monitor{fullHD, second}, Caps{1, 8192, 8192}, ErrTooMany},
		"no primary":  {[]Monitor{second}, DefaultCaps, ErrPrimary},
		"two primary": {[]Monitor{fullHD, fullHD}, DefaultCaps, ErrPrimary},
		"too large":   {[]Monitor{fullHD}, Caps{16, 100, 100}, ErrTooLarge},
		"far away":    {[]Monitor{fullHD, far}, DefaultCaps, ErrCoordinate},
	} {
		if _, err := Clean(c.in, c.caps); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServerWithClient(t *testing.T) {
	var got []Monitor
	s := NewServer(DefaultCaps, func(l []Monitor) { got = l })
	c := NewClient()
	var toClient, toServer svc.Outbox
	if err := c.Layout([]Monitor{fullHD}, &toServer); err != nil || toServer.Len() != 0 {
		t.Fatal("layout sent before the capabilities")
	}
	s.Start(time.Time{}, &toClient)
	if err := c.Step(toClient.Message(0), time.Time{}, &toServer); err != nil || toServer.Len() != 1 {
		t.Fatal(err, toServer.Len())
	}
	if err := s.Step(toServer.Message(0), time.Time{}, &toClient); err != nil || !reflect.DeepEqual(got, []Monitor{fullHD}) {
		t.Fatalf("%v %+v", err, got)
	}
	if s.State() != "ready" || c.State() != "ready" {
		t.Error(s.State(), c.State())
	}
	if err := s.Step([]byte{2, 0, 0, 0, 16, 0, 0, 0, 40, 0, 0, 0, 0, 0, 0, 0}, time.Time{}, nil); !errors.Is(err, ErrNoMonitor) {
		t.Error(err)
	}
	if err := s.Step([]byte{9, 0, 0, 0}, time.Time{}, nil); err != nil {
		t.Error("unknown type:", err)
	}
}

func FuzzDisp(f *testing.F) {
	f.Add(wiretest.Hex(f, layoutHex))
	f.Add(wiretest.Hex(f, "05000000 14000000 10000000 00200000 00200000"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, v := range [][2]wire.PDU{{new(Caps), new(Caps)}, {new(MonitorLayout), new(MonitorLayout)}} {
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
		}
		s := NewServer(DefaultCaps, func(l []Monitor) {
			for _, m := range l {
				if m.Width < minSide || m.Width > maxSide || m.Width&1 != 0 {
					t.Fatalf("%+v", m)
				}
			}
		})
		_ = s.Step(b, time.Time{}, new(svc.Outbox))
	})
}
