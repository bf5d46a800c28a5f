package wlserver

import "oriel/compositor/wlproto"

// addGlobals offers everything, in the order in which clients see it.
func (s *Server) addGlobals() {
	s.addGlobal(wlproto.WlCompositorInterface, 6, s.bindCompositor)
	s.addGlobal(wlproto.WlSubcompositorInterface, 1, s.bindSubcompositor)
	s.addGlobal(wlproto.WlShmInterface, 1, s.bindShm)
	s.addGlobal(wlproto.WpViewporterInterface, 1, s.bindViewporter)
	s.addGlobal(wlproto.WpFractionalScaleManagerV1Interface, 1, s.bindFractionalScale)
	s.addGlobal(wlproto.WpPresentationInterface, 1, s.bindPresentation)
	s.addGlobal(wlproto.WpSinglePixelBufferManagerV1Interface, 1, s.bindSinglePixel)
	s.addGlobal(wlproto.ZxdgOutputManagerV1Interface, 3, s.bindXdgOutput)
	s.addGlobal(wlproto.XdgWmBaseInterface, 6, s.bindWmBase)
	s.addGlobal(wlproto.ZxdgDecorationManagerV1Interface, 1, s.bindDecoration)
	s.addSeatGlobals()
	s.addGlobal(wlproto.XwaylandShellV1Interface, 1, s.bindXwaylandShell).hidden = xwaylandOnly
}
