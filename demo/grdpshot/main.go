//go:build grdp

package main

import (
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"os"
	"strings"
	"time"
)

type options struct {
	addr, user, password, out string
	width, height             int
	settle, timeout           time.Duration
	press                     *image.Point // nil: nothing is pressed
}

func parse(args []string) (options, error) {
	fs := flag.NewFlagSet("grdpshot", flag.ContinueOnError)
	var o options
	var size, file, press string
	fs.StringVar(&o.addr, "addr", "127.0.0.1:3390", "`HOST:PORT` of the server")
	fs.StringVar(&o.user, "user", "", "`name` to log in with")
	fs.StringVar(&file, "password-file", "", "`FILE` whose first line is the password")
	fs.StringVar(&size, "size", "1024x768", "`WxH` of the desktop")
	fs.StringVar(&press, "press", "", "first click at `X,Y` and type an x")
	fs.StringVar(&o.out, "o", "", "`FILE` to write the PNG to")
	fs.DurationVar(&o.settle, "settle", time.Second, "how long the picture must have rested")
	fs.DurationVar(&o.timeout, "timeout", 30*time.Second, "when to give up")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	var rest string
	if n, _ := fmt.Sscanf(size, "%dx%d%s", &o.width, &o.height, &rest); n != 2 ||
		o.width < 1 || o.height < 1 || o.width > 8192 || o.height > 8192 {
		return o, fmt.Errorf("-size %q: want WIDTHxHEIGHT", size)
	}
	if o.out == "" || fs.NArg() > 0 {
		return o, errors.New("usage: grdpshot [flags] -o FILE.png")
	}
	if press != "" {
		o.press = &image.Point{}
		if n, _ := fmt.Sscanf(press, "%d,%d%s", &o.press.X, &o.press.Y, &rest); n != 2 || !o.press.In(image.Rect(0, 0, o.width, o.height)) {
			return o, fmt.Errorf("-press %q: want X,Y within the desktop", press)
		}
	}
	if file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return o, fmt.Errorf("cannot read the password: %w", err)
		}
		o.password, _, _ = strings.Cut(string(b), "\n")
	}
	return o, nil
}

func main() {
	o, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		os.Exit(0)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "grdpshot:", err)
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "grdpshot:", err)
		os.Exit(1)
	}
}

func run(o options) error {
	p, err := shoot(o)
	if err != nil {
		return err
	}
	f, err := os.Create(o.out)
	if err != nil {
		return err
	}
	if err := errors.Join(png.Encode(f, p.img), f.Close()); err != nil {
		return fmt.Errorf("cannot write the picture: %w", err)
	}
	fmt.Printf("%s: %dx%d, %d pixels received\n", o.out, o.width, o.height, p.drawn)
	return nil
}
