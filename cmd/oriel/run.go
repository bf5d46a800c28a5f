package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"oriel/rdp"
	"oriel/socket"
)

// runOptions are the flags of run.
type runOptions struct {
	listen   list
	display  string
	size     size
	scale    float64
	x11Scale x11Scale
	securityOptions
	control    string
	allow      list
	profile    string
	suffix     string
	clipboard  bool
	avc        string
	json       bool
	keep       bool
	verbose    bool
	maxCrashes int
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

// Set implements flag.Value.
func (l *list) Set(s string) error {
	*l = append(*l, s)
	return nil
}

// size is a flag of the form WxH, in pixels.
type size struct{ w, h int }

func (z *size) String() string {
	if z.w == 0 {
		return ""
	}
	return fmt.Sprintf("%dx%d", z.w, z.h)
}

// Set implements flag.Value.
func (z *size) Set(s string) error {
	var w, h int
	var rest string
	if n, _ := fmt.Sscanf(s, "%dx%d%s", &w, &h, &rest); n != 2 {
		return fmt.Errorf("want WIDTHxHEIGHT, such as 1280x800")
	}
	if w < 200 || h < 200 || w > 8192 || h > 8192 {
		return fmt.Errorf("each side must be from 200 to 8192")
	}
	z.w, z.h = w, h
	return nil
}

const runNotes = `
Without CMD the bridge stays until it is stopped; with CMD it ends, with CMD's
exit status, once CMD is gone and no window is left.

ADDRESS is tcp:HOST:PORT, unix:PATH or vsock:PORT. A VM socket lets in the host
of this virtual machine; vsock:PORT,from=WHO lets in WHO: host, local, any or
the number of a context, several joined by +. Programs find the bridge by
DISPLAY, XAUTHORITY and WAYLAND_DISPLAY; "oriel exec" sets them for you.

A client that asks for a program (RemoteApp), such as ||all, is shown all windows.
It can start one only if --allow names it: --allow term=xterm lets a client start
xterm as ||term. What a client gives as arguments takes the place of the word %*
in CMD, and is refused without it. No shell is involved.

Icons that apps put into a tray are seen by clients that show them, as those of
Windows do among the notification icons of RemoteApp; FreeRDP's show none.`

func runFlags(o *runOptions) *flag.FlagSet {
	o.size = size{1280, 800}
	fs := flag.NewFlagSet("run", flag.ContinueOnError)
	fs.Var(&o.listen, "listen", "serve RDP on `ADDRESS`; may be given several times (default tcp:127.0.0.1:3390)")
	fs.StringVar(&o.display, "display", "", "use X display `:N` instead of the first free one")
	fs.Var(&o.size, "size", "the desktop is `WxH` pixels, each from 200 to 8192, for clients that ask for no size")
	fs.Float64Var(&o.scale, "scale", 1, "device pixels per logical pixel, for clients that do not say: `F`, from 1 to 5")
	fs.Var(&o.x11Scale, "x11-scale", "X11 apps on monitors of more than 100 % are enlarged (`POLICY` scaled), or draw for the monitors' own pixels (native), sharp, but as small as they are unless they heed Xft.dpi")
	o.securityOptions.flags(fs)
	fs.StringVar(&o.control, "control", "", "put the control socket at `PATH`")
	fs.Var(&o.allow, "allow", "let clients start a program: `NAME=CMD`; may be given several times")
	fs.StringVar(&o.profile, "profile", "auto", "show clients the desktop as `NAME`, as far as they can: "+strings.Join(rdp.Profiles(), ", "))
	fs.BoolVar(&o.clipboard, "clipboard", true, "share the clipboard with clients; --clipboard=false keeps it apart")
	fs.StringVar(&o.suffix, "title-suffix", "", "end the titles of windows in `TEXT`, such as \" (Debian)\"")
	avcFlag(fs, &o.avc)
	fs.BoolVar(&o.json, "json", false, "print how to connect as one JSON object")
	fs.BoolVar(&o.keep, "keep", false, "stay when CMD is gone")
	fs.IntVar(&o.maxCrashes, "max-crashes", 10, "give a process up that crashes more than `N` times a minute; -1 never does")
	fs.BoolVar(&o.verbose, "v", false, "log more")
	return fs
}

func runRun(args []string, stdout, stderr io.Writer) int {
	var o runOptions
	cmd, code, done := flags(runFlags(&o), args, stdout, stderr, runNotes)
	if done {
		return code
	}
	if len(o.listen) == 0 {
		o.listen = list{"tcp:127.0.0.1:3390"}
	}
	if err := checkListen(o.listen); err != nil {
		return usageError(stderr, "run", err.Error())
	}
	if err := o.securityOptions.check(o.listen); err != nil {
		return usageError(stderr, "run", err.Error())
	}
	if o.scale < 1 || o.scale > 5 {
		return usageError(stderr, "run", "--scale must be from 1 to 5")
	}
	if _, err := rdp.ParseProfile(o.profile); err != nil {
		return usageError(stderr, "run", "--profile: "+err.Error())
	}
	if _, err := allowList(o.allow); err != nil {
		return usageError(stderr, "run", err.Error())
	}
	if len(cmd) > 0 {
		if _, err := exec.LookPath(cmd[0]); err != nil {
			return fail(stderr, cannotStart(cmd[0], err))
		}
	}
	level := slog.LevelWarn
	if o.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: level}))
	becomeSubreaper()
	signals, unsignal := stopSignals()
	defer unsignal()
	account, err := newAccount(&o.securityOptions)
	if err != nil {
		return fail(stderr, err)
	}
	cert, err := o.securityOptions.certificate()
	if err != nil {
		return fail(stderr, err)
	}
	b, err := startBridge(bridgeConfig{
		listen: o.listen, display: o.display, width: o.size.w, height: o.size.h, scale: o.scale, nativeX11: o.x11Scale.native,
		account: account, certificate: cert, share: o.share, control: o.control, allow: o.allow, log: log, level: level,
		maxCrashes: o.maxCrashes, profile: o.profile, titleSuffix: o.suffix, noClipboard: !o.clipboard, avc: o.avc,
	})
	if err != nil {
		return fail(stderr, err)
	}
	defer b.close()
	if err := announce(stdout, b, o.json); err != nil {
		return fail(stderr, err)
	}
	return b.stay(cmd, o.keep, signals, stderr)
}

