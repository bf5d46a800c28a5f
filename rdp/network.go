package rdp

import "time"

// tickNetwork sends what is due on the message channel, and notices a client
// that answers no more.
func (s *session) tickNetwork(now time.Time) error {
	if s.active && s.out.Len() == 0 && !s.newCookie.IsZero() && !now.Before(s.newCookie) {
		s.giveCookie(now)
		s.sendFrames()
	}
	n := s.peer.Network
	if n == nil {
		return s.fail
	}
	if at, ok := s.deadAt(); ok && now.After(at) {
		return errDead
	}
	n.Tick(now, &s.messages)
	return s.sendMessages()
}

// deadAt returns when the client counts as gone if nothing comes from it until
// then, if an answer is due.
func (s *session) deadAt() (time.Time, bool) {
	since, ok := s.peer.Network.Unanswered()
	if s.heard.After(since) {
		since = s.heard
	}
	return since.Add(s.srv.cfg.Limits.Dead), ok
}

// networkDeadline returns when tickNetwork has something to do.
func (s *session) networkDeadline() (time.Time, bool) {
	at, ok := s.newCookie, s.active && !s.newCookie.IsZero()
	if s.peer.Network == nil {
		return at, ok
	}
	if t, any := s.peer.Network.Deadline(); any && (!ok || t.Before(at)) {
		at, ok = t, true
	}
	if dead, due := s.deadAt(); due && (!ok || dead.Before(at)) {
		return dead, true
	}
	return at, ok
}

// sendMessages sends what is in messages on the message channel.
func (s *session) sendMessages() error {
	if s.messages.Len() == 0 {
		return s.fail
	}
	out := &s.framed // not s.out, in which a channel's messages may wait
	s.peer.AppendMessages(out, &s.messages)
	for i := range out.Len() {
		m := out.Message(i)
		s.note(s.w.add(func(b []byte) []byte { return append(b, m...) }))
	}
	out.Reset()
	return s.fail
}

// beginBurst says that a frame of so many bytes is about to be sent. If it
// reports true, endBurst must be called behind the frame: the client takes the
// time in between.
func (s *session) beginBurst(bytes int, now time.Time) bool {
	if s.peer.Network == nil || !s.peer.Network.Begin(bytes, now, &s.messages) {
		return false
	}
	s.note(s.sendMessages())
	return true
}

// measuring reports whether the next large frame's time is to be taken.
func (s *session) measuring(now time.Time) bool {
	return s.peer.Network != nil && s.peer.Network.Due(now)
}

func (s *session) endBurst() {
	s.peer.Network.End(&s.messages)
	s.note(s.sendMessages())
}
