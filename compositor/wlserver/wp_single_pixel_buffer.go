package wlserver

import (
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type singlePixelManager struct{ s *Server }

func (s *Server) bindSinglePixel(_ *client, r *wlwire.Resource) {
	wlproto.WpSinglePixelBufferManagerV1{Resource: r}.SetHandler(singlePixelManager{s})
}

// Destroy implements wlproto.WpSinglePixelBufferManagerV1Requests.
func (singlePixelManager) Destroy(wlproto.WpSinglePixelBufferManagerV1) error { return nil }

// CreateU32RgbaBuffer implements wlproto.WpSinglePixelBufferManagerV1Requests.
// The channels are premultiplied and use the full range of 32 bits.
func (m singlePixelManager) CreateU32RgbaBuffer(_ wlproto.WpSinglePixelBufferManagerV1, id wlproto.WlBuffer, r, g, b, a uint32) error {
	px := []byte{byte(b >> 24), byte(g >> 24), byte(r >> 24), byte(a >> 24)}
	buf := &buffer{s: m.s, res: id, px: scene.Pixels{Pix: px, Stride: 4, Width: 1, Height: 1, Format: scene.ARGB8888}}
	id.SetHandler(buf.init())
	return nil
}
