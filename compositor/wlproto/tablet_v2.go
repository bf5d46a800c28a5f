// Code generated from xml/tablet-v2.xml by gen. DO NOT EDIT.

package wlproto

import "oriel/compositor/wlwire"

// ZwpTabletManagerV2Interface describes zwp_tablet_manager_v2.
var ZwpTabletManagerV2Interface = &wlwire.Interface{Name: "zwp_tablet_manager_v2", Version: 1}

// ZwpTabletManagerV2 is the server's handle of a zwp_tablet_manager_v2: controller object for graphic tablet devices.
type ZwpTabletManagerV2 struct{ *wlwire.Resource }

// ZwpTabletManagerV2Requests is implemented by the handler of a ZwpTabletManagerV2.
type ZwpTabletManagerV2Requests interface {
	// GetTabletSeat is request get_tablet_seat: get the tablet seat.
	GetTabletSeat(r ZwpTabletManagerV2, tabletSeat ZwpTabletSeatV2, seat WlSeat) error
	// Destroy is destructor request destroy: release the memory for the tablet manager object.
	Destroy(r ZwpTabletManagerV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletManagerV2) SetHandler(h ZwpTabletManagerV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletManagerV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletManagerV2Requests)
	switch op {
	case 0:
		tabletSeat := ZwpTabletSeatV2{a.NewID(ZwpTabletSeatV2Interface)}
		seat := WlSeat{a.Object(WlSeatInterface, false)}
		if !a.Done() {
			return a.Err()
		}
		return h.GetTabletSeat(ZwpTabletManagerV2{r}, tabletSeat, seat)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletManagerV2{r})
	}
	return nil
}

// ZwpTabletSeatV2Interface describes zwp_tablet_seat_v2.
var ZwpTabletSeatV2Interface = &wlwire.Interface{Name: "zwp_tablet_seat_v2", Version: 1}

// ZwpTabletSeatV2 is the server's handle of a zwp_tablet_seat_v2: controller object for graphic tablet devices of a seat.
type ZwpTabletSeatV2 struct{ *wlwire.Resource }

// ZwpTabletSeatV2Requests is implemented by the handler of a ZwpTabletSeatV2.
type ZwpTabletSeatV2Requests interface {
	// Destroy is destructor request destroy: release the memory for the tablet seat object.
	Destroy(r ZwpTabletSeatV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletSeatV2) SetHandler(h ZwpTabletSeatV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletSeatV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletSeatV2Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletSeatV2{r})
	}
	return nil
}

// SendTabletAdded sends event tablet_added: new device notification.
func (r ZwpTabletSeatV2) SendTabletAdded() ZwpTabletV2 {
	e := r.BeginEvent(0)
	if e != nil {
		e.NewID(ZwpTabletV2Interface)
		e.End()
	}
	return ZwpTabletV2{e.Made(r.Resource, ZwpTabletV2Interface)}
}

// SendToolAdded sends event tool_added: a new tool has been used with a tablet.
func (r ZwpTabletSeatV2) SendToolAdded() ZwpTabletToolV2 {
	e := r.BeginEvent(1)
	if e != nil {
		e.NewID(ZwpTabletToolV2Interface)
		e.End()
	}
	return ZwpTabletToolV2{e.Made(r.Resource, ZwpTabletToolV2Interface)}
}

// SendPadAdded sends event pad_added: new pad notification.
func (r ZwpTabletSeatV2) SendPadAdded() ZwpTabletPadV2 {
	e := r.BeginEvent(2)
	if e != nil {
		e.NewID(ZwpTabletPadV2Interface)
		e.End()
	}
	return ZwpTabletPadV2{e.Made(r.Resource, ZwpTabletPadV2Interface)}
}

// ZwpTabletToolV2Interface describes zwp_tablet_tool_v2.
var ZwpTabletToolV2Interface = &wlwire.Interface{Name: "zwp_tablet_tool_v2", Version: 1}

