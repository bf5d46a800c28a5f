package acceptor_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"reflect"
	"testing"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/connector"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// pair is a server and a client joined by a loop instead of a socket.
type pair struct {
	s          *acceptor.Server
	c          *connector.Client
	toS, toC   svc.Outbox
	clientSent [][]byte // every frame of the client, for replays
	tls        int
	serverErr  error
	clientErr  error
}

func serverConfig() acceptor.Config {
	return acceptor.Config{
		Protocols: x224.ProtocolSSL, RAIL: bcgr.RAILSupported, Random: rand.New(rand.NewSource(1)),
		Authenticate: func(u, d, p string) bool { return u == "u" && d == "d" && p == "secret" },
	}
}

func clientConfig(channels int) connector.Config {
	cfg := connector.Config{Protocols: x224.ProtocolSSL, Width: 1280, Height: 800, User: "u", Domain: "d", Password: "secret",
		Name: "test", KeyboardLayout: 0x407, DesktopScale: 150, DeviceScale: 140, GFX: true, RAIL: true, HiDef: true}
	for i := range channels {
		cfg.Channels = append(cfg.Channels, mcs.Channel{Name: fmt.Sprintf("ch%d", i), Options: mcs.ChannelInitialized})
	}
	if channels > 0 {
		cfg.Channels[0].Name = "rail"
	}
	return cfg
}

func newPair(s acceptor.Config, c connector.Config) *pair {
	p := &pair{s: acceptor.New(s), c: connector.New(c)}
	p.c.Start(&p.toS)
	return p
}

// run carries frames until neither side has one, or one side fails.
func (p *pair) run(t *testing.T) {
	t.Helper()
	for range 200 {
		in := take(t, &p.toS)
		p.clientSent = append(p.clientSent, in...)
		for _, f := range in {
			if p.serverErr == nil {
				p.serverErr = p.s.Step(f, time.Time{}, &p.toC)
			}
		}
		back := take(t, &p.toC)
		for _, f := range back {
			if p.clientErr == nil {
				p.clientErr = p.c.Step(f, time.Time{}, &p.toS)
			}
		}
		if p.s.Wants() == acceptor.WantTLS && p.c.Wants() == connector.WantTLS {
			p.tls++
			p.s.TLSDone()
			p.c.TLSDone(&p.toS)
		}
		if p.s.Wants() == acceptor.WantCredSSP && p.c.Wants() == connector.WantCredSSP {
			p.s.CredSSPDone()
			p.c.CredSSPDone(&p.toS)
		}
		if len(in) == 0 && len(back) == 0 && p.toS.Len() == 0 {
			return
		}
	}
	t.Fatal("the two never come to an end")
}

func take(t testing.TB, o *svc.Outbox) (fs [][]byte) {
	for i := range o.Len() {
		f := bytes.Clone(o.Message(i))
		if n, fast, err := x224.FrameLen(f); n != len(f) || fast || err != nil {
			t.Fatal("not one whole frame")
		}
		fs = append(fs, f)
	}
	o.Reset()
	return fs
}

func (p *pair) mustBeActive(t *testing.T) {
	t.Helper()
	if p.serverErr != nil || p.clientErr != nil || !p.s.Active() || !p.c.Active() {
		t.Fatalf("server %s (%v), client %s (%v)", p.s.State(), p.serverErr, p.c.State(), p.clientErr)
	}
}

func TestBothReachActive(t *testing.T) {
	for _, n := range []int{0, 5, 31} {
		for _, joinAll := range []bool{false, true} {
			for _, plain := range []bool{false, true} {
				t.Run(fmt.Sprintf("%d channels, join all %v, plain %v", n, joinAll, plain), func(t *testing.T) {
					sc, cc := serverConfig(), clientConfig(n)
					cc.JoinAll = joinAll
					if plain {
						sc.Protocols, sc.AllowPlain, cc.Protocols = 0, true, 0
					}
					p := newPair(sc, cc)
					p.run(t)
					p.mustBeActive(t)
					checkResults(t, p, n)
					if (p.tls == 1) == plain {
						t.Errorf("%d TLS handshakes", p.tls)
					}
				})
			}
		}
	}
}

