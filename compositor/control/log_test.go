package control

import (
	"bytes"
	"errors"
	"log/slog"
	"testing"
)

func TestLinesKeepTheirLevel(t *testing.T) {
	var b bytes.Buffer
	log := NewLogger(&b, slog.LevelInfo)
	log.Info("Started")
	log.With("client", "1.2.3.4:5").Warn("Connection ended", "err", errors.New("two words"))
	log.WithGroup("g").Error("Broken", "msg", 1)
	log.Debug("Not said")
	want := "<6>Started\n<4>Connection ended client=1.2.3.4:5 err=\"two words\"\n<3>Broken g.msg=1\n"
	if b.String() != want {
		t.Errorf("%q", b.String())
	}
	for line, want := range map[string]struct {
		text  string
		level slog.Level
	}{
		"<3>a": {"a", slog.LevelError}, "<4>b": {"b", slog.LevelWarn}, "<6>": {"", slog.LevelInfo}, "<7>d": {"d", slog.LevelDebug},
		"plain": {"plain", slog.LevelWarn}, "<9>x": {"<9>x", slog.LevelWarn}, "<3": {"<3", slog.LevelWarn}, "": {"", slog.LevelWarn},
	} {
		if text, level := Level(line, slog.LevelWarn); text != want.text || level != want.level {
			t.Errorf("%q: %q, %v", line, text, level)
		}
	}
}
