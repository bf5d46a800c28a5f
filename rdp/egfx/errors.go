package egfx

import "errors"

// Errors of Server and Client; decode errors are *wire.Error.
var (
	ErrNoVersion = errors.New("no common version")
	ErrSequence  = errors.New("command out of sequence")
	ErrSurface   = errors.New("no such surface")
	ErrSurfaces  = errors.New("too many surfaces")
	ErrSize      = errors.New("size not allowed")
	ErrRect      = errors.New("rectangle outside the surface")
	ErrFormat    = errors.New("unknown pixel format")
	ErrCodec     = errors.New("codec not allowed here")
	ErrCache     = errors.New("bad cache slot")
	ErrMemory    = errors.New("more memory than allowed")
	ErrMonitor   = errors.New("bad monitors")
)
