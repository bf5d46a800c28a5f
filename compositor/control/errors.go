package control

import "errors"

// ErrRefused is wrapped by every error that means: this message is not
// understood, and nothing of it was used. Its descriptors are closed, and the
// connection goes on.
var ErrRefused = errors.New("message refused")

// The reasons of a refusal.
var (
	ErrVersion = errors.New("another version of the protocol")
	ErrKind    = errors.New("a kind of message that this end does not take")
	ErrLength  = errors.New("wrong length")
	ErrFiles   = errors.New("wrong number of descriptors")
	ErrRange   = errors.New("a value out of its range")
)