// stay runs cmd, if any, until the bridge is to end.
func (b *bridge) stay(cmd []string, keep bool, signals <-chan os.Signal, stderr io.Writer) int {
	ended := make(chan error, 1)
	if len(cmd) > 0 {
		c, err := startCommand(cmd, vars(&b.env))
		if err != nil {
			return fail(stderr, err)
		}
		go func() { ended <- c.Wait() }()
	}
	code := 0
	var quiet <-chan time.Time // ticks while only windows keep us
	var empty time.Time        // since when there is no window
	for {
		select {
		case <-signals:
			return code
		case err := <-b.failed:
			return fail(stderr, err)
		case err := <-ended:
			code = exitStatus(err)
			if keep {
				continue
			}
			t := time.NewTicker(50 * time.Millisecond)
			defer t.Stop()
			quiet = t.C
		case <-quiet:
			if list, err := b.windows(); err != nil || len(list) > 0 {
				empty = time.Time{}
			} else if empty.IsZero() {
				empty = time.Now()
			} else if time.Since(empty) >= 200*time.Millisecond {
				return code
			}
		}
	}
}

// announce prints how to connect.
func announce(out io.Writer, b *bridge, asJSON bool) error {
	e := b.env
	if asJSON {
		return json.NewEncoder(out).Encode(map[string]any{
			"rdp": e.RDP, "user": e.User, "password": e.Password, "fingerprint": e.Fingerprint,
			"display": e.Display, "xauthority": e.Xauthority, "wayland_display": e.WaylandDisplay, "control": e.Control,
		})
	}
	w := new(bytes.Buffer) // written at once: whoever reads two lines ends nothing
	fact := func(name, value string) { fmt.Fprintf(w, "%-16s %s\n", name, value) }
	for _, a := range e.RDP {
		fact("RDP", a)
	}
	if to := target(e.RDP); to != "" {
		line := fmt.Sprintf("xfreerdp /v:%s /u:%s +auto-reconnect /cert:fingerprint:sha256:%s", to, e.User, e.Fingerprint)
		fact("windows", line+` /app:"||all"`)
		fact("desktop", line+" /dynamic-resolution")
	}
	announceVSock(w, e.RDP)
	if e.RDPFile != "" {
		fact("file", e.RDPFile)
	}
	fact("user", e.User)
	fact("password", b.account.secret())
	fact("fingerprint", e.Fingerprint)
	if e.Display != "" {
		fact("DISPLAY", e.Display)
		fact("XAUTHORITY", e.Xauthority)
	}
	fact("WAYLAND_DISPLAY", e.WaylandDisplay)
	fact("control", e.Control)
	_, err := out.Write(w.Bytes())
	return err
}

// target returns where a client finds us: HOST:PORT of the first TCP address,
// or else the first socket's path, which FreeRDP takes as well. An address that
// means all of this machine's is no place to connect to: its name is.
func target(addrs []string) string {
	path := ""
	for _, s := range addrs {
		a, err := socket.Parse(s)
		switch {
		case err != nil:
		case a.Network == socket.TCP:
			if ip := net.ParseIP(a.Host); a.Host == "" || ip != nil && ip.IsUnspecified() {
				a.Host = hostname()
			}
			return net.JoinHostPort(a.Host, strconv.Itoa(int(a.Port)))
		case a.Network == socket.Unix && path == "":
			path, _ = filepath.Abs(a.Path)
		}
	}
	return path
}

func hostname() string {
	if name, err := os.Hostname(); err == nil && name != "" {
		return name
	}
	return "localhost"
}

// rdpFile is what Windows' clients open.
func rdpFile(hostPort, user string, nla bool) string {
	credSSP := "enablecredsspsupport:i:0"
	if nla {
		credSSP = "enablecredsspsupport:i:1"
	}
	lines := []string{
		"full address:s:" + hostPort,
		"username:s:" + user,
		"prompt for credentials on client:i:1",
		credSSP,
		"authentication level:i:2", // says that the certificate is unknown, and asks
		"remoteapplicationmode:i:1",
		"remoteapplicationname:s:Oriel",
		"remoteapplicationprogram:s:||all",
		"disableremoteappcapscheck:i:1",
		"redirectclipboard:i:1",
		"audiomode:i:0",
		"autoreconnection enabled:i:1",
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}
