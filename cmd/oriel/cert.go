package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"oriel/compositor/manager/credential"
)

// certificate returns this user's certificate with its key, as PEM.
func certificate() ([]byte, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		dir = controlDir() // no home: it lives as long as the directory does
	}
	return credential.Certificate(filepath.Join(dir, "oriel", "rdp.pem"))
}

// A fingerprintFlag is a certificate's SHA-256, as clients and we write it.
type fingerprintFlag string

func (f *fingerprintFlag) String() string { return string(*f) }

// Set implements flag.Value.
func (f *fingerprintFlag) Set(s string) error {
	digits := strings.ReplaceAll(strings.TrimPrefix(strings.ToLower(s), "sha256:"), ":", "")
	if b, err := hex.DecodeString(digits); err != nil || len(b) != sha256.Size {
		return errors.New("want the 64 hexadecimal digits of a SHA-256, as oriel run prints them as fingerprint; colons do not matter")
	}
	*f = fingerprintFlag(digits)
	return nil
}

// fingerprint is the SHA-256 of the first certificate, as clients print it.
func fingerprint(chain []byte) string {
	block, _ := pem.Decode(chain)
	if block == nil {
		return ""
	}
	sum := sha256.Sum256(block.Bytes)
	var parts []string
	for _, b := range sum {
		parts = append(parts, hex.EncodeToString([]byte{b}))
	}
	return strings.Join(parts, ":")
}
