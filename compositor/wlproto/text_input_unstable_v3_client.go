// Code generated from xml/text-input-unstable-v3.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpTextInputV3Proxy is the client's handle of a zwp_text_input_v3: text input.
type ZwpTextInputV3Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: Destroy the wp_text_input.
func (r ZwpTextInputV3Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// Enable sends request enable: Request text input to be enabled.
func (r ZwpTextInputV3Proxy) Enable() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// Disable sends request disable: Disable text input on a surface.
func (r ZwpTextInputV3Proxy) Disable() {
	e := r.BeginRequest(2)
	if e != nil {
		e.End()
	}
}

// SetSurroundingText sends request set_surrounding_text: sets the surrounding text.
func (r ZwpTextInputV3Proxy) SetSurroundingText(text string, cursor int32, anchor int32) {
	e := r.BeginRequest(3)
	if e != nil {
		e.String(text, false)
		e.Int(cursor)
		e.Int(anchor)
		e.End()
	}
}

// SetTextChangeCause sends request set_text_change_cause: indicates the cause of surrounding text change.
func (r ZwpTextInputV3Proxy) SetTextChangeCause(cause ZwpTextInputV3ChangeCause) {
	e := r.BeginRequest(4)
	if e != nil {
		e.Uint(uint32(cause))
		e.End()
	}
}

// SetContentType sends request set_content_type: set content purpose and hint.
func (r ZwpTextInputV3Proxy) SetContentType(hint ZwpTextInputV3ContentHint, purpose ZwpTextInputV3ContentPurpose) {
	e := r.BeginRequest(5)
	if e != nil {
		e.Uint(uint32(hint))
		e.Uint(uint32(purpose))
		e.End()
	}
}

// SetCursorRectangle sends request set_cursor_rectangle: set cursor position.
func (r ZwpTextInputV3Proxy) SetCursorRectangle(x int32, y int32, width int32, height int32) {
	e := r.BeginRequest(6)
	if e != nil {
		e.Int(x)
		e.Int(y)
		e.Int(width)
		e.Int(height)
		e.End()
	}
}

// Commit sends request commit: commit state.
func (r ZwpTextInputV3Proxy) Commit() {
	e := r.BeginRequest(7)
	if e != nil {
		e.End()
	}
}

// ZwpTextInputV3Events receives the events of a zwp_text_input_v3. Events without a function are ignored.
type ZwpTextInputV3Events struct {
	// Enter is event enter: enter event.
	Enter func(surface WlSurfaceProxy)
	// Leave is event leave: leave event.
	Leave func(surface WlSurfaceProxy)
	// PreeditString is event preedit_string: pre-edit.
	PreeditString func(text string, cursorBegin int32, cursorEnd int32)
	// CommitString is event commit_string: text commit.
	CommitString func(text string)
	// DeleteSurroundingText is event delete_surrounding_text: delete surrounding text.
	DeleteSurroundingText func(beforeLength uint32, afterLength uint32)
	// Done is event done: apply changes.
	Done func(serial uint32)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTextInputV3Proxy) SetEvents(h *ZwpTextInputV3Events) { r.Resource.SetHandler(h) }

func dispatchZwpTextInputV3Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTextInputV3Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Enter == nil {
			return a.Skip()
		}
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Enter(surface)
	case 1:
		if h.Leave == nil {
			return a.Skip()
		}
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Leave(surface)
	case 2:
		if h.PreeditString == nil {
			return a.Skip()
		}
		text := a.String(true)
		cursorBegin := a.Int()
		cursorEnd := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.PreeditString(text, cursorBegin, cursorEnd)
	case 3:
		if h.CommitString == nil {
			return a.Skip()
		}
		text := a.String(true)
		if !a.Done() {
			return a.Err()
		}
		h.CommitString(text)
	case 4:
		if h.DeleteSurroundingText == nil {
			return a.Skip()
		}
		beforeLength := a.Uint()
		afterLength := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.DeleteSurroundingText(beforeLength, afterLength)
	case 5:
		if h.Done == nil {
			return a.Skip()
		}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Done(serial)
	}
	return nil
}

// ZwpTextInputManagerV3Proxy is the client's handle of a zwp_text_input_manager_v3: text input manager.
type ZwpTextInputManagerV3Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: Destroy the wp_text_input_manager.
func (r ZwpTextInputManagerV3Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// GetTextInput sends request get_text_input: create a new text input object.
func (r ZwpTextInputManagerV3Proxy) GetTextInput(seat WlSeatProxy) ZwpTextInputV3Proxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.NewID(ZwpTextInputV3Interface)
		e.Object(seat.Resource, false)
		e.End()
	}
	return ZwpTextInputV3Proxy{e.Made(r.Resource, ZwpTextInputV3Interface)}
}

func init() {
	ZwpTextInputV3Interface.DispatchEvent = dispatchZwpTextInputV3Event
}
