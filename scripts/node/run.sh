# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: a run from its lock to its end, how it is begun, watched and told something, and the words of a
# program.

ha_boot_id() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown; }

# ha_begun PID: when that process began, by which it is told from a later one of the same number; nothing when it is gone.
ha_begun() { awk '{ sub(/.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null; }

# ha_alive PID BEGUN: whether it is still that process.
ha_alive() { [ -n "${2-}" ] && [ "$(ha_begun "$1")" = "$2" ]; }

ha_lock() {
  while ! mkdir "$HA_HOME/lock" 2>/dev/null; do
    [ -d "$HA_HOME/lock" ] || ha_broken "$HA_HOME cannot be written"
    ha_lock_pid='' ha_lock_begun='' ha_lock_boot='' ha_lock_who='' ha_lock_program=''
    {
      read -r ha_lock_pid ha_lock_begun && read -r ha_lock_boot && read -r ha_lock_who && read -r ha_lock_program
    } 2>/dev/null <"$HA_HOME/lock/owner"
    if [ -z "$ha_lock_program" ]; then
      # It is being taken just now, or whoever took it died in that moment.
      ha_lock_tries=$((${ha_lock_tries:-0} + 1))
      [ "$ha_lock_tries" -gt 5 ] || { sleep 1; continue; }
    elif [ "$ha_lock_boot" = "$(ha_boot_id)" ] && ha_alive "$ha_lock_pid" "$ha_lock_begun"; then
      # shellcheck disable=SC2046 # a process and when it began: two words
      ha_alive $(cat "$HA_RUN/attached" 2>/dev/null) && ha_lock_seen=watched || ha_lock_seen=alone
      printf 'locked\t%s\t%s\t%s\t%s\n' "$ha_lock_pid" "$ha_lock_who" "$ha_lock_program" "$ha_lock_seen"
      exit 75
    fi
    # Whoever wins the renaming clears it away.
    mv "$HA_HOME/lock" "$HA_HOME/lock.stale.$$" 2>/dev/null && rm -rf "$HA_HOME/lock.stale.$$"
  done
  ha_lock_who="${ha_who:-somebody}, since $(date '+%Y-%m-%d %H:%M:%S')"
  printf '%s %s\n%s\n%s\n%s\n' "$$" "$(ha_begun "$$")" "$(ha_boot_id)" "$ha_lock_who" "$HA_PROGRAM" >"$HA_HOME/lock/owner" || ha_broken "$HA_HOME cannot be written"
}

ha_broken() {
  printf 'broken\t%s\n' "$1"
  printf '%s\n' "$1: $(df -P "$HA_ROOT/var" 2>/dev/null | awk 'NR == 2 { print $4 " KiB free" }')" >&2
  rm -rf "$HA_HOME/lock"
  exit 1
}

# ha_end HOW CODE
ha_end() {
  [ "$ha_mode" != apply ] || [ "$1" != ok ] || ha_step_end
  ha_event end '' '' "$1"
  [ "$ha_mode" != apply ] || rm -rf "$HA_HOME/lock"
  exit "$2"
}

ha_apply() {
  { mkdir -p "$HA_HOME" && chmod 700 "$HA_HOME"; } || ha_broken "$HA_HOME cannot be made"
  ha_lock
  mkdir -p "$HA_RUN/log" "$HA_RUN/shared" "$HA_HOME/journal" || ha_broken "$HA_HOME cannot be written"
  ha_orphan=$(cat "$HA_RUN/action" 2>/dev/null)
  if [ -s "$HA_RUN/events" ]; then
    mv "$HA_RUN/events" "$HA_HOME/journal/$(cat "$HA_RUN/id" 2>/dev/null || echo unknown).events"
  fi
  rm -f "$HA_RUN/from-here"
  ha_stands || ha_broken "$HA_RUN cannot be written"
  rm -f "$HA_RUN/control" "$HA_RUN/confirmed" "$HA_RUN/shared"/* "$HA_HOME/kept"/*/part
  # Runs of the same second must not share a name.
  ha_id=$(date +%Y%m%d-%H%M%S) ha_again=0
  while [ -e "$HA_HOME/journal/$ha_id.events" ] || [ -e "$HA_HOME/kept/$ha_id" ]; do
    ha_again=$((ha_again + 1)) ha_id=${ha_id%.*}.$ha_again
  done
  { printf '%s\n' "$ha_id" >"$HA_RUN/id" && : >"$HA_RUN/control" && : >"$HA_RUN/events"; } || ha_broken "$HA_RUN cannot be written"
  trap '' HUP
  trap 'echo stop >>"$HA_RUN/control"' INT TERM
  [ "$ha_controlled" = no ] || printf 'started\t%s\n' "$$"
  ha_event begin '' '' "$ha_plan $(ha_boot_id) $$"
  # shellcheck disable=SC2086 # a process and when it began: two words
  if ha_alive $ha_orphan; then
    ha_event waiting '' '' 'An action of an earlier run is still at work; waiting for it to end.'
  fi
  # shellcheck disable=SC2086
  while ha_alive $ha_orphan; do
    ha_obey
    sleep 2
  done
  ha_steps
  ha_end ok 0
}

ha_check() {
  ha_check_time=$(date +%s)
  ha_look_at_all
  ha_event begin '' '' "$ha_plan $(ha_boot_id) $$"
  ha_steps
  ha_step_end
  if [ "$ha_refused" -ne 0 ]; then ha_end refused 4; fi
  if [ "$ha_pending" -ne 0 ]; then ha_end pending 6; fi
  ha_end ok 0
}

# The run goes on when this connection does not; its first line says whether it could begin.
ha_start() {
  ha_said=$HA_RUN/said.$$
  { mkdir -p "$HA_RUN" && : >"$ha_said"; } || { printf 'broken\t%s\n' "$HA_RUN cannot be written" && exit 1; }
  trap 'rm -f "$ha_said"' EXIT
  # shellcheck disable=SC2086
  if ha_has setsid; then setsid $HA_SH "$HA_PROGRAM" "$@" </dev/null >"$ha_said" 2>&1 &
  else
    # shellcheck disable=SC2086
    nohup $HA_SH "$HA_PROGRAM" "$@" </dev/null >"$ha_said" 2>&1 &
  fi
  ha_until 30 test -s "$ha_said"
  cat "$ha_said"
  grep -q '^started' "$ha_said" || exit 1
  rm -f "$ha_said"
  ha_attach 0
}

# Whether somebody outside will say --confirm. A controller that takes a run over may stand elsewhere than who began it; who only
# watches says nothing of it. (A colon would end the shell where nothing can be written.)
ha_stands() {
  case $ha_outside in
    yes) rm -f "$HA_RUN/from-here" ;;
    no) printf '' >"$HA_RUN/from-here" ;;
  esac
}

