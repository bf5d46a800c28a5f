package link

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
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
	Why           string   // what decides how pixels travel
	Choices       []Choice // how they did
	Leads         bool     // its monitors are the desktop's
	Controls      bool     // it may type and click
	Build         uint32
	Width, Height int // of its desktop, device pixels
	Scale         float64
	Frames        uint64
	Bytes         uint64        // sent
	RTT           time.Duration // 0: unknown
	Rate          float64       // bytes a second that the network carries; 0: unknown
	Age           time.Duration // since it connected
}

// A Choice counts what went one way of those that a backend chooses from.
type Choice struct {
	Name                 string
	Rects, Pixels, Bytes uint64
}

// A Program is what a client of the backend wants started. All of it is the
// client's word: it names an entry of a list at most, and never reaches a
// shell.
type Program struct {
	Name  string // of the alias, or a path
	Alias bool   // it is one
	File  bool   // Name is a document that some program opens
	Dir   string // the working directory; "" if the client names none
	Args  string // as one line
	// The client wants %NAME% replaced in Dir, and in Args.
	ExpandDir, ExpandArgs bool
}

// TheirArgs is the word of an allowed command line that a Program's Args take
// the place of.
const TheirArgs = "%*"

// What can become of an Exec, besides fs.ErrNotExist.
var (
	// ErrNotAllowed says that clients may not start that.
	ErrNotAllowed = errors.New("clients may not start that")
	// ErrExec says that the program could not be started; the compositor's log
	// has the reason.
	ErrExec = errors.New("the program could not be started")
	// ErrNoAnswer says that the other side did not answer.
	ErrNoAnswer = errors.New("no answer")
)

// results are what became of an Exec, as it crosses.
var results = [...]error{nil, ErrNotAllowed, fs.ErrNotExist, ErrExec}

// resultOf finds an error among the results.
func resultOf(err error) byte {
	if err == nil {
		return 0
	}
	for i, r := range results[1:] {
		if errors.Is(err, r) {
			return byte(i + 1)
		}
	}
	return byte(len(results) - 1)
}

const (
	maxPath     = 1 << 10  // bytes of a program's name and directory
	maxArgs     = 24 << 10 // bytes
	maxExecs    = 32       // under way
	maxClients  = 16       // that are told of
	maxChoices  = 16       // of a client
	maxWord     = 64       // bytes of a version, a profile and a codec
	maxByteRate = 1e15

	// askTime is how long an answer is waited for.
	askTime = 2 * time.Second
)

// clientSize is the least a ClientInfo takes.
const clientSize = 4 + 8*2 + 2 + 2 + 4 + 4 + 4 + 2*8 + 4*8

// choiceSize is the least a Choice takes.
const choiceSize = 2 + 3*8

