package rdp

import (
	"errors"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// Numbers by which a peer that is gone is noticed: by the kernel where the
// connection is TCP, and by round trips that get no answer.
const (
	keepIdle     = 15 * time.Second
	keepInterval = 5 * time.Second
	keepCount    = 4
	userTimeout  = 30 * time.Second // sent and not acknowledged
)

// errDead is a client that answers no more.
var errDead = errors.New("the client does not answer any more")

// keepAlive has the kernel end a TCP connection whose peer is gone. Other
// connections are told by those who carry them.
func keepAlive(c net.Conn) {
	t, ok := c.(*net.TCPConn)
	if !ok {
		return
	}
	_ = t.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: keepIdle, Interval: keepInterval, Count: keepCount})
	raw, err := t.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(userTimeout/time.Millisecond))
	})
}
