# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of netguard.sh
# Part of netguard: what is there, and what of it is not as wanted. Changes nothing.

# ng_kind NAME
ng_kind() {
  if [ -d "$ng_net/$1/bonding" ]; then echo bond
  elif [ -d "$ng_net/$1/bridge" ]; then echo bridge
  elif [ -e "/proc/net/vlan/$1" ]; then echo vlan
  elif [ -e "$ng_net/$1/tun_flags" ] || [ "$1" = lo ]; then echo other
  else echo nic; fi
}

# ng_mac NAME: the permanent one, where it can be known: members of a bond wear the MAC of the bond.
ng_mac() {
  ng_mac=$(awk -v name="$1" '
    $0 == "Slave Interface: " name { here = 1 }
    here && /^Permanent HW addr:/ { print $4; exit }' /proc/net/bonding/* 2>/dev/null)
  [ -n "$ng_mac" ] || [ "$(cat "$ng_net/$1/addr_assign_type" 2>/dev/null)" = 0 ] ||
    ng_mac=$(ip -o link show dev "$1" 2>/dev/null | sed -n 's/.* permaddr \([0-9a-f:]*\).*/\1/p')
  [ -n "$ng_mac" ] || ng_mac=$(cat "$ng_net/$1/address" 2>/dev/null)
  printf '%s\n' "$ng_mac"
}

# ng_cards: NAME MAC PCI of all that is no bond, bridge, VLAN or tap.
ng_cards() {
  for ng_path in "$ng_net"/*; do
    ng_name=${ng_path##*/}
    if [ ! -e "$ng_path/address" ] || [ "$(ng_kind "$ng_name")" != nic ]; then continue; fi
    ng_pci=$(readlink -f "$ng_path/device" 2>/dev/null | grep -o '[0-9a-f]\{4\}:[0-9a-f]\{2\}:[0-9a-f]\{2\}\.[0-9a-f]' | tail -n 1)
    printf '%s %s %s\n' "$ng_name" "$(ng_mac "$ng_name")" "${ng_pci:--}"
  done
}

# ng_renames: to lines `mac NAME MAC` and `pci NAME ADDRESS` on standard input NOW NAME of cards that have another name
# now; NOW is - where the card is missing.
ng_renames() {
  {
    ng_cards | sed 's/^/card /'
    grep -E '^(mac|pci) '
  } | awk '
    $1 == "card" { mac[$3] = $2; pci[$4] = $2; next }
    {
      sub(/^pci-/, "", $3)
      now = $1 == "mac" ? mac[tolower($3)] : pci[$3]
      if (now != $2) print (now == "" ? "-" : now), $2
    }'
}

# ng_master NAME: the bond or bridge that it is part of.
ng_master() {
  if [ -e "$ng_net/$1/master" ]; then ng_link=$(readlink "$ng_net/$1/master")
  else ng_link=$(readlink "$ng_net/$1/brport/bridge" 2>/dev/null); fi
  [ -z "$ng_link" ] || printf '%s\n' "${ng_link##*/}"
}

ng_is_up() {
  ng_flags=$(cat "$ng_net/$1/flags" 2>/dev/null) && [ $((ng_flags & 1)) -eq 1 ]
}

ng_family() { case $1 in *:*) echo -6 ;; *) echo -4 ;; esac; }

# ng_global NAME: its addresses, without those that only the link knows.
ng_global() { ip -o address show dev "$1" 2>/dev/null | awk '$3 ~ /^inet/ && / scope global/ { print $4 }'; }

