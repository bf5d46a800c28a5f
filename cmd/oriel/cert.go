package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/pem"
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
