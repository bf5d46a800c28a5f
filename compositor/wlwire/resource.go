package wlwire

// A Resource is one object of one connection. The handles of wlproto embed
// it. The methods of a nil Resource (a null argument) are harmless.
type Resource struct {
	table   *Table
	iface   *Interface
	handler any
	id      uint32
	version uint32
	state   state
	inert   bool
}

type state uint8

const (
	live   state = iota
	zombie       // destroyed, but the peer may still use the id
	gone         // destroyed, no longer in the table
	spare        // given back by Recycle
)

// A Destroyer is a handler that wants to know when its object is gone. It is
// called once for each object, which can no longer send then.
type Destroyer interface{ Destroyed(r *Resource) }

// Base returns r; handles inherit it.
func (r *Resource) Base() *Resource { return r }

// ID returns the object's number on the wire, 0 for nil. It may be used again
// for another object once this one is destroyed.
func (r *Resource) ID() uint32 {
	if r == nil {
		return 0
	}
	return r.id
}

// Version returns the version the client asked for, 0 for nil.
func (r *Resource) Version() uint32 {
	if r == nil {
		return 0
	}
	return r.version
}

// Interface returns the description of the object's interface, nil for nil.
func (r *Resource) Interface() *Interface {
	if r == nil {
		return nil
	}
	return r.iface
}

// Table returns the table the object belongs or belonged to, nil for nil.
func (r *Resource) Table() *Table {
	if r == nil {
		return nil
	}
	return r.table
}

// Alive reports whether the object exists.
func (r *Resource) Alive() bool { return r != nil && r.state == live }

// Handler returns what SetHandler set, until the object is destroyed.
func (r *Resource) Handler() any {
	if r == nil {
		return nil
	}
	return r.handler
}

// SetHandler sets what receives the object's messages. Use the typed method
// of the handle. An object that is gone keeps no handler; a Destroyer is then
// told at once.
func (r *Resource) SetHandler(h any) {
	switch {
	case r == nil:
	case r.state == live:
		r.handler = h
	default:
		if d, ok := h.(Destroyer); ok {
			d.Destroyed(r)
		}
	}
}

// SetInert makes the object ignore all messages but the destructor. Objects
// made through it are inert too. The handler stays, to be told of the end.
func (r *Resource) SetInert() {
	if r != nil {
		r.inert = true
	}
}

// Inert reports whether SetInert was called.
func (r *Resource) Inert() bool { return r != nil && r.inert }

// Destroy removes the object. A server does this to objects of the client
// only where the protocol says that the object ends without a destructor; in
// all other cases it is SetInert that is wanted.
func (r *Resource) Destroy() {
	if r.Alive() {
		r.table.destroy(r, false)
	}
}

// Recycle gives back an object that is gone, so that the Table makes the next
// one of it: apps ask for a wl_callback with each frame. Only who has the last
// handle may call it, and must forget that. An object that still has its id
// stays as it is, and so does one of a Table that was closed.
func (r *Resource) Recycle() {
	if r == nil || r.state != gone || r.table.closed || len(r.table.spares) == maxSpares {
		return
	}
	r.state = spare
	r.table.spares = append(r.table.spares, r)
}

// maxSpares bounds what a Table keeps for later.
const maxSpares = 64

// retire ends a live resource and tells its handler.
func (r *Resource) retire(s state) {
	h := r.handler
	r.state, r.handler = s, nil
	if d, ok := h.(Destroyer); ok {
		d.Destroyed(r)
	}
}
