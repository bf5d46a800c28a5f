package egfx

import (
	"testing"
	"time"
)

var t0 = time.Date(2026, 1, 2, 3, 4, 5, 6e6, time.UTC)

func at(ms int) time.Time { return t0.Add(time.Duration(ms) * time.Millisecond) }

func TestWindow(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 100, 0, at(0))
	c.Sent(2, 100, 0, at(0))
	if c.Ready(at(1)) {
		t.Fatal("third frame allowed before anything is known")
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(100))
	if c.RTT() != 100*time.Millisecond || c.Window() != 8 { // 0.1·60+2
		t.Fatalf("rtt %v, window %d", c.RTT(), c.Window())
	}
	for id := uint32(3); id < 10; id++ {
		if !c.Ready(at(100)) {
			t.Fatalf("frame %d refused", id)
		}
		c.Sent(id, 100, 0, at(100))
	}
	if c.Ready(at(100)) || c.Outstanding() != 8 {
		t.Fatal(c.Outstanding())
	}
}

func TestCumulativeAndUnknown(t *testing.T) {
	c := NewFrameController(60)
	for id := uint32(1); id <= 5; id++ {
		c.Sent(id, 1, 0, at(0))
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 99}, at(1))
	if c.Outstanding() != 5 {
		t.Fatal("acknowledgement of a frame never sent")
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 4}, at(1))
	if c.Outstanding() != 1 || !c.Acknowledged(4) || c.Acknowledged(5) {
		t.Fatal(c.Outstanding())
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(1))
	if c.Outstanding() != 1 {
		t.Fatal("late acknowledgement changed something")
	}
}

func TestWrap(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(0xFFFFFFFF, 1, 0, at(0))
	c.Sent(0, 1, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 0}, at(1))
	if c.Outstanding() != 0 {
		t.Fatal(c.Outstanding())
	}
}

func TestSuspendAndResume(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 1, 0, at(0))
	c.Acknowledge(FrameAcknowledge{QueueDepth: SuspendFrameAcknowledge, FrameID: 1}, at(1))
	for id := uint32(2); id < 50; id++ {
		c.Sent(id, 1, 0, at(2))
	}
	if !c.Ready(at(2)) || !c.suspended {
		t.Fatal("not ready while suspended")
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 49}, at(3))
	c.Sent(50, 1, 0, at(3))
	c.Sent(51, 1, 0, at(3))
	if c.suspended || c.Ready(at(3)) {
		t.Fatal("still unlimited after the client resumed")
	}
}

func TestTimeoutQueueAndReset(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 1, 0, at(0))
	c.Sent(2, 1, 0, at(500))
	if when, ok := c.NextTimeout(); !ok || !when.Equal(at(2000)) {
		t.Fatal(when, ok)
	}
	if c.Ready(at(1999)) || !c.Ready(at(2000)) || c.Outstanding() != 1 {
		t.Fatal(c.Outstanding())
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 2, QueueDepth: 7}, at(2001))
	c.Sent(3, 1, 0, at(2002))
	if c.Window() != 1 || c.Ready(at(2002)) {
		t.Fatal("a client with a long queue gets no more frames")
	}
	c.Reset()
	if !c.Ready(at(2002)) || c.Outstanding() != 0 {
		t.Fatal("reset")
	}
}

// cost predicts how long bytes keep the link busy, 0 when unknown.
func cost(c *FrameController, bytes int) time.Duration {
	ns, _ := c.PerByte()
	return time.Duration(ns * float64(bytes)).Round(10 * time.Microsecond)
}

// TestFirstFrameIsTakenForASlowLink has a large first frame: its round trip is
// not known to be long for another reason.
func TestFirstFrameIsTakenForASlowLink(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 100_000, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(500))
	if got := cost(c, 1000); got != 5*time.Millisecond {
		t.Fatal(got)
	}
	for id := uint32(2); id < 40; id += 2 {
		now := int(id) * 1000
		c.Sent(id, 100, 0, at(now))
		c.Acknowledge(FrameAcknowledge{FrameID: id}, at(now+50))
		// 100 ms, less the empty trip and the client's work, at which it may be slow.
		c.Sent(id+1, 100_000, 10*time.Millisecond, at(now+100))
		c.Acknowledge(FrameAcknowledge{FrameID: id + 1}, at(now+200))
	}
	if got := cost(c, 100_000); got < 20*time.Millisecond || got > 60*time.Millisecond {
		t.Fatal(got)
	}
}