// valid makes a text that may be shown to people anywhere.
func valid(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) {
			return -1
		}
		return c
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// plain makes a text that a program can be given.
func plain(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func appendExec(b []byte, request uint32, p Program) []byte {
	b = le.AppendUint32(begin(b, kindExec, 0), request)
	for _, v := range []bool{p.Alias, p.File, p.ExpandDir, p.ExpandArgs} {
		b = appendBool(b, v)
	}
	b = appendString(appendString(b, plain(p.Name), maxPath), plain(p.Dir), maxPath)
	return appendString(b, plain(p.Args), maxArgs)
}

func readExec(r *reader) (request uint32, p Program) {
	request = r.u32("request")
	p.Alias, p.File = r.bool("alias"), r.bool("file")
	p.ExpandDir, p.ExpandArgs = r.bool("expand directory"), r.bool("expand arguments")
	p.Name, p.Dir, p.Args = r.string(maxPath, "name"), r.string(maxPath, "directory"), r.string(maxArgs, "arguments")
	for _, s := range []string{p.Name, p.Dir, p.Args} {
		if s != plain(s) {
			r.fail("a program's text")
		}
	}
	return request, p
}

func appendClients(b []byte, list []ClientInfo) []byte {
	b = le.AppendUint16(begin(b, kindClients, 0), uint16(min(len(list), maxClients)))
	for i := range list[:min(len(list), maxClients)] {
		c := &list[i]
		b = le.AppendUint32(b, c.ID)
		for _, s := range []string{c.Address, c.Name, c.User, c.Why} {
			b = appendString(b, valid(s), maxName)
		}
		for _, s := range []string{c.Version, c.Security, c.Profile, c.Codec} {
			b = appendString(b, valid(s), maxWord)
		}
		b = appendChoices(b, c.Choices)
		b = appendBool(appendBool(b, c.Leads), c.Controls)
		b = appendInt(appendInt(le.AppendUint32(b, c.Build), c.Width), c.Height)
		b = appendFloat(appendFloat(b, c.Scale), min(max(c.Rate, 0), maxByteRate))
		for _, v := range []uint64{c.Frames, c.Bytes, uint64(max(c.RTT, 0)), uint64(max(c.Age, 0))} {
			b = le.AppendUint64(b, v)
		}
	}
	return b
}

func appendChoices(b []byte, list []Choice) []byte {
	list = list[:min(len(list), maxChoices)]
	b = le.AppendUint16(b, uint16(len(list)))
	for _, x := range list {
		b = appendString(b, valid(x.Name), maxWord)
		b = le.AppendUint64(le.AppendUint64(le.AppendUint64(b, x.Rects), x.Pixels), x.Bytes)
	}
	return b
}

func readChoices(r *reader) (list []Choice) {
	for range r.count(choiceSize, maxChoices, "choices") {
		list = append(list, Choice{r.text(maxWord, "choice"), r.u64("rectangles"), r.u64("pixels"), r.u64("bytes")})
	}
	return list
}

// text reads a string that may be shown to people.
func (r *reader) text(most int, what string) string {
	s := r.string(most, what)
	if s != valid(s) {
		r.fail(what)
	}
	return s
}

func readClients(r *reader, list []ClientInfo) []ClientInfo {
	for range r.count(clientSize, maxClients, "clients") {
		c := ClientInfo{ID: r.u32("id"), Address: r.text(maxName, "address"), Name: r.text(maxName, "name")}
		c.User, c.Why = r.text(maxName, "user"), r.text(maxName, "why")
		c.Version, c.Security = r.text(maxWord, "version"), r.text(maxWord, "security")
		c.Profile, c.Codec, c.Choices = r.text(maxWord, "profile"), r.text(maxWord, "codec"), readChoices(r)
		c.Leads, c.Controls = r.bool("leads"), r.bool("controls")
		c.Build, c.Width, c.Height = r.u32("build"), r.int("width"), r.int("height")
		c.Scale, c.Rate = r.float(64, "scale"), r.float(maxByteRate, "rate")
		c.Frames, c.Bytes = r.u64("frames"), r.u64("bytes")
		c.RTT, c.Age = time.Duration(r.u64("rtt")), time.Duration(r.u64("age"))
		if c.RTT < 0 || c.Age < 0 {
			r.fail("a time")
		}
		list = append(list, c)
	}
	return list
}

// execs are the Execs of a Client that wait for their answers.
type execs struct {
	mu      sync.Mutex
	request uint32
	waiting map[uint32]func(error)
	closed  bool
}

// Exec asks for a program, and calls done, once, from any goroutine, when it
// runs or is known not to.
func (c *Client) Exec(p Program, done func(error)) {
	if !c.execs.begin(c, p, done) {
		done(ErrNoAnswer)
	}
}

func (e *execs) begin(c *Client, p Program, done func(error)) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed || len(e.waiting) >= maxExecs {
		return false
	}
	e.request++
	if !c.post(func(b []byte) []byte { return appendExec(b, e.request, p) }) {
		return false
	}
	if e.waiting == nil {
		e.waiting = map[uint32]func(error){}
	}
	e.waiting[e.request] = done
	return true
}

// launched hands an answer to its Exec.
func (e *execs) launched(request uint32, result byte) error {
	e.mu.Lock()
	done := e.waiting[request]
	delete(e.waiting, request)
	e.mu.Unlock()
	if done == nil {
		return fmt.Errorf("%w: an answer that nobody waits for", ErrProtocol)
	}
	done(results[result])
	return nil
}

// close answers all that wait.
func (e *execs) close() {
	e.mu.Lock()
	waiting := e.waiting
	e.waiting, e.closed = nil, true
	e.mu.Unlock()
	for _, done := range waiting {
		done(ErrNoAnswer)
	}
}

// exec starts a program for a Client, and answers when it is done.
func (p *peer) exec(request uint32, prog Program) error {
	p.mu.Lock()
	p.launching++
	n := p.launching
	p.mu.Unlock()
	if n > maxExecs {
		return fmt.Errorf("%w: %d programs at once", ErrProtocol, n)
	}
	p.tasks.Go(func() {
		err := ErrNotAllowed
		if start := p.server.Exec; start != nil {
			err = start(prog)
		}
		p.mu.Lock()
		p.launching--
		p.mu.Unlock()
		p.post(append(le.AppendUint32(begin(nil, kindLaunched, 0), request), resultOf(err)), nil)
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
