package autodetect

import (
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// A Client answers.
type Client struct {
	counting bool
	began    time.Time
	bytes    uint32
	beats    int
	last     bcgr.AutoDetectRequest
}

var _ svc.Machine = (*Client)(nil)

// Count notes that so many bytes came from the server.
func (c *Client) Count(n int) { c.bytes += uint32(n) }

// Step takes a message of the server's.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	flags := bcgr.ReadSecurityHeader(r)
	switch {
	case r.Err() != nil:
		return r.Err()
	case flags&bcgr.SecHeartbeat != 0:
		var p bcgr.Heartbeat
		p.ReadFrom(r)
		c.beats++
		return r.Err()
	case flags&bcgr.SecAutoDetectRequest == 0:
		return nil
	}
	var q bcgr.AutoDetectRequest
	if q.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	switch q.Kind {
	case bcgr.RTTContinuous, bcgr.RTTConnectTime:
		answer(&bcgr.AutoDetectResponse{Sequence: q.Sequence, Kind: bcgr.RTTResponse}, out)
	case bcgr.BandwidthStart, bcgr.BandwidthStartConnect:
		c.counting, c.began, c.bytes = true, now, 0
	case bcgr.BandwidthStop, bcgr.BandwidthStopConnect:
		kind := bcgr.BandwidthResultContinue
		if q.Kind == bcgr.BandwidthStopConnect {
			kind = bcgr.BandwidthResultConnect
		}
		if c.counting {
			c.counting = false
			answer(&bcgr.AutoDetectResponse{Sequence: q.Sequence, Kind: kind, A: milliseconds(now.Sub(c.began)), B: c.bytes}, out)
		}
	case bcgr.NetCharAll, bcgr.NetCharBaseAvgRTT, bcgr.NetCharBandwidthAvgRTT:
		c.last = q
	}
	return nil
}

func answer(a *bcgr.AutoDetectResponse, out *svc.Outbox) {
	out.Add(func(b []byte) []byte { return a.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecAutoDetectResponse)) })
}

// Heartbeats is how many have come.
func (c *Client) Heartbeats() int { return c.beats }

// Result is what the server has measured: the lowest and the average round
// trip, and the bits a second; zero until it has told.
func (c *Client) Result() (low, average time.Duration, bits float64) {
	return time.Duration(c.last.BaseRTT) * time.Millisecond, time.Duration(c.last.AvgRTT) * time.Millisecond, float64(c.last.Rate) * 1000
}

// State names the state, for logs.
func (c *Client) State() string {
	if c.counting {
		return "counting"
	}
	return "idle"
}
