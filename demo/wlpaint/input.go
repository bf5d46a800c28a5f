package main

import (
	"github.com/rajveermalviya/go-wayland/wayland/client"
	"golang.org/x/sys/unix"
)

// input is what is known about the seat's devices.
type input struct {
	pointer  *client.Pointer
	keyboard *client.Keyboard
	x, y     int
	notches  [2]int32 // unused 1/120 notches of the vertical and horizontal wheel
}

func (w *window) capabilities(e client.SeatCapabilitiesEvent) {
	var err error
	if e.Capabilities&uint32(client.SeatCapabilityPointer) != 0 && w.input.pointer == nil {
		if w.input.pointer, err = w.seat.GetPointer(); err != nil {
			w.fault = err
			return
		}
		w.listenPointer(w.input.pointer)
	}
	if e.Capabilities&uint32(client.SeatCapabilityKeyboard) != 0 && w.input.keyboard == nil {
		if w.input.keyboard, err = w.seat.GetKeyboard(); err != nil {
			w.fault = err
			return
		}
		w.listenKeyboard(w.input.keyboard)
	}
}

func (w *window) listenPointer(p *client.Pointer) {
	p.SetEnterHandler(func(e client.PointerEnterEvent) {
		w.input.x, w.input.y = int(e.SurfaceX), int(e.SurfaceY)
		w.p.Logf("enter %d,%d", w.input.x, w.input.y)
	})
	p.SetLeaveHandler(func(client.PointerLeaveEvent) { w.p.Logf("leave") })
	p.SetMotionHandler(func(e client.PointerMotionEvent) {
		w.input.x, w.input.y = int(e.SurfaceX), int(e.SurfaceY)
		w.p.Logf("motion %d,%d", w.input.x, w.input.y)
	})
	p.SetButtonHandler(func(e client.PointerButtonEvent) {
		down := e.State == uint32(client.PointerButtonStatePressed)
		w.dirty = w.p.Button(down, x11Button(e.Button), w.input.x, w.input.y) || w.dirty
	})
	// A seat of version 8 sends parts of a notch, one of 5 whole ones.
	p.SetAxisValue120Handler(func(e client.PointerAxisValue120Event) { w.turn(e.Axis, e.Value120) })
	p.SetAxisDiscreteHandler(func(e client.PointerAxisDiscreteEvent) { w.turn(e.Axis, e.Discrete*120) })
}

func (w *window) listenKeyboard(k *client.Keyboard) {
	k.SetKeymapHandler(func(e client.KeyboardKeymapEvent) {
		w.p.Logf("keymap format=%d size=%d", e.Format, e.Size)
		if e.Fd >= 0 {
			unix.Close(e.Fd)
		}
	})
	k.SetEnterHandler(func(client.KeyboardEnterEvent) { w.p.Logf("focus in") })
	k.SetLeaveHandler(func(client.KeyboardLeaveEvent) { w.p.Logf("focus out") })
	k.SetKeyHandler(func(e client.KeyboardKeyEvent) {
		down := e.State == uint32(client.KeyboardKeyStatePressed)
		w.dirty = w.p.Key(down, e.Key+8, "") || w.dirty
	})
	k.SetModifiersHandler(func(e client.KeyboardModifiersEvent) {
		w.p.Logf("modifiers depressed=%#x latched=%#x locked=%#x group=%d",
			e.ModsDepressed, e.ModsLatched, e.ModsLocked, e.Group)
	})
	k.SetRepeatInfoHandler(func(e client.KeyboardRepeatInfoEvent) {
		w.p.Logf("repeat rate=%d delay=%d", e.Rate, e.Delay)
	})
}

// turn logs whole notches and keeps the rest.
func (w *window) turn(axis uint32, value int32) {
	if axis > 1 {
		return
	}
	names := [2][2]string{{"up", "down"}, {"left", "right"}}[axis]
	rest := &w.input.notches[axis]
	for *rest += value; *rest >= 120; *rest -= 120 {
		w.p.Wheel(names[1], w.input.x, w.input.y)
	}
	for ; *rest <= -120; *rest += 120 {
		w.p.Wheel(names[0], w.input.x, w.input.y)
	}
}

// x11Button numbers an evdev button as X11 does, so that both demos log alike.
func x11Button(code uint32) int {
	const left, right, middle, side, extra = 0x110, 0x111, 0x112, 0x113, 0x114
	switch code {
	case left:
		return 1
	case middle:
		return 2
	case right:
		return 3
	case side:
		return 8
	case extra:
		return 9
	}
	return int(code)
}
