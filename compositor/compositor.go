// Package compositor is the desktop: one goroutine, the loop, owns the scene,
// the focus and every Wayland object. Apps come in through the Wayland server
// (and, by way of Xwayland, through package xbridge); viewers attach and are
// told by Diffs; what a user does comes back as seat events and wishes.
//
//	c := compositor.New(compositor.Config{Log: log})
//	go c.Run(ctx)
//	a := c.Attach(viewer)
package compositor

import (
	"context"
	"errors"
	"image"
	"log/slog"
	"time"

	"oriel/compositor/audio"
	"oriel/compositor/clip"
	"oriel/compositor/frame"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// Config says what a Compositor needs. The zero value of each field works.
type Config struct {
	Log     *slog.Logger
	Outputs []scene.Output // until a client brings its own; default: one of 1280x800
	Now     func() time.Time
}

// A Compositor is the desktop. Its methods may be called from any goroutine.
type Compositor struct {
	log   *slog.Logger
	now   func() time.Time
	queue chan func(*scene.Tx)
	wake  chan struct{}
	done  chan struct{} // closed when the loop has ended

	clipboard *clip.Board
	primary   *clip.Board

	// Owned by the loop.
	scene    *scene.Scene
	shells   []Shell
	viewers  []*attachment
	pace     pacer
	pointer  pointer
	decor    decor
	menu     menu
	defaults []scene.Output
	outputs  []scene.Output           // at the end of the last turn
	strays   map[scene.WindowID]stray // moved for want of room
}

// A Shell brings windows in: the Wayland server. Its methods are called on
// the loop goroutine.
type Shell interface {
	// Input handles one event, after the compositor's own share of it
	// (focus by click, moves and resizes by pointer).
	Input(tx *scene.Tx, e seat.Event, now time.Time)
	// Settle brings the shell's own state (keyboard and pointer focus,
	// outputs, stacking) in line with the scene, at the end of each turn.
	Settle(tx *scene.Tx, now time.Time)
	// FrameDone tells that the content of a surface was shown, or that it is
	// time for another one. It reports false if the app has nothing to draw
	// into yet: it is then called again after a turn.
	FrameDone(tx *scene.Tx, id scene.SurfaceID, now time.Time) bool
	// Idle tells that the turn is over: what was queued for clients must be
	// flushed.
	Idle()
}

// A Picker is a Shell that knows where its windows take input: shadows and
// holes do not.
type Picker interface {
	// Pick returns the window that a press at p would go to, or nil.
	Pick(tx *scene.Tx, p image.Point) *scene.Window
}

// ErrEnded means that the compositor's loop is over.
var ErrEnded = errors.New("the compositor has ended")

// New returns a compositor; Run starts it.
func New(cfg Config) *Compositor {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if len(cfg.Outputs) == 0 {
		cfg.Outputs = DefaultOutputs(1280, 800, 1)
	}
	c := &Compositor{
		log: cfg.Log, now: cfg.Now,
		queue:     make(chan func(*scene.Tx), 256),
		wake:      make(chan struct{}, 1),
		done:      make(chan struct{}),
		clipboard: clip.NewBoard(), primary: clip.NewBoard(),
		scene: scene.New(), defaults: cfg.Outputs,
	}
	c.pace.init()
	c.menu.down, c.menu.fingers = map[uint16]bool{}, map[int32]bool{}
	c.decor.frames = map[scene.WindowID]*frame.Frame{}
	c.strays = map[scene.WindowID]stray{}
	return c
}

// AddShell adds a shell. Only before Run.
func (c *Compositor) AddShell(s Shell) { c.shells = append(c.shells, s) }

// Run is the loop; it returns when ctx ends.
func (c *Compositor) Run(ctx context.Context) error {
	defer c.end()
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	c.turn(func(tx *scene.Tx) { tx.SetOutputs(c.defaults) })
	for {
		timer.Reset(c.pace.wait(c.now()))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case f := <-c.queue:
			c.turn(f)
		case <-c.wake:
			c.turn(nil)
		case <-timer.C:
			c.turn(nil)
		}
	}
}

