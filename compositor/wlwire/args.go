package wlwire

import "bytes"

// maxPerMessage bounds descriptors and new objects in one message.
const maxPerMessage = 4

// Args decodes the arguments of one message, for generated code. The first
// error sticks; every later read returns zero.
type Args struct {
	t     *Table
	r     *Resource
	m     *Message
	b     []byte
	err   error
	inert bool // nobody wants the message
	nfds  int
	nmade int
	fds   [maxPerMessage]int
	made  [maxPerMessage]*Resource
}

func (a *Args) fail(what string) {
	if a.err == nil {
		a.err = displayError(CodeInvalidMethod, "invalid arguments for %s#%d.%s: %s",
			a.r.iface.Name, a.r.id, a.m.Name, what)
	}
}

// Uint reads a uint.
func (a *Args) Uint() uint32 {
	if a.err != nil || len(a.b) < 4 {
		a.fail("too short")
		return 0
	}
	v := le.Uint32(a.b)
	a.b = a.b[4:]
	return v
}

// Int reads an int.
func (a *Args) Int() int32 { return int32(a.Uint()) }

// Fixed reads a fixed.
func (a *Args) Fixed() Fixed { return Fixed(a.Uint()) }

// run reads n bytes and their padding, which may hold anything.
func (a *Args) run(n uint32) []byte {
	padded := (uint64(n) + 3) &^ 3
	if a.err != nil || padded > uint64(len(a.b)) {
		a.fail("too short")
		return nil
	}
	v := a.b[:n:n]
	a.b = a.b[padded:]
	return v
}

// Array reads an array. It aliases the message.
func (a *Args) Array() []byte { return a.run(a.Uint()) }

// String reads a string; null is "". Some clients count the padding as part
// of the string, so more than one NUL may end it.
func (a *Args) String(nullable bool) string { return string(a.stringBytes(nullable)) }

func (a *Args) stringBytes(nullable bool) []byte {
	n := a.Uint()
	if a.err != nil {
		return nil
	}
	if n == 0 {
		if !nullable {
			a.fail("null string")
		}
		return nil
	}
	s := a.run(n)
	if a.err != nil {
		return nil
	}
	if s[n-1] != 0 {
		a.fail("string without NUL")
		return nil
	}
	s = bytes.TrimRight(s, "\x00")
	if bytes.IndexByte(s, 0) >= 0 {
		a.fail("NUL in string")
		return nil
	}
	return s
}

// Object reads an object of that interface (nil: any). It returns nil for
// null.
//
// An object that we destroyed while the message was on its way counts as null.
// Where null is not allowed, a server drops the whole message, and a client is
// given nil: it has to know that wl_pointer.leave came, of whatever surface.
func (a *Args) Object(iface *Interface, nullable bool) *Resource {
	id := a.Uint()
	if a.err != nil {
		return nil
	}
	if id == 0 {
		if !nullable {
			a.fail("null object")
		}
		return nil
	}
	r := a.t.space(id).get(id)
	switch {
	case r == nil && !a.t.server:
		return nil
	case r == nil:
		a.fail("no such object")
		return nil
	case iface != nil && r.iface != iface:
		a.fail("object is a " + r.iface.Name)
		return nil
	case r.state != live:
		if a.t.server && !nullable {
			a.drop()
		}
		return nil
	}
	return r
}

// NewID reads a new_id and makes the object.
func (a *Args) NewID(iface *Interface) *Resource {
	id := a.Uint()
	if a.err == nil {
		a.err = a.t.checkNew(id)
	}
	if a.err != nil {
		return nil
	}
	if a.nmade == maxPerMessage {
		a.fail("too many objects")
		return nil
	}
	r := a.t.add(&a.t.peer, id, iface, a.r.version)
	r.inert = a.inert
	a.made[a.nmade] = r
	a.nmade++
	return r
}

// NewIDAny reads a new_id of an interface chosen by the sender.
func (a *Args) NewIDAny() NewID {
	n := NewID{Interface: a.String(false), Version: a.Uint(), ID: a.Uint()}
	if a.err == nil {
		a.err = a.t.checkNew(n.ID)
	}
	return n
}

// FD takes the next received descriptor. It returns -1 if there is none.
func (a *Args) FD() int {
	t := a.t
	if a.err != nil {
		return -1
	}
	if len(t.fds) == 0 || a.nfds == maxPerMessage {
		a.fail("no file descriptor")
		return -1
	}
	fd := t.fds[0]
	t.fds = t.fds[:copy(t.fds, t.fds[1:])]
	a.fds[a.nfds] = fd
	a.nfds++
	return fd
}

// drop makes the objects of the message, so far and from now on, inert.
func (a *Args) drop() {
	a.inert = true
	for _, r := range a.made[:a.nmade] {
		r.inert = true
	}
}

// Done ends the decoding. It reports whether the handler is to be called;
// otherwise the descriptors have been closed and Err says what to return.
func (a *Args) Done() bool {
	if len(a.b) > 0 {
		a.fail("too long")
	}
	if a.err == nil && !a.inert {
		return true
	}
	for _, fd := range a.fds[:a.nfds] {
		a.t.cfg.CloseFD(fd)
	}
	return false
}

// Err returns the first error, nil if the message is only to be ignored.
func (a *Args) Err() error { return a.err }

// Skip decodes a message that nobody wants: its descriptors are closed, its
// new objects are inert.
func (a *Args) Skip() error {
	a.drop()
	for i := range a.m.Args {
		arg := &a.m.Args[i]
		switch arg.Kind {
		case KindInt, KindUint, KindFixed:
			a.Uint()
		case KindString:
			a.stringBytes(arg.Nullable)
		case KindObject:
			a.Object(arg.Interface, arg.Nullable)
		case KindArray:
			a.Array()
		case KindFD:
			a.FD()
		case KindNewID:
			if arg.Interface != nil {
				a.NewID(arg.Interface)
			} else {
				a.NewIDAny()
			}
		}
	}
	a.Done()
	return a.err
}
