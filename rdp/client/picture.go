package client

import (
	"context"
	"image"
	"slices"
	"time"

	"oriel/rdp/rail"
)

// View returns what is known now.
func (s *Session) View() *View {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.view()
}

func (s *Session) view() *View {
	v := &View{
		Stack: slices.Clone(s.stack), Marker: s.marker, Active: s.active, Pointer: s.pointer, Synced: s.synced,
		Size: image.Pt(s.desktop.w, s.desktop.h), NotifyIcons: s.notifyIcons(),
	}
	hiDef := s.hiDef()
	for _, w := range s.windows {
		c := *w
		c.Visible = c.Visible && (c.Mapped || !hiDef) // without pixels there is nothing to see
		v.Windows = append(v.Windows, c)
	}
	slices.SortFunc(v.Windows, func(a, b Window) int { return int(a.ID) - int(b.ID) })
	return v
}

// hiDef reports whether each window has a surface of its own.
func (s *Session) hiDef() bool { return s.apps != nil && s.apps.Flags()&rail.HandshakeHiDef != 0 }

// Windows returns the windows that are known, by id.
func (s *Session) Windows() []Window { return s.View().Windows }

// Stats returns what has come so far.
func (s *Session) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Image returns a window's picture at the window's size, nil if there is no
// such window. Without surfaces of their own, windows are cut out of the
// desktop, whatever covers them there.
func (s *Session) Image(id uint32) *image.RGBA {
	s.mu.Lock()
	defer s.mu.Unlock()
	w, f := s.picture(id)
	switch {
	case w == nil:
		return nil
	case f != nil:
		return f.rgba(image.Rectangle{Max: w.Rect.Size()})
	}
	return s.desktop.rgba(w.Rect)
}

// Touched returns how often something was drawn to a window's surface, or, if it has
// none of its own, to the desktop.
func (s *Session) Touched(id uint32) uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, f := s.picture(id); f != nil {
		return f.touched
	}
	return s.stats.Rects
}

// picture returns a window, nil if there is none, and the surface that it is mapped
// to, if it is.
func (s *Session) picture(id uint32) (*Window, *surface) {
	w := s.windows[id]
	if w == nil || !w.Mapped {
		return w, nil
	}
	return w, s.graphics.surfaces[w.surface]
}

// Desktop returns the desktop's picture; of windows with surfaces of their
// own it is composed as the client's screen would be.
func (s *Session) Desktop() *image.RGBA {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.desktop.rgba(s.desktop.bounds())
	if !s.hiDef() {
		return m
	}
	for i := range m.Pix {
		m.Pix[i] = 0
	}
	for _, id := range slices.Backward(s.stack) {
		w := s.windows[id]
		if w == nil || !w.Mapped || !w.Visible {
			continue
		}
		if f := s.graphics.surfaces[w.surface]; f != nil {
			over(m, f.rgba(image.Rectangle{Max: w.Rect.Size()}), w.Rect.Min)
		}
	}
	return m
}

// over draws a premultiplied picture over dst.
func over(dst, src *image.RGBA, at image.Point) {
	r := src.Rect.Add(at).Intersect(dst.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		d := dst.Pix[dst.PixOffset(r.Min.X, y):][:r.Dx()*4]
		p := src.Pix[src.PixOffset(r.Min.X-at.X, y-at.Y):][:r.Dx()*4]
		for i := 0; i < len(d); i += 4 {
			a := 255 - int(p[i+3])
			for k := range 4 {
				d[i+k] = uint8(min(255, int(p[i+k])+(int(d[i+k])*a+127)/255))
			}
		}
	}
}

// WaitRest waits until match says yes (nil: always) and nothing has changed
// for settle. It returns the session's error if that ends first.
func (s *Session) WaitRest(ctx context.Context, settle time.Duration, match func(*View) bool) error {
	for {
		s.mu.Lock()
		changed, rest, err := s.changed, time.Since(s.last), s.err
		v := s.view()
		s.mu.Unlock()
		if err != nil {
			return err
		}
		wait := time.Hour
		if match == nil || match(v) {
			if rest >= settle {
				return nil
			}
			wait = settle - rest
		}
		if match != nil {
			wait = min(wait, max(settle, 50*time.Millisecond)) // match may look elsewhere too
		}
		t := time.NewTimer(wait)
		select {
		case <-changed:
		case <-t.C:
		case <-s.done:
		case <-ctx.Done():
			t.Stop()
			return ctx.Err()
		}
		t.Stop()
	}
}
