//go:build !noasm

#include "textflag.h"

// Blue and red of a pixel, as words.
DATA blueRed<>+0(SB)/8, $0x00FF00FF00FF00FF
DATA blueRed<>+8(SB)/8, $0x00FF00FF00FF00FF
DATA blueRed<>+16(SB)/8, $0x00FF00FF00FF00FF
DATA blueRed<>+24(SB)/8, $0x00FF00FF00FF00FF
GLOBL blueRed<>(SB), RODATA|NOPTR, $32

// The rows of the colour matrix: the factors of blue (low word) and red, then
// that of green, whose high word meets alpha.
DATA factors<>+0(SB)/4, $0x26460E97 // Y: 9798, 3735
DATA factors<>+4(SB)/4, $0x00004B23 // 19235
DATA factors<>+8(SB)/4, $0xEA614013 // Cb: -5535, 16403
DATA factors<>+12(SB)/4, $0x0000D58C // -10868
DATA factors<>+16(SB)/4, $0x3FFAF598 // Cr: 16378, -2664
DATA factors<>+20(SB)/4, $0x0000CA6E // -13714
DATA factors<>+24(SB)/4, $0xFFC00200 // 512 - 4096<<10: rounding and level shift of Y
DATA factors<>+28(SB)/4, $0x00000200 // rounding of Cb and Cr
GLOBL factors<>(SB), RODATA|NOPTR, $32

// Puts the pairs of words that packing leaves apart in order.
DATA pairs<>+0(SB)/8, $0x0000000400000000
DATA pairs<>+8(SB)/8, $0x0000000500000001
DATA pairs<>+16(SB)/8, $0x0000000600000002
DATA pairs<>+24(SB)/8, $0x0000000700000003
GLOBL pairs<>(SB), RODATA|NOPTR, $32

// PLANE makes sixteen samples of the pixels in a and b: br and g are the
// factors, add is what rounds.
#define PLANE(a, b, br, g, add, to) \
	VPAND      Y9, a, Y4    \
	VPAND      Y9, b, Y5    \
	VPSRLW     $8, a, Y6    \
	VPSRLW     $8, b, Y7    \
	VPMADDWD   br, Y4, Y4   \
	VPMADDWD   br, Y5, Y5   \
	VPMADDWD   g, Y6, Y6    \
	VPMADDWD   g, Y7, Y7    \
	VPADDD     Y6, Y4, Y4   \
	VPADDD     Y7, Y5, Y5   \
	VPADDD     add, Y4, Y4  \
	VPADDD     add, Y5, Y5  \
	VPSRAD     $10, Y4, Y4  \
	VPSRAD     $10, Y5, Y5  \
	VPACKSSDW  Y5, Y4, Y4   \
	VPERMD     Y4, Y8, Y4   \
	VMOVDQU    Y4, to

// CHUNK converts 32 pixels at off. Even pixels go to Y0 and Y2, odd ones to Y1
// and Y3.
#define CHUNK(off, at) \
	VMOVDQU off(SI), Y4            \
	VMOVDQU (off+32)(SI), Y5       \
	VMOVDQU (off+64)(SI), Y6       \
	VMOVDQU (off+96)(SI), Y7       \
	VSHUFPS $0x88, Y5, Y4, Y0      \
	VSHUFPS $0xDD, Y5, Y4, Y1      \
	VSHUFPS $0x88, Y7, Y6, Y2      \
	VSHUFPS $0xDD, Y7, Y6, Y3      \
	PLANE(Y0, Y2, Y10, Y11, Y12, at(DI))             \
	PLANE(Y1, Y3, Y10, Y11, Y12, (at+64)(DI))        \
	VPBROADCASTD factors<>+8(SB), Y10                \
	VPBROADCASTD factors<>+12(SB), Y11               \
	PLANE(Y0, Y2, Y10, Y11, Y13, (at+8192)(DI))      \
	PLANE(Y1, Y3, Y10, Y11, Y13, (at+8192+64)(DI))   \
	PLANE(Y0, Y2, Y14, Y15, Y13, (at+16384)(DI))     \
	PLANE(Y1, Y3, Y14, Y15, Y13, (at+16384+64)(DI))  \
	VPBROADCASTD factors<>+0(SB), Y10                \
	VPBROADCASTD factors<>+4(SB), Y11

