# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: partition tables, arrays, groups of volumes and file systems as they are now.

# ---- partition tables ----

# ha_table_id DISK: the GUID of a GPT or the signature of an MBR, in small letters without 0x.
ha_table_id() { blkid -p -s PTUUID -o value "$1" 2>/dev/null | tr '[:upper:]' '[:lower:]' | sed 's/^0x//'; }

# ha_part NAME NUMBER: the partition's name in the kernel.
ha_part() {
  for ha_part_name in $(ha_parts "$1"); do
    [ "$(ha_read "/sys/class/block/$ha_part_name/partition")" != "$2" ] || echo "$ha_part_name"
  done
}

# ha_table_is DISK gpt|dos NUMBER:MIB:TYPE:PATH...: whether there are these partitions and no others, in the kernel too. MIB is + for
# the rest of the disk; TYPE as blkid writes it.
ha_table_is() {
  ha_table_name=$(ha_block "$1") && [ "$(blkid -p -s PTTYPE -o value "$1" 2>/dev/null)" = "$2" ] || return 1
  shift 2
  [ "$(ha_parts "$ha_table_name" | wc -l)" -eq $# ] || return 1
  for ha_table_want in "$@"; do
    ha_table_part=$(ha_part "$ha_table_name" "${ha_table_want%%:*}")
    ha_table_want=${ha_table_want#*:}
    ha_table_mib=${ha_table_want%%:*} ha_table_want=${ha_table_want#*:}
    [ -n "$ha_table_part" ] && [ "$(ha_block "${ha_table_want#*:}")" = "$ha_table_part" ] || return 1
    [ "$ha_table_mib" = + ] || [ "$(ha_read "/sys/class/block/$ha_table_part/size")" = $((ha_table_mib * 2048)) ] || return 1
    ha_table_type=$(blkid -p -s PART_ENTRY_TYPE -o value "$(ha_node "$ha_table_part")" 2>/dev/null)
    # Releases before util-linux 2.20 do not tell.
    [ -z "$ha_table_type" ] || [ "$ha_table_type" = "${ha_table_want%%:*}" ] || return 1
  done
}

# ha_table_fresh DISK ID DEVICE: whether the table is the one that we made, and nothing has a signature on DEVICE but the table.
ha_table_fresh() {
  [ "$(ha_table_id "$1")" = "$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]' | sed 's/^0x//')" ] &&
    ! ha_signatures "$3" | grep -q -v -E "^$(ha_block "$1"): (gpt|PMBR|dos)\$"
}

# ha_partition DISK SCRIPT PARTITION-PATH...: writes the table; what stood where the partitions begin goes with it.
ha_partition() {
  ha_partition_disk=$1 ha_partition_script=$2
  shift 2
  ha_clear "$ha_partition_disk"
  # The script counts sectors of 512 bytes, sfdisk those of the disk.
  ha_partition_sector=$(ha_read "/sys/class/block/$(ha_block "$ha_partition_disk")/queue/logical_block_size")
  ha_partition_lines=$(awk -v part="$((${ha_partition_sector:-512} / 512))" '
    match($0, /size=[0-9]+/) { n = substr($0, RSTART + 5, RLENGTH - 5); $0 = substr($0, 1, RSTART + 4) sprintf("%.0f", n / part) substr($0, RSTART + RLENGTH) }
    { print }' "$ha_partition_script")
  if sfdisk --help | grep -q -e --wipe-partitions; then
    printf '%s\n' "$ha_partition_lines" | sfdisk --quiet --wipe always --wipe-partitions always "$ha_partition_disk"
    ha_partition_wiped=yes
  else
    printf '%s\n' "$ha_partition_lines" | sfdisk "$ha_partition_disk" >/dev/null
    ha_partition_wiped=no
  fi
  ha_partitions_there "$@"
  [ "$ha_partition_wiped" = yes ] || for ha_partition_part in "$@"; do ha_clear "$ha_partition_part"; done
}

# ha_partitions_there PATH...: the kernel and udev need a moment for new ones.
ha_partitions_there() {
  ! ha_has udevadm || udevadm settle --timeout=60 || :
  for ha_there_path in "$@"; do
    ha_until 30 test -b "$ha_there_path" || ha_fail "$ha_there_path did not appear after the partition table was written."
  done
}

# ---- arrays ----

ha_array_uuid() { mdadm --detail --export "$1" 2>/dev/null | sed -n 's/^MD_UUID=//p'; }

# ha_array_runs PATH UUID
ha_array_runs() {
  [ -b "$1" ] && [ "$(ha_array_uuid "$1")" = "$2" ] || return 1
  case $(ha_read "/sys/class/block/$(ha_block "$1")/md/array_state") in '' | inactive | clear) return 1 ;; esac
}

# ha_array_is_there PATH: whether an array of any UUID runs under this name.
ha_array_is_there() { [ -b "$1" ] && [ -n "$(ha_array_uuid "$1")" ]; }

# ha_array_begin PATH: ends the action where the name is taken.
ha_array_begin() {
  ! ha_array_is_there "$1" ||
    ha_fail "$1 is another array (UUID $(ha_array_uuid "$1")). Stop it (mdadm --stop) if nobody needs it, or choose another name."
}

# ha_array_other UUID PATH: the array of this UUID where it runs under another name.
ha_array_other() {
  for ha_other_path in /sys/block/md*; do
    [ -e "$ha_other_path" ] && [ "/dev/${ha_other_path##*/}" != "$2" ] &&
      [ "$(ha_array_uuid "/dev/${ha_other_path##*/}")" = "$1" ] && echo "/dev/${ha_other_path##*/}"
  done
}

# ha_array_fresh PATH UUID: whether it is the array that we made and nothing has a signature on it.
ha_array_fresh() { ha_array_runs "$1" "$2" && [ -z "$(ha_signatures "$1")" ]; }

# ha_member_says DEVICE: UUID and number of events of the array that it belongs to; nothing where it belongs to none. An array
# without redundancy counts no events (md(4) writes its superblocks when it is made only): of such a one nobody knows
# whether it holds anything.
ha_member_says() {
  mdadm --examine "$1" 2>/dev/null | awk '
    / UUID : / && u == "" { sub(/.* UUID : /, ""); u = $1 }
    / Raid Level : (raid0|linear)/ { e = "unknown" }
    / Events : / && e == "" { e = $3 }
    END { if (u != "") print u, e }'
}

# ha_member_unborn DEVICE UUID: whether its array was begun to be made and never ran, so that it holds nothing.
ha_member_unborn() { [ "$(ha_member_says "$1")" = "$2 0" ]; }

# ha_array_known UUID DEVICE...: whether one of them belongs to an array that has run.
ha_array_known() {
  ha_known_uuid=$1
  shift
  for ha_known_device in "$@"; do
    case $(ha_member_says "$ha_known_device") in "$ha_known_uuid 0") ;; "$ha_known_uuid "*) return 0 ;; esac
  done
  return 1
}

# ha_assemble PATH UUID: an array that was made before.
ha_assemble() {
  for ha_assemble_other in $(ha_array_other "$2" "$1"); do
    ha_assemble_users=$(ha_users "$ha_assemble_other" | tr '\n' ';')
    [ -z "$ha_assemble_users" ] ||
      ha_fail "$1 runs as $ha_assemble_other and is in use: $ha_assemble_users Its name is in mdadm.conf now: update the initramfs (update-initramfs -u) and boot."
    mdadm --stop "$ha_assemble_other" || return 1
  done
  mdadm --assemble "$1" --uuid="$2"
}

# ---- volumes ----

# ha_ask_lvm SETTINGS REPORT ARGUMENT...: what LVM says with these settings of devices, without its writing hints in /run/lvm or a
# backup of what it found (lvm.conf(5)); releases that have no hints do not mind.
ha_ask_lvm() {
  ha_ask_lvm_config="devices { hints = \"none\" $1 } backup { backup = 0 archive = 0 }" ha_ask_lvm_report=$2
  shift 2
  lvm "$ha_ask_lvm_report" --noheadings --config "$ha_ask_lvm_config" "$@" 2>/dev/null
}

# ha_vg_of DEVICE: the group of a PV; nothing and false where it is none.
ha_vg_of() { ha_vg_of_name=$(ha_ask_lvm '' pvs -o vg_name "$1") && echo "$ha_vg_of_name" | tr -d ' '; }

# ha_pv_alone DEVICE: whether it is a PV without a group, as an interrupted vgcreate leaves it.
ha_pv_alone() { ha_pv_alone_group=$(ha_vg_of "$1") && [ -z "$ha_pv_alone_group" ]; }

# ha_join GROUP DEVICE first|more OPTION...: makes the group of its first device, or adds another.
ha_join() {
  ha_join_group=$1 ha_join_device=$2 ha_join_which=$3
  shift 3
  ha_join_pvs=$(lvm vgs --noheadings -o pv_name "$ha_join_group" 2>/dev/null | tr -s '\n ' ' ')
  case $ha_join_which:$ha_join_pvs in
    first:?*) ha_fail "There is a group $ha_join_group already, on$ha_join_pvs. Rename it (vgrename), or say it is existing." ;;
    more:) ha_fail "The group $ha_join_group is not there." ;;
  esac
  ha_clear "$ha_join_device"
  if [ "$ha_join_which" = first ]; then lvm vgcreate -q -y "$@" "$ha_join_group" "$ha_join_device" >/dev/null
  else lvm vgextend -q -y "$ha_join_group" "$ha_join_device" >/dev/null; fi
}

# ha_lv_is GROUP VOLUME BYTES: whether it is there, finished, active and not smaller. A volume has the tag ha-new until its ends are zero.
ha_lv_is() {
  ha_lv_says=$(ha_ask_lvm '' lvs --nosuffix --units b --separator ' ' -o lv_size,lv_attr,lv_tags "$1/$2") || return 1
  ha_lv_bytes=$3
  # shellcheck disable=SC2086 # size, attributes, and the tags that it has from whomever
  set -- $ha_lv_says
  [ "$1" -ge "$ha_lv_bytes" ] && case $2,${3-}, in *,ha-new,*) false ;; ????a*) ;; *) false ;; esac
}

