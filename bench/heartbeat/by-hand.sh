#!/bin/sh
# What an administrator would write who wants to know whether a node of the lab's heartbeat cluster
# (test/lab/heartbeat.yaml) still is what `ha-bootstrap apply` made it: the same checks, by the shortest commands that make
# them. Prints what is not so, and ends with 1 then. $sums and $modes, for sha256sum -c and of stat, come before it.
set -u
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
sums=${sums-} modes=${modes-}

code=0
no() {
  echo "$*"
  code=1
}

node=$(uname -n)
case $node in
  node1) peer=node2 disk=virtio-S6P1 lan=192.168.50.11/24 cable=10.9.2.1/30 mac=0c:c4:7a:00:01 management=52:54:00:fe:00:00 ;;
  node2) peer=node1 disk=virtio-S6P2 lan=192.168.50.12/24 cable=10.9.2.2/30 mac=0c:c4:7a:00:02 management=52:54:00:fe:01:00 ;;
  *) no "a node by the name of $node" && exit 1 ;;
esac
disk=/dev/disk/by-id/$disk

# The machine.
[ "$(id -u)" -eq 0 ] || no 'not root'
[ "$(grep -c -x -e 'ID=debian' -e 'VERSION_ID="12"' /etc/os-release)" -eq 2 ] || no 'not Debian 12'
[ -d /run/systemd/system ] || no 'not booted by systemd'
[ "$(date +%s)" -gt 1735689600 ] || no 'the clock is wrong'
! systemd-detect-virt -c -q || no 'a container'
grep -q '/drbd\.ko' "/lib/modules/$(uname -r)/modules.dep" || no 'no module drbd for this kernel'
[ -b "$disk" ] || no "no $disk"

# Packages.
packages='chrony cluster-glue drbd-utils e2fsprogs ethtool heartbeat ifupdown iproute2 psmisc resource-agents apache2'
# shellcheck disable=SC2016,SC2086 # the format is dpkg's; a list of names
[ "$(dpkg-query -W -f='${db:Status-Status}\n' $packages 2>/dev/null | grep -c -x installed)" -eq 11 ] || no 'packages are missing'
! grep -q -s 'ha-bootstrap' /usr/sbin/policy-rc.d || no 'policy-rc.d is in the way'

# Files: content, owner and mode.
printf '%s\n' "$sums" | sha256sum -c --quiet - || no 'files differ'
# shellcheck disable=SC2046 # paths without blanks
[ "$(stat -c '%a %U:%G %n' $(printf '%s\n' "$sums" | cut -d ' ' -f 3))" = "$modes" ] || no 'owners or modes differ'
# shellcheck disable=SC2046
[ -z "$(find $(printf '%s\n' "$sums" | cut -d ' ' -f 3 | grep '\.link$') -newer "/boot/initrd.img-$(uname -r)")" ] || no 'the initramfs is old'

# Kernel and time.
[ -d /sys/module/drbd ] || no 'drbd is not loaded'
case $(cat /sys/module/drbd/version) in 8.4.*) ;; *) no 'not drbd 8.4' ;; esac
systemctl is-enabled --quiet chrony || no 'chrony is not enabled'
systemctl is-active --quiet chrony || no 'chrony does not run'
[ "$(date -d "$(systemctl show -P ActiveEnterTimestamp chrony)" +%s)" -ge "$(stat -c %Y /etc/chrony/chrony.conf)" ] || no 'chrony is older than its file'

# Network.
card() {
  [ "$(cat "/sys/class/net/$1/address")" = "$2" ] || no "$1 has another MAC address"
  case $(ip -o link show "$1") in *[\<,]UP[,\>]*) ;; *) no "$1 is down" ;; esac
  case $(ip -o address show dev "$1" scope global) in *" inet $3"*) ;; *) no "$1 has no address $3" ;; esac
}
card lan0 "$mac:01" "$lan"
card repl0 "$mac:02" "$cable"
card ens5 "$management" ''

# DRBD.
[ "$(drbdadm cstate r0)" = Connected ] || no 'r0 is not connected'
[ "$(drbdadm dstate r0)" = UpToDate/UpToDate ] || no 'r0 is not up to date'
[ -z "$(drbdadm --dry-run adjust r0)" ] || no 'r0 is not as its file says'
# What the other node wrote is not seen through the disk before DRBD is primary here.
case $(drbdadm role r0) in Primary/*) wipefs -n -i -O TYPE /dev/drbd0 | grep -q -x ext4 || no 'no ext4' ;; esac
[ -d /var/www/html ] || no 'no mount point'

# What starts by itself, and what does not.
[ ! -e /etc/corosync/corosync.conf ] || no 'a configuration of corosync'
for unit in drbd heartbeat; do
  systemctl is-enabled --quiet "$unit" || no "$unit is not enabled"
  systemctl is-active --quiet "$unit" || no "$unit does not run"
done
for unit in corosync pacemaker apache2; do
  ! systemctl is-enabled --quiet "$unit" 2>/dev/null || no "$unit starts by itself"
done
! pidof corosync pacemakerd >/dev/null || no 'another cluster runs'
[ "$(systemctl show -P NeedDaemonReload heartbeat)" = no ] || no 'systemd has not read the units'
[ "$(systemctl show -P LoadState apache2)" = loaded ] || no 'no apache2'

# heartbeat.
cl_status hbstatus >/dev/null || no 'heartbeat does not run'
[ -z "$(find /etc/ha.d/ha.cf /etc/ha.d/authkeys -newer /run/heartbeat.pid)" ] || no 'heartbeat is older than its files'
for member in "$node" "$peer"; do
  [ "$(cl_status nodestatus "$member")" = active ] || no "$member is no member"
done
for link in repl0 lan0; do
  [ "$(cl_status hblinkstatus "$peer" "$link")" = up ] || no "no heartbeats over $link"
done

# The services run as one, here or there.
runs=
case $(drbdadm role r0) in
  Primary/*) runs=r ;;
  */Primary) ;;
  *) no 'r0 is primary nowhere' ;;
esac
! grep -q ' /var/www/html ' /proc/mounts || runs=${runs}m
[ -z "$(ip -o address show to 192.168.50.100)" ] || runs=${runs}a
! systemctl is-active --quiet apache2 || runs=${runs}w
case $runs in '' | rmaw) ;; *) no "the services run in part only ($runs)" ;; esac
exit "$code"
