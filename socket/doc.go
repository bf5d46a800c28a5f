// Package socket opens the ends on which Oriel is reached: TCP, Unix and VM
// sockets, all named by one kind of address.
//
//	tcp:127.0.0.1:3390   a host and a port
//	unix:/run/rdp.sock   a path; made 0600, removed on Close
//	vsock:50000          a port on every context this machine answers for
//	vsock:3:50000        a context and a port
//	vsock:50000,from=any who is let in: host (if nothing is said), local, any
//	                     or numbers of contexts, joined by +
//
// It also says who is at the other end of a Unix socket (PeerUID, Allow), for
// the sockets that admit by user and not by password.
//
// The package starts no goroutine. Its parts are vsock, fdpass (messages that
// carry file descriptors) and x11 (the sockets of an X display).
package socket
