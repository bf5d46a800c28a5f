// Package wiretest is the fixed quartet of tests that every PDU gets: its
// vector decodes to the value, the value encodes to the vector, every proper
// prefix fails with wire.ErrShort, and Size tells the truth.
package wiretest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"

	"oriel/rdp/wire"
)

// Case is one PDU with its vector.
type Case struct {
	Name  string
	Hex   string          // commented hex text (see Hex), or the name of a file under testdata
	Value wire.PDU        // what the vector means
	New   func() wire.PDU // an empty value of the same type
	Open  bool            // a prefix may be valid (optional tail): skip the prefix test
}

// Hex parses hex bytes with white space; '#' or '//' starts a comment that
// runs to the end of the line.
func Hex(t testing.TB, s string) []byte {
	t.Helper()
	var sb strings.Builder
	for line := range strings.Lines(s) {
		for _, mark := range []string{"#", "//"} {
			if i := strings.Index(line, mark); i >= 0 {
				line = line[:i]
			}
		}
		sb.WriteString(strings.Join(strings.Fields(line), ""))
	}
	b, err := hex.DecodeString(sb.String())
	if err != nil {
		t.Fatalf("bad hex: %v", err)
	}
	return b
}

// File reads testdata/name in the form that Hex takes.
func File(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return Hex(t, string(b))
}

// Quartet runs the four tests for every case.
func Quartet(t *testing.T, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) { quartet(t, c) })
	}
}

func quartet(t *testing.T, c Case) {
	var want []byte
	if strings.HasSuffix(c.Hex, ".hex") {
		want = File(t, c.Hex)
	} else {
		want = Hex(t, c.Hex)
	}
	got := c.New()
	r := wire.NewReader(want)
	got.ReadFrom(r)
	if err := r.Err(); err != nil {
		t.Fatalf("decode: %v", err)
	}
	if r.Len() != 0 {
		t.Errorf("decode left %d bytes", r.Len())
	}
	if !reflect.DeepEqual(got, c.Value) {
		t.Errorf("decoded\n %+v, want\n %+v", got, c.Value)
	}
	if b := c.Value.AppendTo(nil); !bytes.Equal(b, want) {
		t.Errorf("encoded\n % x, want\n % x", b, want)
	}
	if n := c.Value.Size(); n != len(want) {
		t.Errorf("Size() = %d, want %d", n, len(want))
	}
	if c.Open {
		return
	}
	for n := range want {
		r := wire.NewReader(want[:n])
		c.New().ReadFrom(r)
		if !errors.Is(r.Err(), wire.ErrShort) {
			t.Fatalf("prefix of %d bytes: error %v, want ErrShort", n, r.Err())
		}
	}
}
