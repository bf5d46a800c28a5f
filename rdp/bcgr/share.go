package bcgr

import "oriel/rdp/wire"

// ShareType is the type of a share control PDU ([MS-RDPBCGR] 2.2.8.1.1.1.1).
type ShareType uint8

// The share control types.
const (
	ShareDemandActive  ShareType = 0x1
	ShareConfirmActive ShareType = 0x3
	ShareDeactivateAll ShareType = 0x6
	ShareData          ShareType = 0x7
	ShareRedirect      ShareType = 0xA
	// ShareFlow is the old flow PDU, which has no such header; ReadShare
	// reports it so that it can be ignored.
	ShareFlow ShareType = 0xFF
)

const (
	shareVersion = 0x10
	flowMarker   = 0x8000
	// ShareControlSize is the length of the share control header.
	ShareControlSize = 6
	// ShareDataSize is the length of both headers of a share data PDU.
	ShareDataSize = ShareControlSize + 12
)

// AppendShareControl appends the share control header of a PDU with n bytes.
func AppendShareControl(b []byte, t ShareType, source uint16, n int) []byte {
	return u16s(b, uint16(ShareControlSize+n), shareVersion|uint16(t), source)
}

// ReadShare reads one share control PDU and returns a Reader over its body.
func ReadShare(r *wire.Reader) (t ShareType, source uint16, body *wire.Reader) {
	n := int(r.U16("totalLength"))
	if n == flowMarker {
		return ShareFlow, 0, r.Sub(r.Len(), "flow")
	}
	t = ShareType(r.U16("pduType") & 0xF)
	if r.Err() == nil && n < ShareControlSize {
		// Deactivate All of some servers ends here, without a pduSource.
		if n == 4 {
			return t, 0, r.Sub(0, "body")
		}
		r.Fail(wire.ErrRange, "totalLength")
	}
	source = r.U16("pduSource")
	return t, source, r.Sub(n-ShareControlSize, "body")
}

// DataType is the type of a share data PDU ([MS-RDPBCGR] 2.2.8.1.1.1.2).
type DataType uint8

// The share data types.
const (
	DataUpdate                    DataType = 0x02
	DataControl                   DataType = 0x14
	DataPointer                   DataType = 0x1B
	DataInput                     DataType = 0x1C
	DataSynchronize               DataType = 0x1F
	DataRefreshRect               DataType = 0x21
	DataPlaySound                 DataType = 0x22
	DataSuppressOutput            DataType = 0x23
	DataShutdownRequest           DataType = 0x24
	DataShutdownDenied            DataType = 0x25
	DataSaveSessionInfo           DataType = 0x26
	DataFontList                  DataType = 0x27
	DataFontMap                   DataType = 0x28
	DataSetKeyboardIndicators     DataType = 0x29
	DataBitmapCachePersistentList DataType = 0x2B
	DataBitmapCacheError          DataType = 0x2C
	DataSetKeyboardIMEStatus      DataType = 0x2D
	DataOffscreenCacheError       DataType = 0x2E
	DataSetErrorInfo              DataType = 0x2F
	DataDrawNineGridError         DataType = 0x30
	DataDrawGDIPlusError          DataType = 0x31
	DataARCStatus                 DataType = 0x32
	DataStatusInfo                DataType = 0x36
	DataMonitorLayout             DataType = 0x37
	DataFrameAcknowledge          DataType = 0x38
)

// DataPDU is the body of a share data PDU.
type DataPDU interface {
	wire.PDU
	Type() DataType
}

const (
	streamLow      = 1
	dataCompressed = 0x20
)

// AppendShareData appends both headers of a share data PDU with n bytes.
func AppendShareData(b []byte, shareID uint32, source uint16, t DataType, n int) []byte {
	b = AppendShareControl(b, ShareData, source, ShareDataSize-ShareControlSize+n)
	b = u32s(b, shareID)
	b = append(b, 0, streamLow)
	b = u16s(b, uint16(n+4)) // counted from pduType2 on, as Windows does
	b = append(b, byte(t), 0)
	return u16s(b, 0)
}

// AppendData appends p as a share data PDU; DataLen is its length.
func AppendData(b []byte, shareID uint32, source uint16, p DataPDU) []byte {
	return p.AppendTo(AppendShareData(b, shareID, source, p.Type(), p.Size()))
}

// DataLen returns what AppendData appends.
func DataLen(p DataPDU) int { return ShareDataSize + p.Size() }

// ReadShareData reads the share data header, the body that ReadShare
// returned. r is then at the data PDU's own body. Its length field is not
// trusted, and a compressed PDU is an error: nobody agreed to that.
func ReadShareData(r *wire.Reader) (shareID uint32, t DataType) {
	shareID = r.U32("shareId")
	r.U8("pad1")
	r.U8("streamId")
	r.U16("uncompressedLength")
	t = DataType(r.U8("pduType2"))
	if c := r.U8("compressedType"); c&dataCompressed != 0 {
		r.Fail(wire.ErrUnsupported, "compressedType")
	}
	r.U16("compressedLength")
	return shareID, t
}

// NewDataPDU returns an empty body for a type of this package, or nil.
// Updates and input have readers of their own.
func NewDataPDU(t DataType) DataPDU {
	switch t {
	case DataControl:
		return new(Control)
	case DataSynchronize:
		return new(Synchronize)
	case DataRefreshRect:
		return new(RefreshRect)
	case DataPlaySound:
		return new(PlaySound)
	case DataSuppressOutput:
		return new(SuppressOutput)
	case DataShutdownRequest:
		return new(ShutdownRequest)
	case DataShutdownDenied:
		return new(ShutdownDenied)
	case DataSaveSessionInfo:
		return new(SaveSessionInfo)
	case DataFontList:
		return new(FontList)
	case DataFontMap:
		return new(FontMap)
	case DataSetKeyboardIndicators:
		return new(SetKeyboardIndicators)
	case DataSetErrorInfo:
		return new(SetErrorInfo)
	case DataMonitorLayout:
		return new(MonitorLayout)
	case DataFrameAcknowledge:
		return new(FrameAcknowledge)
	case DataInput:
		return new(InputPDU)
	}
	return nil
}
