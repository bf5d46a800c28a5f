package scene

import "unsafe"

// within reports whether addr lies in the pages of b's memory. A fault is
// reported at the address that was touched, which a wide load may place a few
// bytes before or after the slice.
func within(b []byte, addr uintptr) bool {
	if len(b) == 0 {
		return false
	}
	const slack = 64
	lo := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	return addr+slack >= lo && addr < lo+uintptr(len(b))+slack
}
