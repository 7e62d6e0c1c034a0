# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # variables of runner.sh, and for the other parts
# Part of the runner: what --check looks at once for all its guards. Nothing is changed meanwhile, and on a node that is
# small or emulated it takes longer to start a program than what the program does. What is not found here, a guard looks for
# itself, and while something is done each looks for itself.

ha_units=
ha_files_seen=
ha_names_seen=
ha_units_seen=
ha_drbd_looked=no
ha_drbd_seen=
ha_heartbeat_seen=

ha_look_at_all() {
  ha_names_seen=$(ha_process_names)
  # heartbeat takes a third of a second for an answer, so it is asked while all else is looked at.
  ha_laa=$(
    ha_ask_heartbeat &
    ha_look_at_files
    ha_look_at_units
    ha_look_at_drbd
    wait
    printf '\n@files\n%s\n@units\n%s\n@drbd\n%s\n@end' "$ha_files_seen" "$ha_units_seen" "$ha_drbd_seen"
  )
  ha_heartbeat_seen=$ha_nl${ha_laa%%"$ha_nl@files"*}$ha_nl
  ha_files_seen=${ha_laa#*"@files$ha_nl"} && ha_files_seen=${ha_files_seen%%"$ha_nl@units"*}
  ha_units_seen=${ha_laa#*"@units$ha_nl"} && ha_units_seen=${ha_units_seen%%"$ha_nl@drbd"*}
  ha_drbd_seen=${ha_laa#*"@drbd$ha_nl"} && ha_drbd_seen=${ha_drbd_seen%"$ha_nl@end"}
  ha_drbd_looked=yes
}

# Files that are as they are to be: PATH MODE OWNER. Only what is a file is opened.
ha_look_at_files() {
  ha_has sha256sum && [ -d "$HA_FILES" ] || return 0
  ha_laf_there=$(cd "$HA_FILES" && find . -type f | (cd "$HA_ROOT/" && xargs stat -c '%F: %n %a %U:%G' 2>/dev/null) |
    sed -n 's/^regular\( empty\)* file: //p')
  [ -n "$ha_laf_there" ] || return 0
  ha_files_seen=$ha_nl$(
    {
      printf '%s\n' "$ha_laf_there"
      printf '%s\n' "$ha_laf_there" | cut -d ' ' -f 1 | (cd "$HA_FILES" && xargs sha256sum 2>/dev/null) | (cd "$HA_ROOT/" && sha256sum -c - 2>/dev/null)
    } | awk '!/: OK$/ { there[$1] = $0; next } { sub(/: OK$/, ""); if ($0 in there) print substr(there[$0], 2) }'
  )$ha_nl
}

# For netguard, which looks at its own files while it changes them.
ha_seen_files() {
  printf '%s' "$ha_files_seen" | while read -r ha_sf_line; do [ -z "$ha_sf_line" ] || printf 'seen %s\n' "$ha_sf_line"; done
}

# ha_file_seen PATH: whether it was found with the content that it is to have.
ha_file_seen() { case $ha_files_seen in *"$ha_nl$1 "*) ;; *) return 1 ;; esac; }

# What heartbeat says to cl_status(1), all at once: QUESTION=ANSWER.
ha_ask_heartbeat() {
  ha_runs heartbeat || return 0
  awk -v self="$(uname -n)" '
    { sub(/#.*/, "") }
    $1 == "node" { for (i = 2; i <= NF; i++) nodes[$i] = 1 }
    $1 == "bcast" || $1 == "serial" { for (i = 2; i <= NF; i++) links[$i] = 1 }
    $1 == "ucast" || $1 == "mcast" { links[$2] = 1 }
    END {
      print "hbstatus"
      for (node in nodes) {
        print "nodestatus", node
        if (node != self) for (link in links) print "hblinkstatus", node, link
      }
    }' "$HA_ROOT/etc/ha.d/ha.cf" 2>/dev/null | {
    while read -r ha_ah_question; do
      # shellcheck disable=SC2086 # its words
      { ! ha_ah_answer=$(ha_try 10 cl_status $ha_ah_question 2>/dev/null) || printf '%s=%s\n' "$ha_ah_question" "$ha_ah_answer"; } &
    done
    wait
  }
}

# What systemd says of the units that guards ask for ($ha_units): NAME PROPERTY=VALUE. UnitFileState is what was true when
# systemd looked last; `is-enabled` looks at the disk.
ha_look_at_units() {
  [ "$ha_init" = systemd ] && [ -n "$ha_units" ] || return 0
  # shellcheck disable=SC2086 # a list of names
  ha_units_seen=$(
    systemctl show -p LoadState -p ActiveState -p NeedDaemonReload -p SourcePath -p FragmentPath -p ActiveEnterTimestamp -p StateChangeTimestamp $ha_units 2>/dev/null |
      awk -v names="$ha_units" 'BEGIN { n = split(names, name, " "); i = 1 } NF == 0 { i++; next } { print name[i] " " $0 } END { if (i != n) print "unsure" }'
  )
  case $ha_nl$ha_units_seen in *"${ha_nl}unsure"*) ha_units_seen= && return 0 ;; esac
  ha_units_seen=$ha_nl$ha_units_seen$ha_nl
  # It ends at the first that is not there, and asks somebody else about scripts of init.d.
  ha_lau_units=
  for ha_lau_unit in $ha_units; do
    case $ha_units_seen in
      *"$ha_nl$ha_lau_unit SourcePath=/"*) ;;
      *"$ha_nl$ha_lau_unit LoadState=loaded$ha_nl"*) ha_lau_units="$ha_lau_units $ha_lau_unit" ;;
    esac
  done
  [ -n "$ha_lau_units" ] || return 0
  # shellcheck disable=SC2086
  ha_units_seen=$ha_units_seen$(
    systemctl is-enabled $ha_lau_units 2>/dev/null |
      awk -v names="$ha_lau_units" 'BEGIN { n = split(names, name, " ") } { line[NR] = name[NR] " is-enabled=" $1 } END { if (NR == n) for (i = 1; i <= n; i++) print line[i] }'
  )$ha_nl
}

# ha_unit_seen NAME PROPERTY: whether that was looked at; then $ha_unit_is is its value.
ha_unit_seen() {
  case $ha_units_seen in *"$ha_nl$1 $2="*) ;; *) return 1 ;; esac
  ha_unit_is=${ha_units_seen#*"$ha_nl$1 $2="}
  ha_unit_is=${ha_unit_is%%"$ha_nl"*}
}

# All devices of DRBD: RESOURCE MINOR, and what ha_drbd_states says of it.
ha_look_at_drbd() { ha_drbd_seen=$(ha_drbd_look '' ''); }

# ha_drbd_seen_of RESOURCE MINOR
ha_drbd_seen_of() {
  printf '%s\n' "$ha_drbd_seen" | while IFS= read -r ha_dso_line; do
    case $ha_dso_line in "$1 $2 "* | "- $2 "*) printf '%s\n' "${ha_dso_line#* * }" ;; esac
  done
}
