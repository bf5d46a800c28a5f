// Package xconn is our connection to the X server, on jezek/xgb: the
// handshake, the atoms, the extensions, an event queue that never blocks the
// reader, and the decoding of properties. xgb is wrapped so that its traps
// stay in this package:
//
//   - it corrupts requests above 256 KiB: ChangeProperty here splits them;
//   - its event channel dead-locks when nobody drains it: Drain does nothing
//     else, into a queue without bound;
//   - its extension tables are global maps without a lock: extensions are
//     registered here, once per event base;
//   - it reads $XAUTHORITY by itself: the cookie is always given.
//
// A Conn's requests may be sent from one goroutine, which waits for replies;
// Drain runs on another.
package xconn

import (
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
)

func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// maxRequest is the most that xgb can send: the length is 16 bit, in words.
const maxRequest = 65535*4 - 32

// A Conn is a connection to an X server, with what is asked once at its start.
type Conn struct {
	*xgb.Conn
	Root       xproto.Window
	Screen     *xproto.ScreenInfo
	ClientMask uint32 // of an id, the bits that are not its client's number
	ClientBase uint32 // our own client's number
	Atoms      Atoms
	Queue      Queue

	// MaxRequest bounds the data of one ChangeProperty, in bytes. Tests make
	// it small so that little data needs INCR.
	MaxRequest int

	names map[xproto.Atom]string
}

// Open makes the handshake on nc, interns the atoms and initialises the
// extensions. cookie is a MIT-MAGIC-COOKIE-1 of 16 bytes; with nil the server
// must let us in without. nc is closed when it fails.
func Open(nc net.Conn, cookie []byte, timeout time.Duration) (*Conn, error) {
	if len(cookie) != 16 {
		cookie = make([]byte, 16)
	}
	_ = nc.SetDeadline(time.Now().Add(timeout))
	x, err := xgb.NewConnNetWithCookieHex(nc, hex.EncodeToString(cookie))
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("cannot set up the X connection: %w", err)
	}
	setup := xproto.Setup(x)
	c := &Conn{
		Conn: x, Screen: setup.DefaultScreen(x),
		ClientMask: setup.ResourceIdMask, ClientBase: setup.ResourceIdBase,
		MaxRequest: maxRequest, names: map[xproto.Atom]string{},
	}
	c.Root = c.Screen.Root
	c.Queue.init()
	if err := c.start(); err != nil {
		x.Close()
		nc.Close()
		return nil, err
	}
	_ = nc.SetDeadline(time.Time{})
	return c, nil
}

func (c *Conn) start() error {
	if err := c.internAtoms(); err != nil {
		return fmt.Errorf("cannot intern the X atoms: %w", err)
	}
	for _, e := range extensions {
		if err := c.initExtension(e); err != nil {
			return err
		}
	}
	return nil
}

// SameClient reports whether two ids were made by one client.
func (c *Conn) SameClient(a, b xproto.Window) bool {
	return uint32(a)&^c.ClientMask == uint32(b)&^c.ClientMask
}

// Send sends an event to a window, by mask; the event is 32 bytes.
func (c *Conn) Send(to xproto.Window, mask uint32, e xgb.Event) {
	xproto.SendEvent(c.Conn, false, to, mask, string(e.Bytes()))
}

// SendMessage sends a ClientMessage of 32 bit words.
func (c *Conn) SendMessage(to, about xproto.Window, mask uint32, kind xproto.Atom, data ...uint32) {
	var words [5]uint32
	copy(words[:], data)
	c.Send(to, mask, xproto.ClientMessageEvent{
		Format: 32, Window: about, Type: kind,
		Data: xproto.ClientMessageDataUnionData32New(words[:]),
	})
}
