package rdp

import (
	"time"

	"oriel/compositor/seat"
	"oriel/rdp/bcgr"
)

// indicators are the lights of a client's lock keys ([MS-RDPBCGR]
// 2.2.8.2.1.1). The client keeps them itself when its own keys are pressed; it
// is told when the desktop's lock keys are otherwise: another client's key, or
// a menu of ours, may have taken them.
type indicators struct {
	lit   seat.Locks // as far as we know
	known bool       // lit is
	held  uint16     // lock key that is down
	busy  bool       // since the last look something has changed on either side
	due   time.Time  // when to look; zero: not
}

// settleLocks is how long a key of the client may be on its way to the
// desktop and back, before a difference counts.
const settleLocks = 250 * time.Millisecond

// The lock keys, as evdev codes.
const (
	keyCapsLock   = 58
	keyNumLock    = 69
	keyScrollLock = 70
)

// key follows the client's lock keys.
func (l *indicators) key(code uint16, down bool) {
	var light *bool
	switch code {
	case keyCapsLock:
		light = &l.lit.Caps
	case keyNumLock:
		light = &l.lit.Num
	case keyScrollLock:
		light = &l.lit.Scroll
	default:
		return
	}
	switch {
	case !down:
		l.held = 0
	case l.held != code: // else it repeats
		*light, l.held, l.busy = !*light, code, true
	}
}

// sync hears from the client which are lit.
func (l *indicators) sync(lit seat.Locks) { l.lit, l.known, l.held, l.busy = lit, true, 0, true }

// indicate tells the client which of its lights should be lit, if others are.
func (s *session) indicate(now time.Time) {
	l := &s.leds
	if l.busy {
		l.busy, l.due = false, now.Add(settleLocks)
	}
	if l.due.IsZero() || now.Before(l.due) {
		return
	}
	want := s.want.Locks
	l.due = time.Time{}
	if l.known && l.lit == want || !s.active || !s.desk.hands.Load() {
		return
	}
	l.lit, l.known = want, true
	var p bcgr.SetKeyboardIndicators
	for bit, on := range map[uint16]bool{bcgr.LockCaps: want.Caps, bcgr.LockNum: want.Num, bcgr.LockScroll: want.Scroll} {
		if on {
			p.LEDs |= bit
		}
	}
	s.peer.AppendData(&s.out, &p)
	s.sendFrames()
}
