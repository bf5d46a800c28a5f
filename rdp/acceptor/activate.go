package acceptor

import (
	"fmt"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// What DefaultCapabilities offers.
const (
	// MaxRequestSize is our MultiFragment size. mstsc ends connections whose
	// value is much larger.
	MaxRequestSize = 0x3F0000

	pointerCache   = 25
	desktopSave    = 480 * 480
	textFlags      = 0x06A1
	maxFrameAcks   = 20
	iconCaches     = 3
	iconPerCache   = 12
	sourceRDP      = "RDP\x00"
	osUnix         = 4
	osPseudoX      = 7
	keyboardIBM101 = 4
)

// DefaultCapabilities returns the sets that every known client accepts in a
// Demand Active. rail is the Remote Programs level, 0 for none.
func DefaultCapabilities(r *Result, rail uint32, chunkSize int) bcgr.Capabilities {
	cs := bcgr.Capabilities{
		&bcgr.Share{NodeID: mcs.ServerUser},
		&bcgr.General{OSMajor: osUnix, OSMinor: osPseudoX, RefreshRect: true, SuppressOutput: true,
			ExtraFlags: bcgr.FastPathOutput | bcgr.LongCredentials | bcgr.AutoReconnectSupported | bcgr.NoBitmapCompressionHdr},
		&bcgr.VirtualChannel{ChunkSize: uint32(chunkSize)},
		&bcgr.Font{Flags: 1},
		&bcgr.Bitmap{BitsPerPixel: uint16(r.Depth), Width: uint16(r.Width), Height: uint16(r.Height), Resize: true,
			// Our planar bitmaps are always lossless; where the server allows
			// colour fidelity to vary, FreeRDP swaps red and blue of lossless ones.
			DrawingFlags: bcgr.DrawSkipAlpha},
		&bcgr.Order{Flags: bcgr.OrderNegotiate | bcgr.OrderZeroBoundsDelta | bcgr.OrderColorIndex | bcgr.OrderFlagsExtra,
			TextFlags: textFlags, ExFlags: bcgr.OrderExFrameMarker, DesktopSave: desktopSave},
		&bcgr.Pointer{Color: true, ColorCacheSize: pointerCache, CacheSize: pointerCache},
		&bcgr.Input{KeyboardType: keyboardIBM101, FunctionKeys: 12,
			Flags: bcgr.InputFlagScancodes | bcgr.InputFlagMouseExtended | bcgr.InputFlagFastPath | bcgr.InputFlagUnicodeKeys |
				bcgr.InputFlagFastPath2 | bcgr.InputFlagMouseRelative | bcgr.InputFlagMouseHWheel | bcgr.InputFlagQoETimestamps},
		&bcgr.DesktopComposition{},
		&bcgr.MultiFragment{MaxRequestSize: MaxRequestSize},
		&bcgr.LargePointer{Flags: bcgr.LargePointer96 | bcgr.LargePointer384},
		&bcgr.SurfaceCommands{Flags: bcgr.SurfaceSetBits | bcgr.SurfaceFrameMarker | bcgr.SurfaceStreamBits},
		// Not NSCodec: who knows it knows planar bitmaps, which lose nothing and
		// pack better, as they encode the difference to the row above.
		&bcgr.BitmapCodecs{Codecs: []bcgr.Codec{{GUID: bcgr.CodecRemoteFX, Properties: make([]byte, 4)}}},
		&bcgr.FrameAcks{MaxUnacknowledged: maxFrameAcks},
	}
	if rail != 0 {
		cs = append(cs, &bcgr.RemotePrograms{Level: rail},
			&bcgr.WindowList{Level: bcgr.WindowSupportedEx, IconCaches: iconCaches, IconCacheEntries: iconPerCache})
	}
	return cs
}

// data handles a SendDataRequest. Only the I/O channel and the message channel
// are ours.
func (s *Server) data(p *mcs.SendDataRequest, now time.Time, out *svc.Outbox) error {
	if !s.res.hasChannel(p.Channel) {
		return bcgr.ErrBadChannelID
	}
	switch {
	case p.Channel == s.res.MessageChannel && s.res.Network != nil:
		return s.message(p.Data, now, out)
	case p.Channel != s.res.IOChannel:
		return nil
	}
	if s.state <= stateJoin {
		if s.state < stateJoin {
			return ErrSequence
		}
		return s.clientInfo(wire.NewReader(p.Data), now, out)
	}
	kind, _, body := bcgr.ReadShare(wire.NewReader(p.Data))
	if err := body.Err(); err != nil {
		return err
	}
	switch kind {
	case bcgr.ShareConfirmActive:
		return s.confirmActive(body)
	case bcgr.ShareData:
		return s.shareData(body, out)
	}
	return nil
}

// clientInfo authenticates the user and begins the capability exchange.
func (s *Server) clientInfo(r *wire.Reader, now time.Time, out *svc.Outbox) error {
	flags := bcgr.ReadSecurityHeader(r)
	if r.Err() == nil && flags&bcgr.SecInfo == 0 {
		return ErrSequence // as is the Security Exchange of RDP encryption
	}
	var info bcgr.ClientInfo
	if info.ReadFrom(r); r.Err() != nil {
		return r.Err()
	}
	password := info.Password
	info.Password = "" // lives no longer than this function
	s.res.Info, s.res.infoSeen = info, true
	if s.cfg.Refuse != nil {
		if err := s.cfg.Refuse(); err != nil {
			return err
		}
	}
	if !s.admit(password) {
		code := bcgr.ErrInsufficientPrivileges
		if info.Flags&bcgr.InfoUsingSavedCreds != 0 {
			code = bcgr.ErrFreshCredentialsRequired // makes the client ask for them
		}
		return fmt.Errorf("%w: %w", ErrDenied, code)
	}
	s.measure(now, out)
	s.license(out)
	s.demandActive(out)
	return nil
}

// measure begins connect-time detection, where the sequence has its place
// ([MS-RDPBCGR] 1.3.1.1). Nothing waits for the client's answers.
func (s *Server) measure(now time.Time, out *svc.Outbox) {
	if s.res.Network == nil {
		return
	}
	var box svc.Outbox
	s.res.Network.Connect(now, &box)
	s.res.AppendMessages(out, &box)
}

// message hands on what comes on the message channel. What is malformed there
// is no reason to end a session.
func (s *Server) message(data []byte, now time.Time, out *svc.Outbox) error {
	var box svc.Outbox
	if s.res.Network.Step(data, now, &box) == nil {
		s.res.AppendMessages(out, &box)
	}
	return nil
}

func (s *Server) admit(password string) bool {
	info := &s.res.Info
	back := info.Reconnect != nil && s.cfg.Reconnect != nil && s.cfg.Reconnect(*info.Reconnect)
	return s.hybrid || back || s.cfg.Authenticate != nil && s.cfg.Authenticate(info.User, info.Domain, password)
}

func (s *Server) demandActive(out *svc.Outbox) {
	r := &s.res
	p := &bcgr.DemandActive{ShareID: r.ShareID, Source: sourceRDP}
	if s.cfg.Capabilities != nil {
		p.Capabilities = s.cfg.Capabilities(r)
	} else {
		p.Capabilities = DefaultCapabilities(r, s.cfg.RAIL, s.cfg.ChunkSize)
	}
	s.sendShare(out, bcgr.ShareDemandActive, p)
	// Windows sends the layout here, and only to clients that know it.
	if r.Core.EarlyFlags&mcs.SupportMonitorLayout != 0 && len(r.Monitors) > 0 {
		s.send(out, &bcgr.MonitorLayout{Monitors: r.Monitors})
	}
	s.state, s.synced, s.granted = stateConfirm, false, false
}

func (s *Server) sendShare(out *svc.Outbox, t bcgr.ShareType, p wire.PDU) {
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataIndication(b, mcs.ServerUser, s.res.IOChannel, bcgr.ShareControlSize+p.Size())
		return p.AppendTo(bcgr.AppendShareControl(b, t, mcs.ServerUser, p.Size()))
	})
}

