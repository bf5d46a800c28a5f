package xsel_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jezek/xgb/xproto"

	"oriel/compositor/clip"
	"oriel/xbridge/xbridgetest"
	"oriel/xbridge/xconn"
)

const emoji = "grüße 🙂 日本"

func TestCopyFromX11(t *testing.T) {
	w := newWorld(t, 0, 0)
	w.xcopy(emoji, "-selection", "clipboard")
	src := w.offered(w.clipboard, clip.TextUTF8)
	if got := w.paste(src, clip.TextUTF8); got != emoji {
		t.Errorf("%q", got)
	}
	if p, _ := w.primary.Current(); p != nil {
		t.Error("the primary selection has it too")
	}
}

func TestCopyToX11(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	w.set(x, w.clipboard, "CLIPBOARD", text(emoji))
	if got := w.xpaste("-selection", "clipboard", "-t", "UTF8_STRING"); got != emoji {
		t.Errorf("%q", got)
	}
	if got := w.xpaste("-selection", "clipboard", "-t", "STRING"); got != "gr\xfc\xdfe ? ??" {
		t.Errorf("latin-1: %q", got)
	}
	if got := w.xpaste("-selection", "clipboard", "-t", "text/html"); got != "<b>"+emoji+"</b>" {
		t.Errorf("html: %q", got)
	}
	targets := strings.Fields(w.xpaste("-selection", "clipboard", "-t", "TARGETS"))
	for _, want := range []string{"TARGETS", "TIMESTAMP", "MULTIPLE", "UTF8_STRING", "STRING", "text/plain", "text/html"} {
		if !slices.Contains(targets, want) {
			t.Errorf("%s is not among %v", want, targets)
		}
	}
}

func TestPrimaryIsItsOwnSelection(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	w.set(x, w.primary, "PRIMARY", text("selected"))
	if got := w.xpaste("-selection", "primary"); got != "selected" {
		t.Errorf("%q", got)
	}
	w.xcopy("by X", "-selection", "primary")
	xbridgetest.Eventually(t, "X has replaced it", func() bool {
		src, by := w.primary.Current()
		return src != nil && by != "somebody else"
	})
	src, _ := w.primary.Current()
	if got := w.paste(src, clip.Text); got != "by X" {
		t.Errorf("%q", got)
	}
}

func large(n int) string {
	return strings.Repeat("0123456789abcdé🙂", n/20+1)
}

func TestLargeCopyFromX11UsesIncr(t *testing.T) {
	w := newWorld(t, 0, 0)
	want := large(5 << 20)
	w.xcopy(want, "-selection", "clipboard")
	src := w.offered(w.clipboard, clip.TextUTF8)
	for range 2 { // two at a time wait for each other
		done := make(chan string)
		go func() { done <- w.paste(src, clip.TextUTF8) }()
		if got := w.paste(src, clip.TextUTF8); got != want {
			t.Errorf("%d bytes of %d", len(got), len(want))
		}
		if got := <-done; got != want {
			t.Errorf("%d bytes of %d", len(got), len(want))
		}
	}
}

func TestLargeCopyToX11UsesIncr(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	want := large(5 << 20)
	w.set(x, w.clipboard, "CLIPBOARD", text(want))
	if got := w.xpaste("-selection", "clipboard", "-t", "UTF8_STRING"); got != want {
		t.Errorf("%d bytes of %d", len(got), len(want))
	}
}

func TestIncrIsForcedBySmallRequests(t *testing.T) {
	w := newWorld(t, 500, 0)
	x := w.server.Open()
	for _, n := range []int{499, 500, 501, 5000} {
		want := strings.Repeat("é", n)[:n/2*2]
		w.clipboard.Set(nil, "somebody else")
		xbridgetest.Eventually(t, "nobody owns it", func() bool { return owner(x, "CLIPBOARD") == 0 })
		w.set(x, w.clipboard, "CLIPBOARD", text(want))
		if got := w.xpaste("-selection", "clipboard", "-t", "UTF8_STRING"); got != want {
			t.Errorf("%d bytes of %d", len(got), len(want))
		}
		if got := w.xpaste("-selection", "clipboard", "-t", "STRING"); got != strings.Repeat("\xe9", n/2) {
			t.Errorf("latin-1: %d bytes of %d", len(got), n/2)
		}
	}
}

