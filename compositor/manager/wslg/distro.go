package wslg

import (
	"errors"
	"fmt"
	"os"
	"sync"

	"oriel/socket/mountns"
	"oriel/socket/publish"
)

// xTarget is where X clients look, and no other place.
const xTarget = "/tmp/.X11-unix"

// A Distro is a user distro that the share is published to.
type Distro struct {
	share     *Share
	ns        *mountns.Namespace
	publisher *publish.Publisher
	root      *mountns.Mount // of its root directory in the share, or nil
	written   []string

	wake chan struct{}
	over chan struct{}
	done sync.WaitGroup
	seen mountns.View // the root directory that files were written to
}

// Publish gives the share to the user distro that a process belongs to, best
// its init. Only the first distro's root is seen in the share. What is mounted
// over or taken away there comes back, until Withdraw or the process's end.
//
// The process is named by a pidfd, which stays the caller's.
func (s *Share) Publish(process *os.File, first bool) (*Distro, error) {
	ns, err := mountns.OpenPidfd(process)
	if err != nil {
		return nil, fmt.Errorf("cannot publish: %w", err)
	}
	d := &Distro{share: s, ns: ns, wake: make(chan struct{}, 1), over: make(chan struct{})}
	if first {
		if err := d.showRoot(); err != nil {
			ns.Close()
			return nil, err
		}
	}
	d.publisher, err = publish.Start(publish.Config{PID: ns.PID(), Log: s.Log, Binds: d.binds(first), Changed: d.changed})
	if err == nil && !ns.Alive() { // its number may be another one's
		d.publisher.Close()
		err = fmt.Errorf("cannot publish: %w", mountns.ErrGone)
	}
	if err != nil {
		d.hideRoot()
		ns.Close()
		return nil, err
	}
	d.writeFiles()
	d.done.Go(d.follow)
	return d, nil
}

// binds are what is mounted in the distro. WSLg's mounts can be written to,
// as far as who owns what lets them.
func (d *Distro) binds(first bool) []publish.Bind {
	attr := mountns.Slave
	if first {
		attr |= mountns.Recursive
	}
	return []publish.Bind{
		{Source: d.share.Dir, Target: d.share.Dir, Attr: attr},
		{Source: d.share.path(xDir), Target: xTarget, Attr: mountns.ReadOnly, Names: []string{"X0"}},
	}
}

// showRoot shows the distro's root directory, read-only, in the share: fonts,
// icons and .desktop files are read there.
func (d *Distro) showRoot() error {
	here, target := mountns.Here(), d.share.path(distroDir)
	if ours, err := here.Look(target); err == nil && ours.MountRoot {
		if theirs, err := d.ns.Look("/"); err == nil && ours.Same(theirs) && ours.Attr&mountns.ReadOnly != 0 {
			d.root, err = here.Adopt(target)
			return err
		}
		// That of a distro before this one, which may have ended.
		if old, err := here.Adopt(target); err == nil {
			_ = here.Detach(old)
			old.Close()
		}
	}
	tree, err := d.ns.CloneTree("/", mountns.ReadOnly)
	if err != nil {
		return fmt.Errorf("cannot show the root directory of process %d: %w", d.ns.PID(), err)
	}
	defer tree.Close()
	d.root, err = here.Attach(tree, target)
	return err
}

func (d *Distro) hideRoot() {
	if d.root == nil {
		return
	}
	_ = mountns.Here().Detach(d.root) // if it is gone, so be it
	d.root.Close()
	d.root = nil
}

// changed is told by the publisher of each change.
func (d *Distro) changed(publish.Status) {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// follow writes the files again where the distro's init has gone to another
// root directory meanwhile, and tidies up after its end.
func (d *Distro) follow() {
	for {
		select {
		case <-d.wake:
			if now, err := d.ns.Look("/"); err == nil && !now.Same(d.seen) {
				d.writeFiles()
				if d.root != nil {
					d.hideRoot()
					if err := d.showRoot(); err != nil {
						d.share.Log.Warn("Cannot show the user distro's files", "err", err)
					}
				}
			}
		case <-d.publisher.Done():
			d.hideRoot()
			return
		case <-d.over:
			return
		}
	}
}

// Done is closed when the distro has ended, or after Withdraw and Close.
func (d *Distro) Done() <-chan struct{} { return d.publisher.Done() }

// Withdraw takes everything back.
func (d *Distro) Withdraw() error {
	close(d.over)
	d.done.Wait()
	err := d.publisher.Withdraw()
	d.hideRoot()
	for _, name := range d.written {
		if rerr := d.ns.RemoveFile(name); !errors.Is(rerr, mountns.ErrGone) {
			err = errors.Join(err, rerr)
		}
	}
	d.ns.Close()
	return err
}

// Close stops looking after the distro and leaves what it has; another Publish
// goes on with it.
func (d *Distro) Close() error {
	close(d.over)
	d.done.Wait()
	err := d.publisher.Close()
	if d.root != nil {
		d.root.Close()
	}
	d.ns.Close()
	return err
}
