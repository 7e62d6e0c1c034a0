# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of netguard.sh
# Part of netguard: the change itself, its watchdog, and what is called from outside.

# ng_load: looks at what is wanted.
ng_load() {
  [ -n "$ng_text" ] || ng_text=$(cat "$ng/want" 2>/dev/null)
  case $ng_text in *"$ng_nl"pci\ *) ng_wants_pci=yes ;; *) ng_wants_pci= ;; esac
}

# ng_wait_for_others: a change that is under way ends first, whatever became of its processes.
ng_wait_for_others() {
  ng_end=$(($(ng_now) + 2 * ng_limit))
  while [ -e "$ng/pending" ] || [ -e "$ng/reverting" ]; do
    if ! ng_alive "$ng/watch.pid" && ! ng_alive "$ng/change.pid"; then
      mv "$ng/pending" "$ng/reverting" 2>/dev/null
      ng_revert 'An earlier change of the network was broken off.'
    fi
    [ "$(ng_now)" -lt "$ng_end" ] || ng_stop 'An earlier change of the network does not come to its end.'
    sleep 1
  done
}

# ng_record: everything that is needed to go back.
ng_record() {
  find "$ng" -mindepth 1 -maxdepth 1 ! -name want ! -name log -exec rm -rf {} +
  cp "$0" "$ng/netguard" || return 1
  ng_log "a change begins"
  ng_compare || return 1
  ng_facts | ng_judge cards | awk 'FNR == NR { changed[$1] = 1; next } ($2 in changed)' "$ng/changed" - >"$ng/cards"
  { echo - && ng_logins; } >"$ng/logins"
  ng_peers | while read -r ng_peer; do ! ng_reaches "$ng_peer" || printf '%s\n' "$ng_peer"; done >"$ng/peers"
  ng_probe >"$ng/probes"
}

# ng_compare: what is there, what is wanted, and what has to go down and up for it; all of it in $ng.
ng_compare() {
  ng_files_differ >"$ng/files"
  while read -r ng_path ng_mode; do
    mkdir -p "$ng/new${ng_path%/*}" "$ng/old${ng_path%/*}" || return 1
    [ "$ng_mode" = - ] || cp "$HA_FILES$ng_path" "$ng/new$ng_path" || return 1
    if [ -e "$ng_path" ] || [ -L "$ng_path" ]; then cp -pP "$ng_path" "$ng/old$ng_path" || return 1; fi
  done <"$ng/files"
  ng_state >"$ng/state" || return 1
  ng_expand /etc/network/interfaces >"$ng/old.expanded"
  if [ -e "$ng/new/etc/network/interfaces" ]; then ng_expand "$ng/new/etc/network/interfaces"
  else cat "$ng/old.expanded"; fi >"$ng/new.expanded"
  ng_stanzas <"$ng/old.expanded" >"$ng/old.stanzas"
  ng_stanzas <"$ng/new.expanded" >"$ng/new.stanzas"
  ng_brought_up | sort -u >"$ng/ifstate"
  ng_changed >"$ng/changed"
}

# ng_brought_up: what the old tool has brought up, so that it must do it again on the way back.
ng_brought_up() {
  case $(ng_style) in
    ifupdown) { ifquery --state 2>/dev/null || cat /run/network/ifstate /etc/network/run/ifstate 2>/dev/null; } | sed 's/=.*//' ;;
    # These keep no record that could be read.
    ifupdown2) cut -f1 "$ng/old.stanzas" ;;
    rc.inet1) awk '$1 == "link" && $3 == "up" { print $2 }' "$ng/state" ;;
  esac
}

# ng_changed: all names, old and new, that have to go down and up.
ng_changed() {
  {
    ng_differs | cut -f1
    ng_wanted | ng_renames | tr ' ' '\n' | grep -v -x -e -
    {
      sed "s/^/1$ng_tab/" "$ng/old.stanzas"
      sed "s/^/2$ng_tab/" "$ng/new.stanzas"
    } | awk -F '\t' '
      { text[$1, $2] = text[$1, $2] "\n" $3; names[$2] = 1 }
      END { for (name in names) if (text[1, name] != text[2, name]) print name }'
  } | awk 'NF && !seen[$0]++' | ng_uppers
}