# ha_lv_small GROUP VOLUME BYTES: says so where it is there and smaller.
ha_lv_small() { ha_lv_enough "$@" "$(ha_ask_lvm '' lvs --nosuffix --units b -o lv_size "$1/$2")"; }

# ha_lv_enough GROUP VOLUME BYTES FOUND
ha_lv_enough() {
  ha_lv_size=${4##* }
  [ -z "$ha_lv_size" ] || [ "$ha_lv_size" -ge "$3" ] ||
    echo "/dev/$1/$2 has $(ha_gib "$ha_lv_size"), less than the $(ha_gib "$3") that the plan says. What is on it must be enlarged with it: do that by hand (lvextend, drbdadm resize), or say the size that it has."
}

# ha_lv_make GROUP VOLUME BYTES OPTION...: makes it, or finishes what was interrupted.
ha_lv_make() {
  ha_lv_group=$1 ha_lv_name=$2 ha_lv_bytes=$3
  shift 3
  if lvm lvs "$ha_lv_group/$ha_lv_name" >/dev/null 2>&1; then
    # Below DRBD it could not be read before.
    ha_lv_short=$(ha_lv_small "$ha_lv_group" "$ha_lv_name" "$ha_lv_bytes")
    [ -z "$ha_lv_short" ] || ha_fail "$ha_lv_short"
    lvm lvchange -q -a y "$ha_lv_group/$ha_lv_name"
  else
    lvm lvcreate -q -y --addtag ha-new --name "$ha_lv_name" "$@" "$ha_lv_group" >/dev/null
  fi
  # A pool is no device that could be cleared.
  case ,$(lvm lvs --noheadings --separator , -o lv_tags,lv_attr "$ha_lv_group/$ha_lv_name" | tr -d ' '), in
    *,t?????*,* | *,C?????*,*) ;;
    *,ha-new,*)
      ha_until 30 test -b "/dev/$ha_lv_group/$ha_lv_name" || ha_fail "/dev/$ha_lv_group/$ha_lv_name did not appear."
      ha_clear "/dev/$ha_lv_group/$ha_lv_name" ;;
  esac
  lvm lvchange -q --deltag ha-new "$ha_lv_group/$ha_lv_name" >/dev/null
}

