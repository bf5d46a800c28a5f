/*
 * oriel-avc makes H.264 of pictures, by libopenh264, which it loads when it
 * starts: without that library it ends, content, and videos travel as they do
 * without it. A manager starts it and joins it to the RDP backend by a socket
 * pair (descriptor 3) and memory that both see (descriptor 4).
 *
 *	oriel-avc [LIBRARY]
 *
 * The memory has SLOTS places, one a stream: a picture of PICTURE bytes (B, G,
 * R, X, rows without gaps), then STREAM bytes for what is made of it. Messages
 * are eight numbers of four bytes, the machine's own order:
 *
 *	hello   to the backend, first: MAGIC, major, minor, revision of the library, 0 …
 *	OPEN    from it: op, id, slot, 0, 0, width, height, 0
 *	ENCODE  from it: op, id, slot, x, y, width, height of what changed, bytes a frame shall have
 *	CLOSE   from it: op, id, slot, 0 …
 *	answer  to each: id, status (0: well), bytes, microseconds, 0 …
 *
 * Sides of pictures are multiples of 16, those of what changed of 2. It ends
 * with status 1 when the other end is closed, so that another one is started. What it has read it trusts in nothing, and
 * before it reads the first byte it gives up all but memory and that socket.
 */

#define _GNU_SOURCE
#include <wels/codec_api.h>
#include <wels/codec_ver.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/capability.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#ifndef LIBRARY
#error "LIBRARY must be the name of the library whose header this is built with, such as libopenh264.so.7"
#endif

enum { SOCKET = 3, MEMORY = 4 };
enum { SLOTS = 4, PICTURE = 16 << 20, STREAM = 4 << 20, SLOT = PICTURE + STREAM, MOST = 4096 };
enum { OPEN = 1, ENCODE, CLOSE };
enum { GOOD, BAD, FAILED };
enum { MAGIC = 0x3143564F }; /* "OVC1" */

/* What a stream is made with. QPs are of H.264: 0 is the best, 51 the worst. */
enum { RATE = 30, BEST = 20, WORST = 40, PATIENCE = 2 /* seconds */ };

typedef struct { uint32_t op, id, slot, x, y, width, height, bytes; } request;
typedef struct { uint32_t id, status, bytes, time, unused[4]; } answer;

typedef struct {
	ISVCEncoder *encoder; /* NULL: the slot is free */
	int width, height;
	unsigned char *planes; /* Y, U, V of the whole picture */
	uint32_t bytes;        /* that a frame shall have, as the encoder was told */
} stream;

static struct {
	int (*create)(ISVCEncoder **);
	void (*destroy)(ISVCEncoder *);
	OpenH264Version version;
} library;

static stream streams[SLOTS];
static unsigned char *memory;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "oriel-avc: %s: %s\n", what, strerror(errno));
	exit(1);
}

/* load loads the library; 0: it is not there. */
static int load(const char *name)
{
	void *l = dlopen(name, RTLD_NOW | RTLD_LOCAL);
	if (l == NULL)
		return 0;
	void (*version)(OpenH264Version *);
	*(void **)&version = dlsym(l, "WelsGetCodecVersionEx");
	*(void **)&library.create = dlsym(l, "WelsCreateSVCEncoder");
	*(void **)&library.destroy = dlsym(l, "WelsDestroySVCEncoder");
	if (version == NULL || library.create == NULL || library.destroy == NULL)
		return 0;
	version(&library.version);
	/* Its structures are those of the header only within one version. */
	return library.version.uMajor == OPENH264_MAJOR && library.version.uMinor == OPENH264_MINOR;
}

/* nobody changes root into nobody, where there is one. */
static void nobody(void)
{
	enum { NOBODY = 65534 };
	int signal = 0;
	pid_t parent = getppid();
	prctl(PR_GET_PDEATHSIG, &signal);
	if (geteuid() == 0) {
		if (setgroups(0, NULL) != 0 && errno != EPERM)
			die("setgroups");
		if (setresgid(NOBODY, NOBODY, NOBODY) != 0 && errno != EINVAL)
			die("setresgid");
		if (setresuid(NOBODY, NOBODY, NOBODY) != 0 && errno != EINVAL)
			die("setresuid");
		/* Who changes their user outlives their parent again. */
		prctl(PR_SET_PDEATHSIG, signal);
		if (signal != 0 && getppid() != parent)
			exit(0);
	}
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct none[2];
	memset(none, 0, sizeof none);
	if (syscall(SYS_capset, &head, none) != 0)
		die("capset");
}

