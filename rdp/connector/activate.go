package connector

import (
	"fmt"
	"time"

	"oriel/rdp/bcgr"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

const (
	pointerCache = 128
	sourceMSTSC  = "MSTSC\x00" // some servers look for it
	osWindows    = 1
	osNT         = 3
	railLevel    = bcgr.RAILSupported | bcgr.RAILShellIntegration | bcgr.RAILLanguageIMESync | bcgr.RAILHandshakeEx
)

// data handles what comes on the I/O channel and the message channel.
func (c *Client) data(p *mcs.SendDataIndication, now time.Time, out *svc.Outbox) error {
	if p.Channel == c.res.MessageChannel && p.Channel != 0 {
		return c.message(p.Data, now, out)
	}
	if p.Channel != c.res.IOChannel {
		return nil
	}
	if c.state < stateLicense {
		return ErrSequence
	}
	r := wire.NewReader(p.Data)
	if c.state == stateLicense {
		return c.license(r)
	}
	kind, _, body := bcgr.ReadShare(r)
	if err := body.Err(); err != nil {
		return err
	}
	switch kind {
	case bcgr.ShareDemandActive:
		return c.demandActive(body, out)
	case bcgr.ShareDeactivateAll:
		c.state = stateDemand
	case bcgr.ShareData:
		return c.shareData(body)
	}
	return nil
}

func (c *Client) license(r *wire.Reader) error {
	if f := bcgr.ReadSecurityHeader(r); r.Err() == nil && f&bcgr.SecLicense == 0 {
		return ErrSequence
	}
	var p bcgr.LicenseError
	if p.ReadFrom(r); r.Err() != nil {
		return r.Err() // a server that wants real licences
	}
	if p.Code != bcgr.StatusValidClient {
		return fmt.Errorf("license error %d: %w", p.Code, ErrRefused)
	}
	c.state = stateDemand
	return nil
}

// message answers measurements of the network.
func (c *Client) message(data []byte, now time.Time, out *svc.Outbox) error {
	var box svc.Outbox
	if err := c.net.Step(data, now, &box); err != nil {
		return err
	}
	for i := range box.Len() {
		m := box.Message(i)
		out.Add(func(b []byte) []byte {
			return append(mcs.AppendSendDataRequest(b, c.res.User, c.res.MessageChannel, len(m)), m...)
		})
	}
	return nil
}

// demandActive confirms and sends the whole finalization at once, as all
// clients do.
func (c *Client) demandActive(body *wire.Reader, out *svc.Outbox) error {
	var p bcgr.DemandActive
	if p.ReadFrom(body); body.Err() != nil {
		return body.Err()
	}
	b := bcgr.Find[*bcgr.Bitmap](p.Capabilities)
	if b == nil || b.Width == 0 || b.Height == 0 {
		return fmt.Errorf("demand active without a desktop: %w", wire.ErrRange)
	}
	r := &c.res
	r.ShareID, r.Capabilities = p.ShareID, p.Capabilities
	r.Width, r.Height, r.Depth = int(b.Width), int(b.Height), int(b.BitsPerPixel)
	q := &bcgr.ConfirmActive{ShareID: p.ShareID, Originator: mcs.ServerUser, Source: sourceMSTSC, Capabilities: c.capabilities()}
	out.Add(func(b []byte) []byte {
		b = mcs.AppendSendDataRequest(b, r.User, r.IOChannel, bcgr.ShareControlSize+q.Size())
		return q.AppendTo(bcgr.AppendShareControl(b, bcgr.ShareConfirmActive, r.User, q.Size()))
	})
	r.AppendData(out, &bcgr.Synchronize{TargetUser: mcs.ServerUser})
	r.AppendData(out, &bcgr.Control{Action: bcgr.ControlCooperate})
	r.AppendData(out, &bcgr.Control{Action: bcgr.ControlRequest})
	r.AppendData(out, &bcgr.FontList{})
	c.state = stateFinalize
	return nil
}

// capabilities are the client's sets. Servers that are not ours want the
// caches to be mentioned, even if nothing is cached.
func (c *Client) capabilities() bcgr.Capabilities {
	cfg, r := &c.cfg, &c.res
	general := &bcgr.General{OSMajor: osWindows, OSMinor: osNT,
		ExtraFlags: bcgr.FastPathOutput | bcgr.LongCredentials | bcgr.AutoReconnectSupported | bcgr.NoBitmapCompressionHdr}
	if cfg.NoFastPath {
		general.ExtraFlags &^= bcgr.FastPathOutput
	}
	cs := bcgr.Capabilities{
		general,
		&bcgr.Bitmap{BitsPerPixel: uint16(r.Depth), Width: uint16(r.Width), Height: uint16(r.Height), Resize: true,
			DrawingFlags: bcgr.DrawDynamicColorFidelity | bcgr.DrawColorSubsampling | bcgr.DrawSkipAlpha},
		&bcgr.Order{Flags: bcgr.OrderNegotiate | bcgr.OrderZeroBoundsDelta | bcgr.OrderColorIndex | bcgr.OrderFlagsExtra,
			ExFlags: bcgr.OrderExFrameMarker},
		&bcgr.RawCapability{Kind: bcgr.CapBitmapCacheRev2, Data: make([]byte, 36)},
		&bcgr.Pointer{Color: true, ColorCacheSize: pointerCache, CacheSize: pointerCache},
		&bcgr.Input{KeyboardLayout: cfg.KeyboardLayout, KeyboardType: keyboardIBM101, FunctionKeys: 12,
			Flags: bcgr.InputFlagScancodes | bcgr.InputFlagMouseExtended | bcgr.InputFlagUnicodeKeys | bcgr.InputFlagFastPath2 | bcgr.InputFlagMouseHWheel},
		&bcgr.RawCapability{Kind: bcgr.CapBrush, Data: make([]byte, 4)},
		&bcgr.RawCapability{Kind: bcgr.CapGlyphCache, Data: make([]byte, 48)},
		&bcgr.RawCapability{Kind: bcgr.CapOffscreenCache, Data: make([]byte, 8)},
		&bcgr.VirtualChannel{ChunkSize: uint32(r.ChunkSize())}, // adopted
		&bcgr.Sound{Flags: bcgr.SoundBeeps},
		&bcgr.RawCapability{Kind: bcgr.CapControl, Data: []byte{0, 0, 0, 0, 2, 0, 2, 0}}, // never interested
		&bcgr.RawCapability{Kind: bcgr.CapWindowActivation, Data: make([]byte, 8)},
		&bcgr.Share{},
		&bcgr.Font{Flags: 1},
		&bcgr.MultiFragment{MaxRequestSize: cfg.MaxRequestSize},
		&bcgr.LargePointer{Flags: bcgr.LargePointer96 | bcgr.LargePointer384},
	}
	if cfg.SurfaceCommands {
		cs = append(cs, &bcgr.SurfaceCommands{Flags: bcgr.SurfaceSetBits | bcgr.SurfaceFrameMarker | bcgr.SurfaceStreamBits},
			&bcgr.BitmapCodecs{Codecs: cfg.Codecs}, &bcgr.FrameAcks{MaxUnacknowledged: cfg.FrameAcks})
	}
	if cfg.RAIL {
		cs = append(cs, &bcgr.RemotePrograms{Level: railLevel},
			&bcgr.WindowList{Level: bcgr.WindowSupportedEx, IconCaches: 3, IconCacheEntries: 12})
	}
	return cs
}

// shareData follows the finalization and picks out what concerns the
// connection as a whole.
func (c *Client) shareData(body *wire.Reader) error {
	_, t := bcgr.ReadShareData(body)
	if err := body.Err(); err != nil {
		return err
	}
	switch t {
	case bcgr.DataFontMap:
		if c.state == stateFinalize {
			c.state = stateActive
		}
	case bcgr.DataSetErrorInfo:
		var p bcgr.SetErrorInfo
		if p.ReadFrom(body); body.Err() != nil {
			return body.Err()
		}
		// The server goes on to say goodbye; that is when this is reported.
		c.info = p.Code
	case bcgr.DataSaveSessionInfo:
		var p bcgr.SaveSessionInfo
		if p.ReadFrom(body); body.Err() == nil && p.Cookie != nil {
			c.cookie = p.Cookie
		}
	case bcgr.DataSetKeyboardIndicators:
		var p bcgr.SetKeyboardIndicators
		if p.ReadFrom(body); body.Err() != nil {
			return body.Err()
		}
		c.leds = append(c.leds[max(0, len(c.leds)-maxLEDs+1):], p.LEDs)
	case bcgr.DataMonitorLayout:
		var p bcgr.MonitorLayout
		if p.ReadFrom(body); body.Err() != nil {
			return body.Err()
		}
		c.res.Monitors = p.Monitors
	}
	return nil
}

// maxLEDs is how much of what was said of lock keys is kept.
const maxLEDs = 100

// LEDs are what the server has said of the lock keys, sets of bcgr.Lock… bits;
// not to be written to.
func (c *Client) LEDs() []uint16 { return c.leds }

// ErrorInfo is what the server last said about the end of the session; 0 if
// nothing. A stream that ends without a goodbye may still have a reason.
func (c *Client) ErrorInfo() bcgr.ErrorInfo { return c.info }