// func toYCbCrAVX2(p *planes, pix *byte, stride int)
TEXT ·toYCbCrAVX2(SB), NOSPLIT, $0-24
	MOVQ p+0(FP), DI
	MOVQ pix+8(FP), SI
	MOVQ stride+16(FP), DX
	VMOVDQU pairs<>(SB), Y8
	VMOVDQU blueRed<>(SB), Y9
	VPBROADCASTD factors<>+0(SB), Y10
	VPBROADCASTD factors<>+4(SB), Y11
	VPBROADCASTD factors<>+24(SB), Y12
	VPBROADCASTD factors<>+28(SB), Y13
	VPBROADCASTD factors<>+16(SB), Y14
	VPBROADCASTD factors<>+20(SB), Y15
	MOVQ $64, CX

row:
	CHUNK(0, 0)
	CHUNK(128, 32)
	ADDQ DX, SI
	ADDQ $128, DI
	DECQ CX
	JNZ  row
	VZEROUPPER
	RET

// The last word of a lane repeated: for the value right of the last one.
DATA ·lastWord+0(SB)/8, $0x0706050403020100
DATA ·lastWord+8(SB)/8, $0x0F0E0D0C0B0A0908
DATA ·lastWord+16(SB)/8, $0x0706050403020F0E
DATA ·lastWord+24(SB)/8, $0x0F0E0D0C0B0A0908
GLOBL ·lastWord(SB), RODATA|NOPTR, $32

// The first word of the low lane in place of its last.
DATA ·firstWord+0(SB)/8, $0x0706050403020100
DATA ·firstWord+8(SB)/8, $0x01000D0C0B0A0908
DATA ·firstWord+16(SB)/8, $0x0706050403020100
DATA ·firstWord+24(SB)/8, $0x0F0E0D0C0B0A0908
GLOBL ·firstWord(SB), RODATA|NOPTR, $32

// Even words, then odd words, of each lane.
DATA evenOdd<>+0(SB)/8, $0x0D0C090805040100
DATA evenOdd<>+8(SB)/8, $0x0F0E0B0A07060302
DATA evenOdd<>+16(SB)/8, $0x0D0C090805040100
DATA evenOdd<>+24(SB)/8, $0x0F0E0B0A07060302
GLOBL evenOdd<>(SB), RODATA|NOPTR, $32

// Eight words moved by one, to the left and to the right, the edge repeated.
DATA ·shift8+0(SB)/8, $0x0908070605040302
DATA ·shift8+8(SB)/8, $0x0F0E0F0E0D0C0B0A
DATA ·shift8+16(SB)/8, $0x0504030201000100
DATA ·shift8+24(SB)/8, $0x0D0C0B0A09080706
GLOBL ·shift8(SB), RODATA|NOPTR, $32

// HIGH makes h the high value of x1 between x0 and x2.
#define HIGH(x0, x1, x2, h) \
	VPADDW x2, x0, h  \
	VPSRAW $1, h, h   \
	VPSUBW h, x1, h   \
	VPSRAW $1, h, h

// LOW makes l the low value of x0 between the high values hp and h; l may be hp.
#define LOW(x0, hp, h, l) \
	VPADDW h, hp, l   \
	VPSRAW $1, l, l   \
	VPADDW x0, l, l

// LIFT transforms sixteen columns from SI, rows pitch bytes apart: CX low rows
// go to DI, and as many high ones to BX.
#define LIFT(pitch, loop, last) \
	VMOVDQU (SI), Y0                \
	VMOVDQU pitch(SI), Y1           \
	VMOVDQU (2*pitch)(SI), Y2       \
	HIGH(Y0, Y1, Y2, Y3)            \
	VMOVDQA Y3, Y4                  \
	DECQ CX                         \
loop:                               \
	LOW(Y0, Y4, Y3, Y5)             \
	VMOVDQU Y5, (DI)                \
	VMOVDQU Y3, (BX)                \
	ADDQ $(2*pitch), SI             \
	ADDQ $pitch, DI                 \
	ADDQ $pitch, BX                 \
	VMOVDQA Y3, Y4                  \
	VMOVDQA Y2, Y0                  \
	VMOVDQU pitch(SI), Y1           \
	DECQ CX                         \
	JZ   last                       \
	VMOVDQU (2*pitch)(SI), Y2       \
	HIGH(Y0, Y1, Y2, Y3)            \
	JMP  loop                       \
