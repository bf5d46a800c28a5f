package credential

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

const (
	keyBits = 2048
	years   = 10
	// renewal is how long before its end our own certificate is replaced.
	renewal = 30 * 24 * time.Hour
)

// Certificate returns what the file at path holds, in PEM, a certificate and
// its private key. If there is none, or it is our own and ends within 30 days,
// it makes one, and keeps it there (0600) if that is possible.
func Certificate(path string) ([]byte, error) { return certificate(path, time.Now()) }

func certificate(path string, now time.Time) ([]byte, error) {
	b, err := readSecret(path, 0o077)
	switch {
	case err == nil:
		var leaf *x509.Certificate
		if leaf, err = check(b, b, now.Add(renewal)); err == nil {
			return b, nil
		}
		if !errors.Is(err, errExpired) || !bytes.Equal(leaf.RawIssuer, leaf.RawSubject) {
			return nil, fmt.Errorf("cannot use the certificate in %s: %w; remove it to get a new one", path, err)
		}
	case !errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot use the certificate: %w", err)
	}
	if b, err = newCertificate(now); err != nil {
		return nil, fmt.Errorf("cannot make a certificate: %w", err)
	}
	keep(path, b)
	return b, nil
}

// keep writes the file if it can. Two at once: the last one stays, both work.
func keep(path string, b []byte) {
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return
	}
	tmp := fmt.Sprintf("%s.%d", path, os.Getpid())
	if os.WriteFile(tmp, b, 0o600) != nil || os.Rename(tmp, path) != nil {
		os.Remove(tmp)
	}
}

// Pair returns a certificate (with what leads to its issuer) and its private
// key out of two files in PEM, which may be the same, as Certificate does.
func Pair(certFile, keyFile string) ([]byte, error) { return pair(certFile, keyFile, time.Now()) }

func pair(certFile, keyFile string, now time.Time) ([]byte, error) {
	cert, err := os.ReadFile(certFile)
	if err != nil {
		return nil, fmt.Errorf("cannot read the certificate: %w", err)
	}
	if certFile == keyFile && len(blocks(cert, "")) == 0 {
		return nil, fmt.Errorf("%s holds no private key; say by --key where that is", certFile)
	}
	// A group of its own may read keys, as Debian has it.
	key, err := readSecret(keyFile, 0o007)
	if err != nil {
		return nil, fmt.Errorf("cannot use the key: %w", err)
	}
	if _, err := check(cert, key, now); err != nil {
		return nil, fmt.Errorf("cannot use the certificate in %s with the key in %s: %w", certFile, keyFile, err)
	}
	return bytes.Join([][]byte{blocks(cert, "CERTIFICATE"), blocks(key, "")}, nil), nil
}

// blocks returns the blocks of b of one type, or with "" all that are keys.
func blocks(b []byte, kind string) (out []byte) {
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		if block.Type == kind || kind == "" && block.Type != "CERTIFICATE" {
			out = append(out, pem.EncodeToMemory(block)...)
		}
	}
	return out
}

var (
	errExpired = errors.New("the certificate has expired")
	errEarly   = errors.New("the certificate is not valid yet")
	errWeak    = errors.New("the key is too weak")
	errKind    = errors.New("clients know keys of RSA and ECDSA only")
)

// check returns a certificate that belongs to a key, is valid at a time, and
// is one that clients take.
func check(cert, key []byte, now time.Time) (*x509.Certificate, error) {
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(pair.Certificate[0])
	if err != nil {
		return nil, err
	}
	switch k := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() < keyBits {
			return leaf, fmt.Errorf("%w: RSA of %d bits, where clients want %d", errWeak, k.N.BitLen(), keyBits)
		}
	case *ecdsa.PublicKey:
	default:
		return leaf, errKind
	}
	if now.Before(leaf.NotBefore) {
		return leaf, fmt.Errorf("%w: it will be on %s", errEarly, leaf.NotBefore.Format(time.DateOnly))
	}
	if now.After(leaf.NotAfter) {
		return leaf, fmt.Errorf("%w: on %s", errExpired, leaf.NotAfter.Format(time.DateOnly))
	}
	return leaf, nil
}

// newCertificate makes one of RSA, since rdesktop takes nothing else.
func newCertificate(now time.Time) ([]byte, error) {
	key, err := rsa.GenerateKey(rand.Reader, keyBits)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	host, err := os.Hostname()
	if err != nil || host == "" {
		host = "oriel"
	}
	t := &x509.Certificate{
		SerialNumber: serial,
		Subject:      pkix.Name{CommonName: host},
		DNSNames:     []string{host, "localhost"},
		NotBefore:    now.Add(-time.Hour),
		NotAfter:     now.AddDate(years, 0, 0),
		KeyUsage:     x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	b := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return append(b, pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})...), nil
}
