package link

import (
	"fmt"
	"image"
	"slices"
	"strings"
	"unicode/utf8"

	"oriel/compositor/clip"
	"oriel/compositor/scene"
	"oriel/compositor/seat"
)

// up is a message from a Client. Its slices are used again for the next one.
type up struct {
	kind    byte
	credit  int
	gen     uint32 // of an Attach or Detach
	report  report
	hold    uint32 // of a Fault
	event   seat.Event
	window  scene.WindowID
	wish    scene.Wish
	icon    scene.NotifyIconID
	notify  scene.NotifyEvent
	outputs []scene.Output
	offer   offer
	fetch   fetch
	listen  bool
	request uint32 // of an Exec
	program Program
	clients []ClientInfo
}

// report is what a Client has done with what it got.
type report struct {
	credit   int
	released []uint32 // holds
	drawn    []scene.Drawn
}

func (r *report) empty() bool { return r.credit == 0 && len(r.released) == 0 && len(r.drawn) == 0 }

// offer tells what is on the clipboard of one side; without types, nothing.
// Serial counts the offers of this side; seen is the newest that it knows of
// the other, so that of two that cross the desktop's wins on both sides.
type offer struct {
	serial, seen uint32
	types        []string
}

// fetch asks for one of the types of an offer.
type fetch struct {
	request, serial uint32
	index           int
}

// read decodes a message.
func (m *up) read(b []byte) error {
	r := reader{b: b}
	kind, flags := r.head()
	if flags != 0 {
		r.fail("flags")
	}
	m.kind = kind
	switch kind {
	case kindHello:
		m.credit = readHello(&r)
	case kindAttach, kindDetach:
		m.gen = r.u32("generation")
	case kindReport:
		m.report.read(&r)
	case kindFault:
		m.hold = r.u32("hold")
	case kindInput:
		m.event = readEvent(&r)
	case kindWish:
		m.readWish(&r)
	case kindNotify:
		m.icon, m.notify = readNotify(&r)
	case kindOutputs:
		m.outputs = readOutputs(&r, m.outputs[:0])
		if slices.ContainsFunc(m.outputs, unusual) {
			r.fail("size of an output")
		}
	case kindOffer:
		m.offer.read(&r)
	case kindFetch:
		m.fetch = fetch{r.u32("request"), r.u32("serial"), r.natural(maxTypes-1, "index")}
	case kindSound:
		m.listen = r.bool("listen")
	case kindExec:
		m.request, m.program = readExec(&r)
	case kindClients:
		m.clients = readClients(&r, m.clients[:0])
	default:
		r.fail("kind of message")
	}
	return r.end()
}

func appendHello(b []byte, credit int) []byte {
	b = le.AppendUint32(begin(b, kindHello, 0), magic)
	return le.AppendUint16(le.AppendUint16(b, version), uint16(credit))
}

func readHello(r *reader) (credit int) {
	if r.u32("magic") != magic {
		r.fail("magic")
	}
	if v := r.u16("version"); r.err == nil && v != version {
		r.err = fmt.Errorf("%w: %d", ErrVersion, v)
	}
	credit = int(r.u16("credit"))
	if credit > maxCredit {
		r.fail("credit")
	}
	return credit
}

const (
	reportHead = header + 8
	drawnSize  = 12
)

// append appends as much of the report as fits into a message, and returns
// what is left of it.
func (p *report) append(b []byte) ([]byte, report) {
	room := maxMessage - reportHead
	nr := min(len(p.released), room/4)
	nd := min(len(p.drawn), (room-4*nr)/drawnSize)
	b = le.AppendUint16(begin(b, kindReport, 0), uint16(p.credit))
	b = le.AppendUint16(le.AppendUint16(b, uint16(nr)), uint16(nd))
	b = le.AppendUint16(b, 0)
	for _, id := range p.released[:nr] {
		b = le.AppendUint32(b, id)
	}
	for _, d := range p.drawn[:nd] {
		b = le.AppendUint64(le.AppendUint32(b, uint32(d.Window)), d.Seq)
	}
	return b, report{released: p.released[nr:], drawn: p.drawn[nd:]}
}

func (p *report) read(r *reader) {
	p.credit = int(r.u16("credit"))
	if p.credit > maxCredit {
		r.fail("credit")
	}
	nr, nd := int(r.u16("released")), int(r.u16("drawn"))
	if r.u16("reserved") != 0 || 4*nr+drawnSize*nd != r.len() {
		r.fail("length of report")
	}
	p.released, p.drawn = p.released[:0], p.drawn[:0]
	if r.err != nil {
		return
	}
	for range nr {
		p.released = append(p.released, r.u32("hold"))
	}
	for range nd {
		p.drawn = append(p.drawn, scene.Drawn{Window: scene.WindowID(r.u32("window")), Seq: r.u64("seq")})
	}
	if p.empty() {
		r.fail("empty report")
	}
}

const allWants = scene.WantBounds | scene.WantState | scene.WantActivate | scene.WantDeactivate | scene.WantClose | scene.WantRaise | scene.WantMenu

// maxExtent bounds the sides of what a user may ask for: apps take memory for
// it.
const maxExtent = 1<<16 - 1

func sane(r image.Rectangle) bool {
	return max(r.Dx(), -r.Dx()) <= maxExtent && max(r.Dy(), -r.Dy()) <= maxExtent
}

// unusual reports whether a monitor is none that a user can have.
func unusual(o scene.Output) bool { return o.Bounds.Empty() || !sane(o.Bounds) || !sane(o.Work) }

func appendWish(b []byte, id scene.WindowID, w scene.Wish) []byte {
	b = le.AppendUint32(begin(b, kindWish, 0), uint32(id))
	b = appendRect(append(b, byte(w.What&allWants)), w.Bounds)
	return le.AppendUint16(le.AppendUint16(b, uint16(w.State&allStates)), uint16(w.Mask&allStates))
}