last:                               \
	HIGH(Y0, Y1, Y0, Y3)            \
	LOW(Y0, Y4, Y3, Y5)             \
	VMOVDQU Y5, (DI)                \
	VMOVDQU Y3, (BX)

// QUANTIZE rounds v with half and shift.
#define QUANTIZE(v, half, shift) \
	VPADDW half, v, v \
	VPSRAW shift, v, v

// STEP loads the quantiser of a band.
#define STEP(at, half, shift) \
	VPBROADCASTW (at+8)(DX), half \
	VMOVQ at(DX), shift

// NEXT16 makes n the sixteen words right of e, the last one repeated; PREV16
// makes p those left of h, the first one repeated.
#define NEXT16(e, n) \
	VPERM2I128 $0x11, e, e, n \
	VPSHUFB Y15, n, n         \
	VPALIGNR $2, e, n, n

#define PREV16(h, p) \
	VPERM2I128 $0x00, h, h, p \
	VPSHUFB Y14, p, p         \
	VPALIGNR $14, p, h, p

// ROW32 transforms 32 even and 32 odd columns at SI: high to Y4, Y5, low to Y6, Y7.
#define ROW32 \
	VMOVDQU (SI), Y0           \
	VMOVDQU 32(SI), Y1         \
	VMOVDQU 64(SI), Y2         \
	VMOVDQU 96(SI), Y3         \
	VMOVDQU 2(SI), Y6          \
	NEXT16(Y1, Y7)             \
	HIGH(Y0, Y2, Y6, Y4)       \
	HIGH(Y1, Y3, Y7, Y5)       \
	PREV16(Y4, Y6)             \
	VPERM2I128 $0x21, Y5, Y4, Y7 \
	VPALIGNR $14, Y7, Y5, Y7   \
	LOW(Y0, Y6, Y4, Y6)        \
	LOW(Y1, Y7, Y5, Y7)

// ROW16 does the same with sixteen of each: high to Y4, low to Y6.
#define ROW16 \
	VMOVDQU (SI), Y0     \
	VMOVDQU 32(SI), Y2   \
	NEXT16(Y0, Y6)       \
	HIGH(Y0, Y2, Y6, Y4) \
	PREV16(Y4, Y6)       \
	LOW(Y0, Y6, Y4, Y6)

// ROW8 does the same with eight of each.
#define ROW8 \
	VMOVDQU (SI), X0      \
	VMOVDQU 16(SI), X2    \
	VPSHUFB X14, X0, X6   \
	HIGH(X0, X2, X6, X4)  \
	VPSHUFB X15, X4, X6   \
	LOW(X0, X6, X4, X6)

// func dwtQuantizeAVX2(out, plane, tmp *[4096]int16, q *steps)
TEXT ·dwtQuantizeAVX2(SB), NOSPLIT, $0-32
	MOVQ plane+8(FP), R8
	MOVQ tmp+16(FP), R9
	MOVQ q+24(FP), DX
	VMOVDQU evenOdd<>(SB), Y13
	VMOVDQU ·firstWord(SB), Y14
	VMOVDQU ·lastWord(SB), Y15

	// Level 1, columns: plane to tmp.
	MOVQ $0, R10
cols1:
	LEAQ (R8)(R10*1), SI
	LEAQ (R9)(R10*1), DI
	LEAQ 4096(DI), BX
	MOVQ $32, CX
	LIFT(128, lift1, last1)
	ADDQ $32, R10
	CMPQ R10, $128
	JNE  cols1

	// Rows: HL1 quantised, LL1 back into plane.
	MOVQ out+0(FP), DI
	MOVQ R8, BX
	MOVQ R9, SI
	MOVQ $32, CX
	STEP(0, Y8, X9)
low1:
	ROW32
	QUANTIZE(Y4, Y8, X9)
	QUANTIZE(Y5, Y8, X9)
	VMOVDQU Y4, (DI)
	VMOVDQU Y5, 32(DI)
	VPSHUFB Y13, Y6, Y6
	VPSHUFB Y13, Y7, Y7
	VPERMQ $0xD8, Y6, Y6
	VPERMQ $0xD8, Y7, Y7
	VPERM2I128 $0x20, Y7, Y6, Y0
	VPERM2I128 $0x31, Y7, Y6, Y1
	VMOVDQU Y0, (BX)
	VMOVDQU Y1, 32(BX)
	ADDQ $128, SI
	ADDQ $64, DI
	ADDQ $64, BX
	DECQ CX
	JNZ  low1

	// LH1 and HH1.
	MOVQ $32, CX
	STEP(16, Y8, X9)
	STEP(32, Y10, X11)
