// Package xbridge makes X11 apps' windows windows of the desktop: it asks for
// an X server when the first X client comes, is its window manager, and joins
// the X selections to the clipboard. COMPLIANCE.md says how far it follows
// ICCCM and EWMH.
//
//	b := xbridge.New(xbridge.Config{Desktop: d, Servers: s, Listener: f, Cookie: c})
//	…
//	err := b.Run(ctx)
//
// The X socket is not the server's: it stays when the server dies or is
// stopped, clients wait in its backlog, and the next server takes them.
package xbridge

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"oriel/xbridge/xwayland"
)

// Servers is where X servers come from: somebody who may start processes, and
// starts one again that dies.
type Servers interface {
	// Want says that a server is needed, or not any more.
	Want(need bool) error
	// Started delivers each server that was started, wanted just now or not.
	Started() <-chan *xwayland.Server
}

// Config says what a Bridge needs.
type Config struct {
	Desktop Desktop
	Servers Servers
	Log     *slog.Logger

	Listener *os.File // the X socket; the bridge only looks whether a client waits

	Cookie    []byte // MIT-MAGIC-COOKIE-1 of 16 bytes, for the window manager; nil: none is needed
	AllowUIDs []int  // users whose local processes need no cookie

	Native bool // X11 apps draw for the monitors' own pixels; the Wayland server must say the same

	Idle    time.Duration // without X clients until the server is not wanted; default 1 min, negative: never
	Startup time.Duration // for the server to come up; default 30 s
}

// A Status is what a bridge can tell of itself.
type Status struct {
	State   string // waiting, starting, running, stopping
	Windows int    // managed X windows
	Starts  int    // of servers so far
}

// A Bridge serves one X server after the other.
type Bridge struct {
	cfg    Config
	status atomic.Pointer[Status]
}

// New returns a bridge; Run starts it.
func New(cfg Config) *Bridge {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Idle == 0 {
		cfg.Idle = time.Minute
	}
	if cfg.Startup == 0 {
		cfg.Startup = 30 * time.Second
	}
	b := &Bridge{cfg: cfg}
	b.status.Store(&Status{State: "waiting"})
	return b
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
	for {
		b.set(func(s *Status) { s.State, s.Windows = "waiting", 0 })
		server, err := b.next(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			return err
		}
		err = b.live(ctx, server)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			b.lose(ctx, server, err)
		}
	}
}

// next waits for a client and asks for a server, or takes one that comes
// unasked.
func (b *Bridge) next(ctx context.Context) (*xwayland.Server, error) {
	waiting, stop := context.WithCancel(ctx)
	client := make(chan error, 1)
	var wait sync.WaitGroup
	wait.Go(func() { client <- waitReadable(waiting, b.cfg.Listener) })
	defer wait.Wait()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case s, ok := <-b.cfg.Servers.Started():
			if !ok {
				return nil, errors.New("there are no X servers any more")
			}
			return s, nil
		case err := <-client:
			if err == nil {
				b.set(func(s *Status) { s.State = "starting" })
				err = b.cfg.Servers.Want(true)
			}
			if err != nil {
				return nil, fmt.Errorf("cannot get an X server: %w", err)
			}
		}
	}
}

// lose waits for the end of a server that we have lost. Who starts servers
// sees it too and starts another, unless it was they who ended it; one that
// hangs must be let go before.
func (b *Bridge) lose(ctx context.Context, s *xwayland.Server, err error) {
	const patience = 3 * time.Second
	hangs := false
	select {
	case <-s.Gone:
	case <-ctx.Done():
		return
	case <-time.After(patience):
		hangs = true
	}
	if hangs || !s.Asked {
		b.cfg.Log.Warn("The X server is lost", "unit", "xwayland", "err", err)
	}
	if hangs {
		b.release(ctx, s)
	}
}

// release lets go of a server and waits for its end: a new one cannot be had
// before.
func (b *Bridge) release(ctx context.Context, s *xwayland.Server) {
	b.set(func(s *Status) { s.State = "stopping" })
	if err := b.cfg.Servers.Want(false); err != nil {
		b.cfg.Log.Warn("Cannot say that no X server is needed", "unit", "xwayland", "err", err)
		return
	}
	select {
	case <-s.Gone:
	case <-ctx.Done():
	}
}
