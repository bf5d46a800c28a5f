package rdp

import (
	"slices"
	"time"

	"oriel/rdp/disp"
)

// layoutRest is how long the client's layouts must have rested before they
// count: clients send bursts while their window is dragged.
const layoutRest = 200 * time.Millisecond

// newDisplayControl returns the machine by which the client asks for monitors.
func (s *session) newDisplayControl() *disp.Server {
	return disp.NewServer(disp.DefaultCaps, func(ms []disp.Monitor) {
		s.displays = true
		s.rearrange(ms)
	})
}

// rearrange takes the monitors that the client has now.
func (s *session) rearrange(ms []disp.Monitor) {
	l := layoutFrom(ms, &s.own)
	if !l.valid() {
		return
	}
	if s.own = l; s.desk.lead.Load() {
		s.wanted = &l
		s.relayout.Reset(layoutRest)
	}
}

// applyLayout gives the desktop the monitors that the client asked for last.
func (s *session) applyLayout() error {
	l := s.wanted
	if l == nil || slices.Equal(l.monitors, s.bareMonitors()) {
		return nil
	}
	if !s.active || !s.decided {
		s.relayout.Reset(layoutRest)
		return nil
	}
	s.wanted = nil
	size := l.bounds().Size()
	if !s.gfx.ready() && !s.acc.CanReactivate() {
		return nil
	}
	s.paint.wait()
	s.layout = *l
	s.setOutputs()
	s.paint.resize()
	if s.gfx.ready() {
		return nil
	}
	err := s.acc.Reactivate(size.X, size.Y, &s.out)
	s.active = false
	s.sendFrames()
	return err
}

// bareMonitors returns the monitors as display control tells them.
func (s *session) bareMonitors() []monitor {
	ms := slices.Clone(s.layout.monitors)
	for i := range ms {
		ms[i].work = monitor{}.work
	}
	return ms
}
