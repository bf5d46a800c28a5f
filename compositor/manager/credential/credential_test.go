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
