# shellcheck shell=sh disable=SC2010,SC2012
# The newest version that could be installed is looked up in apt's lists as they lie there: apt-cache would write its cache
# anew. Lists may be compressed, which apt's own helper reads.
ha_names='apparmor bridge-utils chrony cluster-glue cman corosync corosync-qdevice corosync-qnetd crmsh csync2 dlm-controld
  dmidecode drbd-dkms drbd-utils drbd8-utils ethtool fence-agents fence-agents-ipmilan fence-virt gfs2-utils heartbeat ifenslave
  ifupdown ifupdown2 ifupdown-ng iproute2 ipmitool keepalived libqb libvirt libvirt-clients libvirt-daemon-system
  linux-image-amd64 linux-image-cloud-amd64 lldpd lvm2 mdadm multipath-tools net-tools netplan.io network-manager nodejs ntp
  ntpsec nut ocfs2-tools openipmi openssh-server libvirt-bin ovmf pacemaker pacemaker-cli-utils pcs proxmox-ve psmisc pve-cluster pve-manager pve-qemu-kvm qemu
  qemu-kvm qemu-system-x86 qemu-utils redhat-cluster-suite resource-agents sbd smartmontools snmp sudo ufw firewalld virtinst
  vlan'
ha_here=
if command -v dpkg-query >/dev/null 2>&1; then
  echo 'manager dpkg'
  # The names are words.
  # shellcheck disable=SC2016,SC2086
  ha_here=$(dpkg-query -W -f='dpkg ${Status} ${Package} ${Version}\n' $ha_names 2>/dev/null)
  printf '%s\n' "$ha_here"
  ha_missing=
  for ha_name in drbd-utils corosync pacemaker heartbeat lvm2 libvirt-daemon-system qemu-system-x86; do
    case $ha_here in *" ok installed $ha_name "*) ;; *) ha_missing="$ha_missing|$ha_name" ;; esac
  done
  ha_wanted="^Package: (${ha_missing#|})\$"
  [ -n "$ha_missing" ] && for ha_list in /var/lib/apt/lists/*_Packages /var/lib/apt/lists/*_Packages.*; do
    [ -e "$ha_list" ] || continue
    case $ha_list in *-backports_* | *_experimental_*) continue ;; esac
    case $ha_list in
      *_Packages) grep -E -A 3 "$ha_wanted" "$ha_list" ;;
      *) /usr/lib/apt/apt-helper cat-file "$ha_list" 2>/dev/null | grep -E -A 3 "$ha_wanted" ;;
    esac | grep -E '^(Package|Version): ' | sed 's/^/apt /'
  done
fi
for ha_folder in /var/lib/pkgtools/packages /var/log/packages; do
  [ -d "$ha_folder" ] || continue
  echo 'manager pkgtools'
  ls "$ha_folder" | grep -E "^($(echo "$ha_names" | tr -s ' \n' '||' | sed 's/^|//;s/|$//')|kernel-generic|kernel-huge|kernel-modules)-[^-]+-[^-]+-[^-]+\$" |
    sed 's/^/slackware /'
  break
done
# What was built from source is in no list of packages, and SlackBuilds may be named by dates.
ha_from_source() {
  case $ha_here in *" ok installed $1"*) return 1 ;; esac
  command -v "$2" >/dev/null 2>&1
}
ha_from_source 'corosync ' corosync && corosync -v 2>/dev/null | sed -n 's/^.*version .\([0-9][0-9.]*\).*$/program corosync \1/p'
ha_from_source 'pacemaker ' pacemakerd &&
  pacemakerd --version 2>/dev/null | sed -n 's/^Pacemaker v*\([0-9][0-9.]*\).*$/program pacemaker \1/p'
for ha_heartbeat in /usr/libexec/heartbeat/heartbeat /usr/lib/heartbeat/heartbeat /usr/lib64/heartbeat/heartbeat; do
  ha_from_source 'heartbeat ' "$ha_heartbeat" &&
    "$ha_heartbeat" -V 2>/dev/null | sed -n 's/^\([0-9][0-9.]*\).*$/program heartbeat \1/p'
done
ha_from_source libvirt libvirtd &&
  libvirtd --version 2>/dev/null | sed -n 's/^.* \([0-9][0-9.]*\)$/program libvirt \1/p'
ha_from_source qemu- qemu-system-x86_64 &&
  qemu-system-x86_64 --version 2>/dev/null | sed -n 's/^QEMU emulator version \([0-9][0-9.]*\).*$/program qemu \1/p'
ha_from_source 'lvm2 ' lvm && lvm version 2>/dev/null | sed -n 's/^ *LVM version: *\([0-9][0-9.]*\).*$/program lvm2 \1/p'
exit 0
