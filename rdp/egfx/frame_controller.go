package egfx

import "time"

// Numbers of the frame controller.
const (
	ackTimeout   = 2 * time.Second       // a frame not acknowledged by then counts as it were
	minRTTWindow = 10 * time.Second      // how long the lowest round trip is remembered
	maxWindow    = 64                    // never more unacknowledged frames than that
	maxLate      = 8                     // how many frames that were given up are remembered
	maxQueue     = 2                     // a client with more undecoded frames is behind
	costSample   = 16 << 10              // frames below this say nothing about throughput
	upperSample  = 64 << 10              // frames beyond this tell at least what it is not worse than
	costDecay    = 0.875                 // what a sample leaves of those before
	slowByte     = 64                    // nanoseconds a byte of what seems to be a slow link
	clientSlack  = 3                     // how many times slower than thought a client may be
	noQueue      = time.Millisecond / 2  // more than it takes alone is as if nothing were before it
	probeStep    = 256                   // how much faster a link may be than it seems to be, in parts
	littleWork   = time.Millisecond      // of a frame that tells the way even behind others
	mostDelay    = 20 * time.Millisecond // of a client that has nothing else to do
)

// A FrameController says when the next frame may be sent: it keeps at most
// max(2, rtt·fps+2) frames unacknowledged. Acknowledgements are cumulative,
// since clients skip some.
type FrameController struct {
	fps        float64
	sent       []sentFrame // not yet acknowledged, oldest first
	last       uint32      // newest frame sent
	any        bool        // last is valid
	suspended  bool        // the client acknowledges nothing
	queue      uint32      // queueDepth of the last acknowledgement
	rtt        time.Duration
	minRTT     time.Duration // of late
	lowest     time.Duration // ever, but for the client's work
	light      time.Duration // ever, of small frames that are little work
	lightBytes int           // of the one that took it
	way        time.Duration // of the network alone; 0: unknown
	minAt      time.Time
	minBytes   int // of the frame that took minRTT
	lastAck    time.Time
	linkTime   float64     // nanoseconds on the link of late, of
	linkBytes  float64     // so many bytes; 0 is unknown
	linkTrips  float64     // round trips that are in linkTime
	late       []sentFrame // given up, oldest first; their acknowledgements still tell the link
	limit      int         // of the window
	decoding   decoding
}

type sentFrame struct {
	id      uint32
	bytes   int
	before  int // bytes that were on their way when it was sent
	work    time.Duration
	at      time.Time
	arrival time.Time // expected; zero: unknown
	begin   time.Time // when the client is expected to begin with it
	alone   bool      // no other was on its way
	full    bool      // with it, what was on its way seemed to fill the link
}

// NewFrameController returns a controller for a picture of fps frames a
// second.
func NewFrameController(fps int) *FrameController {
	return &FrameController{fps: float64(max(fps, 1)), limit: maxWindow}
}

// Limit bounds the window to n frames: the client wants no more.
func (c *FrameController) Limit(n int) { c.limit = max(1, min(n, maxWindow)) }

// Limited returns the most frames that may be unacknowledged, whatever the way.
func (c *FrameController) Limited() int { return c.limit }

// SetRate changes the frames per second.
func (c *FrameController) SetRate(fps int) { c.fps = float64(max(fps, 1)) }

// Window returns how many frames may be unacknowledged. It follows the lowest
// round trip of late: the smoothed one grows with the window.
func (c *FrameController) Window() int {
	if c.queue != SuspendFrameAcknowledge && c.queue > maxQueue {
		return 1
	}
	return min(max(2, int(c.minRTT.Seconds()*c.fps+2)), c.limit)
}

// Ready reports whether another frame may be sent.
func (c *FrameController) Ready(now time.Time) bool {
	c.expire(now)
	return c.suspended || len(c.sent) < c.Window()
}

// Outstanding returns the number of unacknowledged frames.
func (c *FrameController) Outstanding() int { return len(c.sent) }

// InFlight returns the bytes of the unacknowledged frames.
func (c *FrameController) InFlight() (n int) {
	for _, f := range c.sent {
		n += f.bytes
	}
	return n
}

// Full says that more would be sent but that what is on its way seems to fill
// the link.
func (c *FrameController) Full() {
	if n := len(c.sent); n > 0 {
		c.sent[n-1].full = true
	}
}

