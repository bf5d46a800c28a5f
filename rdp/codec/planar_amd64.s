//go:build !noasm

#include "textflag.h"

// Per 128-bit lane: the blue bytes of four pixels, then green, red, alpha.
DATA planes<>+0(SB)/8, $0x0D0905010C080400
DATA planes<>+8(SB)/8, $0x0F0B07030E0A0602
DATA planes<>+16(SB)/8, $0x0D0905010C080400
DATA planes<>+24(SB)/8, $0x0F0B07030E0A0602
GLOBL planes<>(SB), RODATA|NOPTR, $32

// Dwords of the low and the high lane by turns.
DATA ·weave+0(SB)/8, $0x0000000400000000
DATA ·weave+8(SB)/8, $0x0000000500000001
DATA ·weave+16(SB)/8, $0x0000000600000002
DATA ·weave+24(SB)/8, $0x0000000700000003
GLOBL ·weave(SB), RODATA|NOPTR, $32

// PIXELS loads eight pixels and groups their channels; DELTA does so with the
// differences to those above.
#define PIXELS(off, v) \
	VMOVDQU off(SI), v   \
	VPSHUFB Y12, v, v
#define DELTA(off, v) \
	VMOVDQU off(SI), v    \
	VPSUBB  off(DX), v, v \
	VPSHUFB Y12, v, v

// ZIGZAG puts the sign of each byte into bit 0.
#define ZIGZAG(v) \
	VPCMPGTB v, Y14, Y15 \
	VPADDB   v, v, v     \
	VPXOR    Y15, v, v

// PLANE puts 32 codes in order, stores them and the mask of those that equal
// the one before; prev holds the 32 codes before them.
#define PLANE(v, prev, code, same) \
	VPERMD     v, Y13, v           \
	VMOVDQU    v, (code)(DI*8)     \
	VPERM2I128 $0x21, v, prev, Y15 \
	VPALIGNR   $15, Y15, v, Y15    \
	VPCMPEQB   Y15, v, Y15         \
	VPMOVMSKB  Y15, R14            \
	MOVL       R14, (same)(DI*1)   \
	VMOVDQA    v, prev

// ARGUMENTS loads them: code in R8 to R11, same in R12, R13, AX and BX.
#define ARGUMENTS(from) \
	MOVQ    code+from(FP), DI   \
	MOVQ    0(DI), R8           \
	MOVQ    8(DI), R9           \
	MOVQ    16(DI), R10         \
	MOVQ    24(DI), R11         \
	MOVQ    same+(from+8)(FP), DI \
	MOVQ    0(DI), R12          \
	MOVQ    8(DI), R13          \
	MOVQ    16(DI), AX          \
	MOVQ    24(DI), BX          \
	XORL    DI, DI              \
	VMOVDQU planes<>(SB), Y12   \
	VMOVDQU ·weave(SB), Y13    \
	VPXOR   Y14, Y14, Y14       \
	VPXOR   Y8, Y8, Y8          \
	VPXOR   Y9, Y9, Y9          \
	VPXOR   Y10, Y10, Y10       \
	VPXOR   Y11, Y11, Y11

// func splitDeltaAVX2(cur, above *byte, groups int, code, same *[4]*byte, alpha bool)
TEXT ·splitDeltaAVX2(SB), NOSPLIT, $0-41
	MOVQ    cur+0(FP), SI
	MOVQ    above+8(FP), DX
	MOVQ    groups+16(FP), CX
	MOVBLZX alpha+40(FP), R15
	ARGUMENTS(24)

delta:
	DELTA(0, Y0)
	DELTA(32, Y1)
	DELTA(64, Y2)
	DELTA(96, Y3)
	VPUNPCKLDQ  Y1, Y0, Y4
	VPUNPCKHDQ  Y1, Y0, Y5
	VPUNPCKLDQ  Y3, Y2, Y6
	VPUNPCKHDQ  Y3, Y2, Y7
	VPUNPCKLQDQ Y6, Y4, Y0
	VPUNPCKHQDQ Y6, Y4, Y1
	VPUNPCKLQDQ Y7, Y5, Y2
	ZIGZAG(Y0)
	ZIGZAG(Y1)
	ZIGZAG(Y2)
	PLANE(Y0, Y8, R8, R12)
	PLANE(Y1, Y9, R9, R13)
	PLANE(Y2, Y10, R10, AX)
	TESTL       R15, R15
	JZ          opaque
	VPUNPCKHQDQ Y7, Y5, Y3
	ZIGZAG(Y3)
	PLANE(Y3, Y11, R11, BX)

opaque:
	ADDQ $128, SI
	ADDQ $128, DX
	ADDQ $4, DI
	DECQ CX
	JNZ  delta
	VZEROUPPER
	RET

// func splitFirstAVX2(cur *byte, groups int, code, same *[4]*byte)
TEXT ·splitFirstAVX2(SB), NOSPLIT, $0-32
	MOVQ cur+0(FP), SI
	MOVQ groups+8(FP), CX
	ARGUMENTS(16)

