# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: which disk a block device is, what is on it, who uses it, and how it is cleared.

# ha_word TEXT: as one word: blanks as udev writes them.
ha_word() {
  set -f
  # shellcheck disable=SC2086 # words
  set -- $1
  ha_word_ifs=$IFS IFS=_
  printf '%s\n' "$*"
  IFS=$ha_word_ifs
  set +f
}

# ha_block DEVICE: its name below /sys/class/block, by its number, because a name in /dev may be a link or a copy.
ha_block() {
  ha_block_id=$(stat -L -c '%t %T' "$1" 2>/dev/null) && [ -b "$1" ] || return 1
  ha_block_id=$((0x${ha_block_id% *})):$((0x${ha_block_id#* }))
  ha_block_path=$(readlink -f "/sys/dev/block/$ha_block_id") && [ -d "$ha_block_path" ] || return 1
  printf '%s\n' "${ha_block_path##*/}"
}

# Partitions of a block device, by their names in the kernel.
ha_parts() {
  for ha_parts_path in "/sys/class/block/$1/$1"*; do
    [ -e "$ha_parts_path/partition" ] && echo "${ha_parts_path##*/}"
  done
}

# The whole disk of a partition, by their names in the kernel; another device is its own.
ha_whole() {
  if [ -e "/sys/class/block/$1/partition" ]; then
    ha_whole_path=$(readlink -f "/sys/class/block/$1")
    ha_whole_path=${ha_whole_path%/*}
    echo "${ha_whole_path##*/}"
  else echo "$1"; fi
}

# /dev/NAME of a name in the kernel, where ! stands for /.
ha_node() { printf '/dev/%s\n' "$1" | tr '!' '/'; }

# ha_read FILE: its first line, which may be without an end; false where there is none.
ha_read() {
  ha_read_line=
  [ -r "$1" ] || return 1
  { IFS= read -r ha_read_line <"$1" || [ -n "$ha_read_line" ]; } 2>/dev/null && printf '%s\n' "$ha_read_line"
}

# ha_size DEVICE: in bytes; 0 when it cannot be found out. The kernel counts sectors of 512 here, whatever the disk has.
ha_size() {
  ha_size_sectors=$(ha_read "/sys/class/block/$(ha_block "$1")/size")
  echo $((${ha_size_sectors:-0} * 512))
}

# ha_disk_serials DISK: serial numbers of a disk by its name in the kernel, one on each line: the kernel's own, or else udev's.
ha_disk_serials() {
  ha_serials_own=$(
    ha_read "/sys/class/block/$1/serial" || ha_read "/sys/class/block/$1/device/serial" ||
      # SCSI's page 0x80 has four bytes of its own in front.
      { [ -r "/sys/class/block/$1/device/vpd_pg80" ] && dd if="/sys/class/block/$1/device/vpd_pg80" bs=1 skip=4 2>/dev/null | tr -d '\000'; }
  )
  if [ -n "$ha_serials_own" ]; then printf '%s\n' "$ha_serials_own"
  else ha_serials_udev "$1"; fi | sed 's/^[[:space:]]*//; s/[[:space:]]*$//' | tr -s ' ' '_' | awk 'NF && !seen[$0]++'
}

# udev asks disks in more ways, and knows serial numbers of old kernels.
ha_serials_udev() {
  ! ha_has udevadm || udevadm info --query=property --name="$(ha_node "$1")" 2>/dev/null |
    sed -n 's/^ID_SCSI_SERIAL=//p; s/^ID_SERIAL_SHORT=//p; s/^ID_SERIAL=//p'
}

# ha_disks: whole disks by their names in the kernel. What it hides are the paths of NVMe's own multipath, not disks.
ha_disks() {
  for ha_disks_path in /sys/block/*; do
    case ${ha_disks_path##*/} in dm-* | md* | loop* | ram* | zram* | drbd* | sr* | fd* | nbd*) continue ;; esac
    [ "$(ha_read "$ha_disks_path/hidden")" = 1 ] || echo "${ha_disks_path##*/}"
  done
}

# ha_disk_with SERIAL: disks that have it.
ha_disk_with() {
  for ha_with_name in $(ha_disks); do
    ! ha_disk_serials "$ha_with_name" | grep -q -x -i -F -e "$(ha_word "$1")" || echo "$ha_with_name"
  done
}

# ha_wwn DISK: its name in the whole world, in small letters, without the word for its kind; nothing where it has none.
ha_wwn() {
  {
    ha_read "/sys/class/block/$1/wwid" || ha_read "/sys/class/block/$1/device/wwid" ||
      ha_read "/sys/class/block/$1/dm/uuid"
  } | sed 's/^mpath-3\{0,1\}//; s/^naa\.//; s/^eui\.//; s/^uuid\.//' | tr '[:upper:]' '[:lower:]' | tr -s ' ' '_'
}

# ha_mistaken DISK-PATH SERIAL WWN SIZE: why this is not the disk that the plan means, one reason on each line; empty words are
# not looked at. What the link in /dev promises is compared with what the kernel says of the device it leads to.
ha_mistaken() {
  [ -e "$1" ] || { echo "There is no $1 on this machine."; return 0; }
  ha_mis_name=$(ha_block "$1") || { echo "$1 is not a block device."; return 0; }
  ha_mis_serials=$(ha_disk_serials "$ha_mis_name")
  ha_mis_wwn=$(ha_wwn "$ha_mis_name")
  if [ -n "$2" ] && ! { printf '%s\n' "$ha_mis_serials" && ha_serials_udev "$ha_mis_name"; } | grep -q -x -i -F -e "$(ha_word "$2")"; then
    echo "$1 should have the serial number $2, but $ha_mis_name says $(echo "${ha_mis_serials:-nothing}" | head -n 1)."
  fi
  ha_mis_want=$(printf '%s' "$3" | tr '[:upper:]' '[:lower:]' | sed 's/^wwn-//; s/^0x//; s/^naa\.//; s/^eui\.//')
  if [ -n "$ha_mis_want" ] && [ -n "$ha_mis_wwn" ] && [ "$ha_mis_want" != "$ha_mis_wwn" ]; then
    echo "$1 should have the WWN $3, but $ha_mis_name says $ha_mis_wwn."
  fi
  case $1 in
    /dev/disk/by-id/*) ha_link_fits "${1##*/}" "$ha_mis_serials" "$ha_mis_wwn" || ha_link_fits "${1##*/}" "$(ha_serials_udev "$ha_mis_name")" '' ||
      echo "$1 leads to $ha_mis_name, whose serial number is $(echo "$ha_mis_serials" | head -n 1)." ;;
  esac
  ha_mis_size=$(ha_size "$1")
  # Makers count in powers of ten, so that 4T may be a tenth less than it says.
  if [ -n "$4" ] && ! awk -v is="$ha_mis_size" -v want="$4" 'BEGIN { exit !(is >= want * 0.9 && is <= want * 1.1) }'; then
    echo "$1 should have $(ha_gib "$4"), but it has $(ha_gib "$ha_mis_size")."
  fi
  ha_mis_twin=$(ha_twin "$ha_mis_name" "$(echo "$ha_mis_serials" | head -n 1)" "$ha_mis_wwn")
  [ -z "$ha_mis_twin" ] || echo "$ha_mis_name and $ha_mis_twin have the same serial number, so it cannot be told which is meant."
}

ha_gib() { awk -v n="$1" 'BEGIN { printf "%.2f GiB", n / 1073741824 }'; }

# ha_link_fits NAME SERIALS WWN: whether a name in by-id ends as it must; one that says neither cannot be judged.
ha_link_fits() {
  [ -n "$2$3" ] || return 0
  for ha_fits_word in $2; do
    case $1 in *[-_]"$ha_fits_word" | *[-_]"$ha_fits_word"_[0-9]*) return 0 ;; esac
  done
  [ -n "$3" ] || return 1
  case $(printf '%s' "$1" | tr '[:upper:]' '[:lower:]') in *"$3"*) return 0 ;; esac
  return 1
}

