package console

import (
	"bufio"
	"encoding/json"
	"net"
	"slices"
	"time"

	"oriel/socket"
)

const (
	// maxLine bounds a request.
	maxLine = 4096
	// maxAskers bounds the connections at a time; further ones wait.
	maxAskers = 32
	// rest is how long a connection may say nothing, and how long it may take
	// to read an answer.
	rest = time.Minute
)

// Serve answers the requests of the users uids, one after the other on each
// connection, until the listener is closed.
func Serve(l net.Listener, uids []uint32, answer func(Request) Response) error {
	slots := make(chan struct{}, maxAskers)
	for {
		slots <- struct{}{}
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer func() { <-slots }()
			defer c.Close()
			if socket.Allow(c, slices.Clone(uids)...) == nil {
				serve(c, answer)
			}
		}()
	}
}

func serve(c net.Conn, answer func(Request) Response) {
	in := bufio.NewScanner(c)
	in.Buffer(make([]byte, maxLine), maxLine)
	for {
		_ = c.SetDeadline(time.Now().Add(rest))
		if !in.Scan() {
			return
		}
		var q Request
		r := Response{Error: "not a request"}
		if json.Unmarshal(in.Bytes(), &q) == nil {
			r = answer(q)
		}
		b, err := json.Marshal(r)
		if err != nil {
			return
		}
		_ = c.SetDeadline(time.Now().Add(rest))
		if _, err := c.Write(append(b, '\n')); err != nil {
			return
		}
	}
}
