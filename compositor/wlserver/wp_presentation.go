package wlserver

import (
	"golang.org/x/sys/unix"

	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type presentation struct{}

func (s *Server) bindPresentation(_ *client, r *wlwire.Resource) {
	h := wlproto.WpPresentation{Resource: r}
	h.SetHandler(presentation{})
	h.SendClockId(unix.CLOCK_MONOTONIC)
}

// Destroy implements wlproto.WpPresentationRequests.
func (presentation) Destroy(wlproto.WpPresentation) error { return nil }

// Feedback implements wlproto.WpPresentationRequests.
func (presentation) Feedback(r wlproto.WpPresentation, surf wlproto.WlSurface, cb wlproto.WpPresentationFeedback) error {
	x := surf.Handler().(*surface)
	if len(x.pending.feedbacks) >= maxCallbacks {
		return wlwire.Errorf(r, wlproto.WlDisplayErrorNoMemory, "too many presentation feedbacks")
	}
	x.pending.feedbacks = append(x.pending.feedbacks, cb)
	return nil
}

// presented answers the feedbacks of the content that a viewer has taken.
// There is no vertical retrace here, so the flags claim nothing.
func (x *surface) presented() {
	list := x.current.feedbacks
	if len(list) == 0 {
		return
	}
	var ts unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_MONOTONIC, &ts)
	sec := uint64(ts.Sec)
	for _, f := range list {
		for _, o := range x.root().entered {
			for _, r := range o.resources {
				f.SendSyncOutput(r)
			}
		}
		f.SendPresented(uint32(sec>>32), uint32(sec), uint32(ts.Nsec), x.s.outputs.refreshNS(), 0, 0, 0)
	}
	x.current.feedbacks = list[:0]
}
