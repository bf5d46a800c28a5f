package bcgr

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"math/rand"
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/mcs"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

func fresh[T any, P interface {
	*T
	wire.PDU
}]() wire.PDU {
	return P(new(T))
}

func shape(c UpdateCode) func() wire.PDU {
	return func() wire.PDU { return &PointerShape{Code: c} }
}

func TestPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "LicenseError", Hex: "license.hex", Value: &LicenseError{StatusValidClient, StateNoTransition}, New: fresh[LicenseError]},
		{Name: "Synchronize", Hex: "01 00 EA 03", Value: &Synchronize{1002}, New: fresh[Synchronize]},
		{Name: "Control", Hex: "02 00 EF 03 EA 03 00 00", Value: &Control{ControlGranted, 1007, 1002}, New: fresh[Control]},
		{Name: "FontList", Hex: "00 00 00 00 03 00 32 00", Value: &FontList{}, New: fresh[FontList]},
		{Name: "FontMap", Hex: "00 00 00 00 03 00 04 00", Value: &FontMap{}, New: fresh[FontMap], Open: true},
		{Name: "SetErrorInfo", Hex: "0A 00 00 00", Value: &SetErrorInfo{ErrFreshCredentialsRequired}, New: fresh[SetErrorInfo]},
		{Name: "DeactivateAll", Hex: "EA 03 01 00 01 00 00", Value: &DeactivateAll{0x000103EA}, New: fresh[DeactivateAll], Open: true},
		{Name: "SuppressOutput no", Hex: "00 00 00 00", Value: &SuppressOutput{}, New: fresh[SuppressOutput]},
		{Name: "SuppressOutput yes", Hex: "01 00 00 00 00 00 01 00 1F 03 57 02", Value: &SuppressOutput{true, Rect{0, 1, 799, 599}}, New: fresh[SuppressOutput]},
		{Name: "RefreshRect", Hex: "01 00 00 00 01 00 02 00 03 00 04 00", Value: &RefreshRect{[]Rect{{1, 2, 3, 4}}}, New: fresh[RefreshRect]},
		{Name: "SetKeyboardIndicators", Hex: "00 00 06 00", Value: &SetKeyboardIndicators{LockNum | LockCaps}, New: fresh[SetKeyboardIndicators]},
		{Name: "PlaySound", Hex: "64 00 00 00 B8 01 00 00", Value: &PlaySound{100, 440}, New: fresh[PlaySound]},
		{Name: "MonitorLayout", Hex: "01 00 00 00 00 00 00 00 00 00 00 00 7F 07 00 00 37 04 00 00 01 00 00 00",
			Value: &MonitorLayout{[]mcs.Monitor{{Right: 1919, Bottom: 1079, Flags: mcs.MonitorPrimary}}}, New: fresh[MonitorLayout]},
		{Name: "FrameAcknowledge", Hex: "07 00 00 00", Value: &FrameAcknowledge{7}, New: fresh[FrameAcknowledge]},
		{Name: "SaveSessionInfo plain", Hex: "02 00 00 00" + strings.Repeat("00", 576), Value: &SaveSessionInfo{InfoType: InfoPlainNotify}, New: fresh[SaveSessionInfo]},
		{Name: "SaveSessionInfo cookie", Open: true, New: fresh[SaveSessionInfo],
			Hex: `03 00 00 00  26 00  01 00 00 00  1C 00 00 00  1C 00 00 00  01 00 00 00  02 00 00 00
				A8 02 E7 25 E2 4C 82 B7 52 A5 53 50 34 98 A1 A8` + strings.Repeat("00", 570),
			Value: &SaveSessionInfo{InfoType: InfoExtended, Cookie: &ServerCookie{2, [16]byte{0xA8, 0x02, 0xE7, 0x25,
				0xE2, 0x4C, 0x82, 0xB7, 0x52, 0xA5, 0x53, 0x50, 0x34, 0x98, 0xA1, 0xA8}}}},

		{Name: "RTT request", Hex: "06 00 05 00 01 00", Value: &AutoDetectRequest{Sequence: 5, Kind: RTTContinuous}, New: fresh[AutoDetectRequest]},
		{Name: "NetChar", Hex: "12 00 05 00 C0 08 0A 00 00 00 E8 03 00 00 0B 00 00 00", Value: &AutoDetectRequest{Sequence: 5, Kind: NetCharAll, BaseRTT: 10, Rate: 1000, AvgRTT: 11}, New: fresh[AutoDetectRequest]},
		{Name: "Bandwidth stop", Hex: "08 00 05 00 2B 00 02 00 AA BB", Value: &AutoDetectRequest{Sequence: 5, Kind: BandwidthStopConnect, Payload: []byte{0xAA, 0xBB}}, New: fresh[AutoDetectRequest]},
		{Name: "RTT response", Hex: "06 01 05 00 00 00", Value: &AutoDetectResponse{Sequence: 5}, New: fresh[AutoDetectResponse]},
		{Name: "Bandwidth result", Hex: "0E 01 05 00 0B 00 64 00 00 00 00 10 00 00", Value: &AutoDetectResponse{5, BandwidthResultContinue, 100, 4096}, New: fresh[AutoDetectResponse]},
		{Name: "Heartbeat", Hex: "00 05 02 04", Value: &Heartbeat{5, 2, 4}, New: fresh[Heartbeat]},

		{Name: "BitmapUpdate", Hex: "01 00 01 00  0A 00 14 00 0B 00 14 00  04 00 01 00 10 00 01 04 03 00  11 22 33",
			Value: &BitmapUpdate{[]BitmapData{{Rect{10, 20, 11, 20}, 4, 1, 16, BitmapCompression | BitmapNoCompressionHdr, []byte{0x11, 0x22, 0x33}}}}, New: fresh[BitmapUpdate]},
		{Name: "BitmapUpdate with header", Hex: "01 00 01 00  0A 00 14 00 0B 00 14 00  04 00 01 00 10 00 01 00 0B 00  00 00 03 00 08 00 08 00  11 22 33",
			Value: &BitmapUpdate{[]BitmapData{{Rect{10, 20, 11, 20}, 4, 1, 16, BitmapCompression, []byte{0x11, 0x22, 0x33}}}}, New: fresh[BitmapUpdate]},
		{Name: "SurfaceBits", Hex: "06 00 00 00 00 00 02 00 01 00 20 00 00 03 02 00 01 00 02 00 00 00 AA BB",
			Value: &SurfaceBits{Stream: true, Right: 2, Bottom: 1, BitsPerPixel: 32, CodecID: 3, Width: 2, Height: 1, Data: []byte{0xAA, 0xBB}}, New: fresh[SurfaceBits]},
		{Name: "FrameMarker", Hex: "04 00 01 00 09 00 00 00", Value: &FrameMarker{true, 9}, New: fresh[FrameMarker]},
		{Name: "PointerColor", Hex: "01 00 02 00 03 00 01 00 01 00 02 00 04 00 A0 A1 A2 A3 B0 B1",
			Value: &PointerShape{UpdatePointerColor, 24, 1, 2, 3, 1, 1, []byte{0xA0, 0xA1, 0xA2, 0xA3}, []byte{0xB0, 0xB1}}, New: shape(UpdatePointerColor)},
		{Name: "PointerNew", Hex: "20 00 01 00 02 00 03 00 01 00 01 00 02 00 04 00 A0 A1 A2 A3 B0 B1",
			Value: &PointerShape{UpdatePointerNew, 32, 1, 2, 3, 1, 1, []byte{0xA0, 0xA1, 0xA2, 0xA3}, []byte{0xB0, 0xB1}}, New: shape(UpdatePointerNew)},
		{Name: "PointerLarge", Hex: "20 00 01 00 02 00 03 00 01 00 01 00 02 00 00 00 04 00 00 00 A0 A1 A2 A3 B0 B1",
			Value: &PointerShape{UpdatePointerLarge, 32, 1, 2, 3, 1, 1, []byte{0xA0, 0xA1, 0xA2, 0xA3}, []byte{0xB0, 0xB1}}, New: shape(UpdatePointerLarge)},
		{Name: "CachedPointer", Hex: "03 00", Value: &CachedPointer{3}, New: fresh[CachedPointer]},
		{Name: "PointerPosition", Hex: "03 00 04 00", Value: &PointerPosition{3, 4}, New: fresh[PointerPosition]},
		{Name: "InputPDU", New: fresh[InputPDU],
			Hex: `05 00 00 00
				00 00 00 00 00 00 00 00 06 00 00 00
				01 00 00 00 04 00 00 81 1D 00 00 00
				00 00 00 00 05 00 00 00 E9 00 00 00
				00 00 00 00 01 80 00 08 AB 02 6F 01
				00 00 00 00 04 80 00 08 FF FF 01 00`,
			Value: &InputPDU{[]InputEvent{{Kind: InputSync, Flags: LockNum | LockCaps},
				{Kind: InputScancode, Flags: KeyRelease | KeyExtended, Code: 0x1D, Time: 1}, {Kind: InputUnicode, Code: 'é'},
				{Kind: InputMouse, Flags: PointerMove, X: 683, Y: 367}, {Kind: InputRelative, Flags: PointerMove, X: -1, Y: 1}}}},
	})
}

