package egfx

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// logSink writes down what it is told.
type logSink struct{ log []string }

func (s *logSink) add(format string, a ...any) { s.log = append(s.log, fmt.Sprintf(format, a...)) }

func (s *logSink) Reset(c CapsSet) { s.add("reset %#x", c.Version) }
func (s *logSink) ResetGraphics(p *ResetGraphics) error {
	s.add("output %dx%d", p.Width, p.Height)
	return nil
}
func (s *logSink) CreateSurface(p *CreateSurface) error  { s.add("create %d", p.SurfaceID); return nil }
func (s *logSink) DeleteSurface(id uint16)               { s.add("delete %d", id) }
func (s *logSink) MapSurface(id uint16, m Mapping) error { s.add("map %d %+v", id, m); return nil }
func (s *logSink) StartFrame(p *StartFrame)              { s.add("start %d", p.FrameID) }
func (s *logSink) EndFrame(id uint32) error              { s.add("end %d", id); return nil }
func (s *logSink) WireToSurface1(p *WireToSurface1) error {
	s.add("wire1 %d %x", p.CodecID, p.Data)
	return nil
}
func (s *logSink) WireToSurface2(p *WireToSurface2) error { s.add("wire2 %x", p.Data); return nil }
func (s *logSink) DeleteEncodingContext(p *DeleteEncodingContext) {
	s.add("context %d", p.CodecContextID)
}
func (s *logSink) SolidFill(p *SolidFill) error { s.add("fill %v", p.Rects); return nil }
func (s *logSink) SurfaceToSurface(p *SurfaceToSurface) error {
	s.add("copy %v %v", p.Src, p.Dest)
	return nil
}
func (s *logSink) SurfaceToCache(p *SurfaceToCache) error { s.add("cache %d", p.CacheSlot); return nil }
func (s *logSink) CacheToSurface(p *CacheToSurface) error { s.add("uncache %v", p.Dest); return nil }
func (s *logSink) EvictCacheEntry(slot uint16)            { s.add("evict %d", slot) }

func deliver(t *testing.T, m svc.Machine, from, to *svc.Outbox) {
	t.Helper()
	for i := range from.Len() {
		if err := m.Step(from.Message(i), t0, to); err != nil {
			t.Fatal(err)
		}
	}
	from.Reset()
}

func ready(t *testing.T, versions []uint32, cfg ClientConfig) (*Server, *Client, *logSink, *svc.Outbox, *svc.Outbox) {
	t.Helper()
	sink := &logSink{}
	s, c := NewServer(), NewClient(cfg, sink)
	if versions != nil {
		s.versions = versions
	}
	toS, toC := new(svc.Outbox), new(svc.Outbox)
	c.Start(t0, toS)
	deliver(t, s, toS, toC)
	deliver(t, c, toC, toS)
	return s, c, sink, toS, toC
}

func TestServerWithClient(t *testing.T) {
	s, c, sink, toS, toC := ready(t, nil, ClientConfig{})
	if s.State() != "ready" || s.caps.Version != Version107 || !s.ScaledMaps() || s.Generation() != 1 {
		t.Fatalf("%s %+v", s.State(), s.caps)
	}
	b := s.ResetGraphics(nil, 800, 600, []Monitor{{0, 0, 799, 599, 1}})
	b, id, err := s.CreateSurface(b, 40, 30, ARGB)
	if err != nil {
		t.Fatal(err)
	}
	b = s.StartFrame(b, t0)
	b = append(s.WireToSurface1(b, id, CodecAlpha, ARGB, Rect{0, 0, 2, 1}, 3), 1, 2, 3)
	b = append(s.WireToSurface2(b, id, CodecProgressive, 9, ARGB, 1), 0xEE)
	b = append(s.WireToSurface1(b, id, CodecUncompressed, ARGB, Rect{0, 0, 1, 1}, 4), 1, 2, 3, 4)
	b = s.SolidFill(b, id, Color{XA: 255}, Rect{0, 0, 40, 30})
	b = s.SurfaceToSurface(b, id, id, Rect{0, 0, 10, 10}, Point{30, 20})
	b = s.SurfaceToCache(b, id, 1, 1, Rect{0, 0, 10, 10})
	b = s.CacheToSurface(b, 1, id, Point{0, 20})
	b = s.EvictCacheEntry(b, 1)
	b = Append(b, &DeleteEncodingContext{SurfaceID: id, CodecContextID: 9})
	b = s.MapToWindow(b, id, 77, 40, 30, 20, 15)
	b = s.MapToOutput(b, id, 3, 4)
	b = Append(b, &MapSurfaceToScaledOutput{SurfaceID: id, OutputOriginX: 3, OutputOriginY: 4, TargetWidth: 80, TargetHeight: 60})
	b, frame := s.EndFrame(b)
	s.Frames.Sent(frame, len(b), 0, t0)
	toC.AddBytes(b)
	deliver(t, c, toC, toS)
	want := []string{
		"reset 0xa0701", "output 800x600", "create 0", "start 1", "wire1 12 010203", "wire2 ee", "wire1 0 01020304",
		"fill [{0 0 40 30}]", "copy {0 0 10 10} [{30 20}]", "cache 1", "uncache [{0 20}]", "evict 1", "context 9",
		"map 0 {Kind:2 X:0 Y:0 WindowID:77 Width:40 Height:30 TargetWidth:20 TargetHeight:15}",
		"map 0 {Kind:1 X:3 Y:4 WindowID:0 Width:40 Height:30 TargetWidth:40 TargetHeight:30}",
		"map 0 {Kind:1 X:3 Y:4 WindowID:0 Width:40 Height:30 TargetWidth:80 TargetHeight:60}",
		"end 1",
	}
	if !reflect.DeepEqual(sink.log, want) {
		t.Errorf("got\n%q, want\n%q", sink.log, want)
	}
	if s.Frames.Outstanding() != 1 {
		t.Fatal("frame not counted")
	}
	deliver(t, s, toS, toC)
	if s.Frames.Outstanding() != 0 {
		t.Fatal("frame not acknowledged")
	}
}

