package client

import (
	"errors"
	"fmt"
	"time"

	"oriel/rdp/svc"
)

// graphicsChannel unwraps the graphics pipeline.
type graphicsChannel struct {
	s   *Session
	id  uint32
	raw []byte
	box svc.Outbox
}

// Opened implements drdynvc.Handler.
func (g *graphicsChannel) Opened(id uint32, now time.Time, out *svc.Outbox) error {
	g.id, g.s.gfxID = id, id
	g.box.Reset()
	g.s.gfx.Start(now, &g.box)
	return g.send(out)
}

// Message implements drdynvc.Handler.
func (g *graphicsChannel) Message(_ uint32, msg []byte, now time.Time, out *svc.Outbox) error {
	var err error
	if g.raw, err = g.s.unzip.Append(g.raw[:0], msg); err != nil {
		return err
	}
	g.box.Reset()
	err = g.s.gfx.Step(g.raw, now, &g.box)
	if g.s.hold {
		for i := range g.box.Len() {
			g.s.held = append(g.s.held[:0], g.box.Message(i)...)
		}
		return err
	}
	return errors.Join(err, g.send(out))
}

func (g *graphicsChannel) send(out *svc.Outbox) error {
	for i := range g.box.Len() {
		if err := g.s.dvc.Send(g.id, g.box.Message(i), out); err != nil {
			return err
		}
	}
	return nil
}

// Closed implements drdynvc.Handler. A server that cannot be understood must
// not leave an old picture behind unnoticed.
func (g *graphicsChannel) Closed(_ uint32, why error) {
	if why != nil {
		g.s.err = fmt.Errorf("graphics: %w", why)
	}
}
