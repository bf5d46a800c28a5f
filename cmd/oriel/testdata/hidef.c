/*
 * hidef: an RDP client for tests that keeps the surface of every window.
 *
 *     hidef /v:HOST:PORT /u:NAME /p:PASSWORD /cert:ignore /size:WxH ...
 *
 * It stands on libfreerdp2, so that no error of ours is shared by both ends,
 * and asks for enhanced RemoteApp (HiDef), which Debian's xfreerdp never does.
 * It has no display: surfaces stay in memory. Commands come by standard input,
 * one a line, and each is answered by one line:
 *
 *     dump DIR      the windows as JSON; their pixels in DIR/ID.bgra
 *     point X Y     move the pointer
 *     click X Y     the same, a press and a release of the left button
 *     activate ID   tell the server that a window has the focus here
 *     close ID      ask the server to close a window
 *     move ID X Y   tell the server where a window was dragged to
 *
 * It ends with its standard input, with the connection, or by SIGALRM.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <winpr/file.h>
#include <winpr/synch.h>

#include <freerdp/cache/pointer.h>
#include <freerdp/client.h>
#include <freerdp/client/channels.h>
#include <freerdp/client/cmdline.h>
#include <freerdp/client/rail.h>
#include <freerdp/client/rdpgfx.h>
#include <freerdp/channels/channels.h>
#include <freerdp/channels/rail.h>
#include <freerdp/channels/rdpgfx.h>
#include <freerdp/event.h>
#include <freerdp/freerdp.h>
#include <freerdp/gdi/gdi.h>
#include <freerdp/gdi/gfx.h>
#include <freerdp/graphics.h>
#include <freerdp/input.h>
#include <freerdp/window.h>

#define MAX_WINDOWS 256
#define MAX_SECONDS 300 /* a forgotten client ends by itself */

struct window
{
	BOOL used;
	UINT32 id, owner, style, show;
	INT32 x, y;
	UINT32 w, h;
	char title[1024];
	/* The surface that was mapped last. */
	BOOL mapped;
	UINT16 surface;
	UINT32 mappedW, mappedH, targetW, targetH;
};

struct client
{
	rdpContext context; /* must be first */
	RdpgfxClientContext* gfx;
	RailClientContext* rail;
	CRITICAL_SECTION lock; /* of windows: channels have threads of their own */
	struct window windows[MAX_WINDOWS];
	UINT32 active, frames;
	UINT16 exec; /* result of Exec; 0xFFFF until it is there */
	pcRdpgfxMapSurfaceToWindow mapWindow;
	pcRdpgfxMapSurfaceToScaledWindow mapScaledWindow;
	pcRdpgfxEndFrame endFrame;
};

static struct window* find(struct client* c, UINT32 id, BOOL create)
{
	struct window* empty = NULL;
	for (size_t i = 0; i < MAX_WINDOWS; i++)
	{
		struct window* w = &c->windows[i];
		if (w->used && w->id == id)
			return w;
		if (!w->used && !empty)
			empty = w;
	}
	if (!create || !empty)
		return NULL;
	memset(empty, 0, sizeof(*empty));
	empty->used = TRUE;
	empty->id = id;
	return empty;
}

/* UTF-16 (any alignment) to UTF-8; too long titles are cut. */
static void utf8(const RAIL_UNICODE_STRING* s, char* out, size_t size)
{
	size_t n = 0;
	for (size_t i = 0; i + 1 < s->length && n + 5 < size; i += 2)
	{
		UINT32 r = s->string[i] | (UINT32)s->string[i + 1] << 8;
		if (r >= 0xD800 && r < 0xDC00 && i + 3 < s->length)
		{
			i += 2;
			r = 0x10000 + ((r - 0xD800) << 10) + ((s->string[i] | (UINT32)s->string[i + 1] << 8) - 0xDC00);
		}
		if (r < 0x80)
			out[n++] = (char)r;
		else if (r < 0x800)
		{
			out[n++] = (char)(0xC0 | r >> 6);
			out[n++] = (char)(0x80 | (r & 0x3F));
		}
		else if (r < 0x10000)
		{
			out[n++] = (char)(0xE0 | r >> 12);
			out[n++] = (char)(0x80 | (r >> 6 & 0x3F));
			out[n++] = (char)(0x80 | (r & 0x3F));
		}
		else
		{
			out[n++] = (char)(0xF0 | r >> 18);
			out[n++] = (char)(0x80 | (r >> 12 & 0x3F));
			out[n++] = (char)(0x80 | (r >> 6 & 0x3F));
			out[n++] = (char)(0x80 | (r & 0x3F));
		}
	}
	out[n] = 0;
}

