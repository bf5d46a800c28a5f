package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"oriel/compositor/control"
	"oriel/compositor/manager/wslg"
	"oriel/socket"
)

// configFile is where the configuration is, if there is one.
const configFile = "/etc/oriel/oriel.conf"

// config is all that can be configured. Each field is an option of that name.
type config struct {
	listen list
	uids   uids
	who
	profile     string
	titleSuffix string
	clipboard   bool
	width       int
	height      int
	scale       float64
	x11Scale    string

	user    string
	rdpUser string

	distroPID int
	share     string
	versions  string
	doc       string

	client        string
	clientPlugin  string
	clientDesktop bool

	compositor  string
	rdp         string
	xwayland    string
	driverShare string
	avc         string
	avcLibrary  string

	control    string
	log        string
	stderrLog  string
	logLevel   slog.Level
	wslgconfig string

	readyTime  time.Duration
	maxCrashes int

	file        string // not in itself
	printConfig bool

	addresses []string // that are listened on, see openSockets
	env       []string // for children, from WSLg's variables
	reports   []string // what of them was not understood
}

// list is addresses with spaces between them, since there may be commas in one;
// uids is numbers of users with commas.
type (
	list []string
	uids []uint32
)

func (l *list) String() string { return strings.Join(*l, " ") }

// Set implements flag.Value.
func (l *list) Set(s string) error {
	*l = nil
	for item := range strings.FieldsSeq(s) {
		if _, err := socket.Parse(item); err != nil && item != "auto" {
			return err
		}
		*l = append(*l, item)
	}
	return nil
}

func (u *uids) String() string {
	var words []string
	for _, n := range *u {
		words = append(words, strconv.FormatUint(uint64(n), 10))
	}
	return strings.Join(words, ",")
}

// Set implements flag.Value.
func (u *uids) Set(s string) error {
	*u = nil
	for item := range strings.SplitSeq(s, ",") {
		n, err := strconv.ParseUint(strings.TrimSpace(item), 10, 32)
		if err != nil || n == 1<<32-1 || slices.Contains(*u, uint32(n)) {
			return errors.New("want numbers of users, each once, such as 1000,0")
		}
		*u = append(*u, uint32(n))
	}
	return nil
}

