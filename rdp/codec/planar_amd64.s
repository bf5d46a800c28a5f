//go:build !noasm

#include "textflag.h"

// Per 128-bit lane: the blue bytes of four pixels, then green, red, alpha.
DATA planes<>+0(SB)/8, $0x0D0905010C080400
DATA planes<>+8(SB)/8, $0x0F0B07030E0A0602
DATA planes<>+16(SB)/8, $0x0D0905010C080400
DATA planes<>+24(SB)/8, $0x0F0B07030E0A0602
GLOBL planes<>(SB), RODATA|NOPTR, $32

// Dwords of the low and the high lane by turns.
DATA weave<>+0(SB)/8, $0x0000000400000000
DATA weave<>+8(SB)/8, $0x0000000500000001
DATA weave<>+16(SB)/8, $0x0000000600000002
DATA weave<>+24(SB)/8, $0x0000000700000003
GLOBL weave<>(SB), RODATA|NOPTR, $32

// DELTA loads eight pixels, subtracts those above, zig-zag codes the
// differences and groups their channels.
#define DELTA(off, v) \
	VMOVDQU off(SI), v        \
	VPSUBB  off(DX), v, v     \
	VPCMPGTB v, Y14, Y15      \
	VPADDB  v, v, v           \
	VPXOR   Y15, v, v         \
	VPSHUFB Y12, v, v

// PLANE puts 32 codes in order, stores them and the mask of those that equal
// the one before; prev holds the 32 codes before them.
#define PLANE(v, prev, code, same) \
	VPERMD     v, Y13, v            \
	VMOVDQU    v, (code)            \
	VPERM2I128 $0x21, v, prev, Y15  \
	VPALIGNR   $15, Y15, v, Y15     \
	VPCMPEQB   Y15, v, Y15          \
	VPMOVMSKB  Y15, DI              \
	MOVL       DI, (same)           \
	VMOVDQA    v, prev              \
	ADDQ       $32, code            \
	ADDQ       $4, same

// func splitDeltaAVX2(cur, above *byte, groups int, code, same *[4]*byte)
TEXT ·splitDeltaAVX2(SB), NOSPLIT, $0-40
	MOVQ cur+0(FP), SI
	MOVQ above+8(FP), DX
	MOVQ groups+16(FP), CX
	MOVQ code+24(FP), DI
	MOVQ 0(DI), R8
	MOVQ 8(DI), R9
	MOVQ 16(DI), R10
	MOVQ 24(DI), R11
	MOVQ same+32(FP), DI
	MOVQ 0(DI), R12
	MOVQ 8(DI), R13
	MOVQ 16(DI), AX
	MOVQ 24(DI), BX
	VMOVDQU planes<>(SB), Y12
	VMOVDQU weave<>(SB), Y13
	VPXOR Y14, Y14, Y14
	VPXOR Y8, Y8, Y8
	VPXOR Y9, Y9, Y9
	VPXOR Y10, Y10, Y10
	VPXOR Y11, Y11, Y11

loop:
	DELTA(0, Y0)
	DELTA(32, Y1)
	DELTA(64, Y2)
	DELTA(96, Y3)
	VPUNPCKLDQ Y1, Y0, Y4
	VPUNPCKHDQ Y1, Y0, Y5
	VPUNPCKLDQ Y3, Y2, Y6
	VPUNPCKHDQ Y3, Y2, Y7
	VPUNPCKLQDQ Y6, Y4, Y0
	VPUNPCKHQDQ Y6, Y4, Y1
	VPUNPCKLQDQ Y7, Y5, Y2
	VPUNPCKHQDQ Y7, Y5, Y3
	PLANE(Y0, Y8, R8, R12)
	PLANE(Y1, Y9, R9, R13)
	PLANE(Y2, Y10, R10, AX)
	PLANE(Y3, Y11, R11, BX)
	ADDQ $128, SI
	ADDQ $128, DX
	DECQ CX
	JNZ  loop
	VZEROUPPER
	RET
