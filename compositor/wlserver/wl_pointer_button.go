package wlserver

import (
	"oriel/compositor/seat"
	"oriel/compositor/wlproto"
)

// button presses or releases a button.
func (p *pointer) button(e seat.Button) {
	if g := p.t.s.data.drag; g != nil && g.finger == byPointer {
		g.button(e)
		return
	} else if g != nil && g.finger == byXwayland && e.Down && p.grab == nil {
		g.end(false) // the X11 app does not drop what it has dragged
	}
	if p.buttons[e.Code] == e.Down {
		return // a repeat, or the release of what nobody was told of
	}
	if !e.Down {
		p.release(e.Code)
		return
	}
	if p.focus == nil {
		return
	}
	p.sync()
	p.buttons[e.Code] = true
	serial := p.sendButton(e.Code, wlproto.WlPointerButtonStatePressed)
	if p.grab == nil {
		p.grab, p.grabSerial = p.focus, serial
	}
}

func (p *pointer) release(code uint16) {
	p.sync()
	delete(p.buttons, code)
	p.sendButton(code, wlproto.WlPointerButtonStateReleased)
	if len(p.buttons) == 0 {
		p.grab = nil
		p.settle()
	}
}

func (p *pointer) sendButton(code uint16, st wlproto.WlPointerButtonState) uint32 {
	serial := p.t.inputSerial()
	for _, r := range p.t.of(p.focus).pointers {
		r.res.SendButton(serial, p.t.s.millis(), uint32(code), st)
		r.res.SendFrame()
	}
	return serial
}

// releaseAll releases the buttons and takes the pointer away.
func (p *pointer) releaseAll() {
	for len(p.buttons) > 0 {
		for code := range p.buttons {
			p.release(code)
			break
		}
	}
	p.here = false
	p.settle()
}