// options describes the configuration, with defaults.
func (c *config) options() *flag.FlagSet {
	f := flag.NewFlagSet("orield", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() {}
	c.listen, c.uids = list{"auto"}, uids{1000, 0}
	f.Var(&c.listen, "listen", "serve RDP on `ADDRESSES` (tcp:HOST:PORT, unix:PATH, vsock:PORT); auto is a VM socket under WSL, else unix:"+defaultRDP)
	c.who.options(f)
	f.StringVar(&c.profile, "profile", "auto", "show clients the desktop as `NAME`, as far as they can: "+strings.Join(control.Profiles, ", "))
	f.Var(&c.uids, "uids", "`USERS` of the user distro who have a display, by number; runtime-dir in the share is the first one's")
	f.BoolVar(&c.clipboard, "clipboard", true, "share the clipboard with clients")
	f.StringVar(&c.titleSuffix, "title-suffix", "", "end the titles of windows in `TEXT`, such as \" (Debian)\"")
	f.IntVar(&c.width, "width", 1280, "`WIDTH` of the desktop for clients that ask for no size")
	f.IntVar(&c.height, "height", 800, "`HEIGHT` of the desktop for clients that ask for no size")
	f.Float64Var(&c.scale, "scale", 1, "device pixels per logical pixel are `NUMBER`, for clients that do not say")
	f.StringVar(&c.x11Scale, "x11-scale", "scaled", "X11 apps on monitors of more than 100 % are enlarged (`POLICY` scaled), or draw for the monitors' own pixels (native), sharp, but as small as they are unless they heed Xft.dpi")
	f.StringVar(&c.user, "user", "oriel", "`USER` that the compositor and the X server run as: a name, or UID:GID")
	f.StringVar(&c.rdpUser, "rdp-user", "oriel-rdp", "`USER` that the RDP backend runs as")
	f.IntVar(&c.distroPID, "distro-pid", wslg.HostDistro(), "process `NUMBER` of the user distro's init; 0: oriel publish says")
	f.StringVar(&c.share, "share", wslg.Dir, "`DIR` that both sides share")
	f.StringVar(&c.versions, "versions", "/etc/versions.txt", "`FILE` that the share shows as versions.txt")
	f.StringVar(&c.doc, "doc", "/usr/share/doc", "`DIR` that the share shows as doc")
	f.StringVar(&c.client, "client", "auto", "RDP client to start on a Windows host: auto, mstsc, off, or a `COMMAND` with {vm}, {service}, {plugin} and {rdp} in it")
	f.StringVar(&c.clientPlugin, "client-plugin", "WSLDVC_PACKAGE", "`NAME` of the plugin that the RDP client on a Windows host loads")
	f.BoolVar(&c.clientDesktop, "client-desktop", false, "the RDP client on a Windows host shows a desktop, and not windows")
	f.StringVar(&c.compositor, "compositor", beside("oriel-compositor"), "`PATH` of the compositor")
	f.StringVar(&c.rdp, "rdp", beside("oriel-rdp"), "`PATH` of the RDP backend")
	f.StringVar(&c.xwayland, "xwayland", "/usr/bin/Xwayland", "`PATH` of the X server; empty: no X11")
	f.StringVar(&c.driverShare, "driver-share", beside("oriel-share"), "`PATH` of what serves the GPU's drivers; empty: they are bind mounts")
	f.StringVar(&c.avc, "avc", beside("oriel-avc"), "`PATH` of what makes H.264 of videos, if it is there; empty: nothing does")
	f.StringVar(&c.avcLibrary, "avc-library", "", "`FILE` of the libopenh264 that oriel-avc loads (default: the one that it was built for)")
	f.StringVar(&c.control, "control", "/run/oriel/orield.sock", "`PATH` of the socket for root's requests")
	f.StringVar(&c.log, "log", "", "`FILE` for the log (default oriel.log in the share); none: no file")
	f.StringVar(&c.stderrLog, "stderr-log", "", "`FILE` for what is said when something breaks (default stderr.log in the share)")
	f.TextVar(&c.logLevel, "log-level", slog.LevelInfo, "log this `LEVEL` and above: debug, info, warn, error")
	f.StringVar(&c.wslgconfig, "wslgconfig", wslg.ConfigPath(os.Getenv), "`FILE` with the Windows side's settings")
	f.DurationVar(&c.readyTime, "ready-time", 20*time.Second, "`TIME` for a process to become ready")
	f.IntVar(&c.maxCrashes, "max-crashes", 10, "more than this `NUMBER` of crashes within a minute: a process is given up until oriel reload --manager, with the path of control, starts it again; -1: never")
	return f
}

// beside is the path of a program of ours.
func beside(name string) string {
	exe, err := os.Executable()
	if err != nil {
		exe = "/usr/libexec/oriel/orield"
	}
	return filepath.Join(filepath.Dir(exe), name)
}

// configure makes the configuration: defaults, then the file, then what WSLg's
// variables mean, then the command line.
func configure(args, environ []string) (*config, error) {
	var where config
	line := where.commandLine()
	if err := line.Parse(args); err != nil {
		return nil, dashes(line, err)
	}
	if line.NArg() > 0 {
		return nil, fmt.Errorf("%q is not an option; see orield --help", line.Arg(0))
	}
	c := &config{}
	options := c.commandLine()
	if err := readFile(options, where.file, isSet(line, "config")); err != nil {
		return nil, err
	}
	settings, err := wslg.ReadConfig(where.wslgconfig)
	if err != nil {
		c.reports = append(c.reports, err.Error()) // the host's mistake must not cost its windows
	}
	v := wslg.Interpret(environ, settings)
	c.env, c.reports = v.Env, append(c.reports, v.Reports...)
	for _, o := range v.Options {
		if err := options.Set(o.Name, o.Value); err != nil {
			c.reports = append(c.reports, fmt.Sprintf("%s %s: %s", o.Name, o.Value, wants(options.Lookup(o.Name), err.Error())))
		}
	}
	if err := options.Parse(args); err != nil {
		return nil, dashes(options, err)
	}
	return c, c.check()
}

// commandLine has the options that are none of the file's, too.
func (c *config) commandLine() *flag.FlagSet {
	f := c.options()
	f.StringVar(&c.file, "config", configFile, "read the configuration from `FILE`")
	f.BoolVar(&c.printConfig, "print-config", false, "print the configuration as it is in effect")
	return f
}

func isSet(f *flag.FlagSet, name string) (set bool) {
	f.Visit(func(o *flag.Flag) { set = set || o.Name == name })
	return set
}

// dashes writes options as people do; package flag knows one dash only.
func dashes(f *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	text := strings.NewReplacer("for flag -", "for option --", "for -", "for option --", "flag -", "option --", "not defined: -", "not defined: --", "argument: -", "argument: --").Replace(err.Error())
	if _, rest, ok := strings.Cut(text, "option --"); ok {
		name, _, _ := strings.Cut(rest, ": ")
		text = wants(f.Lookup(name), text)
	}
	return errors.New(text + "; see orield --help")
}

// wants says what an option takes, where an error says only that a value is
// none.
func wants(o *flag.Flag, text string) string {
	if o == nil {
		return text
	}
	what := "a number"
	if g, ok := o.Value.(flag.Getter); ok {
		switch g.Get().(type) {
		case *slog.Level:
			what = "debug, info, warn or error"
		case time.Duration:
			what = "a duration, such as 20s"
		case bool:
			what = "true or false"
		}
	}
	if rest, ok := strings.CutSuffix(text, "parse error"); ok {
		return rest + "want " + what
	}
	if i := strings.Index(text, "slog: level string "); i >= 0 {
		return text[:i] + "want " + what
	}
	return text
}

// readFile reads lines of the form NAME = VALUE.
func readFile(options *flag.FlagSet, name string, required bool) error {
	b, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) && !required {
		return nil
	}
	if err != nil {
		return fmt.Errorf("cannot read the configuration: %w", err)
	}
	number := 0
	for text := range strings.Lines(string(b)) {
		number++
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		key, value, ok := strings.Cut(text, "=")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		switch o := options.Lookup(key); {
		case !ok:
			return fmt.Errorf("%s:%d: want NAME = VALUE", name, number)
		case o == nil || key == "config" || key == "print-config":
			return fmt.Errorf("%s:%d: there is no option %q; see orield --help", name, number, key)
		}
		if err := options.Set(key, value); err != nil {
			return fmt.Errorf("%s:%d: %s = %s: %s", name, number, key, value, wants(options.Lookup(key), err.Error()))
		}
	}
	return nil
}

