//go:build grdp

package main

import (
	"errors"
	"fmt"
	"image"
	"io"
	"log"
	"net"
	"time"

	"github.com/tomatome/grdp/core"
	"github.com/tomatome/grdp/glog"
	"github.com/tomatome/grdp/protocol/nla"
	"github.com/tomatome/grdp/protocol/pdu"
	"github.com/tomatome/grdp/protocol/sec"
	"github.com/tomatome/grdp/protocol/t125"
	"github.com/tomatome/grdp/protocol/tpkt"
	"github.com/tomatome/grdp/protocol/x224"
)

const connectTimeout = 10 * time.Second

// An occasion is what the library's goroutines tell the one that draws.
type occasion struct {
	ready bool
	tiles []pdu.BitmapData
	err   error
}

// shoot connects and collects updates until none has come for a while.
func shoot(o options) (*picture, error) {
	// The library panics without a logger, prints to stdout with its own, and
	// logs secrets at its finer levels.
	glog.SetLogger(log.New(io.Discard, "", 0))
	glog.SetLevel(glog.NONE)
	conn, err := net.DialTimeout("tcp", o.addr, connectTimeout)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(o.timeout)); err != nil {
		return nil, err
	}
	occasions, done := make(chan occasion), make(chan struct{})
	defer close(done)
	tell := func(c occasion) {
		select {
		case occasions <- c:
		case <-done:
		}
	}
	if err := connect(conn, o, tell); err != nil {
		return nil, err
	}
	return collect(o, occasions)
}

// connect stacks the library's layers. Its own client package, which would do
// that, does not compile; nor does any plugin take part.
func connect(conn net.Conn, o options, tell func(occasion)) error {
	listening := make(chan struct{})
	transport := tpkt.New(core.NewSocketLayer(gate{conn, listening}), nla.NewNTLMv2("", o.user, o.password))
	negotiation := x224.New(transport)
	mcs := t125.NewMCSClient(depth16{negotiation})
	security := sec.NewClient(mcs)
	share := pdu.NewClient(security)

	mcs.SetClientCoreData(uint16(o.width), uint16(o.height))
	security.SetUser(o.user)
	security.SetPwd(o.password)
	security.SetDomain("")
	transport.SetFastPathListener(security)
	security.SetFastPathListener(share)
	security.SetChannelSender(mcs)
	negotiation.SetRequestedProtocol(x224.PROTOCOL_SSL)

	// Errors come up through all layers, or get lost in one: listen at both
	// ends. Handlers set after Connect would miss the first events.
	fail := func(err error) { tell(occasion{err: err}) }
	transport.On("error", fail)
	share.On("error", fail)
	share.On("close", func() { tell(occasion{err: io.EOF}) })
	share.On("ready", func() {
		if o.press != nil {
			press(share, *o.press)
		}
		tell(occasion{ready: true})
	})
	share.On("update", func(tiles []pdu.BitmapData) { tell(occasion{tiles: tiles}) })
	err := negotiation.Connect()
	close(listening)
	if err != nil {
		return fmt.Errorf("cannot connect: %w", err)
	}
	return nil
}

// A gate lets nothing be read until somebody listens: the library sends its
// first request before it has a handler for the answer, which it would lose
// and wait for without end.
type gate struct {
	net.Conn
	open <-chan struct{}
}

// Read implements net.Conn.
func (g gate) Read(b []byte) (int, error) {
	<-g.open
	return g.Conn.Read(b)
}

// press clicks somewhere and types an x.
func press(share *pdu.Client, at image.Point) {
	const (
		move, left, down = 0x0800, 0x1000, 0x8000 // pointerFlags
		release          = 0x8000                 // keyboardFlags
		keyX             = 0x2D
	)
	x, y := uint16(at.X), uint16(at.Y)
	for _, flags := range []uint16{move, left | down, left} {
		share.SendInputEvents(pdu.INPUT_EVENT_MOUSE, []pdu.InputEventsInterface{&pdu.PointerEvent{PointerFlags: flags, XPos: x, YPos: y}})
	}
	for _, flags := range []uint16{0, release} {
		share.SendInputEvents(pdu.INPUT_EVENT_SCANCODE, []pdu.InputEventsInterface{&pdu.ScancodeKeyEvent{KeyboardFlags: flags, KeyCode: keyX}})
	}
}

// collect draws what comes until the picture has rested.
func collect(o options, occasions <-chan occasion) (*picture, error) {
	p := newPicture(o.width, o.height)
	timeout := time.After(o.timeout)
	var settled <-chan time.Time
	ready := false
	for {
		select {
		case c := <-occasions:
			if c.err != nil {
				return nil, fmt.Errorf("the connection ended: %w", c.err)
			}
			ready = ready || c.ready
			for i := range c.tiles {
				if err := draw(p, &c.tiles[i]); err != nil {
					return nil, err
				}
			}
			if p.drawn > 0 {
				settled = time.After(o.settle)
			}
		case <-settled:
			return p, nil
		case <-timeout:
			if !ready {
				return nil, errors.New("timed out before the session was ready")
			}
			return nil, fmt.Errorf("timed out; %d pixels received, never at rest", p.drawn)
		}
	}
}

func draw(p *picture, b *pdu.BitmapData) error {
	if b.BitsPerPixel != 16 {
		return fmt.Errorf("the server sends %d bits per pixel, not 16", b.BitsPerPixel)
	}
	width, height := int(b.Width), int(b.Height)
	at := image.Rect(int(b.DestLeft), int(b.DestTop), int(b.DestRight)+1, int(b.DestBottom)+1)
	if at.Empty() || width < at.Dx() || height < at.Dy() {
		return fmt.Errorf("a bitmap of %dx%d for %v", width, height, at)
	}
	pixels, err := decode(b, width, height)
	if err != nil {
		return err
	}
	return p.put(tile{at: at, width: width, pixels: pixels})
}

// decode gives rows from top to bottom in little-endian order. The library
// panics on broken data; here that is an error.
func decode(b *pdu.BitmapData, width, height int) (pixels []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("cannot decompress a bitmap of %dx%d: %v", width, height, r)
		}
	}()
	if !b.IsCompress() {
		return flip(b.BitmapDataStream, width, height)
	}
	pixels = core.Decompress(b.BitmapDataStream, width, height, 2)
	for i := 0; i+1 < len(pixels); i += 2 { // it gives the upper byte first
		pixels[i], pixels[i+1] = pixels[i+1], pixels[i]
	}
	return pixels, nil
}
