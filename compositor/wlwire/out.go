package wlwire

// Out is a queue of bytes and descriptors to be written:
//
//	for b, fds := out.Next(); len(b) > 0; b, fds = out.Next() {
//		n, err := sendmsg(b, fds)
//		…
//		out.Advance(n)
//	}
type Out struct {
	buf     []byte
	sent    int // how much of buf is written
	fds     []int
	marks   []mark
	closeFD func(int)
}

// mark says that the message buf[start:end] takes the next n descriptors.
type mark struct{ start, end, n int }

// Len returns the bytes that wait.
func (o *Out) Len() int { return len(o.buf) - o.sent }

// Next returns what to write in one sendmsg; nothing if all is written. Both
// slices are valid until Advance.
func (o *Out) Next() (b []byte, fds []int) {
	switch {
	case len(o.marks) == 0:
		return o.buf[o.sent:], nil
	case o.sent < o.marks[0].start:
		return o.buf[o.sent:o.marks[0].start], nil
	}
	return o.buf[o.sent:o.marks[0].end], o.fds[:o.marks[0].n]
}

// Advance removes n written bytes, and closes the descriptors that went with
// the first of them.
func (o *Out) Advance(n int) {
	if n <= 0 {
		return
	}
	if len(o.marks) > 0 && o.marks[0].start == o.sent {
		k := o.marks[0].n
		for _, fd := range o.fds[:k] {
			o.closeFD(fd)
		}
		o.fds = o.fds[:copy(o.fds, o.fds[k:])]
		o.marks = o.marks[:copy(o.marks, o.marks[1:])]
	}
	o.sent = min(o.sent+n, len(o.buf))
	if o.sent > len(o.buf)/2 {
		shift := o.sent
		o.buf = o.buf[:copy(o.buf, o.buf[shift:])]
		o.sent = 0
		for i := range o.marks {
			o.marks[i].start -= shift
			o.marks[i].end -= shift
		}
	}
}

// Drop closes and forgets all that waits.
func (o *Out) Drop() {
	for _, fd := range o.fds {
		o.closeFD(fd)
	}
	*o = Out{closeFD: o.closeFD}
}

// Out returns the Table's queue, for writing from its own goroutine.
func (t *Table) Out() *Out { return &t.out }

// TakeOut moves what waits to o, for writing from another goroutine. It does
// nothing, and returns false, if nothing waits or o is not yet written. Out
// values can be used again and again; the memory goes back and forth.
func (t *Table) TakeOut(o *Out) bool {
	if t.out.Len() == 0 || o.Len() > 0 {
		return false
	}
	o.closeFD = t.cfg.CloseFD
	t.out, *o = *o, t.out
	return true
}