ha_attach() {
  ha_stands
  read -r ha_attach_pid ha_attach_begun 2>/dev/null <"$HA_HOME/lock/owner"
  printf '%s %s\n' "$$" "$(ha_begun "$$")" >"$HA_RUN/attached"
  tail -n "+$(($1 + 1))" -f "$HA_RUN/events" &
  ha_attach_tail=$!
  (
    # A sleep that outlives this must not hold the connection open.
    while ha_alive "${ha_attach_pid-}" "${ha_attach_begun-}"; do sleep 2 >/dev/null 2>&1; done
    # Its last lines may be on their way.
    sleep 2 >/dev/null 2>&1
    tail -n 1 "$HA_RUN/events" | grep -q "${ha_tab}end$ha_tab" || printf '%s\tdied\t\t\t\n' "$(date +%s)"
  ) &
  ha_attach_watch=$!
  trap 'kill "$ha_attach_tail" "$ha_attach_watch" 2>/dev/null; exit 0' HUP INT TERM PIPE EXIT
  while IFS= read -r ha_attach_line; do ha_control "$ha_attach_line"; done
}

ha_control() {
  case $1 in
    share\ *)
      # shellcheck disable=SC2086 # four words without blanks or globs: names and base64
      set -- $1
      case $2$3 in *[!A-Za-z0-9._-]*) return 0 ;; esac
      printf '%s' "$4" | base64 -d >"$HA_RUN/shared/$2.$3.new" && mv "$HA_RUN/shared/$2.$3.new" "$HA_RUN/shared/$2.$3" ;;
    'go '* | stop) printf '%s\n' "$1" >>"$HA_RUN/control" ;;
  esac
}

ha_main() {
  if [ "${1-}" = --start ]; then
    shift
    ha_start --apply "$@"
    exit
  fi
  while [ $# -gt 0 ]; do
    case $1 in
      --check | --apply | --list | --undo | --stop | --confirm) ha_mode=${1#--} ;;
      --attach) ha_mode=attach ha_attach_from=$2 && shift ;;
      --action) ha_mode=action ha_act_number=$2 && shift ;;
      --contents) ha_contents=yes ;;
      --controlled) ha_controlled=yes ;;
      --from-here) ha_outside=no ;;
      --from-outside) ha_outside=yes ;;
      --only) ha_only=$ha_only,$2 && shift ;;
      --skip) ha_skip=$ha_skip,$2 && shift ;;
      --from) ha_from=$2 && shift ;;
      --allow) HA_ALLOW="$HA_ALLOW $(ha_word "$2")" && shift ;;
      --who) ha_who=$2 && shift ;;
      *) echo "unknown: $1 (see the head of this file)" >&2 && exit 2 ;;
    esac
    shift
  done
  for ha_word in $(printf '%s' "$ha_only,$ha_skip,$ha_from" | tr ',' ' '); do
    ha_member "$ha_word" "$ha_step_ids" || { echo "There is no step $ha_word for $ha_node; there are: $(echo "$ha_step_ids" | tr ',' ' ')" >&2; exit 2; }
  done
  cd / || exit 1
  case $ha_mode in
    list) ha_steps ;;
    check) ha_check ;;
    apply)
      HA_CONTROLLED=$ha_controlled && export HA_CONTROLLED
      ha_apply ;;
    attach) ha_attach "$ha_attach_from" ;;
    stop) ha_control stop ;;
    confirm)
      # From localhost comes also who has come through a tunnel.
      # shellcheck disable=SC2086 # four words
      set -- ${SSH_CONNECTION-}
      case ${1-} in
        '' | 127.* | ::1) ;;
        "${3-}") echo 'This login comes from this machine itself, which proves nothing.' >&2 && exit 1 ;;
      esac
      : >"$HA_RUN/confirmed" ;;
    undo) ha_undo ;;
    action)
      "d$ha_act_number" act && "d$ha_act_number" begin || exit 1
      set -e
      "r$ha_act_number" ;;
    *) echo 'one of --check, --apply, --list, --undo' >&2 && exit 2 ;;
  esac
}
