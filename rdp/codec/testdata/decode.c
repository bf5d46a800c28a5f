/*
 * A loop around libfreerdp 2's bitmap codecs: reads requests from standard
 * input, writes answers to standard output. All numbers little-endian u32.
 *
 * request: op, flags, bpp, width, height, repeat, length, data
 * answer:  ok (0 or 1), length, nanoseconds of processor time a call, data
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <freerdp/client/rdpgfx.h>
#include <freerdp/codec/color.h>
#include <freerdp/codec/interleaved.h>
#include <freerdp/codec/nsc.h>
#include <freerdp/codec/planar.h>
#include <freerdp/codec/progressive.h>
#include <freerdp/codec/rfx.h>
#include <freerdp/codec/zgfx.h>
#include <freerdp/codecs.h>
#include <freerdp/freerdp.h>
#include <freerdp/gdi/gdi.h>
#include <freerdp/gdi/gfx.h>

enum
{
	OP_PLANAR_DECODE = 1,
	OP_PLANAR_ENCODE,
	OP_INTERLEAVED_DECODE,
	OP_INTERLEAVED_ENCODE,
	OP_ZGFX_DECODE,
	OP_ZGFX_ENCODE,
	OP_ZGFX_RESET,
	OP_SURFACE,
	OP_RFX_DECODE,
	OP_RFX_ENCODE,
	OP_RFX_RESET,
	OP_PROGRESSIVE_DECODE,
	OP_PROGRESSIVE_ENCODE,
	OP_PROGRESSIVE_RESET,
	OP_NSC_ENCODE,
};

struct request
{
	uint32_t op, flags, bpp, w, h, repeat, len;
};

static gdiGfxSurface surface;

static void* surface_data(RdpgfxClientContext* gfx, UINT16 id)
{
	(void)gfx;
	(void)id;
	return &surface;
}

static RdpgfxClientContext* pipeline(void)
{
	static RdpgfxClientContext gfx;
	freerdp* instance;
	if (gfx.custom)
		return &gfx;
	instance = freerdp_new();
	if (!instance)
		return NULL;
	instance->ContextSize = sizeof(rdpContext);
	if (!freerdp_context_new(instance))
		return NULL;
	instance->settings->DesktopWidth = 64;
	instance->settings->DesktopHeight = 64;
	if (!gdi_init(instance, PIXEL_FORMAT_BGRA32))
		return NULL;
	instance->context->codecs = codecs_new(instance->context);
	if (!instance->context->codecs)
		return NULL;
	if (!gdi_graphics_pipeline_init(instance->context->gdi, &gfx))
		return NULL;
	gfx.GetSurfaceData = surface_data;
	return &gfx;
}

/* Applies one surface command, codec id in flags, to a surface that the first
 * w*h*4 bytes of the data fill beforehand. */
static int surface_command(const struct request* q, uint8_t* data, uint8_t* out)
{
	uint32_t n = q->w * q->h * 4;
	RDPGFX_SURFACE_COMMAND cmd = { 0 };
	RdpgfxClientContext* gfx = pipeline();
	if (!gfx || q->len < n)
		return 0;
	memset(&surface, 0, sizeof(surface));
	surface.width = surface.mappedWidth = surface.outputTargetWidth = q->w;
	surface.height = surface.mappedHeight = surface.outputTargetHeight = q->h;
	surface.format = PIXEL_FORMAT_BGRA32;
	surface.scanline = q->w * 4;
	surface.data = out;
	surface.codecs = ((rdpGdi*)gfx->custom)->context->codecs;
	region16_init(&surface.invalidRegion);
	memcpy(out, data, n);
	if (!freerdp_client_codecs_prepare(
	        surface.codecs,
	        FREERDP_CODEC_PLANAR | FREERDP_CODEC_REMOTEFX | FREERDP_CODEC_PROGRESSIVE |
	            FREERDP_CODEC_CLEARCODEC,
	        q->w, q->h))
		return 0;
	cmd.codecId = q->flags;
	cmd.format = PIXEL_FORMAT_BGRA32;
	cmd.right = cmd.width = q->w;
	cmd.bottom = cmd.height = q->h;
	cmd.length = q->len - n;
	cmd.data = data + n;
	((rdpGdi*)gfx->custom)->inGfxFrame = TRUE;
	return gfx->SurfaceCommand(gfx, &cmd) == 0;
}

