// Code generated from xml/tablet-v2.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpTabletManagerV2Proxy is the client's handle of a zwp_tablet_manager_v2: controller object for graphic tablet devices.
type ZwpTabletManagerV2Proxy struct{ *wlwire.Resource }

// GetTabletSeat sends request get_tablet_seat: get the tablet seat.
func (r ZwpTabletManagerV2Proxy) GetTabletSeat(seat WlSeatProxy) ZwpTabletSeatV2Proxy {
	e := r.BeginRequest(0)
	if e != nil {
		e.NewID(ZwpTabletSeatV2Interface)
		e.Object(seat.Resource, false)
		e.End()
	}
	return ZwpTabletSeatV2Proxy{e.Made(r.Resource, ZwpTabletSeatV2Interface)}
}

// Destroy sends destructor request destroy: release the memory for the tablet manager object.
func (r ZwpTabletManagerV2Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpTabletSeatV2Proxy is the client's handle of a zwp_tablet_seat_v2: controller object for graphic tablet devices of a seat.
type ZwpTabletSeatV2Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: release the memory for the tablet seat object.
func (r ZwpTabletSeatV2Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// ZwpTabletSeatV2Events receives the events of a zwp_tablet_seat_v2. Events without a function are ignored.
type ZwpTabletSeatV2Events struct {
	// TabletAdded is event tablet_added: new device notification.
	TabletAdded func(id ZwpTabletV2Proxy)
	// ToolAdded is event tool_added: a new tool has been used with a tablet.
	ToolAdded func(id ZwpTabletToolV2Proxy)
	// PadAdded is event pad_added: new pad notification.
	PadAdded func(id ZwpTabletPadV2Proxy)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletSeatV2Proxy) SetEvents(h *ZwpTabletSeatV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletSeatV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletSeatV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.TabletAdded == nil {
			return a.Skip()
		}
		id := ZwpTabletV2Proxy{a.NewID(ZwpTabletV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.TabletAdded(id)
	case 1:
		if h.ToolAdded == nil {
			return a.Skip()
		}
		id := ZwpTabletToolV2Proxy{a.NewID(ZwpTabletToolV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.ToolAdded(id)
	case 2:
		if h.PadAdded == nil {
			return a.Skip()
		}
		id := ZwpTabletPadV2Proxy{a.NewID(ZwpTabletPadV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.PadAdded(id)
	}
	return nil
}

// ZwpTabletToolV2Proxy is the client's handle of a zwp_tablet_tool_v2: a physical tablet tool.
type ZwpTabletToolV2Proxy struct{ *wlwire.Resource }

// SetCursor sends request set_cursor: set the tablet tool's surface.
func (r ZwpTabletToolV2Proxy) SetCursor(serial uint32, surface WlSurfaceProxy, hotspotX int32, hotspotY int32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, true)
		e.Int(hotspotX)
		e.Int(hotspotY)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the tool object.
func (r ZwpTabletToolV2Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpTabletToolV2Events receives the events of a zwp_tablet_tool_v2. Events without a function are ignored.
type ZwpTabletToolV2Events struct {
	// Type is event type: tool type.
	Type func(toolType ZwpTabletToolV2Type)
	// HardwareSerial is event hardware_serial: unique hardware serial number of the tool.
	HardwareSerial func(hardwareSerialHi uint32, hardwareSerialLo uint32)
	// HardwareIdWacom is event hardware_id_wacom: hardware id notification in Wacom's format.
	HardwareIdWacom func(hardwareIdHi uint32, hardwareIdLo uint32)
	// Capability is event capability: tool capability notification.
	Capability func(capability ZwpTabletToolV2Capability)
	// Done is event done: tool description events sequence complete.
	Done func()
	// Removed is event removed: tool removed.
	Removed func()
	// ProximityIn is event proximity_in: proximity in event.
	ProximityIn func(serial uint32, tablet ZwpTabletV2Proxy, surface WlSurfaceProxy)
	// ProximityOut is event proximity_out: proximity out event.
	ProximityOut func()
	// Down is event down: tablet tool is making contact.
	Down func(serial uint32)
	// Up is event up: tablet tool is no longer making contact.
	Up func()
	// Motion is event motion: motion event.
	Motion func(x wlwire.Fixed, y wlwire.Fixed)
	// Pressure is event pressure: pressure change event.
	Pressure func(pressure uint32)
	// Distance is event distance: distance change event.
	Distance func(distance uint32)
	// Tilt is event tilt: tilt change event.
	Tilt func(tiltX wlwire.Fixed, tiltY wlwire.Fixed)
	// Rotation is event rotation: z-rotation change event.
	Rotation func(degrees wlwire.Fixed)
	// Slider is event slider: Slider position change event.
	Slider func(position int32)
	// Wheel is event wheel: Wheel delta event.
	Wheel func(degrees wlwire.Fixed, clicks int32)
	// Button is event button: button event.
	Button func(serial uint32, button uint32, state ZwpTabletToolV2ButtonState)
	// Frame is event frame: frame event.
	Frame func(time uint32)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletToolV2Proxy) SetEvents(h *ZwpTabletToolV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletToolV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletToolV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Type == nil {
			return a.Skip()
		}
		toolType := ZwpTabletToolV2Type(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Type(toolType)
	case 1:
		if h.HardwareSerial == nil {
			return a.Skip()
		}
		hardwareSerialHi := a.Uint()
		hardwareSerialLo := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.HardwareSerial(hardwareSerialHi, hardwareSerialLo)
	case 2:
		if h.HardwareIdWacom == nil {
			return a.Skip()
		}
		hardwareIdHi := a.Uint()
		hardwareIdLo := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.HardwareIdWacom(hardwareIdHi, hardwareIdLo)
	case 3:
		if h.Capability == nil {
			return a.Skip()
		}
		capability := ZwpTabletToolV2Capability(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Capability(capability)
	case 4:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 5:
		if h.Removed == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Removed()
	case 6:
		if h.ProximityIn == nil {
			return a.Skip()
		}
		serial := a.Uint()
		tablet := ZwpTabletV2Proxy{a.Object(ZwpTabletV2Interface, false)}
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.ProximityIn(serial, tablet, surface)
	case 7:
		if h.ProximityOut == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.ProximityOut()
	case 8:
		if h.Down == nil {
			return a.Skip()
		}
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Down(serial)
	case 9:
		if h.Up == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Up()
	case 10:
		if h.Motion == nil {
			return a.Skip()
		}
		x := a.Fixed()
		y := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Motion(x, y)
	case 11:
		if h.Pressure == nil {
			return a.Skip()
		}
		pressure := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Pressure(pressure)
	case 12:
		if h.Distance == nil {
			return a.Skip()
		}
		distance := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Distance(distance)
	case 13:
		if h.Tilt == nil {
			return a.Skip()
		}
		tiltX := a.Fixed()
		tiltY := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Tilt(tiltX, tiltY)
	case 14:
		if h.Rotation == nil {
			return a.Skip()
		}
		degrees := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Rotation(degrees)
	case 15:
		if h.Slider == nil {
			return a.Skip()
		}
		position := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Slider(position)
	case 16:
		if h.Wheel == nil {
			return a.Skip()
		}
		degrees := a.Fixed()
		clicks := a.Int()
		if !a.Done() {
			return a.Err()
		}
		h.Wheel(degrees, clicks)
	case 17:
		if h.Button == nil {
			return a.Skip()
		}
		serial := a.Uint()
		button := a.Uint()
		state := ZwpTabletToolV2ButtonState(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Button(serial, button, state)
	case 18:
		if h.Frame == nil {
			return a.Skip()
		}
		time := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Frame(time)
	}
	return nil
}

// ZwpTabletV2Proxy is the client's handle of a zwp_tablet_v2: graphics tablet device.
type ZwpTabletV2Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the tablet object.
func (r ZwpTabletV2Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// ZwpTabletV2Events receives the events of a zwp_tablet_v2. Events without a function are ignored.
type ZwpTabletV2Events struct {
	// Name is event name: tablet device name.
	Name func(name string)
	// Id is event id: tablet device USB vendor/product id.
	Id func(vid uint32, pid uint32)
	// Path is event path: path to the device.
	Path func(path string)
	// Done is event done: tablet description events sequence complete.
	Done func()
	// Removed is event removed: tablet removed event.
	Removed func()
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletV2Proxy) SetEvents(h *ZwpTabletV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Name == nil {
			return a.Skip()
		}
		name := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Name(name)
	case 1:
		if h.Id == nil {
			return a.Skip()
		}
		vid := a.Uint()
		pid := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Id(vid, pid)
	case 2:
		if h.Path == nil {
			return a.Skip()
		}
		path := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Path(path)
	case 3:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 4:
		if h.Removed == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Removed()
	}
	return nil
}

// ZwpTabletPadRingV2Proxy is the client's handle of a zwp_tablet_pad_ring_v2: pad ring.
type ZwpTabletPadRingV2Proxy struct{ *wlwire.Resource }

// SetFeedback sends request set_feedback: set compositor feedback.
func (r ZwpTabletPadRingV2Proxy) SetFeedback(description string, serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.String(description, false)
		e.Uint(serial)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the ring object.
func (r ZwpTabletPadRingV2Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpTabletPadRingV2Events receives the events of a zwp_tablet_pad_ring_v2. Events without a function are ignored.
type ZwpTabletPadRingV2Events struct {
	// Source is event source: ring event source.
	Source func(source ZwpTabletPadRingV2Source)
	// Angle is event angle: angle changed.
	Angle func(degrees wlwire.Fixed)
	// Stop is event stop: interaction stopped.
	Stop func()
	// Frame is event frame: end of a ring event sequence.
	Frame func(time uint32)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletPadRingV2Proxy) SetEvents(h *ZwpTabletPadRingV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadRingV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletPadRingV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Source == nil {
			return a.Skip()
		}
		source := ZwpTabletPadRingV2Source(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Source(source)
	case 1:
		if h.Angle == nil {
			return a.Skip()
		}
		degrees := a.Fixed()
		if !a.Done() {
			return a.Err()
		}
		h.Angle(degrees)
	case 2:
		if h.Stop == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Stop()
	case 3:
		if h.Frame == nil {
			return a.Skip()
		}
		time := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Frame(time)
	}
	return nil
}

// ZwpTabletPadStripV2Proxy is the client's handle of a zwp_tablet_pad_strip_v2: pad strip.
type ZwpTabletPadStripV2Proxy struct{ *wlwire.Resource }

// SetFeedback sends request set_feedback: set compositor feedback.
func (r ZwpTabletPadStripV2Proxy) SetFeedback(description string, serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.String(description, false)
		e.Uint(serial)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the strip object.
func (r ZwpTabletPadStripV2Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpTabletPadStripV2Events receives the events of a zwp_tablet_pad_strip_v2. Events without a function are ignored.
type ZwpTabletPadStripV2Events struct {
	// Source is event source: strip event source.
	Source func(source ZwpTabletPadStripV2Source)
	// Position is event position: position changed.
	Position func(position uint32)
	// Stop is event stop: interaction stopped.
	Stop func()
	// Frame is event frame: end of a strip event sequence.
	Frame func(time uint32)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletPadStripV2Proxy) SetEvents(h *ZwpTabletPadStripV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadStripV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletPadStripV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Source == nil {
			return a.Skip()
		}
		source := ZwpTabletPadStripV2Source(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Source(source)
	case 1:
		if h.Position == nil {
			return a.Skip()
		}
		position := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Position(position)
	case 2:
		if h.Stop == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Stop()
	case 3:
		if h.Frame == nil {
			return a.Skip()
		}
		time := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Frame(time)
	}
	return nil
}

// ZwpTabletPadGroupV2Proxy is the client's handle of a zwp_tablet_pad_group_v2: a set of buttons, rings and strips.
type ZwpTabletPadGroupV2Proxy struct{ *wlwire.Resource }

// Destroy sends destructor request destroy: destroy the pad object.
func (r ZwpTabletPadGroupV2Proxy) Destroy() {
	e := r.BeginRequest(0)
	if e != nil {
		e.End()
	}
}

// ZwpTabletPadGroupV2Events receives the events of a zwp_tablet_pad_group_v2. Events without a function are ignored.
type ZwpTabletPadGroupV2Events struct {
	// Buttons is event buttons: buttons announced.
	Buttons func(buttons []byte)
	// Ring is event ring: ring announced.
	Ring func(ring ZwpTabletPadRingV2Proxy)
	// Strip is event strip: strip announced.
	Strip func(strip ZwpTabletPadStripV2Proxy)
	// Modes is event modes: mode-switch ability announced.
	Modes func(modes uint32)
	// Done is event done: tablet group description events sequence complete.
	Done func()
	// ModeSwitch is event mode_switch: mode switch event.
	ModeSwitch func(time uint32, serial uint32, mode uint32)
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletPadGroupV2Proxy) SetEvents(h *ZwpTabletPadGroupV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadGroupV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletPadGroupV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Buttons == nil {
			return a.Skip()
		}
		buttons := a.Array()
		if !a.Done() {
			return a.Err()
		}
		h.Buttons(buttons)
	case 1:
		if h.Ring == nil {
			return a.Skip()
		}
		ring := ZwpTabletPadRingV2Proxy{a.NewID(ZwpTabletPadRingV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.Ring(ring)
	case 2:
		if h.Strip == nil {
			return a.Skip()
		}
		strip := ZwpTabletPadStripV2Proxy{a.NewID(ZwpTabletPadStripV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.Strip(strip)
	case 3:
		if h.Modes == nil {
			return a.Skip()
		}
		modes := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Modes(modes)
	case 4:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 5:
		if h.ModeSwitch == nil {
			return a.Skip()
		}
		time := a.Uint()
		serial := a.Uint()
		mode := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.ModeSwitch(time, serial, mode)
	}
	return nil
}

// ZwpTabletPadV2Proxy is the client's handle of a zwp_tablet_pad_v2: a set of buttons, rings and strips.
type ZwpTabletPadV2Proxy struct{ *wlwire.Resource }

// SetFeedback sends request set_feedback: set compositor feedback.
func (r ZwpTabletPadV2Proxy) SetFeedback(button uint32, description string, serial uint32) {
	e := r.BeginRequest(0)
	if e != nil {
		e.Uint(button)
		e.String(description, false)
		e.Uint(serial)
		e.End()
	}
}

// Destroy sends destructor request destroy: destroy the pad object.
func (r ZwpTabletPadV2Proxy) Destroy() {
	e := r.BeginRequest(1)
	if e != nil {
		e.End()
	}
}

// ZwpTabletPadV2Events receives the events of a zwp_tablet_pad_v2. Events without a function are ignored.
type ZwpTabletPadV2Events struct {
	// Group is event group: group announced.
	Group func(padGroup ZwpTabletPadGroupV2Proxy)
	// Path is event path: path to the device.
	Path func(path string)
	// Buttons is event buttons: buttons announced.
	Buttons func(buttons uint32)
	// Done is event done: pad description event sequence complete.
	Done func()
	// Button is event button: physical button state.
	Button func(time uint32, button uint32, state ZwpTabletPadV2ButtonState)
	// Enter is event enter: enter event.
	Enter func(serial uint32, tablet ZwpTabletV2Proxy, surface WlSurfaceProxy)
	// Leave is event leave: leave event.
	Leave func(serial uint32, surface WlSurfaceProxy)
	// Removed is event removed: pad removed event.
	Removed func()
}

// SetEvents sets the receiver of r's events.
func (r ZwpTabletPadV2Proxy) SetEvents(h *ZwpTabletPadV2Events) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadV2Event(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h, ok := r.Handler().(*ZwpTabletPadV2Events)
	if !ok || h == nil {
		return a.Skip()
	}
	switch op {
	case 0:
		if h.Group == nil {
			return a.Skip()
		}
		padGroup := ZwpTabletPadGroupV2Proxy{a.NewID(ZwpTabletPadGroupV2Interface)}
		if !a.Done() {
			return a.Err()
		}
		h.Group(padGroup)
	case 1:
		if h.Path == nil {
			return a.Skip()
		}
		path := a.String(false)
		if !a.Done() {
			return a.Err()
		}
		h.Path(path)
	case 2:
		if h.Buttons == nil {
			return a.Skip()
		}
		buttons := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		h.Buttons(buttons)
	case 3:
		if h.Done == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Done()
	case 4:
		if h.Button == nil {
			return a.Skip()
		}
		time := a.Uint()
		button := a.Uint()
		state := ZwpTabletPadV2ButtonState(a.Uint())
		if !a.Done() {
			return a.Err()
		}
		h.Button(time, button, state)
	case 5:
		if h.Enter == nil {
			return a.Skip()
		}
		serial := a.Uint()
		tablet := ZwpTabletV2Proxy{a.Object(ZwpTabletV2Interface, false)}
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Enter(serial, tablet, surface)
	case 6:
		if h.Leave == nil {
			return a.Skip()
		}
		serial := a.Uint()
		surface := WlSurfaceProxy{a.Object(WlSurfaceInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		h.Leave(serial, surface)
	case 7:
		if h.Removed == nil {
			return a.Skip()
		}
		if !a.Done() {
			return a.Err()
		}
		h.Removed()
	}
	return nil
}

func init() {
	ZwpTabletSeatV2Interface.DispatchEvent = dispatchZwpTabletSeatV2Event
	ZwpTabletToolV2Interface.DispatchEvent = dispatchZwpTabletToolV2Event
	ZwpTabletV2Interface.DispatchEvent = dispatchZwpTabletV2Event
	ZwpTabletPadRingV2Interface.DispatchEvent = dispatchZwpTabletPadRingV2Event
	ZwpTabletPadStripV2Interface.DispatchEvent = dispatchZwpTabletPadStripV2Event
	ZwpTabletPadGroupV2Interface.DispatchEvent = dispatchZwpTabletPadGroupV2Event
	ZwpTabletPadV2Interface.DispatchEvent = dispatchZwpTabletPadV2Event
}