# ha_twin DISK SERIAL WWN: another disk that says the same of itself.
ha_twin() {
  case $1:$2 in *: | dm-*:* | md*:*) return 0 ;; esac
  for ha_twin_name in $(ha_disk_with "$2"); do
    [ "$ha_twin_name" = "$1" ] || [ "$(ha_wwn "$ha_twin_name")" != "$3" ] || echo "$ha_twin_name"
  done
}

# ha_users DEVICE: why it or a part of it is in use now, one reason on each line; nothing when it is not.
ha_users() {
  ha_users_top=$(ha_block "$1") || return 0
  # udev opens a device for a moment when somebody wrote to it.
  ! ha_has udevadm || udevadm settle --timeout=30 2>/dev/null
  for ha_users_name in "$ha_users_top" $(ha_parts "$ha_users_top"); do
    ha_users_node=$(ha_node "$ha_users_name")
    ha_users_id=$(ha_read "/sys/class/block/$ha_users_name/dev")
    for ha_users_holder in "/sys/class/block/$ha_users_name/holders"/*; do
      [ -e "$ha_users_holder" ] && echo "$ha_users_name is part of ${ha_users_holder##*/}"
    done
    if [ -r /proc/self/mountinfo ]; then
      awk -v id="$ha_users_id" -v name="$ha_users_name" '$3 == id { print name " is mounted on " $5 }' /proc/self/mountinfo
    fi
    # A name in these lists may be any link to it.
    awk '$1 ~ "^/" { print FILENAME, $1, $2 }' /proc/swaps /proc/mounts 2>/dev/null |
      while read -r ha_users_list ha_users_path ha_users_at; do
        [ "$(ha_block "$ha_users_path")" = "$ha_users_name" ] || continue
        case $ha_users_list in
          /proc/swaps) echo "$ha_users_name is swap" ;;
          *) echo "$ha_users_name is mounted on $ha_users_at" ;;
        esac
      done
    for ha_users_loop in /sys/block/loop*/loop/backing_file; do
      [ "$(ha_read "$ha_users_loop")" = "$ha_users_node" ] && echo "$ha_users_name is behind a loop device"
    done
    ha_writers "$ha_users_name" "$ha_users_node"
    ! ha_claimed "$ha_users_node" || echo "$ha_users_name is held by the kernel or a program for itself alone"
  done | sort -u
}

