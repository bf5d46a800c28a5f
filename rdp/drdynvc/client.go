package drdynvc

import (
	"fmt"
	"time"

	"oriel/rdp/svc"
)

// maxChannels bounds what a server may open.
const maxChannels = 256

// Client is the client's end of the channel "drdynvc".
type Client struct {
	mux
	accept  func(name string) Handler
	version uint16
}

// NewClient returns a Client. For each channel that the server opens, accept
// returns the Handler, or nil to refuse.
func NewClient(cfg Config, accept func(name string) Handler) *Client {
	return &Client{mux: newMux(cfg), accept: accept}
}

// State implements svc.Machine.
func (c *Client) State() string {
	if c.version == 0 {
		return "awaiting capabilities"
	}
	return fmt.Sprintf("version %d, %d channels", c.version, len(c.channels))
}

// Step implements svc.Machine.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	p, err := DecodeFromServer(in)
	if err != nil {
		return err
	}
	switch p := p.(type) {
	case *CapsRequest:
		c.version = max(1, min(p.Version, c.cfg.Version))
		out.AddPDU(&CapsResponse{Version: c.version})
	case *CreateRequest:
		c.createRequest(p, now, out)
	case *DataFirst:
		c.dataFirst(p, now, out)
	case *Data:
		c.data(p, now, out)
	case *Close:
		c.closed(p, out)
	}
	return nil
}

func (c *Client) createRequest(p *CreateRequest, now time.Time, out *svc.Outbox) {
	var h Handler
	if c.channels[p.ChannelID] == nil && len(c.channels) < maxChannels {
		h = c.accept(p.Name)
	}
	if h == nil {
		out.AddPDU(&CreateResponse{ChannelID: p.ChannelID, Status: StatusNotFound})
		return
	}
	out.AddPDU(&CreateResponse{ChannelID: p.ChannelID, Status: StatusOK})
	ch := &channel{id: p.ChannelID, name: p.Name, h: h, limit: c.cfg.limit(p.Name)}
	c.channels[ch.id] = ch
	c.opened(ch, now, out)
}
