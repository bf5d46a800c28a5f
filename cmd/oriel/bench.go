package main

import (
	"context"
	"flag"
	"fmt"
	"image"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"oriel/rdp/client"
	"oriel/rdp/workload"
)

const benchNotes = `Starts a bridge of its own, is an app of it and its client, and measures what is
between: how long a key press takes to be seen, frames a second, bytes and
processor time of the bridge. Every round has each workload once; the table has
medians and, in brackets, the lowest and the highest round. Bytes are those on
the wire, TLS and all. What else the machine does is in the figures: let it rest.

Workloads: typing, scroll, motion, photo, video, idle (20 windows that rest),
windows (a small change in one of 50) and beside (typing while a video plays in
another window). --link 10,50 puts a link of 10 Mbit/s and a round trip of 50 ms between
bridge and client, of which the bridge is not told; by --link 10,50,64 the first
64 KB behind a pause pass at once. It is made up in the client, or lies between two
network namespaces with --link-by tun or netem.`

// benchWorkloads are those of package workload and two more.
var benchWorkloads = slices.Concat(workload.Names, []string{"idle", "windows", "beside"})

type benchOptions struct {
	workloads string
	rounds    int
	seconds   float64
	size      size
	profile   string
	link      linkFlag
	linkBy    string
	laid      *laidLink // nil: none
	json, svg string
}

func benchFlags(o *benchOptions) *flag.FlagSet {
	o.size = size{1920, 1080}
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	fs.StringVar(&o.workloads, "workloads", "", "measure these `NAMES`, in this order: all by default")
	fs.IntVar(&o.rounds, "rounds", 3, "do everything `N` times")
	fs.Float64Var(&o.seconds, "seconds", 4, "let each workload run for `S` seconds")
	fs.Var(&o.size, "size", "windows and desktop are `WxH` pixels")
	fs.StringVar(&o.profile, "profile", "rail", "connect as `NAME`: rail or desktop")
	fs.Var(&o.link, "link", "be behind a link of `MBIT,MS[,KB]`: Mbit/s, milliseconds of round trip, and kilobytes that pass at once behind a pause")
	fs.StringVar(&o.linkBy, "link-by", byClient, "who makes the --link is `NAME`: client; tun: two devices that oriel carries packets between (needs root); netem: the kernel (needs root, and sch_netem)")
	fs.StringVar(&o.json, "json", "", "write all figures to `FILE`")
	fs.StringVar(&o.svg, "svg", "", "write a chart to `FILE`")
	return fs
}

// wrong says what cannot be meant.
func (o *benchOptions) wrong(rest, names []string) string {
	unknown := slices.IndexFunc(names, func(n string) bool { return !slices.Contains(benchWorkloads, n) })
	switch {
	case len(rest) > 0:
		return "too many arguments"
	case unknown >= 0:
		return fmt.Sprintf("no workload %q; there are %s", names[unknown], strings.Join(benchWorkloads, ", "))
	case o.rounds < 1 || o.rounds > 100 || o.seconds < 0.5 || o.seconds > 600:
		return "--rounds is from 1 to 100, --seconds from 0.5 to 600"
	case o.profile != "rail" && o.profile != "desktop":
		return fmt.Sprintf("--profile is rail or desktop, not %q", o.profile)
	case o.profile != "rail" && slices.Contains(names, "beside"):
		return "beside types into one of two windows, which --profile desktop does not know"
	case o.linkBy != byClient && o.linkBy != byTun && o.linkBy != byNetem:
		return fmt.Sprintf("--link-by is client, tun or netem, not %q", o.linkBy)
	case o.linkBy != byClient && o.link.rate == 0:
		return "--link-by needs a --link"
	case o.linkBy == byNetem && o.link.burst > 0:
		return "--link-by netem knows no bursts; tun does"
	case o.size.w < 640 || o.size.h < 480 || o.size.w > 8192 || o.size.h > 8192:
		return "--size is from 640x480 to 8192x8192"
	}
	return ""
}

