package acceptor_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// Here are the ways in which other servers were once attacked before anybody
// had logged in.

// TestChannelNamesAreOnlyNames is CVE-2019-0708: a client may call a channel
// as a server calls one of its own, or as another, and gets one more channel.
func TestChannelNamesAreOnlyNames(t *testing.T) {
	names := []string{"MS_T120", "ms_t120", "I/O", "rail", "rail", "RAIL", "drdynvc", "", "12345678"}
	cc := clientConfig(0)
	for _, n := range names {
		cc.Channels = append(cc.Channels, mcs.Channel{Name: n})
	}
	p := newPair(serverConfig(), cc)
	p.run(t)
	p.mustBeActive(t)
	ids := map[uint16]bool{p.s.Result().IOChannel: true, p.s.Result().User: true, p.s.Result().MessageChannel: true}
	for i, c := range p.s.Result().Channels {
		if ids[c.ID] {
			t.Errorf("channel %d (%q) has an id that is taken: %d", i, c.Name, c.ID)
		}
		ids[c.ID] = true
	}
	if n := len(p.s.Result().Channels); n != len(names) {
		t.Errorf("%d channels for %d", n, len(names))
	}
	// 31 is what there may be; more is refused.
	for n, ok := range map[int]bool{31: true, 32: false, 200: false} {
		p := newPair(serverConfig(), clientConfig(n))
		p.run(t)
		if p.s.Active() != ok {
			t.Errorf("%d channels: %s, %v", n, p.s.State(), p.serverErr)
		}
	}
}

// attach brings a server to where users are attached.
func attach(t *testing.T, change func(*mcs.ConnectInitial)) (*acceptor.Server, error) {
	t.Helper()
	s := acceptor.New(serverConfig())
	var out svc.Outbox
	out.AddPDU(&x224.ConnectionRequest{Negotiation: &x224.NegotiationRequest{Protocols: x224.ProtocolSSL}})
	var box svc.Outbox
	if err := s.Step(out.Message(0), time.Time{}, &box); err != nil {
		t.Fatal(err)
	}
	s.TLSDone()
	ci := mcs.NewConnectInitial(&mcs.ClientData{Core: mcs.ClientCore{Width: 800, Height: 600}})
	if change != nil {
		change(ci)
	}
	return s, s.Step(x224.AppendData(nil, ci), time.Time{}, &box)
}

