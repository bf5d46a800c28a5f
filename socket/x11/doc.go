// Package x11 claims an X display for a server that is started later: the
// number, its lock file, its listening socket and its abstract name.
//
// The listening socket is ours and is handed to Xwayland with -listenfd. It
// outlives the X server, so clients that connect while Xwayland starts (or
// starts again) wait in the backlog and notice nothing.
//
// The abstract name (@/tmp/.X11-unix/Xn) is bound and never listened on. libxcb
// tries it before the path, and who holds it receives the clients: left free,
// any process in the same network namespace could take it. Held this way it
// refuses, and clients fall back to the path.
//
//	d, err := x11.Claim(x11.Options{Number: x11.First})
//	err = d.Wait(ctx)       // a first client is in the backlog
//	cmd.ExtraFiles = append(cmd.ExtraFiles, d.File())
//	d.Close()               // socket, lock and name are gone
//
// The package starts no goroutine; a Display may be used from several.
package x11