func TestOwnersDeathClearsTheBoard(t *testing.T) {
	w := newWorld(t, 0, 0)
	cmd := w.xcopy("short-lived", "-selection", "clipboard")
	src := w.offered(w.clipboard, clip.TextUTF8)
	_ = cmd.Process.Kill()
	xbridgetest.Eventually(t, "the board is empty", func() bool { s, _ := w.clipboard.Current(); return s == nil })
	if got := w.paste(src, clip.TextUTF8); got != "" {
		t.Errorf("%q", got)
	}
}

func TestClearedBoardGivesTheSelectionUp(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	w.set(x, w.clipboard, "CLIPBOARD", text("gone soon"))
	w.clipboard.Set(nil, "somebody else")
	xbridgetest.Eventually(t, "nobody owns it", func() bool { return owner(x, "CLIPBOARD") == 0 })
}

func TestCopiesTakeTurns(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	for range 5 {
		w.set(x, w.clipboard, "CLIPBOARD", text("local"))
		if got := w.xpaste("-selection", "clipboard"); got != "local" {
			t.Fatalf("%q", got)
		}
		w.xcopy("remote", "-selection", "clipboard")
		xbridgetest.Eventually(t, "X has replaced it", func() bool {
			src, by := w.clipboard.Current()
			return src != nil && by != "somebody else"
		})
		src, _ := w.clipboard.Current()
		if got := w.paste(src, clip.TextUTF8); got != "remote" {
			t.Fatalf("%q", got)
		}
	}
}

func TestCloseTakesX11CopiesOffTheBoards(t *testing.T) {
	w := newWorld(t, 0, 0)
	w.xcopy("until close", "-selection", "clipboard")
	src := w.offered(w.clipboard, clip.TextUTF8)
	w.close()
	if s, _ := w.clipboard.Current(); s != nil {
		t.Error("it is still there")
	}
	if got := w.paste(src, clip.TextUTF8); got != "" {
		t.Errorf("%q", got)
	}
}

// A requestor of our own, for what no program does.
func requestor(t *testing.T, x *xconn.Conn) xproto.Window {
	t.Helper()
	id, err := xproto.NewWindowId(x.Conn)
	if err != nil {
		t.Fatal(err)
	}
	xproto.CreateWindow(x.Conn, 0, id, x.Root, 0, 0, 1, 1, 0, xproto.WindowClassInputOnly, 0,
		xproto.CwEventMask, []uint32{xproto.EventMaskPropertyChange})
	return id
}

// answered waits for a SelectionNotify.
func answered(t *testing.T, x *xconn.Conn) (e xproto.SelectionNotifyEvent) {
	t.Helper()
	xbridgetest.Eventually(t, "the request is answered", func() bool {
		items, _ := x.Queue.Take()
		for _, i := range items {
			if n, ok := i.Event.(xproto.SelectionNotifyEvent); ok {
				e = n
				return true
			}
		}
		return false
	})
	return e
}