func checkResults(t *testing.T, p *pair, n int) {
	t.Helper()
	s, c := p.s.Result(), p.c.Result()
	if len(s.Channels) != n || len(c.Channels) != n || s.User != c.User || s.MessageChannel == 0 || s.MessageChannel != c.MessageChannel {
		t.Errorf("server %+v\nclient %+v", s, c)
	}
	ids := map[uint16]bool{s.User: true, s.IOChannel: true, s.MessageChannel: true}
	for i := range s.Channels {
		if ids[s.Channels[i].ID] || s.Channels[i].ID != c.Channels[i].ID || s.Channels[i].Name != c.Channels[i].Name {
			t.Errorf("channel %d: %+v %+v", i, s.Channels[i], c.Channels[i])
		}
		ids[s.Channels[i].ID] = true
	}
	if s.ShareID != c.ShareID || c.Width != 1280 || c.Height != 800 || c.Depth != 32 || s.Core.DesktopScale != 150 ||
		s.Core.KeyboardLayout != 0x407 || s.Info.User != "u" || s.Info.Password != "" || s.Info.Flags&bcgr.InfoHiDefRAIL == 0 {
		t.Errorf("server %+v\nclient %+v", s, c)
	}
	if s.RAIL() != (n > 0) || !s.FastPathOutput() || s.MaxUpdate() != acceptor.MaxRequestSize || s.PointerCache() != 25 || c.ChunkSize() != svc.DefaultChunk || !c.FastPathInput() {
		t.Error(s.RAIL(), s.FastPathOutput(), s.MaxUpdate(), s.PointerCache(), c.ChunkSize(), c.FastPathInput())
	}
	if n > 0 && (s.Channel("RAIL") == nil || s.ChannelByID(1004) == nil || c.ChannelByID(1004) == nil || s.ChannelByID(1003) != nil) {
		t.Error("channel look-up")
	}
}

func TestWrongPasswordIsToldAndAskedOnce(t *testing.T) {
	sc, cc := serverConfig(), clientConfig(2)
	asked := 0
	sc.Authenticate = func(_, _, _ string) bool { asked++; return false }
	p := newPair(sc, cc)
	p.run(t)
	if !errors.Is(p.serverErr, acceptor.ErrDenied) || !errors.Is(p.clientErr, bcgr.ErrInsufficientPrivileges) || asked != 1 {
		t.Errorf("server %v, client %v, asked %d times", p.serverErr, p.clientErr, asked)
	}
	if p.s.Wants() != acceptor.WantClose || p.c.Wants() != connector.WantClose || p.s.Active() {
		t.Error(p.s.State(), p.c.State())
	}
	if sc.Authenticate = nil; true { // nobody to ask: nobody comes in
		p = newPair(sc, cc)
		if p.run(t); !errors.Is(p.serverErr, acceptor.ErrDenied) {
			t.Error(p.serverErr)
		}
	}
}

func TestCookieOrCredSSPVouches(t *testing.T) {
	sc, cc := serverConfig(), clientConfig(0)
	cc.Password, cc.Reconnect = "", &bcgr.ReconnectCookie{LogonID: 7}
	sc.Reconnect = func(c bcgr.ReconnectCookie) bool { return c.LogonID == 7 }
	p := newPair(sc, cc)
	p.run(t)
	p.mustBeActive(t)

	sc.Reconnect = nil
	sc.Protocols |= x224.ProtocolHybrid
	cc.Protocols |= x224.ProtocolHybrid
	p = newPair(sc, cc)
	p.run(t)
	p.mustBeActive(t)
	if p.s.Result().Selected != x224.ProtocolHybrid {
		t.Error(p.s.Result().Selected)
	}
}

func TestReactivation(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(3))
	p.run(t)
	p.mustBeActive(t)
	for _, size := range [][2]int{{1920, 1080}, {640, 480}} {
		if !p.s.CanReactivate() {
			t.Fatal("cannot reactivate")
		}
		if err := p.s.Reactivate(size[0], size[1], &p.toC); err != nil || p.s.Active() {
			t.Fatal(err, p.s.State())
		}
		if err := p.s.Reactivate(1, 1, &p.toC); !errors.Is(err, acceptor.ErrSequence) {
			t.Error("reactivated in the middle:", err)
		}
		// Input and control PDUs may still be under way.
		p.toS.AddBytes(bcgr.AppendFastPathInput(nil, []bcgr.InputEvent{{Kind: bcgr.InputMouse}}))
		if err := p.s.Step(p.toS.Message(0), time.Time{}, &p.toC); err != nil {
			t.Fatal(err)
		}
		p.toS.Reset()
		p.run(t)
		p.mustBeActive(t)
		if r := p.c.Result(); r.Width != size[0] || r.Height != size[1] {
			t.Errorf("%dx%d", r.Width, r.Height)
		}
	}
	if err := p.s.Reactivate(100000, 1, &p.toC); err != nil || p.s.Result().Width != 1024 {
		t.Error("a size out of range must fall back:", p.s.Result().Width)
	}
}

