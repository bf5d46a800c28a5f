// Code generated from xml/text-input-unstable-v3.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpTextInputV3Interface describes zwp_text_input_v3.
var ZwpTextInputV3Interface = &wlwire.Interface{Name: "zwp_text_input_v3", Version: 1}

// ZwpTextInputV3ChangeCause is text change reason.
type ZwpTextInputV3ChangeCause uint32

// The values of ZwpTextInputV3ChangeCause.
const (
	ZwpTextInputV3ChangeCauseInputMethod ZwpTextInputV3ChangeCause = 0 // input method caused the change
	ZwpTextInputV3ChangeCauseOther       ZwpTextInputV3ChangeCause = 1 // something else than the input method caused the change
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTextInputV3ChangeCause) Valid() bool {
	switch v {
	case ZwpTextInputV3ChangeCauseInputMethod,
		ZwpTextInputV3ChangeCauseOther:
		return true
	}
	return false
}

// ZwpTextInputV3ContentHint is content hint.
type ZwpTextInputV3ContentHint uint32

// The values of ZwpTextInputV3ContentHint.
const (
	ZwpTextInputV3ContentHintNone               ZwpTextInputV3ContentHint = 0x0   // no special behavior
	ZwpTextInputV3ContentHintCompletion         ZwpTextInputV3ContentHint = 0x1   // suggest word completions
	ZwpTextInputV3ContentHintSpellcheck         ZwpTextInputV3ContentHint = 0x2   // suggest word corrections
	ZwpTextInputV3ContentHintAutoCapitalization ZwpTextInputV3ContentHint = 0x4   // switch to uppercase letters at the start of a sentence
	ZwpTextInputV3ContentHintLowercase          ZwpTextInputV3ContentHint = 0x8   // prefer lowercase letters
	ZwpTextInputV3ContentHintUppercase          ZwpTextInputV3ContentHint = 0x10  // prefer uppercase letters
	ZwpTextInputV3ContentHintTitlecase          ZwpTextInputV3ContentHint = 0x20  // prefer casing for titles and headings (can be language dependent)
	ZwpTextInputV3ContentHintHiddenText         ZwpTextInputV3ContentHint = 0x40  // characters should be hidden
	ZwpTextInputV3ContentHintSensitiveData      ZwpTextInputV3ContentHint = 0x80  // typed text should not be stored
	ZwpTextInputV3ContentHintLatin              ZwpTextInputV3ContentHint = 0x100 // just Latin characters should be entered
	ZwpTextInputV3ContentHintMultiline          ZwpTextInputV3ContentHint = 0x200 // the text input is multiline
)

// Valid reports whether v has no bits besides those above.
func (v ZwpTextInputV3ContentHint) Valid() bool {
	return v&^(ZwpTextInputV3ContentHintNone|ZwpTextInputV3ContentHintCompletion|ZwpTextInputV3ContentHintSpellcheck|ZwpTextInputV3ContentHintAutoCapitalization|ZwpTextInputV3ContentHintLowercase|ZwpTextInputV3ContentHintUppercase|ZwpTextInputV3ContentHintTitlecase|ZwpTextInputV3ContentHintHiddenText|ZwpTextInputV3ContentHintSensitiveData|ZwpTextInputV3ContentHintLatin|ZwpTextInputV3ContentHintMultiline) == 0
}

// ZwpTextInputV3ContentPurpose is content purpose.
type ZwpTextInputV3ContentPurpose uint32

