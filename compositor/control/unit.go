package control

import "strconv"

// A Unit names what the manager supervises.
type Unit uint32

const (
	Compositor Unit = 1 + iota
	RDPBackend
	XServer
	Share
	HostClient // the RDP client on the host of a virtual machine
	Video      // the helper that makes H.264
	lastUnit   = Video
)

var unitNames = [...]string{Compositor: "compositor", RDPBackend: "rdp", XServer: "xwayland", Share: "share",
	HostClient: "client", Video: "avc"}

// String is the unit's name in logs and commands.
func (u Unit) String() string {
	if u == 0 || int(u) >= len(unitNames) {
		return "unit " + strconv.FormatUint(uint64(u), 10)
	}
	return unitNames[u]
}

// ParseUnit finds a unit by its name.
func ParseUnit(name string) (u Unit, ok bool) {
	for i, n := range unitNames {
		if n != "" && n == name {
			return Unit(i), true
		}
	}
	return 0, false
}

// A State is where a unit is in its life.
type State uint32

const (
	Stopped   State = iota // not wanted, idle, or waiting for what it stands on
	Starting               // runs, and has not said Ready
	Running                // has said Ready
	Stopping               // was asked to end
	Killing                // was made to end
	Backoff                // waits before the next start
	Failed                 // crashed too often; only a reset helps
	lastState = Failed
)

var stateNames = [...]string{"stopped", "starting", "running", "stopping", "killing", "backoff", "failed"}

// String is the state's name.
func (s State) String() string {
	if int(s) >= len(stateNames) {
		return "state " + strconv.FormatUint(uint64(s), 10)
	}
	return stateNames[s]
}

// Alive reports whether there is a process in this state.
func (s State) Alive() bool {
	return s == Starting || s == Running || s == Stopping || s == Killing
}