func TestNegotiationFailures(t *testing.T) {
	for _, c := range []struct {
		server, client x224.Protocol
		plain          bool
		want           x224.FailureCode
	}{
		{x224.ProtocolSSL, x224.ProtocolRDP, false, x224.SSLRequiredByServer},
		{x224.ProtocolSSL, x224.ProtocolHybrid, false, x224.SSLRequiredByServer},
		{x224.ProtocolHybrid, x224.ProtocolSSL, false, x224.HybridRequiredByServer},
		{0, x224.ProtocolSSL, false, x224.SSLNotAllowedByServer},
	} {
		sc, cc := serverConfig(), clientConfig(0)
		sc.Protocols, cc.Protocols = c.server, c.client
		p := newPair(sc, cc)
		p.run(t)
		var got x224.FailureCode
		if !errors.As(p.clientErr, &got) || got != c.want || !errors.Is(p.serverErr, c.want) || p.s.Wants() != acceptor.WantClose {
			t.Errorf("%v/%v: client %v, server %v", c.server, c.client, p.clientErr, p.serverErr)
		}
	}
	// A client that asked for TLS does not go on without it.
	sc, cc := serverConfig(), clientConfig(0)
	sc.Protocols, sc.AllowPlain = 0, true
	p := newPair(sc, cc)
	if p.run(t); p.clientErr == nil {
		t.Error("the client was talked out of TLS")
	}
	// One that cannot negotiate gets no answer that it would not understand.
	var out svc.Outbox
	s := acceptor.New(serverConfig())
	if err := s.Step((&x224.ConnectionRequest{}).AppendTo(nil), time.Time{}, &out); err == nil || out.Len() != 0 {
		t.Error(err, out.Len())
	}
}

func TestServerEnds(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(1))
	p.run(t)
	p.s.End(bcgr.ErrOtherConnection, &p.toC)
	p.run(t)
	if !errors.Is(p.clientErr, bcgr.ErrOtherConnection) || p.s.Wants() != acceptor.WantClose {
		t.Error(p.clientErr, p.s.State())
	}
	p = newPair(serverConfig(), clientConfig(1))
	p.run(t)
	p.c.Disconnect(&p.toS)
	p.run(t)
	if !errors.Is(p.serverErr, acceptor.ErrDisconnected) {
		t.Error(p.serverErr)
	}
}

func TestLateAndForeignJoins(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(2))
	p.run(t)
	for ch, result := range map[uint16]uint8{1003: 0, 1004: 0, p.s.Result().User: 0, 1099: mcs.ResultNoSuchChannel, 0: mcs.ResultNoSuchChannel} {
		in := x224.AppendData(nil, &mcs.ChannelJoinRequest{User: p.s.Result().User, Channel: ch})
		if err := p.s.Step(in, time.Time{}, &p.toC); err != nil {
			t.Fatal(err)
		}
		got, err := mcs.DecodeFrame(p.toC.Message(0))
		if j, ok := got.(*mcs.ChannelJoinConfirm); err != nil || !ok || j.Result != result || j.Requested != ch {
			t.Errorf("channel %d: %+v %v", ch, got, err)
		}
		p.toC.Reset()
	}
	in := append(mcs.AppendSendDataRequest(nil, p.s.Result().User, 1099, 1), 0)
	if err := p.s.Step(in, time.Time{}, &p.toC); !errors.Is(err, bcgr.ErrBadChannelID) {
		t.Error("data on an unknown channel:", err)
	}
}

