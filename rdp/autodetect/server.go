package autodetect

import (
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Numbers of the server.
const (
	busyEvery  = 2 * time.Second  // between round trips while there is traffic
	idleEvery  = 40 * time.Second // and without
	remember   = time.Minute      // how long the lowest round trip counts
	sampleSize = 32 << 10         // shorter bursts say nothing about bandwidth
	sampleRest = 5 * time.Second  // between two bandwidth measurements
	connectTry = 8 << 10          // bytes that measure the bandwidth while connecting
	maxAsked   = 8                // unanswered requests that are remembered

	heartbeatPeriod    = 20 // seconds: each one wakes both ends, who may have nothing else to do
	heartbeatWarn      = 2  // missed ones until the client says that the link is bad
	heartbeatReconnect = 3  // and until it connects anew
)

// Config is what the client can.
type Config struct {
	Detect    bool // mcs.SupportNetCharDetect
	Heartbeat bool // mcs.SupportHeartbeat
}

// A Server measures. Make it with New.
type Server struct {
	cfg      Config
	sequence uint16
	asked    []request // round trips without an answer, the oldest first
	answered bool      // the client has answered once

	rtt    time.Duration // smoothed
	low    time.Duration // the lowest since lowAt
	lowAt  time.Time
	least  time.Duration // ever
	rate   float64       // bytes a second
	result bool          // the client has not been told of the newest numbers

	traffic bool // since the last request
	due     time.Time
	beat    time.Time // of the next heartbeat
	began   time.Time // of the last bandwidth measurement
}

type request struct {
	sequence uint16
	at       time.Time
}

var _ svc.Machine = (*Server)(nil)

// New returns a Server.
func New(cfg Config) *Server { return &Server{cfg: cfg} }

// Connect appends the requests of connect-time detection ([MS-RDPBCGR]
// 1.3.9): one round trip, and a small burst that the client takes the time of.
func (s *Server) Connect(now time.Time, out *svc.Outbox) {
	if !s.cfg.Detect {
		return
	}
	s.ask(bcgr.RTTConnectTime, now, out)
	s.began = now
	s.request(&bcgr.AutoDetectRequest{Kind: bcgr.BandwidthStartConnect}, out)
	s.request(&bcgr.AutoDetectRequest{Kind: bcgr.BandwidthPayload, Payload: make([]byte, connectTry)}, out)
	s.request(&bcgr.AutoDetectRequest{Kind: bcgr.BandwidthStopConnect}, out)
}

// request appends a request with a sequence number of its own.
func (s *Server) request(p *bcgr.AutoDetectRequest, out *svc.Outbox) {
	s.sequence++
	p.Sequence = s.sequence
	out.Add(func(b []byte) []byte { return p.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecAutoDetectRequest)) })
}

// ask begins a round trip.
func (s *Server) ask(kind uint16, now time.Time, out *svc.Outbox) {
	s.request(&bcgr.AutoDetectRequest{Kind: kind}, out)
	if len(s.asked) == maxAsked {
		s.asked = append(s.asked[:1], s.asked[2:]...) // the oldest says how long there has been silence
	}
	s.asked = append(s.asked, request{s.sequence, now})
	s.traffic = false
	s.due = now.Add(idleEvery)
}

// Step takes a message of the client's.
func (s *Server) Step(in []byte, now time.Time, _ *svc.Outbox) error {
	r := wire.NewReader(in)
	if flags := bcgr.ReadSecurityHeader(r); r.Err() != nil || flags&bcgr.SecAutoDetectResponse == 0 {
		return r.Err() // what else travels here we have not asked for
	}
	var p bcgr.AutoDetectResponse
	if p.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	switch p.Kind {
	case bcgr.RTTResponse:
		s.arrived(p.Sequence, now)
	case bcgr.BandwidthResultConnect, bcgr.BandwidthResultContinue:
		s.bandwidth(p.A, p.B)
	case bcgr.NetCharSync: // what the client remembers of before
		if s.rate == 0 {
			s.rate = float64(p.A) * 1000 / 8
		}
	}
	return nil
}

func milliseconds(d time.Duration) uint32 {
	return uint32(min((d+time.Millisecond/2)/time.Millisecond, 1<<31))
}

