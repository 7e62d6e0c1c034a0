# shellcheck shell=sh
# shellcheck disable=SC2154 # variables of runner.sh
# Part of the runner: heartbeat and corosync as they are, and whose configuration is there.

# ha_not_foreign CLUSTER PACKAGE PATH: whether the file may be replaced: it is not there, it is ours, or it is the one
# that came with Debian's package and nobody has changed.
ha_not_foreign() {
  [ -e "$HA_ROOT$3" ] || return 0
  ! grep -q "by ha-bootstrap .* for cluster $1\.\$" "$HA_ROOT$3" || return 0
  ha_is_stock "$2" "$3"
}

# ha_manager: which cluster manager runs here, if any.
ha_manager() {
  if ha_runs corosync; then echo corosync
  elif ha_runs heartbeat; then echo heartbeat
  elif ha_runs rgmanager cman; then echo cman; fi
}

# ha_rc_m_starts SCRIPT: whether Slackware's rc.M starts it at boot.
ha_rc_m_starts() { grep -q "^ *\(\. \)*/etc/rc\.d/$1 start" "$HA_ROOT/etc/rc.d/rc.M" 2>/dev/null; }

ha_rc_m_leaves() {
  ha_rc_m_starts "$1" || return 0
  ha_keep /etc/rc.d/rc.M
  sed "s|^\( *\)\(\. \)*/etc/rc\.d/$1 start|\1: # the cluster starts $1|" "$HA_ROOT/etc/rc.d/rc.M" >"$HA_ROOT/etc/rc.d/.rc.M.ha-new"
  chmod 755 "$HA_ROOT/etc/rc.d/.rc.M.ha-new"
  mv "$HA_ROOT/etc/rc.d/.rc.M.ha-new" "$HA_ROOT/etc/rc.d/rc.M"
}

# ha_has_hook FILE COMMAND, ha_hook FILE COMMAND: a script of rc.d that calls one of ours, where it is executable.
ha_has_hook() { [ -x "$HA_ROOT$1" ] && grep -q -x -F -e "[ -x ${2%% *} ] && $2" "$HA_ROOT$1"; }

ha_hook() {
  ha_keep "$1"
  [ -e "$HA_ROOT$1" ] || echo '#!/bin/sh' >"$HA_ROOT$1"
  # What ends the script would come before ours at its end, so ours comes first.
  ha_hk_line="[ -x ${2%% *} ] && $2"
  if ! grep -q -x -F -e "$ha_hk_line" "$HA_ROOT$1"; then
    { sed '/^exit/,$d' "$HA_ROOT$1" && printf '%s\n' "$ha_hk_line" && sed -n '/^exit/,$p' "$HA_ROOT$1"; } >"$HA_ROOT$1.ha-new"
    cat "$HA_ROOT$1.ha-new" >"$HA_ROOT$1"
    rm -f "$HA_ROOT$1.ha-new"
  fi
  chmod 755 "$HA_ROOT$1"
}

# ha_conf_newer VERSION PATH FILE: whether this version of cman's configuration may take the place of the one that is there.
ha_conf_newer() {
  [ -e "$2" ] || return 0
  ! cmp -s "$3" "$2" || return 0
  ha_cn_version=$(sed -n 's/.*config_version="\([0-9]*\)".*/\1/p' "$2" | head -n 1)
  [ "${ha_cn_version:-0}" -lt "$1" ]
}

# ---- heartbeat ----

# ha_cl_status WORD...: cl_status(1), which hangs where heartbeat is about to die.
ha_cl_status() {
  case $ha_heartbeat_seen in
    *"$ha_nl$*="*)
      ha_cs_is=${ha_heartbeat_seen#*"$ha_nl$*="}
      printf '%s\n' "${ha_cs_is%%"$ha_nl"*}" ;;
    *) ha_try 10 cl_status "$@" 2>/dev/null ;;
  esac
}

# It says so by its exit code.
ha_heartbeat_runs() { ha_cl_status hbstatus >/dev/null; }

# ha_heartbeat_members NODE...: whether heartbeat here has heard all of them.
ha_heartbeat_members() {
  for ha_hm_node; do
    [ "$(ha_cl_status nodestatus "$ha_hm_node")" = active ] || return 1
  done
}

# ha_heartbeat_fresh FILE...: whether heartbeat was started, or told to read them again, after they were last changed.
ha_heartbeat_fresh() {
  ha_heartbeat_runs || return 1
  ha_hf_since=$(stat -c %Y /run/heartbeat.pid 2>/dev/null || stat -c %Y /var/run/heartbeat.pid) || return 1
  ha_unchanged_since "$ha_hf_since" "$@"
}

# ha_heartbeat_runs_its PROGRAM WORD...: one of the programs that heartbeat keeps for itself.
ha_heartbeat_runs_its() {
  ha_hri_program=$1
  shift
  for ha_hri_folder in /usr/libexec/heartbeat /usr/share/heartbeat /usr/lib/heartbeat /usr/lib64/heartbeat; do
    [ -x "$ha_hri_folder/$ha_hri_program" ] || continue
    "$ha_hri_folder/$ha_hri_program" "$@"
    return
  done
  ha_fail "heartbeat's program $ha_hri_program is not where its package puts it."
}

# Told to reload, heartbeat starts itself anew with the same process and keeps the resources (heartbeat(8) -r).
ha_heartbeat_reload() {
  ha_heartbeat_runs_its heartbeat -r
}

# ha_log_of PATTERN: the last lines of the system's log with it.
ha_log_of() {
  if [ "$ha_init" = systemd ]; then journalctl -q --no-pager -o cat -n 400 2>/dev/null
  else tail -n 400 /var/log/syslog /var/log/messages 2>/dev/null; fi | grep "$1" | tail -n 8
}

