package main_test

import (
	"encoding/json"
	"fmt"
	"image"
	"strings"
	"testing"

	"oriel/compositor/control"
	"oriel/rdp/client"
)

// TestTheManagerTellsWhatItsChildrenCount: with an app and a client all
// counters that can move have moved.
func TestTheManagerTellsWhatItsChildrenCount(t *testing.T) {
	t.Parallel()
	b := startBridge(t)
	b.app(demo(t, "wlpaint"), "-title", "W", "-size", "200x150")
	b.window("W")
	manager := b.manager()
	counts := func() map[string]*control.Status {
		t.Helper()
		out, stderr, code := b.command("status", "--manager", manager, "--json")
		var r struct {
			Units []struct {
				Unit   string
				Counts *control.Status
			}
		}
		if err := json.Unmarshal([]byte(out), &r); code != 0 || err != nil {
			t.Fatalf("status %d, %v: %s%s", code, err, out, stderr)
		}
		m := map[string]*control.Status{}
		for _, u := range r.Units {
			m[u.Unit] = u.Counts
		}
		return m
	}
	v := connect(b, client.RAIL, image.Pt(1280, 800))
	var told uint64
	until(t, "the counters", func() string {
		all := counts()
		c, r := all["compositor"], all["rdp"]
		if c == nil || r == nil || c.Windows != 1 || c.Clients != 1 || c.Frames == 0 || c.Sent == 0 || c.Routines == 0 || c.Heap == 0 ||
			r.Clients != 1 || r.Frames == 0 || r.Sent == 0 || r.Routines == 0 || r.Heap == 0 {
			return fmt.Sprintf("%+v, %+v", c, r)
		}
		told = r.Sent
		return ""
	})
	v.Close()
	until(t, "the client's end", func() string {
		// What was sent to those who have left still counts.
		if r := counts()["rdp"]; r == nil || r.Clients != 0 || r.Sent < told {
			return fmt.Sprintf("%+v, sent before %d", r, told)
		}
		return ""
	})
	out, stderr, code := b.command("status", "--manager", manager)
	if code != 0 || !strings.HasPrefix(out, "UNIT ") || !strings.Contains(out, "\ncompositor ") || !strings.Contains(out, "\nrdp ") {
		t.Errorf("status %d: %s%s", code, out, stderr)
	}
	if _, stderr, code := b.command("status", "--manager", b.file("none")); code != 1 || !strings.HasPrefix(stderr, "oriel: ") {
		t.Errorf("a manager that is not there: status %d: %s", code, stderr)
	}
}
