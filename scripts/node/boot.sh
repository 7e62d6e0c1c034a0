# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: names of disks, and what the first minute of a boot needs.

# ha_link_disk PATH SERIAL: has udev read our rule, which makes the link.
ha_link_disk() {
  udevadm control --reload-rules 2>/dev/null || udevadm control --reload
  udevadm trigger --subsystem-match=block
  udevadm settle --timeout=60 || :
  [ -b "$1" ] || ha_fail "No disk of this machine has the serial number $2. There are: $(ha_list_serials)"
}

# All disks with their serial numbers, in one line.
ha_list_serials() {
  for ha_all_name in $(ha_disks); do
    printf '%s %s; ' "$ha_all_name" "$(ha_disk_serials "$ha_all_name" | head -n 1)"
  done
}

# ha_multipath_is ALIAS WWID
ha_multipath_is() {
  ha_mpath_name=$(ha_block "/dev/mapper/$1") &&
    [ "$(ha_read "/sys/class/block/$ha_mpath_name/dm/uuid")" = "mpath-$2" ]
}

# ha_multipath SERVICE ALIAS WWID
ha_multipath() {
  multipathd reconfigure >/dev/null 2>&1 || { ha_make "$1" stopped && ha_make "$1" started; }
  ha_until 60 ha_multipath_is "$2" "$3" ||
    ha_fail "multipathd joins no paths to $3. It sees: $(multipath -ll 2>/dev/null | tr '\n' ';') Are the paths connected, and is the WWID right?"
}

# ---- files of which a part is ours ----

# ha_marked FILE OURS: whether our lines, and no others of ours, are between the marks in it.
ha_marked() {
  [ -f "$HA_ROOT$1" ] &&
    sed -n '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/p' "$HA_ROOT$1" | sed '1d;$d' | cmp -s - "$HA_FILES$2"
}

# ha_mark FILE OURS: our lines go to the end of it.
ha_mark() {
  ha_keep "$1"
  {
    sed '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/d' "$HA_ROOT$1" && echo '# ha-bootstrap begin' &&
      cat "$HA_FILES$2" && echo '# ha-bootstrap end'
  } >"$HA_ROOT$1.ha-new" || ha_fail "$1 could not be written; it is as it was."
  ha_replace "$1"
}

# ha_replace FILE: FILE.ha-new becomes FILE, with the mode that it had.
ha_replace() {
  { chmod "$(stat -c %a "$HA_ROOT$1")" "$HA_ROOT$1.ha-new" && sync && mv -f "$HA_ROOT$1.ha-new" "$HA_ROOT$1"; } ||
    ha_fail "$1 could not be written; it is as it was."
}

# ---- boot loaders ----

# ha_debconf_knows SEED: whether every answer in it was given already.
ha_debconf_knows() {
  ha_has debconf-show || return 1
  while read -r ha_debconf_package ha_debconf_question _ ha_debconf_value; do
    case $ha_debconf_package in '' | '#'*) continue ;; esac
    debconf-show "$ha_debconf_package" 2>/dev/null | sed 's/^[* ]*//' |
      grep -q -x -F "$ha_debconf_question: $ha_debconf_value" || return 1
  done <"$HA_FILES$1"
}

# ha_grub_on DISK: whether the firmware finds GRUB in its first sector.
ha_grub_on() {
  [ -e /boot/grub/i386-pc/core.img ] && dd if="$1" bs=512 count=1 2>/dev/null | tr -c '[:print:]' '\n' | grep -q GRUB
}

# ha_esp DISK: its EFI system partition.
ha_esp() {
  for ha_esp_part in $(ha_parts "$(ha_block "$1")"); do
    [ "$(blkid -p -s PART_ENTRY_TYPE -o value "$(ha_node "$ha_esp_part")" 2>/dev/null)" != c12a7328-f81f-11d2-ba4b-00a0c93ec93b ] ||
      ha_node "$ha_esp_part"
  done
}

# ha_grub_efi_on DISK: whether the loader that every firmware looks for is in the directory of its EFI system partition. FAT writes
# the name in eleven letters.
ha_grub_efi_on() {
  ha_efi_part=$(ha_esp "$1")
  [ -n "$ha_efi_part" ] &&
    dd if="$ha_efi_part" bs=1048576 count=64 2>/dev/null | tr -c '[:print:]' '\n' | grep -q 'BOOT\(X64\|AA64\) *EFI'
}

