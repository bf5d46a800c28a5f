package control

import "os"

// A ListenerKind says what connects to a listening socket.
type ListenerKind uint32

const (
	ListenWayland ListenerKind = 1 + iota // Wayland clients
	ListenX11                             // X clients: to be watched, Xwayland accepts
	ListenControl                         // people's commands
	ListenRDP                             // RDP clients
	ListenPulse                           // PulseAudio clients
	Passwords                             // no listener: the socket to the helper oriel-pam
	Cookies                               // no listener: the memory in which backends keep clients' cookies
	lastListener  = Cookies
)

// A Listener is a socket that is bound and listening.
type Listener struct {
	Kind   ListenerKind
	Number uint32 // the X display, or which of the configuration's addresses
	UID    uint32 // whose it is, where each user has their own
	File   *os.File
}

const listenerSize = 12

// Hello is the first message to a child: the sockets to listen on. There may
// be more of them than one message holds, so that several come; and one more
// when a user's sockets are added later.
type Hello struct {
	Generation uint32 // of the child, counted from 1
	More       bool   // another Hello follows; Ready must wait for it
	Listeners  []Listener
}

func (*Hello) Kind() Kind { return KindHello }

// Files implements Message.
func (m *Hello) Files() (out []*os.File) {
	for i := range m.Listeners {
		out = append(out, m.Listeners[i].File)
	}
	return out
}

func (*Hello) Size() int { return 4 /* generation */ + 4 /* more */ + MaxFiles*listenerSize }

func (m *Hello) appendTo(b []byte) []byte {
	b = le.AppendUint32(b, m.Generation)
	b = appendBool(b, m.More)
	for i := range MaxFiles {
		var l Listener // unused places are zero
		if i < len(m.Listeners) {
			l = m.Listeners[i]
		}
		b = le.AppendUint32(b, uint32(l.Kind))
		b = le.AppendUint32(b, l.Number)
		b = le.AppendUint32(b, l.UID)
	}
	return b
}

func (m *Hello) readFrom(r *reader) {
	m.Generation = r.u32()
	m.More = r.bool("more")
	used := len(r.files)
	for i := range MaxFiles {
		if i >= used {
			if a, b, c := r.u32(), r.u32(), r.u32(); a|b|c != 0 {
				r.fail("unused listener", ErrRange)
			}
			continue
		}
		m.Listeners = append(m.Listeners, Listener{
			Kind:   ListenerKind(r.limited(1, uint32(lastListener), "listener kind")),
			Number: r.u32(), UID: r.u32(), File: r.file("listener"),
		})
	}
}

// Xwayland gives the compositor its ends of a new Xwayland's connections.
type Xwayland struct {
	Generation uint32   // of Xwayland, counted from 1
	WM         *os.File // of -wm
	Wayland    *os.File // of WAYLAND_SOCKET
	Ready      *os.File // of -displayfd, to be read
}

func (*Xwayland) Kind() Kind                 { return KindXwayland }
func (m *Xwayland) Files() []*os.File        { return []*os.File{m.WM, m.Wayland, m.Ready} }
func (*Xwayland) Size() int                  { return 4 /* generation */ }
func (m *Xwayland) appendTo(b []byte) []byte { return le.AppendUint32(b, m.Generation) }
func (m *Xwayland) readFrom(r *reader) {
	m.Generation = r.u32()
	m.WM, m.Wayland, m.Ready = r.file("wm"), r.file("wayland"), r.file("ready")
}

// XwaylandGone tells the compositor that an Xwayland has ended, which may have
// been before its connections were used.
type XwaylandGone struct {
	Generation uint32
	Wanted     bool // it was stopped on request
}

func (*XwaylandGone) Kind() Kind        { return KindXwaylandGone }
func (*XwaylandGone) Files() []*os.File { return nil }
func (*XwaylandGone) Size() int         { return 4 /* generation */ + 4 /* wanted */ }
func (m *XwaylandGone) appendTo(b []byte) []byte {
	return appendBool(le.AppendUint32(b, m.Generation), m.Wanted)
}
func (m *XwaylandGone) readFrom(r *reader) { m.Generation, m.Wanted = r.u32(), r.bool("wanted") }

// RDP gives the compositor and an RDP backend the two ends of a new link. The
// old link's end is the old backend's death.
type RDP struct {
	Generation uint32 // of the backend, counted from 1
	Link       *os.File
}

func (*RDP) Kind() Kind                 { return KindRDP }
func (m *RDP) Files() []*os.File        { return []*os.File{m.Link} }
func (*RDP) Size() int                  { return 4 /* generation */ }
func (m *RDP) appendTo(b []byte) []byte { return le.AppendUint32(b, m.Generation) }
func (m *RDP) readFrom(r *reader)       { m.Generation, m.Link = r.u32(), r.file("link") }

// VideoHelper gives an RDP backend its ends of what joins it to a new oriel-avc:
// a socket, and memory that nobody can cut. The old socket's end is the old
// helper's death.
type VideoHelper struct {
	Generation uint32 // of the helper, counted from 1
	Socket     *os.File
	Memory     *os.File
}

