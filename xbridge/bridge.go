// Package xbridge makes X11 apps' windows windows of the desktop: it runs
// Xwayland when the first X client comes, is its window manager, and joins
// the X selections to the clipboard. COMPLIANCE.md says how far it follows
// ICCCM and EWMH.
//
//	b, err := xbridge.New(xbridge.Config{Desktop: d, Display: 7, Listener: f, Cookie: c, XauthorityPath: p})
//	…
//	err = b.Run(ctx)
//
// The bridge listens for the X server: the socket stays when the server dies
// or is stopped, clients wait in its backlog, and the next server takes them.
package xbridge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"sync/atomic"
	"time"

	"oriel/xbridge/xwayland"
)

// Config says what a Bridge needs.
type Config struct {
	Desktop Desktop
	Log     *slog.Logger

	Display  int      // the X display's number
	Listener *os.File // its socket, bound and listening; the bridge does not close it

	Path string   // of Xwayland; default: found in $PATH
	Args []string // more arguments for it
	Env  []string // its environment; default: ours

	Cookie         []byte // MIT-MAGIC-COOKIE-1 of 16 bytes; nil: no cookies
	XauthorityPath string // where the cookie file is written (0600); needed with Cookie
	AllowUIDs      []int  // users whose local processes need no cookie

	Native bool // X11 apps draw for the monitors' own pixels; the Wayland server must say the same

	Idle    time.Duration // without X clients until the server is stopped; default 1 min, negative: never
	Startup time.Duration // for the server to come up; default 30 s
}

// A Status is what a bridge can tell of itself.
type Status struct {
	State    string // waiting, starting, running, stopping
	PID      int    // of Xwayland, 0 if it does not run
	Windows  int    // managed X windows
	Starts   int    // of Xwayland so far
	Failures int    // in a row, of servers that died on their own
}

// A Bridge runs Xwayland for as long as there are X clients.
type Bridge struct {
	cfg    Config
	status atomic.Pointer[Status]
}

// New returns a bridge; Run starts it. It writes the cookie file, so that
// clients may be started as soon as it returns; Run removes the file.
func New(cfg Config) (*Bridge, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Env == nil {
		cfg.Env = os.Environ()
	}
	if cfg.Idle == 0 {
		cfg.Idle = time.Minute
	}
	if cfg.Startup == 0 {
		cfg.Startup = 30 * time.Second
	}
	b := &Bridge{cfg: cfg}
	b.status.Store(&Status{State: "waiting"})
	if cfg.Cookie != nil {
		if err := xwayland.WriteXauthority(cfg.XauthorityPath, cfg.Display, cfg.Cookie); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Status tells how the bridge is. Any goroutine may call it.
func (b *Bridge) Status() Status { return *b.status.Load() }

// set changes the status; only Run's goroutines do, one at a time.
func (b *Bridge) set(f func(*Status)) {
	s := b.Status()
	f(&s)
	b.status.Store(&s)
}

// Run runs until ctx ends, which is no error, or until it cannot go on.
func (b *Bridge) Run(ctx context.Context) error {
	if b.cfg.Cookie != nil {
		defer os.Remove(b.cfg.XauthorityPath)
	}
	for {
		b.set(func(s *Status) { s.State, s.PID, s.Windows = "waiting", 0, 0 })
		if err := waitReadable(ctx, b.cfg.Listener); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("cannot wait for X clients: %w", err)
		}
		began := time.Now()
		err := b.live(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if errors.Is(err, os.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
			return err // no Xwayland here: trying again is of no use
		}
		if err == nil {
			b.set(func(s *Status) { s.Failures = 0 })
			continue
		}
		b.cfg.Log.Warn("Xwayland has ended", "unit", "xwayland", "err", err)
		if !b.backOff(ctx, time.Since(began)) {
			return nil
		}
	}
}

// steady is how long a server must have lived for its death not to count as a
// failure to start.
const steady = 5 * time.Second

// backOff waits after a server's death, the longer the more often it happens.
// It reports false when ctx has ended.
func (b *Bridge) backOff(ctx context.Context, lived time.Duration) bool {
	b.set(func(s *Status) {
		s.State, s.PID, s.Windows = "waiting", 0, 0
		s.Failures++
		if lived >= steady {
			s.Failures = 1
		}
	})
	n := b.Status().Failures
	if n <= 1 {
		return true // clients are waiting
	}
	wait := min(100*time.Millisecond<<min(n, 10), 30*time.Second)
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}
