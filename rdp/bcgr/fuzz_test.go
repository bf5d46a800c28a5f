package bcgr

import (
	"bytes"
	"testing"

	"oriel/rdp/mcs"
	"oriel/rdp/wire"
	"oriel/rdp/wire/wiretest"
)

// fixedPoint decodes in into p; if that works, what p encodes must decode and
// encode to itself.
func fixedPoint(t *testing.T, in []byte, p, q wire.PDU) {
	r := wire.NewReader(in)
	p.ReadFrom(r)
	if r.Err() != nil || p.Size() > 0xFF00 { // a length field could not say more
		return
	}
	b := p.AppendTo(nil)
	r = wire.NewReader(b)
	q.ReadFrom(r)
	if c := q.AppendTo(nil); r.Err() != nil || !bytes.Equal(b, c) || p.Size() != len(b) {
		t.Fatalf("no fixed point (%v):\n% x\n% x", r.Err(), b, c)
	}
}

// recorded are the data that real clients have sent on the I/O channel while
// they connected.
func recorded(f *testing.F) (list [][]byte) {
	for _, b := range wiretest.Frames(f) {
		if p, err := mcs.DecodeFrame(b); err == nil {
			if d, ok := p.(*mcs.SendDataRequest); ok {
				list = append(list, d.Data)
			}
		}
	}
	return list
}

func FuzzClientInfo(f *testing.F) {
	for _, b := range recorded(f) {
		f.Add(b[min(len(b), SecurityHeaderSize):])
	}
	f.Add(wiretest.File(f, "client_info.hex"))
	f.Add(fullInfo().AppendTo(nil))
	f.Fuzz(func(t *testing.T, in []byte) { fixedPoint(t, in, new(ClientInfo), new(ClientInfo)) })
}

func FuzzConfirmActive(f *testing.F) {
	for _, b := range recorded(f) {
		f.Add(b[min(len(b), ShareControlSize):])
	}
	f.Add(wiretest.File(f, "confirm_active.hex")[ShareControlSize:])
	f.Add((&ConfirmActive{1, 1002, "x", allCapabilities()}).AppendTo(nil))
	f.Fuzz(func(t *testing.T, in []byte) {
		fixedPoint(t, in, new(ConfirmActive), new(ConfirmActive))
		ReadRFXClientProperties(in)
	})
}

func FuzzFastPathInput(f *testing.F) {
	for _, b := range wiretest.Messages(f, "fast") {
		f.Add(b)
	}
	f.Add(AppendFastPathInput(nil, someInput(8)))
	f.Add(AppendFastPathInput(nil, someInput(20)))
	f.Fuzz(func(t *testing.T, in []byte) {
		es, err := AppendFastPathEvents(nil, in)
		if err != nil {
			return
		}
		b := AppendFastPathInput(nil, es)
		es2, err := AppendFastPathEvents(nil, b)
		if err != nil || !bytes.Equal(AppendFastPathInput(nil, es2), b) {
			t.Fatalf("%v -> %v, %v", es, es2, err)
		}
	})
}

// FuzzShare reads slow-path share PDUs of every kind.
func FuzzShare(f *testing.F) {
	for _, b := range append(recorded(f), wiretest.Messages(f, "io")...) {
		f.Add(b)
	}
	for _, p := range []DataPDU{&InputPDU{someInput(7)}, &RefreshRect{[]Rect{{1, 2, 3, 4}}}, &SuppressOutput{Allow: true}, &FontList{},
		&SaveSessionInfo{InfoType: InfoExtended, Cookie: new(ServerCookie)}, &Control{}, &FrameAcknowledge{}, &MonitorLayout{}} {
		f.Add(AppendData(nil, 1, 1002, p))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		kind, _, body := ReadShare(wire.NewReader(in))
		if kind != ShareData {
			return
		}
		_, dt := ReadShareData(body)
		if dt == DataUpdate || dt == DataPointer {
			ReadSlowPathUpdate(dt, body)
			return
		}
		p := NewDataPDU(dt)
		if p == nil || body.Err() != nil {
			return
		}
		fixedPoint(t, body.Rest(), p, NewDataPDU(dt))
	})
}

func FuzzUpdates(f *testing.F) {
	f.Add(AppendFastPathUpdate(nil, UpdateBitmap, (&BitmapUpdate{[]BitmapData{{Flags: BitmapCompression, Data: []byte{1}}}}).AppendTo(nil)))
	f.Add(AppendFastPathUpdate(nil, UpdateSurfaceCommands, (&SurfaceBits{Data: []byte{1}}).AppendTo(nil)))
	f.Add(AppendFastPathUpdate(nil, UpdatePointerNew, (&PointerShape{Code: UpdatePointerNew, Xor: []byte{1, 2}}).AppendTo(nil)))
	f.Fuzz(func(t *testing.T, in []byte) {
		var u UpdateReader
		u.Read(in, func(c UpdateCode, p []byte) error {
			switch c {
			case UpdateBitmap:
				fixedPoint(t, p, new(BitmapUpdate), new(BitmapUpdate))
			case UpdateSurfaceCommands:
				return ReadSurfaceCommands(p, func(c SurfaceCommand) error {
					if s, ok := c.(*SurfaceBits); ok && s.Size() != len(s.AppendTo(nil)) {
						t.Fatal("Size")
					}
					return nil
				})
			case UpdatePointerColor, UpdatePointerNew, UpdatePointerLarge:
				fixedPoint(t, p, &PointerShape{Code: c}, &PointerShape{Code: c})
			}
			return nil
		})
	})
}

func FuzzMessageChannel(f *testing.F) {
	for _, b := range wiretest.Messages(f, "message") {
		f.Add(b[min(len(b), SecurityHeaderSize):])
	}
	f.Add((&AutoDetectRequest{Kind: NetCharAll}).AppendTo(nil))
	f.Add((&AutoDetectResponse{Kind: BandwidthResultContinue}).AppendTo(nil))
	f.Fuzz(func(t *testing.T, in []byte) {
		ReadSecurityHeader(wire.NewReader(in))
		fixedPoint(t, in, new(AutoDetectRequest), new(AutoDetectRequest))
		fixedPoint(t, in, new(AutoDetectResponse), new(AutoDetectResponse))
		fixedPoint(t, in, new(LicenseError), new(LicenseError))
	})
}
