package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/compositor/manager"
	"oriel/compositor/manager/wslg"
	"oriel/gpu"
	"oriel/socket/mountns"
)

// distroName is the beginning of a kept pidfd's name.
const distroName = "distro-"

// distros are the user distros that the share is published to. One goroutine
// owns them, that of run; publish asks it.
type distros struct {
	share  *wslg.Share
	driver string // of oriel-share
	keeper manager.Keeper
	log    *slog.Logger

	list []*distro
	ask  chan request
	gone chan *distro
	over chan struct{}
}

// A distro is one of them.
type distro struct {
	pid   int
	pidfd *os.File
	first bool
	*wslg.Distro
	gpu *gpu.Overlay // nil: it could not be set up
}

type request struct {
	process  *os.File
	withdraw bool
	done     chan error
}

func newDistros(share *wslg.Share, driver string, keeper manager.Keeper, log *slog.Logger) *distros {
	return &distros{share: share, driver: driver, keeper: keeper, log: log,
		ask: make(chan request), gone: make(chan *distro), over: make(chan struct{})}
}

// publish answers root's request; it may be called by any goroutine.
func (d *distros) publish(process *os.File, withdraw bool) error {
	r := request{process, withdraw, make(chan error, 1)}
	select {
	case d.ask <- r:
		return <-r.done
	case <-d.over:
		return manager.ErrEnded
	}
}

// run serves requests until ctx ends. Then, or when told to leave things as
// they are for a successor, it lets go.
func (d *distros) run(ctx context.Context, leave func() bool) {
	for {
		select {
		case r := <-d.ask:
			r.done <- d.serve(r)
		case x := <-d.gone:
			d.log.Info("A user distro has ended", "unit", x.name())
			d.forget(x)
		case <-ctx.Done():
			close(d.over)
			for _, x := range d.list {
				d.end(x, leave())
			}
			return
		}
	}
}

func (d *distros) serve(r request) error {
	ns, err := mountns.OpenPidfd(r.process)
	if err != nil {
		return err
	}
	defer ns.Close()
	for _, x := range d.list {
		if x.pid != ns.PID() {
			continue
		}
		if !r.withdraw {
			return nil // it is there, and looked after
		}
		d.forget(x)
		return x.withdraw()
	}
	if r.withdraw {
		return fmt.Errorf("process %d: %w", ns.PID(), os.ErrInvalid)
	}
	fd, err := unix.FcntlInt(r.process.Fd(), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return err
	}
	return d.add(ns.PID(), os.NewFile(uintptr(fd), "pidfd"), len(d.list) == 0)
}

// add publishes to a distro; the pidfd is ours from now on.
func (d *distros) add(pid int, pidfd *os.File, first bool) error {
	x := &distro{pid: pid, pidfd: pidfd, first: first}
	var err error
	if x.Distro, err = d.share.Publish(pidfd, first); err != nil {
		pidfd.Close()
		return err
	}
	o := gpu.Config{PID: pid, Share: d.driver, Log: d.log}
	if first {
		o.ReportFile = gpu.DefaultReport
	}
	if x.gpu, err = gpu.Start(o); err != nil {
		d.log.Warn("The user distro has no GPU", "unit", x.name(), "err", err)
	}
	d.list = append(d.list, x)
	if d.keeper != nil {
		if err := d.keeper.Keep(x.name(), pidfd); err != nil {
			d.log.Warn("Cannot keep a user distro for a successor", "unit", x.name(), "err", err)
		}
	}
	d.log.Info("Published to a user distro", "unit", x.name())
	go func() {
		<-x.Done()
		select {
		case d.gone <- x:
		case <-d.over:
		}
	}()
	return nil
}

// name is that of a distro's pidfd in a keeper.
func (x *distro) name() string {
	if x.first {
		return distroName + "first-" + strconv.Itoa(x.pid)
	}
	return distroName + strconv.Itoa(x.pid)
}

// withdraw takes back what a distro was given.
func (x *distro) withdraw() error {
	var err error
	if x.gpu != nil {
		err = x.gpu.Withdraw()
	}
	return errors.Join(err, x.Withdraw())
}

// forget takes a distro off the list.
func (d *distros) forget(x *distro) {
	for i, y := range d.list {
		if x != y {
			continue
		}
		d.list = append(d.list[:i:i], d.list[i+1:]...)
		if d.keeper != nil {
			_ = d.keeper.Drop(x.name())
		}
		if !alive(x.pidfd) {
			d.end(x, true)
		}
		x.pidfd.Close()
		return
	}
}

func alive(pidfd *os.File) bool {
	return unix.PidfdSendSignal(int(pidfd.Fd()), 0, nil, 0) == nil
}

// end lets go of a distro, or takes back what it was given.
func (d *distros) end(x *distro, leave bool) {
	var err error
	if leave {
		if x.gpu != nil {
			err = x.gpu.Close()
		}
		err = errors.Join(err, x.Close())
	} else {
		err = x.withdraw()
	}
	if err != nil {
		d.log.Warn("Cannot let go of a user distro", "unit", x.name(), "err", err)
	}
}

// adopt publishes to a predecessor's distros, and to the one of the
// configuration. Those that have ended meanwhile are dropped.
func (d *distros) adopt(passed []manager.Passed, pid int) {
	seen := map[int]bool{}
	for _, p := range passed {
		name, first := strings.CutPrefix(p.Name, distroName+"first-")
		if !first {
			name = strings.TrimPrefix(p.Name, distroName)
		}
		n, err := strconv.Atoi(name)
		if err != nil || seen[n] || !alive(p.File) {
			p.File.Close()
			_ = d.keeper.Drop(p.Name)
			continue
		}
		seen[n] = true
		if err := d.add(n, p.File, first); err != nil {
			d.log.Warn("Cannot go on with a user distro", "unit", p.Name, "err", err)
		}
	}
	if pid == 0 || seen[pid] {
		return
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err == nil {
		err = d.add(pid, os.NewFile(uintptr(fd), "pidfd"), true)
	}
	if err != nil {
		d.log.Warn("Cannot publish to the user distro", "unit", distroName+strconv.Itoa(pid), "err", err)
	}
}
