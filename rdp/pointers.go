package rdp

import (
	"oriel/compositor/scene"
	"oriel/rdp/acceptor"
	"oriel/rdp/bcgr"
)

// pointers tells a client which pointer to show.
type pointers struct {
	link  *link
	limit int // longest side of a picture
	color bool
	cache pointerCache
	last  *scene.Cursor
	scale float64 // at which it was shown
	told  bool
}

// newPointers reads what the client takes.
func newPointers(l *link, peer *acceptor.Result) *pointers {
	p := &pointers{link: l, limit: bcgr.MaxPointer}
	if big := bcgr.Find[*bcgr.LargePointer](peer.Capabilities); big != nil && l.fastPath {
		switch {
		case big.Flags&bcgr.LargePointer384 != 0 && peer.MaxUpdate() >= bcgr.MinRequestForPointer384:
			p.limit = bcgr.MaxPointer384
		case big.Flags&bcgr.LargePointer96 != 0 && peer.MaxUpdate() >= bcgr.MinRequestForPointer96:
			p.limit = bcgr.MaxPointer96
		}
	}
	n := peer.PointerCache()
	if n == 0 {
		p.color, p.limit = true, bcgr.MaxPointer
	}
	p.cache.reset(n)
	return p
}

// show tells the client a cursor if it is not the one shown.
func (p *pointers) show(c *scene.Cursor, scale float64) error {
	if p.told && c == p.last && scale == p.scale {
		return nil
	}
	p.told, p.last, p.scale = true, c, scale
	switch {
	case c == nil || !c.Hidden && c.Pix == nil:
		return p.link.update(bcgr.UpdatePointerDefault, nil)
	case c.Hidden:
		return p.link.update(bcgr.UpdatePointerHidden, nil)
	}
	if len(p.cache.slots) > 0 {
		slot, have := p.cache.find(c, scale)
		if have {
			return p.link.updatePDU(bcgr.UpdatePointerCached, &bcgr.CachedPointer{Index: uint16(slot)})
		}
		return p.shape(c, scale, slot)
	}
	return p.shape(c, scale, 0)
}

// shape sends a picture into a slot of the cache.
func (p *pointers) shape(c *scene.Cursor, scale float64, slot int) error {
	m := pointerOf(c, scale, p.limit)
	if m == nil || m.transparent() {
		// An image without a visible pixel shows black in some clients.
		if len(p.cache.slots) > 0 {
			p.cache.slots[slot] = cached{}
		}
		return p.link.update(bcgr.UpdatePointerHidden, nil)
	}
	s := bcgr.PointerShape{
		Code: bcgr.UpdatePointerNew, BitsPerPixel: 32, CacheIndex: uint16(slot),
		HotspotX: uint16(m.hot.X), HotspotY: uint16(m.hot.Y),
		Width: uint16(m.width), Height: uint16(m.height),
	}
	switch {
	case p.color:
		s.Code, s.BitsPerPixel = bcgr.UpdatePointerColor, 24
		s.Xor, s.And = m.colour()
	default:
		if max(m.width, m.height) > bcgr.MaxPointer96 {
			s.Code = bcgr.UpdatePointerLarge
		}
		s.Xor, s.And = m.masks()
	}
	return p.link.updatePDU(s.Code, &s)
}

// reset forgets what the client has: it was reactivated.
func (p *pointers) reset() {
	p.cache.reset(len(p.cache.slots))
	p.told = false
}