/* landlock gives up all files, where the kernel can do that. */
static void landlock(void)
{
#ifndef SYS_landlock_create_ruleset
	enum { SYS_landlock_create_ruleset = 444, SYS_landlock_restrict_self = 446 };
#endif
	struct { uint64_t files, net, scoped; } rules = { 0, 0, 0 };
	long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, 1 /* which version? */);
	if (abi < 1)
		return;
	rules.files = abi >= 5 ? 0xFFFF : abi >= 3 ? 0x7FFF : abi == 2 ? 0x3FFF : 0x1FFF;
	rules.net = abi >= 4 ? 3 : 0;
	rules.scoped = abi >= 6 ? 3 : 0;
	int fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0);
	if (fd < 0 || syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		die("landlock");
	close(fd);
}

#if defined __x86_64__
#define ARCH AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "this architecture is not known to the filter"
#endif

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define ANSWER(how) BPF_STMT(BPF_RET | BPF_K, how)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
/* ALLOW_IF allows a call if an argument has none of some bits. */
#define ALLOW_IF(call, arg, bits) \
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_##call, 0, 4), LOAD(args[arg]), \
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1), ANSWER(SECCOMP_RET_ERRNO | EPERM), ANSWER(SECCOMP_RET_ALLOW)

/* filter leaves the calls that encoding takes; all others fail. */
static void filter(void)
{
	struct sock_filter program[] = {
		LOAD(arch),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0),
		ANSWER(SECCOMP_RET_KILL_PROCESS),
		LOAD(nr),
		ALLOW_IF(mmap, 2, PROT_EXEC),
		ALLOW_IF(mprotect, 2, PROT_EXEC),
		ALLOW(recvfrom), ALLOW(sendto), ALLOW(write),
		ALLOW(munmap), ALLOW(mremap), ALLOW(madvise), ALLOW(brk),
		ALLOW(futex), ALLOW(sched_yield), ALLOW(clock_gettime), ALLOW(gettimeofday),
		ALLOW(setitimer), ALLOW(rt_sigreturn), ALLOW(restart_syscall),
		ALLOW(exit), ALLOW(exit_group),
		ANSWER(SECCOMP_RET_ERRNO | EPERM),
	};
	struct sock_fprog p = { .len = sizeof program / sizeof program[0], .filter = program };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p) != 0)
		die("seccomp");
}

/* confine enters the cage. */
static void confine(void)
{
	static const struct { int what; rlim_t most; } limits[] = {
		{ RLIMIT_CORE, 0 }, { RLIMIT_FSIZE, 0 }, { RLIMIT_NOFILE, MEMORY + 2 }, { RLIMIT_AS, 1 << 30 },
	};
	syscall(SYS_close_range, MEMORY + 1, ~0U, 0);
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
		struct rlimit r = { limits[i].most, limits[i].most };
		if (setrlimit(limits[i].what, &r) != 0)
			die("setrlimit");
	}
	nobody();
	prctl(PR_SET_DUMPABLE, 0);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		die("no-new-privs");
	landlock();
	filter();
}

#if defined __x86_64__ && defined __GNUC__
#define FAST __attribute__((target_clones("avx2", "default"), optimize("O3")))
#else
#define FAST
#endif

/* luma makes Y of n pixels: full-range BT.709 ([MS-RDPEGFX] 3.3.8.3.1). */
FAST static void luma(unsigned char *restrict out, const uint32_t *restrict in, int n)
{
	for (int i = 0; i < n; i++) {
		uint32_t p = in[i];
		out[i] = (54 * (p >> 16 & 255) + 183 * (p >> 8 & 255) + 19 * (p & 255) + 128) >> 8;
	}
}

/* chroma makes U and V of n squares of two by two pixels. */
FAST static void chroma(unsigned char *restrict u, unsigned char *restrict v, const uint32_t *restrict upper,
	const uint32_t *restrict lower, int n)
{
	for (int i = 0; i < n; i++) {
		uint32_t a = upper[2 * i], b = upper[2 * i + 1], c = lower[2 * i], d = lower[2 * i + 1];
		int blue = (a & 255) + (b & 255) + (c & 255) + (d & 255);
		int green = (a >> 8 & 255) + (b >> 8 & 255) + (c >> 8 & 255) + (d >> 8 & 255);
		int red = (a >> 16 & 255) + (b >> 16 & 255) + (c >> 16 & 255) + (d >> 16 & 255);
		int du = (131072 + 512 - 29 * red - 99 * green + 128 * blue) >> 10;
		int dv = (131072 + 512 + 128 * red - 116 * green - 12 * blue) >> 10;
		u[i] = du > 255 ? 255 : du;
		v[i] = dv > 255 ? 255 : dv;
	}
}

