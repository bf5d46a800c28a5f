package mcs

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
	"oriel/rdp/x224"
)

func fresh[T any, P interface {
	*T
	wire.PDU
}]() wire.PDU {
	return P(new(T))
}

func TestDomainPDUs(t *testing.T) {
	wiretest.Quartet(t, []wiretest.Case{
		{Name: "ErectDomainRequest", Hex: "04 01 00 01 00", Value: &ErectDomainRequest{}, New: fresh[ErectDomainRequest]},
		{Name: "AttachUserRequest", Hex: "28", Value: &AttachUserRequest{}, New: fresh[AttachUserRequest]},
		{Name: "AttachUserConfirm", Hex: "2E 00 00 06", Value: &AttachUserConfirm{User: 1007}, New: fresh[AttachUserConfirm]},
		{Name: "AttachUserConfirm refused", Hex: "2C 0E", Value: &AttachUserConfirm{Result: 14}, New: fresh[AttachUserConfirm]},
		{Name: "ChannelJoinRequest", Hex: "38 00 06 03 EB", Value: &ChannelJoinRequest{1007, 1003}, New: fresh[ChannelJoinRequest]},
		{Name: "ChannelJoinConfirm", Hex: "3E 00 00 06 03 EB 03 EB", Value: &ChannelJoinConfirm{User: 1007, Requested: 1003, Channel: 1003}, New: fresh[ChannelJoinConfirm]},
		{Name: "ChannelJoinConfirm refused", Hex: "3C 03 00 06 04 00", Value: &ChannelJoinConfirm{Result: ResultNoSuchChannel, User: 1007, Requested: 1024}, New: fresh[ChannelJoinConfirm]},
		{Name: "SendDataRequest", Hex: "64 00 06 03 EB 70 02 AA BB", Value: &SendDataRequest{1007, 1003, []byte{0xAA, 0xBB}}, New: fresh[SendDataRequest]},
		{Name: "SendDataIndication", Hex: "68 00 01 03 EB 70 80 90" + strings.Repeat("AA", 0x90), Value: &SendDataIndication{1002, 1003, bytes.Repeat([]byte{0xAA}, 0x90)}, New: fresh[SendDataIndication]},
		{Name: "DisconnectProviderUltimatum", Hex: "21 80", Value: &DisconnectProviderUltimatum{UserRequested}, New: fresh[DisconnectProviderUltimatum]},
	})
}

func TestDecodeKnowsEveryPDU(t *testing.T) {
	for _, p := range []wire.PDU{&ErectDomainRequest{}, &AttachUserRequest{}, &AttachUserConfirm{User: 1007},
		&ChannelJoinRequest{1007, 1003}, &ChannelJoinConfirm{0, 1007, 1003, 1003}, &SendDataRequest{1007, 1003, []byte{1}},
		&SendDataIndication{1002, 1003, []byte{1}}, &DisconnectProviderUltimatum{ProviderInitiated}} {
		got, err := DecodeFrame(x224.AppendData(nil, p))
		if err != nil || !reflect.DeepEqual(got, p) {
			t.Errorf("%T: %+v, %v", p, got, err)
		}
	}
	if _, err := Decode([]byte{0xFC}); !errors.Is(err, wire.ErrType) {
		t.Error(err)
	}
	if _, err := Decode(nil); !errors.Is(err, wire.ErrShort) {
		t.Error(err)
	}
	// rdesktop's Erect Domain Request is one of its own.
	if p, err := Decode([]byte{4, 0, 1, 0, 1}); err != nil {
		t.Error(p, err)
	}
}

