package cliprdr

import (
	"time"

	"oriel/rdp/svc"
	"oriel/rdp/wire"
)

// Time-outs and limits.
const (
	defaultTimeout = 20 * time.Second // for data, both ways
	listTimeout    = 5 * time.Second  // for the answer to a format list
	maxQueue       = 16               // requests that wait for their turn

	// listSettle is how long after a list the server asks for data: FreeRDP sends two
	// lists in a row when something is copied, and a request that falls between
	// them can spoil its transfer from the X app for as long as the copy lasts.
	listSettle = 250 * time.Millisecond
)

// A Handler hears what the peer does with the clipboard. Calls come from
// within Step, Tick and Close; they may use the machine's verbs with out, but
// must not keep out.
type Handler interface {
	// RemoteFormats says what can be fetched, best first. If there is
	// something, what SetLocal announced is void.
	RemoteFormats(mimes []string, now time.Time, out *svc.Outbox)
	// Request says that the peer wants our data: answer with Respond, now or
	// later.
	Request(id uint32, mime string, now time.Time, out *svc.Outbox)
	// Data answers a Fetch. The bytes are the Handler's to keep.
	Data(id uint32, mime string, data []byte, err error, now time.Time, out *svc.Outbox)
}

// Config is what both ends can be told.
type Config struct {
	Handler Handler
	Timeout time.Duration // for data, both ways; 0 means 20 s
}

// A query is a request for data that waits for its answer or its turn.
type query struct {
	id       uint32
	format   uint32
	conv     *conversion
	deadline time.Time // of the one whose turn it is; zero until it was sent
}

// endpoint is what Server and Client have in common.
type endpoint struct {
	cfg      Config
	peerCaps uint32
	ready    bool // the initial exchange is over: lists and requests may be sent

	local       []Format
	announce    bool // local was not sent yet
	listPending bool // our list awaits its response
	listUntil   time.Time

	offers map[string]offer // what the peer announced
	asks   []query          // ours to the peer; only the first may have been sent
	quiet  time.Duration    // how long after a list we ask
	settle time.Time        // until then, another list may follow the last one
	stale  time.Time        // until then, an answer may be to a request given up
	jobs   []query          // the peer's to us; the first is with the Handler
	lastID uint32
}

// ownCaps are our general flags: no files, no locks.
const ownCaps = CapsLongFormatNames

func newEndpoint(cfg Config) endpoint {
	if cfg.Timeout == 0 {
		cfg.Timeout = defaultTimeout
	}
	return endpoint{cfg: cfg, offers: map[string]offer{}}
}

// long reports whether format lists have long names.
func (e *endpoint) long() bool { return e.peerCaps&ownCaps&CapsLongFormatNames != 0 }

func add(out *svc.Outbox, m Message) {
	out.Add(func(b []byte) []byte { return Append(b, m) })
}

// State implements svc.Machine.
func (e *endpoint) State() string {
	if !e.ready {
		return "awaiting peer"
	}
	return "ready"
}

// SetLocal announces that data of the MIME types can be had from us, best
// first; nil says that there is nothing. Unknown types are left out.
func (e *endpoint) SetLocal(mimes []string, now time.Time, out *svc.Outbox) {
	e.local, e.announce = localFormats(mimes), true
	e.sendList(now, out)
}

// sendList sends the newest list, one at a time.
func (e *endpoint) sendList(now time.Time, out *svc.Outbox) {
	if !e.ready || !e.announce || e.listPending {
		return
	}
	e.announce, e.listPending, e.listUntil = false, true, now.Add(listTimeout)
	add(out, &FormatList{Long: e.long(), Formats: e.local})
}

// Fetch asks the peer for data of a MIME type that it announced. Handler.Data
// gets the answer with the returned id. It reports false if the peer has no
// such data or too much was asked already.
func (e *endpoint) Fetch(mime string, now time.Time, out *svc.Outbox) (id uint32, ok bool) {
	o, ok := e.offers[Canonical(mime)]
	if !ok || !e.ready || len(e.asks) >= maxQueue || now.Before(e.stale) {
		return 0, false
	}
	e.lastID++
	e.asks = append(e.asks, query{id: e.lastID, format: o.id, conv: o.conv})
	e.ask(now, out)
	return e.lastID, true
}

