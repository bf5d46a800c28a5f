package link

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode"
)

// What crosses besides the four ports: programs that a client of the backend
// asks for, and what people ask of the backend.

// A ClientInfo is what a backend tells of one of its clients. Strings that are
// too long are cut.
type ClientInfo struct {
	ID            uint32 // names it to Disconnect
	Address       string
	Name          string // of the client's machine
	User          string
	Version       string // of RDP
	Security      string // how the user was proved and what protects the connection
	Profile       string
	Codec         string
	Leads         bool // its monitors are the desktop's
	Controls      bool // it may type and click
	Build         uint32
	Width, Height int // of its desktop, device pixels
	Scale         float64
	Frames        uint64
	Bytes         uint64        // sent
	RTT           time.Duration // 0: unknown
	Rate          float64       // bytes a second that the network carries; 0: unknown
	Age           time.Duration // since it connected
}

// Errors of Exec.
var (
	// ErrNoProgram says that there is no program of that name.
	ErrNoProgram = errors.New("no such program is allowed")
	// ErrExec says that the program could not be started; the compositor's log
	// has the reason.
	ErrExec = errors.New("the program could not be started")
	// ErrNoAnswer says that the other side did not answer in time.
	ErrNoAnswer = errors.New("no answer")
)

// Results of an Exec, as they cross.
const (
	execOK = iota
	execUnknown
	execFailed
	execEnd
)

const (
	maxAlias    = 1 << 10 // bytes
	maxExecs    = 8       // under way
	maxClients  = 64      // that are told of
	maxWord     = 64      // bytes of a version, a profile and a codec
	maxByteRate = 1e15

	// execTime and askTime are how long an answer is waited for.
	execTime = 10 * time.Second
	askTime  = 2 * time.Second
)

// clientSize is the least a ClientInfo takes.
const clientSize = 4 + 7*2 + 2 + 4 + 4 + 4 + 2*8 + 4*8

