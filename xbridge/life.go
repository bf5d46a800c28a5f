package xbridge

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"oriel/xbridge/xconn"
	"oriel/xbridge/xsel"
	"oriel/xbridge/xwayland"
	"oriel/xbridge/xwm"
)

// A life is one X server from its start to its end. Everything here is new
// with each server; what survives is in Bridge.
type life struct {
	b     *Bridge
	proc  *xwayland.Process
	wm    *xwm.WM
	tasks sync.WaitGroup // goroutines of this life

	mu    sync.Mutex
	words string // the last line that the server said
}

var errDied = errors.New("the X server died")

// live runs one X server. It returns nil when the server was stopped for want
// of clients, or because ctx has ended.
func (b *Bridge) live(ctx context.Context) error {
	b.set(func(s *Status) { s.State = "starting"; s.Starts++ })
	l := &life{b: b, wm: xwm.New(xwm.Config{Desktop: b.cfg.Desktop, Log: b.cfg.Log, Users: b.cfg.AllowUIDs, Native: b.cfg.Native})}
	defer l.tasks.Wait()
	wmOurs, stopWayland, err := l.spawn()
	if err != nil {
		return err
	}
	defer stopWayland()
	defer l.wm.Close()
	defer l.stop()
	conn, err := l.connect(ctx, wmOurs)
	if conn == nil {
		return err
	}
	l.tasks.Go(conn.Drain)
	defer conn.Close()
	return l.serve(ctx, conn)
}

// spawn starts the process with all its connections. It returns our end of
// the window manager's.
func (l *life) spawn() (wm *os.File, stopWayland func(), err error) {
	cfg := &l.b.cfg
	var opened []*os.File
	defer func() {
		for _, f := range opened {
			f.Close()
		}
	}()
	wlOurs, wlTheirs, err := socketpair("wayland")
	if err != nil {
		return nil, nil, err
	}
	opened = append(opened, wlTheirs)
	wmOurs, wmTheirs, err := socketpair("wm")
	if err != nil {
		wlOurs.Close()
		return nil, nil, err
	}
	opened = append(opened, wmTheirs)
	stopWayland, err = cfg.Desktop.XwaylandClient(wlOurs, l.wm.Watcher())
	if err != nil {
		wmOurs.Close()
		return nil, nil, fmt.Errorf("cannot serve Xwayland: %w", err)
	}
	cmd := xwayland.Command{Path: cfg.Path, Display: cfg.Display, Env: cfg.Env, Args: cfg.Args}
	if cfg.Cookie != nil {
		cmd.Auth = cfg.XauthorityPath
	}
	l.proc, err = cmd.Start(xwayland.Files{WM: wmTheirs, Listen: cfg.Listener, Wayland: wlTheirs})
	if err != nil {
		stopWayland()
		wmOurs.Close()
		return nil, nil, err
	}
	l.b.set(func(s *Status) { s.PID = l.proc.Pid() })
	l.tasks.Go(func() { _ = l.proc.Wait() })
	l.tasks.Go(l.relog)
	return wmOurs, stopWayland, nil
}

// relog passes on what the server says, line by line.
func (l *life) relog() {
	r := l.proc.Stderr()
	defer r.Close()
	lines := bufio.NewReaderSize(r, 4096)
	for {
		line, _, err := lines.ReadLine() // a longer one comes in pieces
		if err != nil {
			if !errors.Is(err, io.EOF) {
				l.b.cfg.Log.Debug("Cannot read what Xwayland says", "unit", "xwayland", "err", err)
			}
			return
		}
		if len(line) > 0 {
			l.b.cfg.Log.Debug(string(line), "unit", "xwayland")
			l.mu.Lock()
			l.words = string(line)
			l.mu.Unlock()
		}
	}
}

// connect waits for the server and takes the screen.
func (l *life) connect(ctx context.Context, wm *os.File) (*xconn.Conn, error) {
	cfg := &l.b.cfg
	nc, err := fileConn(wm)
	if err != nil {
		return nil, fmt.Errorf("cannot use the window manager's socket: %w", err)
	}
	if err := l.proc.Ready(ctx, cfg.Startup); err != nil {
		nc.Close()
		return nil, l.cause(ctx, err)
	}
	conn, err := xconn.Open(nc, cfg.Cookie, cfg.Startup)
	if err != nil {
		return nil, l.cause(ctx, err)
	}
	return conn, nil
}

// serve is the pump: it owns all X state.
func (l *life) serve(ctx context.Context, conn *xconn.Conn) error {
	cfg := &l.b.cfg
	// Whoever waits for a reply is freed by the connection's end.
	stopWaiting := context.AfterFunc(ctx, conn.Close)
	defer stopWaiting()
	if err := l.wm.Start(conn); err != nil {
		return l.cause(ctx, err)
	}
	sel, err := xsel.Start(conn, xsel.Config{Log: cfg.Log, Clipboard: cfg.Desktop.Clipboard(), Primary: cfg.Desktop.Primary()})
	if err != nil {
		return l.cause(ctx, err)
	}
	defer sel.Close()
	view := cfg.Desktop.Attach(l.wm.Viewer())
	defer view.Detach()
	cfg.Log.Info("Xwayland is ready", "unit", "xwayland")
	l.b.set(func(s *Status) { s.State = "running" })
	return l.cause(ctx, l.pump(ctx, conn, sel))
}

func (l *life) pump(ctx context.Context, conn *xconn.Conn, sel *xsel.Selections) error {
	idle := l.b.newIdleTimer()
	defer idle.stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.proc.Done():
			return errDied
		case <-conn.Queue.Ready():
			items, open := conn.Queue.Take()
			for _, i := range items {
				if err := l.wm.Handle(i); err != nil {
					return err
				}
				sel.Handle(i.Event)
			}
			if !open {
				return errDied
			}
		case <-l.wm.Ready():
		case <-sel.Ready():
		case <-timer.C:
		case <-idle.tick:
			if n, err := conn.Clients(); err != nil {
				return err
			} else if idle.expired(n) {
				l.b.cfg.Log.Info("No X client is left", "unit", "xwayland")
				return nil
			}
		}
		l.wm.Turn()
		timer.Stop()
		if next := sel.Turn(); !next.IsZero() {
			timer.Reset(max(time.Until(next), 0))
		}
		if n := l.wm.Windows(); n != l.b.Status().Windows {
			l.b.set(func(s *Status) { s.Windows = n })
		}
		idle.windows(l.wm.Windows())
	}
}

// cause turns the error that a dead server makes into one that says so, with
// what the server said last.
func (l *life) cause(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil {
		return nil
	}
	select {
	case <-l.proc.Done():
	case <-time.After(100 * time.Millisecond): // its connection ends before it is reaped
		return err
	}
	if !errors.Is(err, errDied) {
		err = fmt.Errorf("%w: %w", errDied, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return fmt.Errorf("%w (%v; its last words: %q)", err, l.proc.Err(), l.words)
}

// stop ends the process.
func (l *life) stop() {
	l.b.set(func(s *Status) { s.State = "stopping" })
	const patience = 3 * time.Second
	l.proc.Stop(patience)
}
