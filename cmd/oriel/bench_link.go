package main

import (
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A linkFlag is a made-up link: bytes a second each way, and a round trip.
type linkFlag struct {
	rate float64
	rtt  time.Duration
}

// String implements flag.Value.
func (l *linkFlag) String() string {
	if l == nil || l.rate == 0 {
		return ""
	}
	return fmt.Sprintf("%g,%g", l.rate*8/1e6, milli(l.rtt))
}

// Set implements flag.Value.
func (l *linkFlag) Set(s string) error {
	var mbit, ms float64
	if n, err := fmt.Sscanf(s, "%g,%g", &mbit, &ms); err != nil || n != 2 || mbit < 0.1 || mbit > 1e5 || ms < 0 || ms > 10000 {
		return fmt.Errorf("want MBIT,MS, such as 10,50")
	}
	*l = linkFlag{mbit * 1e6 / 8, time.Duration(ms * float64(time.Millisecond))}
	return nil
}

// Numbers of a slowConn: what a packet carries, and how much a router keeps
// that waits for the link before it takes no more.
const (
	packetSize = 1460
	routerSize = 128 << 10
)

// A slowConn is a connection behind a slow link. What waits for it waits in
// the sender's kernel at last, as behind a real one. Deadlines act on the near
// end of the link only.
type slowConn struct {
	net.Conn
	down, up chan packet
	rest     []byte // of the packet that Read has begun
	err      error
	link     linkFlag
	next     time.Time // when the way up is free
}

type packet struct {
	data []byte
	at   time.Time
	err  error
}

func newSlowConn(c net.Conn, l linkFlag) *slowConn {
	s := &slowConn{
		Conn: c, link: l,
		down: make(chan packet, routerSize/packetSize+int(l.rate*l.rtt.Seconds()/packetSize)),
		up:   make(chan packet, routerSize/packetSize),
	}
	go s.read()
	go s.write()
	return s
}

// time returns how long so many bytes keep the link busy.
func (l *linkFlag) time(bytes int) time.Duration {
	return time.Duration(float64(bytes) / l.rate * float64(time.Second))
}

// sleepUntil sleeps to a tenth of a millisecond: where nothing else happens, Go's
// timers are late by up to one, and a round trip has two.
func sleepUntil(t time.Time) {
	for d := time.Until(t); d > 0; d = time.Until(t) { // signals end it early
		ts := unix.NsecToTimespec(d.Nanoseconds())
		_ = unix.Nanosleep(&ts, nil)
	}
}

// read takes what the far end sends at the pace of the link.
func (s *slowConn) read() {
	free := time.Now()
	for {
		data := make([]byte, packetSize)
		n, err := s.Conn.Read(data)
		if now := time.Now(); free.Before(now) {
			free = now
		}
		free = free.Add(s.link.time(n))
		s.down <- packet{data[:n], free.Add(s.link.rtt / 2), err}
		if err != nil {
			return
		}
	}
}

// write delivers what the near end has sent.
func (s *slowConn) write() {
	for p := range s.up {
		sleepUntil(p.at)
		if _, err := s.Conn.Write(p.data); err != nil {
			return // the reader will say why
		}
	}
}

// Read implements net.Conn.
func (s *slowConn) Read(b []byte) (int, error) {
	for len(s.rest) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		p := <-s.down
		sleepUntil(p.at)
		s.rest, s.err = p.data, p.err
	}
	n := copy(b, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

// Write implements net.Conn. One goroutine writes at a time, as TLS does.
func (s *slowConn) Write(b []byte) (int, error) {
	if now := time.Now(); s.next.Before(now) {
		s.next = now
	}
	s.next = s.next.Add(s.link.time(len(b)))
	select {
	case s.up <- packet{append([]byte(nil), b...), s.next.Add(s.link.rtt / 2), nil}:
		return len(b), nil
	default:
		return 0, fmt.Errorf("the link is full")
	}
}

// A countedConn counts the bytes that it reads.
type countedConn struct {
	net.Conn
	n atomic.Uint64
}

// Read implements net.Conn.
func (c *countedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.n.Add(uint64(n))
	return n, err
}
