package cliprdr

import (
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// envelope is a message with its header, for the quartet.
type envelope struct {
	Message
	long bool
}

func (e *envelope) Size() int                { return headerSize + e.Message.Size() }
func (e *envelope) AppendTo(b []byte) []byte { return Append(b, e.Message) }
func (e *envelope) ReadFrom(r *wire.Reader)  { e.Message = Read(r, e.long) }

func ptr(v uint32) *uint32 { return &v }

var vectors = map[string]struct {
	hex  string
	long bool
	m    Message
}{
	"caps":           {"0700 0000 10000000 0100 0000 0100 0C00 02000000 02000000", false, &ClipCaps{Version: 2, General: CapsLongFormatNames}},
	"monitor ready":  {"0100 0000 00000000", false, &MonitorReady{}},
	"temp directory": {"0600 0000 08020000 43003A00" + strings.Repeat("00", 516), false, &TempDirectory{Path: "C:"}},
	"long names": {
		"0200 0000 14000000 0D000000 0000 FDC00000 480054004D004C00 0000", true,
		&FormatList{Long: true, Formats: []Format{{CFUnicodeText, ""}, {0xC0FD, "HTML"}}},
	},
	"short names": {
		"0200 0000 24000000 FDC00000 480054004D004C00" + strings.Repeat("00", 24), false,
		&FormatList{Formats: []Format{{0xC0FD, "HTML"}}},
	},
	"ascii names": {
		"0200 0400 24000000 FDC00000 48544D4C" + strings.Repeat("00", 28), false,
		&FormatList{ASCII: true, Formats: []Format{{0xC0FD, "HTML"}}},
	},
	"list response": {"0300 0100 00000000", false, &FormatListResponse{OK: true}},
	"list refused":  {"0300 0200 00000000", false, &FormatListResponse{}},
	"data request":  {"0400 0000 04000000 0D000000", false, &FormatDataRequest{FormatID: CFUnicodeText}},
	"data response": {"0500 0100 06000000 680069000000", false, &FormatDataResponse{OK: true, Data: []byte{'h', 0, 'i', 0, 0, 0}}},
	"data failed":   {"0500 0200 00000000", false, &FormatDataResponse{Data: []byte{}}},
	"file contents request": {
		"0800 0000 1C000000 01000000 FFFFFFFF 02000000 00000001 01000000 00100000 07000000", false,
		&FileContentsRequest{StreamID: 1, Index: -1, Flags: FileContentsRange, Position: 0x0000000101000000, Requested: 4096, ClipDataID: ptr(7)},
	},
	"file contents request without lock": {
		"0800 0000 18000000 01000000 00000000 01000000 00000000 00000000 08000000", false,
		&FileContentsRequest{StreamID: 1, Flags: FileContentsSize, Requested: 8},
	},
	"file contents response": {"0900 0100 06000000 01000000 AABB", false, &FileContentsResponse{OK: true, StreamID: 1, Data: []byte{0xAA, 0xBB}}},
	"lock":                   {"0A00 0000 04000000 07000000", false, &LockClipData{ID: 7}},
	"unlock":                 {"0B00 0000 04000000 07000000", false, &UnlockClipData{ID: 7}},
	"unknown":                {"6300 0500 02000000 0102", false, &Raw{0x63, 5, []byte{1, 2}}},
}

func TestPDUs(t *testing.T) {
	var cases []wiretest.Case
	for name, v := range vectors {
		cases = append(cases, wiretest.Case{Name: name, Hex: v.hex, Value: &envelope{v.m, v.long}, New: func() wire.PDU { return &envelope{long: v.long} }})
	}
	wiretest.Quartet(t, cases)
}

func TestFormatListTolerance(t *testing.T) {
	full := "46006F0072006D00610074002000580031003200330034003500360037003800" // 16 characters, no NUL
	for name, c := range map[string]struct {
		hex  string
		long bool
		want []Format
	}{
		"no terminator": {"0200 0000 24000000 01C00000 " + full, false, []Format{{0xC001, "Format X12345678"}}},
		"padded":        {"0200 0000 08000000 0D000000 0000 0000", true, []Format{{13, ""}}},
		"cut name":      {"0200 0000 08000000 01C00000 4100 4200", true, []Format{{0xC001, "AB"}}},
		"empty":         {"0200 0000 00000000", true, nil},
	} {
		r := wire.NewReader(wiretest.Hex(t, c.hex))
		m := Read(r, c.long)
		if l, ok := m.(*FormatList); r.Err() != nil || !ok || !reflect.DeepEqual(l.Formats, c.want) {
			t.Errorf("%s: %+v, %v", name, m, r.Err())
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, b := range wiretest.Whole(wiretest.Messages(f, "cliprdr")) {
		f.Add(b, true)
		f.Add(b, false)
	}
	for _, v := range vectors {
		f.Add(wiretest.Hex(f, v.hex), v.long)
	}
	f.Fuzz(func(t *testing.T, b []byte, long bool) {
		r := wire.NewReader(b)
		m := Read(r, long)
		if r.Err() != nil {
			return
		}
		enc := Append(nil, m)
		r = wire.NewReader(enc)
		n := Read(r, long)
		if r.Err() != nil || len(enc) != headerSize+m.Size() || !reflect.DeepEqual(m, n) {
			t.Fatalf("%+v became %+v, %v", m, n, r.Err())
		}
	})
}
