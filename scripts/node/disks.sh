# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: what is on a block device, and whether it may be overwritten.

# ha_allowed WORD...: whether the user wrote one of them down as something that may be destroyed.
ha_allowed() {
  for ha_allowed_word in "$@"; do
    case " $HA_ALLOW " in *" $ha_allowed_word "*) return 0 ;; esac
  done
  return 1
}

# ha_size DEVICE: in bytes; 0 when it cannot be found out.
ha_size() {
  blockdev --getsize64 "$1" 2>/dev/null || {
    ha_size_name=$(readlink -f "$1")
    ha_size_name=${ha_size_name##*/}
    [ -r "/sys/class/block/$ha_size_name/size" ] && read -r ha_size_sectors <"/sys/class/block/$ha_size_name/size" &&
      echo $((ha_size_sectors * 512))
  } || echo 0
}

# ha_users DEVICE: why it or a part of it is in use now, one reason on each line; nothing when it is not.
ha_users() {
  ha_users_real=$(readlink -f "$1") || return 0
  ha_users_name=${ha_users_real##*/}
  for ha_users_part in "$ha_users_name" $(ha_parts "$ha_users_name"); do
    for ha_users_holder in "/sys/class/block/$ha_users_part/holders"/*; do
      [ -e "$ha_users_holder" ] && echo "$ha_users_part is part of ${ha_users_holder##*/}"
    done
    ha_users_id=
    [ -r "/sys/class/block/$ha_users_part/dev" ] && read -r ha_users_id <"/sys/class/block/$ha_users_part/dev"
    if [ -n "$ha_users_id" ] && [ -r /proc/self/mountinfo ]; then
      awk -v id="$ha_users_id" -v name="$ha_users_part" '$3 == id { print name " is mounted on " $5 }' \
        /proc/self/mountinfo
    fi
    awk -v dev="/dev/$ha_users_part" -v name="$ha_users_part" '$1 == dev { print name (FILENAME ~ /swaps/ ? " is swap" : " is mounted on " $2) }' \
      /proc/swaps /proc/mounts 2>/dev/null
  done | sort -u
}

# Partitions of a block device, by their names in the kernel.
ha_parts() {
  for ha_parts_path in "/sys/class/block/$1/$1"*; do
    [ -e "$ha_parts_path/partition" ] && echo "${ha_parts_path##*/}"
  done
}

# ha_signatures DEVICE: what is written on it, one on each line. The first and the last mebibyte are looked at as well,
# because wipefs does not know everything: they must be zero, or somebody wrote there.
ha_signatures() {
  ha_has wipefs || ha_has blkid || { echo 'something unknown: neither wipefs nor blkid is installed'; return 0; }
  ha_sig_name=$(readlink -f "$1")
  for ha_sig_part in "$ha_sig_name" $(ha_parts "${ha_sig_name##*/}" | sed 's,^,/dev/,'); do
    if ha_has wipefs; then
      wipefs --no-act --parsable "$ha_sig_part" 2>/dev/null |
        awk -F, -v name="${ha_sig_part##*/}" '/^[^#]/ { print name ": " $4 ($3 == "" ? "" : " \"" $3 "\"") }'
    else
      blkid -p -o export "$ha_sig_part" 2>/dev/null |
        awk -F= -v name="${ha_sig_part##*/}" '$1 == "TYPE" || $1 == "PTTYPE" { print name ": " $2 }'
    fi
  done
}

# ha_written DEVICE: whether its first or last mebibyte holds anything but zeros.
ha_written() {
  ha_written_mb=$(($(ha_size "$1") / 1048576))
  [ "$ha_written_mb" -gt 2 ] || return 1
  for ha_written_at in 0 $((ha_written_mb - 1)); do
    [ "$(dd if="$1" bs=1048576 skip="$ha_written_at" count=1 2>/dev/null | tr -d '\000' | head -c 1 | wc -c)" -eq 0 ] ||
      return 0
  done
  return 1
}

# ha_wipe DEVICE: takes away what marks it as used by something earlier. Only behind the runner's own look (d functions).
ha_wipe() {
  for ha_wipe_part in $(ha_parts "$(basename "$(readlink -f "$1")")"); do wipefs -q -a "/dev/$ha_wipe_part" || return 1; done
  wipefs -q -a "$1"
}

# ha_destroys PHASE PATH SERIAL OURS-COMMAND: in PHASE look an event for people; in PHASE act the last look before it
# happens, whose answer is the exit code.
ha_destroys() {
  if [ ! -e "$2" ]; then
    # A partition or array of an action before this one; the look before the act is the one that counts.
    [ "$1" = look ] || ha_fail "$2 is not there."
    return 0
  fi
  ha_destroys_used=$(ha_users "$2")
  ha_destroys_found=$(ha_signatures "$2")
  ha_destroys_size=$(ha_size "$2")
  if [ -n "$ha_destroys_used" ]; then
    ha_destroys_state=used
    ha_destroys_found=$ha_destroys_used
  elif [ -z "$ha_destroys_found" ] && ! { [ -n "$3" ] && ha_written "$2"; }; then ha_destroys_state=empty
  elif (set +eu && "$4") >/dev/null 2>&1; then ha_destroys_state=ours
  else
    ha_destroys_state=data
    # What stands on a device made a moment ago, on disks that were looked at, may be anything; on a disk it is somebody's.
    ha_destroys_found=${ha_destroys_found:-'something that wipefs does not know'}
  fi
  if [ "$1" = look ]; then
    ha_event destroys "$ha_step_now" "$ha_act_number" \
      "$ha_destroys_state $2 ${3:--} $ha_destroys_size $ha_destroys_found"
  fi
  case $ha_destroys_state in
    used) ha_destroys_why="$2 is in use: $(printf '%s' "$ha_destroys_found" | tr '\n' ';'). It is never overwritten." ;;
    data)
      ! ha_allowed "${3:-$2}" "$2" || return 0
      ha_destroys_why="$2 (serial ${3:-unknown}) is not empty: $(printf '%s' "$ha_destroys_found" | tr '\n' ';'). Allow it by its serial number, or choose another disk." ;;
    *) return 0 ;;
  esac
  if [ "$1" = look ]; then ha_event refused "$ha_step_now" "$ha_act_number" "$ha_destroys_why"
  else ha_fail "$ha_destroys_why"; fi
}
