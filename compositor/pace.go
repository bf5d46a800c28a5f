package compositor

import (
	"time"

	"oriel/compositor/scene"
)

// slow is the rate of frame callbacks for what nobody sees.
const slow = time.Second

// A pacer decides when an app may draw its next frame: as soon as the fastest
// viewer is done with the last one, never above the output's rate, at 1 Hz
// when nobody looks. A surface's first frame waits for nothing. Later ones wait
// even after a rest: who is told to draw while viewers have the last picture
// and the one before has no buffer, if it has two, and some give up then.
type pacer struct {
	refresh  time.Duration
	surfaces map[scene.SurfaceID]*paced
}

type paced struct {
	wanted bool      // the app waits for a callback
	shown  bool      // a viewer has read the newest content, or has been told of none
	seq    uint64    // of the newest content that viewers were told of
	told   time.Time // when that was
	fresh  bool      // wanted in this turn, whose Diff is not out yet
	last   time.Time // the last callback
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
	s.wanted, s.fresh = true, true
}

// ForgetFrame ends the pacing of a surface that is gone. On the loop.
func (c *Compositor) ForgetFrame(id scene.SurfaceID) { delete(c.pace.surfaces, id) }

// published notes that viewers have new content to read.
func (p *pacer) published(d *scene.Diff, now time.Time) {
	for i := range d.Windows {
		w := &d.Windows[i].Window
		if s := p.surfaces[w.Surface]; s != nil && s.seq != w.Content.Seq {
			s.seq, s.shown, s.told = w.Content.Seq, false, now
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
	if s.shown || s.seq == 0 || s.last.IsZero() {
		return s.last.Add(refresh)
	}
	if s.told.After(s.last) {
		return s.told.Add(slow)
	}
	return s.last.Add(slow)
}

// refresh returns the shortest time between two frames.
func refresh(tx *scene.Tx) time.Duration {
	mHz := 60000
	for _, o := range tx.Outputs() {
		mHz = max(mHz, o.Refresh)
	}
	// A little early, so that an app at exactly the output's rate never
	// misses its slot.
	return time.Duration(1e12/float64(mHz)) - 300*time.Microsecond
}

// frames sends the callbacks that are due.
func (c *Compositor) frames(tx *scene.Tx, now time.Time) {
	r := refresh(tx)
	for id, s := range c.pace.surfaces {
		if fresh := s.fresh && !s.last.IsZero(); !s.wanted || fresh || s.due(r).After(now) {
			s.fresh = false // the next turn knows whether there is something to wait for
			continue
		}
		s.wanted, s.last = false, now
		for _, sh := range c.shells {
			sh.FrameDone(tx, id, now)
		}
	}
	c.pace.refresh = r
}

// wait returns how long the loop may sleep.
func (p *pacer) wait(now time.Time) time.Duration {
	const forever = time.Hour
	d := forever
	for _, s := range p.surfaces {
		if s.wanted {
			d = min(d, s.due(p.refresh).Sub(now))
		}
	}
	return max(d, 0)
}