// Oldest returns how long the oldest unacknowledged frame has been on its way,
// 0 if there is none.
func (c *FrameController) Oldest(now time.Time) time.Duration {
	if len(c.sent) == 0 {
		return 0
	}
	return now.Sub(c.sent[0].at)
}

// NextTimeout returns when Ready may become true without an acknowledgement.
func (c *FrameController) NextTimeout() (time.Time, bool) {
	if len(c.sent) == 0 {
		return time.Time{}, false
	}
	return c.sent[0].at.Add(ackTimeout), true
}

// Sent notes that a frame of so many bytes on the wire was sent, which the
// client needs about so much time to decode.
func (c *FrameController) Sent(frame uint32, bytes int, work time.Duration, now time.Time) {
	c.last, c.any = frame, true
	if c.suspended {
		return
	}
	f := sentFrame{id: frame, bytes: bytes, before: c.InFlight(), work: work, at: now, alone: len(c.sent) == 0}
	if ns, ok := c.PerByte(); ok {
		c.decoding.sent(&f, time.Duration(ns*float64(bytes)))
	}
	c.sent = append(c.sent, f)
}

// Acknowledge handles the client's acknowledgement of a frame and all before
// it. One for a frame that was never sent is ignored.
func (c *FrameController) Acknowledge(p FrameAcknowledge, now time.Time) {
	if p.QueueDepth == SuspendFrameAcknowledge {
		c.suspended, c.queue = true, 0
		c.sent = c.sent[:0]
		return
	}
	c.suspended = false
	if !c.any || int32(p.FrameID-c.last) > 0 {
		return
	}
	c.queue = p.QueueDepth
	n, bytes, work := 0, 0, time.Duration(0)
	for n < len(c.sent) && int32(c.sent[n].id-p.FrameID) <= 0 {
		bytes += c.sent[n].bytes
		work += c.sent[n].work
		n++
	}
	if n == 0 {
		c.belated(p.FrameID, now)
		return // given up before, or acknowledged twice
	}
	if newest := c.sent[n-1]; newest.id == p.FrameID {
		c.sample(newest, now)
		c.cost(c.sent[0], bytes, work, now)
		c.probe(newest, now)
		c.decoding.done(&newest, now.Add(-c.LowestRTT()), c.sent[n:])
	}
	c.lastAck = now
	c.sent = c.sent[:copy(c.sent, c.sent[n:])]
}

// belated learns from the acknowledgement of a frame that was given up: a link
// may be as slow as that, and without it would never be known to be.
func (c *FrameController) belated(frame uint32, now time.Time) {
	for i, f := range c.late {
		if f.id != frame {
			continue
		}
		c.sample(f, now)
		c.cost(f, f.bytes, f.work, now)
		c.lastAck = now
		c.late = c.late[:copy(c.late, c.late[i+1:])]
		return
	}
}

// Acknowledged reports whether the client has the frame, as far as is known.
func (c *FrameController) Acknowledged(frame uint32) bool {
	if !c.any || int32(frame-c.last) > 0 {
		return frame == 0 // frames count from 1; a later one was not even sent
	}
	return len(c.sent) == 0 || int32(frame-c.sent[0].id) < 0
}

// sample takes a round trip into the estimates.
func (c *FrameController) sample(f sentFrame, now time.Time) {
	d := max(now.Sub(f.at), 0)
	if c.rtt == 0 {
		c.rtt = d
	} else {
		c.rtt += (d - c.rtt) / 8
	}
	if f.bytes < costSample && f.work < littleWork && (c.light == 0 || d < c.light) {
		c.light, c.lightBytes = max(d, 1), f.bytes
	}
	// What is left is the way.
	d = max(d-clientSlack*f.work, min(d, c.light), 0)
	if f.alone && (c.lowest == 0 || d < c.lowest) {
		c.lowest = max(d, 1)
	}
	if !f.alone {
		// Its wait for the others would widen the window, and with it the wait.
		return
	}
	if c.minAt.IsZero() || d < c.minRTT || d == c.minRTT && f.bytes < c.minBytes || now.Sub(c.minAt) > minRTTWindow {
		c.minRTT, c.minAt, c.minBytes = d, now, f.bytes
	}
}

