package rdp

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"
	"time"

	"oriel/rdp/drdynvc"
	"oriel/rdp/egfx"
	"oriel/rdp/mcs"
	"oriel/rdp/svc"
	"oriel/rdp/wire"
	"oriel/rdp/zgfx"
)

// A sniffer takes what a session writes and reads the graphics' commands in it.
type sniffer struct {
	t        *testing.T
	wrote    bytes.Buffer
	zip      *zgfx.Decompressor
	dvc      *drdynvc.Client
	out      svc.Outbox
	commands []egfx.Command
}

// Write implements io.Writer.
func (s *sniffer) Write(p []byte) (int, error) { return s.wrote.Write(p) }

// Opened implements drdynvc.Handler.
func (s *sniffer) Opened(uint32, time.Time, *svc.Outbox) error { return nil }

// Message implements drdynvc.Handler.
func (s *sniffer) Message(_ uint32, msg []byte, _ time.Time, _ *svc.Outbox) error {
	b, err := s.zip.Append(nil, msg)
	if err != nil {
		s.t.Fatal(err)
	}
	for r := wire.NewReader(b); r.Len() > 0; {
		c := egfx.Read(r)
		if r.Err() != nil {
			s.t.Fatal(r.Err())
		}
		s.commands = append(s.commands, c)
	}
	return nil
}

// Closed implements drdynvc.Handler.
func (s *sniffer) Closed(uint32, error) {}

// read reads what was written.
func (s *sniffer) read() {
	s.t.Helper()
	for b := s.wrote.Bytes(); len(b) > 0; {
		if b[0] != 3 { // of the fast path
			n := int(b[1])
			if n >= 0x80 {
				n = int(binary.BigEndian.Uint16(b[1:])) &^ 0x8000
			}
			b = b[n:]
			continue
		}
		n := binary.BigEndian.Uint16(b[2:])
		var p mcs.SendDataIndication
		r := wire.NewReader(b[7:n])
		p.ReadFrom(r)
		if r.Err() != nil {
			s.t.Fatal(r.Err())
		}
		if p.Channel == 1004 {
			if err := s.dvc.Step(p.Data[svc.HeaderSize:], time.Time{}, &s.out); err != nil {
				s.t.Fatal(err)
			}
		}
		b = b[n:]
	}
	s.wrote.Reset()
}

// sniff has a session's writer write to a sniffer.
func sniff(t *testing.T, x *watched) *sniffer {
	t.Helper()
	s := &sniffer{t: t, zip: zgfx.NewDecompressor(64 << 20)}
	s.dvc = drdynvc.NewClient(drdynvc.Config{MaxMessage: func(string) int { return 64 << 20 }}, func(string) drdynvc.Handler { return s })
	for _, m := range [][]byte{appendOne(&drdynvc.CapsRequest{Version: 2}), appendOne(&drdynvc.CreateRequest{ChannelID: 1, Name: "g"})} {
		if err := s.dvc.Step(m, time.Time{}, &s.out); err != nil {
			t.Fatal(err)
		}
	}
	w := newWriter(s)
	x.session.w, x.session.link.w, x.gfx.zip = w, w, zgfx.Compressor{}
	go w.run()
	t.Cleanup(func() { w.close(); <-w.done })
	return s
}

// wait waits until the writer has nothing to do.
func (x *watched) wait() {
	x.session.w.push()
	for x.session.w.written() != x.session.w.queued() {
		time.Sleep(time.Millisecond)
	}
}

// TestLargeTilesGoEarly shows photos on a fast link. What is sent while others
// are coded lies between the frame's beginning and its end, and all of it
// comes once.
func TestLargeTilesGoEarly(t *testing.T) {
	size := image.Pt(1280, 720)
	x, s := fast(t, size)
	for range 20 {
		x.show()
		x.frame()
		x.wait()
		s.commands = nil
		s.read()
		if !x.paint.ahead.begun {
			t.Fatalf("a frame did not go early; %s", x.paint.strategy.why())
		}
		s.whole(size)
	}
}

// fast shows photos until the link is known to be fast.
func fast(t *testing.T, size image.Point) (*watched, *sniffer) {
	t.Helper()
	x := watch(t, "photo", size, 1)
	s := sniff(t, x)
	for range 200 {
		x.show()
		x.frame()
		x.wait()
		s.read()
		if x.paint.frame.early != nil && x.paint.ahead.begun {
			return x, s
		}
	}
	t.Fatalf("no frame goes early; %s", x.paint.strategy.why())
	return nil, nil
}

// whole checks that the commands are one frame that draws all once.
func (s *sniffer) whole(size image.Point) {
	s.t.Helper()
	last := len(s.commands) - 1
	if _, ok := s.commands[0].(*egfx.StartFrame); !ok {
		s.t.Fatalf("begins with %T", s.commands[0])
	}
	if _, ok := s.commands[last].(*egfx.EndFrame); !ok {
		s.t.Fatalf("ends with %T", s.commands[last])
	}
	area := 0
	for _, c := range s.commands[1:last] {
		switch c := c.(type) {
		case *egfx.WireToSurface1:
			area += int(c.Dest.Right-c.Dest.Left) * int(c.Dest.Bottom-c.Dest.Top)
		case *egfx.StartFrame, *egfx.EndFrame:
			s.t.Fatal("a frame in a frame")
		}
	}
	if area != size.X*size.Y {
		s.t.Fatalf("%d of %d pixels", area, size.X*size.Y)
	}
}

// TestFrameThatIsDroppedEnds has the client lose its graphics while a frame is
// under way.
func TestFrameThatIsDroppedEnds(t *testing.T) {
	x, s := fast(t, image.Pt(1280, 720))
	s.commands = nil
	x.show()
	if err := x.session.advance(x.now); err != nil || !x.paint.busy || x.paint.frame.early == nil {
		t.Fatalf("no early frame: %v", err)
	}
	x.paint.restart()
	x.wait()
	s.read()
	starts, ends := 0, 0
	for _, c := range s.commands {
		switch c.(type) {
		case *egfx.StartFrame:
			starts++
		case *egfx.EndFrame:
			ends++
		}
	}
	if starts != 1 || ends != 1 {
		t.Errorf("%d frames begin, %d end", starts, ends)
	}
	x.frame() // and the next one is as ever
	x.wait()
	s.commands = nil
	s.read()
	if len(s.commands) < 3 {
		t.Errorf("%d commands after it", len(s.commands))
	}
}
