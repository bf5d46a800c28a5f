package rdp

import (
	"context"
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"oriel/rdp/avc"
	"oriel/rdp/bcgr"
)

// Limits bound what clients may cost before they have authenticated.
type Limits struct {
	Pending   int           // connections that are not yet sessions; 0 means 32
	Silence   time.Duration // how long such a connection may say nothing; 0 means 10 s
	Handshake time.Duration // how long all of the connection sequence may take; 0 means 30 s
	Sessions  int           // clients at a time, if they share; 0 means 16
	Dead      time.Duration // how long a session's client may answer nothing; 0 means 1 min
}

// Config is what a Server is told.
type Config struct {
	Desktop Desktop
	// TLS has the certificate. Versions before 1.2 are never spoken.
	TLS *tls.Config
	// Authenticate checks the password that a client sends. nil lets nobody in.
	Authenticate func(user, domain, password string) bool
	// Account returns the NT hash (nla.NTHash) of a user's password. With it,
	// the server offers Network Level Authentication; without Authenticate,
	// nothing else. It needs TLS to have exactly one certificate.
	Account func(user, domain string) (ntHash [16]byte, ok bool)
	// NoAccount reports whether a client needs no account. It is asked about
	// those who come over a Unix socket or a VM socket only, where it is for
	// their mode or the kernel to say who that is. nil: all need one.
	NoAccount func(net.Conn) bool
	// Profile is the way in which clients are to be shown the desktop, as far
	// as they can: the zero value leaves it to what each client says.
	Profile Profile
	// TitleSuffix ends the titles of windows in RemoteApp.
	TitleSuffix string
	// NoClipboard keeps apart what users copy here and there.
	NoClipboard bool
	// Exec starts the program that a RemoteApp client asks for, if it may, and
	// then calls done, once, from any goroutine: nil if it runs, or if the
	// client is to be shown the windows that there are; ErrNotAllowed,
	// fs.ErrNotExist or another error tell the user why not, and most clients
	// then leave. It must not block. nil starts nothing and says yes to all.
	Exec func(p Program, done func(error))
	// Video makes H.264 of videos for clients that take it. nil, or one without
	// a helper: videos travel as photos do.
	Video *avc.Encoder
	// Share says what becomes of a session when another client connects.
	Share Share
	// Cookies keeps the auto-reconnect cookies from a server before this one
	// and for one after it; nil: they end with the server.
	Cookies CookieMemory
	Limits  Limits
	Log     *slog.Logger
}

// A Server serves RDP clients: one at a time, or several that share.
type Server struct {
	cfg Config
	tls *tls.Config

	publicKey []byte // of the certificate; nil: no NLA

	mu       sync.Mutex
	pending  int
	serving  int           // calls of Serve and ServeConn
	sessions []*connection // the oldest first, which leads
	lastID   uint32
	pressed  atomic.Pointer[gate]   // whose user has pressed something last
	past     Counts                 // of sessions that are over, and Refused
	layout   atomic.Pointer[layout] // the leading session's
	throttle loginThrottle
	cookies  cookies
	encoders *encoders // while serving
}

