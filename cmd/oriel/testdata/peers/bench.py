#!/usr/bin/env python3
"""bench - runs the same workloads against any display server that an X11 client
program can show, and prints figures that may be compared with one another.

    bench.py [--only NAME,...] [--work NAME,...] [--reps N] [--json FILE] PEERS.json
    bench.py --name X --server 'CMD' --client 'CMD' [--json FILE]

A peer is a server command and a client command (see peers.json).  Both are shell
lines; {port} {w} {h} {dir} {user} {password} are filled in.  What the harness and
a server agree on:

  * The server runs in the foreground, listens on 127.0.0.1:{port}, and is ended
    with SIGTERM.  It and all it starts (also daemons: it runs below a subreaper)
    count as "server".
  * As soon as applications may start, the server writes {dir}/appenv: lines of
    NAME=VALUE with at least DISPLAY.  That may be before or after the client
    came.  With --app-display :N the harness takes that instead.
  * The client runs on an Xvfb of its own, whose screen is a memory mapped file.

What is measured, per workload:
  fps       distinct frames per second seen on the client's screen (top marker)
  age       time from "application handed frame n over" to "frame n is on the
            client's screen", for the frames seen
  KB/frame  TCP payload that the server sent (kernel's count) per frame seen
  srv ms    CPU time of the server's process tree per frame seen
  cli ms    CPU time of the client's process tree (without its Xvfb) per frame
  other     share of the whole machine taken by processes that are not ours: a
            figure with a large "other" is not worth much
Typing is key event on the client's X server -> pixels on the client's screen.  Its
"other" is the share of that wait in which the machine itself stood still, as a
virtual one does: the watcher, which has real-time priority, was woken late.

Everything listens on 127.0.0.1 only; only processes started here are signalled.
"""
import argparse, ctypes, json, os, re, shlex, shutil, signal, socket, statistics, subprocess, sys, tempfile, time

HERE = os.path.dirname(os.path.abspath(__file__))
TICK = os.sysconf("SC_CLK_TCK")
libc = ctypes.CDLL(None, use_errno=True)

# ---------------------------------------------------------------- processes

def _child_setup():
    os.setsid()
    libc.prctl(36, 1, 0, 0, 0)        # PR_SET_CHILD_SUBREAPER: daemons stay below us
    libc.prctl(1, signal.SIGTERM, 0, 0, 0)   # PR_SET_PDEATHSIG: do not outlive the harness

def procs():
    """pid -> (ppid, comm, cpu ticks, rss pages) of everything running."""
    out = {}
    for d in os.listdir("/proc"):
        if not d.isdigit():
            continue
        try:
            s = open(f"/proc/{d}/stat").read()
        except OSError:
            continue
        l, r = s.index("("), s.rindex(")")
        f = s[r + 2:].split()
        out[int(d)] = (int(f[1]), s[l + 1:r], int(f[11]) + int(f[12]), int(f[21]))
    return out

def tree(root, ps=None):
    """The process and all its descendants."""
    ps = ps or procs()
    kids = {}
    for p, v in ps.items():
        kids.setdefault(v[0], []).append(p)
    todo, out = [root], []
    while todo:
        p = todo.pop()
        if p in ps:
            out.append(p)
            todo += kids.get(p, [])
    return out

def cpu(root):
    """CPU seconds so far of a tree, by (pid, command)."""
    ps = procs()
    return {(p, ps[p][1]): ps[p][2] / TICK for p in tree(root, ps)}

def cpu_delta(a, b):
    """Seconds used between two cpu() snapshots: total, and by command."""
    by = {}
    for k, v in b.items():
        by[k[1]] = by.get(k[1], 0) + v - a.get(k, 0)
    return sum(by.values()), {k: round(v, 3) for k, v in by.items() if v > 0.004}

