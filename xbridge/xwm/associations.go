package xwm

import "oriel/compositor/scene"

// A surfaceKey names a wl_surface as the X server does: by its object id in
// WL_SURFACE_ID, or by a serial in WL_SURFACE_SERIAL.
type surfaceKey struct {
	serial bool
	n      uint64
}

// associations join X windows to surfaces. The two halves of a name come by
// two sockets, either first; object ids are used again after a surface is
// gone, and a window may claim one only after its surface is gone.
type associations[L comparable] struct {
	surfaces map[surfaceKey]scene.SurfaceID
	keys     map[scene.SurfaceID][]surfaceKey // of the living surfaces
	waiting  map[surfaceKey]L                 // windows whose surface has not come
	joined   map[scene.SurfaceID]L
}

func (a *associations[L]) init() {
	a.surfaces = map[surfaceKey]scene.SurfaceID{}
	a.keys = map[scene.SurfaceID][]surfaceKey{}
	a.waiting = map[surfaceKey]L{}
	a.joined = map[scene.SurfaceID]L{}
}

// surface tells of a surface's name. It returns the window that waited for it.
func (a *associations[L]) surface(k surfaceKey, id scene.SurfaceID) (l L, ok bool) {
	a.surfaces[k] = id
	a.keys[id] = append(a.keys[id], k)
	if l, ok = a.waiting[k]; ok {
		delete(a.waiting, k)
		a.joined[id] = l
	}
	return l, ok
}

// claim tells that l's surface is named k. It returns the surface if it is
// there; otherwise l waits. Another window that had it, or waited for it, loses
// it: its claim was from before the name was used again.
func (a *associations[L]) claim(k surfaceKey, l L) (id scene.SurfaceID, loser L, ok bool) {
	id, ok = a.surfaces[k]
	if !ok {
		a.waiting[k] = l
		return 0, loser, false
	}
	loser = a.joined[id]
	a.joined[id] = l
	return id, loser, true
}

// release ends l's claims.
func (a *associations[L]) release(l L) {
	for k, o := range a.waiting {
		if o == l {
			delete(a.waiting, k)
		}
	}
	for id, o := range a.joined {
		if o == l {
			delete(a.joined, id)
		}
	}
}

// gone tells that a surface is gone. It returns the window that had it.
func (a *associations[L]) gone(id scene.SurfaceID) (l L, ok bool) {
	for _, k := range a.keys[id] {
		if a.surfaces[k] == id {
			delete(a.surfaces, k)
		}
	}
	delete(a.keys, id)
	l, ok = a.joined[id]
	delete(a.joined, id)
	return l, ok
}
