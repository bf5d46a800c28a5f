package control

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"sync"
)

// NewLogger makes a child's log: lines that the manager logs again. Before
// each stands its level as sd-daemon(3) has it, <3> to <7>; the time is the
// manager's to add.
func NewLogger(w io.Writer, level slog.Leveler) *slog.Logger {
	out := &output{w: w}
	text := slog.NewTextHandler(&out.b, &slog.HandlerOptions{Level: level, ReplaceAttr: bare})
	return slog.New(&handler{out, text})
}

// bare leaves out what stands before the attributes.
func bare(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey) {
		return slog.Attr{}
	}
	return a
}

// output is what all loggers of a child share.
type output struct {
	mu sync.Mutex
	w  io.Writer
	b  bytes.Buffer
}

type handler struct {
	out  *output
	text slog.Handler
}

// Enabled implements slog.Handler.
func (h *handler) Enabled(ctx context.Context, l slog.Level) bool { return h.text.Enabled(ctx, l) }

// WithAttrs implements slog.Handler.
func (h *handler) WithAttrs(a []slog.Attr) slog.Handler {
	return &handler{h.out, h.text.WithAttrs(a)}
}

// WithGroup implements slog.Handler.
func (h *handler) WithGroup(name string) slog.Handler {
	return &handler{h.out, h.text.WithGroup(name)}
}

// Handle implements slog.Handler.
func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	o := h.out
	o.mu.Lock()
	defer o.mu.Unlock()
	o.b.Reset()
	o.b.WriteString(prefix(r.Level))
	o.b.WriteString(r.Message)
	o.b.WriteByte(' ')
	if err := h.text.Handle(ctx, r); err != nil {
		return err
	}
	_, err := o.w.Write(append(bytes.TrimRight(o.b.Bytes(), " \n"), '\n'))
	return err
}

func prefix(l slog.Level) string {
	switch {
	case l >= slog.LevelError:
		return "<3>"
	case l >= slog.LevelWarn:
		return "<4>"
	case l >= slog.LevelInfo:
		return "<6>"
	}
	return "<7>"
}

// Level takes the level off a line; one without has the level plain.
func Level(line string, plain slog.Level) (text string, l slog.Level) {
	if len(line) < 3 || line[0] != '<' || line[2] != '>' {
		return line, plain
	}
	switch line[1] {
	case '0', '1', '2', '3':
		l = slog.LevelError
	case '4':
		l = slog.LevelWarn
	case '5', '6':
		l = slog.LevelInfo
	case '7':
		l = slog.LevelDebug
	default:
		return line, plain
	}
	return line[3:], l
}
