package main

import (
	"flag"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"oriel/compositor/console"
)

const clientsNotes = `The leading client's monitors are the desktop's. One that only looks on has no
keyboard and mouse. A client that is disconnected is told that an administrator
did it; nothing keeps it from connecting again.`

const noClient = "no client is connected"

// runClients lists who is connected, and disconnects one.
func runClients(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("clients", flag.ContinueOnError)
	control := fs.String("control", "", controlUsage)
	asJSON := fs.Bool("json", false, "print JSON")
	disconnect := fs.String("disconnect", "", "end the connection of the client `ID`")
	rest, code, done := flags(fs, args, stdout, stderr, clientsNotes)
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "clients", "too many arguments")
	}
	if *disconnect != "" {
		id, err := strconv.ParseUint(*disconnect, 10, 32)
		if err != nil {
			return usageError(stderr, "clients", fmt.Sprintf("--disconnect %q: want the number that oriel clients prints as ID", *disconnect))
		}
		if _, err := ask(*control, console.Request{Verb: "disconnect", Client: uint32(id)}); err != nil {
			return fail(stderr, err)
		}
		return 0
	}
	r, err := ask(*control, console.Request{Verb: "status"})
	if err != nil {
		return fail(stderr, err)
	}
	if *asJSON {
		return printJSON(stdout, stderr, map[string]any{"clients": nonNil(r.Status.Clients)})
	}
	printClients(stdout, r.Status.Clients)
	return 0
}

func printClients(w io.Writer, list []console.Client) {
	if len(list) == 0 {
		fmt.Fprintln(w, noClient)
		return
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tROLE\tADDRESS\tMACHINE\tUSER\tRDP\tPROFILE\tCODEC\tSIZE\tSECURITY\tRTT\tRATE\tFOR")
	for _, c := range list {
		fmt.Fprintf(t, "%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c.ID, role(c), c.Address, printable(c.Name), printable(c.User),
			c.Version, c.Profile, c.Codec, c.Size, c.Security, milliseconds(c.RTT), perSecond(c.Rate),
			time.Duration(c.Since*float64(time.Second)).Round(time.Second))
	}
	t.Flush()
}

// role says what a client may do.
func role(c console.Client) string {
	switch {
	case c.Leads:
		return "leads"
	case c.Controls:
		return "controls"
	}
	return "looks on"
}

// printable is what a client or an app calls itself, without what could drive a terminal.
func printable(s string) string {
	if s == "" {
		return "-"
	}
	r := []rune(s)
	for i := range r {
		if !strconv.IsPrint(r[i]) {
			r[i] = '?'
		}
	}
	return string(r)
}

func milliseconds(ms float64) string {
	if ms == 0 {
		return "-"
	}
	return fmt.Sprintf("%.1f ms", ms)
}

func perSecond(bytes float64) string {
	if bytes == 0 {
		return "-"
	}
	units := []string{"B/s", "kB/s", "MB/s", "GB/s"}
	i := 0
	for bytes >= 1000 && i+1 < len(units) {
		bytes /= 1000
		i++
	}
	return fmt.Sprintf("%.3g %s", bytes, units[i])
}
