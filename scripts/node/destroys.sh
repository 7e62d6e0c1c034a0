# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: whether a block device may be overwritten.

# ha_allowed WORD...: whether the user wrote one of them down as something that may be destroyed.
ha_allowed() {
  for ha_allowed_word in "$@"; do
    [ -z "$ha_allowed_word" ] && continue
    case " $HA_ALLOW " in *" $(ha_word "$ha_allowed_word") "*) return 0 ;; esac
  done
  return 1
}

# ha_self DEVICE: what makes it this device and no other.
ha_self() {
  ha_self_name=$(ha_block "$1")
  ha_self_disk=$(ha_whole "$ha_self_name")
  printf '%s %s %s %s %s\n' "${HA_STEP-}" "$(ha_disk_serials "$ha_self_disk" | head -n 1)" "$(ha_wwn "$ha_self_disk")" \
    "$(ha_read "/sys/class/block/$ha_self_name/dm/uuid")" "$(ha_size "$1")"
}

# ha_begun_note DEVICE: the note that we began to overwrite it. It says of content that nobody knows that it is our own
# unfinished work, and of nothing else: whatever has a signature is judged by that alone.
ha_begun_note() { printf '%s/begun/%s\n' "$HA_HOME" "$(printf '%s' "$1" | tr '/' '_')"; }

# ha_destroys PHASE PATH OURS-COMMAND DISK SERIAL WWN SIZE: in PHASE look an event for people; in PHASE act the last look
# before it happens, whose answer is the exit code; in PHASE begin the note that it happens, in PHASE done the end of the note.
# DISK is the whole disk of PATH with what the plan knows of it; empty words for an array, a volume or a DRBD device.
ha_destroys() {
  case $1 in
    begin)
      { mkdir -p "$HA_HOME/begun" && ha_self "$2" >"$(ha_begun_note "$2")" && sync; } || ha_fail "$HA_HOME cannot be written."
      return ;;
    'done')
      rm -f "$(ha_begun_note "$2")"
      return ;;
  esac
  case $1:$4 in
    look:/dev/disk/ha/*)
      if [ ! -e "$4" ]; then
        # An action before this one gives it that name.
        ha_destroys_link=$(ha_disk_with "$5" | head -n 1)
        [ -n "$ha_destroys_link" ] ||
          { ha_refuse look "No disk of this machine has the serial number $5. There are: $(ha_list_serials)"; return; }
        ha_destroys_link=$(ha_node "$ha_destroys_link")
        [ "$2" != "$4" ] || { ha_destroys look "$ha_destroys_link" "$3" "$ha_destroys_link" "$5" "$6" "$7"; return; }
        return 0
      fi ;;
  esac
  ha_destroys_why=
  [ -z "$4" ] || ha_destroys_why=$(ha_mistaken "$4" "$5" "$6" "$7" | tr '\n' ' ')
  if [ -n "$ha_destroys_why" ]; then
    ha_refuse "$1" "$ha_destroys_why"
    return
  fi
  if [ ! -e "$2" ]; then
    # A partition or array of an action before this one; the look before the act is the one that counts.
    [ "$1" = look ] || ha_fail "$2 is not there."
    return 0
  fi
  ha_destroys_serial=
  [ -z "$4" ] || ha_destroys_serial=$(ha_disk_serials "$(ha_whole "$(ha_block "$2")")" | head -n 1)
  ha_destroys_found=$(ha_users "$2")
  if [ -n "$ha_destroys_found" ]; then ha_destroys_state=used
  else
    ha_destroys_found=$(ha_signatures "$2")
    if [ -z "$ha_destroys_found" ] && ! ha_written "$2"; then ha_destroys_state=empty
    elif (set +eu && "$3") >/dev/null 2>&1; then ha_destroys_state=ours
    elif [ -z "$ha_destroys_found" ] && [ "$(ha_read "$(ha_begun_note "$2")")" = "$(ha_self "$2")" ]; then
      ha_destroys_state=ours
    else
      ha_destroys_state=data
      ha_destroys_found=${ha_destroys_found:-'something that no tool here knows, at its beginning or its end'}
    fi
  fi
  if [ "$1" = look ]; then
    ha_event destroys "$ha_step_now" "$ha_act_number" \
      "$ha_destroys_state $2 ${ha_destroys_serial:--} $(ha_size "$2") $ha_destroys_found"
  fi
  ha_destroys_list=$(printf '%s' "$ha_destroys_found" | awk 'NR > 1 { printf "; " } { printf "%s", $0 }')
  case $ha_destroys_state in
    used) ha_refuse "$1" "$2 is in use, and what is in use is never overwritten: $ha_destroys_list. Is it the wrong disk? If not, end that use first (umount, swapoff, vgchange -an, mdadm --stop)." ;;
    data)
      # A path can lead elsewhere after the next boot: it is a name only for what has no serial number.
      ha_allowed "${ha_destroys_serial:-$2}" "$5" ||
        ha_refuse "$1" "$2 is not empty: $ha_destroys_list. Choose another disk, or allow that its content is lost: --allow ${ha_destroys_serial:-$2}." ;;
  esac
}

# ha_refuse PHASE SENTENCE
ha_refuse() {
  [ "$1" = look ] || ha_fail "$2"
  ha_event refused "$ha_step_now" "$ha_act_number" "$2"
}
