package client

import (
	"errors"
	"image"
	"time"

	"oriel/rdp/rdpei"
	"oriel/rdp/svc"
)

// ErrNoTouch is a server that has not asked for touch, or not yet.
var ErrNoTouch = errors.New("the server takes no touch")

// Touch sends a frame of fingers, in device pixels of the desktop. Options
// must have said that there is a touch screen.
func (s *Session) Touch(contacts ...rdpei.TouchContact) error {
	return s.digitize(func(out *svc.Outbox) error {
		return s.digitizer.Touch([]rdpei.TouchFrame{{Contacts: contacts}}, out)
	})
}

// Pen sends a frame of pens.
func (s *Session) Pen(contacts ...rdpei.PenContact) error {
	return s.digitize(func(out *svc.Outbox) error {
		return s.digitizer.Pen([]rdpei.PenFrame{{Contacts: contacts}}, out)
	})
}

// TouchReady reports whether the server has asked for touch.
func (s *Session) TouchReady() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.digitizer != nil && s.digitizer.State() == "ready"
}

func (s *Session) digitize(f func(*svc.Outbox) error) error {
	return s.do(func(time.Time) error {
		if s.digitizer == nil {
			return ErrNoTouch
		}
		var out svc.Outbox
		if err := s.fingers.Do(&out, f); err != nil {
			return err
		}
		return s.sendChannel(s.seq.Result().Channel("drdynvc").ID, &out)
	})
}

// Warped returns where the server has put the pointer since the last call.
func (s *Session) Warped() []image.Point {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := s.warped
	s.warped = nil
	return list
}