/* flags: 1 for RLGR1, 3 for RLGR3 */
static int rfx_encode(const struct request* q, uint8_t* data, uint8_t* out, uint32_t* len)
{
	static RFX_CONTEXT* rfx;
	RFX_RECT rect = { 0, 0, q->w, q->h };
	wStream* s = Stream_New(NULL, 1 << 16);
	int ok;
	if (!rfx)
		rfx = rfx_context_new(TRUE);
	rfx_context_reset(rfx, q->w, q->h);
	rfx_context_set_pixel_format(rfx, PIXEL_FORMAT_BGRX32);
	rfx->mode = q->flags == 1 ? RLGR1 : RLGR3;
	ok = rfx_compose_message(rfx, s, &rect, 1, data, q->w, q->h, q->w * 4);
	*len = Stream_GetPosition(s);
	memcpy(out, Stream_Buffer(s), *len);
	Stream_Free(s, TRUE);
	return ok;
}

/* With colours of two by two pixels, and no loss besides. */
static int nsc_encode(const struct request* q, uint8_t* data, uint8_t* out, uint32_t* len)
{
	static NSC_CONTEXT* nsc;
	wStream* s = Stream_New(NULL, q->w * q->h * 4 + 64);
	int ok;
	if (!nsc)
		nsc = nsc_context_new();
	nsc_context_reset(nsc, q->w, q->h);
	nsc_context_set_parameters(nsc, NSC_COLOR_FORMAT, PIXEL_FORMAT_BGRX32);
	nsc_context_set_parameters(nsc, NSC_COLOR_LOSS_LEVEL, 1);
	nsc_context_set_parameters(nsc, NSC_ALLOW_SUBSAMPLING, 1);
	ok = nsc_compose_message(nsc, s, data, q->w, q->h, q->w * 4);
	*len = Stream_GetPosition(s);
	memcpy(out, Stream_Buffer(s), *len);
	Stream_Free(s, TRUE);
	return ok;
}

/* The decoders keep state; the picture starts as zeros after a reset. */
static RFX_CONTEXT* unrfx;
static PROGRESSIVE_CONTEXT* unprogressive;

static int rfx_decode(const struct request* q, uint8_t* data, uint8_t* out)
{
	REGION16 invalid;
	int ok;
	if (!unrfx)
		unrfx = rfx_context_new(FALSE);
	rfx_context_set_pixel_format(unrfx, PIXEL_FORMAT_BGRX32);
	region16_init(&invalid);
	ok = rfx_process_message(unrfx, data, q->len, 0, 0, out, PIXEL_FORMAT_BGRX32, q->w * 4, q->h,
	                         &invalid);
	region16_uninit(&invalid);
	return ok;
}

static int progressive_decode(const struct request* q, uint8_t* data, uint8_t* out)
{
	static uint32_t frame;
	REGION16 invalid;
	int ok;
	if (!unprogressive)
	{
		unprogressive = progressive_context_new(FALSE);
		progressive_create_surface_context(unprogressive, 1, q->w, q->h);
	}
	region16_init(&invalid);
	ok = progressive_decompress_ex(unprogressive, data, q->len, out, PIXEL_FORMAT_BGRX32, q->w * 4,
	                               0, 0, &invalid, 1, ++frame) >= 0;
	region16_uninit(&invalid);
	return ok;
}

static int progressive_encode(const struct request* q, uint8_t* data, uint8_t* out, uint32_t* len)
{
	static PROGRESSIVE_CONTEXT* progressive;
	BYTE* p = NULL;
	if (!progressive)
		progressive = progressive_context_new(TRUE);
	if (progressive_compress_ex(progressive, data, q->len, PIXEL_FORMAT_BGRX32, q->w, q->h,
	                            q->w * 4, NULL, &p, len) < 0)
		return 0;
	memcpy(out, p, *len);
	return 1;
}