// ZwpTabletToolV2Type is a physical tool type.
type ZwpTabletToolV2Type uint32

// The values of ZwpTabletToolV2Type.
const (
	ZwpTabletToolV2TypePen      ZwpTabletToolV2Type = 0x140 // Pen
	ZwpTabletToolV2TypeEraser   ZwpTabletToolV2Type = 0x141 // Eraser
	ZwpTabletToolV2TypeBrush    ZwpTabletToolV2Type = 0x142 // Brush
	ZwpTabletToolV2TypePencil   ZwpTabletToolV2Type = 0x143 // Pencil
	ZwpTabletToolV2TypeAirbrush ZwpTabletToolV2Type = 0x144 // Airbrush
	ZwpTabletToolV2TypeFinger   ZwpTabletToolV2Type = 0x145 // Finger
	ZwpTabletToolV2TypeMouse    ZwpTabletToolV2Type = 0x146 // Mouse
	ZwpTabletToolV2TypeLens     ZwpTabletToolV2Type = 0x147 // Lens
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletToolV2Type) Valid() bool {
	switch v {
	case ZwpTabletToolV2TypePen,
		ZwpTabletToolV2TypeEraser,
		ZwpTabletToolV2TypeBrush,
		ZwpTabletToolV2TypePencil,
		ZwpTabletToolV2TypeAirbrush,
		ZwpTabletToolV2TypeFinger,
		ZwpTabletToolV2TypeMouse,
		ZwpTabletToolV2TypeLens:
		return true
	}
	return false
}

// ZwpTabletToolV2Capability is capability flags for a tool.
type ZwpTabletToolV2Capability uint32

// The values of ZwpTabletToolV2Capability.
const (
	ZwpTabletToolV2CapabilityTilt     ZwpTabletToolV2Capability = 1 // Tilt axes
	ZwpTabletToolV2CapabilityPressure ZwpTabletToolV2Capability = 2 // Pressure axis
	ZwpTabletToolV2CapabilityDistance ZwpTabletToolV2Capability = 3 // Distance axis
	ZwpTabletToolV2CapabilityRotation ZwpTabletToolV2Capability = 4 // Z-rotation axis
	ZwpTabletToolV2CapabilitySlider   ZwpTabletToolV2Capability = 5 // Slider axis
	ZwpTabletToolV2CapabilityWheel    ZwpTabletToolV2Capability = 6 // Wheel axis
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletToolV2Capability) Valid() bool {
	switch v {
	case ZwpTabletToolV2CapabilityTilt,
		ZwpTabletToolV2CapabilityPressure,
		ZwpTabletToolV2CapabilityDistance,
		ZwpTabletToolV2CapabilityRotation,
		ZwpTabletToolV2CapabilitySlider,
		ZwpTabletToolV2CapabilityWheel:
		return true
	}
	return false
}

// ZwpTabletToolV2ButtonState is physical button state.
type ZwpTabletToolV2ButtonState uint32

// The values of ZwpTabletToolV2ButtonState.
const (
	ZwpTabletToolV2ButtonStateReleased ZwpTabletToolV2ButtonState = 0 // button is not pressed
	ZwpTabletToolV2ButtonStatePressed  ZwpTabletToolV2ButtonState = 1 // button is pressed
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletToolV2ButtonState) Valid() bool {
	switch v {
	case ZwpTabletToolV2ButtonStateReleased,
		ZwpTabletToolV2ButtonStatePressed:
		return true
	}
	return false
}

// ZwpTabletToolV2Error is.
type ZwpTabletToolV2Error uint32

// The values of ZwpTabletToolV2Error.
const (
	ZwpTabletToolV2ErrorRole ZwpTabletToolV2Error = 0 // given wl_surface has another role
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletToolV2Error) Valid() bool {
	switch v {
	case ZwpTabletToolV2ErrorRole:
		return true
	}
	return false
}

