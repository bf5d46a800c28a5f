// Package credential keeps what a server needs to be trusted and whoever
// connects needs to be let in: a certificate that is made once, so that
// clients which have accepted it ask no more, and passwords.
//
// It reads and writes files and has no state. A file with a secret that others
// can read is refused, not read.
package credential

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"math/big"
	"os"
	"strings"
)

// maxSecret bounds files with secrets.
const maxSecret = 1 << 20

// readSecret reads a file on which nobody has the rights in deny.
func readSecret(path string, deny os.FileMode) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	st, err := f.Stat() // of what is read, whatever the name means by now
	if err != nil {
		return nil, err
	}
	if st.IsDir() {
		return nil, fmt.Errorf("%s is a directory", path)
	}
	if st.Mode().IsRegular() && st.Mode().Perm()&deny != 0 {
		return nil, fmt.Errorf("%s can be read by others (mode %#o); run: chmod 600 %s", path, st.Mode().Perm(), path)
	}
	b, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(b) > maxSecret {
		err = fmt.Errorf("%s is too long for a secret", path)
	}
	return b, err
}

// firstLine returns the first line of a file that nobody else can read.
func firstLine(path string) (string, error) {
	b, err := readSecret(path, 0o077)
	if err != nil {
		return "", err
	}
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return string(bytes.TrimSuffix(line, []byte("\r"))), nil
}

// NewPassword is easy to type: letters and digits that nobody confuses, about
// 59 bits of them.
func NewPassword() (string, error) {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	out := make([]byte, 12)
	for i := range out {
		n, err := rand.Int(rand.Reader, big.NewInt(int64(len(letters))))
		if err != nil {
			return "", err
		}
		out[i] = letters[n.Int64()]
	}
	return string(out), nil
}

// ReadPassword reads a password from the first line of a file that nobody else
// can read.
func ReadPassword(path string) (string, error) {
	line, err := firstLine(path)
	if err == nil && line == "" {
		err = fmt.Errorf("%s holds no password on its first line", path)
	}
	return line, err
}

// ReadHash reads the NT hash of a password, 32 hex digits, from the first line
// of a file that nobody else can read. Whoever knows the hash can guess at the
// password fast, and can impersonate the server, but cannot log in by it: the
// server asks for the password as well.
func ReadHash(path string) (hash [16]byte, err error) {
	line, err := firstLine(path)
	if err != nil {
		return hash, err
	}
	b, err := hex.DecodeString(strings.TrimSpace(line))
	if err != nil || len(b) != len(hash) {
		return hash, fmt.Errorf("%s holds no NT hash: its first line must be 32 hex digits", path)
	}
	return [16]byte(b), nil
}