// check looks for what no option alone can be wrong about.
func (c *config) check() error {
	switch {
	case len(c.listen) == 0:
		return errors.New("listen: nobody could connect")
	case c.width < 200 || c.height < 200 || c.width > 8192 || c.height > 8192:
		return errors.New("width and height are from 200 to 8192")
	case c.scale < 1 || c.scale > 5:
		return errors.New("scale is from 1 to 5")
	case c.distroPID < 0:
		return errors.New("distro-pid is the number of a process")
	case c.x11Scale != "scaled" && c.x11Scale != "native":
		return errors.New("x11-scale is scaled or native")
	case !slices.Contains(control.Profiles, c.profile):
		return fmt.Errorf("profile: there is no %q; there are %s", c.profile, strings.Join(control.Profiles, ", "))
	case c.maxCrashes < 1 && c.maxCrashes != -1:
		return errors.New("max-crashes is at least 1, or -1: however often")
	}
	if err := c.who.check(c.listen); err != nil {
		return err
	}
	for name, path := range map[string]string{
		"share": c.share, "compositor": c.compositor, "rdp": c.rdp, "control": c.control,
		"xwayland": c.xwayland, "driver-share": c.driverShare,
	} {
		optional := name == "xwayland" || name == "driver-share"
		if (path != "" || !optional) && (!filepath.IsAbs(path) || filepath.Clean(path) != path || path == "/") {
			return fmt.Errorf("%s: %q is not an absolute path in its simplest form", name, path)
		}
	}
	return nil
}

// print writes the configuration as a file that can be read again.
func (c *config) print(w io.Writer) {
	// A second description has the defaults, and this one's values.
	values := map[string]string{}
	c.visit(func(f *flag.Flag) { values[f.Name] = f.Value.String() })
	(&config{}).options().VisitAll(func(f *flag.Flag) {
		kind, text := flag.UnquoteUsage(f)
		fmt.Fprintf(w, "# %s", text)
		if kind != "" && f.DefValue != "" {
			fmt.Fprintf(w, " (default %s)", f.DefValue)
		}
		fmt.Fprintf(w, "\n%s = %s\n\n", f.Name, values[f.Name])
	})
}

// visit shows all options with the values that they have.
func (c *config) visit(show func(*flag.Flag)) {
	now := *c
	f := c.options() // which sets the defaults
	*c = now
	f.VisitAll(show)
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Orield is the root of Oriel's system distro. It reads `+configFile+`,
where each option is a line NAME = VALUE.

Usage: orield [options]

`)
	(&config{}).commandLine().VisitAll(func(f *flag.Flag) {
		kind, text := flag.UnquoteUsage(f)
		if b, ok := f.Value.(interface{ IsBoolFlag() bool }); ok && b.IsBoolFlag() && kind != "" {
			kind = "[=" + kind + "]"
		} else {
			kind = " " + kind
		}
		fmt.Fprintf(w, "  --%s%s\n        %s", f.Name, kind, text)
		if f.DefValue != "" && f.DefValue != "false" {
			fmt.Fprintf(w, " (default %s)", f.DefValue)
		}
		fmt.Fprintln(w)
	})
	fmt.Fprint(w, `
SIGTERM ends everything in order. SIGHUP replaces orield by the program that is
at its path now, with the configuration as it is now; nobody else notices.
`)
}
