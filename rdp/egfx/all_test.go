package egfx

import (
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// message is a command with its header, for the quartet.
type message struct{ Command }

func (m *message) Size() int                { return HeaderSize + m.Command.Size() }
func (m *message) AppendTo(b []byte) []byte { return Append(b, m.Command) }
func (m *message) ReadFrom(r *wire.Reader)  { m.Command = Read(r) }

var vectors = map[string]struct {
	hex string
	cmd Command
}{
	"wire to surface 1": {
		"0100 0000 1D000000 0700 0A00 20 0100 0200 0300 0400 04000000 AABBCCDD",
		&WireToSurface1{7, CodecPlanar, XRGB, Rect{1, 2, 3, 4}, []byte{0xAA, 0xBB, 0xCC, 0xDD}},
	},
	"wire to surface 2": {
		"0200 0000 17000000 0700 0900 05000000 21 02000000 AABB",
		&WireToSurface2{7, CodecProgressive, 5, ARGB, []byte{0xAA, 0xBB}},
	},
	"delete encoding context": {"0300 0000 0E000000 0700 05000000", &DeleteEncodingContext{7, 5}},
	"solid fill": {
		"04 00 00 00 18 00 00 00 01 00 30 20 10 FF 01 00 00 00 00 00 80 02 90 01",
		&SolidFill{1, Color{0x30, 0x20, 0x10, 0xFF}, []Rect{{0, 0, 640, 400}}},
	},
	"surface to surface": {
		"0500 0000 1E000000 0100 0200 0000 0000 0A00 0A00 0200 0500 0600 FFFF 0700",
		&SurfaceToSurface{1, 2, Rect{0, 0, 10, 10}, []Point{{5, 6}, {-1, 7}}},
	},
	"surface to cache": {
		"0600 0000 1C000000 0100 0807060504030201 0900 0000 0000 0A00 0A00",
		&SurfaceToCache{1, 0x0102030405060708, 9, Rect{0, 0, 10, 10}},
	},
	"cache to surface":   {"0700 0000 12000000 0900 0100 0100 0500 0600", &CacheToSurface{9, 1, []Point{{5, 6}}}},
	"evict cache entry":  {"0800 0000 0A000000 0900", &EvictCacheEntry{9}},
	"create surface":     {"09 00 00 00 0F 00 00 00 01 00 80 02 90 01 21", &CreateSurface{1, 640, 400, ARGB}},
	"delete surface":     {"0A00 0000 0A000000 0100", &DeleteSurface{1}},
	"start frame":        {"0B 00 00 00 10 00 00 00 00 00 00 00 01 00 00 00", &StartFrame{0, 1}},
	"end frame":          {"0C 00 00 00 0C 00 00 00 01 00 00 00", &EndFrame{1}},
	"frame acknowledge":  {"0D00 0000 14000000 FFFFFFFF 05000000 04000000", &FrameAcknowledge{SuspendFrameAcknowledge, 5, 4}},
	"map to output":      {"0F00 0000 14000000 0100 0000 0A000000 14000000", &MapSurfaceToOutput{1, 10, 20}},
	"cache import offer": {"1000 0000 16000000 0100 0807060504030201 00100000", &CacheImportOffer{[]CacheEntry{{0x0102030405060708, 4096}}}},
	"cache import reply": {"1100 0000 0C000000 0100 0200", &CacheImportReply{[]uint16{2}}},
	"caps advertise": {
		"1200 0000 2E000000 0200 04000800 04000000 02000000 00010A00 10000000 00000000000000000000000000000000",
		&CapsAdvertise{[]CapsSet{NewCapsSet(Version8, CapsSmallCache), {Version101, make([]byte, 16)}}},
	},
	"caps confirm":  {"13 00 00 00 14 00 00 00 00 06 0A 00 04 00 00 00 20 00 00 00", &CapsConfirm{NewCapsSet(Version106, CapsAVCDisabled)}},
	"map to window": {"15 00 00 00 1A 00 00 00 01 00 01 00 00 00 00 00 00 00 80 02 00 00 90 01 00 00", &MapSurfaceToWindow{1, 1, 640, 400}},
	"qoe":           {"1600 0000 14000000 05000000 01000000 0200 0300", &QoEFrameAcknowledge{5, 1, 2, 3}},
	"map to scaled output": {
		"1700 0000 1C000000 0100 0000 0A000000 14000000 1E000000 28000000",
		&MapSurfaceToScaledOutput{1, 10, 20, 30, 40},
	},
	"map to scaled window": {
		"18 00 00 00 22 00 00 00 01 00 01 00 00 00 00 00 00 00 80 02 00 00 90 01 00 00 80 02 00 00 90 01 00 00",
		&MapSurfaceToScaledWindow{1, 1, 640, 400, 640, 400},
	},
	"reset graphics": {
		"0E 00 00 00 54 01 00 00 80 07 00 00 38 04 00 00 01 00 00 00 00 00 00 00 00 00 00 00 7F 07 00 00 37 04 00 00 01 00 00 00" + strings.Repeat("00", 300),
		&ResetGraphics{1920, 1080, []Monitor{{0, 0, 1919, 1079, 1}}},
	},
	"unknown": {"1A00 0000 0A000000 0102", &Raw{0x1A, []byte{1, 2}}},
}

func TestPDUs(t *testing.T) {
	var cases []wiretest.Case
	for name, v := range vectors {
		cases = append(cases, wiretest.Case{Name: name, Hex: v.hex, Value: &message{v.cmd}, New: func() wire.PDU { return new(message) }})
	}
	wiretest.Quartet(t, cases)
	seen := map[uint16]bool{}
	for _, v := range vectors {
		seen[v.cmd.CmdID()] = true
	}
	for id := range commands {
		if !seen[id] {
			t.Errorf("command %#x has no vector", id)
		}
	}
}

func TestBodyPrefixes(t *testing.T) {
	for name, v := range vectors {
		if _, raw := v.cmd.(*Raw); raw {
			continue
		}
		body := v.cmd.AppendTo(nil)
		for n := range body {
			b := append(appendHeader(nil, v.cmd.CmdID(), n), body[:n]...)
			r := wire.NewReader(b)
			if Read(r); r.Err() == nil {
				t.Errorf("%s: body of %d of %d bytes accepted", name, n, len(body))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, v := range vectors {
		f.Add(wiretest.Hex(f, v.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wire.NewReader(b)
		c := Read(r)
		if r.Err() != nil {
			return
		}
		enc := Append(nil, c)
		if len(enc) != HeaderSize+c.Size() {
			t.Fatalf("Size %d, encoded %d", c.Size(), len(enc)-HeaderSize)
		}
		r = wire.NewReader(enc)
		if d := Read(r); r.Err() != nil || !reflect.DeepEqual(c, d) {
			t.Fatalf("%+v became %+v, %v", c, d, r.Err())
		}
	})
}
