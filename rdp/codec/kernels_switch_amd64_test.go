//go:build amd64 && !noasm

package codec

// setKernels chooses the assembly or its reference, for tests; false if there
// is no assembly.
func setKernels(asm bool) bool {
	useAVX2 = asm && hasAVX2
	return hasAVX2
}
