package wslg

import (
	"errors"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// patrol is how often to look although nothing was heard.
const patrol = 10 * time.Second

// A guard puts sockets back that were removed. It has one goroutine.
type guard struct {
	share   *Share
	sockets []*Socket
	inotify int
	stop    int // an eventfd
	once    sync.Once
	done    chan struct{}
	said    map[string]string // the last complaint about each
}

func newGuard(s *Share, sockets []*Socket) (*guard, error) {
	g := &guard{share: s, sockets: sockets, done: make(chan struct{}), said: map[string]string{}}
	var err error
	if g.inotify, err = unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK); err != nil {
		return nil, err
	}
	if g.stop, err = unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK); err != nil {
		unix.Close(g.inotify)
		return nil, err
	}
	g.look()
	go g.run()
	return g, nil
}

func (g *guard) run() {
	defer close(g.done)
	for {
		fds := []unix.PollFd{{Fd: int32(g.inotify), Events: unix.POLLIN}, {Fd: int32(g.stop), Events: unix.POLLIN}}
		_, err := unix.Poll(fds, int(patrol/time.Millisecond))
		if err != nil && !errors.Is(err, unix.EINTR) || fds[1].Revents != 0 {
			return
		}
		var buf [4096]byte
		for err == nil && fds[0].Revents != 0 {
			if _, err = unix.Read(g.inotify, buf[:]); err != nil {
				break
			}
		}
		g.look()
	}
}

// look puts back what lacks, directories included.
func (g *guard) look() {
	if err := g.share.directories(); err != nil {
		g.complain("", err)
	}
	const mask = unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_DELETE_SELF | unix.IN_MOVE_SELF
	_, _ = unix.InotifyAddWatch(g.inotify, g.share.Dir, mask)
	for _, k := range g.sockets {
		_, _ = unix.InotifyAddWatch(g.inotify, filepath.Dir(k.Path), mask)
		before := g.said[k.Path]
		if err := g.share.link(k); err != nil {
			g.complain(k.Path, err)
		} else if before != "" {
			delete(g.said, k.Path)
		}
		k.made = false
	}
}

// complain logs an error that is not the last one over again.
func (g *guard) complain(path string, err error) {
	if g.said[path] != err.Error() {
		g.said[path] = err.Error()
		g.share.Log.Warn("Cannot put a socket where clients look", "unit", path, "err", err)
	}
}

func (g *guard) close() {
	if g == nil {
		return
	}
	g.once.Do(func() {
		_, _ = unix.Write(g.stop, []byte{1, 0, 0, 0, 0, 0, 0, 0})
		<-g.done
		unix.Close(g.stop)
		unix.Close(g.inotify)
	})
}
