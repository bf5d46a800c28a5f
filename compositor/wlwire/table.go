package wlwire

import (
	"encoding/binary"
	"errors"
)

// Wayland messages are in the byte order of the machine; all we run on are
// little endian.
var le = binary.LittleEndian

const headerSize = 8

// Config holds what a Table needs from its owner. Zero limits mean the
// defaults.
type Config struct {
	CloseFD    func(fd int) // closes descriptors nobody will take; nil leaks them
	Owner      any          // returned by Table.Owner
	MaxObjects int          // live objects; default 65536
	MaxFDs     int          // descriptors waiting for their message; default 256
	MaxOut     int          // bytes waiting to be taken; default 1 MiB
}

// A Table is one end of one connection: its objects, the bytes of an
// incomplete message, received descriptors, and what is to be sent. It belongs
// to one goroutine, and Feed must not be called from handlers.
type Table struct {
	cfg    Config
	server bool
	closed bool
	err    error
	peer   idSpace // objects made by the other end
	own    idSpace
	in     []byte // an incomplete message
	fds    []int
	args   Args
	enc    Encoder
	out    Out
	spares []*Resource // see Recycle
}

// NewServer returns the server's end of a connection; display describes
// object 1, whose requests go to h. (wlproto.NewServer fills in display.)
func NewServer(display *Interface, h any, cfg Config) *Table {
	t := newTable(cfg, true)
	t.peer.base, t.own.base = 0, firstServerID
	t.addDisplay(&t.peer, display, h)
	return t
}

// NewClient returns the client's end of a connection. The events of object 1
// are handled by the Table: delete_id silently, error as an error of Feed.
func NewClient(display *Interface, cfg Config) *Table {
	t := newTable(cfg, false)
	t.peer.base, t.own.base = firstServerID, 0
	t.addDisplay(&t.own, display, nil)
	return t
}

func newTable(cfg Config, server bool) *Table {
	if cfg.CloseFD == nil {
		cfg.CloseFD = func(int) {}
	}
	if cfg.MaxObjects == 0 {
		cfg.MaxObjects = 1 << 16
	}
	if cfg.MaxFDs == 0 {
		cfg.MaxFDs = 256
	}
	if cfg.MaxOut == 0 {
		cfg.MaxOut = 1 << 20
	}
	t := &Table{cfg: cfg, server: server}
	t.out.closeFD = cfg.CloseFD
	return t
}

func (t *Table) addDisplay(s *idSpace, display *Interface, h any) {
	s.next = 1 // id 0 is null
	s.pages = []*page{{}}
	s.put(&Resource{table: t, iface: display, id: 1, version: display.Version, handler: h})
}

// Display returns object 1.
func (t *Table) Display() *Resource { return t.Lookup(1) }

// Owner returns Config.Owner.
func (t *Table) Owner() any { return t.cfg.Owner }

// Err returns why the Table is dead, or nil.
func (t *Table) Err() error { return t.err }

// Len returns how many objects are in the Table.
func (t *Table) Len() int { return t.peer.count + t.own.count }

// Lookup returns the live object with that id, or nil.
func (t *Table) Lookup(id uint32) *Resource {
	if r := t.space(id).get(id); r.Alive() {
		return r
	}
	return nil
}

func (t *Table) space(id uint32) *idSpace {
	if (id >= firstServerID) == t.server {
		return &t.own
	}
	return &t.peer
}

// CloseFD closes a descriptor as Config says. A nil Table, which is that of
// objects that never were, cannot.
func (t *Table) CloseFD(fd int) {
	if t != nil {
		t.cfg.CloseFD(fd)
	}
}

// Fail kills the Table: a server tells the client why, further messages are
// neither received nor sent. What is in Out should still be written. It
// returns the first error of the Table.
func (t *Table) Fail(err error) error {
	if t.err != nil {
		return t.err
	}
	t.err = err
	if !t.server || errors.Is(err, ErrClosed) || errors.Is(err, ErrOverflow) {
		return err
	}
	e := &ProtocolError{Object: 1, Code: CodeImplementation, Msg: err.Error()}
	errors.As(err, &e)
	t.sendError(e)
	return err
}

// Close destroys all objects, by ascending id, and drops what was neither
// dispatched nor taken.
func (t *Table) Close() {
	if t.closed {
		return
	}
	t.closed = true
	if t.err == nil {
		t.err = ErrClosed
	}
	spaces := [2]*idSpace{&t.peer, &t.own}
	if !t.server {
		spaces[0], spaces[1] = spaces[1], spaces[0]
	}
	for _, s := range spaces {
		s.each(func(r *Resource) {
			if r.state == live {
				r.retire(gone)
			}
		})
		*s = idSpace{base: s.base}
	}
	t.closeFDs()
	t.in, t.spares = nil, nil
	t.out.Drop()
}

func (t *Table) closeFDs() {
	for _, fd := range t.fds {
		t.cfg.CloseFD(fd)
	}
	t.fds = nil
}

// add makes an object and puts it into the table.
func (t *Table) add(s *idSpace, id uint32, iface *Interface, version uint32) *Resource {
	var r *Resource
	if n := len(t.spares); n > 0 {
		r, t.spares = t.spares[n-1], t.spares[:n-1]
	} else {
		r = new(Resource)
	}
	*r = Resource{table: t, iface: iface, id: id, version: version}
	s.put(r)
	return r
}

// destroy ends a live object. byPeer: it was the other end that did it, so no
// message about the object can be on its way to us.
func (t *Table) destroy(r *Resource, byPeer bool) {
	own := t.space(r.id) == &t.own
	leave := byPeer && (t.server || !own) || t.server && !own
	if !leave {
		r.retire(zombie)
		return
	}
	r.retire(gone)
	if t.closed {
		return
	}
	if own {
		t.own.give(r.id)
		return
	}
	t.peer.remove(r.id)
	if t.server {
		t.sendDeleteID(r.id)
	}
}

// Bind makes the object of a wl_registry.bind request for a global of
// interface iface, offered in version max. The handler of bind must either
// call it or return an error.
func (t *Table) Bind(n NewID, iface *Interface, max uint32) (*Resource, error) {
	switch {
	case n.Interface != iface.Name:
		return nil, displayError(CodeInvalidObject, "global is %s, not %.64q", iface.Name, n.Interface)
	case n.Version == 0 || n.Version > min(max, iface.Version):
		return nil, displayError(CodeInvalidObject, "%s has no version %d", iface.Name, n.Version)
	}
	if err := t.checkNew(n.ID); err != nil {
		return nil, err
	}
	return t.add(&t.peer, n.ID, iface, n.Version), nil
}

// checkNew says whether the peer may use id for a new object.
func (t *Table) checkNew(id uint32) error {
	if id == 0 || t.space(id) != &t.peer || id-t.peer.base > t.peer.next {
		return displayError(CodeInvalidMethod, "new id %d out of range", id)
	}
	if r := t.peer.get(id); r != nil && (t.server || r.state == live) {
		return displayError(CodeInvalidMethod, "new id %d is in use", id)
	}
	if t.Len() >= t.cfg.MaxObjects {
		return displayError(CodeNoMemory, "more than %d objects", t.cfg.MaxObjects)
	}
	return nil
}
