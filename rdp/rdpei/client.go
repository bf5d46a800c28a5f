package rdpei

import (
	"errors"
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Reasons why a Client sends nothing.
var (
	ErrNotReady  = errors.New("the server has not asked for touch")
	ErrSuspended = errors.New("the server does not want touch now")
	ErrNoPen     = errors.New("the server takes no pens")
)

// Client sends what fingers and pens do, once the server is ready for it.
type Client struct {
	server    SCReady
	contacts  uint16
	ready     bool
	suspended bool
}

// NewClient returns a Client of a device that follows so many fingers at once.
func NewClient(maxContacts uint16) *Client { return &Client{contacts: maxContacts} }

// State implements svc.Machine.
func (c *Client) State() string {
	switch {
	case !c.ready:
		return "awaiting readiness"
	case c.suspended:
		return "suspended"
	}
	return "ready"
}

// Step implements svc.Machine.
func (c *Client) Step(in []byte, _ time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	switch event := r.U16("eventId"); {
	case r.Err() != nil:
		return r.Err()
	case event == eventSCReady:
		r = wire.NewReader(in)
		c.server.ReadFrom(r)
		if err := r.Err(); err != nil {
			return err
		}
		c.ready = true
		p := CSReady{ProtocolVersion: min(c.server.ProtocolVersion, V300), MaxTouchContacts: c.contacts}
		if c.server.SupportedFeatures&MultipenInjection != 0 {
			p.Flags |= EnableMultipenInjection
		}
		out.AddPDU(&p)
	case event == eventSuspendInput:
		c.suspended = true
	case event == eventResumeInput:
		c.suspended = false
	}
	return nil
}

func (c *Client) may() error {
	switch {
	case !c.ready:
		return ErrNotReady
	case c.suspended:
		return ErrSuspended
	}
	return nil
}

// Touch sends frames of fingers.
func (c *Client) Touch(frames []TouchFrame, out *svc.Outbox) error {
	err := c.may()
	if err == nil {
		out.AddPDU(&TouchEvent{Frames: frames})
	}
	return err
}

// Pen sends frames of pens.
func (c *Client) Pen(frames []PenFrame, out *svc.Outbox) error {
	err := c.may()
	if err == nil && c.server.ProtocolVersion < V200 {
		err = ErrNoPen
	}
	if err == nil {
		out.AddPDU(&PenEvent{Frames: frames})
	}
	return err
}

// Dismiss tells that a hovering finger is gone.
func (c *Client) Dismiss(contact uint8, out *svc.Outbox) error {
	err := c.may()
	if err == nil {
		out.AddPDU(&DismissHovering{ContactID: contact})
	}
	return err
}