// ZwpTabletToolV2 is the server's handle of a zwp_tablet_tool_v2: a physical tablet tool.
type ZwpTabletToolV2 struct{ *wlwire.Resource }

// ZwpTabletToolV2Requests is implemented by the handler of a ZwpTabletToolV2.
type ZwpTabletToolV2Requests interface {
	// SetCursor is request set_cursor: set the tablet tool's surface.
	SetCursor(r ZwpTabletToolV2, serial uint32, surface WlSurface, hotspotX int32, hotspotY int32) error
	// Destroy is destructor request destroy: destroy the tool object.
	Destroy(r ZwpTabletToolV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletToolV2) SetHandler(h ZwpTabletToolV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletToolV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletToolV2Requests)
	switch op {
	case 0:
		serial := a.Uint()
		surface := WlSurface{a.Object(WlSurfaceInterface, true)}
		hotspotX := a.Int()
		hotspotY := a.Int()
		if !a.Done() {
			return a.Err()
		}
		return h.SetCursor(ZwpTabletToolV2{r}, serial, surface, hotspotX, hotspotY)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletToolV2{r})
	}
	return nil
}

// SendType sends event type: tool type.
func (r ZwpTabletToolV2) SendType(toolType ZwpTabletToolV2Type) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(toolType))
		e.End()
	}
}

// SendHardwareSerial sends event hardware_serial: unique hardware serial number of the tool.
func (r ZwpTabletToolV2) SendHardwareSerial(hardwareSerialHi uint32, hardwareSerialLo uint32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(hardwareSerialHi)
		e.Uint(hardwareSerialLo)
		e.End()
	}
}

// SendHardwareIdWacom sends event hardware_id_wacom: hardware id notification in Wacom's format.
func (r ZwpTabletToolV2) SendHardwareIdWacom(hardwareIdHi uint32, hardwareIdLo uint32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(hardwareIdHi)
		e.Uint(hardwareIdLo)
		e.End()
	}
}

// SendCapability sends event capability: tool capability notification.
func (r ZwpTabletToolV2) SendCapability(capability ZwpTabletToolV2Capability) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(uint32(capability))
		e.End()
	}
}

// SendDone sends event done: tool description events sequence complete.
func (r ZwpTabletToolV2) SendDone() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// SendRemoved sends event removed: tool removed.
func (r ZwpTabletToolV2) SendRemoved() {
	e := r.BeginEvent(5)
	if e != nil {
		e.End()
	}
}

