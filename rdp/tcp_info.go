package rdp

import (
	"math"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// Nanoseconds that a byte takes at both ends whatever is between them: through
// TLS, two kernels and a client's channels, and through memory. To FreeRDP 2 it
// was 0.9 at our end and 2.3 at its own.
const (
	localTCP    = 2.9
	localMemory = 0.3
)

// A hop is what the kernel knows of a connection. Unlike acknowledgements of
// frames that is not how busy the client is, but it is only of the way to the
// other end of the connection, which may be that of a tunnel.
type hop struct {
	perByte float64 // nanoseconds
	rtt     time.Duration
	queued  int           // bytes that the other end has not acknowledged
	acked   uint64        // that it has
	full    bool          // it has no room for more now
	shut    time.Duration // for how long in all it had none, in ticks of the kernel
	probes  bool          // the kernel sends next to nothing, to find out how long a round trip takes
}

// tunnel reports whether the shortest round trip ever to the client takes so much
// longer than the hop that there must be more behind it. One of late would not do:
// a client that always has work to do is late with every answer.
func (h hop) tunnel(way time.Duration) bool { return way > 4*h.rtt+5*time.Millisecond }

// farAway is a round trip that is not only that of a client which is busy to
// connect.
const farAway = 20 * time.Millisecond

// hopOf asks the kernel. What is no TCP ends on this machine.
func hopOf(c net.Conn) (h hop, ok bool) {
	t, tcp := c.(*net.TCPConn)
	if !tcp {
		return hop{perByte: localMemory}, c != nil
	}
	raw, err := t.SyscallConn()
	if err != nil {
		return h, false
	}
	var rate uint64
	err = raw.Control(func(fd uintptr) {
		var info unix.TCPInfo
		if tcpInfo(fd, &info) {
			rate, h.rtt = info.Delivery_rate, time.Duration(info.Min_rtt)*time.Microsecond
			h.acked, h.shut = info.Bytes_acked, time.Duration(info.Rwnd_limited)*time.Microsecond
			flying := max(0, int64(info.Bytes_sent-info.Bytes_retrans-info.Bytes_acked))
			h.queued, h.full = int(info.Notsent_bytes)+int(flying), full(info.Snd_wnd, info.Snd_mss, flying)
			h.probes = info.Snd_cwnd <= probeSegments && probes(fd)
		}
	})
	if err != nil || rate == 0 {
		return h, false
	}
	h.perByte = localTCP + 1e9/float64(rate)
	return h, true
}

// probeSegments are as many as BBR has on the way while it probes for the shortest
// round trip, for 0.2 s of every 10.
const probeSegments = 4

// probes reports whether that is why there are so few: then alone the window is no
// more than what the way holds, in 256ths.
func probes(fd uintptr) bool {
	bbr, err := unix.GetsockoptTCPCCBBRInfo(int(fd), unix.IPPROTO_TCP, unix.TCP_CC_INFO)
	return err == nil && bbr.Cwnd_gain == 256
}

// full reports whether a window of so many bytes has no room for another segment, or
// one more behind it. Older kernels tell no window.
func full(window, segment uint32, flying int64) bool {
	return window > 0 && flying+2*int64(segment) > int64(window)
}

// ask returns what the kernel knows.
func (s *session) ask() (h hop, ok bool) {
	if s.hop == nil {
		return h, false
	}
	return s.hop()
}

// hopWindow is how long the best of a hop is remembered. What the kernel
// measures meanwhile may be how fast the client reads.
const hopWindow = 10 * time.Second

// A hopKeeper remembers the best that a hop did of late.
type hopKeeper struct {
	best hop
	at   time.Time
	last hop // at the last look
}

func (k *hopKeeper) take(h hop, now time.Time) {
	if k.at.IsZero() || h.perByte <= k.best.perByte || now.Sub(k.at) > hopWindow {
		k.best.perByte, k.at = h.perByte, now
	}
	k.best.rtt, k.best.acked, k.last = h.rtt, h.acked, h
}

// perByte returns how many nanoseconds a byte keeps the way busy, of which frames
// tell one figure and the kernel another; way is its shortest round trip ever. The
// figure of frames has the client's work in it, so they are believed only where the
// way is not fast, too. That packets take longer than they could says nothing: clients
// acknowledge late what comes alone.
func (k *hopKeeper) perByte(frames float64, known bool, way time.Duration) float64 {
	h := k.best.perByte
	switch {
	case !known && way > farAway && k.best.tunnel(way):
		return max(unknownLink, h)
	case !known:
		return h
	case k.best.tunnel(way):
		return max(frames, h)
	case slow(h) && k.best.acked < unprovedBytes: // it had little to carry so far
		return min(frames, h)
	case slow(h):
		return frames // it has little to carry, or that was a burst
	}
	return h
}

// Numbers of a drain.
const (
	firstDrain = 200 * time.Millisecond // a client that had something else to do was no longer away
	nextDrain  = 20 * time.Millisecond  // where a link is known to be slow, or the client has said what it has
	crawlTime  = 2 * time.Millisecond   // and a round trip tell nothing
	drainBytes = 8 << 10                // fewer tell nothing
	drainDecay = 0.9                    // what a second leaves of its figure
)

// A drain finds out how fast what is queued arrives. The kernel's figure is that of
// the best burst, which may be far beyond what a link carries.
type drain struct {
	perByte float64 // nanoseconds; 0: unknown
	most    float64 // of a long queue
	at      time.Time
	from    uint64    // what had arrived then
	sent    uint64    // before all of this has arrived, the way was never empty since
	steady  time.Time // what arrives from then on arrives at the link's pace; zero: not yet
	acked   uint64    // then
	shut    time.Duration
	held    bool // at the last look, it was the client that took no more
}

// open begins anew if it was the client that took no more: that is not what the
// link is like, and the client's acknowledgements of frames tell it.
func (d *drain) open(h hop, now time.Time) {
	if d.held = h.full || h.shut != d.shut; d.held {
		d.shut, d.steady, d.at, d.from = h.shut, time.Time{}, now, h.acked
	}
}

// crawls reports whether what is queued arrives slowly, or tells nothing yet.
func (d *drain) crawls(h hop, now time.Time) bool {
	took := now.Sub(d.at)
	return took < h.rtt+crawlTime || slow(float64(took)/float64(h.acked-d.from))
}

// slow reports whether frames are rationed where queues arrive so fast.
func (d *drain) slow() bool { return slow(d.perByte) }

// take looks at the way. What is queued must stay for so long to tell something.
func (d *drain) take(h hop, stays time.Duration, now time.Time) {
	took, bytes := now.Sub(d.steady), h.acked-d.acked
	if h.acked < d.sent {
		d.sent = h.acked + uint64(h.queued)
	}
	known := d.slow()
	switch {
	case h.acked >= d.sent:
		d.perByte *= math.Pow(drainDecay, now.Sub(d.at).Seconds())
	case now.Sub(d.at) < h.rtt:
		return
	case d.steady.IsZero():
		d.steady, d.acked = now, h.acked
		return
	case bytes < drainBytes || took < nextDrain || !known && took < stays:
		return
	case known:
		d.perByte = min(d.most, float64(took)/float64(bytes))
	default:
		d.perByte = float64(took) / float64(bytes)
		d.most = d.perByte
	}
	d.at, d.from, d.sent, d.steady = now, h.acked, h.acked+uint64(h.queued), time.Time{}
}
