// Command oriel-rdp is the RDP backend of a bridge, the process that the
// network talks to. A manager (oriel run, or orield) starts it with the
// sockets it listens on and a link to the compositor; it takes no arguments.
// Before it accepts the first connection it enters a cage: it opens no file,
// makes no socket, starts no program, and sees apps' pictures, which it cannot
// write to, but no app.
//
// It may die: apps stay, and the next one shows everything again. It ends with
// status 0 when it is asked to, or when the manager is gone, and with 1 when the
// compositor is.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/compositor/link"
	"oriel/rdp"
	"oriel/rdp/avc"
	"oriel/socket/fdpass"
)

func main() {
	switch err := run(); {
	case errors.Is(err, errAlone):
		os.Exit(1)
	case errors.Is(err, errByHand):
		fmt.Fprintln(os.Stderr, "oriel-rdp:", err)
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "<3>oriel-rdp:", err)
		os.Exit(1)
	}
}

// errAlone is no clean end: the manager, which may see ours before it sees the
// compositor's, would take it for the wish to be started no more.
var errAlone = errors.New("the compositor is gone")

// errByHand is for people who start what is not for them.
var errByHand = errors.New("a manager starts me; to show windows, run: oriel run")

func run() error {
	conn, text, err := control.Inherit()
	if errors.Is(err, control.ErrNotChild) {
		return errByHand
	}
	if err != nil {
		return err
	}
	var cfg control.RDPConfig
	if err := control.Configure(text, &cfg); err != nil {
		return err
	}
	log := control.NewLogger(os.Stderr, cfg.Log)
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, unix.SIGTERM, unix.SIGINT)
	b, err := newBackend(cfg, conn, log)
	if err != nil {
		return err
	}
	if err := confine(b.cookies, log); err != nil {
		return err
	}
	return b.run(signals)
}

// A backend is an RDP server on the far side of a link.
type backend struct {
	conn      *control.Conn
	log       *slog.Logger
	desktop   *link.Client
	server    *rdp.Server
	listeners []net.Listener
	pam       *pam     // nil: the configuration has the passwords
	cookies   *os.File // the memory for them; nil: they end with us
	video     avc.Encoder
	refused   uint64 // messages of the manager; of the goroutine that obeys
}

// newBackend takes what the manager gives, up to the link. Everything that is
// opened is opened here.
func newBackend(cfg control.RDPConfig, conn *control.Conn, log *slog.Logger) (*backend, error) {
	b := &backend{conn: conn, log: log}
	if err := b.greeting(cfg); err != nil {
		return nil, err
	}
	c, err := config(cfg)
	if err != nil {
		return nil, err
	}
	if cfg.PAM {
		if b.pam == nil {
			return nil, errors.New("there is no socket to oriel-pam")
		}
		// Its check needs the password itself, which NLA tells too late.
		list := accounts(cfg.Accounts)
		c.Account, c.Authenticate = nil, func(user, _, password string) bool { return b.pam.check(list.find(user).User, password) }
	}
	c.Desktop, c.Exec, c.Log, c.Video = b.desktop, b.exec, log, &b.video
	if b.cookies != nil {
		c.Cookies = b.cookies
	}
	b.server = rdp.New(c)
	b.desktop.Clients, b.desktop.Disconnect = b.clients, b.disconnect
	return b, nil
}

// greeting waits for the sockets and for the link.
func (b *backend) greeting(cfg control.RDPConfig) error {
	for more := true; more || b.desktop == nil; {
		m, err := b.conn.Receive()
		switch {
		case errors.Is(err, io.EOF):
			return errors.New("the manager is gone before it began")
		case err != nil:
			return err
		}
		switch m := m.(type) {
		case *control.Hello:
			more = m.More
			for _, l := range m.Listeners {
				if err := b.listen(cfg, l); err != nil {
					return err
				}
			}
		case *control.RDP:
			c, err := fdpass.New(m.Link)
			if err != nil {
				return err
			}
			b.desktop = link.NewClient(c)
		default:
			control.CloseFiles(m)
		}
	}
	return nil
}

// run serves until the link or the manager is gone, or it is asked to end.
func (b *backend) run(signals <-chan os.Signal) error {
	ctx, end := context.WithCancelCause(context.Background())
	cancel := func() { end(nil) }
	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	failed := make(chan error, 1+len(b.listeners))
	wait.Go(func() {
		switch err := b.desktop.Run(ctx); {
		case ctx.Err() != nil: // we are asked to end
		case errors.Is(err, io.EOF):
			failed <- errAlone
		default:
			failed <- fmt.Errorf("the link to the compositor: %w", err)
		}
		cancel()
	})
	for _, l := range b.listeners {
		wait.Go(func() {
			if err := b.server.Serve(ctx, l); err != nil && ctx.Err() == nil {
				failed <- fmt.Errorf("cannot listen any more: %w", err)
				cancel()
			}
		})
	}
	go b.end(signals, end)
	if err := b.conn.Send(&control.Ready{}); err != nil {
		return err
	}
	<-ctx.Done()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// lastWord is how long to wait for what the manager says after a signal has
// come, which is overtaken by nothing but a signal of somebody else's.
const lastWord = time.Second

// end ends us when the manager or a signal wants it. A signal does not say
// what becomes of our clients: the manager's message does, which came before.
func (b *backend) end(signals <-chan os.Signal, end context.CancelCauseFunc) {
	told := make(chan error, 1)
	go func() { told <- b.obey() }()
	select {
	case why := <-told:
		end(why)
		return
	case <-signals:
	}
	select {
	case why := <-told:
		end(why)
	case <-time.After(lastWord):
		end(nil)
	}
}

// obey takes the manager's messages until it wants us to end, or is gone:
// no harm is done, since its successor starts another. The error is for our
// clients, nil if it is the end for them, too.
func (b *backend) obey() (why error) {
	for {
		m, err := b.conn.Receive()
		switch {
		case errors.Is(err, control.ErrRefused):
			b.refused++
			b.log.Warn("A message of the manager is refused", "err", err)
			continue
		case err != nil:
			return rdp.ErrReplaced
		}
		switch m := m.(type) {
		case *control.Replaced:
			why = rdp.ErrReplaced
		case *control.Stop:
			return why
		case *control.Query:
			_ = b.conn.Send(b.count()) // or the manager is gone
		case *control.VideoHelper:
			go b.attach(m)
		default:
			control.CloseFiles(m)
		}
	}
}

// attach makes use of a new oriel-avc, which may take its time to say hello, or
// end for want of a library.
func (b *backend) attach(m *control.VideoHelper) {
	if err := b.video.Attach(m.Socket, m.Memory); err != nil {
		b.log.Info("Videos travel without H.264", "err", err)
	}
}
