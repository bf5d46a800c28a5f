package rail

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// envelope is a message with its header, for the quartet.
type envelope struct{ Message }

func (e *envelope) Size() int                { return headerSize + e.Message.Size() }
func (e *envelope) AppendTo(b []byte) []byte { return Append(b, e.Message) }
func (e *envelope) ReadFrom(r *wire.Reader)  { e.Message = Read(r) }

var messageVectors = map[string]struct {
	hex string
	m   Message
}{
	"exec": {
		"0100 1C00 0800 0800 0200 0600 7C007C0061006200 7E00 2D0061006200",
		&Exec{8, "||ab", "~", "-ab"},
	},
	"activate":          {"0200 0900 04030201 01", &Activate{0x01020304, true}},
	"drag full windows": {"0300 0900 25000000 01", &SysParam{Param: SPIDragFullWindows, Value: 1}},
	"work area":         {"0300 1000 2F000000 80FF 0000 8007 1004", &SysParam{Param: SPIWorkArea, Rect: Rect{-128, 0, 1920, 1040}}},
	"caret width":       {"0300 0C00 07200000 02000000", &SysParam{Param: SPICaretWidth, Value: 2}},
	"high contrast":     {"0300 1400 43000000 7E000000 04000000 0200 4100", &SysParam{Param: SPIHighContrast, Value: 0x7E, Scheme: "A"}},
	"filter keys":       {"0300 1C00 33000000 01000000 02000000 03000000 04000000 05000000", &SysParam{Param: SPIFilterKeys, FilterKeys: &FilterKeys{1, 2, 3, 4, 5}}},
	"sys command":       {"0400 0A00 04030201 60F0", &SysCommand{0x01020304, CommandClose}},
	"handshake":         {"05 00 08 00 71 17 00 00", &Handshake{0x1771}},
	"notify event":      {"0600 1000 01000000 02000000 05020000", &NotifyEvent{1, 2, 0x205}},
	"window move":       {"0800 1000 01000000 F8FF 0500 6400 6900", &WindowMove{1, Rect{-8, 5, 100, 105}}},
	"local move size":   {"0900 1000 01000000 0100 0900 0A00 1400", &LocalMoveSize{1, 1, MoveSizeMove, 10, 20}},
	"min max info":      {"0A00 1800 01000000 0100 0200 0300 0400 0500 0600 0700 0800", &MinMaxInfo{1, 1, 2, 3, 4, 5, 6, 7, 8}},
	"client status":     {"0B00 0800 D5020000", &ClientStatus{0x2D5}},
	"sys menu":          {"0C00 0C00 01000000 FFFF 0500", &SysMenu{1, -1, 5}},
	"lang bar info":     {"0D00 0800 08000000", &LangBarInfo{8}},
	"get appid":         {"0E00 0800 01000000", &GetAppIDReq{1}},
	"appid":             {"0F00 1002 01000000 61006200" + strings.Repeat("00", 516), &GetAppIDResp{1, "ab"}},
	"taskbar info":      {"1000 1000 01000000 02000000 03000000", &TaskbarInfo{1, 2, 3}},
	"language ime info": {
		"1100 2E00 02000000 0904" + strings.Repeat("01", 16) + strings.Repeat("02", 16) + "09040000",
		&LanguageImeInfo{2, 0x409, [16]byte{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, [16]byte{2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2}, 0x409},
	},
	"compartment info": {"1200 1400 01000000 02000000 03000000 04000000", &CompartmentInfo{1, 2, 3, 4}},
	"handshake ex":     {"13 00 0C 00 00 00 00 00 03 00 00 00", &HandshakeEx{0, HandshakeHiDef | HandshakeExtendedSPI}},
	"z-order sync":     {"1400 0800 FEFFFFFF", &ZOrderSync{MarkerID}},
	"cloak":            {"1500 0900 01000000 01", &Cloak{1, true}},
	"power display":    {"1600 0800 01000000", &PowerDisplayRequest{1}},
	"snap arrange":     {"1700 1000 01000000 0000 0000 C003 1004", &SnapArrange{1, Rect{0, 0, 960, 1040}}},
	"appid ex": {
		"1800 1C04 01000000 6100" + strings.Repeat("00", 518) + "07000000 6200" + strings.Repeat("00", 518),
		&GetAppIDRespEx{1, "a", 7, "b"},
	},
	"text scale":  {"1900 0800 64000000", &TextScaleInfo{100}},
	"caret blink": {"1A00 0800 12020000", &CaretBlinkInfo{530}},
	"exec result": {
		"80 00 1E 00 00 00 00 00 00 00 00 00 00 00 0E 00 7C 00 7C 00 78 00 74 00 65 00 72 00 6D 00",
		&ExecResult{ExeOrFile: "||xterm"},
	},
}

func TestMessages(t *testing.T) {
	var cases []wiretest.Case
	seen := map[uint16]bool{}
	for name, v := range messageVectors {
		seen[v.m.Type()] = true
		cases = append(cases, wiretest.Case{Name: name, Hex: v.hex, Value: &envelope{v.m}, New: func() wire.PDU { return new(envelope) }})
	}
	wiretest.Quartet(t, cases)
	for typ := range messages {
		if !seen[typ] {
			t.Errorf("message %#x has no vector", typ)
		}
	}
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "unknown parameter", Hex: "0300 0A00 02F00000 0102", Value: &envelope{&SysParam{Param: 0xF002, Data: []byte{1, 2}}}, New: func() wire.PDU { return new(envelope) }},
		{Name: "unknown", Hex: "9900 0600 0102", Value: &envelope{&Raw{0x99, []byte{1, 2}}}, New: func() wire.PDU { return new(envelope) }},
	})
}

