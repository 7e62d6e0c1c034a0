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

# ng_facts: everything about the live network that ng_judge understands, with as few processes as possible: where this
# machine is emulated, each takes its time.
ng_facts() {
  for ng_path in "$ng_net"/*; do
    [ -e "$ng_path/address" ] || continue
    ng_name=${ng_path##*/} ng_assign=- ng_mac=- ng_as=nic
    { read -r ng_assign <"$ng_path/addr_assign_type"; } 2>/dev/null
    { read -r ng_mac <"$ng_path/address"; } 2>/dev/null
    if [ -d "$ng_path/bonding" ]; then
      ng_as=bond
      for ng_option in mode miimon primary lacp_rate xmit_hash_policy; do
        ng_value=
        { read -r ng_value <"$ng_path/bonding/$ng_option"; } 2>/dev/null
        printf 'BOND %s %s %s\n' "$ng_name" "$ng_option" "$ng_value"
      done
    elif [ -d "$ng_path/bridge" ]; then
      ng_as=bridge ng_value=
      { read -r ng_value <"$ng_path/bridge/stp_state"; } 2>/dev/null
      printf 'BRIDGE %s stp %s\n' "$ng_name" "$ng_value"
      for ng_port in "$ng_path"/brif/*; do
        [ ! -e "$ng_port" ] || printf 'PART %s %s\n' "${ng_port##*/}" "$ng_name"
      done
    elif [ -e "/proc/net/vlan/$ng_name" ]; then ng_as=vlan
    elif [ -e "$ng_path/tun_flags" ] || [ "$ng_name" = lo ]; then ng_as=other
    elif [ -n "${ng_wants_pci-}" ]; then
      ng_pci=$(readlink -f "$ng_path/device" 2>/dev/null | grep -o '[0-9a-f]\{4\}:[0-9a-f]\{2\}:[0-9a-f]\{2\}\.[0-9a-f]' | tail -n 1)
      [ -z "$ng_pci" ] || printf 'PCI %s %s\n' "$ng_name" "$ng_pci"
    fi
    printf 'CARD %s %s %s %s\n' "$ng_name" "$ng_as" "$ng_assign" "$ng_mac"
  done
  set -- /proc/net/bonding/*
  [ ! -e "$1" ] || awk '
    /^Slave Interface:/ { part = $3; n = split(FILENAME, path, "/"); print "PART", part, path[n] }
    /^Permanent HW addr:/ { print "PERMANENT", part, $4 }' "$@"
  set -- /proc/net/vlan/[!c]* /proc/net/vlan/c[!o]*
  for ng_path in "$@"; do
    [ ! -e "$ng_path" ] || awk '/VID:/ { for (i = 1; i < NF; i++) if ($i == "VID:") { print "VLAN", $1, $(i + 1); name = $1 } }
      /^Device:/ { print "LOWER", name, $2 }' "$ng_path"
  done
  ip -o link show 2>/dev/null
  ip -o address show 2>/dev/null
  for ng_ip in -4 -6; do
    echo "ROUTES $ng_ip"
    ip -o "$ng_ip" route show 2>/dev/null
  done
}

# ng_judge MODE: to facts, and what is wanted before them, on standard input
#   differs  what of the live network is not as wanted: NAME, a tab, and a sentence
#   renames  NOW NAME of cards that have another name now; NOW is - where the card is missing
#   cards    `mac NAME MAC` of all cards
#   keys     NAME KEY: by what a card that is to have this name can be known, its MAC and its PCI address
#   state    made, link, address and route lines from which ng_restore makes it again
ng_judge() {
  awk -v mode="$1" '
    function wrong(name, sentence) { if (mode == "differs") print name "\t" sentence }
    function after(word,    i) { for (i = 1; i < NF; i++) if ($i == word) return $(i + 1); return "" }
    $1 == "CARD" { names[++count] = $2; kind[$2] = $3; assign[$2] = $4; mac[$2] = $5; next }
    $1 == "PCI" { pci[$3] = $2; next }
    $1 == "PERMANENT" { permanent[$2] = $3; next }
    $1 == "PART" { master[$2] = $3; next }
    $1 == "BOND" || $1 == "BRIDGE" { value = $0; sub(/^[^ ]* [^ ]* [^ ]* /, "", value); option[$2, $3] = value; next }
    $1 == "VLAN" { vlan[$2] = $3; next }
    $1 == "LOWER" { lower[$2] = $3; next }
    $1 == "ROUTES" { family = $2; next }
    $1 ~ /^[0-9]+:$/ && $2 ~ /:$/ {
      name = $2
      sub(/:$/, "", name); sub(/@.*/, "", name)
      up[name] = $3 ~ /[<,]UP[,>]/
      mtu[name] = after("mtu")
      if (!(name in permanent) && after("permaddr") != "") permaddr[name] = after("permaddr")
      next
    }
    $1 ~ /^[0-9]+:$/ {
      if ($3 !~ /^inet/ || after("scope") != "global" || $2 == "lo") next
      address[$2, $4] = 1
      global[$2] = 1
      brd = after("brd")
      saved[++saves] = "address " $2 " " $4 " " (brd == "" ? "-" : brd)
      next
    }
    family != "" {
      to = $1
      route[to, after("via"), after("dev")] = 1
      if ($0 ~ /proto (kernel|ra)/ || $0 ~ /^(fe80|unreachable)/) next
      gsub(/ linkdown| dead/, ""); sub(/ +$/, "")
      saved[++saves] = "route " family " " $0
      next
    }
    NF { want[++wants] = $0 }
    function is(name) {
      if (name in permanent) return permanent[name]
      if (assign[name] != 0 && name in permaddr) return permaddr[name]
      return mac[name]
    }
    END {
      for (i = 1; i <= count; i++) if (kind[names[i]] == "nic") bymac[is(names[i])] = names[i]
      if (mode == "cards") for (i = 1; i <= count; i++) if (kind[names[i]] == "nic") print "mac", names[i], is(names[i])
      if (mode == "state") {
        for (i = 1; i <= count; i++) {
          name = names[i]
          if (kind[name] == "bond") {
            split(option[name, "mode"], word, " ")
            print "made", name, "bond mode", word[1], "miimon", option[name, "miimon"], "address", mac[name]
          }
          if (kind[name] == "bridge") print "made", name, "bridge stp_state", option[name, "stp"], "address", mac[name]
          if (kind[name] == "vlan") print "made", name, "vlan id", vlan[name], "link", lower[name]
        }
        for (i = 1; i <= count; i++) {
          name = names[i]
          if (name != "lo") print "link", name, (up[name] ? "up" : "down"), mtu[name], (name in master ? master[name] : "-")
        }
        for (i = 1; i <= saves; i++) print saved[i]
      }
      for (i = 1; i <= wants; i++) { split(want[i], w, " "); if (w[1] == "hotplug") mayMiss[w[2]] = 1 }
      for (i = 1; i <= wants; i++) {
        split("", w)
        split(want[i], w, " ")
        name = w[2]
        if (w[1] == "mac" || w[1] == "pci") {
          sub(/^pci-/, "", w[3])
          now = w[1] == "mac" ? bymac[tolower(w[3])] : pci[w[3]]
          if (mode == "keys") {
            print name, w[3]
            if (now != "" && w[1] == "pci") print name, is(now)
            if (now != "" && w[1] == "mac") for (p in pci) if (pci[p] == now) print name, p
          }
          if (now == name) continue
          if (mode == "renames") print (now == "" ? "-" : now), name
          if (now != "") wrong(name, now " should be called " name)
          else if (!(name in mayMiss)) wrong(name, "there is no card that is to be " name)
        }
        if (mode != "differs") continue
        if (!(name in kind)) {
          if (w[1] == "link" && !(name in mayMiss)) wrong(name, name " is not there")
          continue
        }
        if (w[1] == "link" && kind[name] != w[3]) wrong(name, name " is not a " w[3])
        else if (w[1] == "link" && !up[name]) wrong(name, name " is down")
        if (w[1] == "dhcp" && !(name in global)) wrong(name, name " got no address by DHCP")
        # The kernel writes addresses of version 6 in its own way: the shell asks it again.
        if (w[1] == "address" && !((name, w[3]) in address)) wrong(name, name " has no address " w[3])
        if (w[1] == "gateway" && !(("default", w[3], name) in route)) wrong(name, "the default route does not go by " w[3] " on " name)
        if (w[1] == "route" && !((w[3], w[4], name) in route)) wrong(name, "there is no route to " w[3] " by " w[4] " on " name)
        if (w[1] == "mtu" && mtu[name] != w[3]) wrong(name, "the MTU of " name " is not " w[3])
        if (w[1] == "part" && master[name] != w[3]) wrong(name, name " is not part of " w[3])
        else if (w[1] == "part" && name in global) wrong(name, name " is part of " w[3] " and has an address of its own")
        if ((w[1] == "bond" || w[1] == "bridge") && index(" " option[name, w[3]] " ", " " w[4] " ") == 0)
          wrong(name, w[3] " of " name " is not " w[4])
        if (w[1] == "vlan" && (vlan[name] != w[3] || lower[name] != w[4])) wrong(name, name " is not VLAN " w[3] " of " w[4])
      }
    }'
}

