// Package avc has the helper oriel-avc make H.264 of pictures. The helper is
// another process, in a cage, which may be absent, crash or hang: then Open and
// Encode fail within a bounded time, and whoever wanted a video sends it in
// another way.
//
//	var e avc.Encoder
//	e.Attach(socket, memory) // what the manager gave; again for each new helper
//	s, err := e.Open(image.Pt(640, 480))
//	pix, stride := s.Picture() // memory that the helper sees: B, G, R, X
//	…
//	frame, err := s.Encode(nil, changed, 10_000)
//
// Pixels go through memory that both processes see, and so do the frames that
// come of them; messages are of a fixed size (cmd/oriel-avc/oriel-avc.c has
// them). Nothing of a frame is looked at here: it is copied once, and is the
// RDP client's to decode.
package avc
