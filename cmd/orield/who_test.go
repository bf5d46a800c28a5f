package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oriel/compositor/control"
	"oriel/compositor/manager/credential"
)

// TestWhatTheBackendIsTold: the options about who comes in, as the RDP backend
// has them.
func TestWhatTheBackendIsTold(t *testing.T) {
	t.Setenv("WSL2_VM_ID", "")
	dir := t.TempDir()
	file := func(name, text string) string {
		must(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		return filepath.Join(dir, name)
	}
	hash := file("hash", "000102030405060708090a0b0c0d0e0f\n")
	password := file("password", "secret\n")
	ours := filepath.Join(dir, "ours.pem")
	own, err := credential.Certificate(filepath.Join(dir, "own.pem"))
	must(t, err)
	pair := file("pair.pem", string(own))
	for _, c := range []struct {
		name     string
		args     []string
		accounts []control.Account
		all      bool
		host     bool
	}{
		{"a password", []string{"--password-file", password}, []control.Account{{User: "oriel", Password: "secret"}}, false, false},
		{"a hash", []string{"--hash-file", hash, "--account", "anna"},
			[]control.Account{{User: "anna", NTHash: []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}}}, false, false},
		{"the host, others by password", []string{"--password-file", password, "--no-password=host"},
			[]control.Account{{User: "oriel", Password: "secret"}}, false, true},
		{"all", []string{"--no-password", "--listen", "unix:/run/x vsock:50"}, nil, true, false},
	} {
		args := append(c.args, "--cert", pair, "--key", pair, "--sharing", "control", "--profile", "desktop", "--title-suffix", " (x)", "--clipboard=false")
		cfg, err := configure(conf(t, "", args...), nil)
		must(t, err)
		cfg.addresses = []string{"vsock:50"}
		r, err := cfg.rdpConfig()
		must(t, err)
		if len(r.Accounts) != len(c.accounts) || r.NoAccount != c.all || r.HostNoAccount != c.host {
			t.Fatalf("%s: %d accounts, all %v, the host %v", c.name, len(r.Accounts), r.NoAccount, r.HostNoAccount)
		}
		for i, a := range r.Accounts {
			if w := c.accounts[i]; a.User != w.User || a.Password != w.Password || !bytes.Equal(a.NTHash, w.NTHash) {
				t.Errorf("%s: account %+v, want %+v", c.name, a, w)
			}
		}
		if r.Share != "control" || r.Profile != "desktop" || r.TitleSuffix != " (x)" || !r.NoClipboard || len(r.Addresses) != 1 || !bytes.Equal(r.Certificate, own) {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
	cfg, err := configure(conf(t, "", "--certificate", ours, "--password-file", password), nil)
	must(t, err)
	r, err := cfg.rdpConfig()
	must(t, err)
	if b, err := os.ReadFile(ours); err != nil || !bytes.Equal(b, r.Certificate) || len(b) == 0 {
		t.Errorf("our own certificate is not kept: %v", err)
	}
}

// TestFilesThatLetNobodyIn: what is wrong about a file is said, with what to do.
func TestFilesThatLetNobodyIn(t *testing.T) {
	dir := t.TempDir()
	open := filepath.Join(dir, "open")
	must(t, os.WriteFile(open, []byte("secret\n"), 0o644))
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--hash-file", filepath.Join(dir, "none")}, "no such file"},
		{[]string{"--hash-file", open}, "chmod 600"},
		{[]string{"--password-file", open}, "chmod 600"},
		{[]string{"--cert", filepath.Join(dir, "none")}, "cannot read the certificate"},
		{[]string{"--cert", open, "--key", open}, "holds no private key"},
	} {
		cfg, err := configure(conf(t, "", append([]string{"--certificate", filepath.Join(dir, "ours.pem")}, c.args...)...), nil)
		must(t, err)
		if _, err := cfg.rdpConfig(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: %v, want %s", c.args, err, c.want)
		}
	}
}

// TestWhoNeedsNoPasswordByDefault: under WSL the host, whose client knows none;
// elsewhere nobody.
func TestWhoNeedsNoPasswordByDefault(t *testing.T) {
	for id, want := range map[string]noPassword{"": noneNeedsNone, "0F5B-1": hostNeedsNone} {
		t.Setenv("WSL2_VM_ID", id)
		c, err := configure(conf(t, ""), nil)
		must(t, err)
		if c.noPassword != want {
			t.Errorf("WSL2_VM_ID=%s: %s, want %s", id, c.noPassword, want)
		}
		c, err = configure(conf(t, "no-password = false\n"), nil)
		must(t, err)
		if c.noPassword != noneNeedsNone {
			t.Errorf("WSL2_VM_ID=%s: asked for false: %s", id, c.noPassword)
		}
	}
}
