package compositor

import (
	"time"

	"oriel/compositor/scene"
)

// slow is the rate of frame callbacks for what nobody sees.
const slow = time.Second

// A pacer decides when an app may draw its next frame: as soon as the fastest
// viewer is done with the last one, no more often than the output's rate, at
// 1 Hz when nobody looks. The first frame after a rest waits for nothing but a
// buffer to draw into.
type pacer struct {
	refresh  time.Duration
	surfaces map[scene.SurfaceID]*paced
}

type paced struct {
	wanted bool      // the app waits for a callback
	held   bool      // it is due, and waits for a buffer that a viewer still has
	shown  bool      // a viewer has read the newest content, or has been told of none
	seq    uint64    // of the newest content that viewers were told of
	last   time.Time // the last callback's turn: since then the output's rate counts
}

func (p *pacer) init() { p.surfaces = map[scene.SurfaceID]*paced{} }

// WantFrame notes that a surface's app waits for a frame callback. It is
// called on the loop.
func (c *Compositor) WantFrame(id scene.SurfaceID) {
	s := c.pace.surfaces[id]
	if s == nil {
		s = &paced{}
		c.pace.surfaces[id] = s
	}
	s.wanted = true
}

// ForgetFrame ends the pacing of a surface that is gone. On the loop.
func (c *Compositor) ForgetFrame(id scene.SurfaceID) { delete(c.pace.surfaces, id) }

// published notes that viewers have new content to read.
func (p *pacer) published(d *scene.Diff) {
	for i := range d.Windows {
		w := &d.Windows[i].Window
		if s := p.surfaces[w.Surface]; s != nil && s.seq != w.Content.Seq {
			s.seq, s.shown = w.Content.Seq, false
		}
	}
}

// drawn notes that a viewer has read a window's content.
func (p *pacer) drawn(tx *scene.Tx, d scene.Drawn) {
	w := tx.Window(d.Window)
	if w == nil {
		return
	}
	if s := p.surfaces[w.Surface]; s != nil && d.Seq >= s.seq {
		s.shown = true
	}
}

// due returns when the surface's callback may go out. A surface that is in no
// window (a cursor) has nobody to wait for.
func (s *paced) due(refresh time.Duration) time.Time {
	if s.shown || s.seq == 0 {
		return s.last.Add(refresh)
	}
	return s.last.Add(slow)
}

// refresh returns the shortest time between two frames.
func refresh(tx *scene.Tx) time.Duration {
	mHz := 60000
	for _, o := range tx.Outputs() {
		mHz = max(mHz, o.Refresh)
	}
	// A little short, so that an app at exactly the output's rate that has
	// come to wait for callbacks gets ahead of them again.
	return time.Duration(1e12/float64(mHz)) - 100*time.Microsecond
}

// turn is the time from which the next callback counts, after one that was due
// and went out later. Up to one interval is made up for: timers are late, and
// a viewer now and then, and if every callback passed that on, an app with a
// clock of its own would lose a frame whenever it adds up, and wait for its
// callback in between.
func turn(due, now time.Time, refresh time.Duration) time.Time {
	if first := now.Add(-refresh); due.Before(first) {
		return first
	}
	return due
}

// frames sends the callbacks that are due.
func (c *Compositor) frames(tx *scene.Tx, now time.Time) {
	r := refresh(tx)
	for id, s := range c.pace.surfaces {
		if !s.wanted {
			continue
		}
		due := s.due(r)
		if due.After(now) {
			continue
		}
		last := s.last
		s.wanted, s.held, s.last = false, false, turn(due, now, r) // the app may want the next one at once
		for _, sh := range c.shells {
			s.held = !sh.FrameDone(tx, id, now) || s.held
		}
		if s.held {
			s.wanted, s.last = true, last
		}
	}
	c.pace.refresh = r
}

// wait returns how long the loop may sleep. The release of a buffer wakes it.
func (p *pacer) wait(now time.Time) time.Duration {
	const forever = time.Hour
	d := forever
	for _, s := range p.surfaces {
		if s.wanted && !s.held {
			d = min(d, s.due(p.refresh).Sub(now))
		}
	}
	return max(d, 0)
}