static void putJSON(const char* s)
{
	putchar('"');
	for (; *s; s++)
	{
		unsigned char b = (unsigned char)*s;
		if (b == '"' || b == '\\')
			printf("\\%c", b);
		else if (b < 0x20)
			printf("\\u%04x", b);
		else
			putchar(b);
	}
	putchar('"');
}

/* ---- windowing orders ---- */

static BOOL window_changed(rdpContext* context, const WINDOW_ORDER_INFO* info, const WINDOW_STATE_ORDER* s)
{
	struct client* c = (struct client*)context;
	UINT32 f = info->fieldFlags;
	EnterCriticalSection(&c->lock);
	/* A surface may be mapped before the order arrives in the other thread. */
	struct window* w = find(c, info->windowId, TRUE);
	if (w)
	{
		if (f & WINDOW_ORDER_FIELD_OWNER)
			w->owner = s->ownerWindowId;
		if (f & WINDOW_ORDER_FIELD_STYLE)
			w->style = s->style;
		if (f & WINDOW_ORDER_FIELD_SHOW)
			w->show = s->showState;
		if (f & WINDOW_ORDER_FIELD_TITLE)
			utf8(&s->titleInfo, w->title, sizeof(w->title));
		if (f & WINDOW_ORDER_FIELD_WND_OFFSET)
		{
			w->x = s->windowOffsetX;
			w->y = s->windowOffsetY;
		}
		if (f & WINDOW_ORDER_FIELD_WND_SIZE)
		{
			w->w = s->windowWidth;
			w->h = s->windowHeight;
		}
	}
	LeaveCriticalSection(&c->lock);
	return TRUE;
}

static BOOL window_deleted(rdpContext* context, const WINDOW_ORDER_INFO* info)
{
	struct client* c = (struct client*)context;
	EnterCriticalSection(&c->lock);
	struct window* w = find(c, info->windowId, FALSE);
	if (w)
		w->used = FALSE;
	LeaveCriticalSection(&c->lock);
	return TRUE;
}

static BOOL window_icon(rdpContext* context, const WINDOW_ORDER_INFO* info, const WINDOW_ICON_ORDER* icon)
{
	(void)context, (void)info, (void)icon;
	return TRUE;
}

static BOOL window_cached_icon(rdpContext* context, const WINDOW_ORDER_INFO* info,
                               const WINDOW_CACHED_ICON_ORDER* icon)
{
	(void)context, (void)info, (void)icon;
	return TRUE;
}

static BOOL monitored_desktop(rdpContext* context, const WINDOW_ORDER_INFO* info,
                              const MONITORED_DESKTOP_ORDER* desktop)
{
	struct client* c = (struct client*)context;
	EnterCriticalSection(&c->lock);
	if (info->fieldFlags & WINDOW_ORDER_FIELD_DESKTOP_ACTIVE_WND)
		c->active = desktop->activeWindowId;
	LeaveCriticalSection(&c->lock);
	return TRUE;
}

static BOOL non_monitored_desktop(rdpContext* context, const WINDOW_ORDER_INFO* info)
{
	(void)context, (void)info;
	return TRUE;
}

/* ---- the rail channel ---- */

static UINT start_session(RailClientContext* rail)
{
	struct client* c = rail->custom;
	rdpSettings* s = c->context.settings;
	RAIL_CLIENT_STATUS_ORDER status = { TS_RAIL_CLIENTSTATUS_ALLOWLOCALMOVESIZE };
	UINT rc = rail->ClientInformation(rail, &status);
	if (rc != CHANNEL_RC_OK)
		return rc;
	RAIL_SYSPARAM_ORDER param = { 0 };
	param.params = SPI_MASK_SET_DRAG_FULL_WINDOWS | SPI_MASK_SET_WORK_AREA;
	param.dragFullWindows = TRUE;
	param.workArea.right = (UINT16)freerdp_settings_get_uint32(s, FreeRDP_DesktopWidth);
	param.workArea.bottom = (UINT16)freerdp_settings_get_uint32(s, FreeRDP_DesktopHeight);
	rc = rail->ClientSystemParam(rail, &param);
	if (rc != CHANNEL_RC_OK)
		return rc;
	RAIL_EXEC_ORDER exec = { 0 };
	exec.RemoteApplicationProgram = "||all";
	exec.RemoteApplicationWorkingDir = "";
	exec.RemoteApplicationArguments = "";
	return rail->ClientExecute(rail, &exec);
}

