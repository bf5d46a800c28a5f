package egfx

import (
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

func TestAVC420BitmapStream(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{{
		Name: "two regions", Hex: "02000000 0000 0000 1000 2000 1000 0000 2000 2000 1A64 9600 00000001 67",
		Value: &AVC420BitmapStream{
			Regions: []AVC420Region{{Rect: Rect{0, 0, 16, 32}, QP: 26, Quality: 100}, {Rect: Rect{16, 0, 32, 32}, QP: 22, Progressive: true}},
			Data:    []byte{0, 0, 0, 1, 0x67},
		},
		New: func() wire.PDU { return new(AVC420BitmapStream) }, Open: true,
	}})
}

func TestWhoTakesAVC420(t *testing.T) {
	for _, c := range []struct {
		set  CapsSet
		want bool
	}{
		{NewCapsSet(Version8, CapsAVC420Enabled), false}, {NewCapsSet(Version81, 0), false}, {NewCapsSet(Version81, CapsAVC420Enabled), true},
		{NewCapsSet(Version81, CapsAVC420Enabled|CapsSmallCache|CapsThinClient), true},
		{NewCapsSet(Version10, 0), true}, {NewCapsSet(Version10, CapsAVCDisabled), false}, {CapsSet{Version101, make([]byte, 16)}, true},
		{NewCapsSet(Version107, CapsSmallCache), true}, {NewCapsSet(Version107, CapsAVCDisabled|CapsAVCThinClient), false},
	} {
		s := NewServer()
		if s.AVC420() {
			t.Error("before it was asked")
		}
		var out svc.Outbox
		if err := s.Step(Append(nil, &CapsAdvertise{Sets: []CapsSet{c.set}}), time.Time{}, &out); err != nil {
			t.Fatal(err)
		}
		if got := s.AVC420(); got != c.want {
			t.Errorf("version %#x, flags %#x: %v", c.set.Version, c.set.Flags(), got)
		}
	}
	for _, set := range DefaultCaps() {
		s := NewServer()
		var out svc.Outbox
		if err := s.Step(Append(nil, &CapsAdvertise{Sets: []CapsSet{set}}), time.Time{}, &out); err != nil || s.AVC420() {
			t.Errorf("our own client, which decodes none, takes it by version %#x; %v", set.Version, err)
		}
	}
}

func FuzzAVC420BitmapStream(f *testing.F) {
	f.Add(wiretest.Hex(f, "01000000 0000 0000 1000 2000 1A64 00000001 67"))
	f.Add(wiretest.Hex(f, "FFFFFFFF 00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p AVC420BitmapStream
		r := wire.NewReader(b)
		if p.ReadFrom(r); r.Err() == nil && p.Size() != len(b) {
			t.Errorf("%d of %d bytes", p.Size(), len(b))
		}
	})
}
