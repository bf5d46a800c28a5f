// Command wlpaint shows a picture in a Wayland window that a test can check to
// the last bit: package pattern's, drawn for whatever size in pixels the
// window has. It stands on a client library that is not Oriel's.
//
//	wlpaint -size 320x200 -title "A window" -app-id org.example.App -events log.txt
//
// With fractional-scale and viewporter on the server's side the picture has
// the output's own pixels at any scale. It ends with status 0 when its window
// is closed. The log has one line per event: configure, scale, keymap, enter,
// leave, key, modifiers, button, wheel, motion, close.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"oriel/demo/paint"
)

// options are the flags that only a Wayland window has.
type options struct {
	paint.Options
	appID     string
	decorated bool
}

func parse(args []string, stderr io.Writer) (options, error) {
	fs := flag.NewFlagSet("wlpaint", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var o options
	o.Register(fs, "wlpaint")
	fs.StringVar(&o.appID, "app-id", "oriel.wlpaint", "application `ID`")
	fs.BoolVar(&o.decorated, "decorated", false, "ask the compositor for a title bar")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if fs.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", fs.Arg(0))
	}
	return o, nil
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "wlpaint:", err)
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "wlpaint:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	p, err := paint.New(o.Options)
	if err != nil {
		return err
	}
	defer p.Close()
	path, err := socketPath()
	if err != nil {
		return err
	}
	w, err := connect(path, p)
	if err != nil {
		return fmt.Errorf("cannot use the Wayland server: %w", err)
	}
	defer w.ctx.Close()
	if err = w.open(o); err == nil {
		err = w.loop()
	}
	if errors.Is(err, syscall.EPIPE) { // noticed by what we sent
		return fmt.Errorf("the Wayland server is gone: %w", err)
	}
	return err
}

// socketPath follows WAYLAND_DISPLAY as libwayland does; the library here
// knows no absolute paths.
func socketPath() (string, error) {
	name := os.Getenv("WAYLAND_DISPLAY")
	if name == "" {
		name = "wayland-0"
	}
	if filepath.IsAbs(name) {
		return name, nil
	}
	dir := os.Getenv("XDG_RUNTIME_DIR")
	if dir == "" {
		return "", errors.New("neither XDG_RUNTIME_DIR nor an absolute WAYLAND_DISPLAY is set")
	}
	return filepath.Join(dir, name), nil
}
