package rdp

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"oriel/rdp/bcgr"
)

// Numbers of the login throttle.
const (
	freeFailures  = 2 // people mistype
	firstPause    = time.Second
	longestPause  = 5 * time.Minute
	forgetAfter   = 15 * time.Minute // without a failure
	maxAddresses  = 1024
	longestQueued = 5 * time.Second // a login that must wait longer is refused
)

// A loginThrottle slows down who guesses passwords. Each failed login from an
// address doubles the pause before its next one. Logins at the same time queue
// up behind one another, so that many connections guess no faster than one.
type loginThrottle struct {
	mu    sync.Mutex
	peers map[string]*suspect
}

type suspect struct {
	failures int
	last     time.Time // the last failure
	next     time.Time // when the next login may be tried
}

// pause is how long the next login waits after so many failures.
func pause(failures int) time.Duration {
	n := failures - freeFailures - 1
	if n < 0 {
		return 0
	}
	return min(firstPause<<min(n, 20), longestPause)
}

// admit books a login from an address and returns how long it must wait. A
// wait longer than longestQueued books nothing: the login is to be refused.
func (t *loginThrottle) admit(addr string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.peers[addr]
	if p == nil {
		return 0
	}
	if now.Sub(p.last) > forgetAfter {
		delete(t.peers, addr)
		return 0
	}
	wait := max(p.next.Sub(now), 0)
	if wait <= longestQueued {
		p.next = now.Add(wait + pause(p.failures))
	}
	return wait
}

// failed notes a wrong password.
func (t *loginThrottle) failed(addr string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.peers == nil {
		t.peers = map[string]*suspect{}
	}
	p := t.peers[addr]
	if p == nil {
		if len(t.peers) >= maxAddresses {
			t.evict(now)
		}
		p = &suspect{}
		t.peers[addr] = p
	}
	p.failures, p.last = p.failures+1, now
	if at := now.Add(pause(p.failures)); at.After(p.next) {
		p.next = at
	}
}

// evict forgets what is too old, or else who has failed least and longest ago:
// whoever fills the table from many addresses does not free one that guesses.
func (t *loginThrottle) evict(now time.Time) {
	victim := ""
	for addr, p := range t.peers {
		if now.Sub(p.last) > forgetAfter {
			delete(t.peers, addr)
			continue
		}
		v := t.peers[victim]
		if v == nil || p.failures < v.failures || p.failures == v.failures && p.last.Before(v.last) {
			victim = addr
		}
	}
	if len(t.peers) >= maxAddresses {
		delete(t.peers, victim)
	}
}

// passed forgets the failures of an address.
func (t *loginThrottle) passed(addr string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.peers, addr)
}

// source is what failures are counted by: an IPv4 address, the network of an
// IPv6 one (its 64 low bits are whatever the client likes), a virtual machine,
// or this machine by its sockets.
func source(c net.Conn) string {
	a := c.RemoteAddr()
	if a == nil {
		return c.LocalAddr().Network()
	}
	if ap, err := netip.ParseAddrPort(a.String()); err == nil {
		ip := ap.Addr().Unmap().WithZone("")
		if ip.Is6() {
			p, _ := ip.Prefix(64)
			return p.String()
		}
		return ip.String()
	}
	if i := strings.LastIndexByte(a.String(), ':'); i > 0 && a.Network() != "unix" {
		return a.String()[:i]
	}
	return a.Network()
}

// errThrottled refuses a login before its password is looked at, and tells the
// client that the server denies the connection.
var errThrottled = fmt.Errorf("too many failed logins from there: %w", bcgr.ErrDenied)

// queueLogin waits until the client may log in. One that would have to wait
// too long will be refused.
func (c *connection) queueLogin(ctx context.Context) error {
	wait := c.srv.throttle.admit(source(c.conn), time.Now())
	if wait > longestQueued {
		c.refusal = errThrottled
		return nil
	}
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// login notes how a login went.
func (c *connection) login(ok bool) {
	if ok {
		c.srv.throttle.passed(source(c.conn))
	} else {
		c.srv.throttle.failed(source(c.conn), time.Now())
	}
}
