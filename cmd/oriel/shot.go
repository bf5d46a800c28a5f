package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"oriel/compositor/console"
	"oriel/compositor/manager/credential"
	"oriel/compositor/scene"
	"oriel/rdp/client"
	"oriel/rdp/rail"
	"oriel/socket"
)

// shotOptions are the flags of shot.
type shotOptions struct {
	out          string
	size         size
	scale        float64
	profile      string
	window       string
	frame        bool
	settle       time.Duration
	timeout      time.Duration
	json         bool
	connect      string
	user         string
	passwordFile string
	fingerprint  fingerprintFlag
	verbose      bool
}

const shotNotes = `
With CMD a bridge of its own is started around CMD and ends with the picture.
ADDRESS is one that a running bridge listens on; for one of yours no user and
password are needed. Without --share a bridge has one client at a time: the
picture takes the place of the one that is connected, and the desktop its size.

Without --window the picture is the whole desktop; with it, the window whose
title or app id contains SUBSTRING (a server that is no bridge of yours tells
only titles): what the app draws, at that size. With --frame the title bar and
borders are in it that the bridge draws around apps that draw none themselves.

Exit status: 0 done, 2 usage, 3 timed out, 4 no such window, 5 CMD failed,
1 anything else.`

func shotFlags(o *shotOptions) *flag.FlagSet {
	o.size = size{1280, 800}
	fs := flag.NewFlagSet("shot", flag.ContinueOnError)
	fs.StringVar(&o.out, "o", "", "write the picture to `FILE.png`; - is standard output")
	fs.Var(&o.size, "size", "the desktop is `WxH` pixels, each from 200 to 8192")
	fs.Float64Var(&o.scale, "scale", 1, "device pixels per logical pixel: `F`, from 1 to 5")
	fs.StringVar(&o.profile, "profile", "auto", "connect as `NAME`: auto, rail, classic, desktop, surface or bitmap")
	fs.StringVar(&o.window, "window", "", "take the window whose title or app id contains `SUBSTRING`, in upper and lower case as it is there")
	fs.BoolVar(&o.frame, "frame", false, "with --window, take the window with its frame")
	fs.DurationVar(&o.settle, "settle", 300*time.Millisecond, "pixels must have rested for this `DURATION`")
	fs.DurationVar(&o.timeout, "timeout", 30*time.Second, "give up after this `DURATION`")
	fs.BoolVar(&o.json, "json", false, "print the windows as JSON")
	fs.StringVar(&o.connect, "connect", "", "connect to the bridge or RDP server at `ADDRESS`")
	fs.StringVar(&o.user, "user", "", "log in as `NAME`")
	fs.StringVar(&o.passwordFile, "password-file", "", "take the password from the first line of `FILE`")
	fs.Var(&o.fingerprint, "fingerprint", "the server's certificate must have this SHA-256: `HEX`, 64 digits, colons do not matter")
	fs.BoolVar(&o.verbose, "v", false, "log more")
	return fs
}

var profiles = map[string]client.Profile{
	"auto": client.Auto, "rail": client.RAIL, "classic": client.Classic, "desktop": client.Desktop,
	"surface": client.Surface, "bitmap": client.Bitmap,
}

func runShot(args []string, stdout, stderr io.Writer) int {
	var o shotOptions
	cmd, code, done := flags(shotFlags(&o), args, stdout, stderr, shotNotes)
	if done {
		return code
	}
	profile, ok := profiles[o.profile]
	switch {
	case o.out == "" && !o.json:
		return usageError(stderr, "shot", "-o FILE.png is missing")
	case !ok:
		return usageError(stderr, "shot", fmt.Sprintf("no profile %q", o.profile))
	case (len(cmd) > 0) == (o.connect != ""):
		return usageError(stderr, "shot", "give either a command after -- or --connect")
	case o.frame && o.window == "":
		return usageError(stderr, "shot", "--frame goes with --window")
	case o.scale < 1 || o.scale > 5:
		return usageError(stderr, "shot", "--scale must be from 1 to 5")
	case o.timeout <= 0 || o.settle < 0:
		return usageError(stderr, "shot", "--timeout and --settle must be positive")
	}
	if o.connect != "" {
		if _, err := socket.Parse(o.connect); err != nil {
			return usageError(stderr, "shot", "--connect: "+err.Error())
		}
	}
	if err := writable(o.out); err != nil {
		return fail(stderr, err)
	}
	if profile == client.Auto && o.window != "" {
		profile = client.RAIL // a surface per window: nothing covers it
	}
	s := &shot{o: o, profile: profile, stdout: stdout, stderr: stderr}
	if o.connect != "" {
		return s.remote()
	}
	return s.private(cmd)
}

// shot is one picture in the making.
type shot struct {
	o              shotOptions
	profile        client.Profile
	stdout, stderr io.Writer
	windows        func() []console.Window // the bridge's own truth, if it is ours
	ended          <-chan error            // of CMD
}

