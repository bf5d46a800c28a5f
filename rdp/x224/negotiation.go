package x224

import (
	"fmt"
	"strings"
)

// Protocol is a set of security protocols ([MS-RDPBCGR] 2.2.1.1.1).
type Protocol uint32

// The security protocols. RDP is the absence of all others.
const (
	ProtocolRDP      Protocol = 0
	ProtocolSSL      Protocol = 0x01 // TLS
	ProtocolHybrid   Protocol = 0x02 // CredSSP within TLS
	ProtocolRDSTLS   Protocol = 0x04
	ProtocolHybridEx Protocol = 0x08 // CredSSP and an Early User Authorization Result
	ProtocolRDSAAD   Protocol = 0x10
)

func (p Protocol) String() string {
	names := []string{"SSL", "HYBRID", "RDSTLS", "HYBRID_EX", "RDSAAD"}
	var set []string
	for i, n := range names {
		if p&(1<<i) != 0 {
			set = append(set, n)
		}
	}
	if rest := p &^ 0x1F; rest != 0 {
		set = append(set, fmt.Sprintf("%#x", uint32(rest)))
	}
	if set == nil {
		return "RDP"
	}
	return strings.Join(set, "|")
}

// Types of the structures behind a CR or CC.
const (
	typeRequest     = 0x01
	typeResponse    = 0x02
	typeFailure     = 0x03
	typeCorrelation = 0x06
)

// Flags of a NegotiationRequest.
const (
	RestrictedAdminRequired = 0x01
	RedirectedAuthRequired  = 0x02
	correlationInfoPresent  = 0x08
)

// NegotiationRequest is RDP_NEG_REQ ([MS-RDPBCGR] 2.2.1.1.1).
type NegotiationRequest struct {
	Flags     uint8 // CORRELATION_INFO_PRESENT is kept by ConnectionRequest itself
	Protocols Protocol
}

// CorrelationInfo is RDP_NEG_CORRELATION_INFO ([MS-RDPBCGR] 2.2.1.1.2), an
// identifier that helps to match the logs of both sides.
type CorrelationInfo struct {
	ID [16]byte
}

// Flags of a NegotiationResponse. Without ExtendedClientData clients keep
// their monitor and message channel blocks to themselves, without
// DynvcGFXProtocol some do not offer EGFX.
const (
	ExtendedClientData       = 0x01
	DynvcGFXProtocol         = 0x02
	RestrictedAdminSupported = 0x08
	RedirectedAuthSupported  = 0x10
)

// NegotiationResponse is RDP_NEG_RSP ([MS-RDPBCGR] 2.2.1.2.1).
type NegotiationResponse struct {
	Flags    uint8
	Selected Protocol
}

const (
	negotiationSize = 8
	correlationSize = 36
	crlf            = "\r\n"
	cookiePrefix    = "Cookie: mstshash="
)

// FailureCode says why a negotiation failed ([MS-RDPBCGR] 2.2.1.2.2). It is
// an error.
type FailureCode uint32

// The failure codes.
const (
	SSLRequiredByServer     FailureCode = 1
	SSLNotAllowedByServer   FailureCode = 2
	SSLCertNotOnServer      FailureCode = 3
	InconsistentFlags       FailureCode = 4
	HybridRequiredByServer  FailureCode = 5
	SSLWithUserAuthRequired FailureCode = 6
)

func (c FailureCode) Error() string {
	names := [...]string{"no failure", "SSL required by server", "SSL not allowed by server",
		"no SSL certificate on server", "inconsistent flags", "HYBRID required by server",
		"SSL with user authentication required by server"}
	if int64(c) < int64(len(names)) {
		return "negotiation failed: " + names[c]
	}
	return fmt.Sprintf("negotiation failed: code %d", uint32(c))
}
