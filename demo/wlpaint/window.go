package main

import (
	"errors"
	"fmt"

	"github.com/rajveermalviya/go-wayland/wayland/client"
	"github.com/rajveermalviya/go-wayland/wayland/stable/viewporter"
	xdg_shell "github.com/rajveermalviya/go-wayland/wayland/stable/xdg-shell"
	fractional_scale "github.com/rajveermalviya/go-wayland/wayland/staging/fraction-sclae-v1"
	xdg_decoration "github.com/rajveermalviya/go-wayland/wayland/unstable/xdg-decoration-v1"

	"oriel/demo/paint"
)

// unit is 1.0 in the numbers of fractional-scale-v1.
const unit = 120

// A window is the connection, the window on it and what it shows.
type window struct {
	p   *paint.Painter
	ctx *client.Context

	compositor *client.Compositor
	shm        *client.Shm
	wm         *xdg_shell.WmBase
	seat       *client.Seat
	viewporter *viewporter.Viewporter
	fractions  *fractional_scale.FractionalScaleManager
	decorator  *xdg_decoration.DecorationManager

	surface    *client.Surface
	xdg        *xdg_shell.Surface
	toplevel   *xdg_shell.Toplevel
	viewport   *viewporter.Viewport
	input      input
	frames     []*frame
	want       paint.Size // the size of the next configure; 0 leaves it to us
	size       paint.Size // in logical pixels
	scale      int        // in units of 1/120
	configured bool
	resized    bool // the last configure is not answered yet
	dirty      bool // the window shows something else than the current frame
	waiting    bool // a frame callback is on its way
	closed     bool
	fault      error
}

// connect binds the globals that are there.
func connect(path string, p *paint.Painter) (*window, error) {
	display, err := client.Connect(path)
	if err != nil {
		return nil, err
	}
	w := &window{p: p, ctx: display.Context(), size: p.Size, scale: unit}
	display.SetErrorHandler(func(e client.DisplayErrorEvent) {
		w.fault = fmt.Errorf("the Wayland server reports error %d: %s", e.Code, e.Message)
	})
	registry, err := display.GetRegistry()
	if err != nil {
		return nil, err
	}
	registry.SetGlobalHandler(func(e client.RegistryGlobalEvent) { w.bind(registry, e) })
	done := false
	callback, err := display.Sync()
	if err != nil {
		return nil, err
	}
	callback.SetDoneHandler(func(client.CallbackDoneEvent) { done = true })
	for !done && w.fault == nil {
		if err := w.ctx.Dispatch(); err != nil {
			return nil, err
		}
	}
	w.ctx.Unregister(callback)
	if w.fault == nil && (w.compositor == nil || w.shm == nil || w.wm == nil) {
		return nil, errors.New("it lacks wl_compositor, wl_shm or xdg_wm_base")
	}
	return w, w.fault
}

func (w *window) bind(registry *client.Registry, e client.RegistryGlobalEvent) {
	var p client.Proxy
	version := uint32(1)
	switch e.Interface {
	case "wl_compositor":
		w.compositor = client.NewCompositor(w.ctx)
		p, version = w.compositor, 4
	case "wl_shm":
		w.shm = client.NewShm(w.ctx)
		p = w.shm
	case "xdg_wm_base":
		w.wm = xdg_shell.NewWmBase(w.ctx)
		w.wm.SetPingHandler(func(e xdg_shell.WmBasePingEvent) { w.wm.Pong(e.Serial) })
		p, version = w.wm, 5
	case "wl_seat":
		if w.seat != nil {
			return
		}
		w.seat = client.NewSeat(w.ctx)
		w.seat.SetCapabilitiesHandler(w.capabilities)
		p, version = w.seat, 8
	case "wp_viewporter":
		w.viewporter = viewporter.NewViewporter(w.ctx)
		p = w.viewporter
	case "wp_fractional_scale_manager_v1":
		w.fractions = fractional_scale.NewFractionalScaleManager(w.ctx)
		p = w.fractions
	case "zxdg_decoration_manager_v1":
		w.decorator = xdg_decoration.NewDecorationManager(w.ctx)
		p = w.decorator
	default:
		return
	}
	if err := registry.Bind(e.Name, e.Interface, min(version, e.Version), p); err != nil {
		w.fault = err
	}
}

