package main_test

import (
	"strings"
	"testing"
)

func TestWithoutXwaylandX11AppsLearnItAtOnce(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	env := append(b.environment(), "PATH="+t.TempDir(), "DISPLAY=:4711")
	p := launch(t, env, oriel(t), "run", "--listen", "unix:"+b.file("rdp.sock"), "--", "/bin/sh", "-c", "echo display=$DISPLAY.; exit 7")
	if code := p.wait(); code != 7 {
		t.Errorf("the status is %d: %s", code, &p.err)
	}
	if said := p.out.String(); !strings.Contains(said, "display=.\n") || strings.Contains("\n"+said, "\nDISPLAY ") {
		t.Errorf("there is a display:\n%s", said)
	}
	if log := p.err.String(); !strings.Contains(log, "Xwayland is missing; see oriel doctor") {
		t.Errorf("it does not say why: %s", log)
	}
}
