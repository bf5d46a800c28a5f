//go:build !noasm

#include "textflag.h"

// EVEN makes e the even value of l between the high values hp and h; the words
// of ones are -1. ODD makes o the odd value of h between the even e and en.
#define EVEN(l, hp, h, ones, e) \
	VPADDW h, hp, e    \
	VPSUBW ones, e, e  \
	VPSRAW $1, e, e    \
	VPSUBW e, l, e

#define ODD(e, en, h, o) \
	VPADDW en, e, o  \
	VPSRAW $1, o, o  \
	VPADDW h, o, o   \
	VPADDW h, o, o

// NEXT16 makes n the sixteen words right of e, the last one repeated; PREV16
// makes p those left of h, the first one repeated.
#define NEXT16(e, n) \
	VPERM2I128 $0x11, e, e, n \
	VPSHUFB Y13, n, n         \
	VPALIGNR $2, e, n, n

#define PREV16(h, p) \
	VPERM2I128 $0x00, h, h, p \
	VPSHUFB Y14, p, p         \
	VPALIGNR $14, p, h, p

// MIX stores sixteen even and sixteen odd words in turn.
#define MIX(e, o, to) \
	VPUNPCKLWD o, e, Y10            \
	VPUNPCKHWD o, e, Y11            \
	VPERM2I128 $0x20, Y11, Y10, Y12 \
	VPERM2I128 $0x31, Y11, Y10, Y10 \
	VMOVDQU Y12, to(DI)             \
	VMOVDQU Y10, (to+32)(DI)

// ROWS32 unites CX rows of 32 low values at SI and 32 high ones at BX.
#define ROWS32(loop) \
loop:                          \
	VMOVDQU (SI), Y0           \
	VMOVDQU 32(SI), Y1         \
	VMOVDQU (BX), Y2           \
	VMOVDQU 32(BX), Y3         \
	PREV16(Y2, Y4)             \
	VPERM2I128 $0x21, Y3, Y2, Y5 \
	VPALIGNR $14, Y5, Y3, Y5   \
	EVEN(Y0, Y4, Y2, Y15, Y6)  \
	EVEN(Y1, Y5, Y3, Y15, Y7)  \
	VPERM2I128 $0x21, Y7, Y6, Y4 \
	VPALIGNR $2, Y6, Y4, Y4    \
	NEXT16(Y7, Y5)             \
	ODD(Y6, Y4, Y2, Y8)        \
	ODD(Y7, Y5, Y3, Y9)        \
	MIX(Y6, Y8, 0)             \
	MIX(Y7, Y9, 64)            \
	ADDQ $64, SI               \
	ADDQ $64, BX               \
	ADDQ $128, DI              \
	DECQ CX                    \
	JNZ  loop

// ROWS16 does the same with sixteen of each.
#define ROWS16(loop) \
loop:                          \
	VMOVDQU (SI), Y0           \
	VMOVDQU (BX), Y2           \
	PREV16(Y2, Y4)             \
	EVEN(Y0, Y4, Y2, Y15, Y6)  \
	NEXT16(Y6, Y5)             \
	ODD(Y6, Y5, Y2, Y8)        \
	MIX(Y6, Y8, 0)             \
	ADDQ $32, SI               \
	ADDQ $32, BX               \
	ADDQ $64, DI               \
	DECQ CX                    \
	JNZ  loop

// ROWS8 does the same with eight of each.
#define ROWS8(loop) \
loop:                          \
	VMOVDQU (SI), X0           \
	VMOVDQU (BX), X2           \
	VPSHUFB X8, X2, X4         \
	EVEN(X0, X4, X2, X15, X6)  \
	VPSHUFB X7, X6, X5         \
	ODD(X6, X5, X2, X3)        \
	VPUNPCKLWD X3, X6, X4      \
	VPUNPCKHWD X3, X6, X5      \
	VMOVDQU X4, (DI)           \
	VMOVDQU X5, 16(DI)         \
	ADDQ $16, SI               \
	ADDQ $16, BX               \
	ADDQ $32, DI               \
	DECQ CX                    \
	JNZ  loop

// COLS unites sixteen columns of CX low rows at SI, pitch bytes apart, and as
// many high ones at BX.
#define COLS(pitch, loop) \
	VMOVDQU (SI), Y0               \
	VMOVDQU (BX), Y1               \
	EVEN(Y0, Y1, Y1, Y15, Y2)      \
	VMOVDQU Y2, (DI)               \
	DECQ CX                        \
loop:                              \
	ADDQ $pitch, SI                \
	ADDQ $pitch, BX                \
	VMOVDQU (SI), Y0               \
	VMOVDQU (BX), Y3               \
	EVEN(Y0, Y1, Y3, Y15, Y4)      \
	ODD(Y2, Y4, Y1, Y5)            \
	VMOVDQU Y5, pitch(DI)          \
	ADDQ $(2*pitch), DI            \
	VMOVDQU Y4, (DI)               \
	VMOVDQA Y3, Y1                 \
	VMOVDQA Y4, Y2                 \
	DECQ CX                        \
	JNZ  loop                      \
	ODD(Y2, Y2, Y1, Y5)            \
	VMOVDQU Y5, pitch(DI)