func TestMultipleAnswersAllPairs(t *testing.T) {
	w := newWorld(t, 0, 0)
	x := w.server.Open()
	a := x.Atoms
	w.set(x, w.clipboard, "CLIPBOARD", text(emoji))
	id := requestor(t, x)
	x.SetWords(id, a["ATOM_PAIR"], a["ATOM_PAIR"], uint32(a["UTF8_STRING"]), uint32(a["WM_NAME"]),
		uint32(a["WM_HINTS"]), uint32(a["WM_CLASS"]), uint32(a["TIMESTAMP"]), uint32(a["WM_HINTS"]))
	xproto.ConvertSelection(x.Conn, id, a["CLIPBOARD"], a["MULTIPLE"], a["ATOM_PAIR"], 0)
	if e := answered(t, x); e.Property != a["ATOM_PAIR"] {
		t.Fatalf("refused: %v", e)
	}
	if p, _ := x.ReadProperty(id, a["WM_NAME"], 100); string(p.Data) != emoji {
		t.Errorf("%q", p.Data)
	}
	if p, _ := x.ReadProperty(id, a["WM_HINTS"], 100); len(p.Words()) != 1 || p.Words()[0] == 0 {
		t.Errorf("time stamp %v", p.Words())
	}
	if p, _ := x.ReadProperty(id, a["ATOM_PAIR"], 100); len(p.Words()) != 6 || p.Words()[3] != 0 || p.Words()[1] == 0 {
		t.Errorf("pairs %v", p.Words())
	}
	xproto.ConvertSelection(x.Conn, id, a["CLIPBOARD"], a["WM_SIZE_HINTS"], a["WM_NAME"], 0)
	if e := answered(t, x); e.Property != 0 {
		t.Error("an unknown target is not refused")
	}
}

func TestRequestorThatDoesNotGoOnIsGivenUp(t *testing.T) {
	w := newWorld(t, 500, 300*time.Millisecond)
	x := w.server.Open()
	a := x.Atoms
	w.set(x, w.clipboard, "CLIPBOARD", text(strings.Repeat("x", 100000)))
	id := requestor(t, x)
	xproto.ConvertSelection(x.Conn, id, a["CLIPBOARD"], a["UTF8_STRING"], a["WM_NAME"], 0)
	answered(t, x)
	if p, _ := x.ReadProperty(id, a["WM_NAME"], 100); p.Type != a["INCR"] {
		t.Fatal("no INCR")
	}
	// The first transfer is never taken; the second one waits for it and goes on.
	xproto.ConvertSelection(x.Conn, id, a["CLIPBOARD"], a["TEXT"], a["WM_CLASS"], 0)
	answered(t, x)
	if p, _ := x.ReadProperty(id, a["WM_CLASS"], 100); p.Type != a["INCR"] {
		t.Error("the second request was not answered")
	}
}

func TestOwnerThatDoesNotAnswerIsGivenUp(t *testing.T) {
	w := newWorld(t, 0, 300*time.Millisecond)
	x := w.server.Open()
	id := requestor(t, x)
	xproto.SetSelectionOwner(x.Conn, id, x.Atoms["CLIPBOARD"], 0)
	xbridgetest.Eventually(t, "it was asked", func() bool {
		items, _ := x.Queue.Take()
		return slices.ContainsFunc(items, func(i xconn.Item) bool { _, ok := i.Event.(xproto.SelectionRequestEvent); return ok })
	})
	w.xcopy("next", "-selection", "clipboard")
	src := w.offered(w.clipboard, clip.TextUTF8)
	if got := w.paste(src, clip.TextUTF8); got != "next" {
		t.Errorf("%q", got)
	}
}

// A stuck source never writes.
type stuck struct{}

func (stuck) Types() []string             { return []string{clip.TextUTF8} }
func (stuck) Send(string, io.WriteCloser) {}

func TestSourceThatDoesNotDeliverIsRefused(t *testing.T) {
	w := newWorld(t, 0, 200*time.Millisecond)
	x := w.server.Open()
	w.set(x, w.clipboard, "CLIPBOARD", stuck{})
	xproto.ConvertSelection(x.Conn, requestor(t, x), x.Atoms["CLIPBOARD"], x.Atoms["UTF8_STRING"], x.Atoms["WM_NAME"], 0)
	if e := answered(t, x); e.Property != 0 {
		t.Error("it was not refused")
	}
}
