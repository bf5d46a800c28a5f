package clip

import (
	"io"
	"testing"
)

type src string

func (s src) Types() []string { return []string{TextUTF8, string(s)} }

func (s src) Send(_ string, w io.WriteCloser) { w.Close() }

func TestNobodyHearsOneself(t *testing.T) {
	b := NewBoard()
	var x, y []Source
	b.Watch("x", func(s Source) { x = append(x, s) })
	stop := b.Watch("y", func(s Source) { y = append(y, s) })
	b.Set(src("1"), "x")
	b.Set(src("2"), "y")
	stop()
	b.Set(src("3"), "x")
	if len(x) != 1 || x[0] != src("2") || len(y) != 1 || y[0] != src("1") {
		t.Fatalf("x heard %v, y heard %v", x, y)
	}
}

func TestLateWatcherIsTold(t *testing.T) {
	b := NewBoard()
	b.Set(src("1"), "x")
	var got Source
	b.Watch("y", func(s Source) { got = s })
	if got != src("1") {
		t.Fatalf("got %v", got)
	}
	b.Watch("x", func(Source) { t.Fatal("the owner was told of its own copy") })
}

func TestClearByOwnerOnly(t *testing.T) {
	b := NewBoard()
	b.Set(src("1"), "x")
	b.Clear("y")
	if s, _ := b.Current(); s == nil {
		t.Fatal("a stranger cleared the board")
	}
	b.Clear("x")
	if s, _ := b.Current(); s != nil {
		t.Fatal("still set")
	}
}

func TestPick(t *testing.T) {
	if got := Pick(src("image/png"), "text/html", "image/png"); got != "image/png" {
		t.Fatal(got)
	}
}