// cost takes the time that the acknowledged bytes spent on the link into the
// estimate: since the previous acknowledgement if frames were queued behind
// one another, else since they were sent, less the empty round trip; in both
// cases less the client's work, at which it may be slow. But what seems to be a
// slow link counts as one: if it were taken for a fast one, it would be sent far
// too much. So does one where frames were in a queue that is not explained by how
// soon one acknowledgement follows another: the first may have come late. Frames
// count by their size: a small one mostly says how the machines were scheduled.
func (c *FrameController) cost(first sentFrame, bytes int, work time.Duration, now time.Time) {
	d, trips := now.Sub(c.lastAck), 0.0
	if c.lastAck.After(first.at) {
		queued := max(0, now.Sub(first.at)-c.LowestRTT())
		d = max(d, time.Duration(float64(queued)*float64(bytes)/float64(first.before+bytes)))
		if c.limit < maxWindow {
			d = min(d, queued) // it may have waited for its turn, and was behind no other then
		}
	} else {
		// Where all frames are as large, none tells the empty round trip: it
		// counts as the link's until a small one does.
		if d = now.Sub(first.at); bytes < upperSample || bytes-c.minBytes >= costSample {
			d, bytes = d-c.minRTT, bytes-c.minBytes
		} else {
			trips = 1
		}
	}
	if bytes < costSample {
		return
	}
	if way := d - work; way > time.Duration(slowByte*bytes) {
		d = way
	} else {
		d = max(d-clientSlack*work, time.Duration(bytes/4)) // nothing is faster than memory
	}
	c.linkTime = c.linkTime*costDecay + float64(d)
	c.linkBytes = c.linkBytes*costDecay + float64(bytes)
	c.linkTrips = c.linkTrips*costDecay + trips
}

// probe takes a link to be a little faster where a frame found no queue though
// it seemed to be full: all frames may be too small to tell otherwise.
func (c *FrameController) probe(f sentFrame, now time.Time) {
	ns, ok := c.PerByte()
	if alone := c.light + time.Duration(ns*float64(f.bytes-c.lightBytes)); ok && f.full && now.Sub(f.at) < alone+noQueue {
		c.linkTime -= c.linkTime / probeStep
		c.linkTrips -= c.linkTrips / probeStep
	}
}

// RTT returns the smoothed time from sending a frame to its acknowledgement,
// 0 when unknown.
func (c *FrameController) RTT() time.Duration { return c.rtt }

// Way says how long a round trip of the network alone takes. Where something was
// always in front of all frames, none tells that.
func (c *FrameController) Way(rtt time.Duration) { c.way = rtt }

// LowestRTT returns the lowest so far of small frames that are little work, or,
// before there was one, of those that had the link alone, less the client's work.
func (c *FrameController) LowestRTT() time.Duration {
	d := c.light
	if d == 0 {
		d = c.lowest
	}
	if c.way > 0 {
		d = min(d, c.way+mostDelay)
	}
	return d
}

// PerByte returns how many nanoseconds a byte keeps the link busy; ok is false
// before that is known.
func (c *FrameController) PerByte() (ns float64, ok bool) {
	if c.linkBytes == 0 {
		return 0, false
	}
	return max(c.linkTime-c.linkTrips*float64(c.light), c.linkBytes/4) / c.linkBytes, true
}

// Slack returns how many times longer than thought the client is at work on a
// frame.
func (c *FrameController) Slack() float64 { return c.decoding.slack }

// Behind returns for how long the client will be at work once it has all that
// was sent.
func (c *FrameController) Behind(now time.Time) time.Duration {
	return max(0, c.decoding.client.Sub(later(c.decoding.link, now)))
}

// Reset forgets the outstanding frames: the client suppressed output, or
// started over, and they may never be acknowledged. Estimates stay.
func (c *FrameController) Reset() {
	c.sent, c.late = c.sent[:0], c.late[:0]
	c.suspended, c.queue = false, 0
}

// expire gives up frames that the client had long enough.
func (c *FrameController) expire(now time.Time) {
	n := 0
	for n < len(c.sent) && now.Sub(c.sent[n].at) >= ackTimeout {
		n++
	}
	if n > 0 {
		c.queue = 0
		c.late = append(c.late, c.sent[:n]...)
		c.late = c.late[:copy(c.late, c.late[max(0, len(c.late)-maxLate):])]
		c.sent = c.sent[:copy(c.sent, c.sent[n:])]
	}
}
