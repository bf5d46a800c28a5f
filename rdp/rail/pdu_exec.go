package rail

import "oriel/rdp/wire"

// Flags of Exec.
const (
	ExecExpandWorkingDir = 0x0001
	ExecTranslateFiles   = 0x0002
	ExecFile             = 0x0004
	ExecExpandArguments  = 0x0008
	ExecAppUserModelID   = 0x0010
)

// Exec is TS_RAIL_ORDER_EXEC ([MS-RDPERP] 2.2.2.3.1): the client wants a
// program. What it names must be looked up, never given to a shell.
type Exec struct {
	Flags      uint16
	ExeOrFile  string // e.g. "||name"
	WorkingDir string
	Arguments  string
}

// Type implements Message.
func (p *Exec) Type() uint16 { return TypeExec }

// Size implements wire.PDU.
func (p *Exec) Size() int {
	return 2 /* Flags */ + 2 /* ExeOrFileLength */ + 2 /* WorkingDirLength */ + 2 /* ArgumentsLen */ +
		wire.SizeUTF16(fit(p.ExeOrFile, maxPath)) +
		wire.SizeUTF16(fit(p.WorkingDir, maxPath)) +
		wire.SizeUTF16(fit(p.Arguments, maxArguments))
}

// AppendTo implements wire.PDU.
func (p *Exec) AppendTo(b []byte) []byte {
	exe, dir, args := fit(p.ExeOrFile, maxPath), fit(p.WorkingDir, maxPath), fit(p.Arguments, maxArguments)
	b = wire.LE.AppendUint16(b, p.Flags)
	for _, s := range [...]string{exe, dir, args} {
		b = wire.LE.AppendUint16(b, uint16(wire.SizeUTF16(s)))
	}
	for _, s := range [...]string{exe, dir, args} {
		b = wire.AppendUTF16(b, s)
	}
	return b
}

// ReadFrom implements wire.PDU.
func (p *Exec) ReadFrom(r *wire.Reader) {
	p.Flags = r.U16("Flags")
	exe, dir, args := r.U16("ExeOrFileLength"), r.U16("WorkingDirLength"), r.U16("ArgumentsLen")
	if r.Err() == nil && (exe > maxPath || dir > maxPath || args > maxArguments) {
		r.Fail(wire.ErrRange, "ExeOrFileLength")
	}
	p.ExeOrFile = wire.UTF16(r.Bytes(int(exe), "ExeOrFile"))
	p.WorkingDir = wire.UTF16(r.Bytes(int(dir), "WorkingDir"))
	p.Arguments = wire.UTF16(r.Bytes(int(args), "Arguments"))
}

// Results of an Exec. Anything but ExecOK makes xfreerdp end the connection
// and mstsc show an error.
const (
	ExecOK             = 0
	ExecHookNotLoaded  = 1
	ExecDecodeFailed   = 2
	ExecNotInAllowlist = 3
	ExecFileNotFound   = 5
	ExecFail           = 6
	ExecSessionLocked  = 7
)

// ExecResult is TS_RAIL_ORDER_EXEC_RESULT ([MS-RDPERP] 2.2.2.3.2). Flags and
// ExeOrFile repeat those of the Exec.
type ExecResult struct {
	Flags     uint16
	Result    uint16
	RawResult uint32
	ExeOrFile string
}

// Type implements Message.
func (p *ExecResult) Type() uint16 { return TypeExecResult }

// Size implements wire.PDU.
func (p *ExecResult) Size() int {
	return 2 /* Flags */ + 2 /* ExecResult */ + 4 /* RawResult */ + 2 /* Padding */ + sizeString(p.ExeOrFile, maxPath)
}

// AppendTo implements wire.PDU.
func (p *ExecResult) AppendTo(b []byte) []byte {
	b = wire.LE.AppendUint16(b, p.Flags)
	b = wire.LE.AppendUint16(b, p.Result)
	b = wire.LE.AppendUint32(b, p.RawResult)
	b = wire.LE.AppendUint16(b, 0)
	return appendString(b, p.ExeOrFile, maxPath)
}

// ReadFrom implements wire.PDU.
func (p *ExecResult) ReadFrom(r *wire.Reader) {
	p.Flags = r.U16("Flags")
	p.Result = r.U16("ExecResult")
	p.RawResult = r.U32("RawResult")
	r.Skip(2, "Padding")
	p.ExeOrFile = readString(r, maxPath, "ExeOrFile")
}
