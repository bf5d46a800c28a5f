package wlserver

import (
	"slices"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

// textInputs are the zwp_text_input_v3 of all clients: how text comes to apps
// that can take it as such. The input method is at the user's end.
type textInputs struct {
	list  []*textInput
	focus *surface
}

type textInputManager struct{ c *client }

func (s *Server) bindTextInput(c *client, r *wlwire.Resource) {
	wlproto.ZwpTextInputManagerV3{Resource: r}.SetHandler(textInputManager{c})
}

// Destroy implements wlproto.ZwpTextInputManagerV3Requests.
func (textInputManager) Destroy(wlproto.ZwpTextInputManagerV3) error { return nil }

// GetTextInput implements wlproto.ZwpTextInputManagerV3Requests.
func (m textInputManager) GetTextInput(_ wlproto.ZwpTextInputManagerV3, id wlproto.ZwpTextInputV3, _ wlproto.WlSeat) error {
	in := &m.c.s.inputs
	t := &textInput{in: in, c: m.c, res: id}
	in.list = append(in.list, t)
	id.SetHandler(t)
	if in.focus != nil && in.focus.c == m.c {
		id.SendEnter(in.focus.res)
	}
	return nil
}

// settle lets the text inputs follow the keyboard.
func (in *textInputs) settle(s *Server) {
	x := s.seat.keyboard.focus
	if x == in.focus {
		return
	}
	old := in.focus
	in.focus = x
	for _, t := range in.list {
		if old != nil && t.c == old.c {
			t.res.SendLeave(old.res)
			t.now.enabled = false
		}
	}
	for _, t := range in.list {
		if x != nil && t.c == x.c {
			t.res.SendEnter(x.res)
		}
	}
}

func (in *textInputs) surfaceGone(x *surface) {
	if in.focus != x {
		return
	}
	in.focus = nil
	for _, t := range in.list {
		if t.c == x.c {
			t.now.enabled = false
		}
	}
}

// maxCommit is the longest text that fits into one event.
const maxCommit = 4000

// commit gives text to the surface, if that takes text and loses none. It
// reports whether it does.
//
// Text may be lost where the app commits something of its own at the same
// time: its serial is ahead of ours then, and foot throws away what comes with
// an older one (each character that a shell echoes moves its cursor, which it
// commits). An app that tells its surrounding text edits text itself, and
// takes what comes whatever the serial. All others get keys, which are slower
// where they need a new keymap, and are never lost.
func (in *textInputs) commit(x *surface, s string) bool {
	if x == nil || x != in.focus {
		return false
	}
	for _, t := range in.list {
		if t.c != x.c || !t.now.enabled || !t.now.edits {
			continue
		}
		for len(s) > 0 {
			n := cut(s, maxCommit)
			t.res.SendCommitString(s[:n])
			t.res.SendDone(t.commits)
			s = s[n:]
		}
		return true
	}
	return false
}

// cut returns how much of s to take so that no character is split.
func cut(s string, limit int) int {
	if len(s) <= limit {
		return len(s)
	}
	for limit > 1 && s[limit]&0xC0 == 0x80 {
		limit--
	}
	return limit
}

// textInput is a zwp_text_input_v3. What the app says about itself is kept as
// the protocol wants it, double-buffered.
type textInput struct {
	in      *textInputs
	c       *client
	res     wlproto.ZwpTextInputV3
	commits uint32
	now     textState
	pending textState
}

type textState struct {
	enabled        bool
	edits          bool // it told its surrounding text
	surrounding    string
	cursor, anchor int32
	cause          wlproto.ZwpTextInputV3ChangeCause
	hint           wlproto.ZwpTextInputV3ContentHint
	purpose        wlproto.ZwpTextInputV3ContentPurpose
	rect           [4]int32
}

// Destroy implements wlproto.ZwpTextInputV3Requests.
func (*textInput) Destroy(wlproto.ZwpTextInputV3) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (t *textInput) Destroyed(*wlwire.Resource) {
	t.in.list = slices.DeleteFunc(t.in.list, func(o *textInput) bool { return o == t })
}

// Enable implements wlproto.ZwpTextInputV3Requests: all starts over.
func (t *textInput) Enable(wlproto.ZwpTextInputV3) error {
	t.pending = textState{enabled: true}
	return nil
}

// Disable implements wlproto.ZwpTextInputV3Requests.
func (t *textInput) Disable(wlproto.ZwpTextInputV3) error {
	t.pending.enabled = false
	return nil
}

// SetSurroundingText implements wlproto.ZwpTextInputV3Requests.
func (t *textInput) SetSurroundingText(_ wlproto.ZwpTextInputV3, text string, cursor, anchor int32) error {
	t.pending.edits = true
	t.pending.surrounding, t.pending.cursor, t.pending.anchor = text, cursor, anchor
	return nil
}

// SetTextChangeCause implements wlproto.ZwpTextInputV3Requests.
func (t *textInput) SetTextChangeCause(_ wlproto.ZwpTextInputV3, cause wlproto.ZwpTextInputV3ChangeCause) error {
	t.pending.cause = cause
	return nil
}

// SetContentType implements wlproto.ZwpTextInputV3Requests.
func (t *textInput) SetContentType(_ wlproto.ZwpTextInputV3, h wlproto.ZwpTextInputV3ContentHint, p wlproto.ZwpTextInputV3ContentPurpose) error {
	t.pending.hint, t.pending.purpose = h, p
	return nil
}

// SetCursorRectangle implements wlproto.ZwpTextInputV3Requests.
func (t *textInput) SetCursorRectangle(_ wlproto.ZwpTextInputV3, x, y, w, h int32) error {
	t.pending.rect = [4]int32{x, y, w, h}
	return nil
}

// Commit implements wlproto.ZwpTextInputV3Requests. An app that lost the focus
// meanwhile enables nothing.
func (t *textInput) Commit(wlproto.ZwpTextInputV3) error {
	t.commits++
	t.now = t.pending
	if t.in.focus == nil || t.in.focus.c != t.c {
		t.now.enabled = false
	}
	return nil
}

var _ wlwire.Destroyer = (*textInput)(nil)