# ha_writers NAME NODE: programs that have it open for writing, such as a virtual machine or an iSCSI target.
ha_writers() {
  # shellcheck disable=SC2012 # the mode of the link is the mode in which the file is open
  ls -l /proc/[0-9]*/fd 2>/dev/null |
    awk -v node="$2" '/^\/proc\// { split($1, part, "/") } /^l.w/ && $NF == node { print part[3] }' | sort -u |
    while read -r ha_writers_pid; do
      echo "$1 is open in process $ha_writers_pid ($(ha_read "/proc/$ha_writers_pid/comm"))"
    done
}

# ha_claimed NODE: whether somebody has it for itself alone: a file system of another name space, a member of btrfs or ZFS,
# DRBD. An exclusive opening fails then, and changes nothing where it does not.
ha_claimed() {
  if ha_has perl; then
    perl -e 'use Fcntl; sysopen(my $f, $ARGV[0], O_RDONLY | O_EXCL) and exit 1; exit($! == 16 ? 0 : 1)' "$1"
  else
    # It opens exclusively before it looks for what it is told to erase, which is nothing.
    wipefs -a -t ha-nothing "$1" 2>&1 | grep -q -i busy
  fi
}

# ha_seen DEVICE [DISK]: what can be read of it. A DRBD device that is secondary here cannot be; the device below it has the same
# content, and what DRBD wrote there went past the kernel's cache. DISK is that device for one that is not configured.
ha_seen() {
  case $1 in
    /dev/drbd*)
      if [ ! -b "$1" ]; then
        printf '%s\n' "${2:-$1}"
        return 0
      elif ! dd if="$1" bs=512 count=1 >/dev/null 2>&1; then
        ha_seen_name=$(ha_block "$1")
        ha_seen_lower=
        for ha_seen_slave in "/sys/class/block/$ha_seen_name/slaves"/*; do
          [ ! -e "$ha_seen_slave" ] || ha_seen_lower=${ha_seen_lower:-$(ha_node "${ha_seen_slave##*/}")}
        done
        # Kernels before 4.14 do not say what is below.
        [ -n "$ha_seen_lower" ] || ha_seen_lower=${2:-$(drbdadm sh-ll-dev "minor-${ha_seen_name#drbd}" 2>/dev/null || :)}
        if [ -b "$ha_seen_lower" ]; then
          blockdev --flushbufs "$ha_seen_lower" 2>/dev/null
          printf '%s\n' "$ha_seen_lower"
          return 0
        fi
      fi ;;
  esac
  printf '%s\n' "$1"
}

