package credential

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var day = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)

// leaf returns the certificate in PEM.
func leaf(t *testing.T, b []byte) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(b)
	if block == nil {
		t.Fatalf("no PEM: %q", b)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestOurOwnIsRenewedBeforeItEnds: a month before its end there is another
// one, and not sooner.
func TestOurOwnIsRenewedBeforeItEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rdp.pem")
	first, err := certificate(path, day)
	if err != nil {
		t.Fatal(err)
	}
	end := leaf(t, first).NotAfter
	if key := leaf(t, first).PublicKey.(*rsa.PublicKey); key.N.BitLen() < 2048 || end.Before(day.AddDate(9, 11, 0)) {
		t.Errorf("%d bits until %v", key.N.BitLen(), end)
	}
	same, err := certificate(path, end.Add(-renewal-time.Hour))
	if err != nil || !bytes.Equal(same, first) {
		t.Errorf("renewed too early: %v", err)
	}
	next, err := certificate(path, end.Add(-renewal+time.Hour))
	if err != nil || bytes.Equal(next, first) || !leaf(t, next).NotAfter.After(end) {
		t.Errorf("not renewed: %v", err)
	}
	kept, err := certificate(path, end)
	if err != nil || !bytes.Equal(kept, next) {
		t.Errorf("the new one is not kept: %v", err)
	}
	if st, err := os.Stat(path); err != nil || st.Mode() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
}

func TestOurOwnMustBePrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rdp.pem")
	if _, err := certificate(path, day); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if _, err := certificate(path, day); err == nil || !strings.Contains(err.Error(), "chmod 600") {
		t.Errorf("%v", err)
	}
}

// issue returns a certificate of a key in PEM, and the key.
func issue(t *testing.T, key crypto.Signer, from, to time.Time) (cert, private []byte) {
	t.Helper()
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: from, NotAfter: to}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	k, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: k})
}

func TestOnesOwnPair(t *testing.T) {
	t.Setenv("GODEBUG", "rsa1024min=0") // a weak key, to have it refused
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	_, ed, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good, key := issue(t, ec, day.Add(-time.Hour), day.Add(time.Hour))
	other, otherKey := issue(t, weak, day.Add(-time.Hour), day.Add(time.Hour))
	old, _ := issue(t, ec, day.AddDate(-1, 0, 0), day.AddDate(0, 0, -1))
	early, _ := issue(t, ec, day.AddDate(0, 0, 2), day.AddDate(1, 0, 0))
	strange, strangeKey := issue(t, ed, day.Add(-time.Hour), day.Add(time.Hour))
	for _, c := range []struct {
		name      string
		cert, key []byte
		mode      os.FileMode
		say       string // of the error; "": none
	}{
		{"good", good, key, 0o600, ""},
		{"good, key for a group", good, key, 0o640, ""},
		{"with a chain", append(bytes.Clone(good), other...), key, 0o600, ""},
		{"both in both files", append(bytes.Clone(good), key...), append(bytes.Clone(good), key...), 0o600, ""},
		{"key of another", good, otherKey, 0o600, "does not match"},
		{"key for everybody", good, key, 0o644, "chmod 600"},
		{"expired", old, key, 0o600, "has expired: on 2024-02-28"},
		{"not valid yet", early, key, 0o600, "not valid yet: it will be on 2024-03-02"},
		{"weak", other, otherKey, 0o600, "RSA of 1024 bits"},
		{"of a kind that no client knows", strange, strangeKey, 0o600, "RSA and ECDSA only"},
		{"nonsense", []byte("x"), key, 0o600, "PEM"},
		{"no key", good, good, 0o600, "private key"},
		{"no certificate", nil, key, 0o600, "no such file"},
		{"no key file", good, nil, 0o600, "no such file"},
	} {
		dir := t.TempDir()
		certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
		for file, b := range map[string][]byte{certFile: c.cert, keyFile: c.key} {
			if b == nil {
				continue
			}
			if err := os.WriteFile(file, b, c.mode); err != nil {
				t.Fatal(err)
			}
		}
		got, err := pair(certFile, keyFile, day)
		if c.say == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			} else if p, err := tls.X509KeyPair(got, got); err != nil || !bytes.Equal(p.Certificate[0], leaf(t, good).Raw) {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), c.say) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: %v, want %q and the file's name", c.name, err, c.say)
		}
	}
}

// TestACertificateWithoutItsKey may be read by everybody, and must be.
func TestACertificateWithoutItsKey(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := issue(t, ec, day.Add(-time.Hour), day.Add(time.Hour))
	path := filepath.Join(t.TempDir(), "cert.pem")
	if err := os.WriteFile(path, cert, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Pair(path, path); err == nil || !strings.Contains(err.Error(), path+" holds no private key; say by --key where that is") {
		t.Error(err)
	}
}