# ng_differs: what of the live network is not as wanted: NAME, a tab, and a sentence.
ng_differs() {
  { ng_wanted && ng_facts; } | ng_judge differs | while IFS= read -r ng_line; do
    case $ng_line in
      *' has no address '*:*)
        ng_six=${ng_line##* }
        # shellcheck disable=SC2143 # whatever it prints
        [ -z "$(ip -o -6 address show dev "${ng_line%%"$ng_tab"*}" to "${ng_six%/*}" 2>/dev/null | grep -F "/${ng_six#*/} ")" ] || continue ;;
    esac
    printf '%s\n' "$ng_line"
  done
}

# ng_renames: NOW NAME of the cards of which `mac NAME MAC` or `pci NAME ADDRESS` are on standard input.
ng_renames() {
  { cat && ng_facts; } | ng_judge renames
}

ng_state() { ng_facts | ng_judge state; }

# ng_files_differ: PATH MODE of wanted files that are not there as wanted, and PATH - of ours that must go.
ng_files_differ() {
  ng_stale_links | while IFS= read -r ng_path; do printf '%s -\n' "$ng_path"; done
  ng_wanted | while read -r ng_verb ng_path ng_mode; do
    [ "$ng_verb" = file ] || continue
    case $ng_nl$ng_text$ng_nl in *"${ng_nl}seen $ng_path $ng_mode root:root$ng_nl"*) continue ;; esac
    { [ -f "$ng_path" ] && [ ! -L "$ng_path" ] && cmp -s "$HA_FILES$ng_path" "$ng_path" &&
      [ "$(stat -c '%a %U:%G' "$ng_path" 2>/dev/null)" = "$ng_mode root:root" ]; } || printf '%s %s\n' "$ng_path" "$ng_mode"
  done
}