// arrived ends a round trip, and those before it that got no answer.
func (s *Server) arrived(sequence uint16, now time.Time) {
	for i, q := range s.asked {
		if q.sequence != sequence {
			continue
		}
		s.asked = append(s.asked[:0], s.asked[i+1:]...)
		s.answered = true
		d := max(now.Sub(q.at), time.Microsecond)
		if s.rtt == 0 {
			s.rtt = d
		} else {
			s.rtt += (d - s.rtt) / 8
		}
		if s.low == 0 || d <= s.low || now.Sub(s.lowAt) > remember {
			s.low, s.lowAt = d, now
		}
		if s.least == 0 || d < s.least {
			s.least = d
		}
		return
	}
}

// bandwidth takes a result: so many bytes in so many milliseconds. Less than
// one counts as one, so that a fast network is taken for slower than it is.
func (s *Server) bandwidth(ms, bytes uint32) {
	if bytes < connectTry/2 {
		return
	}
	v := float64(bytes) * 1000 / float64(max(ms, 1))
	if s.rate == 0 {
		s.rate = v
	} else {
		s.rate += (v - s.rate) / 4
	}
	s.result = true
}

// Begin says that a burst of so many bytes comes, and reports whether it is
// measured; then End must follow right behind the burst.
func (s *Server) Begin(bytes int, now time.Time, out *svc.Outbox) bool {
	s.traffic = true
	if bytes < sampleSize || !s.Due(now) {
		return false
	}
	s.began = now
	s.request(&bcgr.AutoDetectRequest{Kind: bcgr.BandwidthStart}, out)
	return true
}

// Due reports whether Begin would measure a burst that is long enough.
func (s *Server) Due(now time.Time) bool { return s.cfg.Detect && now.Sub(s.began) >= sampleRest }

// End ends a burst that Begin has begun.
func (s *Server) End(out *svc.Outbox) {
	s.request(&bcgr.AutoDetectRequest{Kind: bcgr.BandwidthStop}, out)
}

// news reports whether there is a result that the client has not been told.
func (s *Server) news() bool { return s.result && s.rtt > 0 && s.rate > 0 }

// Tick sends what is due. It is for sessions that are active: some clients
// take no results before.
func (s *Server) Tick(now time.Time, out *svc.Outbox) {
	if s.news() {
		s.result = false
		s.request(&bcgr.AutoDetectRequest{
			Kind: bcgr.NetCharAll, BaseRTT: milliseconds(s.low), AvgRTT: milliseconds(s.rtt), Rate: uint32(min(s.rate*8/1000, 1<<31)),
		}, out)
	}
	if at, ok := s.asking(); ok && !now.Before(at) {
		s.ask(bcgr.RTTContinuous, now, out)
	}
	if s.cfg.Heartbeat && !now.Before(s.beat) {
		s.beat = now.Add(heartbeatPeriod * time.Second)
		if s.cfg.Detect && !s.traffic && s.due.Before(s.beat) {
			s.ask(bcgr.RTTContinuous, now, out) // both ends are awake: one time less later on
		}
		p := &bcgr.Heartbeat{Period: heartbeatPeriod, Warn: heartbeatWarn, Reconnect: heartbeatReconnect}
		out.Add(func(b []byte) []byte { return p.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecHeartbeat)) })
	}
}

// asking returns when the next round trip is due: sooner while there is
// traffic.
func (s *Server) asking() (time.Time, bool) {
	if s.traffic {
		return s.due.Add(busyEvery - idleEvery), s.cfg.Detect
	}
	return s.due, s.cfg.Detect
}

// Deadline returns when Tick has something to do, if it ever has.
func (s *Server) Deadline() (time.Time, bool) {
	at, ok := s.asking()
	if s.news() {
		return time.Time{}, true
	}
	if s.cfg.Heartbeat && (!ok || s.beat.Before(at)) {
		return s.beat, true
	}
	return at, ok
}

// RTT is the lowest round trip of the last minute, which is the network's own:
// longer ones have waited behind other data. 0 means unknown.
func (s *Server) RTT() time.Duration { return s.low }

// Least is the lowest round trip ever, 0 if unknown: those of a client that is
// always busy grow with its work.
func (s *Server) Least() time.Duration { return s.least }

// Average is the smoothed round trip, 0 if unknown.
func (s *Server) Average() time.Duration { return s.rtt }

// Rate is how many bytes a second get through, 0 if unknown.
func (s *Server) Rate() float64 { return s.rate }

// Unanswered returns since when the client, which did answer once, leaves a
// request without an answer, if it does.
func (s *Server) Unanswered() (since time.Time, ok bool) {
	if !s.answered || len(s.asked) == 0 {
		return time.Time{}, false
	}
	return s.asked[0].at, true
}

// State names the state, for logs.
func (s *Server) State() string {
	if s.answered {
		return "answered"
	}
	return "unanswered"
}
