package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"oriel/compositor/console"
)

// TestStatusSaysWhatWasCopied: a picture whose file cannot be opened for
// reading only is copied, which people are told.
func TestStatusSaysWhatWasCopied(t *testing.T) {
	path := filepath.Join(t.TempDir(), "control")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var link atomic.Pointer[console.Link]
	go func() {
		_ = console.Serve(l, []uint32{uint32(os.Getuid())}, func(console.Request) console.Response {
			return console.Response{Status: &console.Status{Link: *link.Load()}}
		})
	}()
	for _, c := range []struct {
		link console.Link
		want string
	}{
		{console.Link{Diffs: 9}, ""},
		{console.Link{Copies: 3}, "to the RDP backend: 3 pictures copied that could not be shared, 0 not shown for want of descriptors, 0 taken back\n"},
	} {
		link.Store(&c.link)
		var out, stderr bytes.Buffer
		if code := runStatus([]string{"--control", path}, &out, &stderr); code != 0 {
			t.Fatalf("status %d: %s", code, &stderr)
		}
		if _, got, _ := strings.Cut(out.String(), "no client is connected\n"); got != c.want {
			t.Errorf("%+v: said %q, want %q", c.link, got, c.want)
		}
	}
}
