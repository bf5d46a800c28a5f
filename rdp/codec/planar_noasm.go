//go:build !amd64 || noasm

package codec

func splitDelta(rows *[channels]row, cur, above []byte, alpha bool) {
	splitDeltaGo(rows, cur, above, alpha)
}