func TestWholeDataPDU(t *testing.T) {
	send := func(p DataPDU) []byte {
		b := mcs.AppendSendDataIndication(nil, mcs.ServerUser, mcs.IOChannel, DataLen(p))
		return AppendData(b, 0x000103EA, mcs.ServerUser, p)
	}
	for hex, p := range map[string]DataPDU{
		"03 00 00 24 02 F0 80 68 00 01 03 EB 70 16 16 00 17 00 EA 03 EA 03 01 00 00 01 08 00 1F 00 00 00 01 00 EA 03":             &Synchronize{1002},
		"03 00 00 28 02 F0 80 68 00 01 03 EB 70 1A 1A 00 17 00 EA 03 EA 03 01 00 00 01 0C 00 28 00 00 00 00 00 00 00 03 00 04 00": &FontMap{},
	} {
		want := wiretest.Hex(t, hex)
		if got := send(p); !bytes.Equal(got, want) {
			t.Errorf("%T: % x", p, got)
		}
		q, err := mcs.DecodeFrame(want)
		if err != nil {
			t.Fatal(err)
		}
		kind, source, body := ReadShare(wire.NewReader(q.(*mcs.SendDataIndication).Data))
		id, dt := ReadShareData(body)
		d := NewDataPDU(dt)
		d.ReadFrom(body)
		if kind != ShareData || source != 1002 || id != 0x000103EA || !reflect.DeepEqual(d, p) || body.Err() != nil {
			t.Errorf("%v %v %#x %+v %v", kind, source, id, d, body.Err())
		}
	}
}