// TestALateAcknowledgementMakesNoLinkFast: the client is late with that of a small
// frame, and so that of the next one, which 32 KB took 26 ms on the link, follows
// at once.
func TestALateAcknowledgementMakesNoLinkFast(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 500, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(50))
	c.Sent(2, 1000, 0, at(100))
	c.Sent(3, 32<<10, 0, at(101))
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(178))
	c.Acknowledge(FrameAcknowledge{FrameID: 3}, at(180))
	if got := cost(c, 32<<10); got < 26*time.Millisecond || got > 30*time.Millisecond {
		t.Fatal(got)
	}
}

func TestCost(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 10, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(20))
	if cost(c, 1000) != 0 {
		t.Fatal("a small frame says nothing about throughput")
	}
	c.Sent(2, 1_000_000, 0, at(100)) // alone on the link: 120 ms less 20 ms
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(220))
	if got := cost(c, 10_000); got != time.Millisecond {
		t.Fatal(got)
	}
	c.Sent(3, 1_000_000, 0, at(300))
	c.Sent(4, 1_000_000, 0, at(300))
	c.Acknowledge(FrameAcknowledge{FrameID: 3}, at(420))
	c.Acknowledge(FrameAcknowledge{FrameID: 4}, at(520)) // queued behind the other
	if got := cost(c, 10_000); got != time.Millisecond {
		t.Fatal(got)
	}
}

// TestFramesThatWaitForTheirTurnTellTheLink: a client wants no more than two on
// their way, so that the link rests.
func TestFramesThatWaitForTheirTurnTellTheLink(t *testing.T) {
	c := NewFrameController(1000)
	c.Limit(2)
	c.Sent(1, 10, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(50))
	const bytes, ms = 50_000, 20 // of each on the link, behind the one before
	var acks []int
	free := 100
	for id := uint32(2); id < 200; id++ {
		now := free
		if n := len(acks); n >= 2 {
			now = max(now, acks[n-2])
			c.Acknowledge(FrameAcknowledge{FrameID: id - 2}, at(now))
		}
		c.Sent(id, bytes, 0, at(now))
		free = max(free, now) + ms
		acks = append(acks, free+50)
	}
	ns, ok := c.PerByte()
	if want := ms * 1e6 / float64(bytes); !ok || ns < 0.95*want || ns > 1.05*want {
		t.Errorf("%v ns a byte (%v), want %v", ns, ok, want)
	}
}

func TestTimestamp(t *testing.T) {
	if got := Timestamp(t0); got != 3<<22|4<<16|5<<10|6 {
		t.Fatalf("%#x", got)
	}
}

// TestLinkSlowerThanTheTimeoutIsKnown has frames take longer than they are waited
// for.
func TestLinkSlowerThanTheTimeoutIsKnown(t *testing.T) {
	c := NewFrameController(60)
	const bytes, ms = 1 << 20, 2500
	c.Sent(1, bytes, 0, at(0))
	if !c.Ready(at(2000)) {
		t.Fatal("not given up")
	}
	c.Sent(2, bytes, 0, at(2000))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(ms))
	c.Ready(at(4100))
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(2*ms))
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(2*ms+1)) // twice
	ns, ok := c.PerByte()
	if want := ms * 1e6 / float64(bytes); !ok || ns < 0.99*want || ns > 1.01*want {
		t.Errorf("%v ns a byte (%v), want %v", ns, ok, want)
	}
	if c.LowestRTT() == 0 || c.Outstanding() != 0 {
		t.Errorf("lowest %v, %d outstanding", c.LowestRTT(), c.Outstanding())
	}
	for id := uint32(3); id < 100; id++ {
		c.Sent(id, 1, 0, at(5000))
	}
	if c.Ready(at(7000)); len(c.late) > maxLate {
		t.Errorf("%d frames are remembered", len(c.late))
	}
}

