package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/compositor/manager"
	"oriel/compositor/manager/wslg"
)

// squattedAgain is how often to ask for an X display's abstract name that
// somebody else holds.
const squattedAgain = 5 * time.Second

// A daemon is orield at work.
type daemon struct {
	c        *config
	log      *slog.Logger
	notifier *manager.Notifier
	share    *wslg.Share
	sockets  *sockets
	distros  *distros
	manager  *manager.Manager
	next     bool // a successor takes over; the main goroutine's
}

// serve works until a signal ends it, or a successor takes its place.
func serve(c *config, stderr io.Writer) error {
	environ := os.Environ() // with what is taken out of it below
	d := &daemon{c: c, notifier: manager.NewNotifier()}
	kept, passed := manager.Split(manager.Received())
	var err error
	d.share, err = wslg.Open(wslg.Config{Dir: c.share, Versions: c.versions, Doc: c.doc, UIDs: c.uids,
		Log: slog.New(slog.NewTextHandler(stderr, nil))})
	if err != nil {
		return err
	}
	defer d.share.Close()
	d.log = c.logs(stderr)
	d.share.Log = d.log
	for _, r := range c.reports {
		d.log.Warn("A setting of the Windows side is passed over", "err", errors.New(r))
	}
	distros := slices.DeleteFunc(slices.Clone(passed), func(p manager.Passed) bool { return !isDistro(p) })
	passed = slices.DeleteFunc(passed, isDistro)
	if d.sockets, err = openSockets(c, d.share, passed); err != nil {
		return err
	}
	d.distros = newDistros(d.share, c.driverShare, d.notifier, d.log)
	if err := d.manage(kept); err != nil {
		return err
	}
	d.distros.adopt(distros, c.distroPID)
	return d.run(environ)
}

func isDistro(p manager.Passed) bool {
	return len(p.Name) > len(distroName) && p.Name[:len(distroName)] == distroName
}

// manage makes the manager of all that is started.
func (d *daemon) manage(kept []manager.Passed) error {
	specs, err := d.specs()
	if err != nil {
		return err
	}
	if err := d.sockets.holdName(); err != nil {
		d.log.Warn("Somebody holds the X display's abstract name, and X clients that try it first reach them", "err", err)
	}
	for _, p := range d.sockets.held {
		if err := d.notifier.Keep(p.Name, p.File); err != nil {
			d.log.Warn("Cannot keep a socket for a successor", "unit", p.Name, "err", err)
		}
	}
	d.manager, err = manager.New(manager.Config{
		Log: d.log, Units: specs, Notifier: d.notifier, Keeper: d.notifier, Inherited: kept, Publish: d.distros.publish,
	})
	return err
}

// specs are what is started: Oriel's own processes, and the client on a
// Windows host.
func (d *daemon) specs() ([]manager.Spec, error) {
	c := d.c
	system, err := d.system()
	if err != nil {
		return nil, err
	}
	specs, err := system.Specs()
	if err != nil || c.client == "off" || c.client == "" {
		return specs, err
	}
	client := wslg.Client{Program: c.client, Plugin: c.clientPlugin, Desktop: c.clientDesktop, Port: d.sockets.port}
	argv, err := client.Command(os.Getenv)
	switch {
	case errors.Is(err, wslg.ErrNoHost):
		d.log.Info("No client is started", "err", err)
	case err != nil || len(argv) == 0 || !filepath.IsAbs(argv[0]):
		d.log.Warn("No client is started", "err", fmt.Errorf("%q is no command with an absolute path", c.client))
	default:
		// It ends whenever the network changes, and without it no window is to
		// be seen: so it starts again, always, if ever more slowly.
		specs = append(specs, manager.Spec{ID: control.HostClient, Path: argv[0], Args: argv[1:], Env: os.Environ(),
			User: system.User, After: control.RDPBackend, OnDemand: true,
			Policy: manager.Policy{Always: true, MaxCrashes: -1, Steady: 10 * time.Second, MaxDelay: time.Minute}})
	}
	return specs, nil
}

// system are Oriel's own processes.
func (d *daemon) system() (*manager.System, error) {
	c := d.c
	owner, err := lookUp(c.user)
	if err != nil {
		return nil, err
	}
	backend, err := lookUp(c.rdpUser)
	if err != nil {
		return nil, err
	}
	backendConfig, err := c.rdpConfig()
	if err != nil {
		return nil, err
	}
	env, err := d.environment()
	if err != nil {
		return nil, err
	}
	s := &manager.System{
		Compositor: c.compositor, RDP: c.rdp, Xwayland: c.xwayland,
		CompositorConfig: control.CompositorConfig{
			Log: c.logLevel, Width: c.width, Height: c.height, Scale: c.scale,
			Env: env, ControlUIDs: c.uids, XUIDs: c.uids, XNative: c.x11Scale == "native", Manager: "orield",
		},
		RDPConfig: backendConfig,
		Env:       d.share.Environ(c.env),
		User:      owner, RDPUser: backend,
		Policy: manager.Policy{ReadyTime: c.readyTime, MaxCrashes: c.maxCrashes},
	}
	if _, err := os.Stat(c.avc); err == nil { // it is optional
		s.Video, s.VideoLibrary = c.avc, c.avcLibrary
	}
	s.Listen(d.sockets.all...)
	return s, nil
}

