# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: whether this node is what the plan was made for. Each ha_look_ prints a sentence for every problem it
# finds, and changes nothing.

ha_look_root() {
  [ "$(id -u)" -eq 0 ] || echo 'This program must run as root.'
}

# What runs here, as its people call it.
ha_system() {
  if [ -r "$HA_ROOT/etc/slackware-version" ]; then
    head -n 1 "$HA_ROOT/etc/slackware-version"
  elif [ -r "$HA_ROOT/etc/os-release" ]; then
    sed -n 's/^PRETTY_NAME=//p' "$HA_ROOT/etc/os-release" | tr -d '"'
  elif [ -r "$HA_ROOT/etc/debian_version" ]; then
    echo "Debian $(cat "$HA_ROOT/etc/debian_version")"
  else echo 'an unknown system'; fi
}

# ha_release: its family and version as a platform of ours is named, such as debian-12; empty where it is none of them.
ha_release() {
  if [ -r "$HA_ROOT/etc/slackware-version" ]; then
    # 13.37 calls itself 13.37.0; what comes after 15.0 calls itself 15.0+.
    sed -n '1s/^Slackware \([0-9]*\.[0-9]*\)[.0-9]*\(+*\).*/slackware-\1\2/p' "$HA_ROOT/etc/slackware-version"
  elif [ -r "$HA_ROOT/etc/os-release" ]; then
    # Only what calls itself Debian is Debian: others have other packages.
    ha_release_id='' ha_release_version=''
    while IFS= read -r ha_release_line || [ -n "$ha_release_line" ]; do
      ha_release_word=${ha_release_line#*=}
      ha_release_word=${ha_release_word#[\"\']}
      ha_release_word=${ha_release_word%[\"\']}
      case $ha_release_line in ID=*) ha_release_id=$ha_release_word ;; VERSION_ID=*) ha_release_version=$ha_release_word ;; esac
    done <"$HA_ROOT/etc/os-release"
    printf '%s-%s\n' "$ha_release_id" "$ha_release_version"
  elif [ -r "$HA_ROOT/etc/debian_version" ]; then
    sed -n '1s/^\([0-9]*\).*/debian-\1/p' "$HA_ROOT/etc/debian_version"
  fi
}

# ha_look_platform ID TITLE INIT
ha_look_platform() {
  [ "$(ha_release)" = "$1" ] || echo "The plan is for $2, but this node runs $(ha_system)."
  case $3/$ha_init in
    systemd/systemd | sysv/sysv | bsd/rc.d) ;;
    systemd/*) echo "The plan is for a node that was booted by systemd; this one was not." ;;
    *) echo "The plan is for a node with init scripts ($2), but this one has another init system." ;;
  esac
}

# ha_look_machine NAME: what uname calls the hardware.
ha_look_machine() {
  [ "$(uname -m)" = "$1" ] || echo "The plan needs a machine and kernel of the kind $1; this one is $(uname -m)."
}

# Containers share the kernel of somebody else.
ha_look_container() {
  ha_look_found=
  if ha_has systemd-detect-virt; then
    ha_look_found=$(systemd-detect-virt -c 2>/dev/null)
  elif [ -r /proc/1/environ ]; then
    ha_look_found=$(tr '\0' '\n' </proc/1/environ 2>/dev/null | sed -n 's/^container=//p')
  fi
  case $ha_look_found in
    '' | none) ;;
    *) echo "This node is a container ($ha_look_found), which can load no kernel modules; a cluster node must be a machine." ;;
  esac
}

# ha_look_modules NAME...: for the kernel that runs now.
ha_look_modules() {
  ha_look_release=$(uname -r)
  ha_look_dir=$HA_ROOT/lib/modules/$ha_look_release
  if [ ! -e "$ha_look_dir/modules.dep" ]; then
    echo "The modules of the running kernel $ha_look_release are not there (/lib/modules/$ha_look_release). Was the kernel updated since the last boot? Boot first."
    return 0
  fi
  ha_look_missing=
  for ha_look_name in "$@"; do
    ha_module_exists "$ha_look_name" || ha_look_missing="$ha_look_missing $ha_look_name"
  done
  [ -z "$ha_look_missing" ] && return 0
  if [ -e "$HA_ROOT/etc/debian_version" ]; then
    echo "The running kernel $ha_look_release has no module$ha_look_missing. Debian's own kernels have it: install linux-image-$(dpkg --print-architecture 2>/dev/null || echo amd64) and boot it."
  else
    echo "The running kernel $ha_look_release has no module$ha_look_missing. Install one that has it, such as the distribution's kernel-generic, and boot it."
  fi
}

# ha_module_exists NAME: whether the running kernel has it, as a module or built in.
ha_module_exists() {
  [ -d "/sys/module/$(ha_module_called "$1")" ] && return 0
  ha_module_name=$(echo "$1" | sed 's/[-_]/[-_]/g')
  grep -q -s "/$ha_module_name\.ko" "$HA_ROOT/lib/modules/$(uname -r)/modules.dep" "$HA_ROOT/lib/modules/$(uname -r)/modules.builtin" ||
    { ha_has modprobe && modprobe -n -q "$1" 2>/dev/null; }
}

# ha_module_called NAME: as the kernel calls it, in which - and _ are the same.
ha_module_called() { case $1 in *-*) echo "$1" | tr - _ ;; *) echo "$1" ;; esac; }

# ha_look_clock SECONDS: a clock before that moment, or before the system itself was made, is wrong.
ha_look_clock() {
  ha_look_now=$(date +%s)
  ha_look_made=$(stat -L -c %Y "$HA_ROOT/etc/os-release" 2>/dev/null || echo 0)
  if [ "$ha_look_now" -lt "$1" ] || [ "$ha_look_now" -lt "$ha_look_made" ]; then
    echo "This node's clock says $(date -u '+%Y-%m-%d %H:%M') UTC, which is past already. Set it; signatures of packages and the cluster need it."
  fi
}

# ha_look_room MIB PATH...: room for what is to come, counted once for each file system.
ha_look_room() {
  ha_look_need=$1
  shift
  for ha_look_path in "$@"; do [ -d "$HA_ROOT$ha_look_path" ] && echo "$HA_ROOT$ha_look_path"; done |
    while read -r ha_look_path; do df -P -k "$ha_look_path" | awk 'NR == 2'; done |
    awk -v need="$ha_look_need" '!seen[$6]++ && $4 / 1024 < need {
      printf "%s has %d MiB free; the packages need about %d.\n", $6, $4 / 1024, need }'
}

# A new initial ramdisk is written beside the one that is there.
ha_look_boot() {
  # shellcheck disable=SC2012 # names of kernels
  ha_look_largest=$(ls -1 -s -S -k "$HA_ROOT/boot"/initrd* 2>/dev/null | awk '$1 > most { most = $1 } END { print most + 0 }')
  [ "$ha_look_largest" -gt 0 ] || return 0
  df -P -k "$HA_ROOT/boot" | awk -v need="$ha_look_largest" 'NR == 2 && $4 < need * 1.2 {
    printf "%s has %d MiB free; a new initial ramdisk needs about %d beside the old one.\n", $6, $4 / 1024, need * 1.2 / 1024 }'
}

# All disks of the machine as `NAME SERIAL`, one line for each word somebody may call a serial number.
ha_disks_and_serials() {
  for ha_serials_name in $(ha_disks); do
    ha_disk_serials "$ha_serials_name" | awk -v name="$ha_serials_name" '{ print name " " $0 }'
  done
}

# ha_look_disk NAME PATH: a block device by a path that does not depend on us.
ha_look_disk() {
  if [ ! -e "$2" ]; then echo "Disk $1 is not here: there is no $2."
  elif [ ! -b "$2" ]; then echo "Disk $1 should be $2, but that is no block device."; fi
}

# ha_look_serial NAME SERIAL: exactly one disk with it.
ha_look_serial() {
  ha_look_found=$(ha_disks_and_serials | awk -v serial="$(echo "$2" | sed 's/  */_/g')" '$2 == serial { print $1 }' | sort -u)
  case $(printf '%s' "$ha_look_found" | grep -c .) in
    1) ;;
    0) echo "Disk $1 is not here: no disk has the serial number $2." ;;
    *) echo "Disk $1 cannot be told: $(echo "$ha_look_found" | tr '\n' ' ')all have the serial number $2." ;;
  esac
}

