package xbridge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/xbridge/xconn"
	"oriel/xbridge/xdnd"
	"oriel/xbridge/xsel"
	"oriel/xbridge/xtray"
	"oriel/xbridge/xwayland"
	"oriel/xbridge/xwm"
)

// A life is one X server from its start to its end. Everything here is new
// with each server; what survives is in Bridge.
type life struct {
	b      *Bridge
	server *xwayland.Server
	wm     *xwm.WM
	dnd    *xdnd.DND
	wl     clip.DropTarget // the Wayland apps
	tasks  sync.WaitGroup  // goroutines of this life
}

var errDied = errors.New("it died")

// live serves one X server. It returns nil when no client was left and it was
// let go, or because ctx has ended.
func (b *Bridge) live(ctx context.Context, server *xwayland.Server) error {
	b.set(func(s *Status) { s.State = "starting"; s.Starts++ })
	l := &life{
		b: b, server: server, dnd: xdnd.New(xdnd.Config{Log: b.cfg.Log}),
		wm: xwm.New(xwm.Config{Desktop: b.cfg.Desktop, Log: b.cfg.Log, Users: b.cfg.AllowUIDs, Native: b.cfg.Native}),
	}
	defer l.tasks.Wait()
	defer server.Ready.Close()
	wl, stopWayland, err := b.cfg.Desktop.XwaylandClient(server.Wayland, l.wm.Watcher(), l.dnd.Target())
	if err != nil {
		server.WM.Close()
		return fmt.Errorf("cannot serve it: %w", err)
	}
	l.wl = wl
	defer stopWayland()
	defer l.dnd.Close() // also if it was never started
	defer l.wm.Close()
	conn, err := l.connect(ctx)
	if err != nil {
		return err
	}
	l.tasks.Go(conn.Drain)
	defer conn.Close()
	if err := l.serve(ctx, conn); err != nil || ctx.Err() != nil {
		return err
	}
	// While it has its connections, or it would die of their end.
	b.release(ctx, server)
	return nil
}

// connect waits for the server and takes the screen.
func (l *life) connect(ctx context.Context) (*xconn.Conn, error) {
	cfg := &l.b.cfg
	nc, err := fileConn(l.server.WM)
	if err != nil {
		return nil, fmt.Errorf("cannot use the window manager's socket: %w", err)
	}
	if err := l.server.Await(ctx, cfg.Startup); err != nil {
		nc.Close()
		return nil, err
	}
	return xconn.Open(nc, cfg.Cookie, cfg.Startup)
}

// serve is the pump: it owns all X state.
func (l *life) serve(ctx context.Context, conn *xconn.Conn) error {
	cfg := &l.b.cfg
	// Whoever waits for a reply is freed by the connection's end.
	stopWaiting := context.AfterFunc(ctx, conn.Close)
	defer stopWaiting()
	if err := l.wm.Start(conn); err != nil {
		return err
	}
	sel, err := xsel.Start(conn, xsel.Config{Log: cfg.Log, Clipboard: cfg.Desktop.Clipboard(), Primary: cfg.Desktop.Primary()})
	if err != nil {
		return err
	}
	defer sel.Close()
	if err := l.dnd.Start(conn, l.wm, sel, l.wl); err != nil {
		return err
	}
	defer l.dnd.Close()
	tray := xtray.Start(conn, xtray.Config{Desktop: cfg.Desktop, Log: cfg.Log, Native: cfg.Native})
	defer tray.Close()
	for _, v := range []scene.Viewer{l.wm.Viewer(), tray.Viewer()} {
		defer cfg.Desktop.Attach(v).Detach()
	}
	cfg.Log.Info("Xwayland is ready", "unit", "xwayland")
	l.b.set(func(s *Status) { s.State = "running" })
	return l.pump(ctx, conn, sel, tray)
}

func (l *life) pump(ctx context.Context, conn *xconn.Conn, sel *xsel.Selections, tray *xtray.Tray) error {
	idle := l.b.newIdleTimer()
	defer idle.stop()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-l.server.Gone:
			return errDied
		case <-conn.Queue.Ready():
			items, open := conn.Queue.Take()
			for _, i := range items {
				if err := l.wm.Handle(i); err != nil {
					return err
				}
				sel.Handle(i.Event)
				tray.Handle(i.Event)
				l.dnd.Handle(i.Event)
			}
			if !open {
				return errDied
			}
		case <-l.wm.Ready():
		case <-sel.Ready():
		case <-tray.Ready():
		case <-l.dnd.Ready():
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
		next := l.dnd.Turn() // before xsel: it may ask for content
		for _, t := range []time.Time{sel.Turn(), tray.Turn()} {
			if next.IsZero() || !t.IsZero() && t.Before(next) {
				next = t
			}
		}
		if !next.IsZero() {
			timer.Reset(max(time.Until(next), 0))
		}
		if n := l.wm.Windows(); n != l.b.Status().Windows {
			l.b.set(func(s *Status) { s.Windows = n })
		}
		idle.windows(l.wm.Windows())
	}
}
