package rdp

import (
	"image"
	"testing"

	"oriel/rdp/acceptor"
	"oriel/rdp/disp"
	"oriel/rdp/mcs"
)

func TestLayoutOfTwoMonitors(t *testing.T) {
	l := layoutOf(&acceptor.Result{
		Width: 3200, Height: 1080,
		Monitors: []mcs.Monitor{
			{Left: -1280, Top: 0, Right: -1, Bottom: 1023},
			{Left: 0, Top: 0, Right: 1919, Bottom: 1079, Flags: mcs.MonitorPrimary},
		},
		MonitorsEx: []mcs.MonitorEx{{DesktopScale: 100, DeviceScale: 100}, {DesktopScale: 150, DeviceScale: 140}},
	})
	if l.bounds() != image.Rect(-1280, 0, 1920, 1080) || l.scale != 1.5 {
		t.Errorf("bounds %v, scale %v", l.bounds(), l.scale)
	}
	o := l.outputs()
	if len(o) != 2 || o[1].Bounds != image.Rect(0, 0, 1280, 720) || !o[1].Primary || o[0].Primary {
		t.Errorf("outputs %+v", o)
	}
	if !l.setWork(image.Rect(0, 0, 1920, 1040)) || l.work() != image.Rect(0, 0, 1920, 1040) {
		t.Errorf("work area %v", l.work())
	}
	if l.setWork(image.Rect(0, 0, 1920, 1040)) {
		t.Error("the same work area is news")
	}
	m := l.graphicsMonitors()
	if m[0].Left != -1280 || m[0].Right != -1 || m[1].Bottom != 1079 || m[1].Flags != 1 {
		t.Errorf("monitors %+v", m)
	}
}

func TestLayoutOfNonsense(t *testing.T) {
	for _, r := range []acceptor.Result{
		{Width: 1024, Height: 768},
		{Width: 1024, Height: 768, Monitors: []mcs.Monitor{{Right: 9, Bottom: 9, Flags: mcs.MonitorPrimary}}},
		{Width: 1024, Height: 768, Monitors: []mcs.Monitor{{Right: 1023, Bottom: 767}}},
		{Width: 1024, Height: 768, Core: mcs.ClientCore{DesktopScale: 7, DeviceScale: 100}},
	} {
		if l := layoutOf(&r); l.bounds() != image.Rect(0, 0, 1024, 768) || l.scale != 1 || !l.valid() {
			t.Errorf("%+v: %+v", r, l)
		}
	}
	l := layoutFrom([]disp.Monitor{{Flags: disp.FlagPrimary, Width: 800, Height: 600, DesktopScaleFactor: 200, DeviceScaleFactor: 100}}, 1)
	if !l.valid() || l.scale != 2 || l.outputs()[0].Bounds != image.Rect(0, 0, 400, 300) {
		t.Errorf("%+v", l)
	}
}