// turn runs f and whatever else is queued, settles the shells and publishes
// what changed as one Diff.
func (c *Compositor) turn(f func(*scene.Tx)) {
	tx := c.scene.Begin()
	if f != nil {
		f(tx)
	}
	// What is queued already joins this turn, but not for ever: a client that
	// floods must not keep viewers from seeing anything.
	for range 64 {
		select {
		case g := <-c.queue:
			g(tx)
			continue
		default:
		}
		break
	}
	now := c.now()
	c.refocus(tx)
	c.follow(tx)
	for _, s := range c.shells {
		s.Settle(tx, now)
	}
	c.settleMenu(tx)
	c.decorate(tx)
	c.frames(tx, now)
	d, ok := c.scene.End()
	if ok {
		c.publish(d)
	}
	for _, s := range c.shells {
		s.Idle()
	}
}

// publish gives every viewer its own Diff.
func (c *Compositor) publish(d scene.Diff) {
	c.pace.published(&d)
	var last *attachment
	for _, a := range c.viewers {
		switch {
		case a.onlooker:
			if d.Changed != 0 {
				a.viewer.Publish(d.Globals())
			}
			continue
		case last != nil:
			last.viewer.Publish(d.Clone())
		}
		last = a
	}
	if last == nil {
		d.Release()
		return
	}
	last.viewer.Publish(d)
}

// end lets everybody go who waits for the loop, once nothing is kept.
func (c *Compositor) end() {
	defer close(c.done)
	for _, f := range c.decor.frames {
		f.Release()
	}
	c.scene.Release()
}

// Post runs f on the loop, soon. It reports whether the loop still runs.
func (c *Compositor) Post(f func(tx *scene.Tx)) bool {
	select {
	case <-c.done:
		return false
	default:
	}
	select {
	case c.queue <- f:
		return true
	case <-c.done:
		return false
	}
}

// Wake makes the loop take a turn, soon. It never blocks, so the loop itself
// may call it too.
func (c *Compositor) Wake() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Do runs f on the loop and waits for it. What f changes becomes one Diff. It
// must not be called on the loop itself. It reports whether f ran.
func (c *Compositor) Do(f func(tx *scene.Tx)) bool {
	ran := make(chan struct{})
	if !c.Post(func(tx *scene.Tx) { defer close(ran); f(tx) }) {
		return false
	}
	select {
	case <-ran:
		return true
	case <-c.done:
		select {
		case <-ran:
			return true
		default:
			return false
		}
	}
}

// Done is closed when the loop has ended.
func (c *Compositor) Done() <-chan struct{} { return c.done }

// Clipboard returns the board of the clipboard.
func (c *Compositor) Clipboard() *clip.Board { return c.clipboard }

// Primary returns the board of the primary selection, which only local apps
// share.
func (c *Compositor) Primary() *clip.Board { return c.primary }

// Audio returns the ends of the sound ports.
func (c *Compositor) Audio() (audio.Playback, audio.Capture) {
	return audio.Silence{}, audio.Silence{}
}

// SetOutputs replaces the monitors; with none, the configured ones come back.
func (c *Compositor) SetOutputs(o []scene.Output) {
	if len(o) == 0 {
		o = c.defaults
	}
	c.Post(func(tx *scene.Tx) { tx.SetOutputs(o) })
}

// Input takes what a user did.
func (c *Compositor) Input(e seat.Event) {
	c.Post(func(tx *scene.Tx) { c.input(tx, e) })
}

// Wish passes a user's wish to the window's app.
func (c *Compositor) Wish(id scene.WindowID, w scene.Wish) {
	c.Post(func(tx *scene.Tx) { c.wish(tx, id, w) })
}

// Notify passes what a user did to a notification icon to the icon's app.
func (c *Compositor) Notify(id scene.NotifyIconID, e scene.NotifyEvent) {
	c.Post(func(tx *scene.Tx) {
		if n := tx.NotifyIcon(id); n != nil && n.Handle != nil {
			n.Handle.Notify(tx, e)
		}
	})
}