def memory(root):
    """RSS and PSS (shared pages divided among their users) of a tree, MB."""
    rss = pss = 0
    for p in tree(root):
        try:
            for line in open(f"/proc/{p}/smaps_rollup"):
                if line.startswith("Rss:"):
                    rss += int(line.split()[1])
                elif line.startswith("Pss:"):
                    pss += int(line.split()[1])
        except OSError:
            pass
    return round(rss / 1024, 1), round(pss / 1024, 1)

def machine():
    """(busy, total) CPU seconds of the machine; steal counts as busy."""
    f = [int(x) for x in open("/proc/stat").readline().split()[1:9]]
    return (sum(f) - f[3] - f[4]) / TICK, sum(f) / TICK

class Proc:
    """A shell command with its own log, started below a subreaper."""
    def __init__(self, cmd, log, env=None):
        self.log = log
        e = dict(os.environ)
        for k in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY"):
            e.pop(k, None)
        e.update(env or {})
        self.p = subprocess.Popen(["bash", "-c", cmd], env=e, stdin=subprocess.DEVNULL,
                                  stdout=open(log, "wb"), stderr=subprocess.STDOUT,
                                  preexec_fn=_child_setup)
        self.pid = self.p.pid

    def alive(self):
        return self.p.poll() is None

    def stop(self):
        """End exactly this tree: politely, then not."""
        for sig, wait in ((signal.SIGTERM, 3.0), (signal.SIGKILL, 1.0)):
            pids = tree(self.pid)
            # children first: killing the subreaper would hand them to init
            for p in reversed(pids[1:] if sig == signal.SIGKILL else pids):
                try:
                    os.kill(p, sig)
                except OSError:
                    pass
            end = time.time() + wait
            while time.time() < end and len(tree(self.pid)) > (0 if sig == signal.SIGTERM else 1):
                self.p.poll()
                time.sleep(0.02)
        try:
            self.p.kill()
        except OSError:
            pass
        self.p.wait()

# ---------------------------------------------------------------- network

def free_port():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    p = s.getsockname()[1]
    s.close()
    return p

def listening(port):
    """Is anybody listening there?  (Connecting would start a session.)"""
    want = ":%04X" % port
    for f in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in open(f):
            c = line.split()
            if len(c) > 3 and c[3] == "0A" and c[1].endswith(want):
                return True
    return False

def wire(port):
    """Payload bytes the server's sockets on that port have sent / received."""
    out = subprocess.run(["ss", "-tinH", f"sport = :{port}"], capture_output=True, text=True).stdout
    sent = sum(int(x) for x in re.findall(r"bytes_sent:(\d+)", out))
    got = sum(int(x) for x in re.findall(r"bytes_received:(\d+)", out))
    return sent, got

# ---------------------------------------------------------------- pieces

def build(bindir):
    """Compile the two helpers; they have no dependency but Xlib."""
    for name, libs in (("wapp", ["-lX11", "-lXext"]), ("fbwatch", ["-lX11", "-lXtst"])):
        src, exe = os.path.join(HERE, name + ".c"), os.path.join(bindir, name)
        subprocess.run([os.environ.get("CC", "cc"), "-O3", "-march=native", "-o", exe, src] + libs, check=True)

def xvfb(dirname, w, h):
    """The client's screen: returns (Proc, display, frame buffer file)."""
    fb = os.path.join(dirname, "fb")
    os.mkdir(fb)
    p = Proc(f"exec Xvfb -displayfd 9 -screen 0 {w}x{h}x24 -fbdir {fb} -nolisten tcp -noreset 9>{dirname}/disp",
             f"{dirname}/xvfb.log")
    end = time.time() + 10
    while time.time() < end:
        try:
            n = open(f"{dirname}/disp").read().strip()
            if n:
                return p, ":" + n, f"{fb}/Xvfb_screen0"
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError("no Xvfb")

# name -> (mode of wapp, width, height, frames per second, pixels per step)
WORK = {
    "motion720": ("motion", 1280, 720, 60, 0),
    "motion1080": ("motion", 1920, 1080, 60, 0),
    "photo720": ("photo", 1280, 720, 60, 0),
    "photo1080": ("photo", 1920, 1080, 60, 0),
    "scroll": ("scroll", 1280, 720, 60, 6),
}
ALL = ["typing"] + list(WORK) + ["idle"]