# ng_name_files: what else than the plan's own files can give names to cards.
ng_name_files() {
  for ng_path in /etc/systemd/network/*.link /run/systemd/network/*.link /etc/udev/rules.d/*persistent-net*.rules; do
    [ -e "$ng_path" ] || continue
    case $ng_nl$ng_text in *"${ng_nl}file $ng_path "*) continue ;; esac
    printf '%s\n' "$ng_path"
  done
}

# ng_name_givers: PATH NAME KEY of what else than the plan's own files gives a name to a card of the plan, by its MAC or its place.
ng_name_givers() {
  ng_load
  ng_others=$(ng_name_files)
  [ -n "$ng_others" ] || return 0
  { ng_wanted && ng_wants_pci=yes && ng_facts; } | ng_judge keys | while read -r ng_name ng_key; do
    printf '%s\n' "$ng_others" | while read -r ng_path; do
      grep -q -i -F -e "$ng_key" "$ng_path" || continue
      # Only a line that gives it another name; udev takes of several .link files the first in the order of their names.
      case $ng_path in
        *.rules) grep -i -F -e "$ng_key" "$ng_path" | grep -v '^ *#' | grep 'NAME=' | grep -v -q -F "NAME=\"$ng_name\"" || continue ;;
        *)
          if ! grep -q '^Name=' "$ng_path" || grep -q -x -F "Name=$ng_name" "$ng_path"; then continue; fi
          [ "$(printf '%s\n' "${ng_path##*/}" "10-$ng_name.link" | sort | head -n 1)" = "${ng_path##*/}" ] || continue ;;
      esac
      printf '%s %s %s\n' "$ng_path" "$ng_name" "$ng_key"
    done
  done
}

# ng_is_ours FILE: whether we wrote it, for another plan.
ng_is_ours() { head -n 1 "$1" | grep -q '^# Made by ha-bootstrap '; }

