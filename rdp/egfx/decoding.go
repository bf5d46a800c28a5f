package egfx

import "time"

// Numbers of decoding. What is taken to be slower than it is only makes for fewer
// frames; the other way round, all that comes later waits. But a network whose
// round trips vary must not look like a slow client: the fastest of some frames
// counts.
const (
	tellingWork = time.Millisecond / 4 // frames of less say nothing of the client
	someFrames  = 4
	mostSlack   = 8
	slackRise   = 1.0 / 2 // of what slower frames tell
	slackFall   = 1.0 / 8
)

// decoding follows how long a client is at work on what it was sent. Its times
// are those of a way that takes none.
type decoding struct {
	link   time.Time // when the link is through with all that was sent
	client time.Time // and when the client is
	slack  float64   // how many times longer than thought it takes

	frames  int     // since slack was found
	fastest float64 // of them
}

// sent notes a frame that keeps the link busy for so long.
func (d *decoding) sent(f *sentFrame, onLink time.Duration) {
	d.link = later(d.link, f.at).Add(onLink)
	f.arrival = d.link
	d.expect(f)
}

// expect tells when the client begins with a frame, and is done with it.
func (d *decoding) expect(f *sentFrame) {
	f.begin = later(d.client, f.arrival)
	d.client = f.begin.Add(time.Duration(float64(f.work) * d.slack))
}

// done learns from a frame that the client is done with; others are on their way.
func (d *decoding) done(f *sentFrame, at time.Time, others []sentFrame) {
	if f.arrival.IsZero() {
		return
	}
	if f.work >= tellingWork {
		d.learn(max(0, float64(at.Sub(f.begin))/float64(f.work)))
	}
	d.client = at
	for i := range others {
		d.expect(&others[i])
	}
}

// learn takes how many times longer than thought a frame took.
func (d *decoding) learn(x float64) {
	if d.frames == 0 || x < d.fastest {
		d.fastest = x
	}
	if d.frames++; d.frames < someFrames {
		return
	}
	x, d.frames = min(d.fastest, mostSlack), 0
	if x > d.slack {
		d.slack += (x - d.slack) * slackRise
	} else {
		d.slack += (x - d.slack) * slackFall
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
