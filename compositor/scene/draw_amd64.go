//go:build !noasm

package scene

import "golang.org/x/sys/cpu"

// useAVX2 is decided once.
var useAVX2 = cpu.X86.HasAVX2

// copyOpaqueFast copies as many of the pixels, made opaque, as there is
// assembly for, and returns how many bytes of them. The lengths are the same;
// what lies next bytes after src will be wanted soon.
func copyOpaqueFast(dst, src []byte, next int) int {
	n := len(src) &^ 63
	if n == 0 || !useAVX2 {
		return 0
	}
	copyOpaqueAVX2(&dst[:n][0], &src[0], n, next)
	return n
}

// copyWhileOpaque copies pixels as long as they are opaque, as far as there is
// assembly for it, and returns how many bytes. The lengths are the same.
func copyWhileOpaque(dst, src []byte, next int) int {
	n := len(src) &^ 31
	if n == 0 || !useAVX2 {
		return 0
	}
	return copyWhileOpaqueAVX2(&dst[:n][0], &src[0], n, next)
}

//go:noescape
func copyOpaqueAVX2(dst, src *byte, n, next int)

//go:noescape
func copyWhileOpaqueAVX2(dst, src *byte, n, next int) (done int)
