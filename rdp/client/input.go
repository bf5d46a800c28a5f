package client

import (
	"image"
	"slices"
	"time"
	"unicode/utf16"

	"oriel/rdp/bcgr"
	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// Input sends input events, by the path that the server takes.
func (s *Session) Input(events ...bcgr.InputEvent) error {
	return s.do(func(time.Time) error {
		r := s.seq.Result()
		for len(events) > 0 {
			n := min(len(events), 15)
			if s.opt.SlowPath || !r.FastPathInput() {
				r.AppendData(&s.out, &bcgr.InputPDU{Events: events[:n]})
			} else {
				s.out.Add(func(b []byte) []byte { return bcgr.AppendFastPathInput(b, events[:n]) })
			}
			events = events[n:]
		}
		return s.st.send(&s.out)
	})
}

// Key presses or releases a key by its scancode of set 1; extended ones have
// the prefix E0.
func (s *Session) Key(code uint8, extended, down bool) error {
	e := bcgr.InputEvent{Kind: bcgr.InputScancode, Code: uint16(code)}
	if extended {
		e.Flags |= bcgr.KeyExtended
	}
	if !down {
		e.Flags |= bcgr.KeyRelease
	}
	return s.Input(e)
}

// Type sends text that no key stands for.
func (s *Session) Type(text string) error {
	var events []bcgr.InputEvent
	for _, u := range utf16.Encode([]rune(text)) {
		events = append(events,
			bcgr.InputEvent{Kind: bcgr.InputUnicode, Code: u},
			bcgr.InputEvent{Kind: bcgr.InputUnicode, Code: u, Flags: bcgr.KeyRelease})
	}
	return s.Input(events...)
}

// Locks sets the lock keys, a set of bcgr.Lock… bits.
func (s *Session) Locks(locks uint16) error {
	return s.Input(bcgr.InputEvent{Kind: bcgr.InputSync, Flags: locks})
}

// Move places the pointer, in device pixels of the desktop.
func (s *Session) Move(p image.Point) error {
	return s.Input(bcgr.InputEvent{Kind: bcgr.InputMouse, Flags: bcgr.PointerMove, X: wrap(p.X), Y: wrap(p.Y)})
}

// Buttons of Button.
const (
	Left = iota + 1
	Right
	Middle
	Side  // X1
	Extra // X2
)

var buttons = map[int]bcgr.InputEvent{
	Left:   {Kind: bcgr.InputMouse, Flags: bcgr.PointerButton1},
	Right:  {Kind: bcgr.InputMouse, Flags: bcgr.PointerButton2},
	Middle: {Kind: bcgr.InputMouse, Flags: bcgr.PointerButton3},
	Side:   {Kind: bcgr.InputMouseX, Flags: bcgr.PointerXButton1},
	Extra:  {Kind: bcgr.InputMouseX, Flags: bcgr.PointerXButton2},
}

// Button presses or releases a button at p.
func (s *Session) Button(b int, p image.Point, down bool) error {
	e := buttons[b]
	e.X, e.Y = wrap(p.X), wrap(p.Y)
	if down {
		e.Flags |= bcgr.PointerDown
	}
	return s.Input(e)
}

// Click presses and releases a button at p.
func (s *Session) Click(b int, p image.Point) error {
	if err := s.Button(b, p, true); err != nil {
		return err
	}
	return s.Button(b, p, false)
}

// Wheel turns a wheel: 120 a notch, positive away from the user or to the
// right, at most 255 either way.
func (s *Session) Wheel(horizontal bool, v int) error {
	e := bcgr.InputEvent{Kind: bcgr.InputMouse, Flags: bcgr.PointerWheel | uint16(max(-256, min(v, 255)))&0x1FF}
	if horizontal {
		e.Flags = e.Flags&^bcgr.PointerWheel | bcgr.PointerHWheel
	}
	return s.Input(e)
}

// wrap turns a coordinate into the 16 bits that travel.
func wrap(v int) int32 { return int32(uint16(int16(v))) }

// Tell sends a message of the RemoteApp channel.
func (s *Session) Tell(m rail.Message) error {
	return s.do(func(time.Time) error {
		if s.apps == nil {
			return errNoRAIL
		}
		var out svc.Outbox
		s.apps.Send(m, &out)
		return s.sendChannel(s.seq.Result().Channel("rail").ID, &out)
	})
}

// Activate tells that a window has the focus here; 0: none of the server's.
func (s *Session) Activate(id uint32) error {
	return s.Tell(&rail.Activate{WindowID: id, Enabled: id != 0})
}

// Command sends a system command, one of rail.Command….
func (s *Session) Command(id uint32, command uint16) error {
	return s.Tell(&rail.SysCommand{WindowID: id, Command: command})
}

// MoveWindow tells where the user has put a window, resize margins included.
func (s *Session) MoveWindow(id uint32, r image.Rectangle) error {
	s.mu.Lock()
	if w := s.windows[id]; w != nil { // where it is from now on, if the server does not say otherwise
		m := w.Margins
		w.Rect = image.Rect(r.Min.X+int(m.Left), r.Min.Y+int(m.Top), r.Max.X-int(m.Right), r.Max.Y-int(m.Bottom))
	}
	s.mu.Unlock()
	return s.Tell(&rail.WindowMove{WindowID: id, Rect: rail.Rect{
		Left: int16(r.Min.X), Top: int16(r.Min.Y), Right: int16(r.Max.X), Bottom: int16(r.Max.Y),
	}})
}

// Snap tells that the user has arranged a window at a part of the screen; r has
// no margins.
func (s *Session) Snap(id uint32, r image.Rectangle) error {
	s.mu.Lock()
	if w := s.windows[id]; w != nil {
		w.Rect = r
	}
	s.mu.Unlock()
	return s.Tell(&rail.SnapArrange{WindowID: id, Rect: rail.Rect{
		Left: int16(r.Min.X), Top: int16(r.Min.Y), Right: int16(r.Max.X), Bottom: int16(r.Max.Y),
	}})
}

// WorkArea tells which part of the desktop is free of bars.
func (s *Session) WorkArea(r image.Rectangle) error {
	return s.Tell(&rail.SysParam{Param: rail.SPIWorkArea, Rect: rail.Rect{
		Left: int16(r.Min.X), Top: int16(r.Min.Y), Right: int16(r.Max.X), Bottom: int16(r.Max.Y),
	}})
}

// AskAppID asks for a window's app id, which then is in its Window.
func (s *Session) AskAppID(id uint32) error { return s.Tell(&rail.GetAppIDReq{WindowID: id}) }

// maxHeard is how many messages are remembered.
const maxHeard = 256

// railMessage hears the server, with the lock held.
func (s *Session) railMessage(m rail.Message, _ time.Time, _ *svc.Outbox) {
	if len(s.heard) == maxHeard {
		s.heard = slices.Delete(s.heard, 0, 1)
	}
	s.heard = append(s.heard, m)
	switch m := m.(type) {
	case *rail.GetAppIDResp:
		s.setAppID(m.WindowID, m.AppID)
	case *rail.GetAppIDRespEx:
		s.setAppID(m.WindowID, m.AppID)
	case *rail.MinMaxInfo:
		if w := s.windows[m.WindowID]; w != nil {
			w.Limits = m
		}
	case *rail.ExecResult:
		s.execs = append(s.execs, *m)
	case *rail.LocalMoveSize:
		s.moving = 0
		if m.Start != 0 {
			s.moving = m.WindowID
		}
	}
	s.touch()
}

func (s *Session) setAppID(id uint32, app string) {
	if w := s.windows[id]; w != nil {
		w.AppID = app
	}
}

// Share sends a share data PDU, such as bcgr.SuppressOutput.
func (s *Session) Share(p bcgr.DataPDU) error {
	return s.do(func(time.Time) error {
		s.seq.Result().AppendData(&s.out, p)
		return s.st.send(&s.out)
	})
}
