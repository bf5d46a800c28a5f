package dxg

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"
	"unicode/utf16"
)

// ErrAnswer says that the driver's answer is not what it should be.
var ErrAnswer = errors.New("the GPU driver's answer makes no sense")

// The structures that the driver exchanges, in bytes.
const (
	adapterInfoSize   = 20 // struct d3dkmt_adapterinfo
	enumAdapters2Size = 16 // struct d3dkmt_enumadapters2
	enumAdapters3Size = 24 // struct d3dkmt_enumadapters3
	queryAdapterSize  = 24 // struct d3dkmt_queryadapterinfo
	closeAdapterSize  = 4  // struct d3dkmt_closeadapter
	registryNameSize  = 2 * 260
	registryInfoSize  = 4 * registryNameSize // D3DKMT_ADAPTERREGISTRYINFO

	maxAdapters = 64 // D3DKMT_ADAPTERS_MAX
)

// What D3DKMTQueryAdapterInfo is asked for (enum KMTQUERYADAPTERINFOTYPE).
const (
	queryRegistryInfo = 8  // KMTQAITYPE_ADAPTERREGISTRYINFO
	queryAdapterType  = 15 // KMTQAITYPE_ADAPTERTYPE
)

// A LUID names an adapter for as long as the host runs.
type LUID struct{ Low, High uint32 }

// An Adapter is a GPU of the host, as D3DKMTEnumAdapters2 tells it.
type Adapter struct {
	Handle  uint32
	LUID    LUID
	Sources uint32 // displays that it can drive
	// Name is what the host calls it, for MESA_D3D12_DEFAULT_ADAPTER_NAME;
	// empty if it does not say.
	Name string
	Type Type
}

// A Type says what an adapter can (struct d3dkmt_adaptertype).
type Type uint32

// Bits of a Type.
const (
	Render          Type = 1 << 0
	Display         Type = 1 << 1
	Software        Type = 1 << 2
	Discrete        Type = 1 << 4
	Integrated      Type = 1 << 5
	Paravirtualized Type = 1 << 7
	ComputeOnly     Type = 1 << 11
)

// String lists what an adapter can.
func (t Type) String() string {
	var words []string
	for _, w := range []struct {
		bit  Type
		name string
	}{
		{Render, "render"}, {Display, "display"}, {Software, "software"}, {Discrete, "discrete"},
		{Integrated, "integrated"}, {Paravirtualized, "paravirtualized"}, {ComputeOnly, "compute only"},
	} {
		if t&w.bit != 0 {
			words = append(words, w.name)
		}
	}
	return strings.Join(words, ", ")
}

// A device is who answers ioctls: the driver, or a recording of it. arg is a
// structure in the driver's layout, and data what the pointer at offset at in
// it points to; both are changed by the answer.
type device interface {
	ioctl(number uintptr, arg []byte, at int, data []byte) error
}

// Adapters asks an open /dev/dxg for its GPUs.
func Adapters(f *os.File) ([]Adapter, error) { return adapters(kernel{f}) }

func adapters(d device) ([]Adapter, error) {
	list, err := enumerate(d)
	if err != nil {
		return nil, err
	}
	for i := range list {
		a := &list[i]
		// An older host may not know one of these; that is no failure.
		if b, err := query(d, a.Handle, queryRegistryInfo, registryInfoSize); err == nil {
			a.Name = decodeName(b[:registryNameSize])
		}
		if b, err := query(d, a.Handle, queryAdapterType, 4); err == nil {
			a.Type = Type(binary.LittleEndian.Uint32(b))
		}
		closing := binary.LittleEndian.AppendUint32(nil, a.Handle)
		if err := d.ioctl(ioctlCloseAdapter, closing, -1, nil); err != nil {
			return nil, fmt.Errorf("cannot close GPU %d: %w", i, err)
		}
	}
	return list, nil
}

// enumerate asks for all adapters, those that only compute too, or in the
// older way where the driver is older.
func enumerate(d device) ([]Adapter, error) {
	data := make([]byte, maxAdapters*adapterInfoSize)
	arg := make([]byte, enumAdapters3Size)
	arg[0] = 1 // include_compute_only
	binary.LittleEndian.PutUint32(arg[8:], maxAdapters)
	count := arg[8:12]
	err := d.ioctl(ioctlEnumAdapters3, arg, 16, data)
	if err != nil {
		clear(data)
		arg = make([]byte, enumAdapters2Size)
		binary.LittleEndian.PutUint32(arg, maxAdapters)
		count = arg[:4]
		err = d.ioctl(ioctlEnumAdapters2, arg, 8, data)
	}
	if err != nil {
		return nil, fmt.Errorf("cannot list GPUs: %w", err)
	}
	n := binary.LittleEndian.Uint32(count)
	if n > maxAdapters {
		return nil, fmt.Errorf("%d GPUs: %w", n, ErrAnswer)
	}
	list := make([]Adapter, n)
	for i := range list {
		b := data[i*adapterInfoSize:]
		list[i] = Adapter{
			Handle:  binary.LittleEndian.Uint32(b),
			LUID:    LUID{binary.LittleEndian.Uint32(b[4:]), binary.LittleEndian.Uint32(b[8:])},
			Sources: binary.LittleEndian.Uint32(b[12:]),
		}
	}
	return list, nil
}

// query is D3DKMTQueryAdapterInfo.
func query(d device, handle, what uint32, size int) ([]byte, error) {
	arg := make([]byte, queryAdapterSize)
	binary.LittleEndian.PutUint32(arg, handle)
	binary.LittleEndian.PutUint32(arg[4:], what)
	binary.LittleEndian.PutUint32(arg[16:], uint32(size))
	data := make([]byte, size)
	if err := d.ioctl(ioctlQueryAdapterInfo, arg, 8, data); err != nil {
		return nil, err
	}
	return data, nil
}

// decodeName is UTF-16 up to a zero, without what does not print.
func decodeName(b []byte) string {
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		u := binary.LittleEndian.Uint16(b)
		if u == 0 {
			break
		}
		units = append(units, u)
	}
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, string(utf16.Decode(units))))
}
