package rdp

import (
	"time"

	"oriel/rdp/codec"
	"oriel/rdp/egfx"
)

// frameRate is how many frames a second are to be under way on a link that
// carries them.
const frameRate = 60

// begins prepares the planning of a frame: what is known of the link decides
// how it will travel.
func (p *painter) begins(now time.Time) {
	if p.forget {
		p.forget = false
		p.endVideos()
		for _, c := range p.canvases {
			c.forget()
		}
	}
	p.measure(now)
	p.held = p.hold(now)
	p.change()
	if f := p.s.throttle(); f != nil {
		rate := frameRate
		if p.strategy.slow() {
			rate = hotRate
		}
		f.SetRate(rate)
	}
	if p.medium != byGraphics {
		p.strategy.withoutGraphics(p.medium == bySurfaceBits && p.s.bits.remote != 0)
		return
	}
	p.s.gfx.stored = p.strategy.stored()
	p.strategy.progressive, p.strategy.remoteFX, p.strategy.clear = p.s.gfx.srv.Progressive(), false, true
	p.strategy.avc, p.strategy.noAVC = p.encoder()
}

// change starts over if the desktop is to travel by another medium.
func (p *painter) change() {
	if m := p.s.medium(); m != p.medium {
		p.medium = m
		delete(p.canvases, 0)
		p.comp.damageAll()
	}
}

// measure finds out what a byte costs on the link.
func (p *painter) measure(now time.Time) {
	var way time.Duration
	n := p.s.link.net
	p.strategy.known, p.strategy.slack, p.strategy.share, p.strategy.blind = false, 0, 0, false
	if frames := p.s.throttle(); frames != nil {
		if n != nil {
			frames.Way(n.RTT())
		}
		p.strategy.link, p.strategy.known = frames.PerByte()
		p.strategy.slack, p.strategy.share = frames.Slack(), shares(frames)
		way = frames.LowestRTT()
	} else if n != nil && n.Rate() > 0 {
		p.strategy.link, p.strategy.known = 1e9/n.Rate(), true
	}
	if _, ok := p.look(now); ok {
		if n != nil && n.Least() > 0 && (way == 0 || n.Least() < way) {
			way = n.Least()
		}
		seen := p.strategy.link // by frames
		p.strategy.link, p.strategy.known = p.hop.perByte(p.strategy.link, p.strategy.known, way), true
		if p.s.throttle() == nil {
			p.strategy.link = max(p.strategy.link, p.drain.perByte)
			p.strategy.blind = p.hop.best.tunnel(way)
		} else if p.drain.slow() && slow(seen) {
			p.drain.perByte = seen // bursts are not believed for as long as frames say so, too
			p.strategy.link = max(p.strategy.link, seen)
		}
	}
	if !p.strategy.known {
		p.strategy.link = unknownLink
	}
}

// look asks the kernel how the way is.
func (p *painter) look(now time.Time) (h hop, ok bool) {
	if h, ok = p.s.ask(); ok {
		p.hop.take(h, now)
		if p.s.throttle() == nil {
			p.drain.take(h, firstDrain, now)
		} else {
			p.drain.open(h, now)
			p.drain.take(h, nextDrain, now)
		}
	}
	return h, ok
}

// addDamage adds the tiles of a surface's damage, which it empties.
func (p *painter) addDamage(t tile) {
	if len(p.damage) == 0 {
		return
	}
	t.canvas = p.canvases[t.surface]
	t.canvas.revive(t.now)
	economize(p.canvases, t.canvas, canvasBudget)
	area, all := 0, 0
	for _, r := range p.damage {
		r = r.Sub(t.origin).Intersect(t.canvas.bounds())
		area, all = area+t.canvas.photos(r, p.strategy.known), all+pixels(r)
	}
	if area == 0 && p.strategy.known {
		area = all // what was flat may be so no more; a link is measured by what is large
	}
	if t.apart = p.strategy.slow(); t.apart {
		area = max(area, t.canvas.playing(p.damage, t))
	}
	p.strategy.decide(area)
	t.photo, t.halved, t.ratio = p.strategy.photo, p.strategy.halved, p.strategy.ratio(p.strategy.photo)
	if t.target.graphics() {
		t.video = p.film(t.canvas, t.surface, t.now)
		p.address(&t)
	}
	t.canvas.begin()
	t.place = len(p.frame.tiles)
	p.frame.addDamage(t, p.damage)
	p.damage = p.damage[:0]
}

