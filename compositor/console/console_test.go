package console

import (
	"encoding/json"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serveAt serves at a path until the end of the test.
func serveAt(t *testing.T, uids []uint32, answer func(Request) Response) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "console")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "s")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- Serve(l, uids, answer) }()
	t.Cleanup(func() {
		l.Close()
		if err := <-ended; !errors.Is(err, net.ErrClosed) {
			t.Errorf("Serve: %v", err)
		}
	})
	return path
}

func TestAnswersAreWhatWasAskedFor(t *testing.T) {
	path := serveAt(t, []uint32{uint32(os.Getuid())}, func(q Request) Response {
		switch q.Verb {
		case "windows":
			return Response{Windows: []Window{{ID: 7, Title: "é\n"}}}
		case "env":
			return Response{Env: json.RawMessage(`{"display":":7"}`)}
		}
		return Response{Error: "no such request"}
	})
	r, err := Ask(path, Request{Verb: "windows"})
	if err != nil || len(r.Windows) != 1 || r.Windows[0].Title != "é\n" {
		t.Errorf("%+v, %v", r, err)
	}
	var e Environment
	if r, err := Ask(path, Request{Verb: "env"}); err != nil || json.Unmarshal(r.Env, &e) != nil || e.Display != ":7" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := Ask(path, Request{Verb: "other"}); err == nil || err.Error() != "no such request" {
		t.Errorf("%v", err)
	}
	if _, err := Ask(path+"x", Request{Verb: "env"}); !errors.Is(err, ErrNotThere) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestRequestsThatAreNoneAreRefused(t *testing.T) {
	path := serveAt(t, []uint32{uint32(os.Getuid())}, func(Request) Response { return Response{} })
	for in, want := range map[string]string{
		"nonsense\n":                      `{"error":"not a request"}`,
		"[]\n{}\n":                        "{\"error\":\"not a request\"}\n{}",
		strings.Repeat("x", 2*maxLine):    "", // hung up on
		`{"verb":"a","client":-1}` + "\n": `{"error":"not a request"}`,
	} {
		c, err := net.Dial("unix", path)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Write([]byte(in))
		b := make([]byte, 4096)
		n := 0
		for want != strings.TrimSpace(string(b[:n])) {
			m, err := c.Read(b[n:])
			if n += m; err != nil {
				break
			}
		}
		if got := strings.TrimSpace(string(b[:n])); got != want {
			t.Errorf("%.20q: %q", in, got)
		}
		c.Close()
	}
}

func TestOthersAreNotHeard(t *testing.T) {
	path := serveAt(t, []uint32{uint32(os.Getuid()) + 1}, func(Request) Response { return Response{} })
	if _, err := Ask(path, Request{Verb: "env"}); err == nil {
		t.Error("somebody else was answered")
	}
}