// SendProximityIn sends event proximity_in: proximity in event.
func (r ZwpTabletToolV2) SendProximityIn(serial uint32, tablet ZwpTabletV2, surface WlSurface) {
	e := r.BeginEvent(6)
	if e != nil {
		e.Uint(serial)
		e.Object(tablet.Resource, false)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendProximityOut sends event proximity_out: proximity out event.
func (r ZwpTabletToolV2) SendProximityOut() {
	e := r.BeginEvent(7)
	if e != nil {
		e.End()
	}
}

// SendDown sends event down: tablet tool is making contact.
func (r ZwpTabletToolV2) SendDown(serial uint32) {
	e := r.BeginEvent(8)
	if e != nil {
		e.Uint(serial)
		e.End()
	}
}

// SendUp sends event up: tablet tool is no longer making contact.
func (r ZwpTabletToolV2) SendUp() {
	e := r.BeginEvent(9)
	if e != nil {
		e.End()
	}
}

// SendMotion sends event motion: motion event.
func (r ZwpTabletToolV2) SendMotion(x wlwire.Fixed, y wlwire.Fixed) {
	e := r.BeginEvent(10)
	if e != nil {
		e.Fixed(x)
		e.Fixed(y)
		e.End()
	}
}

// SendPressure sends event pressure: pressure change event.
func (r ZwpTabletToolV2) SendPressure(pressure uint32) {
	e := r.BeginEvent(11)
	if e != nil {
		e.Uint(pressure)
		e.End()
	}
}

// SendDistance sends event distance: distance change event.
func (r ZwpTabletToolV2) SendDistance(distance uint32) {
	e := r.BeginEvent(12)
	if e != nil {
		e.Uint(distance)
		e.End()
	}
}

// SendTilt sends event tilt: tilt change event.
func (r ZwpTabletToolV2) SendTilt(tiltX wlwire.Fixed, tiltY wlwire.Fixed) {
	e := r.BeginEvent(13)
	if e != nil {
		e.Fixed(tiltX)
		e.Fixed(tiltY)
		e.End()
	}
}

// SendRotation sends event rotation: z-rotation change event.
func (r ZwpTabletToolV2) SendRotation(degrees wlwire.Fixed) {
	e := r.BeginEvent(14)
	if e != nil {
		e.Fixed(degrees)
		e.End()
	}
}

// SendSlider sends event slider: Slider position change event.
func (r ZwpTabletToolV2) SendSlider(position int32) {
	e := r.BeginEvent(15)
	if e != nil {
		e.Int(position)
		e.End()
	}
}

// SendWheel sends event wheel: Wheel delta event.
func (r ZwpTabletToolV2) SendWheel(degrees wlwire.Fixed, clicks int32) {
	e := r.BeginEvent(16)
	if e != nil {
		e.Fixed(degrees)
		e.Int(clicks)
		e.End()
	}
}

// SendButton sends event button: button event.
func (r ZwpTabletToolV2) SendButton(serial uint32, button uint32, state ZwpTabletToolV2ButtonState) {
	e := r.BeginEvent(17)
	if e != nil {
		e.Uint(serial)
		e.Uint(button)
		e.Uint(uint32(state))
		e.End()
	}
}

// SendFrame sends event frame: frame event.
func (r ZwpTabletToolV2) SendFrame(time uint32) {
	e := r.BeginEvent(18)
	if e != nil {
		e.Uint(time)
		e.End()
	}
}

// ZwpTabletV2Interface describes zwp_tablet_v2.
var ZwpTabletV2Interface = &wlwire.Interface{Name: "zwp_tablet_v2", Version: 1}

// ZwpTabletV2 is the server's handle of a zwp_tablet_v2: graphics tablet device.
type ZwpTabletV2 struct{ *wlwire.Resource }

// ZwpTabletV2Requests is implemented by the handler of a ZwpTabletV2.
type ZwpTabletV2Requests interface {
	// Destroy is destructor request destroy: destroy the tablet object.
	Destroy(r ZwpTabletV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletV2) SetHandler(h ZwpTabletV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletV2Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletV2{r})
	}
	return nil
}

// SendName sends event name: tablet device name.
func (r ZwpTabletV2) SendName(name string) {
	e := r.BeginEvent(0)
	if e != nil {
		e.String(name, false)
		e.End()
	}
}

// SendId sends event id: tablet device USB vendor/product id.
func (r ZwpTabletV2) SendId(vid uint32, pid uint32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(vid)
		e.Uint(pid)
		e.End()
	}
}

// SendPath sends event path: path to the device.
func (r ZwpTabletV2) SendPath(path string) {
	e := r.BeginEvent(2)
	if e != nil {
		e.String(path, false)
		e.End()
	}
}

// SendDone sends event done: tablet description events sequence complete.
func (r ZwpTabletV2) SendDone() {
	e := r.BeginEvent(3)
	if e != nil {
		e.End()
	}
}

// SendRemoved sends event removed: tablet removed event.
func (r ZwpTabletV2) SendRemoved() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// ZwpTabletPadRingV2Interface describes zwp_tablet_pad_ring_v2.
var ZwpTabletPadRingV2Interface = &wlwire.Interface{Name: "zwp_tablet_pad_ring_v2", Version: 1}

// ZwpTabletPadRingV2Source is ring axis source.
type ZwpTabletPadRingV2Source uint32