func runBench(args []string, stdout, stderr io.Writer) int {
	var o benchOptions
	rest, code, done := flags(benchFlags(&o), args, stdout, stderr, benchNotes)
	if done {
		return code
	}
	names := o.names()
	if wrong := o.wrong(rest, names); wrong != "" {
		return usageError(stderr, "bench", wrong)
	}
	for _, file := range []string{o.json, o.svg} {
		if err := writable(file); err != nil {
			return fail(stderr, err)
		}
	}
	signals, unsignal := stopSignals()
	defer unsignal()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	if o.linkBy != byClient {
		var err error
		if o.laid, err = layLink(o.linkBy, o.link); err != nil {
			return fail(stderr, err)
		}
	}
	r := &benchReport{Machine: benchMachine(), Profile: o.profile, Size: o.size.String(), Rounds: o.rounds, Link: o.linkName()}
	for round := range o.rounds {
		for _, name := range names {
			fmt.Fprintf(stderr, "round %d of %d: %s\n", round+1, o.rounds, name)
			if err := benchOnce(ctx, &o, name, r); err != nil {
				r.print(stdout) // what was measured is not lost
				return fail(stderr, fmt.Errorf("%s: %w", name, err))
			}
		}
	}
	r.print(stdout)
	if err := r.write(o.json, o.svg); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// names are the workloads to measure.
func (o *benchOptions) names() []string {
	switch {
	case o.workloads != "":
		return strings.Split(o.workloads, ",")
	case o.profile == "rail":
		return benchWorkloads
	}
	return slices.DeleteFunc(slices.Clone(benchWorkloads), func(n string) bool { return n == "beside" })
}

// benchOnce measures one workload with a bridge, an app and a client of its
// own.
func benchOnce(ctx context.Context, o *benchOptions, name string, r *benchReport) error {
	ctx, cancel := context.WithTimeout(ctx, 4*time.Minute+time.Duration(10*o.seconds*float64(time.Second)))
	defer cancel()
	b, err := startBenchBridge(ctx, image.Pt(o.size.w, o.size.h), o.laid)
	if err != nil {
		return err
	}
	defer b.end()
	m := &benchMeasure{ctx: ctx, bridge: b, link: o.link, laid: o.laid, seconds: time.Duration(o.seconds * float64(time.Second)), report: r, name: name}
	if err := m.connect(profiles[o.profile], image.Pt(o.size.w, o.size.h)); err != nil {
		return err
	}
	defer m.client.Close()
	if err := m.measure(); err != nil {
		return err
	}
	if o.laid == nil {
		return nil
	}
	carried, err := o.laid.carried()
	m.add("kilobytes over the link, with all that came before", "", carried/1000)
	return err
}

// measure measures the workload.
func (m *benchMeasure) measure() error {
	switch m.name {
	case "typing":
		return m.typing()
	case "idle":
		return m.idle()
	case "windows":
		return m.manyWindows()
	case "beside":
		return m.beside()
	}
	return m.frames()
}

// connect connects the client, over TCP and TLS as clients do.
func (m *benchMeasure) connect(p client.Profile, size image.Point) error {
	conn, err := m.dial()
	if err != nil {
		return err
	}
	if m.link.rate > 0 && m.laid == nil {
		conn = newSlowConn(conn, m.link)
	}
	m.wire = &countedConn{Conn: conn}
	e := m.bridge.env
	m.client, err = client.Connect(m.ctx, m.wire, client.Options{
		User: e.User, Password: e.Password, Fingerprint: e.Fingerprint, Profile: p, Size: size,
	})
	if err != nil {
		conn.Close()
		return fmt.Errorf("cannot connect to the bridge: %w", err)
	}
	return nil
}

// dial connects to the bridge, from the other end of the link.
func (m *benchMeasure) dial() (conn net.Conn, err error) {
	if m.laid == nil {
		return dialBench(m.ctx, m.bridge.env.RDP[0])
	}
	err = m.laid.client.do(func() error {
		if conn, err = dialBench(m.ctx, m.bridge.env.RDP[0]); err == nil {
			cubic(conn)
		}
		return err
	})
	return conn, err
}

// linkName says what link is between bridge and client.
func (o *benchOptions) linkName() string {
	if o.link.rate == 0 {
		return ""
	}
	return o.link.String() + " by " + o.linkBy
}