# ha_grub_efi DISK
ha_grub_efi() {
  ha_efi_part=$(ha_esp "$1")
  [ -n "$ha_efi_part" ] || ha_fail "$1 has no EFI system partition, so the machine could not start from it."
  # One that we have just made.
  if [ -z "$(ha_signatures "$ha_efi_part")" ] && ! ha_written "$ha_efi_part"; then mkfs.vfat "$ha_efi_part" >/dev/null; fi
  ha_efi_at=$(awk -v dev="$ha_efi_part" '$1 == dev { print $2; exit }' /proc/mounts)
  ha_efi_own=
  if [ -z "$ha_efi_at" ]; then
    ha_efi_at=$(mktemp -d)
    ha_efi_own=$ha_efi_at
    trap 'umount "$ha_efi_own" 2>/dev/null; rmdir "$ha_efi_own"' EXIT
    mount -t vfat "$ha_efi_part" "$ha_efi_at" || ha_fail "The EFI system partition $ha_efi_part cannot be mounted."
  fi
  grub-install --efi-directory="$ha_efi_at" --removable --no-nvram --recheck
}

# ha_grub_menu_is WORD...: whether the menu is younger than all settings and has these words of the kernel's command line.
ha_grub_menu_is() {
  ha_menu=/boot/grub/grub.cfg
  [ -s "$ha_menu" ] && [ -z "$(find /etc/default/grub /etc/default/grub.d -type f -newer "$ha_menu" 2>/dev/null)" ] || return 1
  for ha_menu_file in "$HA_FILES"/etc/default/grub.d/*; do
    [ ! -e "$ha_menu_file" ] || cmp -s "$ha_menu_file" "/etc/default/grub.d/${ha_menu_file##*/}" || return 1
  done
  for ha_menu_word in "$@"; do
    grep -E '^[[:space:]]*linux' "$ha_menu" | grep -q -F -e "$ha_menu_word" || return 1
  done
}

# ha_lilo_new OURS: /etc/lilo.conf with our lines in place of its own in the part before the first system.
ha_lilo_new() {
  echo '# ha-bootstrap begin'
  cat "$HA_FILES$1"
  echo '# ha-bootstrap end'
  sed '/^# ha-bootstrap begin$/,/^# ha-bootstrap end$/d' "$HA_ROOT/etc/lilo.conf" |
    awk -v ours="$HA_FILES$1" '
      BEGIN { while ((getline line < ours) > 0) if (split(line, part, "=") > 1 && line !~ /^#/) { gsub(/[ \t]/, "", part[1]); mine[part[1]] = 1 } }
      /^[ \t]*(image|other)[ \t]*=/ { systems = 1 }
      { key = $0; sub(/=.*/, "", key); gsub(/[ \t]/, "", key) }
      !systems && (key in mine) && $0 !~ /^[ \t]*#/ { print "# replaced by ha-bootstrap: " $0; next }
      { print }'
}

ha_lilo_is() {
  [ -f "$HA_ROOT/etc/lilo.conf" ] && ha_lilo_new "$1" | cmp -s - "$HA_ROOT/etc/lilo.conf" &&
    [ -e /boot/map ] && [ -z "$(find "$HA_ROOT/etc/lilo.conf" -newer /boot/map)" ]
}

ha_lilo() {
  [ -f "$HA_ROOT/etc/lilo.conf" ] || ha_fail 'There is no /etc/lilo.conf, so the system does not start by LILO. What starts it must be said in the spec (boot loader).'
  if ! ha_lilo_new "$1" | cmp -s - "$HA_ROOT/etc/lilo.conf"; then
    ha_keep /etc/lilo.conf
    ha_lilo_new "$1" >"$HA_ROOT/etc/lilo.conf.ha-new" || ha_fail '/etc/lilo.conf could not be written; it is as it was.'
    ha_replace /etc/lilo.conf
  fi
  lilo
}

# ---- initramfs ----

# ha_initrd_fresh FILE...: whether every image is younger than what is copied into it.
ha_initrd_fresh() {
  for ha_initrd_file in "$@"; do
    ha_file_seen "$ha_initrd_file" || cmp -s "$HA_FILES$ha_initrd_file" "$HA_ROOT$ha_initrd_file" || return 1
  done
  for ha_initrd_image in /boot/initrd.img-*; do
    [ -e "/boot/vmlinuz-${ha_initrd_image#/boot/initrd.img-}" ] || continue
    [ -z "$(find "$@" -newer "$ha_initrd_image")" ] || return 1
  done
}

ha_initrd() {
  if ha_has update-initramfs; then update-initramfs -u -k all 2>&1
  elif ha_has dracut; then dracut --force --regenerate-all 2>&1
  else ha_fail 'Neither update-initramfs nor dracut is installed, so the initramfs stays as it was.'; fi
}