func TestMonitorsComeBack(t *testing.T) {
	cc := clientConfig(0)
	cc.Monitors = []mcs.Monitor{{Right: 1279, Bottom: 799, Flags: mcs.MonitorPrimary}, {Left: 1280, Right: 2559, Bottom: 799}}
	cc.MonitorsEx = make([]mcs.MonitorEx, 2)
	p := newPair(serverConfig(), cc)
	p.run(t)
	p.mustBeActive(t)
	if !reflect.DeepEqual(p.s.Result().Monitors, cc.Monitors) || !reflect.DeepEqual(p.c.Result().Monitors, cc.Monitors) || len(p.s.Result().MonitorsEx) != 2 {
		t.Errorf("%+v %+v", p.s.Result().Monitors, p.c.Result().Monitors)
	}
}

func TestServerSendsOnlySetsForServers(t *testing.T) {
	for _, c := range acceptor.DefaultCapabilities(&acceptor.Result{Depth: 32}, 1, svc.DefaultChunk) {
		if !c.Type().ServerMaySend() {
			t.Errorf("%T must not be in a Demand Active", c)
		}
	}
}

func TestClientAnswersRoundTrips(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(0))
	p.run(t)
	q := &bcgr.AutoDetectRequest{Sequence: 9, Kind: bcgr.RTTContinuous}
	p.toC.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataIndication(b, mcs.ServerUser, p.s.Result().MessageChannel, bcgr.SecurityHeaderSize+q.Size())
		return q.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecAutoDetectRequest))
	})
	if err := p.c.Step(p.toC.Message(0), time.Time{}, &p.toS); err != nil || p.toS.Len() != 1 {
		t.Fatal(err, p.toS.Len())
	}
	got, _ := mcs.DecodeFrame(p.toS.Message(0))
	r := wire.NewReader(got.(*mcs.SendDataRequest).Data)
	var a bcgr.AutoDetectResponse
	f := bcgr.ReadSecurityHeader(r)
	if a.ReadFrom(r); f != bcgr.SecAutoDetectResponse || a.Sequence != 9 || r.Err() != nil {
		t.Errorf("%#x %+v %v", f, a, r.Err())
	}
	if err := p.s.Step(p.toS.Message(0), time.Time{}, &p.toC); err != nil {
		t.Error("the acceptor must leave the message channel alone:", err)
	}
}

// TestOnlyWhoOffersNothingElseGoesWithoutProtection: AllowPlain talks nobody
// out of TLS.
func TestOnlyWhoOffersNothingElseGoesWithoutProtection(t *testing.T) {
	for _, c := range []struct {
		server, client, selected x224.Protocol
		failure                  x224.FailureCode
	}{
		{x224.ProtocolSSL, x224.ProtocolRDP, x224.ProtocolRDP, 0},
		{x224.ProtocolSSL, x224.ProtocolSSL | x224.ProtocolHybrid, x224.ProtocolSSL, 0},
		{x224.ProtocolSSL, x224.ProtocolHybrid, 0, x224.SSLRequiredByServer},
		{x224.ProtocolHybrid, x224.ProtocolSSL, 0, x224.HybridRequiredByServer},
	} {
		sc, cc := serverConfig(), clientConfig(0)
		sc.Protocols, sc.AllowPlain, cc.Protocols = c.server, true, c.client
		p := newPair(sc, cc)
		p.run(t)
		var got x224.FailureCode
		errors.As(p.serverErr, &got)
		if got != c.failure || p.s.Result().Selected != c.selected || p.s.Active() != (c.failure == 0) {
			t.Errorf("%v of %v: %v, %v (%v)", c.client, c.server, p.s.Result().Selected, got, p.serverErr)
		}
	}
}

func TestRefusalComesBeforeThePassword(t *testing.T) {
	sc := serverConfig()
	sc.Authenticate = func(_, _, _ string) bool { t.Error("asked"); return true }
	sc.Refuse = func() error { return fmt.Errorf("too often: %w", bcgr.ErrDenied) }
	p := newPair(sc, clientConfig(0))
	p.run(t)
	if !errors.Is(p.clientErr, bcgr.ErrDenied) || p.s.Active() {
		t.Errorf("client %v, server %v", p.clientErr, p.serverErr)
	}
}