# ha_open_lvm COMMAND ARGUMENT...: as if there were no filter, to look below a secondary DRBD device. It only reads.
ha_open_lvm() {
  ha_ask_lvm '' "$@" && return
  ha_ask_lvm 'filter = [ "a|.*|" ] global_filter = [ "a|.*|" ] scan_lvs = 1 use_devicesfile = 0' "$@" --readonly --foreign
}

# ha_vg_below GROUP DRBD-DEVICE DISK: whether it is in the group, looked for on the disk below it where it cannot be read here.
ha_vg_below() { ha_open_lvm pvs -o vg_name "$(ha_seen "$2" "$3")" | grep -q -x " *$1 *"; }

# ha_lv_below GROUP VOLUME BYTES: whether it is there, finished and not smaller, active or not.
ha_lv_below() {
  ha_open_lvm lvs --nosuffix --units b --separator ' ' -o lv_size,lv_tags "$1/$2" |
    awk -v least="$3" '$1 + 0 >= least + 0 && ("," $2 ",") !~ /,ha-new,/ { yes = 1 } END { exit !yes }'
}

# ha_lv_small_below GROUP VOLUME BYTES: the same as ha_lv_small, also where it can only be read below DRBD.
ha_lv_small_below() { ha_lv_enough "$@" "$(ha_open_lvm lvs --nosuffix --units b -o lv_size "$1/$2")"; }

