package wlproto

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"oriel/compositor/wlwire"
)

// The committed code is what the generator makes of the committed XML.
func TestGenerated(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the generator")
	}
	dir := t.TempDir()
	cmd := exec.Command("go", "run", ".", "-out", dir, filepath.Join("..", "xml"))
	cmd.Dir = "gen"
	cmd.Env = append(os.Environ(), "GOPROXY=off", "GOWORK=off")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	fresh, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fresh {
		want, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Base(f))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is out of date: run go generate (%v)", filepath.Base(f), err)
		}
	}
	committed, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(committed) != len(fresh)+2 {
		t.Errorf("%d files here, %d generated and 2 written", len(committed), len(fresh))
	}
}

// The versions that the compositor offers are described.
func TestVersions(t *testing.T) {
	for i, atLeast := range map[*wlwire.Interface]uint32{
		WlCompositorInterface:               6,
		WlSeatInterface:                     9,
		WlOutputInterface:                   4,
		WlDataDeviceManagerInterface:        3,
		WlShmInterface:                      1,
		WlSubcompositorInterface:            1,
		XdgWmBaseInterface:                  6,
		ZxdgOutputManagerV1Interface:        3,
		ZxdgDecorationManagerV1Interface:    1,
		WpViewporterInterface:               1,
		WpFractionalScaleManagerV1Interface: 1,
		WpPresentationInterface:             1,
		WpCursorShapeManagerV1Interface:     1,
		XwaylandShellV1Interface:            1,
	} {
		if i.Version < atLeast {
			t.Errorf("%s has version %d, want %d", i.Name, i.Version, atLeast)
		}
		for op, m := range append(append([]wlwire.Message{}, i.Requests...), i.Events...) {
			if m.Name == "" || m.Since < 1 || m.Since > i.Version {
				t.Errorf("%s message %d: %+v", i.Name, op, m)
			}
		}
		if len(i.Requests) > 0 && i.DispatchRequest == nil || len(i.Events) > 0 && i.DispatchEvent == nil {
			t.Errorf("%s has no dispatcher", i.Name)
		}
	}
}

func TestEnums(t *testing.T) {
	if XdgToplevelStateSuspended != 9 || !XdgToplevelState(9).Valid() || XdgToplevelState(10).Valid() {
		t.Error("xdg_toplevel.state")
	}
	if !WlSeatCapability(7).Valid() || WlSeatCapability(8).Valid() {
		t.Error("wl_seat.capability is a bit field")
	}
	if WlOutputTransformFlipped270 != 7 || WlShmFormatXrgb8888 != 1 {
		t.Error("wrong values")
	}
}