class Failed(Exception):
    pass

def quiet(limit, share=0.15):
    """Wait (bounded) for a moment in which others leave the machine alone."""
    end = time.time() + limit
    while time.time() < end:
        a = machine()
        time.sleep(0.7)
        b = machine()
        if (b[0] - a[0]) / max(b[1] - a[1], 1e-9) < share:
            return True
    return False

def run_peer(peer, args, bindir):
    d = tempfile.mkdtemp(prefix="oriel-peers-")
    os.chmod(d, 0o755)                      # servers may run sessions as another user
    w, h = args.width, args.height
    res = {"name": peer["name"], "w": w, "h": h}
    live = []
    direct = not peer.get("server")         # no server at all: the app on the client's Xvfb
    v = dict(port=free_port(), w=w, h=h, dir=d, user=peer.get("user", "bench"),
             password=peer.get("password", "bench"), here=shlex.quote(HERE))
    def fill(s):
        for k, x in v.items():
            s = s.replace("{%s}" % k, str(x))
        return s
    try:
        screen, cdisp, fb = xvfb(d, w, h)
        live.append(screen)
        if peer.get("wm"):                  # some clients only go full screen with one
            live.append(Proc(peer["wm"], f"{d}/wm.log", {"DISPLAY": cdisp}))
        quiet(args.quiet)
        t0 = time.monotonic()
        server = client = None
        env = {}
        if direct:
            env["DISPLAY"] = cdisp
        else:
            benv = {"BENCH_" + k.upper(): str(x) for k, x in v.items()}
            server = Proc(fill(peer["server"]), f"{d}/server.log", benv)
            live.append(server)
            while not listening(v["port"]):
                if not server.alive() or time.monotonic() - t0 > 20:
                    raise Failed("server does not listen")
                time.sleep(0.002)
            res["listen_ms"] = round((time.monotonic() - t0) * 1e3)
            client = Proc(fill(peer["client"]), f"{d}/client.log", {"DISPLAY": cdisp, "HOME": d})
            live.append(client)
            if peer.get("app_display"):
                env["DISPLAY"] = peer["app_display"]
            while "DISPLAY" not in env:
                try:
                    env = dict(x.split("=", 1) for x in open(f"{d}/appenv").read().split("\n")[:-1])
                except OSError:
                    pass
                if time.monotonic() - t0 > 30 or not server.alive() or not client.alive():
                    raise Failed("no application display")
                time.sleep(0.002)
            res["session_ms"] = round((time.monotonic() - t0) * 1e3)

        def app(mode, ww, hh, fps, secs, step=0):
            open(f"{d}/stats", "wb").truncate(1 << 17)      # no numbers of the last one
            os.chmod(f"{d}/stats", 0o666)
            a = Proc(f"exec {bindir}/wapp {mode} {ww} {hh} {fps} {secs} {d}/stats {step}", f"{d}/app.log", env)
            live.append(a)
            return a

        def watch(*a, timeout=60):
            r = subprocess.run([f"{bindir}/fbwatch", fb, *map(str, a)], capture_output=True, text=True, timeout=timeout)
            return r.stdout.strip()

        def find(ms=15000):
            r = watch("find", ms, f"{d}/stats").split()
            if len(r) < 4:
                raise Failed("the application never showed on the client")
            return int(r[0]), int(r[1]), int(r[3]) / 1e9

        def end(a):
            a.stop()
            live.remove(a)
            time.sleep(0.3)

        # startup, then typing in the window that came up (the other workloads wait
        # for a quiet moment, too: see quiet())
        a = app("key", 1280, 720, 60, 300)
        _, _, t = find(30000)
        res["startup_ms"] = round((t - t0) * 1e3)
        time.sleep(1.5)
        x, y, _ = find()
        if "typing" in args.work:
            quiet(args.quiet)
            c0, k0, s0 = cpu(server.pid) if server else {}, machine(), time.monotonic()
            try:
                res["typing"] = json.loads(watch("keys", x, y, args.keys, f"{d}/stats", cdisp, timeout=200))
            except (ValueError, subprocess.TimeoutExpired):
                res["typing"] = {"samples": 0}
            if server and res["typing"].get("samples"):
                n = res["typing"]["samples"] + 3
                used = cpu_delta(c0, cpu(server.pid))[0]
                res["typing"]["server_cpu_ms_per_key"] = round(used * 1e3 / n, 3)
            k1 = machine()
            res["typing"]["busy"] = round((k1[0] - k0[0]) / max(k1[1] - k0[1], 1e-9), 3)
        end(a)

        for name in args.work:
            if name not in WORK:
                continue
            mode, ww, hh, fps, step = WORK[name]
            quiet(args.quiet)
            try:
                a = app(mode, ww, hh, fps, args.seconds + 12, step)
                find()
                time.sleep(1.0)
                x, y, _ = find()        # again: window managers move new windows
                snap = lambda: (cpu(server.pid) if server else {}, cpu(client.pid) if client else {},
                                cpu(screen.pid), cpu(a.pid), wire(v["port"]) if server else (0, 0), machine())
                b = snap()
                r = json.loads(watch("count", x, y, ww, hh, args.seconds * 1000, f"{d}/stats"))
                e = snap()
                n = max(1, r["seen_top"])
                sec = r["seconds"]
                sc, sby = cpu_delta(b[0], e[0])
                cc, _ = cpu_delta(b[1], e[1])
                xc, _ = cpu_delta(b[2], e[2])
                ac, _ = cpu_delta(b[3], e[3])
                busy, total = e[5][0] - b[5][0], e[5][1] - b[5][1]
                r.update(at=[x, y], fps=round(r["seen_top"] / sec, 2), drawn_fps=round(r["drawn"] / sec, 2),
                         kb_per_frame=round((e[4][0] - b[4][0]) / n / 1000, 1),
                         mbit_s=round((e[4][0] - b[4][0]) * 8 / sec / 1e6, 1),
                         server_ms_per_frame=round(sc * 1e3 / n, 2), server_cores=round(sc / sec, 2),
                         server_by={k: round(q * 1e3 / n, 2) for k, q in sby.items()},
                         client_ms_per_frame=round(cc * 1e3 / n, 2), client_x_ms_per_frame=round(xc * 1e3 / n, 2),
                         app_ms_per_frame=round(ac * 1e3 / n, 2),
                         other=round(max(0, busy - sc - cc - xc - ac) / max(total, 1e-9), 3))
                res[name] = r
                end(a)
            except Failed as ex:
                res[name] = {"failed": str(ex)}
                end(a)

        if "idle" in args.work and server:
            a = app("idle", 1280, 720, 60, 60)
            find()
            time.sleep(2.5)
            b, bw = cpu(server.pid), wire(v["port"])
            time.sleep(args.idle)
            sc, sby = cpu_delta(b, cpu(server.pid))
            ew = wire(v["port"])
            rss, pss = memory(server.pid)
            res["idle"] = {"server_cpu_percent": round(100 * sc / args.idle, 2), "by": sby, "rss_mb": rss, "pss_mb": pss,
                           "bytes_per_s": round((ew[0] - bw[0]) / args.idle, 1), "processes": len(tree(server.pid))}
            end(a)
        res["ok"] = True
    except (Failed, RuntimeError, subprocess.TimeoutExpired) as ex:
        res["ok"] = False
        res["error"] = str(ex)
    finally:
        for p in reversed(live):
            p.stop()
        # a server whose top process died early left orphans: they fell to us, the
        # next subreaper up, and nothing else of ours is running now
        for p in tree(os.getpid())[1:]:
            try:
                os.kill(p, signal.SIGKILL)
                os.waitpid(p, 0)
            except OSError:
                pass
        if args.keep or not res.get("ok"):
            res["dir"] = d
        else:
            shutil.rmtree(d, ignore_errors=True)
    return res