// The values of ZwpTextInputV3ContentPurpose.
const (
	ZwpTextInputV3ContentPurposeNormal   ZwpTextInputV3ContentPurpose = 0  // default input, allowing all characters
	ZwpTextInputV3ContentPurposeAlpha    ZwpTextInputV3ContentPurpose = 1  // allow only alphabetic characters
	ZwpTextInputV3ContentPurposeDigits   ZwpTextInputV3ContentPurpose = 2  // allow only digits
	ZwpTextInputV3ContentPurposeNumber   ZwpTextInputV3ContentPurpose = 3  // input a number (including decimal separator and sign)
	ZwpTextInputV3ContentPurposePhone    ZwpTextInputV3ContentPurpose = 4  // input a phone number
	ZwpTextInputV3ContentPurposeUrl      ZwpTextInputV3ContentPurpose = 5  // input an URL
	ZwpTextInputV3ContentPurposeEmail    ZwpTextInputV3ContentPurpose = 6  // input an email address
	ZwpTextInputV3ContentPurposeName     ZwpTextInputV3ContentPurpose = 7  // input a name of a person
	ZwpTextInputV3ContentPurposePassword ZwpTextInputV3ContentPurpose = 8  // input a password (combine with sensitive_data hint)
	ZwpTextInputV3ContentPurposePin      ZwpTextInputV3ContentPurpose = 9  // input is a numeric password (combine with sensitive_data hint)
	ZwpTextInputV3ContentPurposeDate     ZwpTextInputV3ContentPurpose = 10 // input a date
	ZwpTextInputV3ContentPurposeTime     ZwpTextInputV3ContentPurpose = 11 // input a time
	ZwpTextInputV3ContentPurposeDatetime ZwpTextInputV3ContentPurpose = 12 // input a date and time
	ZwpTextInputV3ContentPurposeTerminal ZwpTextInputV3ContentPurpose = 13 // input for a terminal
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTextInputV3ContentPurpose) Valid() bool {
	switch v {
	case ZwpTextInputV3ContentPurposeNormal,
		ZwpTextInputV3ContentPurposeAlpha,
		ZwpTextInputV3ContentPurposeDigits,
		ZwpTextInputV3ContentPurposeNumber,
		ZwpTextInputV3ContentPurposePhone,
		ZwpTextInputV3ContentPurposeUrl,
		ZwpTextInputV3ContentPurposeEmail,
		ZwpTextInputV3ContentPurposeName,
		ZwpTextInputV3ContentPurposePassword,
		ZwpTextInputV3ContentPurposePin,
		ZwpTextInputV3ContentPurposeDate,
		ZwpTextInputV3ContentPurposeTime,
		ZwpTextInputV3ContentPurposeDatetime,
		ZwpTextInputV3ContentPurposeTerminal:
		return true
	}
	return false
}

// ZwpTextInputV3 is the server's handle of a zwp_text_input_v3: text input.
type ZwpTextInputV3 struct{ *wlwire.Resource }

// ZwpTextInputV3Requests is implemented by the handler of a ZwpTextInputV3.
type ZwpTextInputV3Requests interface {
	// Destroy is destructor request destroy: Destroy the wp_text_input.
	Destroy(r ZwpTextInputV3) error
	// Enable is request enable: Request text input to be enabled.
	Enable(r ZwpTextInputV3) error
	// Disable is request disable: Disable text input on a surface.
	Disable(r ZwpTextInputV3) error
	// SetSurroundingText is request set_surrounding_text: sets the surrounding text.
	SetSurroundingText(r ZwpTextInputV3, text string, cursor int32, anchor int32) error
	// SetTextChangeCause is request set_text_change_cause: indicates the cause of surrounding text change.
	SetTextChangeCause(r ZwpTextInputV3, cause ZwpTextInputV3ChangeCause) error
	// SetContentType is request set_content_type: set content purpose and hint.
	SetContentType(r ZwpTextInputV3, hint ZwpTextInputV3ContentHint, purpose ZwpTextInputV3ContentPurpose) error
	// SetCursorRectangle is request set_cursor_rectangle: set cursor position.
	SetCursorRectangle(r ZwpTextInputV3, x int32, y int32, width int32, height int32) error
	// Commit is request commit: commit state.
	Commit(r ZwpTextInputV3) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTextInputV3) SetHandler(h ZwpTextInputV3Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTextInputV3Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTextInputV3Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTextInputV3{r})
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Enable(ZwpTextInputV3{r})
	case 2:
		if !a.Done() {
			return a.Err()
		}
		return h.Disable(ZwpTextInputV3{r})
	case 3:
		text := a.String(false)
		cursor := a.Int()
		anchor := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetSurroundingText(ZwpTextInputV3{r}, text, cursor, anchor)
	case 4:
		cause := ZwpTextInputV3ChangeCause(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetTextChangeCause(ZwpTextInputV3{r}, cause)
	case 5:
		hint := ZwpTextInputV3ContentHint(a.Uint())
		purpose := ZwpTextInputV3ContentPurpose(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		return h.SetContentType(ZwpTextInputV3{r}, hint, purpose)
	case 6:
		x := a.Int()
		y := a.Int()
		width := a.Int()
		height := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetCursorRectangle(ZwpTextInputV3{r}, x, y, width, height)
	case 7:
		if !a.Done() {
			return a.Err()
		}
		return h.Commit(ZwpTextInputV3{r})
	}
	return nil
}

