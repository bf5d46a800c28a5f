package main

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"golang.org/x/sys/unix"
)

// maxLog is the length at which a log file is put aside, as the one old one
// that is kept: the share is memory.
const maxLog = 4 << 20

// A logFile is a file of a bounded length.
type logFile struct {
	mu   sync.Mutex // lines come from all goroutines
	path string
	file *os.File
	size int64
}

func openLog(path string) (*logFile, error) {
	l := &logFile{path: path}
	return l, l.open()
}

func (l *logFile) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|unix.O_NOFOLLOW, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return errors.Join(err, errNoFile)
	}
	l.file, l.size = f, info.Size()
	return nil
}

var errNoFile = errors.New("not a regular file")

// Write implements io.Writer.
func (l *logFile) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size+int64(len(b)) > maxLog && l.size > 0 {
		if err := os.Rename(l.path, l.path+".1"); err != nil {
			return 0, err
		}
		l.file.Close()
		if err := l.open(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(b)
	l.size += int64(n)
	return n, err
}

// tee writes to all, and fails with none.
type tee []io.Writer

// Write implements io.Writer.
func (t tee) Write(b []byte) (int, error) {
	for _, w := range t {
		_, _ = w.Write(b)
	}
	return len(b), nil
}

// logs opens the log files in the share: the log under its own name and
// WSLg's, and stderr.log for what is said when something breaks.
func (c *config) logs(stderr io.Writer) *slog.Logger {
	out := tee{stderr}
	var errs []error
	if path := c.logPath(); path != "" {
		l, err := openLog(path)
		if err == nil {
			out = append(out, l)
		}
		errs = append(errs, err)
		if filepath.Dir(path) == c.share {
			errs = append(errs, alias(filepath.Base(path), filepath.Join(c.share, "weston.log")))
		}
	}
	log := slog.New(slog.NewTextHandler(out, &slog.HandlerOptions{Level: c.logLevel}))
	errs = append(errs, c.crashes())
	if err := errors.Join(errs...); err != nil {
		log.Warn("A log file is missing", "err", err)
	}
	return log
}

func (c *config) logPath() string {
	switch c.log {
	case "":
		return filepath.Join(c.share, "oriel.log")
	case "none":
		return ""
	}
	return c.log
}

// alias gives a log the name that people know from WSLg.
func alias(name, path string) error {
	if err := os.Symlink(name, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// crashes has a panic written to a file, too: what standard error was is often
// lost by then.
func (c *config) crashes() error {
	path := c.stderrLog
	if path == "" {
		path = filepath.Join(c.share, "stderr.log")
	}
	l, err := openLog(path)
	if err != nil {
		return err
	}
	defer l.file.Close()
	return errors.Join(l.file.Chmod(0o444), debug.SetCrashOutput(l.file, debug.CrashOptions{}))
}
