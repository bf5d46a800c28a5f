package credential_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oriel/compositor/manager/credential"
)

func TestCertificateIsKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new", "rdp.pem")
	first, err := credential.Certificate(path)
	if err != nil {
		t.Fatal(err)
	}
	second, err := credential.Certificate(path)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("another one: %v", err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
	if err := os.WriteFile(path, []byte("nonsense"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := credential.Certificate(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("nonsense: %v", err)
	}
}

func TestReadPassword(t *testing.T) {
	path := filepath.Join(t.TempDir(), "password")
	for _, c := range []struct {
		text string
		mode os.FileMode
		want string
		ok   bool
	}{
		{"secret\r\nmore\n", 0o600, "secret", true},
		{"secret", 0o400, "secret", true},
		{"secret", 0o644, "", false},
		{"secret", 0o640, "", false},
		{"secret", 0o604, "", false},
		{"\nsecret", 0o600, "", false},
	} {
		os.Remove(path)
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		if got, err := credential.ReadPassword(path); got != c.want || (err == nil) != c.ok {
			t.Errorf("%q, %v: %q, %v", c.text, c.mode, got, err)
		}
	}
	a, err := credential.NewPassword()
	b, err2 := credential.NewPassword()
	if err != nil || err2 != nil || a == b || len(a) != 12 {
		t.Errorf("%q %q %v %v", a, b, err, err2)
	}
}

func TestReadHash(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hash")
	const hash = "8846f7eaee8fb117ad06bdd830b7586c" // of "password"
	for _, c := range []struct {
		text string
		mode os.FileMode
		say  string
	}{
		{hash + "\n", 0o600, ""},
		{strings.ToUpper(hash) + " \r\nmore", 0o400, ""},
		{hash, 0o640, "chmod 600"},
		{hash[:31], 0o600, "32 hex digits"},
		{hash + "00", 0o600, "32 hex digits"},
		{"password", 0o600, "32 hex digits"},
		{"", 0o600, "32 hex digits"},
	} {
		os.Remove(path)
		if err := os.WriteFile(path, []byte(c.text), c.mode); err != nil {
			t.Fatal(err)
		}
		got, err := credential.ReadHash(path)
		switch {
		case c.say == "" && (err != nil || got[0] != 0x88 || got[15] != 0x6C):
			t.Errorf("%q: %x, %v", c.text, got, err)
		case c.say != "" && (err == nil || !strings.Contains(err.Error(), c.say) || strings.Contains(err.Error(), hash[:31])):
			t.Errorf("%q, %v: %v", c.text, c.mode, err)
		}
	}
	if _, err := credential.ReadHash(filepath.Dir(path)); err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("a directory: %v", err)
	}
}
