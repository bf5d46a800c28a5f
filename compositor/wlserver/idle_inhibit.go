package wlserver

import (
	"oriel/compositor/scene"
	"oriel/compositor/wlproto"
	"oriel/compositor/wlwire"
)

type idleInhibit struct{ s *Server }

func (s *Server) bindIdleInhibit(_ *client, r *wlwire.Resource) {
	wlproto.ZwpIdleInhibitManagerV1{Resource: r}.SetHandler(idleInhibit{s})
}

// Destroy implements wlproto.ZwpIdleInhibitManagerV1Requests.
func (idleInhibit) Destroy(wlproto.ZwpIdleInhibitManagerV1) error { return nil }

// CreateInhibitor implements wlproto.ZwpIdleInhibitManagerV1Requests.
func (h idleInhibit) CreateInhibitor(_ wlproto.ZwpIdleInhibitManagerV1, id wlproto.ZwpIdleInhibitorV1, surf wlproto.WlSurface) error {
	i := &inhibitor{t: h.s.seat, x: surf.Handler().(*surface)}
	h.s.seat.inhibitors[i] = struct{}{}
	id.SetHandler(i)
	return nil
}

// inhibitor is a zwp_idle_inhibitor_v1.
type inhibitor struct {
	t *seatState
	x *surface
}

// Destroy implements wlproto.ZwpIdleInhibitorV1Requests.
func (*inhibitor) Destroy(wlproto.ZwpIdleInhibitorV1) error { return nil }

// Destroyed implements wlwire.Destroyer.
func (i *inhibitor) Destroyed(*wlwire.Resource) { delete(i.t.inhibitors, i) }

// awake marks the windows whose apps ask that the screen stays on.
func (t *seatState) awake() {
	if len(t.inhibitors) == 0 && len(t.marked) == 0 {
		return
	}
	tx := t.s.tx
	mark := func(id scene.WindowID, on scene.State) {
		if w := tx.Window(id); w != nil && w.State&scene.Awake != on {
			tx.Change(id, func(w *scene.Window) { w.State = w.State&^scene.Awake | on })
		}
	}
	now := map[scene.WindowID]bool{}
	for i := range t.inhibitors {
		if w := tx.WindowOf(i.x.root().id); w != nil {
			now[w.ID] = true
			mark(w.ID, scene.Awake)
		}
	}
	for id := range t.marked {
		if !now[id] {
			mark(id, 0)
		}
	}
	t.marked = now
}
