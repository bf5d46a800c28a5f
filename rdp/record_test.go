package rdp_test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oriel/rdp/mcs"
	"oriel/rdp/rdptest"
	rdpwire "oriel/rdp/wire"
	"oriel/rdp/x224"
)

// Recordings are what real clients send once their session is active: seeds
// for FuzzReceive. A line of testdata/sessions is a channel's name and a
// message's bytes in hex; "io" is the I/O channel, "message" the message
// channel, "fast" a whole fast-path frame. go test -run TestRecordSessions
// -record makes them anew.

var recordSessions = flag.Bool("record", false, "record what the clients that are installed send")

const mostRecorded = 150 // frames of a session

// TestRecordSessions records, if asked to: it sits between a client and the
// server, with a certificate of its own.
func TestRecordSessions(t *testing.T) {
	if !*recordSessions {
		t.Skip("without -record nothing is recorded")
	}
	for name, args := range map[string][]string{
		"xfreerdp-desktop": {"xfreerdp", "/sec:tls", "/size:640x480", "/network:auto", "/dynamic-resolution", "+clipboard"},
		"xfreerdp-app":     {"xfreerdp", "/sec:tls", "/app:||all", "+clipboard"},
		"xfreerdp-rfx":     {"xfreerdp", "/sec:tls", "/size:640x480", "/rfx", "/network:lan"},
		"xfreerdp-bitmaps": {"xfreerdp", "/sec:tls", "/size:640x480", "/bpp:16"},
		"rdesktop":         {"rdesktop", "-g", "640x480", "-a", "24"},
	} {
		t.Run(name, func(t *testing.T) { recordSession(t, name, args) })
	}
}

func recordSession(t *testing.T, name string, args []string) {
	needTool(t, "xdotool")
	scr := newScreen(t, "800x600")
	d := rdptest.NewDesktop()
	defer d.Close()
	s := rdptest.Start(t, d, nil)
	a, _ := twoWindows(d)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	r := &sessionRecorder{names: map[uint16]string{mcs.IOChannel: "io"}}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go r.between(c, s.Dial())
		}
	}()
	if args[0] == "rdesktop" {
		args = append(args, "-u", rdptest.User, "-p", rdptest.Password, l.Addr().String())
	} else {
		args = append(args, "/v:"+l.Addr().String(), "/u:"+rdptest.User, "/p:"+rdptest.Password, "/cert:ignore")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(cmd.Environ(), "DISPLAY="+scr.display, "HOME="+t.TempDir())
	cmd.Stdin = strings.NewReader(strings.Repeat("yes\n", 10))
	start(t, cmd)
	eventually(t, s, "connected", func() string { return alone(s, 1) })
	for i := range 5 { // pictures to acknowledge, a hand that moves, clicks, turns and types
		d.Paint(a, i)
		scr.run("", "xdotool", "mousemove", fmt.Sprint(100+20*i), "120", "click", "1", "key", "a", "click", "4", "key", "shift+Right")
		time.Sleep(200 * time.Millisecond)
	}
	scr.run("copied", "xclip", "-selection", "clipboard")
	time.Sleep(500 * time.Millisecond)
	cmd.Process.Signal(os.Interrupt)
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.lines) < 10 {
		t.Fatalf("%d frames\n%s", len(r.lines), s.Log)
	}
	file := filepath.Join("testdata", "sessions", name+".txt")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Join(r.lines, "\n")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A sessionRecorder writes down what the newest connection's client sends.
type sessionRecorder struct {
	mu    sync.Mutex
	names map[uint16]string
	lines []string
}

// between carries both ways, with TLS on both sides.
func (r *sessionRecorder) between(c, s net.Conn) {
	defer c.Close()
	defer s.Close()
	cr, sr := bufio.NewReader(c), bufio.NewReader(s)
	request, err := oneFrame(cr)
	if err != nil {
		return
	}
	if _, err := s.Write(request); err != nil {
		return
	}
	confirm, err := oneFrame(sr)
	if err != nil {
		return
	}
	if _, err := c.Write(confirm); err != nil {
		return
	}
	cert, err := rdptest.Certificate()
	if err != nil {
		return
	}
	ct := tls.Server(&buffered{c, cr}, &tls.Config{Certificates: []tls.Certificate{cert}})
	st := tls.Client(&buffered{s, sr}, &tls.Config{InsecureSkipVerify: true})
	go io.Copy(ct, st)
	in := bufio.NewReader(ct)
	for {
		f, err := oneFrame(in)
		if err != nil {
			return
		}
		r.note(f)
		if _, err := st.Write(f); err != nil {
			return
		}
	}
}

// A buffered connection has been read from.
type buffered struct {
	net.Conn
	r *bufio.Reader
}

func (b *buffered) Read(p []byte) (int, error) { return b.r.Read(p) }

func oneFrame(r *bufio.Reader) ([]byte, error) {
	for peek := 2; ; peek++ {
		head, err := r.Peek(peek)
		if err != nil {
			return nil, err
		}
		if n, _, err := x224.FrameLen(head); err != nil {
			return nil, err
		} else if n > 0 {
			b := make([]byte, n)
			_, err := io.ReadFull(r, b)
			return b, err
		}
	}
}

// note writes a frame down; the first ones say how the channels are called.
func (r *sessionRecorder) note(f []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, fast, _ := x224.FrameLen(f); fast {
		r.add("fast", f)
		return
	}
	if ci := new(mcs.ConnectInitial); r.initial(f, ci) {
		return
	}
	p, err := mcs.DecodeFrame(f)
	if d, ok := p.(*mcs.SendDataRequest); ok && err == nil {
		r.add(r.names[d.Channel], d.Data)
	}
}

// initial learns the channels' names, whose ids are given out in their order.
func (r *sessionRecorder) initial(f []byte, ci *mcs.ConnectInitial) bool {
	in := x224.Data(f)
	if ci.ReadFrom(in); in.Err() != nil {
		return false
	}
	var q mcs.ConferenceCreateRequest
	if u := rdpwire.NewReader(ci.UserData); u.Err() == nil {
		if q.ReadFrom(u); u.Err() != nil {
			return false
		}
	}
	r.lines = nil // an earlier connection asked for the certificate only
	id := mcs.IOChannel + 1
	for _, c := range q.Data.Channels {
		r.names[id] = c.Name
		id++
	}
	r.names[id] = "message"
	return true
}

// add keeps a message, unless the same one has come.
func (r *sessionRecorder) add(name string, b []byte) {
	line := strings.ReplaceAll(name, " ", "_") + " " + hex.EncodeToString(b)
	if name == "" || len(r.lines) >= mostRecorded || bytes.Contains(b, []byte(rdptest.Password)) {
		return
	}
	for _, l := range r.lines {
		if l == line {
			return
		}
	}
	r.lines = append(r.lines, line)
}
