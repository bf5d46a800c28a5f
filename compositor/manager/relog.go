package manager

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"strings"
	"time"

	"oriel/compositor/control"
)

const (
	// lineLength is the length of the longest line that a child gets into the
	// log; a longer one comes in pieces.
	lineLength = 4096
	// lineRate and byteRate bound what a child may say in a second. One that
	// says more is read no faster, so that it waits, and not we.
	lineRate = 1000
	byteRate = 1 << 20
)

// relog logs what a child says, line by line, until the pipe's end, its read
// deadline, or the child's and a little more. A line may begin with its level;
// one that does not has the level plain.
func relog(r io.Reader, log *slog.Logger, plain slog.Level, over <-chan struct{}) {
	in := bufio.NewReaderSize(r, lineLength)
	began, lines, bytes := time.Now(), 0, 0
	for {
		line, _, err := in.ReadLine()
		if err != nil {
			return
		}
		if len(line) > 0 {
			text, level := control.Level(strings.ToValidUTF8(string(line), "\uFFFD"), plain)
			log.Log(context.Background(), level, text)
		}
		lines, bytes = lines+1, bytes+len(line)
		if lines < lineRate && bytes < byteRate {
			continue
		}
		if !rest(time.Second-time.Since(began), over) {
			return // it flooded us to its end; the rest is not worth more time
		}
		began, lines, bytes = time.Now(), 0, 0
	}
}

// rest sleeps, and reports false if the child's end came first.
func rest(d time.Duration, over <-chan struct{}) bool {
	if d <= 0 {
		return true
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-over:
		return false
	}
}
