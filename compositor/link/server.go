package link

import (
	"context"
	"sync"
	"sync/atomic"

	"oriel/socket/fdpass"
)

// A Server shows a desktop to RDP backends in other processes.
type Server struct {
	// Exec starts a program that a client of a backend asks for: nil if it
	// runs, or if the client is only to see the windows; else ErrNotAllowed,
	// fs.ErrNotExist or another error. It is set before Serve and runs on a
	// goroutine of its own; without it there are no programs.
	Exec func(p Program) error

	desk  Desktop
	count counters

	mu    sync.Mutex
	peers map[*peer]struct{}
}

// counters count since the Server was made.
type counters struct {
	diffs, merged, messages, bytes, files, copies, lost, reclaimed atomic.Uint64
}

// Stats says what a Server has done, and what is going on.
type Stats struct {
	Peers     int    // backends that are connected
	Holds     int    // buffers that they have
	Mapped    int    // files that they know
	Diffs     uint64 // sent
	Merged    uint64 // never sent by themselves: the backend was not ready for them
	Messages  uint64 // that they took
	Bytes     uint64 // of these
	Files     uint64 // sent
	Copies    uint64 // buffers that had to be copied, since their files cannot be opened for reading
	Lost      uint64 // planes not shown for want of descriptors or memory
	Reclaimed uint64 // buffers taken back from backends that kept them too long
}

// NewServer returns a Server of a desktop.
func NewServer(d Desktop) *Server { return &Server{desk: d, peers: map[*peer]struct{}{}} }

// Serve serves one backend until it is gone or ctx ends, and closes conn. Of a
// backend that broke the protocol the error tells how; one that just went is
// no error. When Serve returns, all that the backend had is given back.
// Backends may be served side by side.
func (s *Server) Serve(ctx context.Context, conn *fdpass.Conn) error {
	p := newPeer(s, conn)
	s.mu.Lock()
	s.peers[p] = struct{}{}
	s.mu.Unlock()
	err := p.run(ctx)
	s.mu.Lock()
	delete(s.peers, p)
	s.mu.Unlock()
	return err
}

// Stats returns the figures for people.
func (s *Server) Stats() Stats {
	c := &s.count
	st := Stats{
		Diffs: c.diffs.Load(), Merged: c.merged.Load(), Messages: c.messages.Load(), Bytes: c.bytes.Load(), Files: c.files.Load(),
		Copies: c.copies.Load(), Lost: c.lost.Load(), Reclaimed: c.reclaimed.Load(),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.peers {
		st.Peers++
		p.mu.Lock()
		st.Holds += p.table.live
		p.mu.Unlock()
		st.Mapped += int(p.mapped.Load())
	}
	return st
}
