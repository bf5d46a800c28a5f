package x224

import (
	"bytes"
	"errors"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

func TestPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "CC selecting TLS",
			Hex:   "03 00 00 13 0E D0 00 00 12 34 00 02 03 08 00 01 00 00 00",
			Value: &ConnectionConfirm{SrcRef: 0x1234, Response: &NegotiationResponse{Flags: ExtendedClientData | DynvcGFXProtocol, Selected: ProtocolSSL}},
			New:   func() wire.PDU { return new(ConnectionConfirm) }},
		{Name: "CC failure",
			Hex:   "03 00 00 13 0E D0 00 00 12 34 00 03 00 08 00 05 00 00 00",
			Value: &ConnectionConfirm{SrcRef: 0x1234, Failure: HybridRequiredByServer},
			New:   func() wire.PDU { return new(ConnectionConfirm) }},
		{Name: "CC of the oldest kind",
			Hex:   "03 00 00 0B 06 D0 00 00 12 34 00",
			Value: &ConnectionConfirm{SrcRef: 0x1234},
			New:   func() wire.PDU { return new(ConnectionConfirm) }},
		{Name: "CR with cookie",
			Hex: `03 00 00 2C 27 E0 00 00 00 00 00
				43 6F 6F 6B 69 65 3A 20 6D 73 74 73 68 61 73 68 3D 65 6C 74 6F 6E 73 0D 0A // Cookie: mstshash=eltons
				01 00 08 00 03 00 00 00`,
			Value: &ConnectionRequest{Cookie: "eltons", Negotiation: &NegotiationRequest{Protocols: ProtocolSSL | ProtocolHybrid}},
			New:   func() wire.PDU { return new(ConnectionRequest) }},
		{Name: "CR with correlation info",
			Hex: `03 00 00 37 32 E0 00 00 00 01 00
				01 08 08 00 01 00 00 00
				06 00 24 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F 10
				00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00`,
			Value: &ConnectionRequest{SrcRef: 1, Negotiation: &NegotiationRequest{Protocols: ProtocolSSL},
				Correlation: &CorrelationInfo{ID: [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}}},
			New: func() wire.PDU { return new(ConnectionRequest) }},
		{Name: "CR with routing token",
			Hex: `03 00 00 1E 19 E0 00 00 00 00 00
				43 6F 6F 6B 69 65 3A 20 6D 73 74 73 3D 31 2E 30 2E 0D 0A`,
			Value: &ConnectionRequest{RoutingToken: "Cookie: msts=1.0."},
			New:   func() wire.PDU { return new(ConnectionRequest) }},
		{Name: "CR of the oldest kind",
			Hex:   "03 00 00 0B 06 E0 00 00 00 00 00",
			Value: &ConnectionRequest{},
			New:   func() wire.PDU { return new(ConnectionRequest) }},
	})
}

