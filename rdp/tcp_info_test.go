package rdp

import (
	"net"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestWhatTheKernelSaysOfTheWay weighs it against what frames say, which is 800
// ns a byte.
func TestWhatTheKernelSaysOfTheWay(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		what    string
		hop     hop
		known   bool
		way     time.Duration
		perByte float64
	}{
		{"frames say nothing yet", hop{perByte: 10, rtt: ms}, false, 0, 10},
		{"a slow client on a fast network", hop{perByte: 10, rtt: ms}, true, ms, 10},
		{"a network that had little to carry", hop{perByte: 9000, rtt: 50 * ms}, true, 50 * ms, 800},
		{"a burst that was faster than the network", hop{perByte: 200, rtt: ms, acked: 1 << 20}, true, ms, 800},
		{"a client that is busy to connect, on a fast network of which little is known", hop{perByte: 200, rtt: ms}, true, ms, 200},
		{"the near end of a tunnel", hop{perByte: 10, rtt: ms / 10}, true, 50 * ms, 800},
		{"a tunnel of which frames say nothing yet", hop{perByte: 10, rtt: ms / 10}, false, 50 * ms, unknownLink},
		{"a client that is busy to connect", hop{perByte: 10, rtt: ms / 10}, false, 15 * ms, 10},
		{"a fast network that is far away", hop{perByte: 10, rtt: 50 * ms}, false, 50 * ms, 10},
		{"a tunnel to a machine that is slow to reach, too", hop{perByte: 900, rtt: ms}, true, 50 * ms, 900},
	} {
		var k hopKeeper
		k.take(c.hop, time.Unix(1e9, 0))
		if got := k.perByte(800, c.known, c.way); got != c.perByte {
			t.Errorf("%s: %v ns a byte, want %v", c.what, got, c.perByte)
		}
	}
}

// connected returns the two ends of a connection.
func connected(t *testing.T) (client, server net.Conn) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if client, err = net.Dial("tcp", l.Addr().String()); err == nil {
		server, err = l.Accept()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// TestTheKernelSaysWhatIsOnItsWay has a client read late.
func TestTheKernelSaysWhatIsOnItsWay(t *testing.T) {
	client, c := connected(t)
	var err error
	queued := func() int {
		h, ok := hopOf(c)
		if !ok {
			t.Fatal("the kernel knows nothing")
		}
		return h.queued
	}
	sent := 0
	_ = c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
	for err == nil {
		var n int
		n, err = c.Write(make([]byte, 1<<20))
		sent += n
	}
	if n := queued(); n == 0 || n > sent {
		t.Errorf("%d bytes on their way of %d", n, sent)
	}
	for read := 0; read < sent; {
		n, err := client.Read(make([]byte, 1<<20))
		if err != nil {
			t.Fatal(err)
		}
		read += n
	}
	for end := time.Now().Add(time.Minute); queued() > 0; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%d bytes on their way, and all were read", queued())
		}
	}
}

// TestAQueueThatDoesNotGoAwayTellsASlowLink, and one that does tells none.
func TestAQueueThatDoesNotGoAwayTellsASlowLink(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		what  string
		stall time.Duration // in which the client reads nothing, at the start
		bytes int
		slow  bool
	}{
		{"a megabyte on 10 Mbit/s", 0, 1 << 20, true},
		{"little on 10 Mbit/s", 0, 64 << 10, false},
		{"a client that is busy for a moment", 150 * ms, 128 << 10, false},
	} {
		const rtt, perByte = 50 * ms, 800
		var d drain
		now := time.Unix(1e9, 0)
		begin := now.Add(rtt)
		link := float64(perByte)
		if c.stall > 0 {
			begin, link = begin.Add(c.stall), 10
		}
		for ; now.Before(begin.Add(2 * time.Second)); now = now.Add(ms) {
			acked := min(c.bytes, max(0, int(float64(now.Sub(begin))/link)))
			d.take(hop{rtt: rtt, queued: c.bytes - acked, acked: uint64(acked)}, firstDrain, now)
			if d.perByte > 0 && (!c.slow || d.perByte < 0.5*perByte || d.perByte > 1.2*perByte) {
				t.Fatalf("%s: %v ns a byte after %v", c.what, d.perByte, now.Sub(begin))
			}
			if c.slow && acked == c.bytes {
				break
			}
		}
		if c.slow != (d.perByte > 0) {
			t.Errorf("%s: %v ns a byte", c.what, d.perByte)
		}
	}
}