# ---- file systems ----

# ha_fs_is DEVICE TYPE [DISK]: whether there is a finished file system of this type, also where it can only be read below DRBD.
ha_fs_is() {
  ha_fs_at=$(ha_seen "$1" "${3-}")
  if ha_has wipefs; then
    wipefs --no-act --parsable "$ha_fs_at" 2>/dev/null |
      awk -F, -v type="$2" '$4 == type && $3 != "ha-new" { yes = 1 } END { exit !yes }'
  else ha_fs_probe "$ha_fs_at" "$2"; fi
}

# ha_fs_probe DEVICE TYPE [OPTION]...
ha_fs_probe() {
  ha_fs_probe_at=$1 ha_fs_probe_type=$2
  shift 2
  [ "$(blkid -p "$@" -s TYPE -o value "$ha_fs_probe_at" 2>/dev/null)" = "$ha_fs_probe_type" ] &&
    [ "$(blkid -p "$@" -s LABEL -o value "$ha_fs_probe_at" 2>/dev/null)" != ha-new ]
}

# ha_fs_in_volume GROUP VOLUME TYPE DRBD-DEVICE DISK: the same of a volume on DRBD. Where the group is not active, the place of the volume
# on the device is what LVM says of its first segment; looked at without its end, blkid would tell of DRBD's metadata behind it.
ha_fs_in_volume() {
  if [ -b "/dev/$1/$2" ]; then
    ha_fs_is "/dev/$1/$2" "$3"
    return
  fi
  ha_fiv_seen=$(ha_seen "$4" "$5")
  ha_fiv_start=$(ha_open_lvm pvs --units b --nosuffix -o pe_start "$ha_fiv_seen" | tr -d ' ')
  ha_fiv_place=$(ha_open_lvm lvs --units b --nosuffix --separator '|' -o seg_start,vg_extent_size,seg_size,devices "$1/$2" |
    awk -F'|' -v start="$ha_fiv_start" '$1 + 0 == 0 && match($4, /\([0-9]+\)/) { printf "%.0f -S %.0f\n", start + $2 * substr($4, RSTART + 1, RLENGTH - 2), $3; exit }')
  # shellcheck disable=SC2086 # where it begins, -S and how long it is
  [ -n "$ha_fiv_start" ] && [ -n "$ha_fiv_place" ] && ha_fs_probe "$ha_fiv_seen" "$3" -O $ha_fiv_place
}

# ha_fs_unfinished DEVICE: whether all that is on it is a file system that we began to make.
ha_fs_unfinished() {
  [ -n "$(ha_signatures "$1")" ] && ! ha_signatures "$1" | grep -q -v ' "ha-new"$'
}

