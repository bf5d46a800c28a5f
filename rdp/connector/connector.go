// Package connector is the client's side of the connection sequence, from the
// X.224 Connection Request to the Font Map PDU ([MS-RDPBCGR] 1.3.1.1), as a
// machine without I/O; the mirror image of package acceptor:
//
//	c := connector.New(cfg)
//	c.Start(out)
//	for send(out); !c.Active(); send(out) {
//		switch c.Wants() {
//		case connector.WantFrame:   err = c.Step(read(), now, out)
//		case connector.WantTLS:     upgrade the stream; c.TLSDone(out)
//		case connector.WantCredSSP: run nla; c.CredSSPDone(out)
//		case connector.WantClose:   return
//		}
//	}
//
// Afterwards the caller keeps the machine and passes on TPKT frames that it
// does not handle itself: Step follows a Deactivate All to the next Font Map,
// answers measurements of the network (Count tells it what came), keeps the
// reconnect cookie, and returns the server's ErrorInfo.
package connector

import (
	"crypto/hmac"
	"crypto/md5"
	"errors"
	"fmt"
	"time"

	"oriel/rdp/autodetect"
	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

// Config is who the client is and what it can do.
type Config struct {
	Protocols      x224.Protocol // 0: plain
	Cookie         string        // X.224 cookie; "": User
	Width, Height  int
	Depth          int // 16, 24 or 32 bits per pixel; 0: 32
	User           string
	Domain         string
	Password       string
	Name           string // the client's, at most 15 UTF-16 units
	Build          uint32
	KeyboardLayout uint32
	Channels       []mcs.Channel
	Monitors       []mcs.Monitor
	MonitorsEx     []mcs.MonitorEx

	DesktopScale, DeviceScale     uint32 // per cent; 0: not said
	PhysicalWidth, PhysicalHeight uint32 // millimetres

	GFX             bool // offer EGFX; needs the channel drdynvc
	RAIL            bool // ask for windows; needs the channel rail
	HiDef           bool // with RAIL: an EGFX surface per window
	AudioCapture    bool
	NoFastPath      bool // take slow-path output only
	JoinAll         bool // join channels one by one even if they need not be
	SurfaceCommands bool
	Codecs          []bcgr.Codec // with SurfaceCommands
	FrameAcks       uint32       // with SurfaceCommands: frames the server may be ahead
	MaxRequestSize  uint32       // 0: DefaultMaxRequest
	Shell, WorkDir  string
	TimeZone        bcgr.TimeZone
	Reconnect       *bcgr.ReconnectCookie
}

// DefaultMaxRequest is the longest fast-path update that the client takes.
const DefaultMaxRequest = 8 << 20

// Channel is a static virtual channel of the session.
type Channel struct {
	Name string
	ID   uint16
}

// Result is what the sequence has found out about the server.
type Result struct {
	Selected       x224.Protocol
	NegFlags       uint8 // of the negotiation response
	Server         mcs.ServerData
	Channels       []Channel // in the order of Config.Channels
	User           uint16
	IOChannel      uint16
	MessageChannel uint16 // 0: none
	ShareID        uint32
	Capabilities   bcgr.Capabilities // the server's
	Width, Height  int               // of the desktop
	Depth          int
	Monitors       []mcs.Monitor // of the Monitor Layout PDU
}

// Channel returns the channel called name, or nil.
func (r *Result) Channel(name string) *Channel {
	for i := range r.Channels {
		if r.Channels[i].Name == name {
			return &r.Channels[i]
		}
	}
	return nil
}

// ChannelByID returns the static virtual channel with an id, or nil.
func (r *Result) ChannelByID(id uint16) *Channel {
	for i := range r.Channels {
		if r.Channels[i].ID == id {
			return &r.Channels[i]
		}
	}
	return nil
}

// ChunkSize is the longest channel chunk that the server may send.
func (r *Result) ChunkSize() int {
	v := bcgr.Find[*bcgr.VirtualChannel](r.Capabilities)
	if v == nil || v.ChunkSize < svc.DefaultChunk || v.ChunkSize > svc.MaxChunk {
		return svc.DefaultChunk
	}
	return int(v.ChunkSize)
}

// FastPathInput reports whether the server takes fast-path input.
func (r *Result) FastPathInput() bool {
	in := bcgr.Find[*bcgr.Input](r.Capabilities)
	return in != nil && in.Flags&(bcgr.InputFlagFastPath|bcgr.InputFlagFastPath2) != 0
}

// AppendData appends p to out as a share data PDU on the I/O channel.
func (r *Result) AppendData(out *svc.Outbox, p bcgr.DataPDU) {
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataRequest(b, r.User, r.IOChannel, bcgr.DataLen(p))
		return bcgr.AppendData(b, r.ShareID, r.User, p)
	})
}

// Want is what the caller must do next.
type Want int

// The wants.
const (
	WantFrame   Want = iota // read a frame and Step it
	WantTLS                 // send the Outbox, do the TLS handshake, call TLSDone
	WantCredSSP             // do CredSSP as client, call CredSSPDone
	WantClose               // close
)

type state int

const (
	stateStart state = iota
	stateNegotiate
	stateTLS
	stateCredSSP
	stateConnect
	stateAttach
	stateJoin
	stateLicense
	stateDemand
	stateFinalize
	stateActive
	stateEnded
)

