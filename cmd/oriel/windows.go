package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"oriel/compositor/scene"
)

// windowInfo is a window as the bridge knows it.
type windowInfo struct {
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
	Content place    `json:"content"`
	State   []string `json:"state,omitempty"`
}

// place is a rectangle.
type place struct {
	X      int `json:"x"`
	Y      int `json:"y"`
	Width  int `json:"width"`
	Height int `json:"height"`
}

func placeOf(r image.Rectangle) place { return place{r.Min.X, r.Min.Y, r.Dx(), r.Dy()} }

func (p place) rect() image.Rectangle { return image.Rect(p.X, p.Y, p.X+p.Width, p.Y+p.Height) }

// stateNames are the names of scene.State's bits.
var stateNames = []struct {
	bit  scene.State
	name string
}{
	{scene.Activated, "active"}, {scene.Maximized, "maximized"}, {scene.Minimized, "minimized"},
	{scene.Fullscreen, "fullscreen"}, {scene.Modal, "modal"}, {scene.Above, "above"},
	{scene.SkipTaskbar, "skip-taskbar"}, {scene.Attention, "attention"}, {scene.Awake, "awake"},
}

func infoOf(w *scene.Window) windowInfo {
	i := windowInfo{
		ID: uint32(w.ID), Kind: w.Kind.String(), Owner: uint32(w.Owner), Title: w.Title, AppID: w.AppID, PID: w.PID,
		X: w.Bounds.Min.X, Y: w.Bounds.Min.Y, Width: w.Bounds.Dx(), Height: w.Bounds.Dy(),
		Content: placeOf(w.Inner()),
	}
	for _, s := range stateNames {
		if w.State&s.bit != 0 {
			i.State = append(i.State, s.name)
		}
	}
	return i
}

func runWindows(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("windows", flag.ContinueOnError)
	control := fs.String("control", "", "ask the bridge whose control socket is at `PATH`")
	asJSON := fs.Bool("json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, "From top to bottom. Sizes and positions are logical pixels, with the frame that\nthe bridge draws around apps that draw none; JSON has the content without it too.")
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "windows", "too many arguments")
	}
	r, err := ask(*control, "windows")
	if err != nil {
		return fail(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, stderr, map[string]any{"windows": nonNil(r.Windows)})
	}
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tKIND\tGEOMETRY\tSTATE\tAPP\tTITLE")
	for _, w := range r.Windows {
		fmt.Fprintf(t, "%d\t%s\t%dx%d+%d+%d\t%s\t%s\t%s\n", w.ID, w.Kind, w.Width, w.Height, w.X, w.Y,
			strings.Join(w.State, ","), w.AppID, w.Title)
	}
	t.Flush()
	return 0
}

func nonNil[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func printJSON(stdout, stderr io.Writer, v any) int {
	e := json.NewEncoder(stdout)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// statusInfo is how a bridge is doing.
type statusInfo struct {
	Uptime    float64       `json:"uptime_seconds"`
	Windows   int           `json:"windows"`
	Clients   []clientInfo  `json:"clients"`
	Processes []processInfo `json:"processes"`
	Buffers   int           `json:"live_buffers"`
	Routines  int           `json:"goroutines"`
	Heap      uint64        `json:"heap_bytes"`
	Mallocs   uint64        `json:"mallocs"` // so far
}

type clientInfo struct {
	Address string       `json:"address"`
	Name    string       `json:"name"`
	Build   uint32       `json:"build"`
	Profile string       `json:"profile"`
	Codec   string       `json:"codec"`
	Size    string       `json:"size"`
	Choices []choiceInfo `json:"choices,omitempty"`
	Why     string       `json:"why,omitempty"`
	Frames  uint64       `json:"frames"`
	Bytes   uint64       `json:"bytes"`
	RTT     float64      `json:"rtt_ms"`
	Since   float64      `json:"connected_seconds"`
}

// choiceInfo counts what went one way of those that the server has to choose
// from, rectangle by rectangle.
type choiceInfo struct {
	Name   string `json:"name"`
	Rects  uint64 `json:"rectangles"`
	Pixels uint64 `json:"pixels"`
	Bytes  uint64 `json:"bytes"` // before bulk compression
}

type processInfo struct {
	Name  string `json:"name"`
	PID   int    `json:"pid,omitempty"`
	State string `json:"state"`
}

func runStatus(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("status", flag.ContinueOnError)
	control := fs.String("control", "", "ask the bridge whose control socket is at `PATH`")
	asJSON := fs.Bool("json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, "")
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "status", "too many arguments")
	}
	r, err := ask(*control, "status")
	if err != nil {
		return fail(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, stderr, r.Status)
	}
	s := r.Status
	fmt.Fprintf(stdout, "up %v, windows: %d\n", (time.Duration(s.Uptime) * time.Second).String(), s.Windows)
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "PROCESS\tPID\tSTATE")
	for _, p := range s.Processes {
		pid := "-"
		if p.PID != 0 {
			pid = fmt.Sprint(p.PID)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", p.Name, pid, p.State)
	}
	fmt.Fprintln(t, "CLIENT\tPROFILE\tCODEC\tSIZE\tFRAMES\tBYTES\tRTT")
	for _, c := range s.Clients {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%d\t%d\t%.1f ms\n", c.Address, c.Profile, c.Codec, c.Size, c.Frames, c.Bytes, c.RTT)
	}
	t.Flush()
	for _, c := range s.Clients {
		printChoices(stdout, c)
	}
	return 0
}

// printChoices says how pixels travel to a client, and what decides.
func printChoices(w io.Writer, c clientInfo) {
	if len(c.Choices) == 0 {
		return
	}
	fmt.Fprintf(w, "PIXELS TO %s: %s\n", c.Address, c.Why)
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "  CHOICE\tRECTANGLES\tPIXELS\tBYTES")
	for _, x := range c.Choices {
		fmt.Fprintf(t, "  %s\t%d\t%d\t%d\n", x.Name, x.Rects, x.Pixels, x.Bytes)
	}
	t.Flush()
}
