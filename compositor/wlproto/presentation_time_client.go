// Code generated from xml/presentation-time.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpPresentationProxy is the client's handle of a wp_presentation: timed presentation related wl_surface requests.
type WpPresentationProxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: unbind from the presentation interface.
func (r WpPresentationProxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// Feedback sends request feedback: request presentation feedback information.
func (r WpPresentationProxy) Feedback(surface WlSurfaceProxy) WpPresentationFeedbackProxy {
	e := r.BeginRequest(1)
	if e != nil {
		e.Object(surface.Resource, false)
		e.NewID(WpPresentationFeedbackInterface)
		e.End()
	}
	return WpPresentationFeedbackProxy{e.Made(r.Resource, WpPresentationFeedbackInterface)}
}

// WpPresentationEvents receives the events of a wp_presentation. Events without a function are ignored.
type WpPresentationEvents struct {
	// ClockId is event clock_id: clock ID for timestamps.
	ClockId func(clkId uint32)
}

// SetEvents sets the receiver of r's events.
func (r WpPresentationProxy) SetEvents(h *WpPresentationEvents) { r.Resource.SetHandler(h) }

func dispatchWpPresentationEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WpPresentationEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.ClockId == nil {
			return a.Skip()
		}
		clkId := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.ClockId(clkId)
	}
	return nil
}

// WpPresentationFeedbackProxy is the client's handle of a wp_presentation_feedback: presentation time feedback event.
type WpPresentationFeedbackProxy struct{ *wlwire.Resource }

// WpPresentationFeedbackEvents receives the events of a wp_presentation_feedback. Events without a function are ignored.
type WpPresentationFeedbackEvents struct {
	// SyncOutput is event sync_output: presentation synchronized to this output.
	SyncOutput func(output WlOutputProxy)
	// Presented is destructor event presented: the content update was displayed.
	Presented func(tvSecHi uint32, tvSecLo uint32, tvNsec uint32, refresh uint32, seqHi uint32, seqLo uint32, flags WpPresentationFeedbackKind)
	// Discarded is destructor event discarded: the content update was not displayed.
	Discarded func()
}

// SetEvents sets the receiver of r's events.
func (r WpPresentationFeedbackProxy) SetEvents(h *WpPresentationFeedbackEvents) {
	r.Resource.SetHandler(h)
}

func dispatchWpPresentationFeedbackEvent(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*WpPresentationFeedbackEvents)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.SyncOutput == nil {
			return a.Skip()
		}
		output := WlOutputProxy{a.Object(WlOutputInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.SyncOutput(output)
	case 1:
		if h.Presented == nil {
			return a.Skip()
		}
		tvSecHi := a.Uint()
		tvSecLo := a.Uint()
		tvNsec := a.Uint()
		refresh := a.Uint()
		seqHi := a.Uint()
		seqLo := a.Uint()
		flags := WpPresentationFeedbackKind(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Presented(tvSecHi, tvSecLo, tvNsec, refresh, seqHi, seqLo, flags)
	case 2:
		if h.Discarded == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Discarded()
	}
	return nil
}

func init() {
	WpPresentationInterface.DispatchEvent = dispatchWpPresentationEvent
	WpPresentationFeedbackInterface.DispatchEvent = dispatchWpPresentationFeedbackEvent
}