// func inverseDWTAVX2(out, c, tmp *[4096]int16)
TEXT ·inverseDWTAVX2(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), R8
	MOVQ c+8(FP), R9
	MOVQ tmp+16(FP), R10
	VMOVDQU ·lastWord(SB), Y13
	VMOVDQU ·firstWord(SB), Y14
	VPCMPEQW Y15, Y15, Y15

	// Level 3, from byte 7680 on: LL and HL make the low rows, LH and HH the high.
	VMOVDQU ·shift8+0(SB), X7
	VMOVDQU ·shift8+16(SB), X8
	LEAQ 8064(R9), SI
	LEAQ 7680(R9), BX
	MOVQ R10, DI
	MOVQ $8, CX
	ROWS8(low3)
	LEAQ 7808(R9), SI
	LEAQ 7936(R9), BX
	MOVQ $8, CX
	ROWS8(high3)

	MOVQ R10, SI
	LEAQ 256(R10), BX
	MOVQ R8, DI
	MOVQ $8, CX
	COLS(32, cols3)

	// Level 2, from byte 6144 on.
	MOVQ R8, SI
	LEAQ 6144(R9), BX
	MOVQ R10, DI
	MOVQ $16, CX
	ROWS16(low2)
	LEAQ 6656(R9), SI
	LEAQ 7168(R9), BX
	MOVQ $16, CX
	ROWS16(high2)

	XORQ DX, DX
strip2:
	LEAQ (R10)(DX*1), SI
	LEAQ 1024(SI), BX
	LEAQ (R8)(DX*1), DI
	MOVQ $16, CX
	COLS(64, cols2)
	ADDQ $32, DX
	CMPQ DX, $64
	JNE  strip2

	// Level 1.
	MOVQ R8, SI
	MOVQ R9, BX
	MOVQ R10, DI
	MOVQ $32, CX
	ROWS32(low1)
	LEAQ 2048(R9), SI
	LEAQ 4096(R9), BX
	MOVQ $32, CX
	ROWS32(high1)

	XORQ DX, DX
strip1:
	LEAQ (R10)(DX*1), SI
	LEAQ 4096(SI), BX
	LEAQ (R8)(DX*1), DI
	MOVQ $32, CX
	COLS(128, cols1)
	ADDQ $32, DX
	CMPQ DX, $128
	JNE  strip1
	VZEROUPPER
	RET

// What samples of luma are multiplied with, next to 16384: 8192, and what
// 16384 makes level shift and rounding of.
DATA colour<>+0(SB)/4, $0x08082000 // 8192, 2056
DATA colour<>+4(SB)/4, $0x40004000
// Cb (low word) and Cr.
DATA colour<>+8(SB)/4, $0x000038A3  // blue: 14499, 0
DATA colour<>+12(SB)/4, $0xE924F500 // green: -2816, -5852
DATA colour<>+16(SB)/4, $0x2CE10000 // red: 0, 11489
DATA colour<>+20(SB)/4, $0x00FF00FF // alpha
GLOBL colour<>(SB), RODATA|NOPTR, $24

// CHANNEL makes sixteen words of a channel: Y0 and Y1 are luma, Y2 and Y3 chroma.
#define CHANNEL(factors, to) \
	VPMADDWD factors, Y2, to \
	VPMADDWD factors, Y3, Y7 \
	VPADDD Y0, to, to        \
	VPADDD Y1, Y7, Y7        \
	VPSRAD $18, to, to       \
	VPSRAD $18, Y7, Y7       \
	VPACKSSDW Y7, to, to

// func toBGRAAVX2(pix *[16384]byte, p *planes)
TEXT ·toBGRAAVX2(SB), NOSPLIT, $0-16
	MOVQ pix+0(FP), DI
	MOVQ p+8(FP), SI
	VPBROADCASTD colour<>+0(SB), Y8
	VPBROADCASTD colour<>+4(SB), Y9
	VPBROADCASTD colour<>+8(SB), Y10
	VPBROADCASTD colour<>+12(SB), Y11
	VPBROADCASTD colour<>+16(SB), Y12
	VPBROADCASTD colour<>+20(SB), Y13
	MOVQ $256, CX

pixels:
	VMOVDQU (SI), Y2
	VPUNPCKLWD Y9, Y2, Y0
	VPUNPCKHWD Y9, Y2, Y1
	VPMADDWD Y8, Y0, Y0
	VPMADDWD Y8, Y1, Y1
	VMOVDQU 8192(SI), Y4
	VMOVDQU 16384(SI), Y5
	VPUNPCKLWD Y5, Y4, Y2
	VPUNPCKHWD Y5, Y4, Y3
	CHANNEL(Y10, Y4)
	CHANNEL(Y11, Y5)
	CHANNEL(Y12, Y6)

	// Lanes of eight blue and eight red bytes, and of green and alpha.
	VPACKUSWB Y6, Y4, Y4
	VPACKUSWB Y13, Y5, Y5
	VPUNPCKLBW Y5, Y4, Y0
	VPUNPCKHBW Y5, Y4, Y1
	VPUNPCKLWD Y1, Y0, Y2
	VPUNPCKHWD Y1, Y0, Y3
	VMOVDQU X2, (DI)
	VMOVDQU X3, 16(DI)
	VEXTRACTI128 $1, Y2, 32(DI)
	VEXTRACTI128 $1, Y3, 48(DI)
	ADDQ $32, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  pixels
	VZEROUPPER
	RET

// func signsAVX2(sign *[4096]int8, c *[4096]int16)
TEXT ·signsAVX2(SB), NOSPLIT, $0-16
	MOVQ sign+0(FP), DI
	MOVQ c+8(FP), SI
	VPCMPEQB Y1, Y1, Y1
	VPABSB Y1, Y1
	MOVQ $128, CX

words:
	VMOVDQU (SI), Y0
	VPACKSSWB 32(SI), Y0, Y0
	VPERMQ $0xD8, Y0, Y0
	VPSIGNB Y0, Y1, Y0
	VMOVDQU Y0, (DI)
	ADDQ $64, SI
	ADDQ $32, DI
	DECQ CX
	JNZ  words
	VZEROUPPER
	RET