// TestASmallFrameTellsTheRoundTripOfLargeOnes has a first frame that says no more
// than that it and a round trip took so long.
func TestASmallFrameTellsTheRoundTripOfLargeOnes(t *testing.T) {
	c := NewFrameController(60)
	c.Sent(1, 100_000, 0, at(0))
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(130))
	if got := cost(c, 100_000); got != 130*time.Millisecond {
		t.Error(got)
	}
	c.Sent(2, 100, 0, at(200))
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(250))
	if got := cost(c, 100_000); got != 80*time.Millisecond {
		t.Error(got)
	}
	for i := range 30 { // which it is no part of
		c.Sent(c.last+1, 100_000, 0, at(1000*i+1000))
		c.Acknowledge(FrameAcknowledge{FrameID: c.last}, at(1000*i+1130))
	}
	if got := cost(c, 100_000); got < 79*time.Millisecond || got > 81*time.Millisecond {
		t.Error(got)
	}
}

// TestSmallFramesTellHowFastALinkIs has a first frame for which a link looks
// three times slower than it is, then frames each of which is too small to tell,
// as many as seem to fill it. Whatever holds acknowledgements up does not make it
// look faster than it is.
func TestSmallFramesTellHowFastALinkIs(t *testing.T) {
	const perByte, size = 800, 4000
	for _, held := range []time.Duration{0, 10 * time.Millisecond} {
		c := NewFrameController(1000)
		c.Sent(1, 70_000, 0, at(0))
		c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(168))
		now, free, id, first := at(1000), at(1000), uint32(1), uint32(1)
		var acks []time.Time
		for range 20_000 {
			now = now.Add(250 * time.Microsecond)
			for len(acks) > 0 && !acks[0].After(now) {
				first++
				c.Acknowledge(FrameAcknowledge{FrameID: first}, now)
				acks = acks[1:]
			}
			ns, _ := c.PerByte()
			if ns < 0.9*perByte {
				t.Fatalf("held up by %v: a byte takes %.0f ns instead of %d", held, ns, perByte)
			}
			n := min(size, int(float64(53*time.Millisecond)/ns)-c.InFlight())
			if n < size/2 {
				c.Full()
				continue
			}
			id++
			c.Sent(id, n, 0, now)
			if free.Before(now) {
				free = now
			}
			free = free.Add(time.Duration(n * perByte))
			ack := free.Add(50 * time.Millisecond)
			if held > 0 {
				ack = ack.Truncate(held).Add(held)
			}
			acks = append(acks, ack)
		}
		if ns, _ := c.PerByte(); held == 0 && ns > 1.1*perByte {
			t.Errorf("a byte takes %.0f ns instead of %d", ns, perByte)
		}
	}
}

func TestLowestRoundTripIsThatOfLittleWork(t *testing.T) {
	c := NewFrameController(60)
	if c.Oldest(at(0)) != 0 {
		t.Error("no frame is old")
	}
	c.Sent(1, 10_000, 10*time.Millisecond, at(0))
	if d := c.Oldest(at(7)); d != 7*time.Millisecond {
		t.Error(d)
	}
	c.Acknowledge(FrameAcknowledge{FrameID: 1}, at(62)) // the client was quick
	if d := c.LowestRTT(); d != 32*time.Millisecond {
		t.Errorf("%v, less what the client may have needed", d)
	}
	c.Sent(2, 100, 0, at(100))
	c.Sent(3, 100, 0, at(110))
	c.Acknowledge(FrameAcknowledge{FrameID: 2}, at(155))
	c.Acknowledge(FrameAcknowledge{FrameID: 3}, at(161))
	if d := c.LowestRTT(); d != 51*time.Millisecond {
		t.Errorf("%v instead of what the smallest took", d)
	}
}
