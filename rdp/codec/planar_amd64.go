//go:build !noasm

package codec

// pointers returns where the kernels write groups of pixels. Slicing checks
// that they stay inside.
func pointers(rows *[channels]row, groups int) (code, same [channels]*byte) {
	for c := range rows {
		code[c] = &rows[c].code[:groups*groupPixels][0]
		same[c] = &rows[c].same[:groups*groupPixels/8][0]
	}
	return code, same
}

func splitFirst(rows *[channels]row, cur []byte) {
	groups := len(cur) / (4 * groupPixels)
	if !useAVX2 || groups == 0 {
		splitFirstGo(rows, cur)
		return
	}
	code, same := pointers(rows, groups)
	splitFirstAVX2(&cur[0], groups, &code, &same)
}

func splitDelta(rows *[channels]row, cur, above []byte, alpha bool) {
	groups := len(cur) / (4 * groupPixels)
	if !useAVX2 || groups == 0 || len(above) < len(cur) {
		splitDeltaGo(rows, cur, above, alpha)
		return
	}
	code, same := pointers(rows, groups)
	splitDeltaAVX2(&cur[0], &above[0], groups, &code, &same, alpha)
}

// findRuns may write up to three edges more than there are.
func findRuns(edges []uint16, same []byte, w int) int {
	if !useAVX2 {
		return findRunsGo(edges, same, w)
	}
	words := w/64 + 1
	return findRunsBMI(&edges[:w/2+slop][0], &same[:8*words+8][0], words)
}

func emit(out, code []byte, edges []uint16) int {
	if !useAVX2 || len(edges) < 2 {
		return emitGo(out, code, edges)
	}
	w := int(edges[len(edges)&^1-1])
	return emitAVX(&out[:2*w+slop][0], &code[:w+slop][0], &edges[0], len(edges)/2)
}

// emit3 is emit for the colours of a row whose edges are the same.
func emit3(out *[channels]stream, rows *[channels]row, edges []uint16) {
	if !useAVX2 || len(edges) < 2 {
		emit3Go(out, rows, edges)
		return
	}
	w := int(edges[len(edges)&^1-1])
	var to, code [channels]*byte
	for c := range chA {
		to[c] = &out[c].buf[out[c].n:][:2*w+slop][0]
		code[c] = &rows[c].code[:w+slop][0]
	}
	n := emit3AVX(&to, &code, &edges[0], &edges[len(edges)&^1-1])
	for c := range chA {
		out[c].n += n
	}
}

// takeRow copies src to dst, of the same length, and says whether it equals
// above. The bytes so far ahead of src are brought near meanwhile, if memory is
// there at all.
func takeRow(dst, src, above []byte, ahead int) bool {
	blocks := 0
	if useAVX2 && len(src) >= takeBlock {
		blocks = len(src) / takeBlock
		n := blocks * takeBlock
		equal := takeRowAVX2(&dst[:n][0], &src[:n][0], &above[:n][0], blocks, ahead)
		if dst, src, above = dst[n:], src[n:], above[n:]; !equal {
			copy(dst, src)
			return false
		}
	}
	return takeRowGo(dst, src, above)
}

// takeBlock is what takeRowAVX2 works on at once, in bytes.
const takeBlock = 128

//go:noescape
func splitFirstAVX2(cur *byte, groups int, code, same *[channels]*byte)

//go:noescape
func splitDeltaAVX2(cur, above *byte, groups int, code, same *[channels]*byte, alpha bool)

//go:noescape
func findRunsBMI(edges *uint16, same *byte, words int) int

//go:noescape
func emitAVX(out, code *byte, edges *uint16, pairs int) int

//go:noescape
func emit3AVX(out, code *[channels]*byte, edges, last *uint16) int

//go:noescape
func takeRowAVX2(dst, src, above *byte, blocks, ahead int) bool