high1:
	ROW32
	QUANTIZE(Y6, Y8, X9)
	QUANTIZE(Y7, Y8, X9)
	QUANTIZE(Y4, Y10, X11)
	QUANTIZE(Y5, Y10, X11)
	VMOVDQU Y6, (DI)
	VMOVDQU Y7, 32(DI)
	VMOVDQU Y4, 2048(DI)
	VMOVDQU Y5, 2080(DI)
	ADDQ $128, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  high1
	ADDQ $2048, DI

	// Level 2.
	MOVQ DI, R11
	MOVQ $0, R10
cols2:
	LEAQ (R8)(R10*1), SI
	LEAQ (R9)(R10*1), DI
	LEAQ 1024(DI), BX
	MOVQ $16, CX
	LIFT(64, lift2, last2)
	ADDQ $32, R10
	CMPQ R10, $64
	JNE  cols2

	MOVQ R11, DI
	MOVQ R8, BX
	MOVQ R9, SI
	MOVQ $16, CX
	STEP(48, Y8, X9)
low2:
	ROW16
	QUANTIZE(Y4, Y8, X9)
	VMOVDQU Y4, (DI)
	VPSHUFB Y13, Y6, Y6
	VPERMQ $0xD8, Y6, Y6
	VMOVDQU Y6, (BX)
	ADDQ $64, SI
	ADDQ $32, DI
	ADDQ $32, BX
	DECQ CX
	JNZ  low2

	MOVQ $16, CX
	STEP(64, Y8, X9)
	STEP(80, Y10, X11)
high2:
	ROW16
	QUANTIZE(Y6, Y8, X9)
	QUANTIZE(Y4, Y10, X11)
	VMOVDQU Y6, (DI)
	VMOVDQU Y4, 512(DI)
	ADDQ $64, SI
	ADDQ $32, DI
	DECQ CX
	JNZ  high2
	ADDQ $512, DI

	// Level 3, in halves of registers.
	MOVQ DI, R11
	MOVQ R8, SI
	MOVQ R9, DI
	LEAQ 256(DI), BX
	MOVQ $8, CX
	LIFT(32, lift3, last3)

	VMOVDQU ·shift8+0(SB), X14
	VMOVDQU ·shift8+16(SB), X15
	MOVQ R11, DI
	MOVQ R9, SI
	MOVQ $8, CX
	STEP(96, Y8, X9)
	STEP(144, Y10, X11)
low3:
	ROW8
	QUANTIZE(X4, X8, X9)
	QUANTIZE(X6, X10, X11)
	VMOVDQU X4, (DI)
	VMOVDQU X6, 384(DI)
	ADDQ $32, SI
	ADDQ $16, DI
	DECQ CX
	JNZ  low3

	MOVQ $8, CX
	STEP(112, Y8, X9)
	STEP(128, Y10, X11)
high3:
	ROW8
	QUANTIZE(X6, X8, X9)
	QUANTIZE(X4, X10, X11)
	VMOVDQU X6, (DI)
	VMOVDQU X4, 128(DI)
	ADDQ $32, SI
	ADDQ $16, DI
	DECQ CX
	JNZ  high3
	VZEROUPPER
	RET

// func nonZeroAVX2(mask *[64]uint64, c *[4096]int16)
TEXT ·nonZeroAVX2(SB), NOSPLIT, $0-16
	MOVQ mask+0(FP), DI
	MOVQ c+8(FP), SI
	VPXOR Y7, Y7, Y7
	MOVQ $128, CX

words:
	VPCMPEQW (SI), Y7, Y0
	VPCMPEQW 32(SI), Y7, Y1
	VPACKSSWB Y1, Y0, Y0
	VPERMQ $0xD8, Y0, Y0
	VPMOVMSKB Y0, AX
	NOTL AX
	MOVL AX, (DI)
	ADDQ $64, SI
	ADDQ $4, DI
	DECQ CX
	JNZ  words
	VZEROUPPER
	RET