# ng_uppers: to the names on standard input those that stand on them, now or as wanted, as far as any configuration knows
# them.
ng_uppers() {
  cat >"$ng/closure"
  {
    ng_wanted | awk '$1 == "part" { print $2, $3 } $1 == "vlan" { print $4, $2 }'
    for ng_path in "$ng_net"/*/upper_*; do
      [ -e "$ng_path" ] || continue
      ng_below=${ng_path%/upper_*}
      printf '%s %s\n' "${ng_below##*/}" "${ng_path##*/upper_}"
    done
  } >"$ng/stands"
  {
    ng_wanted | sed -n 's/^link \([^ ]*\) .*/\1/p'
    cut -f1 "$ng/old.stanzas" "$ng/new.stanzas"
  } >"$ng/known"
  awk '
    FILENAME ~ /known$/ { known[$1] = 1; next }
    FILENAME ~ /stands$/ { if ($2 in known) { n++; low[n] = $1; up[n] = $2 } next }
    { had[$1] = 1; print }
    END {
      do {
        more = 0
        for (i = 1; i <= n; i++) if ((low[i] in had) && !(up[i] in had)) { had[up[i]] = 1; print up[i]; more = 1 }
      } while (more)
    }' "$ng/known" "$ng/stands" "$ng/closure"
}

ng_change() {
  # Everything that we start inherits it.
  if [ -z "${NG_CHANGE-}" ]; then
    NG_CHANGE=$$-$(ng_now)-change
    export NG_CHANGE
    exec sh "$0" change "$1"
  fi
  { mkdir -p "$ng" && chmod 700 "${ng%/*}" "$ng"; } || ng_stop "$ng cannot be made."
  ng_wait_for_others
  cat >"$ng/want" || ng_stop "$ng cannot be written."
  ng_text=
  ng_load
  ng_record || ng_stop "The old network could not be written down in $ng, so nothing was changed."
  ng_refused=$(ng_refuse)
  [ -z "$ng_refused" ] || ng_stop "$ng_refused"
  printf '%s\n' "$NG_CHANGE" >"$ng/mark"
  printf '%s\n' "$$" >"$ng/change.pid"
  echo $(($(ng_now) + ng_limit)) >"$ng/deadline"
  ng_hook
  sync
  ng_boot_id >"$ng/pending"
  sync
  ng_start_watch
  ng_end=$(($(ng_now) + 30))
  until ng_alive "$ng/watch.pid"; do
    [ "$(ng_now)" -lt "$ng_end" ] || ng_give_up 'The watchdog of the network did not start.'
    sleep 0.2 2>/dev/null || sleep 1
  done
  ng_log "changes $(tr '\n' ' ' <"$ng/changed")"
  ng_files_new || ng_give_up 'A file of the network could not be written.'
  # Files may say the same in other words.
  if [ -s "$ng/changed" ]; then ng_try "$1"; fi
  mv "$ng/pending" "$ng/confirmed" 2>/dev/null || ng_give_up 'The time for the change was over.'
  sync
  ng_log 'the change stays'
  ng_unhook
}

# In a session of its own and without our mark: it must outlive us.
ng_start_watch() (
  unset NG_CHANGE
  if ng_has setsid; then setsid sh "$ng/netguard" watch </dev/null >>"$ng/log" 2>&1 &
  else nohup sh "$ng/netguard" watch </dev/null >>"$ng/log" 2>&1 & fi
)

ng_try() {
  ng_down_changed "$ng/old.expanded"
  ng_wanted | ng_renames | ng_rename
  ng_up_changed
  ng_guests_back
  ng_end=$(($(ng_now) + 20))
  while :; do
    ng_wrong=$(ng_differs | cut -f2 | ng_sentences)
    if [ -z "$ng_wrong" ] || [ "$(ng_now)" -ge "$ng_end" ]; then break; fi
    sleep 1
  done
  [ -z "$ng_wrong" ] || ng_give_up "The new network did not become as planned: $ng_wrong."
  ng_patient new
  [ -z "$ng_silent" ] || ng_give_up "With the new network, $(printf '%s\n' "$ng_silent" | ng_sentences)."
  ng_confirmed "$1"
}