// TestADrainKnowsTheClientFromTheLink looks at what is queued for two clients that
// acknowledge frames: of one the link is slow, the other has no room for long.
func TestADrainKnowsTheClientFromTheLink(t *testing.T) {
	const ms, perByte = time.Millisecond, 800
	for _, c := range []struct {
		what string
		shut time.Duration // in each look's time
		full bool
		slow bool
	}{
		{"the link", 0, false, true},
		{"the client, as its window says", 0, true, false},
		{"the client, as the kernel has counted", 4 * ms, false, false},
	} {
		var d drain
		var h hop
		now := time.Unix(1e9, 0)
		for range 20 { // a frame every 20 ms, that takes 26 ms
			h.queued += 33 << 10
			for range 2 {
				d.open(h, now)
				d.take(h, nextDrain, now)
				now = now.Add(10 * ms)
				n := min(h.queued, int(10*ms/perByte))
				h.queued, h.acked, h.shut, h.full = h.queued-n, h.acked+uint64(n), h.shut+c.shut, c.full
			}
		}
		if d.slow() != c.slow || c.slow && (d.perByte < 0.9*perByte || d.perByte > 1.1*perByte) {
			t.Errorf("%s: %v ns a byte", c.what, d.perByte)
		}
	}
}

// TestMuchIsQueuedOnlyIfItArrives asks before what has been sent tells anything,
// where it arrives, and where it does not.
func TestMuchIsQueuedOnlyIfItArrives(t *testing.T) {
	const ms = time.Millisecond
	for _, c := range []struct {
		what   string
		took   time.Duration
		acked  uint64
		crawls bool
	}{
		{"nothing is known", 0, 0, true},
		{"a round trip is not over", ms, 1 << 20, true},
		{"nothing arrives", 10 * ms, 0, true},
		{"10 Mbit/s", 10 * ms, 12500, true},
		{"1 Gbit/s", 10 * ms, 1250000, false},
	} {
		var d drain
		now := time.Unix(1e9, 0)
		d.take(hop{rtt: ms, queued: 1 << 20, acked: 5}, nextDrain, now)
		if got := d.crawls(hop{rtt: ms, acked: 5 + c.acked}, now.Add(c.took)); got != c.crawls {
			t.Errorf("%s: %v", c.what, got)
		}
	}
}

func TestAWindowIsFull(t *testing.T) {
	for _, c := range []struct {
		window, segment uint32
		flying          int64
		full            bool
	}{{64 << 10, 1460, 0, false}, {64 << 10, 1460, 63 << 10, true}, {64 << 10, 1460, 64 << 10, true}, {0, 1460, 64 << 10, false}} {
		if got := full(c.window, c.segment, c.flying); got != c.full {
			t.Errorf("%d of %d: %v", c.flying, c.window, got)
		}
	}
}

// TestTheKernelProbesTheWay has a client read slowly all that BBR sends, until that
// has probed for the shortest round trip, which is after 10 s. A kernel without BBR
// never does.
func TestTheKernelProbesTheWay(t *testing.T) {
	t.Parallel()
	client, c := connected(t)
	isBBR := control(t, c, "bbr") == "bbr"
	go func() {
		for err := error(nil); err == nil; {
			_, err = client.Read(make([]byte, 4<<10))
			time.Sleep(time.Millisecond)
		}
	}()
	go func() {
		for err := error(nil); err == nil; {
			_, err = c.Write(make([]byte, 64<<10))
		}
	}()
	most := 12 * time.Second
	if isBBR {
		most = time.Minute // on a busy machine
	}
	start, probed := time.Now(), 0
	for ; time.Since(start) < most && probed < 5; time.Sleep(time.Millisecond) {
		if h, _ := hopOf(c); h.probes {
			probed++
		}
		if probed > 0 && time.Since(start) < 5*time.Second {
			t.Fatalf("it probes after %v", time.Since(start))
		}
	}
	if (probed > 0) != isBBR {
		t.Errorf("it was seen to probe %d times in %v, by BBR: %v", probed, time.Since(start), isBBR)
	}
}

// TestFewPacketsAreNoProbe asks a connection by Reno, which has few packets on the
// way where it lost some, and one of a kernel's that has just begun.
func TestFewPacketsAreNoProbe(t *testing.T) {
	for _, name := range []string{"reno", "bbr"} {
		_, c := connected(t)
		is := control(t, c, name)
		raw, err := c.(syscall.Conn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		_ = raw.Control(func(fd uintptr) {
			if probes(fd) {
				t.Errorf("%s probes", is)
			}
		})
	}
}

// control has a connection send by an algorithm, if the kernel has it for us, and
// returns the one by which it does.
func control(t *testing.T, c net.Conn, algorithm string) (is string) {
	raw, err := c.(syscall.Conn).SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptString(int(fd), unix.IPPROTO_TCP, unix.TCP_CONGESTION, algorithm)
		is, err = unix.GetsockoptString(int(fd), unix.IPPROTO_TCP, unix.TCP_CONGESTION)
	})
	if err != nil {
		t.Fatal(err)
	}
	return is
}
