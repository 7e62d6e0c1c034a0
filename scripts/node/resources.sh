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

# ha_drbd_primary RESOURCE MINOR
ha_drbd_primary() { [ "$(ha_drbd_is role "$1" "$2")" = Primary ]; }

# ha_drbd_peer_primary RESOURCE MINOR
ha_drbd_peer_primary() {
  ha_drbd_states "$1" "$2" | {
    while read -r ha_dpp_met _ ha_dpp_role _; do [ "$ha_dpp_met/$ha_dpp_role" != yes/Primary ] || exit 0; done
    exit 1
  }
}

# ha_drbd_healthy RESOURCE MINOR...: every volume is connected to its peers, and its data are good or on the way. Towards a diskless
# peer, or one that gets them from a third, nothing is on the way.
ha_drbd_healthy() {
  ha_dh_resource=$1
  shift
  for ha_dh_minor in "$@"; do
    ha_drbd_states "$ha_dh_resource" "$ha_dh_minor" | {
      ha_dh_good=no ha_dh_bad=no ha_dh_syncs=no
      while read -r ha_dh_met _ _ ha_dh_here ha_dh_there ha_dh_does _; do
        [ "$ha_dh_met" = yes ] || exit 1
        case " $ha_dh_here $ha_dh_there " in *' Outdated '* | *' Failed '* | *' DUnknown '*) exit 1 ;; esac
        case " $ha_dh_here $ha_dh_there " in *' Inconsistent '*) ha_dh_bad=yes ;; *' UpToDate '*) ha_dh_good=yes ;; esac
        case $ha_dh_does in *Sync* | WFBitMap*) ha_dh_syncs=yes ;; esac
      done
      [ "$ha_dh_syncs" = yes ] || [ "$ha_dh_bad/$ha_dh_good" = no/yes ]
    } || return 1
  done
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
