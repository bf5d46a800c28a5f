// Command grdpshot takes a screenshot over RDP with a client library that is
// not Oriel's: github.com/tomatome/grdp v0.1.0, over TLS, by plain bitmap
// updates of 16 bits per pixel.
//
//	go build -tags grdp
//	grdpshot -addr 127.0.0.1:3390 -user ann -password-file pw -size 800x600 -o out.png
//
// It is a module of its own and stands behind the build tag grdp, because the
// library is GPL-3 and needs cgo: nothing that ships may link it. A pixel in
// the picture keeps its 16 bits, spread over eight bits per channel by
// repeating the upper ones, so that the upper 5, 6 and 5 bits are exactly what
// the server sent.
//
// What the library cannot do decides the shape of the program. Its layers call
// back from goroutines of their own and panic there on bad input, its NLA and
// its standard security do not work, and events that come before a handler is
// set are lost. Therefore TLS alone is offered, every handler is set before
// the connection starts, and one goroutine owns the picture.
package main