# ha_fs_lend GROUP VOLUME-PATH: activates the group until the action ends, and looks at the volume as before any overwriting.
ha_fs_lend() {
  ha_drbd_lent_group=$1
  lvm vgchange -q -a y "$1" >/dev/null
  ha_until 30 test -b "$2" || ha_fail "$2 did not appear."
  ha_fs_lent=$2
  # shellcheck disable=SC2317 # called by its name
  ha_fs_lent_ours() { ha_fs_unfinished "$ha_fs_lent"; }
  ha_destroys act "$2" ha_fs_lent_ours '' '' '' ''
  ha_destroys begin "$2" ha_fs_lent_ours '' '' '' ''
}

# ha_fs_make DEVICE TYPE [DIRECTORY]...: with these directories on it. Its label says until then that it is not finished, where
# the type knows how to take a label away.
ha_fs_make() {
  ha_fs_device=$1 ha_fs_type=$2
  shift 2
  ha_clear "$ha_fs_device"
  if [ "$ha_fs_type" = swap ]; then
    mkswap "$ha_fs_device" >/dev/null
    return
  fi
  ha_fs_label=
  [ $# -eq 0 ] || case $ha_fs_type in ext[234] | xfs | btrfs) ha_fs_label='-L ha-new' ;; esac
  case $ha_fs_type in ext[234] | xfs | btrfs) ha_fs_label="-q $ha_fs_label" ;; esac
  # shellcheck disable=SC2086 # words
  "mkfs.$ha_fs_type" $ha_fs_label "$ha_fs_device" >/dev/null
  [ $# -gt 0 ] || return 0
  ha_fs_mount=$(mktemp -d)
  mount -t "$ha_fs_type" "$ha_fs_device" "$ha_fs_mount"
  ha_fs_code=0
  (cd "$ha_fs_mount" && mkdir -p "$@") || ha_fs_code=$?
  umount "$ha_fs_mount"
  rmdir "$ha_fs_mount"
  [ "$ha_fs_code" -eq 0 ] || return "$ha_fs_code"
  case $ha_fs_type in
    ext[234]) tune2fs -L '' "$ha_fs_device" >/dev/null ;;
    xfs) xfs_admin -L -- "$ha_fs_device" >/dev/null ;;
    btrfs) btrfs filesystem label "$ha_fs_device" '' ;;
  esac
}

# ha_fstab: /etc/fstab as it is to be. Ours stands between marks; what the installation says of the system's own mount points
# stays, and its lines for others of ours become comments.
ha_fstab() {
  awk -v ours="$HA_FILES/etc/ha-bootstrap/fstab" '
    function system_mount(at) { return at ~ /^\/$|^\/(boot|usr|var)(\/efi)?$/ }
    BEGIN {
      while ((getline line < ours) > 0) {
        if (line == "# ha-bootstrap end") inside = 0
        if (inside) { split(line, word, " "); list[++n] = line; at[n] = word[2]; device[n] = word[1]; if (word[2] != "none") mine[word[2]] = 1; else swap[word[1]] = 1 }
        if (line == "# ha-bootstrap begin") inside = 1
      }
      inside = 0
    }
    $0 == "# ha-bootstrap begin" { inside = 1 }
    inside { if ($0 == "# ha-bootstrap end") inside = 0; next }
    /^[^#]/ && NF >= 4 && ($2 in mine) {
      if (system_mount($2)) kept[$2] = 1; else { print "# replaced by ha-bootstrap: " $0; next }
    }
    /^[^#]/ && $3 == "swap" && ($1 in swap) { kept[$1] = 1 }
    { print }
    END {
      print "# ha-bootstrap begin"
      for (i = 1; i <= n; i++) if (!(at[i] in kept) && !(at[i] == "none" && (device[i] in kept))) print list[i]
      print "# ha-bootstrap end"
    }' "$HA_ROOT/etc/fstab"
}

ha_fstab_put() {
  ha_keep /etc/fstab
  ha_fstab >"$HA_ROOT/etc/fstab.ha-new" || ha_fail '/etc/fstab could not be written; it is as it was.'
  ha_replace /etc/fstab
  [ "$ha_init" != systemd ] || systemctl daemon-reload
}

# ha_swaps DEVICE
ha_swaps() {
  ha_swaps_name=$(ha_block "$1") || return 1
  while read -r ha_swaps_path _; do [ "$(ha_block "$ha_swaps_path")" != "$ha_swaps_name" ] || return 0; done </proc/swaps
  return 1
}