func (s *Server) confirmActive(body *wire.Reader) error {
	if s.state != stateConfirm {
		return ErrSequence
	}
	var p bcgr.ConfirmActive
	if p.ReadFrom(body); body.Err() != nil {
		return fmt.Errorf("%w: %w", body.Err(), bcgr.ErrShortCapabilities)
	}
	s.res.Capabilities = p.Capabilities
	s.state = stateFinalize
	return nil
}

// shareData answers the client's finalization PDUs one by one, also late
// ones. Everything else is not ours: input and the like that a client sends
// too early is dropped.
func (s *Server) shareData(body *wire.Reader, out *svc.Outbox) error {
	_, t := bcgr.ReadShareData(body)
	if err := body.Err(); err != nil {
		return err
	}
	switch t {
	case bcgr.DataSynchronize, bcgr.DataControl, bcgr.DataFontList:
	default:
		return nil
	}
	if s.state < stateFinalize {
		return nil // left over from before a Deactivate All
	}
	switch t {
	case bcgr.DataSynchronize:
		s.synced = true
		s.send(out, &bcgr.Synchronize{TargetUser: mcs.ServerUser})
	case bcgr.DataControl:
		return s.control(body, out)
	case bcgr.DataFontList:
		if !s.synced || !s.granted {
			return fmt.Errorf("%w: %w", ErrSequence, bcgr.ErrDataPDUSequence)
		}
		s.send(out, &bcgr.FontMap{})
		s.state, s.reached = stateActive, true
	}
	return nil
}

func (s *Server) control(body *wire.Reader, out *svc.Outbox) error {
	var p bcgr.Control
	if p.ReadFrom(body); body.Err() != nil {
		return body.Err()
	}
	switch p.Action {
	case bcgr.ControlCooperate:
		s.send(out, &bcgr.Control{Action: bcgr.ControlCooperate})
	case bcgr.ControlRequest:
		s.granted = true
		s.send(out, &bcgr.Control{Action: bcgr.ControlGranted, GrantID: s.res.User, ControlID: uint32(mcs.ServerUser)})
	}
	return nil
}

func (s *Server) deactivate(out *svc.Outbox) {
	s.sendShare(out, bcgr.ShareDeactivateAll, &bcgr.DeactivateAll{ShareID: s.res.ShareID})
}

// CanReactivate reports whether the client follows a change of the desktop's
// size by Reactivate.
func (s *Server) CanReactivate() bool {
	b := bcgr.Find[*bcgr.Bitmap](s.res.Capabilities)
	return s.state == stateActive && b != nil && b.Resize
}

// Reactivate deactivates the session and demands it active again with another
// desktop size. Until Active reports true again nothing may be drawn. The
// client forgets its caches; channels stay open.
func (s *Server) Reactivate(width, height int, out *svc.Outbox) error {
	if s.state != stateActive {
		return ErrSequence
	}
	s.res.Width, s.res.Height = s.desktop(width, height)
	s.deactivate(out)
	s.demandActive(out)
	return nil
}
