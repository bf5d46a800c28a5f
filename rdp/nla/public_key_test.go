package nla

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"testing"
)

func TestPublicKey(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := ecKey.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		pub  any
		want []byte
	}{{&rsaKey.PublicKey, x509.MarshalPKCS1PublicKey(&rsaKey.PublicKey)}, {&ecKey.PublicKey, point}} {
		info, err := x509.MarshalPKIXPublicKey(c.pub)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := PublicKey(info); err != nil || !bytes.Equal(got, c.want) {
			t.Errorf("%T: %x, %v", c.pub, got, err)
		}
		for n := range info {
			if _, err := PublicKey(info[:n]); err == nil {
				t.Errorf("%T: %d of %d bytes taken", c.pub, n, len(info))
			}
		}
	}
}
