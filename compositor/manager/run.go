package manager

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"syscall"
	"time"

	"oriel/compositor/control"
)

// messageRate bounds the messages that a child gets rid of in a second.
const messageRate = 200

// spawn starts a unit's process.
func (m *Manager) spawn(i int) {
	u := m.units[i]
	l := &Launch{Generation: u.machine.Starts()}
	p, err := u.launch(l)
	defer l.close()
	if err != nil {
		u.log.Warn("Cannot start", "err", err)
		m.step(i, SpawnFailed)
		return
	}
	m.watch(i, p)
	u.log.Info("Started")
	if p.conn != nil {
		for _, msg := range l.own {
			if err := p.conn.Send(msg); err != nil {
				u.log.Warn("Cannot send a message", "err", err)
				break
			}
		}
	}
	for _, t := range l.others {
		if err := m.send(t.to, t.m); err != nil {
			u.log.Warn("Cannot tell another unit of the start", "err", err)
		}
	}
	if !u.Control {
		m.step(i, Ready)
	}
}

// watch begins to supervise a process.
func (m *Manager) watch(i int, p *process) {
	u := m.units[i]
	u.process, u.babbled = p, false
	m.keepProcess(u)
	if p.stderr != nil {
		// Our own log with levels: what has none is a program's last words.
		plain := slog.LevelInfo
		if u.Control {
			plain = slog.LevelWarn
		}
		p.tasks.Go(func() { relog(p.stderr, u.log, plain, p.over) })
	}
	if p.conn != nil {
		p.tasks.Go(func() { m.listen(i, p) })
	}
	m.tasks.Go(func() {
		status, ok := p.wait()
		if !ok {
			p.tasks.Wait()
			return
		}
		// When nobody wants to know any more, it is closed all the same.
		if m.call(func() { m.gone(i, p, status) }) != nil {
			p.close()
			p.closed = true
		}
	})
}

// listen takes what a child says, until its connection ends.
func (m *Manager) listen(i int, p *process) {
	began, n := time.Now(), 0
	for {
		msg, err := p.conn.Receive()
		switch {
		case errors.Is(err, control.ErrRefused):
			if m.call(func() { m.refused(i, p, err) }) != nil {
				return
			}
		case err != nil:
			return
		default:
			if m.call(func() { m.heard(i, p, msg) }) != nil {
				return
			}
		}
		if n++; n >= messageRate {
			if !rest(time.Second-time.Since(began), p.over) {
				return
			}
			began, n = time.Now(), 0
		}
	}
}

// refused logs a message that makes no sense: once, or it would be the child
// who decides how much is logged.
func (m *Manager) refused(i int, p *process, err error) {
	if u := m.units[i]; u.process == p && !u.babbled {
		u.babbled = true
		u.log.Warn("Sends what is refused", "err", err)
	}
}

// heard does what a child's message asks for.
func (m *Manager) heard(i int, p *process, msg control.Message) {
	u := m.units[i]
	if u.process != p {
		return // it has been replaced meanwhile
	}
	switch msg := msg.(type) {
	case *control.Ready:
		m.step(i, Ready)
		if u.Reports {
			m.reportAll(u)
		}
	case *control.Status:
		p.tell(msg)
	case *control.WantXwayland:
		x := m.index(control.XServer)
		if u.ID != control.Compositor || x < 0 {
			m.refused(i, p, fmt.Errorf("WantXwayland: %w", control.ErrKind))
			return
		}
		if msg.Want {
			m.step(x, Start)
		} else {
			m.step(x, Stop)
		}
	}
}

// gone handles the end of a process.
func (m *Manager) gone(i int, p *process, status uint32) {
	u := m.units[i]
	u.process, u.exit = nil, status
	state, _ := u.machine.State()
	switch asked := state == Stopping || state == Killing; {
	case asked || clean(status):
		u.log.Info("Ended")
	default:
		u.log.Warn("Crashed", "err", ending(status))
	}
	m.dropProcess(u)
	p.close()
	if u.ID == control.XServer {
		msg := &control.XwaylandGone{Generation: u.machine.Starts(), Wanted: state == Stopping || state == Killing}
		// The compositor may be what has gone; then it needs no telling.
		_ = m.send(control.Compositor, msg)
	}
	if clean(status) {
		m.step(i, Exited)
	} else {
		m.step(i, Crashed)
	}
}

func (m *Manager) signal(u *unit, s syscall.Signal) {
	if u.process == nil {
		return
	}
	if err := u.process.signal(s); err != nil {
		u.log.Warn("Cannot be signalled", "err", err)
	}
}

func (m *Manager) send(id control.Unit, msg control.Message) error {
	i := m.index(id)
	if i < 0 {
		return fmt.Errorf("%v: %w", id, ErrUnit)
	}
	p := m.units[i].process
	if p == nil || p.conn == nil {
		return fmt.Errorf("%v takes no messages now", id)
	}
	return p.conn.Send(msg)
}

// settled tells whoever wants to know what has changed.
func (m *Manager) settled() {
	changed := false
	for _, u := range m.units {
		now := u.report()
		if now == u.last {
			continue
		}
		u.last, changed = now, true
		switch now.State {
		case Running:
			u.log.Info("Ready")
		case Failed:
			u.log.Warn("Crashes too often, and is given up until a reset")
		default: // Started, Ended and Crashed are logged where they happen
		}
		m.report(now)
		if m.cfg.Changed != nil {
			m.cfg.Changed(u.status())
		}
	}
	if changed {
		m.remember()
		m.notifyState()
	}
}

// report sends a unit's state to all that want reports.
func (m *Manager) report(r control.UnitState) {
	for _, u := range m.units {
		if state, _ := u.machine.State(); u.Reports && state == Running && u.process != nil && u.process.conn != nil {
			// Who does not read it will be told the next one.
			_ = u.process.conn.Send(&r)
		}
	}
}

// reportAll sends all units' states to one.
func (m *Manager) reportAll(to *unit) {
	if to.process == nil || to.process.conn == nil {
		return
	}
	for _, u := range m.units {
		r := u.report()
		_ = to.process.conn.Send(&r)
	}
}

// notifyState tells the init system how the units are, and READY when all that
// start by themselves run for the first time.
func (m *Manager) notifyState() {
	all := true
	var words []string
	for _, u := range m.units {
		state, _ := u.machine.State()
		all = all && (u.OnDemand || u.Optional || state == Running)
		words = append(words, u.ID.String()+" "+state.String())
	}
	status := "STATUS=" + strings.Join(words, ", ")
	switch {
	case all && !m.ready && !m.stopping:
		m.ready = true
		m.notify("READY=1", status)
	case status != m.told:
		m.notify(status)
	}
	m.told = status
}

func (m *Manager) notify(lines ...string) {
	if err := m.cfg.Notifier.Notify(lines...); err != nil {
		m.log.Warn("Cannot notify the init system", "err", err)
	}
}
