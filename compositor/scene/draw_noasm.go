//go:build !amd64 || noasm

package scene

func copyOpaqueFast(dst, src []byte, next int) int { return 0 }

func copyWhileOpaque(dst, src []byte, next int) int { return 0 }