# ng_differs: what of the live network is not as wanted: NAME, a tab, and a sentence.
ng_differs() {
  ng_may_miss=" $(ng_wanted | sed -n 's/^hotplug //p' | tr '\n' ' ')"
  ng_wanted | ng_renames | while read -r ng_is ng_be; do
    if [ "$ng_is" != - ]; then printf '%s\t%s should be called %s\n' "$ng_be" "$ng_is" "$ng_be"
    else case $ng_may_miss in *" $ng_be "*) ;; *) printf '%s\tthere is no card that is to be %s\n' "$ng_be" "$ng_be" ;; esac; fi
  done
  ng_wanted | while read -r ng_verb ng_name ng_a ng_b ng_rest; do
    case $ng_verb in file | style | mac | pci | hotplug | '') continue ;; esac
    ng_wrong=
    if [ -e "$ng_net/$ng_name" ]; then ng_wrong=$(ng_wrong_of "$ng_verb" "$ng_name" "$ng_a" "$ng_b")
    elif [ "$ng_verb" = link ]; then
      case $ng_may_miss in *" $ng_name "*) ;; *) ng_wrong="$ng_name is not there" ;; esac
    fi
    [ -z "$ng_wrong" ] || printf '%s\t%s\n' "$ng_name" "$ng_wrong"
  done
}

# ng_wrong_of VERB NAME A B: a sentence, where it is not so.
ng_wrong_of() {
  case $1 in
    link)
      [ "$(ng_kind "$2")" = "$3" ] || { echo "$2 is not a $3" && return; }
      ng_is_up "$2" || echo "$2 is down" ;;
    dhcp) ng_global "$2" | grep -q . || echo "$2 got no address by DHCP" ;;
    address) ip -o address show dev "$2" to "${3%/*}" 2>/dev/null | grep -q "/${3#*/} " || echo "$2 has no address $3" ;;
    gateway)
      ip -o "$(ng_family "$3")" route show 2>/dev/null | grep -q "^default via $3 dev $2\( \|\$\)" ||
        echo "the default route does not go by $3 on $2" ;;
    route)
      ip -o "$(ng_family "$3")" route show "$3" 2>/dev/null | grep -q "via $4 dev $2\( \|\$\)" ||
        echo "there is no route to $3 by $4 on $2" ;;
    mtu) [ "$(cat "$ng_net/$2/mtu")" = "$3" ] || echo "the MTU of $2 is not $3" ;;
    part)
      if [ "$(ng_master "$2")" != "$3" ]; then echo "$2 is not part of $3"
      elif ng_global "$2" | grep -q .; then echo "$2 is part of $3 and has an address of its own"; fi ;;
    bond)
      case " $(cat "$ng_net/$2/bonding/$3" 2>/dev/null) " in
        *" $4 "*) ;;
        *) echo "$3 of $2 is not $4" ;;
      esac ;;
    vlan)
      { grep -q "VID: $3${ng_tab}" "/proc/net/vlan/$2" && grep -q "^Device: $4\$" "/proc/net/vlan/$2"; } 2>/dev/null ||
        echo "$2 is not VLAN $3 of $4" ;;
    bridge) [ "$(cat "$ng_net/$2/bridge/${3}_state" 2>/dev/null)" = "$4" ] || echo "$3 of $2 is not $4" ;;
  esac
}

# ng_files_differ: PATH MODE of wanted files that are not there as wanted.
ng_files_differ() {
  ng_wanted | while read -r ng_verb ng_path ng_mode; do
    [ "$ng_verb" = file ] || continue
    { [ -f "$ng_path" ] && [ ! -L "$ng_path" ] && cmp -s "$HA_FILES$ng_path" "$ng_path" &&
      [ "$(stat -c '%a %U:%G' "$ng_path" 2>/dev/null)" = "$ng_mode root:root" ]; } || printf '%s %s\n' "$ng_path" "$ng_mode"
  done
}

# ng_expand FILE: a configuration of ifupdown with all that it sources.
ng_expand() (
  [ -r "$1" ] || exit 0
  while IFS= read -r ng_line || [ -n "$ng_line" ]; do
    # shellcheck disable=SC2086 # words and patterns
    set -- $ng_line
    case ${1-} in
      source) shift && for ng_each in "$@"; do [ ! -f "$ng_each" ] || ng_expand "$ng_each"; done ;;
      source-directory)
        for ng_each in "$2"/*; do
          case ${ng_each##*/} in *[!A-Za-z0-9_-]*) continue ;; esac
          [ ! -f "$ng_each" ] || ng_expand "$ng_each"
        done ;;
      *) printf '%s\n' "$ng_line" ;;
    esac
  done <"$1"
)