// ask sends the first of asks, if that was not done and the peer's lists have
// settled.
func (e *endpoint) ask(now time.Time, out *svc.Outbox) {
	if len(e.asks) > 0 && e.asks[0].deadline.IsZero() && !now.Before(e.settle) {
		e.asks[0].deadline = now.Add(e.cfg.Timeout)
		add(out, &FormatDataRequest{FormatID: e.asks[0].format})
	}
}

// answered takes the first of asks off, tells the Handler and sends the next.
func (e *endpoint) answered(data []byte, err error, now time.Time, out *svc.Outbox) {
	q := e.asks[0]
	e.asks = e.asks[:copy(e.asks, e.asks[1:])]
	e.ask(now, out)
	e.cfg.Handler.Data(q.id, q.conv.mime, data, err, now, out)
}

// Respond answers a Request with data of its MIME type; ok false says that
// there is none. An answer that comes too late is dropped.
func (e *endpoint) Respond(id uint32, data []byte, ok bool, now time.Time, out *svc.Outbox) {
	if len(e.jobs) == 0 || e.jobs[0].id != id {
		return
	}
	conv := e.jobs[0].conv
	e.jobs = e.jobs[:copy(e.jobs, e.jobs[1:])]
	if ok && len(data) <= MaxData {
		out.Add(func(b []byte) []byte { return appendResponse(b, conv, data) })
	} else {
		add(out, &FormatDataResponse{})
	}
	e.nextJob(now, out)
}

// appendResponse converts straight into the message; what cannot be converted,
// or became too large, is answered with FAIL.
func appendResponse(b []byte, conv *conversion, data []byte) []byte {
	start := len(b)
	b = appendHeader(b, &FormatDataResponse{OK: true}, 0)
	b = conv.encode(b, data)
	n := len(b) - start - headerSize
	if n == 0 || n > MaxData {
		return Append(b[:start], &FormatDataResponse{})
	}
	wire.LE.PutUint32(b[start+4:], uint32(n))
	return b
}

// nextJob gives the first of jobs to the Handler. One for a format that we do
// not have is answered at once.
func (e *endpoint) nextJob(now time.Time, out *svc.Outbox) {
	for len(e.jobs) > 0 {
		j := &e.jobs[0]
		if j.conv != nil {
			j.deadline = now.Add(e.cfg.Timeout)
			e.cfg.Handler.Request(j.id, j.conv.mime, now, out)
			return
		}
		add(out, &FormatDataResponse{})
		e.jobs = e.jobs[:copy(e.jobs, e.jobs[1:])]
	}
}

// Deadline returns when Tick has something to do.
func (e *endpoint) Deadline() (when time.Time, ok bool) {
	earlier := func(t time.Time) {
		if !ok || t.Before(when) {
			when, ok = t, true
		}
	}
	if e.listPending {
		earlier(e.listUntil)
	}
	if len(e.asks) > 0 {
		if e.asks[0].deadline.IsZero() {
			earlier(e.settle)
		} else {
			earlier(e.asks[0].deadline)
		}
	}
	if len(e.jobs) > 0 {
		earlier(e.jobs[0].deadline)
	}
	return when, ok
}

// Tick handles what has timed out: our Handler's data becomes FAIL, the peer's
// ErrTimeout.
func (e *endpoint) Tick(now time.Time, out *svc.Outbox) {
	if e.listPending && !now.Before(e.listUntil) {
		e.listPending = false
		e.sendList(now, out)
	}
	if len(e.jobs) > 0 && !now.Before(e.jobs[0].deadline) {
		e.Respond(e.jobs[0].id, nil, false, now, out)
	}
	e.ask(now, out)
	if len(e.asks) > 0 && !e.asks[0].deadline.IsZero() && !now.Before(e.asks[0].deadline) {
		e.stale = now.Add(e.cfg.Timeout)
		e.abandon(ErrTimeout, now, out)
	}
}

