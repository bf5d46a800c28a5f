package manager

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"oriel/compositor/control"
	"oriel/socket/fdpass"
)

// A Keeper holds descriptors for the manager's successor, beyond the
// manager's death. Names are those of Config.Inherited.
type Keeper interface {
	Keep(name string, f *os.File) error
	Drop(name string) error
}

// The names under which a unit's descriptors are kept: one of these, a dot,
// and the unit. The file "state" has what is no descriptor.
const (
	keptPidfd   = "pidfd"
	keptControl = "control"
	keptStderr  = "stderr"
)

func (m *Manager) keep(name string, f *os.File) {
	if m.cfg.Keeper == nil || f == nil {
		return
	}
	if err := m.cfg.Keeper.Keep(name, f); err != nil {
		m.log.Warn("Cannot keep a descriptor for a successor", "err", err)
	}
}

func (m *Manager) drop(name string) {
	if m.cfg.Keeper == nil {
		return
	}
	if err := m.cfg.Keeper.Drop(name); err != nil {
		m.log.Warn("Cannot take back a descriptor", "err", err)
	}
}

func (m *Manager) keepProcess(u *unit) {
	if m.cfg.Keeper == nil || u.DieWithUs {
		return
	}
	p, suffix := u.process, "."+u.ID.String()
	m.keep(keptPidfd+suffix, p.pidfd)
	m.keep(keptStderr+suffix, p.stderr)
	if p.conn == nil {
		return
	}
	if f, err := p.conn.File(); err == nil {
		m.keep(keptControl+suffix, f)
		f.Close()
	}
}

func (m *Manager) dropProcess(u *unit) {
	if u.DieWithUs {
		return
	}
	for _, n := range []string{keptPidfd, keptStderr, keptControl} {
		m.drop(n + "." + u.ID.String())
	}
}

// savedUnit is a unit in the state file.
type savedUnit struct {
	Unit    string `json:"unit"`
	PID     int    `json:"pid,omitempty"`
	Started uint64 `json:"started,omitempty"` // see startTime
	Ready   bool   `json:"ready,omitempty"`
	Memory
}

func (m *Manager) saved() (out []savedUnit) {
	for _, u := range m.units {
		state, _ := u.machine.State()
		s := savedUnit{Unit: u.ID.String(), Ready: state == Running, Memory: u.machine.Memory()}
		if u.process != nil {
			s.PID = u.process.pid
			s.Started, _ = startTime(s.PID)
		}
		out = append(out, s)
	}
	return out
}

func (m *Manager) remember() {
	if m.memory == nil {
		return
	}
	if err := m.memory.write(m.saved()); err != nil {
		m.log.Warn("Cannot note the units' states for a successor", "err", err)
	}
}

// A stateFile is memory that outlives us in a Keeper. It has two places that
// are written in turn: whoever is killed while writing leaves the other whole.
type stateFile struct {
	file *os.File
	seq  uint64
}

// placeSize is the size of a place: sequence number, length, checksum, JSON.
const (
	placeSize   = 64 << 10
	placeHeader = 16
)

func newStateFile() (*stateFile, error) {
	fd, err := unix.MemfdCreate("oriel-state", unix.MFD_CLOEXEC)
	if err != nil {
		return nil, fmt.Errorf("cannot make the state file: %w", err)
	}
	return &stateFile{file: os.NewFile(uintptr(fd), "state")}, nil
}

func (s *stateFile) write(units []savedUnit) error {
	text, err := json.Marshal(units)
	if err != nil {
		return err
	}
	if len(text) > placeSize-placeHeader {
		return errors.New("the state is too long")
	}
	s.seq++
	b := binary.LittleEndian.AppendUint64(nil, s.seq)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(text)))
	b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(text))
	_, err = s.file.WriteAt(append(b, text...), int64(s.seq%2)*placeSize)
	return err
}

// readState reads the newer place of a predecessor's file that is whole.
func readState(f *os.File) (units []savedUnit, err error) {
	err = errors.New("the state file is empty")
	newest := uint64(0)
	for i := range int64(2) {
		b := make([]byte, placeSize)
		n, rerr := io.ReadFull(io.NewSectionReader(f, i*placeSize, placeSize), b)
		if n < placeHeader {
			continue
		}
		if rerr != nil && !errors.Is(rerr, io.ErrUnexpectedEOF) {
			return nil, rerr
		}
		seq, size := binary.LittleEndian.Uint64(b), int(binary.LittleEndian.Uint32(b[8:]))
		if seq <= newest || size > n-placeHeader {
			continue
		}
		text := b[placeHeader : placeHeader+size]
		var got []savedUnit
		if crc32.ChecksumIEEE(text) == binary.LittleEndian.Uint32(b[12:]) && json.Unmarshal(text, &got) == nil {
			units, newest, err = got, seq, nil
		}
	}
	return units, err
}

// adopt takes over what a predecessor left.
func (m *Manager) adopt() {
	files := map[string]*os.File{}
	for _, p := range m.cfg.Inherited {
		if old := files[p.Name]; old != nil {
			old.Close() // the later one is the newer
		}
		files[p.Name] = p.File
	}
	m.cfg.Inherited = nil
	defer func() {
		for name, f := range files {
			m.drop(name)
			f.Close()
		}
	}()
	var states []savedUnit
	if f := files["state"]; f != nil {
		var err error
		if states, err = readState(f); err != nil {
			m.log.Warn("Cannot read what the predecessor noted", "err", err)
		}
	}
	for i, u := range m.units {
		m.adoptUnit(i, u, states, files)
	}
}