# ha_signatures DEVICE: what is written on it, one on each line. What cannot be read is something, not nothing.
ha_signatures() {
  ha_sig_at=$(ha_seen "$1")
  ha_sig_name=$(ha_block "$ha_sig_at") || { echo "$1: not a block device"; return 0; }
  for ha_sig_part in "$ha_sig_name" $(ha_parts "$ha_sig_name"); do
    ha_sig_node=$(ha_node "$ha_sig_part")
    if ha_has wipefs; then
      if ha_sig_found=$(wipefs --no-act --parsable "$ha_sig_node" 2>&1); then
        printf '%s\n' "$ha_sig_found" |
          awk -F, -v name="$ha_sig_part" '/^[^#]/ && !seen[$4 $3]++ { print name ": " $4 ($3 == "" ? "" : " \"" $3 "\"") }'
      else echo "$ha_sig_part: cannot be read: $ha_sig_found"; fi
    elif ha_has blkid; then
      ha_sig_found=$(blkid -p -o export "$ha_sig_node" 2>&1)
      case $? in
        0) printf '%s\n' "$ha_sig_found" |
          awk -F= -v name="$ha_sig_part" '$1 == "TYPE" || $1 == "PTTYPE" { print name ": " $2 }' ;;
        2) ;;
        *) echo "$ha_sig_part: several things at once, or it cannot be read" ;;
      esac
    else echo "$ha_sig_part: something unknown, because neither wipefs nor blkid is installed"; fi
    # Both look for DRBD at the end only, and metadata of another device begin at the beginning: magic of 0.7, 8 and 9 in
    # struct md_on_disk (drbd-utils, drbdmeta.c).
    case $(od -A n -t x1 -j 60 -N 4 "$ha_sig_node" 2>/dev/null | tr -d ' ') in
      8374026[abcd]) echo "$ha_sig_part: metadata of DRBD for another device" ;;
    esac
  done |
    # Where the device below DRBD was read, DRBD's own metadata is none of its content.
    if [ "$ha_sig_at" = "$1" ]; then cat; else grep -v ': drbd$'; fi
}

