// Package link carries the four ports of the desktop (picture, hands,
// clipboard, sound) from the compositor's process to that of the RDP backend,
// over one Unix seqpacket socket.
//
// On the compositor's side:
//
//	s := link.NewServer(desktop)
//	err := s.Serve(ctx, conn) // once for each backend, until it is gone
//
// On the backend's side a Client is the desktop:
//
//	c := link.NewClient(conn)
//	go c.Run(ctx)
//	a := c.Attach(viewer)
//
// Pixels never cross: the Client maps the memory that apps draw into, through
// descriptors that were opened anew for reading only. What cannot be opened so
// is copied into sealed memory of our own.
//
// The Server trusts nothing that a Client sends, since that is the process
// which the network talks to: what breaks the protocol ends the link, and with
// it all that the Client holds. Descriptors go one way only, from Server to
// Client: pipes and sockets are made by the Server, so that a Client can live
// in a cage where it opens nothing and makes none.
//
// Besides the ports, a Client has programs started by name (Exec), and tells
// people who is connected to it (Server.Clients).
//
// Diffs flow by credit. Without credit they merge into one; the loop is never
// waited for, and nothing grows. A buffer that the Client does not give back
// although a newer one has replaced it is taken back after a grace, and the
// window is drawn anew, so that a Client that stands still costs no app a
// frame.
package link

import (
	"errors"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
	"oriel/socket/fdpass"
)

// A Desktop is what a Server shows and a Client stands for; rdp.Desktop is
// the same.
type Desktop interface {
	Attach(v scene.Viewer) scene.Attachment
	Input(e seat.Event)
	Wish(id scene.WindowID, w scene.Wish)
	Notify(id scene.NotifyIconID, e scene.NotifyEvent)
	SetOutputs(o []scene.Output)
	Clipboard() *clip.Board
	Audio() (audio.Playback, audio.Capture)
}

// What a message begins with: its kind, flags, two zero bytes. All integers
// are little-endian.
const (
	magic   = 0x4B4C524F // "ORLK"
	version = 5
	header  = 4
)

// Kinds of messages.
const (
	kindHello      = 1 + iota // both: the first message
	kindAttach                // client: begin a generation of Diffs
	kindDetach                // client: end it
	kindReport                // client: credit, released holds, contents drawn
	kindFault                 // client: an app has cut the memory of a hold
	kindInput                 // client: a seat.Event
	kindWish                  // client
	kindOutputs               // client
	kindOffer                 // both: what is on the clipboard
	kindFetch                 // client: wants what the desktop has copied
	kindSound                 // client: whether it listens
	kindDiff                  // server: a part of a Diff
	kindForget                // server: files that no app shares any more
	kindData                  // server: a pipe to read what was fetched from
	kindPaste                 // server: a pipe to write what is pasted into
	kindSocket                // server: the socket for sound
	kindRecord                // server: whether apps record
	kindExec                  // client: wants a program
	kindLaunched              // server: what came of it
	kindAsk                   // server: who is connected?
	kindClients               // client: the answer
	kindDisconnect            // server: end a client's connection
	kindNotify                // client: what a user did to a notification icon
	kindEnd
)

// flagLast marks the last part of a Diff.
const flagLast = 1

// Bounds. Both sides keep them: who encodes leaves out what is beyond, who
// decodes ends the link.
const (
	maxMessage = fdpass.MaxBytes
	maxFiles   = 64      // descriptors of a message
	maxCredit  = 16      // Diffs under way
	maxHolds   = 1 << 16 // buffers that a Client has
	maxKnown   = 1 << 16 // files that a Client maps

	maxWindows  = 1 << 14 // of a Diff
	maxPlanes   = 1 << 12 // of a window
	maxShape    = 1 << 14 // rectangles
	maxDamage   = 256     // rectangles
	fineDamage  = 64      // rectangles that are sent
	maxOutputs  = 64
	maxTitle    = 8 << 10 // bytes
	maxAppID    = 1 << 10
	maxName     = 255
	maxIcons    = 16      // sizes of an icon
	maxSide     = 1 << 10 // of an icon and a cursor
	maxCoord    = 1 << 26
	maxBuffer   = 1 << 20 // sides of a buffer
	maxFileSize = 1 << 31
	maxWindowID = 0xFFFFFF00

	maxNotifyIcons = 256
	maxToolTip     = 1 << 10 // bytes, of an icon and of a balloon's title
	maxInfoTip     = 4 << 10

	maxText      = 16 << 10 // bytes of typed text in one event
	maxTypes     = 1024     // of a clip.Source
	maxTypeBytes = 60 << 10
	maxTransfers = 32 // pastes under way, each way
	maxRate      = 20000
)

// Errors that end a link.
var (
	// ErrProtocol says that the other side sent what it must not send.
	ErrProtocol = errors.New("the peer broke the protocol")
	// ErrVersion says that the two sides are of different releases.
	ErrVersion = errors.New("the peer speaks another version")
	// ErrFlood says that a backend sent more than any user can cause.
	ErrFlood = errors.New("the peer floods")
	// ErrStuck says that the compositor does not take what users do.
	ErrStuck = errors.New("the compositor does not read")
)