func TestRetireWaitsForAcknowledgement(t *testing.T) {
	s, _, _, toS, toC := ready(t, nil, ClientConfig{})
	b, id, _ := s.CreateSurface(nil, 1, 1, ARGB)
	b = s.StartFrame(b[:0], t0)
	s.Retire(id)
	if got := s.AppendRetired(nil); got != nil {
		t.Fatal("deleted before the frame was sent")
	}
	b, frame := s.EndFrame(b)
	s.Frames.Sent(frame, len(b), 0, t0)
	if got := s.AppendRetired(nil); got != nil {
		t.Fatal("deleted before the acknowledgement")
	}
	toS.Add(func(b []byte) []byte { return Append(b, &FrameAcknowledge{FrameID: frame}) })
	deliver(t, s, toS, toC)
	if got := s.AppendRetired(nil); !bytes.Equal(got, Append(nil, &DeleteSurface{id})) {
		t.Fatalf("% x", got)
	}
	if got := s.AppendRetired(nil); got != nil {
		t.Fatal("deleted twice")
	}
}

func TestSecondAdvertiseStartsOver(t *testing.T) {
	s, c, sink, toS, toC := ready(t, nil, ClientConfig{})
	b, id, _ := s.CreateSurface(nil, 10, 10, XRGB)
	s.Frames.Sent(1, 1, 0, t0)
	s.Retire(id)
	toC.AddBytes(b)
	deliver(t, c, toC, toS)
	c.Start(t0, toS)
	deliver(t, s, toS, toC)
	if s.Generation() != 2 || s.Frames.Outstanding() != 0 || s.AppendRetired(nil) != nil {
		t.Fatal("old state kept")
	}
	deliver(t, c, toC, toS)
	if _, ok := c.surfaces[id]; ok || sink.log[len(sink.log)-1] != "reset 0xa0701" {
		t.Fatal("client kept the surface")
	}
	if _, again, _ := s.CreateSurface(nil, 10, 10, XRGB); again != 0 {
		t.Fatalf("first id %d", again)
	}
}

func TestVersionChoice(t *testing.T) {
	for name, c := range map[string]struct {
		client []CapsSet
		server []uint32
		want   uint32
		scaled bool
	}{
		"best of many":     {[]CapsSet{NewCapsSet(Version8, 0), NewCapsSet(Version106, 0), NewCapsSet(Version104, 0)}, nil, Version106, true},
		"no scaling":       {[]CapsSet{NewCapsSet(Version107, CapsScaledMapDisable)}, nil, Version107, false},
		"old":              {[]CapsSet{NewCapsSet(Version81, CapsAVC420Enabled)}, nil, Version81, false},
		"limited by us":    {[]CapsSet{NewCapsSet(Version8, 0), NewCapsSet(Version107, 0)}, []uint32{Version8}, Version8, false},
		"unknown versions": {[]CapsSet{NewCapsSet(0x000B0101, 0), {Version101, make([]byte, 16)}}, nil, Version101, false},
	} {
		s, cl, _, _, _ := ready(t, c.server, ClientConfig{Caps: c.client})
		if s.caps.Version != c.want || cl.caps.Version != c.want || s.ScaledMaps() != c.scaled {
			t.Errorf("%s: %#x, scaled %v", name, s.caps.Version, s.ScaledMaps())
		}
	}
	s := NewServer()
	if err := s.Step(Append(nil, &CapsAdvertise{}), t0, new(svc.Outbox)); !errors.Is(err, ErrNoVersion) {
		t.Error(err)
	}
}

