package wlwire

// maxMessage is the most that a libwayland before 1.23 can receive.
const maxMessage = 4096

// Encoder appends one message to Out, for generated code.
type Encoder struct {
	t     *Table
	r     *Resource
	m     *Message
	start int
	nfds  int
	bad   bool
	made  *Resource
}

// BeginEvent starts event op of r. It returns nil if that cannot or need not
// be sent: r is nil or gone, too old for it, or the Table is dead.
func (r *Resource) BeginEvent(op uint16) *Encoder {
	if !r.Alive() || !r.table.server {
		return nil
	}
	return r.begin(op, r.iface.Events)
}

// BeginRequest starts request op of r, as BeginEvent.
func (r *Resource) BeginRequest(op uint16) *Encoder {
	if !r.Alive() || r.table.server {
		return nil
	}
	return r.begin(op, r.iface.Requests)
}

func (r *Resource) begin(op uint16, messages []Message) *Encoder {
	t := r.table
	m := &messages[op]
	if t.err != nil || m.Since > r.version {
		return nil
	}
	e := &t.enc
	*e = Encoder{t: t, r: r, m: m, start: len(t.out.buf)}
	e.Uint(r.id)
	e.Uint(uint32(op))
	return e
}

// Uint appends a uint.
func (e *Encoder) Uint(v uint32) { e.t.out.buf = le.AppendUint32(e.t.out.buf, v) }

// Int appends an int.
func (e *Encoder) Int(v int32) { e.Uint(uint32(v)) }

// Fixed appends a fixed.
func (e *Encoder) Fixed(v Fixed) { e.Uint(uint32(v)) }

// String appends a string; "" is null where that is allowed. A string ends at
// its first NUL.
func (e *Encoder) String(s string, nullable bool) {
	for i := range len(s) {
		if s[i] == 0 {
			s = s[:i]
			break
		}
	}
	switch {
	case s == "" && nullable:
		e.Uint(0)
		return
	case len(s) > maxMessage:
		e.bad = true
		return
	}
	e.Uint(uint32(len(s) + 1))
	e.t.out.buf = append(e.t.out.buf, s...)
	e.t.out.buf = append(e.t.out.buf, "\x00\x00\x00\x00"[:4-len(s)%4]...)
}

// Array appends an array.
func (e *Encoder) Array(b []byte) {
	if len(b) > maxMessage {
		e.bad = true
		return
	}
	e.Uint(uint32(len(b)))
	e.t.out.buf = append(e.t.out.buf, b...)
	e.t.out.buf = append(e.t.out.buf, "\x00\x00\x00"[:-len(b)&3]...)
}

// Object appends an object. If it is nil, gone, or of another connection, it
// is sent as null where that is allowed; else the message is not sent.
func (e *Encoder) Object(r *Resource, nullable bool) {
	if !r.Alive() || r.table != e.t {
		e.bad = e.bad || !nullable
		e.Uint(0)
		return
	}
	e.Uint(r.id)
}

// NewID makes an object and appends its id.
func (e *Encoder) NewID(iface *Interface) { e.newID(iface, e.r.version) }

func (e *Encoder) newID(iface *Interface, version uint32) {
	t := e.t
	if t.Len() >= t.cfg.MaxObjects {
		e.bad = true
		return
	}
	e.made = t.add(&t.own, t.own.take(), iface, version)
	e.Uint(e.made.id)
}

// NewIDAny makes an object of an interface of the sender's choice.
func (e *Encoder) NewIDAny(iface *Interface, version uint32) {
	e.String(iface.Name, false)
	e.Uint(version)
	e.newID(iface, version)
}

// FD gives away a descriptor to be sent with the message.
func (e *Encoder) FD(fd int) {
	e.t.out.fds = append(e.t.out.fds, fd)
	e.nfds++
}

// End completes the message, and destroys the object if that was a destructor.
func (e *Encoder) End() {
	t, o := e.t, &e.t.out
	size := len(o.buf) - e.start
	if e.bad || size > maxMessage {
		o.buf = o.buf[:e.start]
		for _, fd := range o.fds[len(o.fds)-e.nfds:] {
			t.cfg.CloseFD(fd)
		}
		o.fds = o.fds[:len(o.fds)-e.nfds]
		if e.made != nil {
			e.made.state = gone
			t.own.give(e.made.id)
		}
		return
	}
	le.PutUint16(o.buf[e.start+6:], uint16(size))
	if e.nfds > 0 {
		o.marks = append(o.marks, mark{e.start, len(o.buf), e.nfds})
	}
	t.limitOut()
	if e.m.Destructor && e.r.state == live {
		t.destroy(e.r, false)
	}
}

// Made returns the object made by NewID, never nil: if the message was not
// sent (also if e is nil), an object that is gone.
func (e *Encoder) Made(parent *Resource, iface *Interface) *Resource {
	if e == nil || e.made == nil {
		return &Resource{table: parent.Table(), iface: iface, state: gone}
	}
	return e.made
}

func (t *Table) limitOut() {
	if t.out.Len() > t.cfg.MaxOut || len(t.out.fds) > t.cfg.MaxFDs {
		t.Fail(ErrOverflow)
	}
}

func (t *Table) sendDeleteID(id uint32) {
	if t.err != nil {
		return
	}
	b := le.AppendUint32(t.out.buf, 1)
	b = le.AppendUint32(b, 12<<16|1)
	t.out.buf = le.AppendUint32(b, id)
	t.limitOut()
}

// sendError appends wl_display.error.
func (t *Table) sendError(pe *ProtocolError) {
	o := &t.out
	e := &t.enc
	*e = Encoder{t: t, start: len(o.buf)}
	e.Uint(1)
	e.Uint(0)
	e.Uint(pe.Object)
	e.Uint(pe.Code)
	e.String(pe.Msg[:min(len(pe.Msg), 1024)], false)
	le.PutUint16(o.buf[e.start+6:], uint16(len(o.buf)-e.start))
}