ng_up_changed() {
  {
    ng_wanted | sed -n 's/^link \([^ ]*\) .*/\1/p'
    cut -f1 "$ng/new.stanzas"
  } | awk '!seen[$0]++' >"$ng/order"
  while read -r ng_each; do
    grep -q -x -F "$ng_each" "$ng/changed" || continue
    case $(ng_style) in
      rc.inet1) ! ng_wanted | grep -q "^part $ng_each " || continue ;;
      *) cut -f1 "$ng/new.stanzas" | grep -q -x -F "$ng_each" || continue ;;
    esac
    # What may be plugged in later.
    if [ ! -e "$ng_net/$ng_each" ] && ng_wanted | grep -q -x "hotplug $ng_each"; then continue; fi
    ng_bring_up "$ng_each"
  done <"$ng/order"
  [ "$(ng_style)" != rc.inet1 ] || ng_fill
}

# ng_fill: what rc.inet1 does not do when it starts a single interface, or not at all.
ng_fill() {
  ng_wanted | while read -r ng_verb ng_name ng_a ng_b ng_rest; do
    if [ ! -e "$ng_net/$ng_name" ] || ! grep -q -x -F "$ng_name" "$ng/changed"; then continue; fi
    case $ng_verb in
      link) ng_run 20 ip link set dev "$ng_name" up ;;
      mtu) ng_run 20 ip link set dev "$ng_name" mtu "$ng_a" ;;
      address)
        case $ng_a in
          *:*) ng_run 20 ip -6 address replace "$ng_a" dev "$ng_name" ;;
          *) ng_run 20 ip address replace "$ng_a" broadcast + dev "$ng_name" ;;
        esac ;;
      gateway) ng_run 20 ip "$(ng_family "$ng_a")" route replace default via "$ng_a" dev "$ng_name" ;;
      route) ng_run 20 ip "$(ng_family "$ng_a")" route replace "$ng_a" via "$ng_b" dev "$ng_name" ;;
    esac
  done
}

# Links that no plan knows, such as those of virtual machines: into the bridge of the same name that was made anew, and up.
ng_guests_back() {
  awk '$1 == "link" { print $2, $3, $5 }' "$ng/state" | while read -r ng_each ng_up ng_over; do
    if grep -q -x -F "$ng_each" "$ng/known" || [ ! -e "$ng_net/$ng_each" ]; then continue; fi
    if grep -q -x -F "$ng_over" "$ng/changed" && [ -d "$ng_net/$ng_over/bridge" ] && [ -z "$(ng_master "$ng_each")" ]; then
      ng_run 20 ip link set dev "$ng_each" master "$ng_over"
    fi
    if [ "$ng_up" = up ] && ! ng_is_up "$ng_each"; then ng_run 20 ip link set dev "$ng_each" up; fi
  done
}

# ng_confirmed SECONDS: waits for the word from outside. Where nobody has to say it, what a login hears over the new network is as
# good; where nobody is logged in from outside, the probes were the proof.
ng_confirmed() {
  if ! ng_is_controlled && [ ! -s "$ng/peers" ]; then return 0; fi
  rm -f "$HA_RUN/confirmed"
  ng_begin=$(ng_now)
  ng_end=$((ng_begin + $1))
  echo $((ng_end + 30)) >"$ng/deadline"
  echo "$ng_end" >"$ng/confirm"
  printf '%s\tconfirm\t%s\t%s\t%s\n' "$(date +%s)" "${HA_STEP-}" "${HA_ACTION-}" "$1" >>"$HA_RUN/events"
  until [ -e "$HA_RUN/confirmed" ]; do
    ng_is_controlled || { [ -s "$ng/peers" ] && ! ng_hears $(($(ng_now) - ng_begin)); } || break
    [ "$(ng_now)" -lt "$ng_end" ] || ng_give_up "Nobody could reach this machine over the new network within $1 seconds."
    sleep 1
  done
}

