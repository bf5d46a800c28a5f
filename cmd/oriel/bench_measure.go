package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"time"

	"oriel/rdp/client"
)

// idleTime is for how long at least nothing must happen.
const idleTime = 10 * time.Second

// A benchMeasure is one workload in one round.
type benchMeasure struct {
	ctx     context.Context
	bridge  *benchBridge
	client  *client.Session
	wire    *countedConn // below TLS
	seconds time.Duration
	report  *benchReport
	name    string
	link    linkFlag
	laid    *laidLink // nil: the link is made up
	still   float64   // for what share of the last presses the machine stood still, in percent
}

// app starts an app and waits until the client shows it. stop ends it.
func (m *benchMeasure) app(name string, size image.Point, keys bool) (stop func() error, err error) {
	a, err := m.start(name, size, keys)
	if err != nil {
		return nil, err
	}
	return a.end, nil
}

// start does the same, and returns the app.
func (m *benchMeasure) start(name string, size image.Point, keys bool) (*benchApp, error) {
	before := m.client.Stats().Rects
	a, err := newBenchApp(m.bridge, name, "bench "+name, size)
	if err != nil {
		return nil, err
	}
	go func() { a.ended <- a.run(keys) }()
	err = m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return m.client.Stats().Rects > before })
	if err != nil {
		_ = a.end()
		return nil, fmt.Errorf("the client does not show the app: %w", err)
	}
	return a, nil
}

// window returns the client's number of an app's window, 0 if it has none.
func (m *benchMeasure) window(a *benchApp) uint32 {
	for _, w := range m.client.Windows() {
		if w.Title == a.title {
			return w.ID
		}
	}
	return 0
}

// shown waits until the client has an app's last picture, to the bit.
func (m *benchMeasure) shown(a *benchApp) error {
	if err := a.halt(); err != nil {
		return err
	}
	id := m.window(a)
	if err := m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return a.shows(m.client.Image(id)) }); err != nil {
		return fmt.Errorf("the client never has the last picture of %q: %w", a.title, err)
	}
	return nil
}

// size is that of the desktop.
func (m *benchMeasure) size() image.Point { return m.client.View().Size }

// typing measures from a key press to changed pixels at the client.
func (m *benchMeasure) typing() error {
	stop, err := m.app("typing", image.Pt(1280, 720), true)
	if err != nil {
		return err
	}
	if err := m.rest(time.Second); err != nil {
		return err
	}
	before := m.wire.n.Load()
	cpu, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	drawn := func() uint64 { return m.client.Stats().Rects }
	took, err := m.press(func() (changed func() bool) {
		was := drawn()
		return func() bool { return drawn() > was }
	})
	if err != nil {
		return err
	}
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	n := float64(len(took))
	m.latency(took)
	m.add("bytes a character", "", float64(m.wire.n.Load()-before)/n)
	m.add("processor time a key", "ms", milli(now-cpu)/n)
	return stop()
}

// beside measures the same in one window while a video plays in another.
func (m *benchMeasure) beside() error {
	video, err := m.start("video", image.Pt(640, 480), false)
	if err != nil {
		return err
	}
	text, err := m.start("typing", image.Pt(480, 320), true)
	if err != nil {
		return err
	}
	time.Sleep(2 * time.Second) // until the link is known
	id := m.window(text)
	if id == 0 {
		return fmt.Errorf("the client has no window to type into: this workload needs --profile rail")
	}
	before, start := m.wire.n.Load(), time.Now()
	took, err := m.press(func() (changed func() bool) {
		was, drawn := m.client.Image(id), m.client.Touched(id)
		return func() bool {
			if m.client.Touched(id) == drawn {
				return false // no picture is made for each frame of the video
			}
			is := m.client.Image(id)
			return was == nil || is == nil || !bytes.Equal(was.Pix, is.Pix)
		}
	})
	if err != nil {
		return err
	}
	got, d := m.wire.n.Load()-before, time.Since(start)
	m.latency(took)
	m.add("megabits a second, video and typing", "", float64(got)*8/1e6/d.Seconds())
	for _, a := range []*benchApp{text, video} {
		if err := m.shown(a); err != nil {
			return err
		}
	}
	return errors.Join(text.end(), video.end())
}

func (m *benchMeasure) latency(took []time.Duration) {
	slices.Sort(took)
	m.add("key press to changed pixel, median", "ms", milli(took[len(took)/2]))
	m.add("key press to changed pixel, 95 of 100", "ms", milli(took[len(took)*95/100]))
	m.add("of its work, the machine stood still for", "%", m.still)
}

