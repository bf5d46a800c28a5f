package rail

import (
	"oriel/rdp/wire"
)

// Windowing orders are alternate secondary drawing orders of type
// TS_ALTSEC_WINDOW ([MS-RDPERP] 2.2.1.3). Each starts with this byte.
const altSecWindow = 0x2E

// altSecFrameMarker starts the only other order that ReadOrders passes over.
const altSecFrameMarker = 0x36

// orderHeader is the size of the common part: Header, OrderSize and
// FieldsPresentFlags.
const orderHeader = 1 /* Header */ + 2 /* OrderSize */ + 4 /* FieldsPresentFlags */

// Bits of FieldsPresentFlags that say what an order is about.
const (
	OrderWindow     = 0x01000000
	OrderNotify     = 0x02000000
	OrderDesktop    = 0x04000000
	OrderNew        = 0x10000000
	OrderDeleted    = 0x20000000
	OrderIcon       = 0x40000000
	OrderCachedIcon = 0x80000000
)

// An Order is one windowing order: *Window, *WindowDelete, *WindowIcon,
// *WindowCachedIcon, *NotifyIcon, *NotifyIconDelete or *Desktop. Its encoded
// form includes the header.
type Order interface {
	wire.PDU
	readBody(r *wire.Reader, flags uint32)
}

// appendOrderHeader appends the common part of an order of size bytes.
func appendOrderHeader(b []byte, size int, flags uint32) []byte {
	b = append(b, altSecWindow)
	b = wire.LE.AppendUint16(b, uint16(size))
	return wire.LE.AppendUint32(b, flags)
}

// readOrderHeader returns a Reader over the rest of the order.
func readOrderHeader(r *wire.Reader) (body *wire.Reader, flags uint32) {
	if r.U8("Header") != altSecWindow {
		r.Fail(wire.ErrType, "Header")
	}
	n := r.U16("OrderSize")
	if r.Err() == nil && n < orderHeader {
		r.Fail(wire.ErrRange, "OrderSize")
	}
	if r.Err() != nil {
		return r, 0
	}
	body = r.Sub(int(n)-3, "order")
	return body, body.U32("FieldsPresentFlags")
}

// readAs reads an order that must be of o's type.
func readAs(r *wire.Reader, o Order, same func(Order) bool) {
	body, flags := readOrderHeader(r)
	if body != r {
		if !same(newOrder(flags)) {
			body.Fail(wire.ErrType, "FieldsPresentFlags")
		}
		o.readBody(body, flags)
		carry(r, body)
	}
}

func is[T Order](o Order) bool { _, ok := o.(T); return ok }

// newOrder returns an empty order of the type that the flags say.
func newOrder(flags uint32) Order {
	switch {
	case flags&OrderDesktop != 0:
		return new(Desktop)
	case flags&OrderNotify != 0 && flags&OrderDeleted != 0:
		return new(NotifyIconDelete)
	case flags&OrderNotify != 0:
		return new(NotifyIcon)
	case flags&OrderWindow == 0:
		return nil
	case flags&OrderDeleted != 0:
		return new(WindowDelete)
	case flags&OrderIcon != 0:
		return new(WindowIcon)
	case flags&OrderCachedIcon != 0:
		return new(WindowCachedIcon)
	}
	return new(Window)
}

// ReadOrder reads one order.
func ReadOrder(r *wire.Reader) Order {
	body, flags := readOrderHeader(r)
	if r.Err() != nil {
		return nil
	}
	o := newOrder(flags)
	if o == nil {
		r.Fail(wire.ErrType, "FieldsPresentFlags")
		return nil
	}
	if body.Err() == nil {
		o.readBody(body, flags)
	}
	carry(r, body)
	return o
}

// AppendOrders appends the payload of an orders update: numberOrders and the
// orders. The caller keeps it below the size of one fast-path update (or
// fragments it).
func AppendOrders(b []byte, orders ...Order) []byte {
	b = wire.LE.AppendUint16(b, uint16(len(orders)))
	for _, o := range orders {
		b = o.AppendTo(b)
	}
	return b
}

// ReadOrders reads the payload of an orders update and calls f for each
// windowing order. Slices of an order alias the payload. Drawing orders are an
// error: their length cannot be told without drawing them.
func ReadOrders(payload []byte, f func(Order) error) error {
	r := wire.NewReader(payload)
	for n := int(r.U16("numberOrders")); n > 0 && r.Err() == nil; n-- {
		rest := wire.NewReader(payload[r.Off():])
		switch c := rest.U8("controlFlags"); {
		case rest.Err() != nil:
			return rest.Err()
		case c == altSecFrameMarker:
			r.Skip(1+4, "frame marker")
			continue
		case c != altSecWindow:
			r.Fail(wire.ErrUnsupported, "controlFlags")
			return r.Err()
		}
		o := ReadOrder(r)
		if err := r.Err(); err != nil {
			return err
		}
		if err := f(o); err != nil {
			return err
		}
	}
	return r.Err()
}
