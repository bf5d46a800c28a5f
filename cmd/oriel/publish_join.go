package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"oriel/socket/mountns"
	"oriel/socket/publish"
)

// A runner has done a job, and may go on with it.
type runner struct {
	done *publication
	stay func(<-chan os.Signal) error
}

// begin does the job here, or where it can be done.
func (j *publishJob) begin(stderr io.Writer) (*runner, error) {
	ns, err := mountns.Open(j.PID)
	if err != nil {
		return nil, err
	}
	defer ns.Close()
	user, err := ns.Owner()
	if err != nil {
		return nil, err
	}
	if user != nil {
		defer user.Close()
		return j.join(user)
	}
	done, w, err := j.do(stderr)
	if err != nil {
		return nil, err
	}
	return &runner{done, func(stop <-chan os.Signal) error { return j.watch(w, done, stop) }}, nil
}

// watch keeps it published until the end.
func (j *publishJob) watch(w *publish.Publisher, p *publication, stop <-chan os.Signal) error {
	select {
	case <-w.Done():
		return nil // the container has ended, and its mounts with it
	case <-stop:
	}
	ns, err := mountns.Open(j.PID)
	if err != nil {
		return nil
	}
	defer ns.Close()
	return errors.Join(w.Withdraw(), p.Left.undo(ns))
}

// result is what a joined process answers.
type result struct {
	Publication *publication
	Error       string
	Gone        bool
}

// join has a process inside the user namespace do the job. It goes on until we
// close its input.
func (j *publishJob) join(user *os.File) (*runner, error) {
	in, out, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	back, answer, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(err, out.Close())
	}
	defer back.Close()
	process, err := mountns.Join(user, []string{"oriel", "publish", joinedArg}, os.Environ(), [3]*os.File{in, answer, os.Stderr})
	answer.Close()
	if err != nil {
		return nil, errors.Join(err, out.Close())
	}
	var r result
	err = errors.Join(json.NewEncoder(out).Encode(j), json.NewDecoder(back).Decode(&r))
	end := func() error {
		out.Close()
		_, err := process.Wait()
		return err
	}
	switch {
	case err != nil:
		return nil, errors.Join(fmt.Errorf("no answer from inside the container's user namespace: %w", err), end())
	case r.Gone:
		return nil, errors.Join(mountns.ErrGone, end())
	case r.Error != "":
		return nil, errors.Join(errors.New(r.Error), end())
	case !j.Watch:
		return &runner{done: r.Publication}, end()
	}
	ended := make(chan error, 1)
	go func() {
		_, err := process.Wait()
		ended <- err
	}()
	return &runner{r.Publication, func(stop <-chan os.Signal) error {
		select {
		case err := <-ended:
			return errors.Join(err, out.Close())
		case <-stop:
			return errors.Join(out.Close(), <-ended)
		}
	}}, nil
}

// joinedPublish is what a joined process does.
func joinedPublish(in io.Reader, out io.Writer) int {
	var j publishJob
	d := json.NewDecoder(in)
	if err := d.Decode(&j); err != nil {
		return exitFailed
	}
	var r result
	p, w, err := j.do(os.Stderr)
	r.Publication = p
	if err != nil {
		r.Error, r.Gone = err.Error(), errors.Is(err, mountns.ErrGone)
	}
	if json.NewEncoder(out).Encode(r) != nil || err != nil {
		return exitFailed
	}
	if w == nil {
		return 0
	}
	stop := make(chan os.Signal)
	go func() {
		_, _ = io.Copy(io.Discard, in) // until our parent closes it, or dies
		close(stop)
	}()
	if j.watch(w, p, stop) != nil {
		return exitFailed
	}
	return 0
}