// The values of ZwpTabletPadRingV2Source.
const (
	ZwpTabletPadRingV2SourceFinger ZwpTabletPadRingV2Source = 1 // finger
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletPadRingV2Source) Valid() bool {
	switch v {
	case ZwpTabletPadRingV2SourceFinger:
		return true
	}
	return false
}

// ZwpTabletPadRingV2 is the server's handle of a zwp_tablet_pad_ring_v2: pad ring.
type ZwpTabletPadRingV2 struct{ *wlwire.Resource }

// ZwpTabletPadRingV2Requests is implemented by the handler of a ZwpTabletPadRingV2.
type ZwpTabletPadRingV2Requests interface {
	// SetFeedback is request set_feedback: set compositor feedback.
	SetFeedback(r ZwpTabletPadRingV2, description string, serial uint32) error
	// Destroy is destructor request destroy: destroy the ring object.
	Destroy(r ZwpTabletPadRingV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletPadRingV2) SetHandler(h ZwpTabletPadRingV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadRingV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletPadRingV2Requests)
	switch op {
	case 0:
		description := a.String(false)
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetFeedback(ZwpTabletPadRingV2{r}, description, serial)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletPadRingV2{r})
	}
	return nil
}

// SendSource sends event source: ring event source.
func (r ZwpTabletPadRingV2) SendSource(source ZwpTabletPadRingV2Source) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(source))
		e.End()
	}
}

// SendAngle sends event angle: angle changed.
func (r ZwpTabletPadRingV2) SendAngle(degrees wlwire.Fixed) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Fixed(degrees)
		e.End()
	}
}

// SendStop sends event stop: interaction stopped.
func (r ZwpTabletPadRingV2) SendStop() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendFrame sends event frame: end of a ring event sequence.
func (r ZwpTabletPadRingV2) SendFrame(time uint32) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(time)
		e.End()
	}
}

// ZwpTabletPadStripV2Interface describes zwp_tablet_pad_strip_v2.
var ZwpTabletPadStripV2Interface = &wlwire.Interface{Name: "zwp_tablet_pad_strip_v2", Version: 1}

// ZwpTabletPadStripV2Source is strip axis source.
type ZwpTabletPadStripV2Source uint32

// The values of ZwpTabletPadStripV2Source.
const (
	ZwpTabletPadStripV2SourceFinger ZwpTabletPadStripV2Source = 1 // finger
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletPadStripV2Source) Valid() bool {
	switch v {
	case ZwpTabletPadStripV2SourceFinger:
		return true
	}
	return false
}

// ZwpTabletPadStripV2 is the server's handle of a zwp_tablet_pad_strip_v2: pad strip.
type ZwpTabletPadStripV2 struct{ *wlwire.Resource }

// ZwpTabletPadStripV2Requests is implemented by the handler of a ZwpTabletPadStripV2.
type ZwpTabletPadStripV2Requests interface {
	// SetFeedback is request set_feedback: set compositor feedback.
	SetFeedback(r ZwpTabletPadStripV2, description string, serial uint32) error
	// Destroy is destructor request destroy: destroy the strip object.
	Destroy(r ZwpTabletPadStripV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletPadStripV2) SetHandler(h ZwpTabletPadStripV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadStripV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletPadStripV2Requests)
	switch op {
	case 0:
		description := a.String(false)
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetFeedback(ZwpTabletPadStripV2{r}, description, serial)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletPadStripV2{r})
	}
	return nil
}

// SendSource sends event source: strip event source.
func (r ZwpTabletPadStripV2) SendSource(source ZwpTabletPadStripV2Source) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Uint(uint32(source))
		e.End()
	}
}

// SendPosition sends event position: position changed.
func (r ZwpTabletPadStripV2) SendPosition(position uint32) {
	e := r.BeginEvent(1)
	if e != nil {
		e.Uint(position)
		e.End()
	}
}

// SendStop sends event stop: interaction stopped.
func (r ZwpTabletPadStripV2) SendStop() {
	e := r.BeginEvent(2)
	if e != nil {
		e.End()
	}
}

