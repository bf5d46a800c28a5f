package rdp

import (
	"image"
	"time"

	"oriel/rdp/avc"
	"oriel/rdp/egfx"
)

// A video is a part of a canvas that goes on changing, and its stream of H.264.
// The stream's pictures are of that part alone. At the client they are decoded
// onto a surface of its own, which is shown nowhere, and what changed is copied
// to where it belongs: to the pixel, so that what is beside a video stays exact.
type video struct {
	canvas *canvas
	area   image.Rectangle // of the canvas, along the grid
	stream *avc.Stream
	used   time.Time
	lost   bool // a frame was made that the client does not get

	made       bool // the client has the surface
	generation int  // of the client's graphics
	surface    uint16

	// Of the frame under way.
	bytes   int // that it shall have
	quality quality
	data    []byte
	err     error
	sent    bool
	copies  []image.Rectangle
}

// videos are a session's. They belong to the session.
type videos struct {
	list    map[uint16]*video // by surface
	retired []*video          // whose surfaces the client still has
	ends    time.Time         // when the next one counts as over; zero: there is none
	pause   time.Time         // until when there are none, after a failure
}

// Numbers of videos.
const (
	videoLook  = 200 * time.Millisecond // between searches
	videoIdle  = 5 * time.Second        // without a frame it is over
	videoPause = 10 * time.Second       // until another one is tried after a failure

	// A frame of a video may be so long on the link: what is drawn beside it
	// waits behind it.
	videoTime  = 8e6 // nanoseconds
	videoLeast = 600 // bytes
	videoMost  = 192 << 10
)

// What the client is told of a frame's quality, which only informs.
const (
	videoQP      = 28
	videoQuality = 70
)

// takes reports whether a cell goes with the video as it is now: what rests in
// the video's area is none.
func (v *video) takes(i int) bool {
	return v.canvas.rect(i).In(v.area) && v.canvas.cells[i].moves >= movesEnough
}

// encoder says what makes AVC420 for the client, or why nothing does.
func (p *painter) encoder() (name, why string) {
	if !p.s.gfx.srv.AVC420() {
		return "", "the client takes no AVC420"
	}
	if e := p.s.srv.cfg.Video; e != nil {
		name = e.Name()
	}
	if name == "" {
		return "", "no AVC420, since there is no oriel-avc"
	}
	return name, ""
}

// whyVideo says how videos go, for people.
func (s *strategy) whyVideo() string {
	switch {
	case s.avc == "":
		return s.noAVC
	case !s.filming():
		return "videos too, since AVC420 would take longer"
	}
	return "videos go AVC420 by " + s.avc
}

// filming reports whether H.264 is worth its time.
func (s *strategy) filming() bool {
	other := min(s.time(chosenRaw, 1), s.time(s.photo, 1))
	if s.halved {
		other = min(other, s.time(chosenNSCodec, 1))
	}
	return s.avc != "" && s.known && s.time(chosenVideo, 1) < other
}

// film returns the video on a canvas, if there is one that is worth a stream.
func (p *painter) film(c *canvas, surface uint16, now time.Time) *video {
	v := p.videos.list[surface]
	if !p.strategy.filming() {
		p.endVideo(surface)
		return nil
	}
	if now.Sub(c.looked) >= videoLook {
		c.looked = now
		area := c.moving(now)
		if v != nil && !area.Empty() && (!area.In(v.area) || 2*pixels(area) < pixels(v.area)) {
			p.endVideo(surface)
			v = nil
		}
		if v == nil && !area.Empty() {
			v = p.beginVideo(c, area, surface, now)
		}
	}
	if v == nil {
		return nil
	}
	v.quality = coarse
	if !p.strategy.progressive {
		v.quality = refined // it gets exact in one step
	}
	v.bytes = int(min(max(videoTime/p.strategy.link, videoLeast), videoMost))
	v.data, v.err, v.sent = v.data[:0], nil, false
	p.frame.videos = append(p.frame.videos, v)
	return v
}

func pixels(r image.Rectangle) int { return r.Dx() * r.Dy() }

