// Package mcs speaks T.125 and T.124, the layer between X.224 and RDP: the
// Connect-Initial and Connect-Response PDUs in BER, the GCC conference data in
// them in aligned PER with RDP's own settings blocks, and the domain PDUs that
// join channels and carry data ([MS-RDPBCGR] 2.2.1.3 – 2.2.1.9). No I/O.
//
// PDUs here are payloads of x224 data TPDUs; x224.AppendData frames them.
package mcs

const (
	// IOChannel is the I/O channel's id, the same for everyone.
	IOChannel uint16 = 1003
	// ServerUser is the user id with which servers send.
	ServerUser uint16 = 1002
	// MaxChannels is the number of static virtual channels a client may ask for.
	MaxChannels = 31
	// userBase is what PER's constrained user ids begin with.
	userBase = 1001
)
