package wlwire

import (
	"errors"
	"fmt"
)

// The codes of wl_display.error, which any request may raise.
const (
	CodeInvalidObject  uint32 = 0 // no such object
	CodeInvalidMethod  uint32 = 1 // no such method, or bad arguments
	CodeNoMemory       uint32 = 2 // a limit was reached
	CodeImplementation uint32 = 3 // our fault
)

// The ways in which a Table dies other than by a ProtocolError.
var (
	ErrClosed   = errors.New("table is closed")
	ErrOverflow = errors.New("peer does not read its messages")
)

// ProtocolError is a violation of the protocol. It ends the connection; a
// server tells it to the client in wl_display.error.
type ProtocolError struct {
	Object    uint32
	Interface string // of Object, for people
	Code      uint32
	Msg       string
}

func (e *ProtocolError) Error() string {
	return fmt.Sprintf("%s#%d: error %d: %s", e.Interface, e.Object, e.Code, e.Msg)
}

// Object is a *Resource or one of the handles of wlproto.
type Object interface{ Base() *Resource }

// Errorf returns the ProtocolError with an error constant of o's interface.
func Errorf[C ~uint32](o Object, code C, format string, args ...any) error {
	e := &ProtocolError{Code: uint32(code), Msg: fmt.Sprintf(format, args...)}
	if r := o.Base(); r != nil {
		e.Object, e.Interface = r.id, r.iface.Name
	}
	return e
}

// displayError returns an error of object 1.
func displayError(code uint32, format string, args ...any) error {
	return &ProtocolError{1, "wl_display", code, fmt.Sprintf(format, args...)}
}