// TestConnectTimeDetection has its place between Client Info and the licence,
// and the sequence does not wait for its answers.
func TestConnectTimeDetection(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(0))
	p.run(t)
	p.mustBeActive(t)
	if n := p.s.Result().Network; n == nil || n.State() != "answered" {
		t.Fatalf("%+v", n)
	}
	s, _ := replay(p.clientSent[:4])
	var out svc.Outbox
	if err := s.Step(p.clientSent[4], time.Time{}, &out); err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, f := range take(t, &out) {
		d, err := mcs.DecodeFrame(f)
		if err != nil {
			t.Fatal(err)
		}
		in := d.(*mcs.SendDataIndication)
		switch flags := bcgr.ReadSecurityHeader(wire.NewReader(in.Data)); {
		case in.Channel == s.Result().MessageChannel && flags == bcgr.SecAutoDetectRequest:
			order = append(order, "detect")
		case flags == bcgr.SecLicense:
			order = append(order, "licence")
		default:
			order = append(order, "share")
		}
	}
	if want := []string{"detect", "detect", "detect", "detect", "licence", "share"}; !reflect.DeepEqual(order, want) {
		t.Errorf("%v, want %v", order, want)
	}
}

// replay steps a fresh server through frames and reports whether it got
// through without an error.
func replay(frames [][]byte) (*acceptor.Server, bool) {
	s := acceptor.New(serverConfig())
	var out svc.Outbox
	for _, f := range frames {
		if err := s.Step(f, time.Time{}, &out); err != nil {
			return s, false
		}
		s.TLSDone()
		out.Reset()
	}
	return s, true
}

func TestPrefixesAndGarbage(t *testing.T) {
	cc := clientConfig(3)
	cc.JoinAll = true
	p := newPair(serverConfig(), cc)
	p.run(t)
	p.mustBeActive(t)
	sent := p.clientSent
	if s, ok := replay(sent); !ok || !s.Active() {
		t.Fatal("the replay itself fails")
	}
	rng := rand.New(rand.NewSource(2))
	for i, f := range sent {
		for n := range f {
			if s, ok := replay(append(sent[:i:i], f[:n])); ok || s.Active() {
				t.Fatalf("frame %d cut to %d of %d bytes was accepted", i, n, len(f))
			}
		}
		for range 50 { // must not panic, nor become active too early
			g := bytes.Clone(f)
			g[rng.Intn(len(g))] ^= byte(1 + rng.Intn(255))
			if s, _ := replay(append(sent[:i:i], g)); i < len(sent)-1 && s.Active() {
				t.Fatalf("active after frame %d", i)
			}
		}
		// Each frame out of its order: again at the very beginning.
		if s, _ := replay([][]byte{sent[0], f}); s.Active() {
			t.Fatal("active at once")
		}
	}
}

func TestFlood(t *testing.T) {
	p := newPair(serverConfig(), clientConfig(0))
	frames := [][]byte{}
	p.run(t)
	frames = append(frames, p.clientSent[:4]...) // until the user is attached
	join := x224.AppendData(nil, &mcs.ChannelJoinRequest{User: 1005, Channel: 1003})
	for range 1000 {
		frames = append(frames, join)
	}
	if _, ok := replay(frames); ok {
		t.Error("a thousand joins were accepted")
	}
}

func FuzzAcceptor(f *testing.F) {
	cc := clientConfig(2)
	p := newPair(serverConfig(), cc)
	p.run(&testing.T{})
	for i, frame := range p.clientSent {
		f.Add(uint8(i), frame)
	}
	f.Fuzz(func(t *testing.T, at uint8, frame []byte) {
		i := int(at) % len(p.clientSent)
		replay(append(p.clientSent[:i:i], frame))
	})
}

func FuzzConnector(f *testing.F) {
	p := newPair(serverConfig(), clientConfig(2))
	var frames [][]byte
	for range 20 {
		for _, in := range take(f, &p.toS) {
			p.s.Step(in, time.Time{}, &p.toC)
		}
		for _, in := range take(f, &p.toC) {
			frames = append(frames, in)
			p.c.Step(in, time.Time{}, &p.toS)
		}
		p.s.TLSDone()
		p.c.TLSDone(&p.toS)
	}
	for i, frame := range frames {
		f.Add(uint8(i), frame)
	}
	f.Fuzz(func(t *testing.T, at uint8, frame []byte) {
		c := connector.New(clientConfig(2))
		var out svc.Outbox
		c.Start(&out)
		for _, in := range append(frames[:int(at)%len(frames):int(at)%len(frames)], frame) {
			if c.Step(in, time.Time{}, &out) != nil {
				return
			}
			c.TLSDone(&out)
			out.Reset()
		}
	})
}
