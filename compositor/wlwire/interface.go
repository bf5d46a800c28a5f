package wlwire

// An Interface describes one interface of a protocol. Generated code makes
// them; they are never changed afterwards.
type Interface struct {
	Name     string
	Version  uint32 // the highest version described
	Requests []Message
	Events   []Message

	// DispatchRequest and DispatchEvent decode the arguments of message op
	// and call the handler of r.
	DispatchRequest func(r *Resource, op uint16, a *Args) error
	DispatchEvent   func(r *Resource, op uint16, a *Args) error
}

// A Message describes one request or event.
type Message struct {
	Name       string
	Since      uint32
	Destructor bool
	Args       []Arg
}

// An Arg describes one argument of a message.
type Arg struct {
	Kind      Kind
	Nullable  bool
	Interface *Interface // of an object or new_id; nil means any
}

// Kind is the wire type of an argument.
type Kind uint8

// The wire types.
const (
	KindInt Kind = iota
	KindUint
	KindFixed
	KindString
	KindObject
	KindNewID
	KindArray
	KindFD
)

// NewID is a new_id argument whose interface the sender chooses
// (wl_registry.bind). Nothing is made until Table.Bind.
type NewID struct {
	Interface string
	Version   uint32
	ID        uint32
}