# ---------------------------------------------------------------- output

def merge(runs):
    """Median, key by key, of several runs of one peer.  Of a workload, runs during
    which others took much of the machine are left out, if there are better ones."""
    if isinstance(runs[0], dict) and all("other" in r for r in runs):
        best = min(r["other"] for r in runs)
        runs = [r for r in runs if r["other"] <= max(0.12, best + 0.05)]
    if isinstance(runs[0], dict):
        out = {}
        for k in runs[0]:
            vs = [r[k] for r in runs if isinstance(r, dict) and k in r]
            out[k] = merge(vs)
        return out
    if all(isinstance(x, (int, float)) and not isinstance(x, bool) for x in runs):
        return round(statistics.median(runs), 3)
    return runs[0]

def table(results):
    g = lambda r, *k: (g(r.get(k[0], {}), *k[1:]) if len(k) > 1 else r.get(k[0])) if isinstance(r, dict) else None
    f = lambda x, p=1: "-" if x is None else f"{x:.{p}f}"
    L = ["| server | startup ms | typing p50 ms | p95 | in p50 | out p50 | other | CPU ms/key | idle CPU % | idle B/s | RSS MB | PSS MB |",
         "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        if not r.get("ok"):
            L.append(f"| {r['name']} | failed: {r.get('error')} | | | | | | | | | | |")
            continue
        t = r.get("typing", {})
        L.append(f"| {r['name']} | {f(r.get('startup_ms'), 0)} | {f(t.get('p50_ms'), 2)} | {f(t.get('p95_ms'), 2)} | {f(t.get('input_p50_ms'), 2)} | "
                 f"{f(t.get('output_p50_ms'), 2)} | {f(100 * t.get('other', 0), 0)}% | {f(t.get('server_cpu_ms_per_key'), 2)} | {f(g(r, 'idle', 'server_cpu_percent'), 2)} | {f(g(r, 'idle', 'bytes_per_s'), 0)} | "
                 f"{f(g(r, 'idle', 'rss_mb'), 0)} | {f(g(r, 'idle', 'pss_mb'), 0)} |")
    L += ["", "| server | workload | fps seen | age p50 ms | p95 | KB/frame | Mbit/s | srv ms/frame | srv cores | cli ms/frame | srv by process | other |",
          "|---|---|---|---|---|---|---|---|---|---|---|---|"]
    for r in results:
        for wk in WORK:
            x = r.get(wk)
            if not x:
                continue
            if "failed" in x:
                L.append(f"| {r['name']} | {wk} | failed: {x['failed']} | | | | | | | | | |")
                continue
            L.append(f"| {r['name']} | {wk} | {f(x['fps'])} | {f(x['age_p50_ms'])} | {f(x['age_p95_ms'])} | {f(x['kb_per_frame'])} | {f(x['mbit_s'])} | "
                     f"{f(x['server_ms_per_frame'])} | {f(x['server_cores'], 2)} | {f(x['client_ms_per_frame'])} | "
                     f"{' '.join(f'{k}:{q:.1f}' for k, q in sorted(x['server_by'].items(), key=lambda i: -i[1]))} | {100 * x['other']:.0f}% |")
    return "\n".join(L)

# Where `make bench-peers` puts its table in the README.
MARKS = ("<!-- bench-peers -->", "<!-- /bench-peers -->")

def between_marks(path, text):
    s = open(path).read()
    if MARKS[0] not in s or MARKS[1] not in s:
        print(f"# {path} has no {MARKS[0]} … {MARKS[1]}: left as it is", file=sys.stderr)
        return
    head, rest = s.split(MARKS[0], 1)
    open(path, "w").write(head + MARKS[0] + "\n" + text + "\n" + MARKS[1] + rest.split(MARKS[1], 1)[1])

def folded(title, text):
    return f"<details>\n<summary>{title}</summary>\n\n{text}\n\n</details>"

def heading(args):
    cpu_name = next((l.split(":")[1].strip() for l in open("/proc/cpuinfo") if l.startswith("model name")), "unknown")
    kernel = ".".join(os.uname().release.split(".")[:2])
    return (f"{cpu_name}, {os.cpu_count()} cores, Linux {kernel}; {args.width}x{args.height}, "
            f"medians of {args.reps} interleaved run{'s' if args.reps > 1 else ''} of {args.seconds:g} s each.")

def pick(r, *keys):
    for k in keys:
        r = r.get(k) if isinstance(r, dict) else None
    return r

def server_only(r, work):
    """CPU per frame of the server without its X server's share, milliseconds."""
    by = pick(r, work, "server_by") or {}
    own = sum(v for k, v in by.items() if k not in ("Xwayland", "Xorg", "Xvfb"))
    return own or None

def ratios(results):
    """Ours against the best of the RDP peers, row by row as the targets are put,
    and what the same app and client show without a server: no server can do better."""
    ours = [r for r in results if r["name"].startswith("oriel") and r.get("ok")]
    peers = [r for r in results if not r["name"].startswith(("oriel", "floor")) and r.get("ok")]
    floor = next((r for r in results if r["name"].startswith("floor") and r.get("ok")), {})
    rows = ["| ours against the best peer | ours | best peer | ratio | aim | no server |", "|---|---|---|---|---|---|"]
    def row(what, get, better, aim):
        a = [(get(r), r["name"]) for r in ours if get(r)]
        b = [(get(r), r["name"]) for r in peers if get(r)]
        if a and b:
            (x, xn), (y, yn) = better(a), better(b)
            z = get(floor)
            rows.append(f"| {what} | {x:.2f} ({xn}) | {y:.2f} ({yn}) | {x / y:.2f} | {aim} | {f'{z:.2f}' if z else '-'} |")
    row("key press to changed pixel, median, ms", lambda r: pick(r, "typing", "p50_ms"), min, "<= 0.4, <= 2.5 ms")
    row("key press to changed pixel, p95, ms", lambda r: pick(r, "typing", "p95_ms"), min, "<= 5 ms")
    row("motion 1080p, frames a second", lambda r: pick(r, "motion1080", "fps"), max, ">= 2")
    row("motion 1080p, server CPU a frame, X server apart, ms", lambda r: server_only(r, "motion1080"), min, "<= 0.4")
    row("photo 1080p, frames a CPU second", lambda r: 1e3 / server_only(r, "photo1080") if server_only(r, "photo1080") else None, max, ">= 2")
    row("scroll, frames a second", lambda r: pick(r, "scroll", "fps"), max, "60")
    row("scroll, KB a frame", lambda r: pick(r, "scroll", "kb_per_frame"), min, "<= 6 KB")
    return "\n".join(rows)

CHARTS = [
    ("key press to changed pixel, median, ms (less is better)", lambda r: pick(r, "typing", "p50_ms")),
    ("1920x1080, every pixel changes: frames a second", lambda r: pick(r, "motion1080", "fps")),
    ("1920x1080, every pixel changes: server CPU ms a frame, X server apart (less is better)", lambda r: server_only(r, "motion1080")),
    ("scroll of a text page: KB a frame (less is better)", lambda r: pick(r, "scroll", "kb_per_frame")),
]

def chart(results):
    """A bar for every server in every chart, as SVG."""
    from xml.sax.saxutils import escape
    rs = [r for r in results if r.get("ok") and not r["name"].startswith("floor")]
    out, y = [], 8
    for title, get in CHARTS:
        out.append(f'<text x="8" y="{y + 16}" font-weight="bold">{escape(title)}</text>')
        y += 26
        most = max([get(r) or 0 for r in rs] + [1e-9])
        for r in rs:
            v = get(r)
            fill = "#3a6ea5" if r["name"].startswith("oriel") else "#b0b0b0"
            w = 460 * (v or 0) / most
            out.append(f'<text x="150" y="{y + 13}" text-anchor="end">{escape(r["name"])}</text>'
                       f'<rect x="158" y="{y + 2}" width="{max(w, 1):.1f}" height="14" fill="{fill}"/>'
                       f'<text x="{164 + w:.1f}" y="{y + 13}">{"-" if v is None else f"{v:.1f}"}</text>')
            y += 18
        y += 12
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="720" height="{y}" viewBox="0 0 720 {y}" font-family="sans-serif" font-size="12">\n'
            f'<rect width="720" height="{y}" fill="#ffffff"/>\n' + "\n".join(out) + "\n</svg>\n")

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("peers", nargs="?", help="JSON list of peers")
    ap.add_argument("--only", default="", help="names of peers, comma separated")
    ap.add_argument("--work", default=",".join(ALL), help="workloads: " + ",".join(ALL))
    ap.add_argument("--reps", type=int, default=1, help="runs of each peer, interleaved; medians are printed")
    ap.add_argument("--seconds", type=float, default=5)
    ap.add_argument("--idle", type=float, default=10)
    ap.add_argument("--keys", type=int, default=100)
    ap.add_argument("--width", type=int, default=1920)
    ap.add_argument("--height", type=int, default=1080)
    ap.add_argument("--json", help="write all runs there")
    ap.add_argument("--markdown", help="write the table there")
    ap.add_argument("--svg", help="write a chart there")
    ap.add_argument("--readme", help="put table and ratios between the marks in that file")
    ap.add_argument("--nice", type=int, default=-10, help="niceness of all that is measured (needs root below 0)")
    ap.add_argument("--quiet", type=float, default=8, help="wait so long at most, before each workload, for other processes to calm down")
    ap.add_argument("--keep", action="store_true", help="keep the logs")
    for k in ("name", "server", "client", "user", "password", "app-display", "wm"):
        ap.add_argument("--" + k)
    args = ap.parse_args()
    args.work = [x for x in args.work.split(",") if x]
    peers = json.load(open(args.peers)) if args.peers else []
    if args.only:
        want = args.only.split(",")
        peers = [p for p in peers if p["name"] in want]
    if args.name:
        p = {"name": args.name, "server": args.server, "client": args.client, "user": args.user,
             "password": args.password, "app_display": args.app_display, "wm": args.wm}
        peers.append({k: x for k, x in p.items() if x})
    libc.prctl(36, 1, 0, 0, 0)
    try:
        os.nice(args.nice)
    except OSError:
        print("# cannot set niceness", file=sys.stderr)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    bindir = tempfile.mkdtemp(prefix="oriel-peers-bin-")
    try:
        build(bindir)
        runs = {p["name"]: [] for p in peers}
        for rep in range(args.reps):            # interleaved: noise hits all alike
            for p in peers:
                r = run_peer(p, args, bindir)
                runs[p["name"]].append(r)
                print(f"# rep {rep + 1} {p['name']}: {'ok' if r.get('ok') else 'FAILED ' + r.get('error', '')} {r.get('dir', '')}", file=sys.stderr, flush=True)
                if args.json:
                    json.dump(runs, open(args.json, "w"), indent=1)
        final = []
        for p in peers:
            good = [r for r in runs[p["name"]] if r.get("ok")]
            final.append(merge(good) if good else runs[p["name"]][0])
        text = heading(args) + "\n\n" + table(final) + "\n\n" + ratios(final)
        print(text)
        if args.markdown:
            open(args.markdown, "w").write(text + "\n")
        if args.svg:
            open(args.svg, "w").write(chart(final))
        if args.readme:
            between_marks(args.readme, heading(args) + "\n\n" + ratios(final) + "\n\n" + folded("All figures", table(final)))
    finally:
        shutil.rmtree(bindir, ignore_errors=True)

if __name__ == "__main__":
    main()
