package rdp

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime/debug"
	"sync"
	"time"

	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
	"oriel/rdp/svc"
	"oriel/rdp/x224"
)

// railLevel is what we do of RemoteApp.
const railLevel = bcgr.RAILSupported | bcgr.RAILShellIntegration | bcgr.RAILLanguageIMESync |
	bcgr.RAILServerToClientIME | bcgr.RAILWindowCloaking | bcgr.RAILHandshakeEx

// capabilities are the sets for Demand Active.
func capabilities(r *acceptor.Result) bcgr.Capabilities {
	return acceptor.DefaultCapabilities(r, railLevel, svc.MaxChunk)
}

// A connection is a client from the first byte on: the connection sequence,
// then a session.
type connection struct {
	srv     *Server
	conn    net.Conn
	below   *gather // conn, below TLS
	log     *slog.Logger
	stop    chan error    // capacity 1: why the session must end
	ended   chan struct{} // closed when the session has let go of the desktop
	over    sync.Once     // closes ended
	counted bool          // among the pending ones no more

	id       uint32 // of the session
	gate     *gate
	returns  uint32 // the session that the client had before, if it proves that
	security string // how the client is known and what protects the connection

	queued       bool   // has waited for its turn to log in
	refusal      error  // why nobody may log in, whatever the password
	user, domain string // whom CredSSP or a cookie has proved; empty without

	session *session
}

func stack() string { return string(debug.Stack()) }

// close lets go of everything.
func (c *connection) close() {
	if !c.counted {
		c.srv.admitted()
	}
	c.srv.leave(c)
	c.over.Do(func() { close(c.ended) })
}

// A stream reads frames.
type stream struct {
	net.Conn // read by r only
	r        *bufio.Reader
	limit    int // of a frame's length; 0: none but the format's
}

func newStream(c net.Conn) *stream { return &stream{Conn: c, r: bufio.NewReaderSize(c, 16<<10)} }

func (s *stream) Read(p []byte) (int, error) { return s.r.Read(p) }

// frame reads one frame into buf, which grows as needed.
func (s *stream) frame(buf []byte) ([]byte, error) {
	return s.message(buf, func(b []byte) (int, error) {
		n, _, err := x224.FrameLen(b)
		if err == nil && s.limit > 0 && n > s.limit {
			err = fmt.Errorf("%d bytes: %w", n, errLong)
		}
		return n, err
	})
}

// earlyFrame is the longest frame before a session is active: a Connect
// Initial with all monitors and channels is not half as long.
const earlyFrame = 16 << 10

var errLong = errors.New("frame too long before the session is active")

// message reads a message, whose length a function knows from its first bytes.
func (s *stream) message(buf []byte, length func([]byte) (int, error)) ([]byte, error) {
	n := 0
	for peek := 2; n == 0; peek++ {
		head, err := s.r.Peek(peek)
		if err != nil {
			return nil, err
		}
		if n, err = length(head); err != nil {
			return nil, err
		}
	}
	if cap(buf) < n {
		buf = make([]byte, n, max(n, 512))
	}
	buf = buf[:n]
	_, err := io.ReadFull(s.r, buf)
	return buf, err
}

// run goes through the connection sequence and then the session.
func (c *connection) run(ctx context.Context) error {
	unhook := context.AfterFunc(ctx, func() { c.conn.Close() })
	defer unhook()
	cfg := acceptor.Config{
		Authenticate: c.authenticate, Refuse: func() error { return c.refusal }, Reconnect: c.redeem, Random: rand.Reader,
		Capabilities: capabilities,
	}
	cfg.Protocols, cfg.AllowPlain = c.protocols()
	acc := acceptor.New(cfg)
	var last svc.Outbox
	st, err := c.handshake(ctx, acc, &last)
	if err != nil {
		if errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
			err = fmt.Errorf("%w (%s)", errSilent, acc.State())
		}
		return err
	}
	if c.user != "" {
		// Whatever name Client Info has, this is who it is.
		info := &acc.Result().Info
		info.User, info.Domain = c.user, c.domain
	}
	unhook() // from now on the session says goodbye
	c.conn.SetDeadline(time.Time{})
	c.counted = true
	c.srv.admitted()
	return c.runSession(ctx, st, acc, &last)
}

var errSilent = errors.New("the client took too long")

func isTimeout(err error) bool {
	var t net.Error
	return errors.As(err, &t) && t.Timeout()
}

