//go:build !noasm

#include "textflag.h"

// The kernels walk over n >= 16 words, AX bytes from the start. The last
// sixteen are done on their own, overlapping what is done already; no source
// overlaps a destination.
#define EACH(loop) \
	SHLQ $1, CX      \
	SUBQ $32, CX     \
	XORQ AX, AX      \
loop:

#define NEXT(loop, done) \
	CMPQ AX, CX      \
	JEQ  done        \
	ADDQ $32, AX     \
	CMPQ AX, CX      \
	CMOVQGT CX, AX   \
	JMP  loop        \
done:                \
	VZEROUPPER       \
	RET

// func liftHighAVX2(dst, x0, x1, x2 *int16, n int)
TEXT ·liftHighAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x0+8(FP), SI
	MOVQ x1+16(FP), R8
	MOVQ x2+24(FP), R9
	MOVQ n+32(FP), CX
	EACH(words)
	VMOVDQU (SI)(AX*1), Y0
	VMOVDQU (R8)(AX*1), Y1
	VPADDW (R9)(AX*1), Y0, Y0
	VPSRAW $1, Y0, Y0
	VPSUBW Y0, Y1, Y1
	VPSRAW $1, Y1, Y1
	VMOVDQU Y1, (DI)(AX*1)
	NEXT(words, done)

// func liftLowAVX2(dst, x, a, b *int16, n int)
TEXT ·liftLowAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ x+8(FP), SI
	MOVQ a+16(FP), R8
	MOVQ b+24(FP), R9
	MOVQ n+32(FP), CX
	EACH(words)
	VMOVDQU (R8)(AX*1), Y0
	VPADDW (R9)(AX*1), Y0, Y0
	VPSRAW $1, Y0, Y0
	VPADDW (SI)(AX*1), Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)

// func quantizeBandAVX2(dst, src *int16, n int, q *bandQuant)
TEXT ·quantizeBandAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ q+24(FP), DX
	VPBROADCASTW 8(DX), Y2
	VMOVQ (DX), X3
	EACH(words)
	VPADDW (SI)(AX*1), Y2, Y0
	VPSRAW X3, Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)

// func coarsenBandAVX2(dst, src *int16, n int, bits uint64)
TEXT ·coarsenBandAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VMOVQ bits+24(FP), X3
	EACH(words)
	VMOVDQU (SI)(AX*1), Y1
	VPABSW Y1, Y0
	VPSRLW X3, Y0, Y0
	VPSIGNW Y1, Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)

// func shiftBandAVX2(dst, src *int16, n int, bits uint64)
TEXT ·shiftBandAVX2(SB), NOSPLIT, $0-32
	MOVQ dst+0(FP), DI
	MOVQ src+8(FP), SI
	MOVQ n+16(FP), CX
	VMOVQ bits+24(FP), X3
	EACH(words)
	VMOVDQU (SI)(AX*1), Y0
	VPSLLW X3, Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)

// HALF makes h the mean of the words at R8 and R9, rounded towards zero.
#define HALF(h) \
	VMOVDQU (R8)(AX*1), Y0      \
	VPXOR (R9)(AX*1), Y0, Y1    \
	VPAND (R9)(AX*1), Y0, Y0    \
	VPSRAW $1, Y1, Y2           \
	VPADDW Y2, Y0, Y0           \
	VPSRLW $15, Y0, Y2          \
	VPAND Y1, Y2, Y2            \
	VPADDW Y2, Y0, h

// func reduceEvenAVX2(dst, l, a, b *int16, n int)
TEXT ·reduceEvenAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ l+8(FP), SI
	MOVQ a+16(FP), R8
	MOVQ b+24(FP), R9
	MOVQ n+32(FP), CX
	EACH(words)
	HALF(Y0)
	VMOVDQU (SI)(AX*1), Y1
	VPSUBW Y0, Y1, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)

// func reduceOddAVX2(dst, h, a, b *int16, n int)
TEXT ·reduceOddAVX2(SB), NOSPLIT, $0-40
	MOVQ dst+0(FP), DI
	MOVQ h+8(FP), SI
	MOVQ a+16(FP), R8
	MOVQ b+24(FP), R9
	MOVQ n+32(FP), CX
	EACH(words)
	HALF(Y0)
	VMOVDQU (SI)(AX*1), Y1
	VPSLLW $1, Y1, Y1
	VPADDW Y1, Y0, Y0
	VMOVDQU Y0, (DI)(AX*1)
	NEXT(words, done)
