// Whether something left a node as it was: what it is made of is listed before and after.
import { shVerbatim } from '../../src/core/sh.ts'
import type { Sh } from '../../src/core/sh.ts'

/**
 * Lists a node: every file with its owner, mode, size and times, devices, mounts, modules, settings of the kernel, network,
 * units, and how often each disk but the system's was written to. Left out is only what a system at rest and our own login
 * change: logs, caches of systemd, counters.
 */
export const listNode: Sh = shVerbatim(String.raw`
find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp/untouched -o -path /var/log \
  -o -path /var/lib/systemd -o -path /var/lib/chrony -o -path /var/lib/dhcp -o -path /var/tmp -o -name '*.dhclient*' \) -prune \
  -o -path /tmp -o -printf 'file %p %M %U:%G %s %T@ %C@ %l\n'
find /tmp -xdev -mindepth 1 -name 'systemd-private*' -prune -o -path /tmp/untouched -prune -o -mindepth 1 -printf 'file %p %M %s %T@\n'
find /dev -path /dev/pts -prune -o -printf 'device %p %y %l\n'
find /run \( -path /run/systemd -o -path /run/udev -o -path /run/user -o -path /run/log -o -path /run/chrony \) -prune -o -printf 'run %p %M %l\n'
sed 's/^/mount /' /proc/mounts | grep -v /run/user
cut -d ' ' -f 1 /proc/modules | sed 's/^/module /'
sed 's/^/swap /' /proc/swaps
[ ! -e /proc/mdstat ] || sed 's/^/md /' /proc/mdstat
dmsetup table 2>/dev/null | sed 's/^/mapping /'
echo "name $(uname -n)"
ip -o link | sed 's/^[0-9]*: /link /'
ip -o address | sed 's/valid_lft.*//; s/^[0-9]*: /address /'
ip route show table all | sed 's/^/route /'
ip rule | sed 's/^/rule /'
sysctl -a 2>/dev/null | grep -v -E '^(fs\.(dentry-state|inode-nr|inode-state|file-nr|aio-nr|quota)|kernel\.(random|ns_last_pid|pty\.nr|sched)|net\.(netfilter\.nf_conntrack_count|ipv[46]\..*gc_|.*mtu_expires))' | sed 's/^/sysctl /'
systemctl list-units --all --plain --no-legend --no-pager | awk '$1 !~ /^(session-|user|run-user|systemd-|init\.scope|apt-|man-db|logrotate|fstrim|e2scrub|dpkg-db|proc-)/ { print "unit", $1, $3 }'
systemctl list-unit-files --no-legend --no-pager | awk '{ print "unit-file", $1, $2 }'
for disk in /sys/block/*; do
  case $disk in */vda | */ram* | */loop* | */sr*) ;; *) awk -v disk="$disk" '{ print "writes", disk, $5, $7 }' "$disk/stat" ;; esac
done
`)

/** Runs a command, which must end in one of these ways, and prints what is different afterwards: nothing when it changed nothing. */
export const untouchedBy = (command: Sh, codes: readonly number[]): Sh =>
  shVerbatim(`mkdir -p /tmp/untouched
list() { (
${listNode.text}
) | LC_ALL=C sort >"$1"; }
list /tmp/untouched/before
(
${command.text}
) >/tmp/untouched/said 2>&1 </dev/null
code=$?
list /tmp/untouched/after
case " ${codes.join(' ')} " in
  *" $code "*) ;;
  *) echo "ended with $code:"; tail -n 20 /tmp/untouched/said ;;
esac
diff /tmp/untouched/before /tmp/untouched/after | grep '^[<>]'
rm -rf /tmp/untouched
true`)
