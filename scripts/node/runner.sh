# shellcheck shell=sh
# The runner: what a program for a node stands on. POSIX sh (dash, bash, busybox ash), no other needs than the basic
# commands of Debian and Slackware. A program is this text, then ha_node, ha_plan and the functions of its actions (g1
# guard, r1 act, p1 progress, d1 what is destroyed or refused; 1 is the number of the action), then ha_steps, then
# `ha_main "$@"`.
#
#   --start ARGUMENTS          `--apply ARGUMENTS` detached from this connection, then --attach 0
#   --list                     steps of this node, one on a line
#   --check [--contents]       runs guards only and changes nothing; events on standard output; exit code 0 nothing to
#                              change, 6 changes pending, 4 something is refused
#   --apply [--controlled]     does what guards find missing; exit code 0 done, 1 an action failed, 75 another run holds
#                              the lock, 130 stopped on request. With --controlled a step begins only when the control
#                              file says so; without, actions of the kind `wait` take the controller's place.
#                              --from-here: the controller is this machine, so that its --confirm would prove nothing;
#                              --from-outside: it is another one
#   --attach LINES             prints events of the run behind the first LINES, and on until it ends; lines of standard
#                              input go to the control file. With one of --from-, the run has a controller there from now on
#   --stop, --confirm          what they say, for a run that goes on
#   --undo                     puts back the files that the last run replaced
#   with --only STEP, --skip STEP (both repeatable), --from STEP, --allow SERIAL-OR-PATH (repeatable), --who TEXT
#
# An event is a line of five fields between tabs: seconds since 1970, kind, step, action, text. A newline in the text is
# written \n, a backslash \\, a tab is a space. Kinds:
#   begin (text: PLAN BOOT-ID PID), end (ok, failed, stopped or refused)
#   ready (waits for `go STEP`), step, done      a step as a whole; its text is the title
#   unchanged, start, changed, failed            an action; the text of failed is the end of its output
#   would, refused, destroys, content            only what --check found; destroys: STATE PATH SERIAL SIZE what is on it,
#                                                with STATE empty, ours, data or used, SERIAL what the device says of
#                                                itself or -, SIZE in bytes; content: MODE OWNER BASE64 of the file now, or -
#   progress (PERCENT TEXT, or - TEXT), waiting  while an action runs
#   share (NAME BASE64)                          for the other nodes; they get it as control line `share NAME NODE BASE64`
#   confirm                                      the network has changed: say --confirm over a new connection, or it
#                                                changes back; who did not give --controlled need not if a login shows it
#   died                                         from --attach only: the run is no more and did not say why
# Control lines: go STEP, stop, share NAME NODE BASE64.

# shellcheck disable=SC2154 # ha_node, ha_plan and ha_step_ids come with the program
set -u
LC_ALL=C LANG=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL LANG PATH
export DEBIAN_FRONTEND=noninteractive
unset CDPATH ENV BASH_ENV
umask 022

# The root of the file system; another one for tests.
HA_ROOT=${HA_ROOT-}
HA_HOME=${HA_HOME:-$HA_ROOT/var/lib/ha-bootstrap}
HA_RUN=$HA_HOME/run
case $0 in */*) HA_DIR=${0%/*} ;; *) HA_DIR=. ;; esac
HA_DIR=$(CDPATH='' cd -- "$HA_DIR" && pwd)
HA_PROGRAM=$HA_DIR/${0##*/}
HA_FILES=${HA_FILES:-$HA_DIR/files}
HA_GUARD=${HA_GUARD:-$HA_DIR/netguard}
HA_ALLOW=${HA_ALLOW-}
# The shell for programs of a run.
HA_SH=${HA_SH:-sh}
export HA_SH HA_ROOT HA_HOME HA_RUN HA_DIR HA_PROGRAM HA_FILES HA_GUARD HA_ALLOW

ha_tab=$(printf '\t')
ha_nl='
'
ha_mode=
ha_controlled=no
ha_outside=
ha_contents=no
ha_only=
ha_skip=
ha_from=
ha_who=
ha_step_now=
ha_step_runs=no
ha_pending=0
ha_unchanged=
ha_refused=0

# ---- for actions and guards ----

# ha_fail SENTENCE: ends the action with a sentence for people.
ha_fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# ha_refuses PHASE SENTENCES: why something must not be done; told in PHASE look, the end of the action in PHASE act.
ha_refuses() {
  [ -n "$2" ] || return 0
  [ "$1" = look ] || ha_fail "$2"
  printf '%s\n' "$2" | while IFS= read -r ha_refuses_why; do
    ha_event refused "$ha_step_now" "$ha_act_number" "$ha_refuses_why"
  done
}

