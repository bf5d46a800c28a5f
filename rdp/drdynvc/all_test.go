package drdynvc

import (
	"reflect"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

func TestPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "caps request 1", Hex: "50 00 0100", Value: &CapsRequest{Version: 1}, New: func() wire.PDU { return new(CapsRequest) }},
		{Name: "caps request 2", Hex: "50 00 0200 A803 CC0C A224 5555", Value: &CapsRequest{Version: 2, PriorityCharges: [4]uint16{936, 3276, 9378, 21845}}, New: func() wire.PDU { return new(CapsRequest) }},
		{Name: "caps response", Hex: "50 00 0200", Value: &CapsResponse{Version: 2}, New: func() wire.PDU { return new(CapsResponse) }},
		{Name: "create request", Hex: "10 01 4543484F00", Value: &CreateRequest{ChannelID: 1, Name: "ECHO"}, New: func() wire.PDU { return new(CreateRequest) }},
		{Name: "create request priority 2, id 300", Hex: "19 2C01 4100", Value: &CreateRequest{ChannelID: 300, Priority: 2, Name: "A"}, New: func() wire.PDU { return new(CreateRequest) }},
		{Name: "create response", Hex: "10 03 00000000", Value: &CreateResponse{ChannelID: 3}, New: func() wire.PDU { return new(CreateResponse) }},
		{Name: "create refused", Hex: "12 00000100 90040780", Value: &CreateResponse{ChannelID: 0x10000, Status: StatusNotFound}, New: func() wire.PDU { return new(CreateResponse) }},
		{Name: "data first", Hex: "24 03 7B0C 717172", Value: &DataFirst{ChannelID: 3, Length: 0x0C7B, Data: []byte{0x71, 0x71, 0x72}}, New: func() wire.PDU { return new(DataFirst) }, Open: true},
		{Name: "data first long", Hex: "28 03 00000200 71", Value: &DataFirst{ChannelID: 3, Length: 0x20000, Data: []byte{0x71}}, New: func() wire.PDU { return new(DataFirst) }, Open: true},
		{Name: "data", Hex: "30 03 7171", Value: &Data{ChannelID: 3, Data: []byte{0x71, 0x71}}, New: func() wire.PDU { return new(Data) }, Open: true},
		{Name: "close", Hex: "40 03", Value: &Close{ChannelID: 3}, New: func() wire.PDU { return new(Close) }},
		{Name: "soft sync", Hex: "80 00 08", Value: &Raw{Header: 0x80, Data: []byte{0, 8}}, New: func() wire.PDU { return new(Raw) }, Open: true},
	})
}

func TestShortPrefixes(t *testing.T) {
	for _, hex := range []string{"", "24", "24 03", "24 03 7B", "30", "40", "19 2C"} {
		if _, err := DecodeFromServer(wiretest.Hex(t, hex)); err == nil {
			t.Errorf("%q decoded", hex)
		}
	}
}

func TestMicrosoftCapsResponse(t *testing.T) {
	p, err := DecodeFromClient(wiretest.Hex(t, "5C 00 0300"))
	if err != nil || !reflect.DeepEqual(p, &CapsResponse{Version: 3}) {
		t.Fatalf("%+v, %v", p, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, b := range wiretest.Whole(wiretest.Messages(f, "drdynvc")) {
		f.Add(b, true)
	}
	for _, hex := range []string{"50000100", "50000200A803CC0CA2245555", "10014543484F00", "120000010090040780", "24037B0C717172", "30037171", "4003", "80000800", "33", "27FFFF"} {
		f.Add(wiretest.Hex(f, hex), true)
		f.Add(wiretest.Hex(f, hex), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, server bool) {
		p, err := decode(b, server)
		if err != nil {
			return
		}
		enc := p.AppendTo(nil)
		if len(enc) != p.Size() {
			t.Fatalf("Size %d, encoded %d", p.Size(), len(enc))
		}
		q, err := decode(enc, server)
		if err != nil || !reflect.DeepEqual(p, q) {
			t.Fatalf("%+v became %+v, %v", p, q, err)
		}
	})
}
