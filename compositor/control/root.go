package control

import "os"

// Publish asks for the X socket in another mount namespace, or for its
// withdrawal. The namespace is named by a pidfd: a number could mean another
// process by the time it is read, or in the manager's pid namespace.
type Publish struct {
	Withdraw bool
	Process  *os.File // a pidfd
}

func (*Publish) Kind() Kind                 { return KindPublish }
func (m *Publish) Files() []*os.File        { return []*os.File{m.Process} }
func (*Publish) Size() int                  { return 4 /* withdraw */ }
func (m *Publish) appendTo(b []byte) []byte { return appendBool(b, m.Withdraw) }
func (m *Publish) readFrom(r *reader)       { m.Withdraw, m.Process = r.bool("withdraw"), r.file("process") }

// Reload asks for a unit's program to be replaced by what is at its path now.
type Reload struct{ Unit Unit }

func (*Reload) Kind() Kind                 { return KindReload }
func (*Reload) Files() []*os.File          { return nil }
func (*Reload) Size() int                  { return 4 /* unit */ }
func (m *Reload) appendTo(b []byte) []byte { return le.AppendUint32(b, uint32(m.Unit)) }
func (m *Reload) readFrom(r *reader)       { m.Unit = Unit(r.limited(1, uint32(lastUnit), "unit")) }

// Reset forgets a unit's crashes, and starts it if it had failed.
type Reset struct{ Unit Unit }

func (*Reset) Kind() Kind                 { return KindReset }
func (*Reset) Files() []*os.File          { return nil }
func (*Reset) Size() int                  { return 4 /* unit */ }
func (m *Reset) appendTo(b []byte) []byte { return le.AppendUint32(b, uint32(m.Unit)) }
func (m *Reset) readFrom(r *reader)       { m.Unit = Unit(r.limited(1, uint32(lastUnit), "unit")) }

// Query asks how all units are. The answer is a Result and, after it, as many
// UnitStates as it says. A child that is asked answers by its Status.
type Query struct{}

func (*Query) Kind() Kind               { return KindQuery }
func (*Query) Files() []*os.File        { return nil }
func (*Query) Size() int                { return 0 }
func (*Query) appendTo(b []byte) []byte { return b }
func (*Query) readFrom(*reader)         {}

// Count asks what a unit counts. The answer is a Result and, if that is OK, the
// unit's Status.
type Count struct{ Unit Unit }

func (*Count) Kind() Kind                 { return KindCount }
func (*Count) Files() []*os.File          { return nil }
func (*Count) Size() int                  { return 4 /* unit */ }
func (m *Count) appendTo(b []byte) []byte { return le.AppendUint32(b, uint32(m.Unit)) }
func (m *Count) readFrom(r *reader)       { m.Unit = Unit(r.limited(1, uint32(lastUnit), "unit")) }

// A Code is how a request ended.
type Code uint32

const (
	OK       Code = iota
	NoUnit        // there is no such unit here
	NotNow        // the manager is stopping
	NotHere       // this manager cannot do such a thing
	Failure       // it was tried; Errno says more
	lastCode = Failure
)

var codeTexts = [...]string{
	"done", "there is no such unit", "the manager is stopping", "this manager does not do that", "failed",
}

// String is for people.
func (c Code) String() string {
	if int(c) >= len(codeTexts) {
		return "unknown result"
	}
	return codeTexts[c]
}

// Result answers each request.
type Result struct {
	Code  Code
	Errno uint32 // of a Failure, where there is one
	Units uint32 // how many UnitStates follow
}

const maxUnits = 64

func (*Result) Kind() Kind        { return KindResult }
func (*Result) Files() []*os.File { return nil }
func (*Result) Size() int         { return 4 /* code */ + 4 /* errno */ + 4 /* units */ }
func (m *Result) appendTo(b []byte) []byte {
	b = le.AppendUint32(b, uint32(m.Code))
	b = le.AppendUint32(b, m.Errno)
	return le.AppendUint32(b, m.Units)
}

func (m *Result) readFrom(r *reader) {
	m.Code = Code(r.limited(0, uint32(lastCode), "code"))
	m.Errno = r.limited(0, 4095, "errno") // MAX_ERRNO
	m.Units = r.limited(0, maxUnits, "units")
}
