package rdp

// A cellCache knows what the client keeps in its bitmap cache: cells that were
// seen more than once. It belongs to the session; the encoders look into it
// while a frame is with them.
type cellCache struct {
	slots map[uint64]uint16 // by key
	kept  []slotUse         // by slot, which count from 1
	seen  []uint64          // keys that came once, at a place that they give
	hand  int               // the slot that is looked at next for room
}

type slotUse struct {
	key  uint64
	used bool // since the hand passed
}

// seenKeys is how many keys are remembered that came once.
const seenKeys = 1 << 13

// cellBytes is what a cell takes of the client's cache.
const cellBytes = 4 * cellSide * cellSide

// newCellCache returns an empty cache for a client's limits.
func newCellCache(slots, bytes int) *cellCache {
	n := min(slots, bytes/cellBytes)
	return &cellCache{slots: make(map[uint64]uint16, n), kept: make([]slotUse, 1, n+1), seen: make([]uint64, seenKeys)}
}

// lookup returns the slot that has a key's pixels. Any number of goroutines
// may call it while nobody calls another method.
func (c *cellCache) lookup(key uint64) (slot uint16, ok bool) {
	slot, ok = c.slots[key]
	return slot, ok
}

// use notes that a slot was drawn from.
func (c *cellCache) use(slot uint16) { c.kept[slot].used = true }

// offer says that pixels were drawn. If they came before, it returns the slot
// that the client shall keep them in, and whether something else goes for it.
func (c *cellCache) offer(key uint64) (slot uint16, evict, ok bool) {
	if _, known := c.slots[key]; known {
		return 0, false, false // twice in one frame
	}
	if p := &c.seen[key%seenKeys]; *p != key {
		*p = key
		return 0, false, false
	}
	if len(c.kept) < cap(c.kept) {
		c.kept = append(c.kept, slotUse{key: key})
		slot = uint16(len(c.kept) - 1)
	} else {
		slot, evict = c.victim(), true
		delete(c.slots, c.kept[slot].key)
		c.kept[slot] = slotUse{key: key}
	}
	c.slots[key] = slot
	return slot, evict, true
}

// victim returns a slot that was not used for a while.
func (c *cellCache) victim() uint16 {
	for {
		c.hand = c.hand%(len(c.kept)-1) + 1
		if u := &c.kept[c.hand]; !u.used {
			return uint16(c.hand)
		} else {
			u.used = false
		}
	}
}
