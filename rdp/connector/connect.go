package connector

import (
	"fmt"

	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/x224"
)

const keyboardIBM101 = 4

// negotiated reads the Connection Confirm.
func (c *Client) negotiated(in []byte, out *svc.Outbox) error {
	var p x224.ConnectionConfirm
	r := wire.NewReader(in)
	if p.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	if p.Failure != 0 {
		return p.Failure
	}
	if p.Response != nil {
		c.res.Selected, c.res.NegFlags = p.Response.Selected, p.Response.Flags
	}
	sel := c.res.Selected
	if sel&^c.cfg.Protocols != 0 || sel&(sel-1) != 0 || sel == 0 && c.cfg.Protocols != 0 {
		// The last: whoever asks for protection does not go on without it.
		return fmt.Errorf("server selects %v, of %v: %w", sel, c.cfg.Protocols, ErrSequence)
	}
	if sel == x224.ProtocolRDP {
		c.connectInitial(out)
		return nil
	}
	c.state = stateTLS
	return nil
}

func (c *Client) connectInitial(out *svc.Outbox) {
	d := mcs.ClientData{
		Core:       c.core(),
		Cluster:    &mcs.Cluster{Flags: 0xD}, // redirection supported, version 4
		Channels:   c.cfg.Channels,
		Monitors:   c.cfg.Monitors,
		MonitorsEx: c.cfg.MonitorsEx,
	}
	if c.res.NegFlags&x224.ExtendedClientData == 0 {
		d.Monitors, d.MonitorsEx = nil, nil
	} else {
		d.MessageChannel = new(uint32)
	}
	c.add(out, mcs.NewConnectInitial(&d))
	c.state = stateConnect
}

func (c *Client) core() mcs.ClientCore {
	cfg := &c.cfg
	core := mcs.ClientCore{
		Version: mcs.Version10, Width: uint16(cfg.Width), Height: uint16(cfg.Height),
		ColorDepth: 0xCA01, PostBeta2ColorDepth: 0xCA01, ProductID: 1,
		HighColorDepth:       uint16(min(cfg.Depth, 24)),
		SupportedColorDepths: mcs.Support24BPP | mcs.Support16BPP | mcs.Support15BPP,
		KeyboardLayout:       cfg.KeyboardLayout, KeyboardType: keyboardIBM101, FunctionKeys: 12,
		Build: cfg.Build, Name: cfg.Name,
		EarlyFlags: mcs.SupportErrorInfo | mcs.SupportStatusInfo | mcs.ValidConnectionType |
			mcs.SupportMonitorLayout | mcs.SupportDynamicTimeZone | mcs.SupportNetCharDetect | mcs.SupportHeartbeat,
		ConnectionType:   mcs.ConnectionLAN,
		SelectedProtocol: uint32(c.res.Selected),
		PhysicalWidth:    cfg.PhysicalWidth, PhysicalHeight: cfg.PhysicalHeight,
		DesktopScale: cfg.DesktopScale, DeviceScale: cfg.DeviceScale,
	}
	if cfg.Depth == 32 {
		core.EarlyFlags |= mcs.Want32BPP
		core.SupportedColorDepths |= mcs.Support32BPP
	}
	if cfg.GFX {
		core.EarlyFlags |= mcs.SupportDynvcGFX
	}
	if !cfg.JoinAll {
		core.EarlyFlags |= mcs.SupportSkipChannelJoin
	}
	return core
}