// press presses keys and returns how long each took to be seen. watch begins to
// look at what a key changes.
func (m *benchMeasure) press(watch func() (changed func() bool)) (took []time.Duration, err error) {
	n := max(20, int(m.seconds/(50*time.Millisecond)))
	before := processorTimes()
	defer func() { m.still = processorTimes().standstill(before) }()
	for i := range n {
		// Pauses, so that each press finds everything asleep.
		time.Sleep(time.Duration(20+rand.IntN(40))*time.Millisecond + m.link.rtt)
		changed, code := watch(), uint8(0x10+i%10)
		start := time.Now()
		if err := m.client.Key(code, false, true); err != nil {
			return nil, err
		}
		if err := m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return changed() }); err != nil {
			return nil, fmt.Errorf("key %d is not seen: %w", i, err)
		}
		took = append(took, time.Since(start))
		if err := m.client.Key(code, false, false); err != nil {
			return nil, err
		}
	}
	return took, nil
}

// frames measures pictures that change all the time.
func (m *benchMeasure) frames() error {
	stop, err := m.app(m.name, m.size(), false)
	if err != nil {
		return err
	}
	time.Sleep(time.Second) // until the link is known
	if err := m.nextFrame(); err != nil {
		return err
	}
	cpu, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	before, wire, start := m.client.Stats().Frames, m.wire.n.Load(), time.Now()
	time.Sleep(m.seconds)
	if err := m.nextFrame(); err != nil {
		return err
	}
	n, kilobytes, d := float64(m.client.Stats().Frames-before), float64(m.wire.n.Load()-wire)/1000, time.Since(start)
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	m.add("frames a second", "", n/d.Seconds())
	m.add("processor time a frame", "ms", milli(now-cpu)/n)
	m.add("kilobytes a frame", "", kilobytes/n)
	return stop()
}

// idle measures what resting windows cost, for at least idleTime: a heartbeat
// comes every now and then.
func (m *benchMeasure) idle() error {
	const windows = 20
	for range windows {
		stop, err := m.app("typing", image.Pt(400, 300), true)
		if err != nil {
			return err
		}
		defer func() { _ = stop() }()
	}
	if err := m.rest(2 * time.Second); err != nil {
		return err
	}
	cpu, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	before, d := m.wire.n.Load(), max(m.seconds, idleTime)
	time.Sleep(d)
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	tens := d.Seconds() / 10
	m.add("processor time in 10 s, 20 windows that rest", "ms", milli(now-cpu)/tens)
	m.add("bytes in 10 s, 20 windows that rest", "", float64(m.wire.n.Load()-before)/tens)
	return nil
}

// manyWindows measures a small change with one window and with fifty.
func (m *benchMeasure) manyWindows() error {
	stop, err := m.app("typing", image.Pt(400, 300), false)
	if err != nil {
		return err
	}
	one, err := m.perFrame()
	if err != nil {
		return err
	}
	for range 49 {
		other, err := m.app("typing", image.Pt(400, 300), true)
		if err != nil {
			return err
		}
		defer func() { _ = other() }()
	}
	fifty, err := m.perFrame()
	if err != nil {
		return err
	}
	m.add("processor time a small change, 1 window", "ms", milli(one))
	m.add("processor time a small change, 50 windows", "ms", milli(fifty))
	return stop()
}

// perFrame is the bridge's processor time for each frame that the client got.
func (m *benchMeasure) perFrame() (time.Duration, error) {
	time.Sleep(500 * time.Millisecond)
	cpu, err := m.bridge.cpu()
	if err != nil {
		return 0, err
	}
	before := m.client.Stats().Frames
	time.Sleep(m.seconds / 2)
	if err := m.nextFrame(); err != nil {
		return 0, err
	}
	now, err := m.bridge.cpu()
	if err != nil {
		return 0, err
	}
	return (now - cpu) / time.Duration(m.client.Stats().Frames-before), nil
}

// nextFrame waits until a frame has come, which on a slow link may take longer
// than all that is measured.
func (m *benchMeasure) nextFrame() error {
	before := m.client.Stats().Frames
	err := m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return m.client.Stats().Frames > before })
	if err != nil {
		return fmt.Errorf("no further frame comes: %w", err)
	}
	return nil
}

// rest waits until nothing has come for d.
func (m *benchMeasure) rest(d time.Duration) error {
	if err := m.client.WaitRest(m.ctx, d, nil); err != nil {
		return fmt.Errorf("the client does not come to rest: %w", err)
	}
	return nil
}

func (m *benchMeasure) add(what, unit string, v float64) { m.report.add(m.name, what, unit, v) }

func milli(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