// address tells the workers how to make whole messages of tiles like t, if their
// surface is there and bytes cost less than to have fewer. Of a video there is
// not all yet when the workers are done.
func (p *painter) address(t *tile) {
	g := p.s.gfx
	if t.way = nil; !g.stored || p.full || t.video != nil {
		return
	}
	if id, ok := g.surfaces[t.surface]; ok {
		t.id, t.way, t.srv = id, &g.way, g.srv
	}
}

// send appends what brings a surface from what the client has to the canvas:
// its tiles from next on. It returns the first tile that belongs to another.
func (p *painter) send(next int, surface, number uint16) (int, error) {
	g := p.s.gfx
	for i := range p.frame.scrolls {
		if s := &p.frame.scrolls[i]; s.surface == number {
			to := egfx.Point{X: int16(s.src.Min.X), Y: int16(s.src.Min.Y + s.dy)}
			g.batch = g.srv.SurfaceToSurface(g.batch, surface, surface, egfx.RectOf(s.src), to)
			p.tally.add(chosenCopy, s.src, 0)
			s.surface = 0xFFFF // sent
		}
	}
	first := next
	for ; next < len(p.frame.tiles) && p.frame.tiles[next].surface == number; next++ {
		if err := p.sendTile(&p.frame.tiles[next], surface); err != nil {
			return next, err
		}
	}
	if next > first {
		p.keep(p.frame.tiles[first:next], surface)
		p.frame.tiles[first].canvas.count()
	}
	return next, nil
}

// sendTile appends the ops of a tile, or sends what its worker has made of them.
func (p *painter) sendTile(t *tile, surface uint16) error {
	g := p.s.gfx
	p.count(t)
	if t.gone {
		return nil
	}
	if len(t.sealed) > 0 {
		if err := g.flush(); err != nil {
			return err
		}
		return g.give(t)
	}
	for i := range t.ops {
		o := &t.ops[i]
		if o.how == chosenVideo {
			p.project(t, o, surface)
		} else {
			g.batch = append(t.command(g.batch, o, g.srv, surface), t.data[o.from:o.to]...)
			if o.codec == egfx.CodecClear {
				g.batch[len(g.batch)-(o.to-o.from)+codec.ClearSequence] = g.nextClear()
			}
		}
		if err := g.overflow(); err != nil {
			return err
		}
	}
	return nil
}

// count notes how a tile travels.
func (p *painter) count(t *tile) {
	for i := range t.ops {
		o := &t.ops[i]
		p.tally.add(o.how, o.rect, o.bytes)
		p.work += time.Duration(float64(pixels(o.rect)) * costs[o.how].decode)
		if o.how == chosenCache {
			t.cache.use(o.slot)
		}
	}
	p.strategy.learn(t.ops)
}

// command appends the command of an op up to its data.
func (t *tile) command(b []byte, o *op, srv *egfx.Server, surface uint16) []byte {
	format := egfx.XRGB
	if t.target == toARGB {
		format = egfx.ARGB
	}
	switch {
	case o.how == chosenNothing:
	case o.how == chosenFill:
		c := egfx.Color{B: o.color[0], G: o.color[1], R: o.color[2], XA: o.color[3]}
		b = srv.SolidFill(b, surface, c, egfx.RectOf(o.rect))
	case o.how == chosenCache:
		to := egfx.Point{X: int16(o.rect.Min.X), Y: int16(o.rect.Min.Y)}
		b = srv.CacheToSurface(b, o.slot, surface, to)
	case o.codec != egfx.CodecProgressive:
		b = srv.WireToSurface1(b, surface, o.codec, format, egfx.RectOf(o.rect), o.bytes)
	case o.bytes > 0:
		b = srv.WireToSurface2(b, surface, o.codec, 0, format, o.bytes)
	}
	return b
}

// overflow sends the batch if it is large enough.
func (g *graphics) overflow() error {
	if len(g.batch) < batchSize {
		return nil
	}
	return g.flush()
}

// keep has the client keep cells that came before, now that they are drawn.
func (p *painter) keep(tiles []tile, surface uint16) {
	g := p.s.gfx
	for i := range tiles {
		t := &tiles[i]
		for _, k := range t.keys {
			if t.canvas.cells[k.cell].quality != exact {
				continue
			}
			slot, evict, ok := g.cells.offer(k.key)
			if !ok {
				continue
			}
			if evict {
				g.batch = g.srv.EvictCacheEntry(g.batch, slot)
			}
			g.batch = g.srv.SurfaceToCache(g.batch, surface, k.key, slot, egfx.RectOf(t.canvas.rect(k.cell)))
		}
	}
}
