package rdp

import (
	"errors"
	"io/fs"
	"strings"
	"sync"

	"oriel/rdp/rail"
	"oriel/rdp/svc"
)

// A Program is what a RemoteApp client wants started. All of it is the
// client's word: it names an entry of a list at most, and never reaches a
// shell.
type Program struct {
	Name  string // of the alias, or a path
	Alias bool   // Name came as "||Name"
	File  bool   // Name is a document that some program opens
	Dir   string // the working directory; empty if the client names none
	Args  string // as one line
	// The client wants %NAME% replaced in Dir, and in Args.
	ExpandDir, ExpandArgs bool
}

// ErrNotAllowed is a program that clients may not start.
var ErrNotAllowed = errors.New("clients may not start that")

// maxExecs is how many programs a session may ask for.
const maxExecs = 16

// An execution is a program that was asked for, and what became of it.
type execution struct {
	order *rail.Exec
	err   error
}

// exec has a program started; the answer comes by executed.
func (a *apps) exec(m *rail.Exec, out *svc.Outbox) {
	start := a.s.srv.cfg.Exec
	a.execs++
	switch {
	case a.execs > maxExecs:
		a.srv.ExecResult(m, rail.ExecFail, 0, out)
		return
	case m.ExeOrFile == "":
		a.srv.ExecResult(m, rail.ExecDecodeFailed, 0, out)
		return
	case start == nil || !a.s.desk.hands.Load(): // all there is are windows, which it is shown
		a.srv.ExecResult(m, rail.ExecOK, 0, out)
		return
	}
	p := Program{
		File: m.Flags&rail.ExecFile != 0, Dir: m.WorkingDir, Args: m.Arguments,
		ExpandDir: m.Flags&rail.ExecExpandWorkingDir != 0, ExpandArgs: m.Flags&rail.ExecExpandArguments != 0,
	}
	p.Name, p.Alias = strings.CutPrefix(m.ExeOrFile, "||")
	var once sync.Once // so that there is always room in the channel
	done := a.s.execDone
	start(p, func(err error) { once.Do(func() { done <- execution{m, err} }) })
}

// executed tells the client what became of its program.
func (a *apps) executed(e execution) error {
	result := uint16(rail.ExecOK)
	switch {
	case e.err == nil:
	case errors.Is(e.err, ErrNotAllowed):
		result = rail.ExecNotInAllowlist
	case errors.Is(e.err, fs.ErrNotExist):
		result = rail.ExecFileNotFound
	default:
		result = rail.ExecFail
	}
	if e.err != nil {
		a.s.log.Info("No program started for the client", "err", e.err)
	}
	var out svc.Outbox
	a.srv.ExecResult(e.order, result, 0, &out)
	return a.s.link.channel(a.s.channelID("rail"), &out)
}