func (m *up) readWish(r *reader) {
	m.window = scene.WindowID(r.u32("window"))
	m.wish = scene.Wish{What: scene.Wants(r.u8("wants")), Bounds: r.rect("bounds")}
	m.wish.State, m.wish.Mask = scene.State(r.u16("state")), scene.State(r.u16("mask"))
	if m.wish.What&^allWants != 0 || !sane(m.wish.Bounds) || (m.wish.State|m.wish.Mask)&^allStates != 0 {
		r.fail("wish")
	}
}

// outputSize is the least an output takes.
const outputSize = 4 + 2 + 16 + 16 + 8 + 8 + 1 + 4 + 1 + 8 + 1

func validOutput(o *scene.Output) bool {
	return o.Scale >= 0 && o.Scale <= 64 && o.TextScale >= 0 && o.TextScale <= 64 && o.Transform < 8 && o.Refresh >= 0 && o.Refresh <= maxCoord &&
		len(o.Name) <= maxName && utf8.ValidString(o.Name) && !strings.Contains(o.Name, "\x00")
}

// appendOutputs appends a count and those outputs that may cross.
func appendOutputs(b []byte, list []scene.Output) []byte {
	at := len(b)
	b = le.AppendUint16(b, 0)
	n := 0
	for i := range list {
		o := &list[i]
		if n == maxOutputs || !validOutput(o) {
			continue
		}
		n++
		b = appendString(le.AppendUint32(b, o.ID), o.Name, maxName)
		b = appendRect(appendRect(b, o.Bounds), o.Work)
		b = append(appendPoint(appendFloat(b, o.Scale), o.Physical), byte(o.Transform))
		b = appendFloat(appendBool(appendInt(b, o.Refresh), o.Primary), o.TextScale)
		b = appendBool(b, o.Tray)
	}
	le.PutUint16(b[at:], uint16(n))
	return b
}

func readOutputs(r *reader, list []scene.Output) []scene.Output {
	for range r.count(outputSize, maxOutputs, "outputs") {
		o := scene.Output{ID: r.u32("id"), Name: r.string(maxName, "name"), Bounds: r.rect("bounds"), Work: r.rect("work")}
		o.Scale, o.Physical, o.Transform = r.float(64, "scale"), r.point("physical"), scene.Transform(r.u8("transform"))
		o.Refresh, o.Primary, o.TextScale = r.int("refresh"), r.bool("primary"), r.float(64, "text scale")
		o.Tray = r.bool("tray")
		if !validOutput(&o) {
			r.fail("output")
		}
		if r.err != nil {
			return nil
		}
		list = append(list, o)
	}
	return list
}

func validType(s string) bool {
	return s != "" && len(s) <= maxName && utf8.ValidString(s) && !strings.ContainsFunc(s, func(c rune) bool { return c < ' ' || c == 0x7F })
}

// typesOf returns the types of a source that may cross; none of no source.
func typesOf(src clip.Source) (types []string) {
	if src == nil {
		return nil
	}
	size := 0
	for _, t := range src.Types() {
		if validType(t) && len(types) < maxTypes && size+len(t)+2 <= maxTypeBytes && !slices.Contains(types, t) {
			types, size = append(types, t), size+len(t)+2
		}
	}
	return types
}

func (o *offer) append(b []byte) []byte {
	b = le.AppendUint32(le.AppendUint32(begin(b, kindOffer, 0), o.serial), o.seen)
	b = le.AppendUint16(b, uint16(len(o.types)))
	for _, t := range o.types {
		b = appendString(b, t, maxName)
	}
	return b
}

func (o *offer) read(r *reader) {
	o.serial, o.seen, o.types = r.u32("serial"), r.u32("seen"), nil
	for range r.count(3, maxTypes, "types") {
		t := r.string(maxName, "type")
		if !validType(t) {
			r.fail("type")
			return
		}
		o.types = append(o.types, t)
	}
}

func appendFetch(b []byte, f fetch) []byte {
	b = le.AppendUint32(begin(b, kindFetch, 0), f.request)
	return le.AppendUint32(le.AppendUint32(b, f.serial), uint32(f.index))
}

// down is a small message from a Server; Diffs have a decoder of their own.
type down struct {
	kind  byte
	files []uint32 // to forget
	offer offer
	fetch fetch // of Data: the request; of Paste: serial and index
	on    bool
	id    uint32 // of Launched: the request; of Disconnect: the client
	code  byte
}

// fds is how many descriptors such a message has.
func (m *down) fds() int {
	switch m.kind {
	case kindData, kindPaste, kindSocket:
		return 1
	}
	return 0
}

// read decodes a message that is no Diff.
func (m *down) read(b []byte) error {
	r := reader{b: b}
	kind, flags := r.head()
	if flags != 0 {
		r.fail("flags")
	}
	m.kind = kind
	switch kind {
	case kindHello:
		readHello(&r)
	case kindForget:
		m.files = m.files[:0]
		for range r.count(4, maxMessage, "files") {
			m.files = append(m.files, r.u32("file"))
		}
	case kindOffer:
		m.offer.read(&r)
	case kindData:
		m.fetch = fetch{request: r.u32("request")}
	case kindPaste:
		m.fetch = fetch{serial: r.u32("serial"), index: r.natural(maxTypes-1, "index")}
	case kindSocket:
	case kindRecord:
		m.on = r.bool("on")
	case kindLaunched:
		m.id, m.code = r.u32("request"), r.below(byte(len(results)), "result")
	case kindAsk:
	case kindDisconnect:
		m.id = r.u32("client")
	default:
		r.fail("kind of message")
	}
	return r.end()
}
