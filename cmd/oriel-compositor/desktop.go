package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"oriel/compositor"
	"oriel/compositor/console"
	"oriel/compositor/control"
	"oriel/compositor/link"
	"oriel/compositor/wlserver"
	"oriel/socket"
	"oriel/socket/fdpass"
	"oriel/xbridge"
)

// A desktop is everything that the process runs.
type desktop struct {
	cfg     control.CompositorConfig
	conn    *control.Conn
	log     *slog.Logger
	started time.Time
	failed  chan error

	comp  *compositor.Compositor
	wl    *wlserver.Server
	link  *link.Server
	x     *xservers
	units units
	ready bool // was said; of the listening goroutine

	refused atomic.Uint64 // messages of the manager
	wanted  wanted

	ctx  context.Context // of all that the compositor serves
	end  context.CancelFunc
	wait sync.WaitGroup
	stop context.CancelFunc // the compositor's own end

	mu      sync.Mutex
	sockets []net.Listener
	bridge  *xbridge.Bridge // nil: no X11
}

// newDesktop starts the compositor, which serves nobody yet.
func newDesktop(cfg control.CompositorConfig, conn *control.Conn, log *slog.Logger) *desktop {
	d := &desktop{cfg: cfg, conn: conn, log: log, started: time.Now(), failed: make(chan error, 1), x: newXservers(conn)}
	d.ctx, d.end = context.WithCancel(context.Background())
	d.comp = compositor.New(compositor.Config{Log: log, Outputs: compositor.DefaultOutputs(cfg.Width, cfg.Height, cfg.Scale)})
	d.wl = wlserver.New(d.comp, log)
	if cfg.XNative {
		d.wl.NativeX11()
	}
	d.comp.AddShell(d.wl)
	d.link = link.NewServer(d.comp)
	d.link.Exec = d.launch
	ctx, stop := context.WithCancel(context.Background())
	d.stop = stop
	go func() { _ = d.comp.Run(ctx) }()
	return d
}

// close ends everything, the compositor last.
func (d *desktop) close() {
	d.end()
	d.mu.Lock()
	for _, l := range d.sockets {
		l.Close()
	}
	d.sockets = nil
	d.mu.Unlock()
	d.wait.Wait()
	d.stop()
	<-d.comp.Done()
	d.wl.Close()
}

// serve serves a socket that the manager has given us.
func (d *desktop) serve(l control.Listener) error {
	if l.Kind == control.ListenX11 {
		return d.serveX(l.File)
	}
	var task func(net.Listener) error
	switch l.Kind {
	case control.ListenWayland:
		task = func(ul net.Listener) error { return d.wl.Serve(ul) }
	case control.ListenControl:
		uids := append([]uint32{uint32(os.Getuid()), 0}, d.cfg.ControlUIDs...)
		task = func(ul net.Listener) error { return console.Serve(ul, uids, d.answer) }
	default:
		l.File.Close()
		return fmt.Errorf("there is nobody here for sockets of kind %d", l.Kind)
	}
	ul, err := socket.FromFile(l.File)
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.sockets = append(d.sockets, ul)
	d.mu.Unlock()
	d.wait.Go(func() {
		if err := task(ul); !errors.Is(err, net.ErrClosed) {
			d.fail(fmt.Errorf("cannot listen any more: %w", err))
		}
	})
	return nil
}

// connectRDP serves a new RDP backend until it is gone.
func (d *desktop) connectRDP(m *control.RDP) error {
	conn, err := fdpass.New(m.Link)
	if err != nil {
		return err
	}
	d.wait.Go(func() {
		if err := d.link.Serve(d.ctx, conn); err != nil && d.ctx.Err() == nil {
			d.log.Warn("The RDP backend is disconnected", "err", err)
		}
	})
	return nil
}

// serveX makes X windows ours, from the first X client on.
func (d *desktop) serveX(listener *os.File) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.bridge != nil {
		listener.Close()
		return errors.New("there is an X display already")
	}
	var uids []int
	for _, u := range d.cfg.XUIDs {
		uids = append(uids, int(u))
	}
	d.bridge = xbridge.New(xbridge.Config{
		Desktop: desk{d.comp, d.wl}, Servers: d.x, Log: d.log, Listener: listener,
		Cookie: d.cfg.Cookie, AllowUIDs: slices.Clip(uids), Idle: d.cfg.XIdle, Native: d.cfg.XNative,
	})
	d.wait.Go(func() {
		defer listener.Close()
		if err := d.bridge.Run(d.ctx); err != nil {
			d.log.Error("X11 apps cannot run any more", "err", err)
		}
	})
	return nil
}