# ha_look_wwid NAME WWID: a path of a multipath device.
ha_look_wwid() {
  { ha_disks_and_serials; cat /sys/block/*/device/wwid /sys/block/*/wwid 2>/dev/null | sed 's/^naa\./- 3/; s/^eui\./- 2/; s/^/- /'; } |
    awk -v wwid="$2" '$NF == wwid { found = 1 } END { exit !found }' || echo "Disk $1 is not here: nothing has the WWID $2."
}

# ha_look_same PATH...: two names of the plan must not be one disk.
ha_look_same() {
  [ $# -gt 1 ] || return 0
  for ha_look_path in "$@"; do
    [ -e "$ha_look_path" ] && echo "$(readlink -f "$ha_look_path") $ha_look_path"
  done | awk '{ if ($1 in first) printf "%s and %s are the same disk (%s).\n", first[$1], $2, $1; else first[$1] = $2 }'
}

# ha_look_mac INTERFACE MAC: a card with this address, burnt in or in use.
ha_look_mac() {
  # Nearly always it is in use, which the shell sees without another process.
  for ha_look_path in /sys/class/net/*; do
    [ -e "$ha_look_path/device" ] || continue
    ha_look_card=
    { read -r ha_look_card <"$ha_look_path/address"; } 2>/dev/null
    [ "$ha_look_card" != "$2" ] || return 0
  done
  for ha_look_path in /sys/class/net/*; do
    [ -e "$ha_look_path/device" ] || continue
    ha_look_card=${ha_look_path##*/}
    # A card in a bond shows the bond's address; the kernel keeps its own.
    cat "$ha_look_path/address" "$ha_look_path/bonding_slave/perm_hwaddr" 2>/dev/null
    ha_has ethtool && ethtool -P "$ha_look_card" 2>/dev/null | sed 's/.*: *//'
  done | grep -q -i -x -F "$2" || echo "Network card $1 is not here: none has the MAC address $2."
}