// private starts a bridge around cmd.
func (s *shot) private(cmd []string) int {
	if _, err := exec.LookPath(cmd[0]); err != nil {
		fail(s.stderr, cannotStart(cmd[0], err))
		return exitCommand
	}
	becomeSubreaper()
	signals, unsignal := stopSignals()
	defer unsignal()
	level := slog.LevelWarn
	if s.o.verbose {
		level = slog.LevelDebug
	}
	acct, err := newAccount(&securityOptions{})
	if err != nil {
		return fail(s.stderr, err)
	}
	cert, err := certificate()
	if err != nil {
		return fail(s.stderr, err)
	}
	b, err := startBridge(bridgeConfig{
		listen: list{"unix:shot"}, certificate: cert, width: s.o.size.w, height: s.o.size.h, scale: s.o.scale, account: acct, private: true, level: level,
		log: slog.New(slog.NewTextHandler(s.stderr, &slog.HandlerOptions{Level: level})),
	})
	if err != nil {
		return fail(s.stderr, err)
	}
	defer b.close()
	c, err := startCommand(cmd, vars(&b.env))
	if err != nil {
		fail(s.stderr, err)
		return exitCommand
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	s.windows, s.ended = b.windowList, ended
	ctx, cancel := context.WithTimeout(context.Background(), s.o.timeout)
	defer cancel()
	go func() {
		select {
		case <-signals:
			cancel()
		case <-ctx.Done():
		}
	}()
	return s.take(ctx, b.env.RDP[0], acct.user, acct.password, b.env.Fingerprint)
}

// remote connects to a bridge that runs.
func (s *shot) remote() int {
	ctx, cancel := context.WithTimeout(context.Background(), s.o.timeout)
	defer cancel()
	user, password, print := s.o.user, "", string(s.o.fingerprint)
	e, path := ownBridge(s.o.connect)
	if e != nil {
		print = cmp.Or(print, e.Fingerprint)
		s.windows = func() []console.Window {
			if r, err := ask(path, console.Request{Verb: "windows"}); err == nil {
				return r.Windows
			}
			return nil
		}
	}
	switch {
	case s.o.passwordFile != "":
		p, err := credential.ReadPassword(s.o.passwordFile)
		if err != nil {
			return fail(s.stderr, of("--password-file", err))
		}
		password = p
		if user == "" {
			user = userName()
		}
	case e == nil:
		return usageError(s.stderr, "shot", fmt.Sprintf("no bridge of yours listens on %s; give --user and --password-file", s.o.connect))
	default:
		user, password = e.User, e.Password
	}
	return s.take(ctx, s.o.connect, user, password, print)
}

// ownBridge finds the bridge of this user that listens on addr.
func ownBridge(addr string) (*environment, string) {
	for _, p := range controlSockets() {
		if e, err := askEnvironment(p); err == nil && slices.Contains(e.RDP, addr) {
			return e, p
		}
	}
	return nil, ""
}

// take connects, waits until there is something to see that rests, and writes
// the picture.
func (s *shot) take(ctx context.Context, addr, user, password, fingerprint string) int {
	conn, err := socket.Dial(ctx, addr)
	if err != nil {
		return fail(s.stderr, err) // which says to where
	}
	c, err := client.Connect(ctx, conn, client.Options{
		User: user, Password: password, Fingerprint: fingerprint, Profile: s.profile,
		Insecure: fingerprint == "", Size: image.Pt(s.o.size.w, s.o.size.h), Scale: s.o.scale,
	})
	if err != nil {
		conn.Close()
		if ctx.Err() != nil {
			return s.timedOut("the server did not finish the connection")
		}
		return fail(s.stderr, fmt.Errorf("cannot connect to %s: %w", addr, s.refusal(err, password)))
	}
	defer c.Close()
	rest, gone := make(chan error, 1), make(chan int, 1)
	go func() { rest <- c.WaitRest(ctx, s.o.settle, s.ready(c)) }()
	go s.watchCommand(ctx, gone)
	select {
	case code := <-gone:
		return code
	case err = <-rest:
	}
	switch {
	case err == nil:
		return s.write(c)
	case ctx.Err() != nil:
		return s.nothing(c)
	}
	return fail(s.stderr, fmt.Errorf("the connection broke: %w", err))
}

// ready says whether what is wanted is there.
func (s *shot) ready(*client.Session) func(*client.View) bool {
	return func(v *client.View) bool {
		if s.o.window == "" {
			return s.profile != client.Auto && len(v.Windows) > 0 || s.anyWindow()
		}
		return s.match(v.Windows) != nil || s.inDesktop() != nil
	}
}

// inDesktop finds the window that is wanted where the client is shown one
// desktop and hears of no windows: the bridge knows where it is.
func (s *shot) inDesktop() *console.Window {
	if s.windows == nil || s.profile == client.RAIL || s.profile == client.Classic {
		return nil
	}
	list := s.windows()
	for i := range list {
		if s.wants(&list[i]) && !slices.Contains(list[i].State, minimized) {
			return &list[i]
		}
	}
	return nil
}

// crop cuts a window out of the desktop.
func (s *shot) crop(m *image.RGBA, w *console.Window) image.Image {
	r := w.Content.Rect()
	if s.o.frame {
		r = image.Rect(w.X, w.Y, w.X+w.Width, w.Y+w.Height)
	}
	return m.SubImage(scene.ScaleRect(r, s.o.scale))
}

// anyWindow reports whether the bridge has a window, where we can know.
func (s *shot) anyWindow() bool { return s.windows == nil || len(s.windows()) > 0 }

// match finds the window that is wanted among those that the client sees; app
// ids come from the bridge.
func (s *shot) match(list []client.Window) *client.Window {
	for i := range list {
		if w := &list[i]; w.Visible && strings.Contains(w.Title, s.o.window) {
			return w
		}
	}
	if s.windows == nil {
		return nil
	}
	for _, info := range s.windows() {
		if !strings.Contains(info.AppID, s.o.window) {
			continue
		}
		for i := range list {
			if list[i].ID == info.ID && list[i].Visible {
				return &list[i]
			}
		}
	}
	return nil
}

// watchCommand ends the wait when CMD fails without having shown anything.
func (s *shot) watchCommand(ctx context.Context, gone chan<- int) {
	if s.ended == nil {
		return
	}
	select {
	case <-ctx.Done():
	case err := <-s.ended:
		code := exitStatus(err)
		// A launcher may end at once and leave a window behind.
		for range 20 {
			if len(s.windows()) > 0 {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		fmt.Fprintf(s.stderr, "oriel: the command ended with status %d and left no window\n", code)
		gone <- exitCommand
	}
}

// write writes the picture and tells of the windows.
func (s *shot) write(c *client.Session) int {
	v := c.View()
	var m image.Image
	if s.o.window == "" {
		m = c.Desktop()
	} else if w := s.match(v.Windows); w != nil {
		if p := c.Image(w.ID); p != nil && s.o.frame {
			m = p
		} else if p != nil {
			m = p.SubImage(w.Content.Sub(w.Rect.Min).Add(p.Rect.Min))
		}
	} else if w := s.inDesktop(); w != nil {
		m = s.crop(c.Desktop(), w)
	}
	if m == nil {
		return fail(s.stderr, errors.New("the window closed before its picture was taken"))
	}
	if s.o.out != "" {
		if err := writePNG(s.o.out, s.stdout, m); err != nil {
			return fail(s.stderr, err)
		}
	}
	if s.o.json {
		return printJSON(s.stdout, s.stderr, map[string]any{"windows": s.describe(v.Windows)})
	}
	return 0
}

// describe lists the windows as the client sees them, with what only the
// bridge knows.
func (s *shot) describe(list []client.Window) []console.Window {
	apps := map[uint32]console.Window{}
	if s.windows != nil {
		for _, w := range s.windows() {
			apps[w.ID] = w
		}
	}
	out := []console.Window{}
	for _, w := range list {
		i := apps[w.ID]
		i.ID, i.Title, i.Owner = w.ID, w.Title, w.Owner
		i.X, i.Y, i.Width, i.Height = w.Rect.Min.X, w.Rect.Min.Y, w.Rect.Dx(), w.Rect.Dy()
		i.Content = console.PlaceOf(w.Content)
		if w.ShowState == rail.ShowMinimized && !slices.Contains(i.State, minimized) {
			i.State = append(i.State, minimized) // the server is none of ours
		}
		out = append(out, i)
	}
	if len(list) == 0 && s.windows != nil {
		out = append(out, s.windows()...) // a desktop session is told of none
	}
	return out
}

// writable reports early that a picture will have no place.
func writable(path string) error {
	if path == "" || path == "-" {
		return nil
	}
	switch st, err := os.Stat(filepath.Dir(path)); {
	case err != nil:
		return fmt.Errorf("cannot write %s: %w", path, errors.Unwrap(err))
	case !st.IsDir():
		return fmt.Errorf("cannot write %s: %w", path, syscall.ENOTDIR)
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return fmt.Errorf("cannot write %s: %w", path, syscall.EISDIR)
	}
	return nil
}

// writePNG writes to a temporary file first, so that a picture is whole or
// not there.
func writePNG(path string, stdout io.Writer, m image.Image) error {
	if path == "-" {
		if err := png.Encode(stdout, m); err != nil {
			return fmt.Errorf("cannot write the picture: %w", err)
		}
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".oriel-*.png")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	if err := png.Encode(f, m); err != nil {
		f.Close()
		return err
	}
	if err := errors.Join(f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