// fileExplorer is the capture of [MS-RDPERP] 4.1.1.1, and its meaning.
const fileExplorerHex = `
	2e 8100 9edf0819 58011200 # header, size, flags, window
	00000000 0000cf14 00010000 05 # owner, styles, show state
	1a00 460069006c00650020004500780070006c006f00720065007200 # title
	1b010000 34010000 # client offset
	07000000 07000000 00000000 07000000 # margins
	8d000000 9a000000 8e000000 9a000000 # offset, delta
	e6050000 42030000 # size
	0100 0000 0000 e605 4203 # window rects
	8d000000 9a000000 0100 0000 0000 e605 4203 # visible offset, rects
	00 # enforce server z-order
`

var orderVectors = map[string]struct {
	hex string
	o   Order
}{
	"window": {fileExplorerHex, &Window{
		Fields: 0x1908df9e, ID: 0x120158, Style: 0x14cf0000, ExtendedStyle: 0x100, ShowState: Show, Title: "File Explorer",
		ClientOffsetX: 283, ClientOffsetY: 308, MarginLeft: 7, MarginRight: 7, MarginBottom: 7,
		OffsetX: 141, OffsetY: 154, ClientDeltaX: 142, ClientDeltaY: 154, Width: 1510, Height: 834,
		WindowRects: []Rect{{0, 0, 1510, 834}}, VisibleOffsetX: 141, VisibleOffsetY: 154, VisibilityRects: []Rect{{0, 0, 1510, 834}},
	}},
	"other window fields": {"2e 2100 4100E701 01000000 80020000 90010000 01 09000000 0400 68006900 01 01 02", &Window{
		Fields: OrderWindow | FieldClientAreaSize | FieldRPContent | FieldRootParent | FieldOverlayDescription |
			FieldTaskbarButton | FieldAppBarState | FieldAppBarEdge | FieldIconOverlayNull,
		ID: 1, ClientAreaWidth: 640, ClientAreaHeight: 400, RPContent: 1, RootParent: 9,
		OverlayDescription: "hi", TaskbarButton: 1, AppBarState: 1, AppBarEdge: 2,
	}},
	"window delete": {"2e 0b 00 00 00 00 21 24 00 03 00", &WindowDelete{0x30024}},
	"window icon": {
		"2e 1F00 00200051 01000000 FFFF FF 20 0100 0100 0400 0400 80000000 11223344",
		&WindowIcon{Fields: OrderNew | FieldIconBig, ID: 1, Icon: IconInfo{CacheEntry: NoCacheEntry, CacheID: NoCacheID, Bpp: 32, Width: 1, Height: 1, BitsMask: []byte{0x80, 0, 0, 0}, BitsColor: []byte{0x11, 0x22, 0x33, 0x44}}},
	},
	"paletted icon": {
		"2e 2300 00000041 01000000 0200 01 01 0100 0100 0800 0100 0100 80 0000000000FFFFFF 80",
		&WindowIcon{ID: 1, Icon: IconInfo{CacheEntry: 2, CacheID: 1, Bpp: 1, Width: 1, Height: 1, BitsMask: []byte{0x80}, ColorTable: []byte{0, 0, 0, 0, 0, 255, 255, 255}, BitsColor: []byte{0x80}}},
	},
	"cached icon": {"2e 0e00 00001081 01000000 0300 02", &WindowCachedIcon{FieldIconOverlay, 1, 3, 2}},
	"notify icon": {
		"2e 2E00 0F000092 8e000100 d29c0000 04000000 0200 4100 88130000 01000000 0200 4200 0200 4300 01000000 0500 01",
		&NotifyIcon{
			Fields: 0x9200000F, WindowID: 0x1008e, NotifyID: 0x9cd2, Version: 4, ToolTip: "A",
			InfoTip: InfoTip{5000, 1, "B", "C"}, State: 1, CacheEntry: 5, CacheID: 1,
		},
	},
	"new notify icon": {
		"2e 2F00 0D000052 00FEFFFF 01000000 03000000 0200 4100 00000000 FFFF FF 20 0100 0100 0400 0400 80000000 11223344",
		&NotifyIcon{
			Fields: OrderNew | OrderNotify | OrderIcon | NotifyVersion | NotifyTip | NotifyState, WindowID: 0xFFFFFE00, NotifyID: 1, Version: 3, ToolTip: "A",
			Icon: IconInfo{CacheEntry: NoCacheEntry, CacheID: NoCacheID, Bpp: 32, Width: 1, Height: 1, BitsMask: []byte{0x80, 0, 0, 0}, BitsColor: []byte{0x11, 0x22, 0x33, 0x44}},
		},
	},
	"no balloon any more": {
		"2e 1B00 02000002 00FEFFFF 01000000 00000000 00000000 0000 0000",
		&NotifyIcon{Fields: OrderNotify | NotifyInfoTip, WindowID: 0xFFFFFE00, NotifyID: 1},
	},
	"notify icon delete": {"2e 0f00 00000022 f4010300 00000000", &NotifyIconDelete{0x301f4, 0}},
	"desktop arc began":  {"2E 07 00 0A 00 00 04", ArcBegan()},
	"desktop z-order":    {"2E 10 00 30 00 00 04 FF FF FF FF 01 FE FF FF FF", ZOrder(DesktopID, []uint32{MarkerID})},
	"desktop completed":  {"2E 07 00 04 00 00 04", ArcCompleted()},
	"desktop none":       {"2e 0700 01000004", &Desktop{Fields: DesktopNone}},
}