func TestDataTypesAgree(t *testing.T) {
	for i := range 256 {
		if p := NewDataPDU(DataType(i)); p != nil && p.Type() != DataType(i) {
			t.Errorf("%T has type %#x, made for %#x", p, p.Type(), i)
		}
		if c := newCapability(CapabilityType(i)); c.Type() != CapabilityType(i) {
			t.Errorf("%T has type %#x, made for %#x", c, c.Type(), i)
		}
	}
}

func TestCompressedIsRefused(t *testing.T) {
	b := AppendShareData(nil, 1, 1002, DataInput, 0)
	b[ShareControlSize+9] = 0x21
	_, _, body := ReadShare(wire.NewReader(b))
	if ReadShareData(body); !errors.Is(body.Err(), wire.ErrUnsupported) {
		t.Error(body.Err())
	}
	r := wire.NewReader([]byte{0, 0x80, 1, 2, 3})
	if k, _, _ := ReadShare(r); k != ShareFlow || r.Err() != nil {
		t.Error(k, r.Err())
	}
}

func TestClientInfoOfTheSpecification(t *testing.T) {
	var p ClientInfo
	in := wiretest.File(t, "client_info.hex")
	r := wire.NewReader(in)
	p.ReadFrom(r)
	if r.Err() != nil || p.Domain != "NTDEV" || p.User != "eltons" || p.Password != "" || p.Address != "157.59.242.156" ||
		p.CodePage != 0x04090409 || p.TimeZone.StandardName != "Pacific Standard Time" || p.TimeZone.Bias != 480 ||
		p.Reconnect != nil {
		t.Errorf("%v: %v, %+v %+v", r.Err(), p, p.TimeZone, p.Reconnect)
	}
	for n := range in {
		var p ClientInfo
		r := wire.NewReader(in[:n])
		if p.ReadFrom(r); n < 18 && r.Err() == nil {
			t.Errorf("prefix of %d bytes accepted", n)
		}
	}
}

