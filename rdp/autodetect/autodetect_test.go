package autodetect_test

import (
	"bytes"
	"testing"
	"time"

	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// A network lies between both: each message takes a time.
type network struct {
	now    time.Time
	oneWay time.Duration
	s      *autodetect.Server
	c      *autodetect.Client
	out    svc.Outbox // of the server
	deaf   bool       // the client answers nothing
}

func newNetwork(cfg autodetect.Config) *network {
	return &network{now: time.Unix(1e9, 0), oneWay: 20 * time.Millisecond, s: autodetect.New(cfg), c: &autodetect.Client{}}
}

// carry brings what the server has put into out to the client, and answers
// back. Its payload counts as bytes that arrive at 1 MB/s.
func (n *network) carry(t *testing.T) {
	t.Helper()
	var back svc.Outbox
	n.now = n.now.Add(n.oneWay)
	for i := range n.out.Len() {
		m := n.out.Message(i)
		n.arrive(len(m))
		if n.deaf {
			continue
		}
		if err := n.c.Step(m, n.now, &back); err != nil {
			t.Fatal(err)
		}
	}
	n.out.Reset()
	n.now = n.now.Add(n.oneWay)
	for i := range back.Len() {
		if err := n.s.Step(back.Message(i), n.now, &n.out); err != nil {
			t.Fatal(err)
		}
	}
}

func (n *network) arrive(bytes int) {
	n.c.Count(bytes)
	n.now = n.now.Add(time.Duration(bytes) * time.Microsecond)
}

var both = autodetect.Config{Detect: true, Heartbeat: true}

func TestConnectTime(t *testing.T) {
	n := newNetwork(both)
	n.s.Connect(n.now, &n.out)
	kinds := []uint16{bcgr.RTTConnectTime, bcgr.BandwidthStartConnect, bcgr.BandwidthPayload, bcgr.BandwidthStopConnect}
	if n.out.Len() != len(kinds) {
		t.Fatalf("%d requests", n.out.Len())
	}
	for i, kind := range kinds {
		r := wire.NewReader(n.out.Message(i))
		var q bcgr.AutoDetectRequest
		if f := bcgr.ReadSecurityHeader(r); f != bcgr.SecAutoDetectRequest {
			t.Errorf("request %d: flags %#x", i, f)
		}
		if q.ReadFrom(r); q.Kind != kind || q.Sequence != uint16(i+1) || r.Err() != nil || r.Len() != 0 {
			t.Errorf("request %d: %#x, sequence %d, %v", i, q.Kind, q.Sequence, r.Err())
		}
	}
	n.carry(t)
	if n.s.RTT() < 40*time.Millisecond || n.s.RTT() > 60*time.Millisecond {
		t.Errorf("round trip %v", n.s.RTT())
	}
	if n.s.Rate() < 0.9e6 || n.s.Rate() > 1.2e6 {
		t.Errorf("%v bytes a second, want about a million", n.s.Rate())
	}
	if at, ok := n.s.Deadline(); !ok || at.After(n.now) {
		t.Errorf("the result waits until %v", at)
	}
	n.s.Tick(n.now, &n.out)
	n.carry(t)
	low, average, bits := n.c.Result()
	if low == 0 || average == 0 || bits < 7e6 || bits > 10e6 {
		t.Errorf("the client was told %v, %v, %v", low, average, bits)
	}
}

func TestNothingIsSentToWhoCannot(t *testing.T) {
	n := newNetwork(autodetect.Config{})
	n.s.Connect(n.now, &n.out)
	n.s.Tick(n.now, &n.out)
	if n.s.Begin(1<<20, n.now, &n.out) || n.out.Len() != 0 {
		t.Errorf("%d messages", n.out.Len())
	}
	if at, ok := n.s.Deadline(); ok {
		t.Errorf("deadline %v", at)
	}
}

// TestPace counts messages of ten minutes, idle and busy.
func TestPace(t *testing.T) {
	for _, c := range []struct {
		busy       bool
		beats, rtt int
	}{{false, 30, 15}, {true, 30, 300}} {
		n := newNetwork(both)
		end := n.now.Add(10 * time.Minute)
		beats, trips := 0, 0
		for n.now.Before(end) {
			n.s.Tick(n.now, &n.out)
			for i := range n.out.Len() {
				r := wire.NewReader(n.out.Message(i))
				if bcgr.ReadSecurityHeader(r) == bcgr.SecHeartbeat {
					beats++
				} else {
					trips++
				}
			}
			n.out.Reset()
			if c.busy {
				n.s.Begin(100, n.now, &n.out)
			}
			at, ok := n.s.Deadline()
			if !ok || !at.After(n.now) {
				t.Fatalf("deadline %v at %v", at, n.now)
			}
			n.now = at
		}
		if beats != c.beats || trips != c.rtt {
			t.Errorf("busy %v: %d heartbeats, %d round trips; want %d, %d", c.busy, beats, trips, c.beats, c.rtt)
		}
	}
}

// TestIdleRoundTripsGoWithHeartbeats: nobody is woken for them alone.
func TestIdleRoundTripsGoWithHeartbeats(t *testing.T) {
	n := newNetwork(both)
	n.s.Connect(n.now, &n.out)
	n.carry(t)
	n.now = n.now.Add(7 * time.Second) // until there is a session
	wakes, trips, end := 0, 0, n.now.Add(10*time.Minute)
	for n.now.Before(end) {
		n.s.Tick(n.now, &n.out)
		wakes++
		if n.out.Len() > 1 {
			trips++
		}
		n.carry(t)
		n.s.Tick(n.now, &n.out) // what there is to tell of the answer
		n.carry(t)
		at, _ := n.s.Deadline()
		n.now = at
	}
	if wakes > 31 || trips < 14 {
		t.Errorf("%d wakeups, %d round trips", wakes, trips)
	}
}

func TestHeartbeatsArrive(t *testing.T) {
	n := newNetwork(both)
	for range 5 {
		n.s.Tick(n.now, &n.out)
		n.carry(t)
		n.now = n.now.Add(20 * time.Second)
	}
	if n.c.Heartbeats() != 5 {
		t.Errorf("%d heartbeats", n.c.Heartbeats())
	}
}

// TestBursts measures a burst that is long enough, not too often.
func TestBursts(t *testing.T) {
	n := newNetwork(both)
	if n.s.Begin(1000, n.now, &n.out) {
		t.Error("a short burst says nothing")
	}
	if !n.s.Begin(1<<20, n.now, &n.out) {
		t.Fatal("a long burst is not measured")
	}
	n.carry(t)
	n.arrive(1 << 20)
	n.s.End(&n.out)
	n.carry(t)
	if n.s.Rate() < 0.9e6 || n.s.Rate() > 1.2e6 {
		t.Errorf("%v bytes a second, want about a million", n.s.Rate())
	}
	if n.s.Begin(1<<20, n.now, &n.out) {
		t.Error("measured again at once")
	}
}

// TestTheLowestRoundTripCounts: what waits behind other data takes longer, and
// a network that has become slower is noticed after a minute.
func TestTheLowestRoundTripCounts(t *testing.T) {
	n := newNetwork(both)
	trip := func(oneWay time.Duration) {
		n.oneWay = oneWay
		n.s.Tick(n.now, &n.out)
		n.carry(t)
		n.now = n.now.Add(30 * time.Second)
	}
	trip(5 * time.Millisecond)
	low := n.s.RTT()
	trip(100 * time.Millisecond)
	if n.s.RTT() != low || n.s.Average() <= low {
		t.Errorf("%v, average %v", n.s.RTT(), n.s.Average())
	}
	trip(100 * time.Millisecond)
	trip(100 * time.Millisecond)
	if n.s.RTT() < 200*time.Millisecond || n.s.Least() != low {
		t.Errorf("%v, and %v ever, after a minute on a slow network", n.s.RTT(), n.s.Least())
	}
}

func TestSilence(t *testing.T) {
	n := newNetwork(both)
	n.deaf = true
	for range 20 {
		n.s.Tick(n.now, &n.out)
		n.carry(t)
		n.now = n.now.Add(30 * time.Second)
	}
	if since, ok := n.s.Unanswered(); ok {
		t.Errorf("a client that has never answered is silent since %v", since)
	}
	n.deaf = false
	n.s.Tick(n.now, &n.out)
	n.carry(t)
	if since, ok := n.s.Unanswered(); ok {
		t.Errorf("silent since %v right after an answer", since)
	}
	n.deaf = true
	began := n.now
	for range 20 {
		n.s.Tick(n.now, &n.out)
		n.carry(t)
		n.now = n.now.Add(30 * time.Second)
	}
	if since, ok := n.s.Unanswered(); !ok || since.Sub(began) > time.Minute {
		t.Errorf("silent since %v, %v; want about %v", since, ok, began)
	}
}

// TestLies: answers to what was never asked, twice, or with absurd numbers.
func TestLies(t *testing.T) {
	n := newNetwork(both)
	say := func(p bcgr.AutoDetectResponse) {
		t.Helper()
		m := p.AppendTo(bcgr.AppendSecurityHeader(nil, bcgr.SecAutoDetectResponse))
		if err := n.s.Step(m, n.now, &n.out); err != nil {
			t.Fatal(err)
		}
	}
	say(bcgr.AutoDetectResponse{Sequence: 77, Kind: bcgr.RTTResponse})
	if n.s.RTT() != 0 {
		t.Errorf("round trip %v of a request that was not made", n.s.RTT())
	}
	n.s.Tick(n.now, &n.out)
	for range 2 {
		say(bcgr.AutoDetectResponse{Sequence: 1, Kind: bcgr.RTTResponse})
	}
	say(bcgr.AutoDetectResponse{Kind: bcgr.BandwidthResultContinue, A: 0, B: 1<<32 - 1})
	say(bcgr.AutoDetectResponse{Kind: bcgr.BandwidthResultContinue, A: 1<<32 - 1, B: 0})
	say(bcgr.AutoDetectResponse{Kind: bcgr.NetCharSync, A: 1<<32 - 1, B: 1<<32 - 1})
	if n.s.Rate() <= 0 || n.s.RTT() <= 0 {
		t.Errorf("%v, %v", n.s.Rate(), n.s.RTT())
	}
	if err := n.s.Step(bcgr.AppendSecurityHeader(nil, bcgr.SecTransportResponse), n.now, &n.out); err != nil {
		t.Errorf("what is not ours: %v", err)
	}
	if err := n.s.Step([]byte{0}, n.now, &n.out); err == nil {
		t.Error("half a header was taken")
	}
}

func FuzzStep(f *testing.F) {
	for _, b := range wiretest.Messages(f, "message") {
		f.Add(b)
	}
	for _, kind := range []uint16{bcgr.RTTResponse, bcgr.BandwidthResultConnect, bcgr.BandwidthResultContinue, bcgr.NetCharSync} {
		f.Add((&bcgr.AutoDetectResponse{Sequence: 1, Kind: kind, A: 7, B: 9000}).AppendTo(bcgr.AppendSecurityHeader(nil, bcgr.SecAutoDetectResponse)))
	}
	for _, kind := range []uint16{bcgr.RTTContinuous, bcgr.BandwidthStart, bcgr.BandwidthStop, bcgr.NetCharAll} {
		f.Add((&bcgr.AutoDetectRequest{Sequence: 1, Kind: kind}).AppendTo(bcgr.AppendSecurityHeader(nil, bcgr.SecAutoDetectRequest)))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		before := bytes.Clone(in)
		n := newNetwork(both)
		n.s.Connect(n.now, &n.out)
		n.s.Step(in, n.now, &n.out)
		n.c.Step(in, n.now, &n.out)
		if n.s.Rate() < 0 || n.s.RTT() < 0 || !bytes.Equal(in, before) {
			t.Fatalf("%v, %v", n.s.Rate(), n.s.RTT())
		}
	})
}