func TestRequestRejectsDisorder(t *testing.T) {
	for name, hex := range map[string]string{
		"line without end":           "03 00 00 0F 0A E0 00 00 00 00 00 43 6F 6F 6B",
		"correlation without NEGREQ": "03 00 00 0F 0A E0 00 00 00 00 00 06 00 24 00",
		"a CC":                       "03 00 00 0B 06 D0 00 00 00 00 00",
		"wrong structure length":     "03 00 00 13 0E E0 00 00 00 00 00 01 00 09 00 01 00 00 00",
	} {
		r := wire.NewReader(wiretest.Hex(t, hex))
		new(ConnectionRequest).ReadFrom(r)
		if r.Err() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestLongCookieIsCut(t *testing.T) {
	p := &ConnectionRequest{Cookie: string(bytes.Repeat([]byte("x"), 400)),
		Negotiation: &NegotiationRequest{Protocols: ProtocolSSL}, Correlation: new(CorrelationInfo)}
	b := p.AppendTo(nil)
	if n, _, err := FrameLen(b); n != len(b) || err != nil || p.Size() != n {
		t.Fatalf("frame of %d bytes says %d (%v)", len(b), n, err)
	}
	var q ConnectionRequest
	r := wire.NewReader(b)
	q.ReadFrom(r)
	if r.Err() != nil || len(q.Cookie) != maxLine || q.Correlation == nil {
		t.Fatalf("%+v, %v", q, r.Err())
	}
}

func TestFrameLen(t *testing.T) {
	for _, c := range []struct {
		in   []byte
		n    int
		fast bool
		kind error
	}{
		{nil, 0, false, nil},
		{[]byte{3}, 0, false, nil},
		{[]byte{3, 0, 0}, 0, false, nil},
		{[]byte{3, 0, 1, 2}, 0x102, false, nil},
		{[]byte{3, 0, 0, 6}, 0, false, wire.ErrRange},
		{[]byte{7, 0, 0, 9}, 0, false, wire.ErrVersion},
		{[]byte{0}, 0, true, nil},
		{[]byte{0, 5}, 5, true, nil},
		{[]byte{0xC4, 0x80}, 0, true, nil},
		{[]byte{0xC4, 0x81, 0x02}, 0x102, true, nil},
		{[]byte{0, 1}, 0, true, wire.ErrRange},
		{[]byte{0, 0x80, 2}, 0, true, wire.ErrRange},
		{[]byte{'G', 'E', 'T', ' '}, 0, false, wire.ErrVersion},
		{[]byte{1}, 0, false, wire.ErrType},
	} {
		n, fast, err := FrameLen(c.in)
		if n != c.n || fast != c.fast || !errors.Is(err, c.kind) {
			t.Errorf("% x: %d %v %v, want %d %v %v", c.in, n, fast, err, c.n, c.fast, c.kind)
		}
	}
}

func TestData(t *testing.T) {
	b := append(AppendDataHeader(nil, 2), 0x21, 0x80)
	if !bytes.Equal(b, wiretest.Hex(t, "03 00 00 09 02 F0 80 21 80")) {
		t.Fatalf("% x", b)
	}
	r := Data(b)
	if got := r.Rest(); r.Err() != nil || !bytes.Equal(got, []byte{0x21, 0x80}) {
		t.Fatalf("% x, %v", got, r.Err())
	}
	for n := range b {
		if r := Data(b[:n]); !errors.Is(r.Err(), wire.ErrShort) {
			t.Errorf("prefix %d: %v", n, r.Err())
		}
	}
	if r := Data((&ConnectionConfirm{}).AppendTo(nil)); r.Err() == nil {
		t.Error("a CC passed as data")
	}
}

func TestProtocolString(t *testing.T) {
	if s := (ProtocolSSL | ProtocolHybridEx | 0x100).String(); s != "SSL|HYBRID_EX|0x100" {
		t.Error(s)
	}
	if s := ProtocolRDP.String(); s != "RDP" {
		t.Error(s)
	}
}

func FuzzConnectionRequest(f *testing.F) {
	for _, b := range wiretest.Frames(f) {
		f.Add(b)
	}
	f.Add((&ConnectionRequest{Cookie: "u", Negotiation: &NegotiationRequest{Protocols: 3}, Correlation: new(CorrelationInfo)}).AppendTo(nil))
	f.Add((&ConnectionRequest{RoutingToken: "Cookie: msts=1"}).AppendTo(nil))
	f.Fuzz(func(t *testing.T, in []byte) {
		FrameLen(in)
		Data(in).Rest()
		var p, q ConnectionRequest
		r := wire.NewReader(in)
		p.ReadFrom(r)
		if r.Err() != nil {
			return
		}
		b := p.AppendTo(nil)
		r = wire.NewReader(b)
		q.ReadFrom(r)
		if r.Err() != nil || !bytes.Equal(q.AppendTo(nil), b) || p.Size() != len(b) {
			t.Fatalf("%+v -> % x -> %+v, %v", p, b, q, r.Err())
		}
	})
}