static UINT server_handshake(RailClientContext* rail, const RAIL_HANDSHAKE_ORDER* order)
{
	(void)order;
	return start_session(rail);
}

static UINT server_handshake_ex(RailClientContext* rail, const RAIL_HANDSHAKE_EX_ORDER* order)
{
	(void)order;
	return start_session(rail);
}

static UINT server_exec_result(RailClientContext* rail, const RAIL_EXEC_RESULT_ORDER* order)
{
	((struct client*)rail->custom)->exec = order->execResult;
	return CHANNEL_RC_OK;
}

static UINT server_system_param(RailClientContext* rail, const RAIL_SYSPARAM_ORDER* order)
{
	(void)rail, (void)order;
	return CHANNEL_RC_OK;
}

static UINT server_local_move_size(RailClientContext* rail, const RAIL_LOCALMOVESIZE_ORDER* order)
{
	(void)rail, (void)order;
	return CHANNEL_RC_OK;
}

static UINT server_min_max_info(RailClientContext* rail, const RAIL_MINMAXINFO_ORDER* order)
{
	(void)rail, (void)order;
	return CHANNEL_RC_OK;
}

static UINT server_language_bar(RailClientContext* rail, const RAIL_LANGBAR_INFO_ORDER* order)
{
	(void)rail, (void)order;
	return CHANNEL_RC_OK;
}

static UINT server_app_id(RailClientContext* rail, const RAIL_GET_APPID_RESP_ORDER* order)
{
	(void)rail, (void)order;
	return CHANNEL_RC_OK;
}

/* ---- the graphics channel ---- */

static void map(struct client* c, UINT16 surface, UINT64 id, UINT32 mw, UINT32 mh, UINT32 tw, UINT32 th)
{
	EnterCriticalSection(&c->lock);
	struct window* w = find(c, (UINT32)id, TRUE);
	if (w)
	{
		w->mapped = TRUE;
		w->surface = surface;
		w->mappedW = mw;
		w->mappedH = mh;
		w->targetW = tw;
		w->targetH = th;
	}
	LeaveCriticalSection(&c->lock);
}

static UINT map_window(RdpgfxClientContext* gfx, const RDPGFX_MAP_SURFACE_TO_WINDOW_PDU* p)
{
	rdpGdi* gdi = gfx->custom;
	struct client* c = (struct client*)gdi->context;
	map(c, p->surfaceId, p->windowId, p->mappedWidth, p->mappedHeight, p->mappedWidth, p->mappedHeight);
	return c->mapWindow(gfx, p);
}

static UINT map_scaled_window(RdpgfxClientContext* gfx, const RDPGFX_MAP_SURFACE_TO_SCALED_WINDOW_PDU* p)
{
	rdpGdi* gdi = gfx->custom;
	struct client* c = (struct client*)gdi->context;
	map(c, p->surfaceId, p->windowId, p->mappedWidth, p->mappedHeight, p->targetWidth, p->targetHeight);
	return c->mapScaledWindow(gfx, p);
}

static UINT end_frame(RdpgfxClientContext* gfx, const RDPGFX_END_FRAME_PDU* p)
{
	rdpGdi* gdi = gfx->custom;
	struct client* c = (struct client*)gdi->context;
	EnterCriticalSection(&c->lock);
	c->frames++;
	LeaveCriticalSection(&c->lock);
	return c->endFrame(gfx, p);
}