// beginVideo opens a stream; nil: it cannot, and the video travels as photos do.
func (p *painter) beginVideo(c *canvas, area image.Rectangle, surface uint16, now time.Time) *video {
	if now.Before(p.videos.pause) {
		return nil
	}
	stream, err := p.s.srv.cfg.Video.Open(area.Size())
	if err != nil {
		return nil
	}
	v := &video{canvas: c, area: area, stream: stream, used: now, generation: p.s.gfx.generation}
	if p.videos.list == nil {
		p.videos.list = map[uint16]*video{}
	}
	p.videos.list[surface] = v
	return v
}

// endVideo ends the video on a surface. No frame may be under way.
func (p *painter) endVideo(surface uint16) {
	v := p.videos.list[surface]
	if v == nil {
		return
	}
	v.stream.Close()
	delete(p.videos.list, surface)
	if v.made {
		p.videos.retired = append(p.videos.retired, v)
	}
}

func (p *painter) endVideos() {
	for surface := range p.videos.list {
		p.endVideo(surface)
	}
}

// endIdleVideos ends videos that are over, whose canvas has gone, or which the
// client could not follow any more.
func (p *painter) endIdleVideos(now time.Time) {
	p.videos.ends = time.Time{}
	for surface, v := range p.videos.list {
		over := v.used.Add(videoIdle)
		switch {
		case v.lost || p.canvases[surface] != v.canvas || !now.Before(over):
			p.endVideo(surface)
		case p.videos.ends.IsZero() || over.Before(p.videos.ends):
			p.videos.ends = over
		}
	}
}

// lose notes that the frame under way is dropped: a stream lacks it.
func (p *painter) lose() {
	for _, v := range p.frame.videos {
		v.lost = true
	}
}

// screens makes the surfaces that videos are decoded onto, and deletes those
// that are not needed any more.
func (p *painter) screens() {
	g := p.s.gfx
	for _, v := range p.videos.retired {
		if v.generation == g.generation {
			g.srv.Retire(v.surface) // the client may still be drawing from it
		}
	}
	p.videos.retired = p.videos.retired[:0]
	g.batch = g.srv.AppendRetired(g.batch)
	for _, v := range p.frame.videos {
		if v.made || v.err != nil || len(v.data) == 0 {
			continue
		}
		size := v.stream.Size()
		if g.batch, v.surface, v.err = g.srv.CreateSurface(g.batch, size.X, size.Y, egfx.XRGB); v.err == nil {
			v.made = true
		}
	}
}

// project brings a video to where it belongs, as soon as the first rectangle of
// it comes.
func (p *painter) project(t *tile, o *op, surface uint16) {
	g, v := p.s.gfx, t.video
	if v.err != nil || len(v.data) == 0 {
		p.again(t, o.rect)
		return
	}
	if !v.sent {
		v.sent, v.used = true, t.now
		p.tally[chosenVideo].bytes += uint64(len(v.data))
		all := egfx.RectOf(image.Rectangle{Max: v.stream.Size()})
		regions := [...]egfx.AVC420Region{{Rect: all, QP: videoQP, Quality: videoQuality}}
		frame := egfx.AVC420BitmapStream{Regions: regions[:], Data: v.data}
		g.batch = g.srv.WireToSurface1(g.batch, v.surface, egfx.CodecAVC420, egfx.XRGB, all, frame.Size())
		g.batch = frame.AppendTo(g.batch)
		for _, r := range p.frame.copies(v) {
			to := egfx.Point{X: int16(r.Min.X), Y: int16(r.Min.Y)}
			g.batch = g.srv.SurfaceToSurface(g.batch, v.surface, surface, egfx.RectOf(r.Sub(v.area.Min)), to)
		}
	}
	if o.bytes > 0 {
		g.batch = g.srv.WireToSurface1(g.batch, surface, egfx.CodecAlpha, egfx.ARGB, egfx.RectOf(o.rect), o.bytes)
		g.batch = append(g.batch, t.data[o.from:o.to]...)
	}
}

// again has r drawn in another way, since its video failed: the client does not
// have what the canvas has.
func (p *painter) again(t *tile, r image.Rectangle) {
	t.video.lost, p.videos.pause = true, t.now.Add(videoPause)
	for i, end := t.canvas.along(r); i < end; i++ {
		q := &t.canvas.cells[i]
		q.known, q.moves = false, 0
	}
	left := *t
	left.rect = r.Add(t.origin)
	p.leave(&left)
}
