package nla

import (
	"errors"
	"fmt"
)

// Errors of Step. A Server's refusals are NTStatus values.
var (
	// ErrSequence is a message that does not belong here.
	ErrSequence = errors.New("message out of sequence")
	// ErrAltered is a sealed or signed message that is not what was sent.
	ErrAltered = errors.New("message altered")
	// ErrWeak is a peer that leaves out what we do not do without.
	ErrWeak = errors.New("security too weak")
	// ErrPublicKey is a peer that sees another certificate than we do:
	// somebody sits in between.
	ErrPublicKey = errors.New("public keys differ")
	// ErrMechanism is a peer that does not offer or accept NTLM.
	ErrMechanism = errors.New("no common mechanism")
)

// NTStatus is a status code ([MS-ERREF] 2.3) as errorCode carries it. It is
// an error. Clients show a sentence of their own for each of these.
type NTStatus uint32

// The status codes.
const (
	StatusAccessDenied        NTStatus = 0xC0000022
	StatusWrongPassword       NTStatus = 0xC000006A
	StatusLogonFailure        NTStatus = 0xC000006D
	StatusAccountRestriction  NTStatus = 0xC000006E
	StatusPasswordExpired     NTStatus = 0xC0000071
	StatusAccountDisabled     NTStatus = 0xC0000072
	StatusNotSupported        NTStatus = 0xC00000BB
	StatusLogonTypeNotGranted NTStatus = 0xC000015B
	StatusAccountExpired      NTStatus = 0xC0000193
	StatusPasswordMustChange  NTStatus = 0xC0000224
	StatusAccountLockedOut    NTStatus = 0xC0000234
	// StatusInvalidToken is SEC_E_INVALID_TOKEN ([MS-ERREF] 2.1).
	StatusInvalidToken NTStatus = 0x80090308
)

var statusText = map[NTStatus]string{
	StatusAccessDenied:        "access denied",
	StatusWrongPassword:       "wrong password",
	StatusLogonFailure:        "logon failure",
	StatusAccountRestriction:  "account restriction",
	StatusPasswordExpired:     "password expired",
	StatusAccountDisabled:     "account disabled",
	StatusNotSupported:        "not supported",
	StatusLogonTypeNotGranted: "logon type not granted",
	StatusAccountExpired:      "account expired",
	StatusPasswordMustChange:  "password must change",
	StatusAccountLockedOut:    "account locked out",
	StatusInvalidToken:        "invalid token",
}

func (s NTStatus) Error() string {
	if t := statusText[s]; t != "" {
		return t
	}
	return fmt.Sprintf("status %#x", uint32(s))
}

// Status returns the code to tell the peer for err.
func Status(err error) NTStatus {
	var s NTStatus
	switch {
	case errors.As(err, &s):
		return s
	case errors.Is(err, ErrPublicKey), errors.Is(err, ErrAltered):
		return StatusLogonFailure
	case errors.Is(err, ErrWeak), errors.Is(err, ErrMechanism):
		return StatusNotSupported
	}
	return StatusInvalidToken
}