// SendFrame sends event frame: end of a strip event sequence.
func (r ZwpTabletPadStripV2) SendFrame(time uint32) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(time)
		e.End()
	}
}

// ZwpTabletPadGroupV2Interface describes zwp_tablet_pad_group_v2.
var ZwpTabletPadGroupV2Interface = &wlwire.Interface{Name: "zwp_tablet_pad_group_v2", Version: 1}

// ZwpTabletPadGroupV2 is the server's handle of a zwp_tablet_pad_group_v2: a set of buttons, rings and strips.
type ZwpTabletPadGroupV2 struct{ *wlwire.Resource }

// ZwpTabletPadGroupV2Requests is implemented by the handler of a ZwpTabletPadGroupV2.
type ZwpTabletPadGroupV2Requests interface {
	// Destroy is destructor request destroy: destroy the pad object.
	Destroy(r ZwpTabletPadGroupV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletPadGroupV2) SetHandler(h ZwpTabletPadGroupV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadGroupV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletPadGroupV2Requests)
	switch op {
	case 0:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletPadGroupV2{r})
	}
	return nil
}

// SendButtons sends event buttons: buttons announced.
func (r ZwpTabletPadGroupV2) SendButtons(buttons []byte) {
	e := r.BeginEvent(0)
	if e != nil {
		e.Array(buttons)
		e.End()
	}
}

// SendRing sends event ring: ring announced.
func (r ZwpTabletPadGroupV2) SendRing() ZwpTabletPadRingV2 {
	e := r.BeginEvent(1)
	if e != nil {
		e.NewID(ZwpTabletPadRingV2Interface)
		e.End()
	}
	return ZwpTabletPadRingV2{e.Made(r.Resource, ZwpTabletPadRingV2Interface)}
}

// SendStrip sends event strip: strip announced.
func (r ZwpTabletPadGroupV2) SendStrip() ZwpTabletPadStripV2 {
	e := r.BeginEvent(2)
	if e != nil {
		e.NewID(ZwpTabletPadStripV2Interface)
		e.End()
	}
	return ZwpTabletPadStripV2{e.Made(r.Resource, ZwpTabletPadStripV2Interface)}
}

// SendModes sends event modes: mode-switch ability announced.
func (r ZwpTabletPadGroupV2) SendModes(modes uint32) {
	e := r.BeginEvent(3)
	if e != nil {
		e.Uint(modes)
		e.End()
	}
}

// SendDone sends event done: tablet group description events sequence complete.
func (r ZwpTabletPadGroupV2) SendDone() {
	e := r.BeginEvent(4)
	if e != nil {
		e.End()
	}
}

// SendModeSwitch sends event mode_switch: mode switch event.
func (r ZwpTabletPadGroupV2) SendModeSwitch(time uint32, serial uint32, mode uint32) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Uint(time)
		e.Uint(serial)
		e.Uint(mode)
		e.End()
	}
}

// ZwpTabletPadV2Interface describes zwp_tablet_pad_v2.
var ZwpTabletPadV2Interface = &wlwire.Interface{Name: "zwp_tablet_pad_v2", Version: 1}

// ZwpTabletPadV2ButtonState is physical button state.
type ZwpTabletPadV2ButtonState uint32

// The values of ZwpTabletPadV2ButtonState.
const (
	ZwpTabletPadV2ButtonStateReleased ZwpTabletPadV2ButtonState = 0 // the button is not pressed
	ZwpTabletPadV2ButtonStatePressed  ZwpTabletPadV2ButtonState = 1 // the button is pressed
)

// Valid reports whether v is one of the values above, of any version.
func (v ZwpTabletPadV2ButtonState) Valid() bool {
	switch v {
	case ZwpTabletPadV2ButtonStateReleased,
		ZwpTabletPadV2ButtonStatePressed:
		return true
	}
	return false
}

