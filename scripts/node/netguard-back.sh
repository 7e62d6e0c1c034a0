# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of netguard.sh
# Part of netguard: files and links up and down, and the way back.

# Taking an interface down must not give the lease of its address back.
ng_without_release() { sed 's/^\([ \t]*iface[ \t][ \t]*[^ \t]*[ \t][ \t]*inet6*[ \t][ \t]*\)dhcp/\1manual/'; }

ng_style() { ng_wanted | sed -n 's/^style //p'; }

# ng_stop_dhcp NAME: ends its DHCP clients without giving the lease back.
ng_stop_dhcp() {
  # shellcheck disable=SC2013 # words are what it prints
  for ng_path in $(grep -l -e dhclient -e dhcpcd -e udhcpc /proc/[0-9]*/cmdline 2>/dev/null); do
    ng_line=" $({ tr '\0' ' ' <"$ng_path"; } 2>/dev/null)"
    case ${ng_line%%"$1"*} in *dhclient* | *dhcpcd* | *udhcpc*) ;; *) continue ;; esac
    case $ng_line in *" $1 "* | *"dhcpcd: $1 "*)
      ng_log "ends the DHCP client of $1:$ng_line"
      ng_pid=${ng_path#/proc/}
      kill -TERM "${ng_pid%%/*}" 2>/dev/null ;;
    esac
  done
}

# ng_take_down NAME: by the tool that brought it up, and then for certain.
ng_take_down() {
  ng_stop_dhcp "$1"
  case $(ng_style) in
    ifupdown) ! ng_has ifdown || ng_run 60 ifdown --force -i "$ng/down.interfaces" "$1" ;;
    ifupdown2) ! ng_has ifdown || ng_run 60 ifdown --force "$1" ;;
  esac
  [ -e "$ng_net/$1" ] || return 0
  case $(ng_kind "$1") in
    bond | bridge | vlan)
      ng_run 20 ip link set dev "$1" down
      ng_run 20 ip link delete dev "$1" ;;
    *)
      ng_run 20 ip address flush dev "$1" scope global
      [ -z "$(ng_master "$1")" ] || ng_run 20 ip link set dev "$1" nomaster
      ng_run 20 ip link set dev "$1" down ;;
  esac
}

# ng_down_changed FILE: takes down what changes, with the expanded configuration of FILE, in reverse order.
ng_down_changed() {
  ng_without_release <"$1" >"$ng/down.interfaces"
  {
    ng_configured <"$1"
    ng_wanted | sed -n 's/^link \([^ ]*\) .*/\1/p'
    cat "$ng/changed"
  } | awk 'FNR == NR { changed[$1] = 1; next } ($1 in changed) && !seen[$1]++ { all[++n] = $1 } END { for (; n; n--) print all[n] }' \
    "$ng/changed" - >"$ng/order"
  while read -r ng_each; do ng_take_down "$ng_each"; done <"$ng/order"
}

# ng_rename: pairs NOW NAME on standard input, all at once: names may change places.
ng_rename() {
  cat >"$ng/renaming"
  ng_number=0
  while read -r ng_is ng_be; do
    ng_number=$((ng_number + 1))
    if [ "$ng_is" = - ] || [ ! -e "$ng_net/$ng_is" ]; then continue; fi
    ng_run 20 ip link set dev "$ng_is" down
    ng_run 20 ip link set dev "$ng_is" name "hatmp$ng_number"
  done <"$ng/renaming"
  ng_number=0
  while read -r ng_is ng_be; do
    ng_number=$((ng_number + 1))
    [ -e "$ng_net/hatmp$ng_number" ] || continue
    ng_run 20 ip link set dev "hatmp$ng_number" name "$ng_be"
    # The DHCP server is asked for the same address again.
    ng_lease=/var/lib/dhcp/dhclient
    [ ! -f "$ng_lease.$ng_is.leases" ] ||
      sed "s/interface \"$ng_is\"/interface \"$ng_be\"/" "$ng_lease.$ng_is.leases" >"$ng_lease.$ng_be.leases"
  done <"$ng/renaming"
}

# ng_bring_up NAME: never by force: forced for a VLAN, ifupdown 0.8 configures the bond below it once more, and the hook of
# ifenslave takes the members of that bond down (seen on Debian 12). A record that outlived its link goes first.
ng_bring_up() {
  case $(ng_style) in
    ifupdown)
      if ifquery --state "$1" >/dev/null 2>&1; then ng_run 60 ifdown --force -i "$ng/down.interfaces" "$1"; fi
      ng_run 90 ifup "$1" ;;
    ifupdown2) ng_run 90 ifup --force "$1" ;;
    rc.inet1) ng_run 90 sh /etc/rc.d/rc.inet1 "${1}_start" ;;
  esac
}