ng_is_controlled() { [ "${HA_CONTROLLED:-no}" = yes ] && [ ! -e "$HA_RUN/from-here" ]; }

# ng_give_up REASON: the watchdog takes the change back; where it is dead, we do.
ng_give_up() {
  ng_log "gives up: $1"
  printf '%s\n' "$1" >"$ng/reason"
  mv "$ng/pending" "$ng/reverting" 2>/dev/null
  while [ -e "$ng/reverting" ]; do
    ng_alive "$ng/watch.pid" || ng_revert "$1"
    sleep 1
  done
  ng_stop "$(ng_outcome)"
}

ng_outcome() {
  printf '%s What was tried stands in %s/log.\n' "$(cat "$ng/result" 2>/dev/null)" "$ng"
}

# ng_watch: takes the change back when it is asked to, when the time is over and when the one who changes is no more.
ng_watch() {
  # Not ignored: what we start must be able to be ended.
  trap : HUP INT TERM
  printf '%s\n' "$$" >"$ng/watch.new" && mv "$ng/watch.new" "$ng/watch.pid"
  while :; do
    if [ -e "$ng/reverting" ]; then
      ng_revert "$(cat "$ng/reason" 2>/dev/null || echo 'The change was broken off.')"
      return
    fi
    [ -e "$ng/pending" ] || return
    ng_why=
    if ! ng_alive "$ng/change.pid"; then ng_why='The process that changed the network died.'
    elif [ "$(ng_now)" -ge "$(cat "$ng/deadline")" ]; then ng_why='The time for the change was over.'; fi
    if [ -z "$ng_why" ]; then
      sleep 1
    elif mv "$ng/pending" "$ng/reverting" 2>/dev/null; then
      printf '%s\n' "$ng_why" >"$ng/reason"
      ng_kill
    fi
  done
}

ng_progress() {
  if [ -e "$ng/reverting" ]; then echo '- puts the old network back'
  elif [ -e "$ng/confirm" ] && [ -e "$ng/pending" ]; then
    ng_left=$(($(cat "$ng/confirm") - $(ng_now)))
    if ng_is_controlled; then echo "- goes back in $ng_left s unless confirmed over the new network"
    else echo "- goes back in $ng_left s unless this reaches somebody who is logged in; else log in anew, or say: sh ${HA_PROGRAM:-install.sh} --confirm"; fi
  elif [ -e "$ng/pending" ]; then echo '- tries the new network'; fi
}

# ng_settle: for those who find that `netguard change` was killed.
ng_settle() {
  ng_wait_for_others
  [ ! -e "$ng/result" ] || ng_outcome
}

ng_holds() {
  ng_text=$(cat)
  ng_load
  ng_holds_not=$({
    if [ -e "$ng/pending" ] || [ -e "$ng/reverting" ]; then echo 'a change of the network is under way'; fi
    ng_files_differ | while read -r ng_path ng_mode; do
      case $ng_mode in
        -) printf '%s gives a card another name at the next boot\n' "$ng_path" ;;
        *) printf '%s is not as planned\n' "$ng_path" ;;
      esac
    done
    ng_differs | while IFS= read -r ng_line; do printf '%s\n' "${ng_line#*"$ng_tab"}"; done
  })
  [ -n "$ng_holds_not" ] || exit 0
  printf '%s\n' "$ng_holds_not"
  exit 1
}

case ${1-} in
  holds | names | refuses | stale | progress | settle) "ng_$1" ;;
  change) ng_change "$2" ;;
  watch | boot)
    ng=$(CDPATH='' cd -- "${0%/*}" && pwd)
    ng_load
    "ng_$1" ;;
  *) echo 'netguard holds|names|refuses|stale|change SECONDS|progress|settle' >&2 && exit 2 ;;
esac
