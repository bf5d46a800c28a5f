package rail

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// captures are the network captures of [MS-RDPERP] 4.2 to 4.6.
var captures = []struct {
	section, hex string
	m            Message
}{
	{"4.2.1", "05 00 08 00 71 17 00 00", &Handshake{6001}},
	{"4.2.2", "0b 00 08 00 01 00 00 00", &ClientStatus{StatusAllowLocalMoveSize}},
	{"4.3.1", `01 00 5e 00 08 00 14 00 26 00 18 00 7c 00 7c 00
		69 00 65 00 78 00 70 00 6c 00 6f 00 72 00 65 00 66 00 3a 00 5c 00 77 00 69 00 6e 00 64 00 6f 00
		77 00 73 00 5c 00 73 00 79 00 73 00 74 00 65 00 6d 00 33 00 32 00 77 00 77 00 77 00 2e 00 62 00
		69 00 6e 00 67 00 2e 00 63 00 6f 00 6d 00`, &Exec{ExecExpandArguments, "||iexplore", `f:\windows\system32`, "www.bing.com"}},
	{"4.3.2", `80 00 24 00 08 00 03 00 15 00 00 00 00 00 14 00
		7c 00 7c 00 57 00 72 00 6f 00 6e 00 67 00 41 00 70 00 70 00`, &ExecResult{ExecExpandArguments, ExecNotInAllowlist, 0x15, "||WrongApp"}},
	{"4.4.1", "03 00 12 00 43 00 00 00 7e 00 00 00 02 00 00 00 00 00", &SysParam{Param: SPIHighContrast, Value: 0x7e}},
	{"4.5.1", "02 00 09 00 4e 01 01 00 01", &Activate{0x1014e, true}},
	{"4.5.2", "0c 00 0c 00 22 01 09 00 a4 ff 4a 02", &SysMenu{0x90122, -92, 586}},
	{"4.5.3", "04 00 0a 00 52 00 02 00 20 f0", &SysCommand{0x20052, CommandMinimize}},
	{"4.5.4", "06 00 10 00 aa 01 02 00 02 00 00 00 04 02 00 00", &NotifyEvent{0x201aa, 2, 0x204}},
	{"4.5.6", "0E 00 08 00 52 00 02 00", &GetAppIDReq{0x20052}},
	{"4.6.1", "08 00 10 00 20 00 02 00 09 03 00 01 db 05 88 01", &WindowMove{0x20020, Rect{777, 256, 1499, 392}}},
	{"4.6.2", "09 00 10 00 94 00 01 00 01 00 08 00 2c 05 e9 03", &LocalMoveSize{0x10094, 1, MoveSizeBottomRight, 1324, 1001}},
}

func TestCaptures(t *testing.T) {
	for _, c := range captures {
		b := wiretest.Hex(t, c.hex)
		r := wire.NewReader(b)
		if m := Read(r); r.Err() != nil || !reflect.DeepEqual(m, c.m) {
			t.Errorf("%s: %+v, %v", c.section, m, r.Err())
		}
		if got := Append(nil, c.m); !bytes.Equal(got, b) {
			t.Errorf("%s: % x", c.section, got)
		}
	}
}

func TestShortApplicationID(t *testing.T) {
	b := wiretest.Hex(t, "0F 00 08 02 52 00 02 00 6d 00 69 00"+strings.Repeat("00", 508))
	r := wire.NewReader(b)
	if m := Read(r); r.Err() != nil || !reflect.DeepEqual(m, &GetAppIDResp{0x20052, "mi"}) {
		t.Errorf("%+v, %v", m, r.Err())
	}
}
