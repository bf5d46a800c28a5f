package drdynvc

import (
	"time"

	"oriel/rdp/svc"
)

// A Starter is a Machine that speaks first.
type Starter interface {
	Start(now time.Time, out *svc.Outbox)
}

// A Sender sends messages of dynamic channels: Server or Client.
type Sender interface {
	Send(id uint32, msg []byte, out *svc.Outbox) error
}

// Mounted is a Handler that drives a svc.Machine.
type Mounted struct {
	Machine svc.Machine
	Err     error // why the channel closed

	s   Sender
	id  uint32
	box svc.Outbox
}

// Mount returns a Handler that steps m with every message of its channel and
// sends what m answers. If m is a Starter, it is started when the channel
// opens.
func Mount(s Sender, m svc.Machine) *Mounted { return &Mounted{Machine: m, s: s} }

// Opened implements Handler.
func (d *Mounted) Opened(id uint32, now time.Time, out *svc.Outbox) error {
	d.id = id
	return d.Do(out, func(box *svc.Outbox) error {
		if st, ok := d.Machine.(Starter); ok {
			st.Start(now, box)
		}
		return nil
	})
}

// Message implements Handler.
func (d *Mounted) Message(_ uint32, msg []byte, now time.Time, out *svc.Outbox) error {
	return d.Do(out, func(box *svc.Outbox) error { return d.Machine.Step(msg, now, box) })
}

// Closed implements Handler.
func (d *Mounted) Closed(_ uint32, why error) { d.id, d.Err = 0, why }

// Do calls f with an Outbox of the mounted channel and sends what f put in.
func (d *Mounted) Do(out *svc.Outbox, f func(box *svc.Outbox) error) error {
	d.box.Reset()
	if err := f(&d.box); err != nil {
		return err
	}
	for i := range d.box.Len() {
		if err := d.s.Send(d.id, d.box.Message(i), out); err != nil {
			return err
		}
	}
	return nil
}
