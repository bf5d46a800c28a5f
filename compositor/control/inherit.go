package control

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"golang.org/x/sys/unix"

	"oriel/socket/fdpass"
)

// The descriptors that every child of the manager finds.
const (
	ConnFD   = 3 // the control connection
	ConfigFD = 4 // its configuration, JSON
	FirstFD  = 5 // where the unit's own begin
)

// MaxConfig is the length of the longest configuration.
const MaxConfig = 1 << 20

// ErrNotChild says that the process was not started by a manager.
var ErrNotChild = errors.New("not started by a manager")

// Inherit is how a child begins: it takes the control connection and reads
// the configuration. It is called once, before anything else opens files.
//
// From then on a closed pipe is an error and not a death: standard error goes
// to the manager, which may be replaced while the child lives.
func Inherit() (*Conn, []byte, error) {
	for _, fd := range []int{ConnFD, ConfigFD} {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err != nil {
			return nil, nil, ErrNotChild
		}
	}
	if err := checkInherited(); err != nil {
		return nil, nil, err
	}
	unix.CloseOnExec(ConnFD)
	unix.CloseOnExec(ConfigFD)
	signal.Ignore(unix.SIGPIPE)
	config, err := readConfig(os.NewFile(ConfigFD, "config"))
	if err != nil {
		return nil, nil, err
	}
	c, err := fdpass.New(os.NewFile(ConnFD, "control"))
	if err != nil {
		return nil, nil, fmt.Errorf("cannot use the control connection: %w", err)
	}
	return NewConn(c, Child), config, nil
}

// checkInherited looks whether the descriptors are what a manager gives: they
// may be anything, or the runtime's own, if a person started the program.
func checkInherited() error {
	kind, err := unix.GetsockoptInt(ConnFD, unix.SOL_SOCKET, unix.SO_TYPE)
	if err != nil || kind != unix.SOCK_SEQPACKET {
		return ErrNotChild
	}
	var st unix.Stat_t
	if err := unix.Fstat(ConfigFD, &st); err != nil || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return ErrNotChild
	}
	return nil
}

func readConfig(f *os.File) ([]byte, error) {
	defer f.Close()
	// The offset is shared with whoever had the descriptor before.
	b, err := io.ReadAll(io.NewSectionReader(f, 0, MaxConfig+1))
	if err != nil {
		return nil, fmt.Errorf("cannot read the configuration: %w", err)
	}
	if len(b) > MaxConfig {
		return nil, fmt.Errorf("the configuration: %w", ErrLength)
	}
	return b, nil
}

// ConfigFile makes the file that a child inherits as ConfigFD: memory that
// nobody can change any more.
func ConfigFile(config []byte) (*os.File, error) {
	if len(config) > MaxConfig {
		return nil, fmt.Errorf("the configuration: %w", ErrLength)
	}
	fd, err := unix.MemfdCreate("oriel-config", unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
	if err != nil {
		return nil, fmt.Errorf("cannot make the configuration's file: %w", err)
	}
	f := os.NewFile(uintptr(fd), "config")
	if _, err := f.Write(config); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot write the configuration: %w", err)
	}
	const all = unix.F_SEAL_SEAL | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_WRITE
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, all); err != nil {
		f.Close()
		return nil, fmt.Errorf("cannot seal the configuration: %w", err)
	}
	return f, nil
}