/* convert brings what changed into the planes. */
static void convert(stream *s, const unsigned char *picture, const request *r)
{
	size_t area = (size_t)s->width * s->height;
	for (uint32_t y = r->y; y < r->y + r->height; y += 2) {
		const uint32_t *upper = (const uint32_t *)picture + (size_t)y * s->width + r->x, *lower = upper + s->width;
		unsigned char *p = s->planes + (size_t)y * s->width + r->x;
		luma(p, upper, r->width);
		luma(p + s->width, lower, r->width);
		unsigned char *u = s->planes + area + (size_t)y / 2 * (s->width / 2) + r->x / 2;
		chroma(u, u + area / 4, upper, lower, r->width / 2);
	}
}

static void shut(stream *s)
{
	if (s->encoder != NULL) {
		(*s->encoder)->Uninitialize(s->encoder);
		library.destroy(s->encoder);
	}
	free(s->planes);
	memset(s, 0, sizeof *s);
}

/* bitrate makes bytes a frame into bits a second. */
static int bitrate(uint32_t bytes)
{
	uint32_t least = 200, most = 256 << 10;
	return (int)(bytes < least ? least : bytes > most ? most : bytes) * 8 * RATE;
}

/* start makes an encoder for the stream, whose frames shall have some bytes. */
static int start(stream *s, uint32_t bytes)
{
	SEncParamExt p;
	if (library.create(&s->encoder) != 0 || s->encoder == NULL)
		return FAILED;
	ISVCEncoder *e = s->encoder;
	int quiet = WELS_LOG_QUIET;
	(*e)->SetOption(e, ENCODER_OPTION_TRACE_LEVEL, &quiet);
	if ((*e)->GetDefaultParams(e, &p) != 0)
		return FAILED;
	p.iUsageType = CAMERA_VIDEO_REAL_TIME;
	p.iPicWidth = s->width;
	p.iPicHeight = s->height;
	p.fMaxFrameRate = RATE;
	p.iRCMode = RC_BITRATE_MODE;
	p.iTargetBitrate = bitrate(bytes);
	p.iMaxBitrate = UNSPECIFIED_BIT_RATE;
	p.iMinQp = BEST;
	p.iMaxQp = WORST;
	p.bEnableFrameSkip = 0; /* who is asked for a frame gives one */
	p.uiIntraPeriod = 0;    /* nothing is lost on the way */
	p.iComplexityMode = LOW_COMPLEXITY;
	p.iMultipleThreadIdc = 1;
	p.bEnableSceneChangeDetect = 0;
	p.bEnableDenoise = 0;
	p.bEnableLongTermReference = 0;
	p.iSpatialLayerNum = p.iTemporalLayerNum = 1;
	SSpatialLayerConfig *l = &p.sSpatialLayers[0];
	l->iVideoWidth = s->width;
	l->iVideoHeight = s->height;
	l->fFrameRate = RATE;
	l->iSpatialBitrate = p.iTargetBitrate;
	l->iMaxSpatialBitrate = UNSPECIFIED_BIT_RATE;
	l->uiProfileIdc = PRO_BASELINE;
	l->sSliceArgument.uiSliceMode = SM_SINGLE_SLICE;
	l->bVideoSignalTypePresent = l->bFullRange = l->bColorDescriptionPresent = 1;
	l->uiVideoFormat = VF_UNDEF;
	l->uiColorPrimaries = CP_BT709;
	l->uiTransferCharacteristics = TRC_BT709;
	l->uiColorMatrix = CM_BT709;
	s->bytes = bytes;
	return (*e)->InitializeExt(e, &p) == 0 ? GOOD : FAILED;
}

static int open_stream(stream *s, const request *r)
{
	shut(s);
	if (r->width < 16 || r->height < 16 || r->width > MOST || r->height > MOST || r->width % 16 || r->height % 16 ||
	    r->width * r->height > PICTURE / 4)
		return BAD;
	s->width = (int)r->width;
	s->height = (int)r->height;
	size_t area = (size_t)s->width * s->height;
	if ((s->planes = malloc(area * 3 / 2)) == NULL)
		return FAILED;
	memset(s->planes, 0, area);
	memset(s->planes + area, 128, area / 2);
	return GOOD; /* the encoder is made for the first frame, whose size is known then */
}

/* tell tells the encoder how large frames shall be. */
static int tell(stream *s, uint32_t bytes)
{
	if (s->encoder == NULL)
		return start(s, bytes);
	if (bytes >= s->bytes - s->bytes / 4 && bytes <= s->bytes + s->bytes / 4)
		return GOOD;
	ISVCEncoder *e = s->encoder;
	SBitrateInfo rate = { .iLayer = SPATIAL_LAYER_ALL, .iBitrate = bitrate(bytes) };
	s->bytes = bytes;
	return (*e)->SetOption(e, ENCODER_OPTION_BITRATE, &rate) == 0 ? GOOD : FAILED;
}