// open makes the window. It is drawn once the server has configured it.
func (w *window) open(o options) (err error) {
	if w.surface, err = w.compositor.CreateSurface(); err != nil {
		return err
	}
	if err := w.openScaled(); err != nil {
		return err
	}
	if w.xdg, err = w.wm.GetXdgSurface(w.surface); err != nil {
		return err
	}
	w.xdg.SetConfigureHandler(w.configure)
	if w.toplevel, err = w.xdg.GetToplevel(); err != nil {
		return err
	}
	w.toplevel.SetConfigureHandler(func(e xdg_shell.ToplevelConfigureEvent) {
		w.want = paint.Size{W: int(e.Width), H: int(e.Height)}
	})
	w.toplevel.SetCloseHandler(func(xdg_shell.ToplevelCloseEvent) {
		w.p.Logf("close")
		w.closed = true
	})
	if err := w.decorate(o); err != nil {
		return err
	}
	return errors.Join(w.toplevel.SetTitle(o.Title), w.toplevel.SetAppId(o.appID), w.surface.Commit())
}

// decorate asks for a title bar if that is wanted; it draws none itself.
func (w *window) decorate(o options) error {
	switch {
	case !o.decorated:
		return nil
	case w.decorator == nil:
		return errors.New("the compositor draws no title bars")
	}
	d, err := w.decorator.GetToplevelDecoration(w.toplevel)
	if err != nil {
		return err
	}
	return d.SetMode(uint32(xdg_decoration.ToplevelDecorationModeServerSide))
}

// openScaled asks for the scale of the output, which takes both protocols: one
// says the scale, the other keeps the window's size apart from the buffer's.
func (w *window) openScaled() (err error) {
	if w.viewporter == nil || w.fractions == nil {
		return nil
	}
	if w.viewport, err = w.viewporter.GetViewport(w.surface); err != nil {
		return err
	}
	f, err := w.fractions.GetFractionalScale(w.surface)
	if err != nil {
		return err
	}
	f.SetPreferredScaleHandler(func(e fractional_scale.FractionalScalePreferredScaleEvent) {
		if s := int(e.Scale); s > 0 && s <= 16*unit {
			w.p.Logf("scale %d/%d", s, unit)
			w.dirty = w.dirty || s != w.scale
			w.scale = s
		}
	})
	return nil
}

func (w *window) configure(e xdg_shell.SurfaceConfigureEvent) {
	if w.want.W > 0 {
		w.size.W = w.want.W
	}
	if w.want.H > 0 {
		w.size.H = w.want.H
	}
	w.p.Logf("configure %v", &w.size)
	w.configured, w.resized, w.dirty = true, true, true
	if err := w.xdg.AckConfigure(e.Serial); err != nil {
		w.fault = err
	}
}

// pixels is the size of the buffer; fractional-scale-v1 rounds half up.
func (w *window) pixels() (width, height int) {
	return (w.size.W*w.scale + unit/2) / unit, (w.size.H*w.scale + unit/2) / unit
}

// draw shows the current frame. It reports false if the server still holds
// every buffer.
func (w *window) draw() (bool, error) {
	f, err := w.free()
	if f == nil || err != nil {
		return false, err
	}
	w.p.Draw(f.mem, 4*f.w, f.w, f.h)
	if w.viewport != nil {
		if err := w.viewport.SetDestination(int32(w.size.W), int32(w.size.H)); err != nil {
			return false, err
		}
	}
	callback, err := w.surface.Frame()
	if err != nil {
		return false, err
	}
	w.waiting = true
	callback.SetDoneHandler(func(client.CallbackDoneEvent) {
		w.waiting = false
		w.ctx.Unregister(callback)
	})
	f.busy = true
	return true, errors.Join(
		w.surface.Attach(f.buffer, 0, 0),
		w.surface.DamageBuffer(0, 0, int32(f.w), int32(f.h)),
		w.surface.Commit())
}

// free finds a buffer of the right size that the server does not read.
func (w *window) free() (*frame, error) {
	width, height := w.pixels()
	kept := w.frames[:0]
	for _, f := range w.frames {
		if f.w == width && f.h == height {
			kept = append(kept, f)
		} else {
			f.drop()
		}
	}
	w.frames = kept
	for _, f := range w.frames {
		if !f.busy {
			return f, nil
		}
	}
	if len(w.frames) == 2 {
		return nil, nil
	}
	f, err := newFrame(w.shm, width, height)
	if err != nil {
		return nil, err
	}
	w.frames = append(w.frames, f)
	return f, nil
}
