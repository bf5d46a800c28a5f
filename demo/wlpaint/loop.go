package main

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/rajveermalviya/go-wayland/wayland/client"
)

// A message is one event as it came from the wire.
type message struct {
	sender, opcode uint32
	fd             int
	data           []byte
	err            error
}

// pump reads messages into a channel, so that the loop can wait for the clock
// too. It ends with the connection. The library's tables are not locked: only
// the loop may touch them, so the pump does no more than read.
func pump(ctx *client.Context) <-chan message {
	c := make(chan message, 64)
	go func() {
		defer close(c)
		for {
			var m message
			m.sender, m.opcode, m.fd, m.data, m.err = ctx.ReadMsg()
			c <- m
			if m.err != nil {
				return
			}
		}
	}()
	return c
}

// loop handles events until the window is closed.
func (w *window) loop() error {
	messages := pump(w.ctx)
	var tick <-chan time.Time
	if every := w.p.Interval(); every > 0 {
		t := time.NewTicker(every)
		defer t.Stop()
		tick = t.C
	}
	for !w.closed {
		if w.fault != nil {
			return w.fault
		}
		// An answer to a configure does not wait for the last frame: a hidden
		// window's may never be shown.
		if w.dirty && w.configured && (w.resized || !w.waiting) {
			drawn, err := w.draw()
			if err != nil {
				return err
			}
			w.dirty, w.resized = !drawn, w.resized && !drawn
		}
		// The next frame begins when the last one is on its way.
		next := tick
		if w.dirty || w.waiting {
			next = nil
		}
		select {
		case m := <-messages:
			if err := w.dispatch(m); err != nil {
				return err
			}
		case <-next:
			w.dirty = w.p.Next()
		}
	}
	return errors.Join(w.toplevel.Destroy(), w.xdg.Destroy(), w.surface.Destroy())
}

func (w *window) dispatch(m message) error {
	if errors.Is(m.err, io.EOF) {
		return errors.New("the Wayland server is gone")
	}
	if m.err != nil {
		return fmt.Errorf("the Wayland server is gone: %w", m.err)
	}
	if d, ok := w.ctx.GetProxy(m.sender).(client.Dispatcher); ok {
		d.Dispatch(m.opcode, m.fd, m.data)
	}
	return nil
}
