package link

import (
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/audio"
)

// Sound goes through a socket of its own, in packets of whole frames: what
// does not fit is dropped, since late sound is worse than none.
const (
	frame     = audio.Channels * audio.SampleSize
	packet    = 4096 * frame
	bytesRate = audio.Rate * frame
)

// wire is one end of the sound's socket.
type wire struct {
	mu sync.Mutex
	f  *os.File
}

// send sends whole frames, or drops them. It never blocks.
func (s *wire) send(frames []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f == nil {
		return
	}
	frames = frames[:len(frames)/frame*frame]
	for len(frames) > 0 {
		n := min(len(frames), packet)
		_ = unix.Send(int(s.f.Fd()), frames[:n], unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
		frames = frames[n:]
	}
}

func (s *wire) set(f *os.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.f = f
}

// close ends the reader of the socket too.
func (s *wire) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.f != nil {
		s.f.Close()
		s.f = nil
	}
}

// receive hands over packets until the socket's end. It reads no faster than
// twice as fast as anybody can speak.
func receive(f *os.File, hear func(frames []byte)) {
	buf := make([]byte, packet)
	start, total := time.Now(), 0
	for {
		n, err := f.Read(buf)
		if err != nil {
			return
		}
		if n%frame == 0 {
			hear(buf[:n])
		}
		total += n
		switch ahead := time.Duration(total)*time.Second/(2*bytesRate) - time.Since(start); {
		case ahead < 0:
			start, total = time.Now(), 0 // silence is not saved up
		case ahead > time.Second:
			time.Sleep(ahead - time.Second)
		}
	}
}

// desktopSound joins the desktop's sound to a link.
type desktopSound struct {
	wire wire
	wait sync.WaitGroup

	// Owned by the reader.
	open       bool
	stopListen func()
	stopWanted func()

	mu    sync.Mutex
	on    bool // apps record
	dirty bool // the Client does not know
}

// set begins or ends the listening; the first time it makes the socket.
func (s *desktopSound) set(p *peer, listen bool) error {
	play, capture := p.server.desk.Audio()
	if !s.open {
		ours, theirs, err := socketPair()
		if err != nil {
			return err
		}
		s.open = true
		s.wire.set(ours)
		p.post(begin(nil, kindSocket, 0), theirs)
		s.wait.Go(func() { receive(ours, capture.Write) })
		s.stopWanted = capture.Wanted(func(on bool) {
			s.mu.Lock()
			s.on, s.dirty = on, true
			s.mu.Unlock()
			p.wake()
		})
	}
	if listen && s.stopListen == nil {
		s.stopListen = play.Listen(s.wire.send)
	}
	if !listen && s.stopListen != nil {
		s.stopListen()
		s.stopListen = nil
	}
	return nil
}

// recording says whether apps record, and whether that is news.
func (s *desktopSound) recording() (on, news bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news, s.dirty = s.dirty, false
	return s.on, news
}

func (s *desktopSound) close() {
	if s.stopListen != nil {
		s.stopListen()
	}
	if s.stopWanted != nil {
		s.stopWanted()
	}
	s.wire.close()
	s.wait.Wait()
}

func socketPair() (a, b *os.File, err error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "sound"), os.NewFile(uintptr(fds[1]), "sound"), nil
}

// clientSound is the sound of a desktop elsewhere.
type clientSound struct {
	c    *Client
	wire wire
	wait sync.WaitGroup

	mu      sync.Mutex
	asked   bool // for the socket
	on      bool // apps record
	hear    map[*func([]byte)]struct{}
	wanting map[*func(bool)]struct{}
}

// Listen implements audio.Playback.
func (s *clientSound) Listen(f func(frames []byte)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hear[&f] = struct{}{}
	if len(s.hear) == 1 {
		s.ask(true)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, ok := s.hear[&f]; ok {
			delete(s.hear, &f)
			if len(s.hear) == 0 {
				s.ask(false)
			}
		}
	}
}

// Wanted implements audio.Capture.
func (s *clientSound) Wanted(f func(on bool)) (stop func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.wanting[&f] = struct{}{}
	if !s.asked {
		s.ask(false)
	}
	if s.on {
		f(true)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.wanting, &f)
	}
}

// Write implements audio.Capture.
func (s *clientSound) Write(frames []byte) { s.wire.send(frames) }

// ask is called under the lock.
func (s *clientSound) ask(listen bool) {
	s.asked = true
	s.c.post(func(b []byte) []byte { return appendBool(begin(b, kindSound, 0), listen) })
}

// connect takes the socket over.
func (s *clientSound) connect(f *os.File) {
	s.wire.set(f)
	s.wait.Go(func() {
		receive(f, func(frames []byte) {
			s.mu.Lock()
			defer s.mu.Unlock()
			for h := range s.hear {
				(*h)(frames)
			}
		})
	})
}

func (s *clientSound) recording(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = on
	for f := range s.wanting {
		(*f)(on)
	}
}

func (s *clientSound) close() {
	s.wire.close()
	s.wait.Wait()
}
