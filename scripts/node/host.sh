# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: what the system itself is set to.

# ---- accounts ----

# ha_entry passwd|group NAME: its line.
ha_entry() {
  if ha_has getent; then getent "$1" "$2"; else grep "^$2:" "/etc/$1"; fi
}

# ha_group_is NAME GID: GID may be empty.
ha_group_is() {
  ha_group_line=$(ha_entry group "$1") || return 1
  [ -z "$2" ] || [ "$(echo "$ha_group_line" | cut -d : -f 3)" = "$2" ]
}

# ha_group NAME GID
ha_group() {
  if ha_group_line=$(ha_entry group "$1"); then
    ha_fail "The group $1 has the number $(echo "$ha_group_line" | cut -d : -f 3) here, not $2. Files may belong to it; change it by hand (groupmod), or the number in cluster.yaml."
  fi
  if [ -n "$2" ] && ha_group_line=$(ha_entry group "$2"); then
    ha_fail "The number $2 for the group $1 belongs to the group ${ha_group_line%%:*} here."
  fi
  if [ -n "$2" ]; then groupadd -g "$2" "$1"; else groupadd "$1"; fi
}

# ha_user_is NAME UID GROUP COMMENT HOME SHELL: what is empty may be anything.
ha_user_is() {
  ha_user_line=$(ha_entry passwd "$1") || return 1
  ha_user_group=
  [ -z "$3" ] || ha_user_group=$(ha_entry group "$3" | cut -d : -f 3)
  printf '%s\n' "$ha_user_line" | {
    IFS=: read -r _ _ ha_user_uid ha_user_gid ha_user_comment ha_user_home ha_user_shell
    [ "${2:-$ha_user_uid}" = "$ha_user_uid" ] && { [ -z "$3" ] || [ "$ha_user_group" = "$ha_user_gid" ]; } &&
      [ "${4:-$ha_user_comment}" = "$ha_user_comment" ] && [ "${5:-$ha_user_home}" = "$ha_user_home" ] &&
      [ "${6:-$ha_user_shell}" = "$ha_user_shell" ]
  }
}

# ha_user NAME UID GROUP COMMENT HOME SHELL
ha_user() {
  ha_user_name=$1
  ha_user_uid=$2
  ha_user_line=$(ha_entry passwd "$1") || ha_user_line=
  if [ -n "$ha_user_line" ] && [ -n "$2" ] && [ "$(echo "$ha_user_line" | cut -d : -f 3)" != "$2" ]; then
    ha_fail "The user $1 has the number $(echo "$ha_user_line" | cut -d : -f 3) here, not $2. Files may belong to it; change it by hand (usermod), or the number in cluster.yaml."
  fi
  set -- ${3:+-g "$3"} ${4:+-c "$4"} ${5:+-d "$5"} ${6:+-s "$6"}
  if [ -n "$ha_user_line" ]; then usermod "$@" "$ha_user_name"
  else useradd ${ha_user_uid:+-u "$ha_user_uid"} "$@" "$ha_user_name"; fi
}

# ---- kernel ----

# ha_module_loaded NAME: loaded, or a part of the kernel.
ha_module_loaded() {
  [ -d "/sys/module/$(ha_module_called "$1")" ] || grep -q "^$(ha_module_called "$1") " /proc/modules 2>/dev/null ||
    grep -q -s "/$(echo "$1" | sed 's/[-_]/[-_]/g')\.ko" "/lib/modules/$(uname -r)/modules.builtin"
}

# ha_module_load NAME
ha_module_load() {
  if ! ha_module_exists "$1"; then ha_fail "$(ha_look_modules "$1")"; fi
  modprobe "$1"
}

# Numbers and ranges as the kernel takes them, one number on each line: it joins neighbours when it gives them back.
ha_ranges() {
  echo "$1" | tr ',' '\n' | awk -F- 'NF { for (i = $1; i <= $NF; i++) print i }' | sort -n -u
}

# ha_sysctl_is PATH VALUE: PATH below /proc/sys.
ha_sysctl_is() {
  [ -r "/proc/sys/$1" ] || return 1
  ha_sysctl_now=$(tr -s ' \t' '  ' <"/proc/sys/$1")
  case $1 in
    *_reserved_ports) [ "$(ha_ranges "$ha_sysctl_now")" = "$(ha_ranges "$2")" ] ;;
    *) [ "$ha_sysctl_now" = "$2" ] ;;
  esac
}

# ha_sysctl PATH VALUE
ha_sysctl() {
  [ -e "/proc/sys/$1" ] || ha_fail "This kernel has no setting $(echo "$1" | tr / .)."
  printf '%s\n' "$2" >"/proc/sys/$1" || ha_fail "The kernel does not take $2 for $(echo "$1" | tr / .)."
}

# ---- clocks and names ----

# ha_zone_is ZONE: by the link where there is one, else by what is in the file.
ha_zone_is() {
  if [ -L /etc/localtime ]; then
    case $(readlink /etc/localtime) in */zoneinfo/"$1") return 0 ;; *) return 1 ;; esac
  fi
  cmp -s "/usr/share/zoneinfo/$1" /etc/localtime
}

# ha_zone ZONE
ha_zone() {
  [ -e "/usr/share/zoneinfo/$1" ] || ha_fail "This node knows no time zone $1 (/usr/share/zoneinfo/$1). Install tzdata, or correct the zone in cluster.yaml."
  ha_keep /etc/localtime
  ln -s -f "/usr/share/zoneinfo/$1" /etc/localtime.ha-new
  mv -f /etc/localtime.ha-new /etc/localtime
}

# ha_hostname NAME: of the running system.
ha_hostname() {
  if ha_runs corosync heartbeat && ! ha_example_cluster; then
    ha_fail "This node is called $(uname -n) and is a member of a running cluster under that name; it must not be renamed to $1 while it is."
  fi
  if ha_has hostname; then hostname "$1"; else printf '%s\n' "$1" >/proc/sys/kernel/hostname; fi
  # Links of udev to DRBD's devices depend on the name.
  if [ "$ha_init" = systemd ] && systemctl is-active --quiet systemd-udevd; then systemctl restart systemd-udevd; fi
}