first:
	PIXELS(0, Y0)
	PIXELS(32, Y1)
	PIXELS(64, Y2)
	PIXELS(96, Y3)
	VPUNPCKLDQ  Y1, Y0, Y4
	VPUNPCKHDQ  Y1, Y0, Y5
	VPUNPCKLDQ  Y3, Y2, Y6
	VPUNPCKHDQ  Y3, Y2, Y7
	VPUNPCKLQDQ Y6, Y4, Y0
	VPUNPCKHQDQ Y6, Y4, Y1
	VPUNPCKLQDQ Y7, Y5, Y2
	VPUNPCKHQDQ Y7, Y5, Y3
	PLANE(Y0, Y8, R8, R12)
	PLANE(Y1, Y9, R9, R13)
	PLANE(Y2, Y10, R10, AX)
	PLANE(Y3, Y11, R11, BX)
	ADDQ $128, SI
	ADDQ $4, DI
	DECQ CX
	JNZ  first
	VZEROUPPER
	RET

// EDGE lists the next edge of R13.
#define EDGE(off) \
	TZCNTQ R13, AX      \
	ADDL   R8, AX       \
	MOVW   AX, off(DI)  \
	BLSRQ  R13, R13

// func findRunsBMI(edges *uint16, same *byte, words int) int
// AX is the word and BX the next; R9, R10 and R11 carry the highest bits of
// what was found in the word before.
TEXT ·findRunsBMI(SB), NOSPLIT, $0-32
	MOVQ edges+0(FP), DI
	MOVQ same+8(FP), SI
	MOVQ words+16(FP), CX
	XORL R8, R8
	XORL R9, R9
	XORL R10, R10
	XORL R11, R11
	MOVQ (SI), AX

word:
	// R12: where three set bits begin.
	MOVQ 8(SI), BX
	ADDQ $8, SI
	MOVQ AX, R12
	SHRQ $1, R12
	MOVQ BX, R13
	SHLQ $63, R13
	ORQ  R13, R12
	MOVQ AX, R13
	SHRQ $2, R13
	ANDQ AX, R12
	MOVQ BX, R15
	SHLQ $62, R15
	ORQ  R15, R13
	ANDQ R13, R12

	// R15: what is within runs. R13: where it begins and ends.
	LEAQ (R9)(R12*2), R15
	LEAQ (R10)(R12*4), R13
	MOVQ R12, R9
	MOVQ R12, R10
	ORQ  R12, R15
	SHRQ $63, R9
	SHRQ $62, R10
	ORQ  R13, R15
	LEAQ (R11)(R15*2), R13
	MOVQ R15, R11
	SHRQ $63, R11
	XORQ R15, R13
	JZ   next
	POPCNTQ R13, DX

edges:
	EDGE(0)
	EDGE(2)
	EDGE(4)
	EDGE(6)
	ADDQ $8, DI
	SUBQ $4, DX
	JA   edges
	LEAQ (DI)(DX*2), DI

next:
	MOVQ BX, AX
	ADDL $64, R8
	DECQ CX
	JNZ  word
	SUBQ edges+0(FP), DI
	SHRQ $1, DI
	MOVQ DI, ret+24(FP)
	RET

// func emitAVX(out, code *byte, edges *uint16, pairs int) int
// R9 is the first code that has not been written, R10 counts literals, R11 is
// the run after them.
TEXT ·emitAVX(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), DI
	MOVQ code+8(FP), SI
	MOVQ edges+16(FP), BX
	MOVQ pairs+24(FP), CX
	LEAQ ·forms(SB), R8
	XORL R9, R9

pair:
	MOVWLZX 0(BX), R10
	MOVWLZX 2(BX), R12
	LEAQ    (SI)(R9*1), DX
	MOVL    R12, R11
	SUBL    R10, R11
	SUBL    R9, R10
	CMPL    R10, $15
	JHI     literals

short:
	CMPL R11, $64
	JCC  long

last:
	// The form without literals if there are none.
	CMPL    R10, $1
	SBBL    AX, AX
	ANDL    $64, AX
	ORL     R11, AX
	MOVL    (R8)(AX*4), AX
	MOVL    R10, R13
	SHLL    $4, R13
	ORL     AX, R13
	MOVB    R13, (DI)
	VMOVDQU (DX), X0
	VMOVDQU X0, 1(DI)
	LEAQ    1(DI)(R10*1), DI
	SHRL    $8, AX
	MOVW    AX, (DI)
	SHRL    $16, AX
	ADDQ    AX, DI
	MOVL    R12, R9
	ADDQ    $4, BX
	DECQ    CX
	JNZ     pair
	SUBQ    out+0(FP), DI
	MOVQ    DI, ret+32(FP)
	RET

literals:
	MOVB    $0xF0, (DI)
	VMOVDQU (DX), X0
	VMOVDQU X0, 1(DI)
	ADDQ    $16, DI
	ADDQ    $15, DX
	SUBL    $15, R10
	CMPL    R10, $15
	JHI     literals
	JMP     short

