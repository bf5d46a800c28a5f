//go:build !noasm

#include "textflag.h"

// What blue, green, red and alpha weigh in luma, and sixteen times in orange
// and green.
DATA lumaWeights<>+0(SB)/4, $0x00010201
GLOBL lumaWeights<>(SB), RODATA|NOPTR, $4
DATA orangeWeights<>+0(SB)/4, $0x000200FE
GLOBL orangeWeights<>(SB), RODATA|NOPTR, $4
DATA greenWeights<>+0(SB)/4, $0x00FF02FF
GLOBL greenWeights<>(SB), RODATA|NOPTR, $4

DATA lumaHalf<>+0(SB)/4, $0x00020002
GLOBL lumaHalf<>(SB), RODATA|NOPTR, $4
DATA chromaHalf<>+0(SB)/4, $0x00080008
GLOBL chromaHalf<>(SB), RODATA|NOPTR, $4

// Pairs of bytes: orange of both halves, then green.
DATA nscPairs<>+0(SB)/8, $0x0B0A030209080100
DATA nscPairs<>+8(SB)/8, $0x0F0E07060D0C0504
GLOBL nscPairs<>(SB), RODATA|NOPTR, $16

// CHROMA adds up what two by two pixels weigh: of 16 by 2 pixels in Y0 and Y1,
// and Y2 and Y3 below them, into eight words of half sums in out.
#define CHROMA(weights, out, tmp, more) \
	VPMADDUBSW weights, Y0, out  \
	VPMADDUBSW weights, Y2, tmp  \
	VPADDW     tmp, out, out     \
	VPMADDUBSW weights, Y1, tmp  \
	VPMADDUBSW weights, Y3, more \
	VPADDW     more, tmp, tmp    \
	VPHADDW    tmp, out, out

// func nscRowsAVX2(luma, below, orange, green, a, b *byte, groups int)
TEXT ·nscRowsAVX2(SB), NOSPLIT, $0-56
	MOVQ         luma+0(FP), R8
	MOVQ         below+8(FP), R9
	MOVQ         orange+16(FP), R10
	MOVQ         green+24(FP), R11
	MOVQ         a+32(FP), SI
	MOVQ         b+40(FP), DX
	MOVQ         groups+48(FP), CX
	VPBROADCASTD lumaWeights<>(SB), Y8
	VPBROADCASTD orangeWeights<>(SB), Y9
	VPBROADCASTD greenWeights<>(SB), Y10
	VPBROADCASTD lumaHalf<>(SB), Y11
	VPBROADCASTD chromaHalf<>(SB), Y12
	VMOVDQU      ·weave(SB), Y13
	VMOVDQU      nscPairs<>(SB), X14

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1
	VMOVDQU (DX), Y2
	VMOVDQU 32(DX), Y3

	VPMADDUBSW   Y8, Y0, Y4
	VPMADDUBSW   Y8, Y1, Y5
	VPHADDW      Y5, Y4, Y4
	VPMADDUBSW   Y8, Y2, Y5
	VPMADDUBSW   Y8, Y3, Y6
	VPHADDW      Y6, Y5, Y5
	VPADDW       Y11, Y4, Y4
	VPADDW       Y11, Y5, Y5
	VPSRLW       $2, Y4, Y4
	VPSRLW       $2, Y5, Y5
	VPACKUSWB    Y5, Y4, Y4
	VPERMD       Y4, Y13, Y4
	VMOVDQU      X4, (R8)
	VEXTRACTI128 $1, Y4, (R9)

	CHROMA(Y9, Y4, Y5, Y6)
	CHROMA(Y10, Y6, Y5, Y7)
	VPHADDW   Y6, Y4, Y4
	VPADDW    Y12, Y4, Y4
	VPSRAW    $4, Y4, Y4
	VPACKSSWB Y4, Y4, Y4
	VPERMQ    $0x08, Y4, Y4
	VPSHUFB   X14, X4, X4
	VMOVQ     X4, (R10)
	VPEXTRQ   $1, X4, (R11)

	ADDQ $64, SI
	ADDQ $64, DX
	ADDQ $16, R8
	ADDQ $16, R9
	ADDQ $8, R10
	ADDQ $8, R11
	DECQ CX
	JNZ  loop
	VZEROUPPER
	RET

// COLOUR makes sixteen signed words of eight bytes: what is left of them when
// their topmost bits are shifted out.
#define COLOUR(from, x, y) \
	VMOVQ      from, x      \
	VPUNPCKLBW x, x, x      \
	VPMOVZXBW  x, y         \
	VPSLLW     X9, y, y     \
	VPSRAW     $8, y, y

// func nscPixelsAVX2(dst, luma, orange, green *byte, groups int, shift uint64)
TEXT ·nscPixelsAVX2(SB), NOSPLIT, $0-48
	MOVQ     dst+0(FP), DI
	MOVQ     luma+8(FP), SI
	MOVQ     orange+16(FP), R8
	MOVQ     green+24(FP), R9
	MOVQ     groups+32(FP), CX
	VMOVQ    shift+40(FP), X9
	VPCMPEQW Y8, Y8, Y8
	VPSRLW   $8, Y8, Y8

pixels:
	VPMOVZXBW (SI), Y0
	COLOUR((R8), X1, Y1)
	COLOUR((R9), X2, Y2)
	VPSUBW Y2, Y0, Y3
	VPADDW Y2, Y0, Y4
	VPADDW Y1, Y3, Y5
	VPSUBW Y1, Y3, Y3

	// Lanes of eight blue and eight red bytes, and of green and alpha.
	VPACKUSWB  Y5, Y3, Y3
	VPACKUSWB  Y8, Y4, Y4
	VPUNPCKLBW Y4, Y3, Y0
	VPUNPCKHBW Y4, Y3, Y1
	VPUNPCKLWD Y1, Y0, Y2
	VPUNPCKHWD Y1, Y0, Y3
	VMOVDQU    X2, (DI)
	VMOVDQU    X3, 16(DI)
	VEXTRACTI128 $1, Y2, 32(DI)
	VEXTRACTI128 $1, Y3, 48(DI)
	ADDQ $16, SI
	ADDQ $8, R8
	ADDQ $8, R9
	ADDQ $64, DI
	DECQ CX
	JNZ  pixels
	VZEROUPPER
	RET