# ng_stale_links: files of an earlier plan of ours that would give a card another name at the next boot.
ng_stale_links() {
  ng_givers=$(ng_name_givers)
  [ -n "$ng_givers" ] || return 0
  printf '%s\n' "$ng_givers" | while read -r ng_path _; do
    case $ng_path in
      /etc/*.link) ! ng_is_ours "$ng_path" || printf '%s\n' "$ng_path" ;;
    esac
  done | sort -u
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

# ng_logins: of each connection from outside to the ssh server PEER, its port, bytes sent to it and not acknowledged, and
# milliseconds since it was sent something, or - where old programs do not say so. What the server itself connects to, for
# those who go on from here, has a port of its own on this side.
ng_logins() {
  # shellcheck disable=SC2086 # four words
  set -- ${SSH_CONNECTION-}
  { ss -tln 2>/dev/null || netstat -tln 2>/dev/null; ss -tnpi 2>/dev/null || netstat -tnp 2>/dev/null; } | awk -v own="${4:-22}" '
    function port(end) { sub(/.*:/, "", end); return end }
    function host(end) { sub(/:[^:]*$/, "", end); gsub(/[][]/, "", end); sub(/^::ffff:/, "", end); sub(/%.*/, "", end); return end }
    function tell() { if (peer != "") print peer, from, owed, sent; peer = "" }
    /^[^ \t]/ { tell() }
    /^LISTEN|^tcp.* LISTEN/ { door[port($4)] = 1 }
    /^ESTAB|^tcp.* ESTABLISHED/ && (port($4) == own || port($4) == 22 || (port($4) in door) && /[("\/]sshd/) {
      if (host($5) ~ /^127\./ || host($5) == host($4)) next
      peer = host($5); from = port($5); owed = $3; sent = "-"
    }
    match($0, /lastsnd:[0-9]+/) { sent = substr($0, RSTART + 8, RLENGTH - 8) }
    END { tell() }'
}

ng_peers() { ng_logins | cut -d ' ' -f 1 | sort -u; }

# ng_hears SECONDS: whether somebody who is logged in has got all that was sent to him, and something of it in this time; a login
# since the change began is as good.
ng_hears() {
  ng_logins | awk -v ms="${1}000" '
    FNR == NR { old[$1 " " $2] = 1; next }
    $3 == 0 && (!(($1 " " $2) in old) || $4 != "-" && $4 + 0 < ms + 0) { found = 1 }
    END { exit !found }' "$ng/logins" -
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

# ng_reaches ADDRESS: whether there is a route.
ng_reaches() { ip "$(ng_family "$1")" route get "$1" >/dev/null 2>&1; }

# ng_probe: what answers now, of what is worth asking.
ng_probe() {
  ng_gateways | while read -r ng_gateway ng_name; do
    ! ng_answers "$ng_gateway" "$ng_name" || printf 'gateway %s %s\n' "$ng_gateway" "$ng_name"
  done
  ng_peers | while read -r ng_peer; do
    ! ng_answers "$ng_peer" || printf 'peer %s -\n' "$ng_peer"
  done
}

# ng_patient old|new: the same, asked until nothing is silent; the lines in $ng_silent. A switch lets nothing through for 30 s after a
# link came up (IEEE 802.1D: twice the forward delay), and some cards take a few more to come up.
ng_patient() {
  ng_patient_end=$(($(ng_now) + ng_patience))
  while :; do
    ng_silent=$(ng_probe_again "$1")
    if [ -z "$ng_silent" ] || [ "$(ng_now)" -ge "$ng_patient_end" ]; then return; fi
    if [ "$1" = old ] && ng_heard; then return; fi
    sleep 1
  done
}

# ng_heard: whether of what answered before anything still does, by $ng_silent. Then this machine is on its network again, and the
# others have gone away themselves.
ng_heard() { [ "$(printf '%s\n' "$ng_silent" | wc -l)" -lt "$(grep -c . "$ng/probes")" ]; }

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
  [ "$1" = new ] || return 0
  # Who is logged in may be behind a router and answer no ping; without a route nobody ever hears of it.
  while read -r ng_peer; do
    ng_reaches "$ng_peer" || printf 'no route leads to %s any more, from where somebody is logged in\n' "$ng_peer"
  done <"$ng/peers"
  grep -q '^gateway ' "$ng/probes" || return 0
  ng_gateways | while read -r ng_a ng_b; do
    # One that was there before and was silent before may go on being silent.
    if grep -q "^route .* default via $ng_a dev $ng_b\( \|\$\)" "$ng/state" && ! grep -q "^gateway $ng_a " "$ng/probes"; then continue; fi
    ng_answers "$ng_a" "$ng_b" || printf 'the gateway %s on %s does not answer\n' "$ng_a" "$ng_b"
  done
}
