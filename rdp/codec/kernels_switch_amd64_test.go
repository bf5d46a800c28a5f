//go:build amd64 && !noasm

package codec

import "golang.org/x/sys/cpu"

// setKernels chooses the assembly or its reference, for tests; false if there
// is no assembly.
func setKernels(asm bool) bool {
	if !cpu.X86.HasAVX2 {
		return false
	}
	useAVX2, splitDelta = asm, splitDeltaGo
	if asm {
		splitDelta = splitDeltaAsm
	}
	return true
}
