//go:build !noasm

package codec

import "golang.org/x/sys/cpu"

// splitDelta is chosen once: assembly where the processor has AVX2.
var splitDelta = func() func(rows *[channels]row, cur, above []byte, alpha bool) {
	if cpu.X86.HasAVX2 {
		return splitDeltaAsm
	}
	return splitDeltaGo
}()

// splitDeltaAsm is splitDeltaGo in assembly; it always splits off alpha.
func splitDeltaAsm(rows *[channels]row, cur, above []byte, _ bool) {
	groups := len(cur) / (4 * groupPixels)
	if groups == 0 || len(above) < len(cur) {
		return
	}
	var code, same [channels]*byte
	for c := range rows {
		// Slicing checks that the kernel stays inside.
		code[c] = &rows[c].code[:groups*groupPixels][0]
		same[c] = &rows[c].same[:groups*groupPixels/8][0]
	}
	splitDeltaAVX2(&cur[0], &above[0], groups, &code, &same)
}

//go:noescape
func splitDeltaAVX2(cur, above *byte, groups int, code, same *[channels]*byte)
