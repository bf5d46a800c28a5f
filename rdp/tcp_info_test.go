package rdp

import (
	"testing"
	"time"
)

// TestWhatTheKernelSaysOfTheWay weighs it against what frames say, which is 800
// ns a byte.
func TestWhatTheKernelSaysOfTheWay(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		what    string
		hop     hop
		known   bool
		way     time.Duration
		perByte float64
	}{
		{"frames say nothing yet", hop{10, ms}, false, 0, 10},
		{"a slow client on a fast network", hop{10, ms}, true, ms, 10},
		{"a network that had little to carry", hop{9000, 50 * ms}, true, 50 * ms, 800},
		{"the near end of a tunnel", hop{10, ms / 10}, true, 50 * ms, 800},
		{"a tunnel of which frames say nothing yet", hop{10, ms / 10}, false, 50 * ms, unknownLink},
		{"a tunnel to a machine that is slow to reach, too", hop{900, ms}, true, 50 * ms, 900},
	} {
		var k hopKeeper
		k.take(c.hop, time.Unix(1e9, 0))
		if got := k.perByte(800, c.known, c.way); got != c.perByte {
			t.Errorf("%s: %v ns a byte, want %v", c.what, got, c.perByte)
		}
	}
}