static void channel_connected(void* context, ChannelConnectedEventArgs* e)
{
	struct client* c = context;
	if (strcmp(e->name, RDPGFX_DVC_CHANNEL_NAME) == 0)
	{
		RdpgfxClientContext* gfx = e->pInterface;
		gdi_graphics_pipeline_init(c->context.gdi, gfx);
		c->mapWindow = gfx->MapSurfaceToWindow;
		c->mapScaledWindow = gfx->MapSurfaceToScaledWindow;
		c->endFrame = gfx->EndFrame;
		gfx->MapSurfaceToWindow = map_window;
		gfx->MapSurfaceToScaledWindow = map_scaled_window;
		gfx->EndFrame = end_frame;
		EnterCriticalSection(&c->lock);
		c->gfx = gfx;
		LeaveCriticalSection(&c->lock);
	}
	else if (strcmp(e->name, RAIL_SVC_CHANNEL_NAME) == 0)
	{
		RailClientContext* rail = e->pInterface;
		rail->custom = c;
		rail->ServerHandshake = server_handshake;
		rail->ServerHandshakeEx = server_handshake_ex;
		rail->ServerExecuteResult = server_exec_result;
		rail->ServerSystemParam = server_system_param;
		rail->ServerLocalMoveSize = server_local_move_size;
		rail->ServerMinMaxInfo = server_min_max_info;
		rail->ServerLanguageBarInfo = server_language_bar;
		rail->ServerGetAppIdResponse = server_app_id;
		c->rail = rail;
	}
}

static void channel_disconnected(void* context, ChannelDisconnectedEventArgs* e)
{
	struct client* c = context;
	if (strcmp(e->name, RDPGFX_DVC_CHANNEL_NAME) == 0)
	{
		EnterCriticalSection(&c->lock);
		c->gfx = NULL;
		LeaveCriticalSection(&c->lock);
		gdi_graphics_pipeline_uninit(c->context.gdi, e->pInterface);
	}
	else if (strcmp(e->name, RAIL_SVC_CHANNEL_NAME) == 0)
		c->rail = NULL;
}

/* ---- commands ---- */

static BOOL dump_surface(const char* dir, UINT32 id, const gdiGfxSurface* s, UINT32 w, UINT32 h)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%u.bgra", dir, id);
	FILE* f = fopen(path, "wb");
	if (!f)
		return FALSE;
	BOOL ok = TRUE;
	for (UINT32 y = 0; y < h && ok; y++)
		ok = fwrite(s->data + (size_t)y * s->scanline, 4, w, f) == w;
	return fclose(f) == 0 && ok;
}

static void dump(struct client* c, const char* dir)
{
	RdpgfxClientContext* gfx = c->gfx;
	/* In this order everywhere: a map comes with the channel's lock held. */
	if (gfx)
		EnterCriticalSection(&gfx->mux);
	EnterCriticalSection(&c->lock);
	printf("{\"active\":%u,\"frames\":%u,\"exec\":%u,\"windows\":[", c->active, c->frames, c->exec);
	const char* comma = "";
	for (size_t i = 0; i < MAX_WINDOWS; i++)
	{
		const struct window* w = &c->windows[i];
		if (!w->used)
			continue;
		printf("%s{\"id\":%u,\"owner\":%u,\"style\":%u,\"show\":%u,\"x\":%d,\"y\":%d,\"width\":%u,\"height\":%u,\"title\":",
		       comma, w->id, w->owner, w->style, w->show, w->x, w->y, w->w, w->h);
		putJSON(w->title);
		const gdiGfxSurface* s = gfx && w->mapped ? gfx->GetSurfaceData(gfx, w->surface) : NULL;
		if (s && w->mappedW <= s->width && w->mappedH <= s->height &&
		    dump_surface(dir, w->id, s, w->mappedW, w->mappedH))
			printf(",\"mapped_width\":%u,\"mapped_height\":%u,\"target_width\":%u,\"target_height\":%u",
			       w->mappedW, w->mappedH, w->targetW, w->targetH);
		printf("}");
		comma = ",";
	}
	printf("]}\n");
	LeaveCriticalSection(&c->lock);
	if (gfx)
		LeaveCriticalSection(&gfx->mux);
}

