package control

import (
	"encoding/binary"
	"fmt"
	"os"
)

const (
	// Version is that of the messages. An end refuses any other, since a
	// manager and its children are replaced one by one.
	Version = 1
	// MaxBytes is the length that no message exceeds.
	MaxBytes = 256
	// MaxFiles is the number of descriptors that no message exceeds.
	MaxFiles = 8

	headerSize = 4
)

// A Kind says what a message is.
type Kind uint8

// The kinds of messages, by who sends them.
const (
	KindHello Kind = 1 + iota
	KindXwayland
	KindXwaylandGone
	KindRDP
	KindStop
	KindUnitState
	KindReplaced
	KindVideo
)

const (
	KindReady Kind = 16 + iota
	KindWantXwayland
	KindStatus
)

const (
	KindPublish Kind = 32 + iota
	KindReload
	KindReset
	KindQuery
	KindCount
)

// KindResult is the kind of the server's answer.
const KindResult Kind = 48

// A Message is one of the message types of this package, by pointer.
type Message interface {
	Kind() Kind
	// Files are the descriptors that go with the message. Sending does not
	// close them; of a received message they are the receiver's.
	Files() []*os.File
	// Size is the length of the body.
	Size() int

	appendTo(b []byte) []byte
	readFrom(r *reader)
}

// kinds makes an empty message of each kind.
var kinds = map[Kind]func() Message{
	KindHello:        func() Message { return &Hello{} },
	KindXwayland:     func() Message { return &Xwayland{} },
	KindXwaylandGone: func() Message { return &XwaylandGone{} },
	KindRDP:          func() Message { return &RDP{} },
	KindStop:         func() Message { return &Stop{} },
	KindUnitState:    func() Message { return &UnitState{} },
	KindReplaced:     func() Message { return &Replaced{} },
	KindVideo:        func() Message { return &VideoHelper{} },
	KindReady:        func() Message { return &Ready{} },
	KindWantXwayland: func() Message { return &WantXwayland{} },
	KindStatus:       func() Message { return &Status{} },
	KindPublish:      func() Message { return &Publish{} },
	KindReload:       func() Message { return &Reload{} },
	KindReset:        func() Message { return &Reset{} },
	KindQuery:        func() Message { return &Query{} },
	KindCount:        func() Message { return &Count{} },
	KindResult:       func() Message { return &Result{} },
}

// A Side is one end of a connection, and says what it takes.
type Side uint8

const (
	Manager Side = 1 + iota // of a child's socket
	Child
	Server // of the root-only socket
	Client
)

var takes = map[Side][]Kind{
	Manager: {KindReady, KindWantXwayland, KindStatus},
	Child:   {KindHello, KindXwayland, KindXwaylandGone, KindRDP, KindStop, KindUnitState, KindReplaced, KindQuery, KindVideo},
	Server:  {KindPublish, KindReload, KindReset, KindQuery, KindCount},
	Client:  {KindResult, KindUnitState, KindStatus},
}

var peers = map[Side]Side{Manager: Child, Child: Manager, Server: Client, Client: Server}

// maxFiles is how many descriptors a side takes with one message.
var maxFiles = map[Side]int{Manager: 0, Child: MaxFiles, Server: 1, Client: 0}

var le = binary.LittleEndian

// Append appends the encoding of m without its descriptors.
func Append(b []byte, m Message) []byte {
	b = append(b, Version, byte(m.Kind()), byte(len(m.Files())), 0)
	return m.appendTo(b)
}

// Decode reads a message with the descriptors that came along. After an error,
// which wraps ErrRefused, they are still the caller's.
func Decode(b []byte, files []*os.File) (Message, error) {
	m, err := decode(b, files)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return m, nil
}

func decode(b []byte, files []*os.File) (Message, error) {
	if len(b) < headerSize || len(b) > MaxBytes {
		return nil, fmt.Errorf("%d bytes: %w", len(b), ErrLength)
	}
	if b[0] != Version {
		return nil, fmt.Errorf("version %d: %w", b[0], ErrVersion)
	}
	kind := Kind(b[1])
	empty, ok := kinds[kind]
	if !ok {
		return nil, fmt.Errorf("kind %d: %w", kind, ErrKind)
	}
	m := empty()
	if len(b) != headerSize+m.Size() {
		return nil, fmt.Errorf("kind %d with %d bytes: %w", kind, len(b), ErrLength)
	}
	if int(b[2]) != len(files) || len(files) > MaxFiles {
		return nil, fmt.Errorf("kind %d with %d of %d descriptors: %w", kind, len(files), b[2], ErrFiles)
	}
	if b[3] != 0 {
		return nil, fmt.Errorf("kind %d, reserved byte: %w", kind, ErrRange)
	}
	r := &reader{b: b[headerSize:], files: files}
	m.readFrom(r)
	if r.err == nil && len(r.files) != 0 {
		r.err = ErrFiles
	}
	if r.err != nil {
		return nil, fmt.Errorf("kind %d: %w", kind, r.err)
	}
	return m, nil
}

// A reader takes a body apart. Its length was checked before; its first error
// sticks.
type reader struct {
	b     []byte
	files []*os.File
	err   error
}

func (r *reader) fail(field string, err error) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %w", field, err)
	}
}

func (r *reader) u32() uint32 {
	v := le.Uint32(r.b)
	r.b = r.b[4:]
	return v
}

func (r *reader) u64() uint64 {
	v := le.Uint64(r.b)
	r.b = r.b[8:]
	return v
}

// limited reads a number from low to high.
func (r *reader) limited(low, high uint32, field string) uint32 {
	v := r.u32()
	if v < low || v > high {
		r.fail(field, ErrRange)
		return low
	}
	return v
}

func (r *reader) bool(field string) bool { return r.limited(0, 1, field) == 1 }

// file takes the next descriptor.
func (r *reader) file(field string) *os.File {
	if len(r.files) == 0 {
		r.fail(field, ErrFiles)
		return nil
	}
	f := r.files[0]
	r.files = r.files[1:]
	return f
}

func appendBool(b []byte, v bool) []byte {
	var n uint32
	if v {
		n = 1
	}
	return le.AppendUint32(b, n)
}

// CloseFiles closes what came with a message that is not wanted.
func CloseFiles(m Message) {
	for _, f := range m.Files() {
		if f != nil {
			f.Close()
		}
	}
}
