package rdp

import (
	"errors"
	"net"
	"time"

	"golang.org/x/sys/unix"
)

// errDead is a client that answers no more.
var errDead = errors.New("the client does not answer any more")

// keepAlive has the kernel end a TCP connection whose peer is gone: in half of
// the time that a silent one is given if something was sent, and a little more
// if nothing was. Other connections are ended by those who carry them.
func keepAlive(c net.Conn, dead time.Duration) {
	t, ok := c.(*net.TCPConn)
	if !ok {
		return
	}
	_ = t.SetKeepAliveConfig(net.KeepAliveConfig{Enable: true, Idle: seconds(dead / 4), Interval: seconds(dead / 12), Count: 4})
	raw, err := t.SyscallConn()
	if err != nil {
		return
	}
	_ = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_USER_TIMEOUT, int(dead/2/time.Millisecond))
	})
}

// seconds is what the kernel takes: no less than one.
func seconds(d time.Duration) time.Duration { return max(d, time.Second) }
