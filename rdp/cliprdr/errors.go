package cliprdr

import "errors"

// Errors of the machines; decode errors are *wire.Error.
var (
	ErrFailed   = errors.New("peer has no data")
	ErrTimeout  = errors.New("peer did not answer in time")
	ErrTooLarge = errors.New("clipboard data too large")
	ErrFormat   = errors.New("clipboard data malformed")
	ErrClosed   = errors.New("channel closed")
	ErrSequence = errors.New("too many requests at once")
)
