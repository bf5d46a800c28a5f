package xconn

import (
	"errors"
	"fmt"
	"io"

	"github.com/jezek/xgb/xproto"
)

// ErrGone means that what a request was about has ceased to exist meanwhile.
// With other clients' windows that is normal, and is dropped silently.
var ErrGone = errors.New("the X resource is gone")

// ErrClosed means that the connection to the X server has ended.
var ErrClosed = errors.New("the X connection is closed")

// Gone maps an error of the X server: to ErrGone if it says that a window or
// another resource is gone, to ErrClosed if the connection is; others stay.
func Gone(err error) error {
	switch e := err.(type) {
	case nil:
		return nil
	case xproto.WindowError, xproto.DrawableError, xproto.MatchError, xproto.IDChoiceError, xproto.PixmapError:
		// BadMatch: SetInputFocus to a window that was unmapped meanwhile,
		// ConfigureWindow with a sibling that went elsewhere.
		return ErrGone
	case interface{ BadId() uint32 }:
		return fmt.Errorf("request refused: %w", err)
	default:
		if errors.Is(e, io.EOF) {
			return ErrClosed
		}
		return err
	}
}