func fullInfo() *ClientInfo {
	return &ClientInfo{CodePage: 0x407, Flags: InfoUnicode | InfoAutoLogon | InfoRAIL, Domain: "D", User: "jürgen", Password: "geheim😀",
		Shell: "||xterm", WorkDir: "/", Family: FamilyINET, Address: "10.0.0.1", ClientDir: `C:\`,
		TimeZone:         TimeZone{Bias: -60, StandardName: "CET", StandardDate: SystemTime{Month: 10, Day: 5, Hour: 3}, DaylightName: "CEST", DaylightBias: -60},
		PerformanceFlags: 0x80, Reconnect: &ReconnectCookie{LogonID: 7, Verifier: [16]byte{1}}, TimeZoneKey: "W. Europe Standard Time", NoDynamicDST: true}
}

func TestClientInfoRoundTripAndSecrecy(t *testing.T) {
	p := fullInfo()
	b := p.AppendTo(nil)
	var q ClientInfo
	r := wire.NewReader(b)
	q.ReadFrom(r)
	if r.Err() != nil || r.Len() != 0 || !reflect.DeepEqual(p, &q) || p.Size() != len(b) {
		t.Errorf("%v %v %v", q, r.Err(), q.Password == p.Password)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "info", *p, "ptr", p)
	for _, f := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
		fmt.Fprintf(&log, f+f, p, *p)
	}
	if s := log.String(); strings.Contains(s, "geheim") || strings.Contains(s, "67656865") || !strings.Contains(s, "jürgen") {
		t.Error(s)
	}
	// The ANSI kind, without anything optional.
	r = wire.NewReader(wiretest.Hex(t, "00 00 00 00 03 00 00 00 00 00 02 00 01 00 00 00 00 00 00 61 62 00 63 00 00 00"))
	q.ReadFrom(r)
	if r.Err() != nil || q.User != "ab" || q.Password != "c" {
		t.Error(q, r.Err())
	}
}

func TestActiveOfTheSpecification(t *testing.T) {
	in := wiretest.File(t, "demand_active.hex")
	kind, _, body := ReadShare(wire.NewReader(in))
	var d DemandActive
	d.ReadFrom(body)
	if kind != ShareDemandActive || body.Err() != nil || body.Len() != 0 || d.ShareID != 0x000103EA || len(d.Capabilities) != 13 {
		t.Errorf("%v %+v %v", kind, d, body.Err())
	}
	if b := Find[*Bitmap](d.Capabilities); b == nil || b.Width != 1280 || b.Height != 1024 || b.BitsPerPixel != 24 {
		t.Errorf("%+v", b)
	}
	in = wiretest.File(t, "confirm_active.hex")
	kind, _, body = ReadShare(wire.NewReader(in))
	var c ConfirmActive
	c.ReadFrom(body)
	if kind != ShareConfirmActive || body.Err() != nil || c.Source != "MSTSC\x00" || len(c.Capabilities) != 18 {
		t.Errorf("%v %+v %v", kind, c, body.Err())
	}
	in2 := Find[*Input](c.Capabilities)
	if g := Find[*General](c.Capabilities); g == nil || g.OSMajor != 1 || in2 == nil || in2.KeyboardLayout != 0x409 || Find[*FrameAcks](c.Capabilities) != nil {
		t.Errorf("%+v %+v", g, in2)
	}
}

func allCapabilities() Capabilities {
	return Capabilities{
		&General{4, 7, FastPathOutput | NoBitmapCompressionHdr, true, true},
		&Bitmap{32, 1920, 1080, true, DrawSkipAlpha},
		&Order{Flags: OrderNegotiate, Support: [32]byte{31: 1}, TextFlags: 0x6A1, ExFlags: OrderExFrameMarker, DesktopSave: 230400, ANSICode: 9},
		&Pointer{true, 25, 25}, &Share{1002}, &Sound{SoundBeeps},
		&Input{InputFlagScancodes | InputFlagFastPath2, 0x407, 4, 0, 12, "ime"}, &Font{1},
		&VirtualChannel{0, 1600}, &RemotePrograms{RAILSupported | RAILHandshakeEx}, &WindowList{WindowSupportedEx, 3, 12},
		&DesktopComposition{0}, &MultiFragment{0x3F0000}, &LargePointer{LargePointer96 | LargePointer384},
		&SurfaceCommands{SurfaceSetBits | SurfaceFrameMarker},
		&BitmapCodecs{[]Codec{{CodecRemoteFX, 3, RFXClientProperties(0, []RFXCapability{{RFXImageMode, EntropyRLGR3}})}, {CodecNSCodec, 1, []byte{1, 1, 3}}}},
		&FrameAcks{2}, &RawCapability{CapGlyphCache, []byte{1, 2, 3}},
	}
}

func TestActiveRoundTrip(t *testing.T) {
	want := &ConfirmActive{0x000103EA, 1002, "oriel\x00", allCapabilities()}
	b := want.AppendTo(nil)
	got := new(ConfirmActive)
	r := wire.NewReader(b)
	got.ReadFrom(r)
	if r.Err() != nil || r.Len() != 0 || !reflect.DeepEqual(got, want) || len(b) != want.Size() {
		t.Errorf("%+v %v", got, r.Err())
	}
	for n := range b {
		r := wire.NewReader(b[:n])
		if new(ConfirmActive).ReadFrom(r); r.Err() == nil {
			t.Errorf("prefix of %d bytes accepted", n)
		}
	}
	d := &DemandActive{1, "RDP\x00", allCapabilities(), 0}
	e := new(DemandActive)
	r = wire.NewReader(d.AppendTo(nil))
	if e.ReadFrom(r); !reflect.DeepEqual(d, e) || d.Size() != r.Off() {
		t.Errorf("%+v %v", e, r.Err())
	}
	rfx := Find[*BitmapCodecs](got.Capabilities).Find(CodecRemoteFX)
	if caps, err := ReadRFXClientProperties(rfx.Properties); err != nil || len(rfx.Properties) != 49-8 || len(caps) != 1 || caps[0].Entropy != EntropyRLGR3 {
		t.Errorf("%v %v, %d bytes", caps, err, len(rfx.Properties))
	}
}

func TestShortSets(t *testing.T) {
	for name, c := range map[string]struct {
		hex  string
		want Capability
	}{
		"pointer of 8":          {"08 00 08 00 01 00 14 00", &Pointer{true, 20, 0}},
		"virtual channel of 8":  {"14 00 08 00 01 00 00 00", &VirtualChannel{1, 0}},
		"bitmap with a tail":    {"02 00 1E 00 18 00 01 00 01 00 01 00 00 05 00 04 00 00 01 00 01 00 00 00 01 00 00 00 00 00", &Bitmap{24, 1280, 1024, true, 0}},
		"window list, levels":   {"18 00 08 00 02 00 00 00", &WindowList{2, 0, 0}},
		"general without flags": {"01 00 10 00 01 00 03 00 00 02 00 00 00 00 1D 04", &General{1, 3, 0x41D, false, false}},
	} {
		cs := readCapabilities(wire.NewReader(wiretest.Hex(t, c.hex)), 1)
		if len(cs) != 1 || !reflect.DeepEqual(cs[0], c.want) {
			t.Errorf("%s: %+v", name, cs)
		}
	}
	r := wire.NewReader(wiretest.Hex(t, "08 00 03 00"))
	if readCapabilities(r, 1); !errors.Is(r.Err(), wire.ErrRange) {
		t.Error(r.Err())
	}
}

func TestFastPathVectors(t *testing.T) {
	orders := wiretest.Hex(t, "01 00 2E 07 00 0A 00 00 04")
	if got := AppendFastPathUpdate(nil, UpdateOrders, orders); !bytes.Equal(got, wiretest.Hex(t, "00 0E 00 09 00 01 00 2E 07 00 0A 00 00 04")) {
		t.Errorf("% x", got)
	}
	if got := AppendFastPathUpdate(nil, UpdatePointerHidden, nil); !bytes.Equal(got, wiretest.Hex(t, "00 05 05 00 00")) {
		t.Errorf("% x", got)
	}
}

func TestFastPathFragments(t *testing.T) {
	rng := rand.New(rand.NewSource(1))
	for _, n := range []int{0, 1, maxShortFastPath, maxShortFastPath + 1, MaxFragment - 1, MaxFragment, MaxFragment + 1, 2 * MaxFragment, 100000} {
		payload := make([]byte, n)
		rng.Read(payload)
		b := AppendFastPathUpdate(nil, UpdateSurfaceCommands, payload)
		u, got := UpdateReader{Max: 1 << 20}, 0
		for _, f := range frames(t, b) {
			if err := u.Read(f, func(c UpdateCode, p []byte) error {
				if got++; c != UpdateSurfaceCommands || !bytes.Equal(p, payload) {
					t.Errorf("%d bytes: update %v of %d", n, c, len(p))
				}
				return nil
			}); err != nil {
				t.Error(err)
			}
		}
		if got != 1 {
			t.Errorf("%d bytes: %d updates", n, got)
		}
	}
}

// frames cuts a stream of fast-path PDUs.
func frames(t *testing.T, b []byte) (fs [][]byte) {
	for len(b) > 0 {
		n := int(b[1])
		if n&0x80 != 0 {
			n = n&0x7F<<8 | int(b[2])
		}
		if n > MaxFastPath {
			t.Fatalf("PDU of %d bytes", n)
		}
		fs, b = append(fs, b[:n]), b[n:]
	}
	return fs
}

func TestUpdateReaderRefuses(t *testing.T) {
	one := func(f Fragment, n int) []byte {
		return append(AppendFastPathHeader(nil, UpdateBitmap, f, n), make([]byte, n)...)
	}
	nop := func(UpdateCode, []byte) error { return nil }
	var u UpdateReader
	if err := u.Read(one(FragmentNext, 1), nop); !errors.Is(err, ErrFragment) {
		t.Error("next without first:", err)
	}
	if err := u.Read(one(FragmentFirst, MaxFragment), nop); err != nil {
		t.Error(err)
	}
	if err := u.Read(one(FragmentLast, 1), nop); !errors.Is(err, ErrFragment) {
		t.Error("above the cap:", err)
	}
	if err := u.Read([]byte{0xC0, 5, 5, 0, 0}, nop); !errors.Is(err, wire.ErrUnsupported) {
		t.Error("encrypted:", err)
	}
	if err := u.Read([]byte{0, 5, 0x80, 0, 0}, nop); !errors.Is(err, wire.ErrUnsupported) {
		t.Error("compressed:", err)
	}
}

func TestSlowPathIsTheSame(t *testing.T) {
	for c, payload := range map[UpdateCode][]byte{
		UpdateOrders: {1, 0, 0x2E, 7}, UpdateBitmap: {1, 0, 0, 0}, UpdatePalette: {2, 0, 0, 0}, UpdateSynchronize: nil,
		UpdatePointerHidden: nil, UpdatePointerDefault: nil, UpdatePointerPosition: {1, 0, 2, 0}, UpdatePointerColor: make([]byte, 14),
		UpdatePointerCached: {4, 0}, UpdatePointerNew: make([]byte, 16), UpdatePointerLarge: make([]byte, 20),
	} {
		body, dt, ok := SlowPathUpdate(nil, c, payload)
		r := wire.NewReader(body)
		got, p := ReadSlowPathUpdate(dt, r)
		if !ok || got != c || !bytes.Equal(p, payload) || r.Err() != nil {
			t.Errorf("%v: %v % x, %v", c, got, p, r.Err())
		}
	}
	if _, _, ok := SlowPathUpdate(nil, UpdateSurfaceCommands, nil); ok {
		t.Error("surface commands have no slow-path form")
	}
}

func TestSurfaceCommandStream(t *testing.T) {
	want := []SurfaceCommand{&FrameMarker{false, 1}, &SurfaceBits{Right: 1, Bottom: 1, BitsPerPixel: 32, Width: 1, Height: 1, Data: []byte{1, 2, 3, 4}}, &FrameMarker{true, 1}}
	var b []byte
	for _, c := range want {
		b = c.AppendTo(b)
	}
	var got []SurfaceCommand
	err := ReadSurfaceCommands(b, func(c SurfaceCommand) error { got = append(got, c); return nil })
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v %v", got, err)
	}
	if err := ReadSurfaceCommands([]byte{9, 0}, nil); !errors.Is(err, wire.ErrType) {
		t.Error(err)
	}
}

func someInput(n int) (es []InputEvent) {
	for i := range n {
		es = append(es, []InputEvent{
			{Kind: InputSync, Flags: LockCaps}, {Kind: InputScancode, Flags: KeyRelease | KeyExtended, Code: 0x1D},
			{Kind: InputScancode, Flags: KeyExtended1, Code: 0x45}, {Kind: InputUnicode, Flags: KeyRelease, Code: 0x20AC},
			{Kind: InputMouse, Flags: PointerWheel | 0x188, X: 65535}, {Kind: InputMouseX, Flags: PointerXDown | PointerXButton2, Y: 9},
			{Kind: InputRelative, Flags: PointerMove, X: -5, Y: 7}, {Kind: InputQoE, Time: 77}}[i%8])
	}
	return es
}

func TestFastPathInput(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 255} {
		want := someInput(n)
		b := AppendFastPathInput(nil, want)
		got, err := AppendFastPathEvents(nil, b)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%d events: %v, %v", n, got, err)
		}
		for i := range b {
			if _, err := AppendFastPathEvents(nil, b[:i]); !errors.Is(err, wire.ErrShort) {
				t.Fatalf("prefix of %d bytes: %v", i, err)
			}
		}
	}
	// The events of [MS-RDPBCGR] 4.7, in the clear.
	got, err := AppendFastPathEvents(nil, wiretest.Hex(t, "04 09 20 00 08 AB 02 6F 01"))
	if err != nil || len(got) != 1 || got[0] != (InputEvent{Kind: InputMouse, Flags: PointerMove, X: 683, Y: 367}) {
		t.Error(got, err)
	}
	if _, err := AppendFastPathEvents(nil, []byte{4, 3, 0xE0}); !errors.Is(err, wire.ErrType) {
		t.Error("unknown event:", err)
	}
}

func TestWheel(t *testing.T) {
	for flags, want := range map[uint16]int{PointerWheel | 120: 120, PointerWheel | 0x188: -120, PointerHWheel | 0x1FF: -1, PointerWheel: 0} {
		if got := (InputEvent{Kind: InputMouse, Flags: flags}).Wheel(); got != want {
			t.Errorf("%#x: %d, want %d", flags, got, want)
		}
	}
}

func TestInputDoesNotShowKeys(t *testing.T) {
	e := InputEvent{Kind: InputScancode, Code: 0x1E, Flags: KeyRelease}
	if s := fmt.Sprintf("%v %+v", e, e); strings.Contains(s, "30") || strings.Contains(s, "1e") || !strings.Contains(s, "scancode") {
		t.Error(s)
	}
}

func TestErrorInfo(t *testing.T) {
	err := fmt.Errorf("channel 1024: %w", ErrBadChannelID)
	var e ErrorInfo
	if !errors.As(err, &e) || e != 0x10EF || ErrorInfo(0x9999).Error() != "error info 0x9999" {
		t.Error(err)
	}
}

func TestServerMaySend(t *testing.T) {
	if CapSound.ServerMaySend() || !CapFrameAcknowledge.ServerMaySend() || CapabilityType(0x99).ServerMaySend() {
		t.Error("the list of sets is wrong")
	}
}

func TestSaveSessionInfoOfTheSpecification(t *testing.T) {
	_, _, body := ReadShare(wire.NewReader(wiretest.File(t, "save_session_info_v2.hex")))
	_, dt := ReadShareData(body)
	var p SaveSessionInfo
	p.ReadFrom(body)
	if dt != DataSaveSessionInfo || p.InfoType != InfoLogonV2 || p.Cookie != nil || body.Err() != nil || !bytes.Contains(p.Raw, wire.AppendUTF16(nil, "eltons")) {
		t.Errorf("%v %+v %v", dt, p, body.Err())
	}
}
