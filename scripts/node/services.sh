# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: services of whichever init system is there.

# Names are units of systemd, scripts of /etc/init.d, or scripts of /etc/rc.d with or without their rc.

# The init system: systemd, sysv (Debian's init.d) or rc.d (Slackware). Nearly every guard asks for it, so it is no function.
if [ -d /run/systemd/system ]; then ha_init=systemd
elif [ -d /etc/rc.d ] && [ ! -d /etc/init.d ]; then ha_init=rc.d
elif [ -e /etc/slackware-version ]; then ha_init=rc.d
else ha_init=sysv; fi

# ha_is NAME started|stopped|enabled|disabled
ha_is() {
  case $ha_init in
    systemd)
      case $2 in
        started) ha_unit_active "$1" ;;
        stopped) ! ha_unit_active "$1" ;;
        enabled) ha_unit_enabled "$1" ;;
        # A unit that is not there does not start either.
        disabled) ! ha_unit_enabled "$1" ;;
      esac ;;
    rc.d)
      case $2 in
        started) [ -x "/etc/rc.d/rc.${1#rc.}" ] && "/etc/rc.d/rc.${1#rc.}" status >/dev/null 2>&1 ;;
        stopped) [ ! -e "/etc/rc.d/rc.${1#rc.}" ] || ! sh "/etc/rc.d/rc.${1#rc.}" status >/dev/null 2>&1 ;;
        enabled) [ -x "/etc/rc.d/rc.${1#rc.}" ] ;;
        disabled) [ ! -x "/etc/rc.d/rc.${1#rc.}" ] ;;
      esac ;;
    sysv)
      case $2 in
        started) "/etc/init.d/$1" status >/dev/null 2>&1 ;;
        stopped) [ ! -e "/etc/init.d/$1" ] || ! "/etc/init.d/$1" status >/dev/null 2>&1 ;;
        enabled) ls /etc/rc[2345].d/S[0-9][0-9]"$1" >/dev/null 2>&1 ;;
        disabled) ! ls /etc/rc[2345].d/S[0-9][0-9]"$1" >/dev/null 2>&1 ;;
      esac ;;
  esac
}

# As systemctl(1) decides for is-active.
ha_unit_active() {
  ha_unit_seen "$1" ActiveState || { systemctl is-active --quiet "$1"; return; }
  case $ha_unit_is in active | reloading | refreshing) ;; *) return 1 ;; esac
}

ha_unit_enabled() {
  if ha_unit_seen "$1" is-enabled; then
    case $ha_unit_is in enabled) return 0 ;; disabled | masked) return 1 ;; esac
  elif ha_unit_seen "$1" LoadState && [ "$ha_unit_is" = not-found ] && ! ha_unit_on_disk "$1"; then
    return 1
  fi
  systemctl is-enabled --quiet "$1"
}

# ha_unit_on_disk NAME: systemd does not know at once of what comes and goes in these.
ha_unit_on_disk() {
  for ha_uod_path in "/etc/init.d/$1" "/etc/systemd/system/${1%.service}.service" "/run/systemd/system/${1%.service}.service" \
    "/usr/lib/systemd/system/${1%.service}.service" "/lib/systemd/system/${1%.service}.service"; do
    [ ! -e "$ha_uod_path" ] && [ ! -L "$ha_uod_path" ] || return 0
  done
  return 1
}

# ha_unit_there NAME: whether it is installed.
ha_unit_there() {
  ! ha_unit_seen "$1" FragmentPath || [ ! -e "$ha_unit_is" ] || return 0
  systemctl cat "$1" >/dev/null 2>&1
}

# ha_make NAME started|stopped|enabled|disabled: brings it about.
ha_make() {
  case $ha_init/$2 in
    systemd/started) systemctl start "$1" ;;
    systemd/stopped) systemctl stop "$1" ;;
    systemd/enabled) systemctl enable --quiet "$1" ;;
    systemd/disabled) systemctl disable --quiet "$1" ;;
    rc.d/started) sh "/etc/rc.d/rc.${1#rc.}" start ;;
    rc.d/stopped) sh "/etc/rc.d/rc.${1#rc.}" stop ;;
    rc.d/enabled) chmod 755 "/etc/rc.d/rc.${1#rc.}" ;;
    rc.d/disabled) chmod 644 "/etc/rc.d/rc.${1#rc.}" ;;
    sysv/started) "/etc/init.d/$1" start ;;
    sysv/stopped) "/etc/init.d/$1" stop ;;
    sysv/enabled) update-rc.d "$1" defaults ;;
    sysv/disabled) update-rc.d -f "$1" remove ;;
  esac
}

# ha_units_are_read UNIT...: whether systemd knows the files of these units as they are now. A drop-in of a unit that is not
# installed waits for it.
ha_units_are_read() {
  [ "$ha_init" = systemd ] || return 0
  for ha_unit in "$@"; do
    ha_unit_seen "$ha_unit" NeedDaemonReload || ha_unit_is=$(systemctl show -p NeedDaemonReload "$ha_unit" 2>/dev/null)
    case $ha_unit_is in *yes) return 1 ;; esac
  done
}

# ha_unchanged_since SECONDS FILE...: whether none of these was changed after that time; one that is not there was not.
ha_unchanged_since() {
  ha_us_since=$1
  shift
  for ha_us_changed in $(stat -c %Y "$@" 2>/dev/null); do
    [ "$ha_us_changed" -le "$ha_us_since" ] || return 1
  done
}

# ha_since UNIT PROPERTY: a time of that unit, in seconds since 1970.
ha_since() {
  ha_unit_seen "$1" "$2" || ha_unit_is=$(systemctl show -p "$2" "$1")
  date -d "${ha_unit_is#*=}" +%s 2>/dev/null
}

# ha_up_to_date SERVICE FILE...: whether it runs and was started after all these files were last changed.
ha_up_to_date() {
  ha_utd_name=$1
  shift
  ha_is "$ha_utd_name" started || return 1
  ha_utd_since=0
  if [ "$ha_init" = systemd ]; then
    ha_utd_since=$(ha_since "$ha_utd_name" ActiveEnterTimestamp) || return 1
  else
    # Some daemons are called like their script with a d.
    ha_utd_name=${ha_utd_name#rc.}
    for ha_utd_pid in /var/run/"$ha_utd_name".pid /var/run/"$ha_utd_name"d.pid; do
      [ -s "$ha_utd_pid" ] && ha_utd_since=$(stat -c %Y "$ha_utd_pid")
    done
  fi
  ha_unchanged_since "$ha_utd_since" "$@"
}
