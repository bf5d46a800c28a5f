package main

import (
	"errors"
	"fmt"
	"image"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"oriel/compositor/wlclient"
	"oriel/compositor/wlproto"
	"oriel/rdp/workload"
)

// frameInterval is how often a workload draws, and appPatience how long it may
// take until the bridge has read what an app writes.
const (
	frameInterval = time.Second / 60
	appPatience   = 10 * time.Second
)

// A benchApp is a Wayland app that shows a workload in its window. One
// goroutine owns it; others may look at the counters.
type benchApp struct {
	c    *wlclient.Client
	w    *workload.Workload
	top  *wlclient.Toplevel
	bufs []*wlclient.Buffer

	waiting bool // for the frame callback
	wanted  bool // a key asks for another picture
	stop    atomic.Bool
	drawn   atomic.Uint64

	title string
	ended chan error // capacity 1: what run has returned
	why   error      // of that, once it is halted
	still bool
}

// newBenchApp shows the first picture of a workload.
func newBenchApp(b *benchBridge, name, title string, size image.Point) (*benchApp, error) {
	c, err := wlclient.Connect(b.wayland())
	if err != nil {
		return nil, err
	}
	a := &benchApp{c: c, title: title, ended: make(chan error, 1)}
	if a.w, err = workload.New(name, size.X, size.Y); err == nil {
		a.top, err = c.NewToplevel(title, size.X, size.Y)
	}
	if err == nil {
		err = a.listen()
	}
	if err == nil {
		err = a.draw(image.Rect(0, 0, size.X, size.Y))
	}
	if err != nil {
		c.Close()
		return nil, fmt.Errorf("the app: %w", err)
	}
	return a, nil
}

// listen has keys ask for the next picture.
func (a *benchApp) listen() error {
	r, err := a.c.Get(wlproto.WlSeatInterface)
	if err != nil {
		return err
	}
	wlproto.WlSeatProxy{Resource: r}.GetKeyboard().SetEvents(&wlproto.WlKeyboardEvents{
		Keymap: func(_ wlproto.WlKeyboardKeymapFormat, fd int, _ uint32) { _ = syscall.Close(fd) },
		Key: func(_, _, _ uint32, s wlproto.WlKeyboardKeyState) {
			a.wanted = a.wanted || s == wlproto.WlKeyboardKeyStatePressed
		},
	})
	return a.c.Roundtrip()
}

// free returns a buffer that the bridge does not read.
func (a *benchApp) free() (*wlclient.Buffer, error) {
	for {
		for _, b := range a.bufs {
			if !b.Busy {
				return b, nil
			}
		}
		if len(a.bufs) < 3 {
			b, err := a.c.NewBufferOf(wlproto.WlShmFormatXrgb8888, a.w.Width, a.w.Height)
			if err == nil {
				a.bufs = append(a.bufs, b)
			}
			return b, err
		}
		if err := a.dispatch(time.Second); err != nil {
			return nil, err
		}
	}
}

// draw shows the workload's picture.
func (a *benchApp) draw(damage image.Rectangle) error {
	b, err := a.free()
	if err != nil {
		return err
	}
	copy(b.Pix, a.w.Pix)
	b.Busy, a.waiting = true, true
	s := a.top.Surface
	s.Frame().SetEvents(&wlproto.WlCallbackEvents{Done: func(uint32) { a.waiting = false }})
	s.Attach(b.WlBufferProxy, 0, 0)
	s.DamageBuffer(int32(damage.Min.X), int32(damage.Min.Y), int32(damage.Dx()), int32(damage.Dy()))
	s.Commit()
	a.drawn.Add(1)
	return a.flush()
}

// flush sends what there is to send, however busy the machine is.
func (a *benchApp) flush() error {
	a.c.Timeout = appPatience
	return a.c.Flush()
}

// dispatch handles what comes within d.
func (a *benchApp) dispatch(d time.Duration) error {
	if err := a.flush(); err != nil {
		return err
	}
	a.c.Timeout = max(d, time.Millisecond)
	err := a.c.Dispatch()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}

// run draws until stop: as keys come, or at 60 frames a second if the bridge
// asks for as many.
func (a *benchApp) run(keys bool) error {
	next := time.Now()
	for !a.stop.Load() {
		wait := 100 * time.Millisecond
		if keys && a.wanted || !keys && !a.waiting && !time.Now().Before(next) {
			a.wanted = false
			next = next.Add(frameInterval)
			if now := time.Now(); next.Before(now) {
				next = now // no frames are made up for
			}
			if err := a.draw(a.w.Step()); err != nil {
				return err
			}
			continue
		}
		if !keys && !a.waiting {
			wait = time.Until(next)
		}
		if err := a.dispatch(wait); err != nil {
			return err
		}
	}
	return nil
}

// halt waits until the app draws no more.
func (a *benchApp) halt() error {
	if !a.still {
		a.stop.Store(true)
		a.why, a.still = <-a.ended, true
	}
	return a.why
}

// shows reports whether m is the picture that the app has drawn last.
func (a *benchApp) shows(m *image.RGBA) bool {
	if m == nil || m.Rect.Size() != image.Pt(a.w.Width, a.w.Height) {
		return false
	}
	for y := range a.w.Height {
		row, want := m.Pix[y*m.Stride:], a.w.Pix[4*y*a.w.Width:]
		for i := 0; i < 4*a.w.Width; i += 4 {
			if row[i] != want[i+2] || row[i+1] != want[i+1] || row[i+2] != want[i] {
				return false
			}
		}
	}
	return true
}

// end ends the app.
func (a *benchApp) end() error {
	defer a.c.Close()
	return a.halt()
}