ha_heartbeat_says() { ha_log_of 'heartbeat.*\(ERROR\|CRIT\|WARN\)' || :; }

ha_heartbeat_settled() { [ "$(ha_try 10 cl_status rscstatus 2>/dev/null)" != transition ]; }

# ha_heartbeat_take NUMBER: starts what is missing of the group in that line of haresources.
ha_heartbeat_take() {
  ha_ht_first=$(awk -v want="$1" '!/^#/ && NF { line++ } line == want { print $2; exit }' /etc/ha.d/haresources)
  ha_heartbeat_runs_its ResourceManager takegroup "$ha_ht_first"
}

# Asks heartbeat for the resources of which this node is the home.
ha_heartbeat_takeover() {
  ha_heartbeat_runs_its hb_takeover local
}

# ha_heartbeat_path INTERFACE NODE...: whether heartbeats of all of them come over it.
ha_heartbeat_path() {
  ha_hp_interface=$1
  shift
  for ha_hp_node; do
    [ "$(ha_cl_status hblinkstatus "$ha_hp_node" "$ha_hp_interface")" = up ] || return 1
  done
}

# ---- corosync ----

# ha_corosync_members ID...: whether all of these are members, as corosync 2 and later say it.
ha_corosync_members() {
  ha_cm_all=$(ha_try 20 corosync-cmapctl -b runtime.members 2>/dev/null) || return 1
  for ha_cm_id; do
    printf '%s\n' "$ha_cm_all" | grep -q "^runtime\.members\.$ha_cm_id\.status (str) = joined" || return 1
  done
}

# What corosync.conf says, as corosync's own map has it: KEY VALUE.
ha_corosync_said() {
  awk '
    /^[ \t]*#/ || NF == 0 { next }
    /\{/ {
      name = $1
      if (name == "node") name = "node." node++
      if (name == "interface") { name = "interface." link++; }
      path[++depth] = name
      next
    }
    /\}/ { depth--; next }
    {
      key = $1
      sub(/:$/, "", key)
      value = $0
      sub(/^[^:]*:[ \t]*/, "", value)
      where = ""
      for (i = 1; i <= depth; i++) where = where path[i] "."
      print where key, value
    }' "$1" | grep -v -e '^logging\.' -e '^totem\.\(version\|config_version\|interface\.[0-9]*\.linknumber\) '
}

# What corosync.conf says and corosync does not do yet: KEY VALUE, or KEY alone of a node that is no more in the file.
ha_corosync_pending() {
  ha_cp_live=$(ha_try 20 corosync-cmapctl 2>/dev/null | sed -n 's/^\([^ ]*\) ([a-z0-9]*) = /\1 /p') || return 1
  [ -n "$ha_cp_live" ] || { echo corosync; return; }
  ha_corosync_said /etc/corosync/corosync.conf | while IFS= read -r ha_cp_line; do
    printf '%s\n' "$ha_cp_live" | grep -q -x -F -e "$ha_cp_line" || printf '%s\n' "$ha_cp_line"
  done
  ha_cp_nodes=$(grep -c '^ *node {' /etc/corosync/corosync.conf)
  printf '%s\n' "$ha_cp_live" | sed -n "s/^\(nodelist\.node\.\([0-9]*\)\.name\) .*/\2 \1/p" |
    awk -v nodes="$ha_cp_nodes" '$1 >= nodes { print $2 }'
}

ha_corosync_current() { ! ha_is corosync started || [ -z "$(ha_corosync_pending)" ]; }

# Reloads on all members; what they do not take that way needs a restart, which is for people to decide.
ha_corosync_reload() {
  corosync-cfgtool -R >/dev/null || ha_fail 'corosync does not reload its configuration (corosync-cfgtool -R).'
  ha_until 20 ha_corosync_current && return 0
  ha_corosync_pending >&2
  ha_fail 'Above is what corosync takes when it starts only, on all nodes at once. In a quiet hour: crm_attribute --name maintenance-mode --update true; on every node: systemctl stop pacemaker corosync; then on every node: systemctl start corosync pacemaker; at last: crm_attribute --name maintenance-mode --delete. Resources run on meanwhile.'
}

ha_corosync_says() {
  corosync-cfgtool -s 2>&1 || :
  ha_log_of 'corosync.*\(Invalid digest\|rror\|arning\|not up\|down\)' || :
}

ha_quorate() { ha_try 20 corosync-quorumtool -s 2>/dev/null | grep -q '^Quorate: *Yes'; }

# Whether all links to all members work; corosync 3 names members, 2 and 1 say "no faults" of each ring.
ha_corosync_links() {
  ha_cli_said=$(ha_try 20 corosync-cfgtool -s 2>/dev/null) || return 1
  case $ha_cli_said in *disconnected* | *FAULTY*) return 1 ;; esac
}

# ha_cib_foreign CLUSTER: whether it has resources of a cluster by another name.
ha_cib_foreign() {
  ha_cfo=$HA_ROOT/var/lib/pacemaker/cib/cib.xml
  [ -e "$ha_cfo" ] && [ -z "$(ha_manager)" ] && ! grep -q '<resources */>' "$ha_cfo" &&
    grep -q 'name="cluster-name"' "$ha_cfo" && ! grep -q "name=\"cluster-name\" value=\"$1\"" "$ha_cfo"
}

# ---- cman ----

# ha_cman_members NODE...: whether all of them are members: the second column of cman_tool nodes is M.
ha_cman_members() {
  ha_cmm_all=$(ha_try 20 cman_tool nodes 2>/dev/null) || return 1
  for ha_cmm_node; do
    printf '%s\n' "$ha_cmm_all" | awk -v want="$ha_cmm_node" '$2 == "M" && $NF == want { found = 1 } END { exit !found }' || return 1
  done
}
