package wlserver

import (
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// notch is how far one notch of a wheel goes, in logical pixels, as libinput
// has it.
const notch = 15

// axis turns the wheel.
func (p *pointer) axis(e seat.Axis) {
	p.sync()
	a := wlproto.WlPointerAxisVerticalScroll
	if e.Horizontal {
		a = wlproto.WlPointerAxisHorizontalScroll
	}
	if p.turned[a] > 0 != (e.V120 > 0) {
		p.turned[a] = 0
	}
	p.turned[a] += e.V120
	whole := p.turned[a] / 120
	p.turned[a] -= whole * 120
	for _, r := range p.t.of(p.focus).pointers {
		value := float64(e.V120) * notch / 120
		switch {
		case r.res.Version() >= 8:
			r.res.SendAxisSource(wlproto.WlPointerAxisSourceWheel)
			r.res.SendAxisRelativeDirection(a, wlproto.WlPointerAxisRelativeDirectionIdentical)
			r.res.SendAxisValue120(a, e.V120)
		case whole == 0:
			// Older clients, Xwayland among them, would count parts of a
			// notch, and then the notch once more.
			continue
		default:
			value = float64(whole) * notch
			r.res.SendAxisSource(wlproto.WlPointerAxisSourceWheel)
			r.res.SendAxisDiscrete(a, whole)
		}
		r.res.SendAxis(p.t.s.millis(), a, wlwire.FixedFloat(value))
		r.res.SendFrame()
	}
}
