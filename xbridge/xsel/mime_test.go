package xsel

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"oriel/compositor/clip"
)

func TestTargetsBecomeTypes(t *testing.T) {
	types, index := fromTargets([]string{"TIMESTAMP", "TARGETS", "STRING", "UTF8_STRING", "text/html", "text/plain;charset=latin9", "image/png", "", "text/html"})
	if want := []string{clip.TextUTF8, clip.Text, "text/html", "image/png"}; !slices.Equal(types, want) {
		t.Errorf("%v", types)
	}
	if index[clip.Text] != 3 || index["image/png"] != 6 {
		t.Errorf("%v", index)
	}
	if types, _ := fromTargets([]string{"TARGETS", "SAVE_TARGETS"}); types != nil {
		t.Errorf("%v", types)
	}
}

func TestPipeBoundsWhatItHolds(t *testing.T) {
	var p pipe
	calls := 0
	p.init(10, true, func() { calls++ })
	want := strings.Repeat("é", 100)
	done := make(chan error)
	go func() {
		_, err := p.Write([]byte(want))
		p.Close()
		done <- err
	}()
	var got []byte
	for {
		piece, ended := p.take(10)
		if n, _ := p.size(); n > p.high {
			t.Fatalf("it holds %d bytes", n)
		}
		got = append(got, piece...)
		if ended {
			break
		}
	}
	if err := <-done; err != nil || string(got) != strings.Repeat("\xe9", 100) {
		t.Errorf("%q, %v", got, err)
	}
	p.abandon()
	if _, err := p.Write([]byte("x")); err == nil {
		t.Error("it takes more")
	}
}

func FuzzWhole(f *testing.F) {
	f.Add([]byte("abc\xc3"))
	f.Add([]byte("\xf0\x9f\x99"))
	f.Add([]byte("\x80\x80\x80\x80"))
	f.Fuzz(func(t *testing.T, b []byte) {
		n := whole(b)
		if n < 0 || n > len(b) || len(b)-n > 3 {
			t.Fatalf("%d of %d", n, len(b))
		}
		if utf8.Valid(b) && n != len(b) {
			t.Errorf("%q is cut to %d", b, n)
		}
	})
}

func FuzzTargets(f *testing.F) {
	f.Add("TARGETS\nUTF8_STRING\ntext/html")
	f.Fuzz(func(t *testing.T, s string) {
		names := strings.Split(s, "\n")
		types, index := fromTargets(names)
		for _, m := range types {
			if i, ok := index[m]; !ok || i >= len(names) {
				t.Errorf("%q has no target", m)
			}
			if len(m) > maxType {
				t.Errorf("a type of %d bytes", len(m))
			}
		}
	})
}
