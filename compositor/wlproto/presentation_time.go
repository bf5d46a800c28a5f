// Code generated from xml/presentation-time.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// WpPresentationInterface describes wp_presentation.
var WpPresentationInterface = &wlwire.Interface{Name: "wp_presentation", Version: 2}

// WpPresentationError is fatal presentation errors.
type WpPresentationError uint32

// The values of WpPresentationError.
const (
	WpPresentationErrorInvalidTimestamp WpPresentationError = 0 // invalid value in tv_nsec
	WpPresentationErrorInvalidFlag      WpPresentationError = 1 // invalid flag
)

// Valid reports whether v is one of the values above, of any version.
func (v WpPresentationError) Valid() bool {
	switch v {
	case WpPresentationErrorInvalidTimestamp,
		WpPresentationErrorInvalidFlag:
		return true
	}
	return false
}

// WpPresentation is the server's handle of a wp_presentation: timed presentation related wl_surface requests.
type WpPresentation struct{ *wlwire.Resource }

// WpPresentationRequests is implemented by the handler of a WpPresentation.
type WpPresentationRequests interface {
	// Destroy is destructor request destroy: unbind from the presentation interface.
	Destroy(r WpPresentation) error
	// Feedback is request feedback: request presentation feedback information.
	Feedback(r WpPresentation, surface WlSurface, callback WpPresentationFeedback) error
}

// SetHandler sets the receiver of r's requests.
func (r WpPresentation) SetHandler(h WpPresentationRequests) { r.Resource.SetHandler(h) }

func dispatchWpPresentationRequest(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(WpPresentationRequests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(WpPresentation{r})
	case 1:
		surface := WlSurface{a.Object(WlSurfaceInterface, false)}
		callback := WpPresentationFeedback{a.NewID(WpPresentationFeedbackInterface)}
		if !a.Done() {
			return a.Err()
		}
		return h.Feedback(WpPresentation{r}, surface, callback)
	}
	return nil
}

// SendClockId sends event clock_id: clock ID for timestamps.
func (r WpPresentation) SendClockId(clkId uint32) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(clkId)
		e.End()
	}
}

// WpPresentationFeedbackInterface describes wp_presentation_feedback.
var WpPresentationFeedbackInterface = &wlwire.Interface{Name: "wp_presentation_feedback", Version: 2}

// WpPresentationFeedbackKind is bitmask of flags in presented event.
type WpPresentationFeedbackKind uint32

// The values of WpPresentationFeedbackKind.
const (
	WpPresentationFeedbackKindVsync        WpPresentationFeedbackKind = 0x1 // presentation was vsync'd
	WpPresentationFeedbackKindHwClock      WpPresentationFeedbackKind = 0x2 // hardware provided the presentation timestamp
	WpPresentationFeedbackKindHwCompletion WpPresentationFeedbackKind = 0x4 // hardware signalled the start of the presentation
	WpPresentationFeedbackKindZeroCopy     WpPresentationFeedbackKind = 0x8 // presentation was done zero-copy
)

// Valid reports whether v has no bits besides those above.
func (v WpPresentationFeedbackKind) Valid() bool {
	return v&^(WpPresentationFeedbackKindVsync|WpPresentationFeedbackKindHwClock|WpPresentationFeedbackKindHwCompletion|WpPresentationFeedbackKindZeroCopy) == 0
}

// WpPresentationFeedback is the server's handle of a wp_presentation_feedback: presentation time feedback event.
type WpPresentationFeedback struct{ *wlwire.Resource }

// SendSyncOutput sends event sync_output: presentation synchronized to this output.
func (r WpPresentationFeedback) SendSyncOutput(output WlOutput) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Object(output.Resource, false)
		e.End()
	}
}

// SendPresented sends destructor event presented: the content update was displayed.
func (r WpPresentationFeedback) SendPresented(tvSecHi uint32, tvSecLo uint32, tvNsec uint32, refresh uint32, seqHi uint32, seqLo uint32, flags WpPresentationFeedbackKind) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(tvSecHi)
		e.Uint(tvSecLo)
		e.Uint(tvNsec)
		e.Uint(refresh)
		e.Uint(seqHi)
		e.Uint(seqLo)
		e.Uint(uint32(flags))
		e.End()
	}
}

// SendDiscarded sends destructor event discarded: the content update was not displayed.
func (r WpPresentationFeedback) SendDiscarded() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	WpPresentationInterface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
		{Name: "feedback", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindNewID, Interface: WpPresentationFeedbackInterface},
		}},
	}
	WpPresentationInterface.Events = []wlwire.Message{
		{Name: "clock_id", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	WpPresentationInterface.DispatchRequest = dispatchWpPresentationRequest
	WpPresentationFeedbackInterface.Events = []wlwire.Message{
		{Name: "sync_output", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindObject, Interface: WlOutputInterface},
		}},
		{Name: "presented", Since: 1, Destructor: true, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "discarded", Since: 1, Destructor: true},
	}
}
