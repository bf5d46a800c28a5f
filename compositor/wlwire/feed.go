package wlwire

// Feed takes received bytes and the descriptors that came with them, and
// calls the handlers of all complete messages. It keeps no reference to b. The
// descriptors belong to the Table from now on. The error, if any, is final.
func (t *Table) Feed(b []byte, fds []int) error {
	if t.err == nil && len(t.fds)+len(fds) > t.cfg.MaxFDs {
		t.Fail(displayError(CodeNoMemory, "more than %d descriptors", t.cfg.MaxFDs))
	}
	t.fds = append(t.fds, fds...)
	if t.err == nil {
		if err := t.feed(b); err != nil {
			t.Fail(err)
		}
	}
	if t.err != nil {
		t.closeFDs()
	}
	return t.err
}

func (t *Table) feed(b []byte) error {
	for len(t.in) > 0 {
		size, err := messageSize(t.in)
		if err != nil {
			return err
		}
		if n := min(size-len(t.in), len(b)); n > 0 {
			t.in = append(t.in, b[:n]...)
			b = b[n:]
			continue // the header may have become complete
		}
		if len(t.in) < size {
			return nil
		}
		err = t.dispatch(t.in)
		if err != nil || t.err != nil {
			return err
		}
		t.in = t.in[:0]
	}
	for {
		size, err := messageSize(b)
		if err != nil {
			return err
		}
		if len(b) < size {
			t.in = append(t.in, b...)
			return nil
		}
		err = t.dispatch(b[:size])
		if err != nil || t.err != nil {
			return err
		}
		b = b[size:]
	}
}

// messageSize returns the size of the message that b starts with, or
// headerSize while that is not known.
func messageSize(b []byte) (int, error) {
	if len(b) < headerSize {
		return headerSize, nil
	}
	size := int(le.Uint16(b[6:]))
	if size < headerSize || size%4 != 0 {
		return 0, displayError(CodeInvalidMethod, "message of %d bytes", size)
	}
	return size, nil
}

// dispatch handles one message.
func (t *Table) dispatch(msg []byte) error {
	id, op := le.Uint32(msg), le.Uint16(msg[4:])
	r := t.space(id).get(id)
	if r == nil {
		if t.server {
			return displayError(CodeInvalidObject, "invalid object %d", id)
		}
		return nil // the server did not know yet that it is gone
	}
	messages, call := r.iface.Events, r.iface.DispatchEvent
	if t.server {
		messages, call = r.iface.Requests, r.iface.DispatchRequest
	}
	if int(op) >= len(messages) {
		return displayError(CodeInvalidMethod, "invalid method %d, object %s#%d", op, r.iface.Name, id)
	}
	m := &messages[op]
	if m.Since > r.version {
		return displayError(CodeInvalidMethod, "invalid method %d (since %d > %d), object %s#%d",
			op, m.Since, r.version, r.iface.Name, id)
	}
	a := &t.args
	*a = Args{t: t, r: r, m: m, b: msg[headerSize:]}
	var err error
	switch {
	case id == 1 && !t.server:
		return t.displayEvent(op, a)
	case r.state != live || r.inert || r.handler == nil && !t.server:
		err = a.Skip()
	case r.handler == nil:
		err = &ProtocolError{id, r.iface.Name, CodeImplementation, m.Name + " is not implemented"}
	default:
		err = call(r, op, a)
	}
	if err == nil && m.Destructor && !t.closed {
		t.destructor(r)
	}
	return err
}

// destructor ends r after the peer sent a destructor.
func (t *Table) destructor(r *Resource) {
	switch {
	case r.state == live:
		t.destroy(r, true)
	case r.state == zombie && (t.server || t.space(r.id) == &t.peer):
		r.state = gone
		if t.space(r.id) == &t.own {
			t.own.give(r.id)
		} else {
			t.peer.remove(r.id)
		}
	}
}

// displayEvent handles wl_display.error and wl_display.delete_id.
func (t *Table) displayEvent(op uint16, a *Args) error {
	if op == 0 {
		e := &ProtocolError{Object: a.Uint(), Code: a.Uint(), Msg: a.String(false)}
		if !a.Done() {
			return a.Err()
		}
		if r := t.space(e.Object).get(e.Object); r != nil {
			e.Interface = r.iface.Name
		}
		return e
	}
	id := a.Uint()
	if !a.Done() {
		return a.Err()
	}
	if t.space(id) != &t.own || id == 1 {
		return nil
	}
	if r := t.own.get(id); r != nil {
		if r.state == live {
			r.retire(gone)
		}
		r.state = gone
		if !t.closed {
			t.own.give(id)
		}
	}
	return nil
}