long:
	TESTL   R10, R10
	JZ      full
	MOVL    R10, R13
	SHLL    $4, R13
	ORL     $15, R13
	MOVB    R13, (DI)
	VMOVDQU (DX), X0
	VMOVDQU X0, 1(DI)
	LEAQ    1(DI)(R10*1), DI
	SUBL    $15, R11
	XORL    R10, R10
	CMPL    R11, $64
	JCS     last

full:
	MOVB $0xF2, (DI)
	INCQ DI
	SUBL $47, R11
	CMPL R11, $64
	JCC  full
	JMP  last

// CONTROL3 writes the control byte R8 and sixteen literals to each of three
// streams at offset DI. SI, DX and CX are the codes.
#define CONTROL3 \
	MOVB    R8, (R13)(DI*1)      \
	MOVB    R8, (R14)(DI*1)      \
	MOVB    R8, (R15)(DI*1)      \
	VMOVDQU (SI)(R9*1), X0       \
	VMOVDQU (DX)(R9*1), X1       \
	VMOVDQU (CX)(R9*1), X2       \
	VMOVDQU X0, 1(R13)(DI*1)     \
	VMOVDQU X1, 1(R14)(DI*1)     \
	VMOVDQU X2, 1(R15)(DI*1)

// func emit3AVX(out, code *[4]*byte, edges, last *uint16) int
// It is emitAVX for three planes with the same edges.
TEXT ·emit3AVX(SB), NOSPLIT, $0-40
	MOVQ out+0(FP), AX
	MOVQ 0(AX), R13
	MOVQ 8(AX), R14
	MOVQ 16(AX), R15
	MOVQ code+8(FP), AX
	MOVQ 0(AX), SI
	MOVQ 8(AX), DX
	MOVQ 16(AX), CX
	MOVQ edges+16(FP), BX
	XORL DI, DI
	XORL R9, R9

pair3:
	MOVWLZX 0(BX), R10
	MOVWLZX 2(BX), R12
	MOVL    R12, R11
	SUBL    R10, R11
	SUBL    R9, R10
	CMPL    R10, $15
	JHI     literals3

short3:
	CMPL R11, $64
	JCC  long3

last3:
	CMPL R10, $1
	SBBL AX, AX
	ANDL $64, AX
	ORL  R11, AX
	LEAQ ·forms(SB), R8
	MOVL (R8)(AX*4), AX
	MOVL R10, R8
	SHLL $4, R8
	ORL  AX, R8
	CONTROL3
	LEAQ 1(DI)(R10*1), DI
	SHRL $8, AX
	MOVW AX, (R13)(DI*1)
	MOVW AX, (R14)(DI*1)
	MOVW AX, (R15)(DI*1)
	SHRL $16, AX
	ADDQ AX, DI
	MOVL R12, R9
	ADDQ $4, BX
	CMPQ BX, last+24(FP)
	JCS  pair3
	MOVQ DI, ret+32(FP)
	RET

literals3:
	MOVL $0xF0, R8
	CONTROL3
	ADDQ $16, DI
	ADDQ $15, R9
	SUBL $15, R10
	CMPL R10, $15
	JHI  literals3
	JMP  short3

long3:
	TESTL R10, R10
	JZ    full3
	MOVL  R10, R8
	SHLL  $4, R8
	ORL   $15, R8
	CONTROL3
	LEAQ  1(DI)(R10*1), DI
	SUBL  $15, R11
	XORL  R10, R10
	CMPL  R11, $64
	JCS   last3

full3:
	MOVB $0xF2, (R13)(DI*1)
	MOVB $0xF2, (R14)(DI*1)
	MOVB $0xF2, (R15)(DI*1)
	INCQ DI
	SUBL $47, R11
	CMPL R11, $64
	JCC  full3
	JMP  last3

// func takeRowAVX2(dst, src, above *byte, blocks, ahead int) bool
// Y8 collects the bits that differ.
TEXT ·takeRowAVX2(SB), NOSPLIT, $0-41
	MOVQ  dst+0(FP), DI
	MOVQ  src+8(FP), SI
	MOVQ  above+16(FP), DX
	MOVQ  blocks+24(FP), CX
	MOVQ  ahead+32(FP), R8
	VPXOR Y8, Y8, Y8

block:
	PREFETCHT0 (SI)(R8*1)
	PREFETCHT0 64(SI)(R8*1)
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU 64(SI), Y2
	VMOVDQU 96(SI), Y3
	VMOVDQU Y0, (DI)
	VMOVDQU Y1, 32(DI)
	VMOVDQU Y2, 64(DI)
	VMOVDQU Y3, 96(DI)
	VPXOR   (DX), Y0, Y0
	VPXOR   32(DX), Y1, Y1
	VPXOR   64(DX), Y2, Y2
	VPXOR   96(DX), Y3, Y3
	VPOR    Y1, Y0, Y0
	VPOR    Y3, Y2, Y2
	VPOR    Y0, Y8, Y8
	VPOR    Y2, Y8, Y8
	ADDQ    $128, SI
	ADDQ    $128, DI
	ADDQ    $128, DX
	DECQ    CX
	JNZ     block
	VPTEST  Y8, Y8
	SETEQ   ret+40(FP)
	VZEROUPPER
	RET
