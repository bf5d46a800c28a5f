package egfx

import (
	"testing"
	"time"
)

// TestSlackIsThatOfTheClient sends frames to clients that are slower or faster
// than thought, faster than they show them.
func TestSlackIsThatOfTheClient(t *testing.T) {
	for _, slack := range []float64{0.5, 2, 6} {
		c := NewFrameController(1000)
		const perByte, way = 800, 50 * time.Millisecond
		work := 2 * time.Millisecond
		now, link, client := at(0), at(0), at(0)
		send := func(id uint32, bytes int, work time.Duration) (acked time.Time) {
			link = later(link, now).Add(time.Duration(bytes * perByte))
			client = later(client, link).Add(time.Duration(slack * float64(work)))
			c.Sent(id, bytes, work, now)
			return client.Add(way)
		}
		for id := uint32(1); id < 20; id++ { // until the link is known
			now = send(id, map[bool]int{false: 100, true: 20000}[id > 2], 0)
			c.Acknowledge(FrameAcknowledge{FrameID: id}, now)
		}
		var acks []time.Time
		next, acked := uint32(20), uint32(20)
		for acked < 400 {
			now = now.Add(time.Millisecond)
			for len(acks) > 0 && !acks[0].After(now) {
				c.Acknowledge(FrameAcknowledge{FrameID: acked}, acks[0])
				acks, acked = acks[1:], acked+1
			}
			if c.Behind(now) < 10*time.Millisecond && len(acks) < 40 {
				acks = append(acks, send(next, 1500, work))
				next++
			}
		}
		if s := c.Slack(); s < slack*0.8 || s > slack*1.2 {
			t.Errorf("slack %v, want %v", s, slack)
		}
		if d := client.Sub(later(link, now)); c.Behind(now) < d-d/5-time.Millisecond {
			t.Errorf("slack %v: the client is behind by %v, which is taken for %v", slack, d, c.Behind(now))
		}
	}
}

func TestTheNetworksRoundTripBoundsThatOfFrames(t *testing.T) {
	c := NewFrameController(60)
	for id := uint32(1); id < 4; id++ { // something was in front of each
		c.Sent(id, 100, 0, at(int(id)*100))
		c.Acknowledge(FrameAcknowledge{FrameID: id}, at(int(id)*100+300))
	}
	if c.Way(10 * time.Millisecond); c.LowestRTT() > 30*time.Millisecond {
		t.Errorf("round trip %v on a way of 10 ms", c.LowestRTT())
	}
	if c.Way(time.Second); c.LowestRTT() != 300*time.Millisecond {
		t.Errorf("round trip %v", c.LowestRTT())
	}
}
