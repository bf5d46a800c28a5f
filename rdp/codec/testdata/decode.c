/*
 * A loop around libfreerdp 2's bitmap codecs: reads requests from standard
 * input, writes answers to standard output. All numbers little-endian u32.
 *
 * request: op, flags, bpp, width, height, length, data
 * answer:  ok (0 or 1), length, data
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <freerdp/client/rdpgfx.h>
#include <freerdp/codec/color.h>
#include <freerdp/codec/interleaved.h>
#include <freerdp/codec/planar.h>
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
};

struct request
{
	uint32_t op, flags, bpp, w, h, len;
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
	if (!freerdp_client_codecs_prepare(surface.codecs, FREERDP_CODEC_PLANAR, q->w, q->h))
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
		default:
			return 0;
	}
	if (ok && *len <= (64u << 20))
		memcpy(out, p, *len);
	free(p);
	return ok;
}

int main(void)
{
	const uint32_t room = 64u << 20;
	struct request q;
	uint8_t* out = calloc(room, 1);
	while (out && fread(&q, sizeof(q), 1, stdin) == 1)
	{
		uint32_t answer[2] = { 0, 0 };
		uint8_t* data = malloc(q.len + 64);
		if (!data || (q.len && fread(data, q.len, 1, stdin) != 1))
			return 1;
		answer[0] = handle(&q, data, out, &answer[1]) ? 1 : 0;
		if (!answer[0] || answer[1] > room)
			answer[0] = answer[1] = 0;
		free(data);
		fwrite(answer, sizeof(answer), 1, stdout);
		fwrite(out, 1, answer[1], stdout);
		fflush(stdout);
	}
	return 0;
}