var stateNames = [...]string{"start", "negotiate", "tls", "credssp", "connect", "attach", "join", "license", "demand", "finalize", "active", "ended"}

// Errors of Step.
var (
	// ErrDisconnected is a server that ended the session without a reason.
	ErrDisconnected = errors.New("server disconnected")
	// ErrSequence is a message that does not belong here.
	ErrSequence = errors.New("message out of sequence")
	// ErrRefused is a server that refused to attach or join.
	ErrRefused = errors.New("refused by server")
)

// Client is the machine. Make it with New.
type Client struct {
	cfg    Config
	state  state
	res    Result
	joins  []uint16 // not yet confirmed
	net    autodetect.Client
	info   bcgr.ErrorInfo
	cookie *bcgr.ServerCookie
	leds   []uint16
}

var _ svc.Machine = (*Client)(nil)

// New returns a Client; Start begins the sequence.
func New(cfg Config) *Client {
	if cfg.Depth == 0 {
		cfg.Depth = 32
	}
	if cfg.MaxRequestSize == 0 {
		cfg.MaxRequestSize = DefaultMaxRequest
	}
	if cfg.Cookie == "" {
		cfg.Cookie = cfg.User
	}
	return &Client{cfg: cfg}
}

// State names the state, for logs.
func (c *Client) State() string { return stateNames[c.state] }

// Active reports whether the Font Map has come, since the last Deactivate All.
func (c *Client) Active() bool { return c.state == stateActive }

// Result is what is known of the server so far: all of it once Active.
func (c *Client) Result() *Result { return &c.res }

// Wants tells what the caller must do next.
func (c *Client) Wants() Want {
	switch c.state {
	case stateTLS:
		return WantTLS
	case stateCredSSP:
		return WantCredSSP
	case stateEnded:
		return WantClose
	}
	return WantFrame
}

// Start appends the Connection Request.
func (c *Client) Start(out *svc.Outbox) {
	out.AddPDU(&x224.ConnectionRequest{
		Cookie:      c.cfg.Cookie,
		Negotiation: &x224.NegotiationRequest{Protocols: c.cfg.Protocols},
	})
	c.state = stateNegotiate
}

// TLSDone tells that the stream is encrypted now.
func (c *Client) TLSDone(out *svc.Outbox) {
	switch {
	case c.state != stateTLS:
	case c.res.Selected&(x224.ProtocolHybrid|x224.ProtocolHybridEx) != 0:
		c.state = stateCredSSP
	default:
		c.connectInitial(out)
	}
}

// CredSSPDone tells that the server knows the user now.
func (c *Client) CredSSPDone(out *svc.Outbox) {
	if c.state == stateCredSSP {
		c.connectInitial(out)
	}
}

// Step takes one whole frame. Fast-path frames are not its business.
func (c *Client) Step(in []byte, now time.Time, out *svc.Outbox) error {
	_, fast, err := x224.FrameLen(in)
	if err == nil && !fast {
		err = c.step(in, now, out)
	}
	if err != nil {
		err = fmt.Errorf("%s: %w", c.State(), err)
		c.state = stateEnded
	}
	return err
}

func (c *Client) step(in []byte, now time.Time, out *svc.Outbox) error {
	switch c.state {
	case stateNegotiate:
		return c.negotiated(in, out)
	case stateConnect:
		return c.connected(in, out)
	case stateStart, stateTLS, stateCredSSP, stateEnded:
		return ErrSequence
	}
	p, err := mcs.DecodeFrame(in)
	if err != nil {
		return err
	}
	switch p := p.(type) {
	case *mcs.AttachUserConfirm:
		return c.attached(p, out)
	case *mcs.ChannelJoinConfirm:
		return c.joined(p, out)
	case *mcs.SendDataIndication:
		return c.data(p, now, out)
	case *mcs.DisconnectProviderUltimatum:
		if c.info != bcgr.ErrNone {
			return c.info
		}
		return ErrDisconnected
	}
	return ErrSequence
}

// Count notes that so many bytes came, whoever handles them.
func (c *Client) Count(n int) { c.net.Count(n) }

// Network is what answers the server's measurements.
func (c *Client) Network() *autodetect.Client { return &c.net }

// Cookie returns by what the client may come back without a password, nil if
// the server has given nothing.
func (c *Client) Cookie() *bcgr.ReconnectCookie {
	if c.cookie == nil {
		return nil
	}
	h := hmac.New(md5.New, c.cookie.Random[:])
	h.Write(make([]byte, 32)) // the client's random, without encryption of RDP's own
	return &bcgr.ReconnectCookie{LogonID: c.cookie.LogonID, Verifier: [16]byte(h.Sum(nil))}
}

// Disconnect appends the goodbye; the machine is done.
func (c *Client) Disconnect(out *svc.Outbox) {
	if c.state > stateConnect && c.state != stateEnded {
		c.add(out, &mcs.DisconnectProviderUltimatum{Reason: mcs.UserRequested})
	}
	c.state = stateEnded
}

// add appends an MCS PDU.
func (c *Client) add(out *svc.Outbox, p wire.PDU) {
	out.Add(func(b []byte) []byte { return x224.AppendData(b, p) })
}
