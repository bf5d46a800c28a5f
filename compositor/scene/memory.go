package scene

import "sync"

// memory is that of a Diff's windows. It goes round: Add takes it, and who
// releases, merges or applies the Diff gives it back, so that a frame takes
// none. The windows beyond the list's length are blank.
type memory struct{ windows []WindowDiff }

var memories = sync.Pool{New: func() any { return new(memory) }}

// Add appends a window as it is now, with references, planes and damage of its
// own. The caller keeps Windows in order.
func (d *Diff) Add(changed Fields, w *Window) {
	if d.Windows == nil {
		d.memory = memories.Get().(*memory)
		d.Windows = d.memory.windows
	}
	n := len(d.Windows)
	if n < cap(d.Windows) {
		d.Windows = d.Windows[:n+1]
	} else {
		d.Windows = append(d.Windows, WindowDiff{})
	}
	x := &d.Windows[n]
	c := &x.Window.Content
	planes, dmg := c.Planes, c.Damage
	x.Changed, x.Window = changed, *w
	c.Planes = append(planes[:0], w.Content.Planes...)
	dmg.CopyFrom(&w.Content.Damage)
	c.Damage = dmg
	c.Acquire()
}

// recycle gives back the memory of a Diff whose references are gone or
// somebody else's now.
func (d *Diff) recycle() {
	if m := d.memory; m != nil {
		for i := range d.Windows {
			d.Windows[i].blank()
		}
		m.windows = d.Windows[:0]
		memories.Put(m)
	}
	*d = Diff{}
}

// blank forgets everything but the memory of lists.
func (x *WindowDiff) blank() {
	c := x.Window.Content
	clear(c.Planes)
	c.Damage.Clear()
	*x = WindowDiff{Window: Window{Content: Content{Planes: c.Planes[:0], Damage: c.Damage}}}
}

// replace makes w what n is, with n's references; w's own are released, and
// damage adds up. Each keeps the memory of its lists.
func (w *Window) replace(n *Window) {
	c := &w.Content
	planes, dmg := c.Planes, c.Damage
	dmg.Union(&n.Content.Damage)
	release(planes)
	clear(planes)
	*w = *n
	c.Planes, c.Damage = append(planes[:0], n.Content.Planes...), dmg
}
