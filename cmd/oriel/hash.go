package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"oriel/rdp/nla"
)

const hashNotes = `Reads a password, from the terminal without showing it or else the first line of
what comes in, and prints its NT hash, which is for --hash-file:

  (umask 077; oriel hash > FILE)

Whoever has the hash can guess the password fast: keep it to yourself.`

// runHash prints the NT hash of a password.
func runHash(args []string, stdout, stderr io.Writer) int {
	rest, code, done := flags(flag.NewFlagSet("hash", flag.ContinueOnError), args, stdout, stderr, hashNotes)
	if done {
		return code
	}
	if len(rest) > 0 {
		return usageError(stderr, "hash", "too many arguments: a password does not belong on a command line")
	}
	password, err := askPassword(os.Stdin, stderr)
	if err != nil {
		return fail(stderr, err)
	}
	fmt.Fprintf(stdout, "%x\n", nla.NTHash(password))
	return 0
}

// askPassword reads a password's line. On a terminal it is not shown, and asked
// for twice.
func askPassword(in *os.File, prompt io.Writer) (string, error) {
	fd := int(in.Fd())
	before, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	lines := bufio.NewScanner(in)
	line := func(text string) (string, error) {
		if before != nil {
			fmt.Fprint(prompt, text)
			defer fmt.Fprintln(prompt)
		}
		if !lines.Scan() {
			return "", errors.Join(lines.Err(), errors.New("no password was given"))
		}
		return strings.TrimSuffix(lines.Text(), "\r"), nil
	}
	if err != nil {
		before = nil // no terminal
	} else {
		quiet := *before
		quiet.Lflag &^= unix.ECHO
		if err := unix.IoctlSetTermios(fd, unix.TCSETS, &quiet); err != nil {
			return "", err
		}
		defer func() { _ = unix.IoctlSetTermios(fd, unix.TCSETS, before) }()
	}
	password, err := line("Password: ")
	if err != nil {
		return "", err
	}
	if password == "" {
		return "", errors.New("the password is empty, and nobody comes in by such")
	}
	if before != nil {
		again, err := line("Again: ")
		if err != nil {
			return "", err
		}
		if again != password {
			return "", errors.New("the two differ")
		}
	}
	return password, nil
}
