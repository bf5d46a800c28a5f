// Command xpaint shows a picture in an X11 window that a test can check to the
// last bit: package pattern's, drawn for whatever size the window has.
//
//	xpaint -size 320x200 -title "A window" -events log.txt
//
// It ends with status 0 when its window is closed. The log has one line per
// event: configure, focus, key, button, wheel, motion, close.
package main

import (
	"flag"
	"fmt"
	"image"
	"io"
	"log"
	"os"

	"github.com/jezek/xgb"

	"oriel/demo/paint"
)

// options are the flags that only an X11 window has.
type options struct {
	paint.Options
	at       *image.Point // where the window wants to be; nil leaves it to the window manager
	override bool
	class    string
}

func parse(args []string, stderr io.Writer) (options, error) {
	fs := flag.NewFlagSet("xpaint", flag.ContinueOnError)
	fs.SetOutput(stderr)
	var o options
	o.Register(fs, "xpaint")
	fs.Func("at", "position `X,Y` of the window", func(v string) error {
		var p image.Point
		var rest string
		if n, _ := fmt.Sscanf(v, "%d,%d%s", &p.X, &p.Y, &rest); n != 2 {
			return fmt.Errorf("want X,Y, for example 10,20")
		}
		o.at = &p
		return nil
	})
	fs.BoolVar(&o.override, "override", false, "override-redirect, as menus and tooltips are")
	fs.StringVar(&o.class, "class", "Xpaint", "class in WM_CLASS")
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
	if err == flag.ErrHelp {
		os.Exit(0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "xpaint:", err)
		os.Exit(2)
	}
	// xgb reports a missing authority file there, which is no fault here.
	xgb.Logger = log.New(io.Discard, "", 0)
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "xpaint:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	p, err := paint.New(o.Options)
	if err != nil {
		return err
	}
	defer p.Close()
	conn, err := xgb.NewConn()
	if err != nil {
		return fmt.Errorf("cannot connect to the X server: %w", err)
	}
	defer conn.Close()
	w, err := newWindow(conn, p, o)
	if err != nil {
		return err
	}
	return w.loop()
}
