package main

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"
)

// A pam asks the helper oriel-pam about passwords. Whatever goes wrong lets
// nobody in.
type pam struct {
	log  *slog.Logger
	mu   sync.Mutex // one question at a time
	conn net.Conn
}

const (
	pamID   = 8
	pamMost = 2048 // bytes of a question
	pamWait = 20 * time.Second
)

// newPAM takes the socket to the helper.
func newPAM(f *os.File, log *slog.Logger) (*pam, error) {
	defer f.Close()
	c, err := net.FileConn(f)
	if err != nil {
		return nil, fmt.Errorf("cannot use the socket to oriel-pam: %w", err)
	}
	return &pam{log: log, conn: c}, nil
}

// check asks whether a password is the user's.
func (p *pam) check(user, password string) bool {
	if user == "" || password == "" || strings.ContainsRune(user+password, 0) {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	ok, err := p.ask(user, password)
	if err != nil {
		p.log.Warn("Cannot ask oriel-pam", "err", err)
	}
	return ok && err == nil
}

func (p *pam) ask(user, password string) (ok bool, err error) {
	q := make([]byte, pamID, pamID+len(user)+len(password)+2)
	if _, err := rand.Read(q); err != nil {
		return false, err
	}
	q = append(append(append(append(q, user...), 0), password...), 0)
	defer clear(q)
	if len(q) > pamMost {
		return false, nil
	}
	if err := p.conn.SetDeadline(time.Now().Add(pamWait)); err != nil {
		return false, err
	}
	if _, err := p.conn.Write(q); err != nil {
		return false, err
	}
	for { // past answers to what a backend before this one has asked
		var a [pamID + 1]byte
		n, err := p.conn.Read(a[:])
		if err != nil {
			return false, err
		}
		if n == len(a) && bytes.Equal(a[:pamID], q[:pamID]) {
			return a[pamID] == 1, nil
		}
	}
}
