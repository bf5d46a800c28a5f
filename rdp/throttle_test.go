package rdp

import (
	"fmt"
	"net"
	"testing"
	"time"
)

// day is the throttle's fake clock.
var day = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

func TestEachFailureDoublesThePause(t *testing.T) {
	var th loginThrottle
	now := day
	if w := th.admit("a", now); w != 0 {
		t.Fatalf("the first login waits %v", w)
	}
	var pauses []time.Duration
	for range 14 {
		th.failed("a", now)
		w := th.peers["a"].next.Sub(now)
		pauses = append(pauses, max(w, 0))
		now = now.Add(max(w, 0)) // as soon as it may
		if w := th.admit("a", now); w != 0 {
			t.Fatalf("at its time a login waits %v", w)
		}
	}
	want := []time.Duration{0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300}
	for i, w := range want {
		if pauses[i] != w*time.Second {
			t.Errorf("after %d failures: %v, want %v", i+1, pauses[i], w*time.Second)
		}
	}
	if w := th.admit("b", now); w != 0 {
		t.Errorf("another address waits %v", w)
	}
	th.passed("a")
	if w := th.admit("a", now); w != 0 || len(th.peers) != 0 {
		t.Errorf("after a right password: %v, %d addresses", w, len(th.peers))
	}
}

// TestManyConnectionsGuessNoFaster: logins at the same time wait for one
// another, and those that would wait too long are refused without making it
// worse for others.
func TestManyConnectionsGuessNoFaster(t *testing.T) {
	var th loginThrottle
	for range 4 { // the pause is 2 s by then
		th.failed("a", day)
	}
	now := day.Add(2 * time.Second)
	tries := 0
	for i := range 100 {
		w := th.admit("a", now)
		if w <= longestQueued {
			tries++
			if want := time.Duration(i) * 2 * time.Second; w != want {
				t.Errorf("connection %d waits %v, want %v", i, w, want)
			}
		}
	}
	if tries != 3 { // at once, after 2 s, after 4 s
		t.Errorf("%d of 100 connections may try", tries)
	}
	if w := th.admit("a", now.Add(6*time.Second)); w != 0 {
		t.Errorf("those that were refused keep others waiting: %v", w)
	}
}

func TestFailuresAreForgotten(t *testing.T) {
	var th loginThrottle
	for range 20 {
		th.failed("a", day)
	}
	if w := th.admit("a", day.Add(forgetAfter+time.Second)); w != 0 || len(th.peers) != 0 {
		t.Errorf("%v, %d addresses", w, len(th.peers))
	}
}

// TestTheTableIsBounded: failures from any number of addresses take no more
// memory, and do not make it forget who guesses.
func TestTheTableIsBounded(t *testing.T) {
	var th loginThrottle
	for range 10 {
		th.failed("guesser", day)
	}
	for i := range 5 * maxAddresses {
		th.failed(fmt.Sprint(i), day.Add(time.Duration(i)*time.Millisecond))
	}
	if len(th.peers) != maxAddresses {
		t.Errorf("%d addresses, want %d", len(th.peers), maxAddresses)
	}
	if w := th.admit("guesser", day); w != pause(10) {
		t.Errorf("the guesser waits %v", w)
	}
}

// from is a connection from somewhere.
type from struct {
	net.Conn
	addr net.Addr
}

func (f from) RemoteAddr() net.Addr { return f.addr }

func TestSourceOfAConnection(t *testing.T) {
	tcp := func(s string) net.Addr {
		a, err := net.ResolveTCPAddr("tcp", s)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	for _, c := range []struct {
		addr net.Addr
		want string
	}{
		{tcp("192.0.2.7:1234"), "192.0.2.7"},
		{tcp("[::ffff:192.0.2.7]:1"), "192.0.2.7"},
		{tcp("[2001:db8:1:2:3:4:5:6]:99"), "2001:db8:1:2::/64"},
		{tcp("[fe80::1%lo]:99"), "fe80::/64"},
		{&net.UnixAddr{Name: "@", Net: "unix"}, "unix"},
	} {
		if got := source(from{addr: c.addr}); got != c.want {
			t.Errorf("%v: %q, want %q", c.addr, got, c.want)
		}
	}
}