func TestSuspendedClient(t *testing.T) {
	s, c, _, toS, toC := ready(t, nil, ClientConfig{NoAcks: true})
	for range 30 {
		if !s.Frames.Ready(t0) {
			t.Fatal("not ready")
		}
		b, f := s.EndFrame(s.StartFrame(nil, t0))
		s.Frames.Sent(f, len(b), 0, t0)
		toC.AddBytes(b)
		deliver(t, c, toC, toS)
		deliver(t, s, toS, toC)
	}
	if !s.Frames.suspended {
		t.Fatal("not suspended")
	}
}

func TestCacheImportOfferIsAnswered(t *testing.T) {
	s := NewServer()
	var out svc.Outbox
	if err := s.Step(Append(nil, &CacheImportOffer{Entries: []CacheEntry{{1, 2}}}), t0, &out); err != nil || !bytes.Equal(out.Message(0), Append(nil, &CacheImportReply{})) {
		t.Fatal(err)
	}
}

func TestClientRefuses(t *testing.T) {
	surface := Append(nil, &CreateSurface{1, 10, 10, XRGB})
	for name, c := range map[string]struct {
		cmd  Command
		want error
	}{
		"surface twice":    {&CreateSurface{1, 10, 10, XRGB}, ErrSurface},
		"surface empty":    {&CreateSurface{2, 0, 10, XRGB}, ErrSize},
		"surface huge":     {&CreateSurface{2, 32767, 10, XRGB}, ErrSize},
		"surface memory":   {&CreateSurface{2, 1000, 1000, XRGB}, ErrMemory},
		"surface format":   {&CreateSurface{2, 10, 10, 1}, ErrFormat},
		"delete unknown":   {&DeleteSurface{2}, ErrSurface},
		"fill outside":     {&SolidFill{1, Color{}, []Rect{{0, 0, 11, 1}}}, ErrRect},
		"fill reversed":    {&SolidFill{1, Color{}, []Rect{{5, 5, 2, 8}}}, ErrRect},
		"fill nowhere":     {&SolidFill{2, Color{}, []Rect{{0, 0, 1, 1}}}, ErrSurface},
		"copy from":        {&SurfaceToSurface{1, 1, Rect{0, 0, 1, 11}, nil}, ErrRect},
		"copy to":          {&SurfaceToSurface{1, 1, Rect{0, 0, 5, 5}, []Point{{6, 0}}}, ErrRect},
		"copy to negative": {&SurfaceToSurface{1, 1, Rect{0, 0, 5, 5}, []Point{{-1, 0}}}, ErrRect},
		"cache slot 0":     {&SurfaceToCache{1, 1, 0, Rect{0, 0, 1, 1}}, ErrCache},
		"cache empty slot": {&CacheToSurface{1, 1, nil}, ErrCache},
		"evict empty slot": {&EvictCacheEntry{1}, ErrCache},
		"short pixels":     {&WireToSurface1{1, CodecUncompressed, XRGB, Rect{0, 0, 2, 2}, make([]byte, 15)}, ErrSize},
		"bad codec":        {&WireToSurface1{1, CodecProgressive, XRGB, Rect{0, 0, 2, 2}, nil}, ErrCodec},
		"bad codec 2":      {&WireToSurface2{1, CodecPlanar, 0, XRGB, nil}, ErrCodec},
		"map too much":     {&MapSurfaceToWindow{1, 1, 11, 10}, ErrSize},
		"end without":      {&EndFrame{1}, ErrSequence},
		"reset empty":      {&ResetGraphics{0, 1, nil}, ErrSize},
		"unasked version":  {&CapsConfirm{NewCapsSet(Version102, 0)}, ErrNoVersion},
	} {
		_, cl, _, toS, _ := ready(t, nil, ClientConfig{SurfaceMem: 1000})
		if err := cl.Step(surface, t0, toS); err != nil {
			t.Fatal(err)
		}
		if err := cl.Step(Append(nil, c.cmd), t0, toS); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cl := NewClient(ClientConfig{}, &logSink{})
	if err := cl.Step(surface, t0, nil); !errors.Is(err, ErrSequence) {
		t.Error("drawing before capabilities:", err)
	}
}

func FuzzClientStep(f *testing.F) {
	var all []byte
	for _, v := range vectors {
		all = Append(all, v.cmd)
	}
	f.Add(all)
	f.Fuzz(func(t *testing.T, b []byte) {
		c := NewClient(ClientConfig{SurfaceMem: 1 << 20}, &logSink{})
		var out svc.Outbox
		_ = c.Step(Append(nil, &CapsConfirm{NewCapsSet(Version107, CapsAVCDisabled)}), time.Time{}, &out)
		_ = c.Step(b, time.Time{}, &out)
		if c.surfaceMem > 1<<20 || c.cacheMem > 100<<20 || c.surfaceMem < 0 || c.cacheMem < 0 {
			t.Fatal(c.surfaceMem, c.cacheMem)
		}
		_ = NewServer().Step(b, time.Time{}, &out)
	})
}

var _ wire.PDU = Command(nil)
