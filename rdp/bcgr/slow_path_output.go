package bcgr

import "oriel/rdp/wire"

// Update types of slow-path graphics updates ([MS-RDPBCGR] 2.2.9.1.1.3.1).
const (
	slowOrders      = 0
	slowBitmap      = 1
	slowPalette     = 2
	slowSynchronize = 3
)

// Message types of slow-path pointer updates ([MS-RDPBCGR] 2.2.9.1.1.4).
const (
	slowPointerSystem   = 1
	slowPointerPosition = 3
	slowPointerColor    = 6
	slowPointerCached   = 7
	slowPointerNew      = 8
	slowPointerLarge    = 9
)

// The two system pointers.
const (
	systemPointerNull    = 0
	systemPointerDefault = 0x7F00
)

var slowPointers = map[UpdateCode]uint16{
	UpdatePointerPosition: slowPointerPosition, UpdatePointerColor: slowPointerColor,
	UpdatePointerCached: slowPointerCached, UpdatePointerNew: slowPointerNew, UpdatePointerLarge: slowPointerLarge,
}

// SlowPathUpdate turns a fast-path update into the type and body of a share
// data PDU, for a client without FastPathOutput. Surface commands have no
// such form: ok is false.
func SlowPathUpdate(b []byte, c UpdateCode, payload []byte) (body []byte, t DataType, ok bool) {
	switch c {
	case UpdateOrders:
		if len(payload) < 2 {
			return b, 0, false
		}
		b = append(u16s(b, slowOrders, 0), payload[:2]...)
		return append(append(b, 0, 0), payload[2:]...), DataUpdate, true
	case UpdateBitmap, UpdatePalette: // begin with the update type in both forms
		return append(b, payload...), DataUpdate, true
	case UpdateSynchronize:
		return u16s(b, slowSynchronize, 0), DataUpdate, true
	case UpdatePointerHidden:
		return u32s(u16s(b, slowPointerSystem, 0), systemPointerNull), DataPointer, true
	case UpdatePointerDefault:
		return u32s(u16s(b, slowPointerSystem, 0), systemPointerDefault), DataPointer, true
	}
	m, ok := slowPointers[c]
	if !ok {
		return b, 0, false
	}
	return append(u16s(b, m, 0), payload...), DataPointer, true
}

// ReadSlowPathUpdate turns the body of a DataUpdate or DataPointer PDU into
// the fast-path update that says the same.
func ReadSlowPathUpdate(t DataType, r *wire.Reader) (c UpdateCode, payload []byte) {
	if t == DataPointer {
		return readSlowPointer(r)
	}
	whole := *r
	switch kind := r.U16("updateType"); kind {
	case slowOrders:
		r.U16("pad2OctetsA")
		payload = u16s(nil, r.U16("numberOrders"))
		r.U16("pad2OctetsB")
		return UpdateOrders, append(payload, r.Rest()...)
	case slowBitmap, slowPalette:
		*r = whole
		return UpdateCode(kind), r.Rest()
	case slowSynchronize:
		r.Rest()
		return UpdateSynchronize, nil
	}
	r.Fail(wire.ErrType, "updateType")
	return 0, nil
}

func readSlowPointer(r *wire.Reader) (UpdateCode, []byte) {
	m := r.U16("messageType")
	r.U16("pad2Octets")
	if m == slowPointerSystem {
		if r.U32("systemPointerType") == systemPointerNull {
			return UpdatePointerHidden, nil
		}
		return UpdatePointerDefault, nil
	}
	for c, v := range slowPointers {
		if v == m {
			return c, r.Rest()
		}
	}
	r.Fail(wire.ErrType, "messageType")
	return 0, nil
}