// abandon gives up all asks. Answers carry no id, so none of them may be sent
// while an answer to the first can still come.
func (e *endpoint) abandon(err error, now time.Time, out *svc.Outbox) {
	asks := e.asks
	e.asks = nil
	for _, q := range asks {
		e.cfg.Handler.Data(q.id, q.conv.mime, nil, err, now, out)
	}
}

// Close says that the channel is gone: every Fetch is answered with ErrClosed.
// What is put into out by the Handler is lost.
func (e *endpoint) Close(now time.Time) {
	e.ready, e.jobs = false, nil
	clear(e.offers)
	e.abandon(ErrClosed, now, new(svc.Outbox))
}

// common handles the messages that mean the same to both ends. Locks, files
// and unknown messages are tolerated.
func (e *endpoint) common(m Message, now time.Time, out *svc.Outbox) error {
	switch m := m.(type) {
	case *ClipCaps:
		e.peerCaps = m.General
	case *FormatList:
		e.formatList(m, now, out)
	case *FormatListResponse:
		e.listPending = false
		e.sendList(now, out)
	case *FormatDataRequest:
		return e.dataRequest(m, now, out)
	case *FormatDataResponse:
		e.dataResponse(m, now, out)
	case *FileContentsRequest:
		add(out, &FileContentsResponse{StreamID: m.StreamID})
	}
	return nil
}

// formatList takes over what the peer announces. If that is nothing, our own
// announcement stays.
func (e *endpoint) formatList(m *FormatList, now time.Time, out *svc.Outbox) {
	e.stale, e.settle = time.Time{}, now.Add(e.quiet)
	var mimes []string
	mimes, e.offers = remoteOffers(m.Formats)
	if len(m.Formats) > 0 {
		e.local, e.announce = nil, false
	}
	add(out, &FormatListResponse{OK: true})
	e.askAgain(now, out)
	e.ask(now, out)
	e.cfg.Handler.RemoteFormats(mimes, now, out)
}

// askAgain repeats of the new list what was asked of the one before: the answer
// to that may never come. Where it comes before the lists have settled, it is
// ignored.
func (e *endpoint) askAgain(now time.Time, out *svc.Outbox) {
	asks := e.asks
	e.asks = nil
	var lost []query
	for _, q := range asks {
		if o, ok := e.offers[q.conv.mime]; ok {
			q.format, q.conv, q.deadline = o.id, o.conv, time.Time{}
			e.asks = append(e.asks, q)
		} else {
			lost = append(lost, q)
		}
	}
	for _, q := range lost {
		e.cfg.Handler.Data(q.id, q.conv.mime, nil, ErrFailed, now, out)
	}
}

func (e *endpoint) dataRequest(m *FormatDataRequest, now time.Time, out *svc.Outbox) error {
	if len(e.jobs) >= maxQueue {
		return ErrSequence
	}
	e.lastID++
	j := query{id: e.lastID, format: m.FormatID}
	for _, f := range e.local {
		if f.ID == m.FormatID {
			j.conv = localConversion(f.ID)
		}
	}
	e.jobs = append(e.jobs, j)
	if len(e.jobs) == 1 {
		e.nextJob(now, out)
	}
	return nil
}

// dataResponse ends the first of asks. A response without request is ignored.
func (e *endpoint) dataResponse(m *FormatDataResponse, now time.Time, out *svc.Outbox) {
	e.stale = time.Time{}
	if len(e.asks) == 0 || e.asks[0].deadline.IsZero() {
		return
	}
	switch {
	case !m.OK:
		e.answered(nil, ErrFailed, now, out)
	case len(m.Data) > MaxData:
		e.answered(nil, ErrTooLarge, now, out)
	default:
		data, err := e.asks[0].conv.decode([]byte{}, m.Data)
		e.answered(data, err, now, out)
	}
}
