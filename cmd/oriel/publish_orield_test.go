package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
)

// TestRootAsksOrield wants the request to name the process by a pidfd, and
// each answer to be told.
func TestRootAsksOrield(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orield.sock")
	l, err := control.Listen(path, uint32(os.Getuid()))
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	answers := make(chan *control.Result, 1)
	asked := make(chan *control.Publish, 1)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if m, err := c.Receive(); err == nil {
				asked <- m.(*control.Publish)
				_ = c.Send(<-answers)
			}
			c.Close()
		}
	}()
	for _, c := range []struct {
		withdraw bool
		answer   control.Result
		want     string
	}{
		{false, control.Result{}, ""},
		{true, control.Result{}, ""},
		{false, control.Result{Code: control.Failure, Errno: uint32(unix.EROFS)}, "orield could not: read-only file system; journalctl"},
		{false, control.Result{Code: control.Failure}, "orield could not: failed; journalctl"},
		{false, control.Result{Code: control.NotNow}, "orield could not: the manager is stopping; journalctl"},
		{true, control.Result{Code: control.Failure, Errno: uint32(unix.EINVAL)}, "orield has published nothing to process"},
	} {
		answers <- &c.answer
		var out bytes.Buffer
		err := askOrield(path, publishOptions{pid: os.Getpid(), withdraw: c.withdraw}, &out)
		q := <-asked
		if q.Withdraw != c.withdraw || unix.PidfdSendSignal(int(q.Process.Fd()), 0, nil, 0) != nil {
			t.Errorf("asked %+v", q)
		}
		control.CloseFiles(q)
		switch {
		case c.want == "" && (err != nil || c.withdraw != (out.Len() == 0)):
			t.Errorf("withdraw %v: %v, %q", c.withdraw, err, &out)
		case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
			t.Errorf("%+v: %v, want %q", c.answer, err, c.want)
		}
	}
	for _, o := range []publishOptions{{pid: 4194303}, {pid: os.Getpid(), watch: true}, {pid: os.Getpid(), display: ":1"}} {
		if err := askOrield(path, o, &bytes.Buffer{}); err == nil {
			t.Errorf("%+v is done", o)
		}
	}
}
