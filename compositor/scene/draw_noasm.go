//go:build !amd64 || noasm

package scene

func copyOpaqueFast(dst, src []byte) int { return 0 }

func copyWhileOpaque(dst, src []byte) int { return 0 }
