package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"oriel/socket/mountns"
)

const publishNotes = `
Programs of a container, or of anything else with mounts of its own, are shown
by the newest bridge of yours (or the one at PATH): its X socket is mounted at
/tmp/.X11-unix/XN of process PID and of all that share its mounts, its Wayland
socket and a cookie at DIR. They are read-only, and everybody in there may use
them. New login shells find them; in others:

  . /run/oriel/environment

No root is needed for a container of yours (podman, bubblewrap, unshare -U); for
one of root's it is: sudo oriel publish --control PATH --pid PID.

Whatever is mounted stays until --withdraw, the container's end, or the
bridge's, which leaves a socket on which nobody answers. With --watch oriel
stays, mounts again what is hidden or taken away, and withdraws when it ends.`

// publishOptions are the flags of publish.
type publishOptions struct {
	pid      int
	withdraw bool
	watch    bool
	display  string
	dir      string
	control  string
	json     bool
}

// joinedArg is the only argument of publish where it is started again in the
// user namespace of a container.
const joinedArg = "--joined"

func runPublish(args []string, stdout, stderr io.Writer) int {
	if len(args) == 1 && args[0] == joinedArg {
		return joinedPublish(os.Stdin, stdout)
	}
	var o publishOptions
	fs := flag.NewFlagSet("publish", flag.ContinueOnError)
	fs.IntVar(&o.pid, "pid", 0, "publish to the process `PID` and all that see the same mounts")
	fs.BoolVar(&o.withdraw, "withdraw", false, "take back what was published")
	fs.BoolVar(&o.watch, "watch", false, "stay, mend what breaks, and withdraw at the end")
	fs.StringVar(&o.display, "display", "", "inside, be the X display `:N` instead of the first free one")
	fs.StringVar(&o.dir, "dir", "/run/oriel", "inside, put the Wayland socket and the cookie at `DIR`")
	fs.StringVar(&o.control, "control", "", "publish the bridge whose control socket is at `PATH` (default: the newest running bridge of yours)")
	fs.BoolVar(&o.json, "json", false, "print JSON")
	rest, code, done := flags(fs, args, stdout, stderr, publishNotes)
	if done {
		return code
	}
	job := publishJob{PID: o.pid, Display: -1, Dir: o.dir, Watch: o.watch, Withdraw: o.withdraw}
	switch {
	case len(rest) > 0:
		return usageError(stderr, "publish", "too many arguments")
	case o.pid <= 0:
		return usageError(stderr, "publish", "--pid PID is missing")
	case o.watch && o.withdraw:
		return usageError(stderr, "publish", "--watch and --withdraw exclude each other")
	case !filepath.IsAbs(o.dir) || filepath.Clean(o.dir) != o.dir || o.dir == "/":
		return usageError(stderr, "publish", "--dir must be an absolute path")
	}
	if o.display != "" {
		n, err := strconv.ParseUint(strings.TrimPrefix(o.display, ":"), 10, 16)
		if err != nil {
			return usageError(stderr, "publish", "--display must be a number, such as :7")
		}
		job.Display = int(n)
	}
	if byOrield(o) {
		if err := askOrield(rootSocket, o, stdout); err != nil {
			return fail(stderr, err)
		}
		return 0
	}
	if err := publishTo(&job, o, stdout, stderr); err != nil {
		return fail(stderr, err)
	}
	return 0
}

// publishTo publishes or withdraws, and keeps the books.
func publishTo(job *publishJob, o publishOptions, stdout, stderr io.Writer) error {
	if err := job.identify(); err != nil {
		return err
	}
	old, had := readPublication(o.pid, job.Started)
	if o.withdraw && !had {
		return fmt.Errorf("nothing of yours is published to process %d; see oriel publish --help", o.pid)
	}
	if had {
		job.Old = &old
	}
	if !o.withdraw {
		env, err := askEnvironment(o.control)
		if err != nil {
			return err
		}
		if err := job.source(env); err != nil {
			return err
		}
	}
	runner, err := job.begin(stderr)
	if err != nil {
		return explain(err, job, o.control)
	}
	if err := job.keep(runner.done); err != nil {
		return err
	}
	if o.withdraw {
		return nil
	}
	for _, note := range runner.done.Notes {
		fmt.Fprintf(stderr, "oriel: %s\n", note)
	}
	if err := announcePublication(stdout, runner.done, o.json); err != nil {
		return err
	}
	if !o.watch {
		return nil
	}
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer signal.Stop(signals)
	err = runner.stay(signals)
	job.Withdraw = true
	return errors.Join(err, job.keep(runner.done))
}

