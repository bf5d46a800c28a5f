package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A linkFlag is a made-up link: bytes a second each way, a round trip, and how many
// bytes pass at once behind a pause, as where a token bucket makes it slow.
type linkFlag struct {
	rate  float64
	rtt   time.Duration
	burst int
}

// String implements flag.Value.
func (l *linkFlag) String() string {
	switch {
	case l == nil || l.rate == 0:
		return ""
	case l.burst > 0:
		return fmt.Sprintf("%g,%g,%g", l.rate*8/1e6, milli(l.rtt), float64(l.burst)/1000)
	}
	return fmt.Sprintf("%g,%g", l.rate*8/1e6, milli(l.rtt))
}

// Set implements flag.Value.
func (l *linkFlag) Set(s string) error {
	bad := errors.New("want MBIT,MS or MBIT,MS,KB, such as 10,50")
	list := strings.Split(s, ",")
	if len(list) < 2 || len(list) > 3 {
		return bad
	}
	var mbit, ms, kb float64
	for i, v := range []*float64{&mbit, &ms, &kb}[:len(list)] {
		var err error
		if *v, err = strconv.ParseFloat(list[i], 64); err != nil {
			return bad
		}
	}
	if !(mbit >= 0.1 && mbit <= 1e5 && ms >= 0 && ms <= 10000 && kb >= 0 && kb <= 10000) { // NaN is none of it
		return bad
	}
	*l = linkFlag{mbit * 1e6 / 8, time.Duration(ms * float64(time.Millisecond)), int(1000 * kb)}
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
	way      oneWay // up
}

type packet struct {
	data []byte
	at   time.Time
	err  error
}

func newSlowConn(c net.Conn, l linkFlag) *slowConn {
	s := &slowConn{
		Conn: c, link: l, way: oneWay{link: l},
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

// oneWay says when what takes one way of a link arrives.
type oneWay struct {
	link linkFlag
	free time.Time // when all of it has left; in the past, as long as a burst may be
}

// take returns when so many bytes that are sent now arrive.
func (w *oneWay) take(bytes int, now time.Time) time.Time {
	if first := now.Add(-w.link.time(w.link.burst)); w.free.Before(first) {
		w.free = first
	}
	w.free = w.free.Add(w.link.time(bytes))
	left := now
	if w.free.After(now) {
		left = w.free
	}
	return left.Add(w.link.rtt / 2)
}

// full reports whether more waits for the link than a router keeps.
func (w *oneWay) full(now time.Time) bool { return w.free.Sub(now) > w.link.time(routerSize) }

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
	way := oneWay{link: s.link}
	for {
		data := make([]byte, packetSize)
		n, err := s.Conn.Read(data)
		s.down <- packet{data[:n], way.take(n, time.Now()), err}
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
	select {
	case s.up <- packet{append([]byte(nil), b...), s.way.take(len(b), time.Now()), nil}:
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