# Clusters of somebody else are not ours to take over. ha_cluster_name: what corosync's configuration calls its cluster.
ha_cluster_name() {
  [ -r "$HA_ROOT/etc/corosync/corosync.conf" ] || return 0
  awk '$1 == "cluster_name:" { print $2; exit }' "$HA_ROOT/etc/corosync/corosync.conf" 2>/dev/null
}

# Debian's example: a complete cluster of one node, which its package would start.
ha_example_cluster() {
  [ -e "$HA_ROOT/etc/corosync/corosync.conf" ] && [ "$(ha_cluster_name)" = debian ] &&
    grep -q 'addr: *127\.0\.0\.1' "$HA_ROOT/etc/corosync/corosync.conf"
}

# ha_look_cluster NAME STACK: whether the node belongs to another cluster already.
ha_look_cluster() {
  ha_look_other=$(ha_cluster_name)
  if [ -n "$ha_look_other" ] && [ "$ha_look_other" != "$1" ] && ! ha_example_cluster; then
    echo "This node belongs to the cluster $ha_look_other (/etc/corosync/corosync.conf), not to $1. Take it out there first, and move that file away."
  fi
  if [ -r "$HA_ROOT/etc/cluster/cluster.conf" ]; then
    ha_look_other=$(sed -n 's/.*<cluster [^>]*name="\([^"]*\)".*/\1/p' "$HA_ROOT/etc/cluster/cluster.conf" | head -n 1)
    [ "$ha_look_other" = "$1" ] ||
      echo "This node belongs to the cluster ${ha_look_other:-without a name} (/etc/cluster/cluster.conf), not to $1. Take it out there first, and move that file away."
  fi
  if [ "$2" != heartbeat ] && ha_runs heartbeat; then
    echo "heartbeat runs on this node, but the plan is for $2. Take the node out of that cluster first."
  fi
  if [ "$2" = heartbeat ] && ha_runs corosync && ! ha_example_cluster; then
    echo 'corosync runs on this node, but the plan is for heartbeat. Take the node out of that cluster first.'
  fi
}

# ha_runs NAME...: whether a process of that name does.
ha_runs() {
  ha_runs_all=$ha_names_seen
  [ -n "$ha_runs_all" ] || ha_runs_all=$(ha_process_names)
  for ha_runs_name in "$@"; do
    case $ha_nl$ha_runs_all$ha_nl in *"$ha_nl$ha_runs_name$ha_nl"*) return 0 ;; esac
  done
  return 1
}

ha_process_names() {
  for ha_pn_path in /proc/[0-9]*; do
    # The first line is `Name: NAME`; /proc/PID/comm is not there before Linux 2.6.33.
    { read -r _ ha_pn_name <"$ha_pn_path/status"; } 2>/dev/null && printf '%s\n' "$ha_pn_name"
  done
}

# ---- what runs or would run by itself ----

# Debian's example of a cluster runs nothing that anybody needs, but what it wrote would become part of the real one.
ha_example_runs() { ha_example_cluster && ha_runs corosync pacemakerd; }

ha_example_stop() {
  for ha_example_name in pacemaker corosync; do
    ! ha_is "$ha_example_name" started || ha_make "$ha_example_name" stopped
  done
}

# Files that the example cluster left: its configuration, the histories, its ring's number.
ha_example_left() {
  ha_example_cluster && ! ha_runs corosync pacemakerd || return 0
  find "$HA_ROOT/var/lib/pacemaker/cib" "$HA_ROOT/var/lib/pacemaker/pengine" "$HA_ROOT/var/lib/corosync" \
    -type f \( -name 'cib*' -o -name 'pe-*' -o -name 'ringid_*' \) 2>/dev/null
}

ha_example_forget() {
  ha_example_left | while IFS= read -r ha_example_file; do
    ha_keep "${ha_example_file#"$HA_ROOT"}"
    rm -f "$ha_example_file"
  done
}

# ha_waits STACK CLUSTER NAME: whether a daemon of the cluster does not start before there is a configuration of ours.
ha_waits() {
  ha_is "$3" disabled || ha_is "$3" started || case $1 in
    heartbeat) [ -e "$HA_ROOT/etc/ha.d/ha.cf" ] ;;
    cman) [ -e "$HA_ROOT/etc/cluster/cluster.conf" ] ;;
    *) [ "$(ha_cluster_name)" = "$2" ] ;;
  esac
}