// connected reads the Connect Response.
func (c *Client) connected(in []byte, out *svc.Outbox) error {
	r := x224.Data(in)
	var p mcs.ConnectResponse
	if p.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	if p.Result != 0 {
		return fmt.Errorf("connect result %d: %w", p.Result, ErrRefused)
	}
	r = wire.NewReader(p.UserData)
	var q mcs.ConferenceCreateResponse
	if q.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	d := &q.Data
	if len(d.Channels) != len(c.cfg.Channels) {
		return fmt.Errorf("%d channels for %d: %w", len(d.Channels), len(c.cfg.Channels), ErrSequence)
	}
	if d.Security.Methods != 0 || d.Security.Other != 0 {
		return fmt.Errorf("encryption methods %#x: %w", d.Security.Methods, wire.ErrUnsupported)
	}
	d.Unknown = nil // aliases the frame
	c.res.Server, c.res.IOChannel, c.res.MessageChannel = *d, d.IOChannel, d.MessageChannel
	for i, ch := range c.cfg.Channels {
		c.res.Channels = append(c.res.Channels, Channel{ch.Name, d.Channels[i]})
	}
	c.add(out, &mcs.ErectDomainRequest{})
	c.add(out, &mcs.AttachUserRequest{})
	c.state = stateAttach
	return nil
}

func (c *Client) attached(p *mcs.AttachUserConfirm, out *svc.Outbox) error {
	if c.state != stateAttach {
		return ErrSequence
	}
	if p.Result != 0 || p.User == 0 {
		return fmt.Errorf("attach user result %d: %w", p.Result, ErrRefused)
	}
	c.res.User = p.User
	if !c.cfg.JoinAll && c.res.Server.Core.EarlyFlags&mcs.SkipChannelJoin != 0 {
		c.clientInfo(out)
		return nil
	}
	c.joins = append(c.joins, p.User, c.res.IOChannel)
	if c.res.MessageChannel != 0 {
		c.joins = append(c.joins, c.res.MessageChannel)
	}
	for _, ch := range c.res.Channels {
		c.joins = append(c.joins, ch.ID)
	}
	c.state = stateJoin
	c.joinNext(out)
	return nil
}

func (c *Client) joinNext(out *svc.Outbox) {
	c.add(out, &mcs.ChannelJoinRequest{User: c.res.User, Channel: c.joins[0]})
}

func (c *Client) joined(p *mcs.ChannelJoinConfirm, out *svc.Outbox) error {
	if c.state != stateJoin || p.Requested != c.joins[0] {
		return ErrSequence
	}
	if p.Result != 0 {
		return fmt.Errorf("join of channel %d, result %d: %w", p.Requested, p.Result, ErrRefused)
	}
	if c.joins = c.joins[1:]; len(c.joins) > 0 {
		c.joinNext(out)
		return nil
	}
	c.clientInfo(out)
	return nil
}

func (c *Client) clientInfo(out *svc.Outbox) {
	cfg := &c.cfg
	p := &bcgr.ClientInfo{
		CodePage: cfg.KeyboardLayout,
		Flags: bcgr.InfoMouse | bcgr.InfoDisableCtrlAltDel | bcgr.InfoUnicode | bcgr.InfoMaximizeShell | bcgr.InfoLogonNotify |
			bcgr.InfoEnableWindowsKey | bcgr.InfoLogonErrors | bcgr.InfoMouseHasWheel | bcgr.InfoForceEncryptedCS,
		User: cfg.User, Domain: cfg.Domain, Password: cfg.Password, Shell: cfg.Shell, WorkDir: cfg.WorkDir,
		Family: bcgr.FamilyINET, TimeZone: cfg.TimeZone, Reconnect: cfg.Reconnect,
	}
	for flag, on := range map[bcgr.InfoFlags]bool{
		bcgr.InfoAutoLogon: cfg.Password != "", bcgr.InfoRAIL: cfg.RAIL,
		bcgr.InfoHiDefRAIL: cfg.RAIL && cfg.HiDef, bcgr.InfoAudioCapture: cfg.AudioCapture,
	} {
		if on {
			p.Flags |= flag
		}
	}
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataRequest(b, c.res.User, c.res.IOChannel, bcgr.SecurityHeaderSize+p.Size())
		return p.AppendTo(bcgr.AppendSecurityHeader(b, bcgr.SecInfo))
	})
	c.state = stateLicense
}