static int handle(const struct request* q, uint8_t* data, uint8_t* out, uint32_t* len)
{
	static ZGFX_CONTEXT *unzip, *zip;
	static BITMAP_INTERLEAVED_CONTEXT *unrle, *rle;
	uint32_t stride = q->w * 4;
	int ok;
	BITMAP_PLANAR_CONTEXT* planar;
	BYTE* p = NULL;
	UINT32 flags = 0;

	switch (q->op)
	{
		case OP_PLANAR_DECODE:
			planar = freerdp_bitmap_planar_context_new(0, q->w, q->h);
			*len = stride * q->h;
			ok = planar_decompress(planar, data, q->len, q->w, q->h, out, PIXEL_FORMAT_BGRA32,
			                       stride, 0, 0, q->w, q->h, q->flags);
			freerdp_bitmap_planar_context_free(planar);
			return ok;
		case OP_PLANAR_ENCODE:
			planar = freerdp_bitmap_planar_context_new(q->flags, q->w, q->h);
			*len = stride * q->h * 2 + 64;
			p = freerdp_bitmap_compress_planar(planar, data, PIXEL_FORMAT_BGRA32, q->w, q->h,
			                                   stride, out, len);
			freerdp_bitmap_planar_context_free(planar);
			return p != NULL;
		case OP_INTERLEAVED_DECODE:
			if (!unrle)
				unrle = bitmap_interleaved_context_new(FALSE);
			*len = stride * q->h;
			return interleaved_decompress(unrle, data, q->len, q->w, q->h, q->bpp, out,
			                              PIXEL_FORMAT_BGRX32, stride, 0, 0, q->w, q->h, NULL);
		case OP_INTERLEAVED_ENCODE:
			if (!rle)
				rle = bitmap_interleaved_context_new(TRUE);
			*len = stride * q->h * 2 + 64;
			return interleaved_compress(rle, out, len, q->w, q->h, data, PIXEL_FORMAT_BGRX32,
			                            stride, 0, 0, NULL, q->bpp);
		case OP_ZGFX_DECODE:
			if (!unzip)
				unzip = zgfx_context_new(FALSE);
			ok = zgfx_decompress(unzip, data, q->len, &p, len, 0) >= 0;
			break;
		case OP_ZGFX_ENCODE:
			if (!zip)
				zip = zgfx_context_new(TRUE);
			ok = zgfx_compress(zip, data, q->len, &p, len, &flags) >= 0;
			break;
		case OP_ZGFX_RESET:
			if (unzip)
				zgfx_context_reset(unzip, TRUE);
			return 1;
		case OP_SURFACE:
			*len = stride * q->h;
			return surface_command(q, data, out);
		case OP_RFX_DECODE:
			*len = stride * q->h;
			return rfx_decode(q, data, out);
		case OP_RFX_ENCODE:
			return rfx_encode(q, data, out, len);
		case OP_RFX_RESET:
			rfx_context_free(unrfx);
			unrfx = NULL;
			memset(out, 0, stride * q->h);
			return 1;
		case OP_PROGRESSIVE_DECODE:
			*len = stride * q->h;
			return progressive_decode(q, data, out);
		case OP_PROGRESSIVE_ENCODE:
			return progressive_encode(q, data, out, len);
		case OP_NSC_ENCODE:
			return nsc_encode(q, data, out, len);
		case OP_PROGRESSIVE_RESET:
			if (unprogressive)
				progressive_context_free(unprogressive);
			unprogressive = NULL;
			memset(out, 0, stride * q->h);
			return 1;
		default:
			return 0;
	}
	if (ok && *len <= (64u << 20))
		memcpy(out, p, *len);
	free(p);
	return ok;
}

static int64_t cpu(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return t.tv_sec * 1000000000ll + t.tv_nsec;
}

int main(void)
{
	const uint32_t room = 64u << 20;
	struct request q;
	uint8_t* out = calloc(room, 1);
	while (out && fread(&q, sizeof(q), 1, stdin) == 1)
	{
		uint32_t answer[3] = { 0, 0, 0 };
		uint32_t i;
		int64_t start;
		uint8_t* data = malloc(q.len + 64);
		if (!data || (q.len && fread(data, q.len, 1, stdin) != 1))
			return 1;
		start = cpu();
		for (i = 0; i < q.repeat; i++)
			answer[0] = handle(&q, data, out, &answer[1]) ? 1 : 0;
		answer[2] = (cpu() - start) / q.repeat;
		if (!answer[0] || answer[1] > room)
			answer[0] = answer[1] = 0;
		free(data);
		fwrite(answer, sizeof(answer), 1, stdout);
		fwrite(out, 1, answer[1], stdout);
		fflush(stdout);
	}
	return 0;
}
