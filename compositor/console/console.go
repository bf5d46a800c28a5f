// Package console is the socket on which people ask a running bridge how it
// is: a request is one line of JSON, so is the answer. The socket is 0600, and
// only its user and root are heard. The compositor's process serves it:
//
//	err := console.Serve(l, log, answer)
//
// and commands ask:
//
//	r, err := console.Ask(path, console.Request{Verb: "status"})
package console

import (
	"encoding/json"
	"image"
)

// A Request asks for one thing.
type Request struct {
	Verb   string `json:"verb"` // env, windows, status, disconnect
	Client uint32 `json:"client,omitempty"`
}

// A Response has what was asked for, or says why not.
type Response struct {
	Error   string          `json:"error,omitempty"`
	Env     json.RawMessage `json:"env,omitempty"` // an Environment
	Windows []Window        `json:"windows,omitempty"`
	Tray    []NotifyIcon    `json:"tray,omitempty"` // with windows
	Status  *Status         `json:"status,omitempty"`
}

// An Environment is how to reach a bridge, for programs and for people. The
// first eight names are a contract with scripts.
type Environment struct {
	RDP            []string `json:"rdp"`
	User           string   `json:"user"`
	Password       string   `json:"password"`
	Fingerprint    string   `json:"fingerprint"`
	Display        string   `json:"display"`
	Xauthority     string   `json:"xauthority"`
	WaylandDisplay string   `json:"wayland_display"`
	Control        string   `json:"control"`
	RuntimeDir     string   `json:"runtime_dir"`
	RDPFile        string   `json:"rdp_file"`
	Manager        string   `json:"manager,omitempty"` // path of the manager's own socket
}

// A Window is a window as the bridge knows it.
type Window struct {
	ID     uint32 `json:"id"`
	Kind   string `json:"kind"`
	Owner  uint32 `json:"owner,omitempty"`
	Title  string `json:"title"`
	AppID  string `json:"app_id"`
	PID    int    `json:"pid,omitempty"`
	X      int    `json:"x"`
	Y      int    `json:"y"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	// The part that the app draws: all but the frame that the bridge draws.
	Content Place    `json:"content"`
	State   []string `json:"state,omitempty"`
}

// A NotifyIcon is an app's icon in the tray.
type NotifyIcon struct {
	ID      uint32 `json:"id"`
	ToolTip string `json:"tooltip"`
	AppID   string `json:"app_id"`
	PID     int    `json:"pid,omitempty"`
	Hidden  bool   `json:"hidden"`
}

// A Place is a rectangle.
type Place struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

// PlaceOf makes a Place of a rectangle.
func PlaceOf(r image.Rectangle) Place { return Place{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} }

// Rect is the rectangle.
func (p Place) Rect() image.Rectangle { return image.Rect(p.X, p.Y, p.X+p.Width, p.Y+p.Height) }

// A Status is how a bridge is doing.
type Status struct {
	Uptime    float64   `json:"uptime_seconds"`
	Windows   int       `json:"windows"`
	Clients   []Client  `json:"clients"`
	Processes []Process `json:"processes"`
	Link      Link      `json:"link"`
	Buffers   int       `json:"live_buffers"`
	Routines  int       `json:"goroutines"`
	Heap      uint64    `json:"heap_bytes"`
	Mallocs   uint64    `json:"mallocs"` // so far
}

// A Client is a connected RDP client.
type Client struct {
	ID       uint32   `json:"id"`
	Address  string   `json:"address"`
	Name     string   `json:"name"`
	User     string   `json:"user"`
	Version  string   `json:"version"` // of RDP
	Build    uint32   `json:"build"`
	Security string   `json:"security"`
	Leads    bool     `json:"leads"`    // its monitors are the desktop's
	Controls bool     `json:"controls"` // it may type and click
	Profile  string   `json:"profile"`
	Codec    string   `json:"codec"`
	Size     string   `json:"size"`
	Choices  []Choice `json:"choices,omitempty"`
	Why      string   `json:"why,omitempty"` // what decides between them
	Frames   uint64   `json:"frames"`
	Bytes    uint64   `json:"bytes"`
	RTT      float64  `json:"rtt_ms"`
	Rate     float64  `json:"bytes_per_second"` // that the network carries
	Since    float64  `json:"connected_seconds"`
}

// A Choice counts what went one way of those that the server has to choose
// from, rectangle by rectangle.
type Choice struct {
	Name   string `json:"name"`
	Rects  uint64 `json:"rectangles"`
	Pixels uint64 `json:"pixels"`
	Bytes  uint64 `json:"bytes"` // before bulk compression
}

// A Process is one of those that make a bridge.
type Process struct {
	Name    string `json:"name"`
	PID     int    `json:"pid,omitempty"`
	State   string `json:"state"`
	Starts  uint32 `json:"starts"`
	Crashes uint32 `json:"crashes"`
	Memory  uint64 `json:"memory_bytes,omitempty"` // resident
}

// A Link is what went from the compositor to the RDP backend.
type Link struct {
	Diffs     uint64 `json:"diffs"`
	Copies    uint64 `json:"copied_buffers"`    // that could not be shared
	Lost      uint64 `json:"lost_planes"`       // for want of descriptors
	Reclaimed uint64 `json:"reclaimed_buffers"` // kept too long
	Holds     int    `json:"held_buffers"`
}
