package rdpei

// A Change is what a finger or pen does.
type Change uint8

// The changes.
const (
	Hover  Change = iota // it moves, or comes, above the surface
	Down                 // it touches
	Move                 // it moves while it touches
	Up                   // it touches no longer
	Leave                // it is out of range
	Cancel               // what it did so far shall count as not done
)

func (c Change) String() string {
	return [...]string{"hover", "down", "move", "up", "leave", "cancel"}[c]
}

// state is where a contact is ([MS-RDPEI] 3.1.1.1).
type state uint8

const (
	outOfRange state = iota
	hovering
	engaged
)

// lives are the contacts of a kind of device: which there are, and whether
// what they do makes sense.
type lives struct {
	state  map[uint8]state
	broken bool // the transaction was canceled: wait for the next
}

// transitions say what the allowed combinations of flags mean.
var transitions = map[uint32]struct {
	from, to state
	change   Change
}{
	FlagDown | FlagInRange | FlagInContact:   {hovering, engaged, Down}, // or out of range
	FlagUpdate | FlagInRange | FlagInContact: {engaged, engaged, Move},
	FlagUp | FlagInRange:                     {engaged, hovering, Up},
	FlagUp:                                   {engaged, outOfRange, Up},
	FlagUp | FlagCanceled:                    {engaged, outOfRange, Cancel},
	FlagUpdate | FlagInRange:                 {hovering, hovering, Hover}, // or out of range
	FlagUpdate:                               {hovering, outOfRange, Leave},
	FlagUpdate | FlagCanceled:                {hovering, outOfRange, Leave},
}

// step moves a contact on. It is not ok if that cannot be.
func (l *lives) step(id uint8, flags uint32) (c Change, to state, ok bool) {
	t, ok := transitions[flags]
	if !ok {
		return 0, 0, false
	}
	from := l.state[id]
	if from != t.from && (from != outOfRange || t.change != Down && t.change != Hover) {
		return 0, 0, false
	}
	if l.state == nil {
		l.state = map[uint8]state{}
	}
	l.state[id] = t.to
	if t.to == outOfRange {
		delete(l.state, id)
	}
	return t.change, t.to, true
}

// cancel ends the transaction.
func (l *lives) cancel() {
	clear(l.state)
	l.broken = true
}

// begins reports whether flags may be part of the first frame of a transaction.
func begins(flags uint32) bool {
	return flags == FlagDown|FlagInRange|FlagInContact || flags == FlagUpdate|FlagInRange
}