ha_has() { command -v "$1" >/dev/null 2>&1; }

# ha_try SECONDS COMMAND...: a command that might hang.
ha_try() {
  if ha_has timeout; then timeout "$@"; else shift && "$@"; fi
}

# ha_until SECONDS COMMAND...: whether it comes true within that time.
ha_until() {
  ha_until_end=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$ha_until_end" ] || return 1
    sleep 1
  done
}

# ha_share NAME: standard input goes to the other nodes, where it is $HA_RUN/shared/NAME.NODE.
ha_share() {
  ha_event share "$HA_STEP" "$HA_ACTION" "$1 $(base64 | tr -d '\n')"
}

# ha_event KIND STEP ACTION TEXT
ha_event() {
  ha_event_text=$4
  case $ha_event_text in *"$ha_nl"* | *"$ha_tab"* | *\\*)
    ha_event_text=$(printf '%s' "$4" | tr '\t\r' '  ' | sed 's/\\/\\\\/g' | awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }') ;;
  esac
  if [ "$ha_mode" = check ]; then
    printf '%s\t%s\t%s\t%s\t%s\n' "$ha_check_time" "$1" "$2" "$3" "$ha_event_text"
    return
  fi
  printf '%s\t%s\t%s\t%s\t%s\n' "$(date +%s)" "$1" "$2" "$3" "$ha_event_text" >>"$HA_RUN/events"
  [ "$ha_controlled" = yes ] || ha_say "$1" "$2" "$4"
}

# Where nobody reads events, a person reads this.
ha_say() {
  case $1 in
    step) printf '== %s\n' "$3" ;;
    start) printf '   %s ...\n' "$3" ;;
    changed) printf '   done: %s\n' "$3" ;;
    progress) printf '      %s\n' "${3#- }" ;;
    waiting) printf '   %s\n' "$3" ;;
    failed) printf '   FAILED in step %s:\n%s\n' "$2" "$3" | sed '2,$s/^/      /' ;;
    end) printf '%s: %s\n' "$ha_node" "$3" ;;
  esac
}

# ---- steps ----

ha_member() { case ",$2," in *",$1,"*) return 0 ;; esac; return 1; }

# ha_step ID TITLE: whether its actions are to be looked at.
ha_step() {
  ha_step_end
  ha_step_now=$1
  ha_step_title=$2
  ha_step_runs=no
  if [ -n "$ha_from" ]; then
    [ "$ha_from" = "$1" ] || return 0
    ha_from=
  fi
  [ -z "$ha_only" ] || ha_member "$1" "$ha_only" || return 0
  ! ha_member "$1" "$ha_skip" || return 0
  if [ "$ha_mode" = list ]; then
    printf '%s\t%s\n' "$1" "$2"
    return 0
  fi
  [ "$ha_controlled" = no ] || ha_barrier "$1"
  ha_step_runs=yes
  ha_event step "$1" '' "$2"
}

ha_step_end() {
  [ "$ha_step_runs" = no ] || ha_event 'done' "$ha_step_now" '' "$ha_step_title"
  ha_step_runs=no
}

ha_barrier() {
  ha_event ready "$1" '' ''
  until grep -q -x "go $1" "$HA_RUN/control" 2>/dev/null; do
    ha_obey
    sleep 0.2 2>/dev/null || sleep 1
  done
}

# Takes notice of what was said meanwhile.
ha_obey() {
  if grep -q -x stop "$HA_RUN/control" 2>/dev/null; then ha_end stopped 130; fi
}

# ha_act NUMBER run|put|wait TIMEOUT WHY [TWIN]: TWIN is an earlier action with the very same guard. While nothing is changed
# it need not be asked twice.
ha_act() {
  [ "$ha_step_runs" = yes ] || return 0
  [ "$ha_mode" != apply ] || ha_obey
  if { [ "$ha_mode" = check ] && ha_member "${5:-none}" "$ha_unchanged"; } || (set +eu && "g$1") </dev/null >/dev/null 2>&1; then
    ha_unchanged=$ha_unchanged,$1
    ha_event unchanged "$ha_step_now" "$1" "$4"
    return 0
  fi
  if [ "$ha_mode" = check ]; then
    ha_would "$@"
    return 0
  fi
  ha_event start "$ha_step_now" "$1" "$4"
  ha_perform "$@"
}

