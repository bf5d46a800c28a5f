package client

import (
	"context"
	"errors"
	"slices"
	"time"

	"oriel/rdp/cliprdr"
	"oriel/rdp/svc"
)

// ErrNoText means that there is no text on the server's clipboard.
var ErrNoText = errors.New("no text on the clipboard")

var (
	errNoRAIL      = errors.New("not a RemoteApp session")
	errNoResize    = errors.New("the server offers no display control")
	errNoClipboard = errors.New("the server offers no clipboard")
)

// A clipboard is the session's end of the channel. All calls come with the
// session's lock held.
type clipboard struct {
	*cliprdr.Client
	s      *Session
	id     uint16
	text   []byte   // ours
	remote []string // what the server has
	fetch  map[uint32]chan fetched
}

type fetched struct {
	data []byte
	err  error
}

func newClipboard(s *Session) *clipboard {
	c := &clipboard{s: s, fetch: map[uint32]chan fetched{}}
	c.Client = cliprdr.NewClient(cliprdr.Config{Handler: c, Timeout: s.opt.CopyTimeout})
	return c
}

// RemoteFormats implements cliprdr.Handler.
func (c *clipboard) RemoteFormats(mimes []string, _ time.Time, _ *svc.Outbox) {
	c.remote = slices.Clone(mimes)
	c.s.touch()
}

// Request implements cliprdr.Handler.
func (c *clipboard) Request(id uint32, mime string, now time.Time, out *svc.Outbox) {
	c.Respond(id, c.text, mime == cliprdr.MIMEText && c.text != nil, now, out)
}

// Data implements cliprdr.Handler.
func (c *clipboard) Data(id uint32, _ string, data []byte, err error, _ time.Time, _ *svc.Outbox) {
	if ch := c.fetch[id]; ch != nil {
		delete(c.fetch, id)
		ch <- fetched{data, err}
	}
}

// Copy puts text on the clipboard that both sides share.
func (s *Session) Copy(text string) error {
	return s.do(func(now time.Time) error {
		if s.clip == nil {
			return errNoClipboard
		}
		var out svc.Outbox
		s.clip.text = []byte(text)
		s.clip.SetLocal([]string{cliprdr.MIMEText}, now, &out)
		return s.sendChannel(s.clip.id, &out)
	})
}

// CanPaste returns the MIME types that the server has.
func (s *Session) CanPaste() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.clip == nil {
		return nil
	}
	return slices.Clone(s.clip.remote)
}

// Paste returns the text on the server's clipboard.
func (s *Session) Paste(ctx context.Context) (string, error) {
	ch := make(chan fetched, 1)
	err := s.do(func(now time.Time) error {
		if s.clip == nil {
			return errNoClipboard
		}
		var out svc.Outbox
		id, ok := s.clip.Fetch(cliprdr.MIMEText, now, &out)
		if !ok {
			return ErrNoText
		}
		s.clip.fetch[id] = ch
		return s.sendChannel(s.clip.id, &out)
	})
	if err != nil {
		return "", err
	}
	select {
	case f := <-ch:
		return string(f.data), f.err
	case <-s.done:
		return "", s.Err()
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
