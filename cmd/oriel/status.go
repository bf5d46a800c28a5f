package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"oriel/compositor/control"
)

// A unitCount is how a unit of a manager's is, and what it counts.
type unitCount struct {
	Unit    string          `json:"unit"`
	State   string          `json:"state"`
	PID     uint32          `json:"pid,omitempty"`
	Starts  uint32          `json:"starts"`
	Crashes uint32          `json:"crashes"`
	Counts  *control.Status `json:"counts,omitempty"` // null: it counts nothing, or does not answer
}

// managerStatus prints what a manager knows, and what its children tell it.
func managerStatus(path string, asJSON bool, stdout, stderr io.Writer) int {
	list, err := unitCounts(path)
	if err != nil {
		return fail(stderr, err)
	}
	if asJSON {
		return printJSON(stdout, stderr, map[string]any{"units": nonNil(list)})
	}
	t := tabwriter.NewWriter(stdout, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "UNIT\tPID\tSTATE\tSTARTS\tCRASHES\tWINDOWS\tCLIENTS\tBUFFERS\tFRAMES\tMERGED\tCOPIED\tSENT\tREFUSED\tROUTINES\tHEAP")
	for _, u := range list {
		fmt.Fprintf(t, "%s\t%d\t%s\t%d\t%d\t", u.Unit, u.PID, u.State, u.Starts, u.Crashes)
		if c := u.Counts; c != nil {
			fmt.Fprintf(t, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.1f MB", c.Windows, c.Clients, c.Buffers,
				c.Frames, c.Merged, c.Copied, c.Sent, c.Refused, c.Routines, float64(c.Heap)/1e6)
		}
		fmt.Fprintln(t)
	}
	t.Flush()
	return 0
}

func unitCounts(path string) (out []unitCount, err error) {
	units, err := order(path, &control.Query{})
	if err != nil {
		return nil, err
	}
	c, err := control.Dial(path)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	for _, u := range units {
		n := unitCount{Unit: u.Unit.String(), State: u.State.String(), PID: u.PID, Starts: u.Starts, Crashes: u.Crashes}
		if u.State == control.Running && (u.Unit == control.Compositor || u.Unit == control.RDPBackend) {
			if _, n.Counts, err = c.Count(u.Unit, 5*time.Second); err != nil {
				return nil, err
			}
		}
		out = append(out, n)
	}
	return out, nil
}