func TestSendDataFrame(t *testing.T) {
	want := wiretest.Hex(t, "03 00 00 1A 02 F0 80 68 00 01 03 EF 70 0C 04 00 00 00 03 00 00 00 50 00 01 00")
	data := want[14:]
	if got := append(AppendSendDataIndication(nil, 1002, 1007, len(data)), data...); !bytes.Equal(got, want) {
		t.Errorf("% x", got)
	}
	buf := make([]byte, 0, 64)
	if n := testing.AllocsPerRun(100, func() { AppendSendDataIndication(buf, 1002, 1007, 12) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

// frame returns the payload of a vector that is a whole frame.
func frame(t testing.TB, name string) []byte {
	r := x224.Data(wiretest.File(t, name))
	b := r.Rest()
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	return b
}

func TestConnectInitialOfTheSpecification(t *testing.T) {
	var p ConnectInitial
	r := wire.NewReader(frame(t, "connect_initial.hex"))
	p.ReadFrom(r)
	var q ConferenceCreateRequest
	s := wire.NewReader(p.UserData)
	q.ReadFrom(s)
	if r.Err() != nil || s.Err() != nil || r.Len() != 0 || s.Len() != 0 {
		t.Fatal(r.Err(), s.Err())
	}
	want := DomainParameters{34, 2, 0, 1, 0, 1, 0xFFFF, 2}
	if p.Target != want || p.Maximum.MaxUserIDs != 0xFC17 || p.Minimum.MaxMCSPDUSize != 0x420 || !p.Upward {
		t.Errorf("%+v", p)
	}
	d := q.Data
	if d.Core.Version != Version5 || d.Core.Width != 1280 || d.Core.Height != 1024 || d.Core.Name != "ELTONS-DEV2" ||
		d.Core.Build != 3790 || d.Core.KeyboardLayout != 0x409 || d.Core.HighColorDepth != 24 || d.Core.Depth() != 24 ||
		d.Core.EarlyFlags != SupportErrorInfo || d.Core.DigProductID != "69712-783-0357974-42714" {
		t.Errorf("%+v", d.Core)
	}
	channels := []Channel{{"rdpdr", 0x80800000}, {"cliprdr", 0xC0A00000}, {"rdpsnd", 0xC0000000}}
	if !slices.Equal(d.Channels, channels) || d.Security.Methods != 0x1B || d.Cluster.Flags != 0xD {
		t.Errorf("%+v", d)
	}
}

func TestConnectResponseOfTheSpecification(t *testing.T) {
	var p ConnectResponse
	payload := frame(t, "connect_response.hex")
	r := wire.NewReader(payload)
	p.ReadFrom(r)
	if r.Err() != nil || r.Len() != 0 || p.Parameters != ServerParameters {
		t.Fatalf("%+v %v", p, r.Err())
	}
	if got := p.AppendTo(nil); !bytes.Equal(got, payload) {
		t.Errorf("% x", got)
	}
	var q ConferenceCreateResponse
	s := wire.NewReader(p.UserData)
	q.ReadFrom(s)
	if s.Err() != nil || q.NodeID != 0x79F3 || q.Data.IOChannel != 1003 || q.Data.Security != (Security{2, 2}) ||
		!slices.Equal(q.Data.Channels, []uint16{1004, 1005, 1006}) {
		t.Errorf("%+v %v", q, s.Err())
	}
}

func flags(v uint32) *uint32 { return &v }

func fullClientData() *ClientData {
	d := &ClientData{
		Core: ClientCore{Version: Version10, Width: 1920, Height: 1080, ColorDepth: 0xCA01, KeyboardLayout: 0x407,
			Build: 22631, Name: "büro-pc", KeyboardType: 4, FunctionKeys: 12, PostBeta2ColorDepth: 0xCA04, ProductID: 1,
			HighColorDepth: 24, SupportedColorDepths: 15, EarlyFlags: Want32BPP | SupportDynvcGFX, ConnectionType: ConnectionLAN,
			SelectedProtocol: 1, PhysicalWidth: 500, PhysicalHeight: 300, Orientation: 90, DesktopScale: 150, DeviceScale: 140},
		Cluster:        &Cluster{Flags: 0xD},
		Channels:       []Channel{{"rail", ChannelInitialized}, {"drdynvc", ChannelInitialized | ChannelCompressRDP}},
		Monitors:       []Monitor{{0, 0, 1919, 1079, MonitorPrimary}, {-1280, 0, -1, 1023, 0}},
		MonitorsEx:     []MonitorEx{{500, 300, 0, 150, 140}, {300, 200, 0, 100, 100}},
		MessageChannel: flags(0),
		Multitransport: flags(1),
		Unknown:        []Block{{0xC00C, []byte{1, 2, 3, 4}}},
	}
	return d
}

func TestClientDataRoundTrip(t *testing.T) {
	want := fullClientData()
	b := NewConnectInitial(want).AppendTo(nil)
	if NewConnectInitial(want).Size() != len(b) {
		t.Error("Size")
	}
	got, err := readInitial(b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got.Core.Depth() != 32 || got.Monitors[1].Width() != 1280 {
		t.Error(got.Core.Depth(), got.Monitors[1].Width())
	}
	for n := range b {
		if _, err := readInitial(b[:n]); err == nil {
			t.Errorf("prefix of %d bytes accepted", n)
		}
	}
}

func readInitial(b []byte) (*ClientData, error) {
	var p ConnectInitial
	r := wire.NewReader(b)
	p.ReadFrom(r)
	if err := r.Err(); err != nil {
		return nil, err
	}
	var q ConferenceCreateRequest
	r = wire.NewReader(p.UserData)
	q.ReadFrom(r)
	return &q.Data, r.Err()
}

func TestServerDataRoundTrip(t *testing.T) {
	for _, ids := range [][]uint16{{}, {1004}, {1004, 1005}} {
		want := &ServerData{Core: ServerCore{Version10, 3, SkipChannelJoin}, IOChannel: IOChannel, Channels: ids,
			MessageChannel: 1010, Multitransport: flags(5), Unknown: []Block{{0x0C99, []byte{9}}}}
		p := NewConnectResponse(want)
		b := p.AppendTo(nil)
		var q ConnectResponse
		r := wire.NewReader(b)
		q.ReadFrom(r)
		var c ConferenceCreateResponse
		s := wire.NewReader(q.UserData)
		c.ReadFrom(s)
		if r.Err() != nil || s.Err() != nil || len(b) != p.Size() || !reflect.DeepEqual(&c.Data, want) {
			t.Errorf("%+v, %v %v", c.Data, r.Err(), s.Err())
		}
	}
}

func TestCoreOfEveryLength(t *testing.T) {
	full := fullClientData().Core
	b := full.AppendTo(nil)
	const mandatory = 128 // up to imeFileName
	for n := range len(b) {
		var c ClientCore
		r := wire.NewReader(b[:n])
		c.ReadFrom(r)
		if ok := r.Err() == nil; ok != (n >= mandatory) {
			t.Fatalf("%d bytes: %v", n, r.Err())
		}
		if n == mandatory+2 && (c.PostBeta2ColorDepth != 0xCA04 || c.EarlyFlags != 0 || c.Depth() != 24) {
			t.Errorf("%+v", c)
		}
	}
}

func TestBlocksThatLie(t *testing.T) {
	core := appendBlock(nil, csCore, &ClientCore{})
	for name, tail := range map[string]string{
		"length below the header":  "03 C0 03 00",
		"length beyond the end":    "03 C0 09 00 00 00 00 00",
		"more channels than bytes": "03 C0 08 00 01 00 00 00",
		"too many channels":        "03 C0 08 01 20 00 00 00" + strings.Repeat("00", 256),
		"more monitors than bytes": "05 C0 0C 00 00 00 00 00 FF FF FF FF",
		"attribute size":           "08 C0 10 00 00 00 00 00 10 00 00 00 00 00 00 00",
	} {
		r := wire.NewReader(append(slices.Clone(core), wiretest.Hex(t, tail)...))
		new(ClientData).ReadFrom(r)
		if r.Err() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	r := wire.NewReader(slices.Concat(core, bytes.Repeat(wiretest.Hex(t, "99 C0 04 00"), maxBlocks)))
	if new(ClientData).ReadFrom(r); !errors.Is(r.Err(), wire.ErrRange) {
		t.Error("endless blocks accepted")
	}
	r = wire.NewReader(wiretest.Hex(t, "02 C0 04 00"))
	if new(ClientData).ReadFrom(r); r.Err() == nil {
		t.Error("no core accepted")
	}
}

func FuzzConnectInitial(f *testing.F) {
	for _, b := range wiretest.Frames(f) {
		f.Add(x224.Data(b).Rest())
	}
	f.Add(frame(f, "connect_initial.hex"))
	f.Add(NewConnectInitial(fullClientData()).AppendTo(nil))
	f.Fuzz(func(t *testing.T, in []byte) {
		d, err := readInitial(in)
		if err != nil || d.Size() > maxFuzzData {
			return
		}
		b := NewConnectInitial(d).AppendTo(nil)
		e, err := readInitial(b)
		if err != nil {
			t.Fatalf("%+v: %v", d, err)
		}
		if c := NewConnectInitial(e).AppendTo(nil); !bytes.Equal(b, c) {
			t.Fatalf("no fixed point:\n% x\n% x", b, c)
		}
	})
}

const maxFuzzData = 0x3F00 // what a PER length can say

func FuzzDomain(f *testing.F) {
	for _, b := range wiretest.Frames(f) {
		f.Add(x224.Data(b).Rest())
	}
	for _, p := range []wire.PDU{&ErectDomainRequest{}, &AttachUserConfirm{User: 1007}, &ChannelJoinConfirm{0, 1007, 1003, 1003},
		&SendDataRequest{1007, 1003, []byte{1}}, &DisconnectProviderUltimatum{ProviderInitiated}} {
		f.Add(p.AppendTo(nil))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		p, err := Decode(in)
		if err != nil {
			return
		}
		b := p.AppendTo(nil)
		q, err := Decode(b)
		if err != nil || !reflect.DeepEqual(p, q) || p.Size() != len(b) {
			t.Fatalf("%+v -> %+v, %v", p, q, err)
		}
	})
}
