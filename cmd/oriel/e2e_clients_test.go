package main_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A person is a client as oriel clients lists it.
type person struct {
	ID       uint32
	Address  string
	User     string
	Version  string
	Security string
	Profile  string
	Codec    string
	Leads    bool
	Controls bool
	RTT      float64 `json:"rtt_ms"`
}

func (b *bridge) clients() []person {
	b.t.Helper()
	out, stderr, code := b.command("clients", "--json", "--control", b.Control)
	if code != 0 {
		b.t.Fatalf("oriel clients: status %d: %s", code, stderr)
	}
	var v struct{ Clients []person }
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		b.t.Fatalf("the list of clients is no JSON: %v\n%s", err, out)
	}
	return v.Clients
}

// TestClientsAreListedAndDisconnected: two share the desktop, a picture is
// taken beside them, and each is told apart, and one sent away.
func TestClientsAreListedAndDisconnected(t *testing.T) {
	t.Parallel()
	b := startBridge(t, "--share", "view")
	b.app(demo(t, "xpaint"), "-title", "shared", "-size", "200x120", "-at", "20,40")
	b.window("shared")
	xvfb(t, 800, 600).desktop(b, "/sec:nla")
	one := func(n int) []person {
		var list []person
		until(t, "clients", func() string {
			if list = b.clients(); len(list) != n {
				return fmt.Sprintf("there are %+v", list)
			}
			return ""
		})
		return list
	}
	first := one(1)[0]
	second := xvfb(t, 800, 600)
	p := second.desktop(b, "/sec:tls")
	list := one(2)
	if a, z := list[0], list[1]; a.ID != first.ID || !a.Leads || !a.Controls || z.Leads || z.Controls ||
		!strings.HasPrefix(a.Security, "NLA 6, TLS 1.") || !strings.HasPrefix(z.Security, "TLS 1.") ||
		a.User != b.User || a.Version != "5.0 to 8.1" && !strings.HasPrefix(a.Version, "10.") || a.Profile != "desktop" || a.Codec == "" {
		t.Errorf("the clients are %+v", list)
	}
	if _, windows := b.shot("--window", "shared"); len(windows) == 0 {
		t.Error("no picture")
	}
	if now := one(2); now[0].ID != list[0].ID || now[1].ID != list[1].ID {
		t.Errorf("after a picture the clients are %+v, not %+v", now, list)
	}
	text, _, _ := b.command("clients", "--control", b.Control)
	for _, want := range []string{"ID", "leads", "looks on", "NLA 6, TLS 1.", "desktop"} {
		if !strings.Contains(text, want) {
			t.Errorf("oriel clients does not say %q:\n%s", want, text)
		}
	}
	if _, stderr, code := b.command("clients", "--disconnect", strconv.Itoa(int(list[1].ID)), "--control", b.Control); code != 0 {
		t.Errorf("--disconnect: status %d: %s", code, stderr)
	}
	one(1)
	until(t, "the client to be told", func() string {
		if said := p.out.String() + p.err.String(); !strings.Contains(said, "ERRINFO_RPC_INITIATED_DISCONNECT") {
			return "it said: " + said
		}
		return ""
	})
	for args, want := range map[string]string{"4711": "there is no client 4711", "x": "want the number"} {
		if _, stderr, code := b.command("clients", "--disconnect", args, "--control", b.Control); code == 0 || !strings.Contains(stderr, want) {
			t.Errorf("--disconnect %s: status %d: %s", args, code, stderr)
		}
	}
}

