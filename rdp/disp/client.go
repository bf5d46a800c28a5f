package disp

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Client asks a server for monitors.
type Client struct {
	caps    Caps
	ready   bool
	waiting []Monitor // asked for before the capabilities came
}

// NewClient returns a Client that waits for the server's capabilities.
func NewClient() *Client { return new(Client) }

// State implements svc.Machine.
func (c *Client) State() string {
	if c.ready {
		return "ready"
	}
	return "awaiting capabilities"
}

// Caps returns what the server announced, and whether it did.
func (c *Client) Caps() (Caps, bool) { return c.caps, c.ready }

// Layout asks for a layout, as soon as the server's capabilities are known.
func (c *Client) Layout(l []Monitor, out *svc.Outbox) error {
	caps := DefaultCaps
	if c.ready {
		caps = c.caps
	}
	l, err := Clean(l, caps)
	if err != nil {
		return err
	}
	if !c.ready {
		c.waiting = l
		return nil
	}
	out.AddPDU(&MonitorLayout{Monitors: l})
	return nil
}

// Step implements svc.Machine.
func (c *Client) Step(in []byte, _ time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	typ := r.U32("Type")
	if r.Err() != nil || typ != typeCaps {
		return r.Err()
	}
	r = wire.NewReader(in)
	c.caps.ReadFrom(r)
	if err := r.Err(); err != nil {
		return err
	}
	c.ready = true
	if l := c.waiting; l != nil {
		c.waiting = nil
		return c.Layout(l, out)
	}
	return nil
}
