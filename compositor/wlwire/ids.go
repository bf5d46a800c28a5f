package wlwire

// firstServerID starts the range of object ids that servers hand out.
const firstServerID = 0xff000000

const pageSize = 256

type page struct {
	used int
	slot [pageSize]*Resource
}

// idSpace maps the ids of one range to objects. Pages without objects are
// dropped, so that a client which never uses an id twice does not fill memory.
type idSpace struct {
	base  uint32 // the lowest id
	next  uint32 // index of the lowest id that was never used
	count int
	pages []*page
	free  []uint32 // indices released by give, for the end that hands out ids
}

func (s *idSpace) get(id uint32) *Resource {
	i := id - s.base
	if i >= s.next {
		return nil
	}
	if p := s.pages[i/pageSize]; p != nil {
		return p.slot[i%pageSize]
	}
	return nil
}

// put stores r under its id, which must not be above the next unused one.
func (s *idSpace) put(r *Resource) {
	i := r.id - s.base
	n := int(i / pageSize)
	if n == len(s.pages) {
		if n > 0 && s.pages[n-1] != nil && s.pages[n-1].used == 0 {
			s.pages[n-1] = nil // remove spares the last page
		}
		s.pages = append(s.pages, nil)
	}
	if s.pages[n] == nil {
		s.pages[n] = new(page)
	}
	p := s.pages[n]
	if p.slot[i%pageSize] == nil {
		p.used++
		s.count++
	}
	p.slot[i%pageSize] = r
	s.next = max(s.next, i+1)
}

func (s *idSpace) remove(id uint32) {
	i := id - s.base
	n := int(i / pageSize)
	p := s.pages[n]
	p.slot[i%pageSize] = nil
	p.used--
	s.count--
	if p.used == 0 && n < len(s.pages)-1 {
		s.pages[n] = nil
	}
}

// take returns an id nobody uses, lowest first, or the last released.
func (s *idSpace) take() uint32 {
	if n := len(s.free); n > 0 {
		i := s.free[n-1]
		s.free = s.free[:n-1]
		return s.base + i
	}
	return s.base + s.next
}

// give removes an id and lets take return it again.
func (s *idSpace) give(id uint32) {
	s.remove(id)
	s.free = append(s.free, id-s.base)
}

// each calls f for all objects, by ascending id.
func (s *idSpace) each(f func(*Resource)) {
	for _, p := range s.pages {
		if p == nil {
			continue
		}
		for _, r := range p.slot {
			if r != nil {
				f(r)
			}
		}
	}
}
