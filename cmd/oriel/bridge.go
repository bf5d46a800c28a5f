package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"oriel/compositor/console"
	"oriel/compositor/control"
	"oriel/compositor/manager"
)

// bridgeConfig says what a bridge is to be.
type bridgeConfig struct {
	listen        list
	display       string // ":N"; empty: the first free one
	width, height int    // of the desktop, in device pixels
	scale         float64
	nativeX11     bool // X11 apps draw for the monitors' own pixels
	account       account
	certificate   []byte // with its key, as PEM
	share         string
	profile       string // auto, or as rdp.ParseProfile has it
	titleSuffix   string
	noClipboard   bool
	avc           string // see avcFlag
	control       string
	private       bool // for shot: no control socket that others find
	allow         list
	log           *slog.Logger
	level         slog.Level
	maxCrashes    int // of a process in a minute; 0: the manager's own limit, negative: none
}

// A bridge is what `oriel run` runs: it holds the sockets and supervises the
// processes that serve them, which are the compositor, the RDP backend, and
// Xwayland while there are X clients.
type bridge struct {
	cfg     bridgeConfig
	log     *slog.Logger
	account account
	env     environment
	failed  chan error // what ends the bridge by itself

	dir     string // for this bridge's own files, removed at the end
	system  manager.System
	manager *manager.Manager
	undo    []func() // run in reverse
	wait    sync.WaitGroup
}

// startBridge starts a bridge; what it started is undone if it fails. When it
// returns the sockets are there, and whoever connects to them is served as
// soon as the processes have come up.
func startBridge(cfg bridgeConfig) (b *bridge, err error) {
	b = &bridge{cfg: cfg, log: cfg.log, account: cfg.account, failed: make(chan error, 8)}
	defer func() {
		if err != nil {
			b.close()
		}
	}()
	b.env.User, b.env.Password = cfg.account.user, cfg.account.password
	for _, f := range []func() error{b.findPrograms, b.findAVC, b.makeDir, b.listenWayland, b.claimX, b.listenRDP, b.listenControl, b.startPAM, b.start} {
		if err := f(); err != nil {
			return b, err
		}
	}
	return b, nil
}

// close ends everything, the last started first.
func (b *bridge) close() {
	if b.manager != nil {
		// Programs first, so that they need not find their server gone.
		endProcesses(time.Second, b.units)
	}
	for _, f := range slices.Backward(b.undo) {
		f()
	}
	b.undo = nil
	b.wait.Wait()
	endProcesses(2*time.Second, func() []int { return nil })
}

// onClose notes what undoes a step.
func (b *bridge) onClose(f func()) { b.undo = append(b.undo, f) }

// makeDir makes the bridge's own directory.
func (b *bridge) makeDir() error {
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

// start starts the processes.
func (b *bridge) start() error {
	env, err := json.Marshal(b.env)
	if err != nil {
		return err
	}
	programs, err := allowList(b.cfg.allow)
	if err != nil {
		return err
	}
	s := &b.system
	s.Env, s.DieWithUs = os.Environ(), true
	s.Policy.MaxCrashes = b.cfg.maxCrashes
	c := &s.CompositorConfig
	c.Log, c.Width, c.Height, c.Scale = b.cfg.level, b.cfg.width, b.cfg.height, b.cfg.scale
	c.Env, c.Programs, c.ProgramVars, c.Manager = env, programs, vars(&b.env), "oriel"
	r := &s.RDPConfig
	r.Log, r.Share, r.Profile, r.TitleSuffix = b.cfg.level, b.cfg.share, b.cfg.profile, b.cfg.titleSuffix
	r.NoClipboard = b.cfg.noClipboard
	b.account.configure(r)
	cookies, err := manager.CookieMemory()
	if err != nil {
		return err
	}
	b.onClose(func() { cookies.Close() })
	s.Listen(control.Listener{Kind: control.Cookies, UID: uint32(os.Getuid()), File: cookies})
	units, err := s.Specs()
	if err != nil {
		return err
	}
	if b.manager, err = manager.New(manager.Config{Log: b.log, Units: units, Changed: b.changed()}); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	b.wait.Go(func() {
		if err := b.manager.Run(ctx); err != nil && ctx.Err() == nil {
			b.failed <- err
		}
	})
	b.onClose(func() {
		cancel()
		b.wait.Wait()
	})
	return b.serveManager()
}

// serveManager opens the manager's own socket. It is apart from the control
// socket, which the compositor serves, since apps can reach that process.
func (b *bridge) serveManager() error {
	l, err := control.Listen(b.env.Manager, uint32(os.Getuid()))
	if err != nil {
		return err
	}
	b.wait.Go(func() { _ = b.manager.Serve(l) })
	b.onClose(func() { l.Close() })
	return nil
}

// changed watches over the units without which there is no bridge. One that
// has never come up will not do so the next time.
func (b *bridge) changed() func(manager.UnitStatus) {
	up := map[control.Unit]bool{}
	return func(s manager.UnitStatus) {
		if s.State == manager.Running {
			up[s.Unit] = true
		}
		if s.Unit == control.XServer || s.Unit == control.Video || s.State != manager.Failed && (s.State != manager.Backoff || up[s.Unit]) {
			return
		}
		err := fmt.Errorf("the process oriel-%v does not come up", s.Unit)
		if up[s.Unit] {
			err = fmt.Errorf("the process oriel-%v crashes again and again", s.Unit)
		}
		select {
		case b.failed <- err:
		default: // it is ending already
		}
	}
}

// units lists the processes that the manager looks after.
func (b *bridge) units() (pids []int) {
	for _, u := range b.manager.Status() {
		if u.PID != 0 {
			pids = append(pids, int(u.PID))
		}
	}
	return pids
}

// windows asks the compositor for the windows that are shown, the topmost
// first.
func (b *bridge) windows() ([]console.Window, error) {
	r, err := console.Ask(b.env.Control, console.Request{Verb: "windows"})
	if err != nil {
		return nil, err
	}
	return r.Windows, nil
}

// windowList is windows where none can be told of none that are known.
func (b *bridge) windowList() []console.Window {
	list, err := b.windows()
	if err != nil {
		b.log.Debug("Cannot ask for the windows", "err", err)
	}
	return list
}
