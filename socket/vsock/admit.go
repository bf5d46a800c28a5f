package vsock

import (
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// ErrPeers says that a list of contexts is none.
var ErrPeers = errors.New("want host, local, any or the number of a context, several joined by +")

// Peers are the contexts that a listener admits; empty is the host's alone.
type Peers string

// ParsePeers reads what a person writes: host, local, any or numbers, joined
// by "+".
func ParsePeers(s string) (Peers, error) {
	var words []string
	for word := range strings.SplitSeq(s, "+") {
		cid, err := contextOf(word)
		if err != nil {
			return "", err
		}
		words = append(words, name(cid))
	}
	slices.Sort(words)
	words = slices.Compact(words)
	if slices.Contains(words, "any") {
		words = []string{"any"}
	}
	if len(words) == 1 && words[0] == "host" {
		return "", nil
	}
	return Peers(strings.Join(words, "+")), nil
}

// names are the contexts that have one.
var names = map[string]uint32{"host": Host, "local": Local, "any": Any}

func contextOf(word string) (uint32, error) {
	if cid, ok := names[word]; ok {
		return cid, nil
	}
	n, err := strconv.ParseUint(word, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%.20q: %w", word, ErrPeers)
	}
	return uint32(n), nil
}

func name(cid uint32) string {
	for word, c := range names {
		if c == cid {
			return word
		}
	}
	return strconv.FormatUint(uint64(cid), 10)
}

// Admit reports whether a context is among them.
func (p Peers) Admit(cid uint32) bool {
	if p == "" {
		return cid == Host
	}
	for word := range strings.SplitSeq(string(p), "+") {
		if c, err := contextOf(word); err == nil && (c == cid || c == Any) {
			return true
		}
	}
	return false
}

// A RefusedError says who was not let in. A listener goes on after it.
type RefusedError struct{ CID uint32 }

// Error implements error.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("a VM socket connection from context %s is not admitted; from=%[1]s would", name(e.CID))
}

// Temporary says that accepting may work again, as package net has it.
func (*RefusedError) Temporary() bool { return true }

// maxRefused bounds the contexts that are told apart; a machine has a few.
const maxRefused = 16

// A guard closes the connections of those who are not admitted.
type guard struct {
	net.Listener
	peers Peers

	mu      sync.Mutex
	refused []uint32 // whose refusal was told
}

// Admit lets only some contexts in. Of others Accept says so once for each, by
// a RefusedError, and closes their connections without a word. Where a
// listener is handed to another process, that one has to Admit again.
func Admit(l net.Listener, p Peers) net.Listener { return &guard{Listener: l, peers: p} }

// File gives a copy of the listener's descriptor, which admits everybody.
func (g *guard) File() (*os.File, error) {
	l, ok := g.Listener.(interface{ File() (*os.File, error) })
	if !ok {
		return nil, errors.ErrUnsupported
	}
	return l.File()
}

// Accept implements net.Listener.
func (g *guard) Accept() (net.Conn, error) {
	for {
		c, err := g.Listener.Accept()
		if err != nil {
			return nil, err
		}
		cid, _, ok := Peer(c.RemoteAddr())
		if ok && g.peers.Admit(cid) {
			return c, nil
		}
		c.Close()
		if g.first(cid) {
			return nil, &RefusedError{cid}
		}
	}
}

func (g *guard) first(cid uint32) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if slices.Contains(g.refused, cid) || len(g.refused) == maxRefused {
		return false
	}
	g.refused = append(g.refused, cid)
	return true
}
