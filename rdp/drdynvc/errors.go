package drdynvc

import "errors"

// Errors of the channel machines; decode errors are *wire.Error.
var (
	ErrUnknownChannel = errors.New("no such dynamic channel")
	ErrTooLarge       = errors.New("message larger than allowed")
	ErrSequence       = errors.New("message out of sequence")
	ErrClosed         = errors.New("channel closed by the peer")
)
