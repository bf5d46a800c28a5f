package gpu

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"oriel/gpu/overlay"
	"oriel/socket/mountns"
)

// A Config says to whom a GPU is given, and how.
type Config struct {
	// PID is a process of the user distro, best its init.
	PID int
	// Where things are and where they go; nil: as WSL has it.
	Where *overlay.Config
	// Share is the path of oriel-share, which serves the drivers over 9p. If
	// it is empty, they are a read-only bind mount.
	Share string
	// ReportFile, if set, is a file of ours in which the Account is put, for
	// "oriel gpu" on either side: DefaultReport is where it looks.
	ReportFile string
	Log        *slog.Logger
}

// An Overlay gives one user distro what this machine has for drawing on a GPU,
// and keeps it there: /dev/dxg or /dev/dri, /usr/lib/wsl/lib as an overlay of
// the packaged libraries over those of Windows, /usr/lib/wsl/drivers over 9p,
// and the loader's configuration. What the machine does not have is left out,
// with one line of Account that says so.
//
//	o, err := gpu.Start(gpu.Config{PID: init, Share: "/usr/libexec/oriel-share", ReportFile: gpu.DefaultReport, Log: log})
//	…
//	err = o.Withdraw() // or Close, which leaves all to a successor
//
// The distro's ldconfig is run if its cache lacks the libraries, by us now or
// by its systemd when it is started; ours has no privilege (mountns.Run).
//
// The share is a process that outlives us: the mount holds its socket. If it
// dies it is started again and mounted in place of the dead one. An Overlay
// that is started where a predecessor stopped goes on with its mounts.
type Overlay struct {
	c       Config
	log     *slog.Logger
	ns      *mountns.Namespace
	plan    overlay.Plan
	applied *overlay.Applied
	account Account

	loading sync.WaitGroup // ldconfig

	stop chan struct{} // closed by Withdraw and Close
	done chan struct{} // closed when the share is no longer watched
	once sync.Once
	err  error
}

// Start sets the GPU up in a user distro. That there is none is no error; if
// something cannot be mounted, nothing is.
func Start(c Config) (*Overlay, error) {
	where := overlay.Default()
	if c.Where != nil {
		where = *c.Where
	}
	o := &Overlay{c: c, log: c.Log, stop: make(chan struct{}), done: make(chan struct{})}
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	o.log = o.log.With("unit", "gpu")
	if c.Share != "" {
		loadNineP()
	}
	o.plan = overlay.Make(where, overlay.Scan("/", where))
	ns, err := mountns.Open(c.PID)
	if err != nil {
		return nil, fmt.Errorf("cannot set up the GPU: %w", err)
	}
	o.ns = ns
	share, serve := o.share()
	o.applied, err = o.plan.Apply([]*mountns.Namespace{ns}, serve)
	if err != nil {
		ns.Close()
		return nil, fmt.Errorf("cannot set up the GPU: %w", err)
	}
	o.account = account(o.plan, o.applied)
	o.report()
	o.loading.Go(o.ldconfig)
	go o.watch(share)
	return o, nil
}

// report says what there is, in the log and in the file.
func (o *Overlay) report() {
	for _, line := range o.account.Skipped {
		o.log.Info("Left out a part of the GPU", "err", errors.New(line))
	}
	for _, line := range o.account.Notes {
		o.log.Warn("Set up a part of the GPU in another way", "err", errors.New(line))
	}
	if o.c.ReportFile == "" {
		return
	}
	if err := o.account.write(o.c.ReportFile); err != nil {
		o.log.Warn("Cannot write the report of the GPU", "err", err)
	}
}

// Account is what was set up.
func (o *Overlay) Account() Account { return o.account }

// Withdraw takes everything back, and stops.
func (o *Overlay) Withdraw() error { return o.end(true) }

// Close stops, and leaves what was set up.
func (o *Overlay) Close() error { return o.end(false) }

func (o *Overlay) end(withdraw bool) error {
	o.once.Do(func() {
		close(o.stop)
		<-o.done
		o.loading.Wait()
		if withdraw {
			o.err = o.applied.Undo()
		}
		o.ns.Close()
	})
	return o.err
}
