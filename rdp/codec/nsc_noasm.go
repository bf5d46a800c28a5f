//go:build !amd64 || noasm

package codec

func nscRows(luma, orange, green, a, b []byte) { nscRowsGo(luma, orange, green, a, b) }