static void command(struct client* c, char* line)
{
	unsigned x, y;
	int left, top;
	if (strncmp(line, "dump ", 5) == 0)
		dump(c, line + 5);
	else if (sscanf(line, "point %u %u", &x, &y) == 2)
		printf("{\"ok\":%s}\n",
		       freerdp_input_send_mouse_event(c->context.input, PTR_FLAGS_MOVE, (UINT16)x, (UINT16)y) ? "true" : "false");
	else if (sscanf(line, "click %u %u", &x, &y) == 2)
	{
		rdpInput* in = c->context.input;
		BOOL ok = freerdp_input_send_mouse_event(in, PTR_FLAGS_MOVE, (UINT16)x, (UINT16)y) &&
		          freerdp_input_send_mouse_event(in, PTR_FLAGS_BUTTON1 | PTR_FLAGS_DOWN, (UINT16)x, (UINT16)y) &&
		          freerdp_input_send_mouse_event(in, PTR_FLAGS_BUTTON1, (UINT16)x, (UINT16)y);
		printf("{\"ok\":%s}\n", ok ? "true" : "false");
	}
	else if (sscanf(line, "activate %u", &x) == 1 && c->rail)
	{
		RAIL_ACTIVATE_ORDER order = { x, TRUE };
		printf("{\"ok\":%s}\n", c->rail->ClientActivate(c->rail, &order) == CHANNEL_RC_OK ? "true" : "false");
	}
	else if (sscanf(line, "move %u %d %d", &x, &left, &top) == 3 && c->rail)
	{
		EnterCriticalSection(&c->lock);
		struct window* w = find(c, x, FALSE);
		RAIL_WINDOW_MOVE_ORDER order = { x, (INT16)left, (INT16)top, 0, 0 };
		if (w)
		{
			order.right = (INT16)(left + (int)w->w);
			order.bottom = (INT16)(top + (int)w->h);
		}
		LeaveCriticalSection(&c->lock);
		printf("{\"ok\":%s}\n", w && c->rail->ClientWindowMove(c->rail, &order) == CHANNEL_RC_OK ? "true" : "false");
	}
	else if (sscanf(line, "close %u", &x) == 1 && c->rail)
	{
		RAIL_SYSCOMMAND_ORDER order = { x, SC_CLOSE };
		printf("{\"ok\":%s}\n", c->rail->ClientSystemCommand(c->rail, &order) == CHANNEL_RC_OK ? "true" : "false");
	}
	else
		printf("{\"ok\":false}\n");
	fflush(stdout);
}

/* read_commands runs what has arrived; FALSE at the end of the input. */
static BOOL read_commands(struct client* c)
{
	static char buf[8192];
	static size_t have;
	ssize_t n = read(STDIN_FILENO, buf + have, sizeof(buf) - have - 1);
	if (n <= 0)
		return n < 0 && errno == EINTR;
	have += (size_t)n;
	buf[have] = 0;
	char* line = buf;
	for (char* end; (end = strchr(line, '\n')); line = end + 1)
	{
		*end = 0;
		command(c, line);
	}
	have = strlen(line);
	memmove(buf, line, have + 1);
	return have + 1 < sizeof(buf);
}

/* ---- pointers: without these the library ends the session ---- */

static BOOL pointer_new(rdpContext* context, rdpPointer* pointer)
{
	(void)context, (void)pointer;
	return TRUE;
}

static void pointer_free(rdpContext* context, rdpPointer* pointer) { (void)context, (void)pointer; }

static BOOL pointer_set(rdpContext* context, const rdpPointer* pointer)
{
	(void)context, (void)pointer;
	return TRUE;
}

static BOOL pointer_reset(rdpContext* context)
{
	(void)context;
	return TRUE;
}

static BOOL pointer_move(rdpContext* context, UINT32 x, UINT32 y)
{
	(void)context, (void)x, (void)y;
	return TRUE;
}

/* ---- connection ---- */

/* The library ends the session if nobody answers these. */
static BOOL paint(rdpContext* context)
{
	(void)context;
	return TRUE;
}

static BOOL desktop_resize(rdpContext* context)
{
	return gdi_resize(context->gdi, freerdp_settings_get_uint32(context->settings, FreeRDP_DesktopWidth),
	                  freerdp_settings_get_uint32(context->settings, FreeRDP_DesktopHeight));
}

static BOOL pre_connect(freerdp* instance)
{
	PubSub_SubscribeChannelConnected(instance->context->pubSub, (pChannelConnectedEventHandler)channel_connected);
	PubSub_SubscribeChannelDisconnected(instance->context->pubSub,
	                                    (pChannelDisconnectedEventHandler)channel_disconnected);
	return freerdp_client_load_addins(instance->context->channels, instance->settings);
}

