package cliprdr

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Client is the client's end of the channel.
type Client struct {
	endpoint
	hasCaps bool
}

// NewClient returns a Client that waits for the server's Monitor Ready.
func NewClient(cfg Config) *Client { return &Client{endpoint: newEndpoint(cfg)} }

// Step implements svc.Machine. Monitor Ready is answered with capabilities (if
// the server sent some) and a format list, even an empty one.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	r := wire.NewReader(in)
	m := Read(r, c.long())
	if err := r.Err(); err != nil {
		return err
	}
	switch m.(type) {
	case *ClipCaps:
		c.hasCaps = true
	case *MonitorReady:
		if c.hasCaps {
			add(out, &ClipCaps{Version: capsVersion2, General: ownCaps})
		}
		c.ready, c.announce, c.listPending = true, true, false
		c.sendList(now, out)
		return nil
	}
	return c.common(m, now, out)
}
