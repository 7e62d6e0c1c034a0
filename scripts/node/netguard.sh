#!/bin/sh
# shellcheck disable=SC2034 # variables for the other parts, which stand behind this one
# netguard: a change of a machine's network that takes itself back unless somebody who reaches the machine over the new
# network says that it may stay. POSIX sh (dash, bash, busybox ash), ifupdown, ifupdown2 or rc.inet1.
#
#   netguard holds           exit code 0 if files and live network are as wanted and no change is under way; otherwise
#                            what differs, a sentence on each line
#   netguard change SECONDS  brings it about; exit code 0 only if it is so and confirmed, otherwise the network is as it
#                            was before and the reason is on standard error
#   netguard progress        how far a change is
#   netguard settle          waits until no change is under way, and says what became of the last one
#   netguard watch, netguard boot        called by itself: the watchdog, and at boot before the network comes up
#
# What is wanted comes on standard input, one thing a line:
#   style ifupdown|ifupdown2|rc.inet1      file PATH MODE              (the new file is $HA_FILES/PATH)
#   link NAME nic|bond|vlan|bridge         mac NAME MAC, pci NAME ADDRESS     which card has the name
#   hotplug NAME                           dhcp NAME, address NAME CIDR, gateway NAME IP, route NAME TO VIA METRIC
#   mtu NAME BYTES                         part NAME MASTER            in a bond or bridge
#   bond NAME OPTION VALUE                 vlan NAME ID LOWER          bridge NAME stp 0|1
#   ring NAME                              members of the cluster talk over it
#   without PROGRAM                        removed before
#   seen PATH MODE OWNER:GROUP             the file was found as it is to be
# links stand in the order in which they come up.
#
# A change is a folder, $HA_HOME/network: the old files, the old live state, and one of the names
#   pending    being tried; goes back when the time is over, when the process that tries dies, or at the next boot
#   reverting  being taken back
# Whoever renames `pending` first has decided: the one who confirmed, or the one who takes back.

set -u
LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL PATH
unset CDPATH ENV BASH_ENV
umask 022

ng=${HA_HOME:-/var/lib/ha-bootstrap}/network
# What is wanted; where it is empty, it is read from $ng/want.
ng_text=
ng_net=/sys/class/net
ng_tab=$(printf '\t')
ng_nl='
'
# The change itself must come to an end in this time; emulated machines are slow.
ng_limit=600

# Seconds until what answered before must answer again.
ng_patience=60

ng_wanted() {
  [ -n "$ng_text" ] || ng_text=$(cat "$ng/want")
  printf '%s\n' "$ng_text"
}
ng_has() { command -v "$1" >/dev/null 2>&1; }
# Seconds since boot: the clock may be set meanwhile.
ng_now() {
  read -r ng_uptime _ </proc/uptime
  echo "${ng_uptime%%.*}"
}
ng_boot_id() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown; }
ng_log() { printf '%s %s\n' "$(ng_now)" "$*" >>"$ng/log" 2>/dev/null; }
ng_sentences() { tr '\n' ';' | sed 's/;$//; s/;/; /g'; }

# ng_run SECONDS COMMAND...: written down with what it said.
ng_run() {
  ng_run_s=$1
  shift
  ng_log "+ $*"
  if ng_has timeout; then timeout "$ng_run_s" "$@"; else "$@"; fi </dev/null >>"$ng/log" 2>&1
  ng_run_code=$?
  [ "$ng_run_code" -eq 0 ] || ng_log "= $ng_run_code"
  return "$ng_run_code"
}

ng_stop() {
  printf '%s\n' "$1" >&2
  exit 1
}

# ng_alive FILE: whether the process of which it holds the number is a netguard.
ng_alive() {
  ng_alive_pid=$(cat "$1" 2>/dev/null)
  [ -n "$ng_alive_pid" ] && kill -0 "$ng_alive_pid" 2>/dev/null &&
    { tr '\0' ' ' <"/proc/$ng_alive_pid/cmdline"; } 2>/dev/null | grep -q netguard
}

# ng_kill: ends the process that changes the network with all that it started, orphans too: they carry its mark.
ng_kill() {
  ng_mark=$(cat "$ng/mark" 2>/dev/null)
  ng_round=0
  # What was started while we looked is found by looking again.
  while [ -n "$ng_mark" ] && [ "$ng_round" -lt 10 ]; do
    ng_round=$((ng_round + 1))
    ng_marked=$(grep -l -F "NG_CHANGE=$ng_mark" /proc/[0-9]*/environ 2>/dev/null)
    [ -n "$ng_marked" ] || return 0
    for ng_path in $ng_marked; do
      ng_pid=${ng_path#/proc/}
      kill -KILL "${ng_pid%%/*}" 2>/dev/null
    done
  done
}
