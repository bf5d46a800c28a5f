package wiretest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Recordings of real clients, which lie beside the packages that make them
// (rdp/acceptor's TestRecord, rdp's TestRecordSessions) and are seeds for the
// fuzz targets of all others. These functions work in tests of packages whose
// folder is in rdp.

// Frames returns the frames that clients have sent while they connected, each
// whole.
func Frames(t testing.TB) [][]byte { return recorded(t, "../acceptor/testdata/transcripts", "> ") }

// Messages returns what clients have sent on a channel of their sessions: "io",
// "message", or a static channel's name. On static channels these are chunks,
// each with its header. "fast" are whole fast-path frames.
func Messages(t testing.TB, channel string) [][]byte {
	return recorded(t, "../testdata/sessions", channel+" ")
}

// Whole strips the header of chunks, and leaves those out that are parts.
func Whole(chunks [][]byte) (messages [][]byte) {
	const header, first, last = 8, 1, 2
	for _, c := range chunks {
		if len(c) > header && c[4]&(first|last) == first|last {
			messages = append(messages, c[header:])
		}
	}
	return messages
}

// recorded returns the bytes of the lines in the files of a folder that begin
// with a word.
func recorded(t testing.TB, dir, word string) (list [][]byte) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings in %s: %v", dir, err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(b)) {
			if text, ok := strings.CutPrefix(line, word); ok {
				list = append(list, Hex(t, text))
			}
		}
	}
	if list == nil {
		t.Fatalf("no recordings of %q in %s", word, dir)
	}
	return list
}