// TestDomainParametersAndUsers is CVE-2012-0002: limits of the domain that
// make no sense, users that are attached again and again, channels that are
// nobody's.
func TestDomainParametersAndUsers(t *testing.T) {
	for _, v := range []uint32{0, 1, 3, 5, 1 << 16, 1<<31 - 1, 1 << 31, 1<<32 - 1} {
		s, err := attach(t, func(ci *mcs.ConnectInitial) {
			for _, p := range []*mcs.DomainParameters{&ci.Target, &ci.Minimum, &ci.Maximum} {
				*p = mcs.DomainParameters{MaxChannelIDs: v, MaxUserIDs: v, MaxTokenIDs: v, NumPriorities: v, MinThroughput: v, MaxHeight: v, MaxMCSPDUSize: v, Version: v}
			}
		})
		if err != nil {
			continue // refused, which is as good
		}
		var out svc.Outbox
		for range 20 { // the same user every time
			out.Reset()
			if err := s.Step(x224.AppendData(nil, &mcs.AttachUserRequest{}), time.Time{}, &out); err != nil {
				t.Fatal(err)
			}
			p, err := mcs.DecodeFrame(out.Message(0))
			if c, ok := p.(*mcs.AttachUserConfirm); err != nil || !ok || c.User != s.Result().User {
				t.Fatalf("%+v, %v", p, err)
			}
		}
		for id := uint16(1001); id < 1100; id++ {
			out.Reset()
			if err := s.Step(x224.AppendData(nil, &mcs.ChannelJoinRequest{User: 1001, Channel: id}), time.Time{}, &out); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Step(append(mcs.AppendSendDataRequest(nil, 1001, 1, 1), 0), time.Time{}, &out); !errors.Is(err, bcgr.ErrBadChannelID) {
			t.Errorf("data on channel 1: %v", err)
		}
	}
}

// info is a Client Info PDU's bytes behind the security header with lengths
// of our choice.
func info(flags uint32, lengths [5]int, body []byte) []byte {
	b := bcgr.AppendSecurityHeader(nil, bcgr.SecInfo)
	b = wire.LE.AppendUint32(b, 0)
	b = wire.LE.AppendUint32(b, flags)
	for _, n := range lengths {
		b = wire.LE.AppendUint16(b, uint16(n))
	}
	return append(b, body...)
}

// TestNamesInClientInfo is CVE-2025-68670 and CVE-2026-23948: names longer
// than there is room for, longer than the message, of an odd number of bytes,
// or none at all.
func TestNamesInClientInfo(t *testing.T) {
	const unicode = uint32(bcgr.InfoUnicode)
	for _, c := range []struct {
		name    string
		flags   uint32
		lengths [5]int
		body    []byte
		ok      bool
	}{
		{"no string at all", unicode, [5]int{}, make([]byte, 10), true},
		{"no string at all, ANSI", 0, [5]int{}, make([]byte, 5), true},
		{"no NUL", unicode, [5]int{}, make([]byte, 9), false},
		{"domain of 512 bytes", unicode, [5]int{512}, make([]byte, 522), true},
		{"odd", unicode, [5]int{3}, make([]byte, 13), true},
		{"domain too long", unicode, [5]int{516}, make([]byte, 526), false},
		{"domain of 65535 bytes", unicode, [5]int{65535}, make([]byte, 8000), false},
		{"user longer than the message", unicode, [5]int{0, 500}, make([]byte, 100), false},
		{"all long", unicode, [5]int{65535, 65535, 65535, 65535, 65535}, make([]byte, 100), false},
	} {
		for _, ask := range []bool{true, false} {
			s, err := attach(t, nil)
			if err != nil {
				t.Fatal(err)
			}
			var out svc.Outbox
			if err := s.Step(x224.AppendData(nil, &mcs.AttachUserRequest{}), time.Time{}, &out); err != nil {
				t.Fatal(err)
			}
			data := info(c.flags, c.lengths, c.body)
			if !ask {
				data = data[:min(len(data), 30)]
			}
			frame := append(mcs.AppendSendDataRequest(nil, s.Result().User, s.Result().IOChannel, len(data)), data...)
			err = s.Step(frame, time.Time{}, &out)
			read := errors.Is(err, acceptor.ErrDenied) // it has no password
			if ask && read != c.ok || s.Active() {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	}
	cc := clientConfig(0)
	cc.User, cc.Domain = strings.Repeat("u", 255), strings.Repeat("d", 255)
	sc := serverConfig()
	sc.Authenticate = func(u, d, _ string) bool { return u == cc.User && d == cc.Domain }
	p := newPair(sc, cc)
	p.run(t)
	p.mustBeActive(t)
}

// TestCapabilitySetsThatLie is CVE-2022-23481: sets in a Confirm Active whose
// length is shorter than their header, or longer than the message.
func TestCapabilitySetsThatLie(t *testing.T) {
	for set := uint16(0); set < 0x20; set++ {
		for _, length := range []uint16{0, 1, 2, 3, 4, 5, 8, 255, 0x7FFF, 0xFFFF} {
			p := newPair(serverConfig(), clientConfig(1))
			p.run(t)
			s, ok := replay(p.clientSent[:5])
			if !ok || s.State() != "confirm" {
				t.Fatal(s.State())
			}
			tail := wire.LE.AppendUint16(nil, 1) // numberCapabilities
			tail = append(tail, 0, 0)
			tail = wire.LE.AppendUint16(tail, set)
			tail = wire.LE.AppendUint16(tail, length)
			tail = append(tail, make([]byte, 16)...)
			b := wire.LE.AppendUint32(nil, s.Result().ShareID)
			b = wire.LE.AppendUint16(b, 1002)
			b = wire.LE.AppendUint16(b, 0)
			b = wire.LE.AppendUint16(b, uint16(len(tail)))
			b = append(b, tail...)
			b = append(bcgr.AppendShareControl(nil, bcgr.ShareConfirmActive, 1007, len(b)), b...)
			var out svc.Outbox
			err := s.Step(append(mcs.AppendSendDataRequest(nil, s.Result().User, s.Result().IOChannel, len(b)), b...), time.Time{}, &out)
			if fits := length >= 4 && length <= 20; err == nil && !fits {
				t.Errorf("set %#x of %d bytes was taken", set, length)
			}
		}
	}
}

// TestDowngrades: a client that somebody in between has talked out of a
// protocol is told what it had asked for, inside what protects the connection.
func TestDowngrades(t *testing.T) {
	cc := clientConfig(0)
	cc.Protocols = x224.ProtocolSSL | x224.ProtocolHybrid
	p := newPair(serverConfig(), cc)
	p.run(t)
	p.mustBeActive(t)
	if got := p.c.Result().Server.Core.RequestedProtocols; got != uint32(cc.Protocols) {
		t.Errorf("the server has heard %#x, the client said %#x", got, uint32(cc.Protocols))
	}
}
