package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"

	"oriel/compositor/manager/credential"
)

// certificate returns this user's certificate.
func certificate() (tls.Certificate, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = controlDir() // no home: it lives as long as the directory does
	}
	b, err := credential.Certificate(filepath.Join(dir, "oriel", "rdp.pem"))
	if err != nil {
		return tls.Certificate{}, err
	}
	return tls.X509KeyPair(b, b)
}

// fingerprint is the SHA-256 of the certificate, as clients print it.
func fingerprint(c tls.Certificate) string {
	sum := sha256.Sum256(c.Certificate[0])
	var parts []string
	for _, b := range sum {
		parts = append(parts, hex.EncodeToString([]byte{b}))
	}
	return strings.Join(parts, ":")
}
