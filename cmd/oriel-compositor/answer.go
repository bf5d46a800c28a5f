package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"oriel/compositor/console"
	"oriel/compositor/control"
	"oriel/compositor/link"
	"oriel/compositor/scene"
)

// answer answers a request on the control socket.
func (d *desktop) answer(q console.Request) console.Response {
	switch q.Verb {
	case "env":
		if len(d.cfg.Env) == 0 {
			return console.Response{Error: "this bridge does not say how to reach it"}
		}
		return console.Response{Env: d.cfg.Env}
	case "windows":
		return console.Response{Windows: d.windows(), Tray: d.tray()}
	case "status":
		return console.Response{Status: d.status()}
	case "disconnect":
		return d.disconnect(q.Client)
	}
	return console.Response{Error: fmt.Sprintf("no such request: %.40q", q.Verb)}
}

// windows lists the windows that are shown, the topmost first.
func (d *desktop) windows() (out []console.Window) {
	d.comp.Do(func(tx *scene.Tx) {
		for _, id := range slices.Backward(tx.Stack()) {
			if w := tx.Window(id); len(w.Content.Planes) > 0 {
				out = append(out, infoOf(w))
			}
		}
	})
	return out
}

// tray lists the icons that apps have in the tray, the oldest first.
func (d *desktop) tray() (out []console.NotifyIcon) {
	d.comp.Do(func(tx *scene.Tx) {
		for _, n := range tx.NotifyIcons() {
			out = append(out, console.NotifyIcon{ID: uint32(n.ID), ToolTip: n.ToolTip, AppID: n.AppID, PID: n.PID, Hidden: n.Hidden})
		}
	})
	return out
}

// stateNames are the names of scene.State's bits.
var stateNames = []struct {
	bit  scene.State
	name string
}{
	{scene.Activated, "active"}, {scene.Maximized, "maximized"}, {scene.Minimized, "minimized"},
	{scene.Fullscreen, "fullscreen"}, {scene.Modal, "modal"}, {scene.Above, "above"},
	{scene.SkipTaskbar, "skip-taskbar"}, {scene.Attention, "attention"}, {scene.Awake, "awake"},
}

func infoOf(w *scene.Window) console.Window {
	i := console.Window{
		ID: uint32(w.ID), Kind: w.Kind.String(), Owner: uint32(w.Owner), Title: w.Title, AppID: w.AppID, PID: w.PID,
		X: w.Bounds.Min.X, Y: w.Bounds.Min.Y, Width: w.Bounds.Dx(), Height: w.Bounds.Dy(),
		Content: console.PlaceOf(w.Inner()),
	}
	for _, s := range stateNames {
		if w.State&s.bit != 0 {
			i.State = append(i.State, s.name)
		}
	}
	return i
}

func (d *desktop) disconnect(id uint32) console.Response {
	list, err := d.link.Clients(d.ctx)
	if !slices.ContainsFunc(list, func(c link.ClientInfo) bool { return c.ID == id }) {
		if err != nil {
			return console.Response{Error: fmt.Sprintf("the RDP backend: %v", err)}
		}
		return console.Response{Error: fmt.Sprintf("there is no client %d", id)}
	}
	d.link.Disconnect(id)
	return console.Response{}
}

func (d *desktop) status() *console.Status {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	s := d.link.Stats()
	return &console.Status{
		Uptime: time.Since(d.started).Seconds(), Windows: len(d.windows()), Clients: d.clients(), Processes: d.processes(),
		Link:    console.Link{Diffs: s.Diffs, Copies: s.Copies, Lost: s.Lost, Reclaimed: s.Reclaimed, Holds: s.Holds},
		Buffers: scene.LiveBuffers(), Routines: runtime.NumGoroutine(), Heap: mem.HeapAlloc, Mallocs: mem.Mallocs,
	}
}

// count is what the manager is told when it asks.
func (d *desktop) count() *control.Status {
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	s := d.link.Stats()
	return &control.Status{
		Windows: uint64(len(d.windows())), Clients: uint64(s.Peers), Buffers: uint64(scene.LiveBuffers()),
		Frames: s.Diffs, Merged: s.Merged, Copied: s.Copies, Sent: s.Bytes, Refused: d.refused.Load(),
		Routines: uint64(runtime.NumGoroutine()), Heap: mem.HeapAlloc,
	}
}

// clients asks the RDP backend; one that does not answer has none to tell of.
func (d *desktop) clients() []console.Client {
	list, err := d.link.Clients(d.ctx)
	if err != nil {
		d.log.Warn("The RDP backend does not say who is connected", "err", err)
	}
	out := []console.Client{}
	for _, c := range list {
		client := console.Client{
			ID: c.ID, Address: c.Address, Name: c.Name, User: c.User, Build: c.Build, Profile: c.Profile, Codec: c.Codec,
			Size: fmt.Sprintf("%dx%d", c.Width, c.Height), Frames: c.Frames, Bytes: c.Bytes,
			Version: c.Version, Security: c.Security, Leads: c.Leads, Controls: c.Controls, Rate: c.Rate,
			RTT: float64(c.RTT) / float64(time.Millisecond), Since: c.Age.Seconds(),
			Why: c.Why,
		}
		for _, x := range c.Choices {
			client.Choices = append(client.Choices, console.Choice(x))
		}
		out = append(out, client)
	}
	return out
}

// units is what the manager has told of all units.
type units struct {
	mu   sync.Mutex
	list []control.UnitState // in the order in which they came first
}

func (u *units) set(m *control.UnitState) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for i := range u.list {
		if u.list[i].Unit == m.Unit {
			u.list[i] = *m
			return
		}
	}
	u.list = append(u.list, *m)
}

// names are the programs' own.
var names = map[control.Unit]string{
	control.Compositor: "oriel-compositor", control.RDPBackend: "oriel-rdp", control.XServer: "Xwayland", control.Share: "oriel-share",
	control.Video: "oriel-avc",
}

// processes describes the bridge's processes, the manager first.
func (d *desktop) processes() []console.Process {
	manager := d.cfg.Manager
	if manager == "" {
		manager = "orield"
	}
	out := []console.Process{{Name: manager, PID: os.Getppid(), State: "running", Starts: 1, Memory: resident(os.Getppid())}}
	d.units.mu.Lock()
	defer d.units.mu.Unlock()
	x := false
	for _, u := range d.units.list {
		p := console.Process{Name: names[u.Unit], PID: int(u.PID), State: u.State.String(), Starts: u.Starts, Crashes: u.Crashes}
		p.Memory = resident(p.PID)
		out = append(out, p)
		x = x || u.Unit == control.XServer
	}
	if !x {
		out = append(out, console.Process{Name: names[control.XServer], State: "missing"})
	}
	return out
}

// resident is how much of a process is in memory, in bytes; 0 if it cannot be
// known.
func resident(pid int) uint64 {
	if pid <= 0 {
		return 0
	}
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if f := strings.Fields(string(b)); err == nil && len(f) > 1 {
		n, _ := strconv.ParseUint(f[1], 10, 64)
		return n * uint64(os.Getpagesize())
	}
	return 0
}
