# shellcheck shell=sh
# One line for one address, written at once so that those of others do not get into it. Only a ping that forbids splitting
# says whether a large packet passes, and busybox has none: then a small one of that kind fails too.
ha_try() {
  case $2 in
    *:*) ha_family=-6 ;;
    *) ha_family=-4 ;;
  esac
  ha_route=$(ip "$ha_family" route get "$2" 2>/dev/null | head -n 1)
  ha_device=$(printf '%s\n' "$ha_route" | sed -n 's/^.* dev \([^ ]*\).*$/\1/p')
  ha_answers=no
  ha_whole=unknown
  if ping -c 2 -W 2 "$2" >/dev/null 2>&1; then
    ha_answers=yes
    if ping -c 1 -W 2 -M 'do' -s 56 "$2" >/dev/null 2>&1; then
      ha_whole=no
      ping -c 2 -W 2 -M 'do' -s "$3" "$2" >/dev/null 2>&1 && ha_whole=yes
    fi
  fi
  ha_mac=$(ip "$ha_family" neigh show "$2" 2>/dev/null | sed -n 's/^.* lladdr \([0-9a-fA-F:]*\).*$/\1/p' | head -n 1)
  # The mark is set by the program that this is a part of.
  # shellcheck disable=SC2154
  printf '%s %s %s %s %s %s\n' "$ha_mark" "$1" "$ha_answers" "$ha_whole" "${ha_device:--}" "${ha_mac:--}"
}