// SendEnter sends event enter: enter event.
func (r ZwpTextInputV3) SendEnter(surface WlSurface) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendLeave sends event leave: leave event.
func (r ZwpTextInputV3) SendLeave(surface WlSurface) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendPreeditString sends event preedit_string: pre-edit.
func (r ZwpTextInputV3) SendPreeditString(text string, cursorBegin int32, cursorEnd int32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.String(text, true)
		e.Int(cursorBegin)
		e.Int(cursorEnd)
		e.End()
	}
}

// SendCommitString sends event commit_string: text commit.
func (r ZwpTextInputV3) SendCommitString(text string) {
	e := r.BeginEvent(3)
	if e != nil {
		e.String(text, true)
		e.End()
	}
}

// SendDeleteSurroundingText sends event delete_surrounding_text: delete surrounding text.
func (r ZwpTextInputV3) SendDeleteSurroundingText(beforeLength uint32, afterLength uint32) {
	e := r.BeginEvent(4)
	if e != nil {
		e.Uint(beforeLength)
		e.Uint(afterLength)
		e.End()
	}
}

// SendDone sends event done: apply changes.
func (r ZwpTextInputV3) SendDone(serial uint32) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// ZwpTextInputManagerV3Interface describes zwp_text_input_manager_v3.
var ZwpTextInputManagerV3Interface = &wlwire.Interface{Name: "zwp_text_input_manager_v3", Version: 1}

// ZwpTextInputManagerV3 is the server's handle of a zwp_text_input_manager_v3: text input manager.
type ZwpTextInputManagerV3 struct{ *wlwire.Resource }

// ZwpTextInputManagerV3Requests is implemented by the handler of a ZwpTextInputManagerV3.
type ZwpTextInputManagerV3Requests interface {
	// Destroy is destructor request destroy: Destroy the wp_text_input_manager.
	Destroy(r ZwpTextInputManagerV3) error
	// GetTextInput is request get_text_input: create a new text input object.
	GetTextInput(r ZwpTextInputManagerV3, id ZwpTextInputV3, seat WlSeat) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTextInputManagerV3) SetHandler(h ZwpTextInputManagerV3Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTextInputManagerV3Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTextInputManagerV3Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTextInputManagerV3{r})
	case 1:
		id := ZwpTextInputV3{a.NewID(ZwpTextInputV3Interface)}
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetTextInput(ZwpTextInputManagerV3{r}, id, seat)
	}
	return nil
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpTextInputV3Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "enable", Since: 1},
		{Name: "disable", Since: 1},
		{Name: "set_surrounding_text", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "set_text_change_cause", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_content_type", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "set_cursor_rectangle", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "commit", Since: 1},
	}
	ZwpTextInputV3Interface.Events = []wlwire.Message{
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "leave", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "preedit_string", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString, Nullable: true},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "commit_string", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString, Nullable: true},
		}},
		{Name: "delete_surrounding_text", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "done", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpTextInputV3Interface.DispatchRequest = dispatchZwpTextInputV3Request
	ZwpTextInputManagerV3Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "get_text_input", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTextInputV3Interface},
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
		}},
	}
	ZwpTextInputManagerV3Interface.DispatchRequest = dispatchZwpTextInputManagerV3Request
}