func TestOrders(t *testing.T) {
	var cases []wiretest.Case
	for name, v := range orderVectors {
		typ := reflect.TypeOf(v.o).Elem()
		cases = append(cases, wiretest.Case{Name: name, Hex: v.hex, Value: v.o, New: func() wire.PDU { return reflect.New(typ).Interface().(wire.PDU) }})
	}
	wiretest.Quartet(t, cases)
}

func FuzzMessage(f *testing.F) {
	for _, b := range wiretest.Whole(wiretest.Messages(f, "rail")) {
		f.Add(b)
	}
	for _, v := range messageVectors {
		f.Add(wiretest.Hex(f, v.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := wire.NewReader(b)
		m := Read(r)
		if r.Err() != nil {
			return
		}
		enc := Append(nil, m)
		r = wire.NewReader(enc)
		if n := Read(r); r.Err() != nil || len(enc) != headerSize+m.Size() || !reflect.DeepEqual(m, n) {
			t.Fatalf("%+v became %+v, %v", m, n, r.Err())
		}
	})
}

func FuzzOrders(f *testing.F) {
	for _, v := range orderVectors {
		f.Add(append([]byte{1, 0}, wiretest.Hex(f, v.hex)...))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = ReadOrders(b, func(o Order) error {
			enc := o.AppendTo(nil)
			r := wire.NewReader(enc)
			p := ReadOrder(r)
			if r.Err() != nil || len(enc) != o.Size() || !reflect.DeepEqual(o, p) {
				t.Fatalf("%+v became %+v, %v", o, p, r.Err())
			}
			return nil
		})
	})
}

// TestPixelsOfAnIconComeBack: rows travel the other way round.
func TestPixelsOfAnIconComeBack(t *testing.T) {
	pix := make([]byte, 3*2*4)
	for i := range pix {
		pix[i] = byte(i)
	}
	icon, ok := NewIconInfo(3, 2, pix)
	if got, good := icon.Pixels(); !ok || !good || !bytes.Equal(got, pix) {
		t.Errorf("%v, %v: %v, want %v", ok, good, got, pix)
	}
	for _, bad := range []IconInfo{{}, {Bpp: 24, Width: 1, Height: 1, BitsColor: pix}, {Bpp: 32, Width: 9, Height: 9, BitsColor: pix}} {
		if _, ok := bad.Pixels(); ok {
			t.Errorf("%+v has pixels", bad)
		}
	}
	if _, ok := NewIconInfo(3, 3, pix); ok {
		t.Error("pixels are missing")
	}
}