// valid makes a text that may be shown to people anywhere.
func valid(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

func appendExec(b []byte, request uint32, alias string) []byte {
	return appendString(le.AppendUint32(begin(b, kindExec, 0), request), alias, maxAlias)
}

func appendClients(b []byte, list []ClientInfo) []byte {
	b = le.AppendUint16(begin(b, kindClients, 0), uint16(min(len(list), maxClients)))
	for i := range list[:min(len(list), maxClients)] {
		c := &list[i]
		b = le.AppendUint32(b, c.ID)
		for _, s := range []string{c.Address, c.Name, c.User} {
			b = appendString(b, valid(s), maxName)
		}
		for _, s := range []string{c.Version, c.Security, c.Profile, c.Codec} {
			b = appendString(b, valid(s), maxWord)
		}
		b = appendBool(appendBool(b, c.Leads), c.Controls)
		b = appendInt(appendInt(le.AppendUint32(b, c.Build), c.Width), c.Height)
		b = appendFloat(appendFloat(b, c.Scale), min(max(c.Rate, 0), maxByteRate))
		for _, v := range []uint64{c.Frames, c.Bytes, uint64(max(c.RTT, 0)), uint64(max(c.Age, 0))} {
			b = le.AppendUint64(b, v)
		}
	}
	return b
}

func readClients(r *reader, list []ClientInfo) []ClientInfo {
	for range r.count(clientSize, maxClients, "clients") {
		c := ClientInfo{ID: r.u32("id"), Address: r.string(maxName, "address"), Name: r.string(maxName, "name"), User: r.string(maxName, "user")}
		c.Version, c.Security = r.string(maxWord, "version"), r.string(maxWord, "security")
		c.Profile, c.Codec = r.string(maxWord, "profile"), r.string(maxWord, "codec")
		c.Leads, c.Controls = r.bool("leads"), r.bool("controls")
		c.Build, c.Width, c.Height = r.u32("build"), r.int("width"), r.int("height")
		c.Scale, c.Rate = r.float(64, "scale"), r.float(maxByteRate, "rate")
		c.Frames, c.Bytes = r.u64("frames"), r.u64("bytes")
		c.RTT, c.Age = time.Duration(r.u64("rtt")), time.Duration(r.u64("age"))
		if c.RTT < 0 || c.Age < 0 {
			r.fail("a time")
		}
		for _, s := range []string{c.Address, c.Name, c.User, c.Version, c.Security, c.Profile, c.Codec} {
			if s != valid(s) {
				r.fail("a text")
			}
		}
		list = append(list, c)
	}
	return list
}

// execs are the Execs of a Client that wait for their answers.
type execs struct {
	mu      sync.Mutex
	request uint32
	waiting map[uint32]chan byte
}

// Exec asks for the program that the compositor's side knows by a name, and
// waits until it runs or does not.
func (c *Client) Exec(alias string) error {
	answer := make(chan byte, 1)
	e := &c.execs
	e.mu.Lock()
	if len(e.waiting) >= maxExecs {
		e.mu.Unlock()
		return ErrNoAnswer
	}
	if e.waiting == nil {
		e.waiting = map[uint32]chan byte{}
	}
	e.request++
	request := e.request
	e.waiting[request] = answer
	e.mu.Unlock()
	c.post(func(b []byte) []byte { return appendExec(b, request, valid(alias)) })
	timer := time.NewTimer(execTime)
	defer timer.Stop()
	select {
	case code := <-answer:
		return [...]error{execOK: nil, execUnknown: ErrNoProgram, execFailed: ErrExec}[code]
	case <-timer.C:
	case <-c.done:
	}
	// It stays among those who wait: the answer may come yet.
	return ErrNoAnswer
}

// launched hands an answer to its Exec.
func (e *execs) launched(request uint32, code byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	answer := e.waiting[request]
	if answer == nil {
		return fmt.Errorf("%w: an answer that nobody waits for", ErrProtocol)
	}
	delete(e.waiting, request)
	answer <- code
	return nil
}

// exec starts a program for a Client, and answers when it is done.
func (p *peer) exec(request uint32, alias string) error {
	p.mu.Lock()
	p.launching++
	n := p.launching
	p.mu.Unlock()
	if n > maxExecs {
		return fmt.Errorf("%w: %d programs at once", ErrProtocol, n)
	}
	p.tasks.Go(func() {
		code := byte(execUnknown)
		if start := p.server.Exec; start != nil {
			switch err := start(alias); {
			case err == nil:
				code = execOK
			case !errors.Is(err, ErrNoProgram):
				code = execFailed
			}
		}
		p.mu.Lock()
		p.launching--
		p.mu.Unlock()
		p.post(append(le.AppendUint32(begin(nil, kindLaunched, 0), request), code), nil)
	})
	return nil
}

// Clients asks the backends who is connected to them. Of one that does not
// answer the error tells; who did is told nevertheless.
func (s *Server) Clients(ctx context.Context) (list []ClientInfo, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	for _, p := range s.all() {
		got, perr := p.ask(ctx)
		list = append(list, got...)
		if err == nil {
			err = perr
		}
	}
	return list, err
}

// Disconnect has the backends end a client's connection.
func (s *Server) Disconnect(id uint32) {
	for _, p := range s.all() {
		p.post(le.AppendUint32(begin(nil, kindDisconnect, 0), id), nil)
	}
}

func (s *Server) all() (list []*peer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p := range s.peers {
		list = append(list, p)
	}
	return list
}

// asking is a question that is under way; all who have it share the answer.
type asking struct {
	done chan struct{}
	list []ClientInfo // after done
}

func (p *peer) ask(ctx context.Context) ([]ClientInfo, error) {
	p.mu.Lock()
	q := p.asking
	if q == nil {
		q = &asking{done: make(chan struct{})}
		p.asking = q
	}
	fresh := !p.asked
	p.asked = true
	p.mu.Unlock()
	if fresh && !p.post(begin(nil, kindAsk, 0), nil) {
		return nil, ErrNoAnswer
	}
	select {
	case <-q.done:
		return q.list, nil
	case <-p.done:
		return nil, nil // it is gone, and so are its clients
	case <-ctx.Done():
		return nil, ErrNoAnswer
	}
}

// answered takes the answer to ask.
func (p *peer) answered(list []ClientInfo) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.asking == nil {
		return fmt.Errorf("%w: an answer that nobody waits for", ErrProtocol)
	}
	p.asking.list = append([]ClientInfo(nil), list...)
	close(p.asking.done)
	p.asking, p.asked = nil, false
	return nil
}