// ZwpTabletPadV2 is the server's handle of a zwp_tablet_pad_v2: a set of buttons, rings and strips.
type ZwpTabletPadV2 struct{ *wlwire.Resource }

// ZwpTabletPadV2Requests is implemented by the handler of a ZwpTabletPadV2.
type ZwpTabletPadV2Requests interface {
	// SetFeedback is request set_feedback: set compositor feedback.
	SetFeedback(r ZwpTabletPadV2, button uint32, description string, serial uint32) error
	// Destroy is destructor request destroy: destroy the pad object.
	Destroy(r ZwpTabletPadV2) error
}

// SetHandler sets the receiver of r's requests.
func (r ZwpTabletPadV2) SetHandler(h ZwpTabletPadV2Requests) { r.Resource.SetHandler(h) }

func dispatchZwpTabletPadV2Request(r *wlwire.Resource, op uint16, a *wlwire.Args) error {
	h := r.Handler().(ZwpTabletPadV2Requests)
	switch op {
	case 0:
		button := a.Uint()
		description := a.String(false)
		serial := a.Uint()
		if !a.Done() {
			return a.Err()
		}
		return h.SetFeedback(ZwpTabletPadV2{r}, button, description, serial)
	case 1:
		if !a.Done() {
			return a.Err()
		}
		return h.Destroy(ZwpTabletPadV2{r})
	}
	return nil
}

// SendGroup sends event group: group announced.
func (r ZwpTabletPadV2) SendGroup() ZwpTabletPadGroupV2 {
	e := r.BeginEvent(0)
	if e != nil {
		e.NewID(ZwpTabletPadGroupV2Interface)
		e.End()
	}
	return ZwpTabletPadGroupV2{e.Made(r.Resource, ZwpTabletPadGroupV2Interface)}
}

// SendPath sends event path: path to the device.
func (r ZwpTabletPadV2) SendPath(path string) {
	e := r.BeginEvent(1)
	if e != nil {
		e.String(path, false)
		e.End()
	}
}

// SendButtons sends event buttons: buttons announced.
func (r ZwpTabletPadV2) SendButtons(buttons uint32) {
	e := r.BeginEvent(2)
	if e != nil {
		e.Uint(buttons)
		e.End()
	}
}

// SendDone sends event done: pad description event sequence complete.
func (r ZwpTabletPadV2) SendDone() {
	e := r.BeginEvent(3)
	if e != nil {
		e.End()
	}
}

// SendButton sends event button: physical button state.
func (r ZwpTabletPadV2) SendButton(time uint32, button uint32, state ZwpTabletPadV2ButtonState) {
	e := r.BeginEvent(4)
	if e != nil {
		e.Uint(time)
		e.Uint(button)
		e.Uint(uint32(state))
		e.End()
	}
}

