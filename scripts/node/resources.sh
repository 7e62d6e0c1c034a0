# shellcheck shell=sh
# Part of the runner: what of the cluster's services runs on this node, as the kernel and the programs themselves say.

ha_has_address() { [ -n "$(ip -o addr show to "$1" 2>/dev/null)" ]; }

ha_mounted() {
  # /proc/mounts writes blanks as \040.
  awk -v want="$(printf '%s' "$1" | sed 's/ /\\\\040/g')" '$2 == want { found = 1 } END { exit !found }' /proc/mounts
}

ha_guest_runs() {
  ha_try 20 virsh --connect qemu:///system domstate "$1" 2>/dev/null | grep -q '^running'
}

# Before DRBD 9 a role is OURS/THEIRS; since then drbdadm role says ours alone and the status has all.
ha_drbd_primary() { ha_try 20 drbdadm role "$1" 2>/dev/null | grep -q '^Primary'; }

ha_drbd_peer_primary() {
  ha_try 20 drbdadm role "$1" 2>/dev/null | grep -q '/Primary$' ||
    ha_try 20 drbdadm status "$1" 2>/dev/null | sed 1d | grep -q ' role:Primary'
}

# ha_drbd_healthy RESOURCE: connected to its peers, with good data on every side or on the way there.
ha_drbd_healthy() {
  ha_dh_state=$(ha_try 20 drbdadm cstate "$1" 2>/dev/null) || return 1
  ha_dh_state="$ha_dh_state $(ha_try 20 drbdadm dstate "$1" 2>/dev/null)" || return 1
  case $ha_dh_state in
    *StandAlone* | *WFConnection* | *Connecting* | *Unconnected* | *Outdated* | *Failed* | *DUnknown* | *Unconfigured*) return 1 ;;
    *Sync* | *WFBitMap*) return 0 ;;
    *Inconsistent*) return 1 ;;
    *UpToDate*) return 0 ;;
  esac
  return 1
}

# ha_apache_is_stock: whether the enabled default site is the one of Debian's package, as nobody has changed it.
ha_apache_is_stock() {
  [ -L /etc/apache2/sites-enabled/000-default.conf ] || return 1
  ha_is_stock apache2 /etc/apache2/sites-available/000-default.conf
}

# ha_reloaded UNIT FILE: whether the unit was started or told to reload after the file was last changed. A reload is a
# change of state for systemd, but not a new activation.
ha_reloaded() {
  [ "$ha_init" = systemd ] || return 0
  ha_rl_since=$(ha_since "$1" StateChangeTimestamp) && ha_unchanged_since "$ha_rl_since" "$2"
}
