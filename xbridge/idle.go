package xbridge

import "time"

// An idleTimer says when the server has been without clients for long. It
// asks only while there are no windows: being idle must cost nothing.
type idleTimer struct {
	limit time.Duration
	timer *time.Ticker
	tick  <-chan time.Time
	empty time.Time // since when there are no clients
	busy  bool      // there are windows
}

// grace is what the client gets that the server was started for, to be served
// at all.
const grace = 2 * time.Second

// checks is how often within the limit the clients are counted.
const checks = 4

func (b *Bridge) newIdleTimer() *idleTimer {
	t := &idleTimer{limit: b.cfg.Idle, empty: time.Now().Add(grace)}
	if t.limit > 0 {
		t.timer = time.NewTicker(max(t.limit/checks, 10*time.Millisecond))
		t.tick = t.timer.C
	}
	return t
}

// windows tells how many windows are managed.
func (t *idleTimer) windows(n int) {
	if t.timer == nil || (n > 0) == t.busy {
		return
	}
	t.busy = n > 0
	t.empty = time.Now()
	if t.busy {
		t.timer.Stop()
	} else {
		t.timer.Reset(max(t.limit/checks, 10*time.Millisecond))
	}
}

// expired takes the number of clients, and reports whether it has been none
// for as long as allowed.
func (t *idleTimer) expired(clients int) bool {
	if clients > 0 {
		t.empty = time.Now()
		return false
	}
	return time.Since(t.empty) >= t.limit
}

func (t *idleTimer) stop() {
	if t.timer != nil {
		t.timer.Stop()
	}
}
