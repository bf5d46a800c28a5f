package link

import (
	"fmt"
	"time"

	"oriel/compositor/scene"
)

// read is the reader.
func (p *peer) read() error {
	buf := make([]byte, maxMessage)
	var m up
	for {
		n, _, err := p.conn.Receive(buf)
		if err != nil {
			return err
		}
		if err := m.read(buf[:n]); err != nil {
			return err
		}
		if !p.rate.allow(m.kind, time.Now()) {
			return ErrFlood
		}
		if (m.kind == kindHello) == p.greeted {
			return fmt.Errorf("%w: Hello is the first message and comes once", ErrProtocol)
		}
		if err := p.handle(&m); err != nil {
			return err
		}
	}
}

// rate counts messages of one second; those that cost more count more.
type rate struct {
	since time.Time
	n     int
}

func (r *rate) allow(kind byte, now time.Time) bool {
	if now.Sub(r.since) > time.Second {
		r.since, r.n = now, 0
	}
	r.n++
	switch kind {
	case kindAttach, kindDetach, kindOutputs, kindOffer, kindFetch, kindSound, kindExec, kindFault:
		r.n += maxRate / 200
	}
	return r.n <= maxRate
}

func (p *peer) handle(m *up) error {
	switch m.kind {
	case kindHello:
		p.greeted = true
		p.clip.start(p)
		return p.grant(m.credit)
	case kindAttach:
		p.attach(m.gen)
	case kindDetach:
		p.detach()
	case kindReport:
		return p.report(&m.report)
	case kindFault:
		p.fault(m.hold)
	case kindInput:
		p.hands = true
		p.server.desk.Input(m.event)
	case kindWish:
		p.server.desk.Wish(m.window, m.wish)
	case kindNotify:
		p.server.desk.Notify(m.icon, m.notify)
	case kindOutputs:
		p.server.desk.SetOutputs(append([]scene.Output(nil), m.outputs...))
	case kindOffer:
		p.clip.offered(p, m.offer)
	case kindFetch:
		return p.clip.fetch(p, m.fetch)
	case kindSound:
		return p.sound.set(p, m.listen)
	case kindExec:
		return p.exec(m.request, m.program)
	case kindClients:
		return p.answered(m.clients)
	}
	return nil
}

func (p *peer) grant(n int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.credit += n; p.credit > maxCredit {
		return fmt.Errorf("%w: credit for %d Diffs", ErrProtocol, p.credit)
	}
	if !p.pending.Empty() {
		p.wake()
	}
	return nil
}

func (p *peer) report(r *report) error {
	p.mu.Lock()
	for _, id := range r.released {
		if !p.table.release(id) {
			p.mu.Unlock()
			return fmt.Errorf("%w: release of %d, which it does not hold", ErrProtocol, id)
		}
	}
	forget := len(p.table.dead) > 0
	p.mu.Unlock()
	if forget {
		p.wake()
	}
	if len(r.drawn) > 0 && p.att != nil {
		p.att.Drawn(r.drawn)
	}
	if r.credit > 0 {
		return p.grant(r.credit)
	}
	return nil
}

// fault looks itself whether an app has cut the memory of a hold: the buffer
// then tells its owner. The Client's word is not enough to end an app.
func (p *peer) fault(hold uint32) {
	p.mu.Lock()
	var b *scene.Buffer
	if int(hold) < len(p.table.holds) {
		if b = p.table.holds[hold].buf; b != nil {
			b.Acquire()
		}
	}
	p.mu.Unlock()
	if b == nil {
		return
	}
	defer b.Release()
	_ = b.Read(func(px scene.Pixels) error {
		p.touched += px.Pix[len(px.Pix)-1] // the end goes first
		return nil
	})
}

func (p *peer) attach(gen uint32) {
	p.detach()
	v := &viewer{p, gen}
	p.mu.Lock()
	p.view = v
	p.mu.Unlock()
	p.att = p.server.desk.Attach(v)
}

func (p *peer) detach() {
	if p.att == nil {
		return
	}
	p.att.Detach()
	p.att = nil
	p.mu.Lock()
	defer p.mu.Unlock()
	p.view = nil
	p.pending.Release()
	p.table.forgetAll(time.Now().Add(grace))
	if len(p.table.old) > 0 && !p.armed {
		p.armed = true
		p.timer.Reset(grace)
	}
}