// adoptUnit takes over one unit's process, if it has one. What is used of
// files is taken out.
func (m *Manager) adoptUnit(i int, u *unit, states []savedUnit, files map[string]*os.File) {
	var saved savedUnit
	for _, s := range states {
		if s.Unit == u.ID.String() {
			saved = s
			u.machine.Remember(s.Memory)
			u.known = true
		}
	}
	suffix := "." + u.ID.String()
	pidfd := files[keptPidfd+suffix]
	if pidfd == nil {
		pidfd = findProcess(saved)
	}
	if pidfd == nil {
		return
	}
	delete(files, keptPidfd+suffix)
	p := &process{pidfd: pollable(dupFD(pidfd), "pidfd"), cgroup: u.cgroup(u.machine.Starts()), over: make(chan struct{})}
	pidfd.Close()
	if p.pidfd == nil {
		u.log.Warn("Cannot adopt a process")
		return
	}
	// Ended meanwhile: it has no number any more, unless we are its parent.
	if p.pid = pidOf(p.pidfd); p.pid == 0 {
		p.pid = saved.PID
	}
	if f := files[keptStderr+suffix]; f != nil {
		delete(files, keptStderr+suffix)
		p.stderr = pollable(dupFD(f), "stderr")
		f.Close()
	}
	if f := files[keptControl+suffix]; f != nil {
		delete(files, keptControl+suffix)
		if c, err := fdpass.New(f); err == nil {
			p.conn = control.NewConn(c, control.Manager)
		}
	}
	u.log.Info("Adopted")
	m.watch(i, p)
	switch {
	case !u.Control || !u.known || saved.Ready && saved.PID == p.pid:
		m.step(i, AdoptReady)
	default:
		// The predecessor may have died before it had sent all that the
		// process waits for. It has done no work yet, so another may begin.
		m.step(i, Adopt)
		m.step(i, Stop)
		m.step(i, Start)
	}
	if u.known && !saved.Wanted {
		m.step(i, Stop)
	}
	if state, _ := u.machine.State(); state == Running && u.Reports {
		m.reportAll(u)
	}
}

// dupFD copies a descriptor; on failure it is -1.
func dupFD(f *os.File) int {
	fd, err := unix.FcntlInt(uintptr(rawFD(f)), unix.F_DUPFD_CLOEXEC, 3)
	if err != nil {
		return -1
	}
	return fd
}

// findProcess finds a process of which only the number is known: it must be
// as old as it was, before and after we hold it.
func findProcess(s savedUnit) *os.File {
	if s.PID <= 0 || s.Started == 0 {
		return nil
	}
	if t, err := startTime(s.PID); err != nil || t != s.Started {
		return nil
	}
	fd, err := unix.PidfdOpen(s.PID, 0)
	if err != nil {
		return nil
	}
	unix.CloseOnExec(fd)
	if t, err := startTime(s.PID); err != nil || t != s.Started {
		unix.Close(fd)
		return nil
	}
	return os.NewFile(uintptr(fd), "pidfd")
}

// Detach ends Run, with ErrDetached, without ending the children, and returns
// what a successor needs: pass it on with PassOn, and exec. Units that die
// with us (DieWithUs) do not survive an exec either.
func (m *Manager) Detach() (out []Passed, err error) {
	err = m.call(func() {
		m.detach = true
		past := time.Unix(1, 0)
		for _, u := range m.units {
			if p := u.process; p != nil { // wakes its goroutines
				_ = p.pidfd.SetReadDeadline(past)
				if p.stderr != nil {
					_ = p.stderr.SetReadDeadline(past)
				}
				if p.conn != nil {
					_ = p.conn.SetReadDeadline(past)
				}
			}
		}
	})
	if err != nil {
		return nil, err
	}
	<-m.ended
	m.tasks.Wait()
	return m.detached()
}

// detached collects what a successor needs, when nobody uses it any more.
func (m *Manager) detached() (out []Passed, err error) {
	state := m.memory
	if state == nil {
		if state, err = newStateFile(); err != nil {
			return nil, err
		}
	}
	err = state.write(m.saved())
	out = append(out, Passed{"state", state.file})
	for _, u := range m.units {
		p := u.process
		if p == nil || p.closed {
			continue
		}
		suffix := "." + u.ID.String()
		out = append(out, Passed{keptPidfd + suffix, p.pidfd})
		if p.stderr != nil {
			out = append(out, Passed{keptStderr + suffix, p.stderr})
		}
		if p.conn == nil {
			continue
		}
		f, ferr := p.conn.File()
		p.conn.Close()
		if ferr == nil {
			out = append(out, Passed{keptControl + suffix, f})
		} else if err == nil {
			err = ferr
		}
	}
	return out, err
}

// Split tells what a predecessor kept, for Config.Inherited, from the sockets
// that the init system listens on for us.
func Split(files []Passed) (kept, sockets []Passed) {
	for _, p := range files {
		kind, unit, _ := strings.Cut(p.Name, ".")
		_, known := control.ParseUnit(unit)
		if p.Name == "state" || known && (kind == keptPidfd || kind == keptControl || kind == keptStderr) {
			kept = append(kept, p)
		} else {
			sockets = append(sockets, p)
		}
	}
	return kept, sockets
}