static BOOL post_connect(freerdp* instance)
{
	if (!gdi_init(instance, PIXEL_FORMAT_BGRX32))
		return FALSE;
	rdpPointer pointer = { 0 };
	pointer.size = sizeof(pointer);
	pointer.New = pointer_new;
	pointer.Free = pointer_free;
	pointer.Set = pointer_set;
	pointer.SetNull = pointer_reset;
	pointer.SetDefault = pointer_reset;
	pointer.SetPosition = pointer_move;
	graphics_register_pointer(instance->context->graphics, &pointer);
	pointer_cache_register_callbacks(instance->update);
	rdpUpdate* update = instance->update;
	update->BeginPaint = paint;
	update->EndPaint = paint;
	update->DesktopResize = desktop_resize;
	update->window->WindowCreate = window_changed;
	update->window->WindowUpdate = window_changed;
	update->window->WindowDelete = window_deleted;
	update->window->WindowIcon = window_icon;
	update->window->WindowCachedIcon = window_cached_icon;
	update->window->MonitoredDesktop = monitored_desktop;
	update->window->NonMonitoredDesktop = non_monitored_desktop;
	return TRUE;
}

static void post_disconnect(freerdp* instance) { gdi_free(instance); }

static BOOL client_new(freerdp* instance, rdpContext* context)
{
	struct client* c = (struct client*)context;
	instance->PreConnect = pre_connect;
	instance->PostConnect = post_connect;
	instance->PostDisconnect = post_disconnect;
	c->exec = 0xFFFF;
	return InitializeCriticalSectionAndSpinCount(&c->lock, 0);
}

static void client_free(freerdp* instance, rdpContext* context)
{
	(void)instance;
	DeleteCriticalSection(&((struct client*)context)->lock);
}

static int serve(struct client* c)
{
	freerdp* instance = c->context.instance;
	if (!freerdp_connect(instance))
	{
		fprintf(stderr, "hidef: cannot connect: 0x%08x\n", freerdp_get_last_error(&c->context));
		return 1;
	}
	printf("{\"ok\":true}\n");
	fflush(stdout);
	HANDLE in = CreateFileDescriptorEventA(NULL, FALSE, FALSE, STDIN_FILENO, WINPR_FD_READ);
	while (!freerdp_shall_disconnect(instance))
	{
		HANDLE h[64] = { in };
		DWORD n = freerdp_get_event_handles(&c->context, h + 1, 63);
		if (n == 0 || WaitForMultipleObjects(n + 1, h, FALSE, 1000) == WAIT_FAILED)
			break;
		if (!freerdp_check_event_handles(&c->context))
		{
			fprintf(stderr, "hidef: connection lost: 0x%08x\n", freerdp_get_last_error(&c->context));
			break;
		}
		if (WaitForSingleObject(in, 0) == WAIT_OBJECT_0 && !read_commands(c))
			break;
	}
	CloseHandle(in);
	freerdp_disconnect(instance);
	return 0;
}

int main(int argc, char** argv)
{
	alarm(MAX_SECONDS);
	RDP_CLIENT_ENTRY_POINTS entry = { 0 };
	entry.Size = sizeof(entry);
	entry.Version = RDP_CLIENT_INTERFACE_VERSION;
	entry.ContextSize = sizeof(struct client);
	entry.ClientNew = client_new;
	entry.ClientFree = client_free;
	rdpContext* context = freerdp_client_context_new(&entry);
	if (!context)
		return 1;
	rdpSettings* s = context->settings;
	int rc = 1;
	if (freerdp_client_settings_parse_command_line(s, argc, argv, FALSE) == 0 &&
	    freerdp_settings_set_bool(s, FreeRDP_RemoteApplicationMode, TRUE) &&
	    freerdp_settings_set_string(s, FreeRDP_RemoteApplicationProgram, "||all") &&
	    freerdp_settings_set_bool(s, FreeRDP_RemoteAppLanguageBarSupported, TRUE) &&
	    freerdp_settings_set_bool(s, FreeRDP_Workarea, TRUE) &&
	    freerdp_settings_set_bool(s, FreeRDP_DisableWallpaper, TRUE) &&
	    freerdp_settings_set_bool(s, FreeRDP_DisableFullWindowDrag, TRUE) &&
	    freerdp_settings_set_bool(s, FreeRDP_RedirectClipboard, FALSE) &&
	    freerdp_settings_set_bool(s, FreeRDP_AudioPlayback, FALSE) &&
	    freerdp_settings_set_bool(s, FreeRDP_HiDefRemoteApp, TRUE) &&
	    freerdp_settings_set_bool(s, FreeRDP_SupportGraphicsPipeline, TRUE))
		rc = serve((struct client*)context);
	else
		fprintf(stderr, "hidef: cannot use these arguments\n");
	freerdp_client_context_free(context);
	return rc;
}