// New returns a Server.
func New(cfg Config) *Server {
	if cfg.Limits.Pending == 0 {
		cfg.Limits.Pending = 32
	}
	if cfg.Limits.Silence == 0 {
		cfg.Limits.Silence = 10 * time.Second
	}
	if cfg.Limits.Handshake == 0 {
		cfg.Limits.Handshake = 30 * time.Second
	}
	if cfg.Limits.Sessions == 0 {
		cfg.Limits.Sessions = 16
	}
	if cfg.Limits.Dead == 0 {
		cfg.Limits.Dead = time.Minute
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	s := &Server{cfg: cfg, tls: &tls.Config{}}
	s.cookies.memory, s.cookies.log = cfg.Cookies, cfg.Log
	if cfg.Cookies != nil {
		s.cookies.load()
		s.lastID = s.cookies.last // a cookie of before must not mean one of ours
	}
	if cfg.TLS != nil {
		s.tls = cfg.TLS.Clone()
	}
	s.tls.MinVersion = max(s.tls.MinVersion, tls.VersionTLS12)
	// Full records from the start: frames are larger than the first packets
	// that the ramp-up is made for.
	s.tls.DynamicRecordSizingDisabled = true
	if cfg.Account != nil {
		var err error
		if s.publicKey, err = publicKey(s.tls); err != nil {
			cfg.Log.Error("No network level authentication", "err", err)
		}
	}
	return s
}

// ErrReplaced is the cause of a context's end if another server takes over.
var ErrReplaced = errors.New("another process takes over")

// Serve accepts connections until ctx ends or the listener fails, and returns
// when all of them are closed. It closes the listener. If the cause of ctx's
// end is ErrReplaced, clients find their connections lost rather than closed,
// and come back by themselves.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.begin()
	defer s.finish()
	var wg sync.WaitGroup
	defer wg.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { l.Close() })()
	var last string // what was said of accepting
	for {
		conn, err := l.Accept()
		switch {
		case err == nil:
			wg.Go(func() { s.serve(ctx, conn) })
		case ctx.Err() != nil:
			return ctx.Err()
		case temporary(err):
			if err.Error() != last {
				last = err.Error()
				s.cfg.Log.Warn("Cannot accept a connection", "err", err)
			}
			time.Sleep(100 * time.Millisecond) // out of file descriptors, say
		default:
			return err
		}
	}
}

// temporary reports whether accepting may work again.
func temporary(err error) bool {
	var t interface{ Temporary() bool }
	return errors.As(err, &t) && t.Temporary() && !errors.Is(err, net.ErrClosed)
}

// ServeConn serves one connection until it ends.
func (s *Server) ServeConn(ctx context.Context, conn net.Conn) {
	s.begin()
	defer s.finish()
	s.serve(ctx, conn)
}

// begin starts the encoders with the first user of them.
func (s *Server) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.serving == 0 {
		s.encoders = newEncoders()
	}
	s.serving++
}

func (s *Server) finish() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.serving--; s.serving == 0 {
		s.encoders.close()
	}
}

// serve handles a connection; a panic ends it alone.
func (s *Server) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	keepAlive(conn, s.cfg.Limits.Dead)
	log := s.cfg.Log.With("client", address(conn))
	if !s.admit() {
		s.refused()
		log.Warn("Too many connections that do not log in")
		return
	}
	c := &connection{srv: s, conn: conn, log: log, ended: make(chan struct{}), stop: make(chan error, 1)}
	defer c.close()
	defer func() {
		if r := recover(); r != nil {
			log.Error("Connection crashed", "err", r, "stack", stack())
		}
	}()
	var bug *crash
	err := c.run(ctx)
	if err != nil && c.session == nil {
		s.refused()
	}
	switch {
	case err == nil || errors.Is(err, errGoodbye):
		log.Info("Connection closed")
	case errors.Is(err, bcgr.ErrDisconnectByTool), errors.Is(err, bcgr.ErrOtherConnection), errors.Is(err, ErrReplaced):
		log.Info("Connection closed by us", "err", err)
	case c.session != nil && lost(err):
		log.Info("Client is gone", "err", err)
	case errors.As(err, &bug):
		log.Error("Connection crashed", "err", err)
	default:
		log.Warn("Connection ended", "err", err)
	}
}

// lost reports whether a client was lost.
func lost(err error) bool {
	for _, why := range []error{syscall.EPIPE, syscall.ECONNRESET, syscall.ETIMEDOUT, errDead} {
		if errors.Is(err, why) {
			return true
		}
	}
	return false
}

func address(c net.Conn) string {
	// The peer of a Unix socket has no name, which reads "@".
	if a := c.RemoteAddr(); a != nil && a.String() != "" && a.String() != "@" {
		return a.String()
	}
	return c.LocalAddr().Network()
}

func (s *Server) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pending >= s.cfg.Limits.Pending {
		return false
	}
	s.pending++
	return true
}

func (s *Server) admitted() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pending--
}

// Status describes the clients that have a session, the oldest first.
func (s *Server) Status() []Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []Client
	for _, c := range s.sessions {
		if c.session != nil {
			list = append(list, c.describe())
		}
	}
	return list
}
