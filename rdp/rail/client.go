package rail

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// ClientConfig is what a Client can be told. After the handshake it sends
// Status, then Params, then Exec.
type ClientConfig struct {
	Build  uint32
	Status uint32
	Params []*SysParam
	Exec   []*Exec
	// Handle gets every message of the server. It may send by out.
	Handle func(m Message, now time.Time, out *svc.Outbox)
}

// DefaultStatus is what a client announces that takes everything here.
const DefaultStatus = StatusAllowLocalMoveSize | StatusZOrderSync | StatusWindowResizeMargin |
	StatusHighDPIIcons | StatusAppBarRemoting | StatusPowerDisplayRequest |
	StatusGetAppIDRespEx | StatusBidirectionalCloak

// DefaultParams are the parameters of a client with a screen of this size.
func DefaultParams(width, height int16) []*SysParam {
	return []*SysParam{
		{Param: SPIHighContrast, Value: 0x7E},
		{Param: SPIMouseButtonSwap},
		{Param: SPIKeyboardPref},
		{Param: SPIDragFullWindows, Value: 1},
		{Param: SPIKeyboardCues},
		{Param: SPIWorkArea, Rect: Rect{Right: width, Bottom: height}},
	}
}

// Client is the client's end of the channel "rail".
type Client struct {
	cfg       ClientConfig
	handshake bool
	flags     uint32
	waiting   []Message
}

// NewClient returns a Client that waits for the server's handshake.
func NewClient(cfg ClientConfig) *Client { return &Client{cfg: cfg} }

// State implements svc.Machine.
func (c *Client) State() string {
	if !c.handshake {
		return "awaiting handshake"
	}
	return "ready"
}

// Flags returns those of the server's HandshakeEx.
func (c *Client) Flags() uint32 { return c.flags }

// Send sends a message, or keeps it until the handshake. Messages that only a
// server sends are not sent.
func (c *Client) Send(m Message, out *svc.Outbox) bool {
	if messages[m.Type()].from&byClient == 0 {
		return false
	}
	if c.handshake {
		add(out, m)
	} else {
		c.waiting = append(c.waiting, m)
	}
	return true
}

// Step implements svc.Machine. Messages of unknown type are passed over.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	m := Read(r)
	if err := r.Err(); err != nil {
		return err
	}
	if messages[m.Type()].from&byServer == 0 {
		return nil
	}
	switch m := m.(type) {
	case *Handshake:
		c.ready(0, out)
	case *HandshakeEx:
		c.ready(m.Flags, out)
	}
	if c.cfg.Handle != nil {
		c.cfg.Handle(m, now, out)
	}
	return nil
}

// ready answers the first handshake.
func (c *Client) ready(flags uint32, out *svc.Outbox) {
	if c.handshake {
		return
	}
	c.handshake, c.flags = true, flags
	add(out, &Handshake{Build: c.cfg.Build})
	add(out, &ClientStatus{Flags: c.cfg.Status})
	for _, p := range c.cfg.Params {
		add(out, p)
	}
	for _, e := range c.cfg.Exec {
		add(out, e)
	}
	for _, m := range c.waiting {
		add(out, m)
	}
	c.waiting = nil
}
