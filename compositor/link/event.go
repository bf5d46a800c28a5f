package link

import (
	"math"
	"strings"
	"unicode/utf8"

	"oriel/compositor/seat"
)

// Kinds of events.
const (
	eventKey = iota
	eventText
	eventMotion
	eventRelative
	eventButton
	eventAxis
	eventTouch
	eventLocks
	eventLayout
	eventReleaseAll
	eventPen
)

const maxCode = 767 // KEY_MAX, and of buttons too

func fits(v ...float64) bool {
	for _, x := range v {
		if !(math.Abs(x) <= maxCoord) {
			return false
		}
	}
	return true
}

// validEvent reports whether an event may cross.
func validEvent(e seat.Event) bool {
	switch e := e.(type) {
	case seat.Key:
		return e.Code >= 1 && e.Code <= maxCode
	case seat.Button:
		return e.Code >= 1 && e.Code <= maxCode
	case seat.Text:
		return len(e.Text) <= maxText && utf8.ValidString(e.Text) && !strings.Contains(e.Text, "\x00")
	case seat.Motion:
		return fits(e.X, e.Y)
	case seat.RelativeMotion:
		return fits(e.DX, e.DY)
	case seat.Touch:
		return fits(e.X, e.Y) && e.Phase <= seat.TouchCancel
	case seat.Pen:
		return fits(e.X, e.Y) && e.Pressure >= -1 && e.Pressure <= 1 &&
			math.Abs(e.TiltX) <= 90 && math.Abs(e.TiltY) <= 90 && e.Rotation >= 0 && e.Rotation <= 360
	case seat.Axis:
		return e.V120 >= -maxCoord && e.V120 <= maxCoord
	case seat.Locks, seat.Layout, seat.ReleaseAll:
		return true
	}
	return false
}

// appendEvent appends a valid event.
func appendEvent(b []byte, e seat.Event) []byte {
	switch e := e.(type) {
	case seat.Key:
		return appendBool(le.AppendUint16(append(b, eventKey), e.Code), e.Down)
	case seat.Text:
		return appendString(append(b, eventText), e.Text, maxText)
	case seat.Motion:
		return appendBool(appendFloat(appendFloat(append(b, eventMotion), e.X), e.Y), e.Cropped)
	case seat.RelativeMotion:
		return appendFloat(appendFloat(append(b, eventRelative), e.DX), e.DY)
	case seat.Button:
		return appendBool(le.AppendUint16(append(b, eventButton), e.Code), e.Down)
	case seat.Axis:
		return appendInt(appendBool(append(b, eventAxis), e.Horizontal), int(e.V120))
	case seat.Touch:
		b = le.AppendUint32(append(b, eventTouch), uint32(e.ID))
		b = appendBool(append(b, byte(e.Phase)), e.Last)
		return appendFloat(appendFloat(b, e.X), e.Y)
	case seat.Pen:
		b = append(b, eventPen, e.ID)
		for _, v := range [...]bool{e.Near, e.Down, e.Eraser, e.Barrel, e.Last} {
			b = appendBool(b, v)
		}
		for _, v := range [...]float64{e.X, e.Y, e.Pressure, e.TiltX, e.TiltY, e.Rotation} {
			b = appendFloat(b, v)
		}
		return b
	case seat.Locks:
		return appendBool(appendBool(appendBool(append(b, eventLocks), e.Caps), e.Num), e.Scroll)
	case seat.Layout:
		b = le.AppendUint32(append(b, eventLayout), e.ID)
		return le.AppendUint32(le.AppendUint32(b, e.Type), e.SubType)
	}
	return append(b, eventReleaseAll)
}

func readEvent(r *reader) seat.Event {
	e := readAnyEvent(r)
	if e == nil || !validEvent(e) {
		r.fail("event")
		return nil
	}
	return e
}

func readAnyEvent(r *reader) seat.Event {
	switch r.u8("event") {
	case eventKey:
		return seat.Key{Code: r.u16("code"), Down: r.bool("down")}
	case eventText:
		return seat.Text{Text: r.string(maxText, "text")}
	case eventMotion:
		return seat.Motion{X: r.float(maxCoord, "x"), Y: r.float(maxCoord, "y"), Cropped: r.bool("cropped")}
	case eventRelative:
		return seat.RelativeMotion{DX: r.float(maxCoord, "dx"), DY: r.float(maxCoord, "dy")}
	case eventButton:
		return seat.Button{Code: r.u16("code"), Down: r.bool("down")}
	case eventAxis:
		return seat.Axis{Horizontal: r.bool("horizontal"), V120: int32(r.int("v120"))}
	case eventTouch:
		e := seat.Touch{ID: int32(r.u32("id")), Phase: seat.TouchPhase(r.u8("phase")), Last: r.bool("last")}
		e.X, e.Y = r.float(maxCoord, "x"), r.float(maxCoord, "y")
		return e
	case eventPen:
		return readPen(r)
	case eventLocks:
		return seat.Locks{Caps: r.bool("caps"), Num: r.bool("num"), Scroll: r.bool("scroll")}
	case eventLayout:
		return seat.Layout{ID: r.u32("id"), Type: r.u32("type"), SubType: r.u32("subtype")}
	case eventReleaseAll:
		return seat.ReleaseAll{}
	}
	return nil
}

func readPen(r *reader) seat.Pen {
	return seat.Pen{
		ID: r.u8("id"), Near: r.bool("near"), Down: r.bool("down"), Eraser: r.bool("eraser"),
		Barrel: r.bool("barrel"), Last: r.bool("last"),
		X: r.float(maxCoord, "x"), Y: r.float(maxCoord, "y"), Pressure: r.float(1, "pressure"),
		TiltX: r.float(90, "tilt"), TiltY: r.float(90, "tilt"), Rotation: r.float(360, "rotation"),
	}
}