# ng_stanzas: from an expanded configuration NAME, a tab, and a line of its stanzas without needless blanks.
ng_stanzas() {
  awk '
    /^[ \t]*#/ || /^[ \t]*$/ { next }
    { $1 = $1 }
    $1 == "iface" { name = $2 }
    $1 ~ /^(auto|allow-.*|mapping|no-.*|rename)$/ { name = "" }
    name != "" && name != "lo" { print name "\t" $0 }'
}

ng_configured() { ng_stanzas | cut -f1 | awk '!seen[$0]++'; }

ng_peers() {
  # shellcheck disable=SC2086 # four words
  set -- ${SSH_CONNECTION-}
  { ss -tn 2>/dev/null || netstat -tn 2>/dev/null; } | awk -v port=":${4:-22}" '
    $1 ~ /^ESTAB/ || $NF == "ESTABLISHED" {
      if (length($4) > length(port) && substr($4, length($4) - length(port) + 1) == port) {
        peer = $5
        sub(/:[0-9]+$/, "", peer); gsub(/[][]/, "", peer); sub(/^::ffff:/, "", peer); sub(/%.*/, "", peer)
        if (peer !~ /^127\./ && peer != "::1") print peer
      }
    }' | sort -u
}

ng_gateways() {
  { ip -o -4 route show; ip -o -6 route show; } 2>/dev/null | sed -n 's/^default via \([^ ]*\) dev \([^ ]*\).*/\1 \2/p' | sort -u
}

# ng_answers ADDRESS [NAME]: whether it answers a ping, or at least the question for its MAC.
ng_answers() {
  ng_answers_at=$1
  case $1 in fe80:*) [ -z "${2-}" ] || ng_answers_at=$1%$2 ;; esac
  ng_answers_try=0
  while [ "$ng_answers_try" -lt 3 ]; do
    ng_answers_try=$((ng_answers_try + 1))
    case $1 in
      *:*) ping -6 -c 1 -W 2 "$ng_answers_at" || ping6 -c 1 -W 2 "$ng_answers_at" ;;
      *) ping -c 1 -W 2 "$1" || busybox ping -c 1 -W 2 "$1" ;;
    esac </dev/null >/dev/null 2>&1 && return 0
    # Without ping, any packet makes the kernel look for the neighbour.
    ng_has ping || perl -MSocket -e 'socket(S, AF_INET, SOCK_DGRAM, 0); send(S, "x", 0, sockaddr_in(9, inet_aton($ARGV[0])))' \
      "$1" </dev/null >/dev/null 2>&1
    sleep 1
    ip neighbour show to "$1" 2>/dev/null | grep -q 'REACHABLE *$' && return 0
  done
  return 1
}

# ng_probe: what answers now, of what is worth asking.
ng_probe() {
  ng_gateways | while read -r ng_gateway ng_name; do
    ! ng_answers "$ng_gateway" "$ng_name" || printf 'gateway %s %s\n' "$ng_gateway" "$ng_name"
  done
  ng_peers | while read -r ng_peer; do
    ! ng_answers "$ng_peer" || printf 'peer %s -\n' "$ng_peer"
  done
}

# ng_probe_again old|new: what answered before and does not any more, a sentence on each line. A gateway that the new
# network does not use need not answer; one that it uses must, if there was one that answered before.
ng_probe_again() {
  while read -r ng_verb ng_a ng_b; do
    if [ "$ng_verb" = peer ]; then
      ng_answers "$ng_a" || printf '%s, from where somebody is logged in, does not answer any more\n' "$ng_a"
    elif [ "$1" = old ]; then
      ng_answers "$ng_a" "$ng_b" || printf 'the gateway %s does not answer any more\n' "$ng_a"
    fi
  done <"$ng/probes"
  [ "$1" = new ] && grep -q '^gateway ' "$ng/probes" || return 0
  ng_gateways | while read -r ng_a ng_b; do
    # One that was there before and was silent before may go on being silent.
    if grep -q "^route .* default via $ng_a dev $ng_b\( \|\$\)" "$ng/state" && ! grep -q "^gateway $ng_a " "$ng/probes"; then continue; fi
    ng_answers "$ng_a" "$ng_b" || printf 'the gateway %s on %s does not answer\n' "$ng_a" "$ng_b"
  done
}
