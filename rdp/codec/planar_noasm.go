//go:build !amd64 || noasm

package codec

func splitFirst(rows *[channels]row, cur []byte) { splitFirstGo(rows, cur) }

func splitDelta(rows *[channels]row, cur, above []byte, alpha bool) {
	splitDeltaGo(rows, cur, above, alpha)
}

func findRuns(edges []uint16, same []byte, w int) int { return findRunsGo(edges, same, w) }

func emit(out, code []byte, edges []uint16) int { return emitGo(out, code, edges) }

func emit3(out *[channels]stream, rows *[channels]row, edges []uint16) { emit3Go(out, rows, edges) }

func takeRow(dst, src, above []byte, _ int) bool { return takeRowGo(dst, src, above) }