// TestWaysToComeIn: by a hash, by one's own certificate, by nothing at all;
// and what is refused at once, with what to do about it.
func TestWaysToComeIn(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	write := func(name, text string, mode os.FileMode) string {
		path := b.file(name)
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	password := write("password", "password\n", 0o600)
	hashed := exec.Command("sh", "-c", `"$0" hash < "$1"`, oriel(t), password)
	sum, err := hashed.Output()
	if err != nil || string(sum) != "8846f7eaee8fb117ad06bdd830b7586c\n" {
		t.Fatalf("oriel hash prints %q, %v", sum, err)
	}
	hash := write("hash", string(sum), 0o600)
	cert, key := ownCertificate(t, b.dir)
	for _, c := range []struct {
		args []string
		say  string
	}{
		{[]string{"--hash-file", write("open", "8846f7eaee8fb117ad06bdd830b7586c\n", 0o644)}, "chmod 600"},
		{[]string{"--password-file", write("open2", "password\n", 0o640)}, "chmod 600"},
		{[]string{"--hash-file", password}, "32 hex digits"},
		{[]string{"--hash-file", hash, "--password-file", password}, "only one of"},
		{[]string{"--no-password"}, "over TCP everybody would come in"},
		{[]string{"--share", "all"}, "none, view or control"},
		{[]string{"--key", key}, "--key needs --cert"},
		{[]string{"--cert", cert}, "holds no private key; say by --key where that is"},
		{[]string{"--cert", b.file("missing")}, "no such file"},
		{[]string{"--cert", cert, "--key", write("open3", "x", 0o644)}, "chmod 600"},
	} {
		_, stderr, code := b.command(append([]string{"run", "--listen", "tcp:127.0.0.1:0"}, c.args...)...)
		if code == 0 || !strings.Contains(stderr, c.say) {
			t.Errorf("%q: status %d, %q does not say %q", c.args, code, stderr, c.say)
		}
	}
	t.Run("hash and certificate", func(t *testing.T) {
		b := startBridge(t, "--hash-file", hash, "--cert", cert, "--key", key)
		if b.Password != "" {
			t.Errorf("a password %q", b.Password)
		}
		b.Password = "password"
		for _, sec := range []string{"/sec:nla", "/sec:tls"} {
			xvfb(t, 640, 480).desktop(b, sec)
			until(t, sec, func() string {
				if list := b.clients(); len(list) != 1 || strings.HasPrefix(list[0].Security, "NLA") != (sec == "/sec:nla") {
					return fmt.Sprintf("%+v", list)
				}
				return ""
			})
		}
		b.app(demo(t, "xpaint"), "-title", "by its fingerprint", "-size", "200x120")
		b.window("by its fingerprint")
		b.shot("--user", b.User, "--password-file", password, "--fingerprint", b.Fingerprint, "--window", "by its fingerprint")
	})
	t.Run("nobody in particular", func(t *testing.T) {
		b := newBridge(t)
		sock := b.file("rdp.sock")
		p := launch(t, b.environment(), oriel(t), "run", "--no-password", "--listen", "unix:"+sock)
		until(t, "the bridge", func() string {
			if b.Control = fact(p.out.String(), "control"); b.Control != "" {
				return ""
			}
			return "it said: " + p.out.String() + p.err.String()
		})
		s := xvfb(t, 640, 480)
		launch(t, append(b.environment(), "DISPLAY="+s.display), need(t, "xfreerdp", "freerdp2-x11"), "/v:"+sock, "/u:whoever", "/p:", "/cert:ignore", "/size:640x480", "/sec:tls")
		until(t, "whoever comes in", func() string {
			if list := b.clients(); len(list) != 1 || list[0].User != "whoever" || list[0].Address != "unix" {
				return fmt.Sprintf("%+v", list)
			}
			return ""
		})
	})
}

// ownCertificate makes a certificate and its key in files of their own.
func ownCertificate(t *testing.T, dir string) (cert, key string) {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	k := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(private)})
	c := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	if err := errors.Join(os.WriteFile(cert, c, 0o644), os.WriteFile(key, k, 0o600)); err != nil {
		t.Fatal(err)
	}
	return cert, key
}

// TestNoSecretIsWhereOthersCanSeeIt: the password is neither in the arguments
// nor in the environment of any process, nor in what is logged, nor its hash.
func TestNoSecretIsWhereOthersCanSeeIt(t *testing.T) {
	t.Parallel()
	b := newBridge(t)
	const secret = "Zaubereule-4711"
	path := b.file("password")
	if err := os.WriteFile(path, []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.start("-v", "--password-file", path)
	b.app(demo(t, "xpaint"), "-title", "secret", "-size", "200x120")
	b.window("secret")
	b.shot("--user", b.User, "--password-file", path, "--fingerprint", b.Fingerprint, "--window", "secret")
	if err := os.WriteFile(path, []byte("wrong-"+secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var said []string // of one that there is, and of one that there is not
	for _, user := range []string{b.User, b.User + "-not"} {
		_, _, err := b.tryShot("--user", user, "--password-file", path, "--fingerprint", b.Fingerprint, "--window", "secret")
		if err == nil {
			t.Fatal("a wrong password was taken")
		}
		_, why, _ := strings.Cut(err.Error(), "]: ")
		said = append(said, why)
	}
	if said[0] != said[1] || strings.Contains(b.run.err.String(), "crashed") {
		t.Errorf("somebody is told %q, and nobody %q", said[0], said[1])
	}
	seen := 0
	dirs, err := filepath.Glob("/proc/[0-9]*")
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		env, err := os.ReadFile(filepath.Join(d, "environ"))
		if err != nil || !strings.Contains(string(env), b.marker) {
			continue // not ours
		}
		argv, _ := os.ReadFile(filepath.Join(d, "cmdline"))
		seen++
		for what, text := range map[string]string{"environment": string(env), "arguments": string(argv)} {
			if strings.Contains(text, secret) {
				t.Errorf("the password is in the %s of %q", what, argv)
			}
		}
	}
	if seen < 3 { // oriel, oriel-compositor, oriel-rdp, Xwayland
		t.Errorf("%d processes are the bridge's", seen)
	}
	if log := b.run.err.String(); strings.Contains(log, secret) || !strings.Contains(log, "Session active") {
		t.Errorf("the log:\n%s", log)
	}
}