# ng_restore: what of the old state is missing, whatever the tools did. Changes nothing of what is there.
ng_restore() {
  for ng_round in made made made link link address route; do
    ng_state >"$ng/state.now"
    grep "^$ng_round " "$ng/state" | grep -v -x -F -f "$ng/state.now" >"$ng/state.missing"
    while read -r ng_verb ng_name ng_rest; do
      # shellcheck disable=SC2086 # words
      "ng_restore_$ng_verb" "$ng_name" $ng_rest
    done <"$ng/state.missing"
  done
}

# ng_restore_made NAME bond|bridge|vlan OPTION VALUE OPTION VALUE [OPTION VALUE]
ng_restore_made() {
  [ ! -e "$ng_net/$1" ] || return 0
  case $2 in
    bond) ng_run 20 ip link add name "$1" address "$8" type bond "$3" "$4" "$5" "$6" ;;
    bridge) ng_run 20 ip link add name "$1" address "$6" type bridge "$3" "$4" ;;
    vlan) [ ! -e "$ng_net/$6" ] || ng_run 20 ip link add link "$6" name "$1" type vlan id "$4" ;;
  esac
}

# ng_restore_link NAME up|down MTU MASTER
ng_restore_link() {
  [ -e "$ng_net/$1" ] || return 0
  if [ "$4" != - ] && [ -e "$ng_net/$4" ] && [ "$(ng_master "$1")" != "$4" ]; then
    # Only what is down can become a member of a bond.
    [ "$(ng_kind "$4")" != bond ] || ng_run 20 ip link set dev "$1" down
    ng_run 20 ip link set dev "$1" master "$4"
  fi
  [ "$(cat "$ng_net/$1/mtu")" = "$3" ] || ng_run 20 ip link set dev "$1" mtu "$3"
  if [ "$2" = up ]; then ng_run 20 ip link set dev "$1" up; fi
}

# ng_restore_address NAME CIDR BROADCAST
ng_restore_address() {
  if [ "$3" = - ]; then ng_run 20 ip address add "$2" dev "$1"; else ng_run 20 ip address add "$2" broadcast "$3" dev "$1"; fi
}

# ng_restore_route -4|-6 WORD...
ng_restore_route() {
  ng_route_ip=$1
  shift
  ng_run 20 ip "$ng_route_ip" route replace "$@"
}

# ng_put SOURCE PATH MODE: whole or not at all.
ng_put() {
  mkdir -p "${2%/*}" && cp "$1" "${2%/*}/.${2##*/}.ha-new" && chown 0:0 "${2%/*}/.${2##*/}.ha-new" &&
    chmod "$3" "${2%/*}/.${2##*/}.ha-new" && mv -f "${2%/*}/.${2##*/}.ha-new" "$2"
}

ng_files_new() {
  while read -r ng_path ng_mode; do
    if [ "$ng_mode" = - ]; then rm -f "$ng_path"; else ng_put "$ng/new$ng_path" "$ng_path" "$ng_mode" || return 1; fi
  done <"$ng/files"
  ! ng_has udevadm || ng_run 10 udevadm control --reload
  sync
}

ng_files_old() {
  while read -r ng_path ng_mode; do
    if [ -e "$ng/old$ng_path" ] || [ -L "$ng/old$ng_path" ]; then
      cp -pP "$ng/old$ng_path" "${ng_path%/*}/.${ng_path##*/}.ha-old" && mv -f "${ng_path%/*}/.${ng_path##*/}.ha-old" "$ng_path"
    else rm -f "$ng_path"; fi
    rm -f "${ng_path%/*}/.${ng_path##*/}.ha-new"
  done <"$ng/files"
  ! ng_has udevadm || ng_run 10 udevadm control --reload
  sync
}

# ---- at boot ----

ng_unit=ha-bootstrap-netguard

# ng_hook: after a power cut while the change is being tried, the next boot begins with the old files and names.
ng_hook() {
  if [ -e /etc/rc.d/rc.inet1 ]; then ng_hook_inet1
  elif [ -d /run/systemd/system ]; then ng_hook_systemd
  elif ng_has update-rc.d; then ng_hook_sysv; fi
}

ng_hook_systemd() {
  mkdir -p /etc/systemd/system/sysinit.target.wants
  cat >"/etc/systemd/system/$ng_unit.service" <<END
# Made by ha-bootstrap for as long as a change of the network is being tried.
[Unit]
Description=Take back a change of the network that nobody confirmed
DefaultDependencies=no
RequiresMountsFor=$ng /etc
After=systemd-remount-fs.service systemd-udev-trigger.service
Before=network-pre.target ifupdown-pre.service networking.service NetworkManager.service systemd-networkd.service

[Service]
Type=oneshot
ExecStart=-/bin/sh $ng/netguard boot
END
  ln -sf "../$ng_unit.service" "/etc/systemd/system/sysinit.target.wants/$ng_unit.service"
}

