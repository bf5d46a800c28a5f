package publish_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"oriel/socket/publish"
)

var update = flag.Bool("update", false, "write the transcripts anew")

// TestTranscripts runs the machine through testdata/*.txt: lines beginning
// with > are what happens, @ lets time go by, < is what the machine wants, and
// ~ when it wants to be woken next.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(b))
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != string(b) && !*update {
				t.Errorf("got\n%s\nwant\n%s", got, b)
			}
		})
	}
}

// play is the transcript with the machine's lines made anew.
func play(t *testing.T, script string) string {
	t.Helper()
	start := time.Unix(0, 0)
	now := start
	m := publish.NewMachine(1)
	var out strings.Builder
	tell := func(actions []publish.Action) {
		for _, a := range actions {
			fmt.Fprintf(&out, "< %s %d\n", [...]string{"look", "attach", "detach"}[a.Op], a.Bind)
		}
		if d := m.Deadline(); d.IsZero() {
			out.WriteString("~ over\n")
		} else {
			fmt.Fprintf(&out, "~ %v\n", d.Sub(start))
		}
	}
	for line := range strings.Lines(script) {
		line = strings.TrimSuffix(line, "\n")
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			out.WriteString(line + "\n")
			continue
		}
		if f[0] == "<" || f[0] == "~" {
			continue
		}
		out.WriteString(line + "\n")
		switch f[0] {
		case "@":
			d, err := time.ParseDuration(strings.TrimPrefix(f[1], "+"))
			if err != nil {
				t.Fatal(err)
			}
			now = now.Add(d)
		case "machine":
			n, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatal(err)
			}
			m = publish.NewMachine(n)
		case ">":
			tell(happen(t, m, f[1:], now))
		default:
			t.Fatalf("what is %q?", line)
		}
	}
	return out.String()
}

func happen(t *testing.T, m *publish.Machine, f []string, now time.Time) []publish.Action {
	t.Helper()
	bind := 0
	if len(f) > 1 {
		var err error
		if bind, err = strconv.Atoi(f[1]); err != nil {
			t.Fatal(err)
		}
	}
	switch f[0] {
	case "hint":
		return m.Hint(now)
	case "wake":
		return m.Wake(now)
	case "seen":
		sights := map[string]publish.Sight{"nothing": publish.NoSource, "absent": publish.Absent, "present": publish.Present}
		return m.Seen(bind, sights[f[2]], now)
	case "attached":
		m.Done(bind, nil, now)
	case "failed":
		m.Done(bind, errors.New("no"), now)
	case "withdraw":
		return m.Withdraw()
	case "end":
		m.End()
	default:
		t.Fatalf("what is %v?", f)
	}
	return nil
}

// TestAnyOrderOfEvents: whatever happens, a lost directory is mounted again
// within a second, and nothing happens after the end.
func TestAnyOrderOfEvents(t *testing.T) {
	for seed := range 200 {
		m := publish.NewMachine(1)
		now := time.Unix(1000, 0)
		present := false
		var lost time.Time
		var do []publish.Action
		rng := uint32(seed)*2654435761 + 1
		do = m.Hint(now)
		lost = now
		for range 400 {
			for len(do) > 0 {
				a := do[0]
				do = do[1:]
				if a.Op == publish.Attach {
					if d := now.Sub(lost); d > time.Second {
						t.Fatalf("seed %d: mounted again after %v", seed, d)
					}
					m.Done(0, nil, now)
					present = true
					continue
				}
				sight := publish.Absent
				if present {
					sight = publish.Present
				}
				do = append(do, m.Seen(0, sight, now)...)
			}
			rng = rng*1664525 + 1013904223
			if next := m.Deadline(); rng>>28 < 8 || next.Sub(now) < 0 {
				now = next
				do = m.Wake(now)
				continue
			}
			now = now.Add(time.Duration(rng>>16) * 10 * time.Microsecond)
			if next := m.Deadline(); now.After(next) {
				now = next
				do = m.Wake(now)
				continue
			}
			if present {
				present, lost = false, now
			}
			do = m.Hint(now)
		}
		if m.End(); !m.Over() || m.Hint(now) != nil || m.Wake(now) != nil || m.Withdraw() != nil {
			t.Fatal("alive after the end")
		}
	}
}
