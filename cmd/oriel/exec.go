package main

import (
	"errors"
	"flag"
	"io"
	"os/exec"
)

const execNotes = `
The program runs as yours, on this terminal, and shows its windows through the
newest bridge of yours (or the one at PATH). oriel ends with its exit status.`

func runExec(args []string, stdout, stderr io.Writer) int {
	fs := flag.NewFlagSet("exec", flag.ContinueOnError)
	control := fs.String("control", "", controlUsage)
	cmd, code, done := flags(fs, args, stdout, stderr, execNotes)
	if done {
		return code
	}
	if len(cmd) == 0 {
		return usageError(stderr, "exec", "no command given")
	}
	env, err := askEnvironment(*control)
	if err != nil {
		return fail(stderr, err)
	}
	signals, unsignal := stopSignals()
	defer unsignal()
	c, err := startCommand(cmd, vars(env))
	if err != nil {
		fail(stderr, err)
		if errors.Is(err, exec.ErrNotFound) {
			return 127 // as a shell has it
		}
		return 126
	}
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			return exitStatus(err)
		case s := <-signals:
			_ = c.Process.Signal(s) // it decides
		}
	}
}
