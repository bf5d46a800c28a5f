package link

import (
	"errors"
	"os"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/scene"
)

// write is the writer.
func (p *peer) write() error {
	if err := p.send(appendHello(p.note[:0], 0)); err != nil {
		return err
	}
	for {
		if err := p.notes(); err != nil {
			return err
		}
		more, err := p.next()
		if err != nil {
			return err
		}
		if more {
			continue
		}
		select {
		case <-p.wakes:
		case <-p.done:
			return nil
		}
	}
}

// notes sends all but Diffs.
func (p *peer) notes() error {
	p.mu.Lock()
	mail := p.mail
	p.mail = nil
	p.mu.Unlock()
	var err error
	for _, l := range mail {
		if err == nil && l.f != nil {
			err = p.send(l.b, l.f)
		} else if err == nil {
			err = p.send(l.b)
		}
		l.close()
	}
	if b := p.clip.news(p, p.note[:0]); err == nil && len(b) > 0 {
		err = p.send(b)
	}
	if on, news := p.sound.recording(); err == nil && news {
		err = p.send(appendBool(begin(p.note[:0], kindRecord, 0), on))
	}
	p.ids = p.exhume(p.ids[:0])
	const most = (maxMessage - header - 2) / 4
	for ids := range slices.Chunk(p.ids, most) {
		p.note = le.AppendUint16(begin(p.note[:0], kindForget, 0), uint16(len(ids)))
		for _, id := range ids {
			p.note = le.AppendUint32(p.note, id)
		}
		if err == nil {
			err = p.send(p.note)
		}
	}
	p.mapped.Store(int64(len(p.table.files)))
	return err
}

// next sends the pending Diff, if the Client takes one.
func (p *peer) next() (sent bool, err error) {
	p.mu.Lock()
	if p.credit == 0 || p.pending.Empty() || p.view == nil {
		p.mu.Unlock()
		return false, nil
	}
	d, gen := p.pending, p.view.gen
	p.pending = scene.Diff{}
	p.credit--
	for _, id := range d.Gone {
		delete(p.table.windows, id)
	}
	for i := range d.Windows {
		if id := d.Windows[i].Window.ID; p.table.windows[id] == nil {
			p.table.windows[id] = &known{}
		}
	}
	p.mu.Unlock()

	err = p.enc.diff(gen, &d)
	d.Release()
	p.mu.Lock()
	p.supersede(&p.pending) // what came while this Diff was not yet holds
	p.mu.Unlock()
	p.server.count.diffs.Add(1)
	return true, p.enc.send(err)
}

// send sends a message. It waits for the Client.
func (p *peer) send(b []byte, files ...*os.File) error {
	p.server.count.messages.Add(1)
	p.server.count.bytes.Add(uint64(len(b)))
	for {
		err := p.conn.Send(b, files...)
		if !errors.Is(err, unix.ETOOMANYREFS) {
			return err
		}
		// The kernel bounds the descriptors that are under way.
		select {
		case <-time.After(2 * time.Millisecond):
		case <-p.done:
			return err
		}
	}
}
