package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"oriel/compositor"
	"oriel/compositor/scene"
	"oriel/compositor/wlserver"
	"oriel/socket"
)

// bridgeConfig says what a bridge is to be.
type bridgeConfig struct {
	listen        list
	display       string // ":N"; empty: the first free one
	width, height int    // of the desktop, in device pixels
	scale         float64
	nativeX11     bool // X11 apps draw for the monitors' own pixels
	account       account
	control       string
	private       bool // for shot: no control socket that others find
	allow         list
	log           *slog.Logger
}

// A bridge is everything that `oriel run` runs: the compositor with its
// Wayland server, Xwayland with its window manager, and the RDP server.
type bridge struct {
	cfg     bridgeConfig
	log     *slog.Logger
	account account
	env     environment
	started time.Time
	failed  chan error // what ends the bridge by itself

	dir  string // for this bridge's own files, removed at the end
	comp *compositor.Compositor
	wl   *wlserver.Server
	x    *xside
	rdp  *rdpside
	undo []func() // run in reverse
	wait sync.WaitGroup
}

// startBridge starts a bridge; what it started is undone if it fails.
func startBridge(ctx context.Context, cfg bridgeConfig) (b *bridge, err error) {
	b = &bridge{cfg: cfg, log: cfg.log, account: cfg.account, started: time.Now(), failed: make(chan error, 8)}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	b.env.User, b.env.Password = cfg.account.user, cfg.account.password
	for _, f := range []func(context.Context) error{b.makeDir, b.startCompositor, b.startWayland, b.startX, b.startRDP, b.startControl} {
		if err := f(ctx); err != nil {
			return b, err
		}
	}
	return b, nil
}

// close ends everything, the last started first.
func (b *bridge) close() {
	if b.x != nil {
		// Programs first, so that they need not find their server gone.
		endProcesses(time.Second, b.x.process().PID)
	}
	for _, f := range slices.Backward(b.undo) {
		f()
	}
	b.undo = nil
	b.wait.Wait()
	endProcesses(2 * time.Second)
}

// onClose notes what undoes a step.
func (b *bridge) onClose(f func()) { b.undo = append(b.undo, f) }

// makeDir makes the bridge's own directory.
func (b *bridge) makeDir(context.Context) error {
	if err := privateDir(controlDir()); err != nil {
		return err
	}
	sweep(controlDir(), time.Now())
	b.dir = filepath.Join(controlDir(), fmt.Sprintf("run-%d", os.Getpid()))
	for n := 1; ; n++ {
		err := os.Mkdir(b.dir, 0o700)
		if err == nil {
			break
		}
		if !errors.Is(err, os.ErrExist) || n == 100 {
			return err
		}
		b.dir = filepath.Join(controlDir(), fmt.Sprintf("run-%d-%d", os.Getpid(), n))
	}
	b.env.RuntimeDir = b.dir
	b.onClose(func() { os.RemoveAll(b.dir) })
	return nil
}

func (b *bridge) startCompositor(context.Context) error {
	ctx, cancel := context.WithCancel(context.Background())
	b.comp = compositor.New(compositor.Config{
		Log:     b.log,
		Outputs: compositor.DefaultOutputs(b.cfg.width, b.cfg.height, b.cfg.scale),
	})
	b.wl = wlserver.New(b.comp, b.log.With("unit", "compositor"))
	if b.cfg.nativeX11 {
		b.wl.NativeX11()
	}
	b.comp.AddShell(b.wl)
	b.wait.Go(func() { _ = b.comp.Run(ctx) })
	b.onClose(func() {
		cancel()
		<-b.comp.Done()
		b.wl.Close()
	})
	return nil
}

func (b *bridge) startWayland(context.Context) error {
	path := filepath.Join(b.dir, "wayland-0")
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return fmt.Errorf("cannot listen for Wayland clients: %w", err)
	}
	b.env.WaylandDisplay = path
	b.wait.Go(func() {
		if err := b.wl.Serve(l); !errors.Is(err, net.ErrClosed) {
			b.failed <- err
		}
	})
	b.onClose(func() { l.Close() })
	return nil
}

func (b *bridge) startControl(context.Context) error {
	path := b.cfg.control
	switch {
	case path != "":
	case b.cfg.private:
		path = filepath.Join(b.dir, "control")
	default:
		path = filepath.Join(controlDir(), filepath.Base(b.dir)[len("run-"):]+".sock")
	}
	l, err := socket.Listen("unix:" + path)
	if err != nil {
		return fmt.Errorf("cannot open the control socket: %w", err)
	}
	b.env.Control = path
	b.wait.Go(func() { serveControl(l, b.answer) })
	b.onClose(func() { l.Close() })
	return nil
}

// answer answers a request on the control socket.
func (b *bridge) answer(q request) response {
	switch q.Verb {
	case "env":
		return response{Env: &b.env}
	case "windows":
		return response{Windows: b.windowList()}
	case "status":
		return response{Status: b.status()}
	}
	return response{Error: fmt.Sprintf("no such request: %.40q", q.Verb)}
}

// windowList lists the windows that are shown, the topmost first.
func (b *bridge) windowList() (out []windowInfo) {
	b.comp.Do(func(tx *scene.Tx) {
		for _, id := range slices.Backward(tx.Stack()) {
			if w := tx.Window(id); len(w.Content.Planes) > 0 {
				out = append(out, infoOf(w))
			}
		}
	})
	return out
}

func (b *bridge) status() *statusInfo {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return &statusInfo{
		Uptime:    time.Since(b.started).Seconds(),
		Windows:   len(b.windowList()),
		Clients:   b.rdp.clients(),
		Processes: append([]processInfo{{Name: "oriel", PID: os.Getpid(), State: "running"}}, b.x.process()),
		Buffers:   scene.LiveBuffers(),
		Routines:  runtime.NumGoroutine(),
		Heap:      mem.HeapAlloc,
		Mallocs:   mem.Mallocs,
	}
}
