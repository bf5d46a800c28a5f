// Command oriel shows the windows of Linux apps on any RDP client, and takes
// pictures of them. `oriel --help` says how.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// Exit statuses besides 0 and a command's own.
const (
	exitFailed   = 1
	exitUsage    = 2
	exitTimeout  = 3 // shot: nothing came to rest in time
	exitNoWindow = 4 // shot: no window matched
	exitCommand  = 5 // shot: the command failed
)

// A command is one verb of oriel.
type command struct {
	name  string
	args  string // what follows the name in a usage line
	about string // one line
	run   func(args []string, stdout, stderr io.Writer) int
}

func commands() []command {
	return []command{
		{"run", "[flags] [-- CMD [ARG…]]", "show windows to RDP clients, and run a program among them", runRun},
		{"shot", "[flags] -o FILE.png (-- CMD [ARG…] | --connect ADDRESS)", "take a picture of a window", runShot},
		{"exec", "[--control PATH] -- CMD [ARG…]", "run one more program in a running bridge", runExec},
		{"windows", "[--json] [--control PATH]", "list the windows of a running bridge", runWindows},
		{"clients", "[--json] [--control PATH] [--disconnect ID]", "list who is connected to a running bridge, or disconnect one", runClients},
		{"status", "[--json] [--control PATH | --manager PATH]", "say how a running bridge is doing", runStatus},
		{"reload", "[--control PATH | --manager PATH] UNIT", "start a part of a running bridge anew, rdp for one", runReload},
		{"gpu", "[--json]", "say what there is to draw on, and what apps would load", runGPU},
		{"publish", "--pid PID [flags]", "show the windows of a container too", runPublish},
		{"bench", "[flags]", "measure this machine with a bridge, an app and a client", runBench},
		{"hash", "", "print the NT hash of a password, for --hash-file", runHash},
		{"version", "", "say which Oriel this is", runVersion},
		{"doctor", "[--json]", "say what this machine lacks, and how to mend it", runDoctor},
	}
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		usage(stderr)
		return exitUsage
	}
	switch args[0] {
	case "-h", "-help", "--help", "help":
		if len(args) > 1 {
			return run([]string{args[1], "--help"}, stdout, stderr)
		}
		usage(stdout)
		return 0
	}
	if args[0] == "--version" || args[0] == "-version" {
		args = append([]string{"version"}, args[1:]...)
	}
	list := commands()
	i := slices.IndexFunc(list, func(c command) bool { return c.name == args[0] })
	if i < 0 {
		fmt.Fprintf(stderr, "oriel: unknown command %q; see oriel --help\n", args[0])
		return exitUsage
	}
	return list[i].run(args[1:], stdout, stderr)
}

func usage(w io.Writer) {
	fmt.Fprint(w, `Oriel shows the windows of Linux apps on any RDP client.

Usage: oriel COMMAND [flags]

`)
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-8s  %s\n", c.name, c.about)
	}
	fmt.Fprint(w, `
oriel COMMAND --help says more about one of them. To begin:

  oriel run -- xterm                  # then connect as it says
  oriel shot -o xterm.png -- xterm    # a picture, no client needed
`)
}

// flags parses the flags of a command; done is set when the command is over:
// help was asked for, or the flags are wrong.
func flags(fs *flag.FlagSet, args []string, stdout, stderr io.Writer, notes string) (rest []string, code int, done bool) {
	i := slices.IndexFunc(commands(), func(c command) bool { return c.name == fs.Name() })
	c := commands()[i]
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintf(stdout, "oriel %s: %s\n\nUsage: %s\n", c.name, c.about, strings.TrimSpace("oriel "+c.name+" "+c.args))
		printFlags(fs, stdout)
		if notes != "" {
			fmt.Fprintf(stdout, "\n%s\n", strings.TrimSpace(notes))
		}
		return nil, 0, true
	case err != nil:
		// Package flag knows one dash only.
		text := strings.NewReplacer("for flag -", "for --", "for -", "for --", "not defined: -", "not defined: --", "argument: -", "argument: --").Replace(err.Error())
		text = wanted(fs, text)
		return nil, usageError(stderr, fs.Name(), text), true
	}
	return fs.Args(), 0, false
}

// wanted says what a flag wants, where package flag says only that a value is
// none.
func wanted(fs *flag.FlagSet, text string) string {
	rest, ok := strings.CutSuffix(text, ": parse error")
	at := strings.LastIndex(rest, " --")
	if !ok || at < 0 {
		return text
	}
	f := fs.Lookup(rest[at+len(" --"):])
	if f == nil {
		return text
	}
	g, ok := f.Value.(flag.Getter)
	if !ok {
		return text
	}
	switch g.Get().(type) {
	case time.Duration:
		return rest + ": want a duration, such as 30s"
	case bool:
		return rest + ": want true or false"
	}
	return rest + ": want a number"
}

// printFlags lists flags with two dashes, as people write them.
func printFlags(fs *flag.FlagSet, w io.Writer) {
	head := "\nFlags:\n"
	fs.VisitAll(func(f *flag.Flag) {
		fmt.Fprint(w, head)
		head = ""
		name, text := flag.UnquoteUsage(f)
		option := "--" + f.Name
		if len(f.Name) == 1 {
			option = "-" + f.Name
		}
		if name != "" {
			option += " " + name
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			text += " (default " + f.DefValue + ")"
		}
		fmt.Fprintf(w, "  %-24s  %s\n", option, text)
	})
}

func usageError(stderr io.Writer, name, msg string) int {
	fmt.Fprintf(stderr, "oriel: %s: %s; see oriel %s --help\n", name, msg, name)
	return exitUsage
}

// fail prints an error and returns the exit status for it.
func fail(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "oriel: %v\n", err)
	return exitFailed
}