// environment is what people's commands are told of how to reach us. Where
// their own sockets are they know from their logins; the password they are not
// told, since it is everybody's.
func (d *daemon) environment() ([]byte, error) {
	// A console.Environment, without the parser that comes with it.
	e := map[string]any{"rdp": d.c.addresses, "user": d.c.account, "display": ":0", "wayland_display": "wayland-0",
		"control": d.share.ControlPath(), "manager": d.c.control}
	return control.Encode(e)
}

// run supervises until it is told to end.
func (d *daemon) run(environ []string) error {
	root, err := d.rootSocket()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT, unix.SIGHUP)
	defer signal.Stop(signals)
	var tasks sync.WaitGroup
	tasks.Go(func() {
		if err := d.manager.Serve(root); err != nil {
			d.log.Error("Root's requests are not heard any more", "err", err)
		}
	})
	around, cancelAround := context.WithCancel(context.Background())
	tasks.Go(func() { d.distros.run(around, func() bool { return d.next }) })
	tasks.Go(func() { d.insist(around) })
	ended := make(chan error, 1)
	go func() { ended <- d.manager.Run(ctx) }()
	d.start()
	var handed []manager.Passed
	for handed == nil {
		select {
		case s := <-signals:
			if s != unix.SIGHUP {
				cancel()
				continue
			}
			if handed, err = d.handOver(); err != nil {
				d.log.Warn("Nobody takes over", "err", err)
			}
			if handed != nil {
				d.next = true
			}
			continue
		case err = <-ended:
		}
		break
	}
	root.Close()
	cancelAround()
	tasks.Wait()
	if handed != nil {
		return d.exec(handed, environ)
	}
	d.release()
	return err
}

// start starts what is there for others to use.
func (d *daemon) start() {
	if d.manager.Start(control.HostClient) == nil {
		d.log.Info("A client on the Windows host is started when there is something to connect to")
	}
}

func (d *daemon) rootSocket() (*control.RootListener, error) {
	if f := d.sockets.root; f != nil {
		fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 3) // f is for a successor
		if err != nil {
			return nil, fmt.Errorf("cannot listen for root's requests: %w", err)
		}
		return control.UseListener(os.NewFile(uintptr(fd), "root"), 0)
	}
	if err := os.MkdirAll(filepath.Dir(d.c.control), 0o755); err != nil {
		return nil, fmt.Errorf("cannot listen for root's requests: %w", err)
	}
	return control.Listen(d.c.control, 0)
}

// insist takes the X display's abstract name as soon as it is free.
func (d *daemon) insist(ctx context.Context) {
	for d.sockets.name == nil {
		select {
		case <-ctx.Done():
			return
		case <-time.After(squattedAgain):
		}
		if d.sockets.holdName() == nil {
			d.log.Info("The X display's abstract name is ours now")
			_ = d.notifier.Keep("x11-name", d.sockets.name)
		}
	}
}

// handOver ends the manager and nobody else, for a program that takes our
// place. If it cannot be run, all goes on.
func (d *daemon) handOver() ([]manager.Passed, error) {
	if _, err := program(); err != nil {
		return nil, err
	}
	if _, err := configure(os.Args[1:], os.Environ()); err != nil {
		return nil, err
	}
	d.notify("RELOADING=1", fmt.Sprintf("MONOTONIC_USEC=%d", monotonic()))
	list, err := d.manager.Detach()
	if err != nil && list == nil {
		return nil, err
	}
	return list, nil
}

// program is the path of the program that would take our place.
func program() (string, error) {
	path, err := os.Executable()
	if err != nil {
		return "", err
	}
	const deleted = " (deleted)" // the kernel's remark about a program that was replaced
	if n := len(path) - len(deleted); n > 0 && path[n:] == deleted {
		path = path[:n]
	}
	return path, unix.Access(path, unix.X_OK)
}

// exec lets a successor take our place, with our process number.
func (d *daemon) exec(handed []manager.Passed, environ []string) error {
	for _, x := range d.distros.list {
		handed = append(handed, manager.Passed{Name: x.name(), File: x.pidfd})
	}
	handed = append(handed, d.sockets.held...)
	if d.sockets.root != nil {
		handed = append(handed, manager.Passed{Name: "root", File: d.sockets.root})
	}
	variable, err := manager.PassOn(handed)
	if err != nil {
		return err
	}
	path, err := program()
	if err != nil {
		return err
	}
	d.log.Info("A successor takes over")
	environ = slices.DeleteFunc(environ, func(e string) bool {
		// Of what has been taken, or has other numbers now.
		return strings.HasPrefix(e, "LISTEN_") || strings.HasPrefix(e, manager.PassedEnv+"=")
	})
	return fmt.Errorf("cannot start the successor: %w", syscall.Exec(path, os.Args, append(environ, variable)))
}

// release takes back from the keeper what nobody needs after an orderly end.
func (d *daemon) release() {
	for _, p := range d.sockets.held {
		_ = d.notifier.Drop(p.Name)
	}
}

func (d *daemon) notify(lines ...string) {
	if err := d.notifier.Notify(lines...); err != nil {
		d.log.Warn("Cannot notify the init system", "err", err)
	}
}

func monotonic() int64 {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &t)
	return t.Nano() / 1000
}
