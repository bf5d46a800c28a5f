package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"oriel/compositor/console"
)

func runWindows(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("windows", flag.ContinueOnError)
	control := fs.String("control", "", controlUsage)
	asJSON := fs.Bool("json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, "From top to bottom. Sizes and positions are logical pixels, with the frame that\nthe bridge draws around apps that draw none; JSON has the content without it too.\nIcons in the tray, if there are any, come last.")
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "windows", "too many arguments")
	}
	r, err := ask(*control, console.Request{Verb: "windows"})
	if err != nil {
		return fail(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, stderr, map[string]any{"windows": nonNil(r.Windows), "tray": nonNil(r.Tray)})
	}
	printWindows(stdout, r.Windows, r.Tray)
	return 0
}

func printWindows(w io.Writer, windows []console.Window, tray []console.NotifyIcon) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tKIND\tGEOMETRY\tSTATE\tAPP\tTITLE")
	for _, w := range windows {
		fmt.Fprintf(t, "%d\t%s\t%dx%d+%d+%d\t%s\t%s\t%s\n", w.ID, w.Kind, w.Width, w.Height, w.X, w.Y,
			strings.Join(w.State, ","), printable(w.AppID), printable(w.Title))
	}
	t.Flush()
	if len(tray) > 0 {
		fmt.Fprintln(t, "ICON\tSTATE\tAPP\tTOOLTIP")
	}
	for _, n := range tray {
		state := ""
		if n.Hidden {
			state = "hidden"
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\n", n.ID, state, printable(n.AppID), printable(n.ToolTip))
	}
	t.Flush()
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

const statusNotes = `FRAMES and BYTES of a client count what was sent to it: compressed, without what
TLS adds. Those of a choice, below PIXELS TO, count what its codec made, before
that was compressed, so that they may add up to more.`

func runStatus(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("status", flag.ContinueOnError)
	control := fs.String("control", "", controlUsage)
	manager := fs.String("manager", "", "ask only the manager whose socket is at `PATH`, which answers even if the compositor does not")
	asJSON := fs.Bool("json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, statusNotes)
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "status", "too many arguments")
	}
	if *manager != "" {
		return managerStatus(*manager, *asJSON, stdout, stderr)
	}
	r, err := ask(*control, console.Request{Verb: "status"})
	if err != nil {
		return fail(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, stderr, r.Status)
	}
	s := r.Status
	fmt.Fprintf(stdout, "up %v, windows: %d\n", (time.Duration(s.Uptime) * time.Second).String(), s.Windows)
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "PROCESS\tPID\tSTATE\tRESTARTS\tMEMORY")
	for _, p := range s.Processes {
		pid := "-"
		if p.PID != 0 {
			pid = fmt.Sprint(p.PID)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%.1f MB\n", p.Name, pid, p.State, max(p.Starts, 1)-1, float64(p.Memory)/1e6)
	}
	if len(s.Clients) == 0 {
		fmt.Fprintln(t, noClient)
	} else {
		fmt.Fprintln(t, "ID\tCLIENT\tPROFILE\tCODEC\tSIZE\tFRAMES\tBYTES\tRTT")
	}
	for _, c := range s.Clients {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%d\t%d\t%.1f ms\n", c.ID, c.Address, c.Profile, c.Codec, c.Size, c.Frames, c.Bytes, c.RTT)
	}
	t.Flush()
	if l := s.Link; l.Copies+l.Lost+l.Reclaimed > 0 {
		fmt.Fprintf(stdout, "to the RDP backend: %d pictures copied that could not be shared, %d not shown for want of descriptors, %d taken back\n",
			l.Copies, l.Lost, l.Reclaimed)
	}
	for _, c := range s.Clients {
		printChoices(stdout, c)
	}
	return 0
}

// printChoices says how pixels travel to a client, and what decides.
func printChoices(w io.Writer, c console.Client) {
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