ng_hook_sysv() {
  cat >"/etc/init.d/$ng_unit" <<END
#!/bin/sh
### BEGIN INIT INFO
# Provides:          $ng_unit
# Required-Start:    mountdevsubfs \$local_fs
# Required-Stop:
# X-Start-Before:    networking ifupdown
# Default-Start:     S
# Default-Stop:
# Short-Description: Take back a change of the network that nobody confirmed
### END INIT INFO
[ "\${1-}" != start ] || exec /bin/sh $ng/netguard boot
END
  chmod 755 "/etc/init.d/$ng_unit"
  ng_run 30 update-rc.d "$ng_unit" start 39 S .
}

# rc.inet1 reads its configuration at the very moment that counts; while it is being tried the file itself asks.
ng_hook_inet1() {
  [ -e "$ng/new/etc/rc.d/rc.inet1.conf" ] || return 0
  cp "$ng/new/etc/rc.d/rc.inet1.conf" "$ng/inet1.confirmed"
  {
    printf '# Being tried by ha-bootstrap: the next boot begins with the file that was here before.\n'
    printf 'if sh %s/netguard boot; then . /etc/rc.d/rc.inet1.conf; return 0; fi\n' "$ng"
    cat "$ng/inet1.confirmed"
  } >"$ng/new/etc/rc.d/rc.inet1.conf"
}

ng_unhook() {
  if [ -e "$ng/inet1.confirmed" ] && [ ! -e "$ng/reverting" ]; then ng_put "$ng/inet1.confirmed" /etc/rc.d/rc.inet1.conf 600; fi
  rm -f "/etc/systemd/system/$ng_unit.service" "/etc/systemd/system/sysinit.target.wants/$ng_unit.service"
  if [ -e "/etc/init.d/$ng_unit" ]; then
    rm -f "/etc/init.d/$ng_unit"
    ng_run 30 update-rc.d "$ng_unit" remove
  fi
  sync
}

# ng_boot: exit code 0 if something was put back.
ng_boot() {
  if [ ! -e "$ng/pending" ] && [ ! -e "$ng/reverting" ]; then
    ng_unhook
    return 1
  fi
  [ "$(cat "$ng/pending" "$ng/reverting" 2>/dev/null | head -n 1)" != "$(ng_boot_id)" ] || return 1
  ng_log 'boot: nobody confirmed the change'
  mv "$ng/pending" "$ng/reverting" 2>/dev/null
  ng_files_old
  ! ng_has udevadm || ng_run 15 udevadm settle --timeout=10
  ng_renames <"$ng/cards" | ng_rename
  # udev told of the cards while the new names and files were in place, and does not tell again. With this ifupdown's
  # networking.service brings up what is allow-hotplug too.
  if [ -e /etc/network/interfaces ]; then mkdir -p /run/network && : >/run/network/restart-hotplug; fi
  ng_reverted 'The machine was switched off or booted while the change was being tried. It came up with the old network.'
}

# ---- back ----

ng_reverted() {
  printf '%s\n' "$1" >"$ng/result"
  ng_unhook
  rm -f "$ng/reverting"
  sync
}

# ng_revert REASON: the old network, by its own tools and then for certain. May be called again at any point.
ng_revert() {
  ng_log "takes the change back: $1"
  ng_files_old
  if [ -s "$ng/changed" ]; then
    ng_down_changed "$ng/new.expanded"
    ng_renames <"$ng/cards" | ng_rename
    {
      ng_configured <"$ng/old.expanded"
      sed -n 's/^link \([^ ]*\) .*/\1/p' "$ng/state"
    } | awk '!seen[$0]++' >"$ng/order"
    while read -r ng_each; do
      if grep -q -x -F "$ng_each" "$ng/changed" && grep -q -x -F "$ng_each" "$ng/ifstate"; then ng_bring_up "$ng_each"; fi
    done <"$ng/order"
    ng_restore
  fi
  ng_silent=$(ng_probe_again old)
  if [ -n "$ng_silent" ]; then
    sleep 5
    ng_restore
    ng_patient old
  fi
  ng_lost=$(printf '%s\n' "$ng_silent" | ng_sentences)
  if [ -z "$ng_lost" ]; then
    ng_reverted "$1 The network is again as it was before."
  elif ng_heard; then
    ng_reverted "$1 The network is again as it was before, but $ng_lost."
  elif ng_cluster_runs; then
    ng_reverted "$1 The old files are back, but $ng_lost; because a cluster runs here, the machine is not restarted."
  else
    ng_reverted "$1 The old files are back, but $ng_lost; the machine restarts with them."
    ng_run 60 reboot || ng_run 60 reboot -f
  fi
}

ng_cluster_runs() { ng_members_run || grep -q 'cs:' /proc/drbd 2>/dev/null; }

# The name of the program, not its arguments; kernels before 2.6.33 have it nowhere else.
ng_members_run() { grep -q -s -E '^Name:[[:space:]]+(corosync|aisexec|pacemakerd|heartbeat)$' /proc/[0-9]*/status; }
