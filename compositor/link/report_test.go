package link

import (
	"errors"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"oriel/compositor/scene"
	"oriel/socket/fdpass"
)

// resting returns a Client whose writer has nothing to do, and the other end.
func resting(t *testing.T) (*Client, *fdpass.Conn) {
	t.Helper()
	a, b, err := fdpass.Pair()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close(); b.Close() })
	c := NewClient(a)
	c.queue, c.idle = nil, true
	<-c.wakes
	return c, b
}

// reports returns what has arrived.
func reports(t *testing.T, conn *fdpass.Conn) (list []report) {
	t.Helper()
	if err := conn.SetReadDeadline(time.Now().Add(20 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, maxMessage)
	for {
		n, _, err := conn.Receive(buf)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return list
		}
		var m up
		if err == nil {
			err = m.read(buf[:n])
		}
		if err != nil || m.kind != kindReport {
			t.Fatal(m.kind, err)
		}
		list = append(list, report{m.report.credit, slices.Clone(m.report.released), slices.Clone(m.report.drawn)})
	}
}

func TestWhatADiffBringsAboutIsOneReport(t *testing.T) {
	c, server := resting(t)
	drawn := []scene.Drawn{{Window: 1, Seq: 7}}
	c.save()
	c.released(3)
	c.drawn(drawn)
	c.released(4)
	c.grant()
	c.drawn(drawn) // later
	want := []report{{1, []uint32{3, 4}, drawn}, {0, nil, drawn}}
	if got := reports(t, server); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if len(c.wakes) > 0 || !c.report.empty() {
		t.Error("the writer is woken for nothing")
	}
	c.grant() // little credit waits for the next report
	if got := reports(t, server); len(got) > 0 {
		t.Error(got)
	}
	c.grant()
	if got := reports(t, server); len(got) != 1 || got[0].credit != enough {
		t.Error(got)
	}
}

func TestAReportThatHasToWaitIsTheWriters(t *testing.T) {
	for name, busy := range map[string]func(c *Client){
		"the writer works":       func(c *Client) { c.idle = false },
		"something is before it": func(c *Client) { c.queue = []byte{0, 0, 0, 0} },
		"a fault is before it":   func(c *Client) { c.faults = []uint32{3} },
		"nobody reads": func(c *Client) {
			for c.conn.TrySend([]byte{1}) {
			}
		},
		"it does not fit in message": func(c *Client) { c.report.released = make([]uint32, maxMessage) },
	} {
		c, _ := resting(t)
		busy(c)
		before := len(c.report.released)
		c.released(3)
		if len(c.report.released) != before+1 || len(c.wakes) == 0 {
			t.Errorf("%s: %d released, woken: %v", name, len(c.report.released), len(c.wakes) > 0)
		}
	}
}

// prompt is a viewer that notes how it is told.
type prompt struct{ told []string }

func (p *prompt) Publish(d scene.Diff) { d.Release(); p.told = append(p.told, "publish") }
func (p *prompt) Leave(d scene.Diff)   { d.Release(); p.told = append(p.told, "leave") }
func (p *prompt) Look()                { p.told = append(p.told, "look") }

func TestASingleViewerLooksAtOnce(t *testing.T) {
	c, _ := resting(t)
	one, two := &prompt{}, &prompt{}
	a := c.Attach(one)
	c.views.take(c.views.gen, scene.Diff{Changed: scene.FieldLocks})
	if want := []string{"leave", "look"}; !slices.Equal(one.told, want) {
		t.Errorf("alone: %v, want %v", one.told, want)
	}
	c.Attach(two)
	one.told, two.told = nil, nil
	c.views.take(c.views.gen, scene.Diff{Changed: scene.FieldLocks})
	if want := []string{"publish"}; !slices.Equal(one.told, want) || !slices.Equal(two.told, want) {
		t.Errorf("one of two: %v and %v, want %v", one.told, two.told, want)
	}
	a.Detach()
	two.told = nil
	c.views.take(c.views.gen, scene.Diff{Changed: scene.FieldLocks})
	if want := []string{"leave", "look"}; !slices.Equal(two.told, want) {
		t.Errorf("alone again: %v, want %v", two.told, want)
	}
}