func (*VideoHelper) Kind() Kind                 { return KindVideo }
func (m *VideoHelper) Files() []*os.File        { return []*os.File{m.Socket, m.Memory} }
func (*VideoHelper) Size() int                  { return 4 /* generation */ }
func (m *VideoHelper) appendTo(b []byte) []byte { return le.AppendUint32(b, m.Generation) }
func (m *VideoHelper) readFrom(r *reader) {
	m.Generation = r.u32()
	m.Socket, m.Memory = r.file("socket"), r.file("memory")
}

// Stop asks a child to end in order. SIGTERM, which comes with it, means the
// same.
type Stop struct{}

func (*Stop) Kind() Kind               { return KindStop }
func (*Stop) Files() []*os.File        { return nil }
func (*Stop) Size() int                { return 0 }
func (*Stop) appendTo(b []byte) []byte { return b }
func (*Stop) readFrom(*reader)         {}

// Replaced tells a child, before Stop, that another process takes its place:
// whom it serves are not to be sent away.
type Replaced struct{}

func (*Replaced) Kind() Kind               { return KindReplaced }
func (*Replaced) Files() []*os.File        { return nil }
func (*Replaced) Size() int                { return 0 }
func (*Replaced) appendTo(b []byte) []byte { return b }
func (*Replaced) readFrom(*reader)         {}

// ExitUnknown is the Exit of a unit that has not ended, or of which nobody
// could learn how.
const ExitUnknown = ^uint32(0)

// UnitState tells how a unit is, to the compositor, which tells people, and
// to the root-only socket's clients.
type UnitState struct {
	Unit    Unit
	State   State
	PID     uint32 // 0: no process
	Starts  uint32 // so far
	Crashes uint32 // so far
	Exit    uint32 // the last process's wait status, or ExitUnknown
	Since   uint64 // when it came into this state, in milliseconds since 1970
}

func (*UnitState) Kind() Kind        { return KindUnitState }
func (*UnitState) Files() []*os.File { return nil }
func (*UnitState) Size() int         { return 6*4 + 8 /* since */ }
func (m *UnitState) appendTo(b []byte) []byte {
	for _, v := range [...]uint32{uint32(m.Unit), uint32(m.State), m.PID, m.Starts, m.Crashes, m.Exit} {
		b = le.AppendUint32(b, v)
	}
	return le.AppendUint64(b, m.Since)
}

func (m *UnitState) readFrom(r *reader) {
	m.Unit = Unit(r.limited(1, uint32(lastUnit), "unit"))
	m.State = State(r.limited(0, uint32(lastState), "state"))
	m.PID, m.Starts, m.Crashes, m.Exit, m.Since = r.u32(), r.u32(), r.u32(), r.u32(), r.u64()
}

// Ready says that a child does its work from now on.
type Ready struct{}

func (*Ready) Kind() Kind               { return KindReady }
func (*Ready) Files() []*os.File        { return nil }
func (*Ready) Size() int                { return 0 }
func (*Ready) appendTo(b []byte) []byte { return b }
func (*Ready) readFrom(*reader)         {}

// WantXwayland asks for an X server when the first X client waits, and says
// that it is not needed any more when the last has gone: with a window manager
// attached, -terminate never fires.
type WantXwayland struct{ Want bool }

func (*WantXwayland) Kind() Kind                 { return KindWantXwayland }
func (*WantXwayland) Files() []*os.File          { return nil }
func (*WantXwayland) Size() int                  { return 4 /* want */ }
func (m *WantXwayland) appendTo(b []byte) []byte { return appendBool(b, m.Want) }
func (m *WantXwayland) readFrom(r *reader)       { m.Want = r.bool("want") }

// Status is what a child counts, which it tells when it is asked: nothing is
// sent while nobody wants to know. What a child does not count is zero.
type Status struct {
	Windows  uint64 `json:"windows"`  // shown now
	Clients  uint64 `json:"clients"`  // connected now: RDP clients, and a compositor's backends
	Buffers  uint64 `json:"buffers"`  // held now
	Frames   uint64 `json:"frames"`   // since the start, as all below
	Merged   uint64 `json:"merged"`   // diffs that never went out by themselves
	Copied   uint64 `json:"copied"`   // buffers that could not be handed over, and were copied
	Sent     uint64 `json:"sent"`     // bytes to clients
	Refused  uint64 `json:"refused"`  // messages of the manager, connections of clients
	Routines uint64 `json:"routines"` // goroutines now
	Heap     uint64 `json:"heap"`     // bytes now
}

func (m *Status) fields() []*uint64 {
	return []*uint64{&m.Windows, &m.Clients, &m.Buffers, &m.Frames, &m.Merged,
		&m.Copied, &m.Sent, &m.Refused, &m.Routines, &m.Heap}
}

func (*Status) Kind() Kind        { return KindStatus }
func (*Status) Files() []*os.File { return nil }
func (m *Status) Size() int       { return 8 * len(m.fields()) }

func (m *Status) appendTo(b []byte) []byte {
	for _, v := range m.fields() {
		b = le.AppendUint64(b, *v)
	}
	return b
}

func (m *Status) readFrom(r *reader) {
	for _, v := range m.fields() {
		*v = r.u64()
	}
}
