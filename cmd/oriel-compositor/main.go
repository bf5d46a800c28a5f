// Command oriel-compositor is the long-lived process of a bridge: the desktop
// that Wayland apps and Xwayland draw on, and the link to the RDP backend. A
// manager (oriel run, or orield) starts it and gives it its sockets; it takes
// no arguments.
//
// It ends with status 0 when it is asked to.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

func main() {
	switch err := run(); {
	case errors.Is(err, errByHand):
		fmt.Fprintln(os.Stderr, "oriel-compositor:", err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "<3>oriel-compositor:", err)
		os.Exit(1)
	}
}

// errByHand is for people who start what is not for them.
var errByHand = errors.New("a manager starts me; to show windows, run: oriel run")

func run() error {
	// This process moves messages, and no pixels. With more processors the
	// runtime wakes a thread for each message that goes from one goroutine to
	// another, to see whether there is something else to do: there is not.
	// From a goroutine that a system call keeps, the runtime takes the
	// processor back in a tenth of a millisecond.
	runtime.GOMAXPROCS(1)
	conn, text, err := control.Inherit()
	if errors.Is(err, control.ErrNotChild) {
		return errByHand
	}
	if err != nil {
		return err
	}
	var cfg control.CompositorConfig
	if err := control.Configure(text, &cfg); err != nil {
		return err
	}
	log := control.NewLogger(os.Stderr, cfg.Log)
	ctx, stop := signal.NotifyContext(context.Background(), unix.SIGTERM, unix.SIGINT)
	defer stop()
	d := newDesktop(cfg, conn, log)
	defer d.close()
	go func() {
		d.listen(stop)
	}()
	select {
	case <-ctx.Done():
		return nil
	case err := <-d.failed:
		return err
	}
}

// listen takes the manager's messages.
func (d *desktop) listen(stop func()) {
	for {
		m, err := d.conn.Receive()
		switch {
		case errors.Is(err, control.ErrRefused):
			d.refused.Add(1)
			d.log.Warn("A message of the manager is refused", "err", err)
		case err != nil:
			// Apps need no manager; a successor has a copy of the connection.
			d.log.Warn("The manager is gone", "err", err)
			return
		default:
			if _, ok := m.(*control.Stop); ok {
				stop()
				return
			}
			if err := d.message(m); err != nil {
				d.fail(err)
			}
		}
	}
}

// message does what the manager tells.
func (d *desktop) message(m control.Message) error {
	switch m := m.(type) {
	case *control.Hello:
		for _, l := range m.Listeners {
			if err := d.serve(l); err != nil {
				return err
			}
		}
		if !m.More && !d.ready {
			d.ready = true
			return d.conn.Send(&control.Ready{})
		}
	case *control.RDP:
		return d.connectRDP(m)
	case *control.Xwayland:
		d.x.arrived(m)
	case *control.XwaylandGone:
		d.x.left(m)
	case *control.UnitState:
		d.units.set(m)
	case *control.Query:
		// It waits for the desktop's loop, and the manager's messages must not.
		d.wait.Go(func() { _ = d.conn.Send(d.count()) })
	default:
		control.CloseFiles(m)
	}
	return nil
}

// fail ends the process with an error.
func (d *desktop) fail(err error) {
	select {
	case d.failed <- err:
	default: // it is ending already
	}
}
