package bcgr

import (
	"fmt"

	"oriel/rdp/wire"
)

// ErrorInfo is the code of a Set Error Info PDU ([MS-RDPBCGR] 2.2.5.1.1): why
// a session ends. It is an error, and a session that must end because of err
// tells the client the ErrorInfo that errors.As finds in err.
type ErrorInfo uint32

// The codes that we send or that mean something special to a client.
const (
	ErrNone                     ErrorInfo = 0
	ErrDisconnectByTool         ErrorInfo = 0x1
	ErrLogoffByTool             ErrorInfo = 0x2
	ErrIdleTimeout              ErrorInfo = 0x3
	ErrLogonTimeout             ErrorInfo = 0x4
	ErrOtherConnection          ErrorInfo = 0x5
	ErrOutOfMemory              ErrorInfo = 0x6
	ErrDenied                   ErrorInfo = 0x7
	ErrInsufficientPrivileges   ErrorInfo = 0x9
	ErrFreshCredentialsRequired ErrorInfo = 0xA
	ErrDisconnectByUser         ErrorInfo = 0xB
	ErrLogoffByUser             ErrorInfo = 0xC
	ErrUnknownDataPDU           ErrorInfo = 0x10C9
	ErrUnknownPDU               ErrorInfo = 0x10CA
	ErrDataPDUSequence          ErrorInfo = 0x10CB
	ErrControlPDUSequence       ErrorInfo = 0x10CD
	ErrInvalidInput             ErrorInfo = 0x10CF
	ErrShortCapabilities        ErrorInfo = 0x10E7
	ErrCapabilityLength         ErrorInfo = 0x10E8
	ErrBadChannelID             ErrorInfo = 0x10EF
	ErrTooManyChannels          ErrorInfo = 0x10F0
	ErrRemoteAppsNotEnabled     ErrorInfo = 0x10F3
	ErrBadMonitorData           ErrorInfo = 0x1129
	ErrChannelDataTooLong       ErrorInfo = 0x112B
	ErrBadFrameAcknowledge      ErrorInfo = 0x112C
	ErrGraphicsMode             ErrorInfo = 0x112D
	ErrDesktopTooLarge          ErrorInfo = 0x1134
	ErrMonitorGeometry          ErrorInfo = 0x1135
	ErrMonitorCount             ErrorInfo = 0x1136
)

var errorInfoText = map[ErrorInfo]string{
	ErrNone: "no error", ErrDisconnectByTool: "disconnected by an administrator",
	ErrLogoffByTool: "logged off by an administrator", ErrIdleTimeout: "idle too long",
	ErrLogonTimeout: "logon took too long", ErrOtherConnection: "replaced by another connection",
	ErrOutOfMemory: "server out of memory", ErrDenied: "connection denied",
	ErrInsufficientPrivileges: "not allowed to log on", ErrFreshCredentialsRequired: "fresh credentials required",
	ErrDisconnectByUser: "disconnected by the user", ErrLogoffByUser: "logged off by the user",
	ErrUnknownDataPDU: "unknown share data PDU", ErrUnknownPDU: "unknown share control PDU",
	ErrDataPDUSequence: "share data PDU out of sequence", ErrControlPDUSequence: "share control PDU out of sequence",
	ErrInvalidInput: "invalid input", ErrShortCapabilities: "capability set too short",
	ErrCapabilityLength: "capability set length", ErrBadChannelID: "unknown channel id",
	ErrTooManyChannels: "too many channels", ErrRemoteAppsNotEnabled: "RemoteApp not enabled",
	ErrBadMonitorData: "bad monitor data", ErrChannelDataTooLong: "channel data too long",
	ErrBadFrameAcknowledge: "bad frame acknowledgement", ErrGraphicsMode: "graphics mode not supported",
	ErrDesktopTooLarge: "desktop too large", ErrMonitorGeometry: "bad monitor geometry",
	ErrMonitorCount: "bad number of monitors",
}

func (e ErrorInfo) Error() string {
	if s, ok := errorInfoText[e]; ok {
		return fmt.Sprintf("%s (error info %#x)", s, uint32(e))
	}
	return fmt.Sprintf("error info %#x", uint32(e))
}

// SetErrorInfo is the Set Error Info PDU ([MS-RDPBCGR] 2.2.5.1.1), for clients
// with mcs.SupportErrorInfo.
type SetErrorInfo struct{ Code ErrorInfo }

// Type returns the share data type.
func (p *SetErrorInfo) Type() DataType { return DataSetErrorInfo }

// Size returns the encoded length.
func (p *SetErrorInfo) Size() int { return 4 }

// AppendTo appends the encoded form.
func (p *SetErrorInfo) AppendTo(b []byte) []byte { return u32s(b, uint32(p.Code)) }

// ReadFrom decodes.
func (p *SetErrorInfo) ReadFrom(r *wire.Reader) { p.Code = ErrorInfo(r.U32("errorInfo")) }
