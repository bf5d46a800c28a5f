package connector

import (
	"errors"
	"testing"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// That the sequence works is tested in package acceptor; here, what a client
// must not put up with.

func confirm(sel x224.Protocol) []byte {
	return (&x224.ConnectionConfirm{Response: &x224.NegotiationResponse{Flags: x224.ExtendedClientData, Selected: sel}}).AppendTo(nil)
}

func response(d mcs.ServerData) []byte { return x224.AppendData(nil, mcs.NewConnectResponse(&d)) }

func good() mcs.ServerData {
	return mcs.ServerData{IOChannel: mcs.IOChannel, Channels: []uint16{1004}, Core: mcs.ServerCore{EarlyFlags: mcs.SkipChannelJoin}}
}

func io(p ...byte) []byte {
	return append(mcs.AppendSendDataIndication(nil, mcs.ServerUser, mcs.IOChannel, len(p)), p...)
}

func license(code uint32) []byte {
	return io((&bcgr.LicenseError{Code: code, Transition: 2}).AppendTo(bcgr.AppendSecurityHeader(nil, bcgr.SecLicense))...)
}

// until runs a fresh client through frames and returns the last error.
func until(cfg Config, frames ...[]byte) (*Client, error) {
	c := New(cfg)
	var out svc.Outbox
	c.Start(&out)
	for _, f := range frames {
		if err := c.Step(f, time.Time{}, &out); err != nil {
			return c, err
		}
		c.TLSDone(&out)
	}
	return c, nil
}

func TestClientRefuses(t *testing.T) {
	cfg := Config{Protocols: x224.ProtocolSSL, Width: 800, Height: 600, Channels: []mcs.Channel{{Name: "rail"}}}
	attach := x224.AppendData(nil, &mcs.AttachUserConfirm{User: 1007})
	encrypted, fewer := good(), good()
	encrypted.Security.Methods = 2
	fewer.Channels = []uint16{}
	refused := mcs.NewConnectResponse(&fewer)
	refused.Result = 1
	noDesktop := (&bcgr.DemandActive{ShareID: 1}).AppendTo(bcgr.AppendShareControl(nil, bcgr.ShareDemandActive, mcs.ServerUser, (&bcgr.DemandActive{}).Size()))
	for name, c := range map[string]struct {
		frames [][]byte
		want   error
	}{
		"failure":             {[][]byte{(&x224.ConnectionConfirm{Failure: x224.HybridRequiredByServer}).AppendTo(nil)}, x224.HybridRequiredByServer},
		"a downgrade":         {[][]byte{confirm(x224.ProtocolRDP)}, ErrSequence},
		"the silent kind":     {[][]byte{(&x224.ConnectionConfirm{}).AppendTo(nil)}, ErrSequence},
		"what was not asked":  {[][]byte{confirm(x224.ProtocolHybrid)}, ErrSequence},
		"RDP encryption":      {[][]byte{confirm(x224.ProtocolSSL), response(encrypted)}, wire.ErrUnsupported},
		"missing channels":    {[][]byte{confirm(x224.ProtocolSSL), response(fewer)}, ErrSequence},
		"no conference":       {[][]byte{confirm(x224.ProtocolSSL), x224.AppendData(nil, refused)}, ErrRefused},
		"no user":             {[][]byte{confirm(x224.ProtocolSSL), response(good()), x224.AppendData(nil, &mcs.AttachUserConfirm{Result: 14})}, ErrRefused},
		"a join too early":    {[][]byte{confirm(x224.ProtocolSSL), response(good()), x224.AppendData(nil, &mcs.ChannelJoinConfirm{Requested: 1003, User: 1007, Channel: 1003})}, ErrSequence},
		"data too early":      {[][]byte{confirm(x224.ProtocolSSL), response(good()), license(7)}, ErrSequence},
		"no licence header":   {[][]byte{confirm(x224.ProtocolSSL), response(good()), attach, io(0, 0, 0, 0)}, ErrSequence},
		"licence refused":     {[][]byte{confirm(x224.ProtocolSSL), response(good()), attach, license(1)}, ErrRefused},
		"no desktop":          {[][]byte{confirm(x224.ProtocolSSL), response(good()), attach, license(7), io(noDesktop...)}, wire.ErrRange},
		"a goodbye":           {[][]byte{confirm(x224.ProtocolSSL), response(good()), x224.AppendData(nil, &mcs.DisconnectProviderUltimatum{})}, ErrDisconnected},
		"requests for itself": {[][]byte{confirm(x224.ProtocolSSL), response(good()), x224.AppendData(nil, &mcs.AttachUserRequest{})}, ErrSequence},
	} {
		cl, err := until(cfg, c.frames...)
		if !errors.Is(err, c.want) || cl.Wants() != WantClose {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestJoinRefused(t *testing.T) {
	cfg := Config{Protocols: x224.ProtocolSSL, JoinAll: true, Channels: []mcs.Channel{{Name: "rail"}}}
	_, err := until(cfg, confirm(x224.ProtocolSSL), response(good()), x224.AppendData(nil, &mcs.AttachUserConfirm{User: 1007}),
		x224.AppendData(nil, &mcs.ChannelJoinConfirm{Result: mcs.ResultNoSuchChannel, User: 1007, Requested: 1007}))
	if !errors.Is(err, ErrRefused) {
		t.Error(err)
	}
}

func TestReasonOutlivesTheStream(t *testing.T) {
	p := &bcgr.SetErrorInfo{Code: bcgr.ErrIdleTimeout}
	c, err := until(Config{Protocols: x224.ProtocolSSL, Channels: []mcs.Channel{{Name: "rail"}}}, confirm(x224.ProtocolSSL), response(good()),
		x224.AppendData(nil, &mcs.AttachUserConfirm{User: 1007}), license(7), io(bcgr.AppendData(nil, 1, mcs.ServerUser, p)...))
	if err != nil || c.ErrorInfo() != bcgr.ErrIdleTimeout || c.Active() {
		t.Error(err, c.ErrorInfo())
	}
}
