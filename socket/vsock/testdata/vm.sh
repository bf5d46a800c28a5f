#!/bin/bash
# vm.sh: run a command in a throw-away VM whose root file system is THIS machine's (shared over 9p, read-only,
# with a tmpfs overlay on top), on Debian's stock kernel, which has what the CI machine's kernel may lack:
# vsock + vsock_loopback, 9p (virtio and fd), overlay, DRM (vgem, virtio-gpu), landlock, systemd-able cgroup v2.
#
#   testdata/vm.sh [-a kvm|tcg] [-c cpus] [-m MiB] [-t seconds] [-w host_dir] [-f hostport:guestport] [-M "extra modules"] -- command [args...]
#
# In the guest: / = overlay(host's / ro over 9p, tmpfs); /mnt/out = host_dir, writable, over 9p (default the cache's out);
# the working directory and PATH are the caller's; the exit status is the command's. VM_INIT=1: the command is exec'd as pid 1
# (e.g. /lib/systemd/systemd). Needs: qemu-system-x86, busybox-static, cpio, kmod (apt). The kernel package is only
# downloaded and unpacked into the cache (~/.cache/oriel/vm), never installed. Nothing listens outside loopback.
set -euo pipefail
work=${VM_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/oriel/vm}; mkdir -p "$work"
accel=auto cpus=2 mem=2048 limit=300 out= fwd= extra=
while getopts a:c:m:t:w:f:M: o; do case $o in
 a) accel=$OPTARG;; c) cpus=$OPTARG;; m) mem=$OPTARG;; t) limit=$OPTARG;; w) out=$OPTARG;; f) fwd=$OPTARG;; M) extra=$OPTARG;;
 *) exit 2;; esac; done; shift $((OPTIND-1))
[ $# -gt 0 ] || set -- /bin/bash
out=${out:-$work/out}; mkdir -p "$out"

# 1. the kernel: newest linux-image of the machine's own apt sources, unpacked (once)
if ! ls "$work"/kern/boot/vmlinuz-* >/dev/null 2>&1; then
  mkdir -p "$work/kern" "$work/deb"
  pkg=$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -1)
  (cd "$work/deb" && apt-get -qq download "$pkg" >/dev/null 2>&1)
  dpkg -x "$work"/deb/linux-image-*.deb "$work/kern" && rm -r "$work/deb"
fi
kver=$(ls "$work/kern/lib/modules" | head -1); kdir=$work/kern/lib/modules/$kver
# The uncompressed ELF boots through its PVH note: no real mode, no decompression under TCG (4 s less).
if [ ! -e "$work/vmlinux-$kver" ]; then
  bz=$work/kern/boot/vmlinuz-$kver; n() { od -An -tu"$2" -j "$1" -N "$2" "$bz" | tr -d ' '; }
  off=$(( ($(n $((0x1f1)) 1) + 1) * 512 + $(n $((0x248)) 4) )); len=$(( $(n $((0x24c)) 4) - 4 ))
  head -c $((off + len)) "$bz" | tail -c $len > "$work/payload"
  case $(od -An -tx1 -N4 "$work/payload" | tr -d ' ') in fd377a58) xz -dc < "$work/payload";; 28b52ffd) zstd -dcq < "$work/payload";; *) false;; esac > "$work/vmlinux-$kver.part" \
    && mv "$work/vmlinux-$kver.part" "$work/vmlinux-$kver" || cp "$bz" "$work/vmlinux-$kver"
fi
[ -e "$kdir/modules.dep" ] || /sbin/depmod -b "$work/kern" "$kver"

# 2. the initramfs: busybox + the modules (in dependency order) + init; rebuilt when this script or the list changes (< 1 s)
mods="virtio_pci virtio_mmio 9pnet_virtio 9p 9pnet_fd overlay vsock vsock_loopback fuse virtio_net af_packet $extra"
tag=$( (cat "$0"; echo "$mods $kver") | sha256sum | cut -c1-12); img=$work/initramfs-$tag.cpio
if [ ! -e "$img" ]; then
  t=$(mktemp -d "$work/ird.XXXXXX"); mkdir -p "$t"/{bin,lib,proc,sys,dev,r}
  cp /bin/busybox "$t/bin/"; : > "$t/lib/order"
  for m in $mods; do
    /sbin/modprobe -d "$work/kern" -S "$kver" --show-depends "$m" 2>/dev/null | sed -n 's/^insmod \([^ ]*\).*/\1/p'
  done | awk '!s[$0]++' | while read -r f; do cp "$f" "$t/lib/"; basename "$f" >> "$t/lib/order"; done
  cat > "$t/init" <<'INIT'
