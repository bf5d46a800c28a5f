//go:build !amd64 || noasm

package codec

func setKernels(bool) bool { return false }
