package publish

import (
	"errors"
	"fmt"
	"slices"

	"oriel/socket/mountns"
)

// A Held mount is one that a Publisher has made and left.
type Held struct {
	Target string `json:"target"`
	ID     uint64 `json:"id"` // see mountns.Mount
}

// Held are the mounts that Close leaves, for TakeBack. It is for one who has
// stopped the Publisher.
func (p *Publisher) Held() (list []Held) {
	<-p.done
	return p.held
}

// hold notes what we leave.
func (p *Publisher) hold() {
	for _, m := range p.mounts {
		if m != nil {
			p.held = append(p.held, Held{m.Target, m.ID})
		}
	}
}

// TakeBack takes away what Publishers left in a namespace, the last first.
// What is no longer there is fine; what something else lies on stays, and is
// an error.
func TakeBack(ns *mountns.Namespace, held []Held) error {
	var errs []error
	for _, h := range slices.Backward(held) {
		m, err := ns.Adopt(h.Target)
		if err != nil {
			continue // nothing mounted there
		}
		if m.ID != h.ID {
			m.Close()
			errs = append(errs, fmt.Errorf("%s: %w", h.Target, mountns.ErrCovered))
			continue
		}
		err = ns.Detach(m)
		m.Close()
		if err != nil && !errors.Is(err, mountns.ErrNotMounted) && !errors.Is(err, mountns.ErrGone) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}
