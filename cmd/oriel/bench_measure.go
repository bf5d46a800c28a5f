package main

import (
	"context"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"time"

	"oriel/rdp/client"
)

// A benchMeasure is one workload in one round.
type benchMeasure struct {
	ctx     context.Context
	bridge  *benchBridge
	client  *client.Session
	seconds time.Duration
	report  *benchReport
	name    string
}

// app starts an app and waits until the client shows it. stop ends it.
func (m *benchMeasure) app(name string, size image.Point, keys bool) (stop func() error, err error) {
	before := m.client.Stats().Pixels
	a, err := newBenchApp(m.bridge, name, "bench "+name, size)
	if err != nil {
		return nil, err
	}
	ended := make(chan error, 1)
	go func() { ended <- a.run(keys) }()
	stop = func() error {
		a.stop.Store(true)
		defer a.close()
		return <-ended
	}
	err = m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return m.client.Stats().Pixels > before })
	if err != nil {
		_ = stop()
		return nil, fmt.Errorf("the client does not show the app: %w", err)
	}
	return stop, nil
}

// size is that of the desktop.
func (m *benchMeasure) size() image.Point { return m.client.View().Size }

// typing measures from a key press to changed pixels at the client.
func (m *benchMeasure) typing() error {
	stop, err := m.app("typing", image.Pt(1280, 720), true)
	if err != nil {
		return err
	}
	if err := m.rest(500 * time.Millisecond); err != nil {
		return err
	}
	var took []time.Duration
	var bytes uint64
	n := max(20, int(m.seconds/(50*time.Millisecond)))
	cpu, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	for i := range n {
		// Pauses, so that each press finds everything asleep.
		time.Sleep(time.Duration(20+rand.IntN(40)) * time.Millisecond)
		before, code := m.client.Stats(), uint8(0x10+i%10)
		start := time.Now()
		if err := m.client.Key(code, false, true); err != nil {
			return err
		}
		err := m.client.WaitRest(m.ctx, 0, func(*client.View) bool { return m.client.Stats().Pixels > before.Pixels })
		if err != nil {
			return fmt.Errorf("key %d is not seen: %w", i, err)
		}
		took = append(took, time.Since(start))
		if err := m.client.Key(code, false, false); err != nil {
			return err
		}
		bytes += m.client.Stats().Bytes - before.Bytes
	}
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	slices.Sort(took)
	m.add("key press to changed pixel, median", "ms", milli(took[n/2]))
	m.add("key press to changed pixel, 95 of 100", "ms", milli(took[n*95/100]))
	m.add("bytes a character", "", float64(bytes)/float64(n))
	m.add("processor time a key", "ms", milli(now-cpu)/float64(n))
	return stop()
}

// frames measures pictures that change all the time.
func (m *benchMeasure) frames() error {
	stop, err := m.app(m.name, m.size(), false)
	if err != nil {
		return err
	}
	time.Sleep(time.Second) // until the link is known
	cpu, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	before, start := m.client.Stats(), time.Now()
	time.Sleep(m.seconds)
	after, d := m.client.Stats(), time.Since(start)
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	n := float64(after.Frames - before.Frames)
	if n == 0 {
		return fmt.Errorf("not one frame in %v", m.seconds)
	}
	m.add("frames a second", "", n/d.Seconds())
	m.add("processor time a frame", "ms", milli(now-cpu)/n)
	m.add("kilobytes a frame", "", float64(after.Bytes-before.Bytes)/n/1000)
	return stop()
}

// idle measures what resting windows cost.
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
	before := m.client.Stats()
	time.Sleep(m.seconds)
	now, err := m.bridge.cpu()
	if err != nil {
		return err
	}
	m.add("processor time a second, 20 windows that rest", "ms", milli(now-cpu)/m.seconds.Seconds())
	m.add("bytes a second, 20 windows that rest", "", float64(m.client.Stats().Bytes-before.Bytes)/m.seconds.Seconds())
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
	now, err := m.bridge.cpu()
	if err != nil {
		return 0, err
	}
	n := m.client.Stats().Frames - before
	if n == 0 {
		return 0, fmt.Errorf("not one frame in %v", m.seconds/2)
	}
	return (now - cpu) / time.Duration(n), nil
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