// SendEnter sends event enter: enter event.
func (r ZwpTabletPadV2) SendEnter(serial uint32, tablet ZwpTabletV2, surface WlSurface) {
	e := r.BeginEvent(5)
	if e != nil {
		e.Uint(serial)
		e.Object(tablet.Resource, false)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendLeave sends event leave: leave event.
func (r ZwpTabletPadV2) SendLeave(serial uint32, surface WlSurface) {
	e := r.BeginEvent(6)
	if e != nil {
		e.Uint(serial)
		e.Object(surface.Resource, false)
		e.End()
	}
}

// SendRemoved sends event removed: pad removed event.
func (r ZwpTabletPadV2) SendRemoved() {
	e := r.BeginEvent(7)
	if e != nil {
		e.End()
	}
}

// The descriptions refer to each other in circles, which variables may not.
func init() {
	ZwpTabletManagerV2Interface.Requests = []wlwire.Message{
		{Name: "get_tablet_seat", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletSeatV2Interface},
			{Kind: wlwire.KindObject, Interface: WlSeatInterface},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletManagerV2Interface.DispatchRequest = dispatchZwpTabletManagerV2Request
	ZwpTabletSeatV2Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletSeatV2Interface.Events = []wlwire.Message{
		{Name: "tablet_added", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletV2Interface},
		}},
		{Name: "tool_added", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletToolV2Interface},
		}},
		{Name: "pad_added", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletPadV2Interface},
		}},
	}
	ZwpTabletSeatV2Interface.DispatchRequest = dispatchZwpTabletSeatV2Request
	ZwpTabletToolV2Interface.Requests = []wlwire.Message{
		{Name: "set_cursor", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Nullable: true, Interface: WlSurfaceInterface},
			{Kind: wlwire.KindInt},
			{Kind: wlwire.KindInt},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletToolV2Interface.Events = []wlwire.Message{
		{Name: "type", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "hardware_serial", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "hardware_id_wacom", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "capability", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "done", Since: 1},
		{Name: "removed", Since: 1},
		{Name: "proximity_in", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: ZwpTabletV2Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "proximity_out", Since: 1},
		{Name: "down", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "up", Since: 1},
		{Name: "motion", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "pressure", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "distance", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "tilt", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindFixed},
		}},
		{Name: "rotation", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
		}},
		{Name: "slider", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindInt},
		}},
		{Name: "wheel", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
			{Kind: wlwire.KindInt},
		}},
		{Name: "button", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "frame", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpTabletToolV2Interface.DispatchRequest = dispatchZwpTabletToolV2Request
	ZwpTabletV2Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletV2Interface.Events = []wlwire.Message{
		{Name: "name", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "id", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "path", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "done", Since: 1},
		{Name: "removed", Since: 1},
	}
	ZwpTabletV2Interface.DispatchRequest = dispatchZwpTabletV2Request
	ZwpTabletPadRingV2Interface.Requests = []wlwire.Message{
		{Name: "set_feedback", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletPadRingV2Interface.Events = []wlwire.Message{
		{Name: "source", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "angle", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindFixed},
		}},
		{Name: "stop", Since: 1},
		{Name: "frame", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpTabletPadRingV2Interface.DispatchRequest = dispatchZwpTabletPadRingV2Request
	ZwpTabletPadStripV2Interface.Requests = []wlwire.Message{
		{Name: "set_feedback", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletPadStripV2Interface.Events = []wlwire.Message{
		{Name: "source", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "position", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "stop", Since: 1},
		{Name: "frame", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpTabletPadStripV2Interface.DispatchRequest = dispatchZwpTabletPadStripV2Request
	ZwpTabletPadGroupV2Interface.Requests = []wlwire.Message{
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletPadGroupV2Interface.Events = []wlwire.Message{
		{Name: "buttons", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindArray},
		}},
		{Name: "ring", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletPadRingV2Interface},
		}},
		{Name: "strip", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletPadStripV2Interface},
		}},
		{Name: "modes", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "done", Since: 1},
		{Name: "mode_switch", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
	}
	ZwpTabletPadGroupV2Interface.DispatchRequest = dispatchZwpTabletPadGroupV2Request
	ZwpTabletPadV2Interface.Requests = []wlwire.Message{
		{Name: "set_feedback", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindString},
			{Kind: wlwire.KindUint},
		}},
		{Name: "destroy", Since: 1, Destructor: true},
	}
	ZwpTabletPadV2Interface.Events = []wlwire.Message{
		{Name: "group", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindNewID, Interface: ZwpTabletPadGroupV2Interface},
		}},
		{Name: "path", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindString},
		}},
		{Name: "buttons", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
		}},
		{Name: "done", Since: 1},
		{Name: "button", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindUint},
		}},
		{Name: "enter", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: ZwpTabletV2Interface},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "leave", Since: 1, Args: []wlwire.Arg{
			{Kind: wlwire.KindUint},
			{Kind: wlwire.KindObject, Interface: WlSurfaceInterface},
		}},
		{Name: "removed", Since: 1},
	}
	ZwpTabletPadV2Interface.DispatchRequest = dispatchZwpTabletPadV2Request
}