// identify makes sure that there is such a process, and that it is not one of
// those who need no publication.
func (j *publishJob) identify() error {
	var err error
	if j.Started, err = processStart(j.PID); err != nil {
		return fmt.Errorf("there is no process %d", j.PID)
	}
	ns, err := mountns.Open(j.PID)
	if err != nil {
		return err
	}
	defer ns.Close()
	if ns.Same() && !j.Withdraw {
		return fmt.Errorf("process %d sees the same files as you do: nothing has to be published, oriel exec starts programs there", j.PID)
	}
	return nil
}

// source is where the bridge keeps what is published.
func (j *publishJob) source(e *environment) error {
	j.Wayland, j.Xauthority = e.WaylandDisplay, e.Xauthority
	if e.Display != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(e.Display, ":"))
		if err != nil {
			return fmt.Errorf("the bridge's display %q is no number", e.Display)
		}
		j.XSocket = "/tmp/.X11-unix/X" + strconv.Itoa(n)
	}
	// Gone with the bridge, so that nobody finds a cookie that opens nothing.
	j.Folder = filepath.Join(e.RuntimeDir, fmt.Sprintf("published-%d", j.PID))
	return nil
}

// explain says what can be done about an error.
func explain(err error, j *publishJob, control string) error {
	switch {
	case errors.Is(err, mountns.ErrForbidden) && os.Geteuid() == 0:
		return fmt.Errorf("%w: root of a container may not; publish from outside of it", err)
	case errors.Is(err, mountns.ErrForbidden):
		if control == "" {
			control = "PATH"
			if paths := controlSockets(); len(paths) > 0 {
				control = paths[0]
			}
		}
		return fmt.Errorf("process %d belongs to somebody else (%w); as root: sudo oriel publish --control %s --pid %d", j.PID, err, control, j.PID)
	case errors.Is(err, mountns.ErrGone):
		return fmt.Errorf("process %d has ended", j.PID)
	}
	return err
}

func announcePublication(w io.Writer, p *publication, asJSON bool) error {
	if asJSON {
		return json.NewEncoder(w).Encode(p)
	}
	fmt.Fprintf(w, "published to process %d and all that see the same mounts; there:\n", p.PID)
	for _, v := range p.Environment {
		name, value, _ := strings.Cut(v, "=")
		fmt.Fprintf(w, "%-16s %s\n", name, value)
	}
	fmt.Fprintf(w, "%-16s . %s\n", "in a shell", p.Dir+"/"+environmentFile)
	fmt.Fprintf(w, "%-16s oriel publish --pid %d --withdraw\n", "to undo", p.PID)
	return nil
}

// A publication is what was done to a container, kept on our side: what is in
// there is theirs to change.
type publication struct {
	PID         int      `json:"pid"`
	Started     uint64   `json:"started"` // see proc(5), to tell processes of one number apart
	Display     string   `json:"display"`
	Dir         string   `json:"dir"`
	Environment []string `json:"environment"`
	Left        left     `json:"left"`
	Folder      string   `json:"folder"` // of ours, which is published
	Notes       []string `json:"notes,omitempty"`
}

func publicationPath(pid int) string {
	return filepath.Join(controlDir(), fmt.Sprintf("published-%d.json", pid))
}

// readPublication finds what was published to a process. That of an older
// process of the same number is gone with it.
func readPublication(pid int, started uint64) (p publication, ok bool) {
	b, err := os.ReadFile(publicationPath(pid))
	if err != nil || json.Unmarshal(b, &p) != nil || p.PID != pid {
		return publication{}, false
	}
	if p.Started != started {
		os.Remove(publicationPath(pid))
		return publication{}, false
	}
	return p, true
}

// keep writes down what was done, or forgets what was undone.
func (j *publishJob) keep(p *publication) error {
	if j.Withdraw {
		return errors.Join(os.RemoveAll(p.Folder), os.Remove(publicationPath(j.PID)))
	}
	if err := privateDir(controlDir()); err != nil {
		return err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return os.WriteFile(publicationPath(j.PID), b, 0o600)
}

// processStart is when a process was started, in the kernel's ticks.
func processStart(pid int) (uint64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name, in parentheses, may hold anything.
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	if len(f) < 20 {
		return 0, errors.New("malformed stat")
	}
	return strconv.ParseUint(f[19], 10, 64)
}