static int encode(stream *s, const request *r, unsigned char *slot, uint32_t *bytes)
{
	if (s->planes == NULL || r->x > MOST || r->y > MOST || r->width > MOST || r->height > MOST || r->width == 0 ||
	    r->height == 0 || (r->x | r->y | r->width | r->height) % 2 || r->x + r->width > (uint32_t)s->width ||
	    r->y + r->height > (uint32_t)s->height)
		return BAD;
	convert(s, slot, r);
	int status = tell(s, r->bytes);
	if (status != GOOD)
		return status;
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	size_t area = (size_t)s->width * s->height;
	SSourcePicture in;
	memset(&in, 0, sizeof in);
	in.iColorFormat = videoFormatI420;
	in.iPicWidth = in.iStride[0] = s->width;
	in.iPicHeight = s->height;
	in.iStride[1] = in.iStride[2] = s->width / 2;
	in.pData[0] = s->planes;
	in.pData[1] = s->planes + area;
	in.pData[2] = s->planes + area + area / 4;
	in.uiTimeStamp = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
	SFrameBSInfo out;
	memset(&out, 0, sizeof out);
	if ((*s->encoder)->EncodeFrame(s->encoder, &in, &out) != cmResultSuccess)
		return FAILED;
	size_t n = 0;
	for (int i = 0; i < out.iLayerNum; i++) {
		const SLayerBSInfo *l = &out.sLayerInfo[i];
		size_t size = 0;
		for (int k = 0; k < l->iNalCount; k++)
			size += (size_t)l->pNalLengthInByte[k];
		if (size > STREAM - n)
			return FAILED;
		memcpy(slot + PICTURE + n, l->pBsBuf, size);
		n += size;
	}
	*bytes = (uint32_t)n;
	return n > 0 ? GOOD : FAILED;
}

/* serve does what a message asks for. */
static void serve(const request *r, answer *a)
{
	a->id = r->id;
	a->status = BAD;
	if (r->slot >= SLOTS)
		return;
	stream *s = &streams[r->slot];
	switch (r->op) {
	case OPEN:
		a->status = open_stream(s, r);
		break;
	case ENCODE:
		a->status = encode(s, r, memory + (size_t)r->slot * SLOT, &a->bytes);
		break;
	case CLOSE:
		shut(s);
		a->status = GOOD;
	}
	if (a->status != GOOD)
		shut(s);
}

/* patience has us killed if we take longer than so many seconds. */
static void patience(int seconds)
{
	struct itimerval t = { .it_value = { .tv_sec = seconds } };
	setitimer(ITIMER_REAL, &t, NULL);
}

int main(int argc, char **argv)
{
	int kind = 0;
	socklen_t size = sizeof kind;
	struct stat st;
	if (argc > 2 || getsockopt(SOCKET, SOL_SOCKET, SO_TYPE, &kind, &size) != 0 || kind != SOCK_SEQPACKET ||
	    fstat(MEMORY, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size != (off_t)SLOTS * SLOT) {
		fputs("usage: oriel-avc [LIBRARY], with a socket as descriptor 3 and memory as 4; oriel run starts it\n", stderr);
		return 2;
	}
	const char *name = argc > 1 ? argv[1] : LIBRARY;
	if (!load(name)) {
		fprintf(stderr, "<6>oriel-avc: %s of version %d.%d is not there: videos travel without H.264\n", name, OPENH264_MAJOR, OPENH264_MINOR);
		return 0;
	}
	memory = mmap(NULL, (size_t)SLOTS * SLOT, PROT_READ | PROT_WRITE, MAP_SHARED, MEMORY, 0);
	if (memory == MAP_FAILED)
		die("cannot use the memory");
	signal(SIGALRM, SIG_DFL);
	if (fcntl(SOCKET, F_SETFL, 0) != 0)
		die("cannot use the socket");
	confine();
	uint32_t hello[8] = { MAGIC, library.version.uMajor, library.version.uMinor, library.version.uRevision };
	if (send(SOCKET, hello, sizeof hello, MSG_NOSIGNAL) != sizeof hello)
		return 0;
	for (;;) {
		request r;
		ssize_t n = recv(SOCKET, &r, sizeof r, MSG_TRUNC);
		if (n < 0 && errno == EINTR)
			continue;
		if (n != sizeof r)
			return 1; /* the backend is gone, or wants another one */
		answer a = { 0 };
		struct timespec from, to;
		clock_gettime(CLOCK_MONOTONIC, &from);
		patience(PATIENCE);
		serve(&r, &a);
		patience(0);
		clock_gettime(CLOCK_MONOTONIC, &to);
		a.time = (uint32_t)((to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
		if (send(SOCKET, &a, sizeof a, MSG_NOSIGNAL) != sizeof a)
			return 0;
	}
}
