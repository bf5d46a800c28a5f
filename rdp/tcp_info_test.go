package rdp

import (
	"testing"
	"time"
)

// TestWhatTheKernelSaysOfTheWay weighs it against what frames say, which is 800
// ns a byte.
func TestWhatTheKernelSaysOfTheWay(t *testing.T) {
	const ms = time.Millisecond
	now := time.Unix(1e9, 0)
	for _, c := range []struct {
		what    string
		hop     hop
		known   bool
		rtt     time.Duration // of the whole way
		later   time.Duration
		perByte float64
	}{
		{"frames say nothing yet", hop{10, ms, 0}, false, 0, 0, 10},
		{"a slow client on a fast network", hop{10, ms, 0}, true, ms, 0, 10},
		{"a network that had little to carry", hop{9000, 50 * ms, 0}, true, 50 * ms, 0, 800},
		{"the near end of a tunnel", hop{10, ms / 10, 0}, true, 50 * ms, 0, 800},
		{"a tunnel to a machine that is slow to reach, too", hop{900, ms, 0}, true, 50 * ms, 0, 900},
		{"bursts get through, and then packets queue up", hop{10, ms, 30 * ms}, true, ms, 0, 800},
		{"they did half a minute ago", hop{10, ms, 30 * ms}, true, ms, 30 * time.Second, 800},
		{"they did long ago", hop{10, ms, 30 * ms}, true, ms, 2 * time.Minute, 10},
	} {
		var k hopKeeper
		k.take(c.hop, now)
		c.hop.queue = 0
		k.take(c.hop, now.Add(c.later))
		if got := k.perByte(800, c.known, c.rtt, now.Add(c.later)); got != c.perByte {
			t.Errorf("%s: %v ns a byte, want %v", c.what, got, c.perByte)
		}
	}
}
