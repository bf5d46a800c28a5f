// Package paint is what xpaint and wlpaint share: their flags, the frame
// counter, the log of events that tests read, and the drawing of a frame.
//
// A Painter belongs to the goroutine that runs the demo's event loop.
package paint

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"time"

	"oriel/demo/pattern"
)

// A Size is a flag of the form 640x480.
type Size struct{ W, H int }

// maxSide keeps a mistyped size from asking for all memory.
const maxSide = 16384

// String is the size as Set reads it.
func (s *Size) String() string { return fmt.Sprintf("%dx%d", s.W, s.H) }

// Set reads a size.
func (s *Size) Set(v string) error {
	var t Size
	var rest string
	n, _ := fmt.Sscanf(v, "%dx%d%s", &t.W, &t.H, &rest)
	if n != 2 || t.W < 1 || t.H < 1 || t.W > maxSide || t.H > maxSide {
		return errors.New("want WIDTHxHEIGHT, for example 320x200")
	}
	*s = t
	return nil
}

// Options are the flags of both demos.
type Options struct {
	Size   Size
	Title  string
	Frames int     // stop after so many frames; 0 means never
	Rate   float64 // frames per second; 0 draws frame 0 and stays
	Step   bool    // a key press or click draws the next frame
	Status bool    // show the last key and click in a strip
	Events string  // append one line per event to this file
}

// Register makes the options flags; name is the default title.
func (o *Options) Register(fs *flag.FlagSet, name string) {
	o.Size = Size{320, 200}
	fs.Var(&o.Size, "size", "`WxH` of the window")
	fs.StringVar(&o.Title, "title", name, "`text` of the title")
	fs.IntVar(&o.Frames, "frames", 0, "with -rate: stop at frame `N`-1 and keep it")
	fs.Float64Var(&o.Rate, "rate", 0, "frames per second `N`; 0 draws frame 0 and stays")
	fs.BoolVar(&o.Step, "step", false, "draw the next frame at each key press and click")
	fs.BoolVar(&o.Status, "status", false, "show the last key and click in a strip below")
	fs.StringVar(&o.Events, "events", "", "append one line per event to `FILE`")
}

// Interval is the time between two frames; 0 if the picture stands still.
func (o *Options) Interval() time.Duration {
	if o.Rate <= 0 {
		return 0
	}
	return time.Duration(float64(time.Second) / o.Rate)
}

// A Painter counts frames, draws them and keeps the log.
type Painter struct {
	Options
	Frame int // the frame that Draw draws

	log        *os.File
	key, click string
}

// New opens the log, if the options name one.
func New(o Options) (*Painter, error) {
	p := &Painter{Options: o, key: "-", click: "-"}
	if o.Events == "" {
		return p, nil
	}
	f, err := os.OpenFile(o.Events, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("cannot log events: %w", err)
	}
	p.log = f
	return p, nil
}

// Close closes the log.
func (p *Painter) Close() error {
	if p.log == nil {
		return nil
	}
	return p.log.Close()
}

// Logf appends a line to the log, in one write, so that a reader never sees
// half of one.
func (p *Painter) Logf(format string, args ...any) {
	if p.log != nil {
		fmt.Fprintf(p.log, format+"\n", args...)
	}
}

// Draw draws the current frame in the layout of pattern.Fill.
func (p *Painter) Draw(dst []byte, stride, w, h int) {
	pattern.Fill(dst, stride, w, h, p.Frame)
	if p.Status {
		pattern.Status(dst, stride, w, h, p.StatusText())
	}
}

// StatusText is what the strip says.
func (p *Painter) StatusText() string { return "key " + p.key + "  click " + p.click }

// Next goes on to the next frame of the animation. It reports false once the
// last one has been reached, and logs that one time.
func (p *Painter) Next() bool {
	if !p.Moving() {
		return false
	}
	p.Frame++
	if !p.Moving() {
		p.Logf("frame %d is the last", p.Frame)
	}
	return true
}

// Moving reports whether there is a next frame of the animation.
func (p *Painter) Moving() bool {
	return p.Rate > 0 && (p.Frames == 0 || p.Frame < p.Frames-1)
}

// Key notes a key by its XKB key code (evdev code + 8), with what else is
// known about it, and reports whether the picture has changed.
func (p *Painter) Key(down bool, code uint32, more string) (redraw bool) {
	if more != "" {
		more = " " + more
	}
	p.Logf("key %s code=%d%s", updown(down), code, more)
	p.key = fmt.Sprintf("%d %s", code, updown(down))
	return p.pressed(down)
}

// Button notes a pointer button by its X11 number (1 left, 2 middle, 3 right,
// 8 back, 9 forward), and reports whether the picture has changed.
func (p *Painter) Button(down bool, button, x, y int) (redraw bool) {
	p.Logf("button %d %s at %d,%d", button, updown(down), x, y)
	p.click = fmt.Sprintf("%d %s at %d,%d", button, updown(down), x, y)
	return p.pressed(down)
}

// Wheel notes one notch of a wheel: up, down, left or right.
func (p *Painter) Wheel(direction string, x, y int) {
	p.Logf("wheel %s at %d,%d", direction, x, y)
}

func (p *Painter) pressed(down bool) (redraw bool) {
	if down && p.Step {
		p.Frame++
		return true
	}
	return p.Status
}

func updown(down bool) string {
	if down {
		return "down"
	}
	return "up"
}