// handshake drives the acceptor until the session is active. What is to be
// said then, which lets the client begin, it leaves in out.
func (c *connection) handshake(ctx context.Context, acc *acceptor.Server, out *svc.Outbox) (*stream, error) {
	last := time.Now().Add(c.srv.cfg.Limits.Handshake)
	c.below = &gather{Conn: unwatch(c.conn)}
	st := newStream(c.below)
	st.limit = earlyFrame
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		c.awaitUntil(last)
		frame, err := st.frame(nil) // results may alias it
		if err != nil {
			return nil, err
		}
		stepErr := acc.Step(frame, time.Now(), out)
		if stepErr == nil && acc.Active() {
			st.limit = 0
			return st, nil
		}
		if err := flush(st, out); err != nil {
			return nil, err
		}
		if stepErr != nil {
			c.linger(st)
			return nil, stepErr
		}
		if acc.Wants() == acceptor.WantTLS {
			t := tls.Server(st, c.srv.tls)
			if err := t.HandshakeContext(ctx); err != nil {
				return nil, fmt.Errorf("TLS: %w", err)
			}
			acc.TLSDone()
			st = newStream(t)
			st.limit = earlyFrame
			c.security = tls.VersionName(t.ConnectionState().Version)
		}
		if c.security == "" && acc.State() == "connect" {
			c.security = "none"
		}
		if !c.queued && c.security != "" {
			c.queued = true
			if err := c.queueLogin(ctx); err != nil {
				return nil, err
			}
		}
		if acc.Wants() == acceptor.WantCredSSP {
			if err := c.credSSP(ctx, st, acc, last); err != nil {
				return nil, err
			}
		}
	}
}

// awaitUntil gives the client the time that it may say nothing, but not beyond
// the last moment for the whole sequence.
func (c *connection) awaitUntil(last time.Time) {
	until := time.Now().Add(c.srv.cfg.Limits.Silence)
	if until.After(last) {
		until = last
	}
	c.conn.SetDeadline(until)
}

// flush writes all messages of out in one piece.
func flush(w io.Writer, out *svc.Outbox) error {
	defer out.Reset()
	var b []byte
	for i := range out.Len() {
		b = append(b, out.Message(i)...)
	}
	if len(b) == 0 {
		return nil
	}
	_, err := w.Write(b)
	return err
}

// lingerTime is how long a client has to take a goodbye. mstsc shows an error
// of its own if the stream ends before it has read ours.
const lingerTime = time.Second

// linger says goodbye at the level of TLS and waits until the client closes.
func (c *connection) linger(st *stream) {
	c.conn.SetDeadline(time.Now().Add(lingerTime))
	if t, ok := st.Conn.(*tls.Conn); ok {
		_ = t.CloseWrite()
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(st, 1<<20))
}

// runSession runs the session with its reader and its writer. The client begins
// with out, when it has entered: who comes after it finds it there.
func (c *connection) runSession(ctx context.Context, st *stream, acc *acceptor.Server, out *svc.Outbox) error {
	peer := acc.Result()
	err := check(peer)
	if err == nil {
		err = c.srv.enter(c)
	}
	if err != nil {
		acc.End(acceptor.ErrorInfo(err), out)
		_ = flush(st, out)
		c.linger(st)
		return err
	}
	_ = flush(st, out) // of a connection that fails the reader will hear
	w := newWriter(gathered{st, c.below})
	gone := make(chan struct{})
	s := &session{
		srv: c.srv, id: c.id, desk: c.gate, log: c.log.With("session", c.id), acc: acc, peer: peer, w: w, hop: func() (hop, bool) { return hopOf(c.conn) }, gone: gone, stop: c.stop,
		link: &link{w: w, io: peer.IOChannel, shareID: peer.ShareID, fastPath: peer.FastPathOutput(), chunk: peer.Chunk(), net: peer.Network},
	}
	c.srv.mu.Lock()
	c.session = s
	c.srv.mu.Unlock()

	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { _ = w.run() })
	// A panic must not leave the writer waiting, nor the reader reading.
	defer c.conn.SetDeadline(time.Now())
	defer w.close()
	var readErr error
	err = s.runWith(ctx, c, func() {
		wg.Go(func() {
			defer close(gone)
			readErr = read(st, s)
		})
	})
	switch {
	case errors.Is(err, errDead), errors.Is(err, ErrReplaced):
		// If it only sleeps, it shall find the connection lost, and come back.
		return err
	case err == nil:
		// The reader has ended, and says why.
		if err = readErr; errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
			err = errGoodbye
		}
		return err
	case w.error() == nil:
		c.srv.cookies.revoke(c.id) // it was no accident
	}
	c.goodbye(s, acc, st, err)
	return err
}

// runWith runs the session, and lets the next one begin when it has let go of
// the desktop.
func (s *session) runWith(ctx context.Context, c *connection, read func()) error {
	defer c.over.Do(func() { close(c.ended) })
	return s.run(ctx, read)
}

// goodbye tells the client why the session ends.
func (c *connection) goodbye(s *session, acc *acceptor.Server, st *stream, why error) {
	if s.w.error() != nil {
		return
	}
	var out svc.Outbox
	code := acceptor.ErrorInfo(why)
	if errors.Is(why, errGoodbye) {
		code = bcgr.ErrNone
	}
	acc.End(code, &out)
	_ = s.w.add(func(b []byte) []byte {
		for i := range out.Len() {
			b = append(b, out.Message(i)...)
		}
		return b
	})
	s.w.close()
	c.conn.SetDeadline(time.Now().Add(lingerTime))
	<-s.w.done
	if t, ok := st.Conn.(*tls.Conn); ok {
		_ = t.CloseWrite()
	}
	<-s.gone // the client closes, or the time is over
}

// read lets the session hear frames until the stream ends.
func read(st *stream, s *session) error {
	var buf []byte
	for {
		frame, err := st.frame(buf)
		if err != nil {
			return err
		}
		s.hear(frame)
		buf = frame
	}
}