# ha_written DEVICE: whether its first or last mebibyte, or what is behind that, holds anything but zeros or cannot be read.
ha_written() {
  ha_written_at=$(ha_seen "$1")
  blockdev --flushbufs "$ha_written_at" 2>/dev/null
  ha_written_size=$(ha_size "$1")
  ha_written_mib=$((ha_written_size / 1048576))
  [ "$ha_written_mib" -gt 0 ] || return 0
  for ha_written_from in 0 $((ha_written_mib - 1)) "$ha_written_mib"; do
    # No further than the device: below DRBD its metadata follow.
    ha_written_want=$((ha_written_size / 512 - ha_written_from * 2048))
    [ "$ha_written_want" -le 2048 ] || ha_written_want=2048
    # What was read, and what of it was not zero.
    ha_written_is=$(dd if="$ha_written_at" bs=512 skip=$((ha_written_from * 2048)) count="$ha_written_want" 2>/dev/null | wc -c)
    [ "$ha_written_is" -eq $((ha_written_want * 512)) ] || return 0
    ha_written_is=$(dd if="$ha_written_at" bs=512 skip=$((ha_written_from * 2048)) count="$ha_written_want" 2>/dev/null | tr -d '\000' | wc -c)
    [ "$ha_written_is" -eq 0 ] || return 0
  done
  return 1
}

# ha_zero DEVICE FIRST-MIB COUNT
ha_zero() {
  blkdiscard -z -o "$(($2 * 1048576))" -l "$(($3 * 1048576))" "$1" 2>/dev/null ||
    dd if=/dev/zero of="$1" bs=1048576 seek="$2" count="$3" conv=notrunc 2>/dev/null
}

# ha_unmark DEVICE: takes its signatures away. Before util-linux 2.20 wipefs knows no -q, and before 2.17 there is none: every
# signature that there is stands in what ha_clear makes zero.
ha_unmark() { ! ha_has wipefs || wipefs -a "$1" >/dev/null; }

# ha_clear DEVICE [MIB]: takes away what marks it as used by something earlier, and makes its first MIB (1) and its end zero, so
# that nothing that stood there can turn up again. Only behind the runner's own look (d functions).
ha_clear() {
  ha_clear_name=$(ha_block "$1") || return 1
  for ha_clear_part in $(ha_parts "$ha_clear_name"); do
    ha_unmark "$(ha_node "$ha_clear_part")" || return 1
  done
  ha_unmark "$1" || return 1
  ha_clear_mib=$(($(ha_size "$1") / 1048576))
  ha_clear_first=${2:-1}
  [ "$ha_clear_first" -lt "$ha_clear_mib" ] || ha_clear_first=$ha_clear_mib
  ha_zero "$1" 0 "$ha_clear_first" && ha_zero "$1" $((ha_clear_mib - 1)) 1 || return 1
  ha_zero_rest "$1" "$ha_clear_mib"
  ! ha_has udevadm || udevadm settle --timeout=60 2>/dev/null || :
}

# ha_zero_rest DEVICE MIB: what is behind the last whole mebibyte; dd ends where the device does, which it calls an error.
ha_zero_rest() {
  dd if=/dev/zero of="$1" bs=512 seek=$(($2 * 2048)) conv=notrunc 2>/dev/null || :
  sync
}

# ha_zero_all DEVICE: the whole of it, a gibibyte at a time; how far it is stands in $HA_RUN/zeroed.
ha_zero_all() {
  ha_zero_mib=$(($(ha_size "$1") / 1048576)) ha_zero_at=0
  while [ "$ha_zero_at" -lt "$ha_zero_mib" ]; do
    ha_zero_count=$((ha_zero_mib - ha_zero_at))
    [ "$ha_zero_count" -le 1024 ] || ha_zero_count=1024
    ha_zero "$1" "$ha_zero_at" "$ha_zero_count" || return 1
    ha_zero_at=$((ha_zero_at + ha_zero_count))
    echo "$((100 * ha_zero_at / ha_zero_mib)) $((ha_zero_at / 1024)) of $((ha_zero_mib / 1024)) GiB are zero" >"$HA_RUN/zeroed"
  done
  ha_zero_rest "$1" "$ha_zero_mib"
  rm -f "$HA_RUN/zeroed"
}