ha_would() {
  ha_act_number=$1
  # Notes of what an earlier run began name the step, as the action itself knows it.
  HA_STEP=$ha_step_now
  ha_pending=$((ha_pending + 1))
  ha_event would "$ha_step_now" "$1" "$4"
  if [ "$ha_contents" = yes ]; then ("c$1"); fi
  ha_would_out=$("d$1" look)
  [ -z "$ha_would_out" ] || {
    printf '%s\n' "$ha_would_out"
    case $ha_would_out in *"${ha_tab}refused$ha_tab"*) ha_refused=1 ;; esac
  }
}

# ha_perform NUMBER KIND TIMEOUT WHY: in a process of its own, so that time limits end all it started.
ha_perform() {
  ha_log=$HA_RUN/log/$1
  : >"$ha_log" || ha_broken "cannot write to $HA_RUN"
  HA_STEP=$ha_step_now HA_ACTION=$1
  export HA_STEP HA_ACTION
  if ha_has timeout; then
    # shellcheck disable=SC2086 # busybox sh is two words
    timeout -k 10 "$3" $HA_SH "$HA_PROGRAM" --action "$1" </dev/null >"$ha_log" 2>&1 &
  else
    $HA_SH "$HA_PROGRAM" --action "$1" </dev/null >"$ha_log" 2>&1 &
  fi
  ha_pid=$!
  printf '%s %s\n' "$ha_pid" "$(ha_begun "$ha_pid")" >"$HA_RUN/action"
  ha_ticker "$1" &
  ha_ticker_pid=$!
  wait "$ha_pid"
  ha_code=$?
  # A signal for us ends the waiting, not the action.
  while kill -0 "$ha_pid" 2>/dev/null; do
    wait "$ha_pid"
    ha_code=$?
  done
  # A shell that was made a moment ago loses a gentler signal.
  kill -9 "$ha_ticker_pid" 2>/dev/null
  wait "$ha_ticker_pid" 2>/dev/null
  rm -f "$HA_RUN/action"
  ha_reason=
  if [ "$ha_code" -eq 0 ] && ! (set +eu && "g$1") </dev/null >/dev/null 2>&1; then
    ha_code=1 ha_reason='The commands ended well, but what they were to bring about is not there.'
  elif [ "$ha_code" -eq 124 ] || [ "$ha_code" -eq 137 ]; then
    ha_reason="Not done after $3 seconds."
  elif [ "$ha_code" -ne 0 ] && [ ! -s "$ha_log" ]; then
    ha_reason="Ended with exit code $ha_code and without a word."
  fi
  if [ "$ha_code" -ne 0 ]; then
    # Who asked to stop did not ask for a failure.
    [ "$2" != wait ] || ha_obey
    ha_event failed "$ha_step_now" "$1" "$(tail -n 15 "$ha_log" | cut -c 1-400)${ha_reason:+$ha_nl$ha_reason}"
    ha_end failed 1
  fi
  "d$1" 'done'
  ha_event changed "$ha_step_now" "$1" "$4"
}

# ha_rest BEGAN SECONDS: rests after a look that began then, so long or four times as long as it took, at most 10 s: what is
# waited for must not be kept waiting by our looking at it.
ha_rest() {
  ha_rest_for=$((($(date +%s) - $1) * 4))
  [ "$ha_rest_for" -ge "$2" ] || ha_rest_for=$2
  [ "$ha_rest_for" -le 10 ] || ha_rest_for=10
  sleep "$ha_rest_for"
}

# Says every two seconds, less often where looking takes long, how far an action is, where the action can say it.
ha_ticker() {
  sleep 2
  # Not longer than the program itself, however that ended.
  while kill -0 $$ 2>/dev/null; do
    ha_tick_began=$(date +%s)
    ha_tick=$( (set +eu && "p$1") </dev/null 2>/dev/null | head -n 1)
    [ -z "$ha_tick" ] || [ "$ha_tick" = "${ha_tick_last-}" ] || ha_event progress "$ha_step_now" "$1" "$ha_tick"
    ha_tick_last=$ha_tick
    ha_rest "$ha_tick_began" 2
  done
}

# ha_wait SECONDS COMMAND: the act of a wait.
ha_wait() {
  ha_wait_end=$(($(date +%s) + $1))
  until ha_wait_began=$(date +%s) && (set +eu && "$2") </dev/null >/dev/null 2>&1; do
    [ "$(date +%s)" -lt "$ha_wait_end" ] || ha_fail "Not true after $1 seconds."
    if grep -q -x stop "$HA_RUN/control" 2>/dev/null; then ha_fail 'Stopped on request while waiting.'; fi
    ha_rest "$ha_wait_began" 1
  done
}
