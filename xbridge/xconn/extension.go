package xconn

import (
	"fmt"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/composite"
	"github.com/jezek/xgb/damage"
	"github.com/jezek/xgb/res"
	"github.com/jezek/xgb/shape"
	"github.com/jezek/xgb/xfixes"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// An extension is one that we cannot do without. Some answer nothing before
// they are told the version that we speak.
type extension struct {
	name    string
	version func(c *xgb.Conn) error
}

var extensions = []extension{
	{"XFIXES", func(c *xgb.Conn) error { _, err := xfixes.QueryVersion(c, 5, 0).Reply(); return err }},
	{"Composite", func(c *xgb.Conn) error { _, err := composite.QueryVersion(c, 0, 4).Reply(); return err }},
	{"SHAPE", func(c *xgb.Conn) error { _, err := shape.QueryVersion(c).Reply(); return err }},
	{"DAMAGE", func(c *xgb.Conn) error { _, err := damage.QueryVersion(c, 1, 1).Reply(); return err }},
	{"XTEST", func(c *xgb.Conn) error { _, err := xtest.GetVersion(c, 2, 2).Reply(); return err }},
	{"X-Resource", func(c *xgb.Conn) error { _, err := res.QueryVersion(c, 1, 2).Reply(); return err }},
}

// registered remembers at which numbers the extensions' events and errors
// were put into xgb's global tables. These have no lock and are read by each
// connection's reader when an event comes in; so they are written only here,
// before any event is selected, and never twice the same.
var registered = struct {
	sync.Mutex
	at map[string][2]byte
}{at: map[string][2]byte{}}

func (c *Conn) initExtension(e extension) error {
	r, err := xproto.QueryExtension(c.Conn, uint16(len(e.name)), e.name).Reply()
	if err != nil {
		return fmt.Errorf("cannot ask for the %s extension: %w", e.name, err)
	}
	if !r.Present {
		return fmt.Errorf("the X server lacks the %s extension", e.name)
	}
	c.ExtLock.Lock()
	c.Extensions[e.name] = r.MajorOpcode
	c.ExtLock.Unlock()

	registered.Lock()
	if at := [2]byte{r.FirstEvent, r.FirstError}; registered.at[e.name] != at {
		registered.at[e.name] = at
		for n, f := range xgb.NewExtEventFuncs[e.name] {
			xgb.NewEventFuncs[int(r.FirstEvent)+n] = f
		}
		for n, f := range xgb.NewExtErrorFuncs[e.name] {
			xgb.NewErrorFuncs[int(r.FirstError)+n] = f
		}
	}
	registered.Unlock()
	if err := e.version(c.Conn); err != nil {
		return fmt.Errorf("cannot start the %s extension: %w", e.name, err)
	}
	return nil
}

// Clients returns how many clients the server has besides us and itself.
func (c *Conn) Clients() (int, error) {
	r, err := res.QueryClients(c.Conn).Reply()
	if err != nil {
		return 0, Gone(err)
	}
	n := 0
	for _, k := range r.Clients {
		if k.ResourceBase != 0 && k.ResourceBase != c.ClientBase {
			n++
		}
	}
	return n, nil
}

// localClientPID is X-Resource's LocalClientPIDMask.
const localClientPID = 2

// ClientPID returns the process that made a resource as the server sees it, 0
// if it does not.
func (c *Conn) ClientPID(w xproto.Window) int {
	r, err := res.QueryClientIds(c.Conn, 1, []res.ClientIdSpec{{Client: uint32(w), Mask: localClientPID}}).Reply()
	if err != nil {
		return 0
	}
	for _, id := range r.Ids {
		if len(id.Value) == 1 {
			return int(id.Value[0])
		}
	}
	return 0
}
