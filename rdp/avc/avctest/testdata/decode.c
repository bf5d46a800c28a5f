/*
 * decode is a decoder that is not ours: libopenh264's. It reads frames from
 * standard input, each a length of four bytes and so many bytes of H.264, and
 * writes for each its width and height (four bytes each) and its planes Y, U
 * and V without gaps. It ends with the input.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wels/codec_api.h>

static void plane(const unsigned char *p, int stride, int width, int height)
{
	for (int y = 0; y < height; y++)
		fwrite(p + (size_t)y * stride, 1, width, stdout);
}

int main(void)
{
	ISVCDecoder *d = NULL;
	SDecodingParam p;
	memset(&p, 0, sizeof p);
	p.sVideoProperty.eVideoBsType = VIDEO_BITSTREAM_AVC;
	if (WelsCreateDecoder(&d) != 0 || (*d)->Initialize(d, &p) != 0)
		return 1;
	uint32_t n;
	while (fread(&n, sizeof n, 1, stdin) == 1) {
		unsigned char *in = malloc(n), *out[3] = { 0 };
		SBufferInfo info;
		memset(&info, 0, sizeof info);
		if (in == NULL || fread(in, 1, n, stdin) != n)
			return 1;
		if ((*d)->DecodeFrameNoDelay(d, in, (int)n, out, &info) != 0 || info.iBufferStatus != 1)
			return 2;
		SSysMEMBuffer *b = &info.UsrData.sSystemBuffer;
		int32_t size[2] = { b->iWidth, b->iHeight };
		fwrite(size, sizeof size, 1, stdout);
		plane(out[0], b->iStride[0], b->iWidth, b->iHeight);
		plane(out[1], b->iStride[1], b->iWidth / 2, b->iHeight / 2);
		plane(out[2], b->iStride[1], b->iWidth / 2, b->iHeight / 2);
		fflush(stdout);
		free(in);
	}
	return 0;
}
