// Package control is the narrow door between the manager, which may be root,
// and what it supervises: messages of a fixed size (at most 256 bytes, at most
// 8 descriptors) over a seqpacket socket, with neither strings nor paths in
// them. A message is understood whole or refused whole, and each end takes
// only the kinds that the other may send:
//
//	Manager → Child    Hello, Xwayland, XwaylandGone, RDP, Stop, UnitState, Query, VideoHelper
//	Child → Manager    Ready, WantXwayland, Status
//	Client → Server    Publish, Reload, Reset, Query, Count
//	Server → Client    Result, UnitState, Status
//
// The first two rows are spoken on a socket pair that a child inherits at
// exec, the others on the second socket that only root reaches. What a child
// may send carries no descriptor and asks for nothing but an X server: that is
// all that a conquered child can say to root.
//
// A child begins like this:
//
//	conn, config, err := control.Inherit()
//	…
//	err = conn.Send(&control.Ready{})
//
// All numbers are little-endian. A message is a header of four bytes (version,
// kind, number of descriptors, zero) and a body whose length its kind decides.
package control
