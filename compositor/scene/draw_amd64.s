//go:build !noasm

#include "textflag.h"

// func copyOpaqueAVX2(dst, src *byte, n, next int)
// Copies n > 0 bytes, a multiple of 64, with alpha set, and fetches those that
// lie next bytes on: the processor does not guess the next row of a tile.
TEXT ·copyOpaqueAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ next+24(FP), DX
	VPCMPEQD Y0, Y0, Y0
	VPSLLD $24, Y0, Y0

words:
	PREFETCHT0 (SI)(DX*1)
	VPOR (SI), Y0, Y1
	VPOR 32(SI), Y0, Y2
	VMOVDQU Y1, (DI)
	VMOVDQU Y2, 32(DI)
	ADDQ $64, SI
	ADDQ $64, DI
	SUBQ $64, CX
	JNZ words
	VZEROUPPER
	RET

// func copyWhileOpaqueAVX2(dst, src *byte, n, next int) (done int)
// Copies of n > 0 bytes, a multiple of 32, all before the first eight pixels
// of which one is not opaque.
TEXT ·copyWhileOpaqueAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ next+24(FP), R8
	ADDQ SI, R8
	XORQ AX, AX
	VPCMPEQD Y0, Y0, Y0
	VPSRLD $8, Y0, Y2
	VPCMPEQD Y0, Y0, Y0

words:
	PREFETCHT0 (R8)(AX*1)
	VMOVDQU (SI)(AX*1), Y1
	VPOR Y1, Y2, Y3   // all ones where alpha is 0xFF
	VPCMPEQD Y0, Y3, Y3
	VPMOVMSKB Y3, DX
	CMPL DX, $-1
	JNE done
	VMOVDQU Y1, (DI)(AX*1)
	ADDQ $32, AX
	CMPQ AX, CX
	JLT words

done:
	VZEROUPPER
	MOVQ AX, done+32(FP)
	RET
