# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of netguard.sh
# Part of netguard: why the network must not be changed as planned. Changes nothing.

# ng_goes PROGRAM: whether the plan removes it before it comes to the network.
ng_goes() { ng_wanted | grep -q -x "without $1"; }

# ng_managed: NAME MANAGER of links that something else than the tool of the plan looks after.
ng_managed() {
  ng_goes NetworkManager || ! ng_has nmcli || nmcli -t -f DEVICE,STATE device 2>/dev/null |
    awk -F: '$2 != "unmanaged" && $2 != "unavailable" && $2 != "disconnected" { print $1, "NetworkManager" }'
  ! ng_has networkctl || networkctl list --no-legend --no-pager 2>/dev/null |
    awk '$NF ~ /^(configured|configuring|pending|failed)$/ { print $2, "systemd-networkd" }'
}

# ng_networkd_comes: whether it starts with the next boot; netplan switches it on at every boot anew.
ng_networkd_comes() {
  case $(systemctl is-enabled systemd-networkd 2>/dev/null) in enabled*) return 0 ;; esac
  ng_has netplan && cat /etc/netplan/*.yaml 2>/dev/null | grep -q . && ! grep -q -s 'renderer: *NetworkManager' /etc/netplan/*.yaml
}

# ng_boot_differs: sentences about why the next boot would not bring up what is there now.
ng_boot_differs() {
  if [ ! -d /run/systemd/system ] || ! ng_has systemctl; then return; fi
  # What is removed may leave it masked, until it is installed again.
  ! ng_has ifup || case $(ng_style)-$(systemctl is-enabled networking 2>/dev/null) in
    ifupdown*-disabled | ifupdown*-masked)
      echo 'networking.service is switched off, so that the next boot would bring up nothing. Switch it on first: systemctl unmask networking && systemctl enable networking' ;;
  esac
  # What runs is asked which links are its own.
  if ! ng_networkd_comes || [ "$(systemctl is-active systemd-networkd 2>/dev/null)" = active ]; then return; fi
  for ng_path in /etc/netplan/*.yaml /etc/systemd/network/*.network /run/systemd/network/*.network; do
    [ -e "$ng_path" ] || continue
    ng_off='Switch it off first: systemctl disable systemd-networkd'
    case $ng_path in /etc/netplan/*) ng_off='Move that file away first, or remove netplan.io.' ;; esac
    echo "systemd-networkd does not run, but starts with the next boot and then does what $ng_path says. $ng_off"
  done | head -n 1
}

# ng_refuse: sentences about what must not even be tried.
ng_refuse() {
  ng_wanted | awk '
    $1 == "link" { want[$2] = 1 }
    $2 == "iface" && ($1 in want) && seen[$1 " " $4]++ { twice[$1] = 1 }
    END {
      for (name in twice)
        print name " is configured in a file of /etc/network/interfaces.d as well as in the planned /etc/network/interfaces. Move that file away."
    }' - "$ng/new.stanzas"
  ng_wanted | ng_renames | while read -r ng_is ng_be; do
    if [ "$ng_is" = - ]; then
      ng_wanted | grep -q -x "hotplug $ng_be" || echo "There is no network card for $ng_be here: nothing has its MAC or PCI address."
    elif [ -e "$ng_net/$ng_be" ] && [ "$(ng_kind "$ng_be")" = nic ] && ! ng_wanted | ng_renames | grep -q "^$ng_be "; then
      echo "The card $ng_is is to be called $ng_be, but another card has that name, and the plan does not say what becomes of it."
    fi
  done
  ng_name_givers | while read -r ng_path ng_name ng_mac; do
    case $ng_path in
      /etc/*.link) if ng_is_ours "$ng_path"; then continue; fi ;;
    esac
    echo "$ng_path gives the card $ng_mac another name than $ng_name, and would do so at the next boot. Take that out of it first."
  done
  if ng_members_run; then
    ng_wanted | sed -n 's/^ring //p' | while read -r ng_each; do
      ! grep -q -x -F "$ng_each" "$ng/changed" ||
        echo "The members of the cluster that runs here talk over $ng_each, which would go down and up: each would take the other for dead. Stop the cluster on all nodes first."
    done
  fi
  ng_managed | while read -r ng_each ng_manager; do
    ! grep -q -x -F "$ng_each" "$ng/changed" ||
      echo "$ng_each is looked after by $ng_manager, which would undo what the plan does with it. Take it from there first (netplan belongs to it too), or disable $ng_manager if it has nothing else."
  done
  [ ! -s "$ng/changed" ] || ng_boot_differs
  awk '
    FILENAME ~ /known$/ { known[$1] = 1; next }
    FILENAME ~ /changed$/ { changed[$1] = 1; next }
    ($1 in changed) && !($2 in known) && !($2 in changed) { print $1, $2 }' "$ng/known" "$ng/changed" "$ng/stands" |
    while read -r ng_below ng_over; do
      [ "$(ng_kind "$ng_below")" = nic ] ||
        echo "$ng_over stands on $ng_below, which has to be made anew, but no configuration says how $ng_over is made. Take it away first."
    done
}

# ng_refuses: what a change would be refused for, told before anything begins. Leaves nothing behind.
ng_refuses() {
  # Half of a change is nothing to judge by; the next run waits for its end.
  if [ -e "$ng/pending" ] || [ -e "$ng/reverting" ]; then return; fi
  ng=$(mktemp -d) || exit 1
  trap 'rm -rf "$ng"' EXIT
  trap 'exit 1' HUP INT TERM PIPE
  cat >"$ng/want"
  ng_load
  ng_compare && ng_refuse
}

# ng_stale: files that a change takes away.
ng_stale() {
  ng_text=$(cat)
  ng_stale_links
}

# ng_names: sentences about cards that files of the plan would give another name at the next boot, where the plan does not write the
# configuration that knows them by their names.
ng_names() {
  ng_text=$(cat)
  ng_load
  ng_wanted | ng_renames | while read -r ng_is ng_be; do
    [ "$ng_is" = - ] ||
      echo "The card $ng_is would be called $ng_be from the next boot on, but with interface-style none the plan does not write the configuration of the network, which may know it as $ng_is. Let it be called $ng_be there first."
  done
}
