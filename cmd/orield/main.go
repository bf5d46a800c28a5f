// Command orield is the root of the system distro: it makes /mnt/wslg, shows
// it to the user distro, and supervises the compositor, the X server and the
// RDP backend. It parses nothing that an app or a client can send.
//
// `orield --help` lists its options, which are also those of its file,
// /etc/oriel/oriel.conf; `orield --print-config` prints that file as it is in
// effect. Beside this file are the units for systemd. Without systemd, such as
// as a distro's boot command, a first orield keeps what a second one, which
// does the work, leaves to its successor.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	c, err := configure(args, os.Environ())
	switch {
	case errors.Is(err, flag.ErrHelp):
		usage(stdout)
		return 0
	case err != nil:
		fmt.Fprintf(stderr, "orield: %v\n", err)
		return 2
	case c.printConfig:
		c.print(stdout)
		return 0
	case os.Geteuid() != 0:
		fmt.Fprintln(stderr, "orield: only root can mount and be others; without root there is: oriel run")
		return 1
	}
	// Nothing but an exec bounds all threads, and takes root's rights too.
	if err := bound(); err != nil {
		fmt.Fprintf(stderr, "orield: %v\n", err)
		return 1
	}
	if os.Getenv("NOTIFY_SOCKET") == "" {
		err = keep(args, stderr)
	} else {
		err = serve(c, stderr)
	}
	if err != nil {
		fmt.Fprintf(stderr, "orield: %v\n", err)
		return 1
	}
	return 0
}