#!/bin/busybox sh
b=/bin/busybox
$b mount -t proc proc /proc; $b mount -t sysfs sys /sys; $b mount -t devtmpfs dev /dev
exec </dev/console >/dev/console 2>&1
while read m; do $b insmod /lib/$m || $b echo "insmod $m failed"; done </lib/order
up0=$($b cut -d' ' -f1 /proc/uptime)
$b mount -t tmpfs tmpfs /r; $b mkdir -p /r/lo /r/rw/u /r/rw/w /r/root
$b mount -t 9p -o ro,trans=virtio,version=9p2000.L,msize=512000,cache=loose hostroot /r/lo || $b poweroff -f
$b mount -t overlay -o lowerdir=/r/lo,upperdir=/r/rw/u,workdir=/r/rw/w overlay /r/root
R=/r/root
for d in proc sys dev; do $b mount --move /$d $R/$d; done
$b mkdir -p $R/dev/pts $R/dev/shm $R/mnt/out
$b mount -t devpts devpts $R/dev/pts; $b mount -t tmpfs -o mode=1777 tmpfs $R/dev/shm
$b mount -t tmpfs -o mode=755 tmpfs $R/run
$b mount -t cgroup2 cgroup2 $R/sys/fs/cgroup
$b mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none hostout $R/mnt/out
$b ip link set lo up; $b ip link set eth0 up 2>/dev/null && $b ip addr add 10.0.2.15/24 dev eth0
$b rm -rf $R/tmp/.X11-unix $R/tmp/.X*-lock
$b echo "vm: modules in at ${up0}s, root ready at $($b cut -d' ' -f1 $R/proc/uptime)s"
exec $b switch_root -c /dev/console $R /bin/bash /mnt/out/.vm-cmd
INIT
  chmod +x "$t/init"
  (cd "$t" && find . | cpio --quiet -o -H newc) > "$img"; rm -rf "$t"
fi

# 3. the command, as shell text, through the writable share
rm -f "$out/.vm-rc"
{ printf 'export PATH=%q HOME=%q\ncd %q 2>/dev/null || cd /\n' "$PATH" "${HOME:-/root}" "$PWD"
  if [ -n "${VM_INIT:-}" ]; then printf 'exec '; printf '%q ' "$@"; echo
  else printf '( '; printf '%q ' "$@"; printf ')\nrc=$?; read -r up x </proc/uptime; echo "vm: done rc=$rc at ${up}s"; echo $rc >/mnt/out/.vm-rc; exec /bin/busybox poweroff -f\n'; fi; } > "$out/.vm-cmd"

# 4. qemu
if [ $accel = auto ]; then accel=tcg; [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo && accel=kvm; fi   # /dev/kvm of a PVM host (no vmx/svm) cannot run a stock kernel
# On a busy machine an emulated processor's time stamps are taken for several times faster than they are, and with
# them all clocks: those of the HPET are not.
case $accel in
kvm) acc=(-accel kvm -cpu "${VM_CPU:-host,-arch-capabilities}") clock=tsc=reliable;;
*) acc=(-accel "tcg,thread=multi" -cpu max) clock="clocksource=hpet tsc=unstable";;
esac
net=(-nic none); [ -z "$fwd" ] || net=(-netdev "user,id=n0,restrict=on,hostfwd=tcp:127.0.0.1:${fwd%%:*}-10.0.2.15:${fwd##*:}" -device virtio-net-pci,netdev=n0,romfile=)
timeout -k 5 "$limit" qemu-system-x86_64 -M ${VM_MACHINE:-pc} "${acc[@]}" -smp "$cpus" -m "$mem" -nodefaults -no-user-config -display none -no-reboot \
  -kernel "$work/vmlinux-$kver" -initrd "$img" \
  -append "console=ttyS0 quiet loglevel=3 panic=-1 mitigations=off $clock no_timer_check rcupdate.rcu_expedited=1 random.trust_cpu=on ${VM_APPEND:-}" \
  -serial stdio -monitor none -device virtio-rng-pci "${net[@]}" \
  -fsdev local,id=r,path=/,security_model=none,readonly=on,multidevs=remap -device virtio-9p-pci,fsdev=r,mount_tag=hostroot \
  -fsdev local,id=o,path="$out",security_model=none -device virtio-9p-pci,fsdev=o,mount_tag=hostout </dev/null || { echo "vm: qemu ended with $?" >&2; }
exit "$(cat "$out/.vm-rc" 2>/dev/null || echo 125)"
